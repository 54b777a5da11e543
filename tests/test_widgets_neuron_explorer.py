"""The neuron explorer: its Python side, and its JavaScript against NumPy."""

import itertools
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

from course_lib.widgets import NeuronExplorer
from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.neuron import rules
from course_lib.widgets.neuron.presets import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("activation", rules.ACTIVATIONS)
def test_every_preset_opens_with_every_activation(name, activation):
    w = NeuronExplorer(preset=name, activation=activation)
    assert w.preset == name and w.activation == activation
    assert len(w.w) == w.X.shape[1] and np.isfinite(w.result["error"])
    assert repr(w) == repr(NeuronExplorer(preset=name, activation=activation))
    assert w._figure() is not None


@pytest.mark.parametrize("name", ["and", "or", "not", "majority"])
def test_the_perceptron_rule_finds_the_lectures_gates(name):
    w = NeuronExplorer(preset=name)
    assert w.train() == "converged" and w.result["right"] == len(w.t)
    p = w._p()
    w.step(3 * len(w.t))
    assert np.array_equal(w._p(), p)  # converged means that nothing changes any more


def test_xor_cycles_for_ever():
    w = NeuronExplorer(preset="xor")
    assert w.train() == "cycles"
    _, since, length = w._verdict()
    p = w._p()
    for _ in range(3):
        w.step(length)
        assert np.array_equal(w._p(), p)
    assert w.result["right"] < 4 and since + length <= w.result["step"]


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.7, 1 / 3])
def test_the_cycle_is_found_at_any_learning_rate(rate):
    assert NeuronExplorer(preset="xor", learning_rate=rate).train(400) == "cycles"


def test_the_grid_of_settings_that_the_sentence_names():
    corners, grid = list(itertools.product((0, 1), repeat=2)), np.arange(-8, 9) / 2
    b, w1, w2 = np.meshgrid(grid, grid, grid, indexing="ij")
    makes = {
        name: int(np.all([(b + w1 * x + w2 * y > 0) == t for (x, y), t in zip(corners, targets)], 0).sum())  # noqa: B905
        for name, targets in {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}.items()
    }  # fmt: skip
    assert (b.size, makes) == (4913, {"and": 120, "or": 204, "xor": 0})


def test_one_update_by_hand():
    w = NeuronExplorer(preset="or", w=[0, 0], b=0)
    w.step(2)  # (0, 0) is right; (0, 1) asks for 1 and gets 0
    assert w.w.tolist() == [0, 1] and w.b == 1


def test_descent_lowers_the_surprise_and_decay_keeps_the_weights_short():
    free, held = NeuronExplorer(preset="decay"), NeuronExplorer(preset="decay", alpha=1)
    before = free.result["error"]
    free.step(400)
    held.step(400)
    assert free.result["error"] < 0.1 * before
    assert np.hypot(*free.w) > 3 * np.hypot(*held.w)
    assert np.abs(held.result["gradient"]).max() < 1e-6
    assert held.result["objective"] == held.result["error"] + 0.5 * float(held.w @ held.w)


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu", "identity"])
def test_the_gradient_is_the_slope_and_the_engine_agrees(kind):
    from course_lib.tensor import Tensor

    random = np.random.default_rng(3)
    rows = np.column_stack([random.normal(0, 1, (9, 2)), random.integers(0, 2, 9)])
    p, alpha = random.normal(0, 1, 3), 0.4
    found = rules.gradient(p, rows, kind, alpha)
    for k in range(3):
        up, down = p.copy(), p.copy()
        up[k] += 1e-6
        down[k] -= 1e-6
        total = [rules.error(q, rows, kind) + rules.penalty(q, alpha) for q in (up, down)]
        assert abs(found[k] - (total[0] - total[1]) / 2e-6) < 1e-6
    w, b = Tensor(p[1:].copy(), requires_grad=True), Tensor(p[0], requires_grad=True)
    a = (Tensor(rows[:, :2]) * w).sum(1) + b
    t = Tensor(rows[:, 2])
    if kind == "sigmoid":
        y = 1 / (1 + (-a).exp())
        loss = -(t * y.log() + (1 - t) * (1 - y).log()).sum()
    else:
        y = {"tanh": a.tanh, "relu": a.relu, "identity": lambda: a}[kind]()
        loss = ((t - y) ** 2).sum() * 0.5
    (loss + (w**2).sum() * (0.5 * alpha)).backward()
    np.testing.assert_allclose(found, [float(b.grad), *w.grad], rtol=1e-12, atol=1e-12)


def test_weights_bias_and_points_are_set_and_read():
    w = NeuronExplorer()
    w.w, w.b = [1, -2], 0.5
    assert w.w.tolist() == [1, -2] and w.b == 0.5 and w.result["step"] == 0
    w.set_points([[0.0], [1.0]], [1, 0])
    assert w.X.tolist() == [[0], [1]] and w.t.tolist() == [1, 0] and w.preset == "own"
    assert w.outputs.shape == (2,)
    w.preset = "majority"
    assert len(w.w) == 3 and w.activation == "step"
    own = NeuronExplorer(points=([[1, 2], [3, 4]], [0, 1]), w=[1, 1], b=-4)
    assert own.result["right"] == 2


def test_the_threshold_lies_at_minus_b_over_w():
    w = NeuronExplorer(preset="threshold", activation="step")
    at = -w.b / float(w.w[0])
    assert at == 1.5
    assert (
        rules.activate(rules.score([w.b, *w.w], [at]), "step") == 0
    )  # at the threshold it does not fire yet
    assert rules.activate(rules.score([w.b, *w.w], [at + 1e-9]), "step") == 1


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: NeuronExplorer(preset="nand"), "preset must be one of 'training'"),
        (lambda: NeuronExplorer(preset=3), "preset must be one of"),
        (lambda: NeuronExplorer(points=3), "a pair"),
        (lambda: NeuronExplorer(points=([[1, 2]], [2])), "the targets must be 0 and 1, but t holds 2"),
        (lambda: NeuronExplorer(points=([[1, 2], [0, 0]], [1, -1])), r"use t = \(y \+ 1\) / 2"),
        (lambda: NeuronExplorer(points=([[1, np.nan]], [1])), "not a finite number, in row 0"),
        (lambda: NeuronExplorer(points=([[1, 2, 3, 4]], [1])), r"X has shape \(1, 4\)"),
        (lambda: NeuronExplorer(points=([[1, 2]], [1, 0])), r"t has shape \(2,\): one target"),
        (lambda: NeuronExplorer(points=([["a", 2]], [1])), "array of numbers"),
        (lambda: NeuronExplorer(points=([[1e9, 2]], [1])), "standardise"),
        (lambda: NeuronExplorer(points=(np.zeros((101, 2)), np.ones(101))), "at most 100"),
        (lambda: NeuronExplorer(w=[1, 2, 3]), r"2 inputs: w \(2,\)"),
        (lambda: NeuronExplorer(w="ab"), "numbers"),
        (lambda: NeuronExplorer(b=np.inf), "finite"),
        (lambda: NeuronExplorer(w=[1e9, 0]), "within"),
        (lambda: NeuronExplorer(activation="swish"), "activation must be one of"),
        (lambda: NeuronExplorer(alpha=-1), "alpha must lie between 0 and 10"),
        (lambda: NeuronExplorer(learning_rate=np.nan), "finite"),
        (lambda: NeuronExplorer(preset="tour").step(), "no examples"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(make, sentence):
    with pytest.raises(WidgetError, match=sentence):
        make()


def test_a_rate_far_too_large_stops_with_finite_weights():
    w = NeuronExplorer(activation="identity", learning_rate=100)
    with pytest.raises(FloatingPointError, match="too large"):
        w.step(200)
    assert np.isfinite(w.w).all()


def test_saturated_scores_stay_finite():
    w = NeuronExplorer(points=([[1, 0], [-1, 0]], [0, 1]), w=[1e5, 0])
    assert w.result["error"] == 2e5 and w.outputs.tolist() == [1, 0]


def test_a_long_run_keeps_its_count():
    w = NeuronExplorer()
    w.step(1000)
    assert w.result["step"] == 1000 and len(w._steps()) == 401


def test_changes_from_the_page_and_from_python_agree():
    w = NeuronExplorer(preset="and")
    page_sends(w, _trace=pack([[-1, 0, 0, 0, 0], [0, 0, -1, 2, 1]]), _at=1, learning_rate=0.5)
    assert w.w.tolist() == [2, 1] and w.b == -1 and w.result["step"] == 1
    page_sends(w, _points=pack([[0, 0, 1], [1, 1, 0]]), _preset="own")
    assert w.t.tolist() == [1, 0]
    w.step()
    assert w.result["step"] == 2
    page_sends(w, _inputs=1, _points=pack([[0, 1], [1, 0]]), _trace=pack([-1, 0, 1, -1]), _at=0, _first=0)
    assert w.w.tolist() == [-1] and w.X.tolist() == [[0], [1]]
    w.reset()


@pytest.mark.parametrize("broken", [pack([[0, 0, 7]]), pack([[np.nan, 0, 1]])])
def test_broken_points_from_a_page_are_not_taken(broken):
    w = NeuronExplorer(preset="and")
    before = w._points
    page_sends(w, _points=broken)
    assert w._points == before


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 3).flatmap(
        lambda d: st.lists(
            st.tuples(*[st.floats(-50, 50)] * d, st.sampled_from([0, 1])), min_size=1, max_size=8
        )
    ),
    st.sampled_from(rules.ACTIVATIONS),
)
def test_any_points_can_be_shown_and_trained_on(rows, activation):
    table = np.array(rows, dtype=float)
    w = NeuronExplorer(points=(table[:, :-1], table[:, -1]), activation=activation, learning_rate=0.001)
    w.step(3)
    assert np.array_equal(w.X, table[:, :-1]) and np.isfinite(w.result["error"])


# The script


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


def reference(name, p, rows, kind, alpha, rate):
    trace, q = [], list(p)
    for k in range(4 * len(rows)):
        y, q = rules.perceptron(q, rows[k % len(rows)], rate)
        trace.append([k % len(rows), y, *q])
    slope = rules.gradient(p, rows, kind, alpha)
    whole = np.array([[-1.0, 0.0, *p], *trace])
    return {
        "name": name, "p": bits(p), "rows": [bits(r) for r in rows], "kind": kind,
        "alpha": bits(alpha)[0], "rate": bits(rate)[0],
        "scores": bits([rules.score(p, r) for r in rows]),
        "outputs": bits([rules.activate(rules.score(p, r), kind) for r in rows]),
        "error": bits(rules.error(p, rows, kind))[0], "penalty": bits(rules.penalty(p, alpha))[0],
        "gradient": None if slope is None else bits(slope), "trace": [bits(r) for r in trace],
        "verdict": list(rules.verdict(whole, 0, len(rows))),
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_numpy_computes(tmp_path):
    random, runs = np.random.default_rng(0), []
    for k in range(60):
        d, n = k % 3 + 1, int(random.integers(1, 12))
        rows = np.column_stack([random.normal(0, 2, (n, d)), random.integers(0, 2, n)])
        kind = rules.ACTIVATIONS[k % 5]
        runs.append(
            reference(f"run {k} {kind}", random.normal(0, 1.5, d + 1), rows, kind, random.uniform(0, 2), 0.3)
        )
    for name in ("and", "or", "not", "majority", "xor"):
        w = NeuronExplorer(preset=name)
        runs.append(reference(name, w._p(), w._rows(), "step", 0.0, 1.0))
    (tmp_path / "runs.json").write_text(json.dumps(runs))
    script = HERE / "js" / "neuron_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "runs.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
