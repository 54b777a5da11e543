"""Wrong answers to the exercises of chapter 06, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 06.backward


@wrong("06.backward")
def overwrites_instead_of_adding(slopes):
    grad = np.zeros(len(slopes))
    grad[-1] = 1.0
    for u in reversed(range(len(slopes))):
        for v in range(u):
            if slopes[u, v]:
                grad[v] = grad[u] * slopes[u, v]
    return grad


@wrong("06.backward")
def oldest_first(slopes):
    grad = np.zeros(len(slopes))
    grad[-1] = 1.0
    for u in range(len(slopes)):
        grad += grad[u] * slopes[u]
    return grad


@wrong("06.backward")
def columns_for_rows(slopes):
    grad = np.zeros(len(slopes))
    grad[-1] = 1.0
    for u in reversed(range(len(slopes))):
        grad += grad[u] * slopes[:, u]
    return grad


@wrong("06.backward")
def nothing_to_start_from(slopes):
    grad = np.zeros(len(slopes))
    for u in reversed(range(len(slopes))):
        grad += grad[u] * slopes[u]
    return grad


@wrong("06.backward")
def direct_edges_only(slopes):
    grad = slopes[-1].copy()
    grad[-1] = 1.0
    return grad


@wrong("06.backward")
def starts_with_ones_everywhere(slopes):
    grad = np.ones(len(slopes))
    for u in reversed(range(len(slopes))):
        grad += grad[u] * slopes[u]
    return grad


@wrong("06.backward")
def stops_one_node_too_early(slopes):
    grad = np.zeros(len(slopes))
    grad[-1] = 1.0
    for u in range(len(slopes) - 1, 1, -1):
        grad += grad[u] * slopes[u]
    return grad


@wrong("06.backward")
def derivatives_forward_from_the_first_node(slopes):
    rate = np.zeros(len(slopes))
    rate[0] = 1.0
    for u in range(1, len(slopes)):
        rate[u] = slopes[u] @ rate
    return rate


# 06.program


def ran(values, program):
    x = list(values)
    for op, *i in program:
        x.append(x[i[0]] + x[i[1]] if op == "add" else x[i[0]] * x[i[1]] if op == "mul" else max(x[i[0]], 0))
    return x


def back(values, program, give, slope, order=reversed):
    x, n = ran(values, program), len(values)
    grad = np.zeros(len(x))
    grad[-1] = 1.0
    for k in order(range(len(program))):
        op, *i = program[k]
        for place, v in enumerate(i):
            give(grad, v, grad[n + k] * slope(op, x, i, place))
    return grad[:n]


def added(grad, v, part):
    grad[v] += part


def true_slope(op, x, i, place):
    return {"add": 1.0, "mul": x[i[1 - place]] if op == "mul" else 0, "relu": float(x[i[0]] > 0)}[op]


@wrong("06.program")
def last_path_wins(values, program):
    def overwritten(grad, v, part):
        grad[v] = part

    return back(values, program, overwritten, true_slope)


@wrong("06.program")
def own_factor_instead_of_the_other(values, program):
    return back(
        values, program, added, lambda op, x, i, p: x[i[p]] if op == "mul" else true_slope(op, x, i, p)
    )


@wrong("06.program")
def relu_lets_all_through(values, program):
    return back(values, program, added, lambda op, x, i, p: 1.0 if op == "relu" else true_slope(op, x, i, p))


@wrong("06.program")
def relu_on_at_zero(values, program):
    return back(
        values, program, added,
        lambda op, x, i, p: float(x[i[0]] >= 0) if op == "relu" else true_slope(op, x, i, p),
    )  # fmt: skip


@wrong("06.program")
def steps_in_the_order_of_the_program(values, program):
    return back(values, program, added, true_slope, order=iter)


@wrong("06.program")
def square_counted_once(values, program):
    x, n = ran(values, program), len(values)
    grad = np.zeros(len(x))
    grad[-1] = 1.0
    for k in reversed(range(len(program))):
        op, *i = program[k]
        for place, v in enumerate(dict.fromkeys(i)):
            grad[v] += grad[n + k] * true_slope(op, x, i, place)
    return grad[:n]


@wrong("06.program")
def gradients_of_every_node(values, program):
    grad = back(values, program, added, true_slope)
    return np.append(grad, np.ones(len(program)))


@wrong("06.program")
def last_step_left_out(values, program):
    return back(values, program[:-1], added, true_slope)


# 06.unbroadcast


def unbroadcast(G, shape):
    extra = G.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return G.sum(axis=tuple(range(extra)) + stretched).reshape(shape)


@wrong("06.unbroadcast")
def mean_for_sum(G, shape):
    return unbroadcast(G, shape) * max(np.prod(shape), 1) / G.size


@wrong("06.unbroadcast")
def one_of_the_copies(G, shape):
    extra = G.ndim - len(shape)
    return G[(0,) * extra + tuple(slice(0, n) for n in shape)]


@wrong("06.unbroadcast")
def always_over_the_first_axis(G, shape):
    return G.sum(axis=0)


@wrong("06.unbroadcast")
def new_axes_only(G, shape):
    return G.sum(axis=tuple(range(G.ndim - len(shape))))


@wrong("06.unbroadcast")
def stretched_axis_lost(G, shape):
    extra = G.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return G.sum(axis=tuple(range(extra)) + stretched)


@wrong("06.unbroadcast")
def stretched_axes_only(G, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@wrong("06.unbroadcast")
def handed_on_as_it_is(G, shape):
    return G


@wrong("06.unbroadcast")
def largest_for_sum(G, shape):
    extra = G.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return G.max(axis=tuple(range(extra)) + stretched).reshape(shape)


# 06.layer


@wrong("06.layer")
def relu_forgotten(X, W, b, G):
    return G.T @ X


@wrong("06.layer")
def bias_forgotten_in_the_mask(X, W, b, G):
    return (G * (X @ W.T > 0)).T @ X


@wrong("06.layer")
def not_transposed_back(X, W, b, G):
    return X.T @ (G * (X @ W.T + b > 0))


@wrong("06.layer")
def mean_over_the_examples(X, W, b, G):
    return (G * (X @ W.T + b > 0)).T @ X / len(X)


@wrong("06.layer")
def gradient_of_the_input(X, W, b, G):
    return (G * (X @ W.T + b > 0)) @ W


@wrong("06.layer")
def times_the_activation(X, W, b, G):
    return (G * np.maximum(X @ W.T + b, 0)).T @ X


@wrong("06.layer")
def sign_flipped(X, W, b, G):
    return -(G * (X @ W.T + b > 0)).T @ X


@wrong("06.layer")
def mask_the_wrong_way_round(X, W, b, G):
    return (G * (X @ W.T + b <= 0)).T @ X


# 06.swish


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


@wrong("06.swish")
def arriving_gradient_forgotten(x, g):
    s = sigmoid(x)
    return s + x * s * (1 - s)


@wrong("06.swish")
def first_path_only(x, g):
    return g * sigmoid(x)


@wrong("06.swish")
def second_path_only(x, g):
    s = sigmoid(x)
    return g * x * s * (1 - s)


@wrong("06.swish")
def sign_of_the_second_path(x, g):
    s = sigmoid(x)
    return g * (s - x * s * (1 - s))


@wrong("06.swish")
def value_instead_of_slope(x, g):
    return g * x * sigmoid(x)


@wrong("06.swish")
def added_to_the_arriving_gradient(x, g):
    s = sigmoid(x)
    return g + s + x * s * (1 - s)


@wrong("06.swish")
def plain_formula_that_overflows(x, g):
    s = 1 / (1 + np.exp(-x))
    return g * (s + x * s * (1 - s))


# 06.forward


def pushed(values, direction, product=lambda x, y, dx, dy: dx * y + x * dy, relu=lambda x, d: d * (x > 0)):
    def run(program):
        x, d = list(values), list(direction)
        for op, *i in program:
            first, last = i[0], i[-1]
            if op == "mul":
                d.append(product(x[first], x[last], d[first], d[last]))
            else:
                d.append(relu(x[first], d[first]) if op == "relu" else d[first] + d[last])
            x.append(ran(x, [(op, *i)])[-1])
        return x, d

    return run


@wrong("06.forward")
def product_of_the_rates(values, direction, program):
    return pushed(values, direction, product=lambda x, y, dx, dy: dx * dy)(program)[1][-1]


@wrong("06.forward")
def first_factor_only(values, direction, program):
    return pushed(values, direction, product=lambda x, y, dx, dy: dx * y)(program)[1][-1]


@wrong("06.forward")
def own_values_with_own_rates(values, direction, program):
    return pushed(values, direction, product=lambda x, y, dx, dy: dx * x + y * dy)(program)[1][-1]


@wrong("06.forward")
def relu_of_the_rate(values, direction, program):
    return pushed(values, direction, relu=lambda x, d: max(d, 0.0))(program)[1][-1]


@wrong("06.forward")
def relu_that_never_closes(values, direction, program):
    return pushed(values, direction, relu=lambda x, d: d)(program)[1][-1]


@wrong("06.forward")
def direction_not_looked_at(values, direction, program):
    return pushed(values, np.ones(len(values)))(program)[1][-1]


@wrong("06.forward")
def value_for_rate(values, direction, program):
    return pushed(values, direction)(program)[0][-1]


@wrong("06.forward")
def all_rates(values, direction, program):
    return np.array(pushed(values, direction)(program)[1])
