"""The gallery of weights without a browser: what it takes, what it computes, what the page sends, parity with the page."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.tensor import generator, manual_seed
from course_lib.widgets import FilterGallery
from course_lib.widgets.base import pack
from course_lib.widgets.filters.arrays import coded, decoded, tiles
from course_lib.widgets.filters.presets import KERNELS, PATCHES, trained
from course_lib.widgets.filters.sets import fired, norms, responses, similarities, under

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


# What it takes


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        (np.zeros((3, 5, 4, 2)) + 1, (3, 5, 4, 2)),
        (np.ones((5, 4, 2)), (1, 5, 4, 2)),
        (np.ones((16, 64)), (1, 16, 8, 8)),
        (np.ones((4, 3)), (1, 1, 4, 3)),
        ([np.ones((5, 4, 2)), np.zeros((5, 4, 2))], (2, 5, 4, 2)),
        (nn.Linear(64, 7), (1, 7, 8, 8)),
        (nn.Conv2d(1, 6, 5), (1, 6, 5, 5)),
        (nn.Conv2d(3, 6, 5).weight, (1, 18, 5, 5)),
        ([nn.Conv2d(2, 6, 3)] * 4, (4, 12, 3, 3)),
        (np.array([[[True, False]]]), (1, 1, 1, 2)),
    ],
)
def test_weights_come_in_many_forms(given, shape):
    assert tiles(given).shape == shape
    w = FilterGallery(given)
    assert w.weights.shape == shape and w.preset == "own"


def test_rows_that_are_not_square_need_their_shape():
    assert FilterGallery(np.ones((5, 12)), shape=(3, 4)).weights.shape == (1, 5, 3, 4)
    with pytest.raises(ValueError, match=r"rows of 12 weights do not fit \(5, 5\) tiles"):
        FilterGallery(np.ones((5, 12)), shape=(5, 5))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"weights": np.zeros((0, 3, 3))}, "holds no number"),
        ({"weights": np.full((2, 3, 3), np.nan)}, "NaN or infinity in 18 of 18"),
        ({"weights": np.full((2, 3, 3), np.inf)}, "NaN or infinity"),
        ({"weights": "<b>weights</b>"}, "must be an array of numbers"),
        ({"weights": np.zeros(7)}, r"shape \(7,\) does not fit"),
        ({"weights": {"0.weight": np.zeros((2, 4))}}, "FilterGallery.from_history takes"),
        ({"weights": [np.zeros((2, 3, 3)), np.zeros((1, 3, 3))]}, "the snapshots differ in shape"),
        ({"weights": np.zeros((2, 9, 9)), "image": np.zeros((4, 4))}, "do not cover a tile of 9x9"),
        ({"weights": np.ones((2, 3, 3)), "names": ["a"]}, "1 names do not fit 2 tiles"),
        ({"weights": np.ones((2, 3, 3)), "bias": [1, 2, 3]}, r"bias: shape \(3,\) does not fit; \(2,\)"),
        ({"weights": np.ones((2, 3, 3)), "outgoing": np.ones((4, 3))}, r"outgoing: shape \(1, 4, 3\)"),
        ({"weights": np.ones((2, 3, 3)), "steps": [1, 2]}, "2 numbers do not fit 1 snapshots"),
        ({"weights": np.ones((2, 3, 3)), "activation": "swish"}, "there is no 'swish' here"),
        ({"weights": np.ones((2, 3, 3)), "precision": "float16"}, "choose one of 'auto'"),
        ({"at": 99}, "there are 7 snapshots, 0 to 6"),
        ({"unit": -13}, "there are 12 tiles"),
        ({"shift": [0, 9]}, "two whole numbers of pixels"),
        ({"shift": [1]}, "two whole numbers of pixels"),
        ({"scale": "al"}, "Did you mean 'all'"),
        ({"preset": "own"}, "give weights"),
        ({"bias": [1.0]}, "belong to weights"),
        ({"samples": np.full((2, 8, 8), 3.0)}, "from 0 to 1 would"),
        ({"hide": "stage"}, "no control 'stage'"),
    ],
)
def test_what_does_not_fit_is_said(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        FilterGallery(**options)


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="no option 'scal'"):
        FilterGallery(scal="all")


def test_hostile_text_stays_text():
    w = FilterGallery(np.ones((1, 3, 3)), names=["<script>alert(1)</script>" * 9])
    assert len(w._now["names"][0]) == 40


# Rounding


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1.0, 1e12])
def test_codes_are_within_half_a_step_and_keep_zero(size):
    values = np.random.default_rng(0).normal(size=(3, 4, 5, 5)) * size
    values[:, 0] = 0
    block, data = coded(values, "codes")
    back = decoded(block, data)
    assert (np.abs(back - values) <= 0.5000001 * np.array(block["scales"])[:, None, None, None]).all()
    assert not back[:, 0].any()


def test_what_is_read_is_what_was_sent():
    given = np.random.default_rng(1).normal(size=(2, 6, 5, 5))
    exact = FilterGallery(given, precision="float64")
    np.testing.assert_array_equal(exact.weights, given)
    assert exact.rounding == 0
    single = FilterGallery(given)
    np.testing.assert_array_equal(single.weights, given.astype(np.float32))
    coarse = FilterGallery(given, precision="codes")
    assert coarse.rounding == np.abs(coarse.weights - given).max() > single.rounding > 0
    assert len(coarse._data) == given.size
    assert FilterGallery(np.zeros((64, 28, 28)))._now["weights"]["coding"] == "codes"


# What it computes


def test_the_lectures_cross_filter():
    w = FilterGallery(preset="kernels")
    assert w.result["response"] == 12
    w.image = PATCHES["hook"]
    assert w.result["response"] == 9
    w.image = PATCHES["all ones"]
    assert w.result["response"] == 15
    sums = [np.sum(kernel) for kernel in KERNELS.values()]
    assert sums == [15, -3, -3, -1, 0, 1, 1]
    np.testing.assert_array_equal(w.result["responses"], sums)


def test_numbers_agree_with_numpy():
    random = np.random.default_rng(3)
    stack, image = random.normal(size=(7, 4, 5)), random.random((9, 8))
    np.testing.assert_allclose(norms(stack), np.linalg.norm(stack.reshape(7, -1), axis=1), rtol=1e-14)
    flat = stack.reshape(7, -1)
    cosine = flat @ flat[2] / np.linalg.norm(flat, axis=1) / np.linalg.norm(flat[2])
    np.testing.assert_allclose(similarities(stack, 2), cosine, rtol=1e-12)
    np.testing.assert_array_equal(under(image, (4, 5), (0, 0)), image[2:6, 1:6])
    np.testing.assert_array_equal(under(image, (4, 5), (1, -2)), image[1:5, 3:8])
    assert not under(image, (4, 5), (8, 8)).any()
    bias = random.normal(size=7)
    np.testing.assert_allclose(
        responses(stack, bias, image[:4, :5]), (stack * image[:4, :5]).sum((1, 2)) + bias
    )
    assert similarities(np.zeros((2, 3, 3)), 0).tolist() == [0, 0]


def test_the_network_in_the_gallery_is_the_network_that_was_trained():
    w = FilterGallery()
    state = trained("digits")["snapshots"][-1]
    x = w.image.ravel()
    hidden = np.tanh(state["0.weight"] @ x + state["0.bias"])
    np.testing.assert_allclose(w.result["fired"], hidden, atol=0.05)
    np.testing.assert_allclose(w.result["scores"], state["2.weight"] @ hidden + state["2.bias"], atol=0.2)
    assert w.result["scores"].argmax() == 3


def test_shifted_digits_are_read_worse():
    for name in ("digits", "linear", "conv"):
        run = trained(name)
        middle = run["shifted"][3, 3]
        assert middle == run["accuracy"][-1] > 0.93
        assert run["accuracy"][0] < 0.2
        assert max(run["shifted"][3, 4], run["shifted"][4, 3]) < middle - 0.2
        assert run["shifted"][0, 0] < 0.3


def test_making_a_gallery_leaves_the_callers_random_numbers_alone():
    manual_seed(5)
    before = generator().bit_generator.state
    trained.cache_clear()
    FilterGallery(preset="linear")
    assert generator().bit_generator.state == before


# Histories


def test_a_history_of_state_dicts():
    model = nn.Sequential(nn.Linear(64, 5), nn.Tanh(), nn.Linear(5, 10))
    states = [model.state_dict()]
    model.load_state_dict({k: v + 1 for k, v in states[0].items()})
    states.append(model.state_dict())
    w = FilterGallery.from_history(states, steps=[0, 100], activation="tanh")
    np.testing.assert_array_equal(w.weights[1], states[1]["0.weight"].reshape(5, 8, 8))
    np.testing.assert_array_equal(w.bias, [s["0.bias"] for s in states])
    np.testing.assert_array_equal(w.outgoing, [s["2.weight"] for s in states])
    assert w.steps == [0, 100] and w.result["scores"].shape == (10,)
    w.at, w.compare = 1, 0
    np.testing.assert_allclose(w.result["difference"], 1, atol=1e-6)
    second = FilterGallery.from_history(states, "2.weight")
    assert second.weights.shape == (2, 1, 10, 5)
    conv = nn.Sequential(nn.Conv2d(2, 3, 5))
    assert FilterGallery.from_history([conv.state_dict()] * 2).weights.shape == (2, 6, 5, 5)
    assert FilterGallery.from_history([np.ones((4, 9))] * 3).weights.shape == (3, 4, 3, 3)


@pytest.mark.parametrize(
    ("history", "sentence"), [([], "there is no snapshot"), ([{"a": np.ones((2, 4))}], "no 'b'")]
)
def test_a_history_that_does_not_fit(history, sentence):
    with pytest.raises(ValueError, match=sentence):
        FilterGallery.from_history(history, "b")


# Both sides


def test_it_is_driven_from_python():
    w = FilterGallery()
    assert (w.at, w.unit, w.steps[-1]) == (6, 0, 400)
    w.at, w.unit, w.order = 0, -1, "norm"
    assert w.unit == 11 and w.result["order"][0] == w.result["norms"].argmax()
    w.preset = "linear"
    assert w.weights.shape == (7, 10, 8, 8) and (w.at, w.unit) == (6, 0)
    w.weights = np.eye(8).reshape(1, 8, 8)
    assert w.preset == "own" and w.result["norms"].tolist() == [np.sqrt(8)]
    w.preset = "digits"
    assert w.weights.shape == (7, 12, 8, 8)
    with pytest.raises(ValueError, match="must be one of"):
        w.preset = "cats"


def test_what_the_page_sends():
    w = FilterGallery()
    page_sends(w, preset="kernels", at=0, unit=3, compare=-1, _image_size=[3, 3], _image=pack(np.ones(9)))
    assert w.result["response"] == -1 and w.preset == "kernels"
    page_sends(w, unit=400, at=-7, compare=99)
    assert (w.unit, w.at, w.compare) == (6, 0, 0)
    page_sends(w, shift=[1, -2])
    assert w.shift == [1, -2] and w.result["patch"].sum() == 2


def test_text_and_picture():
    w = FilterGallery()
    assert "12 units as tiles of 8x8 after training step 400" in repr(w)
    w.compare = 0
    data, metadata = w._repr_mimebundle_()
    assert data["image/png"] and metadata["image/png"]["alt"] == w.alt
    FilterGallery(np.ones((70, 28, 28)))._figure()


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_the_page_computes_the_same(tmp_path):
    random, cases = np.random.default_rng(0), []
    for k in range(60):
        T, N, H, W = random.integers(1, 4), random.integers(1, 9), *random.integers(1, 9, 2)
        given = random.normal(size=(T, N, H, W)) * 10.0 ** random.integers(-8, 8)
        if k % 7 == 0:
            given[:, 0] = 0
        h, w = int(H + random.integers(0, 4)), int(W + random.integers(0, 4))
        image, shift = random.random((h, w)), random.integers(-3, 4, 2).tolist()
        coding = ("codes", "float32", "float64")[k % 3]
        block, data = coded(given, coding)
        stack = decoded(block, data)
        patch, bias = under(image, (int(H), int(W)), shift), random.normal(size=N)
        s = responses(stack[-1], bias, patch)
        unit = int(random.integers(N))
        cases.append({
            "block": {**block, "at": 0, "length": len(data)}, "data": data.hex(), "stack": pack(stack).hex(),
            "image": pack(image).hex(), "size": [h, w], "shape": [int(H), int(W)], "shift": shift, "unit": unit,
            "patch": pack(patch).hex(), "bias": pack(bias).hex(), "responses": pack(s).hex(),
            "norms": pack(norms(stack[-1])).hex(), "similarities": pack(similarities(stack[-1], unit)).hex(),
            "order": np.argsort(-s, kind="stable").tolist(),
            "tanh": pack(fired(s, "tanh")).hex(), "sigmoid": pack(fired(s, "sigmoid")).hex(), "relu": pack(fired(s, "relu")).hex(),
        })  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps(cases))
    done = subprocess.run([NODE, str(HERE / "js" / "filter_gallery.test.mjs"), str(tmp_path / "facts.json")], capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
