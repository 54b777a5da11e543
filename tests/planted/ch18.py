"""Wrong answers to the exercises of chapter 18, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


def relu(z):
    return np.maximum(0, z)


def skip(x, P):
    return x if P is None else x @ P.T


# 18.block


@wrong("18.block")
def no_shortcut(x, W1, W2, P):
    return relu(relu(x @ W1.T) @ W2.T)


@wrong("18.block")
def rectifies_the_change(x, W1, W2, P):
    return skip(x, P) + relu(relu(x @ W1.T) @ W2.T)


@wrong("18.block")
def adds_before_the_second_layer(x, W1, W2, P):
    return skip(x, P) + relu(x @ W1.T) @ W2.T  # and never rectifies


@wrong("18.block")
def ignores_the_projection(x, W1, W2, P):
    return relu(x + relu(x @ W1.T) @ W2.T)


@wrong("18.block")
def no_inner_relu(x, W1, W2, P):
    return relu(skip(x, P) + x @ W1.T @ W2.T)


# 18.block-gradient


def backward(x, W1, W2, G, straight=1, inner=True, outer=True, sign=1):
    a = x @ W1.T
    g = G * (x + relu(a) @ W2.T > 0) if outer else G
    through = g @ W2
    return straight * g + sign * (through * (a > 0) if inner else through) @ W1


@wrong("18.block-gradient")
def forgets_the_shortcut(x, W1, W2, G):
    return backward(x, W1, W2, G, straight=0)


@wrong("18.block-gradient")
def only_the_shortcut(x, W1, W2, G):
    return backward(x, W1, W2, G, sign=0)


@wrong("18.block-gradient")
def inner_relu_always_open(x, W1, W2, G):
    return backward(x, W1, W2, G, inner=False)


@wrong("18.block-gradient")
def outer_relu_always_open(x, W1, W2, G):
    return backward(x, W1, W2, G, outer=False)


@wrong("18.block-gradient")
def subtracts(x, W1, W2, G):
    return backward(x, W1, W2, G, sign=-1)


# 18.dense-maps


@wrong("18.dense-maps")
def never_halves(start, growth, layers):
    return [start + growth * sum(layers[: k + 1]) for k in range(len(layers))]


@wrong("18.dense-maps")
def halves_before_it_counts(start, growth, layers):
    maps, found = start, []
    for n in layers:
        maps = (maps + n * growth) // 2
        found.append(maps)
    return found


@wrong("18.dense-maps")
def forgets_what_came_in(start, growth, layers):
    return [n * growth for n in layers]


@wrong("18.dense-maps")
def one_layer_too_many(start, growth, layers):
    maps, found = start, []
    for n in layers:
        maps += (n + 1) * growth
        found.append(maps)
        maps //= 2
    return found


# 18.equal-cost


def widest(cost, weights):
    d = 0
    while cost(d + 1) <= weights:
        d += 1
    return d


@wrong("18.equal-cost")
def one_path_only(channels, C, weights):
    return widest(lambda d: 2 * channels * d + 9 * d * d, weights)


@wrong("18.equal-cost")
def forgets_the_way_up(channels, C, weights):
    return widest(lambda d: C * (channels * d + 9 * d * d), weights)


@wrong("18.equal-cost")
def all_paths_read_each_other(channels, C, weights):
    return widest(lambda d: 2 * channels * C * d + 9 * (C * d) ** 2, weights)


@wrong("18.equal-cost")
def one_too_wide(channels, C, weights):
    return widest(lambda d: C * (2 * channels * d + 9 * d * d), weights) + 1


@wrong("18.equal-cost")
def a_single_pixel(channels, C, weights):
    return widest(lambda d: C * (2 * channels * d + d * d), weights)


# 18.squeeze-excite


def gated(x, W1, b1, W2, b2, squeeze=None, inner=relu, outer=None):
    s = x.mean(axis=(2, 3)) if squeeze is None else squeeze(x)
    z = inner(s @ W1.T + b1) @ W2.T + b2
    return (0.5 * (1 + np.tanh(z / 2)) if outer is None else outer(z))[:, :, None, None]


@wrong("18.squeeze-excite")
def squeezes_to_the_largest(x, W1, b1, W2, b2):
    return x * gated(x, W1, b1, W2, b2, squeeze=lambda x: x.max(axis=(2, 3)))


@wrong("18.squeeze-excite")
def one_gate_for_the_whole_batch(x, W1, b1, W2, b2):
    return x * gated(x, W1, b1, W2, b2, squeeze=lambda x: x.mean(axis=(0, 2, 3))[None])


@wrong("18.squeeze-excite")
def no_relu(x, W1, b1, W2, b2):
    return x * gated(x, W1, b1, W2, b2, inner=lambda z: z)


@wrong("18.squeeze-excite")
def no_sigmoid(x, W1, b1, W2, b2):
    return x * gated(x, W1, b1, W2, b2, outer=lambda z: z)


@wrong("18.squeeze-excite")
def softmax_instead(x, W1, b1, W2, b2):
    softmax = lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)  # noqa: E731
    return x * gated(x, W1, b1, W2, b2, outer=softmax)


@wrong("18.squeeze-excite")
def only_the_gates(x, W1, b1, W2, b2):
    return gated(x, W1, b1, W2, b2)[:, :, 0, 0]


@wrong("18.squeeze-excite")
def adds_the_gates(x, W1, b1, W2, b2):
    return x + gated(x, W1, b1, W2, b2)


# 18.front


def kept(costs, accuracies, beats):
    pairs = list(zip(costs, accuracies, strict=True))
    left = [i for i, mine in enumerate(pairs) if not any(beats(other, mine) for other in pairs)]
    return sorted(left, key=lambda i: (costs[i], i))


@wrong("18.front")
def must_be_better_in_both(costs, accuracies):
    return kept(costs, accuracies, lambda o, m: o[0] < m[0] and o[1] > m[1])


@wrong("18.front")
def better_in_one_is_enough(costs, accuracies):
    return kept(costs, accuracies, lambda o, m: o[0] < m[0] or o[1] > m[1])


@wrong("18.front")
def only_the_most_accurate(costs, accuracies):
    return [int(np.argmax(accuracies))] if costs else []


@wrong("18.front")
def the_wrong_way_round(costs, accuracies):
    return kept(costs, accuracies, lambda o, m: o[0] <= m[0] and o[1] <= m[1] and o != m)


@wrong("18.front")
def in_the_order_given(costs, accuracies):
    return sorted(kept(costs, accuracies, lambda o, m: o[0] <= m[0] and o[1] >= m[1] and o != m))
