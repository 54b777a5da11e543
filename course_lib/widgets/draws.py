"""Random numbers that the browser draws bit for bit alike: a counter, mixed (mulberry32).

Entry k of a stream depends on the seed, the stream and k alone, so NumPy draws them all at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEP = 0x6D2B79F5
MASK = 0xFFFFFFFF


def start_of(seed: int, stream: int) -> int:
    """Where a stream of a seed begins: different streams lie far apart.

    Example:
        >>> start_of(0, 0), start_of(0, 1) != start_of(1, 0)
        (244935500, True)
    """
    mixed = ((seed & MASK) * 0x9E3779B1 + ((stream & MASK) ^ 0x3D3D1B29) * 0x85EBCA6B) & MASK
    mixed ^= mixed >> 15
    mixed = (mixed * 0x2C1B3C6D) & MASK
    return mixed ^ (mixed >> 13)


def uniforms(n: int, seed: int, stream: int = 0, skip: int = 0) -> NDArray[np.float64]:
    """Numbers ``skip`` to ``skip + n`` of a stream, each at least 0 and below 1: (n,) float64.

    Example:
        >>> bool((uniforms(5, seed=1)[2:] == uniforms(3, seed=1, skip=2)).all())
        True
    """
    counter = np.arange(skip + 1, skip + n + 1, dtype=np.uint64)
    a = ((start_of(seed, stream) + counter * np.uint64(STEP)) & np.uint64(MASK)).astype(np.uint32)
    t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
    t = (t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))) ^ t
    return (t ^ (t >> np.uint32(14))).astype(np.float64) / 4294967296.0


def normals(n: int, seed: int, stream: int = 0, skip: int = 0) -> NDArray[np.float64]:
    """Nearly normal numbers, (n,) float64: twelve uniform ones added, less 6; mean 0, variance 1.

    No logarithm takes part, so that two machines agree in every bit.

    Example:
        >>> z = normals(10_000, seed=3)
        >>> bool(abs(z.mean()) < 0.03 and abs(z.std() - 1) < 0.03)
        True
    """
    u = uniforms(12 * n, seed, stream, 12 * skip).reshape(n, 12)
    total = u[:, 0].copy()
    for k in range(1, 12):  # one after another, as the browser adds them
        total += u[:, k]
    return total - 6.0


def shuffled(n: int, seed: int, stream: int = 0) -> NDArray[np.int64]:
    """The numbers 0 to n - 1 in a random order, (n,).

    Example:
        >>> sorted(shuffled(4, seed=2).tolist())
        [0, 1, 2, 3]
    """
    order, u = np.arange(n), uniforms(max(0, n - 1), seed, stream)
    for k, i in enumerate(range(n - 1, 0, -1)):
        j = int(u[k] * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order
