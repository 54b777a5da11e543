"""What every peer of the benchmark gets alike: inputs, labels and sizes."""

import numpy as np

SHAPES = {
    "lenet": (64, 1, 28, 28),
    "mlp": (100, 784),
    "conv": (32, 3, 32, 32),
    "lstm": (50, 32, 128),
}


def inputs(step, length=0):
    """The step's input, float32; `length` replaces the batch size, for the LSTM the number of time steps."""
    shape = (length or SHAPES[step][0], *SHAPES[step][1:])
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def labels(step, length=0):
    """Ten classes."""
    return np.random.default_rng(1).integers(0, 10, length or SHAPES[step][0])


def weights(*shapes):
    """Weights and biases as plain arrays, scaled to keep the signal's size."""
    rng = np.random.default_rng(2)
    arrays = []
    for shape in shapes:
        fan = int(np.prod(shape[1:])) or 1
        scale = fan**-0.5 if len(shape) > 1 else 0.0
        arrays.append((rng.normal(size=shape) * scale).astype(np.float32))
    return arrays


LENET = [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,), (10, 84), (10,)]
MLP = [(256, 784), (256,), (256, 256), (256,), (10, 256), (10,)]
CONV = [(32, 3, 3, 3), (32,), (64, 32, 3, 3), (64,), (10, 16384), (10,)]


def scalar(value):
    """Return micrograd's example: some forty operations on single numbers, forward and backward."""

    def step():
        a, b = value(-4.0), value(2.0)
        c = a + b
        d = a * b + b**3
        c = c + (c + 1)
        c = c + (1 + c + (-a))
        d = d + (d * 2 + (b + a).relu())
        d = d + (3 * d + (b - a).relu())
        e = c - d
        f = e**2
        g = f / 2.0
        g = g + 10.0 / f
        g.backward()

    return step
