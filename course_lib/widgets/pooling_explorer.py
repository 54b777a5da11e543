"""Pooling: a window slides over a table or a picture and keeps one number of each place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.pooling import math
from course_lib.widgets.pooling.checks import MOST, checked_map, finite, fit, packed_map, pair_of
from course_lib.widgets.pooling.presets import NAMES, presets, sent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
Pair = int | Sequence[int]


class PoolingExplorer(Widget):
    """Max, average and L2 pooling of one table or picture: forwards, backwards, and under a moving object.

    Args:
        image: one map (H, W), up to 64x64, instead of a preset; leading axes of length 1 are dropped.
        preset: frames, slice, average, l2, thirds, leftover, overlapping, bar, digit, map or empty.
        pooling: "max", "average" or "l2" (the root of the sum of squares).
        size: the window, one number or (rows, columns).
        stride: from window to window, likewise; the window's size if it is not given.
        view: "window" (what comes out), "gradient" (where dL goes) or "move" (shift, turn, scale the object).
        colours: "windows" (a colour for each window), "grey" or "cividis".
        upstream: dL/dy of the gradient view, shaped like the output; all ones if it is not given.
        hide, lock: names of controls: preset, pooling, size, stride, view, colours, cells.

    Raises:
        ValueError: for an image, a window or a dL/dy that does not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = PoolingExplorer([[3, 8, 1, 4], [5, 2, 6, -1], [-3, 5, 9, 1], [4, 5, 7, 2]])
        >>> w.output.tolist()
        [[8.0, 6.0], [5.0, 9.0]]
        >>> w.pooling = "average"
        >>> w.output.tolist(), w.gradient.tolist()[0]
        ([[4.5, 2.5], [2.75, 4.75]], [0.25, 0.25, 0.25, 0.25])
    """

    _script = "pooling_explorer.js"
    _style = "pooling_explorer.css"
    controls = ("preset", "pooling", "size", "stride", "view", "colours", "cells")

    preset = Choice((*NAMES, "own"), "frames").tag(sync=True)
    pooling = Choice(math.KINDS, "max").tag(sync=True)
    view = Choice(("window", "gradient", "move"), "window").tag(sync=True)
    colours = Choice(("windows", "grey", "cividis"), "windows").tag(sync=True)

    _image = floats()  # rows, columns, then the values row after row
    _size: Any = traitlets.List(default_value=[2, 2]).tag(sync=True)
    _stride: Any = traitlets.List(default_value=[2, 2]).tag(sync=True)
    _upstream = floats()  # empty for ones
    _move: Any = traitlets.List(default_value=[0, 0, 0, 1]).tag(sync=True)  # down, right, turns, scale
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        image: ArrayLike | None = None,
        *,
        preset: str = "frames",
        size: Pair | None = None,
        stride: Pair | None = None,
        upstream: ArrayLike | None = None,
        **options: Any,
    ) -> None:
        start = dict(presets().get(preset, presets()["frames"]))
        if image is not None:
            values = checked_map(image)
            small = max(values.shape) <= 6
            start |= {"image": values, "view": "window", "colours": "windows" if small else "cividis"}
            start["size"] = start["stride"] = min(2, *values.shape)
        if size is not None:
            start["size"] = start["stride"] = size
        if stride is not None:
            start["stride"] = stride
        chosen = {name: options.pop(name, start[name]) for name in ("pooling", "view", "colours")}
        super().__init__(
            preset=preset if image is None else "own",
            _presets=sent(),
            _image=packed_map(start["image"]),
            _size=pair_of(start["size"], "size"),
            _stride=pair_of(start["stride"], "stride"),
            **chosen,
            **options,
        )
        if upstream is not None:
            self.upstream = upstream
        self.observe(self._chosen, names="preset")

    # What is pooled, read and set from Python

    @property
    def image(self) -> Array:
        """What is pooled, (H, W)."""
        values = unpack(self._image)
        return values[2:].reshape(int(values[0]), int(values[1]))

    @image.setter
    def image(self, image: ArrayLike) -> None:
        values = checked_map(image)
        fit((values.shape[0], values.shape[1]), self.size, self.stride)
        with self.hold_sync():
            self.preset, self._upstream, self._move = "own", b"", [0, 0, 0, 1]
            self._image = packed_map(values)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the window; set it to one number or to two."""
        return self._size[0], self._size[1]

    @size.setter
    def size(self, size: Pair) -> None:
        self._size = pair_of(size, "size")

    @property
    def stride(self) -> tuple[int, int]:
        """How far down and to the right the next window lies; set it to one number or to two."""
        return self._stride[0], self._stride[1]

    @stride.setter
    def stride(self, stride: Pair) -> None:
        self._stride = pair_of(stride, "stride")

    @property
    def upstream(self) -> Array:
        """dL/dy, (OH, OW): what the gradient view starts from, all ones unless it was set."""
        shape = math.output_shape(self._shape(), self.size, self.stride)
        given = unpack(self._upstream)
        return given.reshape(shape) if len(given) == shape[0] * shape[1] else np.ones(shape)

    @upstream.setter
    def upstream(self, upstream: ArrayLike) -> None:
        shape = math.output_shape(self._shape(), self.size, self.stride)
        values = checked_map(upstream, "upstream")
        if values.shape != shape:
            raise WidgetError(f"upstream has shape {values.shape}, but the output has shape {shape}.")
        self._upstream = pack(values)

    def move(self, down: int = 0, right: int = 0, turns: int = 0, scale: float = 1.0) -> None:
        """Move the object: shift by whole pixels, turn clockwise by quarter turns, scale by 0.5, 1 or 2.

        The move is counted from the picture at rest, not from the last move; ``w.move()`` undoes it.

        Raises:
            ValueError: for a part of a pixel, a part of a turn or another scale.
        """
        self._move = [down, right, turns, scale]

    def _shape(self) -> tuple[int, int]:
        values = unpack(self._image)
        return int(values[0]), int(values[1])

    def _chosen(self, change: Any) -> None:
        """A preset named from Python brings everything it has; the page sends all of that itself."""
        if self.from_page or change["new"] == "own":
            return
        start = presets()[change["new"]]
        with self.hold_sync(), self.hold_trait_notifications():
            self._image, self._upstream = packed_map(start["image"]), b""
            self._size, self._stride = [start["size"]] * 2, [start["stride"]] * 2
            self._move = [0, 0, 0, 1]
            self.pooling, self.view, self.colours = start["pooling"], start["view"], start["colours"]

    # What it shows

    @property
    def seen(self) -> Array:
        """The picture as it is pooled, (H, W): the moved one in the move view."""
        down, right, turns, scale = self._move
        if self.view != "move":
            return self.image
        return math.moved(self.image, int(down), int(right), int(turns), scale)

    @property
    def output(self) -> Array:  # type: ignore[override]
        """The pooled map, (OH, OW)."""
        return math.pool(self.seen, self.size, self.stride, self.pooling)

    @property
    def gradient(self) -> Array:
        """dL/dx, (H, W), for dL/dy = `upstream`."""
        return math.gradient(self.seen, self.size, self.stride, self.pooling, self.upstream)

    @property
    def winners(self) -> NDArray[np.int64] | None:
        """Row and column of the entry each window keeps, (OH, OW, 2); None unless pooling is "max"."""
        return math.winners(self.seen, self.size, self.stride) if self.pooling == "max" else None

    @property
    def result(self) -> dict[str, Any]:
        """Output, winners, gradient, how many inputs lie in no window, and what the move changed.

        ``pixels_same`` and ``cells_same`` are shares from 0 to 1; ``pixels_change`` and ``cells_change``
        are the length of the change over the length of what was there.
        """
        rest = math.pool(self.image, self.size, self.stride, self.pooling)
        pixels, pixels_change = math.difference(self.image, self.seen)
        cells, cells_change = math.difference(rest, self.output)
        return {
            "output": self.output,
            "winners": self.winners,
            "gradient": self.gradient,
            "unseen": int(math.unseen(self._shape(), self.size, self.stride).sum()),
            "pixels_same": pixels / self.image.size,
            "cells_same": cells / rest.size,
            "pixels_change": pixels_change,
            "cells_change": cells_change,
        }

    @property
    def alt(self) -> str:
        """One sentence: what is pooled, how, and what comes out."""
        (h, w), (kh, kw), (sh, sw) = self._shape(), self.size, self.stride
        y = self.output
        name = {"max": "max", "average": "average", "l2": "L2"}[self.pooling]
        stride = f"{sh}" if sh == sw else f"{sh} by {sw}"
        numbers = f": {y.round(2).tolist()}" if y.size <= 9 else ""
        return (
            f"{name} pooling of a {h} by {w} map with a {kh} by {kw} window and stride {stride} "
            f"gives {y.shape[0]} by {y.shape[1]} numbers{numbers}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.pooling.figure import draw

        return draw(self)

    # What may be set, here and from the page

    @traitlets.validate("_image")
    def _check_image(self, proposal: Any) -> bytes:
        values = unpack(proposal["value"])
        if len(values) < 3 or values[0] * values[1] != len(values) - 2:
            raise WidgetError("the page sent an image whose numbers do not fit its rows and columns.")
        image = checked_map(values[2:].reshape(int(values[0]), int(values[1])))
        fit((image.shape[0], image.shape[1]), self.size, self.stride)
        return packed_map(image)

    @traitlets.validate("_size", "_stride")
    def _check_window(self, proposal: Any) -> list[int]:
        name = proposal["trait"].name
        new = pair_of(proposal["value"], name[1:])
        size, stride = (new, self._stride) if name == "_size" else (self._size, new)
        fit(self._shape(), (size[0], size[1]), (stride[0], stride[1]))
        return new

    @traitlets.validate("_upstream")
    def _check_upstream(self, proposal: Any) -> bytes:
        finite(unpack(proposal["value"]), "upstream")
        return bytes(proposal["value"])

    @traitlets.validate("_move")
    def _check_move(self, proposal: Any) -> list[float]:
        values = list(proposal["value"])
        numbers = len(values) == 4 and all(isinstance(v, int | float) for v in values)
        whole = numbers and all(float(v).is_integer() and abs(v) <= 10 * MOST for v in values[:3])
        if not whole or values[3] not in math.SCALES:
            raise WidgetError(
                "a move is whole pixels down and right, whole quarter turns, and a scale of 0.5, 1 or 2, "
                f"not {values!r}."
            )
        return [float(values[0]), float(values[1]), float(values[2] % 4), float(values[3])]
