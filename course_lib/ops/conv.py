"""Convolution (cross-correlation, as in every framework) and its transposed form.

`conv2d_loops` is the definition; the fast form is in `correlate`. Students see (N, C, H, W) throughout: a
transposed view of the memory order (H, C, W, N) that makes it fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.ops.correlate import (
    Pair,
    Window,
    correlate,
    correlate_input,
    correlate_weight,
    images_first,
    in_row_order,
    pair,
    rows_first,
)
from course_lib.ops.shape import squeeze, unsqueeze
from course_lib.tensor import Tensor, result, same_dtype


def conv2d_loops(x: np.ndarray, w: np.ndarray, stride: int = 1, padding: int = 0) -> np.ndarray:
    """The definition: every output is the sum of a window of x (N, C, H, W) times the kernel w (O, C, KH,
    KW).

    >>> conv2d_loops(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))).tolist()
    [[[[4.0, 4.0], [4.0, 4.0]]]]
    """
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    (n, _, height, width), (o, _, kh, kw) = x.shape, w.shape
    y = np.zeros((n, o, (height - kh) // stride + 1, (width - kw) // stride + 1), x.dtype)
    for b in range(n):
        for c in range(o):
            for i in range(y.shape[2]):
                for j in range(y.shape[3]):
                    top, left = i * stride, j * stride
                    y[b, c, i, j] = (x[b, :, top : top + kh, left : left + kw] * w[c]).sum()
    return y


# -- the operations ------------------------------------------------------------------------------------
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Slide kernels over images: input (N, C, H, W), weight (O, C/groups, KH, KW), bias (O,) -> (N, O, OH,
    OW).

    OH = floor((H + 2 padding - dilation (KH - 1) - 1) / stride) + 1. `padding="same"` keeps the size for
    stride 1. Raises ValueError where channels, groups or sizes do not fit.

    >>> conv2d(Tensor(np.ones((1, 1, 3, 3))), Tensor(np.ones((2, 1, 2, 2)))).shape
    (1, 2, 2, 2)
    """
    _check_conv("conv2d", input, weight, bias, groups, weight.shape[1] if weight.ndim == 4 else 0)
    win = _window("conv2d", weight.shape[2:], stride, padding, dilation)
    if len(weight) % groups:
        raise ValueError(f"conv2d: {len(weight)} output channels do not divide into {groups} groups")
    out = win.output("conv2d", input.shape[2:])
    x, inner = in_row_order(input.data, win, input.shape[1], groups)
    w = weight.data
    y = correlate(x, w, inner, out, groups)
    flow_x = lambda g: images_first(correlate_input(rows_first(g), w, win, input.shape[2:], groups))  # noqa: E731
    flow_w = lambda g: correlate_weight(x, rows_first(g), inner, w.shape, groups)  # noqa: E731
    return _with_bias("conv2d", y, bias, (input, flow_x), (weight, flow_w))


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Tensor:
    """The backward pass of conv2d used forward: (N, C, H, W), weight (C, O/groups, KH, KW) -> (N, O, OH,
    OW).

    OH = (H - 1) stride - 2 padding + dilation (KH - 1) + output_padding + 1.

    >>> conv_transpose2d(Tensor(np.ones((1, 1, 2, 2))), Tensor(np.ones((1, 1, 2, 2))), stride=2).shape
    (1, 1, 4, 4)
    """
    op = "conv_transpose2d"
    _check_conv(op, input, weight, bias, groups, len(weight) // max(groups, 1) if weight.ndim == 4 else 0)
    win = _window(op, weight.shape[2:], stride, padding, dilation)
    extra = pair(op, "output_padding", output_padding, 0)
    if any(extra[a] >= max(win.stride[a], win.dilation[a]) for a in (0, 1)):
        raise ValueError(
            f"{op}: output_padding {extra} must be smaller than stride {win.stride} or the dilation"
        )
    h, v = (
        (input.shape[2 + a] - 1) * win.stride[a] - sum(win.padding[a]) + win.extent(a) + extra[a]
        for a in (0, 1)
    )
    if h < 1 or v < 1:
        raise ValueError(f"{op}: padding {padding} leaves nothing of the output ({h}x{v}); use less padding")
    x, w = rows_first(input.data), weight.data
    y = correlate_input(x, w, win, (h, v), groups)

    def flow_x(g: np.ndarray) -> np.ndarray:
        wide, inner = in_row_order(g, win, g.shape[1], groups)
        return images_first(correlate(wide, w, inner, input.shape[2:], groups))

    def flow_w(g: np.ndarray) -> np.ndarray:
        wide, inner = in_row_order(g, win, g.shape[1], groups)
        return correlate_weight(wide, x, inner, w.shape, groups)

    return _with_bias(op, y, bias, (input, flow_x), (weight, flow_w))


def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: Any = 0,
    dilation: int = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """The same along one axis: input (N, C, L), weight (O, C/groups, K) -> (N, O, OL): an image one row
    high.

    >>> conv1d(Tensor([[[1.0, 2.0, 4.0]]]), Tensor([[[-1.0, 1.0]]])).tolist()
    [[[1.0, 2.0]]]
    """
    _need_3d("conv1d", input, weight)
    across = padding if isinstance(padding, str) else (0, _one("conv1d", "padding", padding))
    x, w, s, d = unsqueeze(input, 2), unsqueeze(weight, 2), _one("conv1d", "stride", stride), dilation
    return squeeze(conv2d(x, w, bias, (1, s), across, (1, _one("conv1d", "dilation", d)), groups), 2)


def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    output_padding: int = 0, groups: int = 1, dilation: int = 1,
) -> Tensor:  # fmt: skip
    """conv_transpose2d along one axis: input (N, C, L), weight (C, O/groups, K) -> (N, O, OL)."""
    op = "conv_transpose1d"
    _need_3d(op, input, weight)
    s, p, d = _one(op, "stride", stride), _one(op, "padding", padding), _one(op, "dilation", dilation)
    x, w, extra = unsqueeze(input, 2), unsqueeze(weight, 2), _one(op, "output_padding", output_padding)
    return squeeze(conv_transpose2d(x, w, bias, (1, s), (0, p), (0, extra), groups, (1, d)), 2)


def _one(op: str, name: str, value: Any) -> int:
    return value if isinstance(value, int) else pair(op, name, (*value, *value), 0)[0]


def _need_3d(op: str, input: Tensor, weight: Tensor) -> None:
    if input.ndim != 3 or weight.ndim != 3:
        raise ValueError(
            f"{op}: expected input (N, C, L) and weight (O, C, K), got {input.shape} and {weight.shape}"
        )


def _with_bias(op: str, y: np.ndarray, bias: Tensor | None, *edges: Any) -> Tensor:
    if bias is not None:
        y += bias.data[:, None, None]
        edges = (*edges, (bias, lambda g: rows_first(g).sum(axis=(2, 3)).sum(axis=0)))
    return result(op, images_first(y), *edges)


def _window(op: str, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Window:
    stride, dilation = pair(op, "stride", stride), pair(op, "dilation", dilation)
    if padding == "same":
        if stride != (1, 1):
            raise ValueError(f'{op}: padding="same" keeps the size only with stride 1, not {stride}')
        total = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        pads = tuple((t // 2, t - t // 2) for t in total)
    elif padding == "valid":
        pads = ((0, 0), (0, 0))
    elif isinstance(padding, str):
        raise ValueError(f'{op}: padding is a number, a pair, "same" or "valid", not {padding!r}')
    else:
        pads = tuple((p, p) for p in pair(op, "padding", padding, 0))
    return Window(tuple(kernel), stride, dilation, pads)


def _check_conv(op: str, x: Tensor, w: Tensor, bias: Tensor | None, groups: int, channels: int) -> None:
    if x.ndim != 4 or w.ndim != 4:
        raise ValueError(
            f"{op}: expected input (N, C, H, W) and weight of 4 axes, got {x.shape} and {w.shape}"
        )
    if not x.data.size:
        raise ValueError(f"{op}: the input {x.shape} is empty")
    if groups < 1 or x.shape[1] % groups:
        raise ValueError(f"{op}: {x.shape[1]} input channels do not divide into {groups} groups")
    if x.shape[1] != channels * groups:
        raise ValueError(
            f"{op}: the input {x.shape} has {x.shape[1]} channels, the weight {w.shape} with "
            f"groups={groups} takes {channels * groups}"
        )
    o = w.shape[1] * groups if op.startswith("conv_t") else w.shape[0]
    if bias is not None and bias.shape != (o,):
        raise ValueError(f"{op}: one bias for each of {o} output channels, got shape {bias.shape}")
    same_dtype(op, x, w, bias)
