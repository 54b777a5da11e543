"""Pooling of one map, the way back of its gradient, and an object that moves: the pooling explorer's numbers.

The forward pass and the gradients of max and average pooling are the engine's own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.ops.pool import avg_pool2d, lp_pool2d, max_pool2d
from course_lib.tensor import Tensor

Array = NDArray[np.float64]
Pair = tuple[int, int]
KINDS = ("max", "average", "l2")
SCALES = (0.5, 1.0, 2.0)
_OPS: dict[str, Any] = {
    "max": max_pool2d,
    "average": avg_pool2d,
    "l2": lambda x, size, stride: lp_pool2d(x, 2, size, stride),
}


def output_shape(shape: Pair, size: Pair, stride: Pair) -> Pair:
    """Rows and columns after pooling: floor((n - k) / s) + 1 along each axis.

    >>> output_shape((26, 26), (2, 2), (2, 2))
    (13, 13)
    """
    rows, columns = ((n - k) // s + 1 for n, k, s in zip(shape, size, stride, strict=True))
    return rows, columns


def pool(x: Array, size: Pair, stride: Pair, kind: str) -> Array:
    """Pool x (H, W) to (OH, OW).

    >>> pool(np.array([[3.0, 0], [0, 4]]), (2, 2), (2, 2), "l2").tolist()
    [[5.0]]
    """
    return np.asarray(_OPS[kind](Tensor(x[None, None]), size, stride).data[0, 0])


def gradient(x: Array, size: Pair, stride: Pair, kind: str, upstream: Array) -> Array:
    """dL/dx (H, W) for dL/dy = upstream (OH, OW).

    L2 pooling has no slope where a whole window is zero; 0 is returned there.

    >>> gradient(np.array([[3.0, 0], [0, 4]]), (2, 2), (2, 2), "max", np.ones((1, 1))).tolist()
    [[0.0, 0.0], [0.0, 1.0]]
    """
    if kind != "l2":
        input = Tensor(x[None, None], requires_grad=True)
        _OPS[kind](input, size, stride).backward(upstream[None, None])
        return np.asarray(input.grad)[0, 0]
    y = pool(x, size, stride, kind)
    share = np.divide(upstream, y, out=np.zeros_like(y), where=y > 0)
    back = np.zeros_like(x)
    for k in range(size[0]):
        for m in range(size[1]):
            rows = slice(k, k + stride[0] * (y.shape[0] - 1) + 1, stride[0])
            columns = slice(m, m + stride[1] * (y.shape[1] - 1) + 1, stride[1])
            back[rows, columns] += share
    return back * x


def winners(x: Array, size: Pair, stride: Pair) -> NDArray[np.int64]:
    """Which entry of x each window keeps, (OH, OW, 2) of row and column: of equal ones the first.

    >>> winners(np.array([[1.0, 5], [5, 2]]), (2, 2), (2, 2)).tolist()
    [[[0, 1]]]
    """
    rows, columns = output_shape((x.shape[0], x.shape[1]), size, stride)
    found = np.empty((rows, columns, 2), np.int64)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride[0], j * stride[1]
            window = x[top : top + size[0], left : left + size[1]]
            r, c = np.unravel_index(int(window.argmax()), window.shape)
            found[i, j] = top + r, left + c
    return found


def unseen(shape: Pair, size: Pair, stride: Pair) -> NDArray[np.bool_]:
    """Which inputs lie in no window, (H, W): left over at the end, or stepped over between windows.

    >>> unseen((3, 3), (2, 2), (2, 2)).tolist()
    [[False, False, True], [False, False, True], [True, True, True]]
    """
    seen = []
    for n, k, s, o in zip(shape, size, stride, output_shape(shape, size, stride), strict=True):
        along = np.zeros(n, bool)
        for i in range(o):
            along[i * s : i * s + k] = True
        seen.append(along)
    return ~(seen[0][:, None] & seen[1][None, :])


def moved(x: Array, down: int = 0, right: int = 0, turns: int = 0, scale: float = 1.0) -> Array:
    """The map x (H, W) shifted by whole pixels, turned clockwise by quarter turns, scaled about its centre.

    What leaves the picture is lost, zeros come in; scaling repeats or drops pixels.

    >>> moved(np.array([[1.0, 2], [3, 4]]), right=1).tolist()
    [[0.0, 1.0], [0.0, 3.0]]
    >>> moved(np.array([[1.0, 2], [3, 4]]), turns=1).tolist()
    [[3.0, 1.0], [4.0, 2.0]]
    """
    height, width = x.shape
    r, c = np.indices(x.shape)
    a, b = (height - 1) / 2, (width - 1) / 2
    down_, right_ = (r - a - down) / scale, (c - b - right) / scale
    for _ in range(turns % 4):
        down_, right_ = -right_, down_
    rows, columns = np.floor(down_ + a + 0.5).astype(int), np.floor(right_ + b + 0.5).astype(int)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    out = np.zeros_like(x)
    out[inside] = x[rows[inside], columns[inside]]
    return out


def difference(before: Array, after: Array) -> tuple[int, float]:
    """How many entries stayed the same, and the length of the change over the length of what was there.

    >>> difference(np.array([[3.0, 4.0]]), np.array([[3.0, 9.0]]))
    (1, 1.0)
    """
    same = int(np.count_nonzero(before == after))
    change, length = float(np.linalg.norm(after - before)), float(np.linalg.norm(before))
    return same, change / length if length else (0.0 if change == 0 else float("inf"))
