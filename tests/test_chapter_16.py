"""What chapter 16 claims in its predictions and its quiz, computed again, with the notebook's own functions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import nn, ops, optim
from course_lib.data import dates, scenes
from course_lib.data.translation import ISO, WRITTEN, decode
from course_lib.exercises.ch16 import my_after, my_attention, my_beam
from course_lib.nn import functional as F
from course_lib.tensor import Tensor, manual_seed, no_grad
from tests.chapters import right

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "16_sequence_to_sequence.ipynb"


@cache
def cells() -> dict[str, dict[str, Any]]:
    """The code cells of the notebook, by their names."""
    found = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: cell for cell in found if cell["cell_type"] == "code"}


def built(*names: str) -> dict[str, Any]:
    """What these cells define; of the cell that goes on to measure, the part before it does."""
    room: dict[str, Any] = {"np": np, "nn": nn, "ops": ops, "optim": optim, "F": F, "Tensor": Tensor,
                            "no_grad": no_grad, "ISO": ISO, "WRITTEN": WRITTEN}  # fmt: skip
    for name in names:
        exec("".join(cells()[name]["source"]).split("\ntarget =")[0], room)
    return room


def said(name: str) -> str:
    """What a cell of the notebook printed."""
    outputs = cells()[name]["outputs"]
    return "".join("".join(out.get("text", "")) for out in outputs)


def test_forced_and_free_get_the_same_dates_right_with_any_weights() -> None:
    room = built("writer", "translator", "write", "looker-code", "forced-measure")
    pairs = dates(60).train
    for seed, writer in enumerate(("Writer", "Looker")):
        manual_seed(seed)
        model = room["Translator"](room[writer](len(ISO)))
        free = room["write"](model, pairs.X)
        target = free.copy()  # what it writes is called true, and one letter of every second date is not
        target[::2, 4] = (target[::2, 4] + 1) % len(ISO)
        forced = room["forced"](model, pairs.X, np.c_[np.ones(len(target), int), target])
        same = [(answer == target).all(axis=1) for answer in (forced, free)]
        assert np.array_equal(*same) and 0 < same[0].mean() < 1
    assert right("16.forced-free") == "Exactly the same"


def test_the_notebook_saw_what_the_predictions_say() -> None:
    assert said("train-two-read").count("True") == 2 and right("16.bottleneck").startswith("Hardly any, if")
    assert said("attention-read").count("True") == 2
    assert right("16.attention-speed").startswith("After fewer epochs")
    assert "first with attention" in said("attention-read")


def test_cross_entropy_asks_for_a_half_of_each_truth() -> None:
    def loss(a: float, b: float) -> float:
        rest = (1 - a - b) / 10
        scores = np.log([[a, b, *[rest] * 10]] * 2)
        return float(ops.cross_entropy(Tensor(scores), np.array([0, 1])).item())

    shares = np.linspace(0.02, 0.96, 48)
    best = min((loss(a, b), a, b) for a in shares for b in shares if a + b < 0.99)
    assert abs(best[1] - 0.5) < 0.03 and abs(best[2] - 0.5) < 0.03
    assert loss(0.49, 0.49) < loss(0.9, 0.08) and right("16.two-truths") == "About a half for each"


def test_the_training_captions_hold_each_truth_once() -> None:
    drawn = scenes(40, seed=1)
    ways = [drawn.true_captions(i) for i in range(40)]
    assert {len(way) for way in ways} == {1, 2} and all(
        way[0] == c for way, c in zip(ways, drawn.captions, strict=True)
    )
    assert all(len(set(way)) == len(way) for way in ways)


def test_a_beam_of_one_is_greedy() -> None:
    random = np.random.default_rng(0)
    for _ in range(20):
        table = np.log(random.dirichlet(np.ones(6), 6))
        words = [1]
        while words[-1] != 2 and len(words) < 6:
            words.append(int(table[words[-1]].argmax()))
        assert my_beam(table, 1, 5) == words
    assert right("16.beam-width") == "greedy decoding"


def test_the_beam_of_the_notebook_finds_the_best_of_all() -> None:
    room = built("writer", "translator", "write", "beam-code")
    manual_seed(3)
    model = room["Translator"](room["Writer"](5, units=8), units=8)
    x = dates(10).train.X[:1]
    words, total = room["beam"](model, x, 5**3, steps=3)
    with no_grad():
        grid = np.stack(np.meshgrid(*[np.arange(5)] * 3, indexing="ij"), -1).reshape(-1, 3)
        grid = grid[(grid[:, 0] != 2) & (grid[:, 1] != 2)]  # of those that do not end before
        Y = np.c_[np.ones(len(grid), int), grid]
        log_p = ops.log_softmax(model(x.repeat(len(Y), axis=0), Y[:, :-1]), dim=2).data
    sums = np.take_along_axis(log_p, grid[:, :, None], 2).sum((1, 2))
    full = [k for k, row in enumerate(words) if 2 not in row[:2] and np.isfinite(total[k])]
    assert words[full[0]].tolist() == grid[sums.argmax()].tolist()
    assert abs(total[full[0]] - sums.max()) < 1e-4


def test_dates_keep_their_days_apart() -> None:
    pairs = dates(800, seed=2)
    assert not set(pairs.train.iso) & set(dates(800).test.iso) and 0.1 < pairs.in_test.mean() < 0.3
    assert decode(pairs.Y, ISO) == list(pairs.iso) and decode(pairs.X, WRITTEN) == list(pairs.written)
    assert (pairs.X[:, -1] > 0).all() and set(pairs.style.tolist()) == set(range(6))


def test_a_row_of_attention_sums_to_one_at_any_temperature() -> None:
    random = np.random.default_rng(1)
    q, K = random.normal(size=4), random.normal(size=(7, 4))
    for heat in (0.05, 1, 20):
        weights = my_attention(q / heat, K, np.eye(7), np.arange(7) > 1)  # the context of the identity
        assert abs(weights.sum() - 1) < 1e-12 and not weights[:2].any()
    assert right("16.weights-sum") == "1"


def test_what_comes_after_a_mistake() -> None:
    target, written = np.array([[3, 4, 5, 6]]), np.array([[3, 9, 5, 7]])
    assert my_after(written, target) == 0.5 and my_after(target, target) == 1
    assert said("forced-measure").endswith("True\n") and "After the first mistake" in right("16.exposure")


def test_a_small_error_may_cost_nothing() -> None:
    walk = np.sin(np.arange(400) / 8)
    z = (walk - walk.mean()) / walk.std()
    assert np.mean(np.diff(z) ** 2) < 0.05  # of a variance of 1, by the last value alone
    assert right("16.baseline").startswith("Not known before")


def test_no_verdict_of_the_notebook_has_turned() -> None:
    expected = {"forced-after": 1}  # the one that says no on purpose
    assert {name: said(name).count(": False") for name in cells() if ": False" in said(name)} == expected
