"""Galleries of pictures, and matrices with their numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course_lib.data.validate import check_finite
from course_lib.plot.figures import Figure, canvas
from course_lib.plot.style import colour_map, points, rc, tokens


def _limits(array: NDArray, cmap: str, vmax: float | None) -> tuple[float, float]:
    """Lowest and highest value of the scale: symmetric about zero for the signed map."""
    known = array[np.isfinite(array)]
    if cmap == "signed":
        top = vmax if vmax is not None else float(np.abs(known).max(initial=0.0))
        return -(top or 1.0), top or 1.0
    low = min(0.0, float(known.min(initial=0.0)))
    top = vmax if vmax is not None else float(known.max(initial=0.0))
    if vmax is None and array.dtype.kind == "f" and low == 0 and 0 < top <= 1:
        top = 1.0  # pixels: the same grey means the same in every picture
    return low, top if top > low else low + 1.0


def _as_stack(array: ArrayLike) -> NDArray:
    """Pictures as (N, H, W) or (N, H, W, 3).

    Three axes of which the last has length 3 are one colour picture, but (N, 3, 3) are N kernels.
    """
    stack = np.asarray(array)
    if stack.dtype.kind not in "fiub":
        raise TypeError(f"images must hold numbers, but the array has the type {stack.dtype}")
    if stack.ndim == 2 or (stack.ndim == 3 and stack.shape[-1] == 3 != stack.shape[1]):
        stack = stack[None]
    if stack.ndim not in (3, 4) or (stack.ndim == 4 and stack.shape[-1] != 3) or 0 in stack.shape:
        raise ValueError(
            f"images needs pictures of shape (H, W), (N, H, W) or (N, H, W, 3), but yours is {stack.shape}"
        )
    return stack.astype(float) if stack.dtype.kind == "b" else stack


def images(
    array: ArrayLike,
    *,
    titles: Sequence[Any] | None = None,
    cols: int | None = None,
    cmap: str = "gray_r",
    numbers: bool = False,
    scale: bool | None = None,
    vmax: float | None = None,
    size: float | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """A gallery of pictures (N, H, W), (N, H, W, 3) or one (H, W), all on one scale.

    The map "signed" shows weights, symmetric about zero, with its `scale` beside; `numbers` writes each
    pixel's value; `size` is the width of one picture in inches. Raises ValueError for another shape.

    >>> images(np.zeros((3, 8, 8)), titles=[4, 7, 1]).alt
    'Gallery of 3 pictures of 8×8 pixels: 4, 7, 1.'
    """
    stack = _as_stack(array)
    if titles is not None and len(titles) != len(stack):
        raise ValueError(f"images has {len(titles)} titles for {len(stack)} pictures: each needs one")
    cols = min(len(stack), cols or _columns(len(stack)))
    rows = math.ceil(len(stack) / cols)
    scale = cmap not in ("gray", "gray_r") and stack.ndim == 3 if scale is None else scale and stack.ndim == 3
    each = size or (max(1.5, 0.5 * stack.shape[2]) if numbers else min(3.6, max(0.8, 6.4 / cols)))
    heading = 0.3 if titles is not None else 0.06
    shape = (cols * each + (0.9 if scale else 0.0), rows * (each * stack.shape[1] / stack.shape[2] + heading))
    low, high = _limits(stack, cmap, vmax)
    with rc():
        fig = Figure(
            figsize=(shape[0], shape[1] + (0.35 if title else 0.0)), alt=alt or _gallery_told(stack, titles)
        )
        axes = fig.subplots(rows, cols, squeeze=False)
        for i, ax in enumerate(axes.flat):
            ax.set_axis_off()
            if i < len(stack):
                shown = _picture(ax, stack[i], cmap, low, high, numbers)
                if titles is not None:
                    ax.set_title(str(titles[i]), loc="center", fontweight="normal", pad=4,
                                 fontsize=points(tokens()["font_size"]))  # fmt: skip
        if scale:
            _scale(fig, shown, list(axes.flat), low, high)
        if title:
            fig.suptitle(
                title, x=0.01, ha="left", fontweight="bold", fontsize=points(tokens()["font_size"] + 1)
            )
    return fig


def _columns(count: int) -> int:
    """One row up to eight pictures; beyond, the divisor from five to ten that fills the last row best."""
    if count <= 8:
        return count
    return max(range(5, 11), key=lambda cols: (count % cols == 0, count % cols, cols))


def _gallery_told(stack: NDArray, titles: Sequence[Any] | None) -> str:
    height, width = stack.shape[1:3]
    kind = "colour pictures" if stack.ndim == 4 else "pictures"
    what = f"Gallery of {len(stack)} {kind}" if len(stack) > 1 else kind[:-1].capitalize()
    named = ""
    if titles is not None:
        named = ": " + ", ".join(str(name) for name in titles[:20]) + (", ..." if len(titles) > 20 else "")
    return f"{what} of {height}×{width} pixels{named}."


def _picture(ax: Axes, image: NDArray, cmap: str, low: float, high: float, numbers: bool) -> AxesImage:
    if image.ndim == 3:
        shown = ax.imshow(image.clip(0, 1) if image.dtype.kind == "f" else image, interpolation="antialiased")
    else:
        shown = ax.imshow(image, cmap=colour_map(cmap), vmin=low, vmax=high)
        # A hairline frame, so that a pale picture does not melt into the page.
        height, width = image.shape
        ax.add_patch(_frame(width, height))
        if numbers:
            _numbers(ax, image, shown, 2)
    return shown


def _frame(width: int, height: int) -> Rectangle:
    look = tokens()
    return Rectangle(
        (-0.5, -0.5), width, height, fill=False, edgecolor=look["muted"], linewidth=0.8, clip_on=False
    )


def _scale(fig: Figure, shown: AxesImage, axes: list[Axes], low: float, high: float) -> None:
    bar = fig.colorbar(shown, ax=axes, fraction=0.05, pad=0.02, aspect=18, shrink=0.9)
    bar.outline.set_linewidth(0.6)  # type: ignore[operator]
    ticks = [low, 0.0, high] if low < 0 < high else [low, high]
    bar.set_ticks(ticks, labels=[f"{value:.3g}".replace("-", "−") for value in ticks])


def _decimals(array: NDArray, digits: int) -> int:
    """Decimals that all cells share: none for whole numbers, at most four significant digits on a cell."""
    known = array[np.isfinite(array)]
    if not known.size or (known == np.round(known)).all():
        return 0
    return max(0, min(digits, 3 - math.floor(math.log10(np.abs(known).max()))))


def _short(value: float, decimals: int) -> str:
    """A number with so many decimals and a true minus sign; an exact zero is a bare 0.

    >>> _short(-0.126, 2), _short(0.0, 2), _short(0.004, 2), _short(float("nan"), 2)
    ('−0.13', '0', '0.00', '?')
    """
    if not np.isfinite(value):
        return "?"
    if value == 0:
        return "0"
    text = f"{value:.{decimals}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", "−")


def _pale(colour: Sequence[float]) -> bool:
    """Whether ink reads better than paper on a colour: its relative luminance, as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.2


def _numbers(ax: Axes, array: NDArray, shown: AxesImage, digits: int) -> None:
    """Every cell's value on it, in ink on pale cells and in paper on dark ones."""
    look, decimals = tokens(), _decimals(array, digits)
    for (row, column), value in np.ndenumerate(array):
        colour = look["ink"] if _pale(shown.to_rgba(np.array([value]))[0]) else look["paper"]
        text = _short(float(value), decimals)
        ax.text(
            column, row, text, ha="center", va="center", fontsize=points(look["font_size_min"]), color=colour
        )


def matrix(
    M: ArrayLike,
    *,
    row_names: Sequence[Any] | None = None,
    col_names: Sequence[Any] | None = None,
    xlabel: str | None = None,
    ylabel: str | None = None,
    digits: int = 2,
    cmap: str = "signed",
    vmax: float | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """A matrix (R, C) with each number on its cell and the cell coloured by it; a vector (C,) is one row.

    Raises ValueError for more than two dimensions or names that do not fit.

    >>> matrix([[1, -2], [0, 3]]).alt
    'Matrix of 2 rows and 2 columns: 1 −2; 0 3.'
    """
    array = np.atleast_2d(check_finite(M, "M").astype(float))
    if array.ndim != 2 or not array.size:
        raise ValueError(f"matrix needs a shape of (R, C), but yours is {np.shape(M)}")
    rows, cols = array.shape
    for names, count, word in ((row_names, rows, "row"), (col_names, cols, "col")):
        if names is not None and len(names) != count:
            raise ValueError(f"{word}_names has {len(names)} names for the {count} of a matrix {array.shape}")
    with canvas(ax, alt or _matrix_told(array, digits), _cells(rows, cols, row_names, col_names), title) as (
        fig,
        axes,
    ):
        low, high = _limits(array, cmap, vmax)
        # A figure of its own is made for the width of the names.
        aspect: Literal["auto", "equal"] = "auto" if ax is None else "equal"
        shown = axes.imshow(array, cmap=colour_map(cmap), vmin=low, vmax=high, aspect=aspect)
        _numbers(axes, array, shown, digits)
        ruled(axes, rows, cols)
        axes.set_xticks(range(cols) if col_names is not None else [], labels=col_names)
        axes.set_yticks(range(rows) if row_names is not None else [], labels=row_names)
        axes.set(xlabel=xlabel, ylabel=ylabel)
    return fig


def _cells(
    rows: int, cols: int, row_names: Sequence[Any] | None, col_names: Sequence[Any] | None
) -> tuple[float, float]:
    """Inches for the figure, such that no name touches the next."""
    beside, below = (
        max((len(str(name)) for name in names or ()), default=0) for names in (row_names, col_names)
    )
    width, height = max(0.6, 0.09 * below + 0.12), 0.56
    return max(2.0, width * cols + 0.4 + 0.1 * beside), max(1.2, height * rows + (0.6 if below else 0.3))


def ruled(ax: Axes, rows: int, cols: int) -> None:
    """Thin lines between the cells, and nothing else around them."""
    look = tokens()
    ax.grid(False)
    for k in range(rows + 1):
        ax.axhline(k - 0.5, color=look["grid"], linewidth=0.8)
    for k in range(cols + 1):
        ax.axvline(k - 0.5, color=look["grid"], linewidth=0.8)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlim=(-0.5, cols - 0.5), ylim=(rows - 0.5, -0.5))


def _matrix_told(array: NDArray, digits: int) -> str:
    rows, cols = array.shape
    if array.size > 100:
        return (
            f"Matrix of {rows} rows and {cols} columns, values from {array.min():.3g} to {array.max():.3g}."
        )
    decimals = _decimals(array, digits)
    lines = "; ".join(" ".join(_short(float(value), decimals) for value in row) for row in array)
    return f"Matrix of {rows} rows and {cols} columns: {lines}."
