"""What the predictions, the quiz and the exercises of chapter 06 say is what the engine does."""

from itertools import pairwise

import numpy as np
import pytest

from course_lib import ops
from course_lib.exercises import ch06
from course_lib.gradcheck import gradcheck
from course_lib.tensor import Tensor, result, unbroadcast

RIGHT = {
    q.name: next(o.text for o in q.options if o.right) for q in (*ch06.PREDICTIONS, *ch06.QUIZ)
}  # fmt: skip
RANDOM = np.random.default_rng(0)


def leaf(value):
    return Tensor(value, dtype=np.float64, requires_grad=True)


def test_one_number_used_twice():
    v = leaf(3.0)
    (v * (v + 1)).backward()
    assert f"{v.grad:g}" == RIGHT["06.two-paths"]
    v = leaf(3.0)
    (v * (v.detach() + 1)).backward()
    assert f"{v.grad:g}" == RIGHT["06.detach"][0] == "4"
    a, b = leaf(2.0), leaf(5.0)
    (a * b).backward()
    assert f"{a.grad:g}" == RIGHT["06.edge"]


def test_newest_first():
    v = leaf(1.0)
    u = v + 1
    w = u * u
    order = [step.tensor for step in (u * w).backward_steps()]
    assert order[1] is w and order[2] is u and RIGHT["06.order"].startswith("w")


def test_a_bias_collects_from_every_row():
    b = leaf(np.zeros(3))
    (Tensor(np.ones((4, 3))) + b).sum().backward()
    assert b.grad.tolist() == [4, 4, 4] and RIGHT["06.bias"] == "[4, 4, 4]"


def test_a_forgotten_factor_hides_behind_a_plain_sum():
    def hasty(x):
        return result("hasty", x.data**2, (x, lambda g: 2 * x.data))

    x = leaf([1.0, -2.0])
    hasty(x).sum().backward()
    assert x.grad.tolist() == [2, -4] and not gradcheck(hasty, x) and RIGHT["06.forgotten"] == "All is well"
    assert not gradcheck(ops.relu, leaf([0.0])) and RIGHT["06.kink"].startswith("Nobody")


def test_counts_that_are_named():
    assert sum((i + 1) * o for i, o in pairwise((784, 256, 256, 10))) == 269_322
    v = y = leaf(-0.3)
    for _ in range(30):
        y = y * (y + 1)
    needing = [t for t in y.graph() if t.requires_grad]
    assert len(needing) == 61 and 1e9 < 2**30 < 1.1e9
    y.backward()
    assert np.isfinite(v.grad)


@pytest.mark.parametrize("shape", [(3,), (4, 1), (1, 3), (), (1, 1), (2, 1, 3)])
def test_unbroadcast_is_the_library_s(shape):
    G = RANDOM.normal(size=(2, 4, 3))
    np.testing.assert_allclose(ch06.my_unbroadcast(G, shape), unbroadcast(G, shape))


def test_the_layer_and_swish_agree_with_the_engine():
    X, b, G = RANDOM.normal(size=(5, 3)), RANDOM.normal(size=4), RANDOM.normal(size=(5, 4))
    W, x = leaf(RANDOM.normal(size=(4, 3))), leaf(RANDOM.normal(size=(5, 4)))
    ops.linear(Tensor(X), W, Tensor(b)).relu().backward(G)
    np.testing.assert_allclose(ch06.my_layer_gradient(X, W.data, b, G), W.grad)
    ops.silu(x).backward(G)
    np.testing.assert_allclose(ch06.my_swish_flow(x.data, G), x.grad)


PROGRAM = [("mul", 0, 1), ("relu", 3), ("add", 4, 2), ("mul", 5, 5), ("add", 6, 0), ("mul", 7, 4)]


def run(values, program):
    x = list(values)
    for op, *i in program:
        x.append(x[i[0]] + x[i[1]] if op == "add" else x[i[0]] * x[i[1]] if op == "mul" else x[i[0]].relu())
    return x[-1]


@pytest.mark.parametrize("values", [[1.5, 0.5, -1.0], [-2.0, 1.0, 0.5], [-1.0, -1.0, 3.0]])
def test_programs_both_ways_agree_with_the_engine(values):
    leaves = [leaf(v) for v in values]
    run(leaves, PROGRAM).backward()
    wanted = np.array([x.grad for x in leaves])
    np.testing.assert_allclose(ch06.my_gradients(np.array(values), PROGRAM), wanted)
    for i, direction in enumerate(np.eye(3)):
        assert np.isclose(ch06.my_forward_slope(np.array(values), direction, PROGRAM), wanted[i])


def test_backward_of_a_table_is_the_inverse_of_one_minus_slopes():
    slopes = np.tril(RANDOM.normal(size=(7, 7)), k=-1)
    all_paths = np.linalg.inv(np.eye(7) - slopes)  # 1 + S + S^2 + ...: paths of every length
    np.testing.assert_allclose(ch06.my_backward(slopes), all_paths[-1])
