"""A second set of drawn shapes: crosses, rings, diamonds, moons; and how borrowed features serve on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_lib.data.table import read_table

SYMBOLS = ("cross", "ring", "diamond", "moon")


def symbols(n: int, seed: int = 0, size: int = 48) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Pictures (n, 3, size, size) in [0, 1] of one symbol each, and labels (n,), places in `SYMBOLS`.

    Symbols stand anywhere, in any colour, on paper with noise. Raises ValueError for n below 1.

    >>> images, labels = symbols(5)
    >>> images.shape, images.dtype, [SYMBOLS[k] for k in labels[:2]]
    ((5, 3, 48, 48), dtype('float32'), ['moon', 'diamond'])
    """
    if n < 1 or size < 16:
        raise ValueError(f"symbols needs n of 1 or more and a size of 16 or more, not n={n}, size={size}")
    random, (row, column) = np.random.default_rng(seed), np.mgrid[:size, :size] + 0.5
    images, labels = np.empty((n, 3, size, size)), random.integers(0, len(SYMBOLS), n)
    for image, label in zip(images, labels, strict=True):
        r = size * random.uniform(0.135, 0.2)  # half its width, about as the shapes of `scenes`
        x, y = random.uniform(r + 1, size - r - 1, 2)
        u, v = (column - x) / r, (row - y) / r
        away, small, large = np.hypot(u, v), np.minimum(abs(u), abs(v)), np.maximum(abs(u), abs(v))
        inside = (
            (small < 0.3) & (large < 0.9),
            (away < 1) & (away > 0.55),
            abs(u) + abs(v) < 1,
            (away < 1) & (np.hypot(u - 0.5, v) > 0.8),
        )[label]
        image[:] = 0.9 + inside * (random.uniform(0, 0.9, 3)[:, None, None] - 0.9)
    images += random.normal(0, 0.02, images.shape)
    return images.clip(0, 1).astype(np.float32), labels


@dataclass(frozen=True)
class Borrowed:
    """One training: `way` ("scratch", "frozen", "tuned"), labelled pictures a symbol, seed, share right."""

    way: str
    labels: int
    seed: int
    share: float


def borrowed() -> list[Borrowed]:
    """The stored measurement: three ways to learn the symbols, 2 to 100 labels of each.

    Made by ``python -m course_lib.cli.borrow``, about seven minutes on one core.

    >>> sorted({row.way for row in borrowed()})
    ['frozen', 'scratch', 'tuned']
    """
    return read_table(Borrowed, "borrowed.csv")
