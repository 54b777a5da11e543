"""The gates of an LSTM, a GRU or a minimal gated unit over a sequence: how far each opens, what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets.base import Choice, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.gates import math as gate_math
from course_lib.widgets.gates.math import GATES, KEEPS, TRACED, Array, Gated
from course_lib.widgets.gates.presets import TITLES, preset, sent
from course_lib.widgets.rnn.start import fitting
from course_lib.widgets.sequences.input import layer_of, numbers, sequence, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_WEIGHTS = 40_000
SENT_TRACE = 4096  # numbers; a longer trace is computed by the page itself


class GateViewer(Widget):
    """A gated cell traced over a sequence: every gate, the cell state and the hidden state, step by step.

    Args:
        source: a preset ("latch", "forget", "trained"), or an LSTM, GRU or MGU of the course (or a cell).
        x: the sequence: numbers (T,), rows (T, I), or a batch of one; with a preset, in place of its own.
        cell: which cell a preset takes: "LSTM", "GRU" or "MGU".
        inputs, units: names of the inputs (I) and of the units (H), shown beside their rows.
        layer: which layer of a module of several.
        h0, c0: the states before the first step, (H,); c0 for an LSTM.
        hide, lock: names of controls: preset, cell, sequence, playback, cells, bias, weights, sum (the
            equations of the chosen step), diagram, chart (what the memory holds over time).

    A cell with many weights makes a large state: 8 bytes a weight, at most 40,000 of them.

    Raises:
        ValueError: for a sequence, weights or names that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = GateViewer("forget", cell="LSTM")
        >>> w.result["f"][1].round(4).tolist()
        [0.5, 0.7311, 0.9933]
        >>> w.result["c"].shape
        (51, 3)
    """

    _script = "gate_viewer.js"
    _style = "sequences.css"
    controls = (
        "preset",
        "cell",
        "sequence",
        "playback",
        "cells",
        "bias",
        "weights",
        "sum",
        "diagram",
        "chart",
    )

    cell = Choice(tuple(GATES), "LSTM").tag(sync=True)
    _sizes = traitlets.List(traitlets.Int()).tag(sync=True)  # inputs, units
    _weights = floats()  # w, u, b, c, h0, c0, each row after row
    _x = floats()
    _trace = (
        floats()
    )  # every gate and state as Python computes them; empty once the page has changed something
    _inputs = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _units = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _step = traitlets.Int(1).tag(sync=True)
    _row = traitlets.Unicode("c").tag(sync=True)  # the chosen quantity: a gate, "c", "h", or "x"
    _unit = traitlets.Int(0).tag(sync=True)
    _preset = traitlets.Unicode("own").tag(sync=True)
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        source: Any = "latch",
        x: Any = None,
        *,
        inputs: Any = None,
        units: Any = None,
        layer: int = 0,
        h0: ArrayLike | None = None,
        c0: ArrayLike | None = None,
        **options: Any,
    ) -> None:
        super().__init__(_presets=sent(), **options)
        start = self._started(source, x, layer, "cell" in options)
        size_in, size = start["cell"].sizes
        for name, value in (("h0", h0), ("c0", c0)):
            if value is not None:
                start["cell"] = start["cell"].changed(**{name: fitting(value, name, (size,))})
        start["inputs"] = words(inputs, "inputs", size_in) if inputs is not None else start["inputs"]
        start["units"] = words(units, "units", size) if units is not None else start["units"]
        self._use(start)
        self.observe(self._kind_changed, names="cell")
        self.observe(self._retrace, names=["_weights", "_x"])

    def _started(self, source: Any, x: Any, layer: int, kind_given: bool) -> dict[str, Any]:
        if isinstance(source, str):
            if source not in TITLES:
                raise WidgetError(
                    f"source must be one of {', '.join(map(repr, TITLES))}, or an LSTM, GRU or MGU, "
                    f"not {source!r}."
                )
            start = preset(source, self.cell) | {"name": source}
            if x is not None:
                rows = sequence(x)
                need = start["cell"].sizes[0]
                if rows.shape[1] != need:
                    raise WidgetError(f"x has shape {rows.shape}, but {source!r} takes {need} numbers a "
                                      f"step: {', '.join(start['inputs'])}.")  # fmt: skip
                start |= {"x": rows, "step": len(rows)}
            return start
        if x is None:
            raise WidgetError("pass the sequence x too: numbers (T, I).")
        rows = sequence(x, getattr(source, "batch_first", False))
        names = tuple(f"{kind}{end}" for kind in GATES for end in ("", "Cell"))
        found, rows = layer_of(source, names, layer, rows)
        kind = type(source).__name__.removesuffix("Cell")
        if kind_given and self.cell != kind:
            raise WidgetError(f"cell={self.cell!r} does not fit: the module is a {kind}.")
        made = gate_math.merged(kind, found)
        return {"cell": made, "x": rows, "inputs": [], "units": [], "name": "own", "step": len(rows)}

    def _use(self, start: dict[str, Any]) -> None:
        made: Gated = start["cell"]
        with self.hold_sync(), self.hold_trait_notifications():
            self.cell, self._sizes, self._weights = made.kind, made.sizes, pack(made.flat())
            self._x, self._inputs, self._units = pack(start["x"]), start["inputs"], start["units"]
            self._preset, self._step, self._unit = start["name"], start["step"], 0
            self._row = "c" if made.kind == "LSTM" else "h"
            self._trace = self._fresh_trace()

    def _fresh_trace(self) -> bytes:
        made = gate_math.gated_from(self.cell, unpack(self._weights), self._sizes)
        found = gate_math.packed_trace(made, gate_math.trace(made, unpack(self._x, self._sizes[0])))
        return pack(found) if len(found) <= SENT_TRACE else b""

    def _retrace(self, change: Any) -> None:
        if not self.from_page:
            self._trace = self._fresh_trace()

    def _kind_changed(self, change: Any) -> None:
        if self.from_page or len(unpack(self._weights)) == gate_math.count(self.cell, self._sizes):
            return
        if self._preset == "own":
            with self.hold_trait_notifications():
                self.cell = change["old"]
            raise WidgetError(
                f"these weights are those of a {change['old']}: build another viewer to see one more."
            )
        self._use(preset(self._preset, self.cell) | {"name": self._preset})

    # Read and set from Python

    @property
    def weights(self) -> Gated:
        """Weights w (G*H, I), u (G*H, H), b, c (G*H,), h0, c0 (H,); rows in order i f g o, r z n or f n."""
        return gate_math.gated_from(self.cell, unpack(self._weights), self._sizes)

    @property
    def x(self) -> Array:
        """The sequence, (T, I)."""
        return unpack(self._x, self._sizes[0])

    @x.setter
    def x(self, value: Any) -> None:
        rows = sequence(value)
        if rows.shape[1] != self._sizes[0]:
            raise WidgetError(
                f"x has shape {rows.shape}, but the cell takes {self._sizes[0]} numbers a step."
            )
        with self.hold_sync():
            self._x = pack(rows)
            self._step = min(self._step, len(rows))

    @property
    def bias(self) -> Array:
        """The bias of the gate that keeps (f of an LSTM, z of a GRU) or overwrites (f of an MGU), (H,)."""
        return self.weights.b[self._keeping()].copy()

    @bias.setter
    def bias(self, value: ArrayLike) -> None:
        made = self.weights
        b = made.b.copy()
        b[self._keeping()] = np.broadcast_to(numbers(value, "bias", (0, 1)), (self._sizes[1],))
        with self.hold_sync():
            self._weights = pack(made.changed(b=b).flat())
            self._preset = "own"

    def _keeping(self) -> slice:
        first = GATES[self.cell].index(KEEPS[self.cell]) * self._sizes[1]
        return slice(first, first + self._sizes[1])

    def choose(self, step: int, unit: int = 0, of: str = "h") -> None:
        """Point at a gate or a state ("i", "f", "c", "h", ...) of a unit at a step, from 1.

        Raises:
            ValueError: for a step, a unit or a name that is not there.
        """
        names = TRACED[self.cell]
        if of not in names or not 1 <= step <= len(self.x) or not 0 <= unit < self._sizes[1]:
            raise WidgetError(
                f"step {step}, unit {unit} of {of!r} is not there: steps go from 1 to {len(self.x)}, "
                f"units from 0 to {self._sizes[1] - 1}, and this {self.cell} has {', '.join(names)}."
            )
        self._step, self._unit, self._row = step, unit, of

    # What it shows

    @property
    def result(self) -> dict[str, Any]:
        """Each gate by its letter (T, H); h and, of an LSTM, c with the first state included (T+1, H)."""
        return gate_math.trace(self.weights, self.x)

    @property
    def alt(self) -> str:
        """One sentence: the cell, the steps, and what the memory holds at the end."""
        now = self.result
        kept = now["c" if self.cell == "LSTM" else "h"][-1][:4]
        held = ", ".join(f"{v:.3g}" for v in kept).replace("-", "\u2212")
        return (
            f"the gates of a {self.cell} with {self._sizes[1]} unit{'s' if self._sizes[1] > 1 else ''} over "
            f"{len(self.x)} steps; at the end its memory holds {held}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.gates.figure import draw

        return draw(self)

    # What may be sent

    @traitlets.validate("cell")
    def _check_cell(self, proposal: Any) -> str:
        flat = unpack(self._weights)
        if self.from_page and len(flat) != gate_math.count(proposal["value"], self._sizes):
            raise WidgetError(f"{len(flat)} weights are not those of a {proposal['value']}.")
        return str(proposal["value"])

    @traitlets.validate("_weights")
    def _check_weights(self, proposal: Any) -> bytes:
        values = unpack(proposal["value"])
        if len(self._sizes) != 2 or min(self._sizes) < 1:
            raise WidgetError(f"the sizes {self._sizes} are not inputs and units.")
        need = gate_math.count(self.cell, self._sizes)
        if len(values) != need:
            raise WidgetError(
                f"{len(values)} weights came, but a {self.cell} of sizes {self._sizes} needs {need}."
            )
        if need > MOST_WEIGHTS:
            raise WidgetError(f"the cell has {need} weights; the widget takes at most {MOST_WEIGHTS}.")
        numbers(values, "the weights")
        return bytes(proposal["value"])

    @traitlets.validate("_x")
    def _check_x(self, proposal: Any) -> bytes:
        sequence(unpack(proposal["value"], self._sizes[0]))
        return bytes(proposal["value"])
