"""A curve on 121 places, and its best fit by random hidden units: least squares, one unit after the other.

Each unit's answers become a direction at right angles to those before (Gram-Schmidt, done twice over), so
that one pass gives the fit for every number of units from 0 to 100. The page computes the same in JavaScript.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib import linear
from course_lib.widgets.draws import uniforms

Array = NDArray[np.float64]
POINTS, MOST = 121, 100
XS: Array = np.arange(-60, 61) / 60
ACTIVATIONS = ("tanh", "sigmoid", "relu", "step")
LEAST = 1e-6  # a unit that leaves no more than this of itself adds nothing new


def units(seed: int) -> tuple[Array, Array]:
    """Slopes and centres of the hidden units, (100,) each: unit k answers f(slope * (x - centre)).

    Example:
        >>> slope, centre = units(0)
        >>> bool((2 <= abs(slope)).all() and (abs(slope) < 20).all() and (abs(centre) <= 1).all())
        True
    """
    u = uniforms(3 * MOST, seed).reshape(MOST, 3)
    return (2 + 18 * u[:, 0] * u[:, 0]) * np.where(u[:, 1] < 0.5, -1.0, 1.0), 2 * u[:, 2] - 1


def answers(seed: int, activation: str, x: ArrayLike = XS) -> Array:
    """What the 100 units answer at places x (N,): (N, 100).

    Example:
        >>> answers(0, "tanh").shape
        (121, 100)
    """
    slope, centre = units(seed)
    z = slope * (np.asarray(x, dtype=float)[:, None] - centre)
    if activation == "tanh":
        return np.tanh(z)
    if activation == "sigmoid":
        return linear.sigmoid(z)
    return np.maximum(z, 0.0) if activation == "relu" else np.where(z > 0, 1.0, 0.0)


@lru_cache(maxsize=16)
def directions(seed: int, activation: str) -> Array:
    """Directions at right angles, one for the constant and one for each unit: (101, 121), zeros for none."""
    columns = np.vstack([np.ones(POINTS), answers(seed, activation).T])
    made = np.zeros((MOST + 1, POINTS))
    for k, column in enumerate(columns):
        left = column.copy()
        for _ in range(2):
            left = left - made[:k].T @ (made[:k] @ left)
        size, whole = np.linalg.norm(left), np.linalg.norm(column)
        if size > LEAST * whole:
            made[k] = left / size
    return made


def fits(y: ArrayLike, seed: int, activation: str) -> tuple[Array, Array]:
    """The best fits of y (121,) by 0 to 100 units, (101, 121), and their root mean square errors, (101,).

    Example:
        >>> fit, error = fits(np.abs(XS), 0, "tanh")
        >>> bool(error[100] < error[5] < error[0]), fit.shape
        (True, (101, 121))
    """
    target: Array = np.array(y, dtype=float)
    left, made = target, np.zeros((MOST + 1, POINTS))
    for k, direction in enumerate(directions(seed, activation)):
        left = left - direction * (direction @ left)
        made[k] = target - left
    return made, np.sqrt(np.mean((made - target) ** 2, axis=1))
