"""The curve fitter: its fits against least squares, its refusals, and its JavaScript against NumPy."""

import contextlib
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

from course_lib.widgets import CurveFitter
from course_lib.widgets.base import pack, unpack
from course_lib.widgets.curve import math as curve
from course_lib.widgets.curve.presets import CURVES, PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


@pytest.mark.parametrize("activation", curve.ACTIVATIONS)
@pytest.mark.parametrize("count", [1, 2, 7, 12])
def test_the_fit_is_the_least_squares_fit(activation, count):
    for name, (_, y) in CURVES.items():
        A = np.column_stack([np.ones(curve.POINTS), curve.answers(3, activation)[:, :count]])
        best = A @ np.linalg.lstsq(A, y, rcond=None)[0]
        w = CurveFitter(name, units=count, activation=activation, seed=3)
        np.testing.assert_allclose(w.fit, best, atol=1e-7)
        assert w.result["error"] == pytest.approx(np.sqrt(np.mean((best - y) ** 2)), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31 - 1), st.sampled_from(curve.ACTIVATIONS))
def test_a_further_unit_never_hurts(seed, activation):
    y = np.sign(np.sin(9 * curve.XS)) * np.abs(curve.XS)
    _, errors = curve.fits(y, seed, activation)
    assert (np.diff(errors) <= 1e-9).all() and np.isfinite(errors).all()
    made = curve.directions(seed, activation)
    there = made[np.abs(made).sum(axis=1) > 0]
    np.testing.assert_allclose(there @ there.T, np.eye(len(there)), atol=1e-9)


def test_no_unit_is_a_constant_and_smooth_curves_need_few():
    _, errors = curve.fits(np.full(curve.POINTS, 0.4), 0, "tanh")
    assert errors[0] < 1e-12
    bend, jump = (CurveFitter(name, units=20).result["error"] for name in ("bend", "jump"))
    assert bend < 0.01 < jump
    assert CurveFitter("wave", units=100).result["error"] < 0.005


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens(name):
    w = CurveFitter(name)
    assert w.preset == name and w._figure() is not None and np.abs(w.y).max() <= 1.2
    assert re.fullmatch(r"[\x20-\x7e]+", w.alt)


def test_a_curve_of_ones_own():
    w = CurveFitter(curve=np.abs, units=5)
    assert w.preset == "own" and np.array_equal(w.y, np.abs(w.x))
    assert w.result["parameters"] == 16 and len(w.result["errors"]) == 101
    w.y = lambda x: 5 * x
    assert w.y.max() == 1.2, "what leaves the plane is cut at its edge"
    w.y = 0.25
    assert w.y.shape == (121,) and w.result["error"] < 1e-12
    w.preset = "corner"
    assert w.preset == "corner" and np.array_equal(w.y, CURVES["corner"][1])
    w.y = np.zeros(121)
    assert w.preset == "own"


def test_the_page_draws():
    w = CurveFitter()
    page_sends(w, _y=pack(np.linspace(-1, 1, 121)), preset="own")
    assert w.preset == "own" and w.y[-1] == 1
    page_sends(w, units=3, activation="relu", seed=4, shapes=True)
    assert (w.units, w.activation, w.seed, w.shapes) == (3, "relu", 4, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"units": 0}, "between 1 and 100"),
        ({"units": 101}, "between 1 and 100"),
        ({"activation": "Tanh"}, "Did you mean 'tanh'"),
        ({"curve": np.zeros(7)}, "121 values are needed"),
        ({"curve": np.full(121, np.nan)}, "not a finite number"),
        ({"curve": "wave"}, "a function of x, or 121 numbers"),
        ({"preset": "wav"}, "Did you mean 'wave'"),
    ],
)
def test_what_does_not_fit_is_refused(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        CurveFitter(**options)


def test_broken_messages_of_a_page_change_nothing():
    w = CurveFitter()
    before = w.alt
    for state in ({"units": 0}, {"_y": pack([1.0])}, {"_y": b"abc"}, {"activation": "sin"}):
        with contextlib.suppress(ValueError):
            page_sends(w, **state)
    assert w.alt == before and len(unpack(w._y)) == 121


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_numpy_computes(tmp_path):
    runs = []
    for seed, (name, (_, y)) in enumerate(CURVES.items()):
        for activation in curve.ACTIVATIONS:
            fit, errors = curve.fits(y, seed, activation)
            runs.append({"name": name, "seed": seed, "kind": activation, "y": bits(y), "fit": bits(fit[17]),
                         "errors": bits(errors)})  # fmt: skip
    facts = {"runs": runs, "units": [bits(part) for part in curve.units(5)]}
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    script = HERE / "js" / "curve_fitter.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
