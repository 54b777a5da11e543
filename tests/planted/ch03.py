"""Wrong answers to the exercises of chapter 03, each a mistake that people make; every one must fail."""

import itertools

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def fires(z):
    return np.where(z > 0, 1.0, 0.0)


# 03.agreement


def both_of(X, w1, w2):
    return fires(w1[0] + X @ w1[1:]), fires(w2[0] + X @ w2[1:])


@wrong("03.agreement")
def xor_instead(X, w1, w2):
    h1, h2 = both_of(X, w1, w2)
    return h1 + h2 - 2 * h1 * h2


@wrong("03.agreement")
def only_where_both_fire(X, w1, w2):
    h1, h2 = both_of(X, w1, w2)
    return h1 * h2


@wrong("03.agreement")
def only_where_neither_fires(X, w1, w2):
    h1, h2 = both_of(X, w1, w2)
    return (1 - h1) * (1 - h2)


@wrong("03.agreement")
def bias_at_the_end(X, w1, w2):
    h1, h2 = fires(w1[-1] + X @ w1[:-1]), fires(w2[-1] + X @ w2[:-1])
    return fires(np.abs(1 - h1 - h2) - 0.5)


@wrong("03.agreement")
def fires_on_the_line(X, w1, w2):
    h1, h2 = w1[0] + X @ w1[1:] >= 0, w2[0] + X @ w2[1:] >= 0
    return np.where(h1 == h2, 1.0, 0.0)


@wrong("03.agreement")
def scores_multiplied(X, w1, w2):
    return (w1[0] + X @ w1[1:]) * (w2[0] + X @ w2[1:])


@wrong("03.agreement")
def one_answer_for_all(X, w1, w2):
    h1, h2 = both_of(X, w1, w2)
    return float(np.all(h1 == h2))


# 03.layer


@wrong("03.layer")
def weights_turned_the_other_way(X, W, b):
    return np.maximum(0, X @ W + b)


@wrong("03.layer")
def relu_forgotten(X, W, b):
    return X @ W.T + b


@wrong("03.layer")
def bias_forgotten(X, W, b):
    return np.maximum(0, X @ W.T)


@wrong("03.layer")
def bias_after_the_relu(X, W, b):
    return np.maximum(0, X @ W.T) + b


@wrong("03.layer")
def units_in_rows(X, W, b):
    return np.maximum(0, W @ X.T + b[:, None])


@wrong("03.layer")
def minimum_instead(X, W, b):
    return np.minimum(0, X @ W.T + b)


@wrong("03.layer")
def bias_subtracted(X, W, b):
    return np.maximum(0, X @ W.T - b)


@wrong("03.layer")
def one_unit_flattened(X, W, b):
    return np.squeeze(np.maximum(0, X @ W.T + b))


# 03.count


@wrong("03.count")
def biases_left_out(sizes):
    return sum(n * m for m, n in itertools.pairwise(sizes))


@wrong("03.count")
def inputs_have_biases(sizes):
    return sum(n * m for m, n in itertools.pairwise(sizes)) + sum(sizes)


@wrong("03.count")
def one_bias_a_layer(sizes):
    return sum(n * m + 1 for m, n in itertools.pairwise(sizes))


@wrong("03.count")
def bias_on_the_wrong_side(sizes):
    return sum((n + 1) * m for m, n in itertools.pairwise(sizes))


@wrong("03.count")
def units_only(sizes):
    return sum(sizes)


@wrong("03.count")
def last_layer_forgotten(sizes):
    return sum(n * (m + 1) for m, n in itertools.pairwise(sizes[:-1]))


# 03.slope


@wrong("03.slope")
def takes_a_for_z(name, a):
    if name == "sigmoid":
        s = 1 / (1 + np.exp(-a))
        return s * (1 - s)
    return 1 - np.tanh(a) ** 2 if name == "tanh" else np.where(a > 0, 1.0, 0.0)


@wrong("03.slope")
def sigmoid_for_all(name, a):
    return a * (1 - a)


@wrong("03.slope")
def plus_in_tanh(name, a):
    return {"sigmoid": a * (1 - a), "tanh": 1 + a**2, "relu": np.where(a > 0, 1.0, 0.0)}[name]


@wrong("03.slope")
def square_forgotten(name, a):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a, "relu": np.where(a > 0, 1.0, 0.0)}[name]


@wrong("03.slope")
def relu_gives_itself(name, a):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": np.maximum(a, 0)}[name]


@wrong("03.slope")
def relu_with_slope_one_at_zero(name, a):
    return {"sigmoid": a * (1 - a), "tanh": 1 - a**2, "relu": np.where(a >= 0, 1.0, 0.0)}[name]


# 03.forward


@wrong("03.forward")
def tanh_at_the_end_too(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        a = np.tanh(a @ W.T + b)
    return a


@wrong("03.forward")
def no_tanh_at_all(X, weights, biases):
    a = X
    for W, b in zip(weights, biases, strict=True):
        a = a @ W.T + b
    return a


@wrong("03.forward")
def every_layer_gets_the_input(X, weights, biases):
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = np.tanh(X @ W.T + b)
    return a @ weights[-1].T + biases[-1]


@wrong("03.forward")
def biases_of_hidden_layers_forgotten(X, weights, biases):
    a = X
    for W in weights[:-1]:
        a = np.tanh(a @ W.T)
    return a @ weights[-1].T + biases[-1]


@wrong("03.forward")
def relu_in_place_of_tanh(X, weights, biases):
    a = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = np.maximum(0, a @ W.T + b)
    return a @ weights[-1].T + biases[-1]


@wrong("03.forward")
def stops_before_the_last_layer(X, weights, biases):
    a = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = np.tanh(a @ W.T + b)
    return a


@wrong("03.forward")
def two_layers_always(X, weights, biases):
    return np.tanh(X @ weights[0].T + biases[0]) @ weights[-1].T + biases[-1]


# 03.fit


def hidden(x, w, b):
    return np.tanh(np.outer(x, w) + b)


@wrong("03.fit")
def output_bias_forgotten(x, y, w, b):
    A = hidden(x, w, b)
    return A @ np.linalg.lstsq(A, y, rcond=None)[0]


@wrong("03.fit")
def tanh_forgotten(x, y, w, b):
    A = np.column_stack([np.ones(len(x)), np.outer(x, w) + b])
    return A @ np.linalg.lstsq(A, y, rcond=None)[0]


@wrong("03.fit")
def hidden_bias_forgotten(x, y, w, b):
    A = np.column_stack([np.ones(len(x)), np.tanh(np.outer(x, w))])
    return A @ np.linalg.lstsq(A, y, rcond=None)[0]


@wrong("03.fit")
def normal_equations_without_a_safeguard(x, y, w, b):
    A = np.column_stack([np.ones(len(x)), hidden(x, w, b)])
    if A.shape[1] > A.shape[0]:
        return np.full(len(x), np.nan)  # what a singular matrix tends to leave behind
    return A @ np.linalg.solve(A.T @ A, A.T @ y)


@wrong("03.fit")
def returns_the_weights(x, y, w, b):
    A = np.column_stack([np.ones(len(x)), hidden(x, w, b)])
    return np.linalg.lstsq(A, y, rcond=None)[0]


@wrong("03.fit")
def returns_the_target(x, y, w, b):
    return y


@wrong("03.fit")
def mean_of_the_units(x, y, w, b):
    return hidden(x, w, b).mean(axis=1)
