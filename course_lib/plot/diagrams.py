"""Drawings of layered networks: units as circles, weights as lines between them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from course_lib.plot.figures import Figure, canvas
from course_lib.plot.style import points, tokens

Place = tuple[float, float]


def network(
    sizes: Sequence[int],
    *,
    weights: Sequence[ArrayLike] | None = None,
    units: Sequence[Sequence[Any]] | None = None,
    layers: Sequence[str] | None = None,
    numbers: bool = False,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """A layered network, inputs on the left: one circle a unit, a line from each unit to each of the next.

    `weights` (one array (out, in) a layer) colour the lines by sign and widen them by size, and leave out
    those that are 0; `numbers` writes them on. `units` are texts in the circles, `layers` names beneath.
    Raises ValueError for a layer without units, or weights and names that do not fit.

    >>> network([2, 3, 1]).alt
    'Layered network, from left to right: 2, 3 and 1 units, each joined to all of the next layer.'
    """
    arrays = _checked(sizes, weights, units, layers)
    tall = max(sizes)
    size = (max(2.6, 1.55 * len(sizes)), 0.75 * tall + (0.9 if layers else 0.55))
    with canvas(ax, alt or _told(sizes, arrays), size, title) as (fig, axes):
        places = [
            [(float(k), (tall - 1) / 2 + (n - 1) / 2 - i) for i in range(n)] for k, n in enumerate(sizes)
        ]
        for k, W in enumerate(arrays):
            _lines(axes, places[k], places[k + 1], W, weights is not None, numbers)
        look = tokens()
        for k, column in enumerate(places):
            for i, at in enumerate(column):
                face = look["grid"] if k == 0 else look["paper"]
                axes.plot(*at, "o", ms=27, mfc=face, mec=look["ink"], mew=1.4, zorder=3, clip_on=False)
                if units is not None:
                    axes.text(*at, str(units[k][i]), ha="center", va="center", zorder=4,
                              fontsize=points(look["font_size_min"]))  # fmt: skip
            if layers is not None:
                axes.text(k, -0.62, layers[k], ha="center", va="top", fontsize=points(look["font_size_min"]))
        axes.set(xlim=(-0.45, len(sizes) - 0.55), ylim=(-1.1 if layers else -0.55, tall - 0.45))
        axes.axis("off")
    return fig


def _checked(
    sizes: Sequence[int],
    weights: Sequence[ArrayLike] | None,
    units: Sequence[Sequence[Any]] | None,
    layers: Sequence[str] | None,
) -> list[NDArray]:
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"network needs two or more layers of one unit or more, but yours are {list(sizes)}")
    wanted = [(n, m) for m, n in itertools.pairwise(sizes)]
    arrays = [np.ones(shape) for shape in wanted] if weights is None else [np.asarray(W) for W in weights]
    if [W.shape for W in arrays] != wanted:
        raise ValueError(f"the weights have the shapes {[W.shape for W in arrays]}, but need {wanted}")
    if units is not None and [len(names) for names in units] != list(sizes):
        raise ValueError(f"units must name {list(sizes)} units, layer by layer")
    if layers is not None and len(layers) != len(sizes):
        raise ValueError(f"layers has {len(layers)} names for {len(sizes)} layers")
    return arrays


def _told(sizes: Sequence[int], arrays: Sequence[NDArray]) -> str:
    counted = ", ".join(map(str, sizes[:-1])) + f" and {sizes[-1]} units"
    full = all((W != 0).all() for W in arrays)
    joined = "each joined to all of the next layer" if full else "joined where a weight is not 0"
    return f"Layered network, from left to right: {counted}, {joined}."


def _lines(
    ax: Axes, left: Sequence[Place], right: Sequence[Place], W: NDArray, signed: bool, numbers: bool
) -> None:
    look, heaviest = tokens(), float(np.abs(W).max()) or 1.0
    for (i, j), w in np.ndenumerate(W):
        if w == 0:
            continue
        (x0, y0), (x1, y1) = left[j], right[i]
        colour = (look["positive"] if w > 0 else look["negative"]) if signed else look["muted"]
        width = 0.8 + 2.6 * abs(w) / heaviest if signed else 1.1
        ax.plot([x0, x1], [y0, y1], "-" if w > 0 else "--", color=colour, lw=width, zorder=1)
        if numbers:
            at = 0.36 if (i + j) % 2 else 0.6  # where two lines cross, their numbers stand apart
            box = {"facecolor": look["paper"], "edgecolor": "none", "pad": 0.9}
            ax.text(x0 + at * (x1 - x0), y0 + at * (y1 - y0), f"{w:.3g}".replace("-", "−"), ha="center",
                    va="center", fontsize=points(look["font_size_min"]), bbox=box, zorder=2)  # fmt: skip
