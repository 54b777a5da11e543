"""One neuron's arithmetic, example by example: its answer, its errors, the perceptron rule, gradient descent.

Sums run in the order of the page's script, so that what needs no exponential is equal to the last bit.
``p`` holds the bias first: p = [b, w1, ...]; rows hold the inputs and the target 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Numbers = Sequence[float] | Array
ACTIVATIONS = ("step", "sigmoid", "tanh", "relu", "identity")


def score(p: Numbers, x: Numbers) -> float:
    """The weighted sum with the bias: a = b + w1 x1 + w2 x2 + ..."""
    a = float(p[0])
    for w, value in zip(p[1:], x, strict=False):
        a += float(w) * float(value)
    return a


def activate(a: float, kind: str) -> float:
    """The activation function: y = f(a). The step is 1 above 0 and 0 elsewhere, at 0 too.

    Example:
        >>> activate(0.0, "step"), activate(0.0, "sigmoid"), activate(-2.0, "relu")
        (0.0, 0.5, 0.0)
    """
    if kind == "step":
        return 1.0 if a > 0 else 0.0
    if kind == "sigmoid":
        e = math.exp(-abs(a))
        return (1.0 if a >= 0 else e) / (1.0 + e)
    if kind == "tanh":
        return math.tanh(a)
    return max(a, 0.0) if kind == "relu" else a


def slope(a: float, y: float, kind: str) -> float:
    """The slope of the activation function at a, where y = f(a)."""
    if kind == "tanh":
        return 1.0 - y * y
    return (1.0 if a > 0 else 0.0) if kind == "relu" else 1.0


def error(p: Numbers, rows: Array, kind: str) -> float:
    """The sum over the examples: wrong ones (step), surprise -ln p (sigmoid), half squares (the others)."""
    total = 0.0
    for row in rows:
        a, t = score(p, row), float(row[-1])
        if kind == "step":
            total += (a > 0) != (t == 1)
        elif kind == "sigmoid":
            z = a if t == 1 else -a
            total += max(0.0, -z) + math.log1p(math.exp(-abs(z)))
        else:
            y = activate(a, kind)
            total += 0.5 * (t - y) * (t - y)
    return float(total)


def penalty(p: Numbers, alpha: float) -> float:
    """Weight decay: alpha / 2 times the sum of the squared weights; the bias is left alone."""
    total = 0.0
    for w in p[1:]:
        total += float(w) * float(w)
    return 0.5 * alpha * total


def gradient(p: Numbers, rows: Array, kind: str, alpha: float = 0.0) -> Array | None:
    """Slope of error + penalty for the bias and each weight; None for the step, which has none."""
    if kind == "step" or not len(rows):
        return None
    total = [0.0] * len(p)
    for row in rows:
        a, t = score(p, row), float(row[-1])
        y = activate(a, kind)
        pull = t - y if kind == "sigmoid" else (t - y) * slope(a, y, kind)
        total[0] -= pull
        for k in range(1, len(p)):
            total[k] -= pull * float(row[k - 1])
    return np.array([total[0], *(g + alpha * float(w) for g, w in zip(total[1:], p[1:], strict=True))])


def perceptron(p: Numbers, row: Array, rate: float) -> tuple[float, list[float]]:
    """One update of the perceptron rule, w <- w + eta (t - y) x: the output and the new numbers."""
    y, t = activate(score(p, row), "step"), float(row[-1])
    change = rate * (t - y)
    return y, [
        float(p[0]) + change,
        *(float(w) + change * float(x) for w, x in zip(p[1:], row, strict=False)),
    ]


def verdict(trace: Array, first: int, n: int) -> tuple[str, int, int]:
    """How a run of the perceptron rule ends: ("converged", step, 0), ("cycles", from, length) or ("", 0, 0).

    ``trace`` holds a row a step: example, output, then p; row 0 is the state at step ``first``. It has
    converged when one pass over the n examples changed nothing; it cycles when, at the end of a pass, the
    numbers are those of an earlier end: the examples come in the same order, so all repeats from there.
    """
    last = len(trace) - 1
    if n < 1 or last < n:
        return "", 0, 0
    if all(np.array_equal(trace[k, 2:], trace[last, 2:]) for k in range(last - n, last)):
        return "converged", first + last, 0
    if (first + last) % n:
        return "", 0, 0
    for k in range(last - n, -1, -n):
        if np.abs(trace[k, 2:] - trace[last, 2:]).max() <= 1e-9 * max(1.0, np.abs(trace[last, 2:]).max()):
            return "cycles", first + k, last - k
    return "", 0, 0
