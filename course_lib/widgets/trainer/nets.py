"""The networks of the live trainer: shapes, first weights, the way from one long row of numbers to layers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError
from course_lib.widgets.draws import uniforms

Array = NDArray[np.float64]
Shape = tuple[int, ...]
TITLES = {
    "linear": "one linear layer",
    "hidden": "one hidden layer",
    "conv": "one convolution",
    "deep": "two convolutions",
}
MOST_UNITS = 16
UNITS = {"linear": 6, "hidden": 16, "conv": 6, "deep": 8}  # where none are asked for
STREAM = 7001  # of the first weights; the orders of the digits use the streams 0, 1, 2, ...
LARGEST = 1e6


def shapes(network: str, units: int) -> dict[str, Shape]:
    """Names and shapes of the parameters, as the `state_dict` of the same `course_lib.nn.Sequential`.

    Example:
        >>> shapes("conv", 6)
        {'0.weight': (6, 1, 3, 3), '0.bias': (6,), '4.weight': (10, 96), '4.bias': (10,)}
    """
    every: dict[str, dict[int, Shape]] = {
        "linear": {1: (10, 64)},
        "hidden": {1: (units, 64), 3: (10, units)},
        "conv": {0: (units, 1, 3, 3), 4: (10, 16 * units)},
        "deep": {0: (units, 1, 3, 3), 3: (2 * units, units, 3, 3), 7: (10, 8 * units)},
    }
    both: dict[str, Shape] = {}
    for place, shape in every[network].items():
        both |= {f"{place}.weight": shape, f"{place}.bias": shape[:1]}
    return both


def count(network: str, units: int) -> int:
    """How many parameters the network has.

    Example:
        >>> count("linear", 6), count("conv", 6)
        (650, 1030)
    """
    return sum(math.prod(shape) for shape in shapes(network, units).values())


def initial(network: str, units: int, seed: int) -> Array:
    """The first weights, one after another: uniform within 1 / sqrt(fan_in), as torch's layers begin.

    The browser draws the same, bit for bit.
    """
    u = uniforms(count(network, units), seed, STREAM)
    bounds: list[Array] = []
    for name, shape in shapes(network, units).items():
        if name.endswith("weight"):
            bound = 1.0 / math.sqrt(math.prod(shape[1:]))
        bounds.append(np.full(math.prod(shape), bound))
    return (2.0 * u - 1.0) * np.concatenate(bounds)


def parts(flat: Array, network: str, units: int) -> dict[str, Array]:
    """One long row of numbers as the arrays of the layers."""
    found, start = {}, 0
    for name, shape in shapes(network, units).items():
        size = math.prod(shape)
        found[name] = flat[start : start + size].reshape(shape).copy()
        start += size
    return found


def model(network: str, units: int) -> Any:
    """The same network as a `course_lib.nn.Sequential`, in float32, with weights of its own.

    Example:
        >>> [type(layer).__name__ for layer in model("conv", 6)]
        ['Conv2d', 'ReLU', 'MaxPool2d', 'Flatten', 'Linear']
    """
    from course_lib import nn

    block = [nn.Conv2d(1, units, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    if network == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    if network == "hidden":
        return nn.Sequential(nn.Flatten(), nn.Linear(64, units), nn.ReLU(), nn.Linear(units, 10))
    if network == "conv":
        return nn.Sequential(*block, nn.Flatten(), nn.Linear(16 * units, 10))
    second = [nn.Conv2d(units, 2 * units, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*block, *second, nn.Flatten(), nn.Linear(8 * units, 10))


# Weights from elsewhere


def recognised(given: Any, first: tuple[str, int]) -> tuple[str, int, Array]:
    """Which network these weights are of, its units, and the weights as one long row.

    Args:
        given: a module, its `state_dict()`, or the arrays in order, of course_lib or of torch.
        first: the network and units to try before the others.

    Raises:
        ValueError: if no network has parameters of these shapes, or a number is not finite.

    Example:
        >>> recognised(model("hidden", 5), ("conv", 6))[:2]
        ('hidden', 5)
    """
    arrays = [_plain(value) for value in _values(given)]
    came = [array.shape for array in arrays]
    tries = [first, *((name, units) for name in TITLES for units in range(1, MOST_UNITS + 1))]
    for network, units in tries:
        if came == list(shapes(network, units).values()):
            flat = np.concatenate([array.ravel() for array in arrays])
            if not np.isfinite(flat).all() or np.abs(flat).max() > LARGEST:
                raise WidgetError(f"weights must be finite numbers within ±{LARGEST:.0f}.")
            return network, (first[1] if network == "linear" else units), flat
    wanted = "; ".join(f"{name}: {list(shapes(name, first[1]).values())}" for name in TITLES)
    raise WidgetError(
        f"weights of the shapes {came} fit none of the networks, with 1 to {MOST_UNITS} units. "
        f"With {first[1]} units they need {wanted}."
    )


def _values(given: Any) -> Sequence[Any]:
    if hasattr(given, "state_dict"):
        given = given.state_dict()
    if isinstance(given, Mapping):
        return list(given.values())
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        raise WidgetError(f"weights: a model, its state_dict() or a list of arrays, not {given!r}.")
    return list(given)


def _plain(value: Any) -> Array:
    """One array in float64, of NumPy, course_lib or torch."""
    for step in ("detach", "cpu", "numpy"):
        value = getattr(value, step)() if hasattr(value, step) else value
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise WidgetError("weights: each must be an array of numbers.") from None
