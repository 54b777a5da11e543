"""The gallery's presets: small networks trained on the embedded digits, and the lectures' kernels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

STEPS = (0, 5, 10, 20, 50, 100, 400)
UNITS = 12
FARTHEST = 3  # pixels that the test digits are shifted by

KERNELS: dict[str, list[list[float]]] = {
    "cross": [[0, 2, 3], [2, 4, 1], [0, 3, 0]],
    "vertical line": [[-1, 1, -1], [-1, 1, -1], [-1, 1, -1]],
    "horizontal line": [[-1, -1, -1], [1, 1, 1], [-1, -1, -1]],
    "corner": [[-1, -1, -1], [-1, 1, 1], [-1, 1, 1]],
    "edges": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}
PATCHES: dict[str, list[list[float]]] = {
    "cross": [[0, 1, 0], [1, 1, 1], [0, 1, 0]],
    "hook": [[1, 1, 0], [0, 1, 0], [0, 1, 0]],
    "all ones": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
}


def _model(kind: str) -> Any:
    from course_lib import nn

    if kind == "digits":
        return nn.Sequential(nn.Linear(64, UNITS), nn.Tanh(), nn.Linear(UNITS, 10))
    if kind == "linear":
        return nn.Sequential(nn.Linear(64, 10))
    return nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32, 10))


@lru_cache(maxsize=3)
def trained(kind: str) -> dict[str, Any]:
    """One small network trained on the 8x8 digits: its snapshots, and how many test digits it reads.

    Args:
        kind: "digits" (64-12-10, tanh), "linear" (64-10) or "conv" (eight 5x5 kernels).

    Returns:
        snapshots, the state_dicts at STEPS; accuracy, one share of the test digits for each; and shifted
        (7, 7):
        the share that the last snapshot reads when the digits move down and right by -3 to 3 pixels.

    Example:
        >>> trained("linear")["snapshots"][0]["0.weight"].shape
        (10, 64)
    """
    from course_lib import data
    from course_lib.train import evaluate

    digits = data.digits()
    test = digits.test
    form = (
        (lambda images: images[:, None])
        if kind == "conv"
        else (lambda images: images.reshape(len(images), -1))
    )
    with own_random_numbers(1):
        model = _model(kind)
        snapshots, accuracy = [], []
        for _ in _descend(model, form(digits.train.images), digits.train.labels):
            snapshots.append(model.state_dict())
            accuracy.append(evaluate(model, (form(test.images), test.labels))["accuracy"])
        moves = range(-FARTHEST, FARTHEST + 1)
        shifted = [[evaluate(model, (form(data.shift(test.images, down, right)), test.labels))["accuracy"]
                    for right in moves] for down in moves]  # fmt: skip
    return {"snapshots": snapshots, "accuracy": accuracy, "shifted": np.array(shifted)}


def _descend(model: Any, X: Any, y: Any) -> Iterator[int]:
    """Mini-batch descent with momentum and weight decay; stops at each of STEPS to be looked at."""
    from course_lib import optim
    from course_lib.ops import cross_entropy
    from course_lib.tensor import Tensor

    random = np.random.default_rng(0)
    optimizer = optim.SGD(model.parameters(), lr=0.3 if X.ndim == 2 else 0.1, momentum=0.9, weight_decay=3e-3)
    for step in range(STEPS[-1] + 1):
        if step in STEPS:
            yield step
        if step == STEPS[-1]:
            return
        batch = random.integers(0, len(X), 64)
        loss = cross_entropy(model(Tensor(X[batch])), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@contextmanager
def own_random_numbers(seed: int) -> Iterator[None]:
    """A seed for what is done here; the caller's random numbers go on afterwards as if nothing had been."""
    from course_lib import tensor

    kept = tensor._random[:]
    tensor.manual_seed(seed)
    try:
        yield
    finally:
        tensor._random[:] = kept


# The sets as the page gets them


TITLES = {
    "digits": ("Hidden units that read digits", "unit", "tanh"),
    "linear": ("One layer: ten digits", "digit", "identity"),
    "conv": ("Kernels of a small network", "kernel", "relu"),
    "kernels": ("Kernels of the lectures", "kernel", "identity"),
}


def preset_set(name: str) -> dict[str, Any]:
    """A preset as the keywords of `filter_sets.make_set`."""
    from course_lib.widgets.filters.arrays import from_states

    title, noun, activation = TITLES[name]
    about = {"name": name, "title": title, "noun": noun, "activation": activation}
    if name == "kernels":
        stack = np.array([list(KERNELS.values())], dtype=np.float64)
        return {
            **about,
            "weights": stack,
            "names": list(KERNELS),
            "precision": "float32",
            "samples": "patches",
        }
    run = trained(name)
    weights, more = from_states(run["snapshots"], "0.weight")
    if name == "conv":
        more = {"bias": np.array([state["0.bias"] for state in run["snapshots"]])}
    return {
        **about,
        "weights": weights,
        "steps": STEPS,
        "accuracy": run["accuracy"],
        "shifted": run["shifted"],
        "precision": "codes",
        "samples": "digits",
        **more,
    }
