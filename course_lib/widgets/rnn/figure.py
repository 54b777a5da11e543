"""The unrolled network's picture for paper: the states over the steps, and the fading gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.unrolled_rnn import UnrolledRNN


def draw(network: UnrolledRNN) -> Figure:
    """Return the figure: states as cells coloured by sign, with numbers where they fit, over purple bars."""
    from matplotlib.figure import Figure

    now = network.result
    states = now["h"].T[:16]
    figure = Figure(figsize=(9.6, 2.6 + 0.42 * len(states)), layout="constrained")
    top, foot = figure.subplots(2, 1, sharex=True, height_ratios=[max(1.0, 0.42 * len(states)), 1.4])
    cells(top, states)
    top.set_ylabel("unit of h")
    top.set_yticks(range(len(states)), [str(u + 1) for u in range(len(states))])
    inputs = list(network.text) or [""] * len(now["x"])
    outs = dict(zip(now["outputs_at"], now["written"], strict=False))
    names = ["h(0)"] + [_mark(inputs, t, outs) for t in range(1, len(now["x"]) + 1)]
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.nan_to_num(np.linalg.norm(now["gradient"], axis=1), posinf=1e300)
    foot.bar(range(len(size)), size, color=TOKENS["gradient"], edgecolor=TOKENS["ink"])
    foot.set(ylabel="gradient", xlabel="step")
    if len(names) <= 24:
        foot.set_xticks(range(len(names)), names)
    for side in ("top", "right"):
        foot.spines[side].set_visible(False)
    return figure


def _mark(inputs: list[str], t: int, outs: dict[int, str]) -> str:
    read = inputs[t - 1] if t <= len(inputs) else ""
    return (
        f"{t}"
        + (f"\nreads {_safe(read)}" if read.strip() else "")
        + (f"\nwrites {_safe(outs[t])}" if t in outs else "")
    )


def _safe(letter: str) -> str:
    return letter.replace("$", r"\$") if letter.isprintable() and ord(letter) < 0x2000 else "·"


def cells(ax: Any, values: Any, gates: bool = False) -> None:
    """Draw numbers (rows, steps) as cells: by sign about zero, or gates from 0 to 1 in cividis."""
    from matplotlib.colors import LinearSegmentedColormap

    values = np.nan_to_num(np.asarray(values, dtype=np.float64), posinf=1e300, neginf=-1e300)
    largest = float(np.abs(values).max()) or 1.0
    signed = LinearSegmentedColormap.from_list(
        "signed", [TOKENS["negative"], TOKENS["paper"], TOKENS["positive"]]
    )
    span = (
        {"vmin": 0, "vmax": 1, "cmap": "cividis"}
        if gates
        else {"vmin": -largest, "vmax": largest, "cmap": signed}
    )
    ax.imshow(values, aspect="auto", **span)
    rows, steps = values.shape
    if steps > 16:
        return
    for r in range(rows):
        for t in range(steps):
            dark = values[r, t] < 0.5 if gates else abs(values[r, t]) > 0.75 * largest
            ax.text(t, r, f"{values[r, t]:.2g}".replace("-", "\u2212"), ha="center", va="center", fontsize=9,
                    color="white" if dark else "black")  # fmt: skip
