"""One number that follows another, for linear regression."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Regression:
    """Measurements: x (N,) and y (N,) float64, with names and units for the axes.

    `slope` and `intercept` are the line they were made from, None where they follow no line.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: str
    xlabel: str
    ylabel: str
    slope: float | None
    intercept: float | None

    def __iter__(self) -> Iterator[NDArray]:
        return iter((self.x, self.y))

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return f"Regression({self.kind!r}: {len(self)} measurements of {self.ylabel} against {self.xlabel})"


@dataclass(frozen=True)
class _Trend:
    xlabel: str
    ylabel: str
    low: float
    high: float
    truth: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    noise: float  # a standard deviation in the units of y
    line: tuple[float | None, float | None] = (None, None)  # slope and intercept


_TRENDS = {
    "ice_cream": _Trend(
        "temperature (°C)", "portions sold a day", 12, 34, lambda x: 7.5 * x - 40, 18, (7.5, -40.0)
    ),
    "spring": _Trend("force (N)", "length (cm)", 0, 10, lambda x: 1.8 * x + 12, 0.9, (1.8, 12.0)),
    # One second to react, then v^2 / (2 * 7 m/s^2); v in m/s is v in km/h over 3.6.
    "braking": _Trend(
        "speed (km/h)", "stopping distance (m)", 10, 130, lambda x: x / 3.6 + (x / 3.6) ** 2 / 14, 4
    ),
    "credit": _Trend(
        "years in residence",
        "credit limit (thousand euros)",
        0,
        30,
        lambda x: 20 * (1 - np.exp(-x / 4)),
        1,
    ),
}
TRENDS = tuple(_TRENDS)


def regression(kind: str = "ice_cream", n: int = 60, noise: float | None = None, seed: int = 0) -> Regression:
    """`n` noisy measurements of one number that follows another, the same for the same seed.

    Kinds: ice_cream and spring follow a line; braking and credit (the limits of an invented bank) bend.
    `noise` is the standard deviation in the units of y; None takes a good one for the kind.
    Raises ValueError for an unknown kind, fewer than 2 measurements or a negative noise.

    >>> regression("spring", n=30)
    Regression('spring': 30 measurements of length (cm) against force (N))
    """
    if kind not in _TRENDS:
        raise ValueError(f"there is no regression set {kind!r}: choose one of {', '.join(TRENDS)}")
    if n < 2:
        raise ValueError(f"regression needs at least 2 measurements, not n={n}")
    trend = _TRENDS[kind]
    noise = trend.noise if noise is None else float(noise)
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be 0 or more, not {noise:g}")
    random = np.random.default_rng(seed)
    x = random.uniform(trend.low, trend.high, n)
    y = trend.truth(x) + random.normal(0, 1, n) * noise
    return Regression(x, y, kind, trend.xlabel, trend.ylabel, *trend.line)
