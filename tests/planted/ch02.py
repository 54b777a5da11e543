"""Wrong answers to the exercises of chapter 02, each a mistake that people make; every one must fail."""

import itertools

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def with_one(x):
    return np.concatenate([[1.0], x])


def rule(w, x, t, learning_rate=1.0):
    return w + learning_rate * (t - (w @ with_one(x) > 0)) * with_one(x)


def trained(X, t, passes):
    w = np.zeros(X.shape[1] + 1)
    for _ in range(passes):
        for x, target in zip(X, t, strict=True):
            w = rule(w, x, target)
    return w


# 02.unit


@wrong("02.unit")
def bias_forgotten(X, w):
    return np.where(X @ w[1:] > 0, 1, 0)


@wrong("02.unit")
def bias_at_the_end(X, w):
    return np.where(X @ w[:-1] + w[-1] > 0, 1, 0)


@wrong("02.unit")
def bias_taken_for_a_threshold(X, w):
    return np.where(X @ w[1:] > w[0], 1, 0)


@wrong("02.unit")
def fires_on_the_line_too(X, w):
    return np.where(w[0] + X @ w[1:] >= 0, 1, 0)


@wrong("02.unit")
def labels_of_chapter_01(X, w):
    return np.where(w[0] + X @ w[1:] > 0, 1, -1)


@wrong("02.unit")
def the_sum_itself(X, w):
    return w[0] + X @ w[1:]


@wrong("02.unit")
def one_answer_for_all(X, w):
    return int(np.sum(w[0] + X @ w[1:]) > 0)


@wrong("02.unit")
def sign_of_numpy(X, w):
    return np.sign(w[0] + X @ w[1:])


# 02.majority


@wrong("02.majority")
def all_must_agree(n):
    return np.array([-n + 0.5] + [1.0] * n)


@wrong("02.majority")
def half_is_enough(n):
    return np.array([0.5 - n / 2] + [1.0] * n)


@wrong("02.majority")
def bias_with_a_plus(n):
    return np.array([n / 2] + [1.0] * n)


@wrong("02.majority")
def whole_number_half(n):
    return np.array([float(-(n // 2))] + [1.0] * n)


@wrong("02.majority")
def bias_last(n):
    return np.array([1.0] * n + [-n / 2])


@wrong("02.majority")
def always_three(n):
    return np.array([-1.5, 1.0, 1.0, 1.0])


@wrong("02.majority")
def one_weight_too_few(n):
    return np.array([-n / 2] + [1.0] * (n - 1))


# 02.update


@wrong("02.update")
def away_from_the_target(w, x, t, learning_rate):
    return w - learning_rate * (t - (w @ with_one(x) > 0)) * with_one(x)


@wrong("02.update")
def bias_never_moves(w, x, t, learning_rate):
    new = rule(w, x, t, learning_rate)
    new[0] = w[0]
    return new


@wrong("02.update")
def learns_from_right_answers_too(w, x, t, learning_rate):
    return w + learning_rate * (1 if t else -1) * with_one(x)


@wrong("02.update")
def learning_rate_forgotten(w, x, t, learning_rate):
    return rule(w, x, t)


@wrong("02.update")
def input_forgotten(w, x, t, learning_rate):
    return w + learning_rate * (t - (w @ with_one(x) > 0))


@wrong("02.update")
def changes_the_callers_weights(w, x, t, learning_rate):
    w += learning_rate * (t - (w @ with_one(x) > 0)) * with_one(x)
    return w


@wrong("02.update")
def score_in_place_of_the_answer(w, x, t, learning_rate):
    return w + learning_rate * (t - w @ with_one(x)) * with_one(x)


@wrong("02.update")
def fires_on_the_line(w, x, t, learning_rate):
    return w + learning_rate * (t - (w @ with_one(x) >= 0)) * with_one(x)


@wrong("02.update")
def only_when_it_should_fire(w, x, t, learning_rate):
    return rule(w, x, t, learning_rate) if t == 1 else w.copy()


# 02.train


@wrong("02.train")
def one_pass_only(X, t, passes):
    return trained(X, t, 1)


@wrong("02.train")
def one_pass_too_many(X, t, passes):
    return trained(X, t, passes + 1)


@wrong("02.train")
def all_errors_first(X, t, passes):
    X1, w = np.column_stack([np.ones(len(X)), X]), np.zeros(X.shape[1] + 1)
    for _ in range(passes):
        w = w + X1.T @ (t - (X1 @ w > 0))
    return w


@wrong("02.train")
def backwards_through_the_table(X, t, passes):
    return trained(X[::-1], t[::-1], passes)


@wrong("02.train")
def starts_from_ones(X, t, passes):
    w = np.ones(X.shape[1] + 1)
    for _ in range(passes):
        for x, target in zip(X, t, strict=True):
            w = rule(w, x, target)
    return w


@wrong("02.train")
def until_it_is_right(X, t, passes):
    w = np.zeros(X.shape[1] + 1)
    while any((w @ with_one(x) > 0) != bool(target) for x, target in zip(X, t, strict=True)):
        for x, target in zip(X, t, strict=True):
            w = rule(w, x, target)
    return w


@wrong("02.train")
def first_mistake_of_a_pass_only(X, t, passes):
    w = np.zeros(X.shape[1] + 1)
    for _ in range(passes):
        for x, target in zip(X, t, strict=True):
            if (w @ with_one(x) > 0) != bool(target):
                w = rule(w, x, target)
                break
    return w


# 02.gradient


def gradient(X, w, t, alpha):
    z = w[0] + X @ w[1:]
    pull = 0.5 * (1 + np.tanh(z / 2)) - t
    return np.concatenate([[pull.sum()], X.T @ pull + alpha * w[1:]])


@wrong("02.gradient")
def sign_flipped(X, w, t, alpha):
    return -gradient(X, w, t, alpha)


@wrong("02.gradient")
def mean_in_place_of_the_sum(X, w, t, alpha):
    return gradient(X, w, t, 0) / len(X) + alpha * np.concatenate([[0], w[1:]])


@wrong("02.gradient")
def decay_forgotten(X, w, t, alpha):
    return gradient(X, w, t, 0)


@wrong("02.gradient")
def bias_decays_too(X, w, t, alpha):
    return gradient(X, w, t, 0) + alpha * w


@wrong("02.gradient")
def decay_with_a_minus(X, w, t, alpha):
    return gradient(X, w, t, -alpha)


@wrong("02.gradient")
def decay_counted_twice(X, w, t, alpha):
    return gradient(X, w, t, 2 * alpha)


@wrong("02.gradient")
def bias_left_out(X, w, t, alpha):
    return gradient(X, w, t, alpha)[1:]


@wrong("02.gradient")
def step_in_place_of_the_sigmoid(X, w, t, alpha):
    pull = (w[0] + X @ w[1:] > 0) - t
    return np.concatenate([[pull.sum()], X.T @ pull + alpha * w[1:]])


@wrong("02.gradient")
def plain_sigmoid_that_overflows(X, w, t, alpha):
    z = w[0] + X @ w[1:]
    pull = np.exp(z) / (1 + np.exp(z)) - t
    return np.concatenate([[pull.sum()], X.T @ pull + alpha * w[1:]])


# 02.separable


def by_training(t, passes):
    inputs = len(t).bit_length() - 1
    X = np.array(list(itertools.product((0.0, 1.0), repeat=inputs)))
    w = trained(X, t, passes)
    return 1 if np.array_equal(X @ w[1:] + w[0] > 0, t == 1) else 0


@wrong("02.separable")
def too_few_passes(t):
    return by_training(t, 3)


@wrong("02.separable")
def always_yes(t):
    return 1


@wrong("02.separable")
def the_other_way_round(t):
    return 1 - by_training(t, 100)


@wrong("02.separable")
def only_the_xor_of_two(t):
    return 0 if np.array_equal(t, [0, 1, 1, 0]) else 1


@wrong("02.separable")
def constant_tables_refused(t):
    return by_training(t, 100) if 0 < t.sum() < len(t) else 0


@wrong("02.separable")
def without_a_bias(t):
    inputs = len(t).bit_length() - 1
    X = np.array(list(itertools.product((0.0, 1.0), repeat=inputs)))
    w = np.zeros(inputs)
    for _ in range(100):
        for x, target in zip(X, t, strict=True):
            w = w + (target - (w @ x > 0)) * x
    return 1 if np.array_equal(X @ w > 0, t == 1) else 0


@wrong("02.separable")
def an_even_count_of_ones(t):
    return int(t.sum() % 2)
