"""The digit pad without a browser: preparing drawings, asking models, what the page sends, bad input."""

import gzip
import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import nn
from course_lib.data import digits
from course_lib.tensor import Tensor
from course_lib.widgets import DigitPad
from course_lib.widgets.digit.model import ask, linear_scores
from course_lib.widgets.digit.preprocess import GRID, preprocess

HERE = Path(__file__).parent
NODE = shutil.which("node")
WEIGHTS = np.random.default_rng(1).normal(size=(10, 65))


def blank():
    return np.zeros((GRID, GRID), dtype=np.uint8)


def drawing(random, strokes=4, brush=9):
    """A drawing of some random thick lines."""
    ink = blank()
    y, x = np.mgrid[:GRID, :GRID]
    for _ in range(strokes):
        a, b = random.uniform(5, GRID - 5, (2, 2))
        for t in np.linspace(0, 1, 60):
            cx, cy = a + t * (b - a)
            ink |= ((x - cx) ** 2 + (y - cy) ** 2 <= brush**2).astype(np.uint8)
    return ink


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


def draws(pad, ink, **more):
    """Send what the page sends after a stroke."""
    image = preprocess(ink, pad.size, pad.centre)
    page_sends(pad, image=image.tobytes(), _ink=np.packbits(ink).tobytes(), **more)


def network(*sizes):
    """Dense layers of these sizes with ReLU between them, in float64."""
    layers = [nn.Flatten()]
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).double()


# Preparation


@pytest.mark.parametrize("size", [8, 28])
def test_an_empty_drawing_gives_an_empty_picture(size):
    image = preprocess(blank(), size)
    assert image.shape == (size, size) and image.dtype == np.float32 and not image.any()


def test_size_8_counts_inked_squares_in_blocks_of_4():
    ink = blank()
    ink[:64, :] = 1  # the upper half of the pad: the upper half of 32x32, four rows of full blocks
    expected = np.zeros((8, 8), dtype=np.float32)
    expected[:4] = 1
    np.testing.assert_array_equal(preprocess(ink, 8, centre=False), expected)
    ink = blank()
    ink[:4, :12] = 1  # three squares of the 32x32 bitmap
    assert preprocess(ink, 8, centre=False)[0, 0] == 3 / 16


def test_size_8_fills_20_columns_and_32_rows():
    ink = blank()
    ink[30:94, 20:60] = 1  # 64 high, 40 wide: 32 x 20 exactly
    levels = preprocess(ink, 8) * 16
    assert levels.sum() == 20 * 32
    np.testing.assert_array_equal(levels[0], [0, 8, 16, 16, 16, 16, 8, 0])


def test_size_28_keeps_the_proportions_in_20_pixels():
    ink = blank()
    ink[10:110, 50:70] = 1  # 100 x 20: 20 x 4 pixels
    image = preprocess(ink, 28)
    rows, cols = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert (len(rows), len(cols)) == (20, 4)
    assert set(np.unique(image)) == {0.0, 1.0}


def test_a_sheared_bar_is_set_upright_for_size_8():
    upright, slanted = blank(), blank()
    upright[20:108, 58:70] = 1
    for row in range(20, 108):
        start = 58 + (64 - row) // 3
        slanted[row, start : start + 12] = 1
    difference = np.abs(preprocess(upright, 8) - preprocess(slanted, 8))
    assert difference.max() <= 4 / 16


@pytest.mark.parametrize("size", [8, 28])
def test_where_and_how_large_one_draws_hardly_matters(size):
    small = drawing(np.random.default_rng(3))
    rows, cols = np.flatnonzero(small.any(axis=1)), np.flatnonzero(small.any(axis=0))
    box = small[rows[0] : rows[-1] + 1 : 2, cols[0] : cols[-1] + 1 : 2]
    for top, left in ((0, 0), (GRID - box.shape[0], GRID - box.shape[1])):
        moved = blank()
        moved[top : top + box.shape[0], left : left + box.shape[1]] = box
        assert np.abs(preprocess(moved, size) - preprocess(small, size)).mean() < 0.03


@given(st.integers(0, 10**6), st.sampled_from([8, 28]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_drawing_becomes_levels_of_the_data(seed, size, centre):
    random = np.random.default_rng(seed)
    ink = blank()
    h, w = random.integers(1, GRID, 2)
    ink[:h, :w] = random.random((h, w)) < random.choice([0.002, 0.1, 0.7])
    image = preprocess(ink, size, centre)
    levels = image.astype(np.float64) * {8: 16, 28: 255}[size]
    assert image.shape == (size, size) and image.min() >= 0 and image.max() <= 1
    assert np.abs(levels - np.rint(levels)).max() < 1e-4
    if size == 28 and centre and ink.any() and image.any():
        mean = (image.sum(axis=0) * np.arange(28)).sum() / image.sum()
        touching = image[:, 0].any() or image[:, -1].any()
        assert 13.49 < mean < 14.51 or touching


def test_real_digits_drawn_large_are_recognised():
    """Embedded digits, enlarged to the pad's grid and prepared again, look to a model like themselves."""
    from sklearn.linear_model import LogisticRegression

    train, test = digits(8).train, digits(8).test
    model = LogisticRegression(max_iter=400).fit(train.flat, train.labels)
    again = np.array([preprocess(np.kron(x > 0.45, np.ones((16, 16))), 8).ravel() for x in test.images])
    assert (model.predict(again) == test.labels).mean() > 0.8


@pytest.mark.data
def test_mnist_prepared_again_stays_mnist():
    folder = os.environ.get("COURSE_LIB_DATA")
    if not folder or not (Path(folder) / "mnist").is_dir():
        pytest.skip("COURSE_LIB_DATA names no folder with mnist: the real digits are needed here.")
    raw = gzip.decompress((Path(folder) / "mnist" / "t10k-images-idx3-ubyte.gz").read_bytes())[16:]
    images = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 28, 28)[:200]
    differences = []
    for image in images:
        ink = np.zeros((GRID, GRID))
        ink[8:120, 8:120] = np.kron(image > 110, np.ones((4, 4)))
        differences.append(np.abs(preprocess(ink, 28) - image / 255).mean())
    assert np.median(differences) < 0.05
    means = (images.sum(axis=1) * np.arange(28)).sum(axis=1) / images.sum(axis=(1, 2))
    assert means.min() > 13.49 and means.max() < 14.51  # the rule that preprocess follows


@pytest.mark.parametrize(
    ("bitmap", "size", "sentence"),
    [
        (np.zeros((32, 32)), 8, r"shape \(32, 32\); the pad's grid is \(128, 128\)"),
        (np.full((128, 128), 0.5), 8, "other values than 0"),
        (np.full((128, 128), np.nan), 8, "other values than 0"),
        (np.zeros((128, 128)), 16, "size is 8 .* or 28 .*, not 16"),
    ],
)
def test_what_is_no_drawing_is_refused(bitmap, size, sentence):
    with pytest.raises(ValueError, match=sentence):
        preprocess(bitmap, size)


# The page computes the same


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_prepares_and_scores_as_python_does(tmp_path):
    random = np.random.default_rng(0)
    inks = [drawing(random, int(random.integers(1, 5)), int(random.integers(2, 14))) for _ in range(12)]
    for density in (0.0005, 0.01, 0.2, 0.9):
        for _ in range(6):
            ink = blank()
            top, left, h, w = random.integers(0, 90), random.integers(0, 90), *random.integers(1, 38, 2)
            ink[top : top + h, left : left + w] = random.random((h, w)) < density
            inks.append(ink)
    single, bar, full = blank(), blank(), blank() + 1
    single[127, 0], bar[64, 3:120] = 1, 1
    inks += [blank(), single, bar, bar.T.copy(), full]
    drawings = [
        {"ink": np.packbits(ink).tobytes().hex(), "size": size, "centre": centre,
         "image": preprocess(ink, size, centre).tobytes().hex()}
        for ink in inks for size in (8, 28) for centre in (True, False)
    ]  # fmt: skip
    models = []
    for k in range(24):
        size = (8, 28)[k % 2]
        W, x = random.normal(size=(10, size * size + 1)), random.random((size, size)).astype(np.float32)
        z = linear_scores(W, x)
        models.append({"weights": W.tobytes().hex(), "image": x.tobytes().hex(), "z": z.tobytes().hex()})
    (tmp_path / "facts.json").write_text(json.dumps({"drawings": drawings, "models": models}))
    run_node("digit_pad.test.mjs", tmp_path / "facts.json")


def run_node(script, *arguments):
    command = [NODE, str(HERE / "js" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout


# The widget


@pytest.mark.parametrize("size", [8, 28])
def test_the_image_can_be_set_and_read(size):
    pad = DigitPad(size, samples=False)
    assert pad.image.shape == (size, size) and pad.image.dtype == np.float32 and not pad.image.any()
    x = np.random.default_rng(0).random((size, size))
    pad.image = x
    np.testing.assert_array_equal(pad.image, x.astype(np.float32))
    pad.image = x.ravel().tolist()
    np.testing.assert_array_equal(pad.image, x.astype(np.float32))
    with pytest.raises(ValueError, match="read-only"):
        pad.image[0, 0] = 1


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.zeros((28, 28)), r"this pad shows \(8, 8\) pixels, not an array of shape \(28, 28\)"),
        (np.full((8, 8), 16), "these go from 16 to 16. Divide them by 16."),
        (np.full((8, 8), -1.0), "from -1 to -1"),
        (np.full((8, 8), np.nan), "image holds NaN or infinity in 64 of 64 places"),
        ("a seven", "image must be an array of numbers, not str 'a seven'"),
        (None, "image must be an array of numbers"),
        ([["a"] * 8] * 8, "image must be an array of numbers"),
    ],
)
def test_a_picture_that_does_not_fit_is_refused_and_the_old_one_stays(image, sentence):
    pad = DigitPad(samples=False, image=np.eye(8))
    with pytest.raises(ValueError, match=sentence):
        pad.image = image
    np.testing.assert_array_equal(pad.image, np.eye(8))


@pytest.mark.parametrize(
    ("options", "kind", "sentence"),
    [
        (
            {"weights": np.zeros((10, 64))},
            ValueError,
            r"shape \(10, 64\) does not fit .*\(10, 65\) with the bias first",
        ),
        ({"weights": np.zeros((65, 10))}, ValueError, "weights.T"),
        ({"weights": np.zeros((10, 64)), "bias": np.zeros(9)}, ValueError, r"bias: shape \(9,\)"),
        ({"weights": np.zeros((10, 65)), "bias": np.zeros(10)}, ValueError, "beside a bias does not fit"),
        ({"weights": np.full((10, 65), np.nan)}, ValueError, "weights holds NaN or infinity in 650 of 650"),
        ({"weights": "heavy"}, ValueError, "weights must be an array of numbers"),
        ({"bias": np.zeros(10)}, TypeError, "a bias needs weights"),
        ({"weights": WEIGHTS, "classify": len}, TypeError, "weights or classify, not both"),
        ({"classify": 3}, TypeError, "classify must be a function of the picture, not int"),
        ({"size": 16}, ValueError, "size is 8"),
        ({"samples": np.zeros((3, 28, 28))}, ValueError, r"samples: shape \(3, 28, 28\) does not fit"),
        ({"samples": np.full((3, 8, 8), 16)}, ValueError, "samples: pixels go from 0"),
        ({"output": "softmix"}, ValueError, "output must be one of 'sigmoid', 'scores', 'softmax'"),
        ({"model": network(64, 9)}, ValueError, r"ten scores, not \(9,\)"),
        ({"model": network(784, 10)}, ValueError, r"takes 784 numbers, but \(64,\) come in"),
        ({"model": "large"}, ValueError, "takes a course_lib.nn.Sequential, not str"),
        ({"model": network(64, 10), "classify": len}, TypeError, "or a model alone"),
        ({"brush": 400}, ValueError, "brush must lie between 4 and 40"),
        ({"wieghts": WEIGHTS}, TypeError, "no option 'wieghts'"),
        ({"hide": "pen"}, ValueError, "DigitPad has no control 'pen'"),
    ],
)
def test_wrong_options_say_what_would_fit(options, kind, sentence):
    with pytest.raises(kind, match=sentence):
        DigitPad(**{"samples": False, **options})


@pytest.mark.parametrize("size", [8, 28])
def test_scores_are_w_x_plus_b(size):
    random = np.random.default_rng(2)
    W, b, x = random.normal(size=(10, size * size)), random.normal(size=10), random.random((size, size))
    pad = DigitPad(size, weights=W, bias=b, image=x, samples=False)
    z = pad.result["scores"]
    np.testing.assert_allclose(z, W @ x.ravel() + b, atol=1e-4 if size == 28 else 1e-5)
    assert pad.result["label"] == int((W @ x.ravel() + b).argmax())
    np.testing.assert_allclose(pad.weights, np.column_stack([b, W]), atol=1e-6)


@pytest.mark.parametrize("size", [8, 28])
def test_a_network_answers_with_its_own_scores(size):
    model, x = network(size * size, 20, 10), np.random.default_rng(2).random((size, size))
    pad = DigitPad(size, model=model, image=x, samples=False)
    z = model(Tensor(x[None])).data[0]
    np.testing.assert_allclose(pad.result["scores"], z, atol=1e-5)
    assert pad.result["label"] == int(z.argmax()) and pad.output == "softmax"
    assert f"the model says {int(z.argmax())}" in pad.alt
    with pytest.raises(TypeError, match=r"has a network \(model\)"):
        pad.weights = WEIGHTS
    assert {ax.get_xlabel() for ax in pad._figure().axes} == {"column", "probability"}


def test_weights_may_change_while_the_pad_is_shown():
    pad = DigitPad(weights=WEIGHTS, image=np.eye(8), samples=False)
    pad.weights = -WEIGHTS
    assert pad.result["label"] == int(linear_scores(-WEIGHTS, np.eye(8)).argmax())
    pad.weights = None
    assert pad.result == {"label": None, "scores": None}
    with pytest.raises(ValueError, match="does not fit"):
        pad.weights = np.zeros((9, 65))


def test_what_the_page_draws_arrives():
    pad, seen = DigitPad(weights=WEIGHTS, samples=False), []
    pad.observe(lambda change: seen.append(change["new"].copy()), "image")
    ink = drawing(np.random.default_rng(5))
    draws(pad, ink)
    np.testing.assert_array_equal(pad.image, preprocess(ink, 8))
    np.testing.assert_array_equal(pad.bitmap, ink)
    np.testing.assert_array_equal(seen[-1], pad.image)
    pad.image = np.eye(8)
    assert not pad.bitmap.any()


def test_a_function_is_asked_once_a_picture():
    asked = []
    pad = DigitPad(classify=lambda x: asked.append(x) or np.arange(10.0), samples=False)
    assert asked == [] and pad.result["label"] is None
    draws(pad, drawing(np.random.default_rng(5)), _asked=1)
    assert len(asked) == 1 and asked[0].shape == (8, 8) and asked[0].dtype == np.float32
    assert pad.result["label"] == 9 and pad._answer["asked"] == 1
    np.testing.assert_array_equal(pad.result["scores"], np.arange(10.0))
    draws(pad, blank(), _asked=2)
    assert len(asked) == 1 and pad.result["label"] is None and pad._answer["asked"] == 2


def test_the_function_may_spoil_its_copy():
    def spoil(x):
        x[:] = 0
        return 3

    pad = DigitPad(classify=spoil, image=np.eye(8), samples=False)
    assert pad.result["label"] == 3
    np.testing.assert_array_equal(pad.image, np.eye(8))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: 1 / 0, "classify failed: ZeroDivisionError: division by zero"),
        (lambda x: np.zeros(3), r"an array of shape (3,); ten scores or one digit from 0 to 9 would fit"),
        (lambda x: "three", "'three'; ten scores"),
        (lambda x: None, "None; ten scores"),
        (lambda x: 10, "10; ten scores"),
        (lambda x: 2.5, "2.5; ten scores"),
        (lambda x: [np.nan] * 10, "not a finite number"),
        (lambda x: [[1], [2, 3]], "classify failed: ValueError"),
    ],
)
def test_a_function_that_fails_is_told_and_not_raised(answer, said):
    pad = DigitPad(classify=answer, image=np.eye(8), samples=False)
    assert said in pad._answer["error"]
    assert pad.result == {"label": None, "scores": None}


@pytest.mark.parametrize("answer", [7, np.int64(7), [7], np.array(7), np.float32(7.0)])
def test_one_digit_is_an_answer(answer):
    assert ask(lambda x: answer, np.zeros((8, 8), np.float32)) == {"label": 7, "scores": None}


def test_samples_are_real_digits_one_of_each():
    pad = DigitPad()
    assert pad._names == [str(k) for k in range(10)]
    pixels = np.frombuffer(pad._samples, np.uint8).reshape(10, 8, 8)
    test = digits(8).test
    for k in range(10):
        np.testing.assert_array_equal(pixels[k] / 16, test.only(k).images[0])
    assert DigitPad(samples=digits(8).only(3, 8))._names == ["3", "8"]
    assert DigitPad(samples=np.zeros((2, 8, 8)))._names == ["#1", "#2"]


@pytest.mark.parametrize("size", [8, 28])
def test_text_picture_and_state_are_stable_and_small(size):
    W = np.random.default_rng(0).normal(size=(10, size * size + 1))
    image = digits(size).images[0]

    def bundle():
        return DigitPad(size, weights=W, image=image)._repr_mimebundle_()

    data, metadata = bundle()
    again, _ = bundle()
    assert data["text/plain"] == again["text/plain"] and data["image/png"] == again["image/png"]
    assert re.fullmatch(
        rf"DigitPad: a digit of {size} by {size} pixels; the model says \d", data["text/plain"]
    )
    assert metadata["image/png"]["alt"] in data["text/plain"]
    state = DigitPad(size, weights=W, image=image).get_state()
    own = {name: value for name, value in state.items() if name not in ("_esm", "_css")}
    assert sum(len(v) if isinstance(v, bytes) else len(json.dumps(v)) for v in own.values()) < 48_000
    assert (
        repr(DigitPad(size, samples=False))
        == f"DigitPad: an empty pad for a digit of {size} by {size} pixels"
    )


def test_the_size_is_for_good():
    pad = DigitPad(samples=False)
    with pytest.raises(Exception, match="read-only"):
        pad.size = 28
