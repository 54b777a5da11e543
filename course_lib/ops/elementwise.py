"""Operations entry by entry: arithmetic, functions, choices. Shapes broadcast; `Tensor` undoes it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.tensor import Tensor, generator, operands, result


def method(*names: str) -> Callable:
    """Make a function also a method of `Tensor`, under its own name or the given ones."""

    def attach(function: Callable) -> Callable:
        for name in names or (function.__name__,):
            setattr(Tensor, name, function)
        return function

    return attach


# -- arithmetic ----------------------------------------------------------------------------------------
@method("add", "__add__", "__radd__")
def add(a: Any, b: Any) -> Tensor:
    """Return a + b.

    >>> add(Tensor([1.0, 2.0]), 10)
    Tensor([11., 12.])
    """
    a, b, value = _meet("add", operator.add, a, b)
    return result("add", value, (a, _same), (b, _same))


@method("sub", "__sub__")
def sub(a: Any, b: Any) -> Tensor:
    """Return a - b."""
    a, b, value = _meet("sub", operator.sub, a, b)
    return result("sub", value, (a, _same), (b, operator.neg))


@method("mul", "__mul__", "__rmul__")
def mul(a: Any, b: Any) -> Tensor:
    """Return a * b, entry by entry.

    >>> mul(Tensor([[1.0], [2.0]]), Tensor([3.0, 4.0])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    a, b, value = _meet("mul", operator.mul, a, b)
    x, y = a.data, b.data
    return result("mul", value, (a, lambda g: g * y), (b, lambda g: g * x))


@method("div", "__truediv__")
def div(a: Any, b: Any) -> Tensor:
    """Return a / b; integers are divided as float32."""
    a, b = operands("div", a, b)
    if a.data.dtype.kind != "f":
        a, b = Tensor(a.data, np.float32), Tensor(b.data, np.float32)
    x, y = a.data, b.data
    value = _meet("div", operator.truediv, a, b)[2]
    return result("div", value, (a, lambda g: g / y), (b, lambda g: -g * x / (y * y)))


@method("pow", "__pow__")
def pow(a: Any, b: Any) -> Tensor:
    """Return a to the power b; the gradient for b exists where a > 0."""
    if isinstance(b, (int, float)) and isinstance(a, Tensor):  # x**2: the common case needs no logarithm
        x, n = a.data, b if isinstance(b, int) else float(b)
        return result("pow", x**n, (a, lambda g: g * (n * x ** (n - 1) if n else np.zeros_like(x))))
    a, b, value = _meet("pow", operator.pow, a, b)
    x, y = a.data, b.data

    def flow_b(g: np.ndarray) -> np.ndarray:
        positive = np.where(x > 0, x, 1)  # at 0 the gradient is 0, below it there is none
        return g * value * np.log(positive)

    return result("pow", value, (a, lambda g: g * np.where(y == 0, 0, y * x ** (y - 1))), (b, flow_b))


@method("__rsub__")
def _rsub(b: Tensor, a: Any) -> Tensor:
    return sub(a, b)


@method("__rtruediv__")
def _rdiv(b: Tensor, a: Any) -> Tensor:
    return div(a, b)


@method("__rpow__")
def _rpow(b: Tensor, a: Any) -> Tensor:
    return pow(*operands("pow", a, b))


@method("neg", "__neg__")
def neg(x: Tensor) -> Tensor:
    """-x."""
    return result("neg", -x.data, (x, operator.neg))


def _meet(op: str, function: Callable, a: Any, b: Any) -> tuple[Tensor, Tensor, np.ndarray]:
    """Both operands as tensors of one dtype, and the value; shapes that do not broadcast get a sentence."""
    if type(a) is not Tensor or type(b) is not Tensor or a.data.dtype is not b.data.dtype:
        a, b = operands(op, a, b)
    try:
        return a, b, function(a.data, b.data)
    except ValueError:
        raise ValueError(
            f"{op}: shapes {a.shape} and {b.shape} do not broadcast: counted from the last axis, lengths "
            "must be equal or one of them 1"
        ) from None


def _same(g: np.ndarray) -> np.ndarray:
    return g


def _comparison(name: str, ufunc: np.ufunc) -> None:
    def compare(a: Tensor, b: Any) -> Tensor:
        return Tensor(np.asarray(_meet(name, ufunc, a, b)[2]))

    setattr(Tensor, name, compare)


for _name, _ufunc in {
    "__eq__": np.equal,
    "__ne__": np.not_equal,
    "__lt__": np.less,
    "__le__": np.less_equal,
    "__gt__": np.greater,
    "__ge__": np.greater_equal,
}.items():
    _comparison(_name, _ufunc)


# -- functions -----------------------------------------------------------------------------------------
@method()
def exp(x: Tensor) -> Tensor:
    """Return e to the power x."""
    y = np.exp(x.data)
    return result("exp", y, (x, lambda g: g * y))


@method()
def log(x: Tensor) -> Tensor:
    """Natural logarithm."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return result("log", np.log(x.data), (x, lambda g: g / x.data))


@method()
def log1p(x: Tensor) -> Tensor:
    """ln(1 + x), exact near 0."""
    return result("log1p", np.log1p(x.data), (x, lambda g: g / (1 + x.data)))


@method()
def sqrt(x: Tensor) -> Tensor:
    """Square root."""
    with np.errstate(invalid="ignore"):
        y = np.sqrt(x.data)

    def flow(g: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return g / (2 * y)

    return result("sqrt", y, (x, flow))


@method("abs", "__abs__")
def abs(x: Tensor) -> Tensor:
    """|x|; the gradient at 0 is taken as 0."""
    return result("abs", np.abs(x.data), (x, lambda g: g * np.sign(x.data)))


@method()
def sin(x: Tensor) -> Tensor:
    """Sine of x in radians."""
    return result("sin", np.sin(x.data), (x, lambda g: g * np.cos(x.data)))


@method()
def cos(x: Tensor) -> Tensor:
    """Cosine of x in radians."""
    return result("cos", np.cos(x.data), (x, lambda g: -g * np.sin(x.data)))


@method()
def tanh(x: Tensor) -> Tensor:
    """Hyperbolic tangent, between -1 and 1."""
    y = np.tanh(x.data)
    return result("tanh", y, (x, lambda g: g * (1 - y * y)))


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 * np.tanh(0.5 * z) + 0.5  # the same function as 1 / (1 + e^-z), and it cannot overflow


@method()
def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + e^-x), between 0 and 1.

    >>> sigmoid(Tensor([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    y = _sigmoid(x.data)
    return result("sigmoid", y, (x, lambda g: g * y * (1 - y)))


@method()
def relu(x: Tensor) -> Tensor:
    """max(x, 0); the gradient at 0 is taken as 0 (as torch does)."""
    y = np.maximum(x.data, 0)
    return result("relu", y, (x, lambda g: g * (y > 0)))


def leaky_relu(x: Tensor, negative_slope: float = 0.01) -> Tensor:
    """Return x where x > 0, negative_slope * x elsewhere."""
    slope = np.where(x.data > 0, 1, negative_slope).astype(x.dtype)
    return result("leaky_relu", x.data * slope, (x, lambda g: g * slope))


def elu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Return x where x > 0, alpha (e^x - 1) elsewhere."""
    below = alpha * np.expm1(np.minimum(x.data, 0))
    y = np.maximum(x.data, 0) + below
    return result("elu", y, (x, lambda g: g * np.where(x.data > 0, 1, below + alpha).astype(x.dtype)))


def softplus(x: Tensor) -> Tensor:
    """ln(1 + e^x), a smooth ReLU; stable for large x."""
    y = np.maximum(x.data, 0) + np.log1p(np.exp(-np.abs(x.data)))
    return result("softplus", y, (x, lambda g: g * _sigmoid(x.data)))


def logsigmoid(x: Tensor) -> Tensor:
    """ln(sigmoid(x)) without overflow."""
    return -softplus(-x)


def silu(x: Tensor) -> Tensor:
    """Return x * sigmoid(x), also called swish."""
    s = _sigmoid(x.data)
    return result("silu", x.data * s, (x, lambda g: g * (s * (1 + x.data * (1 - s)))))


def gelu(x: Tensor, approximate: str = "none") -> Tensor:
    """Return x times the normal distribution's P(Z <= x); `approximate="tanh"` uses Hendrycks and Gimpel's
    formula.
    """
    z = x.data
    if approximate == "tanh":
        c = float(np.sqrt(2 / np.pi))
        t = np.tanh(c * (z + 0.044715 * z**3))
        slope = 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * c * (1 + 3 * 0.044715 * z * z)
        return result("gelu", 0.5 * z * (1 + t), (x, lambda g: g * slope))
    from scipy.special import ndtr  # P(Z <= z); scipy comes with scikit-learn

    p = ndtr(z)
    density = np.exp(-0.5 * z * z) / float(np.sqrt(2 * np.pi))
    return result("gelu", z * p, (x, lambda g: g * (p + z * density)))


# -- choices -------------------------------------------------------------------------------------------
@method()
def maximum(a: Any, b: Any) -> Tensor:
    """The larger of a and b; equal entries share the gradient."""
    a, b, value = _meet("maximum", np.maximum, a, b)
    share = _share(a.data > b.data, a.data == b.data, a.data.dtype)
    return result("maximum", value, (a, lambda g: g * share), (b, lambda g: g * (1 - share)))


@method()
def minimum(a: Any, b: Any) -> Tensor:
    """The smaller of a and b; equal entries share the gradient."""
    a, b, value = _meet("minimum", np.minimum, a, b)
    share = _share(a.data < b.data, a.data == b.data, a.data.dtype)
    return result("minimum", value, (a, lambda g: g * share), (b, lambda g: g * (1 - share)))


def _share(first: np.ndarray, tie: np.ndarray, dtype: np.dtype) -> np.ndarray:
    return first.astype(dtype) + 0.5 * tie.astype(dtype)


@method()
def clamp(x: Tensor, min: float | None = None, max: float | None = None) -> Tensor:
    """Return x kept between min and max; no gradient where it was cut."""
    y = np.clip(x.data, min, max)
    return result("clamp", y, (x, lambda g: g * (y == x.data)))


def where(condition: Any, a: Any, b: Any) -> Tensor:
    """Return a where condition holds, b elsewhere.

    >>> where(Tensor([True, False]), Tensor([1.0, 2.0]), 0.0).tolist()
    [1.0, 0.0]
    """
    chosen = np.asarray(condition.data if isinstance(condition, Tensor) else condition, dtype=bool)
    a, b = operands("where", a, b)
    value = np.where(chosen, a.data, b.data)
    return result("where", value, (a, lambda g: g * chosen), (b, lambda g: g * ~chosen))


@method()
def masked_fill(x: Tensor, mask: Any, value: float) -> Tensor:
    """Return x with `value` written where the mask holds, for example -inf before a softmax."""
    mask = np.asarray(mask.data if isinstance(mask, Tensor) else mask, dtype=bool)
    filled = np.where(mask, np.asarray(value, x.dtype), x.data)
    return result("masked_fill", filled, (x, lambda g: g * ~mask))


def dropout(x: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Zero each entry with probability p and scale the rest by 1 / (1 - p) (Srivastava et al., 2014)."""
    if not 0 <= p <= 1:
        raise ValueError(f"dropout: p is a probability between 0 and 1, not {p}")
    if not training or p == 0:
        return x
    keep = (generator().random(x.shape, dtype=np.float32) >= p) * (1 / (1 - p) if p < 1 else 0.0)
    keep = keep.astype(x.dtype)
    return result("dropout", x.data * keep, (x, lambda g: g * keep))


# -- dtype ---------------------------------------------------------------------------------------------
@method("to", "type")
def astype(x: Tensor, dtype: Any) -> Tensor:
    """Return x in another dtype; the gradient comes back in x's own."""
    if not np.issubdtype(dtype, np.floating):
        return Tensor(x.data.astype(dtype))
    return result("astype", x.data.astype(dtype), (x, lambda g: g.astype(x.dtype)))


@method()
def double(x: Tensor) -> Tensor:
    """Return x in float64, for checking."""
    return astype(x, np.float64)


@method("float")
def to_float(x: Tensor) -> Tensor:
    """Return x in float32."""
    return astype(x, np.float32)


@method("long")
def to_long(x: Tensor) -> Tensor:
    """Return x as integers, cut towards zero."""
    return Tensor(x.data.astype(np.int64))
