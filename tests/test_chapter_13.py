"""What chapter 13 claims in its predictions and texts, computed again, on the course's engine alone."""

from __future__ import annotations

import math

import numpy as np

from course_lib import nn
from course_lib.cli.bench_mnist import recipe
from course_lib.data import keras_recipe
from course_lib.exercises.ch13 import my_loss, my_summary
from tests.chapters import right


def test_the_convolution_has_fewer_than_one_in_a_thousand_of_the_parameters() -> None:
    model = recipe(nn)
    share = sum(p.numel() for p in model[0].parameters()) / sum(p.numel() for p in model.parameters())
    assert share < 1 / 1000 and right("13.where-parameters") == "Fewer than one in a thousand"


def test_the_summary_is_that_of_keras() -> None:
    layers = [
        ("conv", 32, 3),
        ("pool", 2),
        ("dropout",),
        ("flatten",),
        ("dense", 128),
        ("dropout",),
        ("dense", 10),
    ]
    said = [(tuple(sorted(shape)), count) for _, shape, count in keras_recipe()["layers"]]
    assert [(tuple(sorted(shape)), count) for shape, count in my_summary((1, 28, 28), layers)] == said


def test_two_softmaxes_have_a_floor() -> None:
    perfect = np.eye(10)  # what a network that ends in a softmax can give at best
    floor = my_loss(perfect, np.arange(10))
    assert math.isclose(floor, math.log(math.e + 9) - 1) and floor > 1
    assert "a loss of more than 1" in right("13.two-softmaxes")


def test_the_third_number_of_a_convolution_is_its_stride() -> None:
    assert nn.Conv2d(1, 32, 3, 3).stride == 3 and keras_recipe()["stride_trap"]["strides"] == [3, 3]
    assert right("13.stride") == "The stride"


def test_keras_begins_as_the_notebook_says() -> None:
    assert keras_recipe()["defaults"] == {
        "weights": "GlorotUniform", "biases": "Zeros", "learning_rate": 0.001, "epsilon": 1e-7
    }  # fmt: skip


def test_a_reshape_scrambles_colours() -> None:
    x = np.arange(2 * 4 * 4 * 3).reshape(2, 4, 4, 3)
    assert not np.array_equal(x.reshape(2, 3, 4, 4), x.transpose(0, 3, 1, 2))
    assert "scrambled" in right("13.layout")
