"""Optimisers side by side on one surface: drag the start and the learning rate, read each term of a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Number, WidgetError, floats, pack, unpack
from course_lib.widgets.descent import math as descent
from course_lib.widgets.descent.presets import PRESETS
from course_lib.widgets.playground.points import checked_points, pair
from course_lib.widgets.presets import PresetWidget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
MOST_STEPS = 500
MOST_POINTS = 200


class DescentExplorer(PresetWidget):
    """Optimisers that walk down one surface together, with every number of every step.

    Args:
        preset: "valley", "settle", "curve", "too_large", "too_small", "noise", "logistic", "minibatch",
            "decay", "saddle", "two_minima", "rosenbrock" or "terraces".
        surface: bowl, valley, saddle, rosenbrock, two_minima, terraces, curve (one weight) or logistic.
        optimisers: names to show: fixed, gd, momentum, nesterov, adagrad, rmsprop, adam, adamw.
        focus: the one whose step is written out and whose learning rate is dragged.
        learning_rate: for all optimisers, above 0 and up to 100.
        rates: learning rates of single optimisers that differ, ``{"adam": 0.1}``.
        momentum: 0 to 0.999, of momentum and Nesterov.
        schedule: constant, step, exponential, inverse or cosine: each halves it after ``half_life`` steps.
        condition: the condition number of the valley, 1 to 100.
        noise: how far the gradients of the 48 examples of a surface lie apart, 0 to 20; their mean is exact.
        batch: how many examples a step sees, 1 to all of them.
        sampling: "order", "shuffle" (without replacement) or "random" (with replacement).
        start: two numbers. step: how many steps are shown, 0 to 500. scale: "linear" or "log" loss axis.
        data: a pair (X, y) for the logistic loss, at most 200 points with labels -1 and +1.
        hide, lock: names of controls: preset, surface, optimisers, learning_rate, schedule, momentum,
            condition, noise, batch, start, terms, chart, playback.

    Raises:
        ValueError: for a name that there is none of, or a number out of its range.

    Example:
        >>> w = DescentExplorer(surface="bowl", optimisers=["gd"], start=(4, 0), learning_rate=0.5, step=2)
        >>> w.path("gd").tolist()
        [[4.0, 0.0], [2.0, 0.0], [1.0, 0.0]]
    """

    _script = "descent_explorer.js"
    _style = "descent_explorer.css"
    controls = ("preset", "surface", "optimisers", "learning_rate", "schedule", "momentum", "condition",
                "noise", "batch", "start", "terms", "chart", "playback")  # fmt: skip
    examples = PRESETS
    looking = ("focus", "step", "scale")

    preset = Choice((*PRESETS, "own"), "valley").tag(sync=True)
    surface = Choice(descent.SURFACES, "valley").tag(sync=True)
    optimisers: Any = traitlets.List(traitlets.Unicode(), ["gd", "momentum", "adam"]).tag(sync=True)
    focus = Choice(descent.OPTIMISERS, "gd").tag(sync=True)
    learning_rate = Number(0.05, low=1e-8, high=100).tag(sync=True)
    rates: Any = traitlets.Dict().tag(sync=True)
    momentum = Number(0.9, low=0, high=0.999).tag(sync=True)
    schedule = Choice(descent.SCHEDULES, "constant").tag(sync=True)
    half_life = traitlets.Int(20).tag(sync=True)
    condition = Number(20.0, low=1, high=100).tag(sync=True)
    noise = Number(1.0, low=0, high=20).tag(sync=True)
    batch = traitlets.Int(descent.EXAMPLES).tag(sync=True)
    sampling = Choice(descent.SAMPLING, "shuffle").tag(sync=True)
    start: Any = traitlets.List(traitlets.Float(), [-2.5, 0.8]).tag(sync=True)
    step = traitlets.Int(30).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    scale = Choice(("linear", "log"), "log").tag(sync=True)

    _data = floats()  # rows of x1, x2, label

    def __init__(
        self, preset: str | None = None, *, data: tuple[ArrayLike, ArrayLike] | None = None, **options: Any
    ) -> None:
        if "optimisers" in options:
            options["optimisers"] = _names(options["optimisers"])
            if options.get("focus") not in options["optimisers"]:
                options["focus"] = options.get("focus", options["optimisers"][0])
        if "start" in options:
            options["start"] = _place(options["start"])
        if data is not None:
            options.setdefault("surface", "logistic")
        if "surface" in options and "start" not in options and options["surface"] in STARTS:
            options["start"] = list(STARTS[options["surface"]])
        super().__init__(preset, _data=pack(_default_data() if data is None else _checked(data)), **options)
        self.observe(self._agree, names=["optimisers", "focus"])
        self._agree(None)

    def _agree(self, change: Any) -> None:
        if self.focus not in self.optimisers:
            if change is not None and change["name"] == "optimisers":
                self.focus = self.optimisers[0]
            else:
                self.optimisers = [*self.optimisers, self.focus]

    # The walks, computed with course_lib.optim

    @property
    def data(self) -> tuple[Array, Array]:
        """The points (N, 2) and labels (N,) of the logistic loss; set both at once with a pair."""
        rows = unpack(self._data, 3)
        return rows[:, :2], rows[:, 2]

    @data.setter
    def data(self, data: tuple[ArrayLike, ArrayLike]) -> None:
        self._data = pack(_checked(data))

    def rate_of(self, name: str) -> float:
        """The learning rate of an optimiser before its schedule."""
        return float(self.rates.get(name, self.learning_rate))

    @property
    def settings(self) -> descent.Walk:
        """Surface, start and examples, as `descent_math` takes them."""
        start = (float(self.start[0]), 0.0 if self.surface == "curve" else float(self.start[1]))
        return descent.Walk(
            self.surface,
            start,
            self.condition,
            self.momentum,
            self.schedule,
            self.half_life,
            self.noise,
            self.batch,
            self.sampling,
            self.seed,
            unpack(self._data, 3),
        )

    def walk(self, name: str | None = None, steps: int | None = None) -> dict[str, Any]:
        """Places, losses, gradients and rates of a walk, as `descent_math.walk` gives them."""
        name = name or self.focus
        if name not in descent.OPTIMISERS:
            raise WidgetError(f"there is no optimiser {name!r}; there are {', '.join(descent.OPTIMISERS)}.")
        return descent.walk(self.settings, name, self.rate_of(name), self.step if steps is None else steps)

    def path(self, name: str | None = None) -> Array:
        """The weights on the way, (steps + 1, 2): row 0 is the start."""
        return np.asarray(self.walk(name)["w"])

    @property
    def losses(self) -> dict[str, float]:
        """The loss that each optimiser has reached."""
        return {name: float(self.walk(name)["loss"][-1]) for name in self.optimisers}

    @property
    def result(self) -> dict[str, Any]:
        """Of the one in focus: step, w (2,), loss, gradient (2,) over all examples, rate; and all losses."""
        walk, settings = self.walk(), self.settings
        return {
            "focus": self.focus,
            "step": len(walk["w"]) - 1,
            "w": walk["w"][-1],
            "loss": float(walk["loss"][-1]),
            "gradient": settings.gradient(walk["w"][-1]),
            "rate": self.rate_of(self.focus) * descent.factor(self.schedule, self.step, self.half_life),
            "left": walk["left"],
            "losses": self.losses,
        }

    @property
    def alt(self) -> str:
        """One sentence: the surface, the optimisers, and what loss each has reached."""
        reached = ", ".join(f"{name} {value:.3g}" for name, value in self.losses.items())
        steps = "1 step" if self.step == 1 else f"{self.step} steps"
        return f"optimisers on the surface {self.surface} from one start; the losses after {steps}: {reached}"

    def _figure(self) -> Figure:
        from course_lib.widgets.descent.figure import draw

        return draw(self)

    # What is allowed

    @traitlets.validate("optimisers")
    def _check_optimisers(self, proposal: Any) -> list[str]:
        return _names(proposal["value"])

    @traitlets.validate("start")
    def _check_start(self, proposal: Any) -> list[float]:
        return _place(proposal["value"])

    @traitlets.validate("rates")
    def _check_rates(self, proposal: Any) -> dict[str, float]:
        rates: Mapping[str, Any] = proposal["value"]
        _names(rates, empty=True)
        for name, rate in rates.items():
            if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 < rate <= 100:
                raise WidgetError(
                    f"the learning rate of {name} must be above 0 and at most 100, not {rate!r}."
                )
        return {name: float(rate) for name, rate in rates.items()}

    @traitlets.validate("step", "half_life", "batch", "seed")
    def _check_count(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, int(proposal["value"])
        low, high = {"step": (0, MOST_STEPS), "half_life": (1, MOST_STEPS), "batch": (1, MOST_POINTS),
                     "seed": (0, 2**31 - 1)}[name]  # fmt: skip
        if not low <= value <= high:
            raise WidgetError(f"{name} must lie between {low} and {high}, not {value}.")
        return value

    @traitlets.validate("_data")
    def _check_data(self, proposal: Any) -> bytes:
        rows = unpack(proposal["value"], 3)
        _checked((rows[:, :2], rows[:, 2]))
        return bytes(proposal["value"])


STARTS = {"bowl": (3, 5), "valley": (-2.5, 0.8), "saddle": (2, 0), "rosenbrock": (-1.5, 2), 
          "two_minima": (1.6, 1), "terraces": (1.7, 1.5), "curve": (5, 0), "logistic": (-1, 3)}  # fmt: skip


def _names(names: str | Iterable[str], empty: bool = False) -> list[str]:
    """The names as a list without repeats, or a sentence that says which optimisers there are."""
    chosen = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    for name in chosen:
        if name not in descent.OPTIMISERS:
            raise WidgetError(f"there is no optimiser {name!r}; there are {', '.join(descent.OPTIMISERS)}.")
    if not chosen and not empty:
        raise WidgetError("optimisers holds no name: show at least one.")
    return chosen


def _place(start: ArrayLike) -> list[float]:
    """The start as two numbers, or a sentence that says what fits."""
    try:
        place = np.asarray(start, dtype=np.float64)
    except (TypeError, ValueError):
        raise WidgetError(f"start must be two numbers, not {start!r}.") from None
    if place.shape != (2,):
        raise WidgetError(f"start has shape {place.shape}, but a place on the surface is two numbers: (2,).")
    if not np.isfinite(place).all() or np.abs(place).max() > 1e6:
        raise WidgetError(f"start must hold finite numbers up to a million in size, not {place.tolist()}.")
    return [float(v) for v in place]


def _checked(data: Any) -> Array:
    rows = checked_points(*pair(data))
    if not 1 <= len(rows) <= MOST_POINTS:
        raise WidgetError(f"data holds {len(rows)} points: between 1 and {MOST_POINTS} are needed.")
    return rows


def _default_data() -> Array:
    """48 points of two classes that overlap, so that the loss has a minimum."""
    from course_lib.data import points

    made = points("blobs", descent.EXAMPLES, 1.3, 3)
    return np.column_stack([np.round(made.X, 3), made.y])
