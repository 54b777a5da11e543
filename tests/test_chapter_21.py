"""What chapter 21 claims in its predictions, its quiz and its texts, computed again."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from course_lib.exercises.ch21 import (
    my_attainable,
    my_reduce_scatter,
    my_sharded_bytes,
    my_training_flops,
)
from tests.chapters import right

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


def test_the_backward_pass_takes_twice_the_forward_pass() -> None:
    sizes = [64] * 101
    forward = sum(2 * a * b for a, b in pairwise(sizes))
    assert my_training_flops(sizes, 1, 1) / forward == pytest.approx(3, abs=0.02)
    assert right("21.backward") == "About two millions"


@pytest.mark.parametrize("sizes", [[8, 5], [7, 6, 5, 4], [3, 9, 2]])
def test_the_count_is_that_of_torch(sizes: list[int]) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    layers = [torch.nn.Linear(a, b, bias=False) for a, b in pairwise(sizes)]
    with FlopCounterMode(display=False) as counter:
        torch.nn.Sequential(*layers)(torch.ones(11, sizes[0])).sum().backward()
    assert counter.get_total_flops() == my_training_flops(sizes, 11, 1)


def test_adding_uses_less_than_a_hundredth_of_the_peak() -> None:
    assert my_attainable(1.0, 12.0, 67e12, 3.35e12) / 67e12 < 0.01
    assert right("21.feed") == "Less than one hundredth"


def test_a_weight_in_bfloat16_does_not_move() -> None:
    weight = torch.tensor(1.0, dtype=torch.bfloat16)
    for _ in range(1000):
        weight = weight + torch.tensor(0.001, dtype=torch.bfloat16)
    assert weight.item() == 1.0 == float(right("21.lost-update"))


def test_float16_ends_where_the_quiz_says_and_bfloat16_reaches_as_far_as_float32() -> None:
    assert torch.tensor(6e-8, dtype=torch.float16) > 0 and torch.tensor(2e-8, dtype=torch.float16) == 0
    assert torch.finfo(torch.bfloat16).tiny == torch.finfo(torch.float32).tiny < 1e-37
    assert "exponent of float32" in right("21.which-type")


def test_memory_of_a_hundred_million_parameters() -> None:
    assert float(right("21.where-memory").split()[0]) == 100e6 * 16 / 1e9


def test_batch_normalisation_alone_minds_the_pieces() -> None:
    pictures = torch.randn(64, 4, 3, 3)
    layers = {
        "Linear": torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(36, 5)),
        "Conv2d": torch.nn.Conv2d(4, 5, 3),
        "BatchNorm2d": torch.nn.BatchNorm2d(4),
        "LayerNorm": torch.nn.LayerNorm((4, 3, 3)),
    }
    differ = [
        name
        for name, layer in layers.items()
        if not torch.allclose(layer(pictures), torch.cat([layer(p) for p in pictures.chunk(4)]), atol=1e-4)
    ]
    assert differ == [right("21.batchnorm")]


@pytest.mark.parametrize("n", [2, 3, 7])
def test_after_the_ring_each_worker_has_one_whole_sum(n: int) -> None:
    parts = np.random.default_rng(n).normal(size=(n, n, 2))
    after = my_reduce_scatter(parts)
    for w in range(n):
        assert np.allclose(after[w, (w + 1) % n], parts[:, (w + 1) % n].sum(axis=0))
    assert "2 · G" in right("21.ring-cost")


def test_the_zero_paper_prints_these_four_numbers() -> None:
    held = [round(my_sharded_bytes(7.5e9, 64, stage) / 1e9, 1) for stage in range(4)]
    assert held == [120.0, 31.4, 16.6, 1.9]
