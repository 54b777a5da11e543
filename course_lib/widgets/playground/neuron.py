"""The arithmetic of one neuron over two inputs, with the lessons of chapter 01's room and quadratic features.

The page computes the same numbers in JavaScript, so that they change within a frame; tests hold them equal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_lib import linear

Array = NDArray[np.float64]
FEATURES = {"linear": ("x1", "x2"), "quadratic": ("x1", "x2", "x1²", "x2²", "x1·x2")}


def expand(X: Array, features: str = "linear") -> Array:
    """Return the features of the points: (N, 2) as they are, or (N, 5) with squares and product.

    Example:
        >>> expand(np.array([[2.0, 3.0]]), "quadratic")
        array([[2., 3., 4., 9., 6.]])
    """
    if features == "linear":
        return X
    x1, x2 = X[:, 0], X[:, 1]
    return np.stack([x1, x2, x1 * x1, x2 * x2, x1 * x2], axis=1)


def output_of(s: Array, output: str) -> Array:
    """What the neuron makes of its score: a class, the score itself, or a probability."""
    if output == "sign":
        return linear.sign(s)
    return s if output == "identity" else linear.sigmoid(s)


def loss(F: Array, w: Array, y: Array, output: str) -> float | None:
    """Share of wrong points (sign), squared error (identity), logistic loss (sigmoid); None for no points."""
    if len(y) == 0:
        return None
    s = linear.scores(F, w)
    if output == "sign":
        return float(np.mean(linear.sign(s) != y))
    return (linear.squared_loss if output == "identity" else linear.logistic_loss)(s, y)


def gradient(F: Array, w: Array, y: Array, output: str) -> Array | None:
    """Slope of the loss for each weight, the bias first; None where there is none (sign, or no points)."""
    if len(y) == 0 or output == "sign":
        return None
    slope = linear.squared_loss_gradient if output == "identity" else linear.logistic_loss_gradient
    return slope(F, w, y)
