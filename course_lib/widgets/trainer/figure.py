"""The trainer's picture for paper: the run so far, the first layer's weights, the chosen digit's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS
from course_lib.widgets.trainer import digits as sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.live_trainer import LiveTrainer


def draw(trainer: LiveTrainer) -> Figure:
    """Return the figure: loss and accuracy above, the chosen digit, weights and answer beneath."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.5, 5.6), layout="constrained")
    above, beneath = figure.subfigures(2, 1, squeeze=False)[:, 0]
    history = trainer.history if len(trainer.history) else np.array([trainer._score(trainer._run())])
    _runs(above.subplots(1, 2), history, trainer)
    left, middle, right = beneath.subfigures(1, 3, squeeze=False, width_ratios=[1, 2, 1.3])[0]
    ax = left.subplots()
    ax.imshow(trainer.images[sheet.TRAIN + trainer.digit], cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=f"test digit {trainer.digit}")
    _weights(middle, next(iter(trainer.weights.values())))
    _bars(right.subplots(), trainer.result)
    return figure


def _runs(axes: Any, history: Any, trainer: LiveTrainer) -> None:
    for ax, columns, name, scale in zip(axes, ((1, 3), (2, 4)), ("loss", "right, %"), (1, 100), strict=True):
        if name == "loss" and len(trainer.losses):
            ax.plot(*trainer.losses.T, color=TOKENS["grid"], linewidth=1, label="mini-batches")
        for column, who, place, mark in zip(columns, ("training", "test"), (0, 1), "os", strict=True):
            ax.plot(history[:, 0], scale * history[:, column], color=TOKENS["classes"][place], marker=mark,
                    markevery=[-1], label=who)  # fmt: skip
        ax.set(xlabel="steps", ylabel=name, ylim=(0, 100 if scale == 100 else None))
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, fontsize=9)


def _weights(part: Any, first: Any) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    tiles = first.reshape(len(first), *(first.shape[2:] if first.ndim == 4 else (8, 8)))
    look = LinearSegmentedColormap.from_list(
        "sign", [TOKENS["negative"], TOKENS["paper"], TOKENS["positive"]]
    )
    top, columns = float(np.abs(tiles).max()) or 1.0, min(len(tiles), 5)
    part.suptitle(f"weights of the first layer, within ±{top:.2g}", fontsize=10)
    for k, ax in enumerate(part.subplots(-(-len(tiles) // columns), columns, squeeze=False).ravel()):
        ax.set(xticks=[], yticks=[])
        if k < len(tiles):
            ax.imshow(tiles[k], cmap=look, vmin=-top, vmax=top)
        else:
            ax.set_axis_off()


def _bars(ax: Any, result: dict[str, Any]) -> None:
    bars = ax.barh(range(10), result["probabilities"], color=TOKENS["grid"], edgecolor=TOKENS["ink"])
    bars[result["digit"]].set(color=TOKENS["right"])
    ax.set(yticks=range(10), xlim=(0, 1), title=f"a {result['digit']}, taken for {result['answer']}")
    ax.invert_yaxis()
    ax.spines[["top", "right"]].set_visible(False)
