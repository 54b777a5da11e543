"""Chapter 20, transformers: six exercises, from one head to patches and the way back through a softmax.

A sequence is X (T, D), one row a position. A head has queries, keys and values (T, d); its weights are
(T, T), a row for each position that asks.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch20_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch20_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_RNG = np.random.default_rng(20)


def _some(*shape, scale=1.0):
    return (scale * _RNG.normal(0, 1, shape)).round(1)


_X, _Q, _K, _V = _some(5, 4), _some(4, 3), _some(4, 3), _some(4, 2)
_CAUSAL = (
    "Here causal is True: position t must give weight exactly 0 to every position after it.",
    "Set the scores above the diagonal to -inf before the softmax; np.tri says where t may look.",
    "if causal: S = np.where(np.tri(len(X), dtype=bool), S, -np.inf).",
)
_HUGE = (
    "These scores are large. What is np.exp(1000)?",
    "A softmax does not change when each row loses its largest score first.",
    "E = np.exp(S - S.max(axis=1, keepdims=True)).",
)


@exercise(
    "20.self",
    cases=[
        case(_X, _Q, _K, _V, False),
        case(_X, _Q, _K, _V, True, hints=_CAUSAL),
        case(_X[:1], _Q, _K, _V, True),  # T = 1: nobody else to look at
        case(_X, 0 * _Q, _K, _V, False),  # nothing asked: the mean of all
        case(_X, 0 * _Q, _K, _V, True, hints=_CAUSAL),  # the mean so far
        case(_X, 40 * _Q, 40 * _K, _V, False, hints=_HUGE),
        case(_X[:3, :2], _Q[:2, :1], _K[:2, :1], _V[:2], True, hints=_CAUSAL),  # d = 1
    ],
    hints=(
        "Four lines: queries, keys and values; scores; weights; output.",
        "The scores are Q K^T / sqrt(d), where d is the length of one key. The softmax goes along each row.",
        "S = (X @ Wq) @ (X @ Wk).T / np.sqrt(Wk.shape[1]); the output is softmax(S, axis=1) @ (X @ Wv).",
    ),
)
def my_self_attention(X, Wq, Wk, Wv, causal):
    """One head: softmax(Q K^T / sqrt(d)) V, (T, e). X (T, D); Wq, Wk (D, d); Wv (D, e)."""
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = Q @ K.T / np.sqrt(K.shape[1])
    if causal:
        S = np.where(np.tri(len(X), dtype=bool), S, -np.inf)
    E = np.exp(S - S.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) @ V


_PAIRS = (
    "Columns come in pairs: 0 and 1 share a frequency, 2 and 3 the next one.",
    "Column 2i is a sine and column 2i + 1 a cosine, both of t / 10000^(2i / D).",
    "angle = t[:, None] / 10000 ** (np.arange(0, D, 2) / D); P[:, 0::2] = sin, P[:, 1::2] = cos of it.",
)


@exercise(
    "20.positions",
    level="stretch",
    cases=[
        case(4, 2),
        case(6, 8, hints=_PAIRS),
        case(1, 4, hints=_PAIRS),  # position 0: sines 0, cosines 1
        case(40, 6, hints=_PAIRS),
        case(3, 16, hints=_PAIRS),
    ],
    hints=(
        "Two nested ideas: a frequency for each pair of columns, an angle for each position.",
        "The frequencies fall from 1 to nearly 1 / 10000, evenly in their logarithm. Positions count from 0.",
        "frequency = 10000.0 ** (-np.arange(0, D, 2) / D), and the angle is t * frequency.",
    ),
)
def my_positions(T, D):
    """Sinusoidal positions (T, D) of Vaswani and others, D even: sines in even columns, cosines in odd."""
    angle = np.arange(T)[:, None] / 10000 ** (np.arange(0, D, 2) / D)
    P = np.empty((T, D))
    P[:, 0::2], P[:, 1::2] = np.sin(angle), np.cos(angle)
    return P


_A, _B, _C = _some(4, 6), _some(4, 6), _some(4, 6)
_SPLIT = (
    "Which columns belong to head 1? Check your heads one by one against slices.",
    "Head i owns the columns i * d to (i + 1) * d of queries, keys and values, with d = D / heads.",
    "For each i: cut = slice(i * d, (i + 1) * d); work with Q[:, cut], K[:, cut], V[:, cut].",
)


@exercise(
    "20.heads",
    level="stretch",
    cases=[
        case(_A, _B, _C, 2, hints=_SPLIT),
        case(_A, _B, _C, 1),  # one head: chapter 16, scaled
        case(_A, _B, _C, 3, hints=_SPLIT),
        case(_A, _B, _C, 6, hints=_SPLIT),  # d = 1
        case(_A[:2], _B, _C, 2, hints=_SPLIT),  # two ask, four answer
        case(_A[:1], _B[:1], _C[:1], 3),  # a sequence of one
    ],
    hints=(
        "Each head is an attention of its own, over its share of the columns.",
        "Divide by the square root of the width of ONE head, and put the outputs side by side in order.",
        "np.concatenate([attend(Q[:, c], K[:, c], V[:, c]) for c in cuts], axis=1).",
    ),
)
def my_heads(Q, K, V, heads):
    """Attention in several heads, (L, D): Q (L, D), K and V (S, D), each head with D / heads columns."""
    d, out = Q.shape[1] // heads, []
    for i in range(heads):
        cut = slice(i * d, (i + 1) * d)
        S = Q[:, cut] @ K[:, cut].T / np.sqrt(d)
        E = np.exp(S - S.max(axis=1, keepdims=True))
        out.append(E / E.sum(axis=1, keepdims=True) @ V[:, cut])
    return np.concatenate(out, axis=1)


_z = np.array([2.0, -1.0, 0.5, 3.0, 1.0])
_LARGE = (
    "These scores are large. What is np.exp(1000)?",
    "Take the largest off first; the shares stay the same.",
    "z = z / temperature; e = np.exp(z - z.max()).",
)


@exercise(
    "20.choices",
    cases=[
        case(_z, 1.0, 2),
        case(_z, 1.0, 5),  # all may be drawn
        case(_z, 0.5, 3),
        case(_z, 3.0, 4),
        case(_z, 0.7, 1),  # greedy
        case(_z, 1.0, 50),  # more than there are
        case(-_z, 2.0, 2),
        case(900 * _z, 1.0, 3, hints=_LARGE),
    ],
    hints=(
        "First decide who may be drawn, then how the shares are divided.",
        "All but the k largest scores get probability exactly 0; the softmax of scores / temperature goes "
        "over the rest, so that they sum to 1.",
        "keep = np.argsort(scores)[-k:]; elsewhere put -np.inf; then the softmax of scores / temperature.",
    ),
)
def my_choices(scores, temperature, k):
    """Probabilities (V,): the softmax of scores / temperature over the k largest (distinct) scores."""
    keep = np.argsort(scores)[-k:]
    z = np.full(len(scores), -np.inf)
    z[keep] = scores[keep] / temperature
    e = np.exp(z - z.max())
    return e / e.sum()


_GRID = np.arange(48.0).reshape(6, 8)
_ORDER = (
    "The numbers are right, their order is not. Follow one patch: which four numbers stand side by side?",
    "Patches go row by row through the picture, and the pixels go row by row through each patch.",
    "X.reshape(H // p, p, W // p, p).swapaxes(1, 2).reshape(-1, p * p).",
)


@exercise(
    "20.patches",
    level="stretch",
    cases=[
        case(_GRID, 2, hints=_ORDER),
        case(_GRID, 1, hints=_ORDER),  # every pixel a patch
        case(_GRID[:4, :4], 4),  # one patch
        case(_GRID[:, :6], 3, hints=_ORDER),
        case(_some(4, 12), 4, hints=_ORDER),
        case(_GRID.T, 2, hints=_ORDER),
    ],
    hints=(
        "A patch is p x p pixels; there are (H / p) (W / p) of them.",
        "Two loops over the corners are fine: rows 0, p, 2p, ..., and for each of them columns 0, p, 2p, ...",
        "[X[r : r + p, c : c + p].ravel() for r in range(0, H, p) for c in range(0, W, p)].",
    ),
)
def my_patches(X, p):
    """A picture X (H, W) as a sequence of patches (H W / p^2, p^2); p divides H and W."""
    H, W = X.shape
    return X.reshape(H // p, p, W // p, p).swapaxes(1, 2).reshape(-1, p * p)


def _weights(T, S, sharp=1.0):
    e = np.exp(sharp * _RNG.normal(0, 1, (T, S)))
    return e / e.sum(axis=1, keepdims=True)


_ROW = (
    "Push one score up: its own weight grows, and all the others of its row shrink. Which term is that?",
    "dA_ij / dS_ik is A_ij (1 - A_ij) where j = k, and -A_ij A_ik elsewhere. Sum over j.",
    "dS = A * (dA - (dA * A).sum(axis=1, keepdims=True)).",
)


@exercise(
    "20.backward",
    level="challenge",
    cases=[
        case(_weights(3, 4), _some(3, 5), _some(4, 5), hints=_ROW),
        case(_weights(1, 1), _some(1, 2), _some(1, 2), hints=_ROW),  # one position: no score matters
        case(_weights(2, 5, 20), _some(2, 3), _some(5, 3), hints=_ROW),  # saturated
        case(np.eye(3), _some(3, 2), _some(3, 2), hints=_ROW),  # all or nothing: no gradient at all
        case(_weights(4, 4), np.ones((4, 2)), np.ones((4, 2)), hints=_ROW),  # values alike: nothing to gain
        case(_weights(4, 2), _some(4, 3), _some(2, 3), hints=_ROW),
    ],
    hints=(
        "Two steps back: from the output A V to the weights, then through the softmax of each row.",
        "dL/dA = G V^T, as for any matrix product.",
        "dA = G @ V.T, then the softmax: A * (dA - the row's mean of dA, weighted by A).",
    ),
)
def my_backward(A, G, V):
    """dL/dS (T, S) of the scores S, with A = softmax(S) by rows and output A V. G (T, e) is dL/d(A V)."""
    dA = G @ V.T
    return A * (dA - (dA * A).sum(axis=1, keepdims=True))
