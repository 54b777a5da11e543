"""The pooling explorer: its Python side, and its JavaScript against NumPy and the engine."""

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

from course_lib.data import digits
from course_lib.ops.pool import avg_pool2d, lp_pool2d, max_pool2d, pool2d_loops
from course_lib.tensor import Tensor
from course_lib.widgets import PoolingExplorer
from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.pooling import math
from course_lib.widgets.pooling.presets import NAMES, presets

HERE = Path(__file__).parent
NODE = shutil.which("node")
FRAMES = [[3, 8, 1, 4], [5, 2, 6, -1], [-3, 5, 9, 1], [4, 5, 7, 2]]
SLICE = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


@pytest.mark.parametrize(
    ("preset", "pooling", "expected"),
    [
        ("frames", "max", [[8, 6], [5, 9]]),
        ("frames", "average", [[4.5, 2.5], [2.75, 4.75]]),
        ("slice", "max", [[6, 8], [3, 4]]),
        ("slice", "average", [[3.25, 5.25], [2, 2]]),
        ("slice", "l2", [[63**0.5, 133**0.5], [18**0.5, 26**0.5]]),
    ],
)
def test_the_tables_of_the_lectures(preset, pooling, expected):
    w = PoolingExplorer(preset=preset, pooling=pooling)
    assert np.allclose(w.output, expected, rtol=1e-15, atol=0)
    assert w.image.tolist() == (FRAMES if preset == "frames" else SLICE)


def test_the_shapes_of_the_lectures():
    assert PoolingExplorer(preset="map").output.shape == (13, 13)  # (26 - 2 + 0) / 2 + 1
    assert PoolingExplorer(preset="thirds").output.shape == (2, 2)  # p = 3 shrinks 6x6 by 3 per side
    left = PoolingExplorer(preset="leftover")
    assert left.output.shape == (3, 3) and left.result["unseen"] == 13


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pooling", math.KINDS)
def test_every_preset_opens_with_every_pooling(name, pooling):
    w = PoolingExplorer(preset=name, pooling=pooling)
    assert set(presets()) == set(NAMES)
    assert np.isfinite(w.output).all() and np.isfinite(w.gradient).all()
    assert repr(w) == repr(PoolingExplorer(preset=name, pooling=pooling))
    assert w._figure().axes


def test_the_embedded_digit_is_the_one_of_the_data():
    four = digits().images[4]
    assert digits().labels[4] == 4
    assert np.array_equal(presets()["digit"]["image"], np.asarray(four, float) * 16)


# Against the definition and the engine


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_pooling_and_its_gradient_are_the_engine_s(data):
    h, wide = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
    size = data.draw(st.integers(1, h)), data.draw(st.integers(1, wide))
    stride = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    seed = data.draw(st.integers(0, 99))
    x = np.random.default_rng(seed).integers(-3, 4, (h, wide)) / 2
    up = np.random.default_rng(seed + 1).normal(size=math.output_shape((h, wide), size, stride))
    w = PoolingExplorer(x, size=size, stride=stride, upstream=up)
    for kind, op in (("max", max_pool2d), ("average", avg_pool2d)):
        w.pooling = kind
        t = Tensor(x[None, None], requires_grad=True)
        y = op(t, size, stride)
        y.backward(up[None, None])
        assert np.array_equal(w.output, y.data[0, 0]) and np.array_equal(w.gradient, t.grad[0, 0])
    if size[0] == size[1] and stride[0] == stride[1]:
        w.pooling = "max"
        assert np.array_equal(w.output, pool2d_loops(x[None, None], size[0], stride[0])[0, 0])
    lost = np.ones((h, wide), bool)
    for i in range(w.output.shape[0]):
        for j in range(w.output.shape[1]):
            top, left = i * stride[0], j * stride[1]
            lost[top : top + size[0], left : left + size[1]] = False
    assert w.result["unseen"] == lost.sum()


def test_l2_pooling_is_the_engine_s_and_a_zero_window_has_no_slope():
    x = np.random.default_rng(0).normal(size=(6, 7))
    w = PoolingExplorer(x, pooling="l2", size=3, stride=2)
    t = Tensor(x[None, None], requires_grad=True)
    y = lp_pool2d(t, 2, 3, 2)
    y.sum().backward()
    assert np.array_equal(w.output, y.data[0, 0])
    assert np.allclose(w.gradient, t.grad[0, 0], rtol=1e-12, atol=1e-14)
    assert PoolingExplorer(np.zeros((2, 2)), pooling="l2").gradient.tolist() == [[0, 0], [0, 0]]


def test_where_the_gradient_goes():
    w = PoolingExplorer(FRAMES, upstream=[[2, 3], [5, 7]])
    assert w.gradient.tolist() == [[0, 2, 0, 0], [0, 0, 3, 0], [0, 5, 7, 0], [0, 0, 0, 0]]
    w.pooling = "average"
    assert w.gradient[0].tolist() == [0.5, 0.5, 0.75, 0.75]
    w = PoolingExplorer([[3, 0], [0, -4]], pooling="l2")
    assert np.allclose(w.gradient, [[0.6, 0], [0, -0.8]])
    assert PoolingExplorer([[7, 7], [7, 7]]).gradient.tolist() == [[1, 0], [0, 0]]  # of equal ones the first
    assert PoolingExplorer(FRAMES).winners.tolist() == [[[0, 1], [1, 2]], [[2, 1], [2, 2]]]


# The object on the move


def test_a_shift_inside_the_windows_changes_nothing_and_one_across_does():
    w = PoolingExplorer(preset="bar")
    rest = w.output
    assert w.result["cells_same"] == w.result["pixels_same"] == 1
    w.move(right=1)
    assert np.array_equal(w.output, rest)
    assert w.result["pixels_same"] == 56 / 64 and w.result["cells_change"] == 0
    w.move(right=2)
    assert np.array_equal(w.output[:, 1:], rest[:, :-1])  # whole strides: the pooled map moves along
    assert w.result["cells_same"] == 12 / 16 and abs(w.result["cells_change"] - 2**0.5) < 1e-15
    w.move(turns=1)
    assert w.result["cells_same"] < 1  # a turn is not absorbed
    w.move(scale=2)
    assert w.result["cells_same"] < 1
    w.move()
    assert w.result["cells_same"] == 1


def test_moving_is_exact_and_a_full_turn_comes_home():
    x = np.random.default_rng(0).normal(size=(7, 7))
    assert np.array_equal(math.moved(x, turns=1), np.rot90(x, -1))
    assert np.array_equal(math.moved(x, turns=4), x)
    assert np.array_equal(math.moved(x, down=2, right=-3)[2:, :-3], x[:-2, 3:])
    assert np.array_equal(math.moved(x, right=99), np.zeros((7, 7)))
    small = np.arange(16.0).reshape(4, 4)
    assert np.array_equal(math.moved(small, scale=2), np.kron(small[1:3, 1:3], np.ones((2, 2))))


def test_the_other_views_show_the_object_at_rest():
    w = PoolingExplorer(preset="bar")
    w.move(right=3)
    w.view = "window"
    assert np.array_equal(w.seen, w.image) and w.result["cells_same"] == 1


def test_an_empty_picture_has_no_change_to_measure():
    w = PoolingExplorer(np.zeros((4, 4)), view="move")
    w.move(right=1)
    assert w.result["cells_change"] == 0
    assert math.difference(np.zeros(2), np.ones(2)) == (0, float("inf"))


# Driven from Python, and from the page


def test_it_is_driven_from_python():
    w = PoolingExplorer()
    w.image = np.arange(36).reshape(1, 1, 6, 6)
    assert w.preset == "own" and w.output.shape == (3, 3)
    w.size, w.stride = 3, (1, 2)
    assert w.output.shape == (4, 2) and w.upstream.shape == (4, 2)
    w.image = Tensor(np.ones((5, 5)))
    assert w.output.tolist() == [[1, 1]] * 3
    w.preset = "digit"
    assert w.view == "move" and w.image.shape == (8, 8) and w.size == (2, 2)
    w.image = np.float32([[0.5, 0.25], [1, 2]])
    assert w.output.tolist() == [[2]]


def test_a_one_by_one_map_and_a_row():
    assert PoolingExplorer([[4]]).output.tolist() == [[4]]
    assert PoolingExplorer([[4, 5, 6]], size=(1, 2), stride=1).output.tolist() == [[5, 6]]
    assert PoolingExplorer(np.full((3, 3), 1e100), pooling="l2").result["output"].max() == 2e100
    assert np.isfinite(PoolingExplorer(np.full((3, 3), 1e-300), pooling="l2").gradient).all()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"image": [1, 2, 3]}, r"image must be one map of shape \(H, W\), not \(3,\)"),
        ({"image": np.zeros((3, 4, 4))}, r"not \(3, 4, 4\). Choose one map, for example image\[0\]"),
        ({"image": np.zeros((0, 4))}, "must be one map"),
        ({"image": [[1, np.nan]]}, "not a finite number"),
        ({"image": [[1, np.inf]]}, "not a finite number"),
        ({"image": [[1e200]]}, "beyond 1e"),
        ({"image": "<script>"}, "must be a table of numbers"),
        ({"image": [["a", "b"]]}, "must be a table of numbers"),
        ({"image": np.zeros((65, 3))}, r"64x64 is the most"),
        ({"size": 5}, "a window of 5x5 does not fit into 4x4"),
        ({"size": 0}, "size must be one whole number from 1"),
        ({"size": 1.5}, "size must be"),
        ({"size": (1, 2, 3)}, "size must be"),
        ({"stride": 0}, "stride must be"),
        ({"stride": True}, "stride must be"),
        ({"stride": 65}, "a stride of 65"),
        ({"pooling": "mean"}, "pooling must be one of"),
        ({"preset": "frame"}, "Did you mean 'frames'"),
        ({"upstream": [[1]]}, r"upstream has shape \(1, 1\), but the output has shape \(2, 2\)"),
        ({"hide": "sliders"}, "no control 'sliders'"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(options, sentence):
    with pytest.raises(WidgetError, match=sentence):
        PoolingExplorer(**options)


def test_refused_values_leave_the_old_ones():
    w = PoolingExplorer()
    for name, value in (("size", 9), ("stride", -1), ("image", [[1]]), ("upstream", [[1, np.nan], [1, 1]])):
        with pytest.raises(WidgetError):
            setattr(w, name, value)
    for move in ({"right": 0.5}, {"scale": 3}, {"turns": 0.5}):
        with pytest.raises(WidgetError, match="a move is whole pixels"):
            w.move(**move)
    assert w.output.tolist() == [[8, 6], [5, 9]]
    with pytest.raises(TypeError, match="no option 'kernel'"):
        PoolingExplorer(kernel=3)


def test_the_page_s_changes_arrive_together():
    w = PoolingExplorer()
    page_sends(w, preset="own", _image=pack([1, 3, 5, 6, 7]), _size=[1, 3], _stride=[1, 1], pooling="average")
    assert w.output.tolist() == [[6]] and w.preset == "own"
    page_sends(w, _upstream=pack([2.0]))
    assert w.upstream.tolist() == [[2]]
    page_sends(w, view="move", _move=[0, 1, 3, 2])
    assert w._move == [0, 1, 3, 2]
    page_sends(
        w, preset="digit"
    )  # the page sends all of a preset itself: its name alone changes nothing else
    assert w.image.tolist() == [[5, 6, 7]]


@pytest.mark.parametrize(
    "state",
    [{"_image": pack([2, 2, 1])}, {"_image": pack([1, 1, 0])}, {"_image": b"12"}, {"_size": [9, 9]},
     {"_image": pack([1, 1, np.nan])}, {"_size": [0, 1]}, {"_stride": []}, {"_move": [0, 0, 0, 7]},
     {"_upstream": pack([np.inf])}],
)  # fmt: skip
def test_broken_state_from_a_page_is_not_taken(state):
    w = PoolingExplorer()
    before = w.get_state(list(state))
    page_sends(w, **state)
    assert w.get_state(list(state)) == before


def test_the_sentence_names_the_numbers():
    assert PoolingExplorer().alt == (
        "max pooling of a 4 by 4 map with a 2 by 2 window and stride 2 gives 2 by 2 numbers: "
        "[[8.0, 6.0], [5.0, 9.0]]"
    )


# The script


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


def reference_case(random, k):
    h, w = (int(n) for n in random.integers(1, 14, 2))
    size = [int(random.integers(1, min(n, 5) + 1)) for n in (h, w)]
    stride = [int(n) for n in random.integers(1, 5, 2)]
    x = random.normal(0, 2, (h, w)) if k % 2 else random.integers(-2, 3, (h, w)) + 0.0
    kind = math.KINDS[k % 3]
    up = random.normal(size=math.output_shape((h, w), size, stride))
    move = [int(random.integers(-3, 4)), int(random.integers(-3, 4)), k % 4, math.SCALES[k % 3]]
    same, ratio = math.difference(x, math.moved(x, *move))
    winners = math.winners(x, size, stride)
    lost = math.unseen((h, w), size, stride)
    return {
        "kind": kind, "shape": [h, w], "size": size, "stride": stride, "x": bits(x), "up": bits(up),
        "out": bits(math.pool(x, size, stride, kind)),
        "gradient": bits(math.gradient(x, size, stride, kind, up)),
        "winners": (winners[..., 0] * w + winners[..., 1]).ravel().tolist(), "move": move,
        "moved": bits(math.moved(x, *move)), "unseen": lost.ravel().astype(int).tolist(),
        "same": same, "ratio": bits(min(ratio, 1e300))[0],
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_the_engine_computes(tmp_path):
    random = np.random.default_rng(0)
    cases = [reference_case(random, k) for k in range(300)]
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    script = HERE / "js" / "pooling_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "cases.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
