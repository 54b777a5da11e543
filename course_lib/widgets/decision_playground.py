"""Points you drag, and one neuron that divides them: three outputs, their losses, and descent in steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets import neuron_math as neuron
from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.playground_points import checked_points, limits, pair, preset, sent_presets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
OUTPUTS = ("sign", "identity", "sigmoid")
START = (0.5, -0.5, 1.0)
KEPT_STEPS = 400  # the page keeps this many steps to go back to


class DecisionPlayground(Widget):
    """Points of two classes and one neuron, s = w0 + w1 x1 + w2 x2, with a switch for its output.

    Args:
        points: a preset (blobs, line, moons, circles, xor, credit, and, or, xor4) or a pair ``(X, y)``.
        output: "sign" (linear classification), "identity" (linear regression)
            or "sigmoid" (logistic regression).
        learning_rate: 0 to 100.
        direction: "descend" subtracts the gradient; "climb" adds it, as one slide prints it.
        features: "linear", or "quadratic", which adds x1², x2² and x1·x2.
        w: the weights to start from, the bias first.
        n, noise, seed: of the preset, as in ``course_lib.data.points``.
        hide, lock: names of controls: points, output, features, direction, learning_rate, weights, plane,
            surface, playback.

    Raises:
        ValueError: for points, labels or weights that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = DecisionPlayground(points="blobs", output="sigmoid", learning_rate=0.5)
        >>> before = w.result["loss"]
        >>> w.step(20)
        >>> w.result["loss"] < before, w.result["step"]
        (True, 20)
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
        points: str | tuple[ArrayLike, ArrayLike] = "blobs",
        *,
        n: int = 60,
        noise: float | None = None,
        seed: int = 0,
        w: ArrayLike | None = None,
        **options: Any,
    ) -> None:
        super().__init__(_presets=list(sent_presets()), **options)
        start = START if w is None else w
        self._start = pack(self._fitting(start, pad=w is None))
        if isinstance(points, str):
            self._use(preset(points, n, noise, seed))
        else:
            self.set_points(*pair(points))
        self.observe(self._changed, names=["output", "features"])

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
            self._names, self._preset = ["x₁", "x₂", "−1", "+1"], "own"
            self._begin(self.w)

    def _use(self, chosen: dict[str, Any]) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            self._points, self._limits = pack(chosen["rows"]), chosen["limits"]
            self._names, self._preset = chosen["names"], chosen["name"]
            self._begin(self._fitting(unpack(self._start), pad=True))

    @property
    def w(self) -> Array:
        """The weights that are shown, the bias first: (3,), or (6,) with quadratic features."""
        rows = self._rows()
        return rows[min(self._at, len(rows) - 1), 1:].copy() if len(rows) else unpack(self._start)

    @w.setter
    def w(self, w: ArrayLike) -> None:
        self._begin(self._fitting(w))

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

        Raises:
            ValueError: with output "sign", whose loss has no slope, or without points.
            FloatingPointError: if a weight leaves the finite numbers; the last finite weights stay.
        """
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
    def output_value(self) -> Array:
        """What the neuron answers for each point, (N,): -1 or +1, a number, or a probability."""
        F, y = self._inputs()
        return neuron.output_of(_scores(F, self.w), self.output) if len(y) else np.zeros(0)

    @property
    def result(self) -> dict[str, Any]:
        """Weights, loss, gradient (None where there is no slope), accuracy, step and number of points."""
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
        now = self.result
        if not now["points"]:
            return f"a plane without points and one neuron with {self.output} output"
        steps = "1 step" if now["step"] == 1 else f"{now['step']} steps"
        return (
            f"{now['points']} points of two classes, divided by one neuron with {self.output} output; "
            f"after {steps} its loss is {now['loss']:.2f} and {now['accuracy']:.0%} of the points are right"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.playground_figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_points")
    def _check_points(self, proposal: Any) -> bytes:
        rows = unpack(proposal["value"], 3)
        if len(rows):
            checked_points(rows[:, :2], rows[:, 2])
        return bytes(proposal["value"])

    @traitlets.validate("_trace")
    def _check_trace(self, proposal: Any) -> bytes:
        unpack(proposal["value"], 2 + len(neuron.FEATURES[self.features]))
        return bytes(proposal["value"])


def _scores(F: Array, w: Array) -> Array:
    return w[0] + F @ w[1:]
