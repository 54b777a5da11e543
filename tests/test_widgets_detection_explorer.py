"""The detection explorer: boxes against torchvision's formulas, hostile input, the page against Python."""

import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.widgets import DetectionExplorer
from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.detection import boxes as arithmetic
from course_lib.widgets.detection.scenes import EXAMPLES

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


def random_boxes(rng, n, side=200.0):
    corners = rng.uniform(0, side, (n, 2))
    return np.concatenate([corners, corners + rng.uniform(0, side / 2, (n, 2))], axis=1)


# The formulas as torchvision writes them, in NumPy


def box_iou(a, b):
    areas = [(x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1]) for x in (a, b)]
    low, high = np.maximum(a[:, None, :2], b[:, :2]), np.minimum(a[:, None, 2:], b[:, 2:])
    wide, tall = np.moveaxis(np.clip(high - low, 0, None), -1, 0)
    both = wide * tall
    return both / (areas[0][:, None] + areas[1] - both)


def nms(boxes, scores, threshold):
    order, kept = np.argsort(-scores, kind="stable"), []
    while len(order):
        kept.append(int(order[0]))
        if len(order) == 1:
            break
        rest = order[1:]
        order = rest[box_iou(boxes[order[:1]], boxes[rest])[0] <= threshold]
    return kept


def batched_nms(boxes, scores, labels, threshold):
    """Boxes of different classes are moved apart, so that one pass never compares them."""
    return nms(boxes + (labels * (boxes.max() + 1))[:, None], scores, threshold)


def test_overlap_is_torchvision_s():
    rng = np.random.default_rng(0)
    for _ in range(50):
        a, b = random_boxes(rng, 7), random_boxes(rng, 5)
        np.testing.assert_array_equal(arithmetic.iou_matrix(a, b), box_iou(a, b))


def test_suppression_is_torchvision_s():
    rng = np.random.default_rng(1)
    for k in range(200):
        n = int(rng.integers(1, 25))
        boxes, scores = random_boxes(rng, n), np.round(rng.random(n), 1)
        labels, threshold = rng.integers(0, 3, n), float(rng.uniform(0.05, 0.95))
        if k % 2:
            steps = arithmetic.suppression(
                boxes.tolist(), scores.tolist(), labels.tolist(), 0, threshold, True
            )
            assert sorted(arithmetic.kept(steps)) == sorted(batched_nms(boxes, scores, labels, threshold))
        else:
            steps = arithmetic.suppression(
                boxes.tolist(), scores.tolist(), labels.tolist(), 0, threshold, False
            )
            assert arithmetic.kept(steps) == nms(boxes, scores, threshold)
        assert sorted(s.get("take", s.get("remove")) for s in steps) == list(range(n))


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_average_precision_is_the_area_under_the_raised_curve(right, missed):
    objects = sum(right) + missed
    precision, recall = arithmetic.curve(right, objects)
    value = arithmetic.average_precision(precision, recall)
    if objects:  # as the VOC code computes it
        r, p = np.concatenate([[0], recall, [1]]), np.concatenate([[0], precision, [0]])
        p = np.maximum.accumulate(p[::-1])[::-1]
        at = np.flatnonzero(r[1:] != r[:-1])
        assert abs(value - float(np.sum((r[at + 1] - r[at]) * p[at + 1]))) < 1e-12
    assert 0 <= value <= 1 + 1e-12 and 0 <= arithmetic.eleven_points(precision, recall) <= 1 + 1e-12


def test_the_examples():
    assert set(EXAMPLES) == {"shapes", "crowd", "recall", "pair", "single"}
    w = DetectionExplorer("recall")
    assert w.result["ap"]["circle"] == 0.625 and w.result["ap"]["square"] is None
    assert w.result["recall"]["circle"] == [0.25, 0.25, 0.5, 0.75, 0.75]
    crowd = DetectionExplorer("crowd")
    before = crowd.result["recall"]["circle"][-1]
    crowd.iou_threshold = 0.3  # a threshold that also removes the circle behind
    assert before == 1 and crowd.result["recall"]["circle"][-1] == 0.5
    shapes = DetectionExplorer("shapes")
    assert 8 in shapes.result["kept"]  # a box of another class on the square
    shapes.per_class = False
    assert 8 not in shapes.result["kept"]
    assert shapes.steps[0] == {"take": 0} and shapes.steps[1]["by"] == 0


def test_every_example_and_random_scene_opens_in_every_view():
    for name in (*EXAMPLES, "random"):
        for view in ("nms", "iou", "precision", "anchors", "tasks"):
            w = DetectionExplorer(name, view=view, seed=3)
            assert repr(w) == repr(DetectionExplorer(name, view=view, seed=3))
            assert (w.boxes[:, 2:] >= w.boxes[:, :2]).all() and len(w.labels) == len(w.boxes)
    assert DetectionExplorer("random", n=0).result["mean_ap"] is None


def test_anchors_cover_the_grid_and_each_object_has_one():
    w = DetectionExplorer("shapes", stride=40, scales=[60, 100], ratios=[0.5, 1, 2])
    boxes = w.anchors
    assert boxes.shape == (8 * 6 * 6, 4)
    sides = boxes[:, 2:] - boxes[:, :2]
    np.testing.assert_allclose(sides[:3].prod(axis=1), 3600)
    np.testing.assert_allclose(sides[:3, 1] / sides[:3, 0], [0.5, 1, 2])
    assert {owner for owner, _, state in w.assignment if state == "object"} == {0, 1, 2}
    w.match_threshold = 0.95  # none overlaps so much: the best of each object still stands for it
    assert sum(state == "object" for *_, state in w.assignment) == 3
    np.testing.assert_array_equal(
        np.max(box_iou(boxes, w.truth), axis=0),
        [max(v for o, v, _ in w.assignment if o == t) for t in range(3)],
    )


def test_own_boxes_scores_and_labels():
    scene = {
        "width": 100,
        "height": 50,
        "objects": [{"shape": "circle", "box": [0, 0, 10, 10], "label": "cat"}],
    }
    w = DetectionExplorer(
        scene, boxes=[[0, 0, 10, 10], [20, 20, 30, 30]], scores=[0.9, 0.8], labels=["cat", "dog"]
    )
    assert w.labels == ["cat", "dog"] and w.result["ap"] == {"cat": 1.0, "dog": None}
    assert w.result["iou"].shape == (2, 2) and w.result["iou_truth"].tolist() == [[1.0], [0.0]]
    w.scores = [0.1, 0.8]
    assert w.result["kept"] == [1] and w.result["ap"]["cat"] == 0
    w.boxes = [[5, 0, 15, 10], [0, 0, 10, 10]]
    assert w.labels == ["cat", "dog"]
    w.boxes = np.zeros((0, 4))
    assert w.result["kept"] == [] and "0 detections" in w.alt
    w.boxes = [[1, 1, 2, 2]]
    assert w.scores.tolist() == [1.0]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"scene": "shape"}, "there is no scene 'shape'; there are shapes"),
        ({"scene": 3}, "a scene is a name, or"),
        (
            {"scene": {"objects": [{"shape": "cat", "box": [0, 0, 1, 1]}]}},
            "'shape' of circle, square, triangle",
        ),
        ({"scene": {"objects": [], "width": 0}}, "width must be a number from 1"),
        ({"scene": {"objects": [{"shape": "circle", "box": [0, 0, 1]}]}}, "the box of object 0"),
        ({"scene": {"objects": [{"shape": "circle", "box": [0, 0, 1, 1]}] * 21}}, "at most 20"),
        ({"boxes": [[1, 2, 3]]}, r"boxes has shape \(1, 3\), but a box is four numbers"),
        ({"boxes": [1, 2, 3, 4]}, r"boxes has shape \(4,\)"),
        ({"boxes": "abcd"}, "an array of numbers"),
        ({"boxes": [[0, 0, np.nan, 1]]}, "in row 0"),
        ({"boxes": [[0, 0, 1, 1], [0, 0, np.inf, 1]]}, "in row 1"),
        ({"boxes": [[0, 0, 1e9, 1]]}, "from -100,000 to 100,000"),
        ({"boxes": [[5, 0, 1, 1]]}, "row 0: x2 and y2 must not lie before"),
        ({"boxes": np.tile([0, 0, 1, 1], (61, 1))}, "at most 60"),
        ({"boxes": [[0, 0, 1, 1]], "scores": [0.1, 0.2]}, "1 boxes, but 2 scores"),
        ({"boxes": [[0, 0, 1, 1]], "scores": [3.5]}, "between 0 and 1; a network's raw outputs"),
        ({"boxes": [[0, 0, 1, 1]], "scores": [np.nan]}, "between 0 and 1"),
        ({"boxes": [[0, 0, 1, 1]], "labels": ["a", "b"]}, "1 boxes, but 2 labels"),
        ({"boxes": [[0, 0, 1, 1]], "labels": [7]}, r"there is no class 7; there are 0 \(circle\)"),
        ({"boxes": np.tile([0, 0, 1, 1], (9, 1)), "labels": list("abcdefghi")}, "one too many"),
        ({"iou_threshold": 1.5}, "between 0 and 1"),
        ({"view": "anchor"}, "Did you mean 'anchors'"),
        ({"scales": []}, "one to six numbers"),
        ({"ratios": [0]}, "one to six numbers above 0"),
        ({"scene": "random", "n": 2.5}, "n must be a whole number"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(options, sentence):
    with pytest.raises(WidgetError, match=sentence):
        DetectionExplorer(**options)


def test_a_refused_box_leaves_the_old_ones():
    w = DetectionExplorer()
    before = w.boxes
    with pytest.raises(WidgetError):
        w.boxes = [[0, 0, np.nan, 1]]
    assert np.array_equal(w.boxes, before)


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="Did you mean 'iou_threshold'"):
        DetectionExplorer(iou_treshold=0.4)


def test_the_page_and_python_agree():
    w = DetectionExplorer("shapes")
    page_sends(w, _boxes=pack([[0, 0, 50, 60, 0.7, 2]]), _at=1, _preset="shapes")
    assert w.boxes.tolist() == [[0, 0, 50, 60]] and w.labels == ["triangle"] and w.scores.tolist() == [0.7]
    page_sends(w, iou_threshold=0.2, _at=1)
    assert w.iou_threshold == 0.2 and w._at == 1
    w.iou_threshold = 0.6  # from Python: the steps begin again
    assert w._at == 0
    with pytest.raises(WidgetError, match="a label must be a number from 0 to 2"):
        w._boxes = pack([[0, 0, 50, 60, 0.7, 9]])
    with pytest.raises(WidgetError, match="whole rows"):
        w._boxes = b"123"
    assert len(w.boxes) == 1


def test_the_picture():
    assert len(DetectionExplorer()._figure().axes) == 2
    assert len(DetectionExplorer({"objects": []})._figure().axes) == 2
    for view, told in (
        ("iou", "intersection over union"),
        ("anchors", "288 anchors"),
        ("tasks", "a box for each"),
    ):
        (ax,) = DetectionExplorer(view=view)._figure().axes
        assert told in ax.get_title()
    for task in ("class", "box", "boxes", "mask"):
        assert DetectionExplorer(view="tasks", task=task)._figure().axes[0].patches


def bits(value):
    """Floats as their bytes, so that not one bit is lost on the way to Node."""
    if isinstance(value, float):
        return struct.pack("<d", value).hex()
    if isinstance(value, (list, tuple)):
        return [bits(v) for v in value]
    return {k: bits(v) for k, v in value.items()} if isinstance(value, dict) else value


def reference(rng, k):
    n, m = int(rng.integers(0, 12)), int(rng.integers(0, 5))
    boxes, truth = random_boxes(rng, n).tolist(), random_boxes(rng, m).tolist()
    if k % 5 == 0 and n > 2:
        boxes[1], boxes[2] = boxes[0], [10.0, 10.0, 10.0, 10.0]
    scores, labels = np.round(rng.random(n), 1).tolist(), rng.integers(0, 2, n).tolist()
    classes = rng.integers(0, 2, m).tolist()
    least, most, match = (float(v) for v in rng.uniform(0.05, 0.9, 3))
    per_class = bool(k % 2)
    matches = arithmetic.matched(boxes, labels, arithmetic.ranked(scores, least), truth, classes, match)
    precision, recall = arithmetic.curve([row["right"] for row in matches], m)
    width, height, stride = 160.0, 120.0, float(rng.integers(20, 60))
    scales, ratios = rng.uniform(20, 90, 2).tolist(), rng.uniform(0.3, 3, 2).tolist()
    grid = arithmetic.anchors(width, height, stride, scales, ratios)
    return bits({
        "boxes": boxes, "scores": scores, "labels": labels, "least": least, "most": most, "per_class": per_class,
        "truth": truth, "classes": classes, "match": match, "iou": arithmetic.iou_matrix(boxes, boxes).tolist(),
        "steps": arithmetic.suppression(boxes, scores, labels, least, most, per_class), "matches": matches,
        "precision": precision, "recall": recall, "ap": arithmetic.average_precision(precision, recall),
        "eleven": arithmetic.eleven_points(precision, recall), "width": width, "height": height, "stride": stride,
        "scales": scales, "ratios": ratios, "anchors": grid,
        "assigned": arithmetic.assigned(grid, truth, match, 0.3),
    })  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_python_computes(tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([reference(rng, k) for k in range(250)]))
    script = HERE / "js" / "detection_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
