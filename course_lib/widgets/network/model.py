"""The parameters of a small network: checked, packed, and read from a model of ``course_lib.nn``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.network.math import Array

MOST_LAYERS = 3  # of weights
MOST_UNITS = 4  # in a layer
LARGEST = 1e6
_KINDS = {"Sigmoid": "sigmoid", "Tanh": "tanh", "ReLU": "relu", "Identity": "identity", "Softmax": "softmax"}


def pairs(sizes: Sequence[int]) -> list[int]:
    """How many parameters each layer has, biases included.

    Example:
        >>> pairs([2, 3, 3, 1])
        [9, 12, 4]
    """
    return [m * (n + 1) for n, m in pairwise(sizes)]


def sizes_of(weights: Sequence[Array]) -> list[int]:
    """The number of inputs and the units of each layer."""
    return [int(weights[0].shape[1]), *(int(W.shape[0]) for W in weights)]


def parameters_of(weights: Sequence[Array], biases: Sequence[Array]) -> bytes:
    """All numbers layer by layer, weights row after row, then biases, as the bytes of a trait."""
    return pack(np.concatenate([v for W, b in zip(weights, biases, strict=True) for v in (W.ravel(), b)]))


def split(values: Array, sizes: Sequence[int]) -> tuple[list[Array], list[Array]]:
    """The weights and biases out of one row of numbers."""
    weights, biases, at = [], [], 0
    for n, m in pairwise(sizes):
        weights.append(values[at : at + m * n].reshape(m, n).copy())
        biases.append(values[at + m * n : at + m * (n + 1)].copy())
        at += m * (n + 1)
    return weights, biases


def checked(weights: Any, biases: Any = None) -> tuple[list[Array], list[Array]]:
    """Weights and biases as float64 arrays that fit together.

    Raises:
        WidgetError: for shapes that do not fit, too many layers or units, or values that are not finite.
    """
    try:
        arrays = [_array(W, f"weights[{k}]") for k, W in enumerate(weights)]
    except TypeError:
        raise WidgetError(f"weights must be a list of arrays, one a layer, not {weights!r:.60}.") from None
    if not 1 <= len(arrays) <= MOST_LAYERS:
        raise WidgetError(f"weights holds {len(arrays)} layers; 1 to {MOST_LAYERS} can be followed by hand.")
    for k, W in enumerate(arrays):
        if W.ndim != 2:
            raise WidgetError(f"weights[{k}] has shape {W.shape}, but a layer needs (units, inputs).")
        if not min(W.shape) >= 1 or max(W.shape) > MOST_UNITS:
            raise WidgetError(
                f"weights[{k}] has shape {W.shape}; each layer may have 1 to {MOST_UNITS} units."
            )
        if k and W.shape[1] != arrays[k - 1].shape[0]:
            raise WidgetError(
                f"weights[{k}] has shape {W.shape}, but the layer before it has {arrays[k - 1].shape[0]} "
                f"units: "
                f"it needs shape ({W.shape[0]}, {arrays[k - 1].shape[0]})."
            )
    given = [np.zeros(len(W)) for W in arrays] if biases is None else list(biases)
    if len(given) != len(arrays):
        raise WidgetError(f"biases holds {len(given)} layers, weights {len(arrays)}.")
    shifts = []
    for k, (W, b) in enumerate(zip(arrays, given, strict=True)):
        shift = np.zeros(len(W)) if b is None else _array(b, f"biases[{k}]").ravel()
        if shift.shape != (len(W),):
            raise WidgetError(f"biases[{k}] has {len(shift)} numbers, but the layer has {len(W)} units.")
        shifts.append(shift)
    return arrays, shifts


def _array(values: ArrayLike, name: str) -> Array:
    values = getattr(values, "data", values) if not isinstance(values, np.ndarray) else values
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError):
        raise WidgetError(f"{name} must hold numbers, not {values!r:.60}.") from None
    if not np.isfinite(array).all() or (array.size and np.abs(array).max() > LARGEST):
        raise WidgetError(f"{name} holds a value that is not a number between -{LARGEST:g} and {LARGEST:g}.")
    return array


def read_model(model: Any, loss: str) -> tuple[list[Any], list[Any], dict[str, str]]:
    """Weights, biases and kinds of an ``nn.Sequential`` of Linear layers and activations.

    Raises:
        WidgetError: for another model, or one whose hidden layers have different activations.
    """
    layers = list(model) if hasattr(model, "children") else None
    if layers is None:
        raise WidgetError(
            f"NetworkStepper shows an nn.Sequential, weights or a preset, not {type(model).__name__}: "
            f"{model!r:.60}."
        )
    weights, biases, kinds = [], [], []
    for layer in layers:
        kind = type(layer).__name__
        if kind == "Linear":
            weights.append(layer.weight)
            biases.append(layer.bias)
            kinds.append("identity")
        elif kind in _KINDS and kinds and kinds[-1] == "identity":
            kinds[-1] = _KINDS[kind]
        elif kind not in ("Flatten", "Dropout"):
            raise WidgetError(
                f"{kind} cannot be followed here: use Linear, Sigmoid, Tanh, ReLU, Identity or Softmax."
            )
    if not weights:
        raise WidgetError("the model has no Linear layer.")
    if len(set(kinds[:-1])) > 1 or "softmax" in kinds[:-1]:
        raise WidgetError(
            f"the hidden layers have the activations {', '.join(kinds[:-1])}; one kind can be shown."
        )
    last = "softmax" if loss == "cross_entropy" and kinds[-1] == "identity" else kinds[-1]
    hidden = kinds[0] if len(kinds) > 1 else (last if last != "softmax" else "identity")
    return (
        weights,
        biases,
        {
            "activation": hidden,
            "output_activation": last,
            "loss": "cross_entropy" if last == "softmax" else loss,
        },
    )


def checked_vector(name: str, values: ArrayLike, n: int) -> Array:
    """The numbers as (n,), or a sentence that says what would fit."""
    try:
        vector = np.asarray(values, np.float64).ravel()
    except (TypeError, ValueError):
        raise WidgetError(f"{name} must be {n} numbers, not {values!r:.60}.") from None
    if vector.shape != (n,):
        raise WidgetError(f"{name} has shape {np.shape(values)}, but this network needs {n} numbers: ({n},).")
    if not np.isfinite(vector).all() or np.abs(vector).max() > 1e6:
        raise WidgetError(f"{name} holds a value that is not a number between -1e6 and 1e6.")
    return vector


def checked_target(target: Any, n: int, loss: str) -> Array:
    """The target as (n,); a class number becomes one-hot for cross-entropy, and nothing becomes zeros."""
    if loss == "cross_entropy" and (target is None or (np.ndim(target) == 0 and n > 1)):
        k = 0 if target is None else target
        if isinstance(k, (bool, float)) or not hasattr(k, "__index__") or not 0 <= int(k) < n:
            raise WidgetError(
                f"target must be a class from 0 to {n - 1} or {n} probabilities, not {target!r:.60}."
            )
        return np.eye(n)[int(k)]
    return checked_vector("target", np.zeros(n) if target is None else target, n)


def agree(output: str, loss: str) -> None:
    """Refuse softmax without cross-entropy, and the other way round."""
    if (output == "softmax") != (loss == "cross_entropy"):
        raise WidgetError(
            f"output_activation={output!r} and loss={loss!r} do not go together: softmax goes with "
            f"cross_entropy, "
            "the other activations with squared or score."
        )


def dashes(sizes: Sequence[int]) -> str:
    """Sizes as people write them: 3-4-2."""
    return "-".join(map(str, sizes))
