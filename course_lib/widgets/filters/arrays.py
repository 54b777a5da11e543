"""Weights of a layer as tiles (T, N, H, W): from arrays, modules and histories, and as bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError
from course_lib.widgets.digit.model import numbers

Array = NDArray[np.float64]
EXACT_UP_TO = 16 * 1024  # bytes of float32 that may travel uncoded when nothing is asked
MOST = 4_000_000
CODES = 127  # codes go from 1 to 255, and 128 is zero


def tiles(given: Any, shape: tuple[int, int] | None = None) -> Array:
    """The weights as (T, N, H, W): T snapshots of N tiles.

    Args:
        given: an array (T, N, H, W), (N, H, W), (H, W) or rows (N, D); a module with a ``weight``, that
            weight;
            or a list of snapshots, each of them one of these. Of a convolution (O, C, KH, KW) each slice is a
            tile: O*C of them.
        shape: (H, W) of the rows of a dense layer; a square where none is said.

    Raises:
        ValueError: for numbers or shapes that do not fit.

    Example:
        >>> tiles(np.zeros((16, 64))).shape
        (1, 16, 8, 8)
    """
    if isinstance(given, (list, tuple)) and len(given) and not np.isscalar(given[0]):
        parts = [_snapshot(part, shape) for part in given]
        if len({part.shape for part in parts}) > 1:
            raise WidgetError(f"weights: the snapshots differ in shape: {sorted({p.shape for p in parts})}.")
        stack = np.array(parts)
    else:
        array, is_layer = _numbers(given)
        stack = array if array.ndim == 4 and not is_layer else _snapshot(given, shape)[None]
    if stack.size == 0:
        raise WidgetError(f"weights: an array of shape {stack.shape} holds no number; (N, H, W) would fit.")
    if stack.size > MOST:
        raise WidgetError(f"weights: {stack.size:,} numbers are too many to show; up to {MOST:,} fit.")
    return stack


def _numbers(given: Any) -> tuple[Array, bool]:
    """The numbers, and whether they are the weight of a layer rather than a plain array."""
    if isinstance(given, Mapping):
        raise WidgetError("weights: this is a dictionary; FilterGallery.from_history takes state_dicts.")
    weight = getattr(given, "weight", given)
    is_layer = weight is not given or hasattr(given, "requires_grad")
    return numbers(plain(weight), "weights"), is_layer


def plain(values: Any) -> Any:
    """The array in a tensor of either engine; anything else as it is.

    Example:
        >>> from course_lib.tensor import Tensor
        >>> plain(Tensor([1.0, 2.0])).tolist(), plain([3])
        ([1.0, 2.0], [3])
    """
    if hasattr(values, "cpu"):
        return values.detach().cpu().numpy()
    return values.data if hasattr(values, "requires_grad") else values


def _snapshot(given: Any, shape: tuple[int, int] | None) -> Array:
    """One snapshot as (N, H, W)."""
    array, _ = _numbers(given)
    if array.ndim == 4:
        return array.reshape(-1, *array.shape[2:])
    if array.ndim == 3:
        return array
    if array.ndim != 2:
        raise WidgetError(
            f"weights: shape {array.shape} does not fit; (T, N, H, W), (N, H, W) or rows (N, D) would."
        )
    side = math.isqrt(array.shape[1])
    if shape is not None:
        if len(shape) != 2 or shape[0] * shape[1] != array.shape[1]:
            raise WidgetError(f"shape: rows of {array.shape[1]} weights do not fit {tuple(shape)} tiles.")
        return array.reshape(-1, *shape)
    if side * side != array.shape[1] or side == 1:
        return array[None]  # a matrix that is no row of squares is one tile
    return array.reshape(-1, side, side)


def from_states(states: Sequence[Any], name: str | None) -> tuple[list[Any], dict[str, Any]]:
    """Snapshots of one weight out of state_dicts, with its bias and the dense weights that follow it.

    Raises:
        ValueError: for an empty history, or a name that the snapshots do not have.
    """
    if not len(states):
        raise WidgetError("from_history: there is no snapshot; append model.state_dict() while training.")
    if not isinstance(states[0], Mapping):
        return list(states), {}
    names = [key for key, value in states[0].items() if np.ndim(value) >= 2]
    if name is None:
        name = names[0] if names else ""
    if name not in states[0]:
        raise WidgetError(f"from_history: there is no {name!r}; the snapshots have {', '.join(states[0])}.")
    found: dict[str, Any] = {}
    weight = np.asarray(states[0][name])
    bias = name.removesuffix("weight") + "bias"
    if bias in states[0] and weight.ndim == 2:
        found["bias"] = np.array([state[bias] for state in states])
    after = names[names.index(name) + 1] if name in names[:-1] else ""
    if after and np.shape(states[0][after])[1:] == (len(weight),):
        found["outgoing"] = np.array([state[after] for state in states])
        last = after.removesuffix("weight") + "bias"
        if last in states[0]:
            found["out_bias"] = np.array([state[last] for state in states])
    weights = [np.asarray(state[name]) for state in states]
    return [w.reshape(-1, *w.shape[2:]) if w.ndim == 4 else w for w in weights], found


# As bytes


def coded(values: Array, precision: str) -> tuple[dict[str, Any], bytes]:
    """Numbers (T, ...) as a block: what the page needs to read them, and their bytes.

    ``precision`` is "float64", "float32" or "codes": one byte a number, with one step for each snapshot.

    Example:
        >>> block, data = coded(np.array([[1.27, -0.02]]), "codes")
        >>> list(data), decoded(block, data).round(4).tolist()
        ([255, 126], [[1.27, -0.02]])
    """
    block: dict[str, Any] = {"shape": list(values.shape), "coding": precision, "scales": []}
    if precision != "codes":
        return block, np.ascontiguousarray(values, "<f8" if precision == "float64" else "<f4").tobytes()
    flat = values.reshape(len(values), -1)
    scales = np.abs(flat).max(axis=1) / CODES
    scales[scales == 0] = 1.0
    block["scales"] = scales.tolist()
    return block, (np.rint(flat / scales[:, None]) + CODES + 1).astype(np.uint8).tobytes()


def decoded(block: Mapping[str, Any], data: bytes) -> Array:
    """The numbers of a block, as the page reads them."""
    kinds = {"float64": "<f8", "float32": "<f4", "codes": "u1"}
    raw = np.frombuffer(data, dtype=kinds[block["coding"]]).astype(np.float64)
    if block["coding"] == "codes":
        rows = raw.reshape(len(block["scales"]), -1) - (CODES + 1)
        raw = rows * np.asarray(block["scales"])[:, None]
    return raw.reshape(block["shape"])


def chosen_precision(values: Array, precision: str) -> str:
    """The coding that "auto" stands for."""
    if precision != "auto":
        return precision
    return "float32" if 4 * values.size <= EXACT_UP_TO else "codes"
