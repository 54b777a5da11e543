"""Activation functions and their slopes: read them at any x, see where they saturate, multiply slopes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from course_lib.widgets.activation import math as act
from course_lib.widgets.base import TOKENS, Choice, Number, WidgetError
from course_lib.widgets.presets import PresetWidget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THREE = ["tanh", "relu", "sigmoid"]
PRESETS: dict[str, dict[str, Any]] = {
    "three": {"title": "tanh, ReLU and sigmoid", "shown": THREE, "focus": "tanh", "x": 1.0,
              "layers": 20, "weight": 1.0, "inputs": "same"},
    "table": {"title": "Sigmoid and its slope from −5 to 5", "shown": ["sigmoid"],
              "focus": "sigmoid", "x": 2.0, "layers": 10, "weight": 1.0, "inputs": "same"},
    "steepest": {"title": "Slopes at their steepest: 1 and 0.25", "shown": ["sigmoid", "tanh"],
                 "focus": "sigmoid", "x": 0.0, "layers": 10, "weight": 1.0, "inputs": "same"},
    "vanishing": {"title": "Forty layers: sigmoid and tanh", "shown": ["sigmoid", "tanh", "relu"],
                  "focus": "sigmoid", "x": 1.0, "layers": 40, "weight": 1.0, "inputs": "fed"},
    "softplus": {"title": "Softplus and its slope, the sigmoid", "shown": ["softplus", "sigmoid", "relu"],
                 "focus": "softplus", "x": 2.0, "layers": 10, "weight": 1.0, "inputs": "same"},
    "threshold": {"title": "Threshold and sigmoid", "shown": ["step", "sign", "sigmoid"], "focus": "step",
                  "x": 0.5, "layers": 5, "weight": 1.0, "inputs": "same"},
    "gate": {"title": "A closed gate: sigmoid at −40", "shown": ["sigmoid"], "focus": "sigmoid", "x": -40.0,
             "layers": 5, "weight": 1.0, "inputs": "same"},
    "ramps": {"title": "The ramp and its smooth relatives", "layers": 10,
              "shown": ["relu", "leaky_relu", "elu", "gelu", "silu"], "focus": "relu", "x": -1.0,
              "weight": 1.0, "inputs": "same"},
}  # fmt: skip


class ActivationExplorer(PresetWidget):
    """Activation functions with their slopes, read at an x that can be moved, and slopes along a chain.

    Args:
        preset: "three", "table", "steepest", "vanishing", "softplus", "threshold", "gate" or "ramps".
        shown: names of functions, in any order: step, sign, identity, sigmoid, tanh, relu, leaky_relu, elu,
            softplus, gelu, silu.
        focus: the function that is read in every digit and shaded where it saturates.
        x: where to read; any finite number.
        threshold: a function counts as saturated where its slope is smaller than this in size, 0 to 1.
        layers: the length of the chain, 1 to 60.
        weight: the weight between two layers of the chain, -10 to 10.
        inputs: "same": every layer of the chain gets the score x; "fed": each that of the one before.
        hide, lock: names of controls: preset, functions, x, threshold, chart, chain, layers, weight, inputs.

    Raises:
        ValueError: for a function that there is none of, or a number out of its range.

    Example:
        >>> w = ActivationExplorer(focus="sigmoid", x=0)
        >>> w.result["value"], w.result["slope"], w.result["from_output"]
        (0.5, 0.25, 0.25)
    """

    _script = "activation_explorer.js"
    _style = "activation_explorer.css"
    controls = ("preset", "functions", "x", "threshold", "chart", "chain", "layers", "weight", "inputs")
    examples = PRESETS
    looking = ("focus",)

    preset = Choice((*PRESETS, "own"), "three").tag(sync=True)
    shown: Any = traitlets.List(traitlets.Unicode(), THREE).tag(sync=True)
    focus = Choice(act.NAMES, "tanh").tag(sync=True)
    x = Number(1.0).tag(sync=True)
    threshold = Number(0.1, low=0, high=1).tag(sync=True)
    layers = traitlets.Int(20).tag(sync=True)
    weight = Number(1.0, low=-10, high=10).tag(sync=True)
    inputs = Choice(("same", "fed"), "same").tag(sync=True)

    def __init__(self, preset: str | None = None, **options: Any) -> None:
        if "shown" in options:
            options["shown"] = _names(options["shown"])
            options.setdefault("focus", options["shown"][0])
        elif "focus" in options:
            first = PRESETS.get("three" if preset is None else preset, PRESETS["three"])["shown"]
            options["shown"] = first if options["focus"] in first else [options["focus"], *first]
        super().__init__(preset, **options)
        self.observe(self._agree, names=["shown", "focus"])

    def _agree(self, change: Any) -> None:
        if change["name"] == "focus" and self.focus not in self.shown:
            self.shown = [self.focus, *self.shown]
        elif change["name"] == "shown" and self.focus not in self.shown:
            self.focus = self.shown[0]

    @property
    def values(self) -> dict[str, float]:
        """f(x) of every function that is shown."""
        return {name: float(act.value(name, self.x)) for name in self.shown}

    @property
    def slopes(self) -> dict[str, float]:
        """f'(x) of every function that is shown; not-a-number at a jump."""
        return {name: float(act.slope(name, self.x)) for name in self.shown}

    def chain(self, name: str | None = None) -> dict[str, NDArray[np.float64]]:
        """Scores, factors and products of the chain, as `activation_math.chain` gives them."""
        return act.chain(name or self.focus, self.x, self.layers, self.weight, self.inputs == "fed")

    @property
    def result(self) -> dict[str, Any]:
        """x, value, slope, from_output (None for GELU and SiLU), saturated, and the chain's product."""
        value, slope = (float(f(self.focus, self.x)) for f in (act.value, act.slope))
        back = act.slope_from_output(self.focus, value)
        return {
            "focus": self.focus,
            "x": self.x,
            "value": value,
            "slope": slope,
            "from_output": None if back is None else float(back),
            "saturated": bool(abs(slope) < self.threshold),
            "product": float(self.chain()["products"][0]),
        }

    @property
    def alt(self) -> str:
        """One sentence: the functions, and what the one in focus gives at x."""
        now, names = self.result, ", ".join(act.TITLES.get(n, n) for n in self.shown)
        focus = act.TITLES.get(self.focus, self.focus)
        return (
            f"activation functions {names} with their slopes; at x = {self.x:g} {focus} gives "
            f"{now['value']:.4g} with slope {now['slope']:.4g}, and through {self.layers} layers the slopes "
            f"multiply to {now['product']:.3g}"
        )

    def _figure(self) -> Figure:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(7.2, 4.2), layout="constrained")
        ax, x = figure.subplots(), np.linspace(-5, 5, 401)
        for k, name in enumerate(self.shown):
            colour = TOKENS["classes"][k % 6]
            ax.plot(x, act.value(name, x), color=colour, lw=2.2, label=f"{act.TITLES.get(name, name)}")
            ax.plot(x, act.slope(name, x), color=colour, lw=1.4, ls="--")
        flat = np.abs(act.slope(self.focus, x)) < self.threshold
        ax.fill_between(
            x, 0, 1, where=flat, transform=ax.get_xaxis_transform(), color=TOKENS["ink"], alpha=0.08
        )
        if abs(self.x) <= 5:
            ax.axvline(self.x, color=TOKENS["ink"], lw=1)
        ax.set(xlim=(-5, 5), ylim=(-1.6, 2.4), xlabel="x", ylabel="f(x), and f'(x) dashed")
        ax.legend(loc="upper left", fontsize=TOKENS["font_size_min"] - 2)
        return figure

    @traitlets.validate("shown")
    def _check_shown(self, proposal: Any) -> list[str]:
        return _names(proposal["value"])

    @traitlets.validate("layers")
    def _check_layers(self, proposal: Any) -> int:
        if not 1 <= proposal["value"] <= 60:
            raise WidgetError(f"layers must lie between 1 and 60, not {proposal['value']}.")
        return int(proposal["value"])


def _names(names: str | Iterable[str]) -> list[str]:
    """The names as a list without repeats, or a sentence that says which functions there are."""
    chosen = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    for name in chosen:
        if name not in act.NAMES:
            raise WidgetError(f"there is no function {name!r}; there are {', '.join(act.NAMES)}.")
    if not chosen:
        raise WidgetError("shown holds no function: name at least one.")
    return chosen
