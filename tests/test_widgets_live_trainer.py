"""The network that learns in the page, without a browser: training, weights from elsewhere, bad input, parity."""

import contextlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import data, nn, ops
from course_lib.tensor import Tensor
from course_lib.widgets import LiveTrainer
from course_lib.widgets.base import pack
from course_lib.widgets.trainer import digits as sheet
from course_lib.widgets.trainer import nets, training
from course_lib.widgets.trainer.presets import PRESETS

HERE = Path(__file__).parent
NODE = shutil.which("node")
NETWORKS = [("linear", 6), ("hidden", 16), ("conv", 6), ("deep", 8), ("conv", 1), ("deep", 3)]


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    widget._handle_msg(
        {"content": {"data": {"method": "update", "state": plain, "buffer_paths": paths}}, "buffers": buffers}
    )


# The digits


def test_the_digits_are_the_courses_own():
    w = LiveTrainer()
    train = {image.tobytes() for image in data.digits(split="train").images}
    test = {image.tobytes() for image in data.digits(split="test").images}
    assert all(image.astype(np.float32).tobytes() in train for image in w.images[:400])
    assert all(image.astype(np.float32).tobytes() in test for image in w.images[400:])
    assert len({image.tobytes() for image in w.images}) == 500
    assert np.bincount(w.labels[:400]).tolist() == [40] * 10
    everything = data.digits()
    known = {i.tobytes(): label for i, label in zip(everything.images, everything.labels, strict=True)}
    assert [known[i.astype(np.float32).tobytes()] for i in w.images] == w.labels.tolist()


# Training


@pytest.mark.parametrize(
    ("preset", "least"), [("conv", 0.88), ("convnetjs", 0.9), ("linear", 0.9), ("hidden", 0.88)]
)
def test_it_learns_to_read(preset, least):
    w = LiveTrainer(preset)
    before = w.result
    w.train(200)
    assert before["test_accuracy"] < 0.3 and w.result["test_accuracy"] >= least
    assert w.result["step"] == 200 and w.result["epoch"] == 9
    assert w.history[:, 0].tolist() == list(range(0, 201, 10)) and len(w.losses) == 200
    assert len(w.result["wrong"]) == round(100 * (1 - w.result["test_accuracy"]))


@pytest.mark.parametrize("optimiser", training.OPTIMISERS)
def test_pieces_add_up_to_one_run(optimiser):
    whole, pieces = LiveTrainer(optimiser=optimiser), LiveTrainer(optimiser=optimiser)
    whole.train(45)
    for n in (1, 19, 5, 20):
        pieces.train(n)
    assert pieces._weights == whole._weights and pieces._memory == whole._memory
    assert pieces._count == whole._count == [45, 2, 100]


def test_it_takes_the_steps_of_a_loop_written_by_hand():
    w = LiveTrainer("hidden", learning_rate=0.1, weight_decay=0.01)
    run = w._run()
    weights = training.parameters(run)
    v = [np.zeros(p.shape) for p in weights]
    for _ in range(3):
        chosen = run.batch(400, 20, 0)
        loss = ops.cross_entropy(
            training.scores("hidden", weights, w.images[chosen].reshape(-1, 64)), w.labels[chosen]
        )
        for p in weights:
            p.grad = None
        loss.backward()
        for k, p in enumerate(weights):
            v[k] = 0.9 * v[k] + p.grad + 0.01 * p.data
            p.data = p.data - 0.1 * v[k]
    w.train(3)
    for ours, theirs in zip(w.weights.values(), weights, strict=True):
        np.testing.assert_allclose(ours, theirs.data, rtol=0, atol=1e-13)


def test_forty_digits_are_learnt_by_heart_and_a_large_rate_kills():
    heart, fast = LiveTrainer("by_heart"), LiveTrainer("too_fast")
    heart.train(200), fast.train(100)
    assert heart.result["accuracy"] == 1 and heart.result["test_accuracy"] < 0.8
    assert fast.result["accuracy"] <= 0.2 and fast.result["loss"] > 2.2


def test_it_stops_before_the_numbers_end():
    w = LiveTrainer("linear", learning_rate=100, weight_decay=10, batch_size=1, optimiser="momentum")
    with pytest.raises(FloatingPointError, match="learning rate 100 is too large"):
        w.train(500)
    assert np.isfinite(w._flat()).all() and 0 < w.result["step"] < 500


def test_changes_begin_a_new_run_or_go_on():
    w = LiveTrainer()
    w.train(20)
    w.learning_rate, w.batch_size, w.weight_decay = 0.01, 50, 0.001
    assert w.result["step"] == 20 and w.preset == "own"
    w.optimiser = "adam"
    assert w.result["step"] == 20 and w._memory == b""
    w.train(1)
    assert len(w._memory) == 8 * (1 + 2 * 1030)
    for name, value in (("units", 4), ("seed", 5), ("train_size", 100), ("network", "linear")):
        w.train(1)
        setattr(w, name, value)
        assert w.result["step"] == 0 and w._weights == b"", name
    w.train(5)
    w.preset = "conv"
    assert (w.network, w.units, w.optimiser, w.result["step"]) == ("conv", 6, "momentum", 0)
    assert w.preset == "conv"


def test_reset_goes_back_to_the_weights_at_the_start():
    w = LiveTrainer("linear")
    first = w._flat()
    w.train(3)
    w.reset()
    assert np.array_equal(w._flat(), first) and w.result["step"] == 0
    w.weights = [np.ones((10, 64)), np.zeros(10)]
    w.train(2)
    w.reset()
    assert (w.weights["1.weight"] == 1).all()


# Weights from elsewhere, and back


@pytest.mark.parametrize(("network", "units"), NETWORKS)
def test_models_in_and_out(network, units):
    w, model = LiveTrainer(), nets.model(network, units)
    w.weights = model
    assert w.network == network and (network == "linear" or w.units == units)
    for name, array in model.state_dict().items():
        assert np.array_equal(w.weights[name], array.astype(np.float64))
    images = w.images[400:, None].astype(np.float32)
    ours = w.probabilities
    z = w.model(Tensor(images)).data.astype(np.float64)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    np.testing.assert_allclose(ours, e / e.sum(axis=1, keepdims=True), atol=1e-5)
    again = LiveTrainer(weights=w.weights)
    assert again.network == network and np.array_equal(again._flat(), w._flat())


def test_torch_too():
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 5, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
                                torch.nn.Flatten(), torch.nn.Linear(80, 10))  # fmt: skip
    w = LiveTrainer(weights=model)
    assert (w.network, w.units) == ("conv", 5)
    with torch.no_grad():
        theirs = torch.softmax(model(torch.tensor(w.images[400:, None], dtype=torch.float32)), 1).numpy()
    np.testing.assert_allclose(w.probabilities, theirs, atol=1e-5)
    w.weights = model.state_dict()
    w.train(2)


# What does not fit


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"network": "con"}, "Did you mean 'conv'"),
        ({"preset": "karpathy"}, "preset must be one of"),
        ({"units": 0}, "between 1 and 16"),
        ({"units": 2.5}, "units must be a whole number"),
        ({"batch_size": 401}, "between 1 and 400"),
        ({"learning_rate": float("nan")}, "finite number"),
        ({"learning_rate": -1}, "between 0 and 100"),
        ({"optimiser": "Adam"}, "Did you mean 'adam'"),
        ({"digit": 100}, "between 0 and 99"),
        ({"train_size": 3}, "between 10 and 400"),
        ({"direction": "sideways"}, "'forward', 'backward'"),
        ({"weights": [np.zeros((3, 3))]}, "fit none of the networks"),
        ({"weights": "<b>model</b>"}, "a model, its state_dict() or a list of arrays"),
        ({"weights": 7}, "a model, its state_dict() or a list of arrays"),
        ({"weights": [np.full((10, 64), np.nan), np.zeros(10)]}, "finite numbers"),
        ({"weights": [np.full((10, 64), 1e9), np.zeros(10)]}, "finite numbers"),
        ({"weights": [object(), object()]}, "array of numbers"),
        ({"weights": nn.Sequential(nn.Linear(28, 10))}, "fit none of the networks"),
        ({"hide": "graph"}, "has no control 'graph'"),
    ],
)
def test_what_does_not_fit_is_refused(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        LiveTrainer(**options)


def test_options_and_steps_that_do_not_exist():
    with pytest.raises(TypeError, match="Did you mean 'learning_rate'"):
        LiveTrainer(learning_rat=1)
    w = LiveTrainer()
    for steps in (-1, 1.5):
        with pytest.raises(ValueError, match="whole number"):
            w.train(steps)
    w.train(0)
    assert w.result["step"] == 0


# From the page


def test_what_the_page_learnt_is_read_and_continued():
    there, here = LiveTrainer(), LiveTrainer()
    there.train(30)
    sent = {name: getattr(there, name) for name in ("_weights", "_memory", "_count", "_losses", "_scores")}
    page_sends(here, **sent)
    assert np.array_equal(here.weights["0.weight"], there.weights["0.weight"])
    assert here.result["test_accuracy"] == there.result["test_accuracy"]
    there.train(5), here.train(5)
    assert here._weights == there._weights
    page_sends(here, network="hidden", units=16, _weights=b"", _memory=b"", _count=[0, 0, 0], preset="own")
    assert here.result["parameters"] == 1210 and here.result["step"] == 0
    page_sends(here, digit=7, unit=2, direction="backward", learning_rate=0.5)
    assert (here.digit, here.unit, here.direction, here.result["digit"]) == (7, 2, "backward", 7)


def test_broken_messages_of_a_page_change_nothing():
    w = LiveTrainer()
    w.train(10)
    before = w.alt
    for state in ({"units": 0}, {"_weights": b"abc"}, {"network": "x"}, {"_count": [1]}, {"_scores": pack([1.0])},
                  {"_digits": b"12"}, {"digit": 1000}, {"_weights": pack([np.nan] * 1030)}):  # fmt: skip
        w2 = LiveTrainer()
        w2.train(10)
        with contextlib.suppress(Exception):
            page_sends(w2, **state)
        assert w2.alt == before or np.isfinite(w2._flat()).all()


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens_and_has_a_picture(name):
    w = LiveTrainer(name)
    assert w.preset == name and re.fullmatch(r"[\x20-\x7e]+", w.alt)
    assert w._figure() is not None
    w.train(11)
    assert w.preset == name and w._figure() is not None


def test_a_network_without_a_number_of_units_has_its_usual_one():
    assert LiveTrainer(network="hidden").units == 16 and LiveTrainer(network="deep").units == 8
    assert LiveTrainer(network="hidden", units=3).units == 3


# Parity


def facts():
    rng = np.random.default_rng(0)
    images = sheet.unpacked(sheet.sent_digits())
    made = {"digits": sheet.sent_digits().hex(), "pictures": pack(images).hex()}
    made["first"] = [{"network": n, "units": u, "seed": s, "weights": pack(nets.initial(n, u, s)).hex()}
                     for n, u in NETWORKS for s in (0, 7, 2**31 - 1)]  # fmt: skip
    made["orders"] = []
    for n, size, seed in ((400, 20, 0), (45, 20, 3), (10, 400, 1), (30, 1, 2)):
        run = training.Run("linear", 6, np.zeros(650))
        batches = [run.batch(n, size, seed).tolist() for _ in range(8)]
        made["orders"].append({"n": n, "size": size, "seed": seed, "batches": batches})
    made["slopes"], made["looks"] = [], []
    for network, units in NETWORKS:
        for trial in range(6):
            scale = (1.0, 1.0, 3.0, 0.1, 10.0, 0.0)[trial]  # of zeros, too
            flat = (
                scale
                * nets.initial(network, units, trial)
                * (1 + rng.normal(size=nets.count(network, units)))
            )
            members = rng.integers(0, 500, (1, 20, 7, 13, 20, 3)[trial])
            loss, slope = training.gradient(
                training.Run(network, units, flat), images[members], sheet.LABELS[members]
            )
            made["slopes"].append({"network": network, "units": units, "weights": pack(flat).hex(), "loss": loss,
                                   "members": members.tolist(), "slope": pack(slope).hex(),
                                   "name": f"{network} {units} {trial}"})  # fmt: skip
        made["looks"].append(look(network, units, images))
    made["runs"] = [a_run(n, u, k) for n, u in NETWORKS[:4] for k in training.OPTIMISERS]
    return made


def look(network, units, images):
    flat, member = nets.initial(network, units, 4), 417
    run = training.Run(network, units, flat)
    weights = training.parameters(run)
    values = [pack(np.ravel(x.data)).hex() for _, x in training.layers(network, weights, images[[member]])]
    slopes, eps = np.zeros(64), 1e-6
    x = Tensor(images[[member]].copy(), np.float64, requires_grad=True)
    loss = ops.cross_entropy(nets_forward(network, weights, x), sheet.LABELS[[member]])
    loss.backward()
    slopes = x.grad.ravel()
    there = images[[member]].copy()
    k = int(np.abs(slopes).argmax())
    around = []
    for turn in (1, -1):
        moved = there.copy()
        moved[0, k] += turn * eps
        around.append(
            float(ops.cross_entropy(training.scores(network, weights, moved), sheet.LABELS[[member]]).item())
        )
    assert abs((around[0] - around[1]) / (2 * eps) - slopes[k]) < 1e-6
    return {"network": network, "units": units, "weights": pack(flat).hex(), "member": member, "values": values,
            "pixels": pack(slopes).hex()}  # fmt: skip


def nets_forward(network, weights, x):
    """The same network on a tensor that gathers the slopes of its pixels."""
    x = x.reshape(1, 1, 8, 8)
    for k in range({"conv": 1, "deep": 2}.get(network, 0)):
        x = ops.max_pool2d(ops.relu(ops.conv2d(x, weights[2 * k], weights[2 * k + 1], padding=1)), 2)
    x = x.flatten(1)
    if network == "hidden":
        x = ops.relu(ops.linear(x, weights[0], weights[1]))
    return ops.linear(x, weights[-2], weights[-1])


def a_run(network, units, kind):
    """Ten steps, from the first weights or from the middle of a run."""
    w = LiveTrainer(network=network, units=units, optimiser=kind, batch_size=60, train_size=200,
                    learning_rate=0.01 if kind == "adam" else 0.1, weight_decay=0.001, seed=3)  # fmt: skip
    names = ("_weights", "_start", "_memory", "_count", "_losses", "_scores")
    if kind != "sgd":
        w.train(7)
    now = {name: getattr(w, name) for name in names}
    settings = {name: getattr(w, name) for name in
                ("network", "units", "optimiser", "learning_rate", "batch_size", "weight_decay", "train_size", "seed")}  # fmt: skip
    w.train(10)
    return {"settings": settings, "start": {k: v.hex() if isinstance(v, bytes) else v for k, v in now.items()},
            "steps": 10, "weights": w._weights.hex(), "memory": w._memory.hex(), "count": w._count,
            "losses": w._losses.hex(), "scores": w._scores.hex()}  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_trains_as_the_engine_trains(tmp_path):
    (tmp_path / "facts.json").write_text(json.dumps(facts()))
    script = HERE / "js" / "live_trainer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
