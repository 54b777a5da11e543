"""The picture for paper: the strip with its windows, and the sizes from layer to layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.stride_padding_explorer import StridePaddingExplorer

MOST_CELLS, MOST_ROWS = 48, 12


def draw(widget: StridePaddingExplorer) -> Figure:
    """Return the figure: the chosen layer's windows along one axis."""
    from matplotlib.figure import Figure

    axis = 0 if widget.view == "height" else 1
    step, one = widget.steps[widget.layer], widget._layers[widget.layer]
    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    ax = figure.subplots()
    names = " → ".join("×".join(map(str, s)) if s else "refused" for s in widget.sizes)
    figure.suptitle(names, fontsize=TOKENS["font_size"])
    if step["input"] is None:
        ax.set_axis_off()
        return figure
    found = (step["rows"], step["columns"])[axis]
    _strip(ax, step["input"][axis], found, one["kernel"][axis], one["stride"][axis], one["dilation"][axis])
    ax.set_title(found.refused or found.formula, fontsize=TOKENS["font_size_min"])
    return figure


def _strip(ax: Any, n: int, found: Any, k: int, s: int, d: int) -> None:
    cells = min(found.before + n + found.after, MOST_CELLS)
    count = min(found.out, MOST_ROWS)
    read = {i * s + u * d for i in range(found.out) for u in range(k)}
    for i in range(cells):
        border = not found.before <= i < found.before + n
        hatch = "" if i in read else "////"
        ax.bar(i, 0.8, 0.96, color="white" if border else TOKENS["grid"], edgecolor=TOKENS["ink"],
               hatch=hatch, linestyle="--" if border else "-")  # fmt: skip
        ax.text(i, 0.4, "0" if border else str(i - found.before + 1), ha="center", va="center", fontsize=8)
    for w in range(count):
        taps = [w * s + u * d for u in range(k) if w * s + u * d < cells]
        ax.plot(taps, [-0.5 - 0.5 * w] * len(taps), "-o", color=TOKENS["positive"], linewidth=2, markersize=5)
    ax.set(xlim=(-0.7, cells - 0.3), ylim=(-0.6 - 0.5 * max(count, 1), 1.0))
    ax.set_axis_off()
