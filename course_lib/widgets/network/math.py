"""Backpropagation by hand: forward unit by unit, deltas, outer products, in the order a person writes them
down.

The page computes the same numbers in JavaScript in the same order; `course_lib`'s autograd agrees with both.
Weights are stored as `nn.Linear` stores them, (units, inputs): z = W a + b, dL/dW = delta a^T.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ACTIVATIONS = ("sigmoid", "tanh", "relu", "identity", "step")
LOSSES = ("squared", "cross_entropy", "score")
LITTLE = 1e-5  # the finite difference moves a weight by this much either way


@dataclass
class Pass:
    """One forward and backward pass; lists hold one array a layer, the first layer after the inputs first.

    ``a`` has the inputs in front. ``delta`` is dL/dz; ``dW`` and ``db`` are the gradients.
    """

    a: list[Array]
    z: list[Array] = field(default_factory=list)
    loss: float = 0.0
    delta: list[Array] = field(default_factory=list)
    dW: list[Array] = field(default_factory=list)
    db: list[Array] = field(default_factory=list)


def value_of(z: float, activation: str) -> float:
    """What a unit makes of its z.

    Example:
        >>> [value_of(0.5, name) for name in ("relu", "identity", "step")]
        [0.5, 0.5, 1.0]
    """
    if activation == "sigmoid":
        return 0.5 * math.tanh(0.5 * z) + 0.5
    if activation == "tanh":
        return math.tanh(z)
    if activation == "relu":
        return max(z, 0.0)
    return z if activation == "identity" else float(z > 0)


def slope_of(a: float, activation: str) -> float:
    """The derivative, written with the unit's answer a; 0 everywhere for a step."""
    if activation == "sigmoid":
        return a * (1 - a)
    if activation == "tanh":
        return 1 - a * a
    if activation == "relu":
        return float(a > 0)
    return float(activation == "identity")


def softmax(z: Array) -> Array:
    """Return exp(z) over its sum, the largest z taken off first."""
    e = np.array([math.exp(v - max(z)) for v in z])
    return np.array([v / _sum(e) for v in e])


def _sum(values: Sequence[float] | Array) -> float:
    total = 0.0
    for v in values:  # one after the other, as the page does
        total += float(v)
    return total


def forward(
    weights: Sequence[Array], biases: Sequence[Array], x: Array, activation: str, output: str
) -> Pass:
    """Fill in z and a, layer by layer; ``output`` is the last layer's activation, or "softmax"."""
    done = Pass(a=[np.asarray(x, np.float64)])
    for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
        before = done.a[-1]
        z = np.array(
            [_sum([*(W[i, j] * before[j] for j in range(len(before))), b[i]]) for i in range(len(W))]
        )
        kind = output if k == len(weights) - 1 else activation
        done.z.append(z)
        done.a.append(softmax(z) if kind == "softmax" else np.array([value_of(v, kind) for v in z]))
    return done


def loss_of(a: Array, z: Array, target: Array, loss: str) -> float:
    """Sum of squared errors, cross-entropy of a softmax, or the sum of the outputs (a score)."""
    if loss == "score":
        return _sum(a)
    if loss == "squared":
        return _sum([(p - t) * (p - t) for p, t in zip(a, target, strict=True)])
    high = max(z)
    total = math.log(_sum([math.exp(v - high) for v in z]))
    return _sum([t * (total - (v - high)) for v, t in zip(z, target, strict=True)])


def backward(
    done: Pass, weights: Sequence[Array], target: Array, activation: str, output: str, loss: str
) -> Pass:
    """Fill in the loss, every delta, and the gradients as outer products of delta and the layer's input."""
    done.loss = loss_of(done.a[-1], done.z[-1], target, loss)
    last = len(weights) - 1
    done.delta = [np.zeros(0)] * len(weights)
    for k in range(last, -1, -1):
        a = done.a[k + 1]
        if k == last:
            errors = _output_delta(a, target, output, loss)
        else:
            W, delta = weights[k + 1], done.delta[k + 1]
            errors = [
                slope_of(a[j], activation) * _sum([W[i, j] * delta[i] for i in range(len(W))])
                for j in range(len(a))
            ]
        done.delta[k] = np.array(errors, np.float64)
    done.dW = [np.outer(delta, done.a[k]) for k, delta in enumerate(done.delta)]
    done.db = [delta.copy() for delta in done.delta]
    return done


def _output_delta(a: Array, target: Array, output: str, loss: str) -> list[float]:
    if loss == "cross_entropy":
        return [_sum(target) * p - t for p, t in zip(a, target, strict=True)]
    if loss == "score":
        return [slope_of(p, output) for p in a]
    return [2 * (p - t) * slope_of(p, output) for p, t in zip(a, target, strict=True)]


def finite_differences(
    weights: Sequence[Array],
    biases: Sequence[Array],
    measure: Callable[[Sequence[Array], Sequence[Array]], float],
) -> tuple[list[Array], list[Array]]:
    """(L(w + h) - L(w - h)) / 2h for every weight and bias, h = 1e-5, to compare gradients with."""
    W, b = [w.copy() for w in weights], [v.copy() for v in biases]
    found: list[list[Array]] = []
    for arrays in (W, b):
        slopes = []
        for array in arrays:
            slope = np.zeros_like(array)
            for index in np.ndindex(array.shape):
                kept = array[index]
                array[index] = kept + LITTLE
                up = measure(W, b)
                array[index] = kept - LITTLE
                slope[index] = (up - measure(W, b)) / (2 * LITTLE)
                array[index] = kept
            slopes.append(slope)
        found.append(slopes)
    return found[0], found[1]
