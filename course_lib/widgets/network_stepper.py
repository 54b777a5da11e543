"""Backpropagation by hand: a small network whose every z, a, delta and gradient is written out with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets import network_math as net
from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.network_model import checked, pairs, parameters_of, read_model, sizes_of, split
from course_lib.widgets.network_presets import PRESETS, sent_presets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = net.Array
OUTPUTS = (*net.ACTIVATIONS, "softmax")


class NetworkStepper(Widget):
    """A layered network, stepped forward unit by unit, backward delta by delta, then updated.

    Every step is written out with its numbers; a finite difference stands beside each gradient. Weights are stored as
    in ``nn.Linear``: (units, inputs), z = W a + b, and the gradient of W is the outer product delta a^T.

    Args:
        model: an ``nn.Sequential`` of ``Linear`` layers with one kind of activation, or a preset: frames, xnor, five,
            matrices, delta, hand, softmax.
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
        hide, lock: names of controls: preset, view, activation, loss, learning_rate, network, values, update, playback.

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
    controls = ("preset", "view", "activation", "loss", "learning_rate", "network", "values", "update", "playback")

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
        own = {name: options.pop(name) for name in ("activation", "output_activation", "loss", "view") if name in options}
        super().__init__(_presets=list(sent_presets()), **options)
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
            self.set_network(weights or [], biases, x, target, **own)
        self.observe(self._preset_set, names="preset")
        self.observe(self._kinds_set, names=["loss", "output_activation"])

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
        _agree(kinds.get("output_activation", self.output_activation), kinds.get("loss", self.loss))
        inputs = checked_vector("x", np.ones(sizes[0]) if x is None else x, sizes[0])
        wanted = _target(target, sizes[-1], kinds.get("loss", self.loss))
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
        kinds = {"activation": chosen["activation"], "output_activation": chosen["output"], "loss": chosen["loss"],
                 "view": chosen.get("view", "units"), **kinds}  # fmt: skip
        if kinds["loss"] == "cross_entropy":
            kinds["output_activation"] = "softmax"
        _agree(kinds["output_activation"], kinds["loss"])
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
                f"the network has sizes {_dashes(self._sizes)}, these weights {_dashes(sizes_of(W))}: "
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
        self._target = pack(_target(target, self._sizes[-1], self.loss))

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
    def steps(self) -> int:
        """The number of the last step: a unit each forward, the loss, a delta each backward, outer products, updates."""
        units, layers = sum(self._sizes[1:]), len(self._sizes) - 1
        return 2 * units + (self.output_activation == "softmax") + 1 + 2 * layers

    @property
    def result(self) -> dict[str, Any]:
        """Every z, a, delta and gradient, finite differences, updated weights, the loss, and the step shown."""
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
        return (
            f"a {_dashes(self._sizes)} network with {self.activation} units, left to right; for this input it answers "
            f"{answer}, its {kind} is {done.loss:.4g}, and a delta flows back to each unit"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.network_figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_params", "_start")
    def _check_params(self, proposal: Any) -> bytes:
        values = unpack(proposal["value"])
        if len(values) and len(values) != sum(pairs(self._sizes)):
            raise WidgetError(f"{len(values)} numbers do not make a {_dashes(self._sizes)} network.")
        if not np.isfinite(values).all():
            raise WidgetError("a weight is not a finite number.")
        return bytes(proposal["value"])

    @traitlets.validate("_x", "_target")
    def _check_vector(self, proposal: Any) -> bytes:
        values, end = unpack(proposal["value"]), 0 if proposal["trait"].name == "_x" else -1
        if len(values) and self._sizes:
            checked_vector(proposal["trait"].name[1:], values, self._sizes[end])
        return bytes(proposal["value"])


def checked_vector(name: str, values: ArrayLike, n: int) -> Array:
    """The numbers as (n,), or a sentence that says what would fit."""
    try:
        vector = np.asarray(values, np.float64).ravel()
    except (TypeError, ValueError):
        raise WidgetError(f"{name} must be {n} numbers, not {values!r:.60}.") from None
    if vector.shape != (n,):
        raise WidgetError(f"{name} has shape {np.shape(values)}, but this network needs {n} numbers: ({n},).")
    if not np.isfinite(vector).all() or np.abs(vector).max() > 1e6:
        raise WidgetError(f"{name} holds a value that is not a number between -1e6 and 1e6.")
    return vector


def _target(target: Any, n: int, loss: str) -> Array:
    if loss == "cross_entropy" and (target is None or (np.ndim(target) == 0 and n > 1)):
        k = 0 if target is None else target
        if isinstance(k, (bool, float)) or not hasattr(k, "__index__") or not 0 <= int(k) < n:
            raise WidgetError(f"target must be a class from 0 to {n - 1} or {n} probabilities, not {target!r:.60}.")
        return np.eye(n)[int(k)]
    return checked_vector("target", np.zeros(n) if target is None else target, n)


def _agree(output: str, loss: str) -> None:
    if (output == "softmax") != (loss == "cross_entropy"):
        raise WidgetError(
            f"output_activation={output!r} and loss={loss!r} do not go together: softmax goes with cross_entropy, "
            "the other activations with squared or score."
        )


def _dashes(sizes: Sequence[int]) -> str:
    return "-".join(map(str, sizes))
