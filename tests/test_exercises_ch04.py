"""Chapter 04: its solutions against the library's optimisers, and what its questions call right."""

import numpy as np
import pytest

from course_lib import linear, optim
from course_lib.exercises import ch04
from course_lib.tensor import Parameter
from course_lib.widgets import DescentExplorer

CURVES = np.array([1.0, 20.0])
START = np.array([-2.5, 0.8])


def right(name):
    asked = {q.name: q for q in (*ch04.PREDICTIONS, *ch04.QUIZ)}
    return next(option.text for option in asked[name].options if option.right)


def library(kind, **settings):
    w = Parameter(START.copy(), dtype=np.float64)
    optimiser, path = kind([w], **settings), []
    for _ in range(40):
        w.grad = CURVES * w.data
        optimiser.step()
        path.append(w.data.copy())
    return np.array(path)


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adam"])
def test_forty_steps_of_a_solution_are_those_of_the_library(name):
    w, memory, path = START, np.zeros((1, 2)), []
    for t in range(1, 41):
        g = CURVES * w
        if name == "momentum":
            w, *memory = ch04.my_momentum(w, memory[0], g, 0.04, 0.7)
        elif name == "rmsprop":
            w, *memory = ch04.my_rmsprop(w, memory[0], g, 0.05, 0.99)
        else:
            m, v = (memory[0], memory[1]) if t > 1 else np.zeros((2, 2))
            w, *memory = ch04.my_adam(w, m, v, g, t, 0.05)
        path.append(w)
    kind, settings = {
        "momentum": (optim.SGD, {"lr": 0.04, "momentum": 0.7}),
        "rmsprop": (optim.RMSprop, {"lr": 0.05}),
        "adam": (optim.Adam, {"lr": 0.05}),
    }[name]
    np.testing.assert_allclose(path, library(kind, **settings), rtol=0, atol=1e-12)


def test_fixed_steps_and_decay_are_those_of_the_explorer():
    w = np.array([3.0, 5.0])
    for _ in range(60):
        w = ch04.my_fixed_step(w, w, 0.1)
    np.testing.assert_allclose(w, DescentExplorer("settle").path("fixed")[60], atol=1e-12)
    made = DescentExplorer("decay").walk("gd")["rate"]
    np.testing.assert_allclose(made, ch04.my_rate(1.0, np.arange(len(made)), 24), rtol=1e-12)


def test_an_epoch_of_one_batch_is_a_step_of_descent():
    w = np.array([0.5, -1.0, 1.0])
    step = linear.descend(lambda w: linear.squared_loss_gradient(ch04.X, w, ch04.Y), w, 0.1, 1)[-1]
    np.testing.assert_allclose(ch04.my_epoch(ch04.X, w, ch04.Y, ch04.ORDER, 5, 0.1), step, atol=1e-12)


def test_numbers_that_the_questions_call_right():
    assert right("04.updates") == "120,000" and 60_000 // 100 * 200 == 120_000
    assert right("04.limit") == "0.5"
    for rate, settles in ((0.49, True), (0.51, False)):
        end = linear.descend(lambda w: 4 * w, [1.0], rate, 400)[-1, 0]
        assert bool(abs(end) < 1) == settles
    assert right("04.replacement") == "About 40" and round(64 * (1 - (63 / 64) ** 64)) == 41
    first = ch04.my_adam(np.zeros(2), np.zeros(2), np.zeros(2), np.array([1000.0, 0.001]), 1, 0.01)[0]
    assert right("04.adam-first") == "Both by 0.01"
    np.testing.assert_allclose(first, [-0.01, -0.01], rtol=1e-4)


def test_on_the_ridge_descent_stays_at_the_saddle():
    ridge = DescentExplorer(surface="saddle", optimisers=["gd"], start=(2, 0), learning_rate=0.1, step=300)
    assert np.abs(ridge.path("gd")[-1]).max() < 1e-9
    assert right("04.zero-gradient").endswith("a minimum, a maximum or a saddle")
