"""Wrong answers to the exercises of chapter 15, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def s(z):
    return 0.5 * (1 + np.tanh(z / 2))


# 15.lstm


@wrong("15.lstm")
def blocks_in_another_order(x, h, c, W, U, b):
    i, f, o, g = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c


@wrong("15.lstm")
def no_forget_gate_as_in_1997(x, h, c, W, U, b):
    i, _, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c


@wrong("15.lstm")
def output_not_squashed(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = s(f) * c + s(i) * np.tanh(g)
    return s(o) * c, c


@wrong("15.lstm")
def output_of_the_old_cell(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    return s(o) * np.tanh(c), s(f) * c + s(i) * np.tanh(g)


@wrong("15.lstm")
def cell_first(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = s(f) * c + s(i) * np.tanh(g)
    return c, s(o) * np.tanh(c)


@wrong("15.lstm")
def split_along_the_examples(x, h, c, W, U, b):
    i, f, g, o = np.array_split(x @ W.T + h @ U.T + b, 4, axis=0)
    c = s(f) * c + s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c


@wrong("15.lstm")
def changes_the_callers_cell(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c *= s(f)
    c += s(i) * np.tanh(g)
    return s(o) * np.tanh(c), c


@wrong("15.lstm")
def candidate_through_the_sigmoid(x, h, c, W, U, b):
    i, f, g, o = np.split(s(x @ W.T + h @ U.T + b), 4, axis=1)
    c = f * c + i * g
    return o * np.tanh(c), c


# 15.gru


def gru_parts(x, h, W, U, b, c):
    return np.split(x @ W.T + b, 3, axis=1), np.split(h @ U.T + c, 3, axis=1)


@wrong("15.gru")
def keep_and_write_swapped(x, h, W, U, b, c):
    (ar, az, an), (kr, kz, kn) = gru_parts(x, h, W, U, b, c)
    z = s(az + kz)
    return z * np.tanh(an + s(ar + kr) * kn) + (1 - z) * h


@wrong("15.gru")
def reset_before_the_product_as_in_the_paper(x, h, W, U, b, c):
    (ar, az, an), (kr, kz, _) = gru_parts(x, h, W, U, b, c)
    H = h.shape[1]
    z = s(az + kz)
    n = np.tanh(an + (s(ar + kr) * h) @ U[2 * H :].T + c[2 * H :])
    return (1 - z) * n + z * h


@wrong("15.gru")
def bias_outside_the_reset(x, h, W, U, b, c):
    (ar, az, an), (kr, kz, kn) = gru_parts(x, h, W, U, b + c, 0 * c)
    z = s(az + kz)
    return (1 - z) * np.tanh(an + s(ar + kr) * kn) + z * h


@wrong("15.gru")
def update_block_first(x, h, W, U, b, c):
    (az, ar, an), (kz, kr, kn) = gru_parts(x, h, W, U, b, c)
    z = s(az + kz)
    return (1 - z) * np.tanh(an + s(ar + kr) * kn) + z * h


@wrong("15.gru")
def reset_on_the_whole_candidate(x, h, W, U, b, c):
    (ar, az, an), (kr, kz, kn) = gru_parts(x, h, W, U, b, c)
    z = s(az + kz)
    return (1 - z) * np.tanh(s(ar + kr) * (an + kn)) + z * h


@wrong("15.gru")
def no_reset(x, h, W, U, b, c):
    (_, az, an), (_, kz, kn) = gru_parts(x, h, W, U, b, c)
    z = s(az + kz)
    return (1 - z) * np.tanh(an + kn) + z * h


# 15.mgu


@wrong("15.mgu")
def one_keeps_as_in_an_lstm(x, h, W, U, b):
    (Wf, Wn), (Uf, Un), (bf, bn) = (np.split(part, 2) for part in (W, U, b))
    f = s(x @ Wf.T + h @ Uf.T + bf)
    return f * h + (1 - f) * np.tanh(x @ Wn.T + (f * h) @ Un.T + bn)


@wrong("15.mgu")
def gate_after_the_product(x, h, W, U, b):
    (Wf, Wn), (Uf, Un), (bf, bn) = (np.split(part, 2) for part in (W, U, b))
    f = s(x @ Wf.T + h @ Uf.T + bf)
    return (1 - f) * h + f * np.tanh(x @ Wn.T + f * (h @ Un.T) + bn)


@wrong("15.mgu")
def ungated_candidate(x, h, W, U, b):
    (Wf, Wn), (Uf, Un), (bf, bn) = (np.split(part, 2) for part in (W, U, b))
    f = s(x @ Wf.T + h @ Uf.T + bf)
    return (1 - f) * h + f * np.tanh(x @ Wn.T + h @ Un.T + bn)


@wrong("15.mgu")
def candidate_block_first(x, h, W, U, b):
    (Wn, Wf), (Un, Uf), (bn, bf) = (np.split(part, 2) for part in (W, U, b))
    f = s(x @ Wf.T + h @ Uf.T + bf)
    return (1 - f) * h + f * np.tanh(x @ Wn.T + (f * h) @ Un.T + bn)


@wrong("15.mgu")
def candidate_without_tanh(x, h, W, U, b):
    (Wf, Wn), (Uf, Un), (bf, bn) = (np.split(part, 2) for part in (W, U, b))
    f = s(x @ Wf.T + h @ Uf.T + bf)
    return (1 - f) * h + f * (x @ Wn.T + (f * h) @ Un.T + bn)


# 15.count

BLOCKS = {"RNN": 1, "MGU": 2, "GRU": 3, "LSTM": 4}


@wrong("15.count")
def gates_without_the_candidate(cell, D, H, biases):
    return (BLOCKS[cell] - 1) * H * (D + H + biases)


@wrong("15.count")
def always_one_bias(cell, D, H, biases):
    return BLOCKS[cell] * H * (D + H + 1)


@wrong("15.count")
def one_bias_for_a_whole_block(cell, D, H, biases):
    return BLOCKS[cell] * (H * (D + H) + biases)


@wrong("15.count")
def the_state_forgotten(cell, D, H, biases):
    return BLOCKS[cell] * H * (D + biases)


@wrong("15.count")
def minimal_means_one_block(cell, D, H, biases):
    return {"RNN": 1, "MGU": 1, "GRU": 3, "LSTM": 4}[cell] * H * (D + H + biases)


# 15.half-life


@wrong("15.half-life")
def sign_lost(T):
    return np.log(2 ** (1 / T) - 1)


@wrong("15.half-life")
def the_gate_instead_of_its_bias(T):
    return 2 ** (-1 / T)


@wrong("15.half-life")
def keeps_one_e_th(T):
    return -np.log(np.expm1(1 / T))


@wrong("15.half-life")
def logarithm_of_the_length(T):
    return np.log(T)


@wrong("15.half-life")
def digits_lost_at_long_times(T):
    f = np.float32(2) ** (-1 / np.asarray(T, np.float32))
    return np.log(f / (1 - f)).astype(float)


# 15.memory-line


@wrong("15.memory-line")
def gate_of_the_same_step(f, direct):
    total = np.array(direct, dtype=float)
    for t in reversed(range(len(f) - 1)):
        total[t] += f[t] * total[t + 1]
    return total


@wrong("15.memory-line")
def forward_in_time(f, direct):
    total = np.array(direct, dtype=float)
    for t in range(1, len(f)):
        total[t] += f[t] * total[t - 1]
    return total


@wrong("15.memory-line")
def direct_part_only(f, direct):
    return np.array(direct, dtype=float)


@wrong("15.memory-line")
def only_from_the_end(f, direct):
    total = np.array(direct, dtype=float)
    for t in reversed(range(len(f) - 1)):
        total[t] = f[t + 1] * total[t + 1]
    return total


@wrong("15.memory-line")
def stops_after_one_step(f, direct):
    total = np.array(direct, dtype=float)
    total[:-1] += f[1:] * direct[1:]
    return total


@wrong("15.memory-line")
def in_the_callers_array(f, direct):
    for t in reversed(range(len(f) - 1)):
        direct[t] += f[t + 1] * direct[t + 1]
    return direct
