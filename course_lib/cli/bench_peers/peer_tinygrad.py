"""tinygrad on the CPU, without its optional jit."""

import os

os.environ.setdefault("DEV", "CPU")
from common import inputs, labels
from tinygrad import Tensor, nn


class Network:
    """The three feed-forward networks."""

    def __init__(self, step):
        self.step = step
        if step == "mlp":
            self.dense = [nn.Linear(784, 256), nn.Linear(256, 256), nn.Linear(256, 10)]
        elif step == "lenet":
            self.c1, self.c2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
            self.dense = [nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)]
        else:
            self.c1, self.c2 = nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1)
            self.dense = [nn.Linear(16384, 10)]

    def __call__(self, x):  # noqa: D102
        if self.step != "mlp":
            x = self.c1(x).relu()
            x = x.max_pool2d((2, 2)) if self.step == "lenet" else x
            x = self.c2(x).relu().max_pool2d((2, 2)).flatten(1)
        for layer in self.dense[:-1]:
            x = layer(x).relu()
        return self.dense[-1](x)


def build(step, length):
    """The three feed-forward networks."""
    if step not in ("lenet", "mlp", "conv"):
        return None
    x, y = Tensor(inputs(step, length)).realize(), Tensor(labels(step, length)).realize()
    model = Network(step)
    optimizer = nn.optim.SGD(nn.state.get_parameters(model), lr=0.01)

    def train():
        with Tensor.train():
            optimizer.zero_grad()
            loss = model(x).sparse_categorical_crossentropy(y).backward()
            optimizer.step()
            loss.numpy()

    return train
