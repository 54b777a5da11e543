"""Chapter 16, sequence to sequence: five exercises, from shifted targets to attention and beam search.

Sequences are numbers of words, (N, T). Here 0 pads, 1 begins a sentence and 2 ends it. Attention has keys K
(S, d), one row a source position, values V (S, e) and queries q (d,).
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch16_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch16_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_LENGTHS = (
    "The sentences differ in length. How long is the longest, and what stands behind a shorter one?",
    "Both arrays have one column more than the longest sentence has words: the input gains a 1 in front, the "
    "target a 2 behind.",
    "T = 1 + max(map(len, sentences)); start from np.zeros((len(sentences), T), int), twice.",
)


@exercise(
    "16.shift",
    cases=[
        case([[5, 3, 4]]),
        case([[3, 4], [5, 6]]),
        case([[7], [3, 4, 5]], hints=_LENGTHS),
        case([[3, 4, 5, 6], [9], [8, 7]], hints=_LENGTHS),
        case([[]]),  # a sentence without words: the end follows the beginning
        case([[], [4, 4]], hints=_LENGTHS),
    ],
    hints=(
        "What the decoder reads at step t is what it should have written at step t - 1.",
        "Row i of the input is [1, *sentence], row i of the target is [*sentence, 2], and zeros behind.",
        "inputs[i, : len(s) + 1] = [1, *s]; targets[i, : len(s) + 1] = [*s, 2].",
    ),
)
def my_shift(sentences):
    """Decoder inputs and targets, both (N, T), of sentences of word numbers: 1 begins, 2 ends, 0 pads."""
    T = 1 + max(map(len, sentences))
    inputs = np.zeros((len(sentences), T), int)
    targets = np.zeros((len(sentences), T), int)
    for i, s in enumerate(sentences):
        inputs[i, : len(s) + 1] = [1, *s]
        targets[i, : len(s) + 1] = [*s, 2]
    return inputs, targets


_T = np.array([[3, 4, 5, 6], [3, 3, 3, 3], [7, 8, 9, 2], [4, 5, 6, 2]])
_W = np.array([[3, 4, 5, 6], [3, 9, 3, 9], [1, 8, 1, 2], [4, 5, 6, 9]])
_NOBODY = (
    "In this case no step comes after a mistake. What is the share of nothing?",
    "Return 1.0 where there is no step to count: np.mean of nothing is nan.",
    "return right[after].mean() if after.any() else 1.0.",
)


@exercise(
    "16.after",
    level="stretch",
    cases=[
        case(_W, _T),
        case(_W[1:3], _T[1:3]),
        case(_W[2:3, ::-1], _T[2:3, ::-1]),
        case(_T, _T, hints=_NOBODY),  # no mistake at all
        case(_W[3:], _T[3:], hints=_NOBODY),  # the only mistake is at the last step
        case(_T[:, :1] + 1, _T[:, :1], hints=_NOBODY),  # T = 1
        case(_T + 1, _T),  # all wrong
    ],
    hints=(
        "The first mistake itself does not count, and nothing before it does.",
        "A step comes after a mistake if the number of mistakes before it, in its row, is above 0.",
        "wrong = written != target; before = np.cumsum(wrong, axis=1) - wrong; then count where before > 0.",
    ),
)
def my_after(written, target):
    """Share of right steps among those after the first mistake of their row; 1.0 if there are none."""
    wrong = written != target
    after = np.cumsum(wrong, axis=1) - wrong > 0
    return float(np.mean(~wrong[after])) if after.any() else 1.0


_RNG = np.random.default_rng(16)
_q = _RNG.normal(0, 1, 4).round(1)
_K = _RNG.normal(0, 1, (5, 4)).round(1)
_V = _RNG.normal(0, 1, (5, 3)).round(1)
_ALL = np.ones(5, bool)
_PADDED = np.array([False, False, True, True, True])
_MASK = (
    "Positions where allowed is False are padding: their weight must be exactly 0, and the others sum to 1.",
    "Set their scores to -inf before the softmax; e to the power of -inf is 0.",
    "s = np.where(allowed, K @ q, -np.inf).",
)
_HUGE = (
    "These scores are large. What is np.exp(1000)?",
    "Softmax does not change when the same number is taken off all scores: take off the largest.",
    "e = np.exp(s - s.max()); a = e / e.sum().",
)


@exercise(
    "16.attention",
    cases=[
        case(_q, _K, _V, _ALL),
        case(np.zeros(4), _K, _V, _ALL),  # nothing asked: the mean of all
        case(_q, _K, _V, _PADDED, hints=_MASK),
        case(_q, _K, _V, np.arange(5) == 3, hints=_MASK),  # one position left
        case(500 * _q, _K, _V, _ALL, hints=_HUGE),
        case(_q[:1], _K[:2, :1], _V[:2], _ALL[:2]),  # d = 1
        case(-_q, _K[:, :], _K, _PADDED, hints=_MASK),  # the values are the keys
    ],
    hints=(
        "Three lines: scores, weights, context.",
        "The scores are the products of the query with each row of K; their softmax gives the weights.",
        "a = softmax(K @ q) with the padding at -inf, and the context is a @ V.",
    ),
)
def my_attention(q, K, V, allowed):
    """The context (e,): rows of V (S, e), weighted by softmax(K q) over the allowed. q (d,), K (S, d)."""
    s = np.where(allowed, K @ q, -np.inf)
    e = np.exp(s - s.max())
    return (e / e.sum()) @ V


_h = _RNG.normal(0, 1, 3).round(1)
_Wa = _RNG.normal(0, 1, (6, 3)).round(1)
_Ua = _RNG.normal(0, 1, (6, 4)).round(1)
_va = _RNG.normal(0, 1, 6).round(1)


@exercise(
    "16.additive",
    level="stretch",
    cases=[
        case(_h, _K, _Wa, _Ua, _va),
        case(_h, _K[:1], _Wa, _Ua, _va),  # one position gets everything
        case(_h, _K, 0 * _Wa, _Ua, _va),  # the state has no say
        case(_h, _K, _Wa, _Ua, 0 * _va),  # all alike
        case(-_h, _K, _Wa[:1], _Ua[:1], 800 * _va[:1], hints=_HUGE),  # one hidden unit, large scores
        case(_h, _K[:3], _Wa[:2], _Ua[:2], _va[:2]),
    ],
    hints=(
        "For each position: state and memory enter one small layer with tanh, and v makes a number of it.",
        "K @ U.T is (S, A), one row a position; W @ s is (A,) and is added to every row.",
        "scores = np.tanh(W @ s + K @ U.T) @ v, then the softmax.",
    ),
)
def my_additive(s, K, W, U, v):
    """Weights (S,): softmax of v . tanh(W s + U k_j). s (H,), K (S, d), W (A, H), U (A, d), v (A,)."""
    scores = np.tanh(W @ s + K @ U.T) @ v
    e = np.exp(scores - scores.max())
    return e / e.sum()


def _table(rows):
    """Logarithms of probabilities; row a says what follows word a."""
    return np.log(np.array(rows))


# Words: 0 pads, 1 begins, 2 ends, 3, 4, 5 are words. Greedy goes to 3 and finds nothing good behind it.
_TRAP = _table(
    [
        [1 / 6] * 6,
        [0.01, 0.01, 0.01, 0.55, 0.40, 0.02],
        [1 / 6] * 6,
        [0.01, 0.01, 0.28, 0.20, 0.22, 0.28],
        [0.01, 0.01, 0.93, 0.02, 0.01, 0.02],
        [0.01, 0.01, 0.60, 0.14, 0.14, 0.10],
    ]
)
_ODD = _table(_RNG.dirichlet(np.full(6, 0.7), 6).clip(0.002).round(3))
_ENDS = (
    "Some hypotheses end early. What becomes of them while the others grow?",
    "A hypothesis that ends with 2 stays in the list as it is, with its sum, and competes with the others.",
    "In the loop: if words[-1] == 2, keep (words, total) as a candidate; else add one for each next word.",
)


@exercise(
    "16.beam",
    level="challenge",
    cases=[
        case(_TRAP, 1, 6, hints=_ENDS),  # width 1 is greedy
        case(_TRAP, 2, 6, hints=_ENDS),
        case(_TRAP, 3, 6, hints=_ENDS),
        case(_TRAP, 2, 1),  # one step only
        case(_ODD, 1, 4, hints=_ENDS),
        case(_ODD, 3, 5, hints=_ENDS),
        case(_ODD, 50, 4, hints=_ENDS),  # wide enough for everything
    ],
    hints=(
        "Keep a list of pairs (words, total). It begins as [([1], 0.0)].",
        "Every hypothesis has a child for each next word, with total + table[last, word]. Sort all children "
        "of all hypotheses by their total, and keep the best `width`.",
        "pool.sort(key=lambda one: -one[1]); beam = pool[:width]. At the end return beam[0][0].",
    ),
)
def my_beam(table, width, steps):
    """The best words found by beam search, a list that begins with 1 and stops at 2 or after `steps` words.

    table[a, b] is the log-probability that word b follows word a.
    """
    beam = [([1], 0.0)]
    for _ in range(steps):
        pool = []
        for words, total in beam:
            if words[-1] == 2:
                pool.append((words, total))
            else:
                pool += [([*words, b], total + table[words[-1], b]) for b in range(len(table))]
        pool.sort(key=lambda one: -one[1])
        beam = pool[:width]
    return beam[0][0]
