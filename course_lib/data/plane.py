"""Sets of points in the plane, in two classes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Sample = tuple[NDArray[np.float64], NDArray[np.bool_]]


@dataclass(frozen=True)
class Points:
    """Points of two classes: X (N, 2) float64 with labels y (N,) int64, -1 and +1.

    `features` names the two columns (with units where there are any), `classes` names -1 and +1.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64]
    kind: str
    features: tuple[str, str] = ("$x_1$", "$x_2$")
    classes: tuple[str, str] = ("−1", "+1")

    @property
    def t(self) -> NDArray[np.int64]:
        """The same labels as 0 and 1."""
        return (self.y + 1) // 2

    def __iter__(self) -> Iterator[NDArray]:
        return iter((self.X, self.y))

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return f"Points({self.kind!r}: {len(self)} points, {int((self.y > 0).sum())} of them +1)"


def _blobs(n: int, noise: float, seed: int) -> Sample:
    from sklearn.datasets import make_blobs

    X, t = make_blobs([n - n // 2, n // 2], 2, centers=[[-1.2, -0.9], [1.2, 0.9]], cluster_std=noise,
                      random_state=seed)  # fmt: skip
    return X, t == 1


def _line(n: int, noise: float, seed: int) -> Sample:
    """Points spread evenly; the class is the side of x1 + 2 x2 = 0.5, blurred by the noise."""
    random = np.random.default_rng(seed)
    X = random.uniform(-3, 3, (n, 2))
    return X, X @ [1.0, 2.0] - 0.5 + random.normal(0, 1, n) * noise > 0


def _xor(n: int, noise: float, seed: int) -> Sample:
    """Four clouds in the corners of a square; +1 where exactly one of x1 and x2 is positive."""
    random = np.random.default_rng(seed)
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])[np.arange(n) % 4]
    return corner * 1.5 + random.normal(0, 1, (n, 2)) * noise, corner[:, 0] != corner[:, 1]


def _circles(n: int, noise: float, seed: int) -> Sample:
    from sklearn.datasets import make_circles

    X, t = make_circles((n - n // 2, n // 2), noise=noise / 2.4, factor=0.45, random_state=seed)
    return X * 2.4, t == 1


def _moons(n: int, noise: float, seed: int) -> Sample:
    from sklearn.datasets import make_moons

    X, t = make_moons((n - n // 2, n // 2), noise=noise / 1.7, random_state=seed)
    return (X - [0.5, 0.25]) * 1.7, t == 1


def _spiral(n: int, noise: float, seed: int) -> Sample:
    """Two arms that wind 1.25 times round the centre."""
    random = np.random.default_rng(seed)
    positive = np.arange(n) % 2 == 1
    along = np.sqrt(random.uniform(0.03, 1, n))
    angle = along * 2.5 * np.pi + np.pi * positive
    arm = np.stack([np.cos(angle), np.sin(angle)], axis=1) * 2.8 * along[:, None]
    return arm + random.normal(0, 1, (n, 2)) * noise, positive


def credit_threshold(years: NDArray[np.float64]) -> NDArray[np.float64]:
    """Income in thousand euros a year at which a bank of our own making starts to lend.

    It falls steeply over the first years of residence and then hardly at all: 20 + 60 e^(-years/4).

    >>> credit_threshold(np.array([0.0, 4.0, 40.0])).round(1).tolist()
    [80.0, 42.1, 20.0]
    """
    return 20 + 60 * np.exp(-np.asarray(years) / 4)


def _credit(n: int, noise: float, seed: int) -> Sample:
    """Applicants whose income lies within 25 thousand euros of what the bank asks for."""
    random = np.random.default_rng(seed)
    years = 30 * random.uniform(0, 1, n) ** 1.5  # more newcomers than settled people
    asked, apart = credit_threshold(years), random.uniform(-1, 1, n)
    income = asked + apart * np.where(apart < 0, np.minimum(asked - 6, 25), 25)  # nobody earns less than 6
    worthy = income + random.normal(0, 1, n) * noise > asked
    return np.stack([years, income], axis=1), worthy


# name: how it is made, its usual noise (a standard deviation in the units of the data)
_MAKERS: dict[str, tuple[Callable[[int, float, int], Sample], float]] = {
    "blobs": (_blobs, 0.8),
    "line": (_line, 0.6),
    "xor": (_xor, 0.5),
    "circles": (_circles, 0.2),
    "moons": (_moons, 0.2),
    "spiral": (_spiral, 0.12),
    "credit": (_credit, 3.0),
}
KINDS = tuple(_MAKERS)


def points(kind: str = "blobs", n: int = 200, noise: float | None = None, seed: int = 0) -> Points:
    """`n` points of two classes in the plane, the same for the same seed.

    Kinds: blobs and line (a line is enough but for the noise), xor, circles, moons, spiral (it is not),
    and credit: years in residence and income of applicants to a bank of our own making.
    All but credit lie around 0, mostly within -3 and 3. `noise` is a standard deviation in the units of X
    (thousand euros of income for credit); None takes a good one for the kind.

    Raises ValueError for an unknown kind, fewer than 2 points or a negative noise.

    >>> points("credit", n=50)
    Points('credit': 50 points, 29 of them +1)
    """
    if kind not in _MAKERS:
        close = difflib.get_close_matches(str(kind), KINDS, 1)
        hint = f", did you mean {close[0]!r}?" if close else ":"
        raise ValueError(f"there is no set of points {kind!r}{hint} Choose one of {', '.join(KINDS)}")
    if n < 2:
        raise ValueError(f"points needs at least 2 points, one of each class, not n={n}")
    make, usual = _MAKERS[kind]
    noise = usual if noise is None else float(noise)
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be 0 or more, not {noise:g}")
    X, positive = make(n, noise, seed)
    order = _shuffled(n, np.random.default_rng(seed))
    X, y = X[order], np.where(positive[order], 1, -1)
    if kind == "credit":
        names = ("years in residence", "income (thousand euros a year)")
        return Points(X, y, kind, names, ("no credit", "credit"))
    return Points(X, y, kind)


def _shuffled(n: int, random: Generator) -> NDArray[np.int64]:
    # Mixed up, so that any first part of the set holds both classes.
    return random.permutation(n)
