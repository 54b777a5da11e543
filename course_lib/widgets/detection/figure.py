"""The explorer's picture for paper: the scene with what its view shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.detection_explorer import DetectionExplorer


def draw(explorer: DetectionExplorer) -> Figure:
    """Return the figure: what the view shows; detections stand beside precision over recall."""
    from matplotlib.figure import Figure

    if explorer.view in ("nms", "precision"):
        figure = Figure(figsize=(9.6, 4.2), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=[4, 3])
        _detections(left, explorer)
        _curves(right, explorer)
        return figure
    figure = Figure(figsize=(5.6, 4.4), layout="constrained")
    ax = figure.subplots()
    {"iou": _pair, "anchors": _anchors, "tasks": _truth}[explorer.view](ax, explorer)
    return figure


def _detections(ax: Any, explorer: DetectionExplorer) -> None:
    _shapes(ax, explorer)
    kept = set(explorer.result["kept"])
    for i, row in enumerate(explorer._rows()):
        *box, score, label = row.tolist()
        stays = i in kept
        _box(ax, box, int(label), f"{explorer._names[int(label)]} {score:.2f}" if stays else "", bold=stays)
    _title(ax, "kept by suppression (full), left out (dotted)")


def _pair(ax: Any, explorer: DetectionExplorer) -> None:
    _shapes(ax, explorer)
    rows = explorer._rows()[:2]
    for i, row in enumerate(rows):
        _box(ax, row[:4].tolist(), i, "AB"[i])
    value = explorer.result["iou"][0, 1] if len(rows) == 2 else 0.0
    _title(ax, f"intersection over union {value:.2f}")


def _anchors(ax: Any, explorer: DetectionExplorer) -> None:
    _shapes(ax, explorer)
    told = explorer.assignment
    for box, (owner, _, kind) in zip(explorer.anchors.tolist(), told, strict=True):
        if kind == "object":
            _box(ax, box, owner, "")
    count = sum(kind == "object" for _, _, kind in told)
    _title(ax, f"{len(told)} anchors, of which {count} stand for an object")


def _truth(ax: Any, explorer: DetectionExplorer) -> None:
    _shapes(ax, explorer)
    objects = explorer._scene["objects"]
    shown = objects if explorer.task in ("boxes", "mask") else objects[:1]
    for thing in shown:
        label = explorer._names.index(thing["label"])
        if explorer.task != "class":
            _box(ax, thing["box"], label, thing["label"])
    said = {
        "class": "one class",
        "box": "one class, one box",
        "boxes": "a box for each",
        "mask": "a mask for each",
    }
    _title(ax, f"{said[explorer.task]}: {', '.join(thing['label'] for thing in shown)}")


def _title(ax: Any, text: str) -> None:
    ax.set_title(text, fontsize=TOKENS["font_size_min"] * 0.85)


def _box(ax: Any, box: list[float], number: int, text: str, bold: bool = True) -> None:
    from matplotlib.patches import Rectangle

    x1, y1, x2, y2 = box
    ax.add_patch(Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=TOKENS["classes"][number % 10],
                           linewidth=2.5 if bold else 1, linestyle="-" if bold else ":"))  # fmt: skip
    if text:
        ax.text(x1 + 2, y1 - 3, text, va="bottom", fontsize=TOKENS["font_size_min"] * 0.75)


def _shapes(ax: Any, explorer: DetectionExplorer) -> None:
    from matplotlib.patches import Ellipse, Polygon, Rectangle

    for thing in explorer._scene["objects"]:
        x1, y1, x2, y2 = thing["box"]
        if thing["shape"] == "circle":
            patch: Any = Ellipse(((x1 + x2) / 2, (y1 + y2) / 2), x2 - x1, y2 - y1)
        elif thing["shape"] == "square":
            patch = Rectangle((x1, y1), x2 - x1, y2 - y1)
        else:
            patch = Polygon([(x1, y2), (x2, y2), ((x1 + x2) / 2, y1)])
        face = "#BDBDBD"
        if explorer.view == "tasks" and explorer.task == "mask":
            face = TOKENS["classes"][explorer._names.index(thing["label"]) % 10]
        patch.set(facecolor=face, edgecolor=TOKENS["muted"])
        ax.add_patch(patch)
    ax.set(
        xlim=(0, explorer._scene["width"]),
        ylim=(explorer._scene["height"], 0),
        aspect="equal",
        xticks=[],
        yticks=[],
    )


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
