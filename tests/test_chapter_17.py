"""What chapter 17 claims in its predictions and texts, computed again, without PyTorch where that is possible."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest

from course_lib.data.ablation import ablated
from course_lib.exercises.ch17 import (
    my_alias,
    my_conv_cost,
    my_inception,
    my_missing_layer,
    my_top_k_error,
    my_video_cost,
)
from course_lib.widgets import ArchitectureBrowser
from tests.chapters import right

CONVOLUTIONS = [(3, 96, 11, 55, 1), (96, 256, 5, 27, 2), (256, 384, 3, 13, 1), (384, 384, 3, 13, 2), (384, 256, 3, 13, 2)]  # fmt: skip


def mean(network: str) -> float:
    """Mean top-1 error over the seeds of the stored ablation."""
    return float(np.mean([row.top1 for row in ablated() if row.network == network]))


def test_guessing_misses_995_of_1000() -> None:
    scores = np.random.default_rng(0).random((5_000, 1_000))
    assert abs(my_top_k_error(scores, np.arange(5_000) % 1_000, 5) - 0.995) < 0.004
    assert right("17.chance") == "99.5%"


def test_dense_layers_do_8_in_100_of_alexnets_work() -> None:
    found = ArchitectureBrowser("alexnet").result
    assert round(100 * found["multiply_adds_dense"] / found["multiply_adds"]) == 8
    assert round(100 * found["weights_dense"] / found["parameters"]) == 96
    assert right("17.where") == "About 8 in 100"


def test_stripes_of_5_look_like_stripes_of_20() -> None:
    assert math.isclose(1 / my_alias(1 / 5, 4), 20) and math.isclose(1 / my_alias(1 / 5, 2), 5)
    assert "20 pixels apart" in right("17.stripes")


def test_googlenet_is_small_and_works_hard() -> None:
    google, alexnet = (ArchitectureBrowser(name).result for name in ("googlenet", "alexnet"))
    assert 8.5 < alexnet["parameters"] / google["parameters"] < 9
    assert google["multiply_adds"] > 2 * alexnet["multiply_adds"]
    assert right("17.googlenet") == "More than twice as many"


def test_conv5_is_missing_on_the_slide() -> None:
    costs = [my_conv_cost(*layer) for layer in CONVOLUTIONS]
    assert [my_missing_layer([c[k] for c in costs], said) for k, said in ((0, 1.89e6), (1, 591e6))] == [4, 4]


def test_the_full_hd_numbers() -> None:
    macs = sum(my_conv_cost(*layer)[1] for layer in CONVOLUTIONS) + 58_621_952
    by_area, whole = my_video_cost(macs, 224, 1920, 1080, 30)
    assert round(2 * by_area / 1e9) == 1796 and right("17.flops") == "1,796 GFLOPS"
    assert round(2 * whole / 1e9) == 1956
    assert round(my_video_cost(591.02e6 + 58.62e6, 224, 1920, 1080, 30)[0] / 1e9) == 805


def test_the_inception_module_is_that_of_the_browser() -> None:
    row = next(r for r in ArchitectureBrowser("googlenet").table if r["name"] == "inception 3a")
    assert my_inception(192, (64, 96, 128, 16, 32, 32)) == (row["shape"][0], row["params"]["conv"])


def test_the_ablation_says_what_the_chapter_says() -> None:
    assert len(ablated()) == 7 * 3
    for half in ("fc7", "fc6, fc7", "conv3, conv4"):
        assert mean(half) < mean("whole") + 0.02
    assert mean("all four") > mean("whole") + 0.05
    sizes = {row.network: row.parameters for row in ablated()}
    assert abs(sizes["wide, four layers"] / sizes["whole"] - 1) < 0.05
    assert abs(sizes["narrow, eight layers"] / sizes["all four"] - 1) < 0.05


def test_the_small_alexnet_has_the_sizes_of_the_table() -> None:
    pytest.importorskip("torch")
    from course_lib.cli.ablate import NETWORKS, small_alexnet

    sizes = {row.network: row.parameters for row in ablated()}
    for name, (removed, widths) in NETWORKS.items():
        model = small_alexnet(removed, widths)
        assert sum(p.numel() for p in model.parameters()) == sizes[name]


def test_the_command_writes_the_table(tmp_path, monkeypatch) -> None:
    pytest.importorskip("torch")
    from course_lib.cli import ablate

    monkeypatch.setattr(ablate, "NETWORKS", {"whole": ((), (4, 4, 4, 4, 4, 8, 8))})
    train = ablate.train
    monkeypatch.setattr(ablate, "train", lambda network, seed, epochs: train(network, seed, epochs, crops=50))
    assert ablate.main(["--to", str(tmp_path / "a.csv"), "--seeds", "1", "--epochs", "1"]) == 0
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (
        row["network"] == "whole"
        and row["layers"] == "8"
        and 0 <= float(row["top5"]) <= float(row["top1"]) <= 1
    )
