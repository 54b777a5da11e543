"""The neuron explorer's picture for paper: the point in weight space beside its function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS
from course_lib.widgets.neuron import rules

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.neuron_explorer import NeuronExplorer


def draw(explorer: NeuronExplorer) -> Figure:
    """Return the figure of two panels."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    _space(left, explorer)
    (_curve if explorer._inputs == 1 else _plane)(right, explorer)
    return figure


def _space(ax: Any, explorer: NeuronExplorer) -> None:
    steps, one = explorer._steps(), explorer._inputs == 1
    across, up = (3, 2) if one else (3, 4)
    reach = max(6.0, 1.2 * float(np.abs(steps[:, 2:]).max()))
    rows, n = explorer._rows(), 41
    at = np.linspace(-reach, reach, n)
    if len(rows):
        p, values = explorer._p(), np.zeros((n, n))
        alpha = explorer.alpha if explorer.landscape == "decay" else 0.0
        for r, v in enumerate(at):
            for c, u in enumerate(at):
                p[across - 2], p[up - 2] = u, v
                values[r, c] = rules.error(p, rows, explorer.activation) + rules.penalty(p, alpha)
        levels = np.linspace(0, 1, 10)[1:] ** 2 * (values.max() - values.min()) + values.min()
        ax.contour(at, at, values, levels=np.unique(levels), colors=TOKENS["muted"], linewidths=1)
    ax.plot(steps[:, across], steps[:, up], "-", color=TOKENS["gradient"], linewidth=2.5)
    now = steps[min(explorer._at, len(steps) - 1)]
    ax.plot(now[across], now[up], "o", ms=10, mec=TOKENS["ink"], mfc=TOKENS["focus"])
    names = ("$w$", "$b$") if one else ("$w_1$", "$w_2$")
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel=names[0], ylabel=names[1], title="weight space")
    ax.set_aspect("equal")


def limits(rows: Any) -> tuple[float, float]:
    """The range of each input that the pictures show: around a gate's 0 and 1, or -5 to 5 and more."""
    X = rows[:, :-1]
    if len(X) and X.min() >= 0 and X.max() <= 1:
        return -0.5, 1.5
    far = max(5.0, 1.1 * float(np.abs(X).max(initial=0)))
    return -far, far


def _plane(ax: Any, explorer: NeuronExplorer) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    low, high = limits(explorer._rows())
    p, n = explorer._p(), 81
    at = np.linspace(low, high, n)
    U, V = np.meshgrid(at, at)
    a = p[0] + p[1] * U + p[2] * V
    y = np.vectorize(rules.activate)(a, explorer.activation)
    middle = 0.5 if explorer.activation in ("step", "sigmoid") else 0.0
    stops = [TOKENS["negative"], TOKENS["paper"], TOKENS["positive"]]
    shades = LinearSegmentedColormap.from_list("signed", stops)
    span = {"extent": (low, high, low, high), "origin": "lower"}
    size = 0.5 if middle else 1.0
    shown = ax.imshow(y, vmin=middle - size, vmax=middle + size, cmap=shades, alpha=0.5, **span)
    ax.figure.colorbar(shown, ax=ax, label=rf"$\hat{{y}}$ ({explorer.activation})")
    if a.min() < 0 < a.max():
        ax.contour(at, at, a, levels=[0], colors=TOKENS["ink"], linewidths=2)
    for target in (0, 1):
        k = 1 - target
        chosen = explorer.X[explorer.t == target]
        if len(chosen):
            ax.scatter(chosen[:, 0], chosen[:, 1], s=60, marker=TOKENS["markers"][k], c=TOKENS["classes"][k],
                       edgecolors="white", label=f"target {target}")  # fmt: skip
            ax.legend(loc="upper left", fontsize=TOKENS["font_size_min"] - 2)
    ax.set(xlim=(low, high), ylim=(low, high), xlabel="$x_1$", ylabel="$x_2$", title="its function")


def _curve(ax: Any, explorer: NeuronExplorer) -> None:
    low, high = limits(explorer._rows())
    p, at = explorer._p(), np.linspace(low, high, 301)
    for kind, wide in ((explorer.activation, 3.0), ("step", 1.2)):
        y = [rules.activate(p[0] + p[1] * x, kind) for x in at]
        ax.plot(at, y, color=TOKENS["ink"], linewidth=wide, linestyle="-" if wide > 2 else "--", label=kind)
    for target in (0, 1):
        chosen = explorer.X[explorer.t == target, 0]
        look = {"c": TOKENS["classes"][1 - target], "marker": TOKENS["markers"][1 - target]}
        ax.scatter(chosen, np.full(len(chosen), float(target)), s=60, zorder=3, edgecolors="white", **look)
    if p[1]:
        ax.axvline(-p[0] / p[1], color=TOKENS["muted"], linestyle=":")
    ax.set(xlim=(low, high), ylim=(-0.25, 1.25), xlabel="$x$", ylabel=r"$\hat{y}$", title="its function")
    ax.legend(fontsize=TOKENS["font_size_min"] - 2)
