"""Matrix products and what is built directly on them: linear layers, embeddings, attention."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib.ops.elementwise import dropout, masked_fill, method
from course_lib.ops.reduce import softmax
from course_lib.tensor import Tensor, operands, result, same_dtype


@method("matmul", "__matmul__")
def matmul(a: Any, b: Any) -> Tensor:
    """Matrix product (..., n, k) @ (..., k, m) -> (..., n, m); leading axes broadcast, vectors act as in
    NumPy.

    Y = A B, so dL/dA = G B^T and dL/dB = A^T G. Raises ValueError where the inner lengths differ.

    >>> matmul(Tensor([[1.0, 2.0]]), Tensor([[3.0], [4.0]])).tolist()
    [[11.0]]
    """
    a, b = operands("matmul", a, b)
    if not a.ndim or not b.ndim or a.shape[-1] != b.shape[-2 if b.ndim > 1 else 0]:
        raise ValueError(
            f"matmul: {a.shape} @ {b.shape}: the last length of the first must equal the second last "
            "length of the second"
        )
    x = a.data if a.ndim > 1 else a.data[None, :]
    y = b.data if b.ndim > 1 else b.data[:, None]
    value = a.data @ b.data
    shape = (*np.broadcast_shapes(x.shape[:-2], y.shape[:-2]), x.shape[-2], y.shape[-1])

    def flow_a(g: np.ndarray) -> np.ndarray:
        part = g.reshape(shape) @ y.swapaxes(-1, -2)
        return part if a.ndim > 1 else part.reshape(-1, a.shape[0]).sum(axis=0)

    def flow_b(g: np.ndarray) -> np.ndarray:
        part = x.swapaxes(-1, -2) @ g.reshape(shape)
        return part if b.ndim > 1 else part.reshape(-1, b.shape[0]).sum(axis=0)

    return result("matmul", value, (a, flow_a), (b, flow_b))


@method("__rmatmul__")
def _rmatmul(b: Tensor, a: Any) -> Tensor:
    return matmul(a, b)


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return y = x W^T + b: x (..., in), weight (out, in), bias (out,) -> (..., out).

    >>> linear(Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]]), Tensor([5.0])).tolist()
    [[16.0]]
    """
    if x.shape[-1:] != weight.shape[1:]:
        raise ValueError(
            f"linear: the input {x.shape} has {x.shape[-1] if x.ndim else 'no'} features in its last "
            f"axis, the weight {weight.shape} takes {weight.shape[1]}"
        )
    same_dtype("linear", x, weight, bias)
    w = weight.data
    flat = x.data.reshape(-1, w.shape[1])
    y = flat @ w.T
    if bias is not None:
        y += bias.data
    rows = lambda g: g.reshape(-1, w.shape[0])  # noqa: E731
    edges = [(x, lambda g: (rows(g) @ w).reshape(x.shape)), (weight, lambda g: rows(g).T @ flat)]
    if bias is not None:
        edges.append((bias, lambda g: rows(g).sum(axis=0)))
    return result("linear", y.reshape(*x.shape[:-1], w.shape[0]), *edges)


def embedding(index: Any, weight: Tensor, padding_idx: int | None = None) -> Tensor:
    """Row `index` of weight (V, D), for integers of any shape (...) -> (..., D).

    The row `padding_idx` receives no gradient: it stands for "nothing here".

    Raises TypeError for indices that are not integers and IndexError for rows that do not exist.
    """
    index = np.asarray(index.data if isinstance(index, Tensor) else index)
    if index.dtype.kind not in "iu":
        raise TypeError(f"embedding: indices are integers, these are {index.dtype}; use .long()")
    rows = len(weight)
    if index.size and not 0 <= index.min() <= index.max() < rows:
        raise IndexError(
            f"embedding: indices from {index.min()} to {index.max()} into a table of {rows} rows"
        )

    def flow(g: np.ndarray) -> np.ndarray:
        back = np.zeros_like(weight.data)
        np.add.at(back, index, g)
        if padding_idx is not None:
            back[padding_idx] = 0
        return back

    return result("embedding", weight.data[index], (weight, flow))


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    need_weights: bool = False,
) -> Any:
    """softmax(Q K^T / sqrt(d)) V (Vaswani et al., 2017): Q (..., L, d), K (..., S, d), V (..., S, e) ->
    (..., L, e).

    A boolean mask (..., L, S) is True where attention is allowed; a float mask is added to the scores. With
    need_weights also returns the weights (..., L, S).

    >>> q = Tensor(np.ones((1, 2, 4)), dtype=np.float32)
    >>> scaled_dot_product_attention(q, q, q).shape
    (1, 2, 4)
    """
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise ValueError(
            f"attention: query {query.shape} and key {key.shape} need the same last length, key and value "
            f"{value.shape} the same number of rows"
        )
    scores = matmul(query * (scale or 1 / math.sqrt(query.shape[-1])), key.transpose(-2, -1))
    if is_causal:
        later = np.triu(np.ones(scores.shape[-2:], dtype=bool), k=1)
        scores = masked_fill(scores, later, -math.inf)
    if attn_mask is not None:
        mask = attn_mask if isinstance(attn_mask, Tensor) else Tensor(attn_mask)
        scores = masked_fill(scores, ~mask.data, -math.inf) if mask.dtype == bool else scores + mask
    weights = dropout(softmax(scores, -1), dropout_p)
    output = matmul(weights, value)
    return (output, weights) if need_weights else output
