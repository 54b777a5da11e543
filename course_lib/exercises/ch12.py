"""Chapter 12, pooling and LeNet-5: six exercises, from a pooled table to LeNet's output units.

A map is (H, W), a stack of maps (C, H, W), a batch of rows (N, D).
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch12_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch12_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

FRAMES = np.array([[3.0, 8, 1, 4], [5, 2, 6, -1], [-3, 5, 9, 1], [4, 5, 7, 2]])
_RNG = np.random.default_rng(12)
_WIDE = _RNG.integers(-9, 10, (3, 8)).astype(float)

_LEFT = (
    "Rows and columns that fill no whole window are left out.",
    "There are H // p rows of windows and W // p columns of them.",
    "Cut first: x[: H // p * p, : W // p * p].",
)


@exercise(
    "12.pool",
    cases=[
        case(FRAMES, 2, "max"),
        case(FRAMES, 2, "average"),
        case(FRAMES, 2, "l2"),
        case(_WIDE, 3, "max", hints=_LEFT),  # not square, and a border left over
        case(_WIDE, 2, "average", hints=_LEFT),
        case(-FRAMES - 10, 2, "max"),  # all negative: 0 is not among them
        case(np.array([[-3.0]]), 1, "l2"),  # the root of a square is not negative
        case(FRAMES, 4, "max"),  # one window: the whole map
    ],
    hints=(
        "Every window gives one number: its largest, its mean, or the root of the sum of its squares.",
        "Window (i, j) is x[i * p : i * p + p, j * p : j * p + p].",
        "Loop over i and j; or reshape to (H // p, p, W // p, p) and reduce the axes 1 and 3.",
    ),
)
def my_pool(x, p, kind):
    """Pool a map x (H, W) over p x p windows side by side; kind is "max", "average" or "l2"."""
    rows, columns = x.shape[0] // p, x.shape[1] // p
    windows = x[: rows * p, : columns * p].reshape(rows, p, columns, p)
    if kind == "max":
        return windows.max(axis=(1, 3))
    if kind == "average":
        return windows.mean(axis=(1, 3))
    return np.sqrt((windows**2).sum(axis=(1, 3)))


_FIRST = (
    "Two entries of this window are equally large. Both must not be paid for one output.",
    "np.argmax gives the first of equal entries, as the course's engine does.",
    "k = window.argmax(); the winner stands in row k // p, column k % p of its window.",
)


@exercise(
    "12.blame",
    level="stretch",
    cases=[
        case(FRAMES, 2, np.array([[1.0, 2], [3, 4]])),
        case(_WIDE[:2, :6], 2, np.array([[-1.0, 0.5, 2]])),  # not square
        case(np.array([[7.0, 7], [1, 7]]), 2, np.array([[5.0]]), hints=_FIRST),
        case(-FRAMES - 10, 2, np.ones((2, 2))),
        case(FRAMES[:1, :1], 1, np.array([[2.0]])),  # 1x1 windows: everything passes
        case(np.arange(9.0).reshape(3, 3), 3, np.array([[-6.0]])),
    ],
    hints=(
        "Only the entry that won its window had a say in the output. The others get 0.",
        "Begin with zeros in the shape of x. For each window find its winner, and put the g of the window "
        "there.",
        "r, c = divmod(window.argmax(), p); dx[i * p + r, j * p + c] = g[i, j].",
    ),
)
def my_blame(x, p, g):
    """Compute dL/dx (H, W) of max pooling over p x p windows, for g = dL/dy (H/p, W/p)."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(*g.shape):
        r, c = divmod(int(x[i * p : i * p + p, j * p : j * p + p].argmax()), p)
        dx[i * p + r, j * p + c] = g[i, j]
    return dx


@exercise(
    "12.where",
    cases=[
        case((16, 5, 5), 0),
        case((16, 5, 5), 399),
        case((16, 5, 5), 137),
        case((3, 2, 4), 13),  # not square
        case((3, 4, 2), 13),
        case((1, 28, 28), 30),
        case((120, 1, 1), 77),
    ],
    hints=(
        "The columns run fastest, then the rows, then the maps.",
        "One map holds H * W numbers, one row of it W.",
        "divmod(k, H * W) gives the map and the place in it; divmod(place, W) gives row and column.",
    ),
)
def my_where(shape, k):
    """Say where number k of the flattened maps (C, H, W) came from: (map, row, column), all from 0."""
    _, height, width = shape
    channel, place = divmod(k, height * width)
    row, column = divmod(place, width)
    return channel, row, column


_MAPS = _RNG.normal(0, 1, (3, 4, 6)).round(1)


@exercise(
    "12.subsample",
    level="stretch",
    cases=[
        case(_MAPS, np.array([1.0, -0.5, 0.25]), np.array([0.0, 0.3, -1.0])),
        case(np.ones((1, 2, 2)), np.array([0.5]), np.array([0.0])),
        case(_MAPS[:2, :2, :2], np.array([0.0, 2.0]), np.array([0.7, 0.0])),  # a weight of 0: only the bias
        case(_MAPS[:, :, :4], np.array([3.0, 3.0, 3.0]), np.array([0.0, 0.0, 0.0])),
    ],
    hints=(
        "Add the four entries of each window, times the map's weight, plus the map's bias, then squash.",
        "The reshape of exercise 1 works with a leading axis for the maps, too: (C, H/2, 2, W/2, 2). "
        "Each map has its own w and b: w[:, None, None].",
        "s = x.reshape(C, H // 2, 2, W // 2, 2).sum(axis=(2, 4)); 1.7159 * np.tanh(2 / 3 * (w[:, None, None] "
        "* s + b[:, None, None])).",
    ),
)
def my_subsample(x, w, b):
    """Compute LeNet-5's subsampling: maps x (C, H, W), weights and biases (C,) -> (C, H/2, W/2)."""
    maps, height, width = x.shape
    s = x.reshape(maps, height // 2, 2, width // 2, 2).sum(axis=(2, 4))
    return 1.7159 * np.tanh(2 / 3 * (w[:, None, None] * s + b[:, None, None]))


TABLE = [
    *(sorted((i + j) % 6 for j in (0, 1, 2)) for i in range(6)),
    *(sorted((i + j) % 6 for j in (0, 1, 2, 3)) for i in range(6)),
    *(sorted((i + j) % 6 for j in (0, 1, 3, 4)) for i in range(3)),
    list(range(6)),
]


@exercise(
    "12.table",
    cases=[
        case(TABLE, 5),
        case([[0, 1, 2], [2]], 3),
        case([[0]], 1),
        case([[0, 1, 2, 3, 4, 5]] * 16, 5),  # every map from every map: an ordinary layer
        case([[3], [1], [2], [0]], 2),
    ],
    hints=(
        "Each pair of an input map and an output map has a kernel of its own. What else does an output map "
        "have?",
        "The pairs are the entries of all rows together. Each output map has one bias, not one a kernel.",
        "sum(len(row) for row in table) * k * k + len(table).",
    ),
)
def my_table(table, k):
    """Count the parameters of a layer with k x k kernels; table[o] lists the input maps of output o."""
    return sum(len(row) for row in table) * k * k + len(table)


_CODES = np.where(_RNG.random((4, 6)) < 0.5, -1.0, 1.0)
_ROWS = _RNG.normal(0, 1, (3, 6)).round(1)


@exercise(
    "12.distance",
    level="challenge",
    cases=[
        case(_ROWS, _CODES),
        case(_CODES, _CODES),  # a row that is a code: distance 0
        case(_ROWS[:1], _CODES[:2]),
        case(-_CODES[:2], _CODES),  # all signs turned: as far as it goes
        case(np.zeros((2, 84)), np.where(_RNG.random((10, 84)) < 0.5, -1.0, 1.0)),
        case(np.array([[0.5]]), np.array([[1.0], [-1.0]])),
    ],
    hints=(
        "For row n and code k, add the squares of all differences. No root is taken.",
        "Let broadcasting pair every row with every code: shapes (N, 1, D) and (K, D).",
        "((a[:, None, :] - codes) ** 2).sum(axis=2).",
    ),
)
def my_distance(a, codes):
    """Compute the squared distance of each row of a (N, D) to each code (K, D): (N, K)."""
    return ((a[:, None, :] - codes) ** 2).sum(axis=2)
