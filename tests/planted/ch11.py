"""Wrong answers to the exercises of chapter 11, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 11.count


@wrong("11.count")
def padding_as_if_the_size_stayed(channels, height, width, maps, kernel):
    window, outputs = channels * kernel**2, maps * height * width
    return outputs * channels * height * width, outputs * window, maps * window


@wrong("11.count")
def depth_forgotten(channels, height, width, maps, kernel):
    outputs = maps * (height - kernel + 1) * (width - kernel + 1)
    return outputs * channels * height * width, outputs * kernel**2, maps * kernel**2


@wrong("11.count")
def biases_counted(channels, height, width, maps, kernel):
    window = channels * kernel**2
    outputs = maps * (height - kernel + 1) * (width - kernel + 1)
    return outputs * (channels * height * width + 1), outputs * (window + 1), maps * (window + 1)


@wrong("11.count")
def one_map_only(channels, height, width, maps, kernel):
    window = channels * kernel**2
    outputs = maps * (height - kernel + 1) * (width - kernel + 1)
    return outputs * channels * height * width, outputs * window, window


# 11.layer


def layer(x, w, b, stride, flip=False, rows=0):
    (_, height, width), (o, _, kh, kw) = x.shape, w.shape
    y = np.zeros((o, (height - kh + rows) // stride + 1, (width - kw + rows) // stride + 1))
    for k, i, j in np.ndindex(*y.shape):
        window = x[:, i * stride : i * stride + kh, j * stride : j * stride + kw]
        kernel = w[k, :, ::-1, ::-1] if flip else w[k]
        y[k, i, j] = (window * kernel).sum() + b[k]
    return y


@wrong("11.layer")
def kernel_turned_around(x, w, b, stride):
    return layer(x, w, b, stride, flip=True)


@wrong("11.layer")
def bias_forgotten(x, w, b, stride):
    return layer(x, w, 0 * b, stride)


@wrong("11.layer")
def last_position_left_out(x, w, b, stride):
    return layer(x, w, b, stride, rows=-1)


@wrong("11.layer")
def stride_shrinks_but_does_not_step(x, w, b, stride):
    y = layer(x, w, b, 1)
    full = layer(x, w, b, stride)
    return y[:, : full.shape[1], : full.shape[2]]


@wrong("11.layer")
def bias_added_for_every_channel(x, w, b, stride):
    return layer(x, w, len(x) * b, stride)


# 11.windows


def windows(x, kh, kw):
    return np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))


@wrong("11.windows")
def one_column_a_window(x, kh, kw):
    return windows(x, kh, kw).transpose(1, 2, 0, 3, 4).reshape(-1, len(x) * kh * kw).T


@wrong("11.windows")
def channels_last(x, kh, kw):
    return windows(x, kh, kw).transpose(1, 2, 3, 4, 0).reshape(-1, len(x) * kh * kw)


@wrong("11.windows")
def reshaped_without_moving_the_axes(x, kh, kw):
    return windows(x, kh, kw).reshape(-1, len(x) * kh * kw)


@wrong("11.windows")
def top_to_bottom_first(x, kh, kw):
    return windows(x, kh, kw).transpose(2, 1, 0, 3, 4).reshape(-1, len(x) * kh * kw)


# 11.size


@wrong("11.size")
def rounds_up(n, kernel, stride, padding, dilation):
    return -(-(n + 2 * padding - dilation * (kernel - 1) - 1) // stride) + 1


@wrong("11.size")
def border_counted_once(n, kernel, stride, padding, dilation):
    return (n + padding - dilation * (kernel - 1) - 1) // stride + 1


@wrong("11.size")
def one_too_few(n, kernel, stride, padding, dilation):
    return (n + 2 * padding - dilation * (kernel - 1) - 1) // stride


@wrong("11.size")
def span_without_its_first_tap(n, kernel, stride, padding, dilation):
    return (n + 2 * padding - dilation * kernel) // stride + 1


@wrong("11.size")
def dilation_ignored(n, kernel, stride, padding, dilation):
    return (n + 2 * padding - kernel) // stride + 1


@wrong("11.size")
def as_on_the_slide(n, kernel, stride, padding, dilation):
    return (n + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1


# 11.backward


def backward(g, x, w, stride, overwrite=False, flip=False):
    gx, gw = np.zeros(x.shape), np.zeros(w.shape)
    kh, kw = w.shape[2:]
    for n, o, i, j in np.ndindex(*g.shape):
        rows, columns = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
        part = g[n, o, i, j] * (w[o, :, ::-1, ::-1] if flip else w[o])
        gx[n, :, rows, columns] = part if overwrite else gx[n, :, rows, columns] + part
        gw[o] += g[n, o, i, j] * x[n, :, rows, columns]
    return gx, gw, g.sum(axis=(0, 2, 3))


@wrong("11.backward")
def overlaps_overwritten(g, x, w, stride):
    return backward(g, x, w, stride, overwrite=True)


@wrong("11.backward")
def kernel_turned_where_it_must_not(g, x, w, stride):
    return backward(g, x, w, stride, flip=True)


@wrong("11.backward")
def mean_over_the_batch(g, x, w, stride):
    gx, gw, gb = backward(g, x, w, stride)
    return gx, gw / len(x), gb / len(x)


@wrong("11.backward")
def bias_of_one_picture(g, x, w, stride):
    gx, gw, _ = backward(g, x, w, stride)
    return gx, gw, g[0].sum(axis=(1, 2))


@wrong("11.backward")
def stride_forgotten(g, x, w, stride):
    return backward(g, x, w, 1)


@wrong("11.backward")
def input_and_kernel_swapped(g, x, w, stride):
    gx, gw, gb = backward(g, x, w, stride)
    return gw, gx, gb


# 11.field


@wrong("11.field")
def strides_ignored(layers):
    return 1 + sum(d * (k - 1) for k, s, d in layers)


@wrong("11.field")
def own_stride_counted_too(layers):
    field = jump = 1
    for k, s, d in layers:
        jump *= s
        field += d * (k - 1) * jump
    return field


@wrong("11.field")
def dilation_ignored_here(layers):
    field = jump = 1
    for k, s, _ in layers:
        field += (k - 1) * jump
        jump *= s
    return field


@wrong("11.field")
def sum_of_kernels(layers):
    return sum(k for k, s, d in layers)
