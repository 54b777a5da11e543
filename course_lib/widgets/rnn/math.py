"""A recurrent cell run over a sequence, and the gradient of one number with respect to each earlier state.

Everything here runs through the course's engine in float64; the page computes the same without a kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib import ops
from course_lib.tensor import Tensor

Array = NDArray[np.float64]
PATTERNS = ("one-to-one", "one-to-many", "many-to-one", "many-to-many", "encoder-decoder")


@dataclass(frozen=True)
class Cell:
    """h_t = f(W_x x_t + W_h h_(t-1) + b) and y_t = W_y h_t + b_y, with h_0."""

    wx: Array  # (H, I)
    wh: Array  # (H, H)
    b: Array  # (H,)
    wy: Array  # (K, H)
    by: Array  # (K,)
    h0: Array  # (H,)
    nonlinearity: str = "tanh"

    @property
    def sizes(self) -> list[int]:
        """Inputs, units, outputs."""
        return [self.wx.shape[1], len(self.wh), len(self.wy)]

    def flat(self) -> Array:
        """All weights in one row, as they travel to the page."""
        return np.concatenate([a.ravel() for a in (self.wx, self.wh, self.b, self.wy, self.by, self.h0)])

    def changed(self, **parts: Any) -> Cell:
        """The same cell with other parts."""
        return replace(self, **parts)


def cell_from(flat: Array, sizes: list[int], nonlinearity: str) -> Cell:
    """The cell from its weights in one row; `weights_of(sizes)` numbers."""
    i, h, k = sizes
    shapes = [(h, i), (h, h), (h,), (k, h), (k,), (h,)]
    ends = np.cumsum([int(np.prod(s)) for s in shapes])
    parts = [a.reshape(s) for a, s in zip(np.split(flat, ends[:-1]), shapes, strict=True)]
    wx, wh, b, wy, by, h0 = parts
    return Cell(wx, wh, b, wy, by, h0, nonlinearity)


def weights_of(sizes: list[int]) -> int:
    """How many weights a cell of these sizes (inputs, units, outputs) has, h_0 included."""
    i, h, k = sizes
    return h * i + h * h + h + k * h + k + h


def schedule(pattern: str, length: int, outputs: int) -> tuple[list[int], list[bool]]:
    """Which row of the input enters at each step (-1 for none), and which steps give an output.

    Example:
        >>> schedule("encoder-decoder", 2, 3)
        ([0, 1, -1, -1, -1], [False, False, True, True, True])
    """
    if pattern == "one-to-one":
        return [0], [True]
    if pattern == "one-to-many":
        return [0] + [-1] * (outputs - 1), [True] * outputs
    if pattern == "many-to-one":
        return list(range(length)), [False] * (length - 1) + [True]
    if pattern == "many-to-many":
        return list(range(length)), [True] * length
    return list(range(length)) + [-1] * outputs, [False] * length + [True] * outputs


@np.errstate(over="ignore", invalid="ignore")  # without tanh a state may grow beyond the finite numbers
def run(
    cell: Cell, x: Array, pattern: str, outputs: int, feed: str = "", nudges: list[Tensor] | None = None
) -> dict[str, Any]:
    """Run the cell.

    Args:
        cell: the cell.
        x: the sequence (T, I).
        pattern: one of `PATTERNS`.
        outputs: how many outputs one-to-many and encoder-decoder write.
        feed: what enters a step that has no input, once there was an output: "" (zeros), "value" (the
            output), "letter" (1 at the largest output).
        nudges: tensors (1, H) of zeros added to h_0, h_1, ...: their gradients are those of the states.

    Returns:
        {"x": (N, I), "h": (N+1, H), "y": (N, K), "gives": [N], "takes": [N], "h_all", "y_all": tensors}.
    """
    takes, gives = schedule(pattern, len(x), outputs)
    weights = (Tensor(cell.wx), Tensor(cell.wh), Tensor(cell.b), None)
    wy, by = Tensor(cell.wy), Tensor(cell.by)
    h = Tensor(cell.h0[None])
    states: list[Tensor] = [h if nudges is None else h + nudges[0]]
    answers: list[Tensor] = []
    used: list[Tensor] = []
    for t, row in enumerate(takes):
        before = answers[-1] if t and gives[t - 1] else None
        used.append(_entering(cell, x, row, before, feed))
        h = ops.rnn_cell(used[-1], states[-1], weights, cell.nonlinearity)
        states.append(h if nudges is None else h + nudges[t + 1])
        answers.append(ops.linear(states[-1], wy, by))
    return {
        "x": np.concatenate([u.data for u in used]),
        "h": np.concatenate([s.data for s in states]),
        "y": np.concatenate([a.data for a in answers]),
        "takes": takes,
        "gives": gives,
        "h_all": states,
        "y_all": answers,
    }


def _entering(cell: Cell, x: Array, row: int, before: Tensor | None, feed: str) -> Tensor:
    size = cell.wx.shape[1]
    if row >= 0:
        return Tensor(x[row][None])
    if before is None or not feed or len(cell.wy) != size:
        return Tensor(np.zeros((1, size)))
    if feed == "value":
        return before
    return Tensor(np.eye(size)[[int(np.argmax(before.data))]])


@np.errstate(over="ignore", invalid="ignore")
def gradient(
    cell: Cell, x: Array, pattern: str, outputs: int, feed: str, step: int, unit: int, of: str = "h"
) -> Array:
    """The gradient of h_step[unit] (or y_step[unit]) with respect to h_0, ..., h_step: (step+1, H)."""
    length = len(schedule(pattern, len(x), outputs)[0])
    size = len(cell.wh)
    nudges = [Tensor(np.zeros((1, size)), requires_grad=True) for _ in range(length + 1)]
    ran = run(cell, x, pattern, outputs, feed, nudges)
    chosen = ran["h_all"][step] if of == "h" else ran["y_all"][step - 1]
    chosen[0, unit].backward()
    grads = [n.grad if n.grad is not None else np.zeros((1, size)) for n in nudges[: step + 1]]
    return np.concatenate(grads)


def radius(matrix: Array) -> float:
    """The spectral radius of a square matrix: its largest eigenvalue in size, by repeated squaring.

    Example:
        >>> round(radius(np.array([[0.0, -2.0], [2.0, 0.0]])), 12)
        2.0
    """
    power, log = matrix.astype(np.float64), 0.0
    for k in range(40):  # the norm of the n-th power, to the power 1/n, with n = 2^40
        size = float(np.abs(power).max())
        if size == 0:
            return 0.0
        log += np.log(size) / 2**k
        power = (power / size) @ (power / size)
    return float(np.exp(log))
