"""A kernel that slides over a picture: every window, every product, and the sum that becomes one output."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.widgets.base import unpack
from course_lib.widgets.convolution import library
from course_lib.widgets.convolution import math as maths
from course_lib.widgets.convolution.fit import GEOMETRY, changed_start, sent_presets, start
from course_lib.widgets.convolution.math import Array
from course_lib.widgets.convolution.state import SlidingKernel
from course_lib.widgets.scripts import join_scripts, packed

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@lru_cache(maxsize=1)
def script() -> str:
    """The script with the pictures, kernels and examples to choose from: packed, they are small."""
    examples = {**library.sent(), "presets": sent_presets()}
    text = json.dumps(examples, ensure_ascii=False, separators=(",", ":"))
    return packed(f"const EXAMPLES = {text};\n{join_scripts(ConvolutionExplorer._script)}")


class ConvolutionExplorer(SlidingKernel):
    """A picture, a kernel, and the map that the kernel makes of it: sum(window * kernel) / divisor + bias.

    The kernel is laid on as it is, not turned around: cross-correlation, which deep learning calls
    convolution. A saved state holds every number of an own picture (8 bytes a pixel).

    Args:
        preset: an example of the lectures, one of ``convolution.presets.PRESETS`` ("four" by default); what
            else is given changes it.
        image: (H, W) or (C, H, W) numbers, or a name such as "china"; (H, W, 3) is read as a colour picture.
        kernel: (KH, KW), (C, KH, KW) or a layer's weight (O, C, KH, KW), also as a tensor; or a name such as
            "blur", which brings its divisor. A kernel of one slice is laid on every channel.
        bias: one number, or one for each of the O filters.
        divisor: what the sum is divided by before the bias is added.
        stride, padding, dilation: a whole number, or (height, width).
        filter: which of the O filters is shown, from 0.
        row, column: the output that is shown, from 0.
        view: "forward" (a window makes an output) or "reverse" (a pixel touches outputs).
        pixel: (channel, row, column) of the pixel that is chosen.
        pins: up to two outputs (row, column) to compare.
        colours: how the map is coloured: "auto", "grey", "signed" or "cividis".
        fill: outputs after the shown one stay blank.
        hide, lock: names of controls: preset, image, kernel, size, stride, padding, dilation, bias, divisor,
            view, pins, colours, fill, playback.

    Raises:
        ValueError: for a picture, kernel or setting that does not fit, with the shapes and what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = ConvolutionExplorer()
        >>> w.output.tolist()
        [[4.0, -1.0, 7.0], [2.0, 7.0, 0.0], [0.0, 4.0, -1.0]]
        >>> w.padding = 1
        >>> w.output[0].tolist(), w.size["height"]
        ([-1.0, 5.0, 1.0, -1.0, 5.0], 'floor((4 + 2*1 - 1*(2 - 1) - 1) / 1) + 1 = 5')
    """

    _script = "convolution_explorer.js"
    _style = "steppers.css convolution_explorer.css"
    controls = ("preset", "image", "kernel", "size", "stride", "padding", "dilation", "bias", "divisor",
                "view", "pins", "colours", "fill", "playback")  # fmt: skip

    def __init__(
        self,
        preset: str | None = None,
        *,
        image: Any = None,
        kernel: Any = None,
        bias: ArrayLike | None = None,
        row: int | None = None,
        column: int | None = None,
        pixel: Any = None,
        pins: Any = None,
        **options: Any,
    ) -> None:
        given = {"image": image, "kernel": kernel, "bias": bias}
        chosen = start(preset or "four")
        if any(value is not None for value in given.values()):
            chosen = changed_start(chosen, own=preset is None, **given)
        own = options.keys() & {"stride", "padding", "dilation", "divisor"}
        chosen["_names"]["preset"] = "own" if own else chosen["_names"]["preset"]
        ConvolutionExplorer._esm = script()
        super().__init__(**{**chosen, **options})
        self.observe(self._changed, names=[*GEOMETRY, "divisor"])
        rows, columns = self.axes
        self._at = [min(self._at[0], rows.out - 1), min(self._at[1], columns.out - 1)]
        self._pins = self._pins if self.preset != "own" else []
        for name, value in {"row": row, "column": column, "pixel": pixel, "pins": pins}.items():
            if value is not None:
                setattr(self, name, value)

    # What comes out

    @property
    def size(self) -> dict[str, Any]:
        """The output size (OH, OW), the formulas of height and width, and rows and columns left over."""
        rows, columns = self.axes
        return {
            "output": (rows.out, columns.out),
            "height": rows.formula,
            "width": columns.formula,
            "left_over": (rows.left_over, columns.left_over),
        }

    @property
    def output(self) -> Array:  # type: ignore[override]
        """The map of the shown filter, (OH, OW)."""
        return self._map(self.filter)

    @property
    def maps(self) -> Array:
        """The maps of all filters, (O, OH, OW)."""
        return np.stack([self._map(k) for k in range(self._kernel_shape[0])])

    def _map(self, k: int) -> Array:
        bias = float(unpack(self._bias)[k])
        return maths.correlate(self._channels(), self._filters()[k], *self.axes, bias, self.divisor)

    def touches(self, row: int, column: int, channel: int = 0) -> list[tuple[int, int, float]]:
        """The outputs that a pixel enters, and each one's slope for it: rows of (row, column, slope)."""
        kernel = self._filters()[self.filter, channel] / self.divisor
        found = maths.touched(*self.axes, row, column)
        return [(r, c, float(kernel[u, v])) for r, c, u, v in found]

    def gradient(self, row: int | None = None, column: int | None = None) -> Array:
        """The slope of an output (the shown one by default) for every pixel, (C, H, W)."""
        place = (self.row if row is None else row, self.column if column is None else column)
        return maths.gradient(self._filters()[self.filter], *self.axes, *place, self.divisor)

    @property
    def result(self) -> dict[str, Any]:
        """The shown output: its window, products, sums and value; the map; sizes; what the pixel touches."""
        kernel = self._filters()[self.filter]
        rows, columns = self.axes
        window = maths.window_of(
            maths.pad(self._channels(), rows, columns), rows, columns, self.row, self.column
        )
        products = window * kernel
        total, bias = float(products.sum()), float(unpack(self._bias)[self.filter])
        return {
            "position": (self.row, self.column),
            "window": window.copy(),
            "products": products,
            "channel_sums": [float(p.sum()) for p in products],
            "sum": total,
            "divisor": self.divisor,
            "bias": bias,
            "value": total / self.divisor + bias,
            "output": self.output,
            "size": self.size,
            "parameters": int(np.prod(self._kernel_shape)) + self._kernel_shape[0],
            "touches": self.touches(*self.pixel[1:], self.pixel[0]),
        }

    @property
    def alt(self) -> str:
        """One sentence: the picture, the kernel, the map's size and the shown sum."""
        c, h, w = self._shape
        kh, kw = self._kernel_shape[2:]
        rows, columns = self.axes
        value = self.output[self.row, self.column]
        channels = "" if c == 1 else f" of {c} channels"
        return (
            f"a {kh}×{kw} kernel slides over a {h}×{w} picture{channels} and makes a "
            f"{rows.out}×{columns.out} map; at row {self.row + 1}, column {self.column + 1} "
            f"it answers {value:.4g}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.convolution.figure import draw

        return draw(self)
