"""One neuron, f(w1 x1 + w2 x2 + b): the point in weight space and the function it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.neuron import rules
from course_lib.widgets.neuron.presets import PRESETS, checked_examples, preset, sent_presets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
LANDSCAPES = ("functions", "error", "decay", "none")
KEPT_STEPS = 400
LARGEST = 1e6


class NeuronExplorer(Widget):
    """A neuron with one to three inputs: move its point in weight space and watch its function.

    Args:
        preset: "training" (labelled points), "decay" (points that a line divides), "tour" (ten points of
            weight space), "threshold" (one input), or a gate: "and", "or", "not", "majority", "xor".
        points: a pair ``(X, t)`` of your own in place of the preset's: X (N, 1 to 3), targets t (N,) 0 or 1.
        w: the weights to start from, (1 to 3,).
        b: the bias to start from.
        activation: "step", "sigmoid", "tanh", "relu" or "identity". With the step, training is the perceptron
            rule, one example at a time; with the others, gradient descent over all examples at once.
        learning_rate: eta, 0 to 100.
        alpha: the strength of weight decay, alpha / 2 times the sum of the squared weights, 0 to 10.
        landscape: what lies under the weights: "functions" (small pictures of ten neurons), "error" (the
            summed error over the weights), "decay" (the error with the penalty), "none".
        hide, lock: names of controls: preset, activation, weights, landscape, alpha, learning_rate,
            targets, playback.

    A run is saved with the widget, up to its last 400 steps (about 25 KB).

    Raises:
        ValueError: for points, targets, weights or settings that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = NeuronExplorer(preset="and")
        >>> w.train()
        'converged'
        >>> w.result["right"], w.w.tolist(), w.b
        (4, [2.0, 1.0], -2.0)
    """

    _script = "neuron_explorer.js"
    _style = "neuron_explorer.css"
    controls = (
        "preset",
        "activation",
        "weights",
        "landscape",
        "alpha",
        "learning_rate",
        "targets",
        "playback",
    )

    activation = Choice(rules.ACTIVATIONS, "sigmoid").tag(sync=True)
    learning_rate = Number(0.1, low=0, high=100).tag(sync=True)
    alpha = Number(0.0, low=0, high=10).tag(sync=True)
    landscape = Choice(LANDSCAPES, "error").tag(sync=True)

    _preset = traitlets.Unicode("own").tag(sync=True)
    _inputs = traitlets.Int(2, min=1, max=3).tag(sync=True)
    _points = floats()  # rows of the inputs and the target
    _start = floats()  # bias and weights that Reset goes back to
    _trace = floats()  # a row a step: example (-1 for all), output, then bias and weights
    _at = traitlets.Int(0, min=0).tag(sync=True)
    _first = traitlets.Int(0, min=0).tag(sync=True)
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        preset: str = "training",
        *,
        points: tuple[ArrayLike, ArrayLike] | None = None,
        w: ArrayLike | None = None,
        b: float | None = None,
        **options: Any,
    ) -> None:
        super().__init__(_presets=sent_presets(), **options)
        self._open(preset, keep=options)
        if points is not None:
            try:
                X, t = points
            except (TypeError, ValueError):
                raise WidgetError(
                    "points must be a pair (X, t): inputs (N, 1 to 3) and targets (N,)."
                ) from None
            self.set_points(X, t)
        if w is not None or b is not None:
            start = self._fitting(self.w if w is None else w, self.b if b is None else b)
            self._start = pack(start)
            self._begin(start)
        self.observe(self._changed, names=["activation", "learning_rate", "alpha"])

    def _open(self, name: Any, keep: Any = ()) -> None:
        if name not in PRESETS:
            raise WidgetError(f"preset must be one of {', '.join(map(repr, PRESETS))}, not {name!r}.")
        made = preset(name)
        with self.hold_sync(), self.hold_trait_notifications():
            self._preset, self._inputs, self._points = name, made["inputs"], pack(made["rows"])
            self._start = pack(made["start"])
            for trait, key in (
                ("activation", "activation"),
                ("learning_rate", "rate"),
                ("landscape", "landscape"),
            ):
                if trait not in keep:
                    setattr(self, trait, made[key])
            self._begin(np.array(made["start"]))

    # Read and set from Python

    @property
    def preset(self) -> str:
        """The name of the preset, or "own" once its points are yours; set it to open another."""
        return str(self._preset)

    @preset.setter
    def preset(self, name: str) -> None:
        self._open(name)

    @property
    def w(self) -> Array:
        """The weights, (inputs,)."""
        return self._p()[1:]

    @w.setter
    def w(self, w: ArrayLike) -> None:
        self._begin(self._fitting(w, self.b))

    @property
    def b(self) -> float:
        """The bias."""
        return float(self._p()[0])

    @b.setter
    def b(self, b: float) -> None:
        self._begin(self._fitting(self.w, b))

    @property
    def X(self) -> Array:
        """The inputs of the examples, (N, inputs)."""
        return self._rows()[:, :-1]

    @property
    def t(self) -> Array:
        """The targets of the examples, (N,), each 0 or 1."""
        return self._rows()[:, -1]

    def set_points(self, X: ArrayLike, t: ArrayLike) -> None:
        """Show other examples: X (N, 1 to 3) and targets t (N,), each 0 or 1; the weights that fit stay.

        Raises:
            ValueError: if a number is not finite, the shapes do not fit, or the targets are not 0 and 1.
        """
        rows = checked_examples(X, t)
        inputs = rows.shape[1] - 1
        p = np.concatenate([self._p(), np.zeros(3)])[: inputs + 1]
        with self.hold_sync(), self.hold_trait_notifications():
            self._inputs, self._points, self._preset = inputs, pack(rows), "own"
            self._start = pack(p)
            self._begin(p)

    def _fitting(self, w: ArrayLike, b: Any) -> Array:
        try:
            values = np.concatenate(
                [np.asarray(b, dtype=np.float64).ravel(), np.asarray(w, dtype=np.float64).ravel()]
            )
        except (TypeError, ValueError):
            raise WidgetError(f"w must be {self._inputs} numbers and b one, not {w!r} and {b!r}.") from None
        if len(values) != self._inputs + 1 or np.size(b) != 1:
            raise WidgetError(
                f"w has shape {np.shape(w)} and b {np.shape(b)}, but this neuron has {self._inputs} "
                f"input{'s' * (self._inputs > 1)}: w ({self._inputs},) and one number b."
            )
        if not np.isfinite(values).all() or np.abs(values).max() > LARGEST:
            raise WidgetError(f"w and b must be finite and within ±{LARGEST:g}.")
        return values

    # Training

    def step(self, n: int = 1) -> None:
        """Take n steps: of the perceptron rule (step), an example each, or of gradient descent over all.

        Raises:
            ValueError: without examples.
            FloatingPointError: if a weight grows beyond a million; the last weights stay.
        """
        rows = self._rows()
        if not len(rows):
            raise WidgetError(
                "there are no examples to learn from: choose a preset with points, or set_points."
            )
        trace = [row.tolist() for row in self._steps()[: self._at + 1]]
        first, failed = self._first, False
        for _ in range(n):
            p, done = trace[-1][2:], first + len(trace) - 1
            if self.activation == "step":
                i = done % len(rows)
                y, new = rules.perceptron(p, rows[i], self.learning_rate)
            else:
                i, y, slope = -1, 0.0, rules.gradient(p, rows, self.activation, self.alpha)
                new = [v - self.learning_rate * float(g) for v, g in zip(p, np.asarray(slope), strict=True)]
            failed = not np.isfinite(new).all() or bool(np.abs(new).max() > LARGEST)
            if failed:
                break
            trace.append([i, y, *new])
            if len(trace) > KEPT_STEPS + 1:
                trace.pop(0)
                first += 1
        with self.hold_sync(), self.hold_trait_notifications():  # one message to the page, however many steps
            self._first, self._trace, self._at = first, pack(trace), len(trace) - 1
        if failed:
            raise FloatingPointError(
                f"a weight grows beyond {LARGEST:g}: the learning rate {self.learning_rate:g} is too large."
            )

    def train(self, most: int = 1000) -> str:
        """Step until the perceptron rule has converged or cycles, at most ``most`` steps; return which."""
        with self.hold_sync():
            for _ in range(most):
                self.step()
                if self._verdict()[0]:
                    break
        return self._verdict()[0]

    def reset(self) -> None:
        """Go back to the weights at the start."""
        self._begin(unpack(self._start))

    def _begin(self, p: Array) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            self._first = self._at = 0
            self._trace = pack([-1.0, 0.0, *p])

    def _changed(self, change: Any) -> None:
        if not self.from_page:
            self._begin(self._p())

    # What it shows

    def _rows(self) -> Array:
        return unpack(self._points, self._inputs + 1)

    def _steps(self) -> Array:
        return unpack(self._trace, self._inputs + 3)

    def _p(self) -> Array:
        steps = self._steps()
        return steps[min(self._at, len(steps) - 1), 2:].copy()

    def _verdict(self) -> tuple[str, int, int]:
        if self.activation != "step":
            return "", 0, 0
        return rules.verdict(self._steps()[: self._at + 1], self._first, len(self._rows()))

    @property
    def outputs(self) -> Array:
        """The neuron's answer to each example, (N,)."""
        p = self._p()
        return np.array([rules.activate(rules.score(p, row), self.activation) for row in self._rows()])

    @property
    def result(self) -> dict[str, Any]:
        """Weights, bias, scores and outputs of the examples, how many are right, errors, step, verdict.

        "error" is the sum over the examples (wrong ones, surprise or half squares), "penalty" the weight
        decay, "objective" their sum; "verdict" is "converged", "cycles" or "".
        """
        p, rows = self._p(), self._rows()
        a = np.array([rules.score(p, row) for row in rows])
        wrong, decay = rules.error(p, rows, self.activation), rules.penalty(p, self.alpha)
        return {
            "w": p[1:],
            "b": float(p[0]),
            "scores": a,
            "outputs": self.outputs,
            "right": int(((a > 0) == (self.t == 1)).sum()),
            "error": wrong,
            "penalty": decay,
            "objective": wrong + decay,
            "gradient": rules.gradient(p, rows, self.activation, self.alpha),
            "step": self._first + self._at,
            "verdict": self._verdict()[0],
        }

    @property
    def alt(self) -> str:
        """One sentence: the weights, the activation, how many examples are right."""
        now = self.result
        weights = ", ".join(f"w{k + 1} = {v:.4g}" for k, v in enumerate(now["w"]))
        text = f"one neuron with {self.activation} output and {weights}, b = {now['b']:.4g}"
        n = len(self._rows())
        return text + (f"; {now['right']} of {n} examples are right after {now['step']} steps" if n else "")

    def _figure(self) -> Figure:
        from course_lib.widgets.neuron.figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_points")
    def _check_points(self, proposal: Any) -> bytes:
        if self.from_page and len(proposal["value"]):
            width = self._inputs + 1
            if len(proposal["value"]) % (8 * width) == 0:
                rows = unpack(proposal["value"], width)
                checked_examples(rows[:, :-1], rows[:, -1])
        return bytes(proposal["value"])

    @traitlets.validate("_trace")
    def _check_trace(self, proposal: Any) -> bytes:
        if self.from_page and len(proposal["value"]) % 8:
            raise WidgetError("the page sent numbers that were cut short.")
        return bytes(proposal["value"])
