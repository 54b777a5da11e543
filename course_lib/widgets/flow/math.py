"""A deep net once forward and once backward: what the signal and the gradient look like in each layer.

The page computes the same pass in JavaScript; tests hold it equal to this one, made with the course's engine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib import ops
from course_lib.tensor import Tensor
from course_lib.widgets.draws import normals, uniforms

Array = NDArray[np.float64]
ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
INITS = ("slide", "torch", "glorot", "he", "small", "large")
VARIANTS = ("plain", "residual", "batch", "layer")
EXAMPLES = 24  # how many inputs go through
EPS = 1e-5
SATURATED = {"tanh": 0.95, "sigmoid": 0.475}  # how far from its middle value an output counts as saturated


@dataclass(frozen=True)
class Net:
    """The settings of the net: ``depth`` layers of ``width`` units."""

    activation: str = "tanh"
    init: str = "glorot"
    variant: str = "plain"
    depth: int = 20
    width: int = 64
    scale: float = 1.0
    seed: int = 0

    def spread(self) -> float:
        """The standard deviation of a weight; a layer has as many inputs as outputs here."""
        n = self.width
        deviation = {"slide": 1 / math.sqrt(n), "torch": 1 / math.sqrt(3 * n),
                     "glorot": math.sqrt(2 / (n + n)), "he": math.sqrt(2 / n), "small": 0.01,
                     "large": 0.5}  # fmt: skip
        return self.scale * deviation[self.init]

    def flat_draws(self) -> bool:
        """Whether the weights are drawn uniformly (torch, Glorot) or normally."""
        return self.init in ("torch", "glorot")

    def factor(self) -> float:
        """What the raw draws (uniform in -1 to 1, or of variance 1) are multiplied with."""
        return self.spread() * math.sqrt(3) if self.flat_draws() else self.spread()


@lru_cache(maxsize=8)
def raw_weights(n: int, seed: int, flat: bool) -> Array:
    """The raw numbers of a net, (n,): uniform in -1 to 1, or nearly normal with variance 1."""
    return 2 * uniforms(n, seed, 11) - 1 if flat else normals(n, seed, 12)


def inputs(net: Net) -> Array:
    """The inputs, (24, width), of variance 1."""
    return normals(EXAMPLES * net.width, net.seed, 13).reshape(EXAMPLES, net.width)


def arriving(net: Net) -> Array:
    """The gradient that arrives at the output, (24, width): of length 1 over the whole batch."""
    g = normals(EXAMPLES * net.width, net.seed, 14)
    return (g / math.sqrt(float(np.add.accumulate(g * g)[-1]))).reshape(EXAMPLES, net.width)


def weights(net: Net) -> Array:
    """All weights, (depth, width, width), a row an output; the biases are 0."""
    raw = raw_weights(net.depth * net.width * net.width, net.seed, net.flat_draws())
    return (net.factor() * raw).reshape(net.depth, net.width, net.width)


def passes(net: Net) -> dict[str, Any]:
    """Send the inputs forward and a gradient of length 1 backward, with the course's engine in float64.

    Returns:
        "activations" (depth, 24, width): what each layer gives out; "gradients" of the same shape: the
        slope of the output for it; "weight_gradients" (depth,): the length of each layer's gradient for
        its weights.
    """
    W = weights(net)
    a, outputs, matrices = Tensor(inputs(net)), [], []
    with np.errstate(all="ignore"):
        for k in range(net.depth):
            V = Tensor(W[k], requires_grad=True)
            s = ops.linear(a, V)
            if net.variant == "batch":
                s = ops.batch_norm(s, None, None, None, None, True, 0.1, EPS)
            if net.variant == "layer":
                s = ops.layer_norm(s, (net.width,), None, None, EPS)
            f = {"tanh": ops.tanh, "relu": ops.relu, "sigmoid": ops.sigmoid}.get(net.activation)
            out = s if f is None else f(s)
            a = a + out if net.variant == "residual" else out
            outputs.append(a)
            matrices.append(V)
        return _collected(net, outputs, matrices)


def _collected(net: Net, outputs: list[Tensor], matrices: list[Tensor]) -> dict[str, Any]:
    """What every layer gave out, and the gradients, gathered from the last layer to the first."""
    found = {id(t): np.zeros((EXAMPLES, net.width)) for t in outputs}
    for step in outputs[-1].backward_steps(arriving(net)):
        if id(step.tensor) in found:
            found[id(step.tensor)] = np.asarray(step.gradient)
    lengths = [math.sqrt(float(np.square(V.grad).sum())) if V.grad is not None else 0.0 for V in matrices]
    return {
        "activations": np.array([t.data for t in outputs]),
        "gradients": np.array([found[id(t)] for t in outputs]),
        "weight_gradients": np.array(lengths),
    }


def described(net: Net, a: Array, g: Array) -> dict[str, Array | None]:
    """Numbers of each layer, (depth,): mean, std, mean_square, saturated, dead, gradient and gradient_std.

    "saturated" is the share of outputs of tanh and sigmoid within 2.5% of the ends of their range, "dead"
    the share of ReLU units that are 0 for every input; None where the word means nothing.
    """
    flat = a.reshape(len(a), -1)
    bounded = net.activation in SATURATED and net.variant != "residual"
    rectified = net.activation == "relu" and net.variant != "residual"
    middle = 0.5 if net.activation == "sigmoid" else 0.0
    with np.errstate(all="ignore"):
        far = np.abs(flat - middle) > SATURATED.get(net.activation, np.inf)
        return {
            "mean": flat.mean(axis=1),
            "std": flat.std(axis=1),
            "mean_square": np.square(flat).mean(axis=1),
            "saturated": far.mean(axis=1) if bounded else None,
            "dead": (a <= 0).all(axis=1).mean(axis=1) if rectified else None,
            "gradient": np.sqrt(np.square(g).sum(axis=(1, 2))),
            "gradient_std": g.reshape(len(g), -1).std(axis=1),
        }
