"""Wrong answers to the exercises of chapter 13, each a mistake that people make; every one must fail."""

import numpy as np

from course_lib import backend
from tests.planted.collector import collector

PLANTED, wrong = collector()


# 13.channels


@wrong("13.channels")
def cuts_anew(pictures):
    n, h, w, c = pictures.shape
    return pictures.reshape(n, c, h, w)


@wrong("13.channels")
def rows_and_columns_swapped(pictures):
    return pictures.transpose(0, 3, 2, 1)


@wrong("13.channels")
def back_again(pictures):
    return pictures.transpose(0, 2, 3, 1)


@wrong("13.channels")
def all_axes_turned(pictures):
    return pictures.T


# 13.summary


def walk(shape, layers, conv=None, pool=None, dense=None):
    lines = []
    for kind, *sizes in layers:
        count = 0
        if kind == "conv":
            n, k = sizes
            c, h, w = shape
            count, shape = (conv or right_conv)(n, k, c, h, w)
        elif kind == "pool":
            c, h, w = shape
            shape = (pool or right_pool)(sizes[0], c, h, w)
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif kind == "dense":
            count, shape = (dense or right_dense)(sizes[0], shape[0]), (sizes[0],)
        lines.append((shape, count))
    return lines


def right_conv(n, k, c, h, w):
    return n * (c * k * k + 1), (n, h - k + 1, w - k + 1)


def right_pool(k, c, h, w):
    return c, h // k, w // k


def right_dense(n, inputs):
    return n * (inputs + 1)


@wrong("13.summary")
def forgets_the_biases(shape, layers):
    return walk(shape, layers, conv=lambda n, k, c, h, w: (n * c * k * k, (n, h - k + 1, w - k + 1)))


@wrong("13.summary")
def forgets_the_depth(shape, layers):
    return walk(shape, layers, conv=lambda n, k, c, h, w: (n * (k * k + 1), (n, h - k + 1, w - k + 1)))


@wrong("13.summary")
def one_too_small(shape, layers):
    return walk(shape, layers, conv=lambda n, k, c, h, w: (n * (c * k * k + 1), (n, h - k, w - k)))


@wrong("13.summary")
def pooling_rounds_up(shape, layers):
    return walk(shape, layers, pool=lambda k, c, h, w: (c, -(-h // k), -(-w // k)))


@wrong("13.summary")
def a_single_bias(shape, layers):
    return walk(shape, layers, dense=lambda n, inputs: n * inputs + 1)


@wrong("13.summary")
def channels_last(shape, layers):
    return [(s[1:] + s[:1] if len(s) == 3 else s, n) for s, n in walk(shape, layers)]


# 13.targets


def log_softmax(scores):
    z = scores - scores.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def numbers(targets):
    return targets.argmax(axis=1) if targets.ndim == 2 else targets


@wrong("13.targets")
def softmax_twice(scores, targets):
    p = np.exp(log_softmax(scores))
    return -np.mean(log_softmax(p)[np.arange(len(scores)), numbers(targets)])


@wrong("13.targets")
def sum_instead_of_mean(scores, targets):
    return -np.sum(log_softmax(scores)[np.arange(len(scores)), numbers(targets)])


@wrong("13.targets")
def minus_forgotten(scores, targets):
    return np.mean(log_softmax(scores)[np.arange(len(scores)), numbers(targets)])


@wrong("13.targets")
def rows_averaged_over_all_cells(scores, targets):
    if targets.ndim == 2:
        return -np.mean(targets * log_softmax(scores))
    return -np.mean(log_softmax(scores)[np.arange(len(scores)), targets])


@wrong("13.targets")
def softmax_over_the_examples(scores, targets):
    return -np.mean(log_softmax(scores.T).T[np.arange(len(scores)), numbers(targets)])


@wrong("13.targets")
def overflows(scores, targets):
    e = np.exp(scores)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.mean(np.log(p)[np.arange(len(scores)), numbers(targets)])


# 13.train


def trained(engine, X, y, W, learning_rate, steps, *, zero=True, sign=1, momentum=0.0, reduction="mean"):
    B = backend.use(engine, "cpu")
    layer = B.nn.Linear(W.shape[1], W.shape[0], bias=False)
    layer.load_state_dict({"weight": B.tensor(W)})
    optimizer = B.optim.SGD(layer.parameters(), lr=learning_rate, momentum=momentum)
    for _ in range(steps):
        loss = sign * B.F.cross_entropy(layer(B.tensor(X)), B.tensor(y), reduction=reduction)
        if zero:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return B.numpy(layer.weight)


@wrong("13.train")
def never_forgets(engine, X, y, W, learning_rate, steps):
    return trained(engine, X, y, W, learning_rate, steps, zero=False)


@wrong("13.train")
def climbs(engine, X, y, W, learning_rate, steps):
    return trained(engine, X, y, W, learning_rate, steps, sign=-1)


@wrong("13.train")
def with_momentum(engine, X, y, W, learning_rate, steps):
    return trained(engine, X, y, W, learning_rate, steps, momentum=0.9)


@wrong("13.train")
def sums_the_loss(engine, X, y, W, learning_rate, steps):
    return trained(engine, X, y, W, learning_rate, steps, reduction="sum")


@wrong("13.train")
def one_step_too_many(engine, X, y, W, learning_rate, steps):
    return trained(engine, X, y, W, learning_rate, steps + 1)


@wrong("13.train")
def zeroes_after_backward(engine, X, y, W, learning_rate, steps):
    return W.copy()  # nothing is left to step with


@wrong("13.train")
def begins_with_weights_of_its_own(engine, X, y, W, learning_rate, steps):
    B = backend.use(engine, "cpu")
    B.manual_seed(0)
    W = B.numpy(B.nn.Linear(W.shape[1], W.shape[0], bias=False).weight)
    return trained(engine, X, y, W, learning_rate, steps)


# 13.from-keras


@wrong("13.from-keras")
def only_turned(kernel, H, W, C):
    return kernel.T


@wrong("13.from-keras")
def only_reordered(kernel, H, W, C):
    return kernel.reshape(H, W, C, -1).transpose(2, 0, 1, 3).reshape(H * W * C, -1)


@wrong("13.from-keras")
def rows_and_columns_swapped_too(kernel, H, W, C):
    return kernel.reshape(H, W, C, -1).transpose(3, 2, 1, 0).reshape(kernel.shape[1], -1)


@wrong("13.from-keras")
def other_way_round(kernel, H, W, C):
    return kernel.reshape(C, H, W, -1).transpose(3, 1, 2, 0).reshape(kernel.shape[1], -1)


@wrong("13.from-keras")
def reshaped_straight(kernel, H, W, C):
    return kernel.reshape(kernel.shape[1], -1)
