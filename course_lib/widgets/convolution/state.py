"""What a sliding kernel is set to: picture, kernel, stride and the rest, checked together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import traitlets

from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, unpack
from course_lib.widgets.convolution import library
from course_lib.widgets.convolution import math as maths
from course_lib.widgets.convolution.fit import GEOMETRY, check, parts, start, within
from course_lib.widgets.convolution.math import Array, Axis, Pair


class SlidingKernel(Widget):
    """The settings of a ConvolutionExplorer: traits, what Python may set, and what fits together."""

    stride = Pair(1, 1, 16).tag(sync=True)
    padding = Pair(0, 0, 16).tag(sync=True)
    dilation = Pair(1, 1, 8).tag(sync=True)
    divisor = Number(1.0, low=-1e9, high=1e9).tag(sync=True)
    filter = traitlets.Int(0, min=0).tag(sync=True)
    view = Choice(("forward", "reverse"), "forward").tag(sync=True)
    colours = Choice(("auto", "grey", "signed", "cividis"), "auto").tag(sync=True)
    fill = traitlets.Bool(False).tag(sync=True)

    _image = floats()  # row after row, channel after channel; empty where _picture names it
    _shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _picture = traitlets.Unicode("").tag(sync=True)
    _kernel = floats()
    _kernel_shape = traitlets.List(traitlets.Int()).tag(sync=True)
    _bias = floats()
    _at = traitlets.List(traitlets.Int()).tag(sync=True)
    _pixel = traitlets.List(traitlets.Int()).tag(sync=True)
    _pins: Any = traitlets.List().tag(sync=True)
    _names: Any = traitlets.Dict().tag(
        sync=True
    )  # preset, kernel, angle and wavelength as the page shows them

    # Picture, kernel and bias, read and set from Python

    @property
    def image(self) -> Array:
        """The picture: (H, W), or (C, H, W) with several channels."""
        found = self._channels()
        return found[0].copy() if len(found) == 1 else found.copy()

    @image.setter
    def image(self, image: Any) -> None:
        self.set(image=image)

    @property
    def kernel(self) -> Array:
        """The kernel: (KH, KW) where there is one filter on one channel, otherwise (O, C, KH, KW)."""
        found = self._filters()
        return found[0, 0] if found.shape[:2] == (1, 1) else found

    @kernel.setter
    def kernel(self, kernel: Any) -> None:
        self.set(kernel=kernel)

    @property
    def bias(self) -> Any:
        """The bias: a number, or (O,) where there are several filters."""
        found = unpack(self._bias)
        return float(found[0]) if len(found) == 1 else found

    @bias.setter
    def bias(self, bias: Any) -> None:
        self.set(bias=bias)

    @property
    def preset(self) -> str:
        """The name of the example that is shown, or "own" once something was changed."""
        return str(self._names["preset"])

    @preset.setter
    def preset(self, preset: str) -> None:
        chosen = start(preset)
        with self._at_once():
            for name, value in chosen.items():
                setattr(self, name, value)
        self._names = {**self._names, "preset": preset}

    def set(
        self,
        *,
        image: Any = None,
        kernel: Any = None,
        bias: Any = None,
        stride: Any = None,
        padding: Any = None,
        dilation: Any = None,
        divisor: float | None = None,
    ) -> None:
        """Change several things at once, where one alone would not fit the others; the rest stays.

        Raises:
            ValueError: if they do not fit together; then nothing is changed.
        """
        settings = {"stride": stride, "padding": padding, "dilation": dilation, "divisor": divisor}
        changes = parts({k: getattr(self, k) for k in GEOMETRY}, image, kernel, bias)
        changes |= {k: v for k, v in settings.items() if v is not None}
        self._called = kernel if isinstance(kernel, str) else "own"
        with self._at_once():
            for name, value in changes.items():
                setattr(self, name, value)

    def gabor(self, angle: float = 90.0, wavelength: float = 5.0, size: int = 7) -> None:
        """Take a Gabor kernel: stripes at ``angle`` degrees (0 to 180), ``wavelength`` (2 to 12) apart."""
        if not (0 <= angle <= 180 and 2 <= wavelength <= 12 and isinstance(size, int) and 3 <= size <= 11):
            raise WidgetError(
                f"a Gabor kernel has an angle from 0 to 180, a wavelength from 2 to 12 and a size from "
                f"3 to 11, not {angle!r}, {wavelength!r} and {size!r}."
            )
        self.set(kernel=maths.gabor(size, size, angle, wavelength), divisor=1)
        self._names = {
            **self._names,
            "kernel": "gabor",
            "angle": float(angle),
            "wavelength": float(wavelength),
        }

    # Where the student looks

    @property
    def row(self) -> int:
        """The row of the output that is shown, from 0."""
        return int(self._at[0])

    @row.setter
    def row(self, row: int) -> None:
        self._at = [within(row, self.axes[0].out, "row", "output rows"), self._at[1]]

    @property
    def column(self) -> int:
        """The column of the output that is shown, from 0."""
        return int(self._at[1])

    @column.setter
    def column(self, column: int) -> None:
        self._at = [self._at[0], within(column, self.axes[1].out, "column", "output columns")]

    @property
    def pixel(self) -> tuple[int, int, int]:
        """The chosen pixel: (channel, row, column), from 0."""
        channel, row, column = self._pixel
        return int(channel), int(row), int(column)

    @pixel.setter
    def pixel(self, pixel: Any) -> None:
        place = [0, *pixel][-3:]
        words = ("channel", "row", "column")
        self._pixel = [
            within(v, n, f"pixel {w}", f"{w}s") for v, n, w in zip(place, self._shape, words, strict=True)
        ]

    @property
    def pins(self) -> list[tuple[int, int]]:
        """The outputs that are pinned to be compared, two at most."""
        return [(int(r), int(c)) for r, c in self._pins]

    @pins.setter
    def pins(self, pins: Any) -> None:
        places = [tuple(p) for p in pins]
        if len(places) > 2 or any(len(p) != 2 for p in places):
            raise WidgetError(f"pins are at most two outputs, each (row, column), not {pins!r}.")
        rows, columns = self.axes
        self._pins = [
            [
                within(r, rows.out, "pin row", "output rows"),
                within(c, columns.out, "pin column", "output columns"),
            ]
            for r, c in places
        ]

    # What fits together

    def _channels(self) -> Array:
        return library.picture(self._picture) if self._picture else unpack(self._image).reshape(self._shape)

    def _filters(self) -> Array:
        return unpack(self._kernel).reshape(self._kernel_shape)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """Sizes of the two axes, height and width, with `out`, `left_over` and `formula`."""
        h, w = self._shape[1:]
        kh, kw = self._kernel_shape[2:]
        return tuple(  # type: ignore[return-value]
            Axis(n, k, *(getattr(self, name)[a] for name in ("stride", "padding", "dilation")))
            for a, (n, k) in enumerate(((h, kh), (w, kw)))
        )

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Several traits as one change: checked together at the end, sent together, undone together."""
        with self.hold_sync(), self.hold_trait_notifications():
            yield

    @traitlets.validate(*GEOMETRY)
    def _check(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        check({k: getattr(self, k) for k in GEOMETRY} | {name: value})
        return value

    @traitlets.validate("divisor")
    def _check_divisor(self, proposal: Any) -> float:
        if proposal["value"] == 0:
            raise WidgetError("divisor must not be 0: the sum is divided by it; 1 leaves it as it is.")
        return float(proposal["value"])

    def _changed(self, change: Any) -> None:
        """Keep the shown places within the new sizes; the example is no longer the lecture's."""
        if self.from_page:  # the page has done both itself
            return
        rows, columns = self.axes
        keep = lambda r, c: [min(r, rows.out - 1), min(c, columns.out - 1)]  # noqa: E731
        self._at = keep(*self._at)
        self._pins = [keep(*pin) for pin in self._pins]
        self._pixel = [min(v, n - 1) for v, n in zip(self._pixel, self._shape, strict=True)]
        named = self._names["kernel"] if change["name"] != "_kernel" else self._called
        self._names = {**self._names, "preset": "own", "kernel": named}
        self._called = "own"

    _called = "own"  # the name of the kernel that is being set
