"""The benchmark's models for every engine with torch's names: ours and torch itself run the same lines."""

from common import inputs, labels, scalar


def lenet(nn):
    """Convolutions 6 and 16 of 5x5, two poolings, 120, 84, 10."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def mlp(nn):
    """784-256-256-10."""
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))


def conv(nn):
    """Convolutions 32 and 64 of 3x3 on 32x32, one pooling, 10."""
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64 * 256, 10),
    )  # fmt: skip


MODELS = {"lenet": lenet, "mlp": mlp, "conv": conv}


def build(step, length, nn, optim, functional, tensor, no_grad):
    """One training step of a model: forward, loss, backward, update; `..._forward` is the forward pass
    alone.
    """
    if step == "scalar":
        return scalar(lambda v: tensor(v, requires_grad=True))
    name = step.removesuffix("_forward")
    x = tensor(inputs(name, length))
    model = nn.LSTM(128, 128) if name == "lstm" else MODELS[name](nn)
    y = None if name == "lstm" else tensor(labels(name, length))
    optimizer = optim.SGD(model.parameters(), lr=0.01)

    def forward():
        with no_grad():
            model(x)

    def train():
        output = model(x)
        loss = (output[0] * output[0]).mean() if name == "lstm" else functional.cross_entropy(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return forward if step.endswith("_forward") else train
