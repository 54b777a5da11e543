"""Chapter 17, ImageNet architectures: six exercises on scoring, counting, and what a step leaves out.

Counts follow the lecture: a multiply-add is one weight times one number; biases are left out.
"""

from __future__ import annotations

import math

import numpy as np

from course_lib.exercises.ch17_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch17_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_SCORES = np.array(
    [[0.1, 0.7, 0.2, 0.0], [2.0, -1.0, 3.0, 1.0], [5.0, 4.0, 3.0, 2.0], [-1.0, -2.0, -3.0, -4.0]]
)
_LABELS = np.array([2, 1, 3, 0])
_TEN = np.random.default_rng(17).normal(size=(30, 10))
_SHARE = (
    "This is the share of pictures that are missed, so it lies between 0 and 1.",
    "A picture is right when its true class is one of the k best. The error is the share of the others.",
    "missed = (rank >= k); return missed.mean().",
)
_ALL = (
    "With as many guesses as there are classes nobody can miss.",
    "Do not assume that there are more classes than guesses.",
    "The rank is at most K - 1, so rank >= K never holds.",
)


@exercise(
    "17.top-k",
    cases=[
        case(_SCORES, _LABELS, 1),
        case(_SCORES, _LABELS, 2),
        case(_SCORES, _LABELS, 3, hints=_SHARE),
        case(_TEN, np.arange(30) % 10, 5),
        case(_TEN[:1], np.array([3]), 5),
        case(_SCORES, _LABELS, 4, hints=_ALL),
        case(_SCORES, _LABELS, 5, hints=_ALL),
        case(-np.ones((1, 1)), np.array([0]), 1),
    ],
    hints=(
        "For each picture, how many classes have a higher score than the true one? That is its rank, from 0.",
        "true = scores[np.arange(len(scores)), labels]; compare every score of the row with it, and count.",
        "rank = (scores > true[:, None]).sum(axis=1); return np.mean(rank >= k).",
    ),
)
def my_top_k_error(scores, labels, k):
    """Share of pictures whose true class is not among the k highest of their scores (N, K)."""
    true = scores[np.arange(len(scores)), labels]
    rank = (scores > true[:, None]).sum(axis=1)
    return float(np.mean(rank >= k))


_GROUPS = (
    "This layer has groups: a kernel reads only the maps of its own group.",
    "In g groups a kernel is c_in / g deep, while there are still c_out kernels.",
    "weights = c_out * (c_in // groups) * k * k.",
)
_PLACES = (
    "Each kernel is used once at every place of the map that comes out.",
    "The map has side * side places, and each costs as many multiply-adds as there are weights.",
    "multiply_adds = weights * side * side.",
)


@exercise(
    "17.cost",
    cases=[
        case(3, 96, 11, 55, 1, hints=_PLACES),
        case(96, 256, 5, 27, 2, hints=_GROUPS),
        case(256, 384, 3, 13, 1, hints=_PLACES),
        case(384, 256, 3, 13, 2, hints=_GROUPS),
        case(480, 192, 1, 14, 1),
        case(8, 8, 3, 1, 8, hints=_GROUPS),
    ],
    hints=(
        "One kernel has k · k weights for every map that it reads. There are c_out kernels.",
        "weights = c_out * c_in * k * k without groups; every weight is used once at each of side² places.",
        "weights = c_out * (c_in // groups) * k * k; return weights, weights * side * side.",
    ),
)
def my_conv_cost(c_in, c_out, k, side, groups):
    """Weights and multiply-adds of a k×k convolution whose maps come out side×side; no biases."""
    weights = c_out * (c_in // groups) * k * k
    return weights, weights * side * side


_NONE = (
    "Here the full sum fits better than any sum with a layer left out.",
    "Compare with the full sum too, and answer -1 when nothing beats it.",
    "if abs(total - printed) <= gap of the best candidate: return -1.",
)


@exercise(
    "17.missing",
    level="stretch",
    cases=[
        case([34848, 307200, 884736, 663552, 442368], 1.89e6),
        case([105415200, 223948800, 149520384, 112140288, 74760192], 591e6),
        case([37748736, 16777216, 4096000], 58.62e6, hints=_NONE),
        case([10, 20, 30], 40.4),
        case([10, 20, 30], 29.0),
        case([7], 0.0),
        case([7], 7.0, hints=_NONE),
        case([5, 5.5, 50], 55.4),
    ],
    hints=(
        "Leave out one layer at a time, and look how near the rest of the sum comes to what is printed.",
        "gaps = [abs(sum(costs) - c - printed) for c in costs]; the smallest gap names the suspect.",
        "best = the index of the smallest gap; if abs(sum(costs) - printed) <= gaps[best], return -1, "
        "otherwise best.",
    ),
)
def my_missing_layer(costs, printed):
    """Index of the layer that was left out of the printed sum; -1 if the full sum fits best."""
    gaps = [abs(sum(costs) - cost - printed) for cost in costs]
    best = min(range(len(costs)), key=gaps.__getitem__)
    return -1 if abs(sum(costs) - printed) <= gaps[best] else best


_TILES = (
    "A picture that is not a multiple of the tile needs a last tile that hangs over the edge.",
    "Whole tiles: round up across, round up down, and multiply.",
    "math.ceil(width / side) * math.ceil(height / side).",
)


@exercise(
    "17.video",
    cases=[
        case(649_646_624, 224, 1920, 1080, 30, hints=_TILES),
        case(1_000, 10, 40, 20, 1),
        case(1_000, 10, 41, 20, 2, hints=_TILES),
        case(7, 100, 50, 30, 25, hints=_TILES),
        case(15_470_264_320, 224, 3840, 2160, 60, hints=_TILES),
    ],
    hints=(
        "How many inputs of the network cover one picture of the video, side by side, and how many pictures "
        "come in a second?",
        "The lecture divides areas: width * height / side². Whole tiles are counted across and down instead.",
        "macs * fps * width * height / side**2, and macs * fps * math.ceil(width / side) * "
        "math.ceil(height / side).",
    ),
)
def my_video_cost(macs, side, width, height, fps):
    """Multiply-adds a second: with tiles by area as on the slide, and with whole tiles; a pair."""
    by_area = macs * fps * width * height / side**2
    whole = macs * fps * math.ceil(width / side) * math.ceil(height / side)
    return by_area, whole


_OUT = (
    "The narrow layers before 3×3 and 5×5 stay inside. Only the ends of the four paths are stacked.",
    "Maps out: n1 + n3 + n5 + p.",
    "return n1 + n3 + n5 + p, weights.",
)


@exercise(
    "17.inception",
    level="stretch",
    cases=[
        case(192, (64, 96, 128, 16, 32, 32)),
        case(256, (128, 128, 192, 32, 96, 64), hints=_OUT),
        case(832, (384, 192, 384, 48, 128, 128)),
        case(1, (1, 1, 1, 1, 1, 1)),
        case(10, (2, 3, 5, 7, 11, 13), hints=_OUT),
    ],
    hints=(
        "Go along each path: 1×1; 1×1 then 3×3; 1×1 then 5×5; pooling then 1×1. Pooling has no weights.",
        "A path's second layer reads what its first one makes, not what comes into the module.",
        "weights = c*n1 + c*r3 + 9*r3*n3 + c*r5 + 25*r5*n5 + c*p.",
    ),
)
def my_inception(c, widths):
    """Maps that come out, and weights without biases, of a module with widths (n1, r3, n3, r5, n5, p)."""
    n1, r3, n3, r5, n5, p = widths
    weights = c * n1 + c * r3 + 9 * r3 * n3 + c * r5 + 25 * r5 * n5 + c * p
    return n1 + n3 + n5 + p, weights


_WRAP = (
    "More than half a turn a step looks like less than half a turn the other way.",
    "In one step the wave makes f · stride turns. Whole turns cannot be seen; the nearest whole number goes.",
    "turns = f * stride; turns - np.round(turns) is what is left, between -1/2 and 1/2.",
)


@exercise(
    "17.alias",
    level="challenge",
    cases=[
        case(0.2, 4, hints=_WRAP),
        case(0.2, 2),
        case(0.05, 4),
        case(0.3, 2, hints=_WRAP),
        case(np.array([0.0, 0.1, 0.25, 0.35, 0.5]), 4, hints=_WRAP),
        case(np.linspace(0, 0.5, 11), 3, hints=_WRAP),
        case(0.37, 1),
    ],
    hints=(
        "You see the wave only at every stride-th pixel. Which slowest wave passes through the same points?",
        "In one step it makes f · stride turns; drop the nearest whole number of turns.",
        "turns = f * stride; return np.abs(turns - np.round(turns)) / stride.",
    ),
)
def my_alias(f, stride):
    """Frequency, in cycles a pixel, that a wave of frequency f seems to have at every stride-th pixel."""
    turns = np.asarray(f) * stride
    return np.abs(turns - np.round(turns)) / stride
