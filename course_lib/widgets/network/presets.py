"""The small networks of the lectures, with weights that can be followed by hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course_lib.widgets.base import pack

# weights (units, inputs), biases, one or more examples (x, target), and what to look for; "forward" marks
# those that are worth a forward pass alone, "back" holds what their note adds where deltas are shown
PRESETS: dict[str, dict[str, Any]] = {
    "frames": {
        "title": "Forward and backward, frame by frame",
        "weights": [
            [[0.5, -0.4], [-0.3, 0.8], [0.9, 0.2]],
            [[0.6, -0.5, 0.3], [-0.2, 0.4, 0.7], [0.8, 0.1, -0.6]],
            [[0.7, -0.9, 0.5]],
        ],
        "biases": [[0.1, -0.2, 0.0], [0.0, 0.1, -0.1], [0.2]],
        "examples": [([1.0, 0.5], [1.0])],
        "activation": "sigmoid",
        "output": "sigmoid",
        "loss": "squared",
        "forward": True,
        "note": "Two hidden layers of three units: 25 weights and biases. Values go from left to right.",
        "back": "One delta after the other comes back, and each weight's gradient is a delta times the value "
        "that the weight multiplied.",
    },
    "xnor": {
        "title": "XNOR from two perceptrons",
        "weights": [[[1.0, 1.0], [-1.0, -1.0]], [[1.0, 1.0]]],
        "biases": [[-1.5, 0.5], [-0.5]],
        "examples": [([0.0, 0.0], [1.0]), ([0.0, 1.0], [0.0]), ([1.0, 0.0], [0.0]), ([1.0, 1.0], [1.0])],
        "activation": "step",
        "output": "step",
        "loss": "squared",
        "units": [["x₁", "x₂"], ["AND", "NOR"], ["OR"]],
        "forward": True,
        "note": "Touch an input to flip it, and see which unit lights up: x₁ AND x₂, neither of them, and "
        "the OR of both.",
        "back": "A step has slope 0, so no delta gets back: choose sigmoid to see some.",
    },
    "five": {
        "title": "Five units: a₅ as a nested function",
        "weights": [[[0.5, -1.0], [1.0, 0.5]], [[1.0, -1.0]]],
        "biases": [[0.0, 0.0], [0.0]],
        "examples": [([1.0, 2.0], [1.0])],
        "activation": "sigmoid",
        "output": "sigmoid",
        "loss": "squared",
        "units": [["1", "2"], ["3", "4"], ["5"]],
        "forward": True,
        "note": "a₅ = g(W₃₅ g(W₁₃ a₁ + W₂₃ a₂) + W₄₅ g(W₁₄ a₁ + W₂₄ a₂)). Change a weight: the function "
        "changes, and a₅ "
        "with it.",
    },
    "matrices": {
        "title": "The forward pass as a chain of matrices",
        "weights": [[[1.0, 0.0, -1.0], [2.0, 1.0, 0.0], [0.0, -1.0, 1.0], [1.0, 1.0, 1.0]],
                    [[1.0, -1.0, 2.0, 0.5], [0.0, 1.0, -1.0, 1.0]]],
        "biases": [[0.0, -1.0, 0.5, 0.0], [0.5, 0.0]],
        "examples": [([1.0, 2.0, 3.0], [1.0, 0.0])],
        "activation": "relu",
        "output": "identity",
        "loss": "squared",
        "view": "matrices",
        "forward": True,
        "note": "x⁽⁰⁾ → s⁽¹⁾ = x⁽⁰⁾W⁽¹⁾ + b → x⁽¹⁾ → …: each step fills one column of a row, from one "
        "column of the weights.",
    },
    "delta": {
        "title": "A score U·a: delta times input",
        "weights": [[[0.2, -0.5, 0.4], [0.7, 0.1, -0.3]], [[1.5, -2.0]]],
        "biases": [[0.1, -0.1], [0.0]],
        "examples": [([1.0, 0.5, -1.0], [0.0])],
        "activation": "sigmoid",
        "output": "identity",
        "loss": "score",
        "note": "The output itself is differentiated: δᵢ = Uᵢ f′(zᵢ) is the local error signal, xⱼ the "
        "local input, and "
        "δᵢxⱼ agrees with the finite difference of each Wᵢⱼ.",
    },
    "hand": {
        "title": "The hand example: one sigmoid unit",
        "weights": [[[1.0, 2.0, 3.0]]],
        "biases": [[0.0]],
        "examples": [([0.1, 0.15, 0.2], [1.0])],
        "activation": "sigmoid",
        "output": "sigmoid",
        "loss": "squared",
        "note": "δ = 2(σ(1) − 1)σ′(1), and the gradient of w₁ is δ · 0.1: −0.0106 to four decimals.",
    },
    "softmax": {
        "title": "3-4-3-2 with softmax and cross-entropy",
        "weights": [
            [[0.4, -0.6, 0.2], [-0.5, 0.3, 0.8], [0.7, 0.1, -0.4], [0.2, 0.9, -0.1]],
            [[0.5, -0.3, 0.6, 0.1], [-0.4, 0.8, 0.2, -0.7], [0.3, 0.5, -0.6, 0.4]],
            [[0.9, -0.5, 0.3], [-0.6, 0.7, 0.4]],
        ],
        "biases": [[0.1, 0.0, -0.2, 0.05], [0.0, 0.2, -0.1], [0.1, -0.1]],
        "examples": [([1.0, -0.5, 0.8], [1.0, 0.0])],
        "activation": "tanh",
        "output": "softmax",
        "loss": "cross_entropy",
        "note": "With softmax and cross-entropy the last delta is simply p − t.",
    },
}  # fmt: skip


@lru_cache(maxsize=1)
def sent_presets() -> tuple[dict[str, Any], ...]:
    """All presets as the page wants them: sizes, parameters layer by layer, examples."""
    return tuple(_sent(name, preset) for name, preset in PRESETS.items())


def _sent(name: str, preset: dict[str, Any]) -> dict[str, Any]:
    weights, biases = preset["weights"], preset["biases"]
    rows = [np.concatenate([np.ravel(W), b]) for W, b in zip(weights, biases, strict=True)]
    words = ("title", "activation", "output", "loss", "note")
    return {
        "name": name, **{word: preset[word] for word in words}, "view": preset.get("view", "units"),
        "forward": preset.get("forward", False), "back": preset.get("back", ""),
        "units": preset.get("units", []), "sizes": [len(weights[0][0]), *map(len, weights)],
        "params": pack(np.concatenate(rows)),
        "examples": [[list(x), list(t)] for x, t in preset["examples"]],
    }  # fmt: skip
