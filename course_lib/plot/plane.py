"""Points in the plane, and the regions a classifier makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from course_lib.data.validate import check_features, check_finite, check_rows
from course_lib.plot.figures import Figure, canvas, spoken
from course_lib.plot.style import class_style, signed_map, tokens

SIZE = (5.6, 4.4)
STEPS = 240  # points across the plane where a classifier is asked


def _unpack(
    X: Any, y: Any, xlabel: str | None, ylabel: str | None, classes: Sequence[str] | None
) -> tuple[NDArray, NDArray | None, str, str, Sequence[str] | None]:
    """Arrays and names, from plain arrays or from anything that brings them, such as `Points`."""
    if y is None and hasattr(X, "X") and hasattr(X, "y"):
        names = getattr(X, "features", (None, None))
        xlabel, ylabel = xlabel or names[0], ylabel or names[1]
        classes = classes or getattr(X, "classes", None)
        X, y = X.X, X.y
    X = check_features(X, 2)
    if y is not None:
        y = check_finite(y, "y")
        check_rows(X, y)
    return X, y, xlabel or "$x_1$", ylabel or "$x_2$", classes


def _class_names(values: NDArray, classes: Sequence[str] | None) -> list[str]:
    if classes is None:
        return [f"{value:+g}".replace("-", "−") if values.min() < 0 else f"{value:g}" for value in values]
    if len(classes) < len(values):
        raise ValueError(f"classes names {len(classes)} classes, but the labels hold {len(values)}")
    return list(classes)


def _label_values(y: NDArray) -> NDArray:
    """The values a label can take: both of a pair even where one is absent, so that colours never swap."""
    found = np.unique(y)
    if set(found.tolist()) <= {-1, 1}:
        return np.array([-1, 1])
    if set(found.tolist()) <= {0, 1}:
        return np.array([0, 1])
    return np.arange(int(found.max()) + 1) if found.min() >= 0 else found


def scatter(
    X: Any,
    y: ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    xlabel: str | None = None,
    ylabel: str | None = None,
    classes: Sequence[str] | None = None,
    legend: bool = True,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """Points X (N, 2), each class in its own colour and marker; X may be a `Points`, which brings its names.

    `y` (N,) holds -1 and +1, or 0 and 1, or class numbers; without it all points look alike.
    Raises ValueError where shapes do not fit or numbers are not finite.

    >>> scatter([[0, 0], [1, 1]], [-1, 1])
    Figure: Scatter plot of 2 points, x_2 against x_1: 1 of class −1 (squares), 1 of class +1 (circles).
    """
    X, y, xlabel, ylabel, classes = _unpack(X, y, xlabel, ylabel, classes)
    counted = _counted(y, classes)
    text = f"Scatter plot of {len(X)} points, {spoken(ylabel)} against {spoken(xlabel)}{counted}."
    with canvas(ax, alt or text, SIZE, title) as (fig, axes):
        _draw_points(axes, X, y, classes, legend)
        axes.set(xlabel=xlabel, ylabel=ylabel)
    return fig


SHAPES = {"o": "circles", "s": "squares", "^": "triangles", "D": "diamonds", "v": "triangles pointing down",
          "P": "plus signs", "X": "crosses", "*": "stars", "<": "triangles pointing left",
          ">": "triangles pointing right"}  # fmt: skip


def _counted(y: NDArray | None, classes: Sequence[str] | None) -> str:
    if y is None:
        return ""
    values = _label_values(y)
    names = _class_names(values, classes)
    shapes = [SHAPES.get(class_style(i, len(values)).marker, "marks") for i in range(len(values))]
    told = [
        f"{int((y == v).sum())} of class {name} ({shape})"
        for v, name, shape in zip(values, names, shapes, strict=False)
    ]
    return ": " + ", ".join(told)


def _draw_points(
    ax: Axes, X: NDArray, y: NDArray | None, classes: Sequence[str] | None, legend: bool
) -> None:
    look = tokens()
    if y is None:
        ax.scatter(X[:, 0], X[:, 1], s=34, color=look["ink"], linewidths=0.6, edgecolors=look["paper"])
        return
    values = _label_values(y)
    handles = []
    for i, (value, name) in enumerate(zip(values, _class_names(values, classes), strict=False)):
        mark, here = class_style(i, len(values)), y == value
        style = {"marker": mark.marker, "linewidths": 0.7, "edgecolors": look["paper"]}
        ax.scatter(X[here, 0], X[here, 1], s=38, color=mark.color, zorder=3, **style)
        handles.append(
            Line2D([], [], linestyle="", marker=mark.marker, color=mark.color, markersize=7, label=name)
        )
    if not legend:
        return
    # Beside the axes, where it can hide no point; the highest value on top, as on an axis.
    ordered = handles[::-1] if len(handles) == 2 else handles
    ax.legend(handles=ordered, title="class", loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0,
              handletextpad=0.2, alignment="left")  # fmt: skip


def boundary(
    model: ArrayLike | Callable[[NDArray], ArrayLike],
    X: Any,
    y: ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    regions: str = "score",
    xlabel: str | None = None,
    ylabel: str | None = None,
    classes: Sequence[str] | None = None,
    legend: bool = True,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """Points, and the plane coloured by what a model makes of it, with the line where its mind changes.

    `model` is weights (3,), bias first, or a function (N, 2) -> (N,): of scores, whose sign decides,
    or with ``regions="classes"`` of class numbers. Raises ValueError where shapes do not fit.

    >>> boundary([0.0, 1.0, 0.0], [[-1, 0], [1, 0]], [-1, 1]).alt.split(". ")[1]
    'The boundary puts 2 of 2 points on the right side.'
    """
    X, y, xlabel, ylabel, classes = _unpack(X, y, xlabel, ylabel, classes)
    if regions not in ("score", "classes"):
        raise ValueError(f"regions must be 'score' or 'classes', not {regions!r}")
    judge = _judge(model)
    text = (
        f"Scatter plot of {len(X)} points with the regions of a classifier, {spoken(ylabel)} against "
        f"{spoken(xlabel)}{_counted(y, classes)}. {_verdict(judge, X, y, regions)}"
    )
    with canvas(ax, alt or text, SIZE, title) as (fig, axes):
        low, high = _frame(X)
        across, up = np.linspace(low[0], high[0], STEPS), np.linspace(low[1], high[1], STEPS)
        grid = np.stack(np.meshgrid(across, up), axis=-1)
        found = _asked(judge, grid.reshape(-1, 2)).reshape(STEPS, STEPS)
        extent = (low[0], high[0], low[1], high[1])
        (_shade_scores if regions == "score" else _shade_classes)(axes, across, up, found, extent)
        _draw_points(axes, X, y, classes, legend)
        axes.set(xlabel=xlabel, ylabel=ylabel, xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    return fig


def _judge(model: ArrayLike | Callable[[NDArray], ArrayLike]) -> Callable[[NDArray], ArrayLike]:
    if callable(model):
        return model
    w = check_finite(model, "weights").astype(float).ravel()
    if w.shape != (3,):
        raise ValueError(f"weights must have the shape (3,): bias, w1, w2, but yours is {np.shape(model)}")
    return lambda points: w[0] + points @ w[1:]


def _asked(judge: Callable[[NDArray], ArrayLike], points: NDArray) -> NDArray:
    answer = np.asarray(judge(points), dtype=float)
    if answer.shape not in ((len(points),), (len(points), 1)):
        raise ValueError(
            f"the model must answer one number for each of {len(points)} points, but its answer has the "
            f"shape {answer.shape}"
        )
    return answer.reshape(len(points))


def _verdict(judge: Callable[[NDArray], ArrayLike], X: NDArray, y: NDArray | None, regions: str) -> str:
    if y is None:
        return "No classes are given."
    answer = _asked(judge, X)
    # A score of exactly zero counts as negative, as in the perceptron.
    right = answer == y if regions == "classes" else (answer > 0) == (y > 0)
    return f"The boundary puts {int(right.sum())} of {len(X)} points on the right side."


def _frame(X: NDArray) -> tuple[NDArray, NDArray]:
    low, high = X.min(axis=0), X.max(axis=0)
    margin = np.where(high > low, 0.07 * (high - low), 1.0)
    return low - margin, high + margin


def _shade_scores(
    ax: Axes, across: NDArray, up: NDArray, scores: NDArray, extent: tuple[float, float, float, float]
) -> None:
    # Two flat tints rather than shades of the score: the sign decides, and points stay legible on them.
    tint = np.where(scores > 0, 0.5 + 0.11, 0.5 - 0.11)
    ax.imshow(tint, cmap=signed_map(), vmin=0, vmax=1, extent=extent, origin="lower", aspect="auto", zorder=0)
    if (scores > 0).any() and (scores <= 0).any():
        ax.contour(across, up, scores, levels=[0.0], colors=tokens()["ink"], linewidths=2.0, zorder=2)
    ax.grid(False)


def _shade_classes(
    ax: Axes, across: NDArray, up: NDArray, classes: NDArray, extent: tuple[float, float, float, float]
) -> None:
    values = _label_values(classes)
    index = np.searchsorted(values, classes)
    pale = [
        [1 - 0.22 * (1 - c) for c in to_rgb(class_style(i, len(values)).color)] for i in range(len(values))
    ]
    ax.imshow(index, cmap=ListedColormap(pale), vmin=-0.5, vmax=len(values) - 0.5, extent=extent,
              origin="lower", aspect="auto", zorder=0)  # fmt: skip
    for i in range(len(values)):
        if 0 < (index == i).sum() < index.size:
            ax.contour(
                across,
                up,
                _softened(index == i),
                levels=[0.5],
                colors=tokens()["ink"],
                linewidths=1.2,
                zorder=2,
            )
    ax.grid(False)


def _softened(region: NDArray, width: int = 5) -> NDArray:
    """The share of a region around each place: its contour at one half is smooth, not in steps."""
    around = np.pad(region.astype(float), width // 2, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(around, (width, width)).mean(axis=(-2, -1))
