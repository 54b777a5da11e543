"""One neuron in plain NumPy: linear classification, linear regression and logistic regression (chapter 01).

The three share one score, ``s = w0 + w1 x1 + ... + wD xD``, and differ in what they do with it:
its sign is a class, the score itself is a number, its sigmoid is a probability.
Everything is written for a batch: ``X`` (N, D) holds one example a row, ``w`` (D + 1,) holds the bias first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.data.validate import check_features, check_finite, check_labels

Array = NDArray[np.float64]


def add_bias(X: ArrayLike) -> Array:
    """Put the constant input x0 = 1 before the features, so that the bias becomes a weight like any other.

    Args:
        X: (N, D) numbers, one example a row.

    Returns:
        (N, D + 1) float64.

    Raises:
        ValueError: if ``X`` is not a table of finite numbers.

    Example:
        >>> add_bias([[2.0, 3.0]])
        array([[1., 2., 3.]])
    """
    X = check_features(X)
    return np.hstack([np.ones((len(X), 1)), X])


def scores(X: ArrayLike, w: ArrayLike) -> Array:
    """Weigh the features and add the bias: s = w0 + w1 x1 + ... + wD xD, one score an example.

    Args:
        X: (N, D) features.
        w: (D + 1,) weights, the bias first; or (K, D + 1) for K neurons that read the same input.

    Returns:
        (N,) scores; (N, K) for K neurons.

    Raises:
        ValueError: if the shapes do not fit or a number is not finite.

    Example:
        >>> scores([[2.0, 3.0]], [1.0, -1.0, 0.5])
        array([0.5])
    """
    X1, w = add_bias(X), _floats(w, "w")
    if w.ndim not in (1, 2) or w.shape[-1] != X1.shape[1]:
        need = X1.shape[1]
        raise ValueError(
            f"X has shape ({len(X1)}, {need - 1}) and w has shape {w.shape}: "
            f"w must hold {need} numbers a neuron, the bias and a weight for each of the {need - 1} features."
        )
    return X1 @ w.T


def sign(z: ArrayLike) -> Array:
    """Decide: +1 where the score is positive, -1 elsewhere.

    The lecture leaves the boundary z = 0 open; here it falls to the class -1.

    Args:
        z: scores of any shape.

    Example:
        >>> sign([-2.0, 0.0, 3.0])
        array([-1., -1.,  1.])
    """
    return np.where(np.asarray(z, dtype=float) > 0, 1.0, -1.0)


def sigmoid(z: ArrayLike) -> Array:
    """Squash a score into a probability: 1 / (1 + exp(-z)).

    For a negative z the same number is computed as exp(z) / (1 + exp(z)), so that nothing overflows.

    Args:
        z: scores of any shape.

    Example:
        >>> sigmoid([-1000.0, 0.0, 1000.0])
        array([0. , 0.5, 1. ])
    """
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))  # never above 1
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


# Three losses. Each is a mean over the examples and stands beside its gradient with respect to w.


def squared_loss(z: ArrayLike, y: ArrayLike) -> float:
    """Mean squared error of scores against targets: mean of (z - y)^2, the loss of linear regression.

    Args:
        z: (N,) scores.
        y: (N,) targets, any numbers.

    Example:
        >>> squared_loss([1.0, 3.0], [1.0, 1.0])
        2.0
    """
    z, y = _pair(z, y, "y")
    return float(np.mean((z - y) ** 2))


def squared_loss_gradient(X: ArrayLike, w: ArrayLike, y: ArrayLike) -> Array:
    """Gradient of the mean squared error: mean of 2 (s - y) x.

    Args:
        X: (N, D) features.
        w: (D + 1,) weights, the bias first.
        y: (N,) targets.

    Returns:
        (D + 1,), in the order of ``w``.

    Example:
        >>> squared_loss_gradient([[1.0], [2.0]], [0.0, 0.0], [1.0, 2.0])
        array([-3., -5.])
    """
    z, y = _pair(scores(X, w), y, "y")
    return add_bias(X).T @ (2 * (z - y)) / len(y)


def logistic_loss(z: ArrayLike, y: ArrayLike) -> float:
    """Mean negative log-likelihood for labels -1 and +1: mean of ln(1 + exp(-y z)).

    ``logaddexp(0, -yz)`` is ln(e^0 + e^(-yz)) without the overflow.

    Args:
        z: (N,) scores.
        y: (N,) labels, each -1 or +1.

    Raises:
        ValueError: if a label is neither -1 nor +1 (labels 0 and 1 would go wrong in silence).

    Example:
        >>> round(logistic_loss([0.0, 0.0], [-1, 1]), 4)
        0.6931
    """
    z, y = _pair(z, check_labels(y, "-1/+1", "labels y"), "y")
    return float(np.mean(np.logaddexp(0.0, -y * z)))


def logistic_loss_gradient(X: ArrayLike, w: ArrayLike, y: ArrayLike) -> Array:
    """Gradient of the logistic loss: mean of -y x sigmoid(-y s).

    Args:
        X: (N, D) features.
        w: (D + 1,) weights, the bias first.
        y: (N,) labels, each -1 or +1.

    Returns:
        (D + 1,), in the order of ``w``.

    Example:
        >>> logistic_loss_gradient([[2.0]], [0.0, 0.0], [1])
        array([-0.5, -1. ])
    """
    z, y = _pair(scores(X, w), check_labels(y, "-1/+1", "labels y"), "y")
    return add_bias(X).T @ (-y * sigmoid(-y * z)) / len(y)


def binary_cross_entropy(z: ArrayLike, t: ArrayLike) -> float:
    """Mean negative log-likelihood for targets 0 and 1: mean of -t ln h - (1 - t) ln(1 - h), h = sigmoid(z).

    It is the logistic loss in other letters: with y = 2t - 1 the two agree for every score.

    Args:
        z: (N,) scores (not probabilities).
        t: (N,) targets, each 0 or 1.

    Raises:
        ValueError: if a target is neither 0 nor 1.

    Example:
        >>> round(binary_cross_entropy([0.0, 0.0], [0, 1]), 4)
        0.6931
    """
    z, t = _pair(z, check_labels(t, "0/1", "targets t"), "t")
    return float(np.mean(np.logaddexp(0.0, z) - t * z))


def binary_cross_entropy_gradient(X: ArrayLike, w: ArrayLike, t: ArrayLike) -> Array:
    """Gradient of the binary cross-entropy: mean of (h - t) x, the error of the prediction times the input.

    Args:
        X: (N, D) features.
        w: (D + 1,) weights, the bias first.
        t: (N,) targets, each 0 or 1.

    Returns:
        (D + 1,), in the order of ``w``.

    Example:
        >>> binary_cross_entropy_gradient([[2.0]], [0.0, 0.0], [1])
        array([-0.5, -1. ])
    """
    z, t = _pair(scores(X, w), check_labels(t, "0/1", "targets t"), "t")
    return add_bias(X).T @ (sigmoid(z) - t) / len(t)


# Two ways to use a loss: follow its gradient, and check its gradient.


def descend(gradient: Callable[[Array], Array], w: ArrayLike, learning_rate: float, steps: int) -> Array:
    """Walk downhill: ``steps`` times w <- w - learning_rate * gradient(w).

    Args:
        gradient: a function of w that returns an array of w's shape.
        w: the start; it is not changed.
        learning_rate: the size of a step, in units of w per unit of gradient.
        steps: how many steps to take.

    Returns:
        Every w on the way, (steps + 1, *w.shape); row 0 is the start, row -1 the end.

    Raises:
        FloatingPointError: if a step leaves the finite numbers: the learning rate is too large.

    Example:
        >>> descend(lambda w: 2 * w, [1.0], learning_rate=0.25, steps=2).ravel()
        array([1.  , 0.5 , 0.25])
    """
    path = [_floats(w, "w")]
    for step in range(1, steps + 1):
        path.append(path[-1] - learning_rate * gradient(path[-1]))
        if not np.isfinite(path[-1]).all():
            raise FloatingPointError(
                f"after step {step} a weight is no longer a finite number: "
                f"the learning rate {learning_rate:g} is too large here, try a tenth of it."
            )
    return np.array(path)


def numerical_gradient(f: Callable[[Array], float], w: ArrayLike, h: float = 1e-5) -> Array:
    """Measure the slope of f in every direction: (f(w + h) - f(w - h)) / 2h, one weight at a time.

    Slow, but it knows nothing of calculus: the judge of every gradient that is derived by hand.

    Args:
        f: a function of w that returns one number.
        w: where to measure; any shape.
        h: how far to step to each side.

    Returns:
        An array of w's shape.

    Example:
        >>> numerical_gradient(lambda w: w[0] ** 2 + 3 * w[1], [2.0, 5.0]).round(6)
        array([4., 3.])
    """
    w = _floats(w, "w")
    slope = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        kept = w[i]
        w[i] = kept + h
        above = f(w)
        w[i] = kept - h
        below = f(w)
        w[i] = kept
        slope[i] = (above - below) / (2 * h)
    return slope


def _floats(values: ArrayLike, name: str) -> Array:
    """A fresh float64 array of the values, all of them finite."""
    return np.array(check_finite(values, name), dtype=np.float64)


def _pair(z: ArrayLike, y: ArrayLike, name: str) -> tuple[Array, Array]:
    """Scores and targets as float64 of one common shape (N,), or a sentence that says what does not fit."""
    z, y = _floats(z, "z"), _floats(y, name)
    if z.shape != y.shape:
        raise ValueError(
            f"the scores have shape {z.shape} and {name} has shape {y.shape}: one target a score is needed."
        )
    if z.size == 0:
        raise ValueError(f"the scores and {name} are empty: a mean over no example has no value.")
    return z, y
