"""The unrolled network: presets, patterns, gradients by hand, hostile input, the page, JavaScript."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.tensor import Tensor
from course_lib.widgets import UnrolledRNN
from course_lib.widgets.base import WidgetError, pack, unpack
from course_lib.widgets.rnn import math as rnn_math
from course_lib.widgets.rnn.math import PATTERNS, Cell
from course_lib.widgets.rnn.presets import TITLES
from course_lib.widgets.rnn.start import lettered, rule

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


# The presets do what their names say


def test_the_default_reads_hell_and_writes_ello():
    w = UnrolledRNN()
    assert (w.text, w.result["written"], w.pattern) == ("hell", "ello", "many-to-many")
    assert w.result["h"].shape == (5, 3) and w.result["outputs_at"] == [1, 2, 3, 4]


def test_one_letter_starts_the_word_by_feeding_outputs_back():
    assert UnrolledRNN("hello", pattern="one-to-many", outputs=4).result["written"] == "ello"
    w = UnrolledRNN("hello", pattern="one-to-many", outputs=4)
    assert w.result["x"].argmax(axis=1).tolist() == [0, 1, 2, 2]
    w.feedback = False
    assert w.result["x"][1:].max() == 0


def test_the_counter_counts_the_copy_copies_the_wave_continues():
    assert UnrolledRNN("counter").result["y"].tolist() == [[4.0]]
    assert UnrolledRNN("copy").result["y"].ravel().tolist() == [3.0, 1.0, 2.0]
    assert UnrolledRNN("copy", x=[5, 0, 7]).result["y"].ravel().tolist() == [5.0, 0.0, 7.0]
    w = UnrolledRNN("wave")
    np.testing.assert_allclose(w.result["y"][1:-1, 0], w.x[2:, 0], atol=0.02)


def test_the_fading_pulse_is_the_product_of_the_slopes():
    w = UnrolledRNN("fading")
    h = w.result["h"][:, 0]
    by_hand = [np.prod([0.8 * (1 - h[t] ** 2) for t in range(s + 1, 13)]) for s in range(13)]
    np.testing.assert_allclose(w.result["gradient"][:, 0], by_hand, rtol=1e-12)


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_preset_runs_every_pattern(name, pattern):
    w = UnrolledRNN(name, pattern=pattern, outputs=3)
    steps = {"one-to-one": 1, "one-to-many": 3, "encoder-decoder": len(w.x) + 3}.get(pattern, len(w.x))
    assert w.result["h"].shape == (steps + 1, w._sizes[1])
    assert len(w.result["y"]) == {"one-to-one": 1, "many-to-one": 1, "many-to-many": steps}.get(pattern, 3)
    assert len(w.alt) > 40 and repr(w) == repr(UnrolledRNN(name, pattern=pattern, outputs=3))
    assert w._figure() is not None


def test_gradients_vanish_below_one_and_explode_above():
    w = UnrolledRNN("counter", x=np.ones(12))
    w.spectral_radius = 0.5
    assert np.isclose(w.result["gradient"][0, 0], 0.5**12)
    w.spectral_radius = 2.0
    assert np.isclose(w.result["gradient"][0, 0], 2.0**12)
    assert w.result["spectral_radius"] == pytest.approx(2.0, rel=1e-12)


def test_gradients_are_those_of_small_nudges():
    rng = np.random.default_rng(1)
    for feed, of in (("", "h"), ("value", "y"), ("value", "h")):
        cell = Cell(*(rng.normal(0, 0.6, s) for s in ((3, 2), (3, 3), (3,), (2, 3), (2,), (3,))))
        x = rng.normal(size=(3, 2))
        got = rnn_math.gradient(cell, x, "encoder-decoder", 3, feed, 6, 1, of)
        for u in range(3):
            nudge = np.zeros(3)
            nudge[u] = 1e-6
            ends = [
                rnn_math.run(cell.changed(h0=cell.h0 + s * nudge), x, "encoder-decoder", 3, feed)
                for s in (1, -1)
            ]
            pick = (lambda ran: ran["h"][6, 1]) if of == "h" else (lambda ran: ran["y"][5, 1])
            assert got[0, u] == pytest.approx((pick(ends[0]) - pick(ends[1])) / 2e-6, abs=1e-8)


@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_the_spectral_radius_is_the_largest_eigenvalue(n):
    for seed in range(20):
        a = np.random.default_rng(seed).normal(size=(n, n))
        assert rnn_math.radius(a) == pytest.approx(np.abs(np.linalg.eigvals(a)).max(), rel=1e-9)
    assert rnn_math.radius(np.eye(4, k=-1)) == 0
    assert rnn_math.radius(np.array([[1.0, 1], [0, 1]])) == pytest.approx(1.0, rel=1e-9)


# Cells of the course


def test_an_rnn_of_the_course_is_traced():
    layer = nn.RNN(3, 5)
    x = np.random.default_rng(0).normal(size=(7, 1, 3)).astype(np.float32)
    w = UnrolledRNN(layer, x)
    np.testing.assert_allclose(w.result["h"][1:], layer(Tensor(x))[0].data[:, 0], atol=1e-6)
    assert (w.result["y"] == w.result["h"][1:]).all() and not w._readout


def test_layers_readouts_batch_first_and_cells():
    x = np.random.default_rng(0).normal(size=(1, 6, 2)).astype(np.float32)
    layer = nn.RNN(2, 4, 2, "relu", batch_first=True).eval()
    w = UnrolledRNN(layer, x, layer=1, readout=nn.Linear(4, 3))
    np.testing.assert_allclose(w.result["h"][1:], layer(Tensor(x))[0].data[0], atol=1e-6)
    assert w.result["y"].shape == (6, 3)
    cell = nn.RNNCell(2, 4, bias=False)
    assert UnrolledRNN(cell, x[0]).result["h"].shape == (7, 4)


def test_a_text_for_a_trained_cell_keeps_its_alphabet():
    layer = nn.RNN(3, 4)
    w = UnrolledRNN(layer, "abcab", alphabet="abc", readout=nn.Linear(4, 3))
    assert len(w.result["written"]) == 5
    w.text = "abz"
    assert w.x[2].tolist() == [0, 0, 0] and w._sizes == [3, 4, 3]


def test_a_new_letter_gets_weights_by_a_rule():
    w = UnrolledRNN()
    w.text = "shell"
    assert w._alphabet == ["h", "e", "l", "o", "s"] and w.W_x.shape == (3, 5) and w.W_y.shape == (5, 3)
    assert w.W_x[:, 4].tolist() == [rule("s", u) for u in range(3)]
    cell, letters, rows = lettered(w.cell, w._alphabet, "世\U0001f600")
    assert letters[-2:] == ["世", "\U0001f600"] and rows.shape == (2, 7) and np.abs(cell.wx).max() <= 1


# Setting and refusing


def test_weights_states_and_the_choice_are_set_from_python():
    w = UnrolledRNN("counter")
    w.W_h, w.h0, w.b = [[0.5]], [4], [1]
    assert w.h0.tolist() == [4.0] and w.result["h"][1, 0] == 4.0
    w.choose(3, 0)
    assert w.result["gradient"].ravel().tolist() == [0.125, 0.25, 0.5, 1]
    w.choose(8, 0, of="y")
    assert w.result["gradient"].shape == (9, 1)
    for bad in ((9, 0, "h"), (0, 0, "y"), (1, 1, "h"), (1, 0, "z")):
        with pytest.raises(WidgetError, match="is not there"):
            w.choose(*bad)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: UnrolledRNN("helo"), "cell must be one of"),
        (lambda: UnrolledRNN(nn.Linear(2, 2), [[1, 2]]), "shows RNN, RNNCell, not Linear"),
        (lambda: UnrolledRNN(nn.RNN(2, 3)), "pass the sequence x too"),
        (lambda: UnrolledRNN(nn.RNN(2, 3), [1, 2]), r"shape \(2, 1\), but this RNN takes 2"),
        (lambda: UnrolledRNN(nn.RNN(1, 3, bidirectional=True), [1, 2]), "both directions"),
        (lambda: UnrolledRNN(nn.RNN(1, 3), [1, 2], layer=1), "layer must lie between 0 and 0"),
        (lambda: UnrolledRNN(nn.RNN(1, 3), np.zeros((4, 2, 1))), r"x\[:, 0\]"),
        (lambda: UnrolledRNN(nn.RNN(1, 3), "abc"), "needs alphabet="),
        (lambda: UnrolledRNN(nn.RNN(1, 3), "abc", alphabet="ab"), "alphabet holds 2 letters"),
        (lambda: UnrolledRNN(nn.RNN(1, 3), [1], readout=3), "Linear layer or a pair"),
        (lambda: UnrolledRNN(nn.RNN(1, 3), [1], readout=nn.Linear(4, 2)), r"\(K, 3\) would fit"),
        (lambda: UnrolledRNN("counter", x=[1, np.nan]), "not a finite number"),
        (lambda: UnrolledRNN("counter", x=[1, np.inf]), "not a finite number"),
        (lambda: UnrolledRNN("counter", x=[1e9]), "divide by a scale"),
        (lambda: UnrolledRNN("counter", x=[]), "nothing in it"),
        (lambda: UnrolledRNN("counter", x=np.zeros((2, 2))), "reads one number a step"),
        (lambda: UnrolledRNN("counter", x="abc"), "reads numbers"),
        (lambda: UnrolledRNN("counter", x=["a", None]), "array of numbers"),
        (lambda: UnrolledRNN("counter", x=np.zeros(101)), "at most 100"),
        (lambda: UnrolledRNN("hello", x=""), "1 to 100 letters"),
        (lambda: UnrolledRNN("hello", alphabet="abc"), "go with a cell of your own"),
        (lambda: UnrolledRNN(outputs=0), "from 1 to 40"),
        (lambda: UnrolledRNN(outputs=2.5), "from 1 to 40"),
        (lambda: UnrolledRNN(h0=[1, 2]), r"h0 has shape \(2,\); this cell needs \(3,\)"),
        (lambda: UnrolledRNN(pattern="many to many"), "Did you mean 'many-to-many'"),
        (lambda: UnrolledRNN(nn.RNN(200, 200), np.zeros((2, 200))), "at most 40000"),
        (lambda: setattr(UnrolledRNN("copy"), "spectral_radius", 1), "scaling cannot"),
        (lambda: setattr(UnrolledRNN(), "W_h", np.eye(2)), r"\(2, 2\); this cell needs \(3, 3\)"),
        (lambda: setattr(UnrolledRNN("counter"), "text", "abc"), "reads numbers"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_states_beyond_the_finite_numbers_are_shown_as_they_are():
    w = UnrolledRNN("counter", x=np.full(100, 1e6))
    w.W_h = [[1e5]]
    assert np.isinf(w.result["h"][-1, 0]) and w._repr_mimebundle_()[0]["image/png"] and w.alt


def test_hostile_letters_are_only_letters():
    w = UnrolledRNN(x="<b>$x$</b>\u202e\x00")
    assert w.text.startswith("<b>") and len(w.x) == 12
    assert w._repr_mimebundle_()[0]["image/png"]


# The page


def test_the_page_edits_a_weight_and_python_follows():
    w = UnrolledRNN("counter")
    flat = unpack(w._weights)
    flat[1] = 0.5
    page_sends(w, _weights=pack(flat), _preset="own", _at=8, _step=8, _row=0)
    assert w.W_h.tolist() == [[0.5]] and w.result["h"][3, 0] == 1.25


def test_the_page_sends_a_longer_text_in_one_message():
    w = UnrolledRNN()
    cell, letters, rows = lettered(w.cell, w._alphabet, "shell")
    page_sends(w, _sizes=cell.sizes, _weights=pack(cell.flat()), _alphabet=letters, _x=pack(rows), _text="shell",
               _at=5, _step=5, _row=0, _preset="own")  # fmt: skip
    assert w.text == "shell" and w.result["h"].shape == (6, 3)


def test_weights_that_do_not_fit_their_sizes_are_refused_whole():
    w = UnrolledRNN()
    before = w._weights
    page_sends(w, _weights=pack(np.zeros(3)), _at=1)  # refused whole, and logged
    assert w._weights == before and w._at == 4
    with pytest.raises(WidgetError, match="finite"):
        w._weights = pack(np.full(len(before) // 8, np.nan))


# JavaScript against the engine


def cases():
    rng = np.random.default_rng(5)
    for k in range(60):
        i, h = int(rng.integers(1, 5)), int(rng.integers(1, 6))
        feed = ["", "value", "letter"][k % 3]
        out = i if feed else int(rng.integers(1, 4))
        act = "relu" if k % 4 == 0 else "tanh"
        cell = Cell(rng.normal(size=(h, i)), 0.5 * rng.normal(size=(h, h)), rng.normal(size=h),
                    rng.normal(size=(out, h)), rng.normal(size=out), rng.normal(size=h), act)  # fmt: skip
        x, m, pattern = (
            rng.normal(size=(int(rng.integers(1, 9)), i)),
            int(rng.integers(1, 6)),
            PATTERNS[k % 5],
        )
        ran = rnn_math.run(cell, x, pattern, m, feed)
        step = int(rng.integers(0, len(ran["x"]) + 1))
        row = int(rng.integers(0, h)) if step == 0 or k % 2 else h + int(rng.integers(0, out))
        of, unit = ("h", row) if row < h else ("y", row - h)
        yield {
            "sizes": cell.sizes, "weights": cell.flat().tolist(), "act": act, "x": x.tolist(), "pattern": pattern,
            "outputs": m, "feed": feed, "step": step, "row": row, "h": ran["h"].tolist(), "y": ran["y"].tolist(),
            "used": ran["x"].tolist(), "takes": ran["takes"], "gives": ran["gives"],
            "gradient": rnn_math.gradient(cell, x, pattern, m, feed, step, unit, of).tolist(),
            "radius": rnn_math.radius(cell.wh),
        }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_javascript_computes_what_the_engine_computes(tmp_path):
    cell = UnrolledRNN().cell
    grown, letters, rows = lettered(cell, list("helo"), "a世l\U0001f600")
    growth = {"weights": grown.flat().tolist(), "sizes": grown.sizes, "alphabet": letters, "x": rows.tolist(),
              "from": cell.flat().tolist(), "text": "a世l\U0001f600"}  # fmt: skip
    target = tmp_path / "cases.json"
    target.write_text(json.dumps({"cases": list(cases()), "growth": growth}))
    done = subprocess.run(
        [NODE, str(HERE / "js" / "unrolled_rnn.test.mjs"), str(target)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
