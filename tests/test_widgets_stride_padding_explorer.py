"""Output sizes: the Python side, the lectures' numbers, and the page's arithmetic against it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib.ops.conv import conv2d_loops
from course_lib.widgets import StridePaddingExplorer
from course_lib.widgets.base import WidgetError
from course_lib.widgets.stride_padding.math import RULES, chain, layer, size
from course_lib.widgets.stride_padding.presets import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    data = {"method": "update", "state": state, "buffer_paths": []}
    widget._handle_msg({"content": {"data": data}, "buffers": []})


@pytest.mark.parametrize(
    ("preset", "sizes"),
    [
        ("seven_1", [5]), ("seven_2", [3]), ("seven_3", [2]), ("seven_4", [2]), ("seven_pad_1", [7]), ("seven_pad_2", [9]),
        ("seven_3_pad_1", [3]), ("border", [5]), ("twenty_eight", [26]), ("ten", [32]), ("shrinking", [28, 24]),
        ("keeping", [11, 11, 11]), ("lenet", [28, 14, 10, 5, 1]),
    ],
)  # fmt: skip
def test_the_lectures_sizes(preset, sizes):
    w = StridePaddingExplorer(preset)
    assert [s[0] for s in w.sizes[1:]] == sizes and w.preset == preset
    assert repr(w) == repr(StridePaddingExplorer(preset))


def test_the_lectures_counts():
    assert StridePaddingExplorer("ten").result["parameters"] == [760]
    assert StridePaddingExplorer("ten").output == (32, 32, 10)
    assert StridePaddingExplorer("line").output == (1, 3, 1)
    assert StridePaddingExplorer("shrinking").result["parameters"] == [6 * 76, 10 * 151]
    assert StridePaddingExplorer("lenet").result["parameters"] == [156, 0, 2416, 0, 48120]


def test_stride_three_on_seven_under_each_rule():
    w = StridePaddingExplorer("seven_3")
    assert w.result["left_over"] == [(1, 1)] and w.output == (2, 2, 1)
    w.rule = "exact"
    assert w.output is None and "4 / 3 = 1.333 is not a whole number" in w.result["refused"]
    assert w.result["formulas"][0]["height"].endswith("/ 3 + 1 = 2.333") and w.preset == "own"
    w.rule = "same"
    assert w.output == (3, 3, 1) and w.result["formulas"][0]["width"] == "ceil(7 / 3) = 3"


def test_floor_is_what_the_engine_does_and_same_what_a_sliding_window_needs():
    random = np.random.default_rng(0)
    for _ in range(60):
        n, k, s, p = (int(v) for v in (random.integers(1, 15), random.integers(1, 6), random.integers(1, 5), random.integers(0, 4)))  # fmt: skip
        found = size(n, k, s, p, 1)
        if found.out:
            y = conv2d_loops(np.ones((1, 1, n, n)), np.ones((1, 1, k, k)), s, p)
            assert y.shape[2] == found.out
            assert found.left_over == n + 2 * p - ((found.out - 1) * s + k)
        else:
            assert "no window fits" in found.refused
        same = size(n, k, s, p, 1, "same")
        assert same.out == -(-n // s) and 0 <= same.after - same.before <= 1
        assert (same.out - 1) * s + k <= n + same.before + same.after


def test_a_refused_layer_leaves_the_rest_without_input():
    w = StridePaddingExplorer(
        input=8, layers=[{"kernel": 3, "stride": 2}, {"kind": "pool", "kernel": 2}], rule="exact"
    )
    assert w.sizes == [(8, 8, 1), None, None] and w.steps[1]["input"] is None
    assert "no size" in w.alt and w._figure() is not None
    w.layer = 1
    assert w._figure() is not None


def test_a_model_s_layers_are_taken():
    from course_lib import nn

    model = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 4, (5, 3), stride=(2, 1))
    )
    w = StridePaddingExplorer(input=(32, 32, 3), layers=model)
    assert w.sizes == [(32, 32, 3), (32, 32, 8), (16, 16, 8), (6, 14, 4)]
    assert w.result["parameters"] == [8 * 28, 0, 4 * (15 * 8 + 1)]
    assert StridePaddingExplorer(layers=nn.Conv2d(1, 2, 3, padding="same")).output == (7, 7, 2)
    torch = pytest.importorskip("torch")
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 6, 5), torch.nn.ReLU(), torch.nn.AvgPool2d(2))
    assert StridePaddingExplorer(input=(32, 32, 3), layers=net).output == (14, 14, 6)


def test_everything_is_set_from_python():
    w = StridePaddingExplorer()
    w.input = (9, 8)
    assert w.input == (9, 8, 1) and w.preset == "own" and w.output == (3, 2, 1)
    w.layers = [{"kernel": (2, 3), "dilation": (3, 1), "filters": 4}]
    assert w.output == (6, 6, 4)
    w.add("pool")
    assert w.output == (3, 3, 4) and w.layer == 1 and w.layers[1]["stride"] == [2, 2]
    w.layers = w.layers[:1]
    assert w.layer == 0
    w.preset = "lenet"
    assert w.output == (1, 1, 120) and w.preset == "lenet"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"preset": "sevn"}, "preset must be one of"),
        ({"input": 0}, "input must be a size"),
        ({"input": (3, 4, 5, 6)}, "input must be a size"),
        ({"input": np.nan}, "input must be a size"),
        ({"input": "big"}, "input must be a size"),
        ({"input": 10**9}, "sides from 1 to 1024"),
        ({"layers": []}, "1 to 12 convolution and pooling layers, not 0"),
        ({"layers": [{}] * 13}, "not 13"),
        ({"layers": 5}, "layers must be a list of layers or a model"),
        ({"layers": ["conv"]}, "a layer is a dict such as"),
        ({"layers": [{"kind": "dense"}]}, "a layer's kind is 'conv' or 'pool', not 'dense'"),
        ({"layers": [{"kernal": 3}]}, "a layer has no 'kernal'"),
        ({"layers": [{"kernel": 0}]}, "kernel must be a whole number from 1 to 64"),
        ({"layers": [{"stride": 1.5}]}, "stride must be a whole number"),
        ({"layers": [{"padding": (1, 2, 3)}]}, "padding must be a whole number"),
        ({"layers": [{"filters": True}]}, "filters must be a whole number"),
        ({"rule": "ceil"}, "rule must be one of"),
        ({"layer": 5}, "layer must be from 0 to 0"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        StridePaddingExplorer(**options)


def test_an_unknown_option_names_the_near_one():
    with pytest.raises(TypeError, match="Did you mean 'rule'"):
        StridePaddingExplorer(rules="floor")


def test_the_page_s_changes_arrive_and_hostile_ones_do_not():
    w = StridePaddingExplorer()
    layers = [layer(kernel=3), layer("pool", kernel=2)]
    page_sends(
        w,
        _input=[10, 10, 2],
        _layers=layers,
        layer=1,
        rule="floor",
        view="grid",
        _window=[1, 1],
        _preset="own",
    )
    assert w.output == (4, 4, 1) and w.layer == 1 and w.view == "grid"
    for state in (
        {"_input": [0, 1, 1]},
        {"_layers": []},
        {"_layers": [{"kind": "<b>"}]},
        {"layer": 9},
        {"rule": "x"},
    ):
        page_sends(w, **state)
        assert w.output == (4, 4, 1) and w.layer == 1


def test_the_figure_shows_the_chosen_axis():
    for name in PRESETS:
        figure = StridePaddingExplorer(name)._figure()
        assert "→" in figure.get_suptitle()
    assert "fits" in StridePaddingExplorer(input=2)._figure().axes[0].get_title()


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_the_same_sizes(tmp_path):
    random, sizes, stacks = np.random.default_rng(5), [], []
    for _ in range(600):
        n, k, s, p, d = (
            int(random.integers(low, high)) for low, high in ((1, 40), (1, 8), (1, 6), (0, 5), (1, 4))
        )
        for rule in RULES:
            found = size(n, k, s, p, d, rule)
            sizes.append({"args": [n, k, s, p, d, rule], "out": found.out, "before": found.before,
                          "after": found.after, "left": found.left_over, "refused": bool(found.refused)})  # fmt: skip
    for name, example in PRESETS.items():
        for rule in RULES:
            steps = chain(tuple(example["input"]), example["layers"], rule)
            stacks.append({"name": name, "input": example["input"], "layers": example["layers"], "rule": rule,
                           "outputs": [s["output"] for s in steps], "parameters": [s["parameters"] for s in steps]})  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps({"sizes": sizes, "stacks": stacks}))
    script = HERE / "js" / "stride_padding_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout


def test_a_refused_setting_changes_nothing():
    w = StridePaddingExplorer()
    with pytest.raises(WidgetError):
        w.add("pool", kernel=100)
    assert len(w.layers) == 1 and w.preset == "seven_3"
