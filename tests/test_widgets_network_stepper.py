"""The network stepper: against the lectures, against the engine's autograd, and its JavaScript against NumPy."""

import json
import re
import shutil
import struct
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn, ops
from course_lib.tensor import Tensor
from course_lib.widgets import NetworkStepper
from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.network import math as net
from course_lib.widgets.network.presets import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


# The lectures' networks


def test_the_hand_example():
    r = NetworkStepper("hand").result
    assert r["z"][0].tolist() == pytest.approx([1.0], abs=1e-15) and round(float(r["output"][0]), 2) == 0.73
    np.testing.assert_allclose(r["gradients"]["W"][0], [[-0.010575, -0.015863, -0.021151]], atol=5e-7)


@pytest.mark.parametrize(("x", "answer"), [((0, 0), 1), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)])
def test_xnor(x, answer):
    w = NetworkStepper("xnor", x=x)
    assert w.result["output"].tolist() == [answer]
    assert w.result["a"][0].tolist() == [float(x == (1, 1)), float(x == (0, 0))]
    assert all(not d.any() for d in w.result["deltas"]), "a step has no slope"


def test_five_units_as_a_nested_function():
    w = NetworkStepper("five", x=[0.3, -0.8])
    (W1, W2), g = w.weights, lambda z: 1 / (1 + np.exp(-z))
    a1, a2 = w.x
    a5 = g(W2[0, 0] * g(W1[0, 0] * a1 + W1[0, 1] * a2) + W2[0, 1] * g(W1[1, 0] * a1 + W1[1, 1] * a2))
    assert w.result["output"][0] == pytest.approx(a5, rel=1e-14)


def test_the_gradient_of_a_score_is_delta_times_input():
    w = NetworkStepper("delta")
    U, f = w.weights[1][0], w.result["a"][0]
    delta = U * f * (1 - f)
    np.testing.assert_allclose(w.result["deltas"][0], delta, rtol=1e-14)
    np.testing.assert_allclose(w.result["gradients"]["W"][0], np.outer(delta, w.x), rtol=1e-14)


def test_the_frames_have_25_parameters():
    w = NetworkStepper()
    assert w.preset == "frames" and w._sizes == [2, 3, 3, 1]
    assert sum(v.size for v in (*w.weights, *w.biases)) == 25


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens_and_its_gradients_agree_with_finite_differences(name):
    w = NetworkStepper(name)
    r = w.result
    assert w.preset == name and w.view == PRESETS[name].get("view", "units") and r["step"] == r["steps"]
    for key in ("W", "b"):
        for g, f in zip(r["gradients"][key], r["finite_differences"][key], strict=True):
            np.testing.assert_allclose(g, f, atol=1e-7)
    assert repr(w) == repr(NetworkStepper(name)) and len(w._figure().axes) == 1
    assert re.fullmatch(r"[\x20-\x7e]+", w.alt)


# Against the engine


def engine(W, b, x, t, activation, output, loss):
    """Loss and gradients by autograd, in float64."""
    leaves = [
        (Tensor(w, requires_grad=True), Tensor(v, requires_grad=True)) for w, v in zip(W, b, strict=True)
    ]
    a = Tensor(x[None])
    for k, (w, v) in enumerate(leaves):
        a = ops.linear(a, w, v)
        kind = output if k == len(leaves) - 1 else activation
        if kind in ("sigmoid", "tanh", "relu"):
            a = getattr(ops, kind)(a)
    if loss == "score":
        value = a.sum()
    elif loss == "squared":
        value = ops.mse_loss(a, Tensor(t[None]), reduction="sum")
    else:
        value = -(ops.log_softmax(a, dim=1) * Tensor(t[None])).sum()
    value.backward()
    return float(value.data), [w.grad for w, _ in leaves], [v.grad for _, v in leaves]


def random_network(rng):
    sizes = [int(n) for n in rng.integers(1, 5, int(rng.integers(2, 5)))]
    W = [rng.normal(0, 1, (m, n)) for n, m in pairwise(sizes)]
    b = [rng.normal(0, 0.5, m) for m in sizes[1:]]
    loss = str(rng.choice(["squared", "cross_entropy", "score"]))
    activation = str(rng.choice(["sigmoid", "tanh", "relu", "identity"]))
    output = (
        "softmax" if loss == "cross_entropy" else str(rng.choice(["sigmoid", "tanh", "relu", "identity"]))
    )
    x, t = rng.normal(0, 1, sizes[0]), rng.normal(0, 1, sizes[-1])
    if loss == "cross_entropy":
        t = np.abs(t) / np.abs(t).sum() if rng.random() < 0.5 else np.eye(sizes[-1])[rng.integers(sizes[-1])]
    return sizes, W, b, x, t, activation, output, loss


def test_a_hundred_random_networks_agree_with_autograd():
    rng = np.random.default_rng(1)
    for _ in range(100):
        _, W, b, x, t, activation, output, loss = random_network(rng)
        w = NetworkStepper(
            weights=W, biases=b, x=x, target=t, activation=activation, output_activation=output, loss=loss
        )
        value, dW, db = engine(W, b, x, t, activation, output, loss)
        r = w.result
        assert r["loss"] == pytest.approx(value, rel=1e-12, abs=1e-12)
        for mine, theirs in zip([*r["gradients"]["W"], *r["gradients"]["b"]], [*dW, *db], strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-12, atol=1e-12)


def test_a_model_of_the_library_is_taken_over():
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).double()
    w = NetworkStepper(model, x=[1, 2, 3], target=1, loss="cross_entropy")
    assert (w.activation, w.output_activation, w.preset) == ("tanh", "softmax", "own")
    scores = model(Tensor(np.array([[1.0, 2.0, 3.0]])))
    loss = ops.cross_entropy(scores, np.array([1]))
    loss.backward()
    assert w.result["loss"] == pytest.approx(float(loss.data), rel=1e-12)
    np.testing.assert_allclose(w.result["gradients"]["W"][0], model[0].weight.grad, rtol=1e-10, atol=1e-14)
    plain = NetworkStepper(
        nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU(), nn.Linear(2, 1), nn.Sigmoid())
    )
    assert (plain.activation, plain.output_activation, plain.biases[0].tolist()) == (
        "relu",
        "sigmoid",
        [0.0, 0.0],
    )


def test_updates_are_gradient_descent_and_reset_goes_back():
    w = NetworkStepper(learning_rate=0.7)
    start, g = w.weights, w.result["gradients"]["W"]
    updated = w.result["updated"]["W"]
    w.update()
    for now, before, slope, said in zip(w.weights, start, g, updated, strict=True):
        np.testing.assert_array_equal(now, before - 0.7 * slope)
        np.testing.assert_array_equal(now, said)
    before = w.result["loss"]
    w.update(50)
    assert w.result["loss"] < before and w.result["updates"] == 51
    w.reset()
    assert w.result["updates"] == 0 and all(
        np.array_equal(a, b) for a, b in zip(w.weights, start, strict=True)
    )


def test_an_update_far_too_long_stops_with_finite_weights():
    w = NetworkStepper("matrices", learning_rate=100)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="try a tenth"):
        w.update(500)
    assert all(np.isfinite(v).all() for v in w.weights)


# Driven from both sides


def test_weights_inputs_and_targets_are_set_from_python():
    w = NetworkStepper("hand")
    w.weights = [[[0, 0, 0]]]
    assert w.preset == "own" and w.result["output"].tolist() == [0.5]
    w.biases = [[1]]
    w.x = [1, 1, 1]
    w.target = [0.5]
    assert w.result["z"][0].tolist() == [1.0]
    w.activation = "tanh"
    assert w.output_activation == "sigmoid"
    w.preset = "xnor"
    assert w._sizes == [2, 2, 1] and w.activation == "step"


def test_softmax_and_cross_entropy_go_together():
    w = NetworkStepper("matrices")
    w.loss = "cross_entropy"
    assert w.output_activation == "softmax"
    w.loss = "squared"
    assert w.output_activation == "identity"
    w.output_activation = "softmax"
    assert w.loss == "cross_entropy"
    with pytest.raises(WidgetError, match="do not go together"):
        NetworkStepper(weights=[[[1.0]]], output_activation="softmax", loss="squared")


def test_the_page_s_changes_are_taken_over_as_they_are():
    w = NetworkStepper("hand")
    page_sends(w, _params=pack([0, 0, 0, 1.0]), preset="own", at=2)
    assert w.result["z"][0].tolist() == [1.0] and w.result["step"] == 2
    chosen = next(p for p in w._presets if p["name"] == "xnor")
    page_sends(w, preset="xnor", _sizes=[2, 2, 1], _params=chosen["params"], _start=chosen["params"], _x=pack([1, 1]),
               _target=pack([1]), activation="step", output_activation="step", loss="squared")  # fmt: skip
    assert w.result["output"].tolist() == [1.0]
    page_sends(w, loss="cross_entropy", output_activation="softmax")
    assert (w.loss, w.output_activation) == ("cross_entropy", "softmax")


@pytest.mark.parametrize("broken", [{"_params": b"123"}, {"_params": pack([1.0])}, {"_params": pack([np.nan] * 4)}, {"_x": pack([1.0])},
                                    {"_target": pack([np.inf])}, {"activation": "swish"}, {"at": "x"}])  # fmt: skip
def test_broken_messages_from_a_page_are_not_taken(broken):
    w = NetworkStepper("hand")
    before = (w._params, w._x, w._target, w.activation)
    page_sends(w, **broken)
    assert (w._params, w._x, w._target, w.activation) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"weights": [[1, 2]]}, r"weights\[0\] has shape \(2,\), but a layer needs \(units, inputs\)"),
        ({"weights": [np.ones((5, 2))]}, "1 to 4 units"),
        ({"weights": [np.ones((0, 2))]}, "1 to 4 units"),
        ({"weights": [np.ones((2, 2)), np.ones((1, 3))]}, r"needs shape \(1, 2\)"),
        ({"weights": [np.ones((1, 1))] * 4}, "4 layers; 1 to 3"),
        ({"weights": []}, "0 layers"),
        ({"weights": [[["a"]]]}, "must hold numbers"),
        ({"weights": [[[np.nan]]]}, "not a number between"),
        ({"weights": [[[1e9]]]}, "not a number between"),
        ({"weights": 3}, "must be a list of arrays"),
        ({"weights": [[[1.0]]], "biases": [[1, 2]]}, r"biases\[0\] has 2 numbers, but the layer has 1"),
        ({"weights": [[[1.0]]], "biases": []}, "biases holds 0 layers"),
        ({"biases": [[1.0]]}, "biases go with weights"),
        ({"weights": [[[1.0]]], "x": [1, 2]}, r"x has shape \(2,\), but this network needs 1"),
        ({"weights": [[[1.0]]], "x": "ab"}, "x must be 1 numbers"),
        ({"weights": [[[1.0]]], "x": [np.inf]}, "x holds a value"),
        ({"weights": [[[1.0]]], "target": [1, 2]}, "target has shape"),
        ({"weights": [[[1.0], [2.0]]][0:0] or [np.ones((2, 1))], "target": 2, "loss": "cross_entropy"}, "a class from 0 to 1"),
        ({"activation": "sigmoidal"}, "Did you mean 'sigmoid'"),
        ({"preset": "xor"}, "Did you mean 'xnor'"),
        ({"preset": "own"}, "stands for a network of yours"),
        ({"model": 3}, "nn.Sequential, weights or a preset, not int"),
        ({"model": nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))}, "one kind"),
        ({"model": nn.Sequential(nn.Conv2d(1, 1, 2))}, "Conv2d cannot be followed"),
        ({"model": nn.Sequential()}, "no Linear layer"),
        ({"model": nn.Sequential(nn.Linear(9, 2))}, "1 to 4 units"),
        ({"model": nn.Sequential(nn.Linear(2, 2)), "weights": [[[1.0]]]}, "not both"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(options, sentence):
    with pytest.raises(WidgetError, match=sentence):
        NetworkStepper(**options)


def test_another_shape_is_not_slipped_in():
    w = NetworkStepper("hand")
    with pytest.raises(WidgetError, match="call set_network to change its shape"):
        w.weights = [np.ones((2, 2))]
    w.set_network([np.ones((2, 2))])
    assert w._sizes == [2, 2] and w.x.tolist() == [1, 1]
    with pytest.raises(TypeError, match="Did you mean 'learning_rate'"):
        NetworkStepper(learning_rat=1)


def test_a_softmax_of_one_score_moves_nothing():
    w = NetworkStepper("hand", loss="cross_entropy")
    assert w.result["output"].tolist() == [1.0] and w.result["gradients"]["W"][0].tolist() == [
        [0.0, 0.0, 0.0]
    ]


def test_weights_may_be_one_array():
    assert NetworkStepper(weights=np.ones((2, 3, 3)))._sizes == [3, 3, 3]


def test_saturated_units_stay_finite():
    w = NetworkStepper(weights=[[[1e6], [-1e6]], [[1.0, 1.0]]], x=[1.0], target=[0.0], activation="sigmoid")
    assert np.isfinite(w.result["loss"]) and not w.result["deltas"][0].any()


# The scripts


def bits(*arrays):
    return [struct.pack("<d", float(v)).hex() for array in arrays for v in np.ravel(array)]


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_numpy_computes(tmp_path):
    rng, cases = np.random.default_rng(0), []
    for _ in range(200):
        sizes, W, b, x, t, activation, output, loss = random_network(rng)
        w = NetworkStepper(weights=W, biases=b, x=x, target=t, activation=activation, output_activation=output, loss=loss,
                           learning_rate=0.3)  # fmt: skip
        r = w.result
        new = [v for pair in zip(r["updated"]["W"], r["updated"]["b"], strict=True) for v in pair]
        cases.append({
            "sizes": sizes, "params": bits(*(v for pair in zip(W, b, strict=True) for v in pair)), "x": bits(x), "t": bits(t),
            "activation": activation, "output": output, "loss": loss, "rate": bits(0.3)[0], "z": bits(*r["z"]),
            "a": bits(*r["a"]), "value": bits(r["loss"])[0], "delta": bits(*r["deltas"]), "dW": bits(*r["gradients"]["W"]),
            "updated": bits(*new), "steps": w.steps,
        })  # fmt: skip
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    script = HERE / "js" / "network_stepper.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "cases.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout


def test_the_slope_is_written_with_the_answer():
    for kind in ("sigmoid", "tanh", "identity"):
        for z in (-2.0, -0.1, 0.7, 3.0):
            numeric = (net.value_of(z + 1e-6, kind) - net.value_of(z - 1e-6, kind)) / 2e-6
            assert net.slope_of(net.value_of(z, kind), kind) == pytest.approx(numeric, abs=1e-8)


def test_a_forward_pass_alone():
    w = NetworkStepper("frames", hide="backward")
    assert not w.learns and w.steps == 7 and w.result["step"] == 7
    assert set(w._hide) == {"backward", "loss", "learning_rate", "update"}
    assert "delta" not in w.alt and "error" not in w.alt and "it answers" in w.alt
    texts = " ".join(t.get_text() for t in w._figure().axes[0].texts)
    assert "δ" not in texts and not w._figure().axes[0].get_title()
    assert NetworkStepper("frames").steps > w.steps
    assert [p["name"] for p in w._presets if p["forward"]] == ["frames", "xnor", "five", "matrices"]
