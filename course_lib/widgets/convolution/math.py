"""The arithmetic of a sliding kernel: sizes, outputs, and which outputs a pixel touches.

It is cross-correlation, as in every framework: the kernel is laid on as it is, not turned around. The page
computes the same numbers in JavaScript, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError

Array = NDArray[np.float64]


class Pair(traitlets.TraitType[Any, Any]):
    """A trait for height and width: one whole number for both, or two of them."""

    def __init__(self, default: int, low: int, high: int, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__((default, default), **kwargs)

    def validate(self, obj: Any, value: Any) -> tuple[int, int]:
        """Return (height, width), or say what fits."""
        both = tuple(value) if isinstance(value, (tuple, list, np.ndarray)) else (value, value)
        whole = all(isinstance(v, (int, np.integer)) and not isinstance(v, (bool, np.bool_)) for v in both)
        if len(both) != 2 or not whole or not all(self.low <= v <= self.high for v in both):
            raise WidgetError(
                f"{self.name} must be a whole number from {self.low} to {self.high}, or two of them "
                f"(height, width), not {value!r}."
            )
        return int(both[0]), int(both[1])


@dataclass(frozen=True)
class Axis:
    """One axis of the sliding window: n inputs, k taps, stride s, padding p on both sides, dilation d."""

    n: int
    k: int
    s: int = 1
    p: int = 0
    d: int = 1

    @property
    def span(self) -> int:
        """Inputs from the kernel's first tap to its last."""
        return self.d * (self.k - 1) + 1

    @property
    def out(self) -> int:
        """How many windows fit: floor((n + 2p - d(k-1) - 1) / s) + 1, or 0."""
        return max(0, (self.n + 2 * self.p - self.span) // self.s + 1)

    @property
    def steps(self) -> Fraction:
        """The fraction that is rounded down; a whole number where the stride divides."""
        return Fraction(self.n + 2 * self.p - self.span, self.s)

    @property
    def left_over(self) -> int:
        """Cells at the far end, padding among them, that no window reaches."""
        return (
            self.n + 2 * self.p - ((self.out - 1) * self.s + self.span) if self.out else self.n + 2 * self.p
        )

    @property
    def formula(self) -> str:
        """The output size with its numbers.

        Example:
            >>> Axis(7, 3, s=3).formula
            'floor((7 + 2*0 - 1*(3 - 1) - 1) / 3) + 1 = 2'
        """
        n, k, s, p, d = self.n, self.k, self.s, self.p, self.d
        return f"floor(({n} + 2*{p} - {d}*({k} - 1) - 1) / {s}) + 1 = {self.out}"


def window_of(padded: Array, rows: Axis, columns: Axis, r: int, c: int) -> Array:
    """The values under the kernel for output (r, c): (C, KH, KW) out of the padded image (C, H, W)."""
    top, left = r * rows.s, c * columns.s
    return padded[:, top : top + rows.span : rows.d, left : left + columns.span : columns.d]


def pad(image: Array, rows: Axis, columns: Axis) -> Array:
    """The image (C, H, W) with its border of zeros."""
    return np.pad(image, ((0, 0), (rows.p, rows.p), (columns.p, columns.p)))


def correlate(
    image: Array, kernel: Array, rows: Axis, columns: Axis, bias: float = 0.0, divisor: float = 1.0
) -> Array:
    """One output map (OH, OW): sum(window * kernel) / divisor + bias at every place.

    The sum is taken over the products as they lie, channel by channel and row by row, as in
    `course_lib.ops.conv.conv2d_loops`.

    Example:
        >>> image, kernel = np.arange(9.0).reshape(1, 3, 3), np.ones((1, 2, 2))
        >>> correlate(image, kernel, Axis(3, 2), Axis(3, 2)).tolist()
        [[8.0, 12.0], [20.0, 24.0]]
    """
    padded, y = pad(image, rows, columns), np.zeros((rows.out, columns.out))
    for r in range(rows.out):
        for c in range(columns.out):
            y[r, c] = (window_of(padded, rows, columns, r, c) * kernel).sum() / divisor + bias
    return y


def touched(rows: Axis, columns: Axis, i: int, j: int) -> list[tuple[int, int, int, int]]:
    """Which outputs input pixel (i, j) enters, and through which kernel cell: rows of (r, c, u, v).

    Example:
        >>> touched(Axis(4, 2), Axis(4, 2), 0, 1)
        [(0, 0, 0, 1), (0, 1, 0, 0)]
    """

    def along(axis: Axis, place: int) -> list[tuple[int, int]]:
        found = [((place + axis.p - u * axis.d), u) for u in range(axis.k)]
        return sorted(
            (at // axis.s, u) for at, u in found if at % axis.s == 0 and 0 <= at // axis.s < axis.out
        )

    return [(r, c, u, v) for r, u in along(rows, i) for c, v in along(columns, j)]


def gradient(kernel: Array, rows: Axis, columns: Axis, r: int, c: int, divisor: float = 1.0) -> Array:
    """The slope of output (r, c) for every input pixel, (C, H, W): the kernel, printed where its window lies.

    Example:
        >>> gradient(np.array([[[1.0, 2.0]]]), Axis(1, 1), Axis(3, 2), 0, 1).tolist()
        [[[0.0, 1.0, 2.0]]]
    """
    padded = np.zeros((len(kernel), rows.n + 2 * rows.p, columns.n + 2 * columns.p))
    window_of(padded, rows, columns, r, c)[:] = kernel / divisor
    return padded[:, rows.p : rows.p + rows.n, columns.p : columns.p + columns.n]


def gabor(height: int, width: int, angle: float, wavelength: float) -> Array:
    """An oriented wave under a Gaussian hill, (height, width), in hundredths, its weights summing to zero.

    `angle` is the direction of the stripes in degrees, anticlockwise from the horizontal; `wavelength` is the
    distance between stripes, in pixels. The hill's width is 0.45 wavelengths. What rounding leaves
    over goes into the middle.

    Example:
        >>> kernel = gabor(5, 5, angle=90, wavelength=4)
        >>> kernel[2].tolist(), round(abs(float(kernel.sum())), 10)
        ([-0.53, 0.02, 0.98, 0.02, -0.53], 0.0)
    """
    y, x = np.mgrid[:height, :width] - np.array([(height - 1) / 2, (width - 1) / 2])[:, None, None]
    turn = np.deg2rad(angle)
    across = x * np.sin(turn) + y * np.cos(turn)
    hill = np.exp(-(x * x + y * y) / (2 * (0.45 * wavelength) ** 2))
    wave = hill * np.cos(2 * np.pi * across / wavelength)
    hundredths = np.floor(100 * (wave - hill * wave.sum() / hill.sum()) + 0.5)
    hundredths[height // 2, width // 2] -= hundredths.sum()
    return hundredths / 100
