"""Pictures that a kernel has made, each with the numbers of its kernel above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from course_lib.plot.figures import Figure
from course_lib.plot.grids import _frame, _numbers, ruled
from course_lib.plot.style import colour_map, points, rc, tokens

LEGIBLE = 7  # a kernel with a longer side shows colours only


def filtered(
    maps: Mapping[str, ArrayLike],
    kernels: Mapping[str, ArrayLike],
    *,
    cmap: str = "gray",
    vmax: float | None = None,
    size: float = 2.4,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """Maps (H, W) side by side under their names, each with the kernel (KH, KW) of its name above it.

    Maps share one scale, from 0 to `vmax` or symmetric about 0 for the map "signed"; what lies beyond is
    cut off, as on a screen. A picture without a kernel, such as the photograph itself, stands under a blank,
    in grey from 0 to 255 where the others are signed. `size` is the width of one map in inches.
    Raises ValueError for maps that are not (H, W).

    >>> maps = {"as it is": np.zeros((4, 6)), "blurred": np.zeros((2, 4))}
    >>> filtered(maps, {"blurred": np.ones((3, 3))}).alt
    'Pictures side by side: as it is; blurred, with the kernel 1 1 1; 1 1 1; 1 1 1 above it.'
    """
    arrays = {name: np.asarray(values, dtype=float) for name, values in maps.items()}
    squares = {name: np.atleast_2d(np.asarray(kernel, dtype=float)) for name, kernel in kernels.items()}
    for name, values in arrays.items():
        if values.ndim != 2 or not values.size:
            raise ValueError(f"filtered needs maps of shape (H, W), but {name!r} has {values.shape}")
    asked = [arrays[name] for name in squares if name in arrays] or list(arrays.values())
    top = vmax if vmax is not None else max(float(np.abs(values).max()) for values in asked) or 1.0
    tall = max(size * values.shape[0] / values.shape[1] for values in arrays.values())
    over = 1.15 if squares else 0.0
    shape = (size * len(arrays), tall + over + 0.35 + (0.35 if title else 0.0))
    with rc():
        fig = Figure(figsize=shape, alt=alt or _told(arrays, squares))
        ratios = [over, tall + 0.3] if squares else [1.0]
        axes = fig.subplots(len(ratios), len(arrays), squeeze=False, height_ratios=ratios)
        for column, (name, values) in enumerate(arrays.items()):
            if squares:
                _kernel(axes[0, column], squares.get(name))
            plain = cmap == "signed" and squares and name not in squares
            low, high = (0.0, 255.0) if plain else (-top if cmap == "signed" else 0.0, top)
            _map(axes[-1, column], values, name, "gray" if plain else cmap, low, high)
        if title:
            fig.suptitle(title, x=0.01, ha="left", fontweight="bold",
                         fontsize=points(tokens()["font_size"] + 1))  # fmt: skip
    return fig


def _map(ax: Axes, values: NDArray, name: str, cmap: str, low: float, high: float) -> None:
    ax.imshow(values, cmap=colour_map(cmap), vmin=low, vmax=high, interpolation="antialiased")
    ax.add_patch(_frame(values.shape[1], values.shape[0]))
    ax.set_axis_off()
    ax.set_title(name, loc="center", fontweight="normal", pad=4, fontsize=points(tokens()["font_size"]))


def _kernel(ax: Axes, kernel: NDArray | None) -> None:
    ax.set_axis_off()
    if kernel is None:
        return
    far = float(np.abs(kernel).max()) or 1.0
    shown = ax.imshow(kernel, cmap=colour_map("signed"), vmin=-far, vmax=far)
    if max(kernel.shape) <= LEGIBLE:
        _numbers(ax, kernel, shown, 2)
    ax.set_axis_on()
    ruled(ax, *kernel.shape)
    ax.set(xticks=[], yticks=[])


def _told(maps: Mapping[str, Any], kernels: Mapping[str, NDArray]) -> str:
    parts = []
    for name in maps:
        kernel = kernels.get(name)
        if kernel is None or kernel.size > 25:
            parts.append(name)
            continue
        rows = "; ".join(" ".join(f"{v:.3g}".replace("-", "−") for v in row) for row in kernel)
        parts.append(f"{name}, with the kernel {rows} above it")
    return "Pictures side by side: " + "; ".join(parts) + "."
