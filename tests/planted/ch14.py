"""Wrong answers to the exercises of chapter 14, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def step(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx.T + h @ Wh.T + b)


# 14.step


@wrong("14.step")
def state_forgotten(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx.T + b)


@wrong("14.step")
def recurrent_weights_not_transposed(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx.T + h @ Wh + b)


@wrong("14.step")
def no_tanh(x, h, Wx, Wh, b):
    return x @ Wx.T + h @ Wh.T + b


@wrong("14.step")
def bias_outside(x, h, Wx, Wh, b):
    return np.tanh(x @ Wx.T + h @ Wh.T) + b


@wrong("14.step")
def relu_instead(x, h, Wx, Wh, b):
    return np.maximum(0, x @ Wx.T + h @ Wh.T + b)


@wrong("14.step")
def adds_to_the_old_state(x, h, Wx, Wh, b):
    return h + step(x, h, Wx, Wh, b)


# 14.unroll


@wrong("14.unroll")
def starts_from_zero(X, h0, Wx, Wh, b):
    states, h = [], np.zeros_like(h0)
    for x in X:
        h = step(x, h, Wx, Wh, b)
        states.append(h)
    return np.stack(states)


@wrong("14.unroll")
def every_step_from_h0(X, h0, Wx, Wh, b):
    return np.stack([step(x, h0, Wx, Wh, b) for x in X])


@wrong("14.unroll")
def the_last_state_alone(X, h0, Wx, Wh, b):
    h = h0
    for x in X:
        h = step(x, h, Wx, Wh, b)
    return h


@wrong("14.unroll")
def h0_among_them(X, h0, Wx, Wh, b):
    states = [h0]
    for x in X:
        states.append(step(x, states[-1], Wx, Wh, b))
    return np.stack(states)


@wrong("14.unroll")
def backwards(X, h0, Wx, Wh, b):
    states, h = [], h0
    for x in X[::-1]:
        h = step(x, h, Wx, Wh, b)
        states.append(h)
    return np.stack(states[::-1])


@wrong("14.unroll")
def one_state_too_few(X, h0, Wx, Wh, b):
    states = [h0]
    for x in X[:-1]:
        states.append(step(x, states[-1], Wx, Wh, b))
    return np.stack(states)


# 14.bptt


def bptt(H, G, Wh, slope=lambda h, before: 1 - h**2, through=True):
    delta, dWh = np.zeros_like(H[0]), np.zeros_like(Wh)
    for t in reversed(range(len(G))):
        delta = (G[t] + (delta @ Wh if through else 0)) * slope(H[t + 1], H[t])
        dWh = dWh + delta.T @ H[t]
    return dWh


@wrong("14.bptt")
def truncated_after_one_step(H, G, Wh):
    return bptt(H, G, Wh, through=False)


@wrong("14.bptt")
def slope_of_the_state_before(H, G, Wh):
    return bptt(H, G, Wh, slope=lambda h, before: 1 - before**2)


@wrong("14.bptt")
def no_slope(H, G, Wh):
    return bptt(H, G, Wh, slope=lambda h, before: 1.0)


@wrong("14.bptt")
def transposed_on_the_way_back(H, G, Wh):
    return bptt(H, G, Wh.T)


@wrong("14.bptt")
def the_state_after_instead_of_before(H, G, Wh):
    delta, dWh = np.zeros_like(H[0]), np.zeros_like(Wh)
    for t in reversed(range(len(G))):
        delta = (G[t] + delta @ Wh) * (1 - H[t + 1] ** 2)
        dWh = dWh + delta.T @ H[t + 1]
    return dWh


@wrong("14.bptt")
def last_step_only(H, G, Wh):
    return (G[-1] * (1 - H[-1] ** 2)).T @ H[-2]


@wrong("14.bptt")
def result_transposed(H, G, Wh):
    return bptt(H, G, Wh).T + 0 * Wh + (0.01 if len(Wh) == 1 else 0)


@wrong("14.bptt")
def forwards_in_time(H, G, Wh):
    delta, dWh = np.zeros_like(H[0]), np.zeros_like(Wh)
    for t in range(len(G)):
        delta = (G[t] + delta @ Wh) * (1 - H[t + 1] ** 2)
        dWh = dWh + delta.T @ H[t]
    return dWh


# 14.clip


@wrong("14.clip")
def each_array_for_itself(grads, most):
    lengths = [max(np.sqrt((g**2).sum()), 1e-12) for g in grads]
    return [g * min(1, most / n) for g, n in zip(grads, lengths, strict=True)]


@wrong("14.clip")
def every_number_for_itself(grads, most):
    return [np.clip(g, -most, most) for g in grads]


@wrong("14.clip")
def always_to_that_length(grads, most):
    n = np.sqrt(sum((g**2).sum() for g in grads))
    return [g * (most / n if n else 1) for g in grads]


@wrong("14.clip")
def squared_length(grads, most):
    n = max(sum((g**2).sum() for g in grads), 1e-12)
    return [g * min(1, most / n) for g in grads]


@wrong("14.clip")
def nothing_to_divide_by(grads, most):
    n = np.sqrt(sum((g**2).sum() for g in grads))
    return [g * np.minimum(1, most / n) if n else g * np.nan for g in grads]


# 14.sample


def chances(scores, temperature):
    p = np.exp((scores - scores.max()) / temperature)
    return p / p.sum()


def chosen(p, u):
    return min(int(np.searchsorted(np.cumsum(p), u, side="right")), len(p) - 1)


@wrong("14.sample")
def always_the_best(scores, temperature, u):
    return int(np.argmax(scores))


@wrong("14.sample")
def multiplied_by_the_temperature(scores, temperature, u):
    return chosen(chances(scores, 1 / temperature), u)


@wrong("14.sample")
def temperature_ignored(scores, temperature, u):
    return chosen(chances(scores, 1.0), u)


@wrong("14.sample")
def not_summed_up(scores, temperature, u):
    return int(np.argmax(chances(scores, temperature) > u))


@wrong("14.sample")
def scores_taken_for_probabilities(scores, temperature, u):
    return chosen(scores / scores.sum() / temperature, u)


@wrong("14.sample")
def overflows(scores, temperature, u):
    p = np.exp(scores / temperature)
    return chosen(p / p.sum(), u) if np.isfinite(p).all() else 0


@wrong("14.sample")
def one_too_far(scores, temperature, u):
    return chosen(chances(scores, temperature), u) + 1


# 14.add


def added(a, b, carries=True, last=True):
    carry, out = 0, []
    for x, y in zip(a, b, strict=True):
        s = int(x) + int(y) + carry
        out.append(s % 2)
        carry = s // 2 if carries else 0
    return np.array([*out, carry] if last else out)


@wrong("14.add")
def forgets_to_carry(a, b):
    return added(a, b, carries=False)


@wrong("14.add")
def drops_the_last_carry(a, b):
    return added(a, b, last=False)


@wrong("14.add")
def the_ones_at_the_end(a, b):
    return added(a[::-1], b[::-1])[::-1]


@wrong("14.add")
def column_by_column(a, b):
    return np.append(a + b, 0)


@wrong("14.add")
def carries_from_three_on(a, b):
    carry, out = 0, []
    for x, y in zip(a, b, strict=True):
        s = int(x) + int(y) + carry
        out.append(s % 2)
        carry = int(s >= 3)
    return np.array([*out, carry])


@wrong("14.add")
def a_number_instead_of_bits(a, b):
    return int(sum((int(x) + int(y)) << t for t, (x, y) in enumerate(zip(a, b, strict=True))))
