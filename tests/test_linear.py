"""Chapter 01's room: every loss against its gradient, against PyTorch, and against bad input."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib import linear

number = st.floats(-50, 50, allow_nan=False, width=64)


@st.composite
def batches(draw):
    """X (N, D), w (D + 1,) and labels (N,) of -1 and +1."""
    n, d = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    X = draw(arrays(np.float64, (n, d), elements=st.floats(-5, 5, width=64)))
    w = draw(arrays(np.float64, (d + 1,), elements=st.floats(-2, 2, width=64)))
    y = draw(arrays(np.int64, (n,), elements=st.sampled_from([-1, 1])))
    return X, w, y


PAIRS = {
    "squared": (linear.squared_loss, linear.squared_loss_gradient, lambda y: y),
    "logistic": (linear.logistic_loss, linear.logistic_loss_gradient, lambda y: y),
    "cross-entropy": (
        linear.binary_cross_entropy,
        linear.binary_cross_entropy_gradient,
        lambda y: (y + 1) // 2,
    ),
}


@pytest.mark.parametrize("name", PAIRS)
@given(batch=batches())
def test_gradient_is_the_measured_slope(name, batch):
    loss, gradient, relabel = PAIRS[name]
    X, w, y = batch
    target = relabel(y)
    measured = linear.numerical_gradient(lambda w: loss(linear.scores(X, w), target), w)
    np.testing.assert_allclose(gradient(X, w, target), measured, rtol=1e-5, atol=1e-6)


@given(batch=batches())
def test_scores_are_the_sum_written_out(batch):
    X, w, _ = batch
    by_hand = [w[0] + sum(w[j + 1] * X[i, j] for j in range(X.shape[1])) for i in range(len(X))]
    np.testing.assert_allclose(linear.scores(X, w), by_hand, rtol=1e-12, atol=1e-12)


@given(batch=batches())
def test_both_label_conventions_are_one_model(batch):
    X, w, y = batch
    t, z = (y + 1) // 2, linear.scores(X, w)
    assert linear.logistic_loss(z, y) == pytest.approx(linear.binary_cross_entropy(z, t), abs=1e-12)
    np.testing.assert_allclose(
        linear.logistic_loss_gradient(X, w, y), linear.binary_cross_entropy_gradient(X, w, t), atol=1e-12
    )


@given(z=arrays(np.float64, st.integers(1, 9), elements=st.floats(-1e6, 1e6)))
def test_sigmoid_is_a_probability_and_never_warns(z):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        h = linear.sigmoid(z)
    assert ((h >= 0) & (h <= 1)).all()
    np.testing.assert_allclose(h + linear.sigmoid(-z), 1, atol=1e-15)


def test_scores_of_several_neurons_are_those_of_each():
    X, W = np.arange(6.0).reshape(3, 2), np.arange(12.0).reshape(4, 3)
    together = linear.scores(X, W)
    assert together.shape == (3, 4)
    for k in range(4):
        np.testing.assert_array_equal(together[:, k], linear.scores(X, W[k]))


def test_against_torch():
    torch = pytest.importorskip(
        "torch", reason="PyTorch is not installed: python -m course_lib test installs it"
    )
    F = torch.nn.functional
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=40) * 4, rng.choice([-1, 1], 40)
    zt, yt = torch.tensor(z), torch.tensor(y, dtype=torch.float64)
    assert linear.logistic_loss(z, y) == pytest.approx(F.soft_margin_loss(zt, yt).item(), rel=1e-12)
    assert linear.binary_cross_entropy(z, (y + 1) // 2) == pytest.approx(
        F.binary_cross_entropy_with_logits(zt, (yt + 1) / 2).item(), rel=1e-12
    )
    assert linear.squared_loss(z, y) == pytest.approx(F.mse_loss(zt, yt).item(), rel=1e-12)
    np.testing.assert_allclose(linear.sigmoid(z), torch.sigmoid(zt).numpy(), rtol=1e-12)

    X, w = rng.normal(size=(40, 3)), rng.normal(size=4)
    wt = torch.tensor(w, requires_grad=True)
    F.soft_margin_loss(torch.tensor(linear.add_bias(X)) @ wt, yt).backward()
    np.testing.assert_allclose(linear.logistic_loss_gradient(X, w, y), wt.grad.numpy(), rtol=1e-12)


def test_saturated_scores_keep_a_finite_loss():
    assert linear.logistic_loss([1000.0], [-1]) == pytest.approx(1000)
    assert linear.binary_cross_entropy([1000.0], [0]) == pytest.approx(1000)
    assert linear.logistic_loss([1000.0], [1]) == 0


def test_descend_keeps_every_step_and_leaves_the_start_alone():
    start = np.array([3.0, -1.0])
    path = linear.descend(lambda w: w, start, learning_rate=0.5, steps=4)
    assert path.shape == (5, 2)
    np.testing.assert_array_equal(start, [3, -1])
    np.testing.assert_allclose(path[-1], start / 16)


def test_a_huge_learning_rate_is_named():
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(FloatingPointError, match="too large"):
        linear.descend(lambda w: w**3, [10.0], learning_rate=10, steps=50)


def test_numerical_gradient_restores_what_it_touches():
    w = np.array([1.0, 2.0])
    linear.numerical_gradient(lambda v: float(v.sum()), w)
    np.testing.assert_array_equal(w, [1, 2])


BAD = {
    "labels 0 and 1 in the loss for -1 and +1": (
        lambda: linear.logistic_loss([1.0, 2], [0, 1]),
        r"y = 2 \* t - 1",
    ),
    "labels -1 and +1 in the cross-entropy": (
        lambda: linear.binary_cross_entropy([1.0, 2], [-1, 1]),
        r"t = \(y \+ 1\) / 2",
    ),
    "NaN in the data": (lambda: linear.scores([[1.0, np.nan]], [0, 0, 0]), "NaN.*row 0, column 1"),
    "infinite weight": (lambda: linear.scores([[1.0]], [0, np.inf]), "infinite"),
    "one weight too few": (lambda: linear.scores(np.ones((5, 3)), [1, 2, 3]), r"\(5, 3\).*\(3,\).*4 numbers"),
    "weights of three dimensions": (lambda: linear.scores(np.ones((5, 2)), np.ones((2, 2, 3))), "3 numbers"),
    "one label too few": (lambda: linear.logistic_loss([1.0, 2, 3], [1, -1]), r"\(3,\).*\(2,\)"),
    "no example at all": (lambda: linear.squared_loss([], []), "empty"),
    "a row where a table is expected": (lambda: linear.add_bias([1.0, 2.0]), r"\(N, D\)"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_a_sentence(case):
    call, sentence = BAD[case]
    with pytest.raises(ValueError, match=sentence):
        call()


def test_text_is_refused():
    with pytest.raises(TypeError, match="text"):
        linear.scores([["a", "b"]], [0, 0, 0])
