"""The loss over two weights as a map with contour lines, and the walks of optimisers on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from course_lib.plot.figures import Figure, canvas, spoken
from course_lib.plot.lines import DASHES
from course_lib.plot.style import tokens

SIZE = (5.8, 4.4)
STEPS = 61  # places along each axis where the loss is asked
LEVELS = 10


def surface(
    loss: Callable[[NDArray], float],
    paths: Mapping[str, ArrayLike] | None = None,
    *,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    minimum: ArrayLike | None = None,
    xlabel: str = "$w_1$",
    ylabel: str = "$w_2$",
    legend: bool = True,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """Contour lines of a loss of two weights, and on them paths {name: (steps + 1, 2)}, each from its start.

    `loss` takes w (2,) and returns one number. Contours lie at equal shares of the area, so that a flat
    floor shows as well as a steep wall. `minimum` (2,) is marked with a cross.
    Raises ValueError where a path is no list of places or a limit is empty.

    >>> surface(lambda w: w @ w, {"walk": [[2, 1], [1, 0.5]]}, xlim=(-3, 3), ylim=(-3, 3))
    Figure: Contour map of the loss over w_1 and w_2. walk takes 1 step, from loss 5 to loss 1.25.
    """
    if not (xlim[0] < xlim[1] and ylim[0] < ylim[1]):
        raise ValueError(f"the limits must rise, but they are {xlim} and {ylim}")
    walks = {name: _places(name, path) for name, path in (paths or {}).items()}
    told = " ".join(_told(loss, name, walk) for name, walk in walks.items())
    text = f"Contour map of the loss over {spoken(xlabel)} and {spoken(ylabel)}. {told}".strip()
    with canvas(ax, alt or text, SIZE, title) as (fig, axes):
        _contours(axes, loss, xlim, ylim)
        for i, (name, walk) in enumerate(walks.items()):
            _draw_walk(axes, i, name, walk)
        if minimum is not None:
            across, up = np.asarray(minimum, dtype=float)
            axes.plot(across, up, "x", color=tokens()["ink"], markersize=9, markeredgewidth=2.2, zorder=5)
        axes.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)
        axes.grid(False)
        if legend and len(walks) > 1:
            axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0, alignment="left")
    return fig


def _places(name: str, path: ArrayLike) -> NDArray[np.float64]:
    walk = np.asarray(path, dtype=float)
    if walk.ndim != 2 or walk.shape[1] != 2 or not len(walk):
        raise ValueError(f"the path {name!r} has the shape {walk.shape}, but places are rows: (steps + 1, 2)")
    return walk


def _told(loss: Callable[[NDArray], float], name: str, walk: NDArray) -> str:
    steps = len(walk) - 1
    counted = "1 step" if steps == 1 else f"{steps} steps"
    return f"{name} takes {counted}, from loss {loss(walk[0]):.3g} to loss {loss(walk[-1]):.3g}."


def _contours(
    ax: Axes, loss: Callable[[NDArray], float], xlim: tuple[float, float], ylim: tuple[float, float]
) -> None:
    look = tokens()
    across, up = np.linspace(*xlim, STEPS), np.linspace(*ylim, STEPS)
    values = np.array([[float(loss(np.array([a, b]))) for a in across] for b in up])
    levels = np.unique(np.quantile(values, np.linspace(0.01, 0.97, LEVELS)))
    if len(levels) < 2:  # a plain has no contours
        return
    ax.contourf(across, up, values, levels=levels, cmap="Greys", alpha=0.3, extend="both")
    ax.contour(across, up, values, levels=levels, colors=look["muted"], linewidths=0.6)


def _draw_walk(ax: Axes, i: int, name: str, walk: NDArray) -> None:
    look = tokens()
    colour = look["classes"][i % len(look["classes"])]
    few = len(walk) <= 40
    style: dict[str, Any] = {
        "linewidth": 1.8 if few else 1.1,
        "marker": "o" if few else None,
        "markersize": 3.5,
    }
    ax.plot(walk[:, 0], walk[:, 1], color=colour, linestyle=DASHES[0], label=name, zorder=3 + i / 10, **style)
    ax.plot(*walk[0], "o", color=look["ink"], markersize=7, zorder=4)
