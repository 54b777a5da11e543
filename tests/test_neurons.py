"""Chapter 02's room: the gates, the perceptron rule against its bound, the objective against measured slopes."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib import linear, neurons

WIRED = {
    "and": ({"threshold": 2}, [-1.5, 1, 1]),
    "or": ({"threshold": 1}, [-0.5, 1, 1]),
    "not": ({"threshold": 0, "inhibits": [0]}, [0.5, -1]),
    "majority": ({"threshold": 2}, [-1.5, 1, 1, 1]),
}


@st.composite
def batches(draw):
    """X (N, D), w (D + 1,), targets (N,) of 0 and 1, and a strength of decay."""
    n, d = draw(st.integers(1, 10)), draw(st.integers(1, 4))
    X = draw(arrays(np.float64, (n, d), elements=st.floats(-5, 5, width=64)))
    w = draw(arrays(np.float64, (d + 1,), elements=st.floats(-2, 2, width=64)))
    t = draw(arrays(np.int64, (n,), elements=st.sampled_from([0, 1])))
    return X, w, t, draw(st.floats(0, 3))


@pytest.mark.parametrize("name", WIRED)
def test_a_gate_wired_and_weighted(name):
    wiring, w = WIRED[name]
    X, t = neurons.gate(name)
    assert np.array_equal(neurons.mcculloch_pitts(X, **wiring), t)
    assert np.array_equal(neurons.fires(X, w), t)


def test_the_tables_of_the_gates():
    told = {name: neurons.gate(name).t.astype(int).tolist() for name in neurons.GATES}
    assert told == {
        "and": [0, 0, 0, 1],
        "or": [0, 1, 1, 1],
        "not": [1, 0],
        "majority": [0, 0, 0, 1, 0, 1, 1, 1],
        "xor": [0, 1, 1, 0],
    }


def test_one_veto_silences_whatever_the_others_do():
    X = neurons.truth_table(3)
    out = neurons.mcculloch_pitts(X, threshold=1, inhibits=[2])
    assert np.array_equal(out, (X[:, :2].any(axis=1) & (X[:, 2] == 0)).astype(float))


@pytest.mark.parametrize("name", WIRED)
def test_the_rule_converges_where_a_line_exists(name):
    X, t = neurons.gate(name)
    run = neurons.perceptron(X, t)
    assert run.verdict == "converged" and run.mistakes[-1] == 0
    assert np.array_equal(neurons.fires(X, run.w), t)
    X1, y, w = linear.add_bias(X), 2 * t - 1, np.array(WIRED[name][1], float)
    gamma = (y * (X1 @ w)).min() / np.linalg.norm(w)
    assert run.updates <= (np.linalg.norm(X1, axis=1).max() / gamma) ** 2


def test_xor_cycles_and_no_setting_makes_it():
    run = neurons.perceptron(*neurons.gate("xor"), passes=1000)
    assert (run.verdict, run.period, len(run.mistakes)) == ("cycles", 1, 3)
    assert np.array_equal(run.path[4 * 3], run.path[4 * 2])
    settings = np.array(list(itertools.product(np.linspace(-2, 2, 17), repeat=3)))
    answers = linear.scores(neurons.truth_table(2), settings) > 0
    made = {n: (answers == neurons.gate(n).t[:, None]).all(0).sum() for n in ("and", "or", "xor")}
    assert (len(settings), made) == (4913, {"and": 120, "or": 204, "xor": 0})


def test_how_many_tables_one_unit_can_make():
    for n, most in ((1, 4), (2, 14), (3, 104)):
        X = neurons.truth_table(n)
        runs = [neurons.perceptron(X, t) for t in itertools.product((0, 1), repeat=2**n)]
        assert sum(run.verdict == "converged" for run in runs) == most


@given(batch=batches(), power=st.integers(-3, 3))
def test_from_zeros_the_learning_rate_only_scales(batch, power):
    X, _, t, _ = batch
    one, other = (neurons.perceptron(X, t, learning_rate=eta, passes=5) for eta in (1.0, 2.0**power))
    assert one.mistakes == other.mistakes
    np.testing.assert_array_equal(other.path, one.path * 2.0**power)


@given(batch=batches())
def test_a_run_is_its_steps(batch):
    X, w, t, _ = batch
    run = neurons.perceptron(X, t, w=w, learning_rate=0.5, passes=2)
    now = w.copy()
    for k in range(len(run.path) - 1):
        now = neurons.perceptron_step(now, X[k % len(X)], t[k % len(X)], 0.5)
        np.testing.assert_allclose(run.path[k + 1], now, rtol=0, atol=1e-12)


@given(batch=batches())
def test_the_objective_s_gradient_is_the_measured_slope(batch):
    X, w, t, alpha = batch
    measured = linear.numerical_gradient(lambda v: neurons.objective(X, v, t, alpha), w)
    np.testing.assert_allclose(neurons.objective_gradient(X, w, t, alpha), measured, rtol=1e-5, atol=1e-5)


@given(batch=batches())
def test_surprise_is_a_sum_of_surprises_and_never_negative(batch):
    X, w, t, _ = batch
    z = linear.scores(X, w)
    y = linear.sigmoid(z)
    G = neurons.surprise(z, t)
    assert G >= 0
    assert pytest.approx(-np.log(np.where(t == 1, y, 1 - y)).sum(), rel=1e-9, abs=1e-9) == G
    assert pytest.approx(len(t) * linear.logistic_loss(z, 2 * t - 1), rel=1e-12, abs=1e-12) == G


def test_the_bias_is_not_charged():
    assert neurons.penalty([100.0, 0.0, 0.0], alpha=3) == 0
    assert neurons.objective_gradient([[0.0]], [0.0, 2.0], [1], alpha=0.5).tolist() == [-0.5, 1.0]


def test_nothing_given_is_changed():
    X, t = neurons.gate("and")
    w = np.array([-0.25, 1.0, 1.0])
    kept = [a.copy() for a in (X, t, w)]
    neurons.perceptron(X, t, w=w)
    neurons.perceptron_step(w, X[3], 0)
    neurons.objective_gradient(X, w, t, 1.0)
    assert all(np.array_equal(a, b) for a, b in zip((X, t, w), kept, strict=True))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: neurons.gate("nand"), "and, or, not, majority, xor"),
        (lambda: neurons.truth_table(0), "1 to 16"),
        (lambda: neurons.mcculloch_pitts([[0.5]], 1), "only 0 and 1"),
        (lambda: neurons.mcculloch_pitts([[0, 1]], 1, inhibits=[2]), "no input 2"),
        (lambda: neurons.perceptron([[0, 1]], [-1]), "0 and 1"),
        (lambda: neurons.perceptron([[0, 1]], [0, 1]), "one target an example"),
        (lambda: neurons.perceptron([[0, 1]], [0], learning_rate=0), "above 0"),
        (lambda: neurons.perceptron([[0, 1]], [0], w=[1, 2]), "(3,)"),
        (lambda: neurons.perceptron_step([0, 0], [[1.0]], 1), "(D,)"),
        (lambda: neurons.fires([[1.0, float("nan")]], [0, 1, 1]), "NaN"),
        (lambda: neurons.surprise([0.0], [2]), "0 and 1"),
    ],
)
def test_what_does_not_fit_is_told(wrong, words):
    with pytest.raises(ValueError) as told:
        wrong()
    assert words in str(told.value)
