"""The activation explorer: its Python side, and its JavaScript against NumPy and the course's engine."""

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

from course_lib import linear, ops
from course_lib.tensor import Tensor
from course_lib.widgets import ActivationExplorer
from course_lib.widgets.activation import math as act
from course_lib.widgets.activation_explorer import PRESETS
from course_lib.widgets.draws import normals, shuffled, uniforms

HERE = Path(__file__).parent
NODE = shutil.which("node")
ENGINE = {"sigmoid": ops.sigmoid, "tanh": ops.tanh, "relu": ops.relu, "leaky_relu": ops.leaky_relu,
          "elu": ops.elu, "softplus": ops.softplus, "gelu": ops.gelu, "silu": ops.silu}  # fmt: skip
FAR = [
    0.0,
    -0.0,
    1e-320,
    1e-300,
    1e-17,
    1e-8,
    1.0,
    2.5,
    36.7,
    37.5,
    40,
    350,
    709,
    745,
    1e3,
    1e10,
    1e155,
    1e300,
]
XS = np.array(FAR + [-x for x in FAR] + np.random.default_rng(0).normal(0, 4, 120).tolist())


def page_sends(widget, **state):
    widget._handle_msg(
        {"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []}
    )


@pytest.mark.parametrize("name", ENGINE)
def test_values_and_slopes_are_the_engine_s(name):
    x = Tensor(XS, requires_grad=True)
    with np.errstate(all="ignore"):
        y = ENGINE[name](x)
        y.backward(np.ones_like(XS))
    tolerance = {"rtol": 1e-12, "atol": 1e-12}
    np.testing.assert_allclose(act.value(name, XS), y.numpy(), **tolerance)
    np.testing.assert_allclose(act.slope(name, XS), x.grad, **tolerance)
    back = act.slope_from_output(name, act.value(name, XS))
    if back is not None:
        np.testing.assert_allclose(back, x.grad, **tolerance)


def test_sign_is_the_one_of_chapter_one_and_jumps_have_no_slope():
    assert np.array_equal(act.value("sign", XS), linear.sign(XS))
    assert act.value("step", [-1.0, 0.0, 1.0]).tolist() == [0, 0, 1]
    assert (
        np.isnan(act.slope("step", 0.0)) and np.isnan(act.slope("sign", 0.0)) and act.slope("step", 1.0) == 0
    )


@settings(max_examples=60, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(act.NAMES))
def test_no_finite_x_overflows(x, name):
    value, slope = act.value(name, x), act.slope(name, x)
    assert np.isfinite(value)
    assert np.isfinite(slope) or (name in ("step", "sign") and x == 0)
    assert ActivationExplorer(focus=name, x=x).result["value"] == value


def test_the_lectures_numbers():
    def at(name, x):
        return ActivationExplorer(shown=[name], x=x).result

    assert round(at("tanh", 1)["value"], 4) == 0.7616
    assert at("tanh", 0)["slope"] == 1 and at("sigmoid", 0)["slope"] == 0.25
    assert round(at("softplus", 1)["value"], 4) == 1.3133 and round(at("softplus", 2)["value"], 4) == 2.1269
    assert at("softplus", 2)["slope"] == at("sigmoid", 2)["value"]
    assert (round(at("sigmoid", 1)["value"], 2), round(at("sigmoid", 1)["slope"], 2)) == (0.73, 0.20)
    assert round(at("sigmoid", 2)["slope"], 6) == 0.104994
    assert f"{at('sigmoid', -40)['value']:.1e}" == "4.2e-18"
    assert at("sigmoid", 40)["value"] == 1 and at("sigmoid", 40)["from_output"] == 0
    assert at("sigmoid", 40)["slope"] > 0


def test_slopes_multiply_along_the_chain():
    w = ActivationExplorer("steepest")
    assert w.result["product"] == 0.25**10
    assert w.chain("tanh")["products"].tolist() == [1.0] * 11
    fed = ActivationExplorer(shown=["tanh"], x=0.5, layers=3, weight=2, inputs="fed")
    s, a, product = [], None, 1.0
    for k in range(3):
        s.append(0.5 if k == 0 else 2 * a)
        a = np.tanh(s[-1])
        product *= 2 * (1 - a * a)
    np.testing.assert_allclose(fed.chain()["scores"], s)
    np.testing.assert_allclose(fed.result["product"], product)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens(name):
    w = ActivationExplorer(name)
    assert w.preset == name and w.focus in w.shown and w._figure() is not None
    assert re.fullmatch(r"[\x20-\x7e]+", w.alt)
    assert repr(w) == repr(ActivationExplorer(name))


def test_a_preset_sets_its_traits_and_a_change_leaves_it():
    w = ActivationExplorer()
    w.preset = "gate"
    assert (w.x, w.focus, w.shown) == (-40, "sigmoid", ["sigmoid"])
    w.x = 2
    assert w.preset == "own"
    page_sends(w, preset="softplus", x=2.0, focus="softplus", shown=["softplus", "sigmoid"])
    assert w.preset == "softplus" and w.shown == ["softplus", "sigmoid"]
    page_sends(w, x=7.0)
    assert w.x == 7 and w.result["x"] == 7


def test_focus_and_shown_agree():
    w = ActivationExplorer(shown=["elu", "gelu"])
    assert w.focus == "elu"
    w.focus = "silu"
    assert w.shown == ["silu", "elu", "gelu"]
    w.shown = ["step"]
    assert w.focus == "step"
    assert "relu" in ActivationExplorer("ramps", focus="relu").shown


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"x": np.nan}, "x must be a finite number"),
        ({"x": "<b>1</b>"}, "x must be a number"),
        ({"shown": ["relu", "relux"]}, "no function 'relux'"),
        ({"shown": []}, "holds no function"),
        ({"focus": "Tanh"}, "Did you mean 'tanh'"),
        ({"layers": 0}, "between 1 and 60"),
        ({"layers": 61}, "between 1 and 60"),
        ({"threshold": -1}, "between 0 and 1"),
        ({"weight": 1e9}, "between -10 and 10"),
        ({"preset": "thre"}, "Did you mean 'three'"),
    ],
)
def test_what_does_not_fit_is_refused(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        ActivationExplorer(**options)


def test_broken_messages_of_a_page_change_nothing():
    w = ActivationExplorer()
    before = w.result
    for state in ({"layers": 99}, {"shown": []}, {"x": "far"}, {"focus": "none"}):
        with contextlib.suppress(ValueError):
            page_sends(w, **state)
    assert {**w.result} == before


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_numpy_computes(tmp_path):
    random, chains = np.random.default_rng(1), []
    for k in range(44):
        name, x, weight = act.NAMES[k % 11], float(random.normal(0, 2)), float(random.normal(0, 1.5))
        made = act.chain(name, x, 12, weight, fed=k % 2 == 1)
        chains.append({"name": name, "x": bits(x)[0], "weight": bits(weight)[0], "layers": 12,
                       "fed": k % 2 == 1, "products": bits(made["products"])})  # fmt: skip
    values = {name: act.value(name, XS) for name in act.NAMES}
    backs = {name: act.slope_from_output(name, values[name]) for name in act.NAMES}
    facts = {
        "names": act.NAMES, "xs": bits(XS), "chains": chains,
        "values": {name: bits(values[name]) for name in act.NAMES},
        "slopes": {name: bits(act.slope(name, XS)) for name in act.NAMES},
        "backs": {name: None if back is None else bits(back) for name, back in backs.items()},
        "draws": [{"seed": s, "stream": t, "flat": bits(uniforms(40, s, t)), "bell": bits(normals(10, s, t)),
                   "order": shuffled(17, s, t).tolist()} for s, t in ((0, 0), (7, 3), (2**31 - 1, 100_000))],
    }  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    script = HERE / "js" / "activation_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
