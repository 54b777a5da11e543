"""Operations that turn many entries into few: sums, means, extremes, softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.ops.elementwise import method, sqrt
from course_lib.tensor import Tensor, result

Dim = int | tuple[int, ...] | None


def _axes(op: str, x: Tensor, dim: Dim) -> tuple[int, ...]:
    """The axes to reduce as positive numbers; refuses axes that are not there and empty ones."""
    dims = range(x.ndim) if dim is None else (dim,) if isinstance(dim, (int, np.integer)) else dim
    for d in dims:
        if not -x.ndim <= d < x.ndim:
            raise ValueError(f"{op}: dim {d} is not an axis of shape {x.shape}; it has {x.ndim} axes")
    axes = tuple(sorted(d % x.ndim for d in dims))
    if x.data.size == 0:
        raise ValueError(
            f"{op} of nothing: the tensor of shape {x.shape} is empty; was a batch or a selection empty?"
        )
    return axes


def _spread(g: np.ndarray, shape: tuple[int, ...], axes: tuple[int, ...]) -> np.ndarray:
    """The gradient of a reduction with the lost axes put back (as a view, nothing is copied)."""
    kept = tuple(1 if i in axes else n for i, n in enumerate(shape))
    return np.broadcast_to(g.reshape(kept), shape)


@method()
def sum(x: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Sum over all entries, or over the axes `dim`.

    >>> sum(Tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0).tolist()
    [4.0, 6.0]
    """
    axes = _axes("sum", x, dim)
    y = x.data.sum(axis=axes, keepdims=keepdim)
    return result("sum", y, (x, lambda g: _spread(g, x.shape, axes)))


def _count(shape: tuple[int, ...], axes: tuple[int, ...]) -> int:
    return int(np.prod([shape[i] for i in axes], dtype=int))


@method()
def mean(x: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Mean over all entries, or over the axes `dim`; refuses an empty tensor."""
    axes = _axes("mean", x, dim)
    n = _count(x.shape, axes)
    y = x.data.mean(axis=axes, keepdims=keepdim)
    return result("mean", y, (x, lambda g: _spread(g / n, x.shape, axes)))


@method()
def var(x: Tensor, dim: Dim = None, correction: int = 1, keepdim: bool = False) -> Tensor:
    """Variance: squared distance from the mean, summed and divided by n - correction."""
    axes = _axes("var", x, dim)
    n = _count(x.shape, axes) - correction
    if n <= 0:
        raise ValueError(f"var: needs more than {correction} entries along dim {dim} of shape {x.shape}")
    centred = x.data - x.data.mean(axis=axes, keepdims=True)
    y = (centred * centred).sum(axis=axes, keepdims=keepdim) / n
    return result("var", y, (x, lambda g: _spread(g, x.shape, axes) * centred * (2 / n)))


@method()
def std(x: Tensor, dim: Dim = None, correction: int = 1, keepdim: bool = False) -> Tensor:
    """Standard deviation, the square root of `var`."""
    return sqrt(var(x, dim, correction, keepdim))


def _extreme(op: str, x: Tensor, dim: Dim, keepdim: bool) -> Tensor:
    axes = _axes(op, x, dim)
    best = getattr(x.data, op[1:])(axis=axes, keepdims=True)

    def flow(g: np.ndarray) -> np.ndarray:
        hit = x.data == best
        return _spread(g, x.shape, axes) * (hit / hit.sum(axis=axes, keepdims=True, dtype=x.dtype))

    return result(op, best if keepdim else best.squeeze(axes), (x, flow))


@method("amax", "max")
def amax(x: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Largest entry; entries that tie share the gradient."""
    return _extreme("amax", x, dim, keepdim)


@method("amin", "min")
def amin(x: Tensor, dim: Dim = None, keepdim: bool = False) -> Tensor:
    """Smallest entry; entries that tie share the gradient."""
    return _extreme("amin", x, dim, keepdim)


@method()
def argmax(x: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Position of the largest entry (int64, no gradient); the first one where several tie."""
    _axes("argmax", x, dim)
    return Tensor(np.asarray(np.argmax(x.data, axis=dim, keepdims=keepdim)))


@method()
def argmin(x: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Position of the smallest entry (int64, no gradient)."""
    _axes("argmin", x, dim)
    return Tensor(np.asarray(np.argmin(x.data, axis=dim, keepdims=keepdim)))


@method("all")
def all_true(x: Tensor) -> Tensor:
    """Whether every entry holds."""
    return Tensor(np.asarray(x.data.all()))


@method("any")
def any_true(x: Tensor) -> Tensor:
    """Whether some entry holds."""
    return Tensor(np.asarray(x.data.any()))


# -- softmax -------------------------------------------------------------------------------------------
def _softmax(z: np.ndarray, axis: int) -> np.ndarray:
    e = np.exp(z - z.max(axis=axis, keepdims=True))  # the largest exponent is 0: nothing overflows
    e /= e.sum(axis=axis, keepdims=True)
    return e


@method()
def softmax(x: Tensor, dim: int) -> Tensor:
    """exp(x_i) / sum_j exp(x_j) along `dim`, stable for any x.

    >>> softmax(Tensor([1000.0, 1000.0]), dim=0).tolist()
    [0.5, 0.5]
    """
    _axes("softmax", x, dim)
    y = _softmax(x.data, dim)
    return result("softmax", y, (x, lambda g: y * (g - (g * y).sum(axis=dim, keepdims=True))))


@method()
def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Return ln softmax(x) along `dim`, without rounding small probabilities to 0."""
    _axes("log_softmax", x, dim)
    shifted = x.data - x.data.max(axis=dim, keepdims=True)
    y = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
    return result("log_softmax", y, (x, lambda g: g - np.exp(y) * g.sum(axis=dim, keepdims=True)))


@method()
def logsumexp(x: Tensor, dim: Dim, keepdim: bool = False) -> Tensor:
    """Return ln sum exp(x) along `dim`, a smooth maximum."""
    axes = _axes("logsumexp", x, dim)
    top = x.data.max(axis=axes, keepdims=True)
    e = np.exp(x.data - top)
    total = e.sum(axis=axes, keepdims=True)
    y = top + np.log(total)
    flow = lambda g: _spread(g, x.shape, axes) * (e / total)  # noqa: E731
    return result("logsumexp", y if keepdim else y.squeeze(axes), (x, flow))


def reduced(op: str, values: Tensor, reduction: str) -> Tensor:
    """Apply a loss's `reduction`: "mean", "sum" or "none"."""
    how: dict[str, Any] = {"mean": mean, "sum": sum, "none": lambda v: v}
    if reduction not in how:
        raise ValueError(f'{op}: reduction is "mean", "sum" or "none", not {reduction!r}')
    return how[reduction](values)
