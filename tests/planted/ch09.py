"""Wrong answers to the exercises of chapter 09, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 09.batches


@wrong("09.batches")
def forgets_what_is_left_over(order, batch_size):
    return [order[i : i + batch_size] for i in range(0, len(order) - batch_size + 1, batch_size)]


@wrong("09.batches")
def overlaps(order, batch_size):
    return [order[i : i + batch_size + 1] for i in range(0, len(order), batch_size)]


@wrong("09.batches")
def sorts_first(order, batch_size):
    order = np.sort(order)
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@wrong("09.batches")
def batch_size_taken_for_their_number(order, batch_size):
    return np.array_split(order, batch_size)


@wrong("09.batches")
def every_so_many(order, batch_size):
    return [order[i::batch_size] for i in range(batch_size)]


# 09.accuracy


@wrong("09.accuracy")
def along_the_examples(scores, labels):
    return np.mean(scores.argmax(axis=0)[: len(labels)] == labels[: scores.shape[1]])


@wrong("09.accuracy")
def smallest_score(scores, labels):
    return np.mean(scores.argmin(axis=1) == labels)


@wrong("09.accuracy")
def counted_not_averaged(scores, labels):
    return np.sum(scores.argmax(axis=1) == labels)


@wrong("09.accuracy")
def share_of_mistakes(scores, labels):
    return np.mean(scores.argmax(axis=1) != labels)


@wrong("09.accuracy")
def in_per_cent(scores, labels):
    return 100 * np.mean(scores.argmax(axis=1) == labels)


@wrong("09.accuracy")
def divided_by_the_classes(scores, labels):
    return np.sum(scores.argmax(axis=1) == labels) / scores.shape[1]


# 09.epoch


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def pieces(order, batch_size):
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


@wrong("09.epoch")
def climbs(X, T, W, order, batch_size, learning_rate):
    for rows in pieces(order, batch_size):
        W = W + learning_rate * (softmax(X[rows] @ W.T) - T[rows]).T @ X[rows] / len(rows)
    return W


@wrong("09.epoch")
def sum_instead_of_mean(X, T, W, order, batch_size, learning_rate):
    for rows in pieces(order, batch_size):
        W = W - learning_rate * (softmax(X[rows] @ W.T) - T[rows]).T @ X[rows]
    return W


@wrong("09.epoch")
def divides_the_small_batch_too_by_batch_size(X, T, W, order, batch_size, learning_rate):
    for rows in pieces(order, batch_size):
        W = W - learning_rate * (softmax(X[rows] @ W.T) - T[rows]).T @ X[rows] / batch_size
    return W


@wrong("09.epoch")
def all_batches_see_the_first_weights(X, T, W, order, batch_size, learning_rate):
    new = W
    for rows in pieces(order, batch_size):
        new = new - learning_rate * (softmax(X[rows] @ W.T) - T[rows]).T @ X[rows] / len(rows)
    return new


@wrong("09.epoch")
def leaves_the_order_aside(X, T, W, order, batch_size, learning_rate):
    for rows in pieces(np.arange(len(X)), batch_size):
        W = W - learning_rate * (softmax(X[rows] @ W.T) - T[rows]).T @ X[rows] / len(rows)
    return W


@wrong("09.epoch")
def softmax_over_the_examples(X, T, W, order, batch_size, learning_rate):
    for rows in pieces(order, batch_size):
        W = W - learning_rate * (softmax((X[rows] @ W.T).T).T - T[rows]).T @ X[rows] / len(rows)
    return W


@wrong("09.epoch")
def changes_the_callers_weights(X, T, W, order, batch_size, learning_rate):
    for rows in pieces(order, batch_size):
        W -= learning_rate * (softmax(X[rows] @ W.T) - T[rows]).T @ X[rows] / len(rows)
    return W


# 09.confusion


@wrong("09.confusion")
def rows_and_columns_swapped(true, predicted, classes):
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (predicted, true), 1)
    return counts


@wrong("09.confusion")
def repeated_pairs_count_once(true, predicted, classes):
    counts = np.zeros((classes, classes), int)
    counts[true, predicted] += 1
    return counts


@wrong("09.confusion")
def shares_instead_of_counts(true, predicted, classes):
    counts = np.zeros((classes, classes))
    np.add.at(counts, (true, predicted), 1)
    return counts / len(true)


@wrong("09.confusion")
def only_the_classes_that_occur(true, predicted, classes):
    n = int(max(true.max(), predicted.max())) + (classes > 3)
    counts = np.zeros((n, n), int)
    np.add.at(counts, (true.clip(max=n - 1), predicted.clip(max=n - 1)), 1)
    return counts


@wrong("09.confusion")
def mistakes_alone(true, predicted, classes):
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (true, predicted), 1)
    np.fill_diagonal(counts, 0)
    return counts


# 09.shift


@wrong("09.shift")
def goes_round(images, down, right):
    return np.roll(images, (down, right), axis=(1, 2))


@wrong("09.shift")
def up_instead_of_down(images, down, right):
    f = max(abs(down), abs(right))
    P = np.pad(images, ((0, 0), (f, f), (f, f)))
    return P[:, f + down : f + down + images.shape[1], f + right : f + right + images.shape[2]]


@wrong("09.shift")
def axes_swapped(images, down, right):
    f = max(abs(down), abs(right))
    P = np.pad(images, ((0, 0), (f, f), (f, f)))
    return P[:, f - right : f - right + images.shape[1], f - down : f - down + images.shape[2]]


@wrong("09.shift")
def shifts_the_examples(images, down, right):
    return np.roll(images, (down, right), axis=(0, 1))


@wrong("09.shift")
def the_edge_is_repeated(images, down, right):
    f = max(abs(down), abs(right))
    P = np.pad(images, ((0, 0), (f, f), (f, f)), mode="edge")
    return P[:, f - down : f - down + images.shape[1], f - right : f - right + images.shape[2]]


@wrong("09.shift")
def only_down_and_right(images, down, right):
    out = np.zeros_like(images)
    out[:, max(down, 0) :, max(right, 0) :] = images[
        :, : images.shape[1] - max(down, 0), : images.shape[2] - max(right, 0)
    ]
    return out
