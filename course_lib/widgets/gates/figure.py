"""The gate viewer's picture for paper: a strip of cells for each gate and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course_lib.widgets.rnn.figure import cells

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.gate_viewer import GateViewer

ROWS = {"LSTM": ("h", "o", "c", "f", "i", "g"), "GRU": ("h", "z", "n", "r"), "MGU": ("h", "f", "n")}
NAMES = {"h": "state h", "c": "cell c", "f": "forget f", "i": "input i", "o": "output o", "g": "candidate g",
         "r": "reset r", "z": "update z", "n": "candidate n"}  # fmt: skip
OPENINGS = ("i", "f", "o", "r", "z")


def draw(viewer: GateViewer) -> Figure:
    """Return the figure: gates from 0 to 1 in cividis, candidates and states by sign, the inputs below."""
    from matplotlib.figure import Figure

    now = viewer.result
    names = ROWS[viewer.cell]
    units = min(viewer._sizes[1], 8)
    inputs = viewer.x.T[:8]
    tall = [max(0.5, 0.32 * units)] * len(names) + [max(0.5, 0.32 * len(inputs))]
    figure = Figure(figsize=(9.6, 1.0 + sum(tall)), layout="constrained")
    panels = figure.subplots(len(tall), 1, sharex=True, height_ratios=tall)
    for ax, name in zip(panels, names, strict=False):
        values = now[name][-len(viewer.x) :].T[:units]
        cells(ax, values, gates=name in OPENINGS)
        ax.set_ylabel(NAMES[name], rotation=0, ha="right", va="center")
        ax.set_yticks([])
    cells(panels[-1], inputs)
    panels[-1].set_ylabel("input x", rotation=0, ha="right", va="center")
    panels[-1].set_yticks([])
    steps = np.arange(len(viewer.x))
    shown = steps if len(steps) <= 20 else steps[:: max(1, len(steps) // 10)]
    panels[-1].set_xticks(shown, [str(t + 1) for t in shown])
    panels[-1].set_xlabel("step")
    return figure
