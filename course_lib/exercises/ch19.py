"""Chapter 19, beyond classification: six exercises on boxes, from their overlap to average precision.

Boxes are rows x1, y1, x2, y2 in pixels, x to the right and y down.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch19_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch19_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_A = np.array([[0.0, 0, 10, 10], [20, 5, 30, 25], [4, 4, 6, 6]])
_B = np.array([[5.0, 0, 15, 10], [0, 0, 10, 10], [40, 40, 50, 50], [20, 10, 30, 15]])
_APART = (
    "These boxes do not meet in one direction. What do you get for the side of their intersection?",
    "A negative side means: no intersection. Two negative sides must not make a positive area.",
    "np.maximum(0, right - left) and np.maximum(0, bottom - top), each before you multiply.",
)


@exercise(
    "19.iou",
    cases=[
        case(_A, _B),
        case(np.array([[0.0, 0, 10, 10]]), np.array([[5.0, 0, 15, 10]])),
        case(np.array([[0.0, 0, 10, 10]]), np.array([[20.0, 30, 25, 40]]), hints=_APART),
        case(np.array([[0.0, 0, 10, 10]]), np.array([[20.0, 2, 25, 8]]), hints=_APART),
        case(np.array([[0.0, 0, 4, 2]]), np.array([[1.0, 0, 3, 8], [-2, -2, 1, 1]])),  # not square
        case(np.array([[0.0, 0, 10, 10]]), np.array([[10.0, 0, 20, 10]])),  # they touch
    ],
    hints=(
        "The intersection is a box as well: the larger of the left edges, the smaller of the right ones.",
        "Union = both areas minus the intersection, which would otherwise count twice.",
        "a[:, None, :2] and b[None, :, :2] stand against each other as (N, M, 2): np.maximum of them are the "
        "upper left corners, np.minimum of [..., 2:] the lower right ones.",
    ),
)
def my_iou(a, b):
    """Intersection over union of boxes a (N, 4) with boxes b (M, 4): (N, M)."""
    corner = np.maximum(a[:, None, :2], b[None, :, :2])
    other = np.minimum(a[:, None, 2:], b[None, :, 2:])
    both = np.maximum(0, other - corner).prod(axis=2)
    area_a, area_b = ((boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (a, b))
    return both / (area_a[:, None] + area_b - both)


_BASE = np.array([[0.0, 0, 10, 10], [8, 8, 24, 24], [10, 20, 20, 40]])
_REAL = np.array([[1.0, 2, 11, 12], [10, 6, 18, 22], [8, 16, 28, 56]])


@exercise(
    "19.encode",
    cases=[
        case(_REAL, _BASE),
        case(_BASE, _BASE),  # nothing to do
        case(np.array([[4.0, 4, 8, 12]]), np.array([[0.0, 0, 16, 16]])),
        case(np.array([[30.0, 10, 50, 20]]), np.array([[0.0, 0, 10, 20]])),  # wide and flat
        case(np.array([[-6.0, -6, 4, 4]]), np.array([[0.0, 0, 10, 10]])),  # beyond the picture's edge
    ],
    hints=(
        "Four numbers a box: two say how far its centre lies from the anchor's, two how much larger it is.",
        "The shift is measured in the anchor's width and height; the size is a ratio, as a logarithm.",
        "size = box[:, 2:] - box[:, :2]; centre = (box[:, 2:] + box[:, :2]) / 2, the same for the anchors; "
        "then np.hstack([(centre - a_centre) / a_size, np.log(size / a_size)]).",
    ),
)
def my_offsets(boxes, anchors):
    """How each anchor (N, 4) has to move and grow to become its box (N, 4): dx, dy, dw, dh."""
    size, a_size = boxes[:, 2:] - boxes[:, :2], anchors[:, 2:] - anchors[:, :2]
    centre, a_centre = (boxes[:, 2:] + boxes[:, :2]) / 2, (anchors[:, 2:] + anchors[:, :2]) / 2
    return np.hstack([(centre - a_centre) / a_size, np.log(size / a_size)])


_CROWD = np.array(
    [[10.0, 10, 30, 30], [12, 10, 32, 30], [40, 10, 60, 30], [24, 10, 44, 30], [11, 12, 31, 32]]
)
_CHAIN = np.array([[0.0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]])
_LINK = (
    "The middle box falls to the first. Can it still take out the third, once it is gone itself?",
    "Only a box that stays may suppress others.",
    "Take the best that is left, keep it, drop what overlaps it, and begin again with what is left.",
)


@exercise(
    "19.nms",
    cases=[
        case(_CROWD, np.array([0.8, 0.9, 0.7, 0.6, 0.95]), 0.5),
        case(_CHAIN, np.array([0.9, 0.8, 0.7]), 0.4, hints=_LINK),
        case(_CHAIN, np.array([0.7, 0.9, 0.8]), 0.4),
        case(_CROWD, np.array([0.5, 0.1, 0.3, 0.2, 0.4]), 1.0),  # nothing can overlap by more than 1
        case(np.array([[0.0, 0, 10, 10], [0, 0, 10, 5]]), np.array([0.6, 0.7]), 0.5),  # exactly the threshold
        case(np.zeros((0, 4)), np.zeros(0), 0.5),  # no box
    ],
    hints=(
        "Begin with the best score of all. Which of the others say the same thing as it does?",
        "order = list(np.argsort(-scores)). While something is in it: keep the first, and leave in the "
        "order only what overlaps it by at most the threshold.",
        "while order: best, *rest = order; kept.append(int(best)); order = [j for j in rest if "
        "my_iou(boxes[[best]], boxes[[j]])[0, 0] <= most].",
    ),
)
def my_nms(boxes, scores, most):
    """List of the numbers of the boxes that stay, best first; no two of them overlap by more than `most`."""
    overlap, kept = my_iou(boxes, boxes), []
    order = list(np.argsort(-scores, kind="stable"))
    while order:
        best, *rest = order
        kept.append(int(best))
        order = [j for j in rest if overlap[best, j] <= most]
    return kept


_TRUTH = np.array([[0.0, 0, 10, 10], [20, 0, 30, 10]])
_FOUND = np.array([[1.0, 0, 11, 10], [0, 0, 10, 10], [21, 1, 31, 11], [40, 0, 50, 10], [6, 0, 16, 10]])
_TWICE = (
    "The object is found twice. Both boxes fit, but how many objects are there?",
    "Each object can be found once. Keep a list of those that are taken.",
    "right = overlap.max() >= least and best not in taken; then taken.add(best).",
)


@exercise(
    "19.match",
    level="stretch",
    cases=[
        case(_FOUND, _TRUTH, 0.5, hints=_TWICE),
        case(_FOUND[[3, 2]], _TRUTH, 0.5),
        case(_FOUND, _TRUTH, 0.85, hints=_TWICE),
        case(_FOUND, np.zeros((0, 4)), 0.5),  # nothing is there
        case(np.array([[0.0, 0, 10, 5]]), _TRUTH[:1], 0.5),  # exactly the least overlap
        case(np.array([[0.0, 0, 10, 10], [5, 0, 15, 10]]), np.array([[0.0, 0, 10, 10], [8, 0, 18, 10]]), 0.5),
    ],
    hints=(
        "Go through the detections in their order. Which object does each overlap most?",
        "A detection is right if that overlap is large enough and the object has not been found before.",
        "for box in found: overlap = my_iou(box[None], truth)[0]; best = overlap.argmax(); ... With no "
        "object at all, everything is wrong: argmax of nothing raises.",
    ),
)
def my_matches(found, truth, least):
    """1.0 for each detection (N, 4), surest first, that finds an object (M, 4) anew; otherwise 0.0: (N,)."""
    right, taken = np.zeros(len(found)), set()
    for i, overlap in enumerate(my_iou(found, truth)):
        best = int(overlap.argmax()) if len(truth) else -1
        if best >= 0 and overlap[best] >= least and best not in taken:
            right[i] = 1.0
            taken.add(best)
    return right


_MISSED = (
    "Some objects were never found. Recall is a share of all objects, so it does not reach 1.",
    "recall = hits so far / objects, not hits so far / hits in the end.",
    "recall = np.cumsum(right) / objects.",
)
_LATER = (
    "A later precision is higher. The measure counts the best precision at this recall or beyond.",
    "Go from the end to the beginning and carry the highest precision along.",
    "best = np.maximum.accumulate(precision[::-1])[::-1].",
)


@exercise(
    "19.ap",
    level="stretch",
    cases=[
        case(np.array([1.0, 0, 1, 1, 0]), 4, hints=_MISSED),
        case(np.array([1.0, 1, 1]), 3),  # perfect
        case(np.array([0.0, 1, 1]), 2, hints=_LATER),
        case(np.array([0.0, 0]), 3),  # nothing right
        case(np.array([1.0]), 5, hints=_MISSED),
        case(np.array([1.0, 0, 0, 1, 1, 0, 1]), 5, hints=_LATER),
    ],
    hints=(
        "After each detection there is a precision (how many are right) and a recall (objects found).",
        "Every step of recall has a width. It counts with the best precision from there on.",
        "np.sum(np.diff(recall, prepend=0) * best); best is the running maximum of precision from behind.",
    ),
)
def my_average_precision(right, objects):
    """Area under precision over recall, from 1.0 and 0.0 a detection, surest first; `objects` are there."""
    hits = np.cumsum(right)
    precision, recall = hits / np.arange(1, len(right) + 1), hits / objects
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return np.sum(np.diff(recall, prepend=0) * best)


_MAP = np.arange(2 * 4 * 5, dtype=float).reshape(2, 4, 5) ** 1.5
_HALF = (
    "Where does the middle of the first pixel lie: at 0 or at 0.5?",
    "Pixel i covers i to i + 1, so its value belongs to i + 0.5. Subtract a half before you look it up.",
    "x = x1 + (j + 0.5) / cells * (x2 - x1) - 0.5, and the same for y.",
)


@exercise(
    "19.crop",
    level="challenge",
    cases=[
        case(_MAP, np.array([1.0, 0.0, 5.0, 4.0]), 4, hints=_HALF),  # exactly the pixels
        case(_MAP, np.array([1.0, 1.0, 3.0, 3.0]), 1, hints=_HALF),
        case(_MAP, np.array([0.7, 0.9, 4.2, 3.4]), 3),
        case(_MAP[:1], np.array([2.0, 0.6, 3.0, 3.4]), 2),  # narrow and high
        case(_MAP[:, :3, :3], np.array([0.5, 0.5, 2.5, 2.5]), 5),
    ],
    hints=(
        "A grid of points lies in the box, each in the middle of its cell. What is the map's value there?",
        "A point lies between four pixels. The nearer ones count more: (1 - fx)(1 - fy), fx (1 - fy), ...",
        "r, c = int(np.floor(y)), int(np.floor(x)); fy, fx = y - r, x - c. The next pixel may not exist: its "
        "weight is 0 there, so np.clip the index.",
    ),
)
def my_crop(features, box, cells):
    """Values (C, cells, cells) of features (C, H, W) at the middles of the cells of a box, bilinear."""
    at = (np.arange(cells) + 0.5) / cells
    x, y = box[0] + at * (box[2] - box[0]) - 0.5, box[1] + at * (box[3] - box[1]) - 0.5
    (c, r), (high, wide) = (np.floor(x).astype(int), np.floor(y).astype(int)), features.shape[1:]
    fx, fy = x - c, (y - r)[:, None]

    def value(row, column):
        return features[:, row.clip(0, high - 1)[:, None], column.clip(0, wide - 1)]

    above = (1 - fx) * value(r, c) + fx * value(r, c + 1)
    below = (1 - fx) * value(r + 1, c) + fx * value(r + 1, c + 1)
    return (1 - fy) * above + fy * below
