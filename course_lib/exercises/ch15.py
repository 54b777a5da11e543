"""Chapter 15, gated memory: three cells built from their equations, their sizes, and how long they keep.

Inputs x are (N, D), states h and c are (N, H), one row an example. Weights stand as in torch: W (G*H, D) for
the input and U (G*H, H) for the state, one block of H rows a gate; biases are (G*H,).
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch15_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch15_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import Case, case, exercise
from course_lib.linear import sigmoid


def _draw(*shapes: tuple[int, ...], seed: int, size: float = 1.0) -> list[np.ndarray]:
    """Arrays for a case, with two decimals."""
    random = np.random.default_rng(seed)
    return [random.normal(0, size, shape).round(2) for shape in shapes]


def _lstm_case(N: int, D: int, H: int, seed: int, **more: tuple[str, ...]) -> Case:
    return case(*_draw((N, D), (N, H), (N, H), (4 * H, D), (4 * H, H), (4 * H,), seed=seed), **more)


_FAR_LSTM = case(
    np.array([[1.0]]),
    np.array([[0.5]]),
    np.array([[40.0]]),
    np.zeros((4, 1)),
    np.zeros((4, 1)),
    np.array([-800.0, 800.0, 0.0, 800.0]),
    hints=(
        "The gates of this case are far from zero, and the cell state is 40: nothing may overflow.",
        "1 / (1 + np.exp(800)) warns, but 0.5 * (1 + np.tanh(z / 2)) is the same sigmoid, safe everywhere.",
        "A cell state of 40 stays 40 when f is 1 and i is 0; only h is squashed, to o * tanh(40).",
    ),
)


@exercise(
    "15.lstm",
    cases=[
        _lstm_case(1, 1, 1, 1),
        _lstm_case(2, 3, 2, 2),
        _lstm_case(3, 2, 4, 3),
        _lstm_case(4, 5, 1, 4),  # one unit
        _FAR_LSTM,
    ],
    hints=(
        "All four blocks come from one sum, x W^T + h U^T + b, of shape (N, 4 H). Cut it into four.",
        "The order of the blocks is i, f, g, o. The candidate g goes through tanh, the three gates through "
        "the sigmoid. Then c' = f c + i g and h' = o tanh(c').",
        "i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1), then the two lines, then return (h, c): "
        "h first.",
    ),
)
def my_lstm(x, h, c, W, U, b):
    """One step of an LSTM. Blocks of rows in the order i, f, g, o. Gives (h, c), each (N, H)."""
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def _gru_case(N: int, D: int, H: int, seed: int) -> Case:
    return case(*_draw((N, D), (N, H), (3 * H, D), (3 * H, H), (3 * H,), (3 * H,), seed=seed))


@exercise(
    "15.gru",
    cases=[_gru_case(1, 1, 1, 11), _gru_case(2, 3, 2, 12), _gru_case(3, 2, 4, 13), _gru_case(5, 4, 1, 14)],
    hints=(
        "Make the two products apart: a = x W^T + b and k = h U^T + c, each (N, 3 H), each cut into three: "
        "r, z, n.",
        "r and z are sigmoids of a + k. In the candidate the reset gate multiplies only the state's part: "
        "n = tanh(a_n + r k_n).",
        "return (1 - z) * n + z * h. The bias c_n stands inside k_n, so r multiplies it too.",
    ),
)
def my_gru(x, h, W, U, b, c):
    """One step of a GRU as torch has it. Blocks in the order r, z, n; c is the state's bias. Gives (N, H)."""
    ar, az, an = np.split(x @ W.T + b, 3, axis=1)
    kr, kz, kn = np.split(h @ U.T + c, 3, axis=1)
    r, z = sigmoid(ar + kr), sigmoid(az + kz)
    n = np.tanh(an + r * kn)
    return (1 - z) * n + z * h


def _mgu_case(N: int, D: int, H: int, seed: int) -> Case:
    return case(*_draw((N, D), (N, H), (2 * H, D), (2 * H, H), (2 * H,), seed=seed))


@exercise(
    "15.mgu",
    level="stretch",
    cases=[_mgu_case(1, 1, 1, 21), _mgu_case(2, 3, 2, 22), _mgu_case(3, 2, 4, 23), _mgu_case(5, 4, 1, 24)],
    hints=(
        "The gate comes first, because the candidate needs it. Cut W, U and b into two blocks: f, then n.",
        "f = sigmoid(x W_f^T + h U_f^T + b_f), then n = tanh(x W_n^T + (f h) U_n^T + b_n): f enters before "
        "the product.",
        "return (1 - f) * h + f * n. Here a gate of 1 overwrites; in an LSTM it keeps.",
    ),
)
def my_mgu(x, h, W, U, b):
    """One step of a minimal gated unit. Blocks in the order f, n. Gives the new state (N, H)."""
    (Wf, Wn), (Uf, Un), (bf, bn) = (np.split(part, 2) for part in (W, U, b))
    f = sigmoid(x @ Wf.T + h @ Uf.T + bf)
    n = np.tanh(x @ Wn.T + (f * h) @ Un.T + bn)
    return (1 - f) * h + f * n


@exercise(
    "15.count",
    cases=[
        case("LSTM", 2, 3, 1),
        case("GRU", 2, 3, 1),
        case("MGU", 2, 3, 1),
        case("RNN", 2, 3, 1),
        case("GRU", 100, 1, 2),  # many inputs, one unit
        case("LSTM", 28, 128, 2),
        case("MGU", 1, 1, 0),  # no bias at all
    ],
    hints=(
        "Each block, gate or candidate, is a small layer: it reads the input and the state, and gives H "
        "numbers.",
        "A block has H D weights for the input, H H for the state, and H for each bias.",
        "Blocks: RNN 1, MGU 2, GRU 3, LSTM 4. The product is blocks * H * (D + H + biases).",
    ),
)
def my_count(cell, D, H, biases):
    """How many numbers a cell learns: "RNN", "MGU", "GRU" or "LSTM", with 0, 1 or 2 biases a block."""
    blocks = {"RNN": 1, "MGU": 2, "GRU": 3, "LSTM": 4}[cell]
    return blocks * H * (D + H + biases)


@exercise(
    "15.half-life",
    level="stretch",
    cases=[
        case(1.0),
        case(2.0),
        case(100.0),
        case(np.array([1.0, 10.0, 50.0])),
        case(
            1e9,
            hints=(
                "After rounding, 1 - 2^(-1/T) has lost most of its digits for a huge T.",
                "np.expm1(v) is e^v - 1 without that loss. Write 2^(1/T) - 1 with it.",
                "-np.log(np.expm1(np.log(2) / T)).",
            ),
        ),
    ],
    hints=(
        "A gate of f leaves f^T of the memory after T steps. Set that to 1/2 and solve for f.",
        "f = 2^(-1/T), and f = 1 / (1 + e^-b). So e^-b = 1/f - 1 = 2^(1/T) - 1.",
        "b = -ln(2^(1/T) - 1). For T = 1 that is 0.",
    ),
)
def my_half_life_bias(T):
    """The forget gate's bias b with which half of the memory is left after T steps: sigmoid(b)^T = 1/2."""
    return -np.log(np.expm1(np.log(2) / T))


def _line_case(T: int, H: int, seed: int) -> Case:
    random = np.random.default_rng(seed)
    return case(random.uniform(0, 1, (T, H)).round(2), random.normal(0, 1, (T, H)).round(2))


@exercise(
    "15.memory-line",
    level="challenge",
    cases=[
        _line_case(3, 1, 31),
        _line_case(6, 2, 32),
        _line_case(1, 3, 33),  # one step: nothing to pass on
        case(np.ones((4, 1)), np.array([[0.0], [0.0], [0.0], [1.0]])),  # the carousel: nothing fades
        case(np.zeros((3, 2)), np.ones((3, 2))),  # everything is erased at once
    ],
    hints=(
        "Walk backward in time, as in chapter 14. At the last step the gradient of c is what arrives there "
        "directly.",
        "c_t appears in two places: in h_t, which gives direct[t], and in c_(t+1) = f_(t+1) c_t + ... . Add "
        "both.",
        "total[t] = direct[t] + f[t + 1] * total[t + 1]: the gate of the step after.",
    ),
)
def my_memory_line(f, direct):
    """Gradient for every cell state, from the gates f (T, H) and what arrives directly (T, H): (T, H)."""
    total = np.array(direct, dtype=float)
    for t in reversed(range(len(f) - 1)):
        total[t] += f[t + 1] * total[t + 1]
    return total
