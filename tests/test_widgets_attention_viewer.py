"""The attention viewer: the engine's numbers, presets with a reason, hostile words, the page, JavaScript."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.tensor import Tensor
from course_lib.widgets import AttentionViewer
from course_lib.widgets.attention.presets import TITLES
from course_lib.widgets.base import WidgetError, pack

from .test_widgets_unrolled_rnn import page_sends

HERE = Path(__file__).parent
NODE = shutil.which("node")


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("name", TITLES)
def test_every_preset_opens(name):
    w = AttentionViewer(name)
    np.testing.assert_allclose(w.weights.sum(axis=-1), 1, rtol=1e-12)
    assert repr(w) == repr(AttentionViewer(name)) and w._figure() is not None


def test_it_looks_at_the_cat():
    w = AttentionViewer()
    source, target = w.tokens
    row = w.result["weights"][w._query]
    assert target[w._query] == "it" and source[int(row.argmax())] == "cat" and row.max() > 0.8
    assert w.weights[0, 0][1:].argmax(axis=1).tolist() == list(range(9))  # each word at the one before


def test_a_date_is_read_in_the_order_it_is_written():
    w = AttentionViewer("dates")
    source, target = w.tokens
    read = "".join(source[j] for j in w.result["weights"].argmax(axis=1))
    assert read[:4] + read[-2:] == "202621" and "".join(target) == "2026-11-21"
    np.testing.assert_allclose(w.result["output"][3], [6, 0], atol=0.25)
    np.testing.assert_allclose(
        w.result["weights"][5, 3:6].sum(), 0.97, atol=0.03
    )  # a month is read as a whole word


def test_the_causal_preset_looks_back_only():
    w = AttentionViewer("causal")
    assert w.causal and np.triu(w.weights[0, 0], 1).max() == 0
    w.causal = False
    assert np.triu(w.weights[0, 0], 1).max() > 0
    assert not AttentionViewer("causal", causal=False).causal


def test_without_the_root_of_d_the_softmax_saturates():
    w = AttentionViewer("wide")
    calm = w.weights.max(axis=-1).mean()
    w.scaled = False
    assert w.weights.max(axis=-1).mean() > 0.9 > 0.6 > calm
    w.temperature = 8
    w.scaled = False
    np.testing.assert_allclose(w.weights.max(axis=-1).mean(), calm, rtol=1e-12)


def test_numbers_are_those_of_the_formula():
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 2))
    w = AttentionViewer(q=q, k=k, v=v, temperature=2)
    s = q @ k.T / 2 / 2
    np.testing.assert_allclose(w.result["scores"], s, rtol=1e-12)
    np.testing.assert_allclose(w.result["weights"], softmax(s), rtol=1e-12)
    np.testing.assert_allclose(w.result["output"], softmax(s) @ v, rtol=1e-12)
    assert w.tokens == ([f"key {j}" for j in range(1, 6)], [f"query {i}" for i in range(1, 4)])


def test_a_module_of_the_course_shows_its_heads():
    module = nn.MultiheadAttention(8, 2).eval()
    x = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32)
    w = AttentionViewer(module, x=x, tokens="abcde")
    t = Tensor(x[:, None])
    _, found = module(t, t, t, average_attn_weights=False)
    np.testing.assert_allclose(w.weights, found.data, atol=1e-6)
    other = np.random.default_rng(1).normal(size=(3, 8)).astype(np.float32)
    m = Tensor(other[:, None])
    _, found = module(t, m, m, average_attn_weights=False)
    np.testing.assert_allclose(AttentionViewer(module, x=x, memory=other).weights, found.data, atol=1e-6)
    np.testing.assert_allclose(
        AttentionViewer(found, source="abc", target="abcde").weights, found.data, atol=1e-9
    )


def test_masks_shut_what_they_say():
    rng = np.random.default_rng(0)
    q, k = rng.normal(size=(2, 3, 3, 4))[:, 0]
    mask = [[1, 1, 0], [0, 1, 1], [1, 1, 1]]
    w = AttentionViewer(q=q, k=k, mask=mask)
    assert (w.weights[0, 0][np.array(mask) == 0] == 0).all()
    w.causal = True
    assert w.weights[0, 0][0].tolist() == [1, 0, 0] and w.weights[0, 0][1].tolist() == [0, 1, 0]
    assert np.isneginf(w.result["scores"][0, 1])


@pytest.mark.parametrize(
    "words", [["<b>", "</script>"], ["", " "], ["\u202e", "\x00"], ["x" * 5000, "😀" * 50], ["$\\frac", "%s"]]
)
def test_hostile_words_are_only_words(words):
    w = AttentionViewer(softmax(np.zeros((2, 2))), tokens=words)
    assert w.tokens[0] == [t[:200] for t in words]
    assert w._repr_mimebundle_()[0]["image/png"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: AttentionViewer("sentense"), "weights must be one of"),
        (lambda: AttentionViewer([[0.5, 0.4]]), r"sums to 0\.9, not 1"),
        (lambda: AttentionViewer([[1.5, -0.5]]), "not negative"),
        (lambda: AttentionViewer([[np.nan, 1]]), "not a finite"),
        (lambda: AttentionViewer([1.0]), "needs 2 or 3 or 4 axes"),
        (lambda: AttentionViewer(np.zeros((0, 3))), "nothing in it"),
        (lambda: AttentionViewer(np.full((70, 70), 1 / 70)), "at most 64 words"),
        (lambda: AttentionViewer(np.full((8, 8, 40, 40), 1 / 40)), "fewer heads"),
        (lambda: AttentionViewer([[1.0]], q=[[1]], k=[[1]]), "not both"),
        (lambda: AttentionViewer(q=[[1]]), "go together"),
        (lambda: AttentionViewer(q=[[1, 2]], k=[[1]]), "do not fit"),
        (lambda: AttentionViewer(q=[[1]], k=[[1]], v=[[1], [2]]), "do not fit"),
        (lambda: AttentionViewer(q=np.ones((2, 1, 1)), k=[[1]]), "do not fit"),
        (lambda: AttentionViewer([[1.0]], source=["a", "b"]), "source holds 2 names, but there are 1"),
        (lambda: AttentionViewer([[1.0]], tokens=3), "list of texts"),
        (lambda: AttentionViewer([[1.0]], mask=[[1]]), "a mask goes with q and k"),
        (lambda: AttentionViewer(q=[[1]], k=[[1]], mask=[[0]]), "look nowhere"),
        (lambda: AttentionViewer(q=[[1]], k=[[1]], mask=[[1, 1]]), r"\(1, 1\) fits"),
        (lambda: AttentionViewer(nn.MultiheadAttention(4, 2)), "needs x="),
        (lambda: AttentionViewer(nn.MultiheadAttention(4, 2), x=np.ones((2, 3))), "takes rows of 4"),
        (lambda: AttentionViewer(temperature=0), "between 0.05 and 20"),
        (lambda: setattr(AttentionViewer(), "q", [[1]]), "fits"),
        (lambda: setattr(AttentionViewer([[1.0]]), "k", [[1]]), "no k to set"),
        (lambda: AttentionViewer().choose(99), "query must lie between 0 and 9"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_the_page_edits_and_python_follows():
    w = AttentionViewer("dates")
    q = w.q.copy()
    q[0, 0, 0] = 0
    page_sends(w, _q=pack(q), _preset="own", temperature=2.0, causal=True)
    assert w.result["weights"][0].tolist()[0] == 1 and w.temperature == 2
    page_sends(w, _q=pack([1.0]), temperature=3.0)  # refused whole, and logged
    assert (w.q == q).all() and w.temperature == 2
    with pytest.raises(WidgetError, match="are needed"):
        w._q = pack([1.0])


def cases():
    rng = np.random.default_rng(2)
    for case in range(60):
        length, count, d, e = (int(n) for n in rng.integers(1, 9, 4))
        layers, heads = (2, 3) if case % 3 == 0 else (1, 1)
        size = 5.0 if case % 7 == 0 else 1.0
        mask = None
        if case % 4 == 0:
            mask = rng.random((length, count)) < 0.6
            mask[np.arange(length), rng.integers(0, count, length)] = True
        w = AttentionViewer(
            q=size * rng.normal(size=(layers, heads, length, d)), k=rng.normal(size=(layers, heads, count, d)),
            v=rng.normal(size=(layers, heads, count, e)), mask=mask, causal=bool(case % 2), scaled=bool(case % 5),
            temperature=float(rng.choice([0.5, 1, 3]))
        )  # fmt: skip
        w.choose(0, 0, heads - 1, layers - 1)
        scores, weights, output = w._computed()
        at = (layers - 1, heads - 1)
        yield {
            "sizes": list(w._sizes), "q": w.q.ravel().tolist(), "k": w.k.ravel().tolist(), "v": w.v.ravel().tolist(),
            "mask": [] if mask is None else mask.astype(float).ravel().tolist(), "causal": w.causal,
            "scaled": w.scaled, "temperature": w.temperature, "layer": at[0], "head": at[1],
            "scores": [[None if np.isinf(s) else s for s in row] for row in scores[at].tolist()],
            "weights": weights[at].tolist(), "output": output[at].tolist(),
        }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_javascript_computes_what_the_engine_computes(tmp_path):
    target = tmp_path / "cases.json"
    target.write_text(json.dumps(list(cases())))
    script = HERE / "js" / "attention_viewer.test.mjs"
    done = subprocess.run([NODE, str(script), str(target)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
