"""What chapter 05 says in its predictions and its quiz is so: each right option, computed."""

from functools import reduce

import numpy as np
import pytest

from course_lib.exercises.library import load
from course_lib.linear import numerical_gradient, sigmoid

CH05 = load("05")
QUESTIONS = {q.name: q for q in (*CH05.PREDICTIONS, *CH05.QUIZ)}


def right(name: str) -> str:
    return next(option.text for option in QUESTIONS[name].options if option.right)


def test_the_worked_example_and_its_largest_gradient():
    w, x = np.array([1.0, 2.0, 3.0]), np.array([0.1, 0.15, 0.2])
    g = CH05.my_unit_gradient(w, x, 1.0)
    assert round(g[0], 4) == -0.0106 and round(2 * (0.73 - 1) * 0.20 * 0.1, 4) == -0.0108
    assert np.argmax(np.abs(g)) == np.argmax(np.abs(CH05.my_unit_gradient(w[::-1], x, 1.0))) == 2
    assert "largest input" in right("05.which-weight")


def test_the_norm_is_right_only_where_the_answer_is_too_large():
    assert all(sigmoid(s) - 0 == abs(sigmoid(s) - 0) for s in (-3.0, 0.0, 3.0))
    assert all(sigmoid(s) - 1 == -abs(sigmoid(s) - 1) for s in (-3.0, 0.0, 3.0))
    assert "larger than y" in right("05.norm")


def test_deltas_of_two_paths_add_up():
    delta = CH05.my_hidden_delta(np.array([[2.0], [-1.0]]), np.array([0.1, 0.3]), np.array([0.5]))
    assert delta == pytest.approx([-0.025])
    assert "−0.025" in right("05.two-paths") and "W2ᵀδ" in right("05.transpose")


def test_the_chain_as_printed_gives_one_number():
    draw = np.random.default_rng(0)
    W2, W3 = draw.normal(size=(3, 4)), draw.normal(size=(2, 3))
    factors = [draw.normal(size=2), W3, draw.normal(size=3), W2, draw.normal(size=4), draw.normal(size=3)]
    assert np.shape(reduce(np.dot, factors)) == ()
    assert right("05.numpy-chain").startswith("A single number")


def test_solutions_agree_with_measured_slopes():
    draw = np.random.default_rng(1)
    x, t, weights = (
        draw.normal(size=3),
        np.array([1.0, 0.0]),
        [draw.normal(size=s) for s in ((4, 3), (3, 4), (2, 3))],
    )

    def entropy(W1):
        p = sigmoid(weights[2] @ sigmoid(weights[1] @ sigmoid(W1 @ x)))
        return -np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))

    measured = numerical_gradient(entropy, weights[0])
    assert CH05.my_first_gradient(x, t, *weights) == pytest.approx(measured, abs=1e-8)
    assert CH05.my_numerical_gradient(entropy, weights[0]) == pytest.approx(measured, abs=1e-8)
    p = sigmoid(0.4)
    assert -(1 / p) * p * (1 - p) == pytest.approx(p - 1)
    assert right("05.last-delta") == "Cross-entropy, sigmoid output"


def test_cost_start_slope_step_and_tiny_h():
    parameters = 32 * 64 + 32 + 10 * 32 + 10
    assert right("05.cost") == f"{2 * parameters:,}"
    z = np.array([0.3, 0.7])
    assert np.array_equal(numerical_gradient(lambda z: np.sum(z > 0), z), [0, 0])
    assert "0" in right("05.step-units")
    slope = lambda h: ((0.7 + h) ** 2 - (0.7 - h) ** 2) / (2 * h)  # noqa: E731
    assert abs(slope(1e-15) - 1.4) > 1e4 * abs(slope(1e-5) - 1.4)
    assert "worse" in right("05.tiny-h")


def losses(steps: int, forget_slope: bool) -> tuple[list[float], np.ndarray]:
    """Losses on the moons, with or without the slope of the hidden units, and the last first-layer weights."""
    from course_lib.data import points

    data, draw = points("moons", n=200, seed=0), np.random.default_rng(0)
    X, T, seen = data.X, data.t[:, None], []
    W1, b1, W2, b2 = draw.normal(size=(8, 2)), np.zeros(8), draw.normal(size=(1, 8)), np.zeros(1)
    for _ in range(steps):
        A = sigmoid(X @ W1.T + b1)
        Z = A @ W2.T + b2
        seen.append(float(np.mean(np.logaddexp(0, Z) - T * Z)))
        D2 = sigmoid(Z) - T
        D1 = (D2 @ W2) * (1 if forget_slope else A * (1 - A))
        W2, b2 = W2 - D2.T @ A / len(X), b2 - D2.mean(axis=0)
        W1, b1 = W1 - D1.T @ X / len(X), b1 - D1.mean(axis=0)
    return seen, W1


def test_a_forgotten_slope_still_learns_but_not_as_far():
    good, bad = losses(1500, False)[0], losses(1500, True)[0]
    assert good[-1] < 0.1 < bad[-1] < 0.6 * bad[0]
    assert "not as far" in right("05.missing-slope")


def test_equal_units_stay_equal():
    X, T = np.random.default_rng(2).normal(size=(20, 2)), (np.arange(20) % 2)[:, None].astype(float)
    W1, W2 = np.full((4, 2), 0.5), np.full((1, 4), 0.5)
    for _ in range(50):
        A = sigmoid(X @ W1.T)
        D2 = sigmoid(A @ W2.T) - T
        D1 = (D2 @ W2) * A * (1 - A)
        W1, W2 = W1 - D1.T @ X / 20, W2 - D2.T @ A / 20
    assert np.allclose(W1, W1[0]) and not np.allclose(W1, 0.5)
    assert "same unit" in right("05.equal-start")
