"""Scenes of drawn shapes whose boxes are exact, and detections on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError
from course_lib.widgets.detection.checking import HEIGHT, SHAPES, WIDTH

Array = NDArray[np.float64]


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
        (28, 60, 120, 156, 0.94, "circle"), (38, 70, 130, 160, 0.81, "circle"),
        (18, 52, 108, 150, 0.62, "circle"),
        (148, 98, 232, 178, 0.89, "square"), (158, 84, 238, 170, 0.55, "square"),
        (140, 108, 222, 190, 0.48, "square"),
        (224, 30, 304, 122, 0.77, "triangle"),
        (214, 44, 296, 132, 0.66, "triangle"),
        (150, 94, 228, 174, 0.41, "circle"),
        (60, 176, 112, 226, 0.34, "triangle"),
    ]),
    "crowd": ("Two circles that overlap", CROWD, [
        (38, 70, 140, 172, 0.93, "circle"), (84, 78, 186, 178, 0.88, "circle"),
        (62, 72, 162, 174, 0.71, "circle"),
        (212, 92, 292, 168, 0.84, "square"),
        (222, 84, 300, 160, 0.58, "square"),
    ]),
    "recall": ("Four objects, five detections", FOUR, [
        (22, 32, 92, 102, 0.95, "circle"), (20, 150, 90, 220, 0.85, "circle"),
        (122, 42, 202, 122, 0.75, "circle"),
        (218, 28, 298, 108, 0.65, "circle"),
        (240, 150, 300, 210, 0.55, "circle"),
    ]),
    "pair": ("Two boxes, a third shared", scene(("square", (60, 70, 160, 170))), [
        (60, 70, 160, 170, 0.9, "square"),
        (110, 70, 210, 170, 0.8, "square"),
    ]),
    "single": ("One object", scene(("triangle", (106, 58, 214, 182))), [
        (104, 60, 216, 184, 0.92, "triangle"), (118, 70, 228, 190, 0.7, "triangle"),
        (96, 40, 200, 168, 0.52, "triangle"),
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
    """Shapes at random places, and about three detections a shape: its box, shaken, some of them wrong."""
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
            rows.append([*ordered(shaken.tolist()), score, told])
    return scene(*objects), list(SHAPES), np.array(rows, dtype=np.float64).reshape(-1, 6)


def ordered(box: Sequence[float]) -> list[float]:
    """A box whose first corner is the upper left one."""
    return [min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])]
