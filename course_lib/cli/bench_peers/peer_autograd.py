"""HIPS autograd, with the convolution that comes with it (autograd.scipy.signal)."""

import autograd.numpy as np
from autograd import grad
from autograd.scipy.signal import convolve
from common import CONV, LENET, MLP, inputs, labels, weights


def build(step, length):
    """The three feed-forward networks."""
    shapes = {"lenet": LENET, "mlp": MLP, "conv": CONV}.get(step)
    if shapes is None:
        return None
    params = weights(*shapes)
    x, y = inputs(step, length), labels(step, length)
    rows = np.arange(len(x))

    def conv(h, w, b, pad):
        h = np.pad(h, ((0, 0), (0, 0), (pad, pad), (pad, pad)), "constant")
        w = np.transpose(w, (1, 0, 2, 3))[:, :, ::-1, ::-1]
        return convolve(h, w, axes=([2, 3], [2, 3]), dot_axes=([1], [0]), mode="valid") + b.reshape(
            1, -1, 1, 1
        )

    def pool(h):
        n, c, height, width = h.shape
        return np.max(np.max(np.reshape(h, (n, c, height // 2, 2, width // 2, 2)), 5), 3)

    def model(p):
        h = x
        if step != "mlp":
            h = np.maximum(conv(h, p[0], p[1], 2 if step == "lenet" else 1), 0)
            h = pool(h) if step == "lenet" else h
            h = np.reshape(
                pool(np.maximum(conv(h, p[2], p[3], 0 if step == "lenet" else 1), 0)), (len(x), -1)
            )
            p = p[4:]
        while len(p) > 2:
            h, p = np.maximum(np.dot(h, p[0].T) + p[1], 0), p[2:]
        return np.dot(h, p[0].T) + p[1]

    def loss(p):
        z = model(p)
        z = z - np.max(z, 1, keepdims=True)
        return np.mean(np.log(np.sum(np.exp(z), 1)) - z[rows, y])

    gradient = grad(loss)

    def train():
        for p, g in zip(params, gradient(params), strict=True):
            p -= np.float32(0.01) * g.astype(np.float32)

    return train
