"""The picture for paper: the original with its crops, and the eight samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.widgets.augment.math import SAMPLES
from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.augmentation_explorer import AugmentationExplorer


def draw(explorer: AugmentationExplorer) -> Figure:
    """Return the figure: the original with the crop framed, the samples, a cross where a label breaks."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    if explorer.without_picture:
        return _units(explorer)
    now, c = explorer.result, explorer.crop
    figure = Figure(figsize=(9.6, 3.6), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1, 2], squeeze=False)[0]
    ax = left.subplots()
    _show(ax, explorer.image)
    drawn = now["parameters"][explorer.chosen]
    for colour, width in ((TOKENS["ink"], 5), (TOKENS["focus"], 2.5)):
        ax.add_patch(
            Rectangle((drawn["column"] - 0.5, drawn["row"] - 0.5), c, c, fill=False, ec=colour, lw=width)
        )
    ax.set_title(f"{explorer._now['shape'][0]}×{explorer._now['shape'][1]}, crop {c}×{c}", fontsize=10)
    for k, panel in enumerate(right.subplots(2, SAMPLES // 2).flat):
        _show(panel, now["samples"][k])
        mirrored = ", mirrored" if now["parameters"][k]["mirror"] else ""
        panel.set_title(f"{k}{mirrored}{' ✗' if now['broken'][k] else ''}", fontsize=9)
    return figure


def _show(ax: Any, picture: Any) -> None:
    grey = picture.shape[2] == 1
    ax.imshow(picture[..., 0] if grey else picture, cmap="gray_r" if grey else None, vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])


def _units(explorer: AugmentationExplorer) -> Figure:
    """Dropout alone: what each unit hands on, and its output before, as a frame."""
    from matplotlib.figure import Figure

    now, units = explorer.result, explorer.units
    figure = Figure(figsize=(7.2, 2.8), layout="constrained")
    ax, places = figure.subplots(), range(len(units))
    ax.bar(places, now["dropped_out"], color=TOKENS["positive"], width=0.7)
    ax.bar(places, units, fill=False, ec=TOKENS["ink"], width=0.7)
    for k in places:
        if not now["kept"][k]:
            ax.annotate("×", (k, 0), ha="center", va="bottom", fontsize=13, color=TOKENS["ink"])
    ax.set(xlabel="unit", ylabel="output", xticks=list(places))
    ax.set_title(f"p = {explorer.p:g}: framed before, filled after, × dropped", fontsize=10)
    return figure
