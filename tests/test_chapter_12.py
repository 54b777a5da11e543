"""What chapter 12 claims in its predictions, its quiz and its loss, computed again."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np

from course_lib import nn
from course_lib.data import digits, shift
from course_lib.exercises.ch12 import TABLE, my_blame, my_pool, my_table
from course_lib.nn import functional as F
from course_lib.tensor import Tensor
from course_lib.widgets import ArchitectureBrowser
from tests.chapters import right

BOOK = Path(__file__).parent.parent / "notebooks" / "12_pooling_and_lenet.ipynb"
CELLS = {c.id: c for c in nbformat.read(BOOK, 4).cells}
FRAMES = np.array([[3.0, 8, 1, 4], [5, 2, 6, -1], [-3, 5, 9, 1], [4, 5, 7, 2]])


def printed(cell: str) -> str:
    return "".join(output.get("text", "") for output in CELLS[cell].outputs)


def test_the_largest_of_the_three_is_l2() -> None:
    kinds = {kind: my_pool(FRAMES[:2, :2], 2, kind).item() for kind in ("max", "average", "l2")}
    assert max(kinds, key=kinds.get) == "l2" and right("12.largest") == "That of L2 pooling"


def test_one_of_each_window_is_blamed() -> None:
    blamed = my_blame(FRAMES, 2, np.ones((2, 2)))
    assert np.count_nonzero(blamed) == 4 and right("12.blame").startswith("4:")


def test_one_pixel_changes_less_than_unpooled_but_a_good_part() -> None:
    edge = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    pictures = digits(28, margin=4).test.images[:100].astype(float)

    def edges(x: np.ndarray, p: int) -> np.ndarray:
        kernels = np.stack([edge, edge.T, -edge, -edge.T])[:, None]
        found = F.relu(F.conv2d(Tensor(x[:, None]), Tensor(kernels), padding=1))
        return F.max_pool2d(found, p).numpy()

    share = {}
    for p in (1, 2):
        before, after = edges(pictures, p), edges(shift(pictures, 0, 1), p)
        share[p] = np.linalg.norm(after - before) / np.linalg.norm(before)
    assert 0.2 * share[1] < share[2] < 0.95 * share[1]
    assert right("12.one-pixel").startswith("Less than of the unpooled")


def test_most_weights_are_in_c5() -> None:
    counts = {"C1": 6 * 26, "S2 and S4": 2 * 6 + 2 * 16, "C3": my_table(TABLE, 5), "C5": 120 * (16 * 25 + 1)}
    assert sum(counts.values()) + 84 * 121 == 60_000 == ArchitectureBrowser("lenet5").result["parameters"]
    assert max(counts, key=counts.get) == "C5" and right("12.most-weights").startswith("C5")


def test_a_dense_layer_does_not_notice_the_order_of_pixels() -> None:
    rng = np.random.default_rng(0)
    x, w, order = rng.normal(size=(3, 784)), rng.normal(size=(5, 784)), rng.permutation(784)
    assert np.allclose(x[:, order] @ w[:, order].T, x @ w.T)
    assert right("12.shuffled") == "Only the convolutional one"
    said = printed("variants-verdict")
    assert "LeNet-5 falls by 15 or more: True" in said and "dense: within 7 points: True" in said


def test_every_verdict_of_the_comparison_holds() -> None:
    for cell in ("variants-verdict", "transfer-verdict", "measure-verdict", "misconception-far", "count"):
        assert "True" in printed(cell) and "False" not in printed(cell), cell


def test_the_quiz_counts_right() -> None:
    layer = nn.MaxPool2d(2)
    assert layer(Tensor(np.zeros((1, 16, 13, 13)))).shape[1:] == (16, 6, 6) and not list(layer.parameters())
    assert right("12.no-parameters") == "16x6x6, no weights"
    x = np.random.default_rng(1).normal(size=(12, 12))
    assert np.array_equal(my_pool(np.roll(x, 2, 1), 2, "max"), np.roll(my_pool(x, 2, "max"), 1, 1))
    assert right("12.invariance") == "An output that shifts by 1 when the picture shifts by 2"
    assert 7 * 12 == 84 and right("12.84").startswith("84 = 7 · 12")


def test_the_loss_of_the_paper_is_a_cross_entropy_with_one_more_answer() -> None:
    room: dict = {}
    exec("from course_lib import ops", room)
    room |= {"np": np, "F": F, "Tensor": Tensor}
    exec(CELLS["draw-loss"].source, room)
    y, labels = np.random.default_rng(2).uniform(0, 5, (4, 10)), np.array([0, 3, 9, 3])
    told = [y[n, k] + np.log(np.exp(-1.0) + np.exp(-y[n]).sum()) for n, k in enumerate(labels)]
    assert np.isclose(room["drawn"](Tensor(-y), labels).item(), np.mean(told))
