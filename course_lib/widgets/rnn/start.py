"""What an unrolled network starts from: a module of the course, a text with new letters, a preset."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.widgets.base import WidgetError
from course_lib.widgets.rnn.math import Array, Cell
from course_lib.widgets.sequences.input import MOST_STEPS, layer_of, numbers, one_hot, sequence, words

MOST_OUTPUTS = 40


def text_of(value: Any) -> str:
    """The text, if it has 1 to 100 letters."""
    if not isinstance(value, str) or not value or len(value) > MOST_STEPS:
        raise WidgetError(f"the text must have 1 to {MOST_STEPS} letters, not {str(value)[:40]!r}.")
    return value


def fitting(value: ArrayLike, name: str, shape: tuple[int, ...]) -> Array:
    """The array, if it has this shape."""
    array = numbers(value, name)
    if array.shape != shape:
        raise WidgetError(f"{name} has shape {array.shape}; this cell needs {shape}.")
    return array


def rule(letter: str, unit: int) -> float:
    """The weight of a letter that no training has seen: between -1 and 1, the same on every machine."""
    code = ord(letter)
    return ((code * 37 + unit * 61 + code * unit * 7) % 41 - 20) / 20


def lettered(cell: Cell, alphabet: list[str], text: str) -> tuple[Cell, list[str], Array]:
    """Give every letter of the text an input, and an output where outputs stand for letters too."""
    new = [c for c in dict.fromkeys(text) if c not in alphabet]
    units = len(cell.wh)
    columns = np.array([[rule(c, u) for c in new] for u in range(units)]).reshape(units, len(new))
    parts = {"wx": np.hstack([cell.wx, columns])}
    if len(cell.wy) == len(alphabet):
        parts["wy"] = np.vstack([cell.wy, columns.T])
        parts["by"] = np.concatenate([cell.by, np.zeros(len(new))])
    letters = [*alphabet, *new]
    return cell.changed(**parts), letters, one_hot(text, letters)


def from_module(module: Any, x: Any, alphabet: Any, readout: Any, layer: int) -> dict[str, Any]:
    """The weights of a module of the course, and the sequence x as rows (T, I)."""
    letters = words(alphabet, "alphabet")
    if x is None:
        raise WidgetError("pass the sequence x too: a text with alphabet=, or numbers (T, I).")
    if isinstance(x, str) and not letters:
        raise WidgetError("a text needs alphabet=, the letter that each input stands for.")
    takes = getattr(module, "input_size", None)
    if letters and takes not in (None, len(letters)):
        raise WidgetError(f"alphabet holds {len(letters)} letters; the cell takes {takes} inputs.")
    rows = (
        one_hot(text_of(x), letters)
        if isinstance(x, str)
        else sequence(x, getattr(module, "batch_first", False))
    )
    found, rows = layer_of(module, ("RNN", "RNNCell"), layer, rows)
    wh = found["weight_hh"]
    if readout is None:
        wy, by = np.eye(len(wh)), np.zeros(len(wh))
    else:
        pair = (readout.weight, readout.bias) if hasattr(readout, "weight") else readout
        try:
            given_wy, given_by = pair
        except (TypeError, ValueError):
            raise WidgetError("readout must be a Linear layer or a pair (W_y, b_y).") from None
        wy = numbers(given_wy, "W_y", 2)
        by = np.zeros(len(wy)) if given_by is None else fitting(given_by, "b_y", (len(wy),))
        if wy.shape[1] != len(wh):
            raise WidgetError(
                f"W_y has shape {wy.shape}; the cell has {len(wh)} units: (K, {len(wh)}) would fit."
            )
    cell = Cell(found["weight_ih"], wh, found["bias_ih"] + found["bias_hh"], wy, by, np.zeros(len(wh)),
                module.nonlinearity)  # fmt: skip
    text = x if isinstance(x, str) else ""
    return {"cell": cell, "x": rows, "text": text, "alphabet": letters if layer == 0 else [], "name": "own",
            "pattern": "many-to-many", "outputs": min(len(rows), MOST_OUTPUTS), "open": False,
            "readout": readout is not None}  # fmt: skip


def sent(start: dict[str, Any]) -> dict[str, Any]:
    """A preset as the page loads it."""
    cell: Cell = start["cell"]
    kept = {k: start[k] for k in ("name", "title", "text", "alphabet", "pattern", "outputs")}
    step, row = start["at"]
    return {**kept, "act": cell.nonlinearity, "sizes": cell.sizes, "weights": cell.flat().tolist(),
            "x": start["x"].ravel().tolist(), "step": step, "row": row,
            "feedback": start["name"] != "copy"}  # fmt: skip
