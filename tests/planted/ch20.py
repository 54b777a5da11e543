"""Wrong answers to the exercises of chapter 20, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def softmax(S, axis=1):
    E = np.exp(S - S.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


# 20.self


def head(X, Wq, Wk, Wv, causal, *, scale=None, axis=1, mask=None, after=False):
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    S = Q @ K.T / (np.sqrt(K.shape[1]) if scale is None else scale)
    allowed = np.tri(len(X), dtype=bool) if mask is None else mask
    if causal and not after:
        S = np.where(allowed, S, -np.inf)
    A = softmax(S, axis)
    return (A * allowed if causal and after else A) @ V


@wrong("20.self")
def not_scaled(X, Wq, Wk, Wv, causal):
    return head(X, Wq, Wk, Wv, causal, scale=1)


@wrong("20.self")
def scaled_by_d(X, Wq, Wk, Wv, causal):
    return head(X, Wq, Wk, Wv, causal, scale=Wk.shape[1])


@wrong("20.self")
def scaled_by_the_model(X, Wq, Wk, Wv, causal):
    return head(X, Wq, Wk, Wv, causal, scale=np.sqrt(X.shape[1]))


@wrong("20.self")
def softmax_down_the_columns(X, Wq, Wk, Wv, causal):
    return head(X, Wq, Wk, Wv, False, axis=0) if not causal else head(X, Wq, Wk, Wv, True)


@wrong("20.self")
def never_causal(X, Wq, Wk, Wv, causal):
    return head(X, Wq, Wk, Wv, False)


@wrong("20.self")
def not_even_itself(X, Wq, Wk, Wv, causal):
    mask = np.tri(len(X), k=-1, dtype=bool)
    mask[0, 0] = True
    return head(X, Wq, Wk, Wv, causal, mask=mask)


@wrong("20.self")
def masked_after_the_softmax(X, Wq, Wk, Wv, causal):
    return head(X, Wq, Wk, Wv, causal, after=True)


@wrong("20.self")
def overflows(X, Wq, Wk, Wv, causal):
    S = (X @ Wq) @ (X @ Wk).T / np.sqrt(Wk.shape[1])
    E = np.exp(np.where(np.tri(len(X), dtype=bool), S, -np.inf) if causal else S)
    return E / E.sum(axis=1, keepdims=True) @ (X @ Wv)


# 20.positions


def table(T, D, *, first=0, base=10000.0, step=2, sine=np.sin, cosine=np.cos):
    angle = (first + np.arange(T))[:, None] / base ** (step * np.arange(D // 2) / D)
    P = np.empty((T, D))
    P[:, 0::2], P[:, 1::2] = sine(angle), cosine(angle)
    return P


@wrong("20.positions")
def counted_from_one(T, D):
    return table(T, D, first=1)


@wrong("20.positions")
def sine_and_cosine_swapped(T, D):
    return table(T, D, sine=np.cos, cosine=np.sin)


@wrong("20.positions")
def half_the_exponent(T, D):
    return table(T, D, step=1)


@wrong("20.positions")
def side_by_side(T, D):
    P = table(T, D)
    return np.concatenate([P[:, 0::2], P[:, 1::2]], axis=1)


@wrong("20.positions")
def another_base(T, D):
    return table(T, D, base=1000.0)


@wrong("20.positions")
def every_column_its_own_frequency(T, D):
    angle = np.arange(T)[:, None] / 10000 ** (np.arange(D) / D)
    return np.where(np.arange(D) % 2 == 0, np.sin(angle), np.cos(angle))


# 20.heads


def split(Q, K, V, cuts, scale):
    out = [softmax(Q[:, c] @ K[:, c].T / scale) @ V[:, c] for c in cuts]
    return np.concatenate(out, axis=1)


def slices(D, heads):
    d = D // heads
    return [slice(i * d, (i + 1) * d) for i in range(heads)]


@wrong("20.heads")
def one_head_only(Q, K, V, heads):
    return split(Q, K, V, slices(Q.shape[1], 1), np.sqrt(Q.shape[1]))


@wrong("20.heads")
def scale_of_the_whole(Q, K, V, heads):
    return split(Q, K, V, slices(Q.shape[1], heads), np.sqrt(Q.shape[1]))


@wrong("20.heads")
def every_nth_column(Q, K, V, heads):
    cuts = [slice(i, None, heads) for i in range(heads)]
    return split(Q, K, V, cuts, np.sqrt(Q.shape[1] // heads))


@wrong("20.heads")
def last_head_first(Q, K, V, heads):
    return split(Q, K, V, slices(Q.shape[1], heads)[::-1], np.sqrt(Q.shape[1] // heads))


@wrong("20.heads")
def heads_averaged(Q, K, V, heads):
    d = Q.shape[1] // heads
    A = np.mean([softmax(Q[:, c] @ K[:, c].T / np.sqrt(d)) for c in slices(Q.shape[1], heads)], axis=0)
    return A @ V


@wrong("20.heads")
def reshaped_across_positions(Q, K, V, heads):
    d = Q.shape[1] // heads
    q, k, v = (M.reshape(heads, len(M), d) for M in (Q, K, V))
    out = [softmax(a @ b.T / np.sqrt(d)) @ c for a, b, c in zip(q, k, v, strict=True)]
    return np.stack(out).reshape(len(Q), -1)


# 20.choices


def kept(scores, k, largest=True):
    order = np.argsort(scores)
    z = np.full(len(scores), -np.inf)
    keep = order[-k:] if largest else order[:k]
    z[keep] = scores[keep]
    return z


@wrong("20.choices")
def temperature_times(scores, temperature, k):
    return softmax(kept(scores, k) * temperature, 0)


@wrong("20.choices")
def no_temperature(scores, temperature, k):
    return softmax(kept(scores, k), 0)


@wrong("20.choices")
def the_k_smallest(scores, temperature, k):
    return softmax(kept(scores, k, largest=False) / temperature, 0)


@wrong("20.choices")
def cut_after_the_softmax(scores, temperature, k):
    return softmax(scores / temperature, 0) * np.isfinite(kept(scores, k))


@wrong("20.choices")
def dropped_scores_become_zero(scores, temperature, k):
    z = kept(scores, k)
    return softmax(np.where(np.isfinite(z), z, 0) / temperature, 0)


@wrong("20.choices")
def one_too_many(scores, temperature, k):
    return softmax(kept(scores, k + 1) / temperature, 0)


@wrong("20.choices")
def chances_overflow(scores, temperature, k):
    e = np.exp(kept(scores, k) / temperature)
    return e / e.sum()


# 20.patches


@wrong("20.patches")
def only_reshaped(X, p):
    return X.reshape(-1, p * p)


@wrong("20.patches")
def down_the_columns(X, p):
    H, W = X.shape
    return np.array([X[r : r + p, c : c + p].ravel() for c in range(0, W, p) for r in range(0, H, p)])


@wrong("20.patches")
def pixels_turned(X, p):
    H, W = X.shape
    return np.array([X[r : r + p, c : c + p].T.ravel() for r in range(0, H, p) for c in range(0, W, p)])


@wrong("20.patches")
def overlapping(X, p):
    windows = np.lib.stride_tricks.sliding_window_view(X, (p, p))
    return windows.reshape(-1, p * p)


@wrong("20.patches")
def not_flattened(X, p):
    H, W = X.shape
    return X.reshape(H // p, p, W // p, p).swapaxes(1, 2).reshape(-1, p, p)


# 20.backward


@wrong("20.backward")
def as_if_a_sigmoid(A, G, V):
    return G @ V.T * A * (1 - A)


@wrong("20.backward")
def through_the_product_only(A, G, V):
    return G @ V.T


@wrong("20.backward")
def without_the_mean(A, G, V):
    return A * (G @ V.T)


@wrong("20.backward")
def plain_mean(A, G, V):
    dA = G @ V.T
    return A * (dA - dA.mean(axis=1, keepdims=True))


@wrong("20.backward")
def sum_down_the_columns(A, G, V):
    dA = G @ V.T
    return A * (dA - (dA * A).sum(axis=0, keepdims=True))


@wrong("20.backward")
def wrong_sign(A, G, V):
    dA = G @ V.T
    return A * ((dA * A).sum(axis=1, keepdims=True) - dA)
