"""The facts behind the predictions and the quiz of chapter 14, its solutions, and the switch of its text."""

from __future__ import annotations

import os

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from course_lib import nn, optim, tensor
from course_lib.exercises.library import load
from course_lib.tensor import Tensor, manual_seed
from tests.chapters import code, right

CELLS = code("14")
CH14 = load("14")


def after(*names: str, **changes: str) -> dict:
    """What the notebook's own cells leave behind."""
    room: dict = {}
    kept = tensor._random[:]
    with threadpool_limits(1):  # as course_lib.start does
        for name in names:
            text = CELLS[name].replace('course_lib.start("14")', "")
            for old, new in changes.items() if name == names[-1] else ():
                assert text.count(old) == 1
                text = text.replace(old, new)
            exec(text, room)
    tensor._random[:] = kept
    return room


def test_solutions_agree_with_the_library() -> None:
    manual_seed(3)
    rnn = nn.RNN(3, 4).double()
    Wx, Wh, b, c = (p.data for p in rnn.parameters())
    rng = np.random.default_rng(0)
    X, h0, G = rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 4)), rng.normal(size=(6, 2, 4))
    states, _ = rnn(Tensor(X), Tensor(h0[None]))
    mine = CH14.my_unroll(X, h0, Wx, Wh, b + c)
    assert np.allclose(mine, states.data)
    assert np.allclose(CH14.my_step(X[0], h0, Wx, Wh, b + c), mine[0])
    (states * Tensor(G)).sum().backward()
    H = np.concatenate([h0[None], mine])
    assert np.allclose(CH14.my_bptt(H, G, Wh), rnn.weight_hh_l0.grad)
    grads = [p.grad.copy() for p in rnn.parameters()]
    assert optim.clip_grad_norm_(rnn.parameters(), 0.5) > 0.5
    for p, g in zip(rnn.parameters(), CH14.my_clip(grads, 0.5), strict=True):
        assert np.allclose(p.grad, g, rtol=1e-4)


def test_sums_and_samples() -> None:
    rng = np.random.default_rng(1)
    for a, b in rng.integers(0, 2**12, (50, 2)):
        bits = [(v >> np.arange(12)) & 1 for v in (a, b)]
        assert (CH14.my_add(*bits) << np.arange(13)).sum() == a + b
    scores = np.array([0.5, 2.0, 1.0])
    drawn = np.bincount([CH14.my_sample(scores, 2.0, u) for u in rng.random(4000)], minlength=3) / 4000
    assert np.allclose(drawn, np.exp(scores / 2) / np.exp(scores / 2).sum(), atol=0.03)
    assert right("14.cold").startswith("Always the most probable")


def test_small_facts_of_the_questions() -> None:
    assert 0.004 < 0.9**50 < 0.006 and "five thousandths" in right("14.fifty-steps")
    sizes = sum(p.numel() for p in nn.RNN(3, 10).parameters())
    assert right("14.parameters") == str(sizes - 10) == "140"
    assert right("14.twice-as-long") == "None"
    assert sorted("listen") == sorted("silent") and "another order" in right("14.same-rows")


def test_a_shuffle_takes_the_neighbours_from_kernel_and_recurrent_network_only() -> None:
    names = "data", "rnn", "recurrent", "others", "orders", "train"
    room = after("setup", *(f"neighbours-{name}" for name in names))
    recorded, shuffled, each = (
        {make.__name__: row[k] for make, row in room["shares"].items()} for k in range(3)
    )
    fallen = {name for name in recorded if recorded[name] - shuffled[name] > 0.15}
    assert fallen == {"Kernel", "Recurrent"} and "convolution and the recurrent" in right("14.shuffle")
    assert min(recorded[name] for name in ("Dense", "Kernel", "Recurrent")) > 0.9
    assert recorded["Rows"] < 0.58 and max(each.values()) < 0.58


def test_the_adder_adds_long_numbers() -> None:
    room = after("setup", "net", "learn", "answers", "one-one-run", "adder-run")
    assert room["done"]["labels"] == 1 and right("14.long-sums") == "All of them"


def test_the_writer_forgets_the_cargo() -> None:
    names = ("setup", "net", "learn", "answers", "poem", "poem-train", "write", "cargo-ask")
    room = after(*names)
    assert room["right"] <= 3 and len({home for _, home in room["brought"]}) <= 3
    assert "always the same" in right("14.cargo")


@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("COURSE_LIB_DATA"), reason="the real texts are not here")
@pytest.mark.parametrize("source", ["shakespeare", "names"])
def test_the_switch_to_a_real_text_is_one_word(source: str, capsys: pytest.CaptureFixture) -> None:
    room = after("setup", "net", "learn", "answers")
    write = CELLS["write"].replace("model=writer, abc=abc", "model=None, abc=None")
    exec(write, room)
    text = CELLS["real-text"].replace('"embedded"  ', f'"{source}"  ', 1).replace("steps=3000", "steps=30")
    with threadpool_limits(1):
        exec(text, room)
    assert len(capsys.readouterr().out) > 400
