"""The decision playground: its Python side, and its JavaScript against NumPy."""

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

from course_lib import linear
from course_lib.widgets import DecisionPlayground
from course_lib.widgets.base import WidgetError, pack, unpack
from course_lib.widgets.playground import neuron
from course_lib.widgets.playground.points import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("output", ["sign", "identity", "sigmoid"])
def test_every_preset_opens_with_every_output(name, output):
    w = DecisionPlayground(points=name, output=output)
    assert set(np.unique(w.y)) == {-1, 1}
    x0, x1, y0, y1 = w._limits
    assert x0 < w.X[:, 0].min() and w.X[:, 0].max() < x1 and y0 < w.X[:, 1].min() and w.X[:, 1].max() < y1
    F = neuron.expand(w.X)
    s = linear.scores(F, w.w)
    loss = {"sign": np.mean(linear.sign(s) != w.y), "identity": linear.squared_loss(s, w.y),
            "sigmoid": linear.logistic_loss(s, w.y)}  # fmt: skip
    assert w.result["loss"] == loss[output]
    assert repr(w) == repr(DecisionPlayground(points=name, output=output))


def test_and_or_can_be_divided_by_a_line_and_xor_cannot():
    found = {}
    for name in ("and", "or", "xor4"):
        w = DecisionPlayground(points=name, output="sigmoid", learning_rate=1)
        w.step(300)
        found[name] = w.result["accuracy"]
    assert (found["and"], found["or"]) == (1, 1) and found["xor4"] < 1


def test_quadratic_features_do_what_a_line_cannot():
    reached = {}
    for features in ("linear", "quadratic"):
        w = DecisionPlayground(points="circles", features=features, learning_rate=1)
        w.step(300)
        reached[features] = w.result["accuracy"]
    assert reached["linear"] < 0.75 and reached["quadratic"] > 0.95


def test_descending_lowers_the_loss_and_the_printed_plus_raises_it():
    down, up = DecisionPlayground(learning_rate=0.1), DecisionPlayground(learning_rate=0.1, direction="climb")
    before = down.result["loss"]
    down.step(10)
    up.step(10)
    assert down.result["loss"] < before < up.result["loss"]


def test_steps_are_the_chapter_s_descent():
    w = DecisionPlayground(learning_rate=0.3)
    path = linear.descend(lambda v: linear.logistic_loss_gradient(w.X, v, w.y), w.w, 0.3, 50)
    w.step(50)
    np.testing.assert_allclose(w.w, path[-1], rtol=1e-12)
    assert w.result["step"] == 50


def test_reset_goes_back_to_the_given_weights():
    w = DecisionPlayground(w=[0.1, 0.2, 0.3])
    w.step(5)
    w.reset()
    assert w.w.tolist() == [0.1, 0.2, 0.3] and w.result["step"] == 0


def test_a_long_run_keeps_its_count_and_a_small_state():
    w = DecisionPlayground(learning_rate=1, features="quadratic")
    w.step(1000)
    assert w.result["step"] == 1000
    assert len(unpack(w._trace, 7)) == 401


def test_state_is_small():
    w = DecisionPlayground()
    state = w.get_state()
    assert (
        sum(len(v) for v in state.values() if isinstance(v, (str, bytes)))
        + sum(len(p["data"]) for p in state["_presets"])
        < 64 * 1024
    )


def test_points_and_labels_are_set_from_python():
    w = DecisionPlayground()
    w.set_points([[0, 1], [9, 2]], [-1, 1])
    assert w.X.tolist() == [[0, 1], [9, 2]] and w.y.tolist() == [-1, 1]
    assert w._limits[1] > 9 and w._preset == "own"
    w.y = [1, 1]
    w.X = [[0, 0], [1, 1]]
    assert w.result["points"] == 2


@pytest.mark.parametrize(
    ("X", "y", "sentence"),
    [
        ([[1, np.nan], [0, 0]], [1, -1], "not a finite number, in row 0"),
        ([[1, 2, 3]], [1], r"X has shape \(1, 3\), but the plane needs two numbers a point: \(N, 2\)"),
        ([1, 2], [1, -1], r"X has shape \(2,\)"),
        ([[1, 2], [3, 4]], [1], r"X has shape \(2, 2\) and y has shape \(1,\): one label a point"),
        ([[1, 2], [3, 4]], [0, 1], r"yours are 0 and 1: use y = 2 \* t - 1"),
        ([[1, 2]], [0], r"use y = 2 \* t - 1"),
        ([[1, 2], [3, 4]], [1, 2], "the labels must be -1 and"),
        ([["a", "b"]], [1], "X must be an array of numbers"),
        (np.zeros((501, 2)), np.ones(501), "show at most 500"),
    ],
)
def test_points_that_do_not_fit_are_refused_and_the_old_ones_stay(X, y, sentence):
    w = DecisionPlayground()
    before = w.X.copy()
    with pytest.raises(ValueError, match=sentence):
        w.set_points(X, y)
    assert np.array_equal(w.X, before)
    with pytest.raises(ValueError, match=sentence):
        DecisionPlayground(points=(X, y))


@pytest.mark.parametrize(
    ("w", "sentence"),
    [
        ([1, 2], "w holds 2 numbers, but with linear features it holds 3"),
        ([1, np.inf, 0], "not a finite"),
        ("abc", "3 numbers"),
    ],
)
def test_weights_that_do_not_fit_are_refused(w, sentence):
    with pytest.raises(ValueError, match=sentence):
        DecisionPlayground(w=w)


def test_unknown_points_and_options_suggest_what_was_meant():
    with pytest.raises(ValueError, match="blobs"):
        DecisionPlayground(points="blob")
    with pytest.raises(TypeError, match="Did you mean 'points'"):
        DecisionPlayground(point="blobs")
    with pytest.raises(ValueError, match="pair"):
        DecisionPlayground(points=3)


def test_sign_has_no_slope_and_says_so():
    w = DecisionPlayground(output="sign")
    assert w.result["gradient"] is None
    with pytest.raises(WidgetError, match="sign has no slope"):
        w.step()


def test_no_points_is_a_state_of_its_own():
    w = DecisionPlayground(points=([], []))
    assert w.result["loss"] is None and w.result["accuracy"] is None
    assert "without points" in w.alt
    assert w._figure() is not None
    with pytest.raises(ValueError, match="no points to learn from"):
        w.step()


def test_one_point_one_class_and_a_rate_of_zero():
    w = DecisionPlayground(points=([[1, 2]], [1]), learning_rate=0)
    before = w.w
    w.step(3)
    assert np.array_equal(w.w, before) and w.result["step"] == 3


def test_a_rate_far_too_large_stops_with_finite_weights():
    w = DecisionPlayground(output="identity", learning_rate=100)
    with pytest.raises(FloatingPointError, match="too large here, try a tenth"):
        w.step(10_000)
    assert np.isfinite(w.w).all() and np.isfinite(w.result["loss"])


def test_saturated_scores_stay_finite():
    w = DecisionPlayground(points=([[1, 0], [-1, 0]], [-1, 1]), w=[0, 1000, 0])
    assert w.result["loss"] == 1000


def test_switching_features_keeps_the_weights_that_stay():
    w = DecisionPlayground(w=[1, 2, 3])
    w.features = "quadratic"
    assert w.w.tolist() == [1, 2, 3, 0, 0, 0]
    w.features = "linear"
    assert w.w.tolist() == [1, 2, 3]


def test_the_page_s_run_is_taken_over_as_it_is():
    w = DecisionPlayground()
    page_sends(
        w,
        features="quadratic",
        output="identity",
        _trace=pack([1.0, 0, 1, 2, 3, 4, 5, 0.5, 1, 1, 1, 1, 1, 1]),
        _at=1,
    )
    assert w.features == "quadratic" and w.w.tolist() == [1] * 6 and w.result["step"] == 1
    page_sends(w, _points=pack([[0, 0, 1], [1, 1, -1]]), _preset="own")
    assert w.y.tolist() == [1, -1]


@pytest.mark.parametrize("broken", [b"123", pack([1.0, 2.0]), pack([[0, 0, 7]]), pack([[np.nan, 0, 1]])])
def test_broken_points_from_a_page_are_not_taken(broken):
    w = DecisionPlayground()
    before = w._points
    page_sends(w, _points=broken)
    assert w._points == before


def test_the_picture_has_two_panels_once_there_are_steps():
    w = DecisionPlayground()
    panels = len(w._figure().axes)
    w.step(3)
    assert len(w._figure().axes) == panels + 1
    assert "3 steps" in w.alt and re.fullmatch(r"[\x20-\x7e]+", w.alt)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-50, 50), st.floats(-50, 50), st.sampled_from([-1, 1])), min_size=1, max_size=12
    )
)
def test_any_points_can_be_shown_and_read_back(rows):
    table = np.array(rows, dtype=float)
    w = DecisionPlayground(points=(table[:, :2], table[:, 2]))
    assert np.array_equal(w.X, table[:, :2]) and np.array_equal(w.y, table[:, 2])
    assert np.isfinite(w.result["loss"])


# The script


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


def reference_run(name, X, y, w, output, features, direction, rate, steps):
    """One run in NumPy, every number as the bytes of its float64."""
    F, found = neuron.expand(X, features), []
    rows = [bits(row) for row in np.column_stack([X, y])]
    run = {"name": name, "points": rows, "w": bits(w), "output": output, "features": features,
           "direction": direction, "rate": rate, "steps": found}  # fmt: skip
    for _ in range(steps):
        slope = neuron.gradient(F, w, y, output)
        entry = {
            "loss": bits(neuron.loss(F, w, y, output))[0],
            "outputs": bits(neuron.output_of(w[0] + F @ w[1:], output)),
        }
        if slope is None:
            found.append({**entry, "gradient": None})
            break
        w = w + rate * slope if direction == "climb" else w - rate * slope
        found.append({**entry, "gradient": bits(slope), "next": bits(w)})
    return run


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_numpy_computes(tmp_path):
    random, runs = np.random.default_rng(0), []
    for k in range(24):
        N = int(random.integers(1, 80))
        X, y = random.normal(0, 2, (N, 2)), random.choice([-1.0, 1.0], N)
        features, output = ("linear", "quadratic")[k % 2], ("sigmoid", "identity", "sign")[k % 3]
        w = random.normal(0, 1, 3 if features == "linear" else 6)
        direction = "climb" if k % 8 == 5 and output == "sigmoid" else "descend"
        rate = 0.001 if output == "identity" and features == "quadratic" else 0.02
        runs.append(
            reference_run(f"run {k} {output} {features}", X, y, w, output, features, direction, rate, 200)
        )
    X, y, w = np.array([[1.0, 0], [0, 1]]), np.array([-1.0, 1]), np.array([0, 1e3, -1e3])
    runs.append(reference_run("saturated", X, y, w, "sigmoid", "linear", "descend", 0.5, 300))
    (tmp_path / "runs.json").write_text(json.dumps(runs))
    script = HERE / "js" / "decision_playground.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "runs.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
