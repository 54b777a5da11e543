"""The network stepper's picture for paper: units with their answers and deltas, weights by sign and size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.widgets.base import TOKENS
from course_lib.widgets.graph.figure import PURPLE, near

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.network_stepper import NetworkStepper

_SUB = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def draw(stepper: NetworkStepper) -> Figure:
    """Return the figure: the network after the forward pass, and the backward pass if shown."""
    from matplotlib.figure import Figure

    sizes, done = list(stepper._sizes), stepper._pass()
    weights = stepper.weights
    tall = max(sizes)
    figure = Figure(figsize=(2.1 * len(sizes) + 1.2, 1.25 * tall + 0.5), layout="constrained")
    ax = figure.subplots()
    ax.set(xlim=(-0.55, len(sizes) - 0.45), ylim=(-0.75, tall - 0.1), aspect="auto")
    ax.axis("off")
    place = [[(k, tall / 2 - 0.5 + (n - 1) / 2 - i) for i in range(n)] for k, n in enumerate(sizes)]
    heaviest = max(1e-9, *(float(abs(W).max()) for W in weights))
    for k, W in enumerate(weights):
        for (i, j), w in _items(W):
            _weight(ax, place[k][j], place[k + 1][i], w, heaviest, label=sum(v.size for v in weights) <= 8)
    for k, layer in enumerate(place):
        for i, at in enumerate(layer):
            delta = f"δ {near(float(done.delta[k - 1][i]))}" if k and stepper.learns else ""
            _unit(ax, at, _name(stepper, k, i), near(float(done.a[k][i])), delta)
    if stepper.learns:
        ax.set_title(f"loss {near(float(done.loss))}", fontsize=11)
    return figure


def _items(W: Any) -> list[tuple[tuple[int, int], float]]:
    return [((i, j), float(W[i, j])) for i in range(W.shape[0]) for j in range(W.shape[1])]


def _weight(
    ax: Any, a: tuple[float, float], b: tuple[float, float], w: float, heaviest: float, label: bool
) -> None:
    colour = TOKENS["positive"] if w > 0 else TOKENS["negative"] if w < 0 else TOKENS["grid"]
    style = "--" if w < 0 else "-"
    ax.plot([a[0], b[0]], [a[1], b[1]], style, color=colour, linewidth=1 + 3 * abs(w) / heaviest, zorder=1)
    if label:
        x, y = a[0] + 0.4 * (b[0] - a[0]), a[1] + 0.4 * (b[1] - a[1])
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        ax.text(x, y, near(w), fontsize=9, ha="center", va="center", color=TOKENS["ink"], bbox=box, zorder=2)


def _unit(ax: Any, at: tuple[float, float], name: str, value: str, delta: str) -> None:
    ax.plot(*at, "o", markersize=38, markerfacecolor="white", markeredgecolor=TOKENS["ink"], zorder=3)
    ax.text(*at, value, fontsize=9.5, ha="center", va="center", zorder=4)
    ax.text(at[0], at[1] + 0.33, name, fontsize=10, weight="bold", ha="center", va="bottom", zorder=4)
    ax.text(
        at[0], at[1] - 0.34, delta, fontsize=9.5, color=PURPLE, weight="bold", ha="center", va="top", zorder=4
    )


def _name(stepper: NetworkStepper, k: int, i: int) -> str:
    if stepper._units:
        return str(stepper._units[k][i])
    last = len(stepper._sizes) - 1
    letter = "x" if k == 0 else "ŷ" if k == last else "hgk"[k - 1]
    alone = stepper._sizes[k] == 1 and k
    return letter if alone else letter + str(i + 1).translate(_SUB)
