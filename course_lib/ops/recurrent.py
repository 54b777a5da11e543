"""Recurrent networks: the step of each cell in plain operations, and the whole sequence as one fused
operation.

The `..._cell` functions are the definition, one line of the textbook each. The sequence functions compute
the same with few large steps: one product brings in all inputs, one product a step all gates, and the
weights' gradients come from one product at the end. Inside, the batch is the last axis (H, N), so that
every gate is one block of memory; one `tanh` serves all gates, because sigmoid(z) = tanh(z / 2) / 2 + 1/2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.ops.elementwise import relu, sigmoid, tanh
from course_lib.ops.linalg import linear
from course_lib.tensor import Flow, Tensor, result, same_dtype

Weights = tuple[
    Tensor, Tensor, Tensor | None, Tensor | None
]  # w_ih (G*H, I), w_hh (G*H, H), b_ih, b_hh (G*H,)


# -- one step, as in the textbook ----------------------------------------------------------------------
def rnn_cell(x: Tensor, h: Tensor, weights: Weights, nonlinearity: str = "tanh") -> Tensor:
    """Return h' = tanh(W x + b + U h + c) for x (N, I) and h (N, H) (Elman, 1990)."""
    w, u, b, c = weights
    return (relu if nonlinearity == "relu" else tanh)(linear(x, w, b) + linear(h, u, c))


def lstm_cell(x: Tensor, state: tuple[Tensor, Tensor], weights: Weights) -> tuple[Tensor, Tensor]:
    """One step of long short-term memory, (h, c) -> (h', c') (Hochreiter and Schmidhuber, 1997)."""
    (h, c), (w, u, b, d) = state, weights
    i, f, g, o = (linear(x, w, b) + linear(h, u, d)).chunk(4, dim=1)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(c), c


def gru_cell(x: Tensor, h: Tensor, weights: Weights) -> Tensor:
    """One step of the gated recurrent unit in torch's variant (Cho et al., 2014): reset after the product."""
    w, u, b, c = weights
    xr, xz, xn = linear(x, w, b).chunk(3, dim=1)
    hr, hz, hn = linear(h, u, c).chunk(3, dim=1)
    z, n = sigmoid(xz + hz), tanh(xn + sigmoid(xr + hr) * hn)
    return (1 - z) * n + z * h


def mgu_cell(x: Tensor, h: Tensor, weights: Weights) -> Tensor:
    """One step of the minimal gated unit (Zhou et al., 2016): a single gate forgets, resets and writes."""
    w, u, b, c = weights
    size = h.shape[1]
    xf, xn = linear(x, w, b).chunk(2, dim=1)
    f = sigmoid(xf + linear(h, u[:size], None if c is None else c[:size]))
    n = tanh(xn + linear(f * h, u[size:], None if c is None else c[size:]))
    return (1 - f) * h + f * n


# -- the whole sequence at once ------------------------------------------------------------------------
def rnn(x: Tensor, h0: Tensor, weights: Weights, nonlinearity: str = "tanh") -> Tensor:
    """All steps of `rnn_cell`: x (T, N, I), h0 (N, H) -> all hidden states (T, N, H)."""
    t_max, n, size = _check("rnn", 1, x, h0, weights)
    inputs, u = _inputs(x, weights), weights[1].data
    h = _states(h0, t_max, x.dtype)
    act = np.tanh if nonlinearity == "tanh" else lambda z: np.maximum(z, 0)
    for t in range(t_max):
        h[t + 1] = act(inputs[t] + u @ h[t])

    def backward(g: np.ndarray) -> tuple:
        dz = np.empty((t_max, size, n), x.dtype)
        dh: Any = 0
        for t in reversed(range(t_max)):
            dh = g[t].T + dh
            dz[t] = dh * (1 - h[t + 1] * h[t + 1]) if nonlinearity == "tanh" else dh * (h[t + 1] > 0)
            dh = u.T @ dz[t]
        return _gradients(x, weights, h[:-1], dz, dz, dh)

    return result("rnn", _face(h[1:]), *_shared(backward, x, h0, weights))


def lstm(x: Tensor, state: tuple[Tensor, Tensor], weights: Weights) -> tuple[Tensor, Tensor, Tensor]:
    """All steps of `lstm_cell`: x (T, N, I), h0 and c0 (N, H) -> hidden states (T, N, H), last h, last c
    (N, H).

    The gates' rows of the weights are in torch's order: input, forget, candidate, output.
    """
    h0, c0 = state
    t_max, n, size = _check("lstm", 4, x, h0, weights)
    s, order = 3 * size, _order((0, 1, 3, 2), size)  # inside: the three sigmoids first, the candidate last
    half = _halves(s, 4 * size, x.dtype)
    gates = _inputs(x, weights, order, half)  # filled in place: products, then gate values
    u = weights[1].data[order] * half
    h = _states(h0, t_max, x.dtype, extra=1)  # the last cell state rides along as one more row
    c = _states(c0, t_max, x.dtype)
    tanh_c = np.empty((t_max, size, n), x.dtype)
    for t in range(t_max):
        z = gates[t]
        z += u @ h[t]
        np.tanh(z, out=z)
        _tanh_to_sigmoid(z[:s])
        i, f, o, g = z.reshape(4, size, n)
        c[t + 1] = f * c[t] + i * g
        np.tanh(c[t + 1], out=tanh_c[t])
        np.multiply(o, tanh_c[t], out=h[t + 1])
    h[t_max + 1] = c[t_max]

    def backward(grad: np.ndarray) -> tuple:
        dz = np.empty((t_max, 4 * size, n), x.dtype)
        u_t = np.ascontiguousarray(weights[1].data[order].T)
        dh: Any = 0
        dc = grad[t_max].T
        for t in reversed(range(t_max)):
            z, d = gates[t], dz[t]
            i, f, o, g = z.reshape(4, size, n)
            di, df, do, dg = d.reshape(4, size, n)
            dh = grad[t].T + dh
            dc = dc + dh * o * (1 - tanh_c[t] * tanh_c[t])
            np.multiply(dc, g, out=di)
            np.multiply(dc, c[t], out=df)
            np.multiply(dh, tanh_c[t], out=do)
            d[:s] *= z[:s] * (1 - z[:s])
            np.multiply(dc * i, 1 - g * g, out=dg)
            dc = dc * f
            dh = u_t @ d
        dx, d_h0, dw, du, *db = _gradients(x, weights, h[:t_max], dz, dz, dh, np.argsort(order))
        return (dx, d_h0, dw, du, *db, dc.T)

    states = result("lstm", _face(h[1:]), *_shared(backward, x, h0, weights, c0))
    return states[:t_max], states[t_max - 1], states[t_max]


def gru(x: Tensor, h0: Tensor, weights: Weights) -> Tensor:
    """All steps of `gru_cell`: x (T, N, I), h0 (N, H) -> all hidden states (T, N, H); gates: reset, update,
    new.
    """
    t_max, n, size = _check("gru", 3, x, h0, weights)
    s, half = 2 * size, _halves(2 * size, 3 * size, x.dtype)
    gates = _inputs((x), (weights[0], weights[1], weights[2], None), slice(None), half)
    u = weights[1].data * half
    c = 0 if weights[3] is None else weights[3].data[:, None] * half
    h = _states(h0, t_max, x.dtype)
    recurrent = np.empty((t_max, size, n), x.dtype)  # U_n h + c_n, which the reset gate multiplies
    for t in range(t_max):
        z, product = gates[t], u @ h[t] + c
        z[:s] += product[:s]
        np.tanh(z[:s], out=z[:s])
        _tanh_to_sigmoid(z[:s])
        recurrent[t] = product[s:]
        z[s:] = np.tanh(z[s:] + z[:size] * product[s:])
        np.add(z[s:], z[size:s] * (h[t] - z[s:]), out=h[t + 1])  # (1 - z) n + z h = n + z (h - n)

    def backward(grad: np.ndarray) -> tuple:
        dz_x = np.empty((t_max, 3 * size, n), x.dtype)
        dz_h = np.empty_like(dz_x)
        u_t = np.ascontiguousarray(weights[1].data.T)
        dh: Any = 0
        for t in reversed(range(t_max)):
            (r, z, new), d = gates[t].reshape(3, size, n), dz_x[t]
            dh = grad[t].T + dh
            d[s:] = dh * (1 - z) * (1 - new * new)
            d[:size] = d[s:] * recurrent[t]
            d[size:s] = dh * (h[t] - new)
            d[:s] *= gates[t, :s] * (1 - gates[t, :s])
            dz_h[t, :s] = d[:s]
            np.multiply(d[s:], r, out=dz_h[t, s:])
            dh = dh * z + u_t @ dz_h[t]
        return _gradients(x, weights, h[:-1], dz_x, dz_h, dh)

    return result("gru", _face(h[1:]), *_shared(backward, x, h0, weights))


def mgu(x: Tensor, h0: Tensor, weights: Weights) -> Tensor:
    """All steps of `mgu_cell`: x (T, N, I), h0 (N, H) -> all hidden states (T, N, H); rows: forget gate,
    candidate.
    """
    t_max, n, size = _check("mgu", 2, x, h0, weights)
    half = _halves(size, 2 * size, x.dtype)
    gates = _inputs(x, weights, slice(None), half)
    u_f, u_n = weights[1].data[:size], weights[1].data[size:]
    h, kept = _states(h0, t_max, x.dtype), np.empty((t_max, size, n), x.dtype)
    for t in range(t_max):
        f, new = gates[t].reshape(2, size, n)
        f += (0.5 * u_f) @ h[t]
        np.tanh(f, out=f)
        _tanh_to_sigmoid(f)
        np.multiply(f, h[t], out=kept[t])
        new += u_n @ kept[t]
        np.tanh(new, out=new)
        np.add(h[t], f * (new - h[t]), out=h[t + 1])

    def backward(grad: np.ndarray) -> tuple:
        dz = np.empty((t_max, 2 * size, n), x.dtype)
        dh: Any = 0
        for t in reversed(range(t_max)):
            f, new = gates[t].reshape(2, size, n)
            df, dn = dz[t].reshape(2, size, n)
            dh = grad[t].T + dh
            np.multiply(dh * f, 1 - new * new, out=dn)
            d_kept = u_n.T @ dn
            np.multiply(dh * (new - h[t]) + d_kept * h[t], f * (1 - f), out=df)
            dh = dh * (1 - f) + d_kept * f + u_f.T @ df
        dx, d_h0, dw, du, *db = _gradients(x, weights, h[:-1], dz, dz, dh)
        du[size:] = _rows(dz[:, size:]) @ _rows(kept).T  # the candidate saw f * h, not h
        return (dx, d_h0, dw, du, *db)

    return result("mgu", _face(h[1:]), *_shared(backward, x, h0, weights))


# -- shared by all -------------------------------------------------------------------------------------
def _inputs(x: Tensor, weights: Weights, order: Any = slice(None), scale: Any = 1) -> np.ndarray:
    """W x_t + b (+ c) of all steps in one product: (T, G*H, N)."""
    w, _, b, c = weights
    bias = sum(v.data[order] for v in (b, c) if v is not None)
    t, n, features = x.shape
    product = (w.data[order] * scale) @ x.data.reshape(t * n, features).T
    if b is not None:
        product += np.reshape(bias, (-1, 1)) * scale
    return np.ascontiguousarray(product.reshape(-1, t, n).swapaxes(0, 1))


def _gradients(
    x: Tensor,
    weights: Weights,
    h: np.ndarray,
    dz_x: np.ndarray,
    dz_h: np.ndarray,
    dh: np.ndarray,
    back: Any = None,
) -> tuple:
    """Gradients of x, h0 and the weights from those of all pre-activations (T, G*H, N), one product each."""
    rows_x = _rows(dz_x) if back is None else _rows(dz_x[:, back])
    rows_h = rows_x if dz_h is dz_x else _rows(dz_h)
    t, n, features = x.shape
    dx = (
        (rows_x.T @ weights[0].data).reshape(t, n, features)
        if x.requires_grad
        else np.zeros(x.shape, x.dtype)
    )
    dw = rows_x @ x.data.reshape(t * n, features)
    du = rows_h @ _rows(h).T
    biases = [rows.sum(axis=1) for rows, b in ((rows_x, weights[2]), (rows_h, weights[3])) if b is not None]
    return (dx, dh.T, dw, du, *biases)


def _rows(a: np.ndarray) -> np.ndarray:
    """(T, A, N) -> (A, T*N): every step's batch side by side."""
    return a.swapaxes(0, 1).reshape(a.shape[1], -1)


def _states(first: Tensor, t_max: int, dtype: Any, extra: int = 0) -> np.ndarray:
    """Room for the states (T+1, H, N), the first one filled in."""
    states = np.empty((t_max + 1 + extra, *first.shape[::-1]), dtype)
    states[0] = first.data.T
    return states


def _face(h: np.ndarray) -> np.ndarray:
    return h.swapaxes(1, 2)


def _order(gates: tuple[int, ...], size: int) -> np.ndarray:
    return np.concatenate([np.arange(k * size, (k + 1) * size) for k in gates])


def _halves(sigmoids: int, rows: int, dtype: Any) -> np.ndarray:
    """1/2 for the rows whose tanh becomes a sigmoid, 1 for the others: a column."""
    return np.where(np.arange(rows) < sigmoids, 0.5, 1).astype(dtype)[:, None]


def _tanh_to_sigmoid(z: np.ndarray) -> None:
    z *= 0.5
    z += 0.5


def _shared(
    backward: Callable, x: Tensor, h0: Tensor, weights: Weights, *more: Tensor
) -> list[tuple[Tensor, Flow]]:
    """One backward pass gives all gradients; each input then picks its own."""
    memo: dict = {}

    def pick(k: int) -> Flow:
        def flow(g: np.ndarray) -> np.ndarray:
            if memo.get("g") is not g:
                memo.update(g=g, parts=backward(g))
            return memo["parts"][k]

        return flow

    tensors = [t for t in (x, h0, *weights, *more) if t is not None]
    return [(t, pick(k)) for k, t in enumerate(tensors)]


def _check(op: str, gates: int, x: Tensor, h0: Tensor, weights: Weights) -> tuple[int, int, int]:
    if x.ndim != 3 or not x.data.size:
        raise ValueError(f"{op}: expected a non-empty sequence (T, N, I), got {x.shape}")
    if h0.ndim != 2 or len(h0) != x.shape[1]:
        raise ValueError(
            f"{op}: the state {h0.shape} must be (N, H) with the batch N of the sequence {x.shape}"
        )
    size = h0.shape[1]
    for w, columns, what in ((weights[0], x.shape[2], "input"), (weights[1], size, "hidden")):
        if w.shape != (gates * size, columns):
            raise ValueError(f"{op}: the {what} weight is {w.shape}, expected {(gates * size, columns)}")
    same_dtype(op, x, h0, *weights)
    return x.shape[0], x.shape[1], size
