"""Chapter 03, multilayer networks: six exercises, from two perceptrons to a network that fits any curve.

X is (N, D), one example a row; the weights W of a layer are (H, D), one row a unit, with biases b (H,) apart.
In the first exercise a perceptron is still one array w (D+1,) with the bias first, as in chapter 02.
"""

from __future__ import annotations

import itertools

import numpy as np

from course_lib.exercises.ch03_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch03_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

BITS = np.array(list(itertools.product((0.0, 1.0), repeat=2)))  # the four rows of a truth table
X = np.array([[1.0, 2.0], [0.0, -1.0], [-3.0, 0.5], [2.0, 1.0], [0.5, -2.0]])
FIRST, SECOND = np.array([-0.5, 1.0, 0.0]), np.array([-0.5, 0.0, 1.0])  # "is x1 on", "is x2 on"


def _array(*shape: int, seed: int) -> np.ndarray:
    """Numbers with one decimal, the same for the same seed."""
    return np.random.default_rng(seed).normal(0, 1, shape).round(1)


_ON_THE_LINE = (
    "One example lies exactly on a perceptron's line. Does the perceptron fire there?",
    "A score of 0 does not fire, in this course: compare with > 0.",
    "np.where(score > 0, 1.0, 0.0) for both perceptrons, before you compare them.",
)


@exercise(
    "03.agreement",
    cases=[
        case(BITS, FIRST, SECOND),
        case(X, np.array([0.5, 1.0, -2.0]), np.array([-1.0, 0.5, 1.0])),
        case(np.array([[-2.0, -3.0]]), FIRST, SECOND),  # N = 1, and neither fires
        case(X, FIRST, -FIRST),  # two that never agree
        case(np.array([[2.0], [-1.0], [3.0]]), np.array([-1.0, 1.0]), np.array([1.0, 1.0])),  # D = 1
        case(BITS, np.array([0.0, 1.0, 0.0]), np.array([0.5, 1.0, 1.0]), hints=_ON_THE_LINE),
    ],
    hints=(
        "First let both perceptrons answer, 0 or 1 for each example. Which unit fires when both are on, "
        "which when neither is?",
        "Both: h1 + h2 - 1.5 > 0. Neither: 0.5 - h1 - h2 > 0. A third unit takes the OR of these two.",
        "h = (w[0] + X @ w[1:] > 0) * 1.0 for each w; then both = h1 + h2 > 1.5, neither = h1 + h2 < 0.5, "
        "and the answer is np.where(both | neither, 1.0, 0.0).",
    ),
)
def my_agreement(X, w1, w2):
    """Say 1 where two perceptrons agree, 0 elsewhere. X (N, D), w1 and w2 (D+1,), gives (N,)."""

    def fires(z):
        return np.where(z > 0, 1.0, 0.0)

    h1, h2 = fires(w1[0] + X @ w1[1:]), fires(w2[0] + X @ w2[1:])
    both, neither = fires(h1 + h2 - 1.5), fires(0.5 - h1 - h2)
    return fires(both + neither - 0.5)


_SQUARE = (
    "With as many units as inputs every order of the product runs. Only one of them gives each unit its row.",
    "Row h of W holds the weights of unit h. Its score is the dot product of that row with the example.",
    "X @ W.T, not X @ W.",
)


@exercise(
    "03.layer",
    cases=[
        case(X, _array(3, 2, seed=1), _array(3, seed=2)),
        case(np.array([[2.0, -1.0, 0.5]]), _array(4, 3, seed=3), _array(4, seed=4)),  # N = 1
        case(np.array([[2.0], [-1.0]]), np.array([[1.0], [-3.0], [0.5]]), np.zeros(3)),  # D = 1
        case(X, np.array([[1.0, -1.0]]), np.array([0.5])),  # one unit: shape (N, 1)
        case(X, np.array([[1.0, 2.0], [-3.0, 0.5]]), np.array([0.0, 1.0]), hints=_SQUARE),
        case(-np.abs(X), np.eye(2), np.array([-1.0, -1.0])),  # all units are off
    ],
    hints=(
        "Every unit weighs the example, adds its bias, and passes on what is above 0.",
        "All scores together are a matrix product of X (N, D) and W (H, D). Which of the two must be turned, "
        "so that the D's meet?",
        "np.maximum(0, X @ W.T + b): (N, D) times (D, H), and b (H,) is added to every row.",
    ),
)
def my_layer(X, W, b):
    """Answers of a layer of ReLU units to a batch. X (N, D), W (H, D), b (H,), gives (N, H)."""
    return np.maximum(0, X @ W.T + b)


@exercise(
    "03.count",
    cases=[
        case([2, 3, 3, 1]),
        case([784, 256, 256, 10]),
        case([64, 10]),
        case([1, 1]),
        case([5, 1, 5]),
        case([3, 2, 4, 2, 1]),
    ],
    hints=(
        "A unit has one weight for each unit of the layer before it, and one bias.",
        "From a layer of m units to one of n units there are n times (m + 1) numbers. The inputs "
        "themselves have none.",
        "sum(n * (m + 1) for m, n in zip(sizes, sizes[1:])).",
    ),
)
def my_count(sizes):
    """Weights and biases of a network with these layer sizes, inputs first: a whole number."""
    return sum(sizes[k + 1] * (sizes[k] + 1) for k in range(len(sizes) - 1))


_FROM_ITS_OUTPUT = (
    "You are given the output a, not z: the network has it already, and the slope needs nothing else.",
    "sigmoid: a (1 - a). tanh: 1 - a^2. relu: 1 where a is above 0, and 0 elsewhere.",
    "One `if name == ...:` for each of the three; for relu np.where(a > 0, 1.0, 0.0).",
)


@exercise(
    "03.slope",
    cases=[
        case("sigmoid", np.array([0.5, 0.25, 0.9])),
        case("tanh", np.array([0.0, 0.5, -0.8])),
        case("relu", np.array([0.0, 2.5, 0.1])),
        case("sigmoid", np.array([[0.0, 1.0], [0.125, 0.75]])),  # saturated on both sides
        case("tanh", np.array([1.0, -1.0])),
        case("relu", np.array([[0.0], [7.0]])),
    ],
    hints=_FROM_ITS_OUTPUT,
)
def my_slope(name, a):
    """Slope of "sigmoid", "tanh" or "relu" where its output is a; any shape, 0 where a ReLU gives 0."""
    if name == "sigmoid":
        return a * (1 - a)
    if name == "tanh":
        return 1 - a**2
    return np.where(a > 0, 1.0, 0.0)


_LAST = (
    "The last layer of this network gives a plain score: no tanh after it.",
    "Apply tanh between two layers only, that is, before each layer but the first.",
    "Loop over all layers but the last with tanh, then return a @ weights[-1].T + biases[-1].",
)


@exercise(
    "03.forward",
    level="stretch",
    cases=[
        case(X, [_array(3, 2, seed=5), _array(1, 3, seed=6)], [_array(3, seed=7), _array(1, seed=8)]),
        case(X[:1], [_array(4, 2, seed=9), _array(2, 4, seed=10)], [np.zeros(4), np.array([1.0, -1.0])]),
        case(
            X,
            [_array(3, 2, seed=11), _array(3, 3, seed=12), _array(2, 3, seed=13)],
            [_array(3, seed=14), _array(3, seed=15), _array(2, seed=16)],
        ),
        case(X, [_array(3, 2, seed=17)], [_array(3, seed=18)], hints=_LAST),  # a single layer: a linear model
        case(np.array([[0.5]]), [np.array([[2.0]]), np.array([[-1.0]])], [np.array([0.1]), np.array([3.0])]),
    ],
    hints=(
        "What one layer gives is what the next one gets. Keep one variable and overwrite it, layer after "
        "layer.",
        "For each layer z = a W^T + b, and a = tanh(z), but the last layer stops at z.",
        "a = X; for W, b in zip(weights[:-1], biases[:-1]): a = np.tanh(a @ W.T + b); "
        "return a @ weights[-1].T + biases[-1].",
    ),
)
def my_forward(X, weights, biases):
    """Run a network forward: tanh in the hidden layers, none in the last. X (N, D), gives (N, outputs)."""
    a = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = np.tanh(a @ W.T + b)
    return a @ weights[-1].T + biases[-1]


_MORE_THAN_POINTS = (
    "Here are more units than points: many weights fit equally well, and normal equations have no single "
    "answer.",
    "np.linalg.lstsq copes with this; np.linalg.solve and np.linalg.inv do not.",
    "v, *_ = np.linalg.lstsq(A, y, rcond=None), then A @ v.",
)
_GRID = np.linspace(-1, 1, 9)


@exercise(
    "03.fit",
    level="challenge",
    cases=[
        case(_GRID, np.sin(3 * _GRID), np.array([2.0, -3.0, 1.0]), np.array([0.5, 1.0, -0.5])),
        case(_GRID, np.abs(_GRID), np.array([4.0]), np.array([0.0])),  # H = 1
        case(_GRID, 5 + 0 * _GRID, np.array([1.0, 2.0]), np.array([0.0, 1.0])),  # a constant needs the bias
        case(_GRID[[0, 4, 8]], np.array([1.0, -2.0, 0.5]), np.array([3.0, -2.0]), np.array([1.0, 1.0])),
        case(
            _GRID[::4],
            np.array([1.0, -2.0, 0.5]),
            np.array([3.0, -2.0, 1.0, 5.0, 4.0]),
            np.array([1.0, 1.0, 0.0, -2.0, 2.0]),
            hints=_MORE_THAN_POINTS,
        ),
    ],
    hints=(
        "The hidden units are given and stay as they are. Only the output layer is open, and it is linear: "
        "chapter 01 knows how to find it.",
        "Hidden answers: tanh of x times each weight plus each bias, (N, H). Put a column of ones before "
        "them for the output's bias, and solve for least squares.",
        "A = np.column_stack([np.ones(len(x)), np.tanh(np.outer(x, w) + b)]); "
        "v, *_ = np.linalg.lstsq(A, y, rcond=None); return A @ v.",
    ),
)
def my_fit(x, y, w, b):
    """Best answers to y of tanh units with a linear output and its bias. x, y (N,), w, b (H,), gives (N,)."""
    A = np.column_stack([np.ones(len(x)), np.tanh(np.outer(x, w) + b)])
    v, *_ = np.linalg.lstsq(A, y, rcond=None)
    return A @ v
