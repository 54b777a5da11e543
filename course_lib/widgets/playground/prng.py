"""Random numbers that a page draws too, bit for bit: mulberry32, a small generator of 32 bits.

Each use has a stream of its own, so that drawing weights does not move the order of the mini-batches.
"""

from __future__ import annotations

from collections.abc import Callable

_MASK = 0xFFFFFFFF
WEIGHTS, ORDER, SPLIT, JITTER = 1, 2, 3, 4


def stream(seed: int, use: int, number: int = 0) -> Callable[[], float]:
    """Return a function that draws numbers from 0 up to 1, the same here and in the page's script.

    Example:
        >>> draw = stream(0, WEIGHTS)
        >>> round(draw(), 6), round(draw(), 6)
        (0.960674, 0.850667)
    """
    state = (seed * 0x9E3779B1 + use * 0x85EBCA6B + number * 0xC2B2AE35) & _MASK

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & _MASK
        t = ((state ^ (state >> 15)) * (state | 1)) & _MASK
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & _MASK)) & _MASK
        return ((t ^ (t >> 14)) & _MASK) / 4294967296

    return draw


def shuffled(n: int, seed: int, epoch: int) -> list[int]:
    """The numbers 0 to n - 1 in the order of an epoch (Fisher and Yates, from the back)."""
    draw, order = stream(seed, ORDER, epoch), list(range(n))
    for i in range(n - 1, 0, -1):
        k = int(draw() * (i + 1))
        order[i], order[k] = order[k], order[i]
    return order


def kept_members(n: int, share: float, seed: int) -> list[int]:
    """The points that are kept for the test: those with the smallest of n drawn numbers."""
    draw = stream(seed, SPLIT)
    ranked = sorted((draw(), i) for i in range(n))
    return sorted(i for _, i in ranked[: int(share * n + 0.5)])


def shifts(n: int, seed: int) -> list[tuple[float, float]]:
    """Shifts of n points, mean 0 and standard deviation 1, bounded by ±3: sums of three uniform numbers."""
    draw = stream(seed, JITTER)

    def one() -> float:
        return (draw() + draw() + draw() - 1.5) * 2.0

    return [(one(), one()) for _ in range(n)]
