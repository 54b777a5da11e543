"""The pooling explorer on paper: the input and the pooled map, or dL/dx and dL/dy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import TOKENS
from course_lib.widgets.pooling import math

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.pooling_explorer import PoolingExplorer

TINTS = (0, 4, 2, 3, 5, 1, 8)  # the class colours that colour the windows, in this order


def draw(explorer: PoolingExplorer) -> Figure:
    """Return the figure: input and output side by side, in the gradient view dL/dx and dL/dy."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.4, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    (h, w), y = explorer.seen.shape, explorer.output
    title = {"max": "max", "average": "average", "l2": "L2"}[explorer.pooling]
    if explorer.view == "gradient":
        _cells(left, explorer.gradient, _purple(explorer.gradient), f"where dL goes: dL/dx, {h}×{w}")
        _cells(right, explorer.upstream, _purple(explorer.upstream), f"dL/dy, {y.shape[0]}×{y.shape[1]}")
    else:
        _cells(left, explorer.seen, _paper(explorer, explorer.seen), f"input, {h}×{w}")
        _cells(right, y, _paper(explorer, y, out=True), f"{title} pooled, {y.shape[0]}×{y.shape[1]}")
    _window(left, explorer)
    return figure


def _cells(ax: Any, values: NDArray[np.float64], colours: NDArray[np.float64], title: str) -> None:
    ax.imshow(colours)
    rows, columns = values.shape
    if max(rows, columns) <= 9:
        for r in range(rows):
            for c in range(columns):
                dark = colours[r, c] @ [0.3, 0.6, 0.1] < 0.5
                text = f"{values[r, c]:.3g}".replace("-", "−")
                ax.text(c, r, text, ha="center", va="center", color="white" if dark else "black", fontsize=11)
    ax.set_title(title)
    every = lambda n: sorted({0, n // 2, n - 1})  # noqa: E731
    for axis, n in ((ax.xaxis, columns), (ax.yaxis, rows)):
        axis.set_ticks(every(n), labels=[k + 1 for k in every(n)])
    ax.set(xlabel="column", ylabel="row")


def _paper(explorer: PoolingExplorer, values: NDArray[np.float64], out: bool = False) -> NDArray[np.float64]:
    """The colour of every cell, (rows, columns, 3)."""
    from matplotlib import colormaps
    from matplotlib.colors import to_rgb

    tiled = all(s >= k for s, k in zip(explorer.stride, explorer.size, strict=True))
    if explorer.colours == "windows" and tiled:
        colours = np.ones((*values.shape, 3))
        columns = explorer.output.shape[1]
        for i, j in np.ndindex(*explorer.output.shape):
            tint = np.array(to_rgb(TOKENS["classes"][TINTS[(i * columns + j) % len(TINTS)]]))
            top, left = (i, j) if out else (i * explorer.stride[0], j * explorer.stride[1])
            tall, wide = (1, 1) if out else explorer.size
            colours[top : top + tall, left : left + wide] = 0.62 + 0.38 * tint
        return colours
    low, high = min(0.0, explorer.seen.min()), max(explorer.seen.max(), explorer.output.max())
    share = (values - low) / ((high - low) or 1)
    return np.asarray(colormaps["gray_r" if explorer.colours == "grey" else "cividis"](share))[..., :3]


def _purple(values: NDArray[np.float64]) -> NDArray[np.float64]:
    from matplotlib.colors import to_rgb

    share = np.abs(values) / (np.abs(values).max() or 1)
    return 1 + share[..., None] * (np.array(to_rgb(TOKENS["gradient"])) - 1)


def _window(ax: Any, explorer: PoolingExplorer) -> None:
    from matplotlib.patches import Rectangle

    kh, kw = explorer.size
    for width, colour in ((5, TOKENS["ink"]), (2.5, TOKENS["focus"])):
        ax.add_patch(Rectangle((-0.5, -0.5), kw, kh, fill=False, ec=colour, lw=width, zorder=3))
    unseen = math.unseen((explorer.image.shape[0], explorer.image.shape[1]), explorer.size, explorer.stride)
    rows, columns = np.nonzero(unseen)
    ax.plot(columns, rows, "x", color=TOKENS["muted"], ms=14, alpha=0.6, ls="none")
