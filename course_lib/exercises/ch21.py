"""Chapter 21, training at scale: six exercises on work, memory, small numbers and many workers.

Work is counted in floating-point operations (FLOPs): a multiplication and an addition are two. Memory is in
bytes; a float32 has 4, a float16 or bfloat16 has 2.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch21_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch21_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_FIRST = (
    "Nobody needs the gradient for the pictures themselves. Which product falls away?",
    "Each layer has three products: forward, for its weights, for its input. The first layer has only two.",
    "Subtract 2 * batch * sizes[0] * sizes[1] a step.",
)


@exercise(
    "21.flops",
    cases=[
        case([784, 10], 1, 1, hints=_FIRST),
        case([784, 100, 10], 64, 1),
        case([784, 100, 10], 64, 500),
        case([3, 5, 4, 2], 7, 2),
    ],
    hints=(
        "A product of (N, D) and (D, H) takes 2·N·D·H operations. How many such products has one layer?",
        "Three a layer: forward, the gradient for the weights, the gradient for the input; each 2·N·D·H.",
        "total = sum(6 * batch * D * H for D, H in zip(sizes, sizes[1:])), less the input gradient of the "
        "first layer, times steps.",
    ),
)
def my_training_flops(sizes, batch, steps):
    """FLOPs of so many training steps of a dense network; biases and activations are left out."""
    products = [2 * batch * sizes[k] * sizes[k + 1] for k in range(len(sizes) - 1)]
    return steps * (3 * sum(products) - products[0])


_BOUND = (
    "The speed cannot pass the peak, however much work there is for each byte.",
    "Two roofs: the peak, and what the bytes allow. The lower one holds.",
    "min(peak, bandwidth * flops / moved).",
)


@exercise(
    "21.roofline",
    cases=[
        case(2e9, 12e6, 67e12, 3.35e12, hints=_BOUND),
        case(1e6, 12e6, 67e12, 3.35e12),
        case(20.0, 1.0, 10.0, 0.5),  # just at the ridge
        case(5.0, 2.0, 100.0, 4.0),
    ],
    hints=(
        "How many operations are there for each byte that is moved? And how many bytes come each second?",
        "Operations per byte times bytes per second: that many operations per second can be fed.",
        "min(peak, bandwidth * flops / moved).",
    ),
)
def my_attainable(flops, moved, peak, bandwidth):
    """Operations per second that can be reached: `moved` bytes, `peak` FLOP/s, `bandwidth` bytes/s."""
    return min(peak, bandwidth * flops / moved)


_SKIP = (
    "After an overflow the update is skipped, the scale is halved, and the row of good steps begins anew.",
    "scale * g > 65504 is an overflow. The scale of *this* step is still the old one.",
    "if scale * g > 65504: scale, good = scale / 2, 0",
)
_GROW = (
    "After `patience` good steps in a row the scale doubles, and the count begins again at 0.",
    "good += 1, and when it reaches patience: twice the scale from the next step on.",
    "if good == patience: scale, good = 2 * scale, 0",
)


@exercise(
    "21.loss-scale",
    level="stretch",
    cases=[
        case([1.0, 2.0, 3.0], 1024.0, 100),
        case([1.0, 1.0, 1.0, 1.0, 1.0], 1024.0, 2, hints=_GROW),
        case([100.0, 100.0, 1.0, 1.0], 2048.0, 100, hints=_SKIP),
        case([1.0, 100.0, 1.0, 1.0, 1.0], 1024.0, 2, hints=_SKIP),
        case([65504.0, 65504.0], 1.0, 100),  # the largest float16 itself is no overflow
        case([3.0], 8.0, 1),
    ],
    hints=(
        "Write down the scale of each step first, then look what the step does to it.",
        "Two numbers are carried along: the scale, and how many good steps there were in a row.",
        "for g in largest: scales.append(scale); then halve on an overflow, otherwise count, and double "
        "after `patience` good steps.",
    ),
)
def my_scales(largest, scale, patience):
    """The loss scale used at each step; `largest` are the steps' largest true gradients, in float16."""
    scales, good = [], 0
    for g in largest:
        scales.append(scale)
        good += 1
        if scale * g > 65504:
            scale, good = scale / 2, 0
        elif good == patience:
            scale, good = scale * 2, 0
    return scales


def _mean_gradient(X, y):
    """Of the mean squared error of a line through zero with weight 2."""
    return np.mean(2 * (2.0 * X - y) * X)


_LINE = (np.array([1.0, 2.0, 3.0, -1.0, 0.5]), np.array([1.0, 0.0, 2.0, 3.0, -1.0]))
_UNEVEN = (
    "The pieces differ in size. A piece of one picture must not count as much as a piece of four.",
    "A mean of means is the mean only where all pieces are equal. Weight each by its share of the batch.",
    "sum(len(Xb) / len(X) * gradient(Xb, yb) ...).",
)


@exercise(
    "21.accumulate",
    cases=[
        case(_mean_gradient, *_LINE, [5]),
        case(_mean_gradient, *_LINE, [4, 1], hints=_UNEVEN),
        case(_mean_gradient, *_LINE, [1, 1, 1, 1, 1]),
        case(_mean_gradient, *_LINE, [2, 3], hints=_UNEVEN),
        case(lambda X, y: np.array([X.mean(), y.mean()]), *_LINE, [1, 4], hints=_UNEVEN),
    ],
    hints=(
        "Cut the batch into pieces of the given sizes, one after the other, and add up what each gives.",
        "Each piece gives a mean over itself. What is its share in the mean over all?",
        "start = 0; for n in sizes: total += n / len(X) * gradient(X[start:start + n], y[start:start + n]); "
        "start += n.",
    ),
)
def my_accumulation(gradient, X, y, sizes):
    """The gradient of the mean loss of all (X, y), from pieces of the given sizes, one at a time."""
    total, start = 0.0, 0
    for n in sizes:
        total = total + n / len(X) * gradient(X[start : start + n], y[start : start + n])
        start += n
    return total


_RING = (
    "Which chunk goes on in the next step? The one that has just come in, with what was added to it.",
    "In step s, worker w sends its chunk (w - s) % n to worker (w + 1) % n, which adds it to its own.",
    "parts[(w + 1) % n, c] += parts[w, c] with c = (w - s) % n.",
)


@exercise(
    "21.ring",
    level="challenge",
    cases=[
        case(np.array([[[1.0], [2.0]], [[10.0], [20.0]]]), hints=_RING),
        case(np.arange(9.0).reshape(3, 3, 1) ** 2, hints=_RING),
        case(np.arange(32.0).reshape(4, 4, 2), hints=_RING),
        case(np.array([[[7.0, 8.0]]])),  # alone, there is nothing to send
    ],
    hints=(
        "n - 1 steps. In each, every worker sends one chunk to its right neighbour and adds what comes in.",
        "Start with its own number: in step s (from 0) worker w sends chunk (w - s) % n.",
        "for s in range(n - 1): for w in range(n): c = (w - s) % n; parts[(w + 1) % n, c] += parts[w, c].",
    ),
)
def my_reduce_scatter(parts):
    """`parts` (n, n, k): chunk c of worker w. After n - 1 steps worker w has the sum of chunk (w + 1) % n."""
    parts = np.array(parts)
    n = len(parts)
    for step in range(n - 1):
        for w in range(n):  # at the same moment: no chunk is both sent and changed in one step
            chunk = (w - step) % n
            parts[(w + 1) % n, chunk] += parts[w, chunk]
    return parts


_STAGE = (
    "Which of the three groups is shared at this stage? Only that one is divided by the workers.",
    "Weights 2, gradients 2, and 12 for the optimiser: its copy of the weights and Adam's two means.",
    "Stage 1 divides the 12, stage 2 also the gradients, stage 3 everything.",
)


@exercise(
    "21.sharding",
    cases=[
        case(7.5e9, 64, 0),
        case(7.5e9, 64, 1, hints=_STAGE),
        case(7.5e9, 64, 2, hints=_STAGE),
        case(7.5e9, 64, 3, hints=_STAGE),
        case(1000.0, 1, 2),
    ],
    hints=(
        "2 bytes for a weight, 2 for its gradient, 12 for what the optimiser keeps: 16 in all.",
        "Each stage lets one more group be cut into as many shares as there are workers.",
        "(2 if stage < 3 else 2 / n) + (2 if stage < 2 else 2 / n) + (12 if stage < 1 else 12 / n), "
        "times the parameters.",
    ),
)
def my_sharded_bytes(parameters, workers, stage):
    """Bytes that one worker holds at stage 0 (nothing shared) to 3 (all shared) of ZeRO."""
    held = [12, 2, 2]  # optimiser, gradients, weights: shared in this order
    return parameters * sum(size / workers if stage > k else size for k, size in enumerate(held))
