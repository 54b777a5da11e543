"""Chapter 13, CNNs in PyTorch: five exercises on what changes between frameworks, and what does not.

Pictures are (N, H, W, C) in Keras and (N, C, H, W) in torch; scores are (N, K), a row an example.
"""

from __future__ import annotations

import importlib.util

import numpy as np

from course_lib import backend
from course_lib.exercises.ch13_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch13_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_PIXELS = np.arange(24.0).reshape(1, 2, 4, 3)
_MOVE = (
    "The shape may be right while every pixel sits in a wrong place: look at one channel.",
    "reshape keeps the numbers in their order and only cuts them anew. Here an axis has to move.",
    "np.transpose(pictures, (0, 3, 1, 2)): the old axes, in their new order.",
)


@exercise(
    "13.channels",
    cases=[
        case(_PIXELS, hints=_MOVE),
        case(np.arange(12.0).reshape(3, 2, 2, 1)),  # one channel: here reshape would do
        case(np.arange(24.0).reshape(2, 3, 1, 4), hints=_MOVE),
        case(np.arange(18.0).reshape(1, 3, 3, 2), hints=_MOVE),
        case(np.ones((1, 1, 1, 3))),
    ],
    hints=(
        "The channels leave the last place and stand before the rows. Nothing else changes its order.",
        "np.transpose takes the old axes in their new order; reshape moves no axis.",
        "pictures.transpose(0, 3, 1, 2).",
    ),
)
def my_channels_first(pictures):
    """Pictures of Keras, (N, H, W, C), as torch wants them: (N, C, H, W)."""
    return pictures.transpose(0, 3, 1, 2)


_CONV = ("conv", 32, 3)
_RECIPE = [_CONV, ("pool", 2), ("dropout",), ("flatten",), ("dense", 128), ("dropout",), ("dense", 10)]
_DEPTH = (
    "A kernel reaches through all channels of its input. How many weights has one kernel then?",
    "Each of the kernels has channels * k * k weights and one bias.",
    "count = kernels * (C * k * k + 1), and the new C is the number of kernels.",
)
_FLOOR = (
    "Windows that no longer fit are left out: 13 pixels pooled by 2 give 6.",
    "H // k and W // k: whole windows only.",
    "shape = (C, H // k, W // k), and pooling has no parameters.",
)


@exercise(
    "13.summary",
    cases=[
        case((1, 28, 28), _RECIPE),
        case((3, 8, 6), [("conv", 4, 3)], hints=_DEPTH),
        case((3, 9, 7), [("pool", 2)], hints=_FLOOR),
        case((2, 5, 5), [("conv", 6, 5), ("flatten",), ("dense", 1)], hints=_DEPTH),
        case((4, 6, 6), [("dropout",), ("pool", 3), ("flatten",)]),
        case((1, 3, 3), []),  # no layer, no line
    ],
    hints=(
        "Walk through the layers and carry the shape along. Each layer says what becomes of it, and what it "
        "counts.",
        "conv: (n, H - k + 1, W - k + 1) with n * (C * k * k + 1) parameters; pool: H // k, W // k and 0; "
        "flatten: (C * H * W,) and 0; dense on D numbers: (n,) and n * (D + 1); dropout: nothing changes.",
        'for kind, *sizes in layers: if kind == "conv": n, k = sizes; C, H, W = shape; count = n * (C * k * '
        "k + 1); shape = (n, H - k + 1, W - k + 1); ... and lines.append((shape, count)).",
    ),
    level="core",
)
def my_summary(shape, layers):
    """List of (shape, parameters) after each layer; shape is (C, H, W) at first; strides 1, no padding."""
    lines = []
    for kind, *sizes in layers:
        count = 0
        if kind == "conv":
            n, k = sizes
            channels, height, width = shape
            count, shape = n * (channels * k * k + 1), (n, height - k + 1, width - k + 1)
        elif kind == "pool":
            channels, height, width = shape
            shape = (channels, height // sizes[0], width // sizes[0])
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif kind == "dense":
            count, shape = sizes[0] * (shape[0] + 1), (sizes[0],)
        lines.append((shape, count))
    return lines


_SCORES = np.array([[2.0, 0.5, -1.0], [0.1, 0.3, 0.2], [-3.0, -1.0, -2.0], [0.0, 5.0, 1.0]])
_LABELS = np.array([0, 1, 2, 1])
_ONE_HOT = (
    "Now the targets are rows with a single 1. The answer is that of the class numbers.",
    "targets.ndim is 1 for class numbers and 2 for rows. The 1 of a row stands in the place of its class.",
    "if targets.ndim == 2: targets = targets.argmax(axis=1).",
)
_LARGE = (
    "exp(800) is more than a float64 can hold. Subtract the largest score of each row first.",
    "log_softmax(z) = z - m - log(sum(exp(z - m))), where m is the largest score of the row.",
    "z = scores - scores.max(axis=1, keepdims=True); then log_p = z - "
    "np.log(np.exp(z).sum(axis=1, keepdims=True)).",
)


@exercise(
    "13.targets",
    cases=[
        case(_SCORES, _LABELS),
        case(_SCORES, np.eye(3)[_LABELS], hints=_ONE_HOT),
        case(_SCORES[:1], np.array([2])),
        case(_SCORES[:1], np.array([[0.0, 0.0, 1.0]]), hints=_ONE_HOT),
        case(np.zeros((5, 10)), np.arange(5)),  # no idea: ln 10
        case(np.array([[800.0, 0.0], [-800.0, 0.0]]), np.array([0, 0]), hints=_LARGE),
    ],
    hints=(
        "For every example: minus the logarithm of the probability that its true class gets. Then the mean.",
        "The scores are no probabilities yet: the softmax belongs into this loss, and only here.",
        "log_p[np.arange(len(scores)), labels] picks one number a row; return minus its mean.",
    ),
)
def my_loss(scores, targets):
    """Mean cross-entropy of raw scores (N, K); targets are class numbers (N,) or rows with a single 1."""
    if targets.ndim == 2:
        targets = targets.argmax(axis=1)
    z = scores - scores.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(scores)), targets])


_RNG = np.random.default_rng(13)
_X = _RNG.normal(0, 1, (6, 4)).round(1).astype(np.float32)
_Y = np.array([0, 2, 1, 1, 0, 2])
_W = _RNG.normal(0, 1, (3, 4)).round(1).astype(np.float32)
_ENGINES = ("numpy", "torch") if importlib.util.find_spec("torch") else ("numpy", "numpy")
_FORGET = (
    "After the first step the weights are right, after the second no more. What does backward() do to a "
    "gradient that is there already?",
    "It adds. The old gradient has to be forgotten before each backward().",
    "optimizer.zero_grad(), then loss.backward(), then optimizer.step(), once in every round.",
)


@exercise(
    "13.train",
    level="stretch",
    cases=[
        case("numpy", _X, _Y, _W, 0.5, 1),
        case(_ENGINES[1], _X, _Y, _W, 0.5, 1),
        case("numpy", _X, _Y, _W, 0.5, 3, hints=_FORGET),
        case(_ENGINES[1], _X, _Y, _W, 0.2, 4, hints=_FORGET),
        case("numpy", _X[:1], _Y[:1], np.zeros((3, 4), np.float32), 1.0, 2, hints=_FORGET),
        case("numpy", _X, _Y, _W, 0.5, 0),  # no step: the weights as they came
    ],
    hints=(
        "B = backend.use(engine, 'cpu') has B.nn, B.optim, B.F, B.tensor and B.numpy. What follows is the "
        "same for both engines.",
        "layer = B.nn.Linear(D, K, bias=False), with its weights from layer.load_state_dict({'weight': "
        "B.tensor(W)}). Then an optimizer B.optim.SGD(layer.parameters(), lr=...), and the four lines of "
        "chapter 09.",
        "for _ in range(steps): loss = B.F.cross_entropy(layer(B.tensor(X)), B.tensor(y)); "
        "optimizer.zero_grad(); loss.backward(); optimizer.step(). At the end return B.numpy(layer.weight).",
    ),
    seconds=30.0,  # the first of these imports torch
)
def my_training(engine, X, y, W, learning_rate, steps):
    """Weights (K, D), an array, after so many SGD steps of one dense layer on engine "numpy" or "torch"."""
    B = backend.use(engine, "cpu")
    layer = B.nn.Linear(W.shape[1], W.shape[0], bias=False)
    layer.load_state_dict({"weight": B.tensor(W)})
    optimizer = B.optim.SGD(layer.parameters(), lr=learning_rate)
    for _ in range(steps):
        loss = B.F.cross_entropy(layer(B.tensor(X)), B.tensor(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return B.numpy(layer.weight)


def _keras(rows, columns, channels, units):
    """A dense kernel of Keras on flattened maps, with a number of its own in every cell."""
    size = rows * columns * channels
    return np.arange(size * units, dtype=float).reshape(size, units), rows, columns, channels


_ORDER = (
    "The shape is right, but the weights sit on wrong activations. In which order does Keras flatten?",
    "Keras flattens (H, W, C), so the channel runs fastest; torch flattens (C, H, W).",
    "Cut the first axis into (H, W, C), bring C to the front, flatten again, and then turn the matrix.",
)


@exercise(
    "13.from-keras",
    level="challenge",
    cases=[
        case(*_keras(2, 3, 4, 5), hints=_ORDER),
        case(*_keras(1, 1, 6, 2)),  # one pixel: no order to mind
        case(*_keras(3, 3, 1, 4)),  # one channel: the same
        case(*_keras(3, 2, 2, 1), hints=_ORDER),
        case(*_keras(2, 2, 3, 3), hints=_ORDER),
    ],
    hints=(
        "Two things differ: the order of the activations, and which axis of the matrix counts the units.",
        "kernel.reshape(H, W, C, units) gives every weight its place; transpose brings the axes into the "
        "order units, C, H, W.",
        "kernel.reshape(H, W, C, -1).transpose(3, 2, 0, 1).reshape(units, -1), with units = kernel.shape[1].",
    ),
)
def my_dense_from_keras(kernel, H, W, C):
    """Keras's dense kernel (H*W*C, units) after its Flatten, as a weight of torch: (units, C*H*W)."""
    units = kernel.shape[1]
    return kernel.reshape(H, W, C, units).transpose(3, 2, 0, 1).reshape(units, -1)
