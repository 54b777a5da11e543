"""A small network that learns digits in the page itself: filters, maps, losses and mistakes, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from course_lib.widgets.base import Choice, Number, WidgetError, floats, pack, unpack
from course_lib.widgets.digit_pad import raw_bytes
from course_lib.widgets.playground.math import thinned
from course_lib.widgets.presets import PresetWidget
from course_lib.widgets.trainer import digits as sheet
from course_lib.widgets.trainer import nets, training
from course_lib.widgets.trainer.presets import PRESETS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]


class Whole(Number):
    """A trait that holds one whole number between two limits."""

    def validate(self, obj: Any, value: Any) -> int:  # type: ignore[override]
        """Return the number as an int, or say which numbers fit."""
        number = super().validate(obj, value)
        if number != int(number):
            raise WidgetError(f"{self.name} must be a whole number, not {number:g}.")
        return int(number)


class LiveTrainer(PresetWidget):
    """A small network learns to read 8x8 digits while you watch; the page trains it, without a kernel.

    The page and `train` take the same steps, in float64, from the same first weights and with the same
    mini-batches. 400 digits are learned and 100 kept for the test; pixels go from 0, paper, to 1, ink.
    A run is saved with the widget when it pauses: its weights, what the optimiser remembers, its losses.

    Args:
        preset: "conv", "convnetjs" (after ConvNetJS's demonstration on MNIST: two convolutions, batches of
            20, a decay of 0.001; Adam stands in for its Adadelta), "linear", "hidden", "by_heart",
            "too_fast", "too_slow" or "decay"; it chooses the values that follow.
        network: "linear", "hidden", "conv" (3x3, ReLU, 2x2 pooling, linear) or "deep" (two such blocks).
        units: filters of the first convolution, or units of the hidden layer, 1 to 16; the second
            convolution has twice as many filters. With a network but no number: 16 units, 6 filters, or 8
            and 16.
        optimiser: "sgd", "momentum" (of 0.9) or "adam".
        learning_rate: 0 to 100.
        batch_size: digits in each step, 1 to 400.
        weight_decay: strength of the pull of all parameters towards 0, 0 to 10.
        train_size: how many of the 400 digits are learned, 10 to 400.
        seed: of the first weights and of the order of the digits.
        digit: which test digit is looked at, 0 to 99.
        unit: which of the first layer's units is looked at, from 0.
        direction: "forward" shows values, "backward" the slopes of the chosen digit's loss.
        weights: to start from, as `weights` takes them.
        hide, lock: names of controls: preset, network, units, optimiser, learning_rate, batch_size,
            weight_decay, train_size, playback, digit, direction, layers, wrong.

    Raises:
        ValueError: for values or weights that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = LiveTrainer("linear")
        >>> w.train(60)
        >>> w.result["step"], w.result["parameters"], w.result["test_accuracy"] > 0.8
        (60, 650, True)
        >>> {name: array.shape for name, array in w.weights.items()}
        {'1.weight': (10, 64), '1.bias': (10,)}
    """

    _script = "live_trainer.js"
    _style = "live_trainer.css"
    controls = ("preset", "network", "units", "optimiser", "learning_rate", "batch_size", "weight_decay",
                "train_size", "playback", "digit", "direction", "layers", "wrong")  # fmt: skip
    examples = PRESETS

    preset = Choice((*PRESETS, "own"), "conv").tag(sync=True)
    network = Choice(tuple(nets.TITLES), "conv").tag(sync=True)
    units: Any = Whole(6, low=1, high=nets.MOST_UNITS).tag(sync=True)
    optimiser = Choice(training.OPTIMISERS, "momentum").tag(sync=True)
    learning_rate = Number(0.05, low=0, high=100).tag(sync=True)
    batch_size: Any = Whole(20, low=1, high=sheet.TRAIN).tag(sync=True)
    weight_decay = Number(0, low=0, high=10).tag(sync=True)
    train_size: Any = Whole(sheet.TRAIN, low=10, high=sheet.TRAIN).tag(sync=True)
    seed: Any = Whole(0, low=0, high=2**31 - 1).tag(sync=True)
    digit: Any = Whole(3, low=0, high=sheet.TEST - 1).tag(sync=True)
    unit: Any = Whole(0, low=0, high=nets.MOST_UNITS - 1).tag(sync=True)
    direction = Choice(("forward", "backward"), "forward").tag(sync=True)

    _digits = raw_bytes()
    _weights = floats()  # empty: as the seed draws them
    _start = floats()  # the weights that Reset goes back to; empty: as the seed draws them
    _memory = floats()  # what the optimiser remembers
    _count: Any = traitlets.List(traitlets.Int(min=0), [0, 0, 0], minlen=3, maxlen=3).tag(sync=True)
    _losses = floats()  # rows of step, loss of its mini-batch
    _scores = floats()  # rows of step, loss and accuracy of the training digits, then of the test digits

    def __init__(self, preset: str | None = None, *, weights: Any = None, **options: Any) -> None:
        found = None
        if weights is not None:
            network = str(options.get("network", "conv"))
            first = network if network in nets.TITLES else "conv"
            found = nets.recognised(weights, (first, int(options.get("units", 6))))
            options |= {"network": found[0], "units": found[1]}
        elif options.get("network") in nets.UNITS and preset is None:
            options = {"units": nets.UNITS[options["network"]], **options}
        super().__init__(preset, _digits=sheet.sent_digits(), **options)
        if found is not None:
            self._begin(found[2])
        self.observe(self._fresh, names=["network", "units", "train_size", "seed"])
        self.observe(self._forget, names=["optimiser"])

    # The digits

    @property
    def images(self) -> Array:
        """All pictures, (500, 8, 8) float64 from 0 to 1: 400 to learn from, then 100 to test with."""
        return sheet.unpacked(self._digits).reshape(-1, 8, 8)

    @property
    def labels(self) -> NDArray[np.int64]:
        """Their digits, (500,), 0 to 9 in turn."""
        return sheet.LABELS.copy()

    def _part(self, test: bool) -> tuple[Array, NDArray[np.int64]]:
        part = slice(sheet.TRAIN, None) if test else slice(0, self.train_size)
        return sheet.unpacked(self._digits)[part], sheet.LABELS[part]

    # Weights

    @property
    def weights(self) -> dict[str, Array]:
        """The parameters by name, float64, as the `state_dict` of `model`.

        Set it to a model of course_lib or torch, its `state_dict()`, or a list of arrays in order: the
        widget takes the network and the number of units that fit, and begins a new run from there.
        """
        return nets.parts(self._flat(), self.network, self.units)

    @weights.setter
    def weights(self, given: Any) -> None:
        network, units, flat = nets.recognised(given, (self.network, self.units))
        with self.hold_sync():
            self.network, self.units = network, units
            self._begin(flat)

    @property
    def model(self) -> Any:
        """The network with the weights it has now: a `course_lib.nn.Sequential` for images (N, 1, 8, 8)."""
        made = nets.model(self.network, self.units)
        made.load_state_dict(self.weights)
        return made

    def _flat(self) -> Array:
        need = nets.count(self.network, self.units)
        for kept in (self._weights, self._start):
            if len(kept) == 8 * need and np.isfinite(flat := unpack(kept)).all():
                return flat
        return nets.initial(self.network, self.units, self.seed)

    def _begin(self, flat: Array | None) -> None:
        """A new run, from these weights or from those that the seed draws: its step 0."""
        with self.hold_sync(), self.hold_trait_notifications():
            self._start = b"" if flat is None else pack(flat)
            self._weights = self._memory = self._losses = self._scores = b""
            self._count = [0, 0, 0]
            self.unit = min(self.unit, self._most_units() - 1)

    def _most_units(self) -> int:
        return 10 if self.network == "linear" else int(self.units)

    def _fresh(self, change: Any) -> None:
        if not self.from_page:  # the page has begun its new run itself
            self._begin(None)

    def _forget(self, change: Any) -> None:
        if not self.from_page:
            self._memory = b""

    def _load(self, change: Any) -> None:
        super()._load(change)
        if not self.from_page and change["new"] != "own":
            self._begin(None)

    # Training

    def train(self, steps: int = 1) -> None:
        """Take steps on mini-batches with the course's engine, from these weights, as the page would.

        Raises:
            ValueError: for a number of steps below 0.
            FloatingPointError: if a weight grows beyond a million; the weights before that step stay.
        """
        if steps != int(steps) or steps < 0:
            raise WidgetError(f"train: steps must be a whole number from 0, not {steps!r}.")
        run, (images, labels) = self._run(), self._part(test=False)
        losses = unpack(self._losses, 2).tolist()
        scores = unpack(self._scores, 5).tolist() or [self._score(run)]
        walk = training.train(
            run, int(steps), images, labels, kind=self.optimiser, rate=self.learning_rate,
            decay=self.weight_decay, size=self.batch_size, seed=self.seed,
        )  # fmt: skip
        try:
            for loss in walk:
                losses = thinned([*losses, [float(run.step), loss]])
                if run.step % training.EVERY == 0:
                    scores = thinned([*scores, self._score(run)])
        finally:
            if scores[-1][0] != run.step:
                scores = thinned([*scores, self._score(run)])
            with self.hold_sync(), self.hold_trait_notifications():
                self._weights, self._memory = pack(run.flat), pack(run.memory)
                self._count = [run.step, run.epoch, run.position]
                self._losses, self._scores = pack(losses), pack(scores)

    def reset(self) -> None:
        """Go back to the weights at the start."""
        self._begin(unpack(self._start) if len(self._start) else None)

    def _run(self) -> training.Run:
        return training.Run(self.network, self.units, self._flat(), unpack(self._memory), *self._count)

    def _score(self, run: training.Run) -> list[float]:
        known, kept = self._part(test=False), self._part(test=True)
        return [float(run.step), *training.measured(run, *known), *training.measured(run, *kept)]

    # What it shows

    @property
    def probabilities(self) -> Array:
        """The network's probabilities of the ten digits for each test picture, (100, 10)."""
        return training.probabilities(self._run(), self._part(test=True)[0])

    @property
    def losses(self) -> Array:
        """Rows of step and its mini-batch's loss, (N, 2); of a long run every second, fourth ... step."""
        return unpack(self._losses, 2)

    @property
    def history(self) -> Array:
        """Rows of step, loss and accuracy of the training digits, then of the test digits, (N, 5)."""
        return unpack(self._scores, 5)

    @property
    def result(self) -> dict[str, Any]:
        """Step, epoch, number of parameters, losses and accuracies, and which test digits are taken wrong."""
        run, answers = self._run(), self.probabilities
        _, loss, accuracy, test_loss, test_accuracy = self._score(run)
        guess = answers.argmax(axis=1)
        return {
            "step": run.step,
            "epoch": run.epoch,
            "parameters": len(run.flat),
            "loss": loss,
            "accuracy": accuracy,
            "test_loss": test_loss,
            "test_accuracy": test_accuracy,
            "wrong": np.flatnonzero(guess != sheet.LABELS[sheet.TRAIN :]).tolist(),
            "digit": int(sheet.LABELS[sheet.TRAIN + self.digit]),
            "answer": int(guess[self.digit]),
            "probabilities": answers[self.digit],
        }

    @property
    def alt(self) -> str:
        """One sentence: the network, how long it has learned, and how many digits it reads."""
        now = self.result
        return (
            f"a network with {nets.TITLES[self.network]} and {now['parameters']} parameters after "
            f"{now['step']} steps of training: it reads {100 * now['accuracy']:.0f} % of {self.train_size} "
            f"training digits and {100 * now['test_accuracy']:.0f} % of 100 test digits"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.trainer.figure import draw

        return draw(self)

    # What may come from the page

    @traitlets.validate("_weights", "_start", "_memory", "_losses", "_scores")
    def _check_bytes(self, proposal: Any) -> bytes:
        rows = {"_losses": 2, "_scores": 5}.get(proposal["trait"].name)
        unpack(proposal["value"], rows)
        return bytes(proposal["value"])

    @traitlets.validate("_digits")
    def _check_digits(self, proposal: Any) -> bytes:
        sheet.unpacked(proposal["value"])
        return bytes(proposal["value"])
