"""Chapter 09, digits with an MLP: five exercises, from batches to a confusion matrix and moved digits.

X is (N, D), one example a row; pictures are (N, H, W); scores are (N, K), a row an example, a column a class.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch09_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch09_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

ORDER = np.array([4, 0, 6, 2, 5, 1, 3])  # seven examples, shuffled

_SMALLER = (
    "The examples do not divide evenly. Should the ones that are left over be forgotten?",
    "The last batch is simply smaller. A slice that runs past the end stops at the end by itself.",
    "range(0, len(order), batch_size) gives every start, that of the small batch too.",
)


@exercise(
    "09.batches",
    cases=[
        case(np.array([3, 1, 0, 2]), 2),
        case(ORDER, 3, hints=_SMALLER),
        case(ORDER, 7),  # one batch: the whole set
        case(ORDER, 1),  # as many batches as examples
        case(np.array([0, 1]), 64, hints=_SMALLER),
        case(np.array([8, 2, 5]), 2, hints=_SMALLER),
    ],
    hints=(
        "Cut the order into pieces of batch_size, one after another, and leave the order as it is.",
        "Batch k begins at place k * batch_size and ends before place (k + 1) * batch_size.",
        "[order[i : i + batch_size] for i in range(0, len(order), batch_size)].",
    ),
)
def my_batches(order, batch_size):
    """Cut the numbers of the examples, order (N,), into a list of batches of at most batch_size."""
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


_SCORES = np.array([[2.0, 0.5, -1.0], [0.1, 0.3, 0.2], [-3.0, -1.0, -2.0], [0.0, 5.0, 1.0]])


@exercise(
    "09.accuracy",
    cases=[
        case(_SCORES, np.array([0, 1, 2, 1])),
        case(_SCORES, np.array([0, 1, 1, 1])),  # all right
        case(_SCORES, np.array([2, 2, 0, 0])),  # none
        case(np.array([[-4.0, -2.0]]), np.array([1])),  # N = 1, negative scores
        case(_SCORES.T, np.array([0, 3, 3])),  # more classes than examples
        case(np.eye(4), np.arange(4)),
    ],
    hints=(
        "For each example, which class has the largest score? How often is that the label?",
        "np.argmax along the classes gives one answer an example. Compare them with the labels, and average.",
        "np.mean(scores.argmax(axis=1) == labels): axis 1 runs over the classes.",
    ),
)
def my_accuracy(scores, labels):
    """Share of examples whose label has the largest score. scores (N, K), labels (N,), from 0 to 1."""
    return np.mean(scores.argmax(axis=1) == labels)


_RNG = np.random.default_rng(9)
_X = _RNG.normal(0, 1, (7, 3)).round(1)
_T = np.eye(4)[[0, 2, 1, 3, 3, 0, 2]]  # the labels as rows with a single 1
_W = _RNG.normal(0, 1, (4, 3)).round(1)
_ANEW = (
    "Each batch must see the weights that the batch before it has left behind.",
    "Compute the scores inside the loop, with the W of this moment, and from this batch alone.",
    "for rows in my_batches(order, batch_size): P = my_softmax(X[rows] @ W.T); then one step.",
)


@exercise(
    "09.epoch",
    level="challenge",
    cases=[
        case(_X, _T, _W, np.arange(7), 7, 0.5),  # one batch: a plain step of descent
        case(_X, _T, _W, ORDER, 3, 0.5, hints=_ANEW),
        case(_X, _T, np.zeros((4, 3)), ORDER, 1, 0.1, hints=_ANEW),
        case(_X[:2], _T[:2], _W, np.array([1, 0]), 2, 1.0),
        case(_X[:, :1], _T, _W[:, :1], ORDER, 4, 0.3),  # D = 1
        case(_X, _T, _W, ORDER, 2, 0.0),  # a learning rate of 0 changes nothing
    ],
    hints=(
        "Go through the batches in order. In each: probabilities, their error, the gradient, one step "
        "downhill.",
        "The error is P - T, shape (n, K). The gradient is its transpose times the batch, divided by n, the "
        "number of examples in THIS batch.",
        "for rows in my_batches(order, batch_size): x = X[rows]; z = x @ W.T; e = np.exp(z - z.max(axis=1, "
        "keepdims=True)); P = e / e.sum(axis=1, keepdims=True); W = W - learning_rate * (P - T[rows]).T @ x "
        "/ len(x).",
    ),
)
def my_epoch(X, T, W, order, batch_size, learning_rate):
    """Weights (K, D) after one epoch of softmax regression in mini-batches. X (N, D), T (N, K), W (K, D)."""
    for rows in my_batches(order, batch_size):  # the exercise before this one
        x = X[rows]
        z = x @ W.T
        e = np.exp(z - z.max(axis=1, keepdims=True))
        P = e / e.sum(axis=1, keepdims=True)
        W = W - learning_rate * (P - T[rows]).T @ x / len(x)
    return W


_AGAIN = (
    "The same pair of true class and answer comes more than once, and each time has to count.",
    "counts[true, predicted] += 1 counts a repeated pair once only. Loop, or use np.add.at.",
    "np.add.at(counts, (true, predicted), 1), with counts = np.zeros((classes, classes), int).",
)


@exercise(
    "09.confusion",
    level="stretch",
    cases=[
        case(np.array([0, 1, 2, 1]), np.array([0, 2, 2, 1]), 3),
        case(np.array([1, 1, 1, 0]), np.array([0, 0, 0, 0]), 2, hints=_AGAIN),
        case(np.array([3]), np.array([0]), 4),  # classes that never occur have their row all the same
        case(np.array([0, 0]), np.array([0, 0]), 1),
        case(np.array([9, 9, 4, 7, 4]), np.array([4, 9, 9, 1, 9]), 10, hints=_AGAIN),
    ],
    hints=(
        "Begin with a square of zeros, and add 1 to one cell for each example.",
        "The row is the true class and the column the answer, so right answers stand on the diagonal.",
        "counts = np.zeros((classes, classes), int); for t, p in zip(true, predicted): counts[t, p] += 1.",
    ),
)
def my_confusion(true, predicted, classes):
    """Count answers: cell (r, c) says how often true class r was taken for c. true and predicted (N,)."""
    counts = np.zeros((classes, classes), int)
    for t, p in zip(true, predicted, strict=True):
        counts[t, p] += 1
    return counts


_PICTURES = np.arange(1.0, 25.0).reshape(2, 3, 4)
_OUTSIDE = (
    "What leaves on one side must not come in again on the other: there is paper.",
    "np.roll goes round. Make a picture of zeros, and copy only the part that stays inside.",
    "Pad with zeros on all sides first, by at least the shift, then np.roll, then cut the frame off again.",
)


@exercise(
    "09.shift",
    level="stretch",
    cases=[
        case(_PICTURES, 1, 0, hints=_OUTSIDE),
        case(_PICTURES, 0, 2, hints=_OUTSIDE),
        case(_PICTURES, -1, -3, hints=_OUTSIDE),
        case(_PICTURES, 0, 0),
        case(_PICTURES[:1], 2, -1, hints=_OUTSIDE),
        case(np.ones((1, 2, 2)), 2, 0, hints=_OUTSIDE),  # nothing is left of it
        case(np.ones((2, 3, 3)), 0, -5, hints=_OUTSIDE),  # farther than it is wide
    ],
    hints=(
        "A pixel in row r of the old picture stands in row r + down of the new one. Which rows have a "
        "source?",
        "Pad every picture with zeros, move the whole, cut the middle out: nothing can go round then.",
        "f = max(abs(down), abs(right)) and P = np.pad(images, ((0, 0), (f, f), (f, f))); then the window "
        "P[:, f - down : f - down + H, f - right : f - right + W].",
    ),
)
def my_shift(images, down, right):
    """Move pictures (N, H, W) by whole pixels; zeros come in at the edge. Negative means up or left."""
    height, width = images.shape[1:]
    f = max(abs(down), abs(right))
    P = np.pad(images, ((0, 0), (f, f), (f, f)))
    return P[:, f - down : f - down + height, f - right : f - right + width]
