"""Correlation of arrays and its two gradients, fast: what convolution and its transposed form are made of.

Images are kept in the memory order (H, C, W, N). There, the KH input rows under a window are one block, so
`x[i : i+KH].reshape(KH*C, W*N)` is a view. Each kernel column is one matrix product with it; moved by its
column, the products add up to a row of outputs. No patches are copied (no im2col), no image is padded, and
the gradient for the input is the same function with the kernel turned around.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

Pair = int | Sequence[int]


def pair(op: str, name: str, value: Any, low: int = 1) -> tuple[int, int]:
    """An argument that is one whole number for both axes, or two of them."""
    both = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(both) != 2 or any(not isinstance(v, (int, np.integer)) or v < low for v in both):
        raise ValueError(f"{op}: {name} is one or two whole numbers from {low} on, not {value!r}")
    return int(both[0]), int(both[1])


class Window(NamedTuple):
    """How a kernel moves: two numbers (height, width) each; padding as (before, after) pairs."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    padding: tuple[tuple[int, int], ...]

    def extent(self, axis: int) -> int:
        """Input entries from the kernel's first to its last tap."""
        return self.dilation[axis] * (self.kernel[axis] - 1) + 1

    def output(self, op: str, size: Sequence[int]) -> tuple[int, int]:
        """Output height and width for an input of this size; refuses a kernel that does not fit."""
        padded = [n + sum(p) for n, p in zip(size, self.padding, strict=True)]
        if padded[0] < self.extent(0) or padded[1] < self.extent(1):
            raise ValueError(
                f"{op}: kernel {self.kernel[0]}x{self.kernel[1]} (spanning "
                f"{self.extent(0)}x{self.extent(1)}) is "
                f"larger than the padded input {padded[0]}x{padded[1]}; use a smaller kernel or more padding"
            )
        height, width = ((padded[a] - self.extent(a)) // self.stride[a] + 1 for a in (0, 1))
        return height, width


def rows_first(x: np.ndarray, padding: Any = ((0, 0), (0, 0)), fill: float = 0.0) -> np.ndarray:
    """(N, C, H, W) -> contiguous (H, C, W, N), padded; no copy where the memory has this order already."""
    x = x.transpose(2, 1, 3, 0)
    (top, bottom), (left, right) = padding
    if not (top or bottom or left or right):
        return np.ascontiguousarray(x)
    h, c, w, n = x.shape
    out = np.full((h + top + bottom, c, w + left + right, n), fill, x.dtype)
    out[top : top + h, :, left : left + w] = x
    return out


def images_first(x: np.ndarray) -> np.ndarray:
    """(H, C, W, N) -> (N, C, H, W), a view."""
    return x.transpose(3, 1, 0, 2)


def correlate(x: np.ndarray, w: np.ndarray, win: Window, out: Sequence[int], groups: int = 1) -> np.ndarray:
    """Return x (H, C, W, N), w (O, C/groups, KH, KW) -> y (OH, O, OW, N)."""
    (_, c, _, n), o, (oh, ow) = x.shape, len(w), out
    y = np.empty((oh, o, ow, n), x.dtype)
    if (tall := _rows_together(win, o, groups, oh)) > 1:
        blocks = correlate(x, _repeated(w, tall), _taller(win, tall), (oh // tall, ow))
        return blocks.reshape(y.shape)
    if not _whole_rows(win, c, groups):
        matrix = _stacked(w, groups)
        for i, columns in _gathered(x, win, out, groups):
            np.matmul(matrix, columns, out=y[i].reshape(groups, o // groups, ow * n))
        return y
    matrix = np.ascontiguousarray(w.transpose(3, 0, 2, 1))  # (KW, O, KH, C)
    for i in range(oh):
        rows, taps = _rows_under(x, i, win)
        if rows.size:
            _add_columns(
                y[i].reshape(o, ow * n), matrix[:, :, taps].reshape(win.kernel[1], o, -1), rows, win, n
            )
        else:
            y[i] = 0
    return y


def correlate_weight(x: np.ndarray, g: np.ndarray, win: Window, shape: tuple, groups: int) -> np.ndarray:
    """Gradient of `correlate` for w, of shape (O, C/groups, KH, KW): each tap meets every output it made."""
    (oh, o, ow, n), (kh, kw), c = g.shape, win.kernel, shape[1]
    if (tall := _rows_together(win, o, groups, oh)) > 1:
        blocks = g.reshape(oh // tall, tall * o, ow, n)
        sums = correlate_weight(x, blocks, _taller(win, tall), (tall * o, c, kh + tall - 1, kw), 1)
        return np.sum([part[:, :, r : r + kh] for r, part in enumerate(np.split(sums, tall))], axis=0)
    if not _whole_rows(win, x.shape[1], groups):
        total: Any = 0
        for i, columns in _gathered(x, win, (oh, ow), groups):
            total = total + g[i].reshape(groups, o // groups, ow * n) @ columns.swapaxes(1, 2)
        return total.reshape(o, kw, kh, c).transpose(0, 3, 2, 1)
    sums = np.zeros((kw, o, kh, c), g.dtype)
    for i in range(oh):
        rows, taps = _rows_under(x, i, win)
        row = g[i].reshape(o, ow * n)
        for k, (to, source) in enumerate(_shifts(win, x.shape[2], ow, n)):
            sums[k, :, taps] += (row[:, to] @ rows[:, source].T).reshape(o, -1, c)
    return sums.transpose(1, 3, 2, 0)


def correlate_input(
    g: np.ndarray, w: np.ndarray, win: Window, size: Sequence[int], groups: int
) -> np.ndarray:
    """Gradient of `correlate` for x (before padding), of shape (H, C, W, N) with H, W = size."""
    (oh, o, ow, n), (kh, kw), c = g.shape, win.kernel, w.shape[1] * groups
    (top, bottom), (left, right) = win.padding
    if win.stride == (1, 1) and _whole_rows(win, o, groups):
        # An input met the taps in reverse order: its gradient is a correlation with the kernel turned around.
        back = tuple(
            (e - before, e - after) for e, (before, after) in zip(_reach(win), win.padding, strict=True)
        )
        return correlate(g, w[:, :, ::-1, ::-1].swapaxes(0, 1), win._replace(padding=back), size)
    gx = np.zeros((size[0] + top + bottom, c, size[1] + left + right, n), g.dtype)
    matrix = _stacked(w, groups).swapaxes(1, 2)
    for i in range(oh):
        columns = (matrix @ g[i].reshape(groups, o // groups, ow * n)).reshape(
            groups, kw, kh, c // groups, ow, n
        )
        for k, block in enumerate(_taps(gx, i, win, ow)):
            block += columns[:, k].swapaxes(0, 1).reshape(kh, c, ow, n)
    return gx[top : top + size[0], :, left : left + size[1]]


def _reach(win: Window) -> tuple[int, int]:
    return win.extent(0) - 1, win.extent(1) - 1


def _rows_together(win: Window, o: int, groups: int, oh: int) -> int:
    """How many output rows a product with few output channels should make at once, to be large enough.

    In this memory order, r output rows of o channels are one row of r*o channels: the same convolution with
    a kernel taller by r - 1 (zeros where a channel's own kernel is not) and a stride of r. Six channels:
    40% less time.
    """
    if groups > 1 or win.stride != (1, 1) or win.dilation[0] > 1:
        return 1
    return next(r for r in (4, 3, 2, 1) if oh % r == 0 and r * o <= max(o, 32))


def _taller(win: Window, rows: int) -> Window:
    return win._replace(kernel=(win.kernel[0] + rows - 1, win.kernel[1]), stride=(rows, 1))


def _repeated(w: np.ndarray, rows: int) -> np.ndarray:
    """The kernels once for each of `rows` output rows, each one further down: (rows*O, C, KH+rows-1, KW)."""
    o, c, kh, kw = w.shape
    tall = np.zeros((rows, o, c, kh + rows - 1, kw), w.dtype)
    for r in range(rows):
        tall[r, :, :, r : r + kh] = w
    return tall.reshape(rows * o, *tall.shape[2:])


def _whole_rows(win: Window, channels: int, groups: int) -> bool:
    """Whether rows can be used as they lie in memory; thin ones (< 16 entries under a window) are better
    gathered.
    """
    return groups == 1 and win.stride[1] == 1 and win.dilation[0] == 1 and win.kernel[0] * channels >= 16


def _rows_under(x: np.ndarray, i: int, win: Window) -> tuple[np.ndarray, slice]:
    """The rows of x under output row i as a view (KH*C, W*N), and which taps they meet: fewer at the
    border.
    """
    top = i * win.stride[0] - win.padding[0][0]
    first, last = max(0, top), max(0, top, min(len(x), top + win.kernel[0]))
    return x[first:last].reshape(-1, x.shape[2] * x.shape[3]), slice(first - top, last - top)


def _shifts(win: Window, width: int, ow: int, n: int) -> Iterator[tuple[slice, slice]]:
    """For each kernel column: the output columns that meet an input column, and those input columns."""
    for k in range(win.kernel[1]):
        shift = k * win.dilation[1] - win.padding[1][0]
        start, stop = max(0, -shift), max(0, -shift, min(ow, width - shift))
        yield slice(start * n, stop * n), slice((start + shift) * n, (stop + shift) * n)


def _add_columns(row: np.ndarray, matrix: np.ndarray, rows: np.ndarray, win: Window, n: int) -> None:
    """Return row (O, OW*N) = sum over kernel columns of matrix[k] (O, KH*C) @ rows (KH*C, W*N), moved by k
    columns.
    """
    kw, o, _ = matrix.shape
    moves = list(enumerate(_shifts(win, rows.shape[1] // n, row.shape[1] // n, n)))
    parts = (
        (matrix.reshape(kw * o, -1) @ rows).reshape(kw, o, -1) if o <= 32 else None
    )  # few channels: all at once

    def part(k: int, source: slice) -> np.ndarray:
        return parts[k][:, source] if parts is not None else matrix[k] @ rows[:, source]

    full = [
        m for m in moves if m[1][0] == slice(0, row.shape[1])
    ]  # a column that reaches everywhere starts the sum
    if full:
        row[:] = part(full[0][0], full[0][1][1])
        moves.remove(full[0])
    else:
        row[:] = 0
    for k, (to, source) in moves:
        row[:, to] += part(k, source)


def _taps(x: np.ndarray, i: int, win: Window, ow: int) -> Iterator[np.ndarray]:
    """For output row i and each kernel column: the inputs (KH, C, OW, N) under it, for any stride and
    dilation.
    """
    top = i * win.stride[0]
    rows = x[top : top + win.extent(0) : win.dilation[0]]
    for k in range(win.kernel[1]):
        left = k * win.dilation[1]
        yield rows[:, :, left : left + win.stride[1] * (ow - 1) + 1 : win.stride[1]]


def _gathered(
    x: np.ndarray, win: Window, out: Sequence[int], groups: int
) -> Iterator[tuple[int, np.ndarray]]:
    """For every output row: all taps stacked into one matrix (groups, KW*KH*C/groups, OW*N), in one reused
    buffer.
    """
    (_, c, _, n), (kh, kw), ow = x.shape, win.kernel, out[1]
    buffer = np.empty((groups, kw, kh, c // groups, ow, n), x.dtype)
    for i in range(out[0]):
        for k, block in enumerate(_taps(x, i, win, ow)):
            buffer[:, k] = block.reshape(kh, groups, c // groups, ow, n).swapaxes(0, 1)
        yield i, buffer.reshape(groups, -1, ow * n)


def in_row_order(x: np.ndarray, win: Window, channels: int, groups: int) -> tuple[np.ndarray, Window]:
    """The input in row order; padded where taps are gathered (whole rows need none, only fewer taps)."""
    if _whole_rows(win, channels, groups):
        return rows_first(x), win
    return rows_first(x, win.padding), win._replace(padding=((0, 0), (0, 0)))


def _stacked(w: np.ndarray, groups: int) -> np.ndarray:
    """(O, C/groups, KH, KW) -> (groups, O/groups, KW*KH*C/groups)."""
    return w.transpose(0, 3, 2, 1).reshape(groups, len(w) // groups, -1)
