"""The lecture's recipe on the course's engine, against what Keras computed with the same weights."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib import nn
from course_lib.cli.bench_mnist import recipe
from course_lib.data import digits, keras_recipe, keras_weights
from course_lib.exercises.ch13 import my_dense_from_keras
from course_lib.tensor import Tensor, no_grad


def ported() -> nn.Sequential:
    """The recipe with Keras's weights, each brought into torch's layout."""
    kernel, b1, dense, b2, last, b3 = keras_weights()
    model = recipe(nn)
    arrays = [kernel.transpose(3, 2, 0, 1), b1, my_dense_from_keras(dense, 13, 13, 32), b2, last.T, b3]
    model.load_state_dict(dict(zip(model.state_dict(), arrays, strict=True)))
    return model.eval()


def test_keras_and_the_engine_agree_on_five_digits() -> None:
    with no_grad():
        scores = ported()(Tensor(digits(28, split="test").images[:5, None]))
    found = nn.functional.softmax(scores, 1).numpy()
    assert np.abs(found - np.array(keras_recipe()["probabilities"])).max() < 1e-5


def test_flattening_in_the_other_order_gives_other_answers() -> None:
    model = ported()
    state = model.state_dict() | {"5.weight": keras_weights()[2].T}
    model.load_state_dict(state)
    with no_grad():
        scores = model(Tensor(digits(28, split="test").images[:5, None]))
    found = nn.functional.softmax(scores, 1).numpy()
    assert np.abs(found - np.array(keras_recipe()["probabilities"])).max() > 0.01


def test_the_record_is_what_keras_says() -> None:
    pytest.importorskip("keras")
    from tests.engine import record_keras

    now, then = record_keras.record(), keras_recipe()
    assert np.abs(np.array(now.pop("probabilities")) - then.pop("probabilities")).max() < 1e-5
    now.pop("version"), then.pop("version")
    assert now == then
