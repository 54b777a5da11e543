"""Curves with their names beside them, losses, and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from course_lib.data.validate import check_finite
from course_lib.plot.figures import Figure, canvas, spoken
from course_lib.plot.style import points, tokens

# Lines differ by dash as well as by colour.
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 1.5)), (0, (9, 3)))


def curves(
    x: ArrayLike | None,
    named: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    markers: bool = False,
    logy: bool = False,
    ylim: tuple[float | None, float | None] | None = None,
    colors: Sequence[str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """Curves over a common x (N,), each {name: y (N,)} in its colour and dash, its name written at its end.

    Without `x` the positions 0, 1, 2, ... are used. Colours may be names of tokens, such as "ink".
    Raises ValueError where a curve has another length than x, or there is none. NaN leaves a gap.

    >>> curves(None, {"train": [2, 1], "test": [2, 1.5]}, xlabel="epoch", ylabel="loss").alt.split(". ")[0]
    'Line chart of loss against epoch'
    """
    series = {name: np.asarray(y, dtype=float) for name, y in named.items()}
    if not series:
        raise ValueError("curves needs at least one curve: {'name': values}")
    along = np.arange(len(next(iter(series.values())))) if x is None else check_finite(x, "x")
    for name, y in series.items():
        if y.shape != along.shape or y.ndim != 1 or not len(y):
            raise ValueError(
                f"the curve {name!r} has the shape {y.shape}, but x has {along.shape}: both must be (N,)"
            )
    with canvas(ax, alt or _told(along, series, xlabel, ylabel), None, title) as (fig, axes):
        if logy:
            axes.set_yscale("log")
        for i, (name, y) in enumerate(series.items()):
            style = {"linestyle": DASHES[i % len(DASHES)], "label": name, "color": _colour(i, colors)}
            axes.plot(along, y, marker=tokens()["markers"][i % 10] if markers else None, **style)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        if np.array_equal(along, np.round(along)):  # epochs, steps, layers: no tick at half of one
            axes.locator_params(axis="x", integer=True)
        if ylim:
            axes.set_ylim(bottom=ylim[0], top=ylim[1])
        if len(series) > 1:
            _name_ends(axes, along, series, colors)
    return fig


def _colour(i: int, colors: Sequence[str] | None) -> str:
    look = tokens()
    if colors is None:
        return look["classes"][i % len(look["classes"])]
    chosen = colors[i % len(colors)]
    return look.get(chosen, chosen)


def _told(x: NDArray, series: Mapping[str, NDArray], xlabel: str, ylabel: str) -> str:
    """The chart in words: where each curve begins and ends, and its extremes where they lie between."""
    sentences = [f"Line chart of {spoken(ylabel)} against {spoken(xlabel)}."]
    for name, y in series.items():
        known = np.flatnonzero(np.isfinite(y))
        if not len(known):
            sentences.append(f"{name} has no values.")
            continue
        first, last = known[0], known[-1]
        text = f"{name} goes from {y[first]:.3g} at {x[first]:.3g} to {y[last]:.3g} at {x[last]:.3g}"
        for word, at in (("lowest", known[np.argmin(y[known])]), ("highest", known[np.argmax(y[known])])):
            if y[at] not in (y[first], y[last]):
                text += f", {word} {y[at]:.3g} at {x[at]:.3g}"
        sentences.append(text + ".")
    return spoken(" ".join(sentences))


def _name_ends(ax: Axes, x: NDArray, series: Mapping[str, NDArray], colors: Sequence[str] | None) -> None:
    """Write each curve's name at its right end, moved apart where they would touch."""
    ax.get_xlim(), ax.get_ylim()  # makes matplotlib settle the limits, which places are counted in
    ends = []
    for i, (name, y) in enumerate(series.items()):
        known = np.flatnonzero(np.isfinite(y))
        if len(known):
            point = ax.transData.transform((x[known[-1]], y[known[-1]]))
            ends.append([ax.transAxes.inverted().transform(point)[1], name, _colour(i, colors)])
    ends.sort(key=lambda end: end[0])
    height = ax.get_window_extent().height
    step = 1.25 * tokens()["font_size"] / max(height, 1.0)
    heights = _apart([min(max(end[0], 0.0), 1.0) for end in ends], step)
    for at, (_, name, colour) in zip(heights, ends, strict=True):
        ax.annotate(name, (1.0, at), xycoords="axes fraction", xytext=(6, 0), textcoords="offset points",
                    va="center", ha="left", color=colour, fontsize=points(tokens()["font_size"]),
                    fontweight="bold", annotation_clip=False)  # fmt: skip


def _apart(heights: list[float], step: float) -> list[float]:
    """Sorted heights pushed apart to at least `step`, staying as close to where they were as that allows.

    >>> [round(h, 2) for h in _apart([0.5, 0.5, 0.9], 0.1)]
    [0.45, 0.55, 0.9]
    """
    groups: list[list[float]] = []  # each: mean wanted height, number of names
    for height in heights:
        groups.append([height, 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < step * (groups[-1][1] + groups[-2][1]) / 2:
            mean, count = groups.pop()
            other, more = groups.pop()
            groups.append([(mean * count + other * more) / (count + more), count + more])
    return [mean + step * (k - (count - 1) / 2) for mean, count in groups for k in range(int(count))]


def loss(
    history: ArrayLike | Mapping[str, ArrayLike],
    *,
    xlabel: str = "step",
    ylabel: str = "loss",
    logy: bool = False,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """The loss over the steps of training: one list, or {name: list} for several, in ink and thick.

    Lists may differ in length. Raises ValueError for an empty one.

    >>> loss([3, 2, 1.5]).alt
    'Line chart of loss against step. loss goes from 3 at 0 to 1.5 at 2.'
    """
    named = dict(history) if isinstance(history, Mapping) else {ylabel: history}
    series = {name: np.asarray(values, dtype=float).ravel() for name, values in named.items()}
    if not series or any(not len(values) for values in series.values()):
        raise ValueError("loss needs at least one value: the history is empty")
    longest = max(len(values) for values in series.values())
    padded = {
        name: np.pad(values, (0, longest - len(values)), constant_values=np.nan)
        for name, values in series.items()
    }
    inks = ["ink", *tokens()["classes"]]
    from_zero = not logy and min(np.nanmin(values) for values in series.values()) >= 0
    options: dict[str, Any] = {"logy": logy, "ax": ax, "title": title, "alt": alt, "colors": inks}
    options["ylim"] = (0, None) if from_zero else None
    fig = curves(None, padded, xlabel=xlabel, ylabel=ylabel, **options)
    axes = ax if ax is not None else fig.axes[0]
    for line in axes.lines[-len(series) :]:
        line.set_linewidth(2.6)
    return fig


def bars(
    names: Sequence[str],
    values: ArrayLike,
    *,
    ylabel: str,
    xlabel: str | None = None,
    signed: bool = False,
    highlight: int | None = None,
    digits: int = 3,
    ax: Axes | None = None,
    title: str | None = None,
    alt: str | None = None,
) -> Figure:
    """Bars (N,) with their names beneath and their values on top, to `digits` significant digits.

    `signed` colours them by sign; `highlight` is the number of the bar to set off from the others.
    Raises ValueError where names and values differ in number.

    >>> bars(["a", "b"], [1, 2.5], ylabel="length (cm)").alt
    'Bar chart of length (cm): a 1, b 2.5.'
    """
    heights = check_finite(values, "values").astype(float)
    if heights.ndim != 1 or len(names) != len(heights):
        raise ValueError(
            f"bars has {len(names)} names for values of shape {heights.shape}: each bar needs one"
        )
    look = tokens()
    written = [f"{value:.{digits}g}".replace("-", "−") for value in heights]
    told = ", ".join(f"{name} {value}" for name, value in zip(names, written, strict=True))
    with canvas(ax, alt or f"Bar chart of {spoken(ylabel)}: {spoken(told)}.", None, title) as (fig, axes):
        colours = [look["positive"]] * len(heights)
        if signed:
            colours = [look["positive"] if value >= 0 else look["negative"] for value in heights]
        if highlight is not None:
            colours = [colour if i == highlight else look["grid"] for i, colour in enumerate(colours)]
        drawn = axes.bar([str(name) for name in names], heights, color=colours, width=0.7)
        axes.bar_label(drawn, labels=written, padding=3, fontsize=points(look["font_size_min"]))
        axes.axhline(0, color=look["ink"], linewidth=0.8)
        axes.margins(y=0.12)
        axes.grid(axis="x", visible=False)
        axes.set_ylabel(ylabel)
        if xlabel:
            axes.set_xlabel(xlabel)
    return fig
