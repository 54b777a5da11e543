"""Wrong answers to the exercises of chapter 07, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def log_softmax(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def picked(log_q, labels):
    return log_q[np.arange(len(labels)), labels]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# 07.spread


def spread(inputs, outputs, rule):
    return {
        "he": np.sqrt(2 / inputs),
        "glorot": np.sqrt(2 / (inputs + outputs)),
        "slide": np.sqrt(1 / outputs),
        "torch": np.sqrt(1 / (3 * inputs)),
    }[rule]


@wrong("07.spread")
def variance_without_the_root(inputs, outputs, rule):
    return spread(inputs, outputs, rule) ** 2


@wrong("07.spread")
def he_without_its_two(inputs, outputs, rule):
    return np.sqrt(1 / inputs) if rule == "he" else spread(inputs, outputs, rule)


@wrong("07.spread")
def he_of_the_outputs(inputs, outputs, rule):
    return np.sqrt(2 / outputs) if rule == "he" else spread(inputs, outputs, rule)


@wrong("07.spread")
def bound_for_spread(inputs, outputs, rule):
    return np.sqrt(1 / inputs) if rule == "torch" else spread(inputs, outputs, rule)


@wrong("07.spread")
def glorot_bound_for_spread(inputs, outputs, rule):
    return np.sqrt(6 / (inputs + outputs)) if rule == "glorot" else spread(inputs, outputs, rule)


@wrong("07.spread")
def slide_of_the_inputs(inputs, outputs, rule):
    return np.sqrt(1 / inputs) if rule == "slide" else spread(inputs, outputs, rule)


@wrong("07.spread")
def as_the_slide_says_the_default_is_he(inputs, outputs, rule):
    return spread(inputs, outputs, "he" if rule == "torch" else rule)


# 07.softmax


@wrong("07.softmax")
def overflows(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


@wrong("07.softmax")
def over_the_examples(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


@wrong("07.softmax")
def over_the_whole_batch(Z):
    return softmax(Z.reshape(1, -1)).reshape(Z.shape)


@wrong("07.softmax")
def one_maximum_for_all_rows(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@wrong("07.softmax")
def minus_in_the_exponent(Z):
    return softmax(-Z)


@wrong("07.softmax")
def scores_shared_out_without_exp(Z):
    return Z / Z.sum(axis=1, keepdims=True)


@wrong("07.softmax")
def logarithms(Z):
    return log_softmax(Z)


@wrong("07.softmax")
def not_shared_out(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


# 07.cross-entropy


@wrong("07.cross-entropy")
def sign_forgotten(Z, labels):
    return picked(log_softmax(Z), labels).mean()


@wrong("07.cross-entropy")
def sum_for_mean(Z, labels):
    return -picked(log_softmax(Z), labels).sum()


@wrong("07.cross-entropy")
def logarithm_of_zero(Z, labels):
    return -np.log(picked(softmax(Z), labels)).mean()


@wrong("07.cross-entropy")
def mean_over_all_entries(Z, labels):
    return -log_softmax(Z).mean()


@wrong("07.cross-entropy")
def bits(Z, labels):
    return -picked(log_softmax(Z), labels).mean() / np.log(2)


@wrong("07.cross-entropy")
def columns_of_the_labels(Z, labels):
    return -log_softmax(Z)[:, labels].mean()


@wrong("07.cross-entropy")
def probability_instead(Z, labels):
    return 1 - picked(softmax(Z), labels).mean()


@wrong("07.cross-entropy")
def softmax_left_out(Z, labels):
    return -picked(Z, labels).mean()


# 07.score-gradient


def gradient(Z, labels):
    G = softmax(Z)
    G[np.arange(len(labels)), labels] -= 1
    return G / len(labels)


@wrong("07.score-gradient")
def uphill_for_downhill(Z, labels):
    return -gradient(Z, labels)


@wrong("07.score-gradient")
def mean_forgotten(Z, labels):
    return gradient(Z, labels) * len(labels)


@wrong("07.score-gradient")
def divided_by_the_classes(Z, labels):
    return gradient(Z, labels) * len(labels) / Z.shape[1]


@wrong("07.score-gradient")
def softmax_alone(Z, labels):
    return softmax(Z) / len(labels)


@wrong("07.score-gradient")
def one_taken_from_whole_columns(Z, labels):
    G = softmax(Z)
    G[:, labels] -= 1
    return G / len(labels)


@wrong("07.score-gradient")
def changes_the_callers_scores(Z, labels):
    Z -= Z.max(axis=1, keepdims=True)
    return gradient(Z, labels)


# 07.saturated


@wrong("07.saturated")
def slope_forgotten(z, t):
    a = sigmoid(z)
    return np.array([2 * (a - t), a - t])


@wrong("07.saturated")
def two_forgotten(z, t):
    a = sigmoid(z)
    return np.array([(a - t) * a * (1 - a), a - t])


@wrong("07.saturated")
def target_minus_answer(z, t):
    a = sigmoid(z)
    return np.array([2 * (t - a) * a * (1 - a), t - a])


@wrong("07.saturated")
def rows_swapped(z, t):
    a = sigmoid(z)
    return np.array([a - t, 2 * (a - t) * a * (1 - a)])


@wrong("07.saturated")
def slope_in_both(z, t):
    a = sigmoid(z)
    return np.array([2 * (a - t) * a * (1 - a), (a - t) * a * (1 - a)])


@wrong("07.saturated")
def slope_taken_at_z(z, t):
    a = sigmoid(z)
    return np.array([2 * (a - t) * z * (1 - z), a - t])


@wrong("07.saturated")
def columns_for_rows(z, t):
    a = sigmoid(z)
    return np.stack([2 * (a - t) * a * (1 - a), a - t], axis=1)


# 07.histogram


def arrows(image):
    return image[1:-1, 2:] - image[1:-1, :-2], image[2:, 1:-1] - image[:-2, 1:-1]


def binned(gx, gy, bins, weights=None):
    k = np.round(np.arctan2(gy, gx) / (2 * np.pi) * bins).astype(int) % bins
    weights = np.hypot(gx, gy) if weights is None else weights
    return np.bincount(k.ravel(), weights=weights.ravel(), minlength=bins)


@wrong("07.histogram")
def counts_without_lengths(image, bins):
    gx, gy = arrows(image)
    return binned(gx, gy, bins, np.ones(gx.shape))


@wrong("07.histogram")
def axes_swapped(image, bins):
    gx, gy = arrows(image)
    return binned(gy, gx, bins)


@wrong("07.histogram")
def towards_the_dark(image, bins):
    gx, gy = arrows(image)
    return binned(-gx, -gy, bins)


@wrong("07.histogram")
def below_and_above_swapped(image, bins):
    gx, gy = arrows(image)
    return binned(gx, -gy, bins)


@wrong("07.histogram")
def bins_of_half_a_turn(image, bins):
    gx, gy = arrows(image)
    k = np.round(np.arctan2(gy, gx) / np.pi * bins).astype(int) % bins
    return np.bincount(k.ravel(), weights=np.hypot(gx, gy).ravel(), minlength=bins)


@wrong("07.histogram")
def squared_lengths(image, bins):
    gx, gy = arrows(image)
    return binned(gx, gy, bins, gx**2 + gy**2)


@wrong("07.histogram")
def too_few_bins_where_one_is_empty(image, bins):
    gx, gy = arrows(image)
    k = np.round(np.arctan2(gy, gx) / (2 * np.pi) * bins).astype(int) % bins
    return np.bincount(k.ravel(), weights=np.hypot(gx, gy).ravel())


@wrong("07.histogram")
def one_neighbour_only(image, bins):
    return binned(image[1:-1, 2:] - image[1:-1, 1:-1], image[2:, 1:-1] - image[1:-1, 1:-1], bins)
