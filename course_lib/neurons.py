"""Single neurons that fire or stay silent, and how they learn (chapter 02): gates, perceptron, weight decay.

The weights of a neuron with D inputs are one array ``w`` (D + 1,) with the bias first, as in `linear`;
``X`` (N, D) holds one example a row, targets ``t`` (N,) are 0 and 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib import linear
from course_lib.data.validate import check_features, check_finite, check_labels

Array = NDArray[np.float64]


def step(z: ArrayLike) -> Array:
    """The step function: 1 where z is above 0, and 0 elsewhere, at 0 too.

    Example:
        >>> step([-2.0, 0.0, 3.0])
        array([0., 0., 1.])
    """
    return np.where(np.asarray(z, dtype=float) > 0, 1.0, 0.0)


def fires(X: ArrayLike, w: ArrayLike) -> Array:
    """The threshold unit: the step of the weighted sum with the bias, one answer an example.

    Args:
        X: (N, D) inputs.
        w: (D + 1,) weights, the bias first.

    Returns:
        (N,) of 0 and 1.

    Raises:
        ValueError: if the shapes do not fit or a number is not finite.

    Example:
        >>> fires([[0, 0], [0, 1], [1, 0], [1, 1]], w=[-1.5, 1, 1])
        array([0., 0., 0., 1.])
    """
    return step(linear.scores(X, w))


def mcculloch_pitts(X: ArrayLike, threshold: float, inhibits: Sequence[int] = ()) -> Array:
    """The unit of 1943: it fires when enough inputs are on and none that inhibits.

    It has no weights and learns nothing: every input that does not inhibit counts the same, and one
    inhibiting input that is on keeps the unit silent, whatever the others do.

    Args:
        X: (N, D) inputs, each 0 or 1.
        threshold: how many of the exciting inputs must be on.
        inhibits: the columns of the inputs that inhibit, counted from 0.

    Returns:
        (N,) of 0 and 1.

    Raises:
        ValueError: if an input is neither 0 nor 1, or there is no column of that number.

    Example:
        >>> mcculloch_pitts([[0], [1]], threshold=0, inhibits=[0])
        array([1., 0.])
    """
    X = np.asarray(check_features(X), dtype=float)
    if not np.isin(X, (0, 1)).all():
        raise ValueError(f"a unit of 1943 knows only 0 and 1, but an input is {X[~np.isin(X, (0, 1))][0]:g}.")
    odd = [k for k in inhibits if not 0 <= k < X.shape[1]]
    if odd:
        raise ValueError(f"there is no input {odd[0]}: X has {X.shape[1]} columns, counted from 0.")
    vetoes = np.isin(np.arange(X.shape[1]), list(inhibits))
    enough = X[:, ~vetoes].sum(axis=1) >= threshold
    return np.where(enough & ~(X[:, vetoes] > 0).any(axis=1), 1.0, 0.0)


# Truth tables


@dataclass(frozen=True)
class Gate:
    """A truth table: inputs X (2^n, n) in the order of counting, and targets t (2^n,), all 0 or 1."""

    name: str
    X: Array
    t: Array

    def __iter__(self) -> Iterator[Array]:
        return iter((self.X, self.t))


_GATES = {
    "and": (2, lambda X: X.all(axis=1)),
    "or": (2, lambda X: X.any(axis=1)),
    "not": (1, lambda X: X[:, 0] == 0),
    "majority": (3, lambda X: X.sum(axis=1) > X.shape[1] / 2),
    "xor": (2, lambda X: X.sum(axis=1) % 2 == 1),
}
GATES = tuple(_GATES)


def truth_table(n: int) -> Array:
    """All inputs of n bits in the order of counting, (2^n, n).

    Example:
        >>> truth_table(2).tolist()
        [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    if not 1 <= n <= 16:
        raise ValueError(f"a truth table of 1 to 16 inputs fits, not of {n}.")
    return np.array(list(itertools.product((0.0, 1.0), repeat=n)))


def gate(name: str) -> Gate:
    """The truth table of a gate: "and", "or", "not", "majority" (of three) or "xor".

    Raises:
        ValueError: for another name.

    Example:
        >>> gate("or").t
        array([0., 1., 1., 1.])
    """
    if name not in _GATES:
        raise ValueError(f"there is no gate {name!r}; choose one of {', '.join(GATES)}.")
    inputs, rule = _GATES[name]
    X = truth_table(inputs)
    return Gate(name, X, rule(X).astype(float))


# The perceptron rule


@dataclass(frozen=True)
class Run:
    """What the perceptron rule did.

    Attributes:
        path: every w on the way, (examples seen + 1, D + 1); row 0 is the start.
        mistakes: how many examples were answered wrong in each pass over all of them.
        verdict: "converged" (a pass without a mistake), "cycles" (the weights at the end of a pass are those
            at the end of an earlier one, so all repeats) or "unfinished".
        period: the length of the cycle in passes; 0 without one.
    """

    path: Array
    mistakes: tuple[int, ...]
    verdict: str
    period: int = 0

    @property
    def w(self) -> Array:
        """The last weights, (D + 1,), the bias first."""
        return self.path[-1].copy()

    @property
    def updates(self) -> int:
        """How often the weights changed: once a mistake."""
        return sum(self.mistakes)


def perceptron_step(w: ArrayLike, x: ArrayLike, t: float, learning_rate: float = 1.0) -> Array:
    """One step of the perceptron rule: w + learning_rate * (t - answer) * x, with x0 = 1 for the bias.

    Args:
        w: (D + 1,) weights, the bias first; they stay as they are.
        x: (D,) one example.
        t: its target, 0 or 1.
        learning_rate: the size of a step.

    Returns:
        (D + 1,) the new weights; the old ones where the answer was right.

    Example:
        >>> perceptron_step([0, 0, 0], [1, 1], t=1)
        array([1., 1., 1.])
    """
    x = np.asarray(check_finite(x, "x"), dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x has shape {x.shape}, but one example has the shape (D,).")
    answer = fires(x[None], w)[0]
    return np.asarray(w, dtype=float) + learning_rate * (t - answer) * np.concatenate([[1.0], x])


def perceptron(
    X: ArrayLike, t: ArrayLike, w: ArrayLike | None = None, learning_rate: float = 1.0, passes: int = 100
) -> Run:
    """Train a threshold unit: the perceptron rule, one example after the other, pass after pass.

    It ends with the first pass without a mistake, when the passes begin to repeat, or after ``passes``.

    Args:
        X: (N, D) examples.
        t: (N,) targets, each 0 or 1.
        w: (D + 1,) the start, the bias first; zeros by default.
        learning_rate: the size of a step, above 0.
        passes: the most passes over all examples.

    Raises:
        ValueError: for shapes that do not fit, a target other than 0 and 1, a learning rate not above 0.

    Example:
        >>> run = perceptron(*gate("and"))
        >>> run.verdict, run.w
        ('converged', array([-2.,  2.,  1.]))
    """
    X1 = linear.add_bias(X)
    t = check_labels(t, "0/1", "targets t")
    if len(t) != len(X1):
        raise ValueError(f"X has {len(X1)} rows and t has {len(t)} targets: one target an example.")
    if not learning_rate > 0:
        raise ValueError(f"the learning rate must be above 0, not {learning_rate:g}.")
    now: Array = np.zeros(X1.shape[1]) if w is None else np.array(check_finite(w, "w"), dtype=float)
    if now.shape != X1.shape[1:]:
        raise ValueError(f"w has shape {now.shape}, but {X1.shape[1] - 1} inputs need ({X1.shape[1]},).")
    path, mistakes, seen = [now], [], {(now + 0.0).tobytes(): 0}
    for k in range(1, passes + 1):
        mistakes.append(0)
        for x, target in zip(X1, t, strict=True):
            error = float(target) - float(x @ now > 0)
            mistakes[-1] += int(error != 0)
            now = now + learning_rate * error * x
            path.append(now)
        if mistakes[-1] == 0:
            return Run(np.array(path), tuple(mistakes), "converged")
        before = seen.setdefault((now + 0.0).tobytes(), k)  # + 0.0: a zero is a zero, whatever its sign
        if before != k:
            return Run(np.array(path), tuple(mistakes), "cycles", k - before)
    return Run(np.array(path), tuple(mistakes), "unfinished")


# The likelihood objective of a sigmoid neuron, a sum over the examples as in the lecture


def surprise(z: ArrayLike, t: ArrayLike) -> float:
    """How much the targets surprise a sigmoid neuron: G = -sum of t ln y + (1 - t) ln(1 - y), y = sigmoid(z).

    It is N times `linear.binary_cross_entropy`.

    Example:
        >>> round(surprise([0.0, 0.0], [0, 1]), 4)
        1.3863
    """
    return linear.binary_cross_entropy(z, t) * np.size(t)


def penalty(w: ArrayLike, alpha: float) -> float:
    """Weight decay: alpha / 2 times the sum of the squared weights; the bias is left alone.

    Example:
        >>> penalty([5.0, 3.0, 4.0], alpha=0.1)
        1.25
    """
    return float(0.5 * alpha * np.sum(np.asarray(w, dtype=float)[1:] ** 2))


def objective(X: ArrayLike, w: ArrayLike, t: ArrayLike, alpha: float = 0.0) -> float:
    """What training brings down: M = surprise + penalty.

    Args:
        X: (N, D) inputs.
        w: (D + 1,) weights, the bias first.
        t: (N,) targets, each 0 or 1.
        alpha: the strength of weight decay.

    Example:
        >>> round(objective([[2.0]], [0.0, 1.0], [1], alpha=0.5), 4)
        0.3769
    """
    return surprise(linear.scores(X, w), t) + penalty(w, alpha)


def objective_gradient(X: ArrayLike, w: ArrayLike, t: ArrayLike, alpha: float = 0.0) -> Array:
    """Gradient of `objective`: -sum of (t - y) x, and alpha times each weight but the bias.

    Args:
        X: (N, D) inputs.
        w: (D + 1,) weights, the bias first.
        t: (N,) targets, each 0 or 1.
        alpha: the strength of weight decay.

    Returns:
        (D + 1,), in the order of ``w``.

    Example:
        >>> objective_gradient([[2.0]], [0.0, 0.0], [1], alpha=0.5)
        array([-0.5, -1. ])
    """
    slope = linear.binary_cross_entropy_gradient(X, w, t) * np.size(t)
    slope[1:] += alpha * np.asarray(w, dtype=float)[1:]
    return slope
