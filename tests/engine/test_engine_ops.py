"""Every operation against torch, forward and backward, in both precisions, over random shapes and arguments."""

# ruff: noqa: E731  (tables of cases)

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course_lib import ops
from course_lib.tensor import Tensor
from tests.engine.harness import Case, Draw, compare, many, torch

F = torch.nn.functional
CASES: dict[str, Callable[[Draw], Case]] = {}


def case(function: Callable[[Draw], Case]) -> Callable[[Draw], Case]:
    CASES[function.__name__] = function
    return function


# -- elementwise ---------------------------------------------------------------------------------------
def binary(name: str, ours: Callable, theirs: Callable, kinds: tuple[str, str] = ("any", "any")) -> None:
    def make(d: Draw) -> Case:
        shape = d.shape(0)
        a, b = shape, d.partner(shape)
        if d.bool():
            a, b = b, a
        return Case([d.array(*a, kind=kinds[0]), d.array(*b, kind=kinds[1])], ours, theirs, f"{name} {a} {b}")

    CASES[name] = make


binary("add", ops.add, torch.add)
binary("sub", ops.sub, torch.sub)
binary("mul", ops.mul, torch.mul)
binary("div", ops.div, torch.div, ("any", "positive"))
binary("pow", ops.pow, torch.pow, ("positive", "any"))
binary("maximum", ops.maximum, torch.maximum, ("apart", "any"))
binary("minimum", ops.minimum, torch.minimum, ("apart", "any"))
binary(
    "operators",
    lambda a, b: 2 - a + 3 * b - a / 2 + 1 / (b * b + 1),
    lambda a, b: 2 - a + 3 * b - a / 2 + 1 / (b * b + 1),
)


@case
def ties_in_maximum(d: Draw) -> Case:
    shape = d.shape(0)
    arrays = [d.array(*shape, ties=True), d.array(*shape, ties=True)]
    return Case(
        arrays,
        lambda a, b: (ops.maximum(a, b), ops.minimum(a, b)),
        lambda a, b: (torch.maximum(a, b), torch.minimum(a, b)),
    )


def unary(name: str, ours: Callable, theirs: Callable, kind: str = "any", ties: bool = False) -> None:
    CASES[name] = lambda d: Case([d.array(*d.shape(0), kind=kind, ties=ties)], ours, theirs, name)


for _name in ("exp", "sin", "cos", "tanh", "sigmoid", "neg"):
    unary(_name, getattr(ops, _name), getattr(torch, _name))
for _name in ("log", "log1p", "sqrt"):
    unary(_name, getattr(ops, _name), getattr(torch, _name), "positive")
unary("abs", ops.abs, torch.abs, ties=True)
unary("relu", ops.relu, torch.relu, ties=True)
unary("logsigmoid", ops.logsigmoid, F.logsigmoid)
unary("softplus", ops.softplus, F.softplus)
unary("silu", ops.silu, F.silu)
unary("pow_number", lambda x: (x**2, x**3, x**0, x**1), lambda x: (x**2, x**3, x**0, x**1))
unary("pow_fraction", lambda x: (x**0.5, x**-1.5), lambda x: (x**0.5, x**-1.5), "positive")
unary("rpow", lambda x: 2**x, lambda x: 2**x)


@case
def leaky_relu(d: Draw) -> Case:
    slope = d.choice(0.01, 0.2, 0.0)
    return Case(
        [d.array(*d.shape(0), ties=True)],
        lambda x: ops.leaky_relu(x, slope),
        lambda x: F.leaky_relu(x, slope),
    )


@case
def elu(d: Draw) -> Case:
    alpha = d.choice(1.0, 0.3)
    return Case([d.array(*d.shape(0))], lambda x: ops.elu(x, alpha), lambda x: F.elu(x, alpha))


@case
def gelu(d: Draw) -> Case:
    how = d.choice("none", "tanh")
    return Case([d.array(*d.shape(0))], lambda x: ops.gelu(x, how), lambda x: F.gelu(x, approximate=how))


@case
def clamp(d: Draw) -> Case:
    low, high = d.choice((-0.5, 0.5), (None, 0.1), (0.2, None))
    return Case(
        [d.array(*d.shape(0))], lambda x: ops.clamp(x, low, high), lambda x: torch.clamp(x, low, high)
    )


@case
def where(d: Draw) -> Case:
    shape = d.shape(0)
    c = np.asarray(d.rng.random(d.partner(shape)) < 0.5)
    return Case(
        [d.array(*shape), d.array(*d.partner(shape))],
        lambda a, b: ops.where(c, a, b),
        lambda a, b: torch.where(torch.tensor(c), a, b),
    )


@case
def masked_fill(d: Draw) -> Case:
    shape = d.shape(0)
    m = np.asarray(d.rng.random(shape) < 0.5)
    return Case(
        [d.array(*shape)], lambda x: ops.masked_fill(x, m, 7.0), lambda x: x.masked_fill(torch.tensor(m), 7.0)
    )


# -- reductions ----------------------------------------------------------------------------------------
def reduction(name: str, ours: Callable, theirs: Callable, kind: str = "any") -> None:
    def make(d: Draw) -> Case:
        shape = d.shape(1)
        dims = [i - len(shape) if d.bool() else i for i in range(len(shape)) if d.bool()] or [
            d.int(0, len(shape) - 1)
        ]
        dim, keep = d.choice(tuple(dims), dims[0]), d.bool()
        x = d.array(*shape, kind=kind)
        return Case(
            [x], lambda x: ours(x, dim, keep), lambda x: theirs(x, dim, keep), f"{name} {shape} {dim} {keep}"
        )

    CASES[name] = make


reduction("sum", lambda x, d, k: ops.sum(x, d, k), lambda x, d, k: torch.sum(x, d, k))
reduction("mean", lambda x, d, k: ops.mean(x, d, k), lambda x, d, k: torch.mean(x, d, k))
reduction("amax", lambda x, d, k: ops.amax(x, d, k), lambda x, d, k: torch.amax(x, d, k))
reduction("amin", lambda x, d, k: ops.amin(x, d, k), lambda x, d, k: torch.amin(x, d, k))
reduction("logsumexp", lambda x, d, k: ops.logsumexp(x, d, k), lambda x, d, k: torch.logsumexp(x, d, k))
reduction(
    "var", lambda x, d, k: ops.var(x, d, 0, k), lambda x, d, k: torch.var(x, d, correction=0, keepdim=k)
)


@case
def whole_reductions(d: Draw) -> Case:
    x = d.array(d.int(2, 4), *d.shape(0, 3), kind="apart")
    return Case(
        [x],
        lambda x: (x.sum(), x.mean(), x.max(), x.min(), x.var(), x.std()),
        lambda x: (x.sum(), x.mean(), x.max(), x.min(), x.var(), x.std()),
    )


@case
def amax_ties(d: Draw) -> Case:
    return Case([d.array(*d.shape(1), ties=True)], lambda x: x.amax(-1), lambda x: x.amax(-1))


def along(name: str) -> None:
    def make(d: Draw) -> Case:
        shape = d.shape(1)
        dim = d.int(-len(shape), len(shape) - 1)
        return Case(
            [d.array(*shape)], lambda x: getattr(ops, name)(x, dim), lambda x: getattr(torch, name)(x, dim)
        )

    CASES[name] = make


along("softmax")
along("log_softmax")


# -- linear algebra ------------------------------------------------------------------------------------
@case
def matmul(d: Draw) -> Case:
    n, k, m = d.int(1, 4), d.int(1, 4), d.int(1, 4)
    batch = d.shape(0, 2, 3)
    other = d.partner(batch)
    form = d.choice("batched", "batched", "vector-matrix", "matrix-vector", "dot")
    a, b = (*batch, n, k), (*other, k, m)
    if d.bool():
        a, b = (*other, n, k), (*batch, k, m)
    a = (k,) if form in ("vector-matrix", "dot") else a
    b = (k,) if form in ("matrix-vector", "dot") else b
    return Case([d.array(*a), d.array(*b)], ops.matmul, torch.matmul, f"matmul {a} {b}")


@case
def linear(d: Draw) -> Case:
    i, o = d.int(1, 5), d.int(1, 5)
    inputs = [d.array(*d.shape(0, 3), i), d.array(o, i)] + ([d.array(o)] if d.bool() else [])
    return Case(inputs, ops.linear, F.linear)


@case
def embedding(d: Draw) -> Case:
    rows = d.int(1, 5)
    index = np.asarray(d.rng.integers(0, rows, d.shape(0, 3)))
    none = d.choice(None, d.int(0, rows - 1))
    return Case(
        [d.array(rows, d.int(1, 4))],
        lambda w: ops.embedding(index, w, none),
        lambda w: F.embedding(torch.tensor(index), w, none),
    )


@case
def attention(d: Draw) -> Case:
    batch, length, source, e, v = d.shape(0, 2, 3), d.int(1, 4), d.int(1, 4), d.int(1, 4), d.int(1, 4)
    kind = d.choice("none", "causal", "bool", "float")
    mask = None
    if kind == "bool":
        mask = d.rng.random((length, source)) < 0.7
        mask[:, 0] = True
    if kind == "float":
        mask = d.rng.normal(size=(length, source))
    inputs = [d.array(*batch, length, e), d.array(*batch, source, e), d.array(*batch, source, v)]

    def ours(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        m = mask if mask is None or mask.dtype == bool else mask.astype(q.dtype)
        return ops.scaled_dot_product_attention(q, k, v, m, is_causal=kind == "causal")

    def theirs(q, k, v):
        m = (
            None
            if mask is None
            else torch.tensor(mask if mask.dtype == bool else mask.astype(q.detach().numpy().dtype))
        )
        return F.scaled_dot_product_attention(q, k, v, m, is_causal=kind == "causal")

    return Case(inputs, ours, theirs, f"attention {kind}")


# -- shape ---------------------------------------------------------------------------------------------
@case
def moves(d: Draw) -> Case:
    shape = d.shape(2)
    order = tuple(int(i) for i in d.rng.permutation(len(shape)))
    i, j = d.int(-len(shape), len(shape) - 1), d.int(0, len(shape) - 1)
    f = lambda x: (
        x.permute(*order),
        x.transpose(i, j),
        x.unsqueeze(i),
        x.reshape(-1),
        x.mT,
        x.permute(order).flatten(),
    )
    return Case([d.array(*shape)], f, f, f"moves {shape} {order}")


@case
def flatten(d: Draw) -> Case:
    shape = d.shape(2)
    start = d.int(0, len(shape) - 1)
    end = d.int(start, len(shape) - 1)
    return Case([d.array(*shape)], lambda x: x.flatten(start, end), lambda x: x.flatten(start, end))


@case
def squeeze(d: Draw) -> Case:
    shape = tuple(d.choice(1, 1, 3) for _ in range(d.int(1, 4)))
    dim = d.int(-len(shape), len(shape) - 1)
    return Case(
        [d.array(*shape)], lambda x: (x.squeeze(), x.squeeze(dim)), lambda x: (x.squeeze(), x.squeeze(dim))
    )


@case
def expand(d: Draw) -> Case:
    shape = d.shape(1)
    return Case([d.array(*d.partner(shape))], lambda x: x.expand(*shape), lambda x: x.expand(*shape))


@case
def index(d: Draw) -> Case:
    n, m, k = d.int(1, 5), d.int(1, 5), d.int(1, 3)
    rows = d.rng.integers(-n, n, d.int(1, 6))
    mask = d.rng.random((n, m)) < 0.5
    i, j = d.int(0, n - 1), d.int(0, m)

    def f(x):
        as_index = (lambda a: a) if isinstance(x, Tensor) else torch.tensor
        return (
            x[i],
            x[:, :j],
            x[..., None, 0],
            x[as_index(rows)],
            x[as_index(mask)],
            x[as_index(rows), 0],
            x[i:, 0],
        )

    return Case([d.array(n, m, k)], f, f)


@case
def cat_stack(d: Draw) -> Case:
    shape = d.shape(1, 3)
    dim = d.int(-len(shape), len(shape) - 1)
    second = list(shape)
    second[dim] = d.int(1, 4)
    return Case(
        [d.array(*shape), d.array(*second), d.array(*shape)],
        lambda a, b, c: (ops.cat([a, b, c], dim), ops.stack([a, c], dim), ops.stack([a, c, a], 0)),
        lambda a, b, c: (torch.cat([a, b, c], dim), torch.stack([a, c], dim), torch.stack([a, c, a], 0)),
    )


@case
def split_chunk(d: Draw) -> Case:
    shape = d.shape(1, 3, 7)
    dim, size = d.int(-len(shape), len(shape) - 1), d.int(1, 7)
    f = lambda x: (*x.split(size, dim), *x.chunk(size, dim))
    return Case([d.array(*shape)], f, f)


@case
def pad(d: Draw) -> Case:
    shape = d.shape(1, 4)
    widths = [d.int(0, 3) for _ in range(2 * d.int(1, len(shape)))]
    value = d.choice(0.0, 2.5)
    return Case(
        [d.array(*shape)], lambda x: ops.pad(x, widths, value=value), lambda x: F.pad(x, widths, value=value)
    )


# -- convolution ---------------------------------------------------------------------------------------
def conv_arguments(d: Draw) -> tuple:
    groups = d.choice(1, 1, 1, 2, 3)
    c, o = groups * d.int(1, 4), groups * d.int(1, 3)
    kernel, stride, dilation = (
        (d.int(1, 4), d.int(1, 4)),
        (d.int(1, 5), d.int(1, 5)),
        (d.int(1, 3), d.int(1, 3)),
    )
    if d.bool():
        stride, dilation = (1, 1), (1, 1)
    padding = (d.int(0, 5), d.int(0, 5))
    size = tuple(
        max(1, e * (k - 1) + 1 - 2 * p) + d.int(0, 4)
        for k, e, p in zip(kernel, dilation, padding, strict=True)
    )
    return groups, c, o, kernel, stride, dilation, padding, size


@case
def conv2d(d: Draw) -> Case:
    groups, c, o, kernel, stride, dilation, padding, size = conv_arguments(d)
    if d.choice(False, False, True):
        padding, stride = "same", (1, 1)
    inputs = [d.array(d.int(1, 3), c, *size), d.array(o, c // groups, *kernel)] + (
        [d.array(o)] if d.bool() else []
    )
    b = lambda rest: rest[0] if rest else None
    return Case(
        inputs,
        lambda x, w, *r: ops.conv2d(x, w, b(r), stride, padding, dilation, groups),
        lambda x, w, *r: F.conv2d(x, w, b(r), stride, padding, dilation, groups),
        f"conv2d {[i.shape for i in inputs]} stride {stride} padding {padding} dilation {dilation} groups {groups}",
    )


@case
def conv1d(d: Draw) -> Case:
    groups, c, o, (k, _), (s, _), (e, _), (p, _), (n, _) = conv_arguments(d)
    inputs = [d.array(d.int(1, 3), c, n), d.array(o, c // groups, k), d.array(o)]
    return Case(
        inputs,
        lambda x, w, b: ops.conv1d(x, w, b, s, p, e, groups),
        lambda x, w, b: F.conv1d(x, w, b, s, p, e, groups),
        f"conv1d {[i.shape for i in inputs]} stride {s} padding {p} dilation {e} groups {groups}",
    )


@case
def conv_transpose2d(d: Draw) -> Case:
    groups, c, o, kernel, stride, dilation, padding, _ = conv_arguments(d)
    extra = tuple(d.int(0, max(s, e) - 1) for s, e in zip(stride, dilation, strict=True))
    padding = tuple(d.int(0, e * (k - 1) // 2) for e, k in zip(dilation, kernel, strict=True))
    inputs = [d.array(d.int(1, 3), c, d.int(1, 4), d.int(1, 4)), d.array(c, o // groups, *kernel), d.array(o)]
    return Case(
        inputs,
        lambda x, w, b: ops.conv_transpose2d(x, w, b, stride, padding, extra, groups, dilation),
        lambda x, w, b: F.conv_transpose2d(x, w, b, stride, padding, extra, groups, dilation),
        f"conv_transpose2d {[i.shape for i in inputs]} {stride} {padding} {extra} {groups} {dilation}",
    )


@case
def conv_transpose1d(d: Draw) -> Case:
    groups, c, o, (k, _), (s, _), (e, _), _, _ = conv_arguments(d)
    extra, p = d.int(0, max(s, e) - 1), d.int(0, e * (k - 1) // 2)
    inputs = [d.array(d.int(1, 3), c, d.int(1, 5)), d.array(c, o // groups, k), d.array(o)]
    return Case(
        inputs,
        lambda x, w, b: ops.conv_transpose1d(x, w, b, s, p, extra, groups, e),
        lambda x, w, b: F.conv_transpose1d(x, w, b, s, p, extra, groups, e),
    )


@case
def conv_after_conv(d: Draw) -> Case:
    """The inner memory order handed from one operation to the next."""
    c, o = d.int(1, 4), d.int(1, 4)
    inputs = [d.array(2, c, d.int(4, 7), d.int(4, 7)), d.array(o, c, 3, 3), d.array(2, o, 2, 2)]
    return Case(
        inputs,
        lambda x, w, v: ops.conv2d(ops.max_pool2d(ops.relu(ops.conv2d(x, w, None, 1, 1)), 2), v).flatten(1),
        lambda x, w, v: F.conv2d(F.max_pool2d(F.relu(F.conv2d(x, w, None, 1, 1)), 2), v).flatten(1),
    )


@case
def bordered_conv2d(d: Draw) -> Case:
    """Padding that copies: by `pad`, and by a layer's padding_mode."""
    mode, p = d.choice("reflect", "replicate", "circular"), (d.int(0, 2), d.int(0, 2))
    size = (d.int(3, 6), d.int(3, 6))
    return Case(
        [d.array(d.int(1, 2), 2, *size), d.array(3, 2, d.int(1, 3), d.int(1, 3))],
        lambda x, w: ops.conv2d(ops.pad(x, (p[1], p[1], p[0], p[0]), mode), w),
        lambda x, w: F.conv2d(F.pad(x, (p[1], p[1], p[0], p[0]), mode=mode), w),
        f"{size} {p} {mode}",
    )


# -- pooling -------------------------------------------------------------------------------------------
def pool_arguments(d: Draw, dilated: bool = True) -> tuple:
    kernel = (d.int(1, 4), d.int(1, 4))
    stride = d.choice(None, (d.int(1, 5), d.int(1, 5)))
    padding = (d.int(0, kernel[0] // 2), d.int(0, kernel[1] // 2))
    dilation = (d.int(1, 3), d.int(1, 3)) if dilated and d.bool() else (1, 1)
    size = tuple(
        max(1, e * (k - 1) + 1 - 2 * p) + d.int(0, 5)
        for k, e, p in zip(kernel, dilation, padding, strict=True)
    )
    return kernel, stride, padding, dilation, size


@case
def max_pool2d(d: Draw) -> Case:
    k, s, p, e, size = pool_arguments(d)
    over = d.bool()
    x = d.array(d.int(1, 3), d.int(1, 3), *size, ties=d.bool())
    try:
        ops.max_pool2d(Tensor(x), k, s, p, e, over)
    except ValueError as error:  # torch gives -inf there, and its backward pass writes outside its memory
        assume("hold no input" not in str(error))
    return Case(
        [x],
        lambda x: ops.max_pool2d(x, k, s, p, e, over),
        lambda x: F.max_pool2d(x, k, s, p, e, over),
        f"{x.shape} {k} {s} {p} {e} {over}",
    )


@case
def avg_pool2d(d: Draw) -> Case:
    k, s, p, _, size = pool_arguments(d, False)
    pads, over = d.bool(), d.bool()
    x = d.array(d.int(1, 3), d.int(1, 3), *size)
    return Case(
        [x],
        lambda x: ops.avg_pool2d(x, k, s, p, over, pads),
        lambda x: F.avg_pool2d(x, k, s, p, over, pads),
        f"{x.shape} {k} {s} {p} {over} {pads}",
    )


@case
def lp_pool2d(d: Draw) -> Case:
    k, s, _, _, _ = pool_arguments(d, False)
    power, over = d.choice(2, 3), d.bool()
    x = d.array(d.int(1, 2), d.int(1, 3), k[0] + d.int(0, 4), k[1] + d.int(0, 4), kind="positive")
    return Case(
        [x], lambda x: ops.lp_pool2d(x, power, k, s, over), lambda x: F.lp_pool2d(x, power, k, s, over)
    )


@case
def adaptive_avg_pool2d(d: Draw) -> Case:
    out = d.choice(1, (d.int(1, 6), d.int(1, 6)), (None, d.int(1, 3)))
    x = d.array(d.int(1, 3), d.int(1, 3), d.int(1, 7), d.int(1, 7))
    return Case([x], lambda x: ops.adaptive_avg_pool2d(x, out), lambda x: F.adaptive_avg_pool2d(x, out))


@case
def pools_1d(d: Draw) -> Case:
    (k, _), stride, (p, _), _, (n, _) = pool_arguments(d, False)
    s, out, over = stride and stride[0], d.int(1, 4), d.bool()
    x = d.array(d.int(1, 2), d.int(1, 3), max(n, k), kind="positive")

    def f(m):
        return lambda x: (
            m.max_pool1d(x, k, s, p, ceil_mode=over),
            m.avg_pool1d(x, k, s, p, over),
            m.lp_pool1d(x, 2, k, s),
            m.adaptive_avg_pool1d(x, out),
        )

    return Case([x], f(ops), f(F), f"{x.shape} {k} {s} {p}")


# -- normalisation -------------------------------------------------------------------------------------
@case
def batch_norm(d: Draw) -> Case:
    c, training = d.int(1, 4), d.bool()
    x = d.array(d.int(2, 4), c, *d.shape(0, 2), kind="apart")
    mean, var = d.rng.normal(size=c), d.rng.uniform(0.5, 2, c)

    def ours(x, w, b):
        m, v = mean.astype(x.dtype), var.astype(x.dtype)
        return ops.batch_norm(x, m, v, w, b, training, 0.2), Tensor(m), Tensor(v)

    def theirs(x, w, b):
        m, v = torch.tensor(mean, dtype=x.dtype), torch.tensor(var, dtype=x.dtype)
        return F.batch_norm(x, m, v, w, b, training, 0.2), m, v

    return Case([x, d.array(c), d.array(c)], ours, theirs, f"batch_norm {x.shape} {training}", slack=5)


@case
def layer_norm(d: Draw) -> Case:
    shape = (*d.shape(1, 2), d.int(2, 5))
    last = shape[-d.int(1, len(shape)) :]
    return Case(
        [d.array(*shape, kind="apart"), d.array(*last), d.array(*last)],
        lambda x, w, b: (ops.layer_norm(x, last, w, b), ops.layer_norm(x, last)),
        lambda x, w, b: (F.layer_norm(x, last, w, b), F.layer_norm(x, last)),
        f"layer_norm {shape} {last}",
        slack=5,
    )


# -- losses --------------------------------------------------------------------------------------------
@case
def losses_of_numbers(d: Draw) -> Case:
    how, shape = d.choice("mean", "sum", "none"), d.shape(1, 3)
    f = lambda m: lambda x, t: (m.mse_loss(x, t, reduction=how), m.l1_loss(x, t, reduction=how))
    return Case([d.array(*shape), d.array(*shape)], f(ops), f(F), how)


@case
def cross_entropy(d: Draw) -> Case:
    n, c, how = d.int(1, 5), d.int(1, 5), d.choice("mean", "sum", "none")
    smooth, ignored, weighted = d.choice(0.0, 0.1), d.choice(-100, 0), d.bool()
    more = d.shape(0, 2, 3)  # positions: scores (N, C, ...), labels (N, ...)
    t, w = d.rng.integers(0, c, (n, *more)), d.rng.uniform(0.5, 2, c)
    assume((t != ignored).any())

    def f(m, wrap, target):
        def losses(x):
            weight = wrap(w.astype(x.detach().numpy().dtype)) if weighted else None
            options = {"reduction": how, "label_smoothing": smooth, "ignore_index": ignored}
            logp = m.log_softmax(x, 1)
            return m.cross_entropy(x, target, weight, **options), m.nll_loss(logp, target, reduction=how)

        return losses

    return Case(
        [d.array(n, c, *more)],
        f(ops, Tensor, t),
        f(F, torch.tensor, torch.tensor(t)),
        f"{t} {how} {smooth} {ignored}",
    )


@case
def binary_losses(d: Draw) -> Case:
    shape, how = d.shape(1, 2), d.choice("mean", "sum", "none")
    t, y = d.rng.random(shape).round(), d.rng.choice([-1.0, 1.0], shape)
    up = d.rng.uniform(0.5, 3, shape[-1]) if d.bool() else None

    def f(m, wrap):
        def losses(z, p):
            kind = lambda x: x.detach().numpy().dtype
            target, sign = wrap(t.astype(z.detach().numpy().dtype)), wrap(y.astype(z.detach().numpy().dtype))
            return (
                m.binary_cross_entropy_with_logits(
                    z, target, reduction=how, pos_weight=None if up is None else wrap(up.astype(kind(z)))
                ),
                m.binary_cross_entropy(p, target, reduction=how),
                m.soft_margin_loss(z, sign, reduction=how),
            )

        return losses

    return Case([d.array(*shape), d.array(*shape, kind="unit")], f(ops, Tensor), f(F, torch.tensor), how)


@pytest.mark.parametrize("name", CASES)
@many
@given(data=st.data())
def test_operation_equals_torch(name: str, data: st.DataObject) -> None:
    made = CASES[name](Draw(data))
    compare(made, np.float64)
    compare(made, np.float32)
