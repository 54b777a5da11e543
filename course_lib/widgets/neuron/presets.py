"""What the neuron explorer opens on: gates, labelled points, a tour of weight space."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import WidgetError, pack

Array = NDArray[np.float64]
MOST_POINTS = 100

# The gates as the lectures name them: targets in the order of counting, the last input fastest.
_GATES: dict[str, tuple[str, tuple[int, ...]]] = {
    "and": ("AND", (0, 0, 0, 1)),
    "or": ("OR", (0, 1, 1, 1)),
    "not": ("NOT", (1, 0)),
    "majority": ("Majority of three", (0, 0, 0, 1, 0, 1, 1, 1)),
    "xor": ("XOR", (0, 1, 1, 0)),
}
# Two classes that overlap, and two that a line divides with room to spare.
_TRAINING = [(1.5, 2.0, 1), (-1.5, -1.0, 0), (2.5, -0.5, 1), (-2.5, 0.5, 0), (0.5, 1.5, 1),
             (-0.5, -2.0, 0), (3.0, 2.5, 1), (0.8, -0.6, 0), (-0.7, 0.4, 1), (-3.0, -2.0, 0)]  # fmt: skip
_DECAY = [(1.0, 2.0, 1), (-1.5, -0.5, 0), (2.0, 1.2, 1), (-0.5, -2.0, 0), (2.5, 2.5, 1), (0.4, -0.6, 0)]

_OTHERS: dict[str, dict[str, Any]] = {
    "training": {"title": "Train on labelled points", "rows": _TRAINING, "start": [0.0, -3.0, 2.0],
                 "activation": "sigmoid", "rate": 0.1, "landscape": "error"},
    "decay": {"title": "Overfitting and weight decay", "rows": _DECAY, "start": [0.0, 0.5, 0.5],
              "activation": "sigmoid", "rate": 0.5, "landscape": "decay"},
    "tour": {"title": "A tour of weight space", "rows": [], "start": [0.0, 1.0, 4.0],
             "activation": "sigmoid", "rate": 0.1, "landscape": "functions"},
    "threshold": {"title": "What the bias moves", "rows": [], "start": [-3.0, 2.0], "activation": "sigmoid",
                  "rate": 0.1, "landscape": "none"},
}  # fmt: skip
PRESETS = (*_OTHERS, *_GATES)


def preset(name: str) -> dict[str, Any]:
    """Return a preset: rows of inputs and target, the start (bias first), activation, rate and surface."""
    if name in _GATES:
        title, targets = _GATES[name]
        inputs = len(targets).bit_length() - 1
        table = list(itertools.product((0, 1), repeat=inputs))
        rows = np.array([[*x, t] for x, t in zip(table, targets, strict=True)], dtype=np.float64)
        return {"name": name, "title": title, "inputs": inputs, "rows": rows, "start": [0.0] * (inputs + 1),
                "activation": "step", "rate": 1.0, "landscape": "error"}  # fmt: skip
    made = _OTHERS[name]
    inputs = len(made["start"]) - 1
    rows = np.array(made["rows"], dtype=np.float64).reshape(-1, inputs + 1)
    return {"name": name, "inputs": inputs, **made, "rows": rows}


def sent_presets() -> list[dict[str, Any]]:
    """The presets as the page gets them."""
    return [{**p, "rows": pack(p["rows"])} for p in map(preset, PRESETS)]


def checked_examples(X: ArrayLike, t: ArrayLike) -> Array:
    """The examples as rows of 1 to 3 inputs and a target, or a sentence that says what does not fit.

    Raises:
        WidgetError: for other shapes, numbers that are not finite, or targets other than 0 and 1.
    """
    try:
        inputs, targets = np.asarray(X, dtype=np.float64), np.asarray(t, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        raise WidgetError("X must be an array of numbers, (N, 1 to 3), and t one of targets, (N,).") from None
    if inputs.ndim == 1:
        inputs = inputs.reshape(-1, 1)
    if inputs.ndim != 2 or not 1 <= inputs.shape[1] <= 3:
        raise WidgetError(f"X has shape {inputs.shape}, but this neuron takes 1, 2 or 3 inputs: (N, 1 to 3).")
    if len(inputs) != len(targets):
        raise WidgetError(
            f"X has shape {inputs.shape} and t has shape {targets.shape}: one target an example."
        )
    if len(inputs) > MOST_POINTS:
        raise WidgetError(f"{len(inputs)} examples are too many to follow; show at most {MOST_POINTS}.")
    if not np.isfinite(inputs).all():
        bad = int(np.argwhere(~np.isfinite(inputs))[0, 0])
        raise WidgetError(f"X holds a value that is not a finite number, in row {bad}: remove or replace it.")
    if np.abs(inputs).max(initial=0) > 1e6:
        raise WidgetError("X holds a value beyond ±1000000: standardise the inputs first.")
    if (targets == -1).any() and np.isin(targets, (-1, 1)).all():
        raise WidgetError("the targets must be 0 and 1 here, but yours are -1 and +1: use t = (y + 1) / 2.")
    if not np.isin(targets, (0, 1)).all():
        raise WidgetError(
            f"the targets must be 0 and 1, but t holds {targets[~np.isin(targets, (0, 1))][0]:g}."
        )
    return np.column_stack([inputs, targets])
