"""Chapter 05, backpropagation: six exercises, from the gradient of one unit to a network that learns.

Layers are as in the notebook: W (H, D) holds one row a unit, z = W a + b, and every unit is a sigmoid.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch05_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch05_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise
from course_lib.linear import sigmoid

_FAR = (
    "Here the score is far from 0, and exp of a large number leaves the range of floats.",
    "The sigmoid from chapter 01 is safe for every score: sigmoid(w @ x).",
    "Its slope needs no exponential of its own: y_hat * (1 - y_hat).",
)


@exercise(
    "05.unit",
    cases=[
        case(np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.15, 0.2]), 1.0),
        case(np.array([0.5, -1.0]), np.array([2.0, 1.0]), 0.0),
        case(np.array([-1.5]), np.array([-2.0]), 0.0),  # one input
        case(np.array([0.0, 0.0]), np.array([3.0, -1.0]), 0.25),  # a target between the classes
        case(np.array([0.3, -0.2, 0.9]), np.zeros(3), 1.0),  # no input, no blame
        case(np.array([-500.0, 300.0]), np.array([2.0, 0.5]), 1.0, hints=_FAR),
    ],
    hints=(
        "Three factors: how the loss answers to y_hat, how y_hat answers to s, how s answers to each weight.",
        "dL/dy_hat = 2 (y_hat - y), with its sign. dy_hat/ds = y_hat (1 - y_hat). ds/dw = x.",
        "y_hat = sigmoid(w @ x); delta = 2 * (y_hat - y) * y_hat * (1 - y_hat); return delta * x.",
    ),
)
def my_unit_gradient(w, x, y):
    """Gradient (D,) of (sigmoid(w.x) - y)^2 with respect to the weights w (D,) of one unit."""
    y_hat = sigmoid(w @ x)
    delta = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return delta * x


_W2 = np.array([[1.0, -2.0, 0.5], [0.0, 1.5, -1.0]])  # two units that read three


@exercise(
    "05.delta",
    cases=[
        case(_W2, np.array([0.2, -0.1]), np.array([0.7, 0.4, 0.9])),
        case(np.array([[2.0], [-3.0]]), np.array([0.5, 0.25]), np.array([0.3])),  # one hidden unit
        case(np.array([[0.5, -1.0]]), np.array([-0.4]), np.array([0.6, 0.1])),  # one unit follows
        case(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.1, -0.3]), np.array([0.5, 0.25])),  # square
        case(_W2, np.array([0.2, -0.1]), np.array([1.0, 0.0, 0.5])),  # saturated units pass nothing on
    ],
    hints=(
        "A hidden unit is to blame through every unit that reads it. Add up the blame that comes back, "
        "each part through its own weight.",
        "Unit j collects the sum over k of W_next[k, j] * delta_next[k]. That is a "
        "product with the transpose of W_next.",
        "Then the slope of the unit itself: return (W_next.T @ delta_next) * a * (1 - a).",
    ),
)
def my_hidden_delta(W_next, delta_next, a):
    """Delta (H,) of a sigmoid layer with outputs a (H,), from W_next (K, H) and delta_next (K,)."""
    return (W_next.T @ delta_next) * a * (1 - a)


_X3, _T3 = np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.0])
_R = np.random.default_rng(5)


@exercise(
    "05.chain",
    level="stretch",
    cases=[
        case(_X3, _T3, *(_R.normal(size=s).round(1) for s in ((4, 3), (3, 4), (2, 3)))),
        case(_X3, np.array([1.0]), *(_R.normal(size=s).round(1) for s in ((2, 3), (5, 2), (1, 5)))),
        case(np.array([2.0]), np.array([0.0]), *(_R.normal(size=(1, 1)).round(1) for _ in range(3))),
        case(np.array([1.0, -2.0]), _T3, *(_R.normal(size=(2, 2)).round(1) for _ in range(3))),  # all square
        case(np.zeros(3), _T3, *(_R.normal(size=s).round(1) for s in ((4, 3), (3, 4), (2, 3)))),
    ],
    hints=(
        "Go forward first and keep a2, a3 and y_hat. Then start at the end: the last delta is y_hat - t.",
        "Each step back is the rule of the exercise before: (W.T @ delta) * a * (1 - a). "
        "You need it twice, with W3 and a3, then with W2 and a2.",
        "The gradient of W1 is the outer product of the first delta and the input: np.outer(delta, x).",
    ),
)
def my_first_gradient(x, t, W1, W2, W3):
    """Gradient (H1, D) of the cross-entropy with respect to W1, in a network of three sigmoid layers."""
    a2 = sigmoid(W1 @ x)
    a3 = sigmoid(W2 @ a2)
    y_hat = sigmoid(W3 @ a3)
    delta = y_hat - t  # cross-entropy and sigmoid
    delta = (W3.T @ delta) * a3 * (1 - a3)
    delta = (W2.T @ delta) * a2 * (1 - a2)
    return np.outer(delta, x)


def sum_of_squares(w):
    """w1^2 + w2^2 + ..., whose gradient is 2 w."""
    return np.sum(w**2)


def bent_product(w):
    """sin(w1) w2, for two weights."""
    return np.sin(w[0]) * w[1]


def weighted_by_place(w):
    """The sum of w[i, j] cubed times (i + 2 j + 1), for weights in a matrix."""
    rows, cols = np.indices(w.shape)
    return np.sum((rows + 2 * cols + 1) * w**3)


_WHOLE = (
    "These weights are whole numbers, and an array of whole numbers cannot hold 3.00001.",
    "Make a copy of floats before you nudge: w = np.array(w, dtype=float).",
    "The same goes for the array that you fill: np.zeros(w.shape) holds floats.",
)


@exercise(
    "05.numerical",
    level="stretch",
    cases=[
        case(sum_of_squares, np.array([1.0, -2.0, 0.5])),
        case(bent_product, np.array([0.3, -1.2])),
        case(sum_of_squares, np.array([4.0])),
        case(weighted_by_place, np.array([[0.5, -1.0, 0.2], [1.0, 0.0, -0.3]])),  # a matrix of weights
        case(sum_of_squares, np.array([3, -1]), hints=_WHOLE),
    ],
    hints=(
        "Nudge one weight up by h and ask f; nudge it down by h and ask again. The others stay.",
        "The slope is (f(up) - f(down)) / (2 h), with h = 1e-5. Work on a copy, and for the next weight "
        "begin again from the untouched w.",
        "g = np.zeros(w.shape); for i in np.ndindex(w.shape): up = np.array(w, dtype=float); up[i] += h; "
        "down likewise; g[i] = ...",
    ),
)
def my_numerical_gradient(f, w):
    """Slope of f at w for every weight, by central differences; w has any shape, f gives one number."""
    h, g = 1e-5, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        up, down = np.array(w, dtype=float), np.array(w, dtype=float)
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


@exercise(
    "05.batch",
    cases=[
        case(
            np.array([[1.0, -2.0], [0.5, 0.0], [0.0, 3.0]]), np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 1.0]])
        ),
        case(np.array([[0.5, -1.0]]), np.array([[1.0, 2.0, 3.0]])),  # N = 1: the outer product
        case(np.array([[1.0], [-1.0], [2.0], [4.0]]), np.array([[2.0], [0.5], [0.0], [1.0]])),  # one weight
        case(np.arange(12.0).reshape(4, 3), np.arange(20.0).reshape(4, 5) / 10),
        case(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]])),  # square: the transpose is easily confused
    ],
    hints=(
        "Every example has an outer product delta a^T of its own. The gradient of the mean loss is their "
        "mean.",
        "A product of matrices adds the N outer products by itself: which order gives the shape of W, "
        "(H, D)?",
        "Delta.T is (H, N) and A is (N, D): return Delta.T @ A / len(A).",
    ),
)
def my_weight_gradient(Delta, A):
    """Gradient (H, D) of the mean loss: Delta (N, H) is dl/dz of each example, A (N, D) the input."""
    return Delta.T @ A / len(A)


def _network(sizes: tuple[int, int, int], n: int, seed: int):
    """A batch X, T and the parameters of a network of two layers, with one decimal."""
    d, h, k = sizes
    draw = np.random.default_rng(seed)
    X, T = draw.normal(size=(n, d)).round(1), draw.integers(0, 2, (n, k)).astype(float)
    shapes = ((h, d), (h,), (k, h), (k,))
    return (X, T, *(draw.normal(size=shape).round(1) for shape in shapes))


@exercise(
    "05.train",
    level="challenge",
    cases=[
        case(*_network((2, 3, 1), 5, 1), 0.5, 1),
        case(*_network((3, 4, 2), 6, 2), 1.0, 0),  # no step: the answer of the start
        case(*_network((2, 3, 1), 4, 3), 0.5, 10),
        case(*_network((4, 2, 3), 7, 4), 0.2, 3),
        case(*_network((1, 1, 1), 1, 5), 2.0, 5),  # one of everything
    ],
    hints=(
        "One step: forward through both layers, the last delta Y_hat - T, one delta back, four gradients, "
        "four updates.",
        "All gradients of a step come from the same weights: compute the four of them before you change any. "
        "Rows are examples: Z1 = X @ W1.T + b1, and Delta1 = (Delta2 @ W2) * A1 * (1 - A1).",
        "dW = Delta.T @ A / N and db = Delta.mean(axis=0). Write W1 = W1 - learning_rate * dW1 and not "
        "W1 -= ..., so that the caller keeps its weights.",
    ),
)
def my_train(X, T, W1, b1, W2, b2, learning_rate, steps):
    """Outputs (N, K) of a two-layer sigmoid network after steps of descent on the cross-entropy."""
    for _ in range(steps):
        A1 = sigmoid(X @ W1.T + b1)
        Delta2 = sigmoid(A1 @ W2.T + b2) - T
        Delta1 = (Delta2 @ W2) * A1 * (1 - A1)
        W2, b2 = W2 - learning_rate * Delta2.T @ A1 / len(X), b2 - learning_rate * Delta2.mean(axis=0)
        W1, b1 = W1 - learning_rate * Delta1.T @ X / len(X), b1 - learning_rate * Delta1.mean(axis=0)
    return sigmoid(sigmoid(X @ W1.T + b1) @ W2.T + b2)
