"""Layers against torch.nn: weights exchanged by name both ways, values, gradients, initial weights."""

# ruff: noqa: E731, RUF043  (tables of cases)

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import nn, ops
from course_lib.nn import init
from course_lib.tensor import Tensor, manual_seed
from tests.engine.harness import Case, Draw, compare, many, torch

IMAGES, ROWS, SEQUENCE = (2, 4, 9, 8), (5, 6), (2, 4, 9)
LAYERS = {
    "Linear": (lambda m: m.Linear(6, 3), ROWS),
    "Linear without bias": (lambda m: m.Linear(6, 3, bias=False), ROWS),
    "Conv2d": (lambda m: m.Conv2d(4, 6, 3, stride=2, padding=1), IMAGES),
    "Conv2d grouped": (
        lambda m: m.Conv2d(4, 6, (3, 2), padding="same", dilation=2, groups=2, bias=False),
        IMAGES,
    ),
    "Conv1d": (lambda m: m.Conv1d(4, 6, 3, stride=2, padding=1), SEQUENCE),
    "Conv2d reflecting": (
        lambda m: m.Conv2d(4, 6, 3, stride=2, padding=(2, 1), padding_mode="reflect"),
        IMAGES,
    ),
    "Conv2d circular": (
        lambda m: m.Conv2d(4, 6, (2, 3), padding="same", dilation=2, padding_mode="circular"),
        IMAGES,
    ),
    "Conv1d replicating": (lambda m: m.Conv1d(4, 6, 3, padding=2, padding_mode="replicate"), SEQUENCE),
    "ConvTranspose2d": (
        lambda m: m.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2),
        IMAGES,
    ),
    "ConvTranspose1d": (lambda m: m.ConvTranspose1d(4, 6, 3, stride=2), SEQUENCE),
    "BatchNorm2d": (lambda m: m.BatchNorm2d(4), IMAGES),
    "BatchNorm2d plain": (lambda m: m.BatchNorm2d(4, affine=False, track_running_stats=False), IMAGES),
    "BatchNorm1d": (lambda m: m.BatchNorm1d(6), ROWS),
    "LayerNorm": (lambda m: m.LayerNorm(6), ROWS),
    "LayerNorm of two axes": (lambda m: m.LayerNorm((9, 8), elementwise_affine=False), IMAGES),
    "Flatten": (lambda m: m.Flatten(), IMAGES),
    "Unflatten": (lambda m: m.Unflatten(1, (2, 3)), ROWS),
    "Identity": (lambda m: m.Identity(), ROWS),
    "MaxPool2d": (lambda m: m.MaxPool2d(2), IMAGES),
    "MaxPool2d wide": (lambda m: m.MaxPool2d(3, stride=2, padding=1), IMAGES),
    "MaxPool2d over the border": (lambda m: m.MaxPool2d(2, ceil_mode=True), IMAGES),
    "MaxPool1d": (lambda m: m.MaxPool1d(2), SEQUENCE),
    "AvgPool2d": (lambda m: m.AvgPool2d(2, padding=1, count_include_pad=False), IMAGES),
    "AvgPool1d": (lambda m: m.AvgPool1d(2), SEQUENCE),
    "LPPool2d": (lambda m: m.LPPool2d(2, 2), IMAGES),
    "LPPool1d": (lambda m: m.LPPool1d(2, 3), SEQUENCE),
    "AdaptiveAvgPool2d": (lambda m: m.AdaptiveAvgPool2d((3, None)), IMAGES),
    "AdaptiveAvgPool1d": (lambda m: m.AdaptiveAvgPool1d(4), SEQUENCE),
    **{
        name: (lambda m, name=name: getattr(m, name)(), ROWS)
        for name in ("ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Softplus")
    },
    "ReLU in place": (
        lambda m: m.Sequential(m.Linear(6, 3), m.ReLU(inplace=True), m.Dropout(0.0, inplace=True)),
        ROWS,
    ),
    "Softmax": (lambda m: m.Softmax(dim=1), ROWS),
    "LogSoftmax": (lambda m: m.LogSoftmax(dim=-1), ROWS),
    "Sequential": (lambda m: m.Sequential(m.Linear(6, 4), m.Tanh(), m.Sequential(m.Linear(4, 2))), ROWS),
}


def exchange(ours: nn.Module, theirs: torch.nn.Module) -> None:
    """Weights from torch into ours, changed, and back again; names and order agree."""
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())
    for p in ours.parameters():
        with torch.no_grad():
            p.data *= 1.5
    theirs.load_state_dict({k: torch.tensor(v) for k, v in ours.state_dict().items()})
    for key, value in theirs.state_dict().items():
        np.testing.assert_array_equal(value.numpy(), ours.state_dict()[key])


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("training", [True, False])
def test_layer_equals_torch(name: str, training: bool) -> None:
    make, shape = LAYERS[name]
    ours, theirs = make(nn), make(torch.nn)
    exchange(ours, theirs)
    ours.double().train(training)
    theirs.double().train(training)
    x = np.random.default_rng(0).normal(size=shape)
    compare(Case([x], lambda x: ours(x), lambda x: theirs(x), name), np.float64)
    for (key, p), q in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), 1e-8, 1e-10, err_msg=key)
    for key, value in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[key], value.numpy(), 1e-12, err_msg=key)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@many
@given(data=st.data())
def test_recurrent_layers_equal_torch(kind: str, data: st.DataObject) -> None:
    d = Draw(data)
    options = {
        "num_layers": d.int(1, 3),
        "bias": d.bool(),
        "batch_first": d.bool(),
        "bidirectional": d.bool(),
    } | ({"nonlinearity": d.choice("tanh", "relu")} if kind == "RNN" else {})
    i, h, n, t = d.int(1, 4), d.int(1, 4), d.int(1, 3), d.int(1, 5)
    ours, theirs = getattr(nn, kind)(i, h, **options), getattr(torch.nn, kind)(i, h, **options)
    exchange(ours, theirs)
    ours.double()
    theirs.double()
    layers = options["num_layers"] * (2 if options["bidirectional"] else 1)
    shape = (n, t, i) if options["batch_first"] else (t, n, i)
    states = [d.array(layers, n, h) for _ in range(2 if kind == "LSTM" else 1)]

    def run(model):
        def f(x, *s):
            y, end = model(x, tuple(s) if kind == "LSTM" else s[0])
            return (y, *end) if kind == "LSTM" else (y, end)

        return f

    compare(Case([d.array(*shape), *states], run(ours), run(theirs), f"{kind} {options} {shape}"), np.float64)
    for (key, p), q in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), 1e-8, 1e-10, err_msg=f"{key} {options}")


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru", "mgu"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@many
@given(data=st.data())
def test_fused_sequence_equals_its_cell_step_by_step(kind: str, dtype: type, data: st.DataObject) -> None:
    """The clear form and the fast one: same values, same gradients."""
    d = Draw(data)
    gates = {"rnn": 1, "lstm": 4, "gru": 3, "mgu": 2}[kind]
    i, h, n, t, bias = d.int(1, 4), d.int(1, 4), d.int(1, 3), d.int(1, 5), d.bool()
    shapes = (
        [(t, n, i), (n, h), (gates * h, i), (gates * h, h)]
        + [(gates * h,)] * (2 * bias)
        + [(n, h)] * (kind == "lstm")
    )
    arrays = [d.array(*s).astype(dtype) for s in shapes]
    mine, clear = ([Tensor(a, requires_grad=True) for a in arrays] for _ in range(2))

    def parts(tensors):
        c = tensors.pop() if kind == "lstm" else None
        x, h0, w, u, *b = tensors
        return x, h0, c, (w, u, *(b or (None, None)))

    x, h0, c0, weights = parts(list(mine))
    fast = ops.lstm(x, (h0, c0), weights) if kind == "lstm" else [getattr(ops, kind)(x, h0, weights)]
    x, h1, c1, weights = parts(list(clear))
    outputs = []
    for step in x:
        if kind == "lstm":
            h1, c1 = ops.lstm_cell(step, (h1, c1), weights)
        else:
            h1 = getattr(ops, kind + "_cell")(step, h1, weights)
        outputs.append(h1)
    slow = [ops.stack(outputs)] + ([h1, c1] if kind == "lstm" else [])
    tolerance = {"rtol": 1e-9, "atol": 1e-10} if dtype is np.float64 else {"rtol": 2e-4, "atol": 2e-5}
    for f, s in zip(fast, slow, strict=True):
        np.testing.assert_allclose(f.numpy(), s.numpy(), **tolerance)
        assert f.dtype == dtype
    for results in (fast, slow):
        ops.cat([(r * (k + 1)).flatten() for k, r in enumerate(results)]).sin().sum().backward()
    for m, s, shape in zip(mine, clear, shapes, strict=True):
        np.testing.assert_allclose(m.grad, s.grad, **tolerance, err_msg=f"{kind} gradient of {shape}")
        assert m.grad.dtype == dtype


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_cells_equal_torch(kind: str) -> None:
    ours, theirs = getattr(nn, kind + "Cell")(3, 4), getattr(torch.nn, kind + "Cell")(3, 4)
    exchange(ours, theirs)
    rng = np.random.default_rng(0)
    x, h, c = (rng.normal(size=s).astype(np.float32) for s in ((2, 3), (2, 4), (2, 4)))
    run = lambda m, w: m(w(x), (w(h), w(c)))[1] if kind == "LSTM" else m(w(x), w(h))
    np.testing.assert_allclose(
        run(ours, Tensor).numpy(), run(theirs, torch.tensor).detach().numpy(), 1e-5, 1e-6
    )
    blank = ours(Tensor(x))
    expected = theirs(torch.tensor(x))
    blank, expected = (blank[0], expected[0]) if kind == "LSTM" else (blank, expected)
    np.testing.assert_allclose(blank.numpy(), expected.detach().numpy(), 1e-5, 1e-6)


def test_minimal_gated_unit_layer_matches_its_cell() -> None:
    layer, cell = nn.MGU(3, 4), nn.MGUCell(3, 4)
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in layer.state_dict().items()})
    x = Tensor(np.random.default_rng(0).normal(size=(5, 2, 3)), np.float32)
    h = None
    for step in x:
        h = cell(step, h)
    np.testing.assert_allclose(layer(x)[1][0].numpy(), h.numpy(), 1e-5, 1e-6)


@pytest.mark.parametrize("batch_first", [True, False])
@pytest.mark.parametrize("masks", ["none", "attn", "float", "padding", "both"])
def test_multihead_attention_equals_torch(batch_first: bool, masks: str) -> None:
    ours, theirs = (
        nn.MultiheadAttention(6, 2, batch_first=batch_first),
        torch.nn.MultiheadAttention(6, 2, batch_first=batch_first),
    )
    exchange(ours, theirs)
    ours.double()
    theirs.double()
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(2, t, 6) if batch_first else (t, 2, 6)) for t in (3, 4, 4))
    attn = (
        np.triu(np.ones((3, 4), bool), 1)
        if masks in ("attn", "both")
        else rng.normal(size=(3, 4))
        if masks == "float"
        else None
    )
    padding = np.array([[False] * 4, [False, False, False, True]]) if masks in ("padding", "both") else None
    t = lambda a: None if a is None else torch.tensor(a)
    compare(
        Case(
            [q, k, v],
            lambda q, k, v: ours(q, k, v, key_padding_mask=padding, attn_mask=attn),
            lambda q, k, v: theirs(q, k, v, key_padding_mask=t(padding), attn_mask=t(attn)),
            masks,
        ),
        np.float64,
    )
    for (key, p), r in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(p.grad, r.grad.numpy(), 1e-8, 1e-10, err_msg=key)


def test_embedding_and_losses_as_layers() -> None:
    ours, theirs = nn.Embedding(5, 3), torch.nn.Embedding(5, 3)
    exchange(ours, theirs)
    index = np.array([[1, 4], [0, 1]])
    np.testing.assert_array_equal(ours(Tensor(index)).numpy(), theirs(torch.tensor(index)).detach().numpy())
    rng = np.random.default_rng(0)
    z, t = rng.normal(size=(4, 3)).astype(np.float32), rng.random((4, 3)).astype(np.float32)
    y, signs = np.array([0, 2, 1, 1]), np.sign(z)
    for name, x, target in (
        ("MSELoss", z, t), ("L1Loss", z, t), ("BCEWithLogitsLoss", z, t), ("BCELoss", t, t.round()),
        ("SoftMarginLoss", z, signs), ("CrossEntropyLoss", z, y), ("NLLLoss", z, y),
    ):  # fmt: skip
        got, want = (
            getattr(nn, name)()(Tensor(x), Tensor(target)),
            getattr(torch.nn, name)()(torch.tensor(x), torch.tensor(target)),
        )
        assert got.item() == pytest.approx(want.item(), rel=1e-5), name


INITIAL = {
    "Linear": lambda m: m.Linear(200, 300),
    "Conv2d": lambda m: m.Conv2d(8, 64, 7),
    "Conv1d": lambda m: m.Conv1d(16, 64, 9, groups=2),
    "ConvTranspose2d": lambda m: m.ConvTranspose2d(64, 16, 5),
    "Embedding": lambda m: m.Embedding(100, 80),
    "LSTM": lambda m: m.LSTM(40, 60),
    "GRUCell": lambda m: m.GRUCell(40, 60),
    "MultiheadAttention": lambda m: m.MultiheadAttention(64, 4),
    "BatchNorm2d": lambda m: m.BatchNorm2d(50),
}


def kolmogorov_smirnov(a: np.ndarray, b: np.ndarray) -> float:
    """Largest distance between two empirical distributions, times sqrt(nm/(n+m)): above 2 has odds of 1 in 1,500."""
    a, b = np.sort(a, axis=None), np.sort(b, axis=None)
    both = np.concatenate([a, b])
    gap = np.abs(
        np.searchsorted(a, both, "right") / a.size - np.searchsorted(b, both, "right") / b.size
    ).max()
    return float(gap * np.sqrt(a.size * b.size / (a.size + b.size)))


@pytest.mark.parametrize("name", INITIAL)
def test_initial_weights_have_torchs_distribution(name: str) -> None:
    manual_seed(1)
    torch.manual_seed(1)
    many_ours = [INITIAL[name](nn).state_dict() for _ in range(4)]
    many_theirs = [INITIAL[name](torch.nn).state_dict() for _ in range(4)]
    for key in many_ours[0]:
        ours = np.stack([np.asarray(s[key], float) for s in many_ours])
        theirs = np.stack([s[key].double().numpy() for s in many_theirs])
        assert kolmogorov_smirnov(ours, theirs) < 2.2, key
        assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.25), key


@pytest.mark.parametrize(
    "name, options",
    [
        ("xavier_uniform_", {}), ("xavier_normal_", {"gain": 2.0}), ("kaiming_uniform_", {"a": 0.2}),
        ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "relu"}), ("uniform_", {"a": -1.0, "b": 3.0}),
        ("normal_", {"mean": 1.0, "std": 2.0}), ("constant_", {"val": 2.0}), ("zeros_", {}), ("ones_", {}),
    ],
)  # fmt: skip
def test_init_functions_have_torchs_distribution(name: str, options: dict) -> None:
    manual_seed(2)
    torch.manual_seed(2)
    ours = getattr(init, name)(nn.Parameter(np.zeros((120, 80, 3), np.float32)), **options).numpy()
    theirs = getattr(torch.nn.init, name)(torch.zeros(120, 80, 3), **options).numpy()
    assert kolmogorov_smirnov(ours, theirs) < 2.2


def test_module_finds_modes_and_names() -> None:
    model = nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5), nn.BatchNorm1d(3))
    assert [n for n, _ in model.named_parameters()] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert all(not m.training for m in model.eval().modules())
    x = Tensor(np.ones((6, 4)), np.float32)
    np.testing.assert_array_equal(model(x).numpy(), model(x).numpy())
    manual_seed(0)
    dropped = nn.Dropout(0.25)(Tensor(np.ones((200, 200)), np.float32)).numpy()
    assert set(np.unique(dropped.round(4))) == {np.float32(0.0), np.float32(1.3333)}
    assert dropped.mean() == pytest.approx(1.0, abs=0.02)
    assert "Linear(4, 3, bias=True)" in repr(model)
    assert len(model) == 3 and isinstance(model[0], nn.Linear) and len(model[:2]) == 2


def test_state_dict_refuses_what_does_not_fit_and_changes_nothing() -> None:
    model = nn.Linear(3, 2)
    before = model.state_dict()
    with pytest.raises(KeyError, match="missing .*'bias'.* unknown .*'scale'"):
        model.load_state_dict({"weight": np.zeros((2, 3)), "scale": np.zeros(2)})
    with pytest.raises(ValueError, match=r"weight has shape \(2, 3\) here, \(3, 2\)"):
        model.load_state_dict({"bias": np.ones(2), "weight": np.zeros((3, 2))})
    for key, value in model.state_dict().items():
        np.testing.assert_array_equal(value, before[key])
