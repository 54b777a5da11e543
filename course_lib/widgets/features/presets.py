"""The networks that FeatureMaps shows: two trained on the 8x8 digits, and the lectures' worked examples.

The trained weights are kept in ``data/small_cnns.npz``, so that a widget is there at once and looks the
same on
every machine. ``python -m course_lib.widgets.features.presets`` trains them anew and writes the file.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.widgets.filters.presets import own_random_numbers

FILE = Path(__file__).parents[2] / "data" / "small_cnns.npz"
STEPS, BATCH, RATE = 1500, 48, 6e-3

PATCH = {
    "image": [[[1, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1]]],
    "filter": [[[[-1, 2], [4, -2]]]],
    "bias": [1],
}
VOLUME = {
    "image": [
        [[3, 1, -2, 4], [4, 1, 0, 5], [2, 2, 1, 0], [1, -2, -1, 2]],
        [[2, -1, 3, -2], [-3, 1, 0, 1], [-1, 2, -3, 2], [1, 0, 2, -5]],
        [[1, -1, 1, 2], [2, -1, -1, 0], [1, 0, 4, 3], [1, -3, 1, -2]],
    ],
    "filter": [[[[-2, 3], [5, -1]]] * 3],
    "bias": [-2],
}
TITLES = {
    "relu": "LeNet-like: ReLU, max pooling",
    "tanh": "LeNet-like: tanh, average pooling",
    "patch": "Lecture: a 4×4 picture, one 2×2 filter",
    "volume": "Lecture: three channels, one filter",
}


def network(kind: str) -> Any:
    """The untrained network of a kind: "relu" (max pooling) or "tanh" (average pooling), 832 weights."""
    from course_lib import nn

    act, pool = (nn.ReLU, nn.MaxPool2d) if kind == "relu" else (nn.Tanh, nn.AvgPool2d)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), act(), pool(2), nn.Conv2d(4, 6, 3, padding=1), act(), pool(2),
        nn.Flatten(), nn.Linear(24, 16), act(), nn.Linear(16, 10),
    )  # fmt: skip


def train(kind: str, seed: int = 2) -> Any:
    """Train a network on the embedded digits: 1,500 steps of Adam, about a second.

    Returns:
        the network; it reads more than 94 of 100 test digits.
    """
    from course_lib import data, optim
    from course_lib.ops import cross_entropy
    from course_lib.tensor import Tensor

    digits = data.digits(split="train")
    images, labels = digits.images[:, None], digits.labels
    random = np.random.default_rng(0)
    with own_random_numbers(seed):
        model = network(kind)
        optimizer = optim.Adam(model.parameters(), lr=RATE)
        for step in range(STEPS):
            if step == STEPS * 2 // 3:
                optimizer.param_groups[0]["lr"] = RATE / 5
            batch = random.integers(0, len(images), BATCH)
            loss = cross_entropy(model(Tensor(images[batch])), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def accuracy(model: Any) -> float:
    """The share of the embedded test digits that a network reads."""
    from course_lib import data
    from course_lib.train import evaluate

    test = data.digits(split="test")
    return evaluate(model, (test.images[:, None], test.labels))["accuracy"]


@lru_cache(maxsize=4)
def preset_model(name: str) -> Any:
    """The network of a preset, with its weights.

    Example:
        >>> sum(p.data.size for p in preset_model("relu").parameters())
        832
    """
    from course_lib import nn

    if name in ("relu", "tanh"):
        model = network(name)
        with np.load(FILE) as file:
            model.load_state_dict({key[5:]: file[key] for key in file.files if key.startswith(f"{name}/")})
        return model
    numbers: dict[str, Any] = PATCH if name == "patch" else VOLUME
    with own_random_numbers(0):
        convolution = nn.Conv2d(len(numbers["image"]), 1, 2)
    convolution.weight.data = np.array(numbers["filter"], np.float32)
    assert convolution.bias is not None
    convolution.bias.data = np.array(numbers["bias"], np.float32)
    return nn.Sequential(convolution, nn.ReLU(), nn.MaxPool2d(2, stride=1))


def write() -> None:
    """Train both networks and write their weights."""
    arrays: dict[str, Any] = {}
    for kind in ("relu", "tanh"):
        model = train(kind)
        print(f"{kind}: {accuracy(model):.1%} of the test digits")
        arrays |= {f"{kind}/{name}": value for name, value in model.state_dict().items()}
    np.savez_compressed(FILE, **arrays)


if __name__ == "__main__":
    write()
