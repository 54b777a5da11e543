"""Eleven activation functions, their slopes, and slopes from the output alone; accurate at every float64.

The page computes the same numbers in JavaScript; tests hold both equal to `course_lib.ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib import linear

Array = NDArray[np.float64]
LEAK = 0.01
NAMES = (
    "step",
    "sign",
    "identity",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "softplus",
    "gelu",
    "silu",
)
TITLES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


def _normal(x: Array) -> Array:
    from scipy.special import ndtr

    return ndtr(x)


def _gelu_slope(x: Array) -> Array:
    density = np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi)
    return _normal(x) + x * density


def _tanh_slope(x: Array) -> Array:
    e = np.exp(-2 * np.abs(x))
    return 4 * e / ((1 + e) * (1 + e))


def _silu_slope(x: Array) -> Array:
    s = linear.sigmoid(x)
    return s * (1 + x * linear.sigmoid(-x))


# What each makes of x, and its slope; a jump has none, which is written as not-a-number.
_VALUES: dict[str, Callable[[Array], Array]] = {
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "sign": linear.sign,
    "identity": lambda x: x.copy(),
    "sigmoid": linear.sigmoid,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, LEAK * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "softplus": lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
    "gelu": lambda x: x * _normal(x),
    "silu": lambda x: x * linear.sigmoid(x),
}
_SLOPES: dict[str, Callable[[Array], Array]] = {
    "step": lambda x: np.where(x == 0, np.nan, 0.0),
    "sign": lambda x: np.where(x == 0, np.nan, 0.0),
    "identity": np.ones_like,
    "sigmoid": lambda x: linear.sigmoid(x) * linear.sigmoid(-x),
    "tanh": _tanh_slope,
    "relu": lambda x: np.where(x > 0, 1.0, 0.0),
    "leaky_relu": lambda x: np.where(x > 0, 1.0, LEAK),
    "elu": lambda x: np.where(x > 0, 1.0, np.exp(np.minimum(x, 0))),
    "softplus": linear.sigmoid,
    "gelu": _gelu_slope,
    "silu": _silu_slope,
}
_FROM_OUTPUT: dict[str, Callable[[Array], Array]] = {
    "step": np.zeros_like,
    "sign": np.zeros_like,
    "identity": np.ones_like,
    "sigmoid": lambda y: y * (1 - y),
    "tanh": lambda y: 1 - y * y,
    "relu": lambda y: np.where(y > 0, 1.0, 0.0),
    "leaky_relu": lambda y: np.where(y > 0, 1.0, LEAK),
    "elu": lambda y: np.where(y > 0, 1.0, y + 1),
    "softplus": lambda y: -np.expm1(-y),
}


def _quietly(table: dict[str, Callable[[Array], Array]], name: str, x: ArrayLike) -> Array:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.asarray(table[name](np.asarray(x, dtype=np.float64)), dtype=np.float64)


def value(name: str, x: ArrayLike) -> Array:
    """f(x) for numbers of any shape.

    Example:
        >>> value("sigmoid", [-1000.0, 0.0, 1000.0])
        array([0. , 0.5, 1. ])
    """
    return _quietly(_VALUES, name, x)


def slope(name: str, x: ArrayLike) -> Array:
    """f'(x), not-a-number at the jump of a step; 0 for ReLU at 0, as the engine takes it.

    Example:
        >>> slope("tanh", [0.0, 400.0])
        array([1., 0.])
    """
    return _quietly(_SLOPES, name, x)


def slope_from_output(name: str, y: ArrayLike) -> Array | None:
    """f'(x) from y = f(x) alone; None for GELU and SiLU, where two x can give the same y.

    Example:
        >>> slope_from_output("sigmoid", 0.5)
        array(0.25)
    """
    return _quietly(_FROM_OUTPUT, name, y) if name in _FROM_OUTPUT else None


def chain(name: str, x: float, layers: int, weight: float = 1.0, fed: bool = False) -> dict[str, Any]:
    """The slope through n layers a -> f(weight a), layer after layer.

    Args:
        name: the function.
        x: the score of every layer, or of the first one if ``fed``.
        layers: how many.
        weight: the weight of each connection.
        fed: each layer gets ``weight`` times the output of the layer before.

    Returns:
        "scores" (n,), "factors" (n,), each weight f'(s), and "products" (n + 1,): entry k is the slope
        of the last output for what enters layer k + 1; the last entry is 1.
    """
    scores, a = [], x
    for k in range(layers):
        s = weight * a if fed and k else x
        scores.append(s)
        a = float(value(name, s))
    factors = weight * slope(name, scores)
    products = np.ones(layers + 1)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for k in range(layers - 1, -1, -1):
            products[k] = factors[k] * products[k + 1]
    return {"scores": np.array(scores), "factors": factors, "products": products}
