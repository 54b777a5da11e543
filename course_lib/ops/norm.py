"""Batch and layer normalisation: subtract a mean, divide by a standard deviation, learn a scale and a
shift.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.tensor import Tensor, result, same_dtype, unbroadcast


def batch_norm(
    x: Tensor,
    running_mean: np.ndarray | None = None,
    running_var: np.ndarray | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel of (N, C, ...) to mean 0 and variance 1 over the batch, then scaled and shifted, both
    (C,).

    While training, the batch's own statistics are used and the running ones (C,) moved towards them in
    place; in evaluation the running ones are used (Ioffe and Szegedy, 2015).

    >>> batch_norm(Tensor([[1.0], [3.0]]), training=True).numpy().round(2).tolist()
    [[-1.0], [1.0]]
    """
    same_dtype("batch_norm", x, weight, bias)
    axes = (0, *range(2, x.ndim))
    face = (-1,) + (1,) * (x.ndim - 2)  # (C,) -> (C, 1, 1), which broadcasts over (N, C, H, W)
    n = x.data.size // max(x.shape[1], 1)
    if not training and running_mean is not None and running_var is not None:
        return _normalise("batch_norm", x, axes, face, weight, bias, eps, (running_mean, running_var))[0]
    if n <= 1:
        raise ValueError(
            f"batch_norm: while training it needs more than one value a channel, but the input is "
            f"{x.shape}; use a larger batch, or .eval()"
        )
    y, mean, var = _normalise("batch_norm", x, axes, face, weight, bias, eps)
    for running, now in ((running_mean, mean), (running_var, var * (n / (n - 1)))):
        if running is not None:
            running += momentum * (now.reshape(-1) - running)
    return y


def layer_norm(
    x: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Each example to mean 0 and variance 1 over its last axes `normalized_shape` (Ba, Kiros and Hinton,
    2016).

    >>> layer_norm(Tensor([[1.0, 3.0]]), (2,)).numpy().round(2).tolist()
    [[-1.0, 1.0]]
    """
    shape = tuple(normalized_shape)
    if x.shape[x.ndim - len(shape) :] != shape or not x.data.size:
        raise ValueError(
            f"layer_norm: the last lengths of the input {x.shape} are not normalized_shape {shape}"
        )
    same_dtype("layer_norm", x, weight, bias)
    return _normalise("layer_norm", x, tuple(range(-len(shape), 0)), shape, weight, bias, eps)[0]


def _normalise(
    op: str, x: Tensor, axes: Any, face: Any, weight: Any, bias: Any, eps: float, fixed: Any = None
) -> Any:
    """Return xhat = (x - mean) / sqrt(var + eps) over `axes`, then weight * xhat + bias, with all three
    gradients.
    """
    if fixed is None:
        mean = x.data.mean(axis=axes, keepdims=True)
        centred = x.data - mean
        var = (centred * centred).mean(axis=axes, keepdims=True)
    else:
        mean, var = (a.reshape(face) for a in fixed)
        centred = x.data - mean
    inverse = 1 / np.sqrt(var + eps)
    xhat = centred * inverse
    scale = None if weight is None else weight.data.reshape(face)

    def flow_x(g: np.ndarray) -> np.ndarray:
        g = g if scale is None else g * scale
        if fixed is None:  # mean and variance depend on x too: their two terms leave the gradient
            g = g - g.mean(axis=axes, keepdims=True) - xhat * (g * xhat).mean(axis=axes, keepdims=True)
        return g * inverse

    def to_face(g: np.ndarray, like: Tensor) -> np.ndarray:
        return unbroadcast(g, np.empty(like.shape).reshape(face).shape).reshape(like.shape)

    edges: list = [(x, flow_x)]
    y = xhat
    if weight is not None:
        y = y * scale
        edges.append((weight, lambda g: to_face(g * xhat, weight)))
    if bias is not None:
        y = y + bias.data.reshape(face)
        edges.append((bias, lambda g: to_face(g, bias)))
    return result(op, y, *edges), mean, var
