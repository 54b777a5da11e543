"""The confusion matrix: which class was taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from course_lib.data.validate import check_finite, check_rows
from course_lib.plot.figures import Figure, canvas
from course_lib.plot.grids import ruled
from course_lib.plot.style import points, tokens


def confusion(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    classes: Sequence[Any] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """How often each true class (row) was given each answer (column); right answers stand on the diagonal.

    `classes` names class 0, 1, 2, ...; without it the labels themselves are the names.
    Raises ValueError where the two differ in number.

    >>> confusion([0, 1, 1], [0, 1, 0]).alt
    'Confusion matrix of 3 answers, 2 of them right. Most frequent mistake: 1 taken for 0, once.'
    """
    true, answers = check_finite(y_true, "y_true"), check_finite(y_pred, "y_pred")
    check_rows(true, answers, ("y_true", "y_pred"))
    values = np.unique(np.concatenate([true, answers]))
    if classes is not None:
        if values.min() < 0 or values.max() >= len(classes):
            raise ValueError(f"classes names {len(classes)} classes, but the labels go from {values.min():g} "
                             f"to {values.max():g}")  # fmt: skip
        values = np.arange(len(classes))
    names = (
        [str(name) for name in classes]
        if classes is not None
        else [f"{value:g}".replace("-", "−") for value in values]
    )
    counts = np.zeros((len(values), len(values)), dtype=int)
    np.add.at(counts, (np.searchsorted(values, true), np.searchsorted(values, answers)), 1)
    size = (max(3.0, 0.46 * len(values) + 1.0), max(2.6, 0.46 * len(values) + 0.8))
    with canvas(ax, alt or _confusion_told(counts, names), size, title) as (fig, axes):
        _draw_confusion(axes, counts, names)
    return fig


def _draw_confusion(ax: Axes, counts: NDArray, names: list[str]) -> None:
    look = tokens()
    mistakes = counts * ~np.eye(len(counts), dtype=bool)
    # Right answers are green and mistakes vermilion, each deeper the more there are; zeros stay paper.
    for (row, column), count in np.ndenumerate(counts):
        if count:
            right = row == column
            most = counts.diagonal().max() if right else mistakes.max()
            ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, linewidth=0, zorder=0,
                                   color=look["right" if right else "wrong"],
                                   alpha=0.18 + 0.5 * count / most))  # fmt: skip
        ax.text(column, row, str(count), ha="center", va="center", fontsize=points(look["font_size_min"]),
                color=look["ink"] if count else look["muted"])  # fmt: skip
    ruled(ax, *counts.shape)
    ax.set_aspect("equal")
    ax.set_xticks(range(len(names)), labels=names)
    ax.set_yticks(range(len(names)), labels=names)
    ax.set(xlabel="predicted class", ylabel="true class")


def _confusion_told(counts: NDArray, names: list[str]) -> str:
    total, right = int(counts.sum()), int(np.trace(counts))
    text = f"Confusion matrix of {total} answers, {right} of them right."
    mistakes = counts * ~np.eye(len(counts), dtype=bool)
    if not mistakes.any():
        return text
    row, column = np.unravel_index(int(mistakes.argmax()), counts.shape)
    most = int(mistakes[row, column])
    often = "once" if most == 1 else f"{most} times"
    return f"{text} Most frequent mistake: {names[row]} taken for {names[column]}, {often}."
