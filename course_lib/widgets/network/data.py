"""What a network stepper holds: the traits, the weights, the input and the target, set from both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.network import math as net
from course_lib.widgets.network.model import (
    agree,
    checked,
    checked_target,
    checked_vector,
    dashes,
    pairs,
    parameters_of,
    sizes_of,
    split,
)
from course_lib.widgets.network.presets import PRESETS

Array = net.Array
OUTPUTS = (*net.ACTIVATIONS, "softmax")


class NetworkData(Widget):
    """The network of a `NetworkStepper`: its traits and how they are checked."""

    preset = Choice((*PRESETS, "own"), "frames").tag(sync=True)
    activation = Choice(net.ACTIVATIONS, "sigmoid").tag(sync=True)
    output_activation = Choice(OUTPUTS, "sigmoid").tag(sync=True)
    loss = Choice(net.LOSSES, "squared").tag(sync=True)
    learning_rate = Number(0.5, low=0, high=100).tag(sync=True)
    view = Choice(("units", "matrices"), "units").tag(sync=True)
    at = traitlets.Int(-1).tag(sync=True)

    _sizes = traitlets.List(traitlets.Int()).tag(sync=True)
    _params = floats()  # layer by layer: the weights row after row, then the biases
    _start = floats()  # what Reset goes back to after updates
    _x = floats()
    _target = floats()
    _round = traitlets.Int(0).tag(sync=True)  # how many updates were taken
    _units: Any = traitlets.List().tag(sync=True)  # names of the units, layer by layer; [] for x, h, y
    _presets: Any = traitlets.List().tag(sync=True)

    # The network, read and set from Python

    def set_network(
        self,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike] | None = None,
        x: ArrayLike | None = None,
        target: ArrayLike | None = None,
        **kinds: str,
    ) -> None:
        """Show another network; ``kinds`` may give activation, output_activation, loss and view.

        Raises:
            ValueError: for layers that do not fit together or are too large.
        """
        W, b = checked(weights, biases)
        sizes = sizes_of(W)
        kinds = dict(kinds)
        if "output_activation" not in kinds:
            if kinds.get("loss", self.loss) == "cross_entropy":
                kinds["output_activation"] = "softmax"
            elif "activation" in kinds:
                kinds["output_activation"] = kinds["activation"]
        elif kinds["output_activation"] == "softmax":
            kinds.setdefault("loss", "cross_entropy")
        agree(kinds.get("output_activation", self.output_activation), kinds.get("loss", self.loss))
        inputs = checked_vector("x", np.ones(sizes[0]) if x is None else x, sizes[0])
        wanted = checked_target(target, sizes[-1], kinds.get("loss", self.loss))
        with self.hold_sync(), self.hold_trait_notifications():
            self._sizes, self._params = sizes, parameters_of(W, b)
            self._start, self._round, self.at = self._params, 0, -1
            self._x, self._target = pack(inputs), pack(wanted)
            self._units, self.preset = [], "own"
            for name, word in kinds.items():
                setattr(self, name, word)

    def _fit_data(self, x: ArrayLike | None, target: ArrayLike | None) -> None:
        if x is not None:
            self.x = x
        if target is not None:
            self.target = target

    def _load(self, name: str, **kinds: str) -> None:
        chosen = PRESETS[name]
        W, b = checked(chosen["weights"], chosen["biases"])
        preset = {"activation": chosen["activation"], "output_activation": chosen["output"]}
        kinds = {**preset, "loss": chosen["loss"], "view": chosen.get("view", "units"), **kinds}
        if kinds["loss"] == "cross_entropy":
            kinds["output_activation"] = "softmax"
        agree(kinds["output_activation"], kinds["loss"])
        x, target = chosen["examples"][0]
        with self.hold_sync(), self.hold_trait_notifications():
            self._sizes, self._params = sizes_of(W), parameters_of(W, b)
            self._start, self._round = self._params, 0
            self._x, self._target, self._units = pack(x), pack(target), chosen.get("units", [])
            for word, value in kinds.items():
                setattr(self, word, value)
            self.preset = name

    def _preset_set(self, change: Any) -> None:
        if not self.from_page and change["new"] != "own":
            self._load(change["new"])

    def _kinds_set(self, change: Any) -> None:
        """Softmax and cross-entropy go together: choosing or leaving one changes the other."""
        if self.from_page:
            return
        if change["name"] == "loss":
            if (self.loss == "cross_entropy") != (self.output_activation == "softmax"):
                self.output_activation = "softmax" if self.loss == "cross_entropy" else "identity"
        elif (self.loss == "cross_entropy") != (self.output_activation == "softmax"):
            self.loss = "cross_entropy" if self.output_activation == "softmax" else "squared"

    @property
    def weights(self) -> list[Array]:
        """One array a layer, (units, inputs); set them to change the network and keep the rest."""
        return split(unpack(self._params), self._sizes)[0]

    @weights.setter
    def weights(self, weights: Sequence[ArrayLike]) -> None:
        self._change(weights, None)

    @property
    def biases(self) -> list[Array]:
        """One array a layer, (units,)."""
        return split(unpack(self._params), self._sizes)[1]

    @biases.setter
    def biases(self, biases: Sequence[ArrayLike]) -> None:
        self._change(self.weights, biases)

    def _change(self, weights: Sequence[ArrayLike], biases: Sequence[ArrayLike] | None) -> None:
        W, b = checked(weights, biases)
        if biases is None and len(W) == len(self._sizes) - 1:
            b = self.biases
        if sizes_of(W) != list(self._sizes):
            raise WidgetError(
                f"the network has sizes {dashes(self._sizes)}, these weights {dashes(sizes_of(W))}: "
                "call set_network to change its shape."
            )
        with self.hold_sync(), self.hold_trait_notifications():
            self._params = self._start = parameters_of(W, b)
            self._round, self.preset = 0, "own"

    @property
    def x(self) -> Array:
        """The input, (inputs,)."""
        return unpack(self._x)

    @x.setter
    def x(self, x: ArrayLike) -> None:
        self._x = pack(checked_vector("x", x, self._sizes[0]))

    @property
    def target(self) -> Array:
        """The target, (outputs,)."""
        return unpack(self._target)

    @target.setter
    def target(self, target: ArrayLike) -> None:
        self._target = pack(checked_target(target, self._sizes[-1], self.loss))

    # What the page may send

    @traitlets.validate("_params", "_start")
    def _check_params(self, proposal: Any) -> bytes:
        values = unpack(proposal["value"])
        if len(values) and len(values) != sum(pairs(self._sizes)):
            raise WidgetError(f"{len(values)} numbers do not make a {dashes(self._sizes)} network.")
        if not np.isfinite(values).all():
            raise WidgetError("a weight is not a finite number.")
        return bytes(proposal["value"])

    @traitlets.validate("_x", "_target")
    def _check_vector(self, proposal: Any) -> bytes:
        values, end = unpack(proposal["value"]), 0 if proposal["trait"].name == "_x" else -1
        if len(values) and self._sizes:
            checked_vector(proposal["trait"].name[1:], values, self._sizes[end])
        return bytes(proposal["value"])
