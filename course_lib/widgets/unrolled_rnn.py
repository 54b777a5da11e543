"""A recurrent cell folded and unrolled over time, its five patterns, and the gradient that fades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets.base import Choice, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.rnn import math as rnn_math
from course_lib.widgets.rnn.math import PATTERNS, Array, Cell
from course_lib.widgets.rnn.presets import TITLES, preset
from course_lib.widgets.rnn.start import MOST_OUTPUTS, fitting, from_module, lettered, sent, text_of
from course_lib.widgets.sequences.input import numbers, one_hot, sequence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_WEIGHTS = 40_000


class UnrolledRNN(Widget):
    """A recurrent cell, h_t = f(W_x x_t + W_h h_(t-1) + b), run over a text or over numbers.

    Args:
        cell: a preset ("hello", "fading", "counter", "wave", "copy"), or an `RNN` or `RNNCell` of the course.
        x: the sequence: a text, numbers (T,), rows (T, I), or a batch of one; a preset has one of its own.
        alphabet: for a text, the letter that each input stands for; it goes with a cell of your own.
        readout: for a cell of your own, `nn.Linear(H, K)` or a pair (W_y, b_y); without it y_t is h_t.
        pattern: "one-to-one", "one-to-many", "many-to-one", "many-to-many" or "encoder-decoder".
        outputs: how many outputs one-to-many and encoder-decoder write, 1 to 40.
        feedback: whether an output enters as the next input where the sequence gives none.
        layer: which layer of an `RNN` of several.
        h0: the state before the first step, (H,).
        view: "unrolled" or "folded"; bars: "linear" or "log", the scale of the gradient's bars.
        hide, lock: names of controls: preset, sequence, pattern, feedback, view, playback, cells, radius,
            bars, weights, sum (that behind the chosen number).

    A cell with many weights makes a large state: 8 bytes a weight, at most 40,000 of them.

    Raises:
        ValueError: for a sequence, weights or names that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = UnrolledRNN("counter", x=[1, 1, 0, 1])
        >>> w.result["y"].ravel().tolist()
        [3.0]
        >>> w.spectral_radius = 0.5
        >>> w.result["h"].ravel().tolist()
        [0.0, 1.0, 1.5, 0.75, 1.375]
    """

    _script = "unrolled_rnn.js"
    _style = "sequences.css"
    controls = ("preset", "sequence", "pattern", "feedback", "view", "playback", "cells", "radius", "bars",
                "weights", "sum")  # fmt: skip

    pattern = Choice(PATTERNS, "many-to-many").tag(sync=True)
    view = Choice(("unrolled", "folded"), "unrolled").tag(sync=True)
    bars = Choice(("linear", "log"), "linear").tag(sync=True)
    feedback = traitlets.Bool(True).tag(sync=True)

    _act = Choice(("tanh", "relu"), "tanh").tag(sync=True)
    _sizes = traitlets.List(traitlets.Int()).tag(sync=True)  # inputs, units, outputs
    _weights = floats()  # W_x, W_h, b, W_y, b_y, h_0, each row after row
    _x = floats()
    _text = traitlets.Unicode("").tag(sync=True)
    _alphabet = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _open = traitlets.Bool(True).tag(sync=True)  # whether a new letter gets weights of its own
    _readout = traitlets.Bool(True).tag(sync=True)
    _outputs = traitlets.Int(4).tag(sync=True)
    _at = traitlets.Int(0).tag(sync=True)  # how many steps have run
    _step = traitlets.Int(0).tag(sync=True)  # the chosen step, 0 for h_0
    _row = traitlets.Int(0).tag(sync=True)  # the chosen unit; from H on, the chosen output
    _preset = traitlets.Unicode("own").tag(sync=True)
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        cell: Any = "hello",
        x: Any = None,
        *,
        alphabet: Any = None,
        readout: Any = None,
        pattern: str | None = None,
        outputs: int | None = None,
        layer: int = 0,
        h0: ArrayLike | None = None,
        **options: Any,
    ) -> None:
        super().__init__(_presets=[sent(preset(name)) for name in TITLES], **options)
        if isinstance(cell, str):
            start = self._named_preset(cell, x, alphabet, readout)
        else:
            start = from_module(cell, x, alphabet, readout, layer)
        if outputs is not None:
            start["outputs"] = outputs
        elif x is not None:
            start["outputs"] = min(len(start["x"]), MOST_OUTPUTS)
        if pattern is not None:
            start["pattern"] = pattern
        if h0 is not None:
            start["cell"] = start["cell"].changed(h0=fitting(h0, "h0", start["cell"].h0.shape))
        start["feedback"] = options.get("feedback", start["name"] != "copy")
        self._use(start)

    def _named_preset(self, name: str, x: Any, alphabet: Any, readout: Any) -> dict[str, Any]:
        if name not in TITLES:
            raise WidgetError(f"cell must be one of {', '.join(map(repr, TITLES))}, or an RNN, not {name!r}.")
        if alphabet is not None or readout is not None:
            raise WidgetError("alphabet and readout go with a cell of your own; a preset has its own.")
        start = preset(name)
        if x is None:
            return start
        start.pop("at")
        if isinstance(x, str):
            if not start["alphabet"]:
                raise WidgetError(f"the preset {name!r} reads numbers; texts go with the preset 'hello'.")
            cell, letters, rows = lettered(start["cell"], start["alphabet"], text_of(x))
            return start | {"cell": cell, "alphabet": letters, "x": rows, "text": x, "name": "own"}
        rows = sequence(x)
        if start["alphabet"] or rows.shape[1] != start["cell"].sizes[0]:
            raise WidgetError(f"x has shape {rows.shape}, but the preset {name!r} reads "
                              f"{'a text' if start['alphabet'] else 'one number a step'}.")  # fmt: skip
        return start | {"x": rows, "name": "own"}

    def _use(self, start: dict[str, Any]) -> None:
        cell: Cell = start["cell"]
        outputs = start["outputs"]
        if not isinstance(outputs, (int, np.integer)) or not 1 <= outputs <= MOST_OUTPUTS:
            raise WidgetError(f"outputs must be a whole number from 1 to {MOST_OUTPUTS}, not {outputs!r}.")
        with self.hold_sync(), self.hold_trait_notifications():
            self._act, self._sizes, self._weights = cell.nonlinearity, cell.sizes, pack(cell.flat())
            self._x, self._text, self._alphabet = pack(start["x"]), start["text"], list(start["alphabet"])
            self._open, self._readout = start.get("open", True), start.get("readout", True)
            self._outputs, self.pattern, self._preset = int(outputs), start["pattern"], start["name"]
            self.feedback = start["feedback"]
            steps = len(rnn_math.schedule(self.pattern, len(start["x"]), self._outputs)[0])
            self._at = steps
            self._step, self._row = start.get("at", (steps, 0))

    # Read and set from Python

    @property
    def cell(self) -> Cell:
        """The weights as they are now: wx (H, I), wh (H, H), b, wy (K, H), by, h0."""
        return rnn_math.cell_from(unpack(self._weights), self._sizes, self._act)

    def _set(self, name: str, value: ArrayLike) -> None:
        now = self.cell
        new = fitting(value, name, getattr(now, name).shape)
        self._weights = pack(now.changed(**{name: new}).flat())
        self._preset = "own"

    W_x = property(lambda self: self.cell.wx, lambda self, v: self._set("wx", v), doc="(H, I).")
    W_h = property(lambda self: self.cell.wh, lambda self, v: self._set("wh", v), doc="(H, H).")
    b = property(lambda self: self.cell.b, lambda self, v: self._set("b", v), doc="(H,).")
    W_y = property(lambda self: self.cell.wy, lambda self, v: self._set("wy", v), doc="(K, H).")
    b_y = property(lambda self: self.cell.by, lambda self, v: self._set("by", v), doc="(K,).")
    h0 = property(lambda self: self.cell.h0, lambda self, v: self._set("h0", v), doc="(H,).")

    @property
    def spectral_radius(self) -> float:
        """The largest eigenvalue of W_h, in size; setting it scales the whole of W_h."""
        return rnn_math.radius(self.cell.wh)

    @spectral_radius.setter
    def spectral_radius(self, wanted: float) -> None:
        now = self.spectral_radius
        goal = float(numbers(wanted, "spectral_radius", 0))
        if goal < 0 or (now == 0 and goal > 0):
            raise WidgetError(f"W_h has spectral radius {now:g}; scaling cannot make it {goal:g}.")
        self._set("wh", self.cell.wh * (goal / now if now else 0.0))

    @property
    def x(self) -> Array:
        """The sequence, (T, I)."""
        return unpack(self._x, self._sizes[0])

    @x.setter
    def x(self, value: Any) -> None:
        if isinstance(value, str):
            self.text = value
            return
        rows = sequence(value)
        if rows.shape[1] != self._sizes[0]:
            raise WidgetError(
                f"x has shape {rows.shape}, but the cell takes {self._sizes[0]} numbers a step."
            )
        self._load(rows, "")

    @property
    def text(self) -> str:
        """The text that is read, or "" where the sequence is of numbers."""
        return str(self._text)

    @text.setter
    def text(self, value: str) -> None:
        if not self._alphabet:
            raise WidgetError("this cell reads numbers, not letters: set x, or pass alphabet=.")
        letters = list(self._alphabet)
        with self.hold_sync(), self.hold_trait_notifications():
            if self._open:
                cell, letters, rows = lettered(self.cell, letters, text_of(value))
                self._sizes, self._weights, self._alphabet = cell.sizes, pack(cell.flat()), letters
            else:
                rows = one_hot(text_of(value), letters)
            self._load(rows, value)

    def _load(self, rows: Array, text: str) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            self._x, self._text, self._preset = pack(rows), text, "own"
            self._at = self._step = self._length(len(rows))

    def _length(self, length: int | None = None) -> int:
        return len(rnn_math.schedule(self.pattern, length or len(self.x), self._outputs)[0])

    def choose(self, step: int, unit: int = 0, of: str = "h") -> None:
        """Point at unit `unit` of h (of="h") or of the output (of="y") at a step, 0 for h_0.

        Raises:
            ValueError: for a step or a unit that is not there.
        """
        first, units = (0, self._sizes[1]) if of == "h" else (1, self._sizes[2])
        if of not in ("h", "y") or not first <= step <= self._length() or not 0 <= unit < units:
            raise WidgetError(
                f"step {step}, unit {unit} of {of!r} is not there: h has steps 0 to {self._length()} and "
                f"{self._sizes[1]} units, y steps 1 to {self._length()} and {self._sizes[2]} numbers."
            )
        self._at = max(self._at, step)
        self._step, self._row = step, unit + (0 if of == "h" else self._sizes[1])

    # What it shows

    @property
    def feed(self) -> str:
        """What enters a step without an input: "letter", "value", or "" for zeros."""
        inputs, _, outputs = self._sizes
        if not self.feedback or not self._readout or inputs != outputs:
            return ""
        return "letter" if self._alphabet else "value"

    @property
    def result(self) -> dict[str, Any]:
        """The states h (N+1, H), h_0 first; the outputs y of the steps that give one; what entered, x (N, I).

        Also the steps that give outputs (from 1), the written letters, and the gradient of the chosen number
        with respect to each state up to its step, (step+1, H).
        """
        cell = self.cell
        ran = rnn_math.run(cell, self.x, self.pattern, self._outputs, self.feed)
        gives = [t for t, given in enumerate(ran["gives"]) if given]
        step, row = min(self._step, len(ran["x"])), self._row
        units = self._sizes[1]
        of = "h" if row < units or step == 0 else "y"
        unit = min(row, units - 1) if of == "h" else row - units
        y = ran["y"][gives]
        written = "".join(self._alphabet[int(np.argmax(v))] for v in y) if self._lettered() else ""
        return {
            "h": ran["h"],
            "y": y,
            "x": ran["x"],
            "outputs_at": [t + 1 for t in gives],
            "written": written,
            "gradient": rnn_math.gradient(
                cell, self.x, self.pattern, self._outputs, self.feed, step, unit, of
            ),
            "spectral_radius": self.spectral_radius,
        }

    def _lettered(self) -> bool:
        return bool(self._alphabet) and self._readout and self._sizes[2] == len(self._alphabet)

    @property
    def alt(self) -> str:
        """One sentence: the units, the sequence, the pattern and what comes out."""
        now = self.result
        what = repr(self._text) if self._text else f"{len(self.x)} steps of numbers"
        out = f"writes {now['written']!r}" if now["written"] else f"gives {len(now['y'])} outputs"
        return (
            f"a recurrent cell of {self._sizes[1]} units unrolled over {what}, "
            f"{self.pattern.replace('-', ' ')}: it {out}; "
            f"the spectral radius of its recurrent weights is {now['spectral_radius']:.3g}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.rnn.figure import draw

        return draw(self)

    # What may be sent

    @traitlets.validate("_weights")
    def _check_weights(self, proposal: Any) -> bytes:
        values = unpack(proposal["value"])
        if len(self._sizes) != 3 or min(self._sizes) < 1:
            raise WidgetError(f"the sizes {self._sizes} are not inputs, units and outputs.")
        if len(values) != rnn_math.weights_of(self._sizes):
            need = rnn_math.weights_of(self._sizes)
            raise WidgetError(f"{len(values)} weights came, but sizes {self._sizes} need {need}.")
        if len(values) > MOST_WEIGHTS:
            raise WidgetError(f"the cell has {len(values)} weights; the widget takes at most {MOST_WEIGHTS}.")
        numbers(values, "the weights")
        return bytes(proposal["value"])

    @traitlets.validate("_x")
    def _check_x(self, proposal: Any) -> bytes:
        sequence(unpack(proposal["value"], self._sizes[0]))
        return bytes(proposal["value"])
