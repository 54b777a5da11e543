"""The facts behind chapter 11: its predictions, its quiz, its solutions, and what its slides say."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib import nn, ops
from course_lib.exercises.library import load
from course_lib.ops.conv import conv2d_loops
from course_lib.tensor import Tensor
from course_lib.widgets import ConvolutionExplorer, ReceptiveFieldExplorer, StridePaddingExplorer
from tests.chapters import right

CH11 = load("11")


@pytest.mark.parametrize(("stride", "kernel"), [(1, (3, 3)), (2, (3, 2)), (3, (1, 1)), (2, (4, 3))])
def test_solutions_agree_with_the_engine(stride, kernel):
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(4, 3, *kernel)), rng.normal(size=4)
    tensors = [Tensor(v, requires_grad=True) for v in (x, w, b)]
    z = ops.conv2d(*tensors, stride=stride)
    g = rng.normal(size=z.shape)
    (z * Tensor(g)).sum().backward()
    assert np.allclose(CH11.my_layer(x[0], w, b, stride), z.data[0])
    for mine, tensor in zip(CH11.my_backward(g, x, w, stride), tensors, strict=True):
        assert np.allclose(mine, tensor.grad)
    assert z.shape[2:] == tuple(CH11.my_size(n, k, stride, 0, 1) for n, k in zip((9, 8), kernel, strict=True))
    product = CH11.my_windows(x[0], *kernel) @ w.reshape(4, -1).T
    assert np.allclose(product.T.reshape(4, 9 - kernel[0] + 1, -1), conv2d_loops(x[:1], w)[0])


def test_sizes_and_fields_agree_with_the_widgets():
    for n, k, s, p, d in np.ndindex(12, 4, 3, 3, 2):
        n, k, s, d = n + 1, k + 1, s + 1, d + 1
        if n + 2 * p > d * (k - 1):
            layer = {"kernel": k, "stride": s, "padding": p, "dilation": d}
            drawn = StridePaddingExplorer(input=(n, n), layers=[layer]).output
            assert drawn is not None and drawn[0] == CH11.my_size(n, k, s, p, d)
    for preset in ("stack", "dilated", "lenet", "alexnet"):
        shown = ReceptiveFieldExplorer(preset=preset)
        assert shown.field == CH11.my_field([(one["k"], one["s"], one["d"]) for one in shown.layers])


def test_counts_are_those_of_real_layers():
    for channels, side, maps, kernel in [(3, 32, 10, 5), (1, 8, 8, 3), (6, 14, 16, 5)]:
        outputs = maps * (side - kernel + 1) ** 2
        dense, local, shared = CH11.my_counts(channels, side, side, maps, kernel)
        assert shared == nn.Conv2d(channels, maps, kernel).weight.numel()
        assert local == outputs * channels * kernel**2 and dense == outputs * channels * side**2


def test_what_the_predictions_call_right_is_computed():
    like_a_cross = np.array([[0, 2, 3], [2, 4, 1], [0, 3, 0]])
    cross, hook = np.eye(3)[::-1] * 0, np.array([[1, 1, 0], [0, 1, 0], [0, 1, 0]])
    cross[1, :] = cross[:, 1] = 1
    scores = [(P * like_a_cross).sum() for P in (cross, hook, np.ones((3, 3)))]
    assert scores == [12, 9, 15] and right("11.highest") == "The nine ones"
    assert ConvolutionExplorer("four").output[1, 2] == float(right("11.sixth")) == 0
    assert CH11.my_size(7, 3, 3, 0, 1) == 2 and right("11.fit").startswith("It makes a 2x2 map, and the last")
    assert right("11.tied") == "9"
    layers = next(L for L in range(300) if CH11.my_field([(3, 1, 1)] * L) >= 224)
    assert str(layers) == right("11.see")


def test_a_moved_picture_moves_its_map():
    picture = np.zeros((1, 1, 12, 14))
    picture[0, 0, 4:8, 3:7] = np.arange(16).reshape(4, 4)
    kernel = np.random.default_rng(1).normal(size=(1, 1, 3, 3))
    moved = conv2d_loops(np.roll(picture, 3, axis=3), kernel)
    assert np.array_equal(moved, np.roll(conv2d_loops(picture, kernel), 3, axis=3))
    assert right("11.moved").startswith("It moves three pixels to the right")


def test_what_the_quiz_calls_right_is_computed():
    assert sum(p.numel() for p in nn.Conv2d(3, 10, 5).parameters()) == 760
    assert right("11.q-weights").startswith("760")
    assert nn.Conv2d(6, 10, 5).weight.shape[1] == int(right("11.q-depth"))
    assert 4 not in [CH11.my_size(4, 4, 1, p, 1) for p in range(4)]
    assert right("11.q-same").startswith("No border")
    assert (28 - 3 + 1) ** 2 == 676 and "676" in right("11.q-shared-gradient")
    assert CH11.my_field([(3, 2, 1), (3, 1, 1)]) == int(right("11.q-field"))
