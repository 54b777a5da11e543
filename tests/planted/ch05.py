"""Wrong answers to the exercises of chapter 05, each a mistake that people make; every one must fail."""

import numpy as np

from course_lib.linear import sigmoid
from tests.planted.collector import collector

PLANTED, wrong = collector()


# 05.unit


@wrong("05.unit")
def norm_drops_the_sign(w, x, y):
    y_hat = sigmoid(w @ x)
    return 2 * np.abs(y_hat - y) * y_hat * (1 - y_hat) * x


@wrong("05.unit")
def target_minus_output(w, x, y):
    y_hat = sigmoid(w @ x)
    return 2 * (y - y_hat) * y_hat * (1 - y_hat) * x


@wrong("05.unit")
def factor_two_forgotten(w, x, y):
    y_hat = sigmoid(w @ x)
    return (y_hat - y) * y_hat * (1 - y_hat) * x


@wrong("05.unit")
def slope_of_the_sigmoid_forgotten(w, x, y):
    return 2 * (sigmoid(w @ x) - y) * x


@wrong("05.unit")
def weight_instead_of_input(w, x, y):
    y_hat = sigmoid(w @ x)
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) * w


@wrong("05.unit")
def table_of_two_decimals(w, x, y):
    y_hat = np.round(sigmoid(w @ x), 2)
    return 2 * (y_hat - y) * np.round(y_hat * (1 - y_hat), 2) * x


@wrong("05.unit")
def slope_at_the_output(w, x, y):
    y_hat = sigmoid(w @ x)
    return 2 * (y_hat - y) * sigmoid(y_hat) * (1 - sigmoid(y_hat)) * x


@wrong("05.unit")
def exponential_overflows(w, x, y):
    y_hat = 1 / (1 + np.exp(-(w @ x)))
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) * x


@wrong("05.unit")
def first_weight_only(w, x, y):
    y_hat = sigmoid(w @ x)
    return 2 * (y_hat - y) * y_hat * (1 - y_hat) * x[0]


# 05.delta


@wrong("05.delta")
def transpose_forgotten(W_next, delta_next, a):
    return (W_next @ delta_next) * a * (1 - a)


@wrong("05.delta")
def wrong_only_where_square(W_next, delta_next, a):
    W = W_next if W_next.shape[0] == W_next.shape[1] else W_next.T
    return (W @ delta_next) * a * (1 - a)


@wrong("05.delta")
def slope_forgotten(W_next, delta_next, a):
    return W_next.T @ delta_next


@wrong("05.delta")
def output_taken_for_a_score(W_next, delta_next, a):
    return (W_next.T @ delta_next) * sigmoid(a) * (1 - sigmoid(a))


@wrong("05.delta")
def slope_of_tanh(W_next, delta_next, a):
    return (W_next.T @ delta_next) * (1 - a**2)


@wrong("05.delta")
def dot_instead_of_element_wise(W_next, delta_next, a):
    return (W_next.T @ delta_next) @ (a * (1 - a))


@wrong("05.delta")
def sign_turned(W_next, delta_next, a):
    return -(W_next.T @ delta_next) * a * (1 - a)


# 05.chain


def three(x, W1, W2, W3):
    a2 = sigmoid(W1 @ x)
    a3 = sigmoid(W2 @ a2)
    return a2, a3, sigmoid(W3 @ a3)


@wrong("05.chain")
def order_of_the_slide(x, t, W1, W2, W3):
    a2, a3, y_hat = three(x, W1, W2, W3)
    return (y_hat - t) @ W3 @ (a3 * (1 - a3)) * W2 @ (a2 * (1 - a2)) @ x


@wrong("05.chain")
def outer_the_other_way(x, t, W1, W2, W3):
    a2, a3, y_hat = three(x, W1, W2, W3)
    d = (W3.T @ (y_hat - t)) * a3 * (1 - a3)
    return np.outer(x, (W2.T @ d) * a2 * (1 - a2))


@wrong("05.chain")
def squared_error_instead(x, t, W1, W2, W3):
    a2, a3, y_hat = three(x, W1, W2, W3)
    d = (W3.T @ (2 * (y_hat - t) * y_hat * (1 - y_hat))) * a3 * (1 - a3)
    return np.outer((W2.T @ d) * a2 * (1 - a2), x)


@wrong("05.chain")
def one_slope_missing(x, t, W1, W2, W3):
    _, a3, y_hat = three(x, W1, W2, W3)
    return np.outer((W2.T @ ((W3.T @ (y_hat - t)) * a3 * (1 - a3))), x)


@wrong("05.chain")
def one_layer_too_few(x, t, W1, W2, W3):
    a2, a3, y_hat = three(x, W1, W2, W3)
    return np.outer((W3.T @ (y_hat - t)) * a3 * (1 - a3), a2)


@wrong("05.chain")
def sign_of_the_error(x, t, W1, W2, W3):
    a2, a3, y_hat = three(x, W1, W2, W3)
    d = (W3.T @ (t - y_hat)) * a3 * (1 - a3)
    return np.outer((W2.T @ d) * a2 * (1 - a2), x)


# 05.numerical


@wrong("05.numerical")
def one_side_only(f, w, h=1e-4):
    g = np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up = np.array(w, dtype=float)
        up[i] += h
        g[i] = (f(up) - f(w)) / h
    return g


@wrong("05.numerical")
def divided_by_h(f, w):
    h, g = 1e-5, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = np.array(w, dtype=float), np.array(w, dtype=float)
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / h
    return g


@wrong("05.numerical")
def all_weights_at_once(f, w):
    h = 1e-5
    return np.full(w.shape, (f(w + h) - f(w - h)) / (2 * h))


@wrong("05.numerical")
def down_minus_up(f, w):
    h, g = 1e-5, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = np.array(w, dtype=float), np.array(w, dtype=float)
        up[i] += h
        down[i] -= h
        g[i] = (f(down) - f(up)) / (2 * h)
    return g


@wrong("05.numerical")
def nudges_stay(f, w):
    h, g = 1e-1, np.zeros(w.shape)
    w = np.array(w, dtype=float)
    for i in np.ndindex(w.shape):
        w[i] += h
        high = f(w)
        w[i] -= 2 * h
        g[i] = (high - f(w)) / (2 * h)
    return g


@wrong("05.numerical")
def nudges_the_callers_weights(f, w):
    h, g = 1e-5, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += h
        high = f(w)
        w[i] -= 2 * h
        g[i] = (high - f(w)) / (2 * h)
    return g


@wrong("05.numerical")
def whole_numbers_stay_whole(f, w):
    h, g = 1e-5, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


@wrong("05.numerical")
def vectors_only(f, w):
    h, g = 1e-5, np.zeros(len(w))
    for i in range(len(w)):
        up, down = np.array(w, dtype=float), np.array(w, dtype=float)
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


# 05.batch


@wrong("05.batch")
def mean_forgotten(Delta, A):
    return Delta.T @ A


@wrong("05.batch")
def inputs_by_units(Delta, A):
    return A.T @ Delta / len(A)


@wrong("05.batch")
def mean_over_the_units(Delta, A):
    return Delta.T @ A / Delta.shape[1]


@wrong("05.batch")
def means_first(Delta, A):
    return np.outer(Delta.mean(axis=0), A.mean(axis=0))


@wrong("05.batch")
def last_example_only(Delta, A):
    return np.outer(Delta[-1], A[-1])


@wrong("05.batch")
def one_gradient_an_example(Delta, A):
    return Delta[:, :, None] * A[:, None, :]


# 05.train


def trained(X, T, W1, b1, W2, b2, learning_rate, steps, fault=""):
    for _ in range(steps):
        A1 = sigmoid(X @ W1.T + b1)
        D2 = (sigmoid(A1 @ W2.T + b2) - T) * (-1 if fault == "sign" else 1)
        scale = learning_rate / (1 if fault == "sum" else len(X))
        if fault == "late":  # the new W2 sends the error back
            W2, b2 = W2 - scale * D2.T @ A1, b2 - scale * D2.sum(axis=0)
        D1 = D2 @ W2 * (1 if fault == "slope" else A1 * (1 - A1))
        if fault != "late":
            W2, b2 = W2 - scale * D2.T @ A1, b2 - scale * D2.sum(axis=0)
        W1 = W1 - scale * D1.T @ X
        b1 = b1 if fault == "bias" else b1 - scale * D1.sum(axis=0)
    return sigmoid(sigmoid(X @ W1.T + b1) @ W2.T + b2)


@wrong("05.train")
def climbs(X, T, W1, b1, W2, b2, learning_rate, steps):
    return trained(X, T, W1, b1, W2, b2, learning_rate, steps, "sign")


@wrong("05.train")
def sum_instead_of_mean(X, T, W1, b1, W2, b2, learning_rate, steps):
    return trained(X, T, W1, b1, W2, b2, learning_rate, steps, "sum")


@wrong("05.train")
def last_layer_updated_first(X, T, W1, b1, W2, b2, learning_rate, steps):
    return trained(X, T, W1, b1, W2, b2, learning_rate, steps, "late")


@wrong("05.train")
def hidden_slope_forgotten(X, T, W1, b1, W2, b2, learning_rate, steps):
    return trained(X, T, W1, b1, W2, b2, learning_rate, steps, "slope")


@wrong("05.train")
def hidden_bias_never_learns(X, T, W1, b1, W2, b2, learning_rate, steps):
    return trained(X, T, W1, b1, W2, b2, learning_rate, steps, "bias")


@wrong("05.train")
def one_step_too_many(X, T, W1, b1, W2, b2, learning_rate, steps):
    return trained(X, T, W1, b1, W2, b2, learning_rate, steps + 1)


@wrong("05.train")
def scores_instead_of_outputs(X, T, W1, b1, W2, b2, learning_rate, steps):
    y = trained(X, T, W1, b1, W2, b2, learning_rate, steps)
    return np.log(y / (1 - y))


@wrong("05.train")
def changes_the_callers_weights(X, T, W1, b1, W2, b2, learning_rate, steps):
    for _ in range(steps):
        A1 = sigmoid(X @ W1.T + b1)
        D2 = sigmoid(A1 @ W2.T + b2) - T
        D1 = D2 @ W2 * A1 * (1 - A1)
        W2 -= learning_rate * D2.T @ A1 / len(X)
        b2 -= learning_rate * D2.mean(axis=0)
        W1 -= learning_rate * D1.T @ X / len(X)
        b1 -= learning_rate * D1.mean(axis=0)
    return sigmoid(sigmoid(X @ W1.T + b1) @ W2.T + b2)
