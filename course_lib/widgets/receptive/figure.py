"""The receptive-field explorer on paper: the units of every layer in rows, and the field on the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.receptive_field_explorer import ReceptiveFieldExplorer


def draw(explorer: ReceptiveFieldExplorer) -> Figure:
    """Return the figure: the layers as rows, the input at the bottom, and the paths over the picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.4, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _rows(left, explorer)
    back = explorer.direction == "backwards"
    paths = explorer.paths
    shown = right.imshow(paths, cmap="Blues", vmin=0)
    figure.colorbar(shown, ax=right, label="paths", shrink=0.8)
    n = len(paths)
    every = sorted({0, n // 2, n - 1})
    right.set(
        xticks=every, xticklabels=[k + 1 for k in every], yticks=every, yticklabels=[k + 1 for k in every]
    )
    right.set(xlabel="column", ylabel="row", title="the inputs it sees" if back else "the outputs it reaches")
    return figure


def _rows(ax: Any, explorer: ReceptiveFieldExplorer) -> None:
    layer, _, column = explorer.unit
    along = explorer._along(column)
    first = 0 if explorer.direction == "backwards" else layer
    for index, row in enumerate(explorer.rows):
        places = row["start"] + row["jump"] * np.arange(int(row["length"]))
        ax.plot(places, np.full(len(places), index), "s", ms=5, mfc="white", mec=TOKENS["muted"], mew=0.8)
        if first <= index < first + len(along):
            reached = np.flatnonzero(along[index - first])
            ax.plot(places[reached], np.full(len(reached), index), "s", ms=6, color=TOKENS["positive"])
        if index == layer:
            ax.plot(places[column], index, "s", ms=12, mfc=TOKENS["focus"], mec=TOKENS["ink"], mew=2)
    names = ["input"] + [f"{one['kind']} {one['k']}×{one['k']}" for one in explorer.layers]
    ticks = range(len(explorer.rows))
    ax.set(
        yticks=ticks,
        yticklabels=names[: len(ticks)],
        xlabel="place in the input",
        ylim=(-0.6, len(ticks) - 0.4),
    )
    ax.set_title(f"a field of {explorer.field} × {explorer.field}")
    ax.spines[["top", "right"]].set_visible(False)
