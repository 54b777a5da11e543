"""Pooling: one number for each window: the largest, the average, or the root of the sum of squares.

`pool2d_loops` is the definition. The fast form works along one axis at a time, columns then rows, in the
memory order (H, C, W, N) of `conv`; a window of 2x2 becomes a tournament: the better of two columns, then
of two rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.ops.correlate import Pair, Window, images_first, pair, rows_first
from course_lib.ops.elementwise import relu, sqrt
from course_lib.ops.shape import squeeze, unsqueeze
from course_lib.tensor import Tensor, result


def pool2d_loops(x: np.ndarray, size: int, stride: int, reduce: Callable = np.max) -> np.ndarray:
    """The definition: `reduce` of every size x size window of x (N, C, H, W).

    >>> pool2d_loops(np.arange(16.0).reshape(1, 1, 4, 4), 2, 2).tolist()
    [[[[5.0, 7.0], [13.0, 15.0]]]]
    """
    n, c, height, width = x.shape
    y = np.zeros((n, c, (height - size) // stride + 1, (width - size) // stride + 1), x.dtype)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            y[:, :, i, j] = reduce(window, axis=(2, 3))
    return y


def _steps(x: np.ndarray, axis: int, win: Window, a: int, out: int) -> list[np.ndarray]:
    """For each tap k of the window along one axis: a view of the entries that all windows see at k."""
    views = []
    for k in range(win.kernel[a]):
        first = k * win.dilation[a]
        index = [slice(None)] * 4
        index[axis] = slice(first, first + win.stride[a] * (out - 1) + 1, win.stride[a])
        views.append(x[tuple(index)])
    return views


def _best(x: np.ndarray, axis: int, win: Window, a: int, out: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Along one axis: the largest of each window, and for every challenger where it beat all before it.

    A challenger wins only if strictly larger: of equal entries the first keeps the title, as in torch.
    """
    first, *challengers = _steps(x, axis, win, a, out)
    best, won = first, []
    for challenger in challengers:
        won.append(challenger > best)
        best = np.maximum(best, challenger)
    return best, won


def _best_back(
    g: np.ndarray, won: list, shape: tuple, axis: int, win: Window, a: int, out: int
) -> np.ndarray:
    """Hand each gradient to the entry that won: the last challenger that won, or else the first entry."""
    tiled = win.stride[a] == win.kernel[a] and win.dilation[a] == 1  # windows side by side: nothing to add up
    back = (
        np.empty(shape, g.dtype) if tiled and shape[axis] == out * win.kernel[a] else np.zeros(shape, g.dtype)
    )
    views = _steps(back, axis, win, a, out)
    for k in range(len(won), 0, -1):
        taken = np.multiply(g, won[k - 1], out=views[k] if tiled else None)
        if not tiled:
            views[k] += taken
        g = np.subtract(g, taken, out=views[0] if tiled and k == 1 else None)
    if not (tiled and won):
        views[0][...] = g if tiled else views[0] + g
    return back


def max_pool2d(
    input: Tensor,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    dilation: Pair = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """Largest entry of each window: (N, C, H, W) -> (N, C, OH, OW); stride defaults to kernel_size.

    `ceil_mode` keeps a last window that reaches over the border, if it starts inside.

    The gradient goes to the first of equal entries, as in torch. Raises ValueError where the window does
    not fit.

    >>> max_pool2d(Tensor(np.arange(16.0).reshape(1, 1, 4, 4)), 2).tolist()
    [[[[5.0, 7.0], [13.0, 15.0]]]]
    """
    win, (oh, ow) = _window("max_pool2d", input, kernel_size, stride, padding, dilation, ceil_mode)
    x = rows_first(input.data, win.padding, -np.inf)
    wide, won_columns = _best(x, 2, win, 1, ow)
    y, won_rows = _best(wide, 0, win, 0, oh)

    def flow(g: np.ndarray) -> np.ndarray:
        g = _best_back(rows_first(g), won_rows, wide.shape, 0, win, 0, oh)
        return _crop(_best_back(g, won_columns, x.shape, 2, win, 1, ow), win, input)

    return result("max_pool2d", images_first(y), (input, flow))


def _sums(x: np.ndarray, axis: int, win: Window, a: int, out: int) -> np.ndarray:
    first, *others = _steps(x, axis, win, a, out)
    total = first.copy()
    for other in others:
        total += other
    return total


def _sums_back(g: np.ndarray, shape: tuple, axis: int, win: Window, a: int, out: int) -> np.ndarray:
    back = np.zeros(shape, g.dtype)
    for view in _steps(back, axis, win, a, out):
        view += g
    return back


def avg_pool2d(
    input: Tensor,
    kernel_size: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Average of each window: (N, C, H, W) -> (N, C, OH, OW); padding zeros count unless told otherwise.

    >>> avg_pool2d(Tensor(np.arange(16.0).reshape(1, 1, 4, 4)), 2).tolist()
    [[[[2.5, 4.5], [10.5, 12.5]]]]
    """
    win, (oh, ow) = _window("avg_pool2d", input, kernel_size, stride, padding, 1, ceil_mode)
    x = rows_first(input.data, win.padding)
    counts = np.full((1, 1, 1, 1), win.kernel[0] * win.kernel[1], input.dtype)
    if ceil_mode or not count_include_pad:
        (top, bottom), (left, right) = win.padding  # what ceil_mode adds after the input never counts
        (up, down), (near, far) = [
            (0, b - a) if count_include_pad else (a, b) for a, b in ((top, bottom), (left, right))
        ]
        h, w = (
            n + a + b - c - d
            for n, (a, b), (c, d) in zip(input.shape[2:], win.padding, ((up, down), (near, far)), strict=True)
        )
        ones = rows_first(np.ones((1, 1, h, w), input.dtype), ((up, down), (near, far)))
        counts = _sums(_sums(ones, 2, win, 1, ow), 0, win, 0, oh)
    y = _sums(_sums(x, 2, win, 1, ow), 0, win, 0, oh) / counts

    def flow(g: np.ndarray) -> np.ndarray:
        g = _sums_back(rows_first(g) / counts, (x.shape[0], x.shape[1], ow, x.shape[3]), 0, win, 0, oh)
        return _crop(_sums_back(g, x.shape, 2, win, 1, ow), win, input)

    return result("avg_pool2d", images_first(y), (input, flow))


def lp_pool2d(
    input: Tensor,
    norm_type: float,
    kernel_size: Pair,
    stride: Pair | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(sum of x^p over each window)^(1/p), written as torch does; norm_type=2 is the L2 pooling of the
    lecture.

    >>> lp_pool2d(Tensor([[[[3.0, 0.0], [0.0, 4.0]]]]), 2, 2).tolist()
    [[[[5.0]]]]
    """
    kh, kw = pair("lp_pool2d", "kernel_size", kernel_size)
    if ceil_mode:  # a last window that reaches over the border counts only what it holds: so does torch
        total = avg_pool2d(input**norm_type, (kh, kw), stride, 0, True) * (kh * kw)
    else:
        total = avg_pool2d(input**norm_type, (kh, kw), stride) * (kh * kw)
    return sqrt(total) if norm_type == 2 else relu(total) ** (1 / norm_type)


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """Average of OH x OW nearly equal regions: window i runs from floor(i H / OH) to ceil((i + 1) H / OH).

    Written as two products with averaging matrices. A length of None keeps the input's.

    >>> adaptive_avg_pool2d(Tensor(np.arange(16.0).reshape(1, 1, 4, 4)), 1).tolist()
    [[[[7.5]]]]
    """
    if input.ndim != 4 or not input.data.size:
        raise ValueError(f"adaptive_avg_pool2d: expected a non-empty (N, C, H, W), got {input.shape}")
    sizes = (output_size, output_size) if isinstance(output_size, int) else tuple(output_size)
    sizes = tuple(n if s is None else s for s, n in zip(sizes, input.shape[2:], strict=True))
    rows, columns = (_averaging(n, o, input.dtype) for n, o in zip(input.shape[2:], sizes, strict=True))
    y = rows @ input.data @ columns.T
    return result("adaptive_avg_pool2d", y, (input, lambda g: rows.T @ g @ columns))


def _averaging(n: int, out: int, dtype: Any) -> np.ndarray:
    """The matrix (out, n) whose row i averages the i-th region."""
    matrix = np.zeros((out, n), dtype)
    for i in range(out):
        start, end = i * n // out, -(-(i + 1) * n // out)
        matrix[i, start:end] = 1 / (end - start)
    return matrix


def max_pool1d(
    input: Tensor,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """max_pool2d along one axis: (N, C, L) -> (N, C, OL)."""
    s, x = kernel_size if stride is None else stride, unsqueeze(input, 2)
    return squeeze(max_pool2d(x, (1, kernel_size), (1, s), (0, padding), (1, dilation), ceil_mode), 2)


def avg_pool1d(
    input: Tensor,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """avg_pool2d along one axis: (N, C, L) -> (N, C, OL)."""
    s, x = kernel_size if stride is None else stride, unsqueeze(input, 2)
    return squeeze(avg_pool2d(x, (1, kernel_size), (1, s), (0, padding), ceil_mode, count_include_pad), 2)


def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: int, stride: int | None = None, ceil_mode: bool = False
) -> Tensor:
    """lp_pool2d along one axis: (N, C, L) -> (N, C, OL)."""
    s, x = kernel_size if stride is None else stride, unsqueeze(input, 2)
    return squeeze(lp_pool2d(x, norm_type, (1, kernel_size), (1, s), ceil_mode), 2)


def adaptive_avg_pool1d(input: Tensor, output_size: int) -> Tensor:
    """adaptive_avg_pool2d along one axis: (N, C, L) -> (N, C, output_size)."""
    return squeeze(adaptive_avg_pool2d(unsqueeze(input, 2), (1, output_size)), 2)


def _window(
    op: str, input: Tensor, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil: bool = False
) -> tuple[Window, tuple[int, int]]:
    if input.ndim != 4 or not input.data.size:
        raise ValueError(f"{op}: expected a non-empty input (N, C, H, W), got {input.shape}")
    kernel, dilation = pair(op, "kernel_size", kernel), pair(op, "dilation", dilation)
    stride = kernel if stride is None else pair(op, "stride", stride)
    p = pair(op, "padding", padding, 0)
    if p[0] > kernel[0] // 2 or p[1] > kernel[1] // 2:
        raise ValueError(
            f"{op}: padding {p} is more than half the kernel {kernel}: some windows would hold no input"
        )
    win = Window(kernel, stride, dilation, ((p[0], p[0]), (p[1], p[1])))
    out = win.output(op, input.shape[2:])
    if ceil:  # one window more where the last step leaves something over and the window starts inside
        size, reach = (
            input.shape[2:],
            [(n - 1) * s + win.extent(a) for a, (n, s) in enumerate(zip(out, stride, strict=True))],
        )
        more = [reach[a] < size[a] + 2 * p[a] and out[a] * stride[a] < size[a] + p[a] for a in (0, 1)]
        extra = [max(0, m * (reach[a] + stride[a] - size[a] - 2 * p[a])) for a, m in enumerate(more)]
        win = win._replace(padding=((p[0], p[0] + extra[0]), (p[1], p[1] + extra[1])))
        out = win.output(op, size)
    for a in (0, 1) if dilation != (1, 1) else ():
        taps = np.arange(out[a])[:, None] * stride[a] - p[a] + np.arange(kernel[a]) * dilation[a]
        if not ((taps >= 0) & (taps < input.shape[2 + a])).any(axis=1).all():
            raise ValueError(
                f"{op}: with padding {p} and dilation {dilation} some windows of {input.shape} hold no input"
            )
    return win, out


def _crop(back: np.ndarray, win: Window, input: Tensor) -> np.ndarray:
    (top, _), (left, _) = win.padding
    h, w = input.shape[2:]
    return images_first(back[top : top + h, :, left : left + w])
