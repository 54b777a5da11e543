"""The trainings on the real MNIST: networks, records and the page made from them. Nothing long is trained."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.cli import bench_mnist
from course_lib.cli.bench_page import page
from course_lib.data import digits, mnist_results

ROOT = Path(__file__).parents[1]


def test_the_page_is_made_from_the_record() -> None:
    assert (ROOT / "docs" / "results.md").read_text(encoding="utf-8") == page(mnist_results())


def test_the_record_holds_both_networks_on_both_engines_and_what_the_slide_reports() -> None:
    runs = mnist_results()
    there = {(run["network"], run["engine"]) for run in runs}
    assert there == {(n, e) for n in bench_mnist.NETWORKS for e in bench_mnist.ENGINES}
    for run in runs:
        assert run["pictures"] == 60_000 and len(run["epochs"]) == bench_mnist.EPOCHS[run["network"]]
        assert run["epochs"][-1]["accuracy"] > bench_mnist.SLIDE
        assert run["epochs"][-1]["cpu"] > 0


@pytest.mark.parametrize(("name", "count"), [("recipe", 693_962), ("lenet", 61_706)])
def test_the_networks_have_the_known_numbers_of_parameters(name: str, count: int) -> None:
    assert sum(p.numel() for p in bench_mnist.NETWORKS[name](nn).parameters()) == count


def test_the_recipe_begins_as_keras_does() -> None:
    first = bench_mnist.beginning("recipe", 0)
    assert all((w == 0).all() for name, w in first.items() if name.endswith("bias"))
    assert np.abs(first["5.weight"]).max() <= np.sqrt(6 / (5408 + 128))


@pytest.mark.parametrize("name", ["recipe", "lenet"])
def test_both_engines_are_measured_and_begin_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setitem(bench_mnist.EPOCHS, name, 1)
    small = digits(28)
    part = (small.images[:96, None].astype(np.float32), small.labels[:96])
    told: list[str] = []
    runs = [
        bench_mnist.measure(name, engine, 0, 1, (part, part), lambda line, flush: told.append(line))
        for engine in bench_mnist.ENGINES
    ]
    assert [run["engine"] for run in runs] == ["torch", "numpy"] and len(told) == 2
    assert json.loads(json.dumps(runs)) == runs
    if name == "lenet":  # no dropout: the two differ by rounding alone
        assert abs(runs[0]["epochs"][0]["loss"] - runs[1]["epochs"][0]["loss"]) < 1e-3


def test_without_the_data_the_command_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.delenv("COURSE_LIB_DATA", raising=False)
    assert bench_mnist.mnist(None) == {}  # type: ignore[arg-type]
    assert "COURSE_LIB_DATA" in capsys.readouterr().out
