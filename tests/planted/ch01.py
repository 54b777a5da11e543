"""Wrong answers to the exercises of chapter 01, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


# 01.score


@wrong("01.score")
def bias_at_the_end(X, w):
    return X @ w[:-1] + w[-1]


@wrong("01.score")
def bias_forgotten(X, w):
    return X @ w[1:]


@wrong("01.score")
def bias_subtracted(X, w):
    return X @ w[1:] - w[0]


@wrong("01.score")
def all_examples_added_up(X, w):
    return w[0] + np.sum(X @ w[1:])


@wrong("01.score")
def sign_instead_of_score(X, w):
    return np.sign(w[0] + X @ w[1:])


@wrong("01.score")
def one_column_too_many(X, w):
    return w[0] + X @ w[1:, None]


@wrong("01.score")
def a_list_of_scores(X, w):
    return [w[0] + sum(a * b for a, b in zip(row, w[1:], strict=True)) for row in X]


@wrong("01.score")
def adds_the_bias_into_the_callers_array(X, w):
    X *= w[1:]
    return w[0] + X.sum(axis=1)


@wrong("01.score")
def returns_nothing(X, w):
    _ = w[0] + X @ w[1:]


# 01.sigmoid


@wrong("01.sigmoid")
def minus_forgotten(z):
    return 1 / (1 + np.exp(z))


@wrong("01.sigmoid")
def minus_in_the_denominator(z):
    return 1 / (1 - np.exp(-z))


@wrong("01.sigmoid")
def plain_formula_that_overflows(z):
    return 1 / (1 + np.exp(-z))


@wrong("01.sigmoid")
def tanh_instead(z):
    return np.tanh(z)


@wrong("01.sigmoid")
def base_two(z):
    return 1 / (1 + 2.0 ** (-z))


@wrong("01.sigmoid")
def flattened(z):
    return sigmoid(np.ravel(z))


@wrong("01.sigmoid")
def if_on_an_array(z):
    return sigmoid(z) if z >= 0 else 1 - sigmoid(-z)


@wrong("01.sigmoid")
def clipped_too_early(z):
    return sigmoid(np.clip(z, -2, 2))


# 01.loss


@wrong("01.loss")
def summed_not_averaged(z, y):
    return np.sum(np.logaddexp(0, -y * z))


@wrong("01.loss")
def sign_flipped(z, y):
    return np.mean(np.logaddexp(0, y * z))


@wrong("01.loss")
def logarithm_to_base_two(z, y):
    return np.mean(np.log2(1 + np.exp(-y * z)))


@wrong("01.loss")
def labels_taken_for_0_and_1(z, y):
    return np.mean(np.logaddexp(0, z) - y * z)


@wrong("01.loss")
def one_loss_an_example(z, y):
    return np.logaddexp(0, -y * z)


@wrong("01.loss")
def plain_logarithm_that_overflows(z, y):
    return np.mean(np.log(1 + np.exp(-y * z)))


@wrong("01.loss")
def likelihood_instead(z, y):
    return -np.mean(np.logaddexp(0, -y * z))


@wrong("01.loss")
def one_example_too_few(z, y):
    return np.mean(np.logaddexp(0, -y * z)[1:])


# 01.gradient


def gradient(X, w, y):
    X1 = np.column_stack([np.ones(len(X)), X])
    return X1.T @ (-y * sigmoid(-y * (X1 @ w))) / len(X)


@wrong("01.gradient")
def uphill_for_downhill(X, w, y):
    return -gradient(X, w, y)


@wrong("01.gradient")
def mean_forgotten(X, w, y):
    return gradient(X, w, y) * len(X)


@wrong("01.gradient")
def bias_not_moved(X, w, y):
    return gradient(X, w, y)[1:]


@wrong("01.gradient")
def bias_last(X, w, y):
    return np.roll(gradient(X, w, y), -1)


@wrong("01.gradient")
def minus_missing_inside(X, w, y):
    X1 = np.column_stack([np.ones(len(X)), X])
    return X1.T @ (-y * sigmoid(y * (X1 @ w))) / len(X)


@wrong("01.gradient")
def divided_by_the_features(X, w, y):
    return gradient(X, w, y) * len(X) / X.shape[1]


@wrong("01.gradient")
def score_without_bias(X, w, y):
    X1 = np.column_stack([np.ones(len(X)), X])
    return X1.T @ (-y * sigmoid(-y * (X @ w[1:]))) / len(X)


@wrong("01.gradient")
def one_gradient_an_example(X, w, y):
    X1 = np.column_stack([np.ones(len(X)), X])
    return X1 * (-y * sigmoid(-y * (X1 @ w)))[:, None]


# 01.descend


@wrong("01.descend")
def plus_as_on_the_slide(X, w, y, learning_rate, steps):
    for _ in range(steps):
        w = w + learning_rate * gradient(X, w, y)
    return w


@wrong("01.descend")
def one_step_too_many(X, w, y, learning_rate, steps):
    for _ in range(steps + 1):
        w = w - learning_rate * gradient(X, w, y)
    return w


@wrong("01.descend")
def one_step_too_few(X, w, y, learning_rate, steps):
    for _ in range(1, steps):
        w = w - learning_rate * gradient(X, w, y)
    return w


@wrong("01.descend")
def changes_the_callers_weights(X, w, y, learning_rate, steps):
    for _ in range(steps):
        w -= learning_rate * gradient(X, w, y)
    return w


@wrong("01.descend")
def gradient_never_renewed(X, w, y, learning_rate, steps):
    return w - steps * learning_rate * gradient(X, w, y)


@wrong("01.descend")
def learning_rate_forgotten(X, w, y, learning_rate, steps):
    for _ in range(steps):
        w = w - gradient(X, w, y)
    return w


@wrong("01.descend")
def stops_after_the_first(X, w, y, learning_rate, steps):
    for _ in range(steps):
        return w - learning_rate * gradient(X, w, y)


# 01.relabel


@wrong("01.relabel")
def classes_swapped(t):
    return np.where(t == 1, -1, 1)


@wrong("01.relabel")
def minus_one_only(t):
    return 1.0 * t - 1


@wrong("01.relabel")
def unsigned_labels_overflow(t):
    return 2 * t - 1


@wrong("01.relabel")
def changes_the_callers_labels(t):
    t[t == 0] = -1
    return t


@wrong("01.relabel")
def sign_leaves_zero(t):
    return np.sign(t.astype(float))


@wrong("01.relabel")
def first_axis_only(t):
    return np.array([1 if v else -1 for v in np.ravel(t)])


# 01.ten


@wrong("01.ten")
def biases_left_out(images, W):
    return np.argmax(images.reshape(len(images), -1) @ W[:, 1:].T, axis=1)


@wrong("01.ten")
def bias_in_the_last_column(images, W):
    return np.argmax(W[:, -1] + images.reshape(len(images), -1) @ W[:, :-1].T, axis=1)


@wrong("01.ten")
def over_the_pictures(images, W):
    return np.argmax(W[:, 0] + images.reshape(len(images), -1) @ W[:, 1:].T, axis=0)


@wrong("01.ten")
def smallest_score(images, W):
    return np.argmin(W[:, 0] + images.reshape(len(images), -1) @ W[:, 1:].T, axis=1)


@wrong("01.ten")
def digits_counted_from_one(images, W):
    return 1 + np.argmax(W[:, 0] + images.reshape(len(images), -1) @ W[:, 1:].T, axis=1)


@wrong("01.ten")
def largest_size_of_score(images, W):
    return np.argmax(np.abs(W[:, 0] + images.reshape(len(images), -1) @ W[:, 1:].T), axis=1)


@wrong("01.ten")
def flat_pictures_only(images, W):
    return np.argmax(W[:, 0] + images @ W[:, 1:].T, axis=1)


@wrong("01.ten")
def the_score_itself(images, W):
    return np.max(W[:, 0] + images.reshape(len(images), -1) @ W[:, 1:].T, axis=1)


@wrong("01.ten")
def sixty_four_pixels_always(images, W):
    return np.argmax(W[:, 0] + images.reshape(-1, 64) @ W[:, 1:].T, axis=1)


@wrong("01.ten")
def positive_scores_only(images, W):
    return np.argmax(np.maximum(W[:, 0] + images.reshape(len(images), -1) @ W[:, 1:].T, 0), axis=1)
