"""What chapter 15 claims in its predictions, its quiz and its texts, computed again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from course_lib import nn, ops, optim
from course_lib.cli.remember import slow
from course_lib.data.memory import GUESSING, adding, remembered
from course_lib.exercises.ch15 import my_count, my_half_life_bias, my_lstm, my_memory_line, my_mgu
from course_lib.tensor import Tensor, manual_seed, no_grad
from tests.chapters import right


def left_after(layer: nn.Module, steps: int) -> float:
    """How long the gradient is `steps` steps back, relative to the last step."""
    rng = np.random.default_rng(0)
    X = Tensor(rng.normal(size=(steps + 1, 16, 2)), requires_grad=True)
    states, _ = layer.double()(X)
    states[-1].backward(rng.normal(size=states.shape[1:]))
    assert X.grad is not None
    lengths = np.sqrt((X.grad**2).mean(axis=(1, 2)))
    return float(lengths[0] / lengths[-1])


def share(task: str, cell: str, start: str, length: int) -> float:
    """The mean share remembered over the seeds of the stored measurement."""
    return float(
        np.mean(
            [
                r.share
                for r in remembered()
                if (r.task, r.cell, r.start, r.length) == (task, cell, start, length)
            ]
        )
    )


def test_half_open_is_soon_shut() -> None:
    assert right("15.half-open") == "About 0.000001" and math.isclose(0.5**20, 1e-6, rel_tol=0.05)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU", "MGU"])
def test_every_fresh_cell_forgets_and_a_slow_one_does_not(kind: str) -> None:
    assert right("15.fresh") == "In none of them"
    for seed in range(3):
        manual_seed(seed)
        layer = getattr(nn, kind)(2, 32)
        assert left_after(layer, 100) < 1e-9
        if kind != "RNN":
            assert left_after(slow(layer, 200), 100) > 1e-3


def added(layer: Any, length: int, updates: int) -> float:
    """What share a layer remembers after so many updates on the adding problem, as the notebook trains it."""
    readout = nn.Linear(layer.hidden_size, 1)
    parameters = list(nn.ModuleList([layer, readout]).double().parameters())
    optimizer, rng = optim.Adam(parameters, lr=0.02), np.random.default_rng(0)

    def loss(n: int, seed: Any) -> Tensor:
        X, y = adding(n, length, seed)
        return ops.mse_loss(readout(layer(Tensor(X, np.float64))[0][-1]), y.astype(float))

    for _ in range(updates):
        value = loss(32, rng)
        optimizer.zero_grad()
        value.backward()
        optim.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    with no_grad():
        return 1 - loss(1000, 99).item() / GUESSING["adding"]


def test_only_the_range_of_biases_learns_to_add() -> None:
    shares = []
    for bias in (0.0, 5.0, None):
        manual_seed(0)
        layer = nn.LSTM(2, 16)
        if bias is None:
            slow(layer, 30)
        else:
            layer.bias_ih_l0.data[16:32], layer.bias_hh_l0.data[16:32] = bias, 0
        shares.append(added(layer, 30, 400))
    assert max(shares[:2]) < 0.3 and shares[2] > 0.9 and right("15.more-bias") == "The range only"


def test_one_gate_that_keeps_and_writes_is_quick() -> None:
    learned = {}
    for kind in ("RNN", "LSTM", "GRU", "MGU"):
        manual_seed(0)
        learned[kind] = added(getattr(nn, kind)(2, 16), 100, 300)
    assert max(learned["RNN"], learned["LSTM"]) < 0.3 and min(learned["GRU"], learned["MGU"]) > 0.9
    assert right("15.who") == "The GRU and the minimal gated unit"


def test_every_cell_is_measured_on_both_tasks_at_every_length() -> None:
    rows = {(r.task, r.cell, r.start, r.length, r.seed) for r in remembered()}
    ways = [
        (c, s)
        for c in ("RNN", "LSTM", "GRU", "MGU")
        for s in ("default", "slow")
        if (c, s) != ("RNN", "slow")
    ]
    assert rows == {
        (task, *way, length, seed)
        for task in ("adding", "copying")
        for way in ways
        for length in (10, 20, 50, 100, 200)
        for seed in (0, 1)
    }


def test_the_chart_says_what_the_text_says() -> None:
    assert share("adding", "RNN", "default", 50) < 0.1
    assert all(share("adding", cell, "default", 100) > 0.9 for cell in ("LSTM", "GRU", "MGU"))
    assert all(share("copying", cell, "default", 200) < 0.1 for cell in ("RNN", "LSTM", "GRU", "MGU"))
    assert all(share("copying", cell, "slow", 200) > 0.2 for cell in ("LSTM", "GRU", "MGU"))
    assert (
        0.2 < share("copying", "LSTM", "default", 10) < 0.5 and share("copying", "LSTM", "default", 20) < 0.1
    )


def test_the_quiz_in_numbers() -> None:
    assert right("15.carousel") == "With slope 1"
    assert my_memory_line(np.ones((11, 1)), np.eye(11)[:, [10]])[0, 0] == 1
    assert right("15.sizes") == "It falls to three quarters"
    assert all(
        my_count("GRU", D, H, b) * 4 == my_count("LSTM", D, H, b) * 3 for D, H, b in ((2, 3, 1), (28, 128, 2))
    )
    assert right("15.half-life-ten") == "About 2.6" and round(float(my_half_life_bias(10)), 1) == 2.6


def test_a_gate_of_one_keeps_or_overwrites() -> None:
    one, zero = np.ones((1, 1)), np.zeros
    _, c = my_lstm(one, one, one, zero((4, 1)), zero((4, 1)), np.array([-100.0, 100.0, 0.0, 100.0]))
    h = my_mgu(one, one, zero((2, 1)), zero((2, 1)), np.array([100.0, 0.0]))
    assert round(float(c[0, 0]), 9) == 1 and round(float(h[0, 0]), 9) == 0
    assert right("15.names") == "It is replaced by the candidate"


def test_a_shut_output_gate_hides_but_keeps() -> None:
    one, zero = np.ones((1, 1)), np.zeros
    h, c = my_lstm(one, one, one, zero((4, 1)), zero((4, 1)), np.array([-100.0, 100.0, 0.0, -100.0]))
    assert abs(h[0, 0]) < 1e-9 and round(float(c[0, 0]), 9) == 1
    assert right("15.output-gate").startswith("Nothing")


@pytest.mark.parametrize(("kind", "same"), [("RNN", True), ("LSTM", True), ("GRU", False)])
def test_where_two_biases_say_more_than_their_sum(kind: str, same: bool) -> None:
    assert right("15.two-biases") == "For the candidate of the GRU"
    manual_seed(0)
    layer = getattr(nn, kind)(2, 3).double()
    X = Tensor(np.random.default_rng(0).normal(size=(5, 2, 2)))
    before = layer(X)[0].numpy().copy()
    layer.bias_ih_l0.data += layer.bias_hh_l0.data
    layer.bias_hh_l0.data[:] = 0
    assert np.allclose(before, layer(X)[0].numpy(), rtol=0, atol=1e-12) is same


def test_a_gru_with_one_gate_in_both_roles_is_a_minimal_gated_unit() -> None:
    rng = np.random.default_rng(1)
    x, h, W, U, b = (rng.normal(size=s) for s in ((3, 2), (3, 4), (8, 2), (8, 4), (8,)))
    f = 1 / (1 + np.exp(-(x @ W[:4].T + h @ U[:4].T + b[:4])))
    r, z = f, 1 - f
    gru = z * h + (1 - z) * np.tanh(x @ W[4:].T + (r * h) @ U[4:].T + b[4:])
    unit = ops.mgu_cell(Tensor(x), Tensor(h), (Tensor(W), Tensor(U), Tensor(b), Tensor(0 * b)))
    assert np.allclose(gru, unit.numpy(), rtol=0, atol=1e-12) and np.allclose(gru, my_mgu(x, h, W, U, b))
