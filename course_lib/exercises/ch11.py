"""Chapter 11, convolution layers: six exercises, from the output size to the backward pass.

Pictures are (C, H, W), batches of them (N, C, H, W); kernels are (O, C, KH, KW), one for each output map.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch11_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch11_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_RNG = np.random.default_rng(11)


def _whole(*shape: int) -> np.ndarray:
    """Whole numbers from -3 to 3, as floats."""
    return _RNG.integers(-3, 4, shape).astype(np.float64)


@exercise(
    "11.count",
    cases=[
        case(1, 200, 200, 1, 10),
        case(3, 32, 32, 10, 5),
        case(6, 14, 14, 16, 5),
        case(1, 7, 9, 2, 3),  # not square
        case(4, 8, 8, 3, 1),  # a 1x1 kernel
        case(2, 5, 5, 4, 5),  # one position only
    ],
    hints=(
        "First find how many outputs there are: so many maps, each with one number for every position of "
        "the kernel.",
        "Dense: every output sees every input. Local: every output sees kernel x kernel x channels, with "
        "weights of its own. Shared: one such set for each map.",
        "oh, ow = height - kernel + 1, width - kernel + 1. outputs = maps * oh * ow, window = channels * "
        "kernel**2. Then outputs * channels * height * width, outputs * window, maps * window.",
    ),
)
def my_counts(channels, height, width, maps, kernel):
    """Weights (dense, local, shared), without biases, for the outputs of a convolution of stride 1."""
    window = channels * kernel * kernel
    outputs = maps * (height - kernel + 1) * (width - kernel + 1)
    return outputs * channels * height * width, outputs * window, maps * window


@exercise(
    "11.layer",
    cases=[
        case(_whole(1, 4, 4), _whole(1, 1, 2, 2), np.array([1.0]), 1),
        case(_whole(3, 4, 4), _whole(2, 3, 2, 2), np.array([-2.0, 0.5]), 1),
        case(_whole(2, 5, 7), _whole(3, 2, 3, 2), np.array([0.0, 1.0, -1.0]), 1),  # nothing square
        case(_whole(2, 7, 6), _whole(2, 2, 3, 3), np.array([1.0, 2.0]), 2),  # a column is left over
        case(_whole(2, 1, 1), _whole(4, 2, 1, 1), np.zeros(4), 1),  # one pixel
    ],
    hints=(
        "Each of the O kernels makes one map. At each position: window times kernel, summed over channels "
        "too, plus the bias of that kernel.",
        "The map has (H - KH) // stride + 1 rows. Its row i looks at the rows of x from i * stride on.",
        "y[o, i, j] = (x[:, i*stride : i*stride+KH, j*stride : j*stride+KW] * w[o]).sum() + b[o], in three "
        "loops.",
    ),
)
def my_layer(x, w, b, stride):
    """All maps of one convolution layer. x (C, H, W), w (O, C, KH, KW), b (O,), gives (O, OH, OW)."""
    (_, height, width), (o, _, kh, kw) = x.shape, w.shape
    y = np.zeros((o, (height - kh) // stride + 1, (width - kw) // stride + 1))
    for k, i, j in np.ndindex(*y.shape):
        window = x[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
        y[k, i, j] = (window * w[k]).sum() + b[k]
    return y


@exercise(
    "11.windows",
    level="stretch",
    cases=[
        case(_whole(1, 3, 3), 2, 2),
        case(_whole(3, 4, 4), 2, 2),
        case(_whole(2, 5, 4), 3, 2),  # nothing square
        case(_whole(2, 3, 3), 1, 1),
        case(_whole(3, 2, 3), 2, 3),  # one window
    ],
    hints=(
        "One row for each position of the window, left to right, then top to bottom. Each row is a window "
        "laid flat.",
        "A window is x[:, i:i+kh, j:j+kw], of shape (C, kh, kw). reshape(-1) lays it flat: channel after "
        "channel, as the kernels are laid flat too.",
        "np.array([x[:, i:i+kh, j:j+kw].reshape(-1) for i in range(H - kh + 1) for j in range(W - kw + 1)]). "
        "Without a loop: np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2)), then transpose "
        "and reshape.",
    ),
)
def my_windows(x, kh, kw):
    """Every window of x (C, H, W) as a row: (OH * OW, C * kh * kw)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))  # (C, OH, OW, kh, kw)
    return windows.transpose(1, 2, 0, 3, 4).reshape(-1, len(x) * kh * kw)


_GAP = (
    "A dilated kernel is wider than its number of taps: between two taps lie dilation - 1 cells.",
    "k taps with dilation d span d * (k - 1) + 1 cells.",
    "Three taps with dilation 2 span 5 cells, with dilation 4 they span 9: so far apart are first and last.",
)


@exercise(
    "11.size",
    cases=[
        case(7, 3, 1, 0, 1),
        case(7, 3, 2, 0, 1),
        case(7, 3, 3, 0, 1),  # does not fit: the floor decides
        case(32, 5, 1, 2, 1),
        case(227, 11, 4, 0, 1),
        case(28, 3, 2, 1, 1),
        case(5, 5, 3, 0, 1),  # one window
        case(9, 3, 1, 0, 3, hints=_GAP),
        case(20, 3, 2, 4, 2, hints=_GAP),
    ],
    hints=(
        "How far can the window move before it leaves the padded picture? And how many steps is that?",
        "The padded side is n + 2 * padding. The first window takes up its span; each further step needs "
        "`stride` cells more. Steps that do not fit do not count.",
        "(n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1.",
    ),
)
def my_size(n, kernel, stride, padding, dilation):
    """Outputs along one side, as torch counts them: a step that does not fit is left out."""
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


@exercise(
    "11.backward",
    level="challenge",
    cases=[
        case(_whole(1, 1, 3, 3), _whole(1, 1, 4, 4), _whole(1, 1, 2, 2), 1),
        case(_whole(2, 1, 3, 3), _whole(2, 1, 4, 4), _whole(1, 1, 2, 2), 1),  # a batch
        case(_whole(1, 3, 4, 3), _whole(1, 2, 6, 4), _whole(3, 2, 3, 2), 1),  # channels, nothing square
        case(_whole(2, 2, 3, 2), _whole(2, 3, 7, 6), _whole(2, 3, 3, 3), 2),  # stride, a column is left
        case(_whole(1, 2, 1, 1), _whole(1, 4, 1, 1), _whole(2, 4, 1, 1), 1),  # one pixel
    ],
    hints=(
        "Go through the outputs once more, as in the forward pass. Each output has one number g, the slope "
        "of the loss for it, and it was made of one window, one kernel and one bias. Who gets what?",
        "The window gets g times the kernel, the kernel gets g times the window, the bias gets g. Windows "
        "overlap and kernels are shared: add up, never overwrite.",
        "For every n, o, i, j, with s = stride: gx[n, :, i*s:i*s+KH, j*s:j*s+KW] += g[n,o,i,j] * w[o]; "
        "gw[o] += g[n,o,i,j] * x[n, :, i*s:i*s+KH, j*s:j*s+KW]; and gb = g.sum(axis=(0, 2, 3)).",
    ),
)
def my_backward(g, x, w, stride):
    """Gradients (gx, gw, gb) of a loss for input, kernels and biases.

    g (N, O, OH, OW) is the loss's gradient for the outputs; x (N, C, H, W); w (O, C, KH, KW).
    """
    gx, gw = np.zeros(x.shape), np.zeros(w.shape)
    kh, kw = w.shape[2:]
    for i, j in np.ndindex(*g.shape[2:]):
        rows, columns = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
        here = g[:, :, i, j]  # (N, O): this position's slope in every picture and map
        gx[:, :, rows, columns] += np.tensordot(here, w, axes=1)
        gw += np.tensordot(here.T, x[:, :, rows, columns], axes=1)
    return gx, gw, g.sum(axis=(0, 2, 3))


@exercise(
    "11.field",
    level="stretch",
    cases=[
        case([(3, 1, 1)]),
        case([(3, 1, 1), (3, 1, 1), (3, 1, 1)]),
        case([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1), (5, 1, 1)]),
        case([(3, 2, 1), (3, 2, 1), (3, 1, 1)]),
        case([(3, 1, 1), (3, 1, 2), (3, 1, 4)], hints=_GAP),
        case([]),  # no layer: an input sees itself
        case([(1, 1, 1), (1, 3, 1), (7, 1, 1)]),
    ],
    hints=(
        "Start with a field of 1. Each layer makes it wider by the cells its kernel spans beyond the first, "
        "but how wide is one step of this layer, counted in pixels of the input?",
        "A step of a layer is as many pixels as all the strides before it multiplied. A layer's own stride "
        "counts only for those that follow.",
        "field, jump = 1, 1; for kernel, stride, dilation in layers: field += dilation * (kernel - 1) * "
        "jump; jump *= stride.",
    ),
)
def my_field(layers):
    """Receptive field of a stack. `layers` is a list of (kernel, stride, dilation), the first layer first."""
    field = jump = 1
    for kernel, stride, dilation in layers:
        field += dilation * (kernel - 1) * jump
        jump *= stride
    return field
