"""Chapter 02, neurons and perceptrons: six exercises, from a unit that fires to what a unit can learn.

X is (N, D) without the constant 1; w is (D+1,) with the bias w[0] first; targets t and answers are 0 and 1.
"""

from __future__ import annotations

import itertools

import numpy as np

from course_lib.exercises.ch02_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch02_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

BITS = np.array(list(itertools.product((0.0, 1.0), repeat=2)))  # the four rows of a truth table
THREE = np.array(list(itertools.product((0.0, 1.0), repeat=3)))
AND, OR, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 1]), np.array([0, 1, 1, 0])
MAJORITY = np.array([0, 0, 0, 1, 0, 1, 1, 1])
X = np.array([[1.0, 2.0], [0.0, -1.0], [-3.0, 0.5], [2.0, 1.0]])
T = np.array([1, 0, 0, 1])

_EDGE = (
    "One of these examples has a weighted sum of exactly 0. What should the unit answer there?",
    "The step is 1 above 0 and 0 elsewhere, at 0 too.",
    "Compare with > 0, not with >= 0.",
)


@exercise(
    "02.unit",
    cases=[
        case(BITS, np.array([-1.5, 1.0, 1.0])),
        case(X, np.array([0.5, 1.0, -2.0])),
        case(np.array([[2.0, 3.0]]), np.array([-1.0, 1.0, 1.0])),  # N = 1
        case(np.array([[2.0], [-1.0], [0.0]]), np.array([0.5, -3.0])),  # D = 1
        case(BITS, np.array([-1.0, 1.0, 1.0]), hints=_EDGE),
    ],
    hints=(
        "Weigh the inputs, add the bias, and compare the sum with 0: one comparison an example.",
        "The sums are w[0] + X @ w[1:], of shape (N,). Where a sum is above 0 the answer is 1, else 0.",
        "np.where(w[0] + X @ w[1:] > 0, 1, 0).",
    ),
)
def my_unit(X, w):
    """Answer of a threshold unit to every example, 0 or 1. X (N, D), w (D+1,), gives (N,)."""
    return np.where(w[0] + X @ w[1:] > 0, 1.0, 0.0)


_EVEN = (
    "With an even number of inputs, half of them is not yet a majority.",
    "The sum has to be above n/2, also where n/2 is a whole number.",
    "A bias of -n/2 makes the score 0 exactly there, and a score of 0 does not fire.",
)


@exercise(
    "02.majority",
    cases=[
        case(3),
        case(5),
        case(1),
        case(2, hints=_EVEN),
        case(4, hints=_EVEN),
    ],
    hints=(
        "Every input has one vote, so all weights are alike. Take 1 for each.",
        "The sum of the inputs then counts the votes. The bias says how many it takes: the score must be 0 "
        "at half of them.",
        "A bias of -n / 2, then n weights of 1: np.array([-n / 2] + [1.0] * n).",
    ),
)
def my_majority(n):
    """Weights (n+1,), bias first, of a unit that fires when more than half of n inputs are on: ones, -n/2."""
    return np.concatenate([[-n / 2], np.ones(n)])


_KEEP = (
    "The weights you were given have changed: somebody else may still need them.",
    "w += ... writes into the array of whoever called you.",
    "w + ... makes a new array: return w + learning_rate * (t - answer) * x1.",
)


@exercise(
    "02.update",
    cases=[
        case(np.zeros(3), np.array([1.0, 1.0]), 1, 1.0),  # should fire and does not
        case(np.array([1.0, 1.0, 1.0]), np.array([0.0, 1.0]), 0, 1.0),  # fires and should not
        case(np.array([-2.0, 2.0, 1.0]), np.array([1.0, 1.0]), 1, 1.0),  # right: nothing changes
        case(np.array([0.5, -1.0]), np.array([-3.0]), 0, 0.1),
        case(np.array([0.0, 0.0, 0.0]), np.array([2.0, -1.0]), 0, 1.0),  # exactly on the line
        case(np.array([-1.0, 1.0, 0.5, 0.0]), np.array([0.0, 1.0, 4.0]), 1, 2.0, hints=_KEEP),
    ],
    hints=(
        "First ask what the unit answers now. If that is the target, nothing may change.",
        "The error t - answer is +1, 0 or -1. Each weight moves by learning_rate times error times its "
        "input.",
        "The bias is the weight of a constant input 1: with x1 = np.concatenate([[1], x]) the rule is "
        "w + learning_rate * (t - answer) * x1.",
    ),
)
def my_update(w, x, t, learning_rate):
    """One step of the perceptron rule. w (D+1,) bias first, x (D,), t 0 or 1, gives the new w (D+1,)."""
    x1 = np.concatenate([[1.0], x])
    answer = 1 if w @ x1 > 0 else 0
    return w + learning_rate * (t - answer) * x1


_FOREVER = (
    "Here no line divides the examples, and no pass is ever without a mistake.",
    "Stop after `passes` passes at the latest, whatever the unit answers.",
    "A for loop over range(passes) ends by itself; then return w as it is.",
)


@exercise(
    "02.train",
    level="stretch",
    cases=[
        case(BITS, AND, 20),
        case(BITS, OR, 20),
        case(np.array([[0.0], [1.0]]), np.array([1, 0]), 20),  # NOT
        case(THREE, MAJORITY, 20),
        case(BITS, AND, 2),  # stopped early
        case(BITS, XOR, 7, hints=_FOREVER),
    ],
    hints=(
        "Two loops, one inside the other: over the passes, and over the examples in their order.",
        "Start from zeros. Update the weights after every single example, and use the new ones at once for "
        "the next.",
        "for _ in range(passes): for x, target in zip(X, t): w = my_update(w, x, target, 1.0). "
        "A pass without a mistake changes nothing, so you may stop there, or go on in vain.",
    ),
)
def my_perceptron(X, t, passes):
    """Weights (D+1,) after so many passes of the perceptron rule from zeros, in order, learning rate 1."""
    w = np.zeros(X.shape[1] + 1)
    for _ in range(passes):
        for x, target in zip(X, t, strict=True):
            w = my_update(w, x, target, 1.0)  # my_update: the exercise before this one
    return w


_STEEP = (
    "Large scores make e^(-z) too large for a float, although the gradient itself is a modest number.",
    "For z < 0 the sigmoid is also e^z / (1 + e^z), where nothing is large.",
    "linear.sigmoid of chapter 01 knows this, and so does 0.5 * (1 + np.tanh(z / 2)).",
)


@exercise(
    "02.gradient",
    level="stretch",
    cases=[
        case(X, np.array([0.2, -0.4, 0.7]), T, 0.0),
        case(X, np.array([0.2, -0.4, 0.7]), T, 0.5),
        case(X, np.array([3.0, 0.0, 0.0]), T, 2.0),  # only the bias differs from 0
        case(np.array([[2.0]]), np.array([1.0, -1.0]), np.array([0]), 0.1),
        case(X, np.array([0.0, 1200.0, -900.0]), T, 0.01, hints=_STEEP),
    ],
    hints=(
        "Each example pulls with its error: target minus prediction. Then each weight is drawn towards 0 "
        "by alpha times itself.",
        "The lecture's G is a sum over the examples, not a mean: -sum of (t - y) x, with y = sigmoid(z) and "
        "x0 = 1 for the bias.",
        "pull = y - t; the bias gets pull.sum(), the weights X.T @ pull + alpha * w[1:]. "
        "The bias is left out of the decay.",
    ),
)
def my_gradient(X, w, t, alpha):
    """Gradient of surprise plus alpha/2 times the squared weights (not the bias). Gives (D+1,)."""
    z = w[0] + X @ w[1:]
    pull = 0.5 * (1 + np.tanh(z / 2)) - t  # sigmoid(z) - t, without overflow
    return np.concatenate([[pull.sum()], X.T @ pull + alpha * w[1:]])


@exercise(
    "02.separable",
    level="challenge",
    cases=[
        case(np.array([0, 0, 0, 1])),
        case(np.array([0, 1, 1, 0])),
        case(np.array([1, 0, 0, 1])),  # XNOR
        case(np.array([1, 1, 1, 1])),  # always on
        case(np.array([0, 0])),  # one input, never on
        case(np.array([1, 0])),
        case(np.array([0, 1, 0, 0])),  # x2 and not x1
        case(MAJORITY),
        case(np.array([0, 1, 1, 0, 1, 0, 0, 1])),  # an odd number of three
        case(np.array([0, 0, 0, 1, 0, 1, 1, 0])),  # exactly two of three
    ],
    hints=(
        "The perceptron rule answers the question by itself: where a neuron exists it finds one, and stops.",
        "A table of 2^n targets belongs to n inputs; itertools.product((0, 1), repeat=n) gives its rows. "
        "Up to three inputs, 100 passes are far more than enough.",
        "Train with my_perceptron, then see whether every answer equals its target: "
        "1.0 if np.array_equal(my_unit(table, w), t) else 0.0.",
    ),
)
def my_separable(t):
    """Whether one threshold unit can make the truth table with targets t (2^n,): 1 if it can, else 0."""
    inputs = len(t).bit_length() - 1
    table = np.array(list(itertools.product((0.0, 1.0), repeat=inputs)))
    w = my_perceptron(table, t, 100)
    return 1.0 if np.array_equal(my_unit(table, w), t) else 0.0
