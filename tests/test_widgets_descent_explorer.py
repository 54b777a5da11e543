"""The descent explorer: its walks against course_lib.optim, and its JavaScript against both."""

import contextlib
import json
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from course_lib import optim
from course_lib.linear import numerical_gradient
from course_lib.tensor import Parameter
from course_lib.widgets import DescentExplorer
from course_lib.widgets.base import pack
from course_lib.widgets.descent import math as descent
from course_lib.widgets.descent.presets import PRESETS
from course_lib.widgets.descent_explorer import STARTS

HERE = Path(__file__).parent
NODE = shutil.which("node")
DATA = np.column_stack([*DescentExplorer().data])


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    data = {"method": "update", "state": plain, "buffer_paths": paths}
    widget._handle_msg({"content": {"data": data}, "buffers": buffers})


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens(name):
    w = DescentExplorer(name)
    assert w.preset == name and w.focus in w.optimisers
    if name != "too_large":
        assert not w.result["left"]
    assert np.isfinite(w.result["loss"]) and w._figure() is not None
    assert re.fullmatch(r"[\x20-\x7e]+", w.alt)
    assert repr(w) == repr(DescentExplorer(name))


@pytest.mark.parametrize("surface", descent.SURFACES)
def test_slopes_are_those_of_the_losses(surface):
    way = descent.Walk(surface, STARTS[surface], data=DATA)
    for w in np.random.default_rng(0).uniform(-1.5, 1.5, (12, 2)):
        w = np.array([w[0], 0.0]) if surface == "curve" else w
        np.testing.assert_allclose(way.gradient(w), numerical_gradient(way.loss, w), rtol=1e-5, atol=1e-6)


def test_fixed_steps_never_settle():
    """The lecture's steps of length 0.1 on half the squared distance, from (3, 5): 0.07 and 0.03 away."""
    w = DescentExplorer("settle")
    path = np.hypot(*w.path("fixed").T)
    np.testing.assert_allclose(path[59:61].round(2), [0.07, 0.03])
    np.testing.assert_allclose(path[100 - 40 : 61] > 0.02, True)
    assert np.hypot(*w.path("gd")[-1]) < 0.02


def test_plain_descent_is_the_formula():
    w = DescentExplorer(surface="valley", optimisers=["gd"], learning_rate=0.05, start=(-2, 1), step=7)
    np.testing.assert_allclose(w.path()[:, 0], -2 * 0.95 ** np.arange(8))
    assert np.array_equal(w.path()[1:, 1], np.zeros(7))  # 1 - 0.05 * 20 = 0


def test_beyond_two_over_the_curvature_it_leaves():
    calm = DescentExplorer(surface="valley", optimisers=["gd"], learning_rate=0.099, step=100)
    wild = DescentExplorer(surface="valley", optimisers=["gd"], learning_rate=0.101, step=100)
    assert calm.result["loss"] < 1 < wild.result["loss"]
    gone = DescentExplorer(surface="valley", optimisers=["gd"], learning_rate=1, step=100)
    assert gone.result["left"] and gone.result["step"] < 10 and np.isfinite(gone.result["w"]).all()


def test_noise_is_the_spread_of_examples_whose_mean_is_exact():
    way = descent.Walk("bowl", (3, 5), noise=2.0, seed=4)
    each = [way.gradient([1.0, 2.0], np.array([i])) for i in range(descent.EXAMPLES)]
    np.testing.assert_allclose(np.mean(each, axis=0), [1, 2], atol=1e-12)
    assert 1.2 < np.std(each) < 3
    assert np.array_equal(way.gradient([1.0, 2.0]), [1, 2])


@pytest.mark.parametrize("batch", [1, 5, 8, 47, 48, 200])
def test_an_epoch_without_replacement_shows_each_example_once(batch):
    way = descent.Walk("bowl", (3, 5), batch=batch)
    if batch >= 48:
        assert way.chosen(3) is None
        return
    steps = -(-48 // batch)
    seen = np.concatenate([way.chosen(t) for t in range(steps, 2 * steps)])
    assert sorted(seen) == list(range(48))
    assert replace(way, sampling="order").chosen(0).tolist() == list(range(batch))
    drawn = np.concatenate([replace(way, sampling="random").chosen(t) for t in range(steps)])
    assert len(set(drawn)) < len(drawn)


@pytest.mark.parametrize("name", ["step", "exponential", "cosine", "inverse"])
def test_schedules_are_those_of_the_library(name):
    p = Parameter(np.zeros(1), dtype=np.float64)
    stepper = optim.SGD([p], lr=0.8)
    made = {"step": lambda: optim.StepLR(stepper, 20, 0.5),
            "exponential": lambda: optim.ExponentialLR(stepper, 0.5 ** (1 / 20)),
            "cosine": lambda: optim.CosineAnnealingLR(stepper, 40),
            "inverse": lambda: optim.LambdaLR(stepper, lambda t: 1 / (1 + t / 20))}[name]()  # fmt: skip
    for t in range(40):
        np.testing.assert_allclose(made.get_last_lr()[0], 0.8 * descent.factor(name, t, 20), rtol=1e-14)
        made.step()


def test_it_is_driven_from_python():
    w = DescentExplorer()
    w.optimisers = ["adam"]
    assert w.focus == "adam" and w.preset == "own"
    w.focus = "rmsprop"
    assert w.optimisers == ["adam", "rmsprop"]
    w.rates = {"adam": 0.5}
    assert w.rate_of("adam") == 0.5 and w.rate_of("rmsprop") == w.learning_rate
    w.preset = "saddle"
    assert w.surface == "saddle" and w.rates == {} and w.preset == "saddle"
    w.step = 0
    assert w.path().shape == (1, 2) and w.result["step"] == 0
    assert DescentExplorer(surface="terraces").start == list(map(float, STARTS["terraces"]))


def test_own_data():
    X, y = np.array([[1.0, 0], [0, 1], [-1, -1]]), np.array([1, 1, -1])
    w = DescentExplorer(data=(X, y), optimisers=["gd"], start=(0, 0), learning_rate=1, step=1)
    assert w.surface == "logistic" and w.settings.examples == 3
    np.testing.assert_allclose(w.path()[1], 0.5 * (X * y[:, None]).mean(axis=0))
    w.data = (X[:2], y[:2])
    assert w.settings.examples == 2
    for bad, sentence in (
        (([[np.nan, 1]], [1]), "not a finite number"),
        ((np.zeros((201, 2)), np.ones(201)), "between 1 and 200"),
        (([], []), "between 1 and 200"),
        (([[1, 2]], [0]), "must be -1 and"),
        (3, "a pair"),
    ):
        with pytest.raises(ValueError, match=sentence):
            w.data = bad


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"start": [1, 2, 3]}, "start has shape (3,)"),
        ({"start": [np.inf, 0]}, "finite numbers up to a million"),
        ({"start": "here"}, "start must be two numbers"),
        ({"learning_rate": 0}, "between 1e-08 and 100"),
        ({"learning_rate": np.nan}, "finite number"),
        ({"rates": {"adm": 1}}, "no optimiser 'adm'"),
        ({"rates": {"adam": -1}}, "learning rate of adam must be above 0"),
        ({"optimisers": []}, "holds no name"),
        ({"optimisers": ["<b>"]}, "no optimiser '<b>'"),
        ({"surface": "valey"}, "Did you mean 'valley'"),
        ({"momentum": 1}, "between 0 and 0.999"),
        ({"step": 501}, "step must lie between 0 and 500"),
        ({"batch": 0}, "batch must lie between 1 and 200"),
        ({"half_life": 0}, "half_life must lie between 1"),
        ({"condition": 0.5}, "between 1 and 100"),
        ({"condition": 1e300}, "between 1 and 100"),
    ],
)
def test_what_does_not_fit_is_refused(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        DescentExplorer(**options)


def test_what_a_page_sends_is_taken_or_left_whole():
    w = DescentExplorer()
    page_sends(w, start=[1.0, 1.0], learning_rate=0.01, step=3, preset="own")
    assert w.path().shape == (4, 2) and w.path()[0].tolist() == [1, 1]
    before = w.path()
    for state in ({"start": [1.0]}, {"step": 9999}, {"rates": {"gd": -1}}, {"_data": pack([1.0, 2.0])}):
        with contextlib.suppress(ValueError):
            page_sends(w, **state)
    assert np.array_equal(w.path(), before)


# The script


def bits(values):
    return [struct.pack("<d", v).hex() for v in np.ravel(values)]


def reference(way, name, rate):
    made = descent.walk(way, name, rate, 50)
    points = way.data if way.surface == "logistic" else []
    return {
        "name": name, "rate": bits(rate)[0], "points": [bits(row) for row in points],
        "settings": {"surface": way.surface, "start": bits(way.start), "condition": way.condition,
                     "momentum": way.momentum, "schedule": way.schedule, "half_life": way.half_life,
                     "noise": way.noise, "batch": way.batch, "sampling": way.sampling, "seed": way.seed},
        "w": [bits(row) for row in made["w"]], "loss": bits(made["loss"]), "rates": bits(made["rate"]),
    }, made["memory"]  # fmt: skip


RATES = {"fixed": 0.05, "gd": 0.02, "momentum": 0.005, "nesterov": 0.005, "adagrad": 0.3, "rmsprop": 0.02,
         "adam": 0.05, "adamw": 0.05}  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_walks_as_the_library_does(tmp_path):
    runs, memories, k = [], [], 0
    for name in descent.OPTIMISERS:
        for surface in descent.SURFACES:
            for batch in (descent.EXAMPLES, 1 + 6 * (k % 3)):
                way = descent.Walk(
                    surface, tuple(map(float, STARTS[surface])), 20.0, 0.9, descent.SCHEDULES[k % 5], 7, 0.7,
                    batch, descent.SAMPLING[k % 3], k, DATA)  # fmt: skip
                rate = RATES[name] * (
                    0.02 if surface == "rosenbrock" and name in ("gd", "momentum", "nesterov") else 1
                )
                run, memory = reference(way, name, rate)
                runs.append(run)
                k += 1
                if name in ("adam", "adamw"):
                    kept = {"first moment m": bits(memory["m"]), "second moment v": bits(memory["v"])}
                    memories.append({"run": run, "memory": kept})
    runs.append(reference(descent.Walk("valley", (-2.5, 0.8)), "gd", 5.0)[0])  # one that runs away
    random = np.random.default_rng(2)
    losses = [{"surface": s, "w": bits(w), "loss": bits(descent.Walk(s, (0, 0)).loss(w))[0]}
              for s in descent.SURFACES[:-1] for w in random.normal(0, 2, (9, 2))]  # fmt: skip
    pulls = [bits(row) for row in descent.Walk("bowl", (0, 0), seed=5).pulls()]
    facts = {"runs": runs, "memories": memories, "losses": losses, "pulls": pulls}
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    script = HERE / "js" / "descent_explorer.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
