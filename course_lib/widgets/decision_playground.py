"""Points you drag, and a neuron or a small network that divides them: outputs, losses, descent in steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Number, WidgetError, floats, pack, unpack
from course_lib.widgets.playground import math as network
from course_lib.widgets.playground import neuron
from course_lib.widgets.playground.network import NETWORK_CONTROLS, NetworkMode
from course_lib.widgets.playground.points import NAMES, checked_points, limits, pair, preset, sent_presets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
OUTPUTS = ("sign", "identity", "sigmoid")
START = (0.5, -0.5, 1.0)
KEPT_STEPS = 400  # the page keeps this many steps to go back to


class DecisionPlayground(NetworkMode):
    """Points of two classes and one neuron, s = w0 + w1 x1 + w2 x2, or a network with hidden layers.

    Args:
        points: a preset (blobs, line, moons, circles, xor, spiral, credit, and, or, xor4)
            or a pair ``(X, y)``.
        output: "sign" (linear classification), "identity" (linear regression)
            or "sigmoid" (logistic regression).
        learning_rate: 0 to 100.
        direction: "descend" subtracts the gradient; "climb" adds it, as one slide prints it.
        features: "linear", or "quadratic", which adds x1², x2² and x1·x2.
        w: the weights to start from, the bias first.
        n, noise, seed: of the preset, as in ``course_lib.data.points``; the seed draws the network's
            weights and the order of its mini-batches, too.
        hidden: sizes of up to 3 hidden layers of 1 to 8 units, as (4,) or (8, 4); () is the one neuron. Or a
            network set by hand: "xnor" (sign units on the four corners) or "five" (five units, no bias).
        activation: of the hidden units: "tanh", "relu", "sigmoid" or "sign" (which has no slope to train by).
        batch_size: points in each mini-batch of the network's training; 0 for all of them.
        regularisation, alpha: "none", "L1" or "L2" of the network's weights, and its strength.
        test_share: the share of the points that is kept for the test, 0 to 0.8.
        jitter: how far the preset's points are shaken, 0 to 1.
        hide, lock: names of controls: points, output, features, direction, learning_rate, weights, plane,
            surface, playback, layers; with hidden layers also activation, batch, regularisation, noise,
            split.

    A run is saved with the widget: up to 400 steps of one neuron, or a network's weights and losses.

    Raises:
        ValueError: for points, labels or weights that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = DecisionPlayground(points="blobs", output="sigmoid", learning_rate=0.5)
        >>> before = w.result["loss"]
        >>> w.step(20)
        >>> w.result["loss"] < before, w.result["step"]
        (True, 20)
        >>> net = DecisionPlayground(points="moons", hidden=(4,), learning_rate=1)
        >>> net.step(200)
        >>> net.result["parameters"], net.result["accuracy"] > 0.8, [p.shape for p in net.parameters]
        (17, True, [(4, 2), (4,), (1, 4), (1,)])
    """

    _script = "decision_playground.js"
    _style = "decision_playground.css"
    controls = (
        "points",
        "output",
        "features",
        "direction",
        "learning_rate",
        "weights",
        "plane",
        "surface",
        "playback",
        *NETWORK_CONTROLS,
    )

    output = Choice(OUTPUTS, "sigmoid").tag(sync=True)  # type: ignore[assignment]
    learning_rate = Number(0.1, low=0, high=100).tag(sync=True)
    direction = Choice(("descend", "climb"), "descend").tag(sync=True)
    features = Choice(tuple(neuron.FEATURES), "linear").tag(sync=True)

    _points = floats()  # rows of x1, x2, label
    _start = floats()  # the weights that Reset goes back to
    _trace = floats()  # a row a step: loss, w0, w1, ...
    _at = traitlets.Int(0).tag(sync=True)  # the row that is shown
    _first = traitlets.Int(0).tag(sync=True)  # the step of row 0
    _preset = traitlets.Unicode("own").tag(sync=True)
    _limits = traitlets.List(traitlets.Float()).tag(sync=True)
    _names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        points: str | tuple[ArrayLike, ArrayLike] | None = None,
        *,
        hidden: Any = (),
        n: int | None = None,
        noise: float | None = None,
        seed: int = 0,
        w: ArrayLike | None = None,
        **options: Any,
    ) -> None:
        super().__init__(_presets=list(sent_presets()), _seed=int(seed), **options)
        start = START if w is None else w
        self._start = pack(self._fitting(start, pad=w is None))
        by_hand = hidden if isinstance(hidden, str) and hidden in network.BY_HAND else ""
        if by_hand:
            self._set_by_hand(by_hand)
        else:
            self.hidden = hidden
        if self.hidden and "learning_rate" not in options:
            self.learning_rate = 0.3
        points = ("xor4" if by_hand == "xnor" else "blobs") if points is None else points
        if isinstance(points, str):
            self._use(preset(points, n, noise, seed))
        else:
            self.set_points(*pair(points))
        if by_hand == "xnor" and points == "xor4":
            self.y = -self.y
        self.observe(self._changed, names=["output", "features"])
        self.observe(self._network_changed, names=["hidden", "activation"])
        self.observe(self._shake, names=["jitter"])
        self.observe(self._measure_again, names=["test_share"])

    # Points and weights, read and set from Python

    @property
    def X(self) -> Array:
        """The points, (N, 2)."""
        return unpack(self._points, 3)[:, :2]

    @X.setter
    def X(self, X: ArrayLike) -> None:
        self.set_points(X, self.y)

    @property
    def y(self) -> Array:
        """Their labels, (N,), each -1 or +1."""
        return unpack(self._points, 3)[:, 2]

    @y.setter
    def y(self, y: ArrayLike) -> None:
        self.set_points(self.X, y)

    def set_points(self, X: ArrayLike, y: ArrayLike) -> None:
        """Show other points: X (N, 2) and labels y (N,), each -1 or +1.

        Raises:
            ValueError: if a number is not finite, the shapes do not fit, or the labels are not -1 and +1.
        """
        rows = checked_points(X, y)
        with self.hold_sync(), self.hold_trait_notifications():
            self._points, self._limits = pack(rows), limits(rows[:, :2])
            self._names, self._preset = list(NAMES), "own"
            self._base, self.jitter = b"", 0.0
            self._begin(self._one())
        self._measure_again()

    def _use(self, chosen: dict[str, Any]) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            self._limits, self._base = chosen["limits"], pack(chosen["rows"]) if self.jitter else b""
            self._points = pack(self.shaken(chosen["rows"], self._limits) if self.jitter else chosen["rows"])
            self._names, self._preset = list(chosen["names"]), chosen["name"]
            self._begin(self._fitting(unpack(self._start), pad=True))
        self._measure_again()

    def _shake(self, change: Any) -> None:
        if self.from_page or self._preset == "own":
            return
        calm = unpack(self._base if len(self._base) else self._points, 3)
        with self.hold_sync():
            self._base = pack(calm) if self.jitter else b""
            self._points = pack(self.shaken(calm, self._limits) if self.jitter else calm)
            self._begin(self._one())
            self._measure_again()

    @property
    def parameters(self) -> list[Array]:
        """Weights (out, in) and biases (out,), layer after layer; of one neuron, W (1, inputs) and b (1,).

        Set it to arrays of the same shapes, as those of a model trained elsewhere:
        ``w.parameters = [p.numpy() for p in model.parameters()]``.
        """
        if self.hidden:
            return [part.copy() for pair in network.layers(self._flat(), self.sizes) for part in pair]
        return [self._one()[None, 1:], self._one()[:1]]

    @parameters.setter
    def parameters(self, given: Any) -> None:
        flat = self._checked(given, [p.shape for p in self.parameters])
        if self.hidden:
            self._begin_network(flat)
        else:
            self._begin(np.concatenate([flat[-1:], flat[:-1]]))

    @property
    def w(self) -> Array:
        """The weights that are shown, the bias first: (3,), or (6,) with quadratic features.

        Raises:
            ValueError: with hidden layers, which have ``parameters``.
        """
        if self.hidden:
            raise WidgetError("a network has no single w: read and set w.parameters.")
        return self._one()

    @w.setter
    def w(self, w: ArrayLike) -> None:
        self._begin(self._fitting(w))

    def _one(self) -> Array:
        """The weights of the one neuron."""
        rows = self._rows()
        return rows[min(self._at, len(rows) - 1), 1:].copy() if len(rows) else unpack(self._start)

    def _fitting(self, w: ArrayLike, pad: bool = False) -> Array:
        """The weights as an array of the right length; ``pad`` cuts or fills with zeros, and refuses none."""
        need = 1 + len(neuron.FEATURES[self.features])
        try:
            values = np.asarray(w, dtype=np.float64).ravel()
        except (TypeError, ValueError):
            raise WidgetError(f"w must be {need} numbers, the bias first, not {w!r}.") from None
        if pad:
            values = np.concatenate([values[:need], np.zeros(max(0, need - len(values)))])
        if len(values) != need:
            kind = f"{self.features} features"
            raise WidgetError(
                f"w holds {len(values)} numbers, but with {kind} it holds {need}: the bias first."
            )
        if not np.isfinite(values).all():
            raise WidgetError("w holds a value that is not a finite number.")
        return values

    # Training

    def step(self, n: int = 1) -> None:
        """Take n steps of batch gradient descent (ascent, if ``direction`` is "climb") from these weights.

        With hidden layers a step is one update, on the next mini-batch.

        Raises:
            ValueError: with output "sign", whose loss has no slope, or without points.
            FloatingPointError: if a weight leaves the finite numbers; the last finite weights stay.
        """
        if self.hidden:
            return self._take_steps(n)
        if self.output == "sign":
            raise WidgetError(
                "sign has no slope to follow: its loss, the share of wrong points, is flat. "
                "Choose output='sigmoid' or 'identity'."
            )
        F, y = self._inputs()
        if len(y) == 0:
            raise WidgetError("there are no points to learn from: set w.X and w.y, or choose a preset.")
        uphill = 1.0 if self.direction == "climb" else -1.0
        rows = list(self._rows()[: self._at + 1])
        failed = 0
        for k in range(1, n + 1):
            w = rows[-1][1:]
            with np.errstate(over="ignore", invalid="ignore"):
                new = w + uphill * self.learning_rate * np.asarray(neuron.gradient(F, w, y, self.output))
            if not np.isfinite(new).all() or not np.isfinite(value := self._loss_at(new)):
                failed = k
                break
            rows.append(np.concatenate([[value], new]))
        self._keep(rows)
        if failed:
            raise FloatingPointError(
                f"in step {failed} a weight is no longer a finite number: "
                f"the learning rate {self.learning_rate:g} is too large here, try a tenth of it."
            )

    def reset(self) -> None:
        """Go back to the weights at the start."""
        if self.hidden and len(self._net_start):
            return self._begin_network(unpack(self._net_start))
        self._begin(self._fitting(unpack(self._start), pad=True))

    def _keep(self, rows: Sequence[Array]) -> None:
        surplus = max(0, len(rows) - KEPT_STEPS - 1)
        with self.hold_sync(), self.hold_trait_notifications():
            self._trace, self._at = pack(np.array(rows[surplus:])), len(rows) - 1 - surplus
            self._first += surplus

    def _begin(self, w: Array) -> None:
        """A new run from these weights: its step 0."""
        value = self._loss_at(w)
        with self.hold_sync(), self.hold_trait_notifications():
            self._first = self._at = 0
            self._trace = pack([value, *w])

    def _changed(self, change: Any) -> None:
        if not self.from_page:  # the page has begun its new run itself
            before = change["old"] if change["name"] == "features" else self.features
            rows = unpack(self._trace, 2 + len(neuron.FEATURES[before]))
            self._begin(self._fitting(rows[self._at, 1:], pad=True))
            self._measure_again()

    def _network_changed(self, change: Any) -> None:
        if not self.from_page and self.hidden:
            self._fresh()

    def _measure_again(self, change: Any = None) -> None:
        """A new run of the network where its points or its output changed; its parameters stay."""
        if not self.from_page and self.hidden:
            self._begin_network(self._flat(), start=not len(self._net_start))

    # What it shows

    def _inputs(self) -> tuple[Array, Array]:
        rows = unpack(self._points, 3)
        return neuron.expand(rows[:, :2], self.features), rows[:, 2]

    def _rows(self) -> Array:
        return unpack(self._trace, 2 + len(neuron.FEATURES[self.features]))

    def _loss_at(self, w: Array) -> float:
        F, y = self._inputs()
        with np.errstate(over="ignore", invalid="ignore"):
            try:
                value = neuron.loss(F, w, y, self.output)
            except ValueError:  # a score beyond the finite numbers
                return float("inf")
        return float("nan") if value is None else value

    @property
    def result(self) -> dict[str, Any]:
        """Weights, loss, gradient (None where there is no slope), accuracy, step and number of points.

        With hidden layers: loss and accuracy of the training points and, as "test_loss" and "test_accuracy",
        of those kept for the test; gradient as one flat vector; step, epoch, points, number of parameters.
        """
        if self.hidden:
            return self._network_result()
        F, y = self._inputs()
        w = self.w
        right = float(np.mean(np.where(_scores(F, w) > 0, 1, -1) == y)) if len(y) else None
        return {
            "w": w,
            "loss": neuron.loss(F, w, y, self.output),
            "gradient": neuron.gradient(F, w, y, self.output),
            "accuracy": right,
            "step": self._first + self._at,
            "points": len(y),
        }

    @property
    def alt(self) -> str:
        """One sentence: how many points, which output, which loss after how many steps."""
        if self.hidden:
            return self._network_alt()
        now = self.result
        if not now["points"]:
            return f"a plane without points and one neuron with {self.output} output"
        steps = "1 step" if now["step"] == 1 else f"{now['step']} steps"
        return (
            f"{now['points']} points of two classes, divided by one neuron with {self.output} output; "
            f"after {steps} its loss is {now['loss']:.2f} and {now['accuracy']:.0%} of the points are right"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.playground.figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_points")
    def _check_points(self, proposal: Any) -> bytes:
        rows = unpack(proposal["value"], 3)
        if len(rows):
            checked_points(rows[:, :2], rows[:, 2])
        return bytes(proposal["value"])

    @traitlets.validate("hidden", "features")
    def _check_features(self, proposal: Any) -> Any:
        value = proposal["value"]
        hidden, features = (
            (value, self.features) if proposal["trait"].name == "hidden" else (self.hidden, value)
        )
        if hidden and features != "linear":
            raise WidgetError("a network makes its own features: hidden layers go with features='linear'.")
        return value

    @traitlets.validate("_trace")
    def _check_trace(self, proposal: Any) -> bytes:
        unpack(proposal["value"], 2 + len(neuron.FEATURES[self.features]))
        return bytes(proposal["value"])


def _scores(F: Array, w: Array) -> Array:
    return w[0] + F @ w[1:]
