"""A network of a few layers in plain NumPy: forward, loss, gradient, one step of descent.

The page computes the same numbers in JavaScript, so that training runs there too; tests hold both equal to
each other and to the engine. Parameters are one flat vector: layer after layer the weights (out, in), row
after row, then the biases (out,).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.playground.prng import WEIGHTS, stream

Array = NDArray[np.float64]
ACTIVATIONS = ("tanh", "relu", "sigmoid", "sign")
SPREAD = {"tanh": 3.0, "sigmoid": 6.0, "relu": 2.0, "sign": 1.0}  # of a random network's weights

# Networks set by hand: hidden sizes, activation, output, parameters. XNOR is +1 where both inputs agree:
# (h1 and h2) or (not h1 and not h2), each unit a sign; "five" is the lectures' network of five units.
BY_HAND: dict[str, tuple[tuple[int, ...], str, str, tuple[float, ...]]] = {
    "xnor": ((2, 2), "sign", "sign", (1, 0, 0, 1, 0, 0, 1, 1, -1, -1, -1.5, -1.5, 1, 1, 1.5)),
    "five": ((2,), "sigmoid", "sigmoid", (1, -2, 2, 1, 0, 0, 3, -1, 0)),
}


def count(sizes: Sequence[int]) -> int:
    """How many parameters a network of these layer sizes has, inputs and output included.

    Example:
        >>> count([2, 4, 1])
        17
    """
    return sum(m * n + n for m, n in pairwise(sizes))


def layers(flat: Array, sizes: Sequence[int]) -> list[tuple[Array, Array]]:
    """The flat parameters as weights (out, in) and biases (out,), layer after layer."""
    made, at = [], 0
    for m, n in pairwise(sizes):
        made.append((flat[at : at + m * n].reshape(n, m), flat[at + m * n : at + m * n + n]))
        at += m * n + n
    return made


def initial(sizes: Sequence[int], activation: str, seed: int) -> Array:
    """Weights drawn evenly between ±sqrt(6 / (in + out)), for ReLU ±sqrt(6 / in); biases 0."""
    draw, flat = stream(seed, WEIGHTS), []
    for m, n in pairwise(sizes):
        reach = (6 / m if activation == "relu" else 6 / (m + n)) ** 0.5
        flat += [(2.0 * draw() - 1.0) * reach for _ in range(m * n)] + [0.0] * n
    return np.array(flat)


def sampled(sizes: Sequence[int], activation: str, seed: int) -> Array:
    """A random network with long weights and biases, drawn evenly: its decision map is worth a look."""
    draw, reach = stream(seed, WEIGHTS, 1), SPREAD[activation]
    return np.array([(2.0 * draw() - 1.0) * reach for _ in range(count(sizes))])


def _activate(z: Array, kind: str) -> Array:
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    return _sigmoid(z) if kind == "sigmoid" else np.where(z > 0, 1.0, -1.0)


def _slope(a: Array, kind: str) -> Array:
    """The slope of the activation, from its value."""
    if kind == "tanh":
        return 1.0 - a * a
    return (a > 0).astype(np.float64) if kind == "relu" else a * (1.0 - a)


def _sigmoid(z: Array) -> Array:
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def forward(flat: Array, sizes: Sequence[int], activation: str, X: Array) -> list[Array]:
    """What every layer answers: X (N, 2) first, hidden values (N, units), the score (N, 1) last."""
    values, made = [X], layers(flat, sizes)
    for k, (W, b) in enumerate(made):
        z = values[-1] @ W.T + b
        values.append(z if k == len(made) - 1 else _activate(z, activation))
    return values


def loss(score: Array, y: Array, output: str) -> float:
    """Share of wrong points (sign), mean squared error (identity), mean logistic loss; NaN for no points."""
    if len(y) == 0:
        return float("nan")
    if output == "sign":
        return float(np.mean(np.where(score > 0, 1, -1) != y))
    if output == "identity":
        return float(np.mean((score - y) ** 2))
    return float(np.mean(np.maximum(0, -y * score) + np.log1p(np.exp(-np.abs(score)))))


def gradient(
    flat: Array,
    sizes: Sequence[int],
    activation: str,
    X: Array,
    y: Array,
    output: str,
    penalty: str = "none",
    alpha: float = 0.0,
) -> Array | None:
    """Slope of the mean loss, with the penalty on the weights, for each parameter; None where there is none.

    The penalty is alpha / 2 times the sum of squares (L2) or alpha times the sum of sizes (L1) of the
    weights; biases are left alone.
    """
    if len(y) == 0 or output == "sign" or activation == "sign":
        return None
    values, made = forward(flat, sizes, activation, X), layers(flat, sizes)
    s = values[-1][:, 0]
    pull = 2 * (s - y) if output == "identity" else -y * _sigmoid(-y * s)
    delta, parts = pull[:, None] / len(y), []
    for k in range(len(made) - 1, -1, -1):
        W, _ = made[k]
        shrink = alpha * (W if penalty == "L2" else np.sign(W)) if penalty != "none" else 0.0
        parts.append(np.concatenate([(delta.T @ values[k] + shrink).ravel(), delta.sum(axis=0)]))
        if k:
            delta = (delta @ W) * _slope(values[k], activation)
    return np.concatenate(parts[::-1])


def thinned(rows: list[list[float]], most: int = 240) -> list[list[float]]:
    """A history cut to fit: steps at even distances, a power of two apart, and the last one."""
    apart = 1
    while rows[-1][0] / apart >= most:
        apart *= 2
    return [row for row in rows[:-1] if row[0] % apart == 0] + rows[-1:]
