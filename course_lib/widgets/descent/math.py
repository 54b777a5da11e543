"""Surfaces to walk down, examples that make the gradient noisy, and the walks of `course_lib.optim` on them.

The page computes the same walks in JavaScript; tests hold them equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib import linear, optim
from course_lib.tensor import Parameter
from course_lib.widgets.draws import normals, shuffled, uniforms

Array = NDArray[np.float64]
SURFACES = ("bowl", "valley", "saddle", "rosenbrock", "two_minima", "terraces", "curve", "logistic")
OPTIMISERS = ("fixed", "gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
SCHEDULES = ("constant", "step", "exponential", "inverse", "cosine")
SAMPLING = ("order", "shuffle", "random")
EXAMPLES = 48  # each surface is the mean over so many examples
FARTHEST = 1e9  # a walk that gets so far has left for good
TERRACES = (0.5, 2.5, 6.0)


@dataclass(frozen=True)
class Walk:
    """The settings of a walk: where, how long a step, which examples."""

    surface: str = "valley"
    start: tuple[float, float] = (-2.5, 0.8)
    condition: float = 20.0
    momentum: float = 0.9
    schedule: str = "constant"
    half_life: int = 20
    noise: float = 1.0
    batch: int = EXAMPLES
    sampling: str = "shuffle"
    seed: int = 0
    data: Array = field(default_factory=lambda: np.zeros((0, 3)))  # rows of x1, x2, label

    @property
    def examples(self) -> int:
        """How many examples there are: the points of the data, or the 48 of every other surface."""
        return len(self.data) if self.surface == "logistic" else EXAMPLES

    def loss(self, w: Any) -> float:
        """The loss at w (2,): the mean over all examples."""
        a, b = float(w[0]), float(w[1])
        if self.surface == "logistic":
            return linear.logistic_loss(self.data[:, :2] @ [a, b], self.data[:, 2])
        return _LOSSES[self.surface](a, b, self.condition)

    def gradient(self, w: Any, chosen: NDArray[np.int64] | None = None) -> Array:
        """The gradient at w (2,) over the chosen examples, or over all of them."""
        a, b = float(w[0]), float(w[1])
        if self.surface == "logistic":
            rows = self.data if chosen is None else self.data[chosen]
            y = rows[:, 2]
            pull = -y * linear.sigmoid(-y * (rows[:, 0] * a + rows[:, 1] * b))
            return np.array([np.mean(pull * rows[:, 0]), np.mean(pull * rows[:, 1])])
        slope = np.array(_SLOPES[self.surface](a, b, self.condition))
        if chosen is None or len(chosen) >= self.examples or self.noise == 0:
            return slope
        pulls, total = self.pulls(), np.zeros(2)
        for i in chosen:  # one after another, as the browser adds them
            total = total + pulls[i]
        return slope + self.noise * (total / len(chosen))

    def pulls(self) -> Array:
        """What each example adds to the gradient, in units of the noise: (48, 2), their mean is 0."""
        z = normals(2 * EXAMPLES, self.seed, stream=1).reshape(EXAMPLES, 2)
        if self.surface == "curve":
            z[:, 1] = 0.0
        mean = np.zeros(2)
        for row in z:
            mean = mean + row
        return z - mean / EXAMPLES

    def chosen(self, t: int) -> NDArray[np.int64] | None:
        """The examples of step t (counted from 0), None for all of them."""
        n = self.examples
        if self.batch >= n:
            return None
        if self.sampling == "random":
            return np.floor(uniforms(self.batch, self.seed, stream=1000 + t) * n).astype(np.int64)
        epoch, k = divmod(t, -(-n // self.batch))
        order = np.arange(n) if self.sampling == "order" else shuffled(n, self.seed, stream=100_000 + epoch)
        return order[k * self.batch : (k + 1) * self.batch]


def factor(schedule: str, t: int, half_life: int) -> float:
    """What the learning rate is multiplied with at step t; every schedule has halved it at ``half_life``.

    Example:
        >>> [round(factor(name, 20, 20), 6) for name in SCHEDULES]
        [1.0, 0.5, 0.5, 0.5, 0.5]
    """
    if schedule == "step":
        return float(0.5 ** (t // half_life))
    if schedule == "exponential":
        return float((0.5 ** (1 / half_life)) ** t)
    if schedule == "inverse":
        return 1 / (1 + t / half_life)
    if schedule == "cosine":
        return (1 + math.cos(math.pi * t / (2 * half_life))) / 2 if t < 2 * half_life else 0.0
    return 1.0


def walk(way: Walk, name: str, rate: float, steps: int) -> dict[str, Any]:
    """Take steps with an optimiser of `course_lib.optim`, in float64.

    Args:
        way: surface, start and examples.
        name: one of OPTIMISERS; "fixed" goes ``rate`` far along the steepest descent, whatever the slope.
        rate: the learning rate before the schedule.
        steps: how many steps; fewer are taken when the walk leaves the numbers below 1e9.

    Returns:
        "w" (n + 1, 2), "loss" (n + 1,), "gradient" (n, 2), "rate" (n,), "left": whether it ran away,
        and "memory": what the optimiser remembers after the last step.
    """
    w = Parameter(np.array(way.start, dtype=np.float64), dtype=np.float64)
    stepper = _optimiser(name, w, rate, way.momentum)
    rates = optim.LambdaLR(stepper, lambda t: factor(way.schedule, t, way.half_life))
    places, slopes, used, left = [w.data.copy()], [], [], False
    for t in range(steps):
        w.grad = way.gradient(w.data, way.chosen(t))
        now = rates.get_last_lr()[0]
        with np.errstate(all="ignore"):
            stepper.step()
        if not np.isfinite(w.data).all() or np.abs(w.data).max() > FARTHEST:
            left = True
            break
        rates.step()
        places.append(w.data.copy())
        slopes.append(w.grad)
        used.append(now)
    return {
        "w": np.array(places),
        "loss": np.array([way.loss(p) for p in places]),
        "gradient": np.array(slopes).reshape(-1, 2),
        "rate": np.array(used),
        "left": left,
        "memory": dict(stepper.state.get(w, {})),
    }


class FixedLength(optim.Optimizer):
    """w <- w - lr g / |g|: every step has the length lr, so it never settles closer than about lr."""

    def change(self, w: Array, g: Array, state: dict[str, Any], group: dict[str, Any]) -> Array:
        """One step of fixed length, none where there is no slope."""
        size = math.sqrt(g[0] * g[0] + g[1] * g[1])
        return group["lr"] * (g / size) if size > 0 else np.zeros_like(g)


def _optimiser(name: str, w: Parameter, rate: float, momentum: float) -> optim.Optimizer:
    if name == "fixed":
        return FixedLength([w], lr=rate)
    if name in ("gd", "momentum", "nesterov"):
        mu = 0.0 if name == "gd" else momentum
        return optim.SGD([w], lr=rate, momentum=mu, nesterov=name == "nesterov" and mu > 0)
    made: dict[str, Callable[..., optim.Optimizer]] = {
        "adagrad": optim.Adagrad, "rmsprop": optim.RMSprop, "adam": optim.Adam,
        "adamw": optim.AdamW}  # fmt: skip
    return made[name]([w], lr=rate)


# Losses and their slopes, in arithmetic that a browser repeats to the bit: no powers, no exponentials.


def _terraces(a: float, b: float, _: float) -> float:
    r, total = a * a + b * b, 0.0
    for c in TERRACES:
        u = 6 * (r - c)
        total += 1 + u / math.sqrt(1 + u * u)
    return total / 6


def _terraces_slope(a: float, b: float, _: float) -> tuple[float, float]:
    r, total = a * a + b * b, 0.0
    for c in TERRACES:
        u = 6 * (r - c)
        total += 1 / ((1 + u * u) * math.sqrt(1 + u * u))
    return 2 * a * total, 2 * b * total


_LOSSES: dict[str, Callable[[float, float, float], float]] = {
    "bowl": lambda a, b, k: 0.5 * (a * a + b * b),
    "valley": lambda a, b, k: 0.5 * (a * a + k * b * b),
    "saddle": lambda a, b, k: 0.5 * a * a - 0.5 * b * b + 0.125 * b * b * b * b,
    "rosenbrock": lambda a, b, k: (1 - a) * (1 - a) + 100 * (b - a * a) * (b - a * a),
    "two_minima": lambda a, b, k: 0.25 * (a * a - 1) * (a * a - 1) + 0.1 * a + 0.5 * b * b,
    "terraces": _terraces,
    "curve": lambda a, b, k: 0.5 * a * a,
}
_SLOPES: dict[str, Callable[[float, float, float], tuple[float, float]]] = {
    "bowl": lambda a, b, k: (a, b),
    "valley": lambda a, b, k: (a, k * b),
    "saddle": lambda a, b, k: (a, 0.5 * b * b * b - b),
    "rosenbrock": lambda a, b, k: (-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
    "two_minima": lambda a, b, k: (a * (a * a - 1) + 0.1, b),
    "terraces": _terraces_slope,
    "curve": lambda a, b, k: (a, 0.0),
}
