"""Scenes of drawn shapes whose boxes are exact, and detections on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError

Array = NDArray[np.float64]
SHAPES = ("circle", "square", "triangle")
WIDTH, HEIGHT = 320, 240
MOST_BOXES, MOST_OBJECTS, MOST_SIDE = 60, 20, 100_000


def scene(*objects: tuple[str, Sequence[float]]) -> dict[str, Any]:
    """A scene from pairs (shape, box)."""
    made = [{"shape": shape, "label": shape, "box": list(box)} for shape, box in objects]
    return {"width": WIDTH, "height": HEIGHT, "objects": made}


THREE = scene(
    ("circle", (30, 62, 122, 154)), ("square", (150, 96, 230, 176)), ("triangle", (222, 34, 302, 124))
)
CROWD = scene(("circle", (40, 70, 140, 170)), ("circle", (84, 76, 184, 176)), ("square", (214, 90, 290, 166)))
FOUR = scene(("circle", (20, 30, 90, 100)), ("circle", (120, 40, 200, 120)), ("circle", (220, 30, 300, 110)),
             ("circle", (130, 146, 210, 226)))  # fmt: skip
# rows: x1, y1, x2, y2, score, label
EXAMPLES: dict[str, tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = {
    "shapes": ("Three shapes", THREE, [
        (28, 60, 120, 156, 0.94, "circle"), (38, 70, 130, 160, 0.81, "circle"), (18, 52, 108, 150, 0.62, "circle"),
        (148, 98, 232, 178, 0.89, "square"), (158, 84, 238, 170, 0.55, "square"), (140, 108, 222, 190, 0.48, "square"),
        (224, 30, 304, 122, 0.77, "triangle"), (214, 44, 296, 132, 0.66, "triangle"),
        (150, 94, 228, 174, 0.41, "circle"), (60, 176, 112, 226, 0.34, "triangle"),
    ]),
    "crowd": ("Two circles that overlap", CROWD, [
        (38, 70, 140, 172, 0.93, "circle"), (84, 78, 186, 178, 0.88, "circle"), (62, 72, 162, 174, 0.71, "circle"),
        (212, 92, 292, 168, 0.84, "square"), (222, 84, 300, 160, 0.58, "square"),
    ]),
    "recall": ("Four objects, five detections", FOUR, [
        (22, 32, 92, 102, 0.95, "circle"), (20, 150, 90, 220, 0.85, "circle"), (122, 42, 202, 122, 0.75, "circle"),
        (218, 28, 298, 108, 0.65, "circle"), (240, 150, 300, 210, 0.55, "circle"),
    ]),
    "pair": ("Two boxes, a third shared", scene(("square", (60, 70, 160, 170))), [
        (60, 70, 160, 170, 0.9, "square"), (110, 70, 210, 170, 0.8, "square"),
    ]),
    "single": ("One object", scene(("triangle", (106, 58, 214, 182))), [
        (104, 60, 216, 184, 0.92, "triangle"), (118, 70, 228, 190, 0.7, "triangle"), (96, 40, 200, 168, 0.52, "triangle"),
    ]),
}  # fmt: skip


def example(name: str) -> tuple[dict[str, Any], list[str], Array]:
    """Scene, names of the labels and detection rows (N, 6) of an example.

    Raises:
        WidgetError: if there is none of that name.
    """
    if name not in EXAMPLES:
        raise WidgetError(f"there is no scene {name!r}; there are {', '.join((*EXAMPLES, 'random'))}.")
    _, made, rows = EXAMPLES[name]
    return made, list(SHAPES), np.array([[*row[:5], SHAPES.index(row[5])] for row in rows], dtype=np.float64)


def random_scene(n: int, noise: float, seed: int) -> tuple[dict[str, Any], list[str], Array]:
    """n shapes at random places, and about three detections a shape: its box, shaken, some of them wrong."""
    rng = np.random.default_rng(seed)
    objects, rows = [], []
    for _ in range(n):
        side = float(rng.integers(40, 100))
        x, y = (float(rng.integers(0, limit - int(side))) for limit in (WIDTH, HEIGHT))
        label = int(rng.integers(0, 3))
        box = np.array([x, y, x + side, y + side])
        objects.append((SHAPES[label], box.tolist()))
        for k in range(int(rng.integers(2, 5))):
            shaken = np.round(box + noise * side * (1 + k) * rng.standard_normal(4), 1)
            score = round(float(np.clip(0.95 - 0.16 * k + 0.05 * rng.standard_normal(), 0.05, 0.99)), 2)
            told = label if rng.random() < 0.9 else int(rng.integers(0, 3))
            rows.append([*ordered(shaken), score, told])
    return scene(*objects), list(SHAPES), np.array(rows, dtype=np.float64).reshape(-1, 6)


def ordered(box: Sequence[float]) -> list[float]:
    """A box whose first corner is the upper left one."""
    return [min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])]


def checked_boxes(boxes: Any, what: str, most: int = MOST_BOXES) -> Array:
    """Boxes as an array (N, 4).

    Raises:
        WidgetError: for another shape, a number that is not finite, a box that is turned inside out, or too many.
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
            "a scene is a name, or {'width': 320, 'height': 240, 'objects': [{'shape': 'circle', 'box': [x1, y1, x2, y2]}]}."
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
