"""DeZero (deep-learning-from-scratch 3), with its own layers."""

# ruff: noqa: E402

import numpy as np

setattr(np, "int", int)  # noqa: B010  the package was written for an older NumPy
import dezero.functions as F
import dezero.layers as L
from common import inputs, labels
from dezero import Model, optimizers


class Network(Model):
    """The three feed-forward networks."""

    def __init__(self, step):
        super().__init__()
        self.step = step
        if step == "mlp":
            self.l1, self.l2, self.l3 = L.Linear(256), L.Linear(256), L.Linear(10)
        elif step == "lenet":
            self.c1, self.c2 = L.Conv2d(6, 5, pad=2), L.Conv2d(16, 5)
            self.l1, self.l2, self.l3 = L.Linear(120), L.Linear(84), L.Linear(10)
        else:
            self.c1, self.c2, self.l3 = L.Conv2d(32, 3, pad=1), L.Conv2d(64, 3, pad=1), L.Linear(10)

    def forward(self, x):
        """Scores."""
        if self.step != "mlp":
            x = F.relu(self.c1(x))
            x = F.pooling(x, 2, 2) if self.step == "lenet" else x
            x = F.pooling(F.relu(self.c2(x)), 2, 2)
            x = F.reshape(x, (x.shape[0], -1))
        if self.step != "conv":
            x = F.relu(self.l2(F.relu(self.l1(x))))
        return self.l3(x)


def build(step, length):
    """The three feed-forward networks."""
    if step not in ("lenet", "mlp", "conv"):
        return None
    x, y = inputs(step, length), labels(step, length)
    model = Network(step)
    optimizer = optimizers.SGD(0.01).setup(model)

    def train():
        loss = F.softmax_cross_entropy(model(x), y)
        model.cleargrads()
        loss.backward()
        optimizer.update()

    return train
