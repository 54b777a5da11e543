"""A deep net, once forward and once backward: where the signal and the gradient live, fade or explode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from course_lib.widgets.base import TOKENS, Choice, Number, WidgetError
from course_lib.widgets.flow import math as flow
from course_lib.widgets.presets import PresetWidget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NET = {"variant": "plain", "depth": 20, "width": 64, "scale": 1.0, "layer": 1, "moment": -1}
PRESETS: dict[str, dict[str, Any]] = {
    "slide": {"title": "20 ReLU layers, scaled as on the slide", **_NET, "activation": "relu",
              "init": "slide"},
    "torch": {"title": "20 ReLU layers, PyTorch’s default", **_NET, "activation": "relu", "init": "torch"},
    "he": {"title": "20 ReLU layers, He", **_NET, "activation": "relu", "init": "he"},
    "sigmoid": {"title": "20 sigmoid layers of 30 units", **_NET, "activation": "sigmoid", "init": "slide",
                "width": 30},
    "tanh": {"title": "20 tanh layers of 30 units", **_NET, "activation": "tanh", "init": "slide",
             "width": 30},
    "glorot": {"title": "20 tanh layers, Glorot", **_NET, "activation": "tanh", "init": "glorot"},
    "small": {"title": "Weights too small", **_NET, "activation": "tanh", "init": "small"},
    "large": {"title": "Weights too large: saturated", **_NET, "activation": "tanh", "init": "large"},
    "explode": {"title": "Weights too large: exploding", **_NET, "activation": "relu", "init": "large"},
    "residual": {"title": "PyTorch’s default with shortcuts", **_NET, "activation": "relu", "init": "torch",
                 "variant": "residual"},
    "batch": {"title": "PyTorch’s default, normalised", **_NET, "activation": "relu", "init": "torch",
              "variant": "batch"},
}  # fmt: skip


class GradientFlow(PresetWidget):
    """What each layer of a deep net gives out, and the gradient that comes back to it, while the net changes.

    The net is drawn from a seed; 24 inputs of variance 1 go through, and a gradient of length 1 comes back.
    All biases are 0. The page computes both passes itself, and this class the same with the course's engine.

    Args:
        preset: "slide", "torch", "he", "sigmoid", "tanh", "glorot", "small", "large", "explode", "residual"
            or "batch".
        activation: tanh, relu, sigmoid or linear.
        init: the weights: "slide" (normal, standard deviation 1/sqrt(outputs)), "torch" (uniform within
            1/sqrt(inputs)), "glorot" (uniform, variance 2/(inputs + outputs)), "he" (normal, variance
            2/inputs), "small" (normal, 0.01), "large" (normal, 0.5).
        variant: "plain", "residual" (each layer adds to what it gets), "batch" or "layer" (normalised).
        depth: 1 to 50 layers. width: 4 to 128 units in each.
        scale: multiplies all weights, 0.01 to 10.
        seed: of weights, inputs and the gradient that arrives.
        layer: the one that is read, counted from 1.
        moment: how far the passes are shown: 1 to depth forward, up to 2 depth backward, -1 for both whole.
        hide, lock: names of controls: preset, activation, init, variant, scale, depth, width, seed, layers,
            details, playback.

    Raises:
        ValueError: for a word that there is none of, or a number out of its range.

    Example:
        >>> w = GradientFlow("torch")
        >>> bool(w.result["mean_square"][-1] < 1e-14)  # the signal is gone after 20 layers
        True
    """

    _script = "gradient_flow.js"
    _style = "gradient_flow.css"
    controls = ("preset", "activation", "init", "variant", "scale", "depth", "width", "seed", "layers",
                "details", "playback")  # fmt: skip
    examples = PRESETS
    looking = ("layer", "moment")

    preset = Choice((*PRESETS, "own"), "slide").tag(sync=True)
    activation = Choice(flow.ACTIVATIONS, "relu").tag(sync=True)
    init = Choice(flow.INITS, "slide").tag(sync=True)
    variant = Choice(flow.VARIANTS, "plain").tag(sync=True)
    depth = traitlets.Int(20).tag(sync=True)
    width = traitlets.Int(64).tag(sync=True)
    scale = Number(1.0, low=0.01, high=10).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(1).tag(sync=True)
    moment = traitlets.Int(-1).tag(sync=True)

    def __init__(self, preset: str | None = None, **options: Any) -> None:
        super().__init__(preset, **options)
        self.observe(self._fit, names=["depth"])
        self._fit(None)

    def _fit(self, change: Any) -> None:
        if self.layer > self.depth:
            self.layer = self.depth
        if self.moment > 2 * self.depth:
            self.moment = -1

    @property
    def net(self) -> flow.Net:
        """The settings, as `flow_math` takes them."""
        return flow.Net(
            self.activation, self.init, self.variant, self.depth, self.width, self.scale, self.seed
        )

    @property
    def weights(self) -> NDArray[np.float64]:
        """The weights of all layers, (depth, width, width), a row an output."""
        return flow.weights(self.net)

    def passes(self) -> dict[str, NDArray[np.float64]]:
        """What each layer gives out and the gradient it gets, as `flow_math.passes` computes them."""
        return flow.passes(self.net)

    @property
    def result(self) -> dict[str, Any]:
        """The numbers of each layer, (depth,) each, and which layer is read.

        mean, std, mean_square, saturated, dead, gradient (its length), gradient_std, weight_gradient, layer.
        """
        found = self.passes()
        numbers = flow.described(self.net, found["activations"], found["gradients"])
        return {**numbers, "weight_gradient": found["weight_gradients"], "layer": self.layer}

    @property
    def alt(self) -> str:
        """One sentence: the net, the signal at its end and the gradient at its beginning."""
        now = self.result
        variant = "" if self.variant == "plain" else f" ({self.variant})"
        return (
            f"{self.depth} {self.activation} layers of {self.width} units{variant}, weights {self.init}; "
            f"the last layer's outputs have a standard deviation of {now['std'][-1]:.2g}, and of a gradient "
            f"of length 1 at the end {now['gradient'][0]:.2g} reaches the first layer"
        )

    def _figure(self) -> Figure:
        from matplotlib.figure import Figure

        now = self.result
        figure = Figure(figsize=(7.2, 4.0), layout="constrained")
        ax, layers = figure.subplots(), np.arange(1, self.depth + 1)
        shown = {"std of the outputs": (now["std"], TOKENS["ink"], "o"),
                 "length of the gradient": (now["gradient"], TOKENS["gradient"], "<")}  # fmt: skip
        for label, (values, colour, mark) in shown.items():
            ax.plot(
                layers, np.where(values > 0, values, np.nan), color=colour, marker=mark, ms=4, label=label
            )
        ax.set_yscale("log")
        ax.set(xlabel="layer (data to the right, gradient to the left)", ylabel="powers of ten")
        ax.legend(fontsize=TOKENS["font_size_min"] - 2)
        return figure

    @traitlets.validate("depth", "width", "layer", "moment", "seed")
    def _check_count(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, int(proposal["value"])
        low, high = {"depth": (1, 50), "width": (4, 128), "layer": (1, 50), "moment": (-1, 100),
                     "seed": (0, 2**31 - 1)}[name]  # fmt: skip
        if not low <= value <= high:
            raise WidgetError(f"{name} must lie between {low} and {high}, not {value}.")
        return value
