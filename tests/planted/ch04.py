"""Wrong answers to the exercises of chapter 04, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def with_ones(X):
    return np.column_stack([np.ones(len(X)), X])


def summed(X, w, y):
    X1 = with_ones(X)
    return 2 * X1.T @ (X1 @ w - y)


def mean(X, w, y):
    return summed(X, w, y) / len(y)


# 04.fixed


@wrong("04.fixed")
def uphill(w, g, length):
    size = np.linalg.norm(g)
    return w + length * g / size if size else w.copy()


@wrong("04.fixed")
def length_of_the_gradient(w, g, length):
    return w - length * g


@wrong("04.fixed")
def nan_on_flat_ground(w, g, length):
    return w - length * g / np.linalg.norm(g)


@wrong("04.fixed")
def each_weight_by_itself(w, g, length):
    return w - length * np.sign(g)


@wrong("04.fixed")
def squares_without_the_root(w, g, length):
    size = np.sum(g**2)
    return w - length * g / size if size else w.copy()


@wrong("04.fixed")
def sum_of_sizes(w, g, length):
    size = np.sum(np.abs(g))
    return w - length * g / size if size else w.copy()


@wrong("04.fixed")
def along_the_first_axis_only(w, g, length):
    size = np.linalg.norm(g, axis=0)
    return w - length * g / np.where(size == 0, 1, size)


@wrong("04.fixed")
def eps_swallows_gentle_slopes(w, g, length):
    return w - length * g / (np.linalg.norm(g) + 1e-8)


# 04.epoch


@wrong("04.epoch")
def last_batch_dropped(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order) - batch_size + 1, batch_size):
        rows = order[k : k + batch_size]
        w = w - learning_rate * mean(X[rows], w, y[rows])
    return w


@wrong("04.epoch")
def mean_forgotten(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        w = w - learning_rate * summed(X[rows], w, y[rows])
    return w


@wrong("04.epoch")
def short_batch_divided_by_the_full_size(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        w = w - learning_rate * summed(X[rows], w, y[rows]) / batch_size
    return w


@wrong("04.epoch")
def order_ignored(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order), batch_size):
        w = w - learning_rate * mean(X[k : k + batch_size], w, y[k : k + batch_size])
    return w


@wrong("04.epoch")
def uphill_through_the_epoch(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        w = w + learning_rate * mean(X[rows], w, y[rows])
    return w


@wrong("04.epoch")
def gradient_never_renewed(X, w, y, order, batch_size, learning_rate):
    new = w.copy()
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        new = new - learning_rate * mean(X[rows], w, y[rows])
    return new


@wrong("04.epoch")
def full_gradient_each_time(X, w, y, order, batch_size, learning_rate):
    for _ in range(0, len(order), batch_size):
        w = w - learning_rate * mean(X, w, y)
    return w


@wrong("04.epoch")
def callers_weights_changed(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        w -= learning_rate * mean(X[rows], w, y[rows])
    return w


@wrong("04.epoch")
def stops_after_one_batch(X, w, y, order, batch_size, learning_rate):
    rows = order[:batch_size]
    return w - learning_rate * mean(X[rows], w, y[rows])


@wrong("04.epoch")
def half_the_gradient(X, w, y, order, batch_size, learning_rate):
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        w = w - learning_rate * mean(X[rows], w, y[rows]) / 2
    return w


# 04.decay


@wrong("04.decay")
def by_powers_of_two(start, t, halved_after):
    return start * 0.5 ** (t / halved_after)


@wrong("04.decay")
def bracket_in_the_wrong_place(start, t, halved_after):
    return start / (1 + t) / halved_after


@wrong("04.decay")
def times_for_divided(start, t, halved_after):
    return start / (1 + t * halved_after)


@wrong("04.decay")
def one_forgotten(start, t, halved_after):
    return start / (t / halved_after) if np.all(t) else start + 0 * t


@wrong("04.decay")
def counted_from_one(start, t, halved_after):
    return start / (1 + (t + 1) / halved_after)


@wrong("04.decay")
def in_whole_intervals(start, t, halved_after):
    return start / (1 + t // halved_after)


@wrong("04.decay")
def straight_down(start, t, halved_after):
    return start * (1 - t / (2 * halved_after))


# 04.momentum


@wrong("04.momentum")
def old_velocity_moves(w, v, g, learning_rate, mu):
    return np.array([w - learning_rate * v, mu * v + g])


@wrong("04.momentum")
def running_mean(w, v, g, learning_rate, mu):
    v = mu * v + (1 - mu) * g
    return np.array([w - learning_rate * v, v])


@wrong("04.momentum")
def velocity_subtracted_twice(w, v, g, learning_rate, mu):
    v = mu * v - g
    return np.array([w - learning_rate * v, v])


@wrong("04.momentum")
def uphill_with_momentum(w, v, g, learning_rate, mu):
    v = mu * v + g
    return np.array([w + learning_rate * v, v])


@wrong("04.momentum")
def gradient_added_again(w, v, g, learning_rate, mu):
    v = mu * v + g
    return np.array([w - learning_rate * (v + g), v])


@wrong("04.momentum")
def rate_inside_the_velocity(w, v, g, learning_rate, mu):
    v = mu * v + learning_rate * g
    return np.array([w - v, v])


@wrong("04.momentum")
def memory_lost(w, v, g, learning_rate, mu):
    return w - learning_rate * (mu * v + g)


@wrong("04.momentum")
def velocity_and_weights_swapped(w, v, g, learning_rate, mu):
    v = mu * v + g
    return np.array([v, w - learning_rate * v])


# 04.rmsprop


@wrong("04.rmsprop")
def root_forgotten(w, s, g, learning_rate, alpha):
    s = alpha * s + (1 - alpha) * g**2
    return np.array([w - learning_rate * g / (s + 1e-8), s])


@wrong("04.rmsprop")
def old_mean_divides(w, s, g, learning_rate, alpha):
    return np.array([w - learning_rate * g / (np.sqrt(s) + 1e-8), alpha * s + (1 - alpha) * g**2])


@wrong("04.rmsprop")
def one_scale_for_all_weights(w, s, g, learning_rate, alpha):
    s = alpha * s + (1 - alpha) * np.mean(g**2)
    return np.array([w - learning_rate * g / (np.sqrt(s) + 1e-8), s])


@wrong("04.rmsprop")
def shares_swapped(w, s, g, learning_rate, alpha):
    s = (1 - alpha) * s + alpha * g**2
    return np.array([w - learning_rate * g / (np.sqrt(s) + 1e-8), s])


@wrong("04.rmsprop")
def squares_summed_for_ever(w, s, g, learning_rate, alpha):
    s = s + g**2
    return np.array([w - learning_rate * g / (np.sqrt(s) + 1e-8), s])


@wrong("04.rmsprop")
def no_eps(w, s, g, learning_rate, alpha):
    s = alpha * s + (1 - alpha) * g**2
    return np.array([w - learning_rate * g / np.sqrt(s), s])


@wrong("04.rmsprop")
def square_forgotten(w, s, g, learning_rate, alpha):
    s = alpha * s + (1 - alpha) * np.abs(g)
    return np.array([w - learning_rate * g / (np.sqrt(s) + 1e-8), s])


@wrong("04.rmsprop")
def uphill_by_root_mean_square(w, s, g, learning_rate, alpha):
    s = alpha * s + (1 - alpha) * g**2
    return np.array([w + learning_rate * g / (np.sqrt(s) + 1e-8), s])


# 04.adam


def adam(w, m, v, g, t, rate, correct_m=True, correct_v=True, shift=0, sign=-1):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m_hat = m / (1 - 0.9 ** (t + shift)) if correct_m else m
    v_hat = v / (1 - 0.999 ** (t + shift)) if correct_v else v
    return np.array([w + sign * rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v])


@wrong("04.adam")
def no_correction_at_all(w, m, v, g, t, learning_rate):
    return adam(w, m, v, g, t, learning_rate, correct_m=False, correct_v=False)


@wrong("04.adam")
def only_m_corrected(w, m, v, g, t, learning_rate):
    return adam(w, m, v, g, t, learning_rate, correct_v=False)


@wrong("04.adam")
def only_v_corrected(w, m, v, g, t, learning_rate):
    return adam(w, m, v, g, t, learning_rate, correct_m=False)


@wrong("04.adam")
def steps_counted_from_zero(w, m, v, g, t, learning_rate):
    return adam(w, m, v, g, t, learning_rate, shift=1)


@wrong("04.adam")
def plus_for_minus(w, m, v, g, t, learning_rate):
    return adam(w, m, v, g, t, learning_rate, sign=1)


@wrong("04.adam")
def corrected_means_handed_back(w, m, v, g, t, learning_rate):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m, v = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return np.array([w - learning_rate * m / (np.sqrt(v) + 1e-8), m, v])


@wrong("04.adam")
def factors_swapped(w, m, v, g, t, learning_rate):
    m = 0.999 * m + 0.001 * g
    v = 0.9 * v + 0.1 * g**2
    step = m / (1 - 0.999**t) / (np.sqrt(v / (1 - 0.9**t)) + 1e-8)
    return np.array([w - learning_rate * step, m, v])


@wrong("04.adam")
def divided_without_the_root(w, m, v, g, t, learning_rate):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    return np.array([w - learning_rate * (m / (1 - 0.9**t)) / (v / (1 - 0.999**t) + 1e-8), m, v])


@wrong("04.adam")
def gradient_in_place_of_its_mean(w, m, v, g, t, learning_rate):
    v = 0.999 * v + 0.001 * g**2
    step = g / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return np.array([w - learning_rate * step, 0.9 * m + 0.1 * g, v])


@wrong("04.adam")
def eps_left_out(w, m, v, g, t, learning_rate):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    return np.array([w - learning_rate * (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t)), m, v])
