"""The gate viewer: traces of the engine's layers, memories that work, hostile input, the page, JavaScript."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.tensor import Tensor
from course_lib.widgets import GateViewer
from course_lib.widgets.base import WidgetError, pack, unpack
from course_lib.widgets.gates import math as gate_math
from course_lib.widgets.gates.math import GATES, Gated
from course_lib.widgets.gates.presets import TITLES, preset

from .test_widgets_unrolled_rnn import page_sends

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize("name", TITLES)
def test_every_preset_opens_with_every_cell(kind, name):
    w = GateViewer(name, cell=kind)
    assert w.cell == kind and len(w.alt) > 40 and w._figure() is not None
    assert repr(w) == repr(GateViewer(name, cell=kind))
    trace = unpack(w._trace)
    assert len(trace) == sum(a.size for a in w.result.values())


def test_the_latch_stores_the_bit_at_the_mark_and_gives_it_back():
    w = GateViewer("latch")
    c, h = w.result["c"][:, 0], w.result["h"][:, 0]
    np.testing.assert_allclose(c[2:9], -1, atol=1e-3)
    np.testing.assert_allclose(c[9:], 1, atol=1e-3)
    np.testing.assert_allclose(h[[6, 12]], [-np.tanh(1), np.tanh(1)], atol=1e-3)
    assert np.abs(np.delete(h, [6, 12])).max() < 1e-4
    for kind in ("GRU", "MGU"):
        np.testing.assert_allclose(
            GateViewer("latch", cell=kind).result["h"][[2, 8, 9, 12], 0], [-1, -1, 1, 1], atol=1e-3
        )


def test_a_hand_set_latch_works_on_every_sequence():
    rng = np.random.default_rng(0)
    for kind in GATES:
        x = np.zeros((40, 3))
        x[:, 0] = rng.choice([-1, 1], 40)
        x[rng.choice(40, 6, replace=False), 1] = 1
        w = GateViewer("latch", x, cell=kind)
        kept = w.result["c" if kind == "LSTM" else "h"][1:, 0]
        held = 0.0
        for t in range(40):
            held = x[t, 0] if x[t, 1] else held
            assert kept[t] == pytest.approx(held, abs=0.01)


@pytest.mark.parametrize("kind", GATES)
def test_forgetting_is_a_power_of_the_open_gate(kind):
    w = GateViewer("forget", cell=kind)
    kept = w.result["c" if kind == "LSTM" else "h"]
    sigma = 1 / (1 + np.exp(-np.array([0.0, 1, 5])))
    assert sigma[2] == pytest.approx(0.9933, abs=5e-5)  # the number of the lecture
    np.testing.assert_allclose(kept[50] / kept[1], sigma**49, rtol=1e-9)


@pytest.mark.parametrize("kind", GATES)
def test_the_trained_cells_remember_the_marked_value(kind):
    rng = np.random.default_rng(3)
    for _ in range(25):
        x = np.zeros((30, 2))
        x[:, 0] = rng.choice([-1, 1], 30)
        at = int(rng.integers(0, 29))
        x[at, 1] = 1
        assert np.sign(GateViewer("trained", x, cell=kind).result["h"][-1, 0]) == x[at, 0]


# Modules of the course


@pytest.mark.parametrize("kind", GATES)
def test_a_layer_of_the_course_is_traced(kind):
    layer = getattr(nn, kind)(3, 4)
    x = np.random.default_rng(0).normal(size=(9, 1, 3)).astype(np.float32)
    w = GateViewer(layer, x)
    assert w.cell == kind and w._preset == "own"
    y, last = layer(Tensor(x))
    np.testing.assert_allclose(w.result["h"][1:], y.data[:, 0], atol=1e-6)
    if kind == "LSTM":
        np.testing.assert_allclose(w.result["c"][-1], last[1].data[0, 0], atol=1e-6)


@pytest.mark.parametrize("kind", GATES)
def test_deep_layers_batch_first_and_cells(kind):
    x = np.random.default_rng(0).normal(size=(1, 6, 2)).astype(np.float32)
    layer = getattr(nn, kind)(2, 3, 2, batch_first=True).eval()
    w = GateViewer(layer, x, layer=1)
    np.testing.assert_allclose(w.result["h"][1:], layer(Tensor(x))[0].data[0], atol=1e-6)
    cell = getattr(nn, f"{kind}Cell")(2, 3, bias=False)
    assert GateViewer(cell, x[0], inputs=["a", "b"], units="xyz")._units == ["x", "y", "z"]


def test_gates_and_states_of_the_trace_fit_together():
    for kind in GATES:
        r = GateViewer("trained", cell=kind).result
        if kind == "LSTM":
            np.testing.assert_allclose(r["c"][1:], r["f"] * r["c"][:-1] + r["i"] * r["g"], rtol=1e-12)
            np.testing.assert_allclose(r["h"][1:], r["o"] * np.tanh(r["c"][1:]), rtol=1e-12)
        elif kind == "GRU":
            np.testing.assert_allclose(r["h"][1:], (1 - r["z"]) * r["n"] + r["z"] * r["h"][:-1], rtol=1e-12)
        else:
            np.testing.assert_allclose(r["h"][1:], (1 - r["f"]) * r["h"][:-1] + r["f"] * r["n"], rtol=1e-12)


# Setting and refusing


def test_the_bias_the_sequence_and_the_kind_are_set_from_python():
    w = GateViewer("forget")
    w.bias = 0
    assert (w.result["f"][1] == 0.5).all() and w._preset == "own"
    assert len(unpack(w._trace)) and unpack(w._trace)[len(w.x) * 3] == w.result["f"][0, 0]
    w.x = np.ones(5)
    assert w.result["c"].shape == (6, 3)
    with pytest.raises(WidgetError, match="weights are those of a LSTM"):
        w.cell = "GRU"
    assert w.cell == "LSTM"
    w = GateViewer("latch")
    w.cell = "GRU"
    assert w.cell == "GRU" and np.allclose(w.result["h"][-1], 1, atol=1e-3)
    w.choose(3, 0, "z")
    assert (w._step, w._row) == (3, "z")
    with pytest.raises(WidgetError, match="this GRU has r, z, n, h"):
        w.choose(3, 0, "c")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: GateViewer("lach"), "source must be one of"),
        (lambda: GateViewer(cell="lstm"), "cell must be one of"),
        (lambda: GateViewer(nn.RNN(2, 2), [[1, 2]]), "shows LSTM, LSTMCell, GRU"),
        (lambda: GateViewer(nn.LSTM(2, 2)), "pass the sequence"),
        (lambda: GateViewer(nn.LSTM(2, 2), [[1, 2]], cell="GRU"), "the module is a LSTM"),
        (lambda: GateViewer(nn.LSTM(2, 2), [1, 2, 3]), "takes 2 numbers a step"),
        (lambda: GateViewer(nn.LSTM(2, 2, bidirectional=True), [[1, 2]]), "both directions"),
        (lambda: GateViewer(nn.LSTM(2, 200), [[1, 2]]), "at most 40000"),
        (lambda: GateViewer("latch", [1, 2]), "takes 3 numbers a step: bit, write, read"),
        (lambda: GateViewer("latch", np.full((2, 3), np.nan)), "not a finite"),
        (lambda: GateViewer("latch", np.zeros((0, 3))), "nothing in it"),
        (lambda: GateViewer("latch", np.zeros((200, 3))), "at most 100"),
        (lambda: GateViewer("latch", [[1j, 0, 0]]), "array of numbers"),
        (lambda: GateViewer("latch", inputs=["a"]), "holds 1 names, but there are 3"),
        (lambda: GateViewer("latch", h0=[1, 2]), r"h0 has shape \(2,\)"),
        (lambda: setattr(GateViewer(), "bias", [[1]]), "axes"),
        (lambda: GateViewer(hide="gates"), "has no control 'gates'"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


# The page


def test_the_page_edits_and_python_follows():
    w = GateViewer("latch")
    other = preset("latch", "MGU")["cell"]
    page_sends(
        w, cell="MGU", _sizes=other.sizes, _weights=pack(other.flat()), _trace=b"", _row="h", _step=2, _unit=0
    )
    assert w.cell == "MGU" and w.result["h"].shape == (13, 1)
    page_sends(w, cell="LSTM")  # without the weights of one: refused, and logged
    assert w.cell == "MGU"
    page_sends(w, _x=pack(np.ones((4, 3))), _preset="own")
    assert w.result["h"].shape == (5, 1)


def cases():
    rng = np.random.default_rng(9)
    for k in range(60):
        kind = list(GATES)[k % 3]
        i, h, g = int(rng.integers(1, 5)), int(rng.integers(1, 6)), len(GATES[kind])
        size = 3.0 if k % 5 == 0 else 0.8
        cell = Gated(kind, *(size * rng.normal(size=s) for s in gate_math.shapes_of(kind, [i, h])))
        assert cell.w.shape == (g * h, i)
        x = rng.normal(size=(int(rng.integers(1, 12)), i))
        found = gate_math.trace(cell, x)
        yield {"kind": kind, "sizes": cell.sizes, "weights": cell.flat().tolist(), "x": x.tolist(),
               "trace": {name: a.tolist() for name, a in found.items()},
               "sent": gate_math.packed_trace(cell, found).tolist()}  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_javascript_computes_what_the_engine_computes(tmp_path):
    target = tmp_path / "cases.json"
    target.write_text(json.dumps(list(cases())))
    done = subprocess.run(
        [NODE, str(HERE / "js" / "gate_viewer.test.mjs"), str(target)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
