"""Boxes, scores, labels and scenes as people give them: checked, with sentences that say what would fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import WidgetError

Array = NDArray[np.float64]
SHAPES = ("circle", "square", "triangle")
WIDTH, HEIGHT = 320, 240
MOST_BOXES, MOST_OBJECTS, MOST_SIDE = 60, 20, 100_000


def checked_boxes(boxes: Any, what: str, most: int = MOST_BOXES) -> Array:
    """Boxes as an array (N, 4).

    Raises:
        WidgetError: for another shape, a number that is not finite, a box turned inside out, or too many.
    """
    try:
        values = np.asarray(boxes, dtype=np.float64)
    except (TypeError, ValueError):
        raise WidgetError(f"{what} must be an array of numbers (N, 4): x1, y1, x2, y2 a box.") from None
    if values.size == 0:
        return np.zeros((0, 4))
    if values.ndim != 2 or values.shape[1] != 4:
        raise WidgetError(
            f"{what} has shape {values.shape}, but a box is four numbers x1, y1, x2, y2: (N, 4)."
        )
    if len(values) > most:
        raise WidgetError(f"{what} holds {len(values)} boxes; at most {most} fit.")
    if not np.isfinite(values).all() or np.abs(values).max() > MOST_SIDE:
        row = int(np.flatnonzero(~(np.abs(values) <= MOST_SIDE).all(axis=1))[0])
        raise WidgetError(
            f"{what} holds a value that is not a number from -{MOST_SIDE:,} to {MOST_SIDE:,}, in row {row}."
        )
    wrong = np.flatnonzero((values[:, 2] < values[:, 0]) | (values[:, 3] < values[:, 1]))
    if len(wrong):
        row = int(wrong[0])
        raise WidgetError(
            f"{what}, row {row}: x2 and y2 must not lie before x1 and y1, but it is {values[row].tolist()}."
        )
    return values


def checked_scene(given: Any) -> tuple[dict[str, Any], list[str]]:
    """A clean copy of a scene, and the names of its labels in order of appearance.

    Raises:
        WidgetError: for a size, an object or a box that does not fit.
    """
    if not isinstance(given, Mapping) or "objects" not in given:
        raise WidgetError(
            "a scene is a name, or {'width': 320, 'height': 240, 'objects': [...]}, each object such as "
            "{'shape': 'circle', 'box': [x1, y1, x2, y2]}."
        )
    size = {}
    for key, start in (("width", WIDTH), ("height", HEIGHT)):
        side = given.get(key, start)
        if isinstance(side, bool) or not isinstance(side, (int, float)) or not 1 <= side <= MOST_SIDE:
            raise WidgetError(f"the scene's {key} must be a number from 1 to {MOST_SIDE:,}, not {side!r}.")
        size[key] = side
    objects, names = [], []
    if len(given["objects"]) > MOST_OBJECTS:
        raise WidgetError(f"the scene holds {len(given['objects'])} objects; at most {MOST_OBJECTS} fit.")
    for i, one in enumerate(given["objects"]):
        if not isinstance(one, Mapping) or one.get("shape") not in SHAPES or "box" not in one:
            raise WidgetError(
                f"object {i} must be a dict with a 'box' and a 'shape' of {', '.join(SHAPES)}, not {one!r}."
            )
        label = str(one.get("label", one["shape"]))[:40]
        box = checked_boxes([one["box"]], f"the box of object {i}")[0].tolist()
        objects.append({"shape": one["shape"], "label": label, "box": box})
        if label not in names:
            names.append(label)
    return {**size, "objects": objects}, names


def whole(n: Any) -> int:
    """How many objects: a whole number in range."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or not 0 <= n <= MOST_OBJECTS:
        raise WidgetError(f"n must be a whole number from 0 to {MOST_OBJECTS}, not {n!r}.")
    return int(n)


def positive(values: Any, what: str, most: float) -> list[float]:
    """One to six numbers above 0."""
    try:
        found = np.asarray(values, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        raise WidgetError(f"{what} must be numbers, not {values!r}.") from None
    if not 1 <= len(found) <= 6 or not np.isfinite(found).all() or not ((found > 0) & (found <= most)).all():
        raise WidgetError(f"{what} must be one to six numbers above 0 and at most {most:,}, not {values!r}.")
    return [float(v) for v in found]


def checked_scores(scores: ArrayLike | None, n: int) -> Array:
    """Scores (n,) from 0 to 1; all 1 where none are given."""
    try:
        told = np.ones(n) if scores is None else np.asarray(scores, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        raise WidgetError(f"scores must be {n} numbers from 0 to 1.") from None
    if len(told) != n:
        raise WidgetError(f"there are {n} boxes, but {len(told)} scores: give one for each box.")
    if not ((told >= 0) & (told <= 1)).all():
        raise WidgetError(
            "scores must lie between 0 and 1; a network's raw outputs become so through softmax or sigmoid."
        )
    return told


def class_of(label: Any, names: list[str]) -> int:
    """The number of a class, by its number or its name; a new name is added."""
    if isinstance(label, (int, np.integer)) and not isinstance(label, bool):
        if not 0 <= label < max(1, len(names)):
            raise WidgetError(
                f"there is no class {label}; there are "
                f"{', '.join(f'{i} ({n})' for i, n in enumerate(names))}."
            )
        return int(label)
    name = str(label)[:40]
    if name not in names:
        if len(names) >= 10:
            raise WidgetError(f"the class {name!r} is one too many: ten can be told apart.")
        names.append(name)
    return names.index(name)
