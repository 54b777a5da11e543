"""Chapter 19: boxes, the small detector, and the facts that its predictions rest on."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the detector needs PyTorch")

from course_lib.data import scenes  # noqa: E402
from course_lib.data.symbols import borrowed, symbols  # noqa: E402
from course_lib.exercises import ch19  # noqa: E402
from course_lib.widgets.detection import boxes as widget  # noqa: E402
from course_lib.zoo import boxes, detector  # noqa: E402
from tests.chapters import right  # noqa: E402

RNG = np.random.default_rng(0)


def some_boxes(n, seed=0):
    corner, size = np.random.default_rng(seed).uniform(0, 30, (2, n, 2))
    return np.hstack([corner, corner + size + 1])


def test_overlap_agrees_with_the_explorer_and_the_exercise():
    a, b = some_boxes(8, 1), some_boxes(5, 2)
    expected = widget.iou_matrix(a, b)
    assert np.allclose(boxes.iou(torch.tensor(a), torch.tensor(b)), expected)
    assert np.allclose(ch19.my_iou(a, b), expected)


def test_decode_undoes_encode():
    a, b = torch.tensor(some_boxes(20, 3)), torch.tensor(some_boxes(20, 4))
    there = boxes.encode(a, b).clamp(max=2)
    assert torch.allclose(boxes.encode(boxes.decode(there, b), b), there)
    assert np.allclose(ch19.my_offsets(a.numpy(), b.numpy()), boxes.encode(a, b))


@pytest.mark.parametrize("most", [0.0, 0.3, 0.5, 1.0])
def test_suppression_agrees_with_the_exercise(most):
    some, scores = some_boxes(30, 5), RNG.random(30)
    kept = boxes.nms(torch.tensor(some), torch.tensor(scores), most).tolist()
    assert kept == ch19.my_nms(some, scores, most)
    assert boxes.nms(torch.zeros(0, 4), torch.zeros(0), most).shape == (0,)


def test_crops_agree_with_the_exercise():
    maps = torch.tensor(RNG.normal(size=(1, 3, 12, 12)))
    box = torch.tensor([[[9.0, 5.0, 30.0, 41.0]]], dtype=torch.float64)
    expected = ch19.my_crop(maps[0].numpy(), box[0, 0].numpy() / 4, 5)
    assert np.allclose(boxes.crops(maps, box, 5)[0, 0], expected)


def test_anchors_stand_in_the_middle_of_their_cells():
    base = boxes.anchors(48)
    assert base.shape == (288, 4)
    assert base[0].tolist() == [-3, -3, 7, 7] and base[1].tolist() == [-6, -6, 10, 10]
    assert base[2, 0] - base[0, 0] == 4 and base[2, 1] == base[0, 1]  # x runs first


def test_the_stored_detector_finds_the_right_number_of_objects():
    net, drawn = detector.trained(), scenes(60, 48, seed=30, objects=(1, 4), overlap=0.3)
    found = net.detect(drawn.images)
    assert np.mean([(f.scores > 0.5).sum() == len(b) for f, b in zip(found, drawn.boxes, strict=True)]) > 0.85
    first = found[0]
    assert (np.diff(first.scores) <= 0).all()
    assert first.boxes.shape == (len(first.scores), 4) and first.kinds.max() < 12
    assert net.detect(np.full((1, 3, 48, 48), 0.9, np.float32), least=0.5)[0].boxes.shape == (0, 4)


def test_the_losses_fall_on_a_few_scenes():
    from course_lib.cli.detect import losses, targets

    drawn = scenes(16, 48, seed=1, objects=(1, 3))
    torch.manual_seed(0)
    net, dice = detector.Detector(), torch.Generator().manual_seed(0)
    images, (rects, kinds) = torch.tensor(drawn.images), targets(drawn)
    assert (kinds > 0).sum() == sum(map(len, drawn.boxes))
    optimizer, seen = torch.optim.Adam(net.parameters(), 2e-3), []
    for _ in range(25):
        both = losses(net, images, rects, kinds, dice)
        optimizer.zero_grad()
        sum(both).backward()
        optimizer.step()
        seen.append(sum(both).item())
    assert seen[-1] < 0.5 * seen[0]


def test_symbols_are_what_they_say():
    images, labels = symbols(40, seed=3)
    again, _ = symbols(40, seed=3)
    assert np.array_equal(images, again) and set(labels) == {0, 1, 2, 3}
    assert images.min() >= 0 and images.max() <= 1
    with pytest.raises(ValueError, match="n of 1 or more"):
        symbols(0)


def test_half_a_shift_is_a_third():
    assert right("19.half-shift") == "1/3"
    assert np.isclose(widget.iou([0, 0, 10, 10], [5, 0, 15, 10]), 1 / 3)
    assert np.isclose(widget.iou([0, 0, 10, 10], [5, 5, 15, 15]), 1 / 7)


def test_few_anchors_fit_an_object():
    base, drawn = boxes.anchors(48), scenes(100, 48, seed=6, objects=(1, 4), overlap=0.3)
    fits = [boxes.iou(base, torch.tensor(b).float()).amax(1) >= 0.5 for b in drawn.boxes]
    assert torch.stack(fits).float().mean() < 0.1 and right("19.anchors").startswith("Fewer than one in ten")


def test_one_right_box_among_a_hundred_objects():
    assert np.isclose(ch19.my_average_precision(np.array([1.0]), 100), float(right("19.q-ap")))


def test_what_was_borrowed_is_stored_and_says_what_the_prediction_says():
    rows = borrowed()
    assert len(rows) == 3 * 6 * 3
    mean = {(w, n): np.mean([r.share for r in rows if (r.way, r.labels) == (w, n)])
            for w in ("scratch", "frozen", "tuned") for n in (5, 100)}  # fmt: skip
    assert mean["tuned", 5] > mean["frozen", 5] > mean["scratch", 5] + 0.1
    assert mean["scratch", 100] > mean["frozen", 100] + 0.1
    assert "both trained on a little" in right("19.few")


def test_borrowing_can_be_measured_again(monkeypatch):
    from course_lib.cli import borrow

    steps = {"scratch": (3, 3e-3), "frozen": (200, 1e-2), "tuned": (3, 1e-3)}
    monkeypatch.setattr(borrow, "STEPS", steps)
    short = list(borrow.measure(labels=(2,), seeds=1))
    assert [r.way for r in short] == ["scratch", "frozen", "tuned"]
    assert all(0 <= r.share <= 1 for r in short) and short[1].share > 0.5
