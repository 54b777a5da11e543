"""A network laid open, without a browser: the lectures' examples, the library's forward pass, bad input, parity."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import data, nn
from course_lib.tensor import Tensor, manual_seed
from course_lib.widgets import FeatureMaps
from course_lib.widgets.base import pack
from course_lib.widgets.features.model import layers_of, run, with_shapes
from course_lib.widgets.features.presets import FILE, accuracy, preset_model, train

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    widget._handle_msg(
        {"content": {"data": {"method": "update", "state": plain, "buffer_paths": paths}}, "buffers": buffers}
    )


def lenet(size=28):
    side = ((size - 4) // 2 - 4) // 2
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Sequential(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(16 * side * side, 84), nn.Sigmoid(), nn.Linear(84, 10),
    )  # fmt: skip


# The lectures' worked examples


def test_the_4x4_picture_under_a_2x2_filter():
    maps, cut, pooled = FeatureMaps(preset="patch").outputs
    assert maps[0].tolist() == [[4, -1, 7], [2, 7, 0], [0, 4, -1]]  # the slides print 4, -1, 7, 2, 7
    assert cut[0].tolist() == [[4, 0, 7], [2, 7, 0], [0, 4, 0]]
    assert pooled[0].tolist() == [[7, 7], [7, 7]]


def test_three_channels_under_one_filter():
    w = FeatureMaps(preset="volume", cell=[0, 0])
    assert w.outputs[0][0].tolist() == [[-3, 12, -5], [1, 11, 23], [26, -31, 24]]
    assert w.result["value"] == -3 and w.result["label"] is None


# The trained networks


@pytest.mark.parametrize(("kind", "least"), [("relu", 0.96), ("tanh", 0.94)])
def test_the_kept_weights_are_those_that_training_gives(kind, least):
    kept, fresh = preset_model(kind), train(kind)
    assert accuracy(kept) > least
    assert abs(accuracy(fresh) - accuracy(kept)) <= 4 / 355  # another machine rounds sums in another order
    assert FILE.stat().st_size < 12_000


@pytest.mark.parametrize("kind", ["relu", "tanh"])
def test_it_agrees_with_the_library_to_the_last_digit(kind):
    w = FeatureMaps(preset=kind, samples=False)
    model = preset_model(kind)
    model.double()
    try:
        for image in data.digits(split="test").images[:12]:
            w.image = image
            x, expected = Tensor(image[None, None], np.float64), []
            for layer in model:
                x = layer(x)
                expected.append(x.data[0])
            for ours, theirs in zip(w.outputs, expected, strict=False):
                np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
            e = np.exp(expected[-1] - expected[-1].max())
            np.testing.assert_allclose(w.result["probabilities"], e / e.sum(), atol=1e-12)
    finally:
        model.float()


# Models of one's own


@pytest.mark.parametrize(
    ("model", "shape", "last"),
    [
        (lenet(), [1, 28, 28], 10),
        (nn.Sequential(nn.Conv2d(3, 4, 3, padding="same", dilation=2), nn.ReLU()), [3, 8, 8], 4),
        (nn.Sequential(nn.Flatten(), nn.Linear(64, 3)), [1, 8, 8], 3),
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 3), nn.Softmax(dim=1)), [1, 28, 28], 3),
        (nn.Sequential(nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2, bias=False)), [4, 8, 8], 6),
        (nn.Sequential(nn.MaxPool2d(3, stride=2, padding=1), nn.AvgPool2d(2, padding=1)), [1, 8, 8], 1),
        (nn.Sequential(nn.Identity(), nn.Conv2d(1, 2, (1, 3))), [1, 8, 8], 2),
    ],
)
def test_models_of_ones_own(model, shape, last):
    w = FeatureMaps(model)
    assert w._now["input"] == shape and w.outputs[-1].shape[0] == last
    x = Tensor(w.image[None].astype(np.float32), np.float32)
    model.eval()
    theirs = model(x).data[0]
    ours = (
        w.outputs[-2]
        if w._now["layers"][-1]["kind"] == "softmax" and "Softmax" not in repr(model)
        else w.outputs[-1]
    )
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert w._repr_mimebundle_()[0]["image/png"]


def test_a_float64_model_is_rounded_to_float32():
    model = nn.Sequential(nn.Conv2d(1, 1, 1)).double()
    model.load_state_dict({"0.weight": np.full((1, 1, 1, 1), 0.1), "0.bias": np.zeros(1)})
    w = FeatureMaps(model, image=np.ones((2, 2)))
    assert w.outputs[0][0, 0, 0] == float(np.float32(0.1))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"model": "a model"}, "takes a course_lib.nn.Sequential, not str"),
        ({"model": nn.Sequential()}, "no layer to show"),
        ({"model": nn.Sequential(nn.BatchNorm2d(3))}, "it shows Conv2d, ReLU, Tanh"),
        ({"model": nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(5, 2))}, "no square input fits"),
        (
            {"model": nn.Sequential(nn.Conv2d(1, 2, 3)), "image": np.zeros((2, 2))},
            "its window is larger than the 2x2",
        ),
        ({"model": nn.Sequential(nn.Conv2d(3, 2, 3)), "image": np.zeros((8, 8))}, r"takes maps \(3, H, W\)"),
        ({"model": nn.Sequential(nn.Conv2d(1, 2, 3)), "image": np.full((8, 8), np.nan)}, "NaN or infinity"),
        (
            {"model": nn.Sequential(nn.Conv2d(1, 2, 3)), "image": np.zeros(8)},
            r"\(H, W\) or \(C, H, W\) would",
        ),
        ({"model": nn.Sequential(nn.Conv2d(1, 2, 3)), "classes": ["a"]}, "1 names do not fit 2 answers"),
        (
            {"model": nn.Sequential(nn.Conv2d(1, 200, 11)), "image": np.zeros((60, 60))},
            "too large to run in a page",
        ),
        ({"image": np.zeros((9, 9))}, r"takes \(1, 8, 8\), not an array of shape \(1, 9, 9\)"),
        ({"preset": "own"}, "give model"),
        ({"preset": "lenet"}, "preset must be one of"),
        ({"layer": 40}, "there are 12 of them"),
        ({"map": 4}, "there are 4 of them"),
        ({"cell": [8, 0]}, "lies outside the 8x8 cells"),
        ({"cell": ["a", 0]}, "two whole numbers"),
        ({"brush": 1e9}, "must lie between 4 and 40"),
    ],
)
def test_what_does_not_fit_is_said(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        FeatureMaps(**options)


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="no option 'layers'"):
        FeatureMaps(layers=3)


# Both sides


def test_it_is_driven_from_both_sides():
    w = FeatureMaps()
    assert w.result["label"] == 3
    w.layer, w.map, w.cell = -1, 3, [0, 0]
    assert w.result["value"] == w.result["probabilities"][3]
    page_sends(w, preset="patch", layer=1, map=0, cell=[0, 2], _input=pack(np.ones(16)))
    assert w.result["value"] == 4 and w.image.tolist() == np.ones((1, 4, 4)).tolist()
    page_sends(w, layer=99, map=99, cell=[9, -9])
    assert (w.layer, w.map, w.cell) == (3, 0, [1, 0])
    w.preset = "relu"
    w.map, w.cell = 3, [7, 7]
    w.layer = 6
    assert (w.map, w.cell) == (3, [1, 1]) and np.isfinite(w.result["value"])
    w.preset = "tanh"
    assert w.outputs[0].shape == (4, 8, 8) and w.result["label"] is not None
    w.preset = "relu"
    w.image = np.zeros((8, 8))
    np.testing.assert_allclose(w.result["probabilities"].sum(), 1)


def test_a_broken_message_from_the_page_changes_nothing():
    w = FeatureMaps()
    before = w.image
    page_sends(w, _input=pack(np.ones(5)))  # the kernel's log names what was wrong
    np.testing.assert_array_equal(w.image, before)


def random_model(random):
    C, size = int(random.integers(1, 4)), int(random.integers(5, 10))
    groups = C if random.random() < 0.3 else 1
    k, pad = int(random.integers(1, 4)), int(random.integers(0, 2))
    O = C * int(random.integers(1, 3))
    act = (nn.ReLU, nn.Tanh, nn.Sigmoid)[random.integers(3)]
    pool = nn.MaxPool2d if random.random() < 0.5 else nn.AvgPool2d
    conv = nn.Conv2d(C, O, k, stride=int(random.integers(1, 3)), padding=pad, dilation=int(random.integers(1, 3)) if size > 6 else 1,
                     groups=groups, bias=bool(random.random() < 0.8))  # fmt: skip
    front = [
        conv,
        act(),
        pool(2, stride=int(random.integers(1, 3)), padding=int(random.integers(0, 2))),
        nn.Flatten(),
    ]
    shape = (C, size, size + int(random.integers(0, 3)))
    inside = with_shapes(layers_of(nn.Sequential(*front))[0], shape)[-1]["out"][0]
    return nn.Sequential(*front, nn.Linear(inside, 5)), shape


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_the_page_computes_the_same(tmp_path):
    manual_seed(0)
    random, cases = np.random.default_rng(0), []
    models = [random_model(random) for _ in range(60)]
    models += [
        (preset_model(name), shape)
        for name, shape in (
            ("relu", (1, 8, 8)),
            ("tanh", (1, 8, 8)),
            ("patch", (1, 4, 4)),
            ("volume", (3, 4, 4)),
        )
    ]
    for model, shape in models:
        layers, weights = layers_of(model)
        layers, x = with_shapes(layers, shape), random.normal(size=shape)
        outputs = run(layers, weights, x)
        cases.append({"net": {"input": list(shape), "layers": layers}, "weights": pack(weights).hex(), "x": pack(x).hex(),
                      "outputs": [pack(o.ravel()).hex() for o in outputs]})  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps(cases))
    done = subprocess.run([NODE, str(HERE / "js" / "feature_maps.test.mjs"), str(tmp_path / "facts.json")], capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
