"""The playground with hidden layers: Python, the engine, and the JavaScript beside them."""

import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.tensor import Tensor
from course_lib.widgets import DecisionPlayground
from course_lib.widgets.base import WidgetError, pack, unpack
from course_lib.widgets.playground import math as network
from course_lib.widgets.playground.points import PRESETS, preset, sent_presets
from course_lib.widgets.playground.prng import WEIGHTS, kept_members, shifts, shuffled, stream

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


def score_of(widget):
    """The network's score of each point, (N,), by the arithmetic that the page repeats."""
    features, _ = widget._inputs()
    return network.forward(widget._flat(), widget.sizes, widget.activation, features)[-1][:, 0]


@pytest.mark.parametrize("name", PRESETS)
def test_a_network_learns_every_set_better_than_a_coin(name):
    w = DecisionPlayground(points=name, hidden=(8,), learning_rate=0.5)
    before = w.result["loss"]
    w.step(60)
    assert w.result["loss"] < before and w.result["step"] == 60
    assert w.parameters[0].shape == (8, 2) and w.result["parameters"] == 33


@pytest.mark.parametrize(
    ("points", "hidden", "rate", "steps"),
    [
        ("xor4", (4,), 1, 300),
        ("moons", (8,), 2, 2000),
        ("circles", (4,), 2, 400),
        ("spiral", (8, 8), 1, 3000),
    ],
)
def test_hidden_layers_do_what_one_neuron_cannot(points, hidden, rate, steps):
    w = DecisionPlayground(points=points, hidden=hidden, learning_rate=rate)
    w.step(steps)
    assert w.result["accuracy"] > 0.96
    one = DecisionPlayground(points=points, learning_rate=1)
    one.step(300)
    assert one.result["accuracy"] < w.result["accuracy"]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("output", ["sigmoid", "identity"])
@pytest.mark.parametrize("penalty", ["none", "L1", "L2"])
def test_the_gradient_is_the_engine_s(activation, output, penalty):
    sizes, alpha = [2, 5, 3, 1], 0.3
    random = np.random.default_rng(4)
    X, y = random.normal(0, 1, (20, 2)), random.choice([-1.0, 1.0], 20)
    flat = network.sampled(sizes, activation, 7)
    weights = [(Tensor(W.copy(), requires_grad=True), Tensor(b.copy(), requires_grad=True))
               for W, b in network.layers(flat, sizes)]  # fmt: skip
    a = Tensor(X)
    for k, (W, b) in enumerate(weights):
        a = nn.functional.linear(a, W, b)
        if k < len(weights) - 1:
            a = {"tanh": a.tanh, "relu": a.relu, "sigmoid": a.sigmoid}[activation]()
    s = a.reshape(-1)
    t = Tensor(y)
    loss = ((s - t) ** 2).mean() if output == "identity" else nn.SoftMarginLoss()(s, t)
    data_loss = loss.item()
    if penalty == "L2":
        loss = loss + sum((W**2).sum() for W, _ in weights) * (0.5 * alpha)
    if penalty == "L1":
        loss = loss + sum(W.abs().sum() for W, _ in weights) * alpha
    loss.backward()
    expected = np.concatenate([p.grad.ravel() for pair in weights for p in pair])
    found = network.gradient(flat, sizes, activation, X, y, output, penalty, alpha)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    score = network.forward(flat, sizes, activation, X)[-1][:, 0]
    assert abs(network.loss(score, y, output) - data_loss) < 1e-12


def test_parameters_come_from_a_model_and_go_back():
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    w = DecisionPlayground(points="moons", hidden=(4,))
    w.parameters = [p.numpy() for p in model.parameters()]
    score = model(Tensor(w.X.astype(np.float32))).numpy()[:, 0]
    np.testing.assert_allclose(score_of(w), score, atol=1e-5)
    shapes = [p.shape for p in w.parameters]
    assert shapes == [(4, 2), (4,), (1, 4), (1,)]
    w.step(3)
    w.reset()
    np.testing.assert_array_equal(w.parameters[0], model[0].weight.numpy())
    one = DecisionPlayground()
    one.parameters = [[[1.0, 2.0]], [3.0]]
    assert one.w.tolist() == [3, 1, 2] and one.parameters[0].tolist() == [[1, 2]]


def test_the_xnor_network_by_hand():
    w = DecisionPlayground(hidden="xnor")
    assert w.hidden == [2, 2] and w.activation == "sign" and w.output == "sign"
    assert w.result["accuracy"] == 1 and sorted(w.y.tolist()) == [-1, -1, 1, 1]
    for x1, x2 in [(-1, -1), (-1, 1), (1, -1), (1, 1)]:
        _, h, a, s = network.forward(w._flat(), w.sizes, "sign", np.array([[x1, x2]], dtype=float))
        both, neither = x1 > 0 and x2 > 0, x1 < 0 and x2 < 0
        assert (h[0] > 0).tolist() == [x1 > 0, x2 > 0]
        assert (a[0] > 0).tolist() == [both, neither] and bool(s[0, 0] > 0) == (both or neither)
    with pytest.raises(WidgetError, match="sign has no slope"):
        w.step()


def test_the_five_units_of_the_lecture():
    w = DecisionPlayground(hidden="five", points=([[1.0, 0.5]], [1]))

    def g(z):
        return 1 / (1 + np.exp(-z))

    (W, b), (V, c) = network.layers(w._flat(), w.sizes)
    a1, a2 = 1.0, 0.5
    a3, a4 = g(W[0, 0] * a1 + W[0, 1] * a2), g(W[1, 0] * a1 + W[1, 1] * a2)
    assert not b.any() and not c.any()
    np.testing.assert_allclose(g(score_of(w)), [g(V[0, 0] * a3 + V[0, 1] * a4)], rtol=1e-12)


@pytest.mark.parametrize(("hidden", "count"), [((1,), 5), ((4,), 17), ((8, 8, 8), 177), ((3, 2), 20)])
def test_the_parameter_count(hidden, count):
    w = DecisionPlayground(hidden=hidden)
    assert w.result["parameters"] == count == sum(p.size for p in w.parameters)


def test_mini_batches_visit_every_training_point_once_an_epoch():
    order = shuffled(10, 3, 0)
    assert sorted(order) == list(range(10)) and order != shuffled(10, 3, 1)
    w = DecisionPlayground(points="moons", hidden=(4,), batch_size=7, test_share=0.25)
    w.step(13)  # 45 training points: 7 batches an epoch
    assert w.result["epoch"] == 1 and w.result["test_loss"] is not None
    again = DecisionPlayground(points="moons", hidden=(4,), batch_size=7, test_share=0.25)
    for _ in range(13):
        again.step()
    np.testing.assert_array_equal(w._flat(), again._flat())


def test_the_split_keeps_its_share_and_its_members():
    kept = kept_members(40, 0.3, 0)
    assert len(kept) == 12 and kept == kept_members(40, 0.3, 0) and set(kept_members(40, 0.1, 0)) < set(kept)
    assert kept_members(0, 0.5, 0) == []


def test_penalties_shorten_the_weights():
    size = {}
    for kind in ("none", "L1", "L2"):
        w = DecisionPlayground(
            points="moons", hidden=(8,), regularisation=kind, alpha=0.02, learning_rate=0.5
        )
        w.step(1000)
        size[kind] = sum(float(np.abs(p).sum()) for p in w.parameters[::2])
    assert size["L1"] < 0.6 * size["none"] and size["L2"] < 0.6 * size["none"]


def test_jitter_shakes_the_preset_and_comes_back():
    w = DecisionPlayground(points="moons", hidden=(4,))
    calm = w.X.copy()
    w.jitter = 0.5
    moved = w.X - calm
    assert 0.3 < moved.std() < 0.7
    w.jitter = 0.2
    np.testing.assert_allclose(w.X - calm, moved * 0.4, atol=1e-9)
    w.jitter = 0
    np.testing.assert_array_equal(w.X, calm)
    w.jitter = 0.5
    w.X = calm
    assert w.jitter == 0
    np.testing.assert_array_equal(DecisionPlayground(points="moons", jitter=0.3).X.shape, (60, 2))


def test_random_networks_differ_and_repeat():
    w = DecisionPlayground(hidden=(8, 8))
    w.sample()
    first = w._flat()
    w.sample()
    assert not np.array_equal(first, w._flat())
    w.sample(1)
    np.testing.assert_array_equal(first, w._flat())
    with pytest.raises(WidgetError, match="no hidden layer"):
        DecisionPlayground().sample()


def test_layers_are_added_and_removed():
    w = DecisionPlayground(points="moons")
    w.step(2)
    one = w.w
    w.hidden = (4, 2)
    assert w.sizes == [2, 4, 2, 1] and w.result["step"] == 0
    w.activation = "relu"
    assert np.array_equal(w._flat(), network.initial(w.sizes, "relu", 0))
    w.output = "identity"
    w.step(2)
    w.hidden = ()
    assert w.result["w"].shape == (3,) and np.array_equal(w.w, one)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: DecisionPlayground(hidden=(9,)), "up to 3 layers of 1 to 8 units"),
        (lambda: DecisionPlayground(hidden=(0,)), "1 to 8 units"),
        (lambda: DecisionPlayground(hidden=(1, 2, 3, 4)), "up to 3 layers"),
        (lambda: DecisionPlayground(hidden="deep"), "'xnor' or 'five'"),
        (lambda: DecisionPlayground(hidden=(2.5,)), "It was"),
        (lambda: DecisionPlayground(hidden=True), "hidden must be"),
        (lambda: DecisionPlayground(hidden=(4,), activation="step"), "activation must be one of"),
        (lambda: DecisionPlayground(hidden=(4,), features="quadratic"), "makes its own features"),
        (lambda: DecisionPlayground(hidden=(4,), test_share=0.9), "test_share must lie between 0 and 0.8"),
        (lambda: DecisionPlayground(hidden=(4,)).w, "w.parameters"),
        (lambda: setattr(DecisionPlayground(hidden=(4,)), "parameters", [1]), "need"),
        (lambda: setattr(DecisionPlayground(hidden=(1,)), "parameters",
                         [[[np.nan, 0]], [0], [[0]], [0]]), "finite"),
        (lambda: DecisionPlayground(hidden=(4,), points=([], [])).step(), "no points"),
        (lambda: DecisionPlayground(hidden=(4,), output="sign").step(), "sign has no slope"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_would(make, sentence):
    with pytest.raises(WidgetError, match=sentence):
        make()


def test_a_rate_far_too_large_stops_with_finite_weights():
    w = DecisionPlayground(hidden=(4,), output="identity", activation="relu", learning_rate=100)
    with pytest.raises(FloatingPointError, match="too large"):
        w.step(1000)
    assert np.isfinite(w._flat()).all()


def test_odd_sets_of_points():
    empty = DecisionPlayground(points=([], []), hidden=(4,))
    assert empty.result["loss"] is None and empty._figure() is not None
    one = DecisionPlayground(points=([[1, 2]], [1]), hidden=(2,), test_share=0.8)
    assert one.result["points"] == 1 and "network" in one.alt
    with pytest.raises(WidgetError, match="no points"):
        one.step()


def test_changes_from_the_page_are_taken_over():
    w = DecisionPlayground(points="moons")
    flat = network.initial([2, 3, 1], "tanh", 0)
    losses = pack([[0, 0.7, np.nan], [1, 0.6, np.nan]])
    page_sends(w, hidden=[3], _params=pack(flat), _losses=losses, _net_step=1)
    assert w.hidden == [3] and np.array_equal(w._flat(), flat) and w.result["step"] == 1
    w.step(2)
    assert w.result["step"] == 3 and len(unpack(w._losses, 3)) == 4
    page_sends(w, hidden=[99])
    assert w.hidden == [3]
    page_sends(w, hidden=[])
    assert "w" in w.result


def test_a_long_run_keeps_a_small_history():
    w = DecisionPlayground(points="xor4", hidden=(2,))
    w.step(1500)
    rows = unpack(w._losses, 3)
    assert len(rows) <= 240 and rows[0, 0] == 0 and rows[-1, 0] == 1500
    assert "1500 steps" in w.alt and len(w._figure().axes) == 3


# The script


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


def one_run(k, random):
    sizes = [2, *random.integers(1, 9, random.integers(1, 4)).tolist(), 1]
    activation, output = network.ACTIVATIONS[k % 4], ("sigmoid", "identity", "sign")[k % 3]
    penalty, alpha = ("none", "L1", "L2")[k % 3 - 1], random.uniform(0, 0.5)
    points = np.column_stack([random.normal(0, 2, (12, 2)), random.choice([-1.0, 1.0], 12)])
    flat = random.normal(0, 1, network.count(sizes))
    X, y = points[:, :2], points[:, 2]
    values = network.forward(flat, sizes, activation, X)
    slope = network.gradient(flat, sizes, activation, X, y, output, penalty, alpha)
    return {
        "name": f"run {k} {sizes} {activation} {output}", "sizes": sizes, "activation": activation,
        "output": output, "penalty": penalty, "alpha": bits(alpha)[0], "seed": k, "flat": bits(flat),
        "initial": bits(network.initial(sizes, activation, k)),
        "sampled": bits(network.sampled(sizes, activation, k)),
        "points": [bits(row) for row in points], "values": [bits(row) for row in np.hstack(values)],
        "loss": bits(network.loss(values[-1][:, 0], y, output))[0],
        "gradient": None if slope is None else bits(slope),
    }  # fmt: skip


def one_training(**options):
    w = DecisionPlayground(seed=5, **options)
    rows = np.column_stack([w.X, w.y])
    names = "hidden activation output learning_rate batch_size regularisation alpha test_share jitter"
    state = {name: getattr(w, name) for name in [*names.split(), "_seed", "_net_step", "_by_hand"]}
    state |= {name: bits(unpack(getattr(w, name))) for name in ("_params", "_net_start", "_losses", "_base")}
    state |= {"points": [bits(row) for row in rows], "limits": w._limits}
    w.step(60)
    return {"name": str(options), "state": state, "steps": 60, "params": bits(w._flat()),
            "losses": [bits(r) for r in unpack(w._losses, 3)], "epoch": w.result["epoch"]}  # fmt: skip


def drawn(seed):
    next_one = stream(seed, WEIGHTS)
    return {"seed": seed, "numbers": bits([next_one() for _ in range(50)]), "epoch": seed % 7,
            "order": shuffled(33, seed, seed % 7), "n": 41, "share": 0.37,
            "kept": kept_members(41, 0.37, seed),
            "shifts": [bits(pair) for pair in shifts(9, seed)]}  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_python_computes(tmp_path):
    random = np.random.default_rng(0)
    common = {"points": "moons", "hidden": (4, 3)}
    given = {
        "draws": [drawn(seed) for seed in (0, 1, 2, 77, 123456789, 2**31 - 1)],
        "runs": [one_run(k, random) for k in range(60)],
        "training": [
            one_training(**common),
            one_training(**common, batch_size=8, test_share=0.3, regularisation="L2", activation="sigmoid"),
            one_training(**common, batch_size=1, regularisation="L1", activation="relu", learning_rate=0.05),
        ],
        "by_hand": {name: list(made) for name, made in network.BY_HAND.items()},
        "presets": [
            {"bytes": list(p["data"]), "rows": [bits(row) for row in preset(p["name"])["rows"]]}
            for p in sent_presets()
        ],
    }
    (tmp_path / "given.json").write_text(json.dumps(given))
    script = HERE / "js" / "playground_network.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "given.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
