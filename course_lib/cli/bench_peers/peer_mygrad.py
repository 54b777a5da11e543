"""MyGrad, with its own layers."""

import mygrad as mg
import numpy as np
from common import CONV, LENET, MLP, inputs, labels, weights
from mygrad.nnet.activations import relu
from mygrad.nnet.layers import conv_nd, max_pool
from mygrad.nnet.losses import softmax_crossentropy


def build(step, length):
    """The three feed-forward networks."""
    shapes = {"lenet": LENET, "mlp": MLP, "conv": CONV}.get(step)
    if shapes is None:
        return None
    params = [mg.tensor(w) for w in weights(*shapes)]
    x, y = inputs(step, length), labels(step, length)

    def dense(h, w, b):
        return mg.matmul(h, w.T) + b

    def model():
        p = params
        if step == "mlp":
            return dense(relu(dense(relu(dense(x, *p[0:2])), *p[2:4])), *p[4:6])
        pad, pool = (2, (2, 2)) if step == "lenet" else (1, (2, 2))
        h = relu(conv_nd(x, p[0], stride=1, padding=pad) + p[1].reshape(1, -1, 1, 1))
        if step == "lenet":
            h = max_pool(h, pool, 2)
        h = relu(conv_nd(h, p[2], stride=1, padding=0 if step == "lenet" else 1) + p[3].reshape(1, -1, 1, 1))
        h = max_pool(h, pool, 2).reshape(len(x), -1)
        if step == "conv":
            return dense(h, *p[4:6])
        return dense(relu(dense(relu(dense(h, *p[4:6])), *p[6:8])), *p[8:10])

    def train():
        softmax_crossentropy(model(), y).backward()
        for p in params:
            p.data -= np.float32(0.01) * p.grad
            p.null_grad()

    return train
