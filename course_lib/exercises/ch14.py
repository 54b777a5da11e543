"""Chapter 14, recurrent networks: six exercises, from one step of a cell to its gradient through time.

Time comes first: X is (T, N, D), one row of features a step and example; states h are (N, H). Weights are
those of `nn.RNN`: Wx (H, D), Wh (H, H), and one bias b (H,).
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch14_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch14_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise


def _drawn(seed: int, *shapes: tuple[int, ...]) -> list[np.ndarray]:
    """Arrays of these shapes, with two decimals."""
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 0.7, shape).round(2) for shape in shapes]


def _cell(seed: int, n: int, i: int, h: int) -> list[np.ndarray]:
    """One step: x (N, D), h (N, H), Wx, Wh, b."""
    return _drawn(seed, (n, i), (n, h), (h, i), (h, h), (h,))


@exercise(
    "14.step",
    cases=[
        case(*_cell(0, 2, 3, 4)),
        case(*_cell(1, 1, 1, 1)),  # one neuron
        case(*_cell(2, 3, 2, 5)),  # more units than inputs
        case(*_cell(3, 4, 6, 2)),
        case(np.zeros((2, 3)), np.zeros((2, 2)), *_cell(4, 2, 3, 2)[2:]),  # the bias alone
        case(*_cell(5, 3, 3, 3)),  # all square: who is transposed?
    ],
    hints=(
        "A unit adds up what comes in now, what it and its neighbours said a moment ago, and its bias.",
        "Rows of Wx and Wh belong to units, as in every layer: for a batch it is x times Wx transposed.",
        "np.tanh(x @ Wx.T + h @ Wh.T + b).",
    ),
)
def my_step(x, h, Wx, Wh, b):
    """The next state (N, H) from the input x (N, D) and the state h (N, H)."""
    return np.tanh(x @ Wx.T + h @ Wh.T + b)


def _sequence(seed: int, t: int, n: int, i: int, h: int) -> list[np.ndarray]:
    """X (T, N, D), h0 (N, H), Wx, Wh, b for a whole sequence."""
    return _drawn(seed, (t, n, i), (n, h), (h, i), (h, h), (h,))


_FROM_H0 = (
    "The state before the first step is given: h0 need not be zero.",
    "Step t reads the state of step t − 1, and the first step reads h0.",
    "Begin with h = h0, and in the loop write h = np.tanh(X[t] @ Wx.T + h @ Wh.T + b).",
)


@exercise(
    "14.unroll",
    cases=[
        case(*_sequence(0, 4, 2, 3, 2), hints=_FROM_H0),
        case(*_sequence(1, 1, 1, 1, 1)),  # a single step
        case(*_sequence(2, 7, 1, 2, 3)),
        case(*_sequence(3, 3, 3, 3, 3)),  # all sizes equal
        case(np.zeros((5, 1, 2)), *_sequence(4, 5, 1, 2, 2)[1:], hints=_FROM_H0),
    ],
    hints=(
        "The same cell is used at every step, with the same weights. Only input and state change.",
        "Walk along the first axis of X. Keep each new state, because all of them are asked for.",
        "states = []; for x in X: h = np.tanh(x @ Wx.T + h @ Wh.T + b); states.append(h). "
        "Then np.stack(states), of shape (T, N, H).",
    ),
)
def my_unroll(X, h0, Wx, Wh, b):
    """All states (T, N, H) of a cell that reads X (T, N, D), starting from h0 (N, H)."""
    states, h = [], h0
    for x in X:
        h = np.tanh(x @ Wx.T + h @ Wh.T + b)
        states.append(h)
    return np.stack(states)


def _run(seed: int, t: int, n: int, h: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """States (T+1, N, H) with h0 first, the loss's own gradients at each state (T, N, H), and Wh."""
    inputs, Wh, G = _drawn(seed, (t, n, h), (h, h), (t, n, h))
    states = [_drawn(seed + 100, (n, h))[0] * 0.5]
    for z in inputs:
        states.append(np.tanh(z + states[-1] @ Wh.T))
    return np.stack(states), G, Wh


_LAST_ONLY = np.concatenate([np.zeros((4, 2, 3)), np.ones((1, 2, 3))])


@exercise(
    "14.bptt",
    level="challenge",
    cases=[
        case(*_run(0, 2, 1, 1)),  # the example by hand: two steps, one unit
        case(*_run(1, 4, 2, 3)),
        case(_run(2, 5, 2, 3)[0], _LAST_ONLY, _run(2, 5, 2, 3)[2]),  # a loss at the end alone
        case(*_run(3, 1, 3, 2)),  # one step
        case(*_run(4, 6, 1, 4)),
    ],
    hints=(
        "Go from the last step to the first. A state is heard twice: by the loss at its own step, and by the "
        "next step.",
        "With delta at step t+1 known, dL/dh_t = G[t] + delta_(t+1) Wh (rows are examples). Times the slope "
        "1 − h_t² it becomes delta_t.",
        "delta = (G[t] + delta @ Wh) * (1 - H[t + 1] ** 2); dWh += delta.T @ H[t], because H[0] is h0 and so "
        "H[t] is the state that step t read. Start with delta = 0 and run t = T−1, ..., 0.",
    ),
)
def my_bptt(H, G, Wh):
    """dL/dWh (H, H). H (T+1, N, H) holds h_0 first, G (T, N, H) the loss's own gradient at h_1 ... h_T."""
    delta, dWh = np.zeros_like(H[0]), np.zeros_like(Wh)
    for t in reversed(range(len(G))):
        delta = (G[t] + delta @ Wh) * (1 - H[t + 1] ** 2)
        dWh = dWh + delta.T @ H[t]
    return dWh


_TOGETHER = (
    "The gradients are one long vector that happens to lie in several arrays.",
    "Its length is the root of the sum of all squares, over all arrays. One factor scales them all.",
    "norm = np.sqrt(sum((g ** 2).sum() for g in grads)); factor = min(1, most / norm).",
)


@exercise(
    "14.clip",
    cases=[
        case([np.array([3.0, 0.0]), np.array([[0.0, 4.0]])], 1.0, hints=_TOGETHER),  # length 5
        case([np.array([0.3, -0.4])], 1.0),  # short enough: unchanged
        case([np.array([-6.0, 8.0])], 5.0),
        case([np.array([[1.0, -2.0], [2.0, 4.0]]), np.array([10.0])], 2.5, hints=_TOGETHER),
        case([np.array([0.0, 0.0])], 1.0),  # no gradient at all
    ],
    hints=(
        "A gradient that is too long keeps its direction and loses length. A short one stays as it is.",
        "If the length is n and the most allowed is c, multiply by min(1, c / n). Mind n = 0.",
        "factor = 1.0 if norm <= most else most / norm; return [g * factor for g in grads].",
    ),
)
def my_clip(grads, most):
    """The gradients, a list of arrays, scaled together to a joint length of at most `most`."""
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = 1.0 if norm <= most else most / norm
    return [g * factor for g in grads]


_SCORES = np.array([1.0, 3.0, 0.5, 2.0])
_LARGE = (
    "e to the power of 2000 is no float any more. Softmax does not change if you subtract a number from "
    "every score.",
    "Subtract the largest score first: then every exponent is 0 or less.",
    "z = scores / temperature; p = np.exp(z - z.max()); p /= p.sum().",
)


@exercise(
    "14.sample",
    level="stretch",
    cases=[
        case(_SCORES, 1.0, 0.05),
        case(_SCORES, 1.0, 0.5),
        case(_SCORES, 1.0, 0.98),
        case(_SCORES, 0.1, 0.05),  # cold: nearly always the best
        case(_SCORES, 10.0, 0.2),  # hot: nearly even
        case(_SCORES, 10.0, 0.8),
        case(np.array([0.7]), 2.0, 0.3),  # one symbol alone
        case(np.array([2000.0, 1000.0, 1999.0]), 1.0, 0.9, hints=_LARGE),
    ],
    hints=(
        "Divide the scores by the temperature, take the softmax, and lay the probabilities end to end on a "
        "line from 0 to 1. In whose stretch does u fall?",
        "np.cumsum gives the right end of each stretch. The symbol is the first whose right end is above u.",
        "int(np.searchsorted(np.cumsum(p), u, side='right')), with p the softmax of scores / temperature.",
    ),
)
def my_sample(scores, temperature, u):
    """Number of the symbol that u, drawn evenly from [0, 1), chooses by softmax(scores / temperature)."""
    z = scores / temperature
    p = np.exp(z - z.max())
    p = p / p.sum()
    return min(int(np.searchsorted(np.cumsum(p), u, side="right")), len(p) - 1)


_CARRIED = (
    "What moves from one column to the next? The carry is the state of this cell.",
    "At each step add the two bits and the carry: the result is 0, 1, 2 or 3. Its last bit is written, and "
    "the carry is 1 from 2 on.",
    "s = a[t] + b[t] + carry; out.append(s % 2); carry = s // 2. At the end, append the carry.",
)


@exercise(
    "14.add",
    cases=[
        case(np.array([1, 0]), np.array([1, 0])),  # 1 + 1 = 2
        case(np.array([1, 1, 0, 1]), np.array([0, 1, 1, 0])),
        case(np.array([1, 1, 1]), np.array([1, 0, 0]), hints=_CARRIED),  # carries to the end
        case(np.array([0]), np.array([0])),
        case(np.array([1, 1, 1, 1, 1]), np.array([1, 1, 1, 1, 1]), hints=_CARRIED),
    ],
    hints=_CARRIED,
)
def my_add(a, b):
    """The bits (T+1,) of the sum of two numbers given by their bits (T,), the ones' place first."""
    carry, out = 0, []
    for t in range(len(a)):
        s = a[t] + b[t] + carry
        out.append(s % 2)
        carry = s // 2
    return np.array([*out, carry])
