"""Wrong answers to the exercises of chapter 12, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 12.pool


def windows(x, p):
    h, w = x.shape[0] // p, x.shape[1] // p
    return x[: h * p, : w * p].reshape(h, p, w, p)


def reduced(w, kind, axes=(1, 3)):
    if kind == "max":
        return w.max(axis=axes)
    return w.mean(axis=axes) if kind == "average" else np.sqrt((w**2).sum(axis=axes))


@wrong("12.pool")
def reshaped_without_the_rows_apart(x, p, kind):
    h, w = x.shape[0] // p, x.shape[1] // p
    return reduced(x[: h * p, : w * p].reshape(h, w, p, p), kind, (2, 3))


@wrong("12.pool")
def starts_at_zero(x, p, kind):
    return np.maximum(windows(x, p).max(axis=(1, 3)), 0) if kind == "max" else reduced(windows(x, p), kind)


@wrong("12.pool")
def l2_of_the_mean(x, p, kind):
    if kind == "l2":
        return np.sqrt((windows(x, p) ** 2).mean(axis=(1, 3)))
    return reduced(windows(x, p), kind)


@wrong("12.pool")
def sum_for_average(x, p, kind):
    return windows(x, p).sum(axis=(1, 3)) if kind == "average" else reduced(windows(x, p), kind)


@wrong("12.pool")
def steps_by_one(x, p, kind):
    w = np.lib.stride_tricks.sliding_window_view(x, (p, p))
    return reduced(w, kind, (2, 3))


# 12.blame


def spread(x, p, g):
    return np.kron(g, np.ones((p, p)))


@wrong("12.blame")
def everyone_gets_it(x, p, g):
    return spread(x, p, g)


@wrong("12.blame")
def shared_as_in_average_pooling(x, p, g):
    return spread(x, p, g) / p**2


@wrong("12.blame")
def every_equal_winner(x, p, g):
    best = windows(x, p).max(axis=(1, 3))
    return spread(x, p, g) * (x == np.kron(best, np.ones((p, p))))


@wrong("12.blame")
def the_winning_values_instead(x, p, g):
    best = np.kron(windows(x, p).max(axis=(1, 3)), np.ones((p, p)))
    return np.where(x == best, x, 0)


@wrong("12.blame")
def row_and_column_swapped(x, p, g):
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(*g.shape):
        c, r = divmod(int(x[i * p : i * p + p, j * p : j * p + p].argmax()), p)
        dx[i * p + r, j * p + c] = g[i, j]
    return dx


# 12.where


@wrong("12.where")
def columns_for_rows(shape, k):
    c, place = divmod(k, shape[1] * shape[2])
    column, row = divmod(place, shape[1])
    return c, row, column


@wrong("12.where")
def divides_by_the_height(shape, k):
    c, place = divmod(k, shape[1] * shape[2])
    return c, *divmod(place, shape[1])


@wrong("12.where")
def maps_run_fastest(shape, k):
    place, c = divmod(k, shape[0])
    return c, *divmod(place, shape[2])


@wrong("12.where")
def counts_from_one(shape, k):
    return tuple(int(i) + 1 for i in np.unravel_index(k, shape))


# 12.subsample


def summed(x):
    c, h, w = x.shape
    return x.reshape(c, h // 2, 2, w // 2, 2).sum(axis=(2, 4))


def squash(z):
    return 1.7159 * np.tanh(2 / 3 * z)


@wrong("12.subsample")
def mean_for_sum(x, w, b):
    return squash(w[:, None, None] * summed(x) / 4 + b[:, None, None])


@wrong("12.subsample")
def without_squashing(x, w, b):
    return w[:, None, None] * summed(x) + b[:, None, None]


@wrong("12.subsample")
def bias_inside_the_product(x, w, b):
    return squash(w[:, None, None] * (summed(x) + b[:, None, None]))


@wrong("12.subsample")
def plain_tanh(x, w, b):
    return np.tanh(w[:, None, None] * summed(x) + b[:, None, None])


@wrong("12.subsample")
def the_maximum(x, w, b):
    c, h, v = x.shape
    best = x.reshape(c, h // 2, 2, v // 2, 2).max(axis=(2, 4))
    return squash(w[:, None, None] * best + b[:, None, None])


# 12.table


@wrong("12.table")
def one_bias_a_kernel(table, k):
    return sum(len(row) for row in table) * (k * k + 1)


@wrong("12.table")
def all_connected(table, k):
    return len(table) * (k * k * len({i for row in table for i in row}) + 1)


@wrong("12.table")
def no_biases(table, k):
    return sum(len(row) for row in table) * k * k


@wrong("12.table")
def one_kernel_a_map(table, k):
    return len(table) * (k * k + 1)


# 12.distance


@wrong("12.distance")
def takes_the_root(a, codes):
    return np.sqrt(((a[:, None, :] - codes) ** 2).sum(axis=2))


@wrong("12.distance")
def products_instead(a, codes):
    return a @ codes.T


@wrong("12.distance")
def transposed(a, codes):
    return ((codes[:, None, :] - a) ** 2).sum(axis=2)


@wrong("12.distance")
def mean_for_sum_again(a, codes):
    return ((a[:, None, :] - codes) ** 2).mean(axis=2)


@wrong("12.distance")
def forgets_the_square(a, codes):
    return np.abs(a[:, None, :] - codes).sum(axis=2)
