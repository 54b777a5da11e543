"""The explorer's picture for paper: the scene, its boxes, and which of them are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.detection_explorer import DetectionExplorer


def draw(explorer: DetectionExplorer) -> Figure:
    """Return the figure: the scene with boxes at the left, precision over recall at the right."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[4, 3])
    _scene(left, explorer)
    _curves(right, explorer)
    return figure


def _scene(ax: Any, explorer: DetectionExplorer) -> None:
    from matplotlib.patches import Ellipse, Polygon, Rectangle

    for thing in explorer._scene["objects"]:
        x1, y1, x2, y2 = thing["box"]
        if thing["shape"] == "circle":
            patch: Any = Ellipse(((x1 + x2) / 2, (y1 + y2) / 2), x2 - x1, y2 - y1)
        elif thing["shape"] == "square":
            patch = Rectangle((x1, y1), x2 - x1, y2 - y1)
        else:
            patch = Polygon([(x1, y2), (x2, y2), ((x1 + x2) / 2, y1)])
        patch.set(facecolor="#BDBDBD", edgecolor=TOKENS["muted"])
        ax.add_patch(patch)
    kept = set(explorer.result["kept"])
    for i, row in enumerate(explorer._rows()):
        x1, y1, x2, y2, score, label = row.tolist()
        colour = TOKENS["classes"][int(label) % 10]
        stays = i in kept
        ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=colour,
                               linewidth=2.5 if stays else 1, linestyle="-" if stays else ":"))  # fmt: skip
        if stays:
            ax.text(x1 + 2, y1 - 3, f"{explorer._names[int(label)]} {score:.2f}", va="bottom",
                    fontsize=TOKENS["font_size_min"] * 0.75)  # fmt: skip
    ax.set(
        xlim=(0, explorer._scene["width"]),
        ylim=(explorer._scene["height"], 0),
        aspect="equal",
        xticks=[],
        yticks=[],
    )
    ax.set_title("kept by suppression (full), left out (dotted)", fontsize=TOKENS["font_size_min"] * 0.85)


def _curves(ax: Any, explorer: DetectionExplorer) -> None:
    now = explorer.result
    for k, (name, value) in enumerate(now["ap"].items()):
        if value is not None:
            ax.plot(now["recall"][name], now["precision"][name], color=TOKENS["classes"][k % 10],
                    marker=TOKENS["markers"][k % 10], label=f"{name}: AP {value:.2f}")  # fmt: skip
    ax.set(xlim=(0, 1.05), ylim=(0, 1.05), xlabel="recall", ylabel="precision")
    if ax.lines:
        ax.legend(fontsize=TOKENS["font_size_min"] * 0.8, frameon=False)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
