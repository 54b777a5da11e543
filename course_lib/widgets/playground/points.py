"""The points of the playground: its presets, the limits of its plane, and the checks of new points."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.data import points as make_points
from course_lib.widgets.base import WidgetError

Array = NDArray[np.float64]
MOST_POINTS = 500

_CORNERS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
_TABLES = {"and": (-1, -1, -1, 1), "or": (-1, 1, 1, 1), "xor4": (-1, 1, 1, -1)}
_TITLES = {
    "blobs": "Two blobs", "line": "A noisy line", "moons": "Two moons", "circles": "Circle in a ring",
    "xor": "XOR clouds", "spiral": "Two spirals", "credit": "Credit by years in residence",
    "and": "AND, four points", "or": "OR, four points", "xor4": "XOR, four points",
}  # fmt: skip
PRESETS = tuple(_TITLES)
NAMES = ["x₁", "x₂", "−1", "+1"]  # of the axes and the classes


def preset(name: str, n: int | None = None, noise: float | None = None, seed: int = 0) -> dict[str, Any]:
    """Return one preset: (N, 3) rows of x1, x2, label; limits of the plane; names of axes and classes.

    Places are rounded to thousandths, so that the page can show every digit.
    The columns of ``credit`` are standardised (mean 0, standard deviation 1), as gradient descent needs them.
    """
    names = NAMES
    if name in _TABLES:
        X, y = _CORNERS, np.array(_TABLES[name])
    else:
        made = make_points(name, n or (120 if name == "spiral" else 60), noise, seed)
        X, y = made.X, made.y
        if name == "credit":
            X = (X - X.mean(axis=0)) / X.std(axis=0)
            names = ["years in residence, standardised", "income, standardised", *made.classes]
    X = np.round(X, 3)
    title, rows = _TITLES.get(name, name), np.column_stack([X, y])
    return {"name": name, "title": title, "rows": rows, "limits": limits(X), "names": names}


@lru_cache(maxsize=1)
def sent_presets() -> tuple[dict[str, Any], ...]:
    """The presets as the page gets them, made once."""
    sent = []
    for made in map(preset, PRESETS):
        usual = {"limits": limits(np.zeros((0, 2))), "names": NAMES}  # what the page takes where none is sent
        own = {key: made[key] for key in usual if made[key] != usual[key]}
        sent.append({"name": made["name"], "title": made["title"], **own, "data": _thousandths(made["rows"])})
    return tuple(sent)


def _thousandths(rows: Array) -> bytes:
    """Places as whole thousandths of 16 bits, twice the number; the last bit of x1 tells the class."""
    whole = 2 * np.rint(rows[:, :2] * 1000).astype("<i2")
    whole[:, 0] += rows[:, 2] > 0
    return whole.tobytes()


def limits(X: Array) -> list[float]:
    """A square of the plane that holds the points: -3.5 to 3.5 where that is enough."""
    if len(X) == 0 or np.abs(X).max() <= 3.5:
        return [-3.5, 3.5, -3.5, 3.5]
    low, high = X.min(axis=0), X.max(axis=0)
    room = np.maximum(0.1 * (high - low), 0.5)
    return [float(v) for pair in zip(low - room, high + room, strict=True) for v in pair]


def pair(points: Any) -> tuple[ArrayLike, ArrayLike]:
    """Return X and y of a pair, or say what ``points`` may be."""
    try:
        X, y = points
    except (TypeError, ValueError):
        raise WidgetError(
            f"points must be one of {', '.join(map(repr, PRESETS))} or a pair (X, y)."
        ) from None
    return X, y


def checked_points(X: ArrayLike, y: ArrayLike) -> Array:
    """The points and labels as (N, 3) rows, or a sentence that says what does not fit."""
    try:
        places, labels = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        raise WidgetError("X must be an array of numbers, (N, 2), and y one of labels, (N,).") from None
    if places.size == 0 and labels.size == 0:
        return np.zeros((0, 3))
    if places.ndim != 2 or places.shape[1] != 2:
        raise WidgetError(f"X has shape {places.shape}, but the plane needs two numbers a point: (N, 2).")
    if len(places) != len(labels):
        raise WidgetError(
            f"X has shape {places.shape} and y has shape {labels.shape}: one label a point is needed. "
            "To change both at once: w.set_points(X, y)."
        )
    if len(places) > MOST_POINTS:
        raise WidgetError(
            f"{len(places)} points are more than the page can draw in time; show at most {MOST_POINTS}."
        )
    if not np.isfinite(places).all():
        bad = int(np.argwhere(~np.isfinite(places))[0, 0])
        raise WidgetError(f"X holds a value that is not a finite number, in row {bad}: remove or replace it.")
    if np.isin(labels, (0, 1)).all() and (labels == 0).any():
        raise WidgetError("the labels must be -1 and +1 here, but yours are 0 and 1: use y = 2 * t - 1.")
    if not np.isin(labels, (-1, 1)).all():
        odd = labels[~np.isin(labels, (-1, 1))][0]
        raise WidgetError(f"the labels must be -1 and +1, but y holds {odd:g}.")
    return np.column_stack([places, labels])
