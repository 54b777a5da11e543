"""Small grey pictures in which something hides, for kernels that are to find it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIDE = 24


@dataclass(frozen=True)
class Hidden:
    """Pictures (N, 24, 24) float64 in grey levels 0 to 255, and where each hides its target (N, 2).

    `at` holds row and column of the target.
    """

    images: NDArray[np.float64]
    at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.at)

    def __repr__(self) -> str:
        return f"Hidden({len(self)} pictures of {SIDE}×{SIDE}, a corner in each)"


def _scene(random: np.random.Generator) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """One picture: light that falls from one side, a rectangle hardly brighter, specks and grain."""
    rows, columns = np.mgrid[:SIDE, :SIDE] / (SIDE - 1) - 0.5
    turn = random.uniform(0, 2 * np.pi)
    light = 0.45 + random.uniform(0.3, 0.5) * (columns * np.cos(turn) + rows * np.sin(turn))
    high, wide = random.integers(7, 12, 2)
    top, left = int(random.integers(4, SIDE - high - 3)), int(random.integers(4, SIDE - wide - 3))
    light[top : top + high, left : left + wide] += random.uniform(0.12, 0.2)
    specks = random.integers(0, SIDE, (6, 2))
    light[specks[:, 0], specks[:, 1]] += 0.2
    light += random.normal(0, 0.04, light.shape)
    return np.rint(255 * light.clip(0, 1)), (top, left)


def hidden_corners(n: int = 100, seed: int = 0) -> Hidden:
    """`n` pictures, each with one rectangle a little brighter than its ground; `at` is its top left corner.

    Light falls from a random side, six bright specks lie about, and every pixel has some grain.
    Raises ValueError for fewer than one picture.

    >>> scenes = hidden_corners(3)
    >>> scenes, scenes.images.shape, scenes.at.shape
    (Hidden(3 pictures of 24×24, a corner in each), (3, 24, 24), (3, 2))
    """
    if n < 1:
        raise ValueError(f"hidden_corners needs at least one picture, not n={n}")
    random = np.random.default_rng(seed)
    made = [_scene(random) for _ in range(n)]
    return Hidden(np.array([image for image, _ in made]), np.array([at for _, at in made]))
