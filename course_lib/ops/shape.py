"""Operations that move entries without changing them; backward they move gradients the other way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.ops.elementwise import method
from course_lib.tensor import Tensor, _plain, result, same_dtype


def _sizes(shape: tuple) -> tuple[int, ...]:
    return tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape


@method("reshape", "view")
def reshape(x: Tensor, *shape: Any) -> Tensor:
    """The same entries in row-major order with another shape; one length may be -1.

    >>> reshape(Tensor([1.0, 2.0, 3.0, 4.0]), 2, -1).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    shape = _sizes(shape)
    try:
        y = x.data.reshape(shape)
    except ValueError:
        raise ValueError(f"reshape: {x.numel()} entries of shape {x.shape} do not fit {shape}") from None
    return result("reshape", y, (x, lambda g: g.reshape(x.shape)))


@method()
def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Join the axes from start_dim to end_dim: (N, C, H, W) -> (N, C*H*W) with start_dim=1."""
    start, end = start_dim % max(x.ndim, 1), end_dim % max(x.ndim, 1)
    joined = int(np.prod(x.shape[start : end + 1], dtype=int))
    return reshape(x, *x.shape[:start], joined, *x.shape[end + 1 :])


@method()
def permute(x: Tensor, *dims: Any) -> Tensor:
    """The axes in the order given.

    >>> permute(Tensor(np.zeros((2, 3, 4))), 2, 0, 1).shape
    (4, 2, 3)
    """
    order = _sizes(dims)
    if sorted(d % x.ndim for d in order) != list(range(x.ndim)):
        raise ValueError(f"permute: {order} is not an order of the {x.ndim} axes of shape {x.shape}")
    back = np.argsort([d % x.ndim for d in order])
    return result("permute", x.data.transpose(order), (x, lambda g: g.transpose(back)))


@method()
def transpose(x: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two axes exchanged."""
    return result("transpose", x.data.swapaxes(dim0, dim1), (x, lambda g: g.swapaxes(dim0, dim1)))


setattr(Tensor, "T", property(lambda x: permute(x, *reversed(range(x.ndim)))))  # noqa: B010
setattr(Tensor, "mT", property(lambda x: transpose(x, -2, -1)))  # noqa: B010


@method()
def unsqueeze(x: Tensor, dim: int) -> Tensor:
    """A new axis of length 1 at position `dim`."""
    return result("unsqueeze", np.expand_dims(x.data, dim), (x, lambda g: g.reshape(x.shape)))


@method()
def squeeze(x: Tensor, dim: int | None = None) -> Tensor:
    """Without the axes of length 1 (or without axis `dim`, if its length is 1)."""
    y = x.data.squeeze() if dim is None else x.data.squeeze(dim) if x.shape[dim] == 1 else x.data
    return result("squeeze", y, (x, lambda g: g.reshape(x.shape)))


@method()
def expand(x: Tensor, *shape: Any) -> Tensor:
    """Return x broadcast to a larger shape; -1 keeps an axis."""
    shape = _sizes(shape)
    extra = len(shape) - x.ndim
    shape = tuple(x.shape[i - extra] if n == -1 else n for i, n in enumerate(shape))
    try:
        return result("expand", np.broadcast_to(x.data, shape), (x, lambda g: g))
    except ValueError:
        raise ValueError(f"expand: shape {x.shape} does not broadcast to {shape}") from None


@method("__getitem__")
def getitem(x: Tensor, index: Any) -> Tensor:
    """x[index], with slices, integers, boolean masks and integer arrays.

    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> x[[0, 0, 2]].sum().backward(); x.grad
    array([2., 0., 1.], dtype=float32)
    """
    index = _plain(index)
    parts = index if isinstance(index, tuple) else (index,)
    simple = all(part is None or part is Ellipsis or isinstance(part, (slice, int)) for part in parts)

    def flow(g: np.ndarray) -> np.ndarray:
        back = np.zeros_like(x.data)
        if simple:
            back[index] = g
        else:
            np.add.at(back, index, g)  # an entry picked twice receives both gradients
        return back

    try:
        return result("getitem", x.data[index], (x, flow))
    except IndexError as error:
        raise IndexError(f"index into a tensor of shape {x.shape}: {error}") from None


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along an axis they have; all other lengths must agree.

    >>> cat([Tensor([1.0]), Tensor([2.0, 3.0])]).tolist()
    [1.0, 2.0, 3.0]
    """
    shapes = [t.shape for t in tensors]
    if not shapes:
        raise ValueError("cat: the list of tensors is empty")
    same_dtype("cat", *tensors)
    try:
        y = np.concatenate([t.data for t in tensors], axis=dim)
    except ValueError:
        raise ValueError(
            f"cat along dim {dim}: all other lengths must agree, but the shapes are {shapes}"
        ) from None
    ends = np.cumsum([s[dim] for s in shapes])

    def part(start: int, end: int) -> Any:
        return lambda g: g.swapaxes(0, dim)[start:end].swapaxes(0, dim)

    edges = [(t, part(end - t.shape[dim], end)) for t, end in zip(tensors, ends, strict=True)]
    return result("cat", y, *edges)


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new axis."""
    if len({t.shape for t in tensors}) != 1:
        raise ValueError(
            f"stack: needs tensors of one shape, but the shapes are {[t.shape for t in tensors]}"
        )
    return cat([unsqueeze(t, dim) for t in tensors], dim)


@method()
def split(x: Tensor, split_size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of length split_size along `dim`; the last may be shorter."""
    before = (slice(None),) * (dim % x.ndim)
    return tuple(x[(*before, slice(i, i + split_size))] for i in range(0, x.shape[dim], split_size))


@method()
def chunk(x: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal length along `dim`; the last may be shorter."""
    return split(x, -(-x.shape[dim] // chunks), dim)


def pad(x: Tensor, pad: Sequence[int], mode: str = "constant", value: float = 0.0) -> Tensor:
    """Entries added around: pad = (left, right, top, bottom, ...) from the last axis backwards, as in
    torch.

    `mode` says what is added: "constant" the value, "reflect" the inner entries mirrored at the border,
    "replicate" the border itself, "circular" the entries of the other end.

    >>> pad(Tensor([[1.0]]), (1, 0)).tolist()
    [[0.0, 1.0]]
    >>> pad(Tensor([1.0, 2.0, 3.0]), (2, 1), "reflect").tolist()
    [3.0, 2.0, 1.0, 2.0, 3.0, 2.0]
    """
    pairs = [(pad[i], pad[i + 1]) for i in range(0, len(pad), 2)]
    if len(pairs) > x.ndim or len(pad) % 2 or min(pad, default=0) < 0:
        raise ValueError(
            f"pad: {tuple(pad)} must hold two non-negative numbers an axis, for at most {x.ndim} axes"
        )
    if mode not in PADDINGS:
        raise ValueError(f"pad: mode is one of {sorted(PADDINGS)}, not {mode!r}")
    widths = [(0, 0)] * (x.ndim - len(pairs)) + pairs[::-1]
    if mode in ("constant", "zeros"):
        inner = tuple(slice(a, a + n) for (a, _), n in zip(widths, x.shape, strict=True))
        return result("pad", np.pad(x.data, widths, constant_values=value), (x, lambda g: g[inner]))
    for axis, (width, n) in enumerate(zip(widths, x.shape, strict=True)):
        most = {"reflect": n - 1, "replicate": max(width) if n else 0, "circular": n}[mode]
        if max(width) > most:
            raise ValueError(
                f"pad: {width} entries cannot be taken from axis {axis} of {x.shape} by {mode!r}"
            )
    index = np.ix_(*(np.pad(np.arange(n), w, PADDINGS[mode]) for n, w in zip(x.shape, widths, strict=True)))

    def flow(g: np.ndarray) -> np.ndarray:
        back = np.zeros_like(x.data)
        np.add.at(back, index, g)
        return back

    return result("pad", x.data[index], (x, flow))


# Ways to pad, by torch's names (a layer calls the constant 0 "zeros"), and what NumPy calls them.
PADDINGS: dict[str, Any] = {
    "constant": "constant",
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
