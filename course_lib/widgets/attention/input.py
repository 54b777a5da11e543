"""What an attention viewer starts from: weights, queries and keys, a module of the course; checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.widgets.attention.presets import TITLES, Array, preset
from course_lib.widgets.base import WidgetError
from course_lib.widgets.sequences.input import numbers


def named(name: str) -> dict[str, Any]:
    """The preset called `name`, or which presets there are."""
    if name not in TITLES:
        raise WidgetError(
            f"weights must be one of {', '.join(map(repr, TITLES))}, or an array, not {name!r}."
        )
    return preset(name)


def four(value: Any, name: str) -> Array:
    """(layers, heads, rows, columns), with ones put before what came."""
    array = numbers(value, name, (2, 3, 4))
    return array.reshape((1,) * (4 - array.ndim) + array.shape)


def vectors(q: Any, k: Any, v: Any) -> dict[str, Any]:
    """Queries, keys and values with layers and heads before them; without v the values are the keys."""
    if q is None or k is None:
        raise WidgetError("q and k go together; pass both.")
    made = {"q": four(q, "q"), "k": four(k, "k"), "v": four(k if v is None else v, "v")}
    shapes = {name: a.shape for name, a in made.items()}
    same = shapes["q"][:2] == shapes["k"][:2] == shapes["v"][:2]
    if not same or shapes["q"][3] != shapes["k"][3] or shapes["k"][2] != shapes["v"][2]:
        raise WidgetError(
            f"q {shapes['q']}, k {shapes['k']} and v {shapes['v']} do not fit: q (.., L, d), k (.., S, d), "
            "v (.., S, e) with the same layers and heads."
        )
    return made


def checked_weights(weights: Any) -> Array:
    """Weights as (layers, heads, L, S), or why they are none."""
    array = four(weights, "weights")
    if array.min() < 0:
        raise WidgetError(
            f"weights holds {array.min():g}: weights of attention are not negative. Pass q and k for scores."
        )
    sums = array.sum(axis=-1).ravel()
    worst = float(sums[np.abs(sums - 1).argmax()])
    if abs(worst - 1) > 1e-3:
        raise WidgetError(
            f"a row of the weights sums to {worst:g}, not 1: rows are targets (queries), columns are sources "
            "(keys). Transpose them, or take their softmax first."
        )
    return array


def checked_mask(mask: Any, length: int, count: int, given: bool) -> Array:
    """The mask as 1 and 0, (L, S); each query may look somewhere."""
    if given:
        raise WidgetError("a mask goes with q and k; given weights are shown as they are.")
    array = numbers(mask, "mask", 2)
    if array.shape != (length, count):
        raise WidgetError(
            f"mask has shape {array.shape}; here ({length}, {count}) fits, True where attention is allowed."
        )
    shut = np.flatnonzero(~(array != 0).any(axis=1))
    if len(shut):
        raise WidgetError(f"mask lets query {int(shut[0])} look nowhere: each row needs one True.")
    return (array != 0).astype(float)


def projected(module: Any, x: Any, memory: Any) -> dict[str, Any]:
    """q, k and v of each head of a MultiheadAttention for the sentence x (L, E)."""
    if x is None:
        raise WidgetError("a MultiheadAttention needs x=, the sentence (L, E).")
    queries = numbers(x, "x", 2)
    keys = queries if memory is None else numbers(memory, "memory", 2)
    size, heads = module.embed_dim, module.num_heads
    for name, rows in (("x", queries), ("memory", keys)):
        if rows.shape[1] != size:
            raise WidgetError(f"{name} has shape {rows.shape}, but the module takes rows of {size}.")
    weight = numbers(module.in_proj_weight, "in_proj_weight", 2)
    bias = (
        np.zeros(3 * size) if module.in_proj_bias is None else numbers(module.in_proj_bias, "in_proj_bias", 1)
    )
    made = {}
    for i, (name, rows) in enumerate((("q", queries), ("k", keys), ("v", keys))):
        part = slice(i * size, (i + 1) * size)
        projected = rows @ weight[part].T + bias[part]
        made[name] = projected.reshape(len(rows), heads, -1).swapaxes(0, 1)[None].copy()
    return made


def sent(start: dict[str, Any]) -> dict[str, Any]:
    """A preset as the page loads it."""
    q, k, v = start["q"], start["k"], start["v"]
    kept = {
        name: start[name]
        for name in ("name", "title", "layer", "head", "causal", "query", "key", "source", "target")
    }
    return {**kept, "sizes": [*q.shape[:3], k.shape[2], q.shape[3], v.shape[3]],
            **{name: a.ravel().tolist() for name, a in (("q", q), ("k", k), ("v", v))}}  # fmt: skip
