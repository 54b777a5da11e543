"""The gallery's picture for paper: every tile at the chosen step, and the chosen one with its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.filter_gallery import FilterGallery

MOST = 64  # tiles on paper


def draw(gallery: FilterGallery) -> Figure:
    """Return the figure: the tiles on one colour scale, the chosen one enlarged beside them."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    signed = LinearSegmentedColormap.from_list(
        "signed", [TOKENS["negative"], TOKENS["paper"], TOKENS["positive"]]
    )
    now = gallery.result
    stack = gallery.weights[gallery.at]
    if gallery.compare >= 0:
        stack = stack - gallery.weights[gallery.compare]
    top = float(np.abs(stack).max()) or 1.0
    look = {"cmap": signed, "vmin": -top, "vmax": top}
    figure = Figure(figsize=(9.6, 4.6), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=[1.25, 1], squeeze=False)[0]
    shown = now["order"][:MOST]
    columns = math.ceil(math.sqrt(len(shown)))
    panels = left.subplots(math.ceil(len(shown) / columns), columns, squeeze=False)
    for ax in panels.flat:
        ax.set_axis_off()
    for ax, k in zip(panels.flat, shown, strict=False):
        ax.imshow(stack[k], **look)
        ax.set_title(
            _name(gallery, k), fontsize=8, pad=2, fontweight="bold" if k == now["unit"] else "normal"
        )
    _large(right, stack[now["unit"]], look, gallery, now)
    return figure


def _name(gallery: FilterGallery, k: int) -> str:
    names = gallery._now["names"]
    return names[k] if names else str(k)


def _large(figure: Any, tile: Any, look: dict[str, Any], gallery: FilterGallery, now: dict[str, Any]) -> None:
    ax = figure.subplots()
    shading = ax.imshow(tile, **look)
    if max(tile.shape) <= 10:
        for (r, c), v in np.ndenumerate(tile):
            ink = "white" if abs(v) > 0.6 * look["vmax"] else TOKENS["ink"]
            ax.text(c, r, f"{v:.2g}".replace("-", "−"), ha="center", va="center", fontsize=7, color=ink)
    change = " minus the earlier one" if gallery.compare >= 0 else ""
    ax.set_title(
        f"{gallery._now['noun']} {_name(gallery, now['unit'])}, step {now['step']:g}{change}", fontsize=10
    )
    ax.set(xticks=[], yticks=[], xlabel=f"norm {now['norms'][now['unit']]:.3g}")
    figure.colorbar(shading, ax=ax, shrink=0.8, ticks=[-look["vmax"], 0, look["vmax"]], format="%.2g")
