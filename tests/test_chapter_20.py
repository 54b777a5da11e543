"""The facts behind the predictions and the quiz of chapter 20, its solutions, and its stored measurement."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib import nn, ops
from course_lib.data.letters import letters
from course_lib.exercises.library import load
from course_lib.tensor import Tensor
from tests.chapters import code, right

torch = pytest.importorskip("torch", reason="chapter 20 needs PyTorch")

CELLS = code("20")
CH20 = load("20")


@pytest.fixture
def after():
    """What the notebook's own cells leave behind; torch's settings are put back."""
    dtype, threads, state = torch.get_default_dtype(), torch.get_num_threads(), torch.get_rng_state()

    def run(*names: str) -> dict:
        room: dict = {}
        for name in ("setup", "torch-setup", *names):
            exec(CELLS[name].replace('course_lib.start("20")', ""), room)
        return room

    yield run
    torch.set_default_dtype(dtype)
    torch.set_num_threads(threads)
    torch.set_rng_state(state)


def test_solutions_agree_with_the_library() -> None:
    rng = np.random.default_rng(0)
    X, (Wq, Wk, Wv) = rng.normal(size=(6, 8)), rng.normal(size=(3, 8, 4))
    for causal in (False, True):
        theirs = ops.scaled_dot_product_attention(
            *(Tensor(X @ W) for W in (Wq, Wk, Wv)), is_causal=causal
        ).data
        assert np.allclose(CH20.my_self_attention(X, Wq, Wk, Wv, causal), theirs)
    Q, K, V = rng.normal(size=(3, 5, 12))
    by_head = [Tensor(np.stack(np.split(M, 3, axis=1))) for M in (Q, K, V)]
    theirs = ops.scaled_dot_product_attention(*by_head).data
    assert np.allclose(CH20.my_heads(Q, K, V, 3), np.concatenate(list(theirs), axis=1))
    scores, G = Tensor(rng.normal(size=(4, 5)), requires_grad=True), rng.normal(size=(4, 2))
    A, V = ops.softmax(scores, -1), rng.normal(size=(5, 2))
    (ops.matmul(A, Tensor(V)) * Tensor(G)).sum().backward()
    assert np.allclose(CH20.my_backward(A.data, G, V), scores.grad)


def test_positions_and_patches_are_those_of_the_papers() -> None:
    P = CH20.my_positions(50, 16)
    assert np.allclose(P[7, 4], np.sin(7 / 10000 ** (4 / 16)))
    assert np.allclose(P[7, 5], np.cos(7 / 10000 ** (4 / 16)))
    picture = np.random.default_rng(0).normal(size=(8, 12))
    cut = torch.nn.functional.unfold(torch.tensor(picture)[None, None], 4, stride=4)[0].T.numpy()
    assert np.array_equal(CH20.my_patches(picture, 4), cut)


def test_small_facts_of_the_questions() -> None:
    rng = np.random.default_rng(0)
    products = (rng.normal(size=(20000, 64)) * rng.normal(size=(20000, 64))).sum(axis=1)
    assert right("20.sqrt") == "8" and abs(products.std() - 8) < 0.3
    sizes = {sum(p.numel() for p in nn.MultiheadAttention(64, h).parameters()) for h in (1, 8)}
    assert len(sizes) == 1 and right("20.head-count").startswith("Nothing")
    X, order = rng.normal(size=(8, 4)), rng.permutation(8)
    eye = np.eye(4)
    shuffled = CH20.my_self_attention(X[order], eye, eye, eye, False)
    assert np.allclose(shuffled, CH20.my_self_attention(X, eye, eye, eye, False)[order])
    assert "shuffled in the same way" in right("20.shuffle")
    assert CH20.my_choices(np.array([1.0, 3, 2]), 1.0, 1).tolist() == [0, 1, 0]


def test_attention_names_the_ship_and_the_gru_does_not(after) -> None:
    room = after("voyage-data", "cargo-models", "cargo-fit", "cargo-train")
    assert room["named"]["attention"] > 0.9 and room["named"]["GRU"] < 0.1
    assert right("20.cargo") == "The transformer mostly does, the GRU hardly ever"


def test_the_cnn_reads_better_than_the_vision_transformer(after) -> None:
    names = (
        "cargo-fit",
        "patches-figure",
        "digits-models",
        "digits-pictures",
        "digits-learned",
        "digits-train",
    )
    room = after(*names)
    assert room["accuracy"]["CNN"] > room["accuracy"]["ViT"] + 0.02 and right("20.digits") == "The CNN"


def test_the_stored_measurement_is_whole_and_its_script_runs() -> None:
    rows = letters()
    assert {(r.model, r.seed) for r in rows} == {(m, s) for m in ("RNN", "GRU", "GPT") for s in range(3)}
    sizes = {r.parameters for r in rows}
    assert max(sizes) / min(sizes) < 1.02, "equal parameters, within two in a hundred"
    from course_lib.cli.letters import MODELS, train

    with torch.random.fork_rng():
        for name in MODELS:
            (row,) = train(name, updates=2, every=2)
            assert row.parameters in sizes and 3 < row.december < 6
