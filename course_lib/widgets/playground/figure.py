"""The playground's picture for paper: the plane with its shading and line, and the loss over the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS, unpack
from course_lib.widgets.playground import math as network
from course_lib.widgets.playground import neuron

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.decision_playground import DecisionPlayground


def draw(playground: DecisionPlayground) -> Figure:
    """Return the figure: one panel, or two once there are steps to show."""
    from matplotlib.figure import Figure

    steps = (len(playground._losses) > 24) if playground.hidden else (len(playground._rows()) > 1)
    figure = Figure(figsize=(9.6, 4.4) if steps else (5.2, 4.4), layout="constrained")
    panels = figure.subplots(1, 2 if steps else 1, squeeze=False)[0]
    _plane(figure, panels[0], playground)
    if steps:
        _curve(panels[1], playground)
    return figure


def _plane(figure: Figure, ax: Any, playground: DecisionPlayground) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    x0, x1, y0, y1 = playground._limits
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 121), np.linspace(y0, y1, 121)), axis=-1)
    s = _scores(grid.reshape(-1, 2), playground).reshape(121, 121)
    value = neuron.output_of(s, playground.output)
    low, high = (0.0, 1.0) if playground.output == "sigmoid" else (-1.0, 1.0)
    signed = LinearSegmentedColormap.from_list(
        "signed", [TOKENS["negative"], TOKENS["paper"], TOKENS["positive"]]
    )
    span = {"extent": (x0, x1, y0, y1), "origin": "lower", "aspect": "auto"}
    shading = ax.imshow(value, vmin=low, vmax=high, cmap=signed, alpha=0.45, **span)
    figure.colorbar(
        shading, ax=ax, label=f"output ({playground.output})", ticks=[low, (low + high) / 2, high]
    )
    if s.min() < 0 < s.max():
        ax.contour(s, levels=[0], extent=(x0, x1, y0, y1), colors=TOKENS["ink"], linewidths=2)
    for label, place in ((-1, 2), (1, 3)):
        k = 0 if label > 0 else 1
        chosen = playground.X[playground.y == label]
        ax.scatter(*chosen.T, s=36, marker=TOKENS["markers"][k], c=TOKENS["classes"][k], edgecolors="white",
                   label=playground._names[place])  # fmt: skip
    ax.set(xlim=(x0, x1), ylim=(y0, y1), xlabel=playground._names[0], ylabel=playground._names[1])
    ax.legend(loc="upper right", fontsize=TOKENS["font_size_min"] - 2)


def _scores(places: Any, playground: DecisionPlayground) -> Any:
    if playground.hidden:
        return network.forward(playground._flat(), playground.sizes, playground.activation, places)[-1]
    return playground.w[0] + neuron.expand(places, playground.features) @ playground.w[1:]


def _curve(ax: Any, playground: DecisionPlayground) -> None:
    if playground.hidden:
        return _history(ax, playground)
    rows = playground._rows()
    steps = playground._first + np.arange(len(rows))
    ax.plot(steps, rows[:, 0], color=TOKENS["ink"], linewidth=2.5)
    ax.plot(steps[playground._at], rows[playground._at, 0], "o", ms=9, mec=TOKENS["ink"], mfc=TOKENS["focus"])
    ax.set(xlabel="step", ylabel="loss")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _history(ax: Any, playground: DecisionPlayground) -> None:
    rows = unpack(playground._losses, 3)
    ax.plot(rows[:, 0], rows[:, 1], color=TOKENS["ink"], linewidth=2.5, label="training")
    if np.isfinite(rows[:, 2]).any():
        ax.plot(rows[:, 0], rows[:, 2], color=TOKENS["ink"], linewidth=1.5, linestyle="--", label="test")
        ax.legend(fontsize=TOKENS["font_size_min"] - 2)
    ax.set(xlabel="step", ylabel="loss")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
