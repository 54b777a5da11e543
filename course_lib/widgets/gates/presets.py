"""The gated cells that GateViewer opens with: memories set by hand, and cells trained to remember."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.widgets.gates.math import GATES, Array, Gated

TITLES = {
    "latch": "A memory that is written and read",
    "forget": "Bias 0, 1 or 5 over 50 steps",
    "trained": "Trained: remember the marked value",
}
BIASES = (0.0, 1.0, 5.0)


def _cell(kind: str, units: int, gates: dict[str, tuple[Any, Any]]) -> Gated:
    """From each gate's input weights (I,) and its bias, a number or (H,); no recurrent weights."""
    w = np.concatenate([np.tile(np.asarray(gates[g][0], float), (units, 1)) for g in GATES[kind]])
    b = np.concatenate([np.broadcast_to(np.asarray(gates[g][1], float), (units,)) for g in GATES[kind]])
    zeros = np.zeros(units)
    return Gated(kind, w, np.zeros((len(w), units)), b, np.zeros(len(b)), zeros, zeros.copy())


def _latch(kind: str) -> Gated:
    # Inputs: bit (-1 or 1), write, read. 20 * mark - 10 opens a gate to sigma(10) at a mark, else
    # shuts it to sigma(-10).
    on_write, keep, on_read = ([0, 20, 0], -10), ([0, -20, 0], 10), ([0, 0, 20], -10)
    value = ([5, 0, 0], 0)
    if kind == "LSTM":
        return _cell(kind, 1, {"i": on_write, "f": keep, "g": value, "o": on_read})
    if kind == "GRU":
        return _cell(kind, 1, {"r": ([0, 0, 0], 10), "z": keep, "n": value})
    return _cell(kind, 1, {"f": on_write, "n": value})


def _forget(kind: str) -> Gated:
    bias = np.array(BIASES)
    value = ([5], 0)
    if kind == "LSTM":
        return _cell(kind, 3, {"i": ([20], -10), "f": ([0], bias), "g": value, "o": ([0], 10)})
    if kind == "GRU":
        return _cell(kind, 3, {"r": ([0], 10), "z": ([-20], bias), "n": value})
    return _cell(kind, 3, {"f": ([20], -bias), "n": value})


def _trained(kind: str) -> Gated:
    # Found by descent with the course's engine: sequences of 4 to 15 steps, the value at the mark as the
    # target 0.7 * value of the first unit at the end; rounded to two decimals, still right after 30 steps.
    w, u, b, c = (np.array(part, dtype=np.float64) for part in _TRAINED[kind])
    return Gated(kind, w, u, b, c, np.zeros(2), np.zeros(2))


_TRAINED: dict[str, tuple[Any, Any, Any, Any]] = {
    "LSTM": (
        [[-1.49, -0.72], [0.49, 1.63], [1.55, -0.24], [1.46, -0.59], [-0.12, -3.33], [-1.4, 0.14],
         [-0.07, -0.32], [0.03, 1.69]],
        [[-2.46, -1.13], [1.03, -0.3], [-1.55, 1.54], [-0.3, 0.42], [1.52, -1.55], [-0.78, -0.33],
         [1.55, 0.34], [-0.12, -0.15]],
        [2.08, -0.32, 0.87, 0.31, 0.42, 0.31, 2.05, 0.49],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ),
    "GRU": (
        [[0, -0.47], [0.44, -1.2], [0, -0.37], [2.23, 0.83], [0, -1.71], [0.12, -1.9]],
        [[-2.03, -1.45], [-1.28, -0.84], [0.14, 0.06], [-0.43, -1.06], [0.1, 2.19], [0.27, 1.96]],
        [1.13, 1.52, -1.87, -1.07, 0.39, 0.2],
        [0, 0, 0, 0, 0.63, 0.44],
    ),
    "MGU": (
        [[0.07, 6.04], [2.36, 3.23], [0.07, 1.75], [2.28, 0.8]],
        [[-0.7, -3.89], [-4.29, 0.74], [-1.0, 0.81], [0.05, -0.03]],
        [-1.43, 1.33, -0.87, -0.79],
        [0, 0, 0, 0],
    ),
}  # fmt: skip


def _sequence(name: str) -> tuple[Array, list[str], list[str]]:
    if name == "latch":
        bit = [1, -1, 1, -1, -1, 1, 1, -1, 1, -1, 1, 1]
        write = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
        read = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]
        return np.array([bit, write, read], float).T, ["bit", "write", "read"], []
    if name == "forget":
        return np.eye(50)[:, :1], ["write"], [f"bias {b:g}" for b in BIASES]
    value = [1, -1, 1, -1, -1, 1, 1, -1, 1, 1, 1, -1]
    mark = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    return np.array([value, mark], float).T, ["value", "mark"], ["answer", "helper"]


MAKERS = {"latch": _latch, "forget": _forget, "trained": _trained}


def preset(name: str, kind: str) -> dict[str, Any]:
    """The cell and the sequence called `name`, for a kind of cell: {"cell", "x", "inputs", "units", "at"}."""
    x, inputs, units = _sequence(name)
    return {"cell": MAKERS[name](kind), "x": x, "inputs": inputs, "units": units,
            "step": {"latch": 6, "forget": 11, "trained": 4}[name]}  # fmt: skip


def sent() -> list[dict[str, Any]]:
    """The presets as the page loads them: one sequence each, and the weights of all three cells."""
    sent = []
    for name, title in TITLES.items():
        made = {kind: preset(name, kind) for kind in GATES}
        one = made["LSTM"]
        sent.append({"name": name, "title": title, "inputs": one["inputs"], "units": one["units"],
                     "step": one["step"], "sizes": one["cell"].sizes, "x": one["x"].ravel().tolist(),
                     "weights": {kind: m["cell"].flat().tolist() for kind, m in made.items()}})  # fmt: skip
    return sent
