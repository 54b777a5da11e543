"""Chapter 04, gradient descent: six exercises, from a step of fixed length to Adam.

w is an array of weights of any shape, g the gradient at w, of the same shape. Where a step also needs a
memory, the exercise takes it as an argument and hands the new one back: all arrays stacked into one.
"""

from __future__ import annotations

import numpy as np

from course_lib import linear
from course_lib.exercises.ch04_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch04_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

W = np.array([3.0, -5.0])
G = np.array([3.0, -4.0])
TABLE = np.array([[1.0, -2.0, 0.5], [0.0, 4.0, -1.0]])
SLOPES = np.array([[2.0, -1.0, 0.0], [0.5, 1.0, -3.0]])
ZERO = np.zeros(2)

_FLAT = (
    "Where the surface is flat there is no steepest direction: the gradient has length 0.",
    "Dividing by a length of 0 gives nan. On flat ground, stay where you are.",
    "if size == 0: return w.copy()",
)


@exercise(
    "04.fixed",
    cases=[
        case(W, G, 0.1),
        case(W, -G, 2.5),
        case(np.array([0.5]), np.array([-8.0]), 0.25),  # one weight
        case(TABLE, SLOPES, 1.0),  # weights of a layer, in a table
        case(W, 1e-9 * G, 0.5),  # almost flat
        case(W, ZERO, 0.5, hints=_FLAT),
    ],
    hints=(
        "The step has a direction and a length. The direction is downhill, the length is given.",
        "g / |g| is a vector of length 1 that points uphill. |g| is the root of the sum of all squares.",
        "w - length * g / np.sqrt(np.sum(g**2)), and w itself where the gradient is zero.",
    ),
)
def my_fixed_step(w, g, length):
    """The weights after one step of the given length, straight downhill; no step on flat ground."""
    size = np.sqrt(np.sum(g**2))
    return w - length * g / size if size > 0 else w.copy()


X = np.array([[1.0, 2.0], [0.0, -1.0], [-3.0, 0.5], [2.0, 1.0], [0.5, 0.0]])
Y = np.array([1.0, -2.0, 0.5, 3.0, 0.0])
ORDER = np.array([3, 0, 4, 1, 2])

_SHORT = (
    "Five examples in batches of two make three batches. The last one holds a single example.",
    "A slice that reaches past the end is simply shorter. Divide by the rows it holds, not by batch_size.",
    "np.mean over the rows, or linear.squared_loss_gradient(X[rows], w, y[rows]), divides by the right "
    "number.",
)


@exercise(
    "04.epoch",
    cases=[
        case(X[:4], np.zeros(3), Y[:4], np.array([2, 0, 3, 1]), 2, 0.1),
        case(X, np.array([0.5, -1.0, 1.0]), Y, ORDER, 5, 0.1),  # all examples: one step
        case(X, np.array([0.5, -1.0, 1.0]), Y, ORDER, 1, 0.05),  # one example a step
        case(X, np.zeros(3), Y, ORDER, 2, 0.1, hints=_SHORT),
        case(X, np.zeros(3), Y, np.array([1, 1, 4, 0, 1]), 3, 0.1),  # drawn with replacement
        case(X[:, :1], np.array([1.0, 2.0]), Y, ORDER, 100, 0.1),  # a batch larger than the set
    ],
    hints=(
        "Cut the order into pieces of batch_size. Each piece says which rows the next step looks at.",
        "For every piece: the mean gradient of its rows, at the w of this moment, and one step against it.",
        "for k in range(0, len(order), batch_size): rows = order[k : k + batch_size], then "
        "w = w - learning_rate * linear.squared_loss_gradient(X[rows], w, y[rows]).",
    ),
)
def my_epoch(X, w, y, order, batch_size, learning_rate):
    """Weights (D+1,) after one pass in mini-batches, on the squared loss. X (N, D), y and order (N,)."""
    for k in range(0, len(order), batch_size):
        rows = order[k : k + batch_size]
        w = w - learning_rate * linear.squared_loss_gradient(X[rows], w, y[rows])
    return w


@exercise(
    "04.decay",
    cases=[
        case(0.5, 0, 100),
        case(0.5, 100, 100),
        case(0.5, 300, 100),
        case(2.0, 7, 1),
        case(1.0, np.arange(6), 2),  # many steps at once
        case(0.1, np.array([0, 10, 1000]), 64),
    ],
    hints=(
        "At step 0 the rate is the start, and at step `halved_after` it is half of it.",
        "The start divided by 1 at step 0, by 2 at step h, by 3 at step 2h: what stands below the line grows "
        "by 1 every h steps.",
        "start / (1 + t / halved_after).",
    ),
)
def my_rate(start, t, halved_after):
    """The learning rate at step t, counted from 0: start / (1 + t / halved_after)."""
    return start / (1 + t / halved_after)


@exercise(
    "04.momentum",
    cases=[
        case(W, ZERO, G, 0.1, 0.9),  # the first step
        case(W, np.array([1.0, 2.0]), G, 0.1, 0.9),
        case(W, np.array([-4.0, 0.5]), ZERO, 0.5, 0.5),  # on flat ground it rolls on
        case(W, np.array([1.0, 2.0]), G, 0.3, 0.0),  # no momentum: plain descent
        case(TABLE, SLOPES, -2 * SLOPES, 0.01, 0.99),
    ],
    hints=(
        "First the velocity takes in the new gradient, then the weights move by the new velocity.",
        "v = mu * v + g, and w = w - learning_rate * v with this new v. The rate touches w alone.",
        "v = mu * v + g; w = w - learning_rate * v; return np.array([w, v]).",
    ),
)
def my_momentum(w, v, g, learning_rate, mu):
    """One step with momentum: the new weights and the new velocity, stacked into one array."""
    v = mu * v + g
    w = w - learning_rate * v
    return np.array([w, v])


_NO_SLOPE = (
    "A weight whose gradient has always been 0 has s = 0, and 0 / 0 is nan.",
    "The tiny eps under the line is there for this: the root of s, plus 1e-8.",
    "w = w - learning_rate * g / (np.sqrt(s) + 1e-8).",
)


@exercise(
    "04.rmsprop",
    level="stretch",
    cases=[
        case(W, ZERO, G, 0.01, 0.99),  # the first step
        case(W, np.array([4.0, 0.25]), G, 0.1, 0.9),
        case(W, np.array([1.0, 1e-6]), np.array([-100.0, 1e-4]), 0.05, 0.99),  # a loud and a quiet weight
        case(TABLE, SLOPES**2, -SLOPES - 0.5, 0.01, 0.5),
        case(W, ZERO, np.array([2.0, 0.0]), 0.01, 0.99, hints=_NO_SLOPE),
    ],
    hints=(
        "s is a running mean of the squared gradient, for each weight on its own.",
        "s = alpha * s + (1 - alpha) * g**2 comes first. The step divides g by the root of the new s.",
        "w = w - learning_rate * g / (np.sqrt(s) + 1e-8); return np.array([w, s]).",
    ),
)
def my_rmsprop(w, s, g, learning_rate, alpha):
    """One step of RMSprop: the new weights and the new mean of squares, stacked; eps is 1e-8."""
    s = alpha * s + (1 - alpha) * g**2
    w = w - learning_rate * g / (np.sqrt(s) + 1e-8)
    return np.array([w, s])


_QUIET = (
    "One weight has seen no gradient yet: m and v are 0 for it, and 0 / 0 is nan.",
    "The tiny eps stands beside the root of the corrected v, outside of the root.",
    "m_hat / (np.sqrt(v_hat) + 1e-8).",
)


@exercise(
    "04.adam",
    level="challenge",
    cases=[
        case(W, ZERO, ZERO, G, 1, 0.001),  # the first step
        case(W, 0.1 * G, 0.001 * G**2, -2 * G, 2, 0.1),
        case(W, np.array([0.5, -0.25]), np.array([4.0, 1e-4]), np.array([1.0, 0.02]), 50, 0.01),
        case(W, G, G**2, G, 100_000, 0.5),  # late: the corrections have faded
        case(TABLE, 0.1 * SLOPES, 0.01 * SLOPES**2 + 0.1, SLOPES, 3, 0.01),
        case(W, ZERO, ZERO, np.array([-3.0, 0.0]), 1, 0.001, hints=_QUIET),
    ],
    hints=(
        "m is a running mean of g with factor 0.9, v a running mean of g**2 with factor 0.999.",
        "Both began at 0 and are too small at first: divide m by 1 - 0.9**t and v by 1 - 0.999**t, for this "
        "step only. What you hand back are m and v as they are.",
        "w = w - learning_rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8); "
        "return np.array([w, m, v]).",
    ),
)
def my_adam(w, m, v, g, t, learning_rate):
    """Step number t of Adam, t = 1, 2, ...: the new weights, m and v, stacked; eps is 1e-8."""
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m_hat = m / (1 - 0.9**t)  # corrected for their start at 0
    v_hat = v / (1 - 0.999**t)
    w = w - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)
    return np.array([w, m, v])
