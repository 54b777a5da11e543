"""Arithmetic of boxes (x1, y1, x2, y2); `boxes.js` does the same in the browser, bit for bit.

Plain loops in one fixed order, as the browser runs them: sums of float64 depend on their order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Box = Sequence[float]


def area(box: Box) -> float:
    """Width times height; 0 for a box that is turned inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def overlap(a: Box, b: Box) -> tuple[float, float]:
    """Area of the intersection and of the union."""
    wide = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    high = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    both = wide * high
    return both, area(a) + area(b) - both


def iou(a: Box, b: Box) -> float:
    """Intersection over union: 1 for equal boxes, 0 for boxes apart and for boxes without area.

    >>> iou([0, 0, 10, 10], [5, 0, 15, 10]) == 1 / 3
    True
    """
    both, either = overlap(a, b)
    return both / either if either > 0 else 0.0


def iou_matrix(a: ArrayLike, b: ArrayLike) -> Array:
    """IoU of each box of a (N, 4) with each of b (M, 4): (N, M)."""
    first, second = (np.asarray(boxes, dtype=np.float64).reshape(-1, 4).tolist() for boxes in (a, b))
    return np.array([[iou(p, q) for q in second] for p in first], dtype=np.float64).reshape(
        len(first), len(second)
    )


def ranked(scores: Sequence[float], least: float) -> list[int]:
    """The boxes whose score is at least `least`, best first; of equals the earlier comes first."""
    return sorted((i for i, s in enumerate(scores) if s >= least), key=lambda i: (-scores[i], i))


def suppression(
    boxes: Sequence[Box],
    scores: Sequence[float],
    labels: Sequence[int],
    least: float,
    most: float,
    per_class: bool = True,
) -> list[dict[str, Any]]:
    """Non-maximum suppression step by step.

    A step {"take": i} keeps the best box that is left; the steps {"remove": j, "by": i, "iou": v} after it
    drop what overlaps it by more than `most`. `per_class` compares boxes of one label only.
    """
    left = ranked(scores, least)
    steps: list[dict[str, Any]] = []
    while left:
        best, rest = left[0], left[1:]
        steps.append({"take": best})
        left = []
        for j in rest:
            value = iou(boxes[best], boxes[j])
            if (not per_class or labels[j] == labels[best]) and value > most:
                steps.append({"remove": j, "by": best, "iou": value})
            else:
                left.append(j)
    return steps


def kept(steps: Sequence[dict[str, Any]]) -> list[int]:
    """The boxes that a suppression keeps, best first."""
    return [step["take"] for step in steps if "take" in step]


def matched(
    boxes: Sequence[Box],
    labels: Sequence[int],
    order: Sequence[int],
    truth: Sequence[Box],
    classes: Sequence[int],
    least: float,
) -> list[dict[str, Any]]:
    """Which detections are right, best score first: {"box", "truth" (or -1), "iou", "right", "why"}.

    Each looks for the object of its label that it overlaps most; it is right if they overlap by at least
    `least` and no better detection has taken that object.
    """
    taken: set[int] = set()
    rows = []
    for i in order:
        best, most = -1, -1.0
        for t, box in enumerate(truth):
            if classes[t] == labels[i] and (value := iou(boxes[i], box)) > most:
                best, most = t, value
        why = (
            "no object"
            if best < 0
            else "too little overlap"
            if most < least
            else "taken"
            if best in taken
            else ""
        )
        if not why:
            taken.add(best)
        rows.append({"box": i, "truth": best, "iou": max(most, 0.0), "right": not why, "why": why or "right"})
    return rows


def curve(right: Sequence[bool], objects: int) -> tuple[list[float], list[float]]:
    """Precision and recall after each detection, best score first."""
    precision, recall, hits = [], [], 0
    for k, good in enumerate(right, start=1):
        hits += bool(good)
        precision.append(hits / k)
        recall.append(hits / objects if objects else 0.0)
    return precision, recall


def average_precision(precision: Sequence[float], recall: Sequence[float]) -> float:
    """The area under the curve, each precision raised to the best that comes after it.

    >>> average_precision([1, 0.5, 2 / 3, 0.75, 0.6], [0.25, 0.25, 0.5, 0.75, 0.75])
    0.625
    """
    best, above = 0.0, [0.0] * len(precision)
    for k in range(len(precision) - 1, -1, -1):
        best = max(best, precision[k])
        above[k] = best
    total, before = 0.0, 0.0
    for k, r in enumerate(recall):
        total += (r - before) * above[k]
        before = r
    return total


def eleven_points(precision: Sequence[float], recall: Sequence[float]) -> float:
    """The older measure: the mean of the best precision at recall 0, 0.1, ..., 1."""
    total = 0.0
    for i in range(11):
        total += max((p for p, r in zip(precision, recall, strict=True) if r >= i / 10), default=0.0)
    return total / 11


def anchors(
    width: float, height: float, step: float, scales: Sequence[float], ratios: Sequence[float]
) -> list[list[float]]:
    """The anchor boxes: at each place of a grid one for each scale and each ratio (height / width)."""
    boxes = []
    for row in range(max(1, math.floor(height / step))):
        for column in range(max(1, math.floor(width / step))):
            x, y = (column + 0.5) * step, (row + 0.5) * step
            for scale in scales:
                for ratio in ratios:
                    root = math.sqrt(ratio)
                    w, h = scale / root / 2, scale * root / 2
                    boxes.append([x - w, y - h, x + w, y + h])
    return boxes


def assigned(
    boxes: Sequence[Box], truth: Sequence[Box], high: float, low: float
) -> list[tuple[int, float, str]]:
    """For each anchor its object (or -1), their IoU, and whether it is "object", "background" or "unused".

    An anchor stands for an object if they overlap by at least `high`, or if no anchor overlaps it more; for
    background if it overlaps no object by `low` or more; in between it is not used in training.
    """
    rows: list[tuple[int, float, str]] = []
    best = [(-1, 0.0)] * len(truth)
    for k, box in enumerate(boxes):
        owner, most = -1, 0.0
        for t, real in enumerate(truth):
            value = iou(box, real)
            if value > most:
                owner, most = t, value
            if value > best[t][1]:
                best[t] = (k, value)
        rows.append(
            (
                owner,
                most,
                "object" if owner >= 0 and most >= high else "background" if most < low else "unused",
            )
        )
    for t, (k, value) in enumerate(best):
        if k >= 0:
            rows[k] = (t, value, "object")
    return rows
