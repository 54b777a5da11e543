"""Chapter 01, logistic regression: seven exercises, from one score to ten neurons that read digits.

X is (N, D) without the constant 1; w is (D+1,) with the bias w[0] first; labels y are -1 and +1, t 0 and 1.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch01_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch01_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

# Four points in the plane, weights for them, and their labels.
X = np.array([[1.0, 2.0], [0.0, -1.0], [-3.0, 0.5], [2.0, 1.0]])
W = np.array([0.5, 1.0, -2.0])
Y = np.array([-1, 1, -1, 1])
ONE = np.array([[2.0, 3.0]])  # a single example
THIN = np.array([[2.0], [-1.0], [0.0]])  # a single feature


@exercise(
    "01.score",
    cases=[
        case(X, W),
        case(ONE, np.array([1.0, -1.0, 2.0])),  # N = 1
        case(THIN, np.array([-0.5, 3.0])),  # D = 1
        case(-X, -W),
        case(np.eye(3), np.array([10.0, 1.0, 2.0, 3.0])),
    ],
    hints=(
        "Each example gets one score: the bias, plus each feature times its weight.",
        "w[0] is the bias and stands apart. The weights of the D features are w[1:].",
        "X @ w[1:] multiplies and sums for every row at once; the bias is added to each of the N results.",
    ),
)
def my_scores(X, w):
    """Score every example: bias plus weighted sum. X (N, D), w (D+1,), gives (N,)."""
    return w[0] + X @ w[1:]


_FAR = (
    "Far from zero, e to the power of a large number leaves the range of floats. Which exponent is safe "
    "for which z?",
    "For z >= 0 use 1 / (1 + e^-z); for z < 0 multiply both parts of the fraction by e^z: e^z / (1 + e^z).",
    "e = np.exp(-np.abs(z)) never overflows; then np.where(z >= 0, 1, e) / (1 + e). "
    "Or use tanh, which is safe everywhere: 0.5 * (1 + np.tanh(z / 2)).",
)


@exercise(
    "01.sigmoid",
    cases=[
        case(np.array([0.0, 2.0])),
        case(np.array([-3.0, -0.5, 0.5, 3.0])),
        case(np.array([[1.0, -1.0], [0.25, -4.0]])),
        case(0.0),
        case(-2.5),
        case(np.array([1000.0, -1000.0]), hints=_FAR),
    ],
    hints=(
        "The sigmoid squeezes any score into the range from 0 to 1: 0 becomes 0.5, large scores come close "
        "to 1.",
        "The formula is 1 / (1 + e^-z). Mind the minus sign.",
        "np.exp works on every entry of an array at once: 1 / (1 + np.exp(-z)).",
    ),
)
def my_sigmoid(z):
    """Squeeze scores of any shape into the range from 0 to 1."""
    e = np.exp(-np.abs(z))  # at most 1, so that nothing overflows
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)


_STEEP = (
    "A confident mistake makes e^(-y z) too large for a float, although the loss itself is a modest number.",
    "For large m, ln(1 + e^m) is almost exactly m. NumPy has a function for ln(e^a + e^b) that knows this.",
    "ln(1 + e^m) = ln(e^0 + e^m) = np.logaddexp(0, m), with m = -y * z.",
)


@exercise(
    "01.loss",
    cases=[
        case(np.array([2.0, -1.0]), np.array([1, -1])),
        case(np.array([0.0, 0.0, 0.0]), np.array([1, -1, 1])),
        case(np.array([3.0, -0.5, 1.5, 0.25]), np.array([-1, 1, 1, -1])),
        case(np.array([1.0]), np.array([-1.0])),
        case(np.array([800.0, 0.0]), np.array([-1, 1]), hints=_STEEP),
    ],
    hints=(
        "The margin y z is positive when the score has the sign of its label. A large margin should cost "
        "little.",
        "For each example the loss is ln(1 + e^(-y z)), with the natural logarithm. E is their mean, not "
        "their sum.",
        "np.mean(np.log(1 + np.exp(-y * z))).",
    ),
)
def my_logistic_loss(z, y):
    """Mean logistic loss of scores z (N,) for labels y (N,) of -1 and +1."""
    return np.mean(np.logaddexp(0, -y * z))  # logaddexp(0, m) = ln(1 + e^m), without overflow


@exercise(
    "01.gradient",
    cases=[
        case(X, W, Y),
        case(X, np.zeros(3), Y),
        case(ONE, np.array([0.1, -0.2, 0.3]), np.array([-1])),
        case(THIN, np.array([0.5, -1.0]), np.array([1.0, -1.0, 1.0])),
    ],
    hints=(
        "Each example pulls the weights its own way. Its pull is strong where the score is wrong, weak "
        "where it is right.",
        "One example gives -y x sigma(-y s), with its score s and with the constant 1 in front of x. "
        "The gradient is the mean over the N examples.",
        "Make pull = -y * sigma(-y * s), of shape (N,). The bias gets pull.mean(), the weights X.T @ pull "
        "/ N.",
    ),
)
def my_gradient(X, w, y):
    """Gradient of the mean logistic loss. X (N, D), w (D+1,), y (N,), gives (D+1,)."""
    s = w[0] + X @ w[1:]
    pull = -y / (1 + np.exp(y * s))  # -y sigma(-y s), one number an example
    return np.concatenate([[pull.mean()], X.T @ pull / len(X)])


@exercise(
    "01.descend",
    level="stretch",
    cases=[
        case(X, W, Y, 0.5, 1),
        case(X, np.zeros(3), Y, 0.1, 2),
        case(X, W, Y, 0.5, 0),
        case(THIN, np.array([1.0, 1.0]), np.array([1, -1, -1]), 1.0, 20),
    ],
    hints=(
        "The gradient points uphill. To make the loss smaller, take each step the other way.",
        "Repeat `steps` times: w <- w - learning_rate * gradient, with the gradient taken anew at each w.",
        "for _ in range(steps): w = w - learning_rate * my_gradient(X, w, y). "
        "Written so, w becomes a new array; w -= ... would change the array of whoever called you.",
    ),
)
def my_descend(X, w, y, learning_rate, steps):
    """Weights (D+1,) after a number of steps of gradient descent from w, which stays as it is."""
    for _ in range(steps):
        w = w - learning_rate * my_gradient(X, w, y)  # my_gradient: the exercise before this one
    return w


_UNSIGNED = (
    "Labels read from a file are often of dtype uint8, and such a number cannot be negative: 0 - 1 becomes "
    "255.",
    "Choose between -1 and +1 instead of computing with t, or turn t into floats first.",
    "np.where(t == 1, 1, -1), or 2.0 * t - 1.",
)


@exercise(
    "01.relabel",
    level="stretch",
    cases=[
        case(np.array([0, 1, 1, 0])),
        case(np.array([True, False])),
        case(np.array([[0.0, 1.0], [1.0, 1.0]])),
        case(np.array([0])),
        case(np.array(1)),
        case(np.array([0, 1, 0], dtype=np.uint8), hints=_UNSIGNED),
    ],
    hints=(
        "0 has to become -1, and 1 has to stay 1. Which straight line goes through (0, -1) and (1, 1)?",
        "y = 2 t - 1.",
        "return 2 * t - 1: a new array, so that the labels you were given stay as they are.",
    ),
)
def my_labels(t):
    """Turn labels 0 and 1, of any shape, into -1 and +1."""
    return np.where(t == 1, 1.0, -1.0)


def _neurons(features: int, seed: int) -> np.ndarray:
    """Ten neurons for a test: weights (10, features + 1) with one decimal, biases first."""
    return np.random.default_rng(seed).normal(0, 1, (10, features + 1)).round(1)


_PICTURES = np.random.default_rng(1).integers(0, 17, (6, 8, 8)) / 16


@exercise(
    "01.ten",
    level="challenge",
    cases=[
        case(_PICTURES.reshape(6, 64), _neurons(64, 2)),
        case(_PICTURES, _neurons(64, 2)),
        case(_PICTURES[:1], _neurons(64, 3)),  # N = 1
        case(np.zeros((2, 8, 8)), _neurons(64, 4)),  # blank pictures: the biases decide
        case(_PICTURES[:, :2, :3], _neurons(6, 5)),  # not square
        case(_PICTURES[:4, 0, :5], _neurons(5, 6) - [4, 0, 0, 0, 0, 0]),  # negative scores
    ],
    hints=(
        "Every neuron gives each picture a score. The digit is the number of the neuron with the largest "
        "one.",
        "Flatten the pictures to (N, D) first. The scores are (N, 10): the biases W[:, 0] plus X @ W[:, "
        "1:].T.",
        "X = images.reshape(len(images), -1), then np.argmax(W[:, 0] + X @ W[:, 1:].T, axis=1): "
        "axis 1 runs over the ten neurons.",
    ),
)
def my_digit(images, W):
    """Digit of each picture by ten neurons. images (N, H, W) or (N, D), W (10, D+1), gives (N,)."""
    X = images.reshape(len(images), -1)  # (N, 8, 8) or (N, D) becomes (N, D)
    scores = W[:, 0] + X @ W[:, 1:].T  # (N, 10)
    return np.argmax(scores, axis=1)
