"""Backpropagation by hand: a small network, every z, a, delta and gradient written out with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.widgets.base import WidgetError
from course_lib.widgets.network import math as net
from course_lib.widgets.network.data import NetworkData
from course_lib.widgets.network.model import (
    dashes,
    parameters_of,
    read_model,
)
from course_lib.widgets.network.presets import sent_presets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = net.Array


class NetworkStepper(NetworkData):
    """A layered network, stepped forward unit by unit, backward delta by delta, then updated.

    Every step is written out with its numbers; a finite difference stands beside each gradient. Weights are
    stored as in ``nn.Linear``: (units, inputs), z = W a + b, and the gradient of W is the outer product delta
    a^T.

    Args:
        model: an ``nn.Sequential`` of ``Linear`` layers with one kind of activation, or a preset: frames,
            xnor, five, matrices, delta, hand, softmax.
        weights: one array a layer, (units, inputs); up to three layers, up to four units in each.
        biases: one array a layer, (units,); zeros by default.
        x: the input, (inputs,); 1, 1, ... by default.
        target: what the output should be, (outputs,), or a class number for cross-entropy; zeros by default.
        activation: of the hidden units: sigmoid, tanh, relu, identity or step.
        output_activation: of the last layer; the same by default, "softmax" for cross-entropy.
        loss: "squared" (the sum of squared errors), "cross_entropy", or "score" (the output itself).
        learning_rate: of the update, 0 to 100.
        view: "units" or "matrices".
        at: the step that is shown; -1 stands for the last.
        hide, lock: names of controls: preset, view, activation, loss, learning_rate, network, values, update,
            playback, backward. Without "backward" there is the forward pass alone: no loss, deltas, updates.

    Raises:
        ValueError: for arrays or a model that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = NetworkStepper(weights=[[[1, 2, 3]]], x=[0.1, 0.15, 0.2], target=[1], activation="sigmoid")
        >>> w.result["z"][0], w.result["gradients"]["W"][0].round(4)
        (array([1.]), array([[-0.0106, -0.0159, -0.0212]]))
        >>> before = w.result["loss"]
        >>> w.update(10)
        >>> w.result["loss"] < before
        True
    """

    _script = "network_stepper.js"
    _style = "network_stepper.css"
    controls = (
        "preset",
        "view",
        "activation",
        "loss",
        "learning_rate",
        "network",
        "values",
        "update",
        "playback",
        "backward",
    )

    def __init__(
        self,
        model: Any = None,
        *,
        weights: Sequence[ArrayLike] | None = None,
        biases: Sequence[ArrayLike] | None = None,
        x: ArrayLike | None = None,
        target: ArrayLike | None = None,
        preset: str = "frames",
        **options: Any,
    ) -> None:
        own: dict[str, str] = {
            name: options.pop(name)
            for name in ("activation", "output_activation", "loss", "view")
            if name in options
        }
        super().__init__(_presets=list(sent_presets()), **options)
        if not self.learns:
            self._hide = sorted({*self._hide, "loss", "learning_rate", "update"})
        if weights is None and biases is not None:
            raise WidgetError("biases go with weights: give both.")
        if model is None and weights is None:
            name = self.traits()["preset"].validate(self, preset)
            if name == "own":
                raise WidgetError('preset "own" stands for a network of yours: give its weights or a model.')
            self._load(name, **own)
            self._fit_data(x, target)
        elif isinstance(model, str):
            self._load(self.traits()["preset"].validate(self, model), **own)
            self._fit_data(x, target)
        elif model is not None:
            if weights is not None or biases is not None:
                raise WidgetError("give a model or weights, not both.")
            weights, biases, found = read_model(model, own.get("loss", "squared"))
            self.set_network(weights, biases, x, target, **{**found, **own})
        else:
            self.set_network([] if weights is None else weights, biases, x, target, **own)
        self.observe(self._preset_set, names="preset")
        self.observe(self._kinds_set, names=["loss", "output_activation"])

    # Training

    def update(self, n: int = 1) -> None:
        """Take n steps of gradient descent on this one example.

        Raises:
            FloatingPointError: if a weight leaves the finite numbers; the last finite weights stay.
        """
        for k in range(n):
            done = self._pass()
            W = [w - self.learning_rate * g for w, g in zip(self.weights, done.dW, strict=True)]
            b = [w - self.learning_rate * g for w, g in zip(self.biases, done.db, strict=True)]
            if not all(np.isfinite(array).all() for array in (*W, *b)):
                raise FloatingPointError(
                    f"in update {k + 1} a weight is no longer a finite number: the learning rate "
                    f"{self.learning_rate:g} is too large here, try a tenth of it."
                )
            with self.hold_sync():
                self._params, self._round = parameters_of(W, b), self._round + 1

    def reset(self) -> None:
        """Go back to the weights before the updates."""
        with self.hold_sync():
            self._params, self._round = self._start, 0

    # What it shows

    def _pass(self) -> net.Pass:
        W, b = self.weights, self.biases
        done = net.forward(W, b, self.x, self.activation, self.output_activation)
        return net.backward(done, W, self.target, self.activation, self.output_activation, self.loss)

    def _measure(self, W: Sequence[Array], b: Sequence[Array]) -> float:
        done = net.forward(W, b, self.x, self.activation, self.output_activation)
        return net.loss_of(done.a[-1], done.z[-1], self.target, self.loss)

    @property
    def learns(self) -> bool:
        """Whether there is more than the forward pass: "backward" is not hidden."""
        return "backward" not in self._hide

    @property
    def steps(self) -> int:
        """The number of the last step: units, softmax; then loss, deltas, outer products, updates."""
        units, layers = sum(self._sizes[1:]), len(self._sizes) - 1
        if not self.learns:
            return units + (self.output_activation == "softmax")
        return 2 * units + (self.output_activation == "softmax") + 1 + 2 * layers

    @property
    def result(self) -> dict[str, Any]:
        """Every z, a, delta and gradient, finite differences, new weights, the loss, the step shown."""
        done = self._pass()
        dW, db = net.finite_differences(self.weights, self.biases, self._measure)
        eta = self.learning_rate
        return {
            "x": self.x,
            "z": done.z,
            "a": done.a[1:],
            "output": done.a[-1],
            "loss": done.loss,
            "deltas": done.delta,
            "gradients": {"W": done.dW, "b": done.db},
            "finite_differences": {"W": dW, "b": db},
            "updated": {
                "W": [w - eta * g for w, g in zip(self.weights, done.dW, strict=True)],
                "b": [w - eta * g for w, g in zip(self.biases, done.db, strict=True)],
            },
            "updates": self._round,
            "step": self.steps if self.at < 0 else min(self.at, self.steps),
            "steps": self.steps,
        }

    @property
    def alt(self) -> str:
        """One sentence: the sizes, the activation, the output and the loss."""
        done = self._pass()
        answer = ", ".join(f"{v:.4g}" for v in done.a[-1])
        kind = {"squared": "squared error", "cross_entropy": "cross-entropy", "score": "score"}[self.loss]
        text = (
            f"a {dashes(self._sizes)} network with {self.activation} units, left to right; for this input "
            f"it answers {answer}"
        )
        if not self.learns:
            return text
        return f"{text}, its {kind} is {done.loss:.4g}, and a delta flows back to each unit"

    def _figure(self) -> Figure:
        from course_lib.widgets.network.figure import draw

        return draw(self)
