"""One set of tiles with all that belongs to it, made ready to travel; and what is computed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError
from course_lib.widgets.digit.model import numbers
from course_lib.widgets.filters.arrays import Array, chosen_precision, coded, decoded, plain, tiles

ACTIVATIONS = ("identity", "relu", "tanh", "sigmoid")
PRECISIONS = ("auto", "codes", "float32", "float64")


def make_set(
    weights: Any,
    *,
    name: str = "own",
    title: str = "Your own",
    noun: str = "unit",
    shape: tuple[int, int] | None = None,
    names: Sequence[str] | None = None,
    steps: Sequence[float] | None = None,
    bias: Any = None,
    outgoing: Any = None,
    out_bias: Any = None,
    activation: str = "identity",
    accuracy: Sequence[float] | None = None,
    shifted: Any = None,
    precision: str = "auto",
    samples: str = "",
) -> tuple[dict[str, Any], bytes]:
    """A set as the page reads it, and its bytes.

    Raises:
        ValueError: for shapes that do not belong together, or words that mean nothing here.
    """
    if precision not in PRECISIONS or activation not in ACTIVATIONS:
        word, fits = (precision, PRECISIONS) if precision not in PRECISIONS else (activation, ACTIVATIONS)
        raise WidgetError(f"there is no {word!r} here: choose one of {', '.join(map(repr, fits))}.")
    stack = tiles(weights, shape)
    T, N = stack.shape[:2]
    precision = chosen_precision(stack, precision)
    given = {
        "weights": (stack, precision),
        "bias": (_rows(bias, (T, N), "bias"), "float64" if precision == "float64" else "float32"),
        "outgoing": (_outgoing(outgoing, T, N), precision),
    }
    K = 0 if given["outgoing"][0] is None else given["outgoing"][0].shape[1]
    given["out_bias"] = (_rows(out_bias, (T, K), "out_bias"), given["bias"][1])
    made: dict[str, Any] = {
        "name": name, "title": title, "noun": noun, "activation": activation, "samples": samples,
        "names": _texts(names, N), "steps": _steps(steps, T),
        "accuracy": [] if accuracy is None else numbers(accuracy, "accuracy").round(4).tolist(),
        "shifted": [] if shifted is None else numbers(shifted, "shifted").round(4).tolist(),
    }  # fmt: skip
    data = b""
    for key, (values, how) in given.items():
        if values is not None:
            block, raw = coded(values, how)
            made[key] = {**block, "at": len(data), "length": len(raw)}
            data += raw
    sent = decoded(made["weights"], data[: made["weights"]["length"]])
    made["rounding"] = float(np.abs(sent - stack).max())
    return made, data


def read_block(made: Mapping[str, Any], data: bytes, key: str) -> Array | None:
    """The numbers of one block of a set, as the page reads them, or None."""
    block = made.get(key)
    return decoded(block, data[block["at"] : block["at"] + block["length"]]) if block else None


def _rows(values: Any, shape: tuple[int, int], name: str) -> Array | None:
    """One number a tile for each snapshot; one row serves them all."""
    if values is None:
        return None
    rows = numbers(plain(values), name)
    rows = np.tile(rows, (shape[0], 1)) if rows.ndim == 1 else rows
    if rows.shape != shape:
        raise WidgetError(f"{name}: shape {np.shape(values)} does not fit; {shape[1:]} or {shape} would.")
    return rows


def _outgoing(values: Any, T: int, N: int) -> Array | None:
    """The weights from these units to the next layer, (T, K, N)."""
    if values is None:
        return None
    stack = numbers(plain(values), "outgoing")
    stack = np.tile(stack, (T, 1, 1)) if stack.ndim == 2 else stack
    if stack.ndim != 3 or stack.shape[0] != T or stack.shape[2] != N:
        raise WidgetError(f"outgoing: shape {stack.shape} does not fit; (K, {N}) or ({T}, K, {N}) would.")
    return stack


def _steps(steps: Sequence[float] | None, T: int) -> list[float]:
    values = list(range(T)) if steps is None else [float(s) for s in numbers(steps, "steps").ravel()]
    if len(values) != T:
        raise WidgetError(f"steps: {len(values)} numbers do not fit {T} snapshots; {T} would.")
    return [int(s) if s == int(s) else s for s in values]


def _texts(names: Sequence[str] | None, N: int) -> list[str]:
    texts = [] if names is None else [str(name)[:40] for name in names]
    if names is not None and len(texts) != N:
        raise WidgetError(f"names: {len(texts)} names do not fit {N} tiles; {N} would.")
    return texts


# What is computed of tiles: the page's filters/math.js does the same, in the same order


def norms(stack: Array) -> Array:
    """The length of each tile's weights, sqrt of the sum of their squares: (N, H, W) -> (N,)."""
    flat = stack.reshape(len(stack), -1)
    return np.sqrt(np.add.accumulate(flat * flat, axis=1)[:, -1])


def similarities(stack: Array, unit: int) -> Array:
    """The cosine between each tile and the chosen one, (N,); 0 where a tile holds only zeros."""
    flat, length = stack.reshape(len(stack), -1), norms(stack)
    dots = np.add.accumulate(flat * flat[unit], axis=1)[:, -1]
    scale = length * length[unit]
    return np.divide(dots, scale, out=np.zeros_like(dots), where=scale > 0)


def under(image: Array, shape: tuple[int, int], shift: Sequence[int]) -> Array:
    """The pixels that lie under a tile in the middle of an image shifted by (down, right): zeros come in.

    Example:
        >>> under(np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 2), (0, 1)).tolist()
        [[0.0, 1.0], [0.0, 3.0]]
    """
    out: NDArray[np.float64] = np.zeros(shape)
    top, left = (image.shape[0] - shape[0]) // 2 - shift[0], (image.shape[1] - shape[1]) // 2 - shift[1]
    for r in range(shape[0]):
        for c in range(shape[1]):
            if 0 <= top + r < image.shape[0] and 0 <= left + c < image.shape[1]:
                out[r, c] = image[top + r, left + c]
    return out


def responses(stack: Array, bias: Array | None, patch: Array) -> Array:
    """What each tile answers: the sum of the products from left to right, then the bias."""
    products = stack.reshape(len(stack), -1) * patch.ravel()
    return np.add.accumulate(products, axis=1)[:, -1] + (0.0 if bias is None else bias)


def fired(s: Array, activation: str) -> Array:
    """The activation of each score."""
    with np.errstate(over="ignore"):
        return {"identity": lambda: s, "relu": lambda: np.maximum(s, 0.0), "tanh": lambda: np.tanh(s),
                "sigmoid": lambda: 1 / (1 + np.exp(-s))}[activation]()  # fmt: skip
