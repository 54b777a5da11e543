"""Chapter 06, automatic differentiation: six exercises, from a table of slopes to an engine in one function.

A graph is a table: slopes[u, v] is the derivative of node u for its input v, and v is always older than u.
A program is a list of steps, ("add", i, j), ("mul", i, j) or ("relu", i); each makes one more number, and
its number in the row is its place after the values it was given.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch06_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch06_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

# v, u = v + 1, L = v u at v = 3; then f = (a + b)(b + 1) at a = 2, b = 1.
TWO_PATHS = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [4.0, 3.0, 0.0]])
FACTORS = np.zeros((5, 5))  # a, b, a + b, b + 1, their product
FACTORS[2, :2], FACTORS[3, 1], FACTORS[4, 2:4] = 1.0, 1.0, (2.0, 3.0)
CHAIN = np.diag([2.0, -3.0, 0.5], k=-1)
ASIDE = np.array([[0.0, 0.0, 0.0], [5.0, 0.0, 0.0], [2.0, 0.0, 0.0]])  # node 1 does not feed the last one
THICKET = np.tril(np.random.default_rng(3).integers(-3, 4, (6, 6)), k=-1).astype(float)


@exercise(
    "06.backward",
    cases=[
        case(TWO_PATHS),
        case(CHAIN),
        case(FACTORS),
        case(ASIDE),
        case(THICKET),
        case(np.zeros((1, 1))),  # the output alone
    ],
    hints=(
        "Begin with the last node: the derivative of the output for itself is 1. All other gradients start "
        "at 0.",
        "Go from the newest node to the oldest. When you reach node u, its gradient is complete; it hands "
        "grad[u] * slopes[u, v] to each input v, where it is added to what is there.",
        "for u in reversed(range(n)): grad += grad[u] * slopes[u]. The row slopes[u] holds all inputs of u "
        "at once.",
    ),
)
def my_backward(slopes):
    """Derivative of the last node for every node. slopes (n, n) gives (n,)."""
    grad = np.zeros(len(slopes))
    grad[-1] = 1.0
    for u in reversed(range(len(slopes))):  # newest first: nothing arrives at u any more
        grad += grad[u] * slopes[u]
    return grad


@exercise(
    "06.program",
    level="stretch",
    cases=[
        case(np.array([2.0, 3.0]), [("mul", 0, 1)]),
        case(np.array([2.0, 1.0, 1.0]), [("add", 0, 1), ("add", 1, 2), ("mul", 3, 4)]),
        case(np.array([3.0]), [("mul", 0, 0)]),  # one node, used twice by one step
        case(np.array([3.0]), [("mul", 0, 0), ("mul", 1, 0), ("add", 2, 1)]),
        case(np.array([1.5, -2.0]), [("mul", 0, 1), ("relu", 2), ("add", 3, 0)]),  # a ReLU that is off
        case(np.array([-1.5, -2.0]), [("mul", 0, 1), ("relu", 2), ("mul", 3, 1)]),  # and one that is on
        case(np.array([2.0, 0.0]), [("relu", 1), ("add", 0, 2)]),  # exactly at the kink: 0 is meant
        case(np.array([4.0, 5.0]), [("add", 1, 1)]),  # value 0 is not used
        case(np.array([4.0, 5.0]), []),  # no step: the output is the last value
    ],
    hints=(
        "Go forward first and keep every number that is made. Then go backward through the steps, and let "
        "each hand its gradient to its inputs.",
        "A sum hands on g and g. A product hands each factor g times the other factor. A ReLU hands on g "
        "where its input was above 0, else 0. Always add, never overwrite.",
        "Keep x = list(values) and append to it; make grad = np.zeros(len(x)) with a 1 at the end. Step k "
        "made node n + k; go through the steps with k from the last to 0. At the end return grad[:n].",
    ),
)
def my_gradients(values, program):
    """Derivative of the last number for each of the n values it starts from, backwards. Gives (n,)."""
    x, n = list(values), len(values)
    for op, *i in program:
        x.append(x[i[0]] + x[i[1]] if op == "add" else x[i[0]] * x[i[1]] if op == "mul" else max(x[i[0]], 0))
    grad = np.zeros(len(x))
    grad[-1] = 1.0
    for k in reversed(range(len(program))):
        op, *i = program[k]
        g = grad[n + k]
        if op == "relu":
            grad[i[0]] += g * (x[i[0]] > 0)
        else:
            grad[i[0]] += g * (x[i[1]] if op == "mul" else 1)
            grad[i[1]] += g * (x[i[0]] if op == "mul" else 1)
    return grad[:n]


G43 = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, 1.0], [-1.0, 4.0, 2.0], [0.5, 0.5, -3.0]])
G243 = np.arange(24.0).reshape(2, 4, 3) - 7


@exercise(
    "06.unbroadcast",
    cases=[
        case(G43, (3,)),  # a bias, added to four rows
        case(G43, (4, 1)),  # a column, stretched
        case(G43, (1, 3)),
        case(G43, (4, 3)),  # nothing was stretched
        case(G243, (4, 1)),  # both at once
        case(G243, (2, 1, 3)),
        case(np.array([[1.0, 2.0, 3.0]]), (3,)),  # a batch of one
        case(G43, ()),  # a single number
    ],
    hints=(
        "An entry that was copied to several places influenced the loss through each of them. Its gradient "
        "is the sum of theirs.",
        "Two things happen when shapes meet: axes are added in front, and axes of length 1 are stretched. "
        "Sum over both kinds, and give the result the shape that was asked.",
        "extra = G.ndim - len(shape) axes stand in front; sum over them. Then sum over each axis where shape "
        "says 1, with keepdims=True. .reshape(shape) at the end does no harm.",
    ),
)
def my_unbroadcast(G, shape):
    """Gradient of an array of that shape, from the gradient G of what it was broadcast to."""
    extra = G.ndim - len(shape)
    G = G.sum(axis=tuple(range(extra)))
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


X32 = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, -3.0]])
W42 = np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 0.25], [0.0, 1.0]])
B4 = np.array([0.5, -1.0, 0.0, 0.25])
G34 = np.array([[1.0, -2.0, 0.5, 3.0], [0.25, 1.0, -1.0, 2.0], [4.0, -0.5, 1.5, 1.0]])


@exercise(
    "06.layer",
    cases=[
        case(X32, W42, B4, G34),
        case(X32, W42, B4 + 100, G34),  # every unit on: the ReLU lets all through
        case(X32, W42, B4 - 100, G34),  # every unit off
        case(X32[:1], W42, B4, G34[:1]),  # one example
        case(X32, W42[:1], B4[:1], G34[:, :1]),  # one unit
        case(np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones(2), np.array([[1.0, 2.0], [-3.0, 5.0]])),
    ],
    hints=(
        "Go back one operation at a time: first through the ReLU, then through the sum with the bias, then "
        "through the product.",
        "The ReLU lets the gradient pass where Z = X W^T + b is above 0: D = G * (Z > 0). The bias changes "
        "nothing for W. What is left is the product, and W stands transposed in it.",
        "dL/dW has the shape of W, (H, D). From D (N, H) and X (N, D) only one product gives that: D.T @ X.",
    ),
)
def my_layer_gradient(X, W, b, G):
    """Return dL/dW for A = relu(X W^T + b). X (N, D), W (H, D), b (H,), G = dL/dA (N, H), gives (H, D)."""
    Z = X @ W.T + b
    return (G * (Z > 0)).T @ X


_FAR = (
    "e to the power of 1000 leaves the range of floats. Which exponent is safe for which x?",
    "The sigmoid has a form that is safe everywhere: 0.5 * (1 + tanh(x / 2)).",
    "s = 0.5 * (1 + np.tanh(0.5 * x)), then the same formula for the slope as before.",
)


@exercise(
    "06.swish",
    cases=[
        case(np.array([0.0, 1.0, -1.0]), np.array([1.0, 1.0, 1.0])),
        case(np.array([0.5, -2.0, 3.0]), np.array([2.0, -1.0, 0.25])),
        case(np.array([[1.5, -0.5], [4.0, -4.0]]), np.array([[1.0, 3.0], [-2.0, 0.0]])),
        case(0.75, -2.0),
        case(np.array([1000.0, -1000.0]), np.array([2.0, 2.0]), hints=_FAR),
    ],
    hints=(
        "Swish is a product, x times sigmoid(x), and x stands in both factors: two paths, so two terms.",
        "With s = sigmoid(x), whose slope is s (1 - s), the slope of x s is s + x s (1 - s). The flow "
        "multiplies it by the gradient g that arrives.",
        "s = 1 / (1 + np.exp(-x)); return g * (s + x * s * (1 - s)).",
    ),
)
def my_swish_flow(x, g):
    """Gradient for x of swish(x) = x sigmoid(x), when g arrives at the result. Any shape."""
    s = 0.5 * (1 + np.tanh(0.5 * x))  # the sigmoid, safe for every x
    return g * (s + x * s * (1 - s))


@exercise(
    "06.forward",
    level="challenge",
    cases=[
        case(np.array([2.0, 3.0]), np.array([1.0, 0.0]), [("mul", 0, 1)]),
        case(np.array([2.0, 3.0]), np.array([0.5, -2.0]), [("mul", 0, 1)]),  # all values move at once
        case(np.array([3.0]), np.array([1.0]), [("mul", 0, 0), ("mul", 1, 0)]),
        case(np.array([2.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0]),
             [("add", 0, 1), ("add", 1, 2), ("mul", 3, 4)]),
        case(np.array([1.5, -2.0]), np.array([1.0, 1.0]), [("mul", 0, 1), ("relu", 2), ("add", 3, 0)]),
        case(np.array([-1.5, -2.0]), np.array([1.0, -1.0]), [("mul", 0, 1), ("relu", 2), ("mul", 3, 1)]),
        case(np.array([4.0, 5.0]), np.array([7.0, -1.0]), []),
    ],
    hints=(
        "Nothing has to be kept and nothing goes backward. Carry two numbers along the program for each "
        "node: its value, and how fast it changes.",
        "At the start the rates are the direction. A sum's rate is the sum of the rates. A product's rate is "
        "rate times other value, plus value times other rate. A ReLU passes the rate on where its input is "
        "above 0.",
        "x, d = list(values), list(direction). For ('mul', i, j): x.append(x[i] * x[j]) and "
        "d.append(d[i] * x[j] + x[i] * d[j]). Return d[-1].",
    ),
)  # fmt: skip
def my_forward_slope(values, direction, program):
    """Rate of change of the last number when the values move in that direction, in one forward pass."""
    x, d = list(values), list(direction)
    for op, *i in program:
        if op == "add":
            x.append(x[i[0]] + x[i[1]])
            d.append(d[i[0]] + d[i[1]])
        elif op == "mul":
            x.append(x[i[0]] * x[i[1]])
            d.append(d[i[0]] * x[i[1]] + x[i[0]] * d[i[1]])
        else:
            x.append(max(x[i[0]], 0.0))
            d.append(d[i[0]] * (x[i[0]] > 0))
    return d[-1]
