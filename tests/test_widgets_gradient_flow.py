"""The gradient flow: its Python side (the course's engine), and its JavaScript against it."""

import contextlib
import json
import re
import shutil
import struct
import subprocess
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from course_lib.widgets import GradientFlow
from course_lib.widgets.flow import math as flow
from course_lib.widgets.gradient_flow import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    widget._handle_msg(
        {"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []}
    )


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens(name):
    w = GradientFlow(name)
    assert w.preset == name and w._figure() is not None
    assert re.fullmatch(r"[\x20-\x7e]+", w.alt)
    assert repr(w) == repr(GradientFlow(name))
    assert w.result["gradient"].shape == (20,)
    np.testing.assert_allclose(w.result["gradient"][-1], 1)


def test_twenty_relu_layers_as_the_lectures_count_them():
    """Last mean square, 20 ReLU layers: the slide's scale about 1e-6, He about 1, PyTorch's about 3e-16."""
    last = {name: GradientFlow(name).result["mean_square"][-1] for name in ("slide", "he", "torch")}
    assert 1e-7 < last["slide"] < 1e-5
    assert 0.1 < last["he"] < 10
    assert 1e-17 < last["torch"] < 1e-14
    np.testing.assert_allclose(last["he"] / last["slide"], 2**20, rtol=1e-9)  # only the scale differs


def test_the_slide_and_pytorch_draw_what_they_say():
    slide, torch = GradientFlow("slide"), GradientFlow("torch")
    np.testing.assert_allclose(slide.weights.std(), 1 / np.sqrt(64), rtol=0.02)
    np.testing.assert_allclose(torch.weights.std(), 1 / np.sqrt(3 * 64), rtol=0.02)
    assert np.abs(torch.weights).max() <= 1 / np.sqrt(64) < 1.001 * np.abs(torch.weights).max()
    np.testing.assert_allclose(GradientFlow("he").weights.std(), np.sqrt(2 / 64), rtol=0.02)
    np.testing.assert_allclose(GradientFlow("glorot").weights.std(), np.sqrt(2 / 128), rtol=0.02)


def test_sigmoid_gradients_vanish_far_faster_than_tanh_ones():
    """The lecture's nets of width 30, weights N(0, 1/30), 20 layers: sigmoid about 1e-13, tanh about 0.2."""
    sigmoid, tanh = (GradientFlow(name).result["gradient"][0] for name in ("sigmoid", "tanh"))
    assert 1e-15 < sigmoid < 1e-11
    assert 0.02 < tanh < 1


def test_what_helps():
    plain = GradientFlow("torch").result["gradient"][0]
    assert plain < 1e-6
    for name in ("residual", "batch"):
        assert GradientFlow(name).result["gradient"][0] > 1e-2
    assert GradientFlow(activation="relu", init="torch", variant="layer").result["gradient"][0] > 1e-2


def test_saturated_and_dead_are_counted():
    assert GradientFlow("large").result["saturated"][-1] > 0.5
    assert GradientFlow("large").result["dead"] is None
    assert GradientFlow("glorot").result["saturated"][-1] < 0.1
    assert 0 <= GradientFlow("slide").result["dead"][-1] <= 1
    assert GradientFlow("residual").result["dead"] is None


def test_gradients_are_measured_slopes():
    """The gradient of a layer's weights, against differences of the loss it stands for."""
    net = flow.Net("tanh", "glorot", "residual", 3, 8, 1.0, 2)
    W, g = flow.weights(net), flow.arriving(net)

    def loss(W):
        a = flow.inputs(net)
        for V in W:
            a = a + np.tanh(a @ V.T)
        return float((a * g).sum())

    slopes = np.zeros((8, 8))
    for i, j in product(range(8), range(8)):
        up, down = W.copy(), W.copy()
        up[1, i, j] += 1e-6
        down[1, i, j] -= 1e-6
        slopes[i, j] = (loss(up) - loss(down)) / 2e-6
    np.testing.assert_allclose(
        flow.passes(net)["weight_gradients"][1], np.sqrt(np.square(slopes).sum()), rtol=1e-6
    )


def test_it_is_driven_from_both_sides():
    w = GradientFlow()
    w.init = "he"
    assert w.preset == "own" and w.net.init == "he"
    w.preset = "sigmoid"
    assert (w.width, w.activation) == (30, "sigmoid")
    w.layer = 7
    w.moment = 11
    assert w.preset == "sigmoid" and w.result["layer"] == 7
    w.depth = 5
    assert w.layer == 5 and w.moment == -1
    page_sends(w, activation="tanh", depth=3, preset="own")
    assert w.result["gradient"].shape == (3,)
    before = w.alt
    for state in ({"depth": 0}, {"width": 4096}, {"init": "?"}):
        with contextlib.suppress(ValueError):
            page_sends(w, **state)
    assert w.alt == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"depth": 51}, "depth must lie between 1 and 50"),
        ({"depth": 0}, "depth must lie between 1 and 50"),
        ({"width": 3}, "width must lie between 4 and 128"),
        ({"scale": np.inf}, "scale must be a finite number"),
        ({"scale": 0}, "between 0.01 and 10"),
        ({"init": "hee"}, "Did you mean 'he'"),
        ({"activation": "<b>"}, "activation must be one of"),
        ({"variant": "batchnorm"}, "Did you mean 'batch'"),
        ({"moment": -2}, "moment must lie between -1 and 100"),
        ({"preset": "slid"}, "Did you mean 'slide'"),
    ],
)
def test_what_does_not_fit_is_refused(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        GradientFlow(**options)


def test_the_smallest_and_the_largest_net():
    assert GradientFlow(depth=1, width=4).result["std"].shape == (1,)
    large = GradientFlow(depth=50, width=128, init="large", scale=10, activation="relu")
    assert len(large.result["std"]) == 50 and "nan" not in large.alt


# The script


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


def reference(net, tolerance):
    found = flow.passes(net)
    numbers = flow.described(net, found["activations"], found["gradients"])
    names = {"mean": "mean", "std": "std", "mean_square": "square", "saturated": "saturated", "dead": "dead",
             "gradient": "gradient", "gradient_std": "gradientStd"}  # fmt: skip
    places = np.random.default_rng(0).integers(0, flow.EXAMPLES * net.width, 60).tolist()
    flat = {k: found[k].reshape(net.depth, -1)[:, places] for k in ("activations", "gradients")}
    return {
        "net": vars(net), "places": places, "tolerance": tolerance,
        "outputs": [bits(row) for row in flat["activations"]],
        "gradients": [bits(row) for row in flat["gradients"]],
        "lengths": bits(found["weight_gradients"]),
        "numbers": {names[k]: None if v is None else bits(v) for k, v in numbers.items()},
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_passes_as_the_engine_does(tmp_path):
    runs = []
    for k, (activation, variant) in enumerate(product(flow.ACTIVATIONS, flow.VARIANTS)):
        for init in (flow.INITS[k % 4], flow.INITS[(k + 3) % 6]):
            wild = init == "large" and activation != "linear"  # a chaotic net stretches every rounding
            net = flow.Net(activation, init, variant, 8, 24, 0.7 + 0.1 * (k % 5), k)
            runs.append(reference(net, 1e-6 if wild else 1e-11))
    for name in PRESETS:
        if name not in ("large", "explode"):
            runs.append(reference(GradientFlow(name).net, 1e-11))
    (tmp_path / "runs.json").write_text(json.dumps(runs))
    script = HERE / "js" / "gradient_flow.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "runs.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
