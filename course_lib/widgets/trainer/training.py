"""Training and measuring with the course's engine, in float64: the browser takes the same steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.draws import shuffled
from course_lib.widgets.trainer import nets

Array = NDArray[np.float64]
OPTIMISERS = ("sgd", "momentum", "adam")
MOMENTUM = 0.9
EVERY = 10  # steps from one measuring of all digits to the next


@dataclass
class Run:
    """A network in training: its parameters, what the optimiser remembers, and how far it has come.

    `memory` is [steps, v ...] with momentum, [steps, m ..., v ...] with Adam, and empty at first.
    """

    network: str
    units: int
    flat: Array
    memory: Array = field(default_factory=lambda: np.zeros(0))
    step: int = 0
    epoch: int = 0
    position: int = 0  # digits of this epoch that were seen

    def batch(self, count: int, size: int, seed: int) -> NDArray[np.int64]:
        """The next mini-batch of `count` digits, at most `size` of them, in the epoch's own order."""
        if self.position >= count:
            self.epoch, self.position = self.epoch + 1, 0
        chosen = shuffled(count, seed, self.epoch)[self.position : self.position + size]
        self.position += len(chosen)
        return chosen


def parameters(run: Run) -> list[Any]:
    """The parameters as float64 tensors that gather gradients."""
    from course_lib.tensor import Parameter

    return [Parameter(array, np.float64) for array in nets.parts(run.flat, run.network, run.units).values()]


def layers(network: str, weights: list[Any], images: Array) -> Iterator[tuple[str, Any]]:
    """What each layer makes of images (N, 64), from the first to the scores, by name."""
    from course_lib import ops
    from course_lib.tensor import Tensor

    x: Any = Tensor(images.reshape(-1, 1, 8, 8), np.float64)
    if network in ("conv", "deep"):
        for place in range(2 if network == "deep" else 1):
            x = ops.conv2d(x, weights[2 * place], weights[2 * place + 1], padding=1)
            yield "conv", x
            x = ops.relu(x)
            yield "relu", x
            x = ops.max_pool2d(x, 2)
            yield "pool", x
    x = x.flatten(1)
    if network == "hidden":
        x = ops.linear(x, weights[0], weights[1])
        yield "linear", x
        x = ops.relu(x)
        yield "relu", x
    yield "scores", ops.linear(x, weights[-2], weights[-1])


def scores(network: str, weights: list[Any], images: Array) -> Any:
    """The scores of the ten digits, a tensor (N, 10)."""
    return list(layers(network, weights, images))[-1][1]


def gradient(run: Run, images: Array, labels: NDArray[np.int64]) -> tuple[float, Array]:
    """The mean cross-entropy of these digits, and its slope for every parameter, one after another."""
    from course_lib import ops

    weights = parameters(run)
    loss = ops.cross_entropy(scores(run.network, weights, images), labels)
    loss.backward()
    return float(loss.item()), np.concatenate([w.grad.ravel() for w in weights])


def _optimiser(weights: list[Any], run: Run, kind: str, rate: float, decay: float) -> Any:
    """The library's optimiser, with what it remembers of the steps before."""
    from course_lib import optim

    if kind != "adam":
        return _remember(
            optim.SGD(weights, lr=rate, momentum=MOMENTUM if kind == "momentum" else 0.0, weight_decay=decay),
            weights, run, ("v",) if kind == "momentum" else (),
        )  # fmt: skip
    return _remember(optim.Adam(weights, lr=rate, weight_decay=decay), weights, run, ("m", "v"))


def _remember(optimiser: Any, weights: list[Any], run: Run, names: tuple[str, ...]) -> Any:
    n = len(run.flat)
    if names and len(run.memory) == 1 + len(names) * n:
        for k, name in enumerate(names):
            kept = nets.parts(run.memory[1 + k * n : 1 + (k + 1) * n], run.network, run.units)
            for w, values in zip(weights, kept.values(), strict=True):
                optimiser.state.setdefault(w, {"step": int(run.memory[0])})[name] = values
    return optimiser


def train(run: Run, steps: int, images: Array, labels: NDArray[np.int64], *, kind: str, rate: float,
          decay: float, size: int, seed: int) -> Iterator[float]:  # fmt: skip
    """Take steps on mini-batches, and yield each one's loss; `run` holds the new weights then.

    Raises:
        FloatingPointError: if a weight leaves ±1e6; the weights before that step stay.
    """
    from course_lib import ops

    weights = parameters(run)
    optimiser = _optimiser(weights, run, kind, rate, decay)
    names = {"sgd": (), "momentum": ("v",), "adam": ("m", "v")}[kind]
    taken = int(run.memory[0]) if len(run.memory) == 1 + len(names) * len(run.flat) and names else 0
    for _ in range(steps):
        chosen = run.batch(len(labels), size, seed)
        optimiser.zero_grad()
        loss = ops.cross_entropy(scores(run.network, weights, images[chosen]), labels[chosen])
        loss.backward()
        with np.errstate(over="ignore", invalid="ignore"):
            optimiser.step()
        flat = np.concatenate([w.data.ravel() for w in weights])
        if not np.isfinite(flat).all() or np.abs(flat).max() > nets.LARGEST:
            raise FloatingPointError(
                f"after {run.step} steps a weight grows beyond a million: "
                f"the learning rate {rate:g} is too large here, try a tenth of it."
            )
        run.flat, run.step, taken = flat, run.step + 1, taken + 1
        kept = [optimiser.state[w][name].ravel() for name in names for w in weights]
        run.memory = np.concatenate([[float(taken)], *kept]) if names else np.zeros(0)
        yield float(loss.item())


def probabilities(run: Run, images: Array) -> Array:
    """The network's probabilities of the ten digits for each image, (N, 10)."""
    from course_lib.tensor import no_grad

    with no_grad():
        z = np.asarray(scores(run.network, parameters(run), images).data)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def measured(run: Run, images: Array, labels: NDArray[np.int64]) -> tuple[float, float]:
    """Mean cross-entropy and share of right answers; of equal answers the smaller digit counts."""
    from course_lib.tensor import no_grad

    with no_grad():
        z = np.asarray(scores(run.network, parameters(run), images).data)
    top = z.max(axis=1)
    each = np.log(np.exp(z - top[:, None]).sum(axis=1)) - (z[np.arange(len(z)), labels] - top)
    return float(each.mean()), float((z.argmax(axis=1) == labels).mean())
