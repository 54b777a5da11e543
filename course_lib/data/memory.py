"""Two tasks that ask for a long memory, and how well every recurrent cell was once measured on them.

Sequences stand as recurrent layers take them: (T, N, I), step first, then example, then feature.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_lib.data.table import read_table

SYMBOLS, KEPT = 4, 5  # the copy task: an alphabet of four, five symbols to keep
GUESSING = {"adding": 1 / 6, "copying": float(np.log(SYMBOLS))}
"""The loss of the best answer that remembers nothing: variance of the sum, or surprise at one symbol."""

Seed = int | list[int] | np.random.Generator


def adding(n: int, length: int, seed: Seed = 0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The adding problem: numbers from 0 to 1, of which two are marked; the answer is their sum.

    One mark stands in the first half, one in the second. Returns X (length, n, 2), the numbers and the marks,
    and the sums (n, 1). After Hochreiter and Schmidhuber (1997). Raises ValueError for fewer than 2 steps.

    >>> X, y = adding(3, 10)
    >>> X.shape, y.shape, X[:, :, 1].sum(axis=0).tolist()
    ((10, 3, 2), (3, 1), [2.0, 2.0, 2.0])
    """
    if n < 1 or length < 2:
        raise ValueError(f"adding needs at least one example of 2 steps, not {n} of {length}")
    random, each = np.random.default_rng(seed), np.arange(n)
    X = np.zeros((length, n, 2), np.float32)
    X[:, :, 0] = random.random((length, n))
    first, second = random.integers(0, length // 2, n), random.integers(length // 2, length, n)
    X[first, each, 1] = X[second, each, 1] = 1
    return X, (X[first, each, 0] + X[second, each, 0])[:, None]


def copying(n: int, length: int, seed: Seed = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The copy task: five symbols to keep for `length` steps, then to be written when the signal comes.

    Returns X (length + 10, n, 6), one-hot: four symbols, the blank, the signal; and the symbols (5, n), which
    the last five outputs should be. Raises ValueError for fewer than 1 step.

    >>> X, symbols = copying(1, 3, seed=1)
    >>> X[:, 0].argmax(axis=1).tolist(), symbols[:, 0].tolist()
    ([1, 2, 3, 3, 0, 4, 4, 5, 4, 4, 4, 4, 4], [1, 2, 3, 3, 0])
    """
    if n < 1 or length < 1:
        raise ValueError(f"copying needs at least one example and one step, not {n} of {length}")
    symbols = np.random.default_rng(seed).integers(0, SYMBOLS, (KEPT, n))
    what = np.full((length + 2 * KEPT, n), SYMBOLS)  # blanks
    what[:KEPT], what[KEPT + length - 1] = symbols, SYMBOLS + 1
    return np.eye(SYMBOLS + 2, dtype=np.float32)[what], symbols


TASKS = {"adding": adding, "copying": copying}


@dataclass(frozen=True)
class Remembered:
    """One training: what share of the answer's uncertainty the cell removed; 0 is guessing, 1 is perfect."""

    task: str
    cell: str
    start: str  # "default", or "slow": the keeping gate's bias set for the length
    length: int
    seed: int
    share: float


def remembered() -> list[Remembered]:
    """The stored measurement: every cell on both tasks at lengths 10 to 200, with two seeds.

    Made by ``python -m course_lib.cli.remember``, about 15 minutes on one core.

    >>> sorted({row.length for row in remembered()})
    [10, 20, 50, 100, 200]
    """
    return read_table(Remembered, "memory.csv")
