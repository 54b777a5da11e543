"""The graph stepper's picture for paper: every value, every gradient, the local derivative on every edge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS
from course_lib.widgets.graph.layout import Seat, layout
from course_lib.widgets.graph.trace import MOST_ENTRIES, Array, Node

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.graph_stepper import GraphStepper

PURPLE = "#8f3f70"  # the gradient's colour, dark enough to read as text on paper
SIGNS = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "log": "ln", "sqrt": "√", "sigmoid": "σ",
         "relu": "ReLU", "matmul": "@", "sum": "Σ"}  # fmt: skip
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def pretty(name: str) -> str:
    """A name for reading.

    Example:
        >>> pretty("w12"), pretty("yhat"), pretty("loss")
        ('w₁₂', 'ŷ', 'loss')
    """
    found = re.fullmatch(r"(.*?)_?(\d*)", name)
    stem, digits = (found[1], found[2]) if found and found[1] else (name, "")
    return ("ŷ" if stem == "yhat" else stem) + digits.translate(_SUBSCRIPT)


def near(x: float) -> str:
    """A number with three significant digits, with ≈ where digits were left out."""
    text = f"{x:.3g}"
    return ("" if float(text) == x or not np.isfinite(x) else "≈") + text.replace("-", "−")


def lines(values: Array) -> list[str]:
    """A tensor in a few lines: the number, the rows of a matrix, or the shape and the mean."""
    if values.size == 1:
        return [near(float(values.item()))]
    if values.size > MOST_ENTRIES:
        return [" × ".join(map(str, values.shape)), f"mean {near(float(values.mean()))}"]
    return [
        "  ".join(near(float(v)).lstrip("≈") for v in row) for row in values.reshape(-1, values.shape[-1])
    ]


def draw(stepper: GraphStepper) -> Figure:
    """Return the figure of the whole graph, with its gradients."""
    from matplotlib.figure import Figure

    nodes, names = stepper.nodes, [pretty(name) for name in stepper.names()]
    sizes = [_size(node, names[i]) for i, node in enumerate(nodes)]
    seats, routes = layout([node.inputs for node in nodes], [h for _, h in sizes], 0.35)
    columns = 1 + max(seat.column for seat in seats)
    thick = [max(sizes[s.node][0] for s in seats if s.column == c) for c in range(columns)]
    xs = [sum(thick[:c]) + thick[c] / 2 + 0.85 * c for c in range(columns)]
    width = xs[-1] + thick[-1] / 2
    every = [seat for seat in seats] + [seat for way in routes for one in way for seat in one]
    low, high = (min(s.at - s.size / 2 for s in every), max(s.at + s.size / 2 for s in every))
    scale = min(1.0, 12.0 / width)
    figure = Figure(figsize=(scale * width + 0.2, scale * (high - low) + 0.2))
    figure.set_layout_engine("none")  # the seats below are final
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.1, width + 0.1), ylim=(high + 0.1, low - 0.1))
    ax.axis("off")
    font = max(7.0, 10.5 * scale)
    order = [sorted(range(len(ways)), key=[(way[-2].at, k) for k, way in enumerate(ways)].__getitem__)
             for ways in routes]  # fmt: skip
    for i, node in enumerate(nodes):
        for slot, way in enumerate(routes[i]):
            rank = order[i].index(slot)
            _edge(ax, node, slot, rank, way, sizes, xs, thick, font)
    for i, node in enumerate(nodes):
        _box(ax, node, names[i], (xs[seats[i].column], seats[i].at), sizes[i], font, last=i == len(nodes) - 1)
    return figure


def _size(node: Node, name: str) -> tuple[float, float]:
    """Width and height in inches at full size."""
    if not node.op and not node.name and node.value.size == 1:
        return (0.42, 0.32)
    shown = lines(node.value) + (lines(node.gradient) if node.gradient is not None else [])
    width = max(0.95, 0.105 * max(map(len, shown)), 0.1 * (len(name) + len(_sign(node)) + 3))
    return (width, 0.34 + 0.23 * len(shown))


def _sign(node: Node) -> str:
    if node.op == "pow" and node.number:
        return {2.0: "( )²", 3.0: "( )³"}.get(node.number, f"( )^{node.number:g}")
    return SIGNS.get(node.op, node.op.replace("_", " ")) if node.op else ("" if node.needs else "data")


def _box(
    ax: Any,
    node: Node,
    name: str,
    at: tuple[float, float],
    size: tuple[float, float],
    font: float,
    last: bool,
) -> None:
    from matplotlib.patches import FancyBboxPatch

    (x, y), (w, h) = at, size
    edge = TOKENS["ink"] if node.op or node.name else TOKENS["muted"]
    box = FancyBboxPatch((x - w / 2 + 0.05, y - h / 2 + 0.05), w - 0.1, h - 0.1, boxstyle="round,pad=0.05",
                         facecolor="#f4f4f4" if node.op else TOKENS["paper"], edgecolor=edge,
                         linewidth=2 if last else 1, zorder=3)  # fmt: skip
    ax.add_patch(box)
    words = {"fontsize": font, "va": "center", "zorder": 4}
    if not node.op and not node.name and node.value.size == 1:
        ax.text(x, y, name, ha="center", **words)
        return
    ax.text(x - w / 2 + 0.07, y - h / 2 + 0.16, name, ha="left", weight="bold", **words)
    ax.text(x + w / 2 - 0.07, y - h / 2 + 0.16, _sign(node), ha="right", color=TOKENS["muted"], **words)
    line = y - h / 2 + 0.41
    for text in lines(node.value):
        ax.text(x, line, text, ha="center", **words)
        line += 0.23
    for text in lines(node.gradient) if node.gradient is not None else []:
        ax.text(x, line, text, ha="center", color=PURPLE, weight="bold", **words)
        line += 0.23


def _edge(ax: Any, node: Node, slot: int, rank: int, way: list[Seat], sizes: Any, xs: list[float],
          thick: list[float], font: float) -> None:  # fmt: skip
    spread = ((rank + 0.5) / len(node.inputs) - 0.5) * 0.5 * sizes[way[-1].node][1]
    points = [(xs[way[0].column] + sizes[way[0].node][0] / 2, way[0].at)]
    for seat in way[1:-1]:
        half = thick[seat.column] / 2
        points += [(xs[seat.column] - half, seat.at), (xs[seat.column] + half, seat.at)]
    points.append((xs[way[-1].column] - sizes[way[-1].node][0] / 2, way[-1].at + spread))
    flows = bool(node.parts) and node.parts[slot] is not None
    colour = PURPLE if flows else TOKENS["ink"]
    ax.plot(*zip(*points[:-1], strict=True), color=colour, linewidth=1.2, zorder=1)
    style = {
        "arrowstyle": "<|-|>" if flows and len(points) == 2 else "-|>",
        "color": colour,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate("", points[-1], points[-2], arrowprops=style, zorder=2)
    slope = node.slopes[slot] if flows else None
    if slope is not None and slope.size == 1:
        (x0, y0), (x1, y1) = points[0], points[1]
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        words = {"fontsize": 0.9 * font, "color": PURPLE, "ha": "center", "va": "center", "zorder": 5}
        ax.text((x0 + x1) / 2, (y0 + y1) / 2, near(float(slope.item())), bbox=plate, **words)
