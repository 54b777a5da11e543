"""The sliding kernel: its Python side, the lectures' numbers, and its JavaScript against NumPy to the bit."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib.ops import conv2d
from course_lib.ops.conv import conv2d_loops
from course_lib.tensor import Tensor
from course_lib.widgets import ConvolutionExplorer
from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.convolution import library
from course_lib.widgets.convolution import math as maths
from course_lib.widgets.convolution.presets import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")
FOUR = [[4, -1, 7], [2, 7, 0], [0, 4, -1]]


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


@pytest.mark.parametrize(
    ("preset", "numbers"),
    [
        ("four", FOUR),
        ("stride", [[4, 7], [0, -1]]),
        ("padded", [[-1, 5, 1, -1, 5], [1, 4, -1, 7, 0], [1, 2, 7, 0, 1], [3, 0, 4, -1, 5], [1, 3, 0, 3, 0]]),
        ("volume", [[-3, 12, -5], [1, 11, 23], [26, -31, 24]]),
        ("cross", [[12]]),
        ("hook", [[9]]),
        ("scores", [[12, 9, 15]]),
        ("sobel", [[2]]),
        ("edge_effect", [[-2, -1, 3], [2, 5, 8], [-2, 0, -1]]),
        (
            "edge_padded",
            [[-1, 2, 2, -1, -2], [2, -2, -1, 3, -1], [3, 2, 5, 8, 2], [2, -2, 0, -1, -3], [1, 5, 4, 1, 2]],
        ),
        ("strided", [[-2, 3], [-2, -1]]),
        ("strided_padded", [[-1, 2, -2], [3, 5, 2], [1, 4, 2]]),
        ("x_shape", [[4, 3, 4], [2, 4, 3], [2, 3, 4]]),
        ("seven", [[9, 12], [30, 33]]),
    ],
)
def test_the_lectures_examples_give_the_lectures_numbers(preset, numbers):
    assert ConvolutionExplorer(preset).output.tolist() == numbers


def test_the_volume_s_three_products_are_the_slide_s():
    shown = ConvolutionExplorer("volume").result
    assert shown["channel_sums"] == [16, -23, 6] and shown["bias"] == -2 and shown["value"] == -3
    assert shown["products"][0].tolist() == [[-6, 3], [20, -1]]


def test_the_smiley_s_map_has_one_four_and_it_is_chosen():
    w = ConvolutionExplorer("smiley")
    assert w.output.max() == 4 and w.result["value"] == 4 and (w.output == 4).sum() == 1


def test_what_the_lecture_says_about_divisors_and_flat_areas():
    flat = np.full((5, 5), 100.0)
    for kernel, undivided, divided in [("blur", 900, 100), ("weighted_blur", 800, 100), ("sharpen", 100, 100),
                                       ("edge", 0, 0), ("vertical", -300, -300), ("corner", -100, -100)]:  # fmt: skip
        w = ConvolutionExplorer(image=flat, kernel=kernel)
        assert (w.output == divided).all(), kernel
        w.divisor = 1
        assert (w.output == undivided).all(), kernel


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens_and_its_numbers_agree_with_the_engine(name):
    w = ConvolutionExplorer(name)
    x, k = w._channels()[None], w._filters()
    engine = conv2d(Tensor(x), Tensor(k), stride=w.stride, padding=w.padding, dilation=w.dilation).data[0, 0]
    np.testing.assert_allclose(w.output, engine / w.divisor + w.bias, rtol=1e-12, atol=1e-9)
    assert w.preset == name and w.result["value"] == w.output[w.row, w.column]
    assert repr(w) == repr(ConvolutionExplorer(name))


@pytest.mark.parametrize("kernel", library.KERNELS)
def test_every_kernel_fits_every_kind_of_picture(kernel):
    for image in ("lines", "flower"):
        w = ConvolutionExplorer(image=image, kernel=kernel)
        assert np.isfinite(w.output).all() and w._names["kernel"] == kernel


def test_its_sums_are_those_of_the_engine_s_clear_form_bit_for_bit():
    random = np.random.default_rng(3)
    for _ in range(40):
        x, k = random.normal(size=(1, 2, 7, 6)), random.normal(size=(3, 2, 3, 2))
        stride, padding = int(random.integers(1, 4)), int(random.integers(0, 3))
        w = ConvolutionExplorer(image=x[0], kernel=k, stride=stride, padding=padding)
        assert np.array_equal(w.maps, conv2d_loops(x, k, stride, padding)[0])


def test_a_layer_s_weight_drives_it():
    from course_lib import nn

    layer = nn.Conv2d(3, 4, 3, padding=1)
    image = np.random.default_rng(0).random((3, 6, 6)).astype(layer.weight.data.dtype)
    w = ConvolutionExplorer(image=image, kernel=layer.weight, bias=layer.bias, padding=1)
    np.testing.assert_allclose(w.maps, layer(Tensor(image[None])).data[0], atol=1e-5)
    w.filter = 2
    assert np.array_equal(w.output, w.maps[2]) and w.result["parameters"] == 4 * 28


def test_a_torch_weight_drives_it_too():
    torch = pytest.importorskip("torch")
    layer = torch.nn.Conv2d(1, 2, (3, 2))
    w = ConvolutionExplorer(image=np.eye(5), kernel=layer.weight, bias=layer.bias)
    expected = layer(torch.eye(5)[None, None]).detach().numpy()[0]
    np.testing.assert_allclose(w.maps, expected, atol=1e-6)


def test_picture_kernel_and_settings_are_set_from_python():
    w = ConvolutionExplorer()
    w.image = np.arange(25.0).reshape(5, 5)
    assert w.preset == "own" and w.output.shape == (4, 4) and w.image.shape == (5, 5)
    w.kernel = "sharpen"
    assert w._names["kernel"] == "sharpen" and w.kernel.shape == (3, 3)
    w.kernel = [[1, 0, 0]]
    assert w._names["kernel"] == "own" and w.output.shape == (5, 3)
    w.stride, w.padding, w.dilation, w.bias, w.divisor = (2, 1), 1, (1, 2), 3, 2
    assert w.stride == (2, 1) and w.output.shape == (4, 3)
    w.image = "flower"
    assert w.kernel.shape == (1, 3, 1, 3) and w.image.shape == (3, 28, 28)
    w.preset = "volume"
    assert w.output.tolist()[0] == [-3, 12, -5] and w.preset == "volume"
    w.set(image=np.ones((2, 4, 4)), kernel=np.arange(8.0).reshape(2, 2, 2), stride=2)
    assert w.output.tolist() == [[26, 26], [26, 26]]


def test_places_stay_within_a_smaller_map():
    w = ConvolutionExplorer("padded", row=4, column=4, pins=[(4, 4), (0, 0)], pixel=(0, 3, 3))
    w.padding = 0
    assert (w.row, w.column, w.pins) == (2, 2, [(2, 2), (0, 0)])
    w.image = np.ones((2, 2))
    assert (w.row, w.column, w.pixel) == (0, 0, (0, 1, 1))
    w.row = -1
    assert w.row == 0


def test_the_reverse_view_is_the_engine_s_gradient():
    random = np.random.default_rng(1)
    for stride, padding, dilation in [(1, 0, 1), (2, 1, 1), ((2, 1), (1, 2), (1, 2))]:
        image, kernel = random.normal(size=(2, 6, 7)), random.normal(size=(1, 2, 3, 2))
        w = ConvolutionExplorer(
            image=image, kernel=kernel, stride=stride, padding=padding, dilation=dilation, divisor=2
        )
        x = Tensor(image[None], requires_grad=True)
        y = conv2d(x, Tensor(kernel), stride=stride, padding=padding, dilation=dilation)
        rows, columns = y.shape[2:]
        (y[0, 0, rows - 1, columns - 2] / 2).backward()
        np.testing.assert_allclose(w.gradient(rows - 1, columns - 2), x.grad[0], atol=1e-12)
        for i, j in [(0, 0), (3, 4), (5, 6)]:
            touched = {(r, c): slope for r, c, slope in w.touches(i, j, channel=1)}
            for r in range(rows):
                for c in range(columns):
                    assert w.gradient(r, c)[1, i, j] == touched.get((r, c), 0)


def test_the_formula_has_its_numbers_and_the_border_that_is_dropped():
    w = ConvolutionExplorer("seven")
    assert w.size["height"] == "floor((7 + 2*0 - 1*(3 - 1) - 1) / 3) + 1 = 2"
    assert w.size["left_over"] == (1, 1)
    assert float(maths.Axis(7, 3, s=3).steps) == pytest.approx(1.3333, abs=1e-4)
    assert maths.Axis(5, 3, d=3).out == 0


def test_gabor_has_stripes_at_its_angle_and_sums_to_zero():
    w = ConvolutionExplorer("gabor")
    for angle in range(0, 181, 5):
        w.gabor(angle, 4.5, size=9)
        assert abs(w.kernel.sum()) < 1e-12 and w._names["angle"] == angle
    flat, upright = maths.gabor(7, 7, 0, 5), maths.gabor(7, 7, 90, 5)
    assert np.array_equal(flat, upright.T)
    with pytest.raises(WidgetError, match="wavelength from 2 to 12"):
        w.gabor(10, 50)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"image": [[1, np.nan]]}, r"image holds a value that is not a finite number, at \(0, 1\)"),
        ({"image": [[np.inf]]}, "not a finite number"),
        ({"image": [[1e300]]}, "numbers up to 1e\\+100"),
        ({"image": []}, r"image has shape \(0,\)"),
        ({"image": np.zeros((0, 4))}, r"image has shape \(0, 4\)"),
        ({"image": np.zeros((5, 1, 4, 4))}, r"of a batch take one: images\[0\]"),
        ({"image": np.zeros((200, 4))}, "at most 16 channels of 128×128"),
        ({"image": "mona_lisa"}, "there is no picture 'mona_lisa'"),
        ({"image": [["a", "b"]]}, "image must be an array of real numbers"),
        ({"image": [[1j]]}, "image must be an array of real numbers"),
        ({"image": [[1, 2], [3]]}, "image must be an array of real numbers"),
        ({"kernel": np.ones((12, 3))}, "11×11"),
        ({"kernel": [1, 2]}, r"kernel has shape \(2,\)"),
        ({"kernel": "<b>blurr</b>"}, "there is no kernel '<b>blurr</b>'"),
        ({"kernel": np.arange(8.0).reshape(2, 2, 2)}, "has 2 slices, but the picture has 1 channel"),
        ({"kernel": np.ones((5, 5))}, "the kernel spans 5, but the padded picture is only 4 high"),
        ({"dilation": 4}, "no window fits"),
        ({"bias": [1, 2]}, "bias holds 2 numbers, but there is 1 filter"),
        ({"divisor": 0}, "divisor must not be 0"),
        ({"divisor": np.nan}, "divisor must be a finite number"),
        ({"stride": 0}, "stride must be a whole number from 1 to 16"),
        ({"stride": 1.5}, "stride must be a whole number"),
        ({"padding": (1, 2, 3)}, "padding must be a whole number"),
        ({"padding": True}, "padding must be a whole number"),
        ({"filter": 3}, "filter 3 is not one of 1"),
        ({"row": 3}, "row must be a whole number from 0 to 2"),
        ({"pixel": (0, 9, 0)}, "pixel row must be a whole number from 0 to 3"),
        ({"pins": [(0, 0), (1, 1), (2, 2)]}, "pins are at most two"),
        ({"preset": "forr"}, "preset must be one of 'four'"),
        ({"view": "sideways"}, "view must be one of"),
        ({"image": np.zeros((128, 128)), "kernel": np.ones((11, 11)), "padding": 16}, "the page multiplies up to"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_would(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        ConvolutionExplorer(**options)


def test_a_refused_change_leaves_everything_as_it_was():
    w = ConvolutionExplorer()
    before = {
        k: v for k, v in w.get_state().items() if k.startswith(("_image", "_kernel", "_shape", "stride"))
    }
    for change in ({"kernel": np.ones((5, 5))}, {"image": [[1]]}, {"image": np.ones((2, 2, 2)), "kernel": np.arange(12.0).reshape(3, 2, 2)}):  # fmt: skip
        with pytest.raises(WidgetError):
            w.set(**change)
        assert {k: w.get_state()[k] for k in before} == before
    with pytest.raises(WidgetError):
        w.dilation = 8
    assert w.dilation == (1, 1) and w.output.tolist() == FOUR
    with pytest.raises(TypeError, match="Did you mean 'stride'"):
        ConvolutionExplorer(strides=2)


def test_odd_but_fitting_input_is_taken():
    assert ConvolutionExplorer(image=[[7]], kernel=[[2]]).output.tolist() == [[14]]
    assert ConvolutionExplorer(image=np.eye(3, dtype=bool), kernel=[[1]]).output.sum() == 3
    assert ConvolutionExplorer(image=np.asfortranarray(np.arange(12.0).reshape(3, 4)), kernel="identity",
                               padding=1).output.tolist() == np.arange(12.0).reshape(3, 4).tolist()  # fmt: skip
    assert ConvolutionExplorer(image=np.zeros((9, 9, 3), np.uint8)).image.shape == (3, 9, 9)
    tiny = ConvolutionExplorer(image=[[1e-90, 5e-324]], kernel=[[1e90, 1]])
    assert tiny.output[0, 0] == 1


def test_the_page_s_changes_arrive_whole():
    w = ConvolutionExplorer()
    image, kernel = np.arange(9.0), np.array([1.0, 0, 0, 1])
    page_sends(w, _image=pack(image), _shape=[1, 3, 3], _picture="", _kernel=pack(kernel), _kernel_shape=[1, 1, 2, 2],
               _bias=pack([0.5]), stride=[1, 2], padding=[0, 1], divisor=2, _at=[1, 1], _pixel=[0, 2, 2], _pins=[[0, 0]],
               _names={"preset": "own", "kernel": "own"})  # fmt: skip
    expected = maths.correlate(image.reshape(1, 3, 3), kernel.reshape(1, 2, 2), *w.axes, 0.5, 2)
    assert (
        np.array_equal(w.output, expected) and w.stride == (1, 2) and w.preset == "own" and w.pins == [(0, 0)]
    )


def test_what_the_page_cannot_mean_is_refused():
    w = ConvolutionExplorer()
    for state in ({"_image": b"1234567", "_picture": ""}, {"_shape": [1, 9, 9], "_picture": ""}, {"stride": [0, 0]},
                  {"_kernel": pack([1.0])}, {"_kernel_shape": [1, 1, 9, 9]}, {"_picture": "nowhere"}):  # fmt: skip
        page_sends(w, **state)  # the page hears of it in the log; the widget stays as it was
        assert w.output.tolist() == FOUR and w.image.tolist()[0] == [1, 0, 0, 1]


def test_its_picture_for_paper_shows_channels_kernel_and_map():
    for preset in ("four", "volume", "sharpen", "digit"):
        w = ConvolutionExplorer(preset)
        assert len(w._figure().axes) == 2 * min(3, len(w._channels())) + 1
    assert "4×4 picture" in ConvolutionExplorer().alt


# The page's arithmetic against NumPy


def bits(values):
    return np.ascontiguousarray(values, dtype="<f8").tobytes().hex()


def unread(axis):
    """Positions of the padded input that no tap ever meets, from 0."""
    met = {i * axis.s + u * axis.d for i in range(axis.out) for u in range(axis.k)}
    return [i for i in range(axis.n + 2 * axis.p) if i not in met]


def random_case(random):
    channels, (kh, kw) = int(random.integers(1, 4)), random.integers(1, 8, 2)
    stride, padding, dilation = random.integers(1, 4, 2), random.integers(0, 4, 2), random.integers(1, 4, 2)
    need = [max(1, d * (k - 1) + 1 - 2 * p) for d, k, p in zip(dilation, (kh, kw), padding, strict=True)]
    height, width = (int(n + random.integers(0, 7)) for n in need)
    rows, columns = (
        maths.Axis(int(n), int(k), int(s), int(p), int(d))
        for n, k, s, p, d in zip((height, width), (kh, kw), stride, padding, dilation, strict=True)
    )
    image, kernel = random.normal(size=(channels, height, width)), random.normal(size=(channels, kh, kw))
    if random.random() < 0.2:
        image, kernel = np.round(image), np.round(kernel)
    bias, divisor = float(random.normal()), float(random.choice([1.0, 1.0, 9.0, -2.5]))
    i, j = int(random.integers(height)), int(random.integers(width))
    r, c = int(random.integers(rows.out)), int(random.integers(columns.out))
    return {
        "axes": [[a.n, a.k, a.s, a.p, a.d] for a in (rows, columns)], "channels": channels,
        "image": bits(image), "kernel": bits(kernel), "bias": bits([bias]), "divisor": divisor,
        "out": [rows.out, columns.out], "left": [rows.left_over, columns.left_over],
        "unread": [unread(rows), unread(columns)],
        "map": bits(maths.correlate(image, kernel, rows, columns, bias, divisor)),
        "pixel": [i, j], "touched": maths.touched(rows, columns, i, j),
        "place": [r, c], "gradient": bits(maths.gradient(kernel, rows, columns, r, c, divisor)),
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_numpy_computes_bit_for_bit(tmp_path):
    random = np.random.default_rng(7)
    gabors = [[s, a, w, maths.gabor(s, s, a, w).ravel().tolist()]
              for s in (3, 5, 7, 8, 11) for a in range(0, 181, 5) for w in np.arange(2, 12.5, 0.5).tolist()]  # fmt: skip
    letters = {name: library.picture(name).ravel().tolist() for name in library.PICTURES}
    facts = {"cases": [random_case(random) for _ in range(500)], "gabors": gabors, "library": library.sent(),
             "pictures": letters}  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    script = HERE / "js" / "convolution_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
