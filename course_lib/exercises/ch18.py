"""Chapter 18, residual networks and beyond: six exercises on blocks, what they pass on, and what they cost.

Batches of vectors are (N, D), maps are (N, C, H, W); weights stand as in torch, one row an output.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch18_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch18_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise


def _draw(*shapes: tuple[int, ...], seed: int) -> list[np.ndarray]:
    """Arrays for a case, with two decimals."""
    random = np.random.default_rng(seed)
    return [random.normal(0, 1, shape).round(2) for shape in shapes]


_ZERO = (
    "Here W2 is zero, so the change is zero. What is left of the block then?",
    "Only the shortcut and the last ReLU are left: the negative inputs become 0.",
    "relu(x + 0) = relu(x): add first, rectify then.",
)
_PROJECT = (
    "Here the block gives another number of features than it takes, so x itself cannot be added.",
    "P (K, D) brings x to the new width: x @ P.T.",
    "skip = x if P is None else x @ P.T.",
)


@exercise(
    "18.block",
    cases=[
        case(*_draw((3, 4), (5, 4), (4, 5), seed=1), None),
        case(np.array([[1.0, -2.0, 3.0]]), np.ones((2, 3)), np.zeros((3, 2)), None, hints=_ZERO),
        case(*_draw((2, 3), (4, 3), (2, 4), (2, 3), seed=2), hints=_PROJECT),
        case(*_draw((4, 3), (3, 3), (3, 3), (3, 3), seed=3), hints=_PROJECT),  # a P although widths agree
        case(*_draw((1, 1), (1, 1), (1, 1), seed=4), None),
    ],
    hints=(
        "Two steps of a plain network make the change F(x): a product, a ReLU, a product. Then comes the "
        "addition, and then the last ReLU.",
        "F(x) = relu(x W1^T) W2^T has no ReLU at its end: a change may be negative.",
        "np.maximum(0, skip + np.maximum(0, x @ W1.T) @ W2.T), with skip = x or x @ P.T.",
    ),
)
def my_block(x, W1, W2, P):
    """Output (N, K) of a residual block; x (N, D), W1 (H, D), W2 (K, H), P (K, D) or None."""
    skip = x if P is None else x @ P.T
    return np.maximum(0, skip + np.maximum(0, x @ W1.T) @ W2.T)


_DEAD = (
    "Here W1 and W2 are zero: nothing passes through the layers. Something still arrives at x.",
    "The shortcut hands the gradient on as it is, wherever the last ReLU is open.",
    "With g = G * (z > 0), the answer begins with g + ...",
)


@exercise(
    "18.block-gradient",
    cases=[
        case(*_draw((3, 4), (5, 4), (4, 5), (3, 4), seed=5)),
        case(np.array([[1.0, -2.0, 3.0]]), np.zeros((2, 3)), np.zeros((3, 2)), np.array([[1.0, 2.0, -3.0]]),
             hints=_DEAD),
        case(*_draw((1, 1), (2, 1), (1, 2), (1, 1), seed=7)),
        case(*_draw((6, 2), (1, 2), (2, 1), (6, 2), seed=8)),
        case(*_draw((2, 5), (3, 5), (5, 3), (2, 5), seed=9)),
    ],
    hints=(
        "Go backward through the last line: the ReLU, then the addition. An addition hands the gradient "
        "on to both of its parts.",
        "One part is the shortcut: it takes g as it is. The other is the two layers: g W2, masked where the "
        "inner ReLU was shut, times W1. The two arrive at the same x, so they add.",
        "a = x @ W1.T; g = G * (x + np.maximum(0, a) @ W2.T > 0); return g + ((g @ W2) * (a > 0)) @ W1.",
    ),
    level="stretch",
)  # fmt: skip
def my_block_gradient(x, W1, W2, G):
    """dL/dx (N, D) of y = relu(x + relu(x W1^T) W2^T), where G (N, D) is dL/dy."""
    a = x @ W1.T
    g = G * (x + np.maximum(0, a) @ W2.T > 0)
    return g + ((g @ W2) * (a > 0)) @ W1


_LAST = (
    "After the last block nothing is halved, and before the first one neither.",
    "Only between two blocks there is a transition. One block: just start + layers * growth.",
    "Append the number of maps first, halve it then.",
)


@exercise(
    "18.dense-maps",
    cases=[
        case(64, 32, (6, 12, 24, 16)),  # DenseNet-121
        case(24, 12, (4, 4, 4)),
        case(16, 4, (3,), hints=_LAST),
        case(5, 1, (2, 2), hints=("7 maps do not halve evenly: the smaller number is taken, 3.",)),
        case(10, 8, (0, 1)),
        case(8, 2, ()),  # no block, no number
    ],
    hints=(
        "Each layer of a block adds `growth` maps to what is there. A transition keeps half of them.",
        "After a block: maps + layers * growth. Before the next block: maps // 2.",
        "for n in layers: maps += n * growth; found.append(maps); maps //= 2.",
    ),
)
def my_dense_maps(start, growth, layers):
    """List of the numbers of maps at the end of each dense block; a transition between two halves them."""
    maps, found = start, []
    for n in layers:
        maps += n * growth
        found.append(maps)
        maps //= 2
    return found


_MANY = (
    "There are C paths, and each has a 1x1 down, a 3x3 and a 1x1 up of its own.",
    "One path has channels*d + 9*d*d + d*channels weights. All of them have C times as many.",
    "Count with C * (2 * channels * d + 9 * d * d).",
)


@exercise(
    "18.equal-cost",
    cases=[
        case(256, 1, 70_144),  # 64: ResNet's bottleneck
        case(256, 32, 70_144, hints=_MANY),  # exactly 4
        case(256, 8, 70_144, hints=_MANY),
        case(64, 4, 5_000, hints=_MANY),
        case(16, 1, 40, hints=("41 weights are needed for d = 1, and there are 40: no path fits, d is 0.",)),
        case(1, 1, 11),
    ],
    hints=(
        "Count the weights of one path of width d: 1x1 from `channels` to d, 3x3 from d to d, 1x1 back.",
        "C * (2 * channels * d + 9 * d * d) must not exceed `weights`. Try d = 1, 2, 3, ...",
        "d = 0; while cost(d + 1) <= weights: d += 1; return d.",
    ),
    level="stretch",
)
def my_path_width(channels, C, weights):
    """Largest width d for which C paths of 1x1 (channels to d), 3x3, 1x1 (back) have at most `weights`."""
    d = 0
    while C * (2 * channels * (d + 1) + 9 * (d + 1) ** 2) <= weights:
        d += 1
    return d


_SQUEEZE = (
    "Every picture of the batch has gates of its own, one a channel.",
    "Average over height and width, axes 2 and 3, and over nothing else.",
    "s = x.mean(axis=(2, 3)) is (N, C); the gates get two axes more: gates[:, :, None, None].",
)


@exercise(
    "18.squeeze-excite",
    cases=[
        case(*_draw((2, 4, 3, 3), (2, 4), (2,), (4, 2), (4,), seed=11)),
        case(*_draw((3, 2, 1, 5), (1, 2), (1,), (2, 1), (2,), seed=12), hints=_SQUEEZE),
        case(*_draw((1, 1, 2, 2), (1, 1), (1,), (1, 1), (1,), seed=13)),
        case(np.ones((2, 3, 2, 2)), np.zeros((2, 3)), np.zeros(2), np.zeros((3, 2)), np.zeros(3),
             hints=("All weights are zero, so every gate is sigmoid(0) = 1/2.",)),
        case(*_draw((4, 4, 2, 3), (3, 4), (3,), (4, 3), (4,), seed=14), hints=_SQUEEZE),
    ],
    hints=(
        "Squeeze: one average a channel, (N, C). Excite: dense, ReLU, dense, sigmoid. Then scale.",
        "gates = sigmoid(relu(s W1^T + b1) W2^T + b2), of shape (N, C), between 0 and 1.",
        "return x * gates[:, :, None, None], with gates = 1 / (1 + np.exp(-(np.maximum(0, s @ W1.T + b1) @ "
        "W2.T + b2))).",
    ),
)  # fmt: skip
def my_squeeze_excitation(x, W1, b1, W2, b2):
    """The maps x (N, C, H, W), each scaled by its gate; W1 (R, C), b1 (R,), W2 (C, R), b2 (C,)."""
    s = x.mean(axis=(2, 3))
    z = np.maximum(0, s @ W1.T + b1) @ W2.T + b2
    return x * (0.5 * (1 + np.tanh(z / 2)))[:, :, None, None]


_TIES = (
    "Two networks cost the same here, or are right equally often. Which of them is beaten?",
    "One beats another if it is at least as good in both and better in one. Equals do not beat each other.",
    "beats = cost <= mine and accuracy >= mine and (cost, accuracy) != mine.",
)


@exercise(
    "18.front",
    cases=[
        case([1.8, 3.9, 15.5, 7.6], [69.8, 76.2, 71.6, 77.4]),
        case([2.0, 1.0, 3.0], [70.0, 70.0, 71.0], hints=_TIES),
        case([1.0, 1.0, 2.0], [60.0, 65.0, 64.0], hints=_TIES),
        case([5.0], [50.0]),
        case([1.0, 1.0], [60.0, 60.0], hints=_TIES),  # equals stay, both
        case([], []),
        case([3.0, 2.0, 1.0], [-1.0, -2.0, -3.0]),
    ],
    hints=(
        "A network stays if no other one beats it: costs no more, is right at least as often, and is better "
        "in one of the two.",
        "Two loops are enough: for every i, is there a j that beats it? Collect the i without such a j.",
        "Sort what is left by cost: sorted(kept, key=lambda i: (costs[i], i)).",
    ),
    level="challenge",
)
def my_front(costs, accuracies):
    """Numbers of the networks that no other beats, cheapest first (of equals the earlier one)."""
    pairs = list(zip(costs, accuracies, strict=True))
    kept = [
        i
        for i, (cost, right) in enumerate(pairs)
        if not any(c <= cost and a >= right and (c, a) != (cost, right) for c, a in pairs)
    ]
    return sorted(kept, key=lambda i: (costs[i], i))
