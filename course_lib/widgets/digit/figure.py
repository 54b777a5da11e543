"""The pad's picture for paper: the pixels that the model sees, and its answer as ten bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.digit_pad import DigitPad

WORDS = {"sigmoid": "sigmoid of the score", "softmax": "probability", "scores": "score"}


def draw(pad: DigitPad) -> Figure:
    """Return the figure: the pixels, with the scores beside them where there is a model."""
    from matplotlib.figure import Figure

    z = pad.result["scores"]
    figure = Figure(figsize=(3.4, 3.4) if z is None else (7.2, 3.4), layout="constrained")
    panels = figure.subplots(1, 1 if z is None else 2, squeeze=False)[0]
    ax, n = panels[0], pad.size
    ax.imshow(pad.image, cmap="gray_r", vmin=0, vmax=1)
    ax.set(xlabel="column", ylabel="row", title=f"what the model sees, {n}x{n}")
    every = [0, n // 2, n - 1]
    ax.set(xticks=every, xticklabels=[k + 1 for k in every], yticks=every, yticklabels=[k + 1 for k in every])
    if z is not None:
        _bars(panels[1], z, pad.output)
    return figure


def softmax(z: np.ndarray) -> np.ndarray:
    """Probabilities of ten scores, sum 1.

    >>> softmax(np.zeros(2)).tolist()
    [0.5, 0.5]
    """
    e = np.exp(z - z.max())
    return e / e.sum()


def _bars(ax: Any, z: np.ndarray, output: str) -> None:
    smooth = output != "scores"
    lengths = {"sigmoid": 0.5 * (1 + np.tanh(0.5 * z)), "softmax": softmax(z), "scores": z}[output]
    winner = int(z.argmax())
    bars = ax.barh(range(10), lengths, color=TOKENS["grid"], edgecolor=TOKENS["ink"])
    bars[winner].set(color=TOKENS["ink"])
    span = max(1e-9, np.abs(lengths).max())
    for digit, length in enumerate(lengths):
        mark = " ◀ highest" if digit == winner else ""
        ax.text(max(length, 0), digit, f" {length:.2f}{mark}".replace("-", "−"), va="center", fontsize=9)
    ax.set(yticks=range(10), ylabel="digit", xlabel=WORDS[output])
    ax.set_xlim(
        (0 if smooth else min(0, 1.1 * lengths.min())),
        1.55 if smooth else max(0, lengths.max()) + 0.6 * span,
    )
    ax.invert_yaxis()
    ax.axvline(0, color=TOKENS["ink"], linewidth=1)
    ax.spines[["top", "right"]].set_visible(False)
