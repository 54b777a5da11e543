"""Chapter 09 holds what it says: its own cells train on the embedded digits, and on MNIST by one word."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from course_lib import data, tensor, train
from course_lib.exercises.library import load
from tests.chapters import code, right

CELLS = code("09")
SWITCH = 'SOURCE = "embedded"'


def trained(**changes: str) -> dict:
    """What the notebook's own cells leave behind, from the imports to the trained network."""
    room: dict = {}
    kept = tensor._random[:]
    for name in ("setup", "switch", "load", "module", "training"):
        text = CELLS[name].replace('course_lib.start("09")', "")
        for old, new in changes.items() if name == "switch" else ():
            assert CELLS["switch"].count(old) == 1
            text = text.replace(old, new)
        with threadpool_limits(1):  # as course_lib.start does
            exec(text, room)
    tensor._random[:] = kept
    return room


@pytest.fixture(scope="module")
def embedded() -> dict:
    return trained()


def read(room: dict, pictures: np.ndarray) -> float:
    return train.evaluate(room["model"], (pictures, room["y_test"]))["accuracy"]


def test_the_switch_is_one_word() -> None:
    assert SWITCH in CELLS["switch"]
    assert sum("mnist" in text for text in CELLS.values()) == 2  # the switch, the pad


def test_the_network_has_the_shape_of_the_lecture(embedded: dict) -> None:
    sizes = [p.shape for p in embedded["model"].parameters()]
    assert sizes == [(256, 784), (256,), (256, 256), (256,), (10, 256), (10,)]
    assert sum(p.numel() for p in embedded["model"].parameters()) == 269_322
    assert right("09.where-weights-are").startswith("In the first layer")


def test_the_embedded_digits_are_read_until_they_move(embedded: dict) -> None:
    pictures = embedded["X_test"]
    assert pictures.shape == (355, 28, 28) and pictures[:, :4].max() == 0  # a margin of four pixels
    assert read(embedded, pictures) > 0.96
    ways = [(0, 3), (0, -3), (3, 0), (-3, 0)]
    assert 0.25 < np.mean([read(embedded, data.shift(pictures, *way)) for way in ways]) < 0.5
    assert right("09.three-pixels") == "About 35 in 100"


def test_an_epoch_has_23_batches_and_white_pixels_teach_nothing(embedded: dict) -> None:
    X, y = embedded["X"], embedded["y"]
    assert len(list(train.batches(X, y, 64))) == 23 and right("09.updates") == "23 times"
    before, after = (embedded["snapshots"][k]["input.weight"] for k in (0, -1))
    assert X[:, 0, 0].max() == 0 and np.array_equal(before[:, 0], after[:, 0])
    assert right("09.white-pixels").startswith("Nothing at all")


def test_the_solutions_agree_with_the_library(embedded: dict) -> None:
    chapter, pictures = load("09"), embedded["X_test"][:20]
    assert np.array_equal(chapter.my_shift(pictures, 2, -5), data.shift(pictures, 2, -5))
    scores, labels = np.eye(10)[embedded["y_test"][::-1]], embedded["y_test"]
    counts = chapter.my_confusion(labels, scores.argmax(axis=1), 10)
    assert np.isclose(np.trace(counts) / counts.sum(), chapter.my_accuracy(scores, labels))


@pytest.mark.skipif(
    data.status("mnist") != "ready",
    reason="MNIST is not here: COURSE_LIB_DATA names no folder that holds it, so the switch is not tried",
)
def test_the_same_cells_read_mnist() -> None:
    room = trained(**{SWITCH: 'SOURCE = "mnist"', '"mnist": 5': '"mnist": 1'})
    assert room["X"].shape == (60_000, 28, 28) and room["X_test"].shape == (10_000, 28, 28)
    assert len(room["history"]) == 1 and room["history"]["val_accuracy"][0] > 0.95
    assert read(room, data.shift(room["X_test"], 0, 6)) < 0.5
