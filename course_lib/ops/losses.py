"""How wrong a prediction is, as one number; each loss with its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.ops.elementwise import _sigmoid
from course_lib.ops.reduce import reduced
from course_lib.tensor import Tensor, result, same_dtype


def _targets(op: str, x: Tensor, target: Any) -> Tensor:
    """The targets in the input's shape and dtype: numbers and integers are taken over."""
    target = target if isinstance(target, Tensor) else Tensor(target)
    if target.shape != x.shape:
        raise ValueError(
            f"{op}: predictions have shape {x.shape}, targets {target.shape}; they must be equal"
        )
    if target.dtype.kind != "f":
        target = Tensor(target.data.astype(x.dtype))
    same_dtype(op, x, target)
    _not_empty(op, x)
    return target


def _not_empty(op: str, x: Tensor) -> None:
    if x.data.size == 0:
        raise ValueError(f"{op}: the batch is empty (shape {x.shape}), so there is nothing to average")


def mse_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """Mean squared error, (input - target)^2.

    >>> mse_loss(Tensor([1.0, 3.0]), Tensor([1.0, 1.0])).item()
    2.0
    """
    t = _targets("mse_loss", input, target)
    d = input.data - t.data
    values = result("mse_loss", d * d, (input, lambda g: 2 * g * d), (t, lambda g: -2 * g * d))
    return reduced("mse_loss", values, reduction)


def l1_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """Mean absolute error, |input - target|."""
    t = _targets("l1_loss", input, target)
    sign = np.sign(input.data - t.data)
    value = np.abs(input.data - t.data)
    values = result("l1_loss", value, (input, lambda g: g * sign), (t, lambda g: -g * sign))
    return reduced("l1_loss", values, reduction)


def _labels(op: str, x: Tensor, target: Any, ignore_index: int = -100) -> np.ndarray:
    """Class numbers (N,) checked against the scores (N, C)."""
    labels = np.asarray(target.data if isinstance(target, Tensor) else target)
    if x.ndim < 2 or labels.shape != (x.shape[0], *x.shape[2:]):
        raise ValueError(
            f"{op}: expected scores (N, C) with labels (N,), got {x.shape} and {labels.shape}; "
            "axes after C must stand in both"
        )
    _not_empty(op, x)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"{op}: labels are class numbers (integers), these are {labels.dtype}; use .long()")
    counted = labels[labels != ignore_index]
    if not counted.size:
        raise ValueError(
            f"{op}: every label is ignore_index ({ignore_index}), so there is nothing to average"
        )
    if counted.min() < 0 or counted.max() >= x.shape[1]:
        raise ValueError(
            f"{op}: labels run from {counted.min()} to {counted.max()}, but scores of shape {x.shape} know "
            f"the classes 0 to {x.shape[1] - 1}"
        )
    return labels


def _rows(op: str, x: Tensor, target: Any, loss: Callable[[Tensor, Any], Tensor]) -> Tensor:
    """A loss of scores (N, C, ...), one label a position: every position becomes a row of its own."""
    labels = np.asarray(target.data if isinstance(target, Tensor) else target)
    if labels.shape != (x.shape[0], *x.shape[2:]):
        _labels(op, x, target)  # says what would fit
    values = loss(x.permute(0, *range(2, x.ndim), 1).reshape(-1, x.shape[1]), labels.reshape(-1))
    return values.reshape(*labels.shape) if values.ndim else values


def cross_entropy(
    input: Tensor,
    target: Any,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """-ln softmax(input)[target]: scores (N, C, ...), labels (N, ...) integers; softmax and logarithm in one.

    Fused because the gradient is then simply softmax(input) - one_hot(target). `weight` (C,) makes classes
    count more or less, rows labelled `ignore_index` do not count, label_smoothing mixes the target with the
    uniform distribution. Raises for an empty batch and for labels that are not integers or out of range.

    >>> round(cross_entropy(Tensor([[0.0, 0.0]]), Tensor([1])).item(), 4)
    0.6931
    """
    if input.ndim > 2:
        options: dict[str, Any] = {"ignore_index": ignore_index, "reduction": reduction}
        options["label_smoothing"] = label_smoothing
        return _rows("cross_entropy", input, target, lambda x, t: cross_entropy(x, t, weight, **options))
    labels = _labels("cross_entropy", input, target, ignore_index)
    n, c = input.shape
    rows, kept = np.arange(n), labels != ignore_index
    logp = input.data - input.data.max(axis=1, keepdims=True)
    logp -= np.log(np.exp(logp).sum(axis=1, keepdims=True))
    plain = weight is None and not label_smoothing and kept.all()
    if not plain:  # q (N, C): how much each logarithm counts
        w = np.ones(c, input.dtype) if weight is None else weight.data
        index = np.where(kept, labels, 0)
        q = np.zeros_like(logp) + label_smoothing / c * w
        q[rows, index] += (1 - label_smoothing) * w[index]
        q *= kept[:, None]
        n = (w[index] * kept).sum()
    loss = -logp[rows, labels] if plain else -(q * logp).sum(axis=1)

    def flow(g: np.ndarray) -> np.ndarray:
        p = np.exp(logp)
        if plain:
            p[rows, labels] -= 1
        else:
            p = p * q.sum(axis=1, keepdims=True) - q
        p *= g[:, None] if g.ndim else g / n
        return p

    if reduction == "mean":
        return result("cross_entropy", loss.sum() / input.dtype.type(n), (input, flow))
    return reduced("cross_entropy", result("cross_entropy", loss, (input, flow)), reduction)


def nll_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """-input[target] for log-probabilities (N, C, ...) and labels (N, ...)."""
    if input.ndim > 2:
        return _rows("nll_loss", input, target, lambda x, t: nll_loss(x, t, reduction))
    labels = _labels("nll_loss", input, target)
    return reduced("nll_loss", -input[np.arange(len(labels)), labels], reduction)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Any, reduction: str = "mean", pos_weight: Tensor | None = None
) -> Tensor:
    """-t ln s(z) - (1 - t) ln(1 - s(z)) for scores z and targets t between 0 and 1; stable for any z.

    `pos_weight` (broadcast to the scores) makes the first term, the positive examples, count more or less.

    >>> binary_cross_entropy_with_logits(Tensor([1000.0]), Tensor([1.0])).item()
    0.0
    """
    op = "binary_cross_entropy_with_logits"
    t = _targets(op, input, target)
    _between_0_and_1(op, t)
    z, up = input.data, np.log1p(np.exp(-np.abs(input.data)))  # ln(1 + e^-|z|)
    if pos_weight is None:
        value = np.maximum(z, 0) - z * t.data + up
        values = result(op, value, (input, lambda g: g * (_sigmoid(z) - t.data)), (t, lambda g: -g * z))
        return reduced(op, values, reduction)
    same_dtype(op, input, pos_weight)
    of_one, of_zero = pos_weight.data * (np.maximum(-z, 0) + up), np.maximum(z, 0) + up  # -p ln s, -ln(1 - s)
    flow = lambda g: g * ((1 - t.data) * _sigmoid(z) - pos_weight.data * t.data * _sigmoid(-z))  # noqa: E731
    value = t.data * of_one + (1 - t.data) * of_zero
    values = result(op, value, (input, flow), (t, lambda g: g * (of_one - of_zero)))
    return reduced(op, values, reduction)


def binary_cross_entropy(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """The same loss for probabilities p instead of scores; logarithms are cut at -100, as in torch."""
    op = "binary_cross_entropy"
    t = _targets(op, input, target)
    _between_0_and_1(op, t)
    _between_0_and_1(op, input)
    p = input.data
    with np.errstate(divide="ignore"):
        log_p, log_q = np.maximum(np.log(p), -100), np.maximum(np.log1p(-p), -100)
    value = -(t.data * log_p + (1 - t.data) * log_q)
    flow = lambda g: g * (p - t.data) / np.maximum(p * (1 - p), 1e-12)  # noqa: E731
    values = result(op, value, (input, flow), (t, lambda g: g * (log_q - log_p)))
    return reduced(op, values, reduction)


def _between_0_and_1(op: str, t: Tensor) -> None:
    low, high = t.data.min(), t.data.max()
    if low < 0 or high > 1:
        raise ValueError(
            f"{op}: expected numbers from 0 to 1, these run from {low:g} to {high:g}; labels of -1 and +1 "
            "belong to soft_margin_loss, scores to binary_cross_entropy_with_logits"
        )


def soft_margin_loss(input: Tensor, target: Any, reduction: str = "mean") -> Tensor:
    """The logistic loss ln(1 + e^(-y z)) for scores z and labels y of -1 and +1; stable for any z.

    >>> round(soft_margin_loss(Tensor([0.0]), Tensor([-1.0])).item(), 4)
    0.6931
    """
    y = _targets("soft_margin_loss", input, target).data
    if not np.all(np.abs(y) == 1):
        raise ValueError(
            "soft_margin_loss: labels are -1 and +1; labels of 0 and 1 belong to the binary cross-entropy"
        )
    m = -y * input.data
    value = np.maximum(m, 0) + np.log1p(np.exp(-np.abs(m)))
    values = result("soft_margin_loss", value, (input, lambda g: -g * y * _sigmoid(m)))
    return reduced("soft_margin_loss", values, reduction)
