"""LSTM, GRU and minimal gated unit, traced gate by gate through the course's engine in float64."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib import ops
from course_lib.tensor import Tensor

Array = NDArray[np.float64]
GATES = {"LSTM": ("i", "f", "g", "o"), "GRU": ("r", "z", "n"), "MGU": ("f", "n")}
"""The gates of each cell in the order of the weights' rows, the candidate (g or n) among them."""
TRACED = {kind: (*gates, *(("c", "h") if kind == "LSTM" else ("h",))) for kind, gates in GATES.items()}
KEEPS = {"LSTM": "f", "GRU": "z", "MGU": "f"}
"""The gate that decides what is kept; in the minimal gated unit 1 - f keeps."""


@dataclass(frozen=True)
class Gated:
    """Weights of one gated cell: w (G*H, I), u (G*H, H), b and c (G*H,), the states h0 and c0 (H,).

    The bias c stands inside the product that the reset gate of a GRU multiplies; elsewhere it adds to b.
    """

    kind: str
    w: Array
    u: Array
    b: Array
    c: Array
    h0: Array
    c0: Array

    @property
    def sizes(self) -> list[int]:
        """Inputs and units."""
        return [self.w.shape[1], self.u.shape[1]]

    def flat(self) -> Array:
        """All weights in one row, as they travel to the page."""
        return np.concatenate([a.ravel() for a in (self.w, self.u, self.b, self.c, self.h0, self.c0)])

    def changed(self, **parts: Any) -> Gated:
        """The same cell with other parts."""
        return replace(self, **parts)


def shapes_of(kind: str, sizes: list[int]) -> list[tuple[int, ...]]:
    """The shapes of w, u, b, c, h0 and c0."""
    (i, h), g = sizes, len(GATES[kind])
    return [(g * h, i), (g * h, h), (g * h,), (g * h,), (h,), (h,)]


def count(kind: str, sizes: list[int]) -> int:
    """How many weights a cell of these sizes (inputs, units) has, the first states included."""
    return sum(int(np.prod(shape)) for shape in shapes_of(kind, sizes))


def gated_from(kind: str, flat: Array, sizes: list[int]) -> Gated:
    """The cell from its weights in one row."""
    shapes = shapes_of(kind, sizes)
    ends = np.cumsum([int(np.prod(s)) for s in shapes])
    parts = [a.reshape(s) for a, s in zip(np.split(flat, ends[:-1]), shapes, strict=True)]
    return Gated(kind, *parts)


def merged(kind: str, found: dict[str, Array]) -> Gated:
    """The cell from torch's names of the weights; biases that only add to each other become one."""
    u = found["weight_hh"]
    size = u.shape[1]
    b, c = found["bias_ih"].copy(), found["bias_hh"].copy()
    apart = 2 * size if kind == "GRU" else len(b)  # from here on c stands inside the reset gate's product
    b[:apart] += c[:apart]
    c[:apart] = 0
    return Gated(kind, found["weight_ih"], u, b, c, np.zeros(size), np.zeros(size))


def trace(cell: Gated, x: Array) -> dict[str, Array]:
    """Run the cell over x (T, I).

    Returns:
        each gate and the candidate (T, H), the hidden states h (T+1, H), the first one included, and for an
        LSTM the cell states c (T+1, H).
    """
    weights = (Tensor(cell.w), Tensor(cell.u), Tensor(cell.b), Tensor(cell.c))
    h, c = Tensor(cell.h0[None]), Tensor(cell.c0[None])
    rows: dict[str, list[Array]] = {name: [] for name in TRACED[cell.kind]}
    rows["h"].append(h.data)
    if cell.kind == "LSTM":
        rows["c"].append(c.data)
    for row in x:
        entered = Tensor(row[None])
        for name, gate in zip(GATES[cell.kind], _gates(cell.kind, entered, h, weights), strict=True):
            rows[name].append(gate.data)
        if cell.kind == "LSTM":
            h, c = ops.lstm_cell(entered, (h, c), weights)
            rows["c"].append(c.data)
        else:
            h = (ops.gru_cell if cell.kind == "GRU" else ops.mgu_cell)(entered, h, weights)
        rows["h"].append(h.data)
    return {name: np.concatenate(values) for name, values in rows.items()}


def _gates(kind: str, x: Tensor, h: Tensor, weights: Any) -> list[Tensor]:
    w, u, b, c = weights
    size = h.shape[1]
    if kind == "LSTM":
        i, f, g, o = (ops.linear(x, w, b) + ops.linear(h, u, c)).chunk(4, dim=1)
        return [ops.sigmoid(i), ops.sigmoid(f), ops.tanh(g), ops.sigmoid(o)]
    if kind == "GRU":
        (xr, xz, xn), (hr, hz, hn) = ops.linear(x, w, b).chunk(3, dim=1), ops.linear(h, u, c).chunk(3, dim=1)
        r = ops.sigmoid(xr + hr)
        return [r, ops.sigmoid(xz + hz), ops.tanh(xn + r * hn)]
    xf, xn = ops.linear(x, w, b).chunk(2, dim=1)
    f = ops.sigmoid(xf + ops.linear(h, u[:size], c[:size]))
    return [f, ops.tanh(xn + ops.linear(f * h, u[size:], c[size:]))]


def packed_trace(cell: Gated, found: dict[str, Array]) -> Array:
    """The trace as it travels: name after name in the order of `TRACED`, each step after step."""
    return np.concatenate([found[name].ravel() for name in TRACED[cell.kind]])
