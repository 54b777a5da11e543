"""The picture of DescentExplorer for paper: the surface with the walks, and the loss against the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.descent_explorer import DescentExplorer

LIMITS = {"bowl": (-6, 6, -6, 6), "valley": (-3, 3, -1.5, 1.5), "saddle": (-2.5, 2.5, -2.5, 2.5),
          "rosenbrock": (-2, 2, -1, 3), "two_minima": (-2, 2, -1.5, 1.5), "terraces": (-3, 3, -3, 3),
          "curve": (-6, 6, -1, 1), "logistic": (-1.5, 3.5, -1.5, 3.5)}  # fmt: skip
LOOKS = {"fixed": 7, "gd": 1, "momentum": 0, "nesterov": 5, "adagrad": 4, "rmsprop": 8, "adam": 2, "adamw": 9}


def draw(explorer: DescentExplorer) -> Figure:
    """Return the figure: two panels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 4.2), layout="constrained")
    ground, chart = figure.subplots(1, 2)
    walks = {name: explorer.walk(name) for name in explorer.optimisers}
    (_curve if explorer.surface == "curve" else _surface)(ground, explorer, walks)
    for k, (name, walk) in enumerate(walks.items()):
        chart.plot(walk["loss"], color=TOKENS["classes"][LOOKS[name]], lw=2, ls=("-", "--", ":", "-.")[k % 4],
                   label=name)  # fmt: skip
    if explorer.scale == "log" and all((walk["loss"] > 0).all() for walk in walks.values()):
        chart.set_yscale("log")
    chart.set(xlabel="step", ylabel="loss")
    chart.legend(fontsize=TOKENS["font_size_min"] - 2)
    return figure


def _surface(ax: Any, explorer: DescentExplorer, walks: dict[str, Any]) -> None:
    x0, x1, y0, y1 = LIMITS[explorer.surface]
    xs, ys = np.linspace(x0, x1, 61), np.linspace(y0, y1, 61)
    loss = explorer.settings.loss
    values = np.array([[loss((a, b)) for a in xs] for b in ys])
    levels = np.unique(np.quantile(values, np.linspace(0.02, 0.98, 14)))
    ax.contourf(xs, ys, values, levels=levels, cmap="Greys", alpha=0.5, extend="both")
    ax.contour(xs, ys, values, levels=levels, colors=TOKENS["muted"], linewidths=0.6)
    for name, walk in walks.items():
        ax.plot(*walk["w"].T, color=TOKENS["classes"][LOOKS[name]], lw=1.8, marker=".", ms=4)
    ax.plot(*explorer.start, "o", ms=9, mec=TOKENS["ink"], mfc=TOKENS["focus"])
    ax.set(xlim=(x0, x1), ylim=(y0, y1), xlabel="$w_1$", ylabel="$w_2$")


def _curve(ax: Any, explorer: DescentExplorer, walks: dict[str, Any]) -> None:
    x0, x1 = LIMITS["curve"][:2]
    xs = np.linspace(x0, x1, 121)
    ax.plot(xs, [explorer.settings.loss((a, 0)) for a in xs], color=TOKENS["ink"], lw=2)
    for name, walk in walks.items():
        ax.plot(walk["w"][:, 0], walk["loss"], color=TOKENS["classes"][LOOKS[name]], marker="o", ms=4, lw=1)
    ax.set(xlim=(x0, x1), xlabel="$w_1$", ylabel="loss")
