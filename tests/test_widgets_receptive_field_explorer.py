"""The receptive-field explorer: the formula, gradients through the engine, layers from Python, the script."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import nn
from course_lib.ops.conv import conv2d
from course_lib.tensor import Tensor
from course_lib.widgets import ReceptiveFieldExplorer
from course_lib.widgets.base import WidgetError
from course_lib.widgets.receptive import math
from course_lib.widgets.receptive.presets import PRESETS, read_layers

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    content = {"data": {"method": "update", "state": state, "buffer_paths": []}}
    widget._handle_msg({"content": content, "buffers": []})


@pytest.mark.parametrize(
    ("n", "L", "expected"), [(3, 1, 3), (3, 2, 5), (3, 5, 11), (5, 3, 13), (3, 112, 225)]
)
def test_the_lecture_s_formula_for_equal_layers(n, L, expected):
    row = math.rows(300, [math.conv(n)] * L)[-1]
    assert row["field"] == 1 + L * (n - 1) == expected


@pytest.mark.parametrize(
    ("preset", "field", "jump", "sizes"),
    [
        ("stack", 7, 1, [11, 9, 7, 5]),
        ("pooling", 8, 2, [18, 16, 8, 6]),
        ("field", 5, 1, [32, 28]),
        ("two", 5, 1, [9, 7, 5]),
        ("five", 5, 1, [9, 5]),
        ("three", 7, 1, [13, 11, 9, 7]),
        ("seven", 7, 1, [13, 7]),
        ("dilated", 15, 1, [21, 19, 15, 7]),
        ("lenet", 32, 4, [32, 28, 14, 10, 5, 1]),
        ("alexnet", 195, 32, [227, 55, 27, 27, 13, 13, 13, 13, 6]),
    ],
)
def test_the_stacks_of_the_lectures(preset, field, jump, sizes):
    w = ReceptiveFieldExplorer(preset=preset)
    assert (w.field, w.rows[-1]["jump"]) == (field, jump)
    assert [row["length"] for row in w.rows] == sizes


def test_vgg_16_sees_212_and_one_neuron_75_numbers():
    w = ReceptiveFieldExplorer(preset="vgg16")
    assert (w.field, len(w.layers), w.rows[-1]["length"]) == (212, 18, 7)
    one = ReceptiveFieldExplorer(preset="field")
    assert one.result["seen"] * one.channels == 75


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("direction", ["backwards", "forwards"])
def test_every_preset_opens_in_both_directions(name, direction):
    w = ReceptiveFieldExplorer(preset=name, direction=direction)
    assert w.result["seen"] > 0 and repr(w) == repr(ReceptiveFieldExplorer(preset=name, direction=direction))
    assert re.fullmatch(r"[\x20-\x7e]+", w.alt)


# Against gradients through the engine


def measured(layers, n, unit):
    """dy/dx of one output unit, every weight 1: how many paths lead from each input to it, (n, n).

    Pooling layers count as convolutions of ones: a path through a window is a path, whichever input wins.
    """
    x = Tensor(np.zeros((1, 1, n, n)), requires_grad=True)
    y = x
    for layer in layers:
        ones = Tensor(np.ones((1, 1, layer["k"], layer["k"])))
        y = conv2d(y, ones, None, layer["s"], layer["p"], layer["d"])
    seed = np.zeros(y.shape)
    seed[0, 0, unit[0], unit[1]] = 1
    y.backward(seed)
    return x.grad[0, 0]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_formula_and_paths_are_what_gradients_measure(data):
    count = data.draw(st.integers(0, 4))
    number = lambda low, high: data.draw(st.integers(low, high))  # noqa: E731
    layers = [math.conv(number(1, 4), number(1, 3), number(0, 2), number(1, 3)) for _ in range(count)]
    n = number(1, 22)
    if len(math.lengths(n, layers)) <= count:
        return
    w = ReceptiveFieldExplorer([tuple(one.values()) for one in layers], input=n)
    side = int(w.rows[-1]["length"])
    unit = number(0, side - 1), number(0, side - 1)
    w.unit = (count, *unit)
    slopes = measured(layers, n, unit)
    assert np.array_equal(w.paths, slopes)
    row = w.rows[-1]
    first = row["start"] + unit[1] * row["jump"] - (row["field"] - 1) / 2
    seen = np.flatnonzero(slopes.any(axis=0))
    if seen.size:
        assert first <= seen[0] and seen[-1] <= first + row["field"] - 1
    if seen.size and first >= 0 and first + row["field"] <= n:  # nothing lies in the padding
        assert (seen[0], seen[-1] - seen[0] + 1) == (first, row["field"])
    w.direction = "forwards"
    for place in range(min(n, 4)):
        w.unit = (0, place, place)
        back = math.back(n, layers, count, unit[1])[0][place]
        assert w.paths[unit[1], unit[1]] == back**2  # the same path, walked the other way


def test_real_layers_of_the_engine_see_what_the_formula_says():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 1, 3), nn.AvgPool2d(2))
    x = Tensor(np.float32(np.random.default_rng(0).normal(size=(64, 1, 24, 24))), requires_grad=True)
    y = model(x)
    seed = np.zeros(y.shape)
    seed[:, 0, 2, 2] = 1
    y.backward(seed)
    touched = np.abs(x.grad[:, 0]).sum(axis=0) > 0  # over many pictures every input wins a maximum once
    w = ReceptiveFieldExplorer(model, input=24, unit=(4, 2, 2))
    assert np.array_equal(touched, w.paths > 0)
    assert w.field == 10 and touched.any(axis=0).sum() == 10


# Layers from Python


def test_a_sequential_of_the_course_is_read():
    model = nn.Sequential(
        nn.Sequential(nn.Conv2d(3, 8, 5, stride=2, padding=2, dilation=2), nn.BatchNorm2d(8), nn.ReLU()),
        nn.MaxPool2d(3, 2, padding=1), nn.AvgPool2d(2), nn.Dropout(0.5),
        nn.Conv2d(8, 8, 3, padding="same"), nn.Flatten(), nn.Linear(8, 10),
    )  # fmt: skip
    w = ReceptiveFieldExplorer(model)
    assert [tuple(layer.values()) for layer in w.layers] == [
        ("conv", 5, 2, 2, 2), ("max", 3, 2, 1, 1), ("average", 2, 2, 0, 1), ("conv", 3, 1, 1, 1)]  # fmt: skip
    assert w.preset == "own" and w.input >= w.field
    w.layers = nn.Conv2d(1, 1, 3)
    assert w.field == 3


def test_modules_of_torch_are_read_by_their_names_alone():
    made = {}
    for name in ("Conv2d", "MaxPool2d", "AvgPool2d", "ReLU", "Flatten"):
        made[name] = type(name, (), {"forward": lambda self, x: x, "children": lambda self: iter(())})
    conv, pool, mean = made["Conv2d"](), made["MaxPool2d"](), made["AvgPool2d"]()
    vars(conv).update(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(1, 1))
    vars(pool).update(kernel_size=3, stride=2, padding=0, dilation=1, ceil_mode=False)
    vars(mean).update(kernel_size=2, stride=2, padding=0, ceil_mode=False)
    inside = [conv, made["ReLU"](), pool, mean, made["Flatten"](), object()]
    model = type("Sequential", (), {"forward": None, "children": lambda self: iter(inside)})()
    assert [tuple(layer.values()) for layer in read_layers(model)] == [
        ("conv", 3, 2, 1, 1), ("max", 3, 2, 0, 1), ("average", 2, 2, 0, 1)]  # fmt: skip


def test_tuples_dicts_and_module_lists_are_read():
    layers = read_layers(
        [("conv", 3), ("max", 2), ("avg", 2, 1), {"kind": "conv", "kernel_size": 5, "padding": 2}]
    )
    assert [tuple(layer.values()) for layer in layers] == [
        ("conv", 3, 1, 0, 1), ("max", 2, 2, 0, 1), ("average", 2, 1, 0, 1), ("conv", 5, 1, 2, 1)]  # fmt: skip
    assert read_layers(nn.ModuleList([nn.Conv2d(1, 1, 3)]))[0]["k"] == 3
    assert read_layers([]) == [] and ReceptiveFieldExplorer([]).field == 1


class Odd(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 1, 3)


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([nn.Conv2d(1, 1, (1, 3))], r"layer 1 has kernel_size=\(1, 3\).*square windows"),
        ([nn.ConvTranspose2d(1, 1, 3)], "transposed"),
        ([nn.Conv2d(1, 1, 2, padding="same")], "give a number"),
        (Odd(), "the order in which a Odd calls its layers"),
        ([SimpleNamespace(forward=1, kernel_size=3, ceil_mode=True)], "ceil_mode"),
        ([("conv",)], "a layer is a module such as"),
        ([("convolution", 3)], "a layer is a module such as"),
        ([("conv", 3, 1, 0, 1, 1)], "a layer is a module such as"),
        ([{"kind": "conv", "size": 3}], "layer 1 has 'size'"),
        ([("conv", 0)], "kernel_size is a whole number from 1 to 15, not 0"),
        ([("conv", 3, 0)], "stride is a whole number"),
        ([("conv", 3, 1, -1)], "padding is a whole number"),
        ([("conv", 3, 1, 0, 99)], "dilation is a whole number"),
        ([("conv", 3.5)], "kernel_size is a whole number"),
        ([("conv", float("nan"))], "kernel_size is a whole number"),
        ([("conv", True)], "kernel_size is a whole number"),
        ([("<script>", 3)], "a layer is a module such as"),
        ([3], "layer 1 is 3"),
        (["conv"], "layer 1 is 'conv'"),
        (7, "layers must be a Sequential or a list"),
        ([("conv", 3)] * 25, "25 layers are more than the 24"),
    ],
)
def test_what_is_no_stack_is_refused_with_a_sentence(layers, sentence):
    with pytest.raises(WidgetError, match=sentence):
        ReceptiveFieldExplorer(layers)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"input": 0}, "input must be a whole number from 1 to 256, not 0"),
        ({"input": 10**6}, "from 1 to 256"),
        ({"input": 8.5}, "input must be"),
        ({"input": "many"}, "input must be"),
        ({"channels": -1}, "channels must be"),
        ({"preset": "vgg"}, "Did you mean 'vgg16'"),
        ({"direction": "back"}, "direction must be one of"),
        ({"unit": (3, 9, 0)}, r"there is no unit \(3, 9, 0\); the layers have layer 0: 11x11"),
        ({"unit": 3}, r"unit must be \(layer, row, column\)"),
        ({"unit": (-1, 0, 0)}, "there is no unit"),
        ({"hide": "stack"}, "no control 'stack'"),
    ],
)
def test_options_that_do_not_fit_are_refused(options, sentence):
    with pytest.raises(WidgetError, match=sentence):
        ReceptiveFieldExplorer(**options)


def test_a_stack_that_does_not_fit_stops_before_the_layer_that_does_not():
    w = ReceptiveFieldExplorer([("conv", 3), ("conv", 7)], input=5)
    assert [row["length"] for row in w.rows] == [5, 3] and w.field == 3
    assert w.unit[0] == 1 and w._figure().axes


def test_it_is_driven_from_python_and_from_the_page():
    w = ReceptiveFieldExplorer(preset="lenet")
    assert w.unit == (5, 0, 0)
    w.unit = (1, 3, 4)
    assert np.flatnonzero(w.paths.any(axis=0)).tolist() == [4, 5, 6, 7, 8]
    w.preset = "five"
    assert (w.input, w.unit) == (9, (1, 2, 2))
    page_sends(w, preset="own", _layers=[math.conv(3), math.pool(2)], input=12, _unit=[2, 0, 4])
    assert w.layers[1]["kind"] == "max" and w.unit == (2, 0, 4) and w.field == 4
    for broken in (
        {"_layers": [{"kind": "conv"}]},
        {"_layers": 3},
        {"input": -1},
        {"_unit": [1]},
        {"_unit": ["a"]},
    ):
        page_sends(w, **broken)
        assert w.field == 4 and w.unit == (2, 0, 4)
    page_sends(w, _unit=[9, 99, 99])  # a unit of a stack that has been shortened
    assert w.unit == (2, 4, 4)


def test_the_picture_and_the_sentence():
    w = ReceptiveFieldExplorer([("conv", 3, 2, 1), ("max", 2)], input=16)
    assert w.alt == (
        "conv 3x3 (stride 2, padding 1), max pool 2x2 (stride 2) over 16 by 16 inputs: a field of 5 by 5; "
        "unit (2, 2) of layer 2 sees 25 inputs"
    )
    assert len(w._figure().axes) == 3


# The script


def reference_case(random):
    layers = [
        math.conv(*(int(random.integers(low, high)) for low, high in ((1, 5), (1, 4), (0, 3), (1, 4))))
        for _ in range(random.integers(0, 6))
    ]
    n = int(random.integers(1, 40))
    sizes = math.lengths(n, layers)
    layer = int(random.integers(0, len(sizes)))
    unit = int(random.integers(0, sizes[layer]))
    return {
        "n": n, "layers": layers, "layer": layer, "unit": unit, "lengths": sizes,
        "rows": math.rows(n, layers),
        "back": [p.tolist() for p in math.back(n, layers, layer, unit)],
        "forth": [p.tolist() for p in math.forth(n, layers, layer, unit)],
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_python_computes(tmp_path):
    random = np.random.default_rng(0)
    cases = [reference_case(random) for _ in range(300)]
    facts = {"cases": cases, "presets": PRESETS}
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    script = HERE / "js" / "receptive_field_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
