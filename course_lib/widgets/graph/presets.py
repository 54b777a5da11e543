"""The computation graphs of the course: the lectures' hand example and graphs (a) and (b), and four more."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course_lib.tensor import Tensor
from course_lib.widgets.base import pack
from course_lib.widgets.graph.trace import MOST_ENTRIES, Array, Node, trace

# name -> title, expression, values of the names, names without gradient, and what to look for
EXPRESSIONS: dict[str, dict[str, Any]] = {
    "hand": {
        "title": "The hand example: three weights",
        "expression": "s1 = w1*x1 + w2*x2 + w3*x3\nyhat = sigmoid(s1)\nL = (yhat - y)^2",
        "values": {"w1": 1.0, "x1": 0.1, "w2": 2.0, "x2": 0.15, "w3": 3.0, "x3": 0.2, "y": 1.0},
        "data": ["x1", "x2", "x3", "y"],
        "note": "Enter a weight and read s₁, ŷ and the gradient. For w₁ the lecture finds −0.0106; with "
        "the table's "
        "rounded σ(1) = 0.73 and σ′(1) = 0.20 it is −0.0108.",
    },
    "a": {
        "title": "Graph (a): each node used once",
        "expression": "p = w*x\nq = p + b\nL = q^2",
        "values": {"w": 2.0, "x": 3.0, "b": -1.0},
        "data": [],
        "note": "A single path joins L with each input: its gradient is one product of local derivatives.",
    },
    "b": {
        "title": "Graph (b): one node used twice",
        "expression": "u = v + 1\nL = v*u",
        "values": {"v": 3.0},
        "data": [],
        "note": "Two paths lead from L to v. Their products are 4 and 3, and the gradient is their sum, 7: "
        "neither path "
        "alone is right.",
    },
    "f": {
        "title": "f = (a + b)(b + 1)",
        "expression": "f = (a + b)*(b + 1)",
        "values": {"a": 2.0, "b": 1.0},
        "data": [],
        "note": "b is used in both factors: two gradients reach it, 2 and 3, and they are added.",
    },
    "neuron": {
        "title": "A neuron with squared error",
        "expression": "s = w*x + b\ny = sigmoid(s)\nL = (y - t)^2",
        "values": {"w": 0.5, "x": 2.0, "b": -1.5, "t": 1.0},
        "data": ["x", "t"],
        "note": "Make w large and watch σ′ shrink: a saturated neuron passes almost no gradient back.",
    },
    "softmax": {
        "title": "Softmax and cross-entropy, three scores",
        "expression": "e1 = exp(z1)\ne2 = exp(z2)\ne3 = exp(z3)\nS = e1 + e2 + e3\np1 = e1 / S\nL = -log(p1)",
        "values": {"z1": 2.0, "z2": 1.0, "z3": 0.0},
        "data": [],
        "note": "Class 1 is right. The gradients of the scores come out as p₁ − 1, p₂ and p₃: two paths "
        "reach z₁.",
    },
}
MATMUL_NOTE = (
    "Matrices flow as numbers do. ReLU lets a gradient pass only where its input was positive; "
    "the bias was added to two rows, so it receives the sum of both."
)
PRESETS = (*EXPRESSIONS, "matmul")


def matmul() -> tuple[Tensor, dict[Tensor, str]]:
    """L = sum of relu(X W + b), X (2, 3), W (3, 2), b (2,), and the names of its tensors."""
    X = Tensor(np.array([[1.0, 2.0, 0.0], [-1.0, 1.0, 3.0]]))
    W = Tensor(np.array([[1.0, -1.0], [0.5, 2.0], [-1.0, 0.5]]), requires_grad=True)
    b = Tensor(np.array([0.5, -1.0]), requires_grad=True)
    H = X @ W + b
    A = H.relu()
    L = A.sum()
    return L, {X: "X", W: "W", b: "b", H: "H", A: "A", L: "L"}


@lru_cache(maxsize=1)
def matmul_nodes() -> list[Node]:
    """The traced nodes of `matmul`."""
    loss, names = matmul()
    return trace(loss, names)


@lru_cache(maxsize=1)
def sent_presets() -> tuple[dict[str, Any], ...]:
    """All presets as the page wants them."""
    nodes, numbers = packed_nodes(matmul_nodes())
    last = {"name": "matmul", "title": "Matrix product, bias and ReLU", "note": MATMUL_NOTE}
    return (
        *({"name": name, **preset} for name, preset in EXPRESSIONS.items()),
        {**last, "nodes": nodes, "numbers": numbers},
    )


def packed_nodes(nodes: list[Node]) -> tuple[list[dict[str, Any]], bytes]:
    """Traced nodes for the page: what each is, and all their numbers in the order in which the page reads
    them.

    A node's numbers: its value; its gradient, if it has one; then for each input with a gradient the part
    passed back and, where ``slopes`` says so, the local derivative. An array of more than 24 entries is sent
    as minimum, mean and maximum.
    """
    described, numbers = [], []
    for node in nodes:
        numbers.append(_summary(node.value))
        if node.needs:
            numbers.append(_summary(_or_nan(node.gradient, node.value)))
        for slope, part in zip(node.slopes, node.parts, strict=True):
            if part is not None:
                numbers.append(_summary(part))
                if slope is not None:
                    numbers.append(_summary(slope))
        described.append(
            {"op": node.op, "inputs": node.inputs, "name": node.name, "needs": node.needs,
             "shape": list(node.value.shape), "number": node.number,
             "parts": [part is not None for part in node.parts],
             "slopes": [slope is not None for slope in node.slopes]}
        )  # fmt: skip
    return described, pack(np.concatenate(numbers))


def _or_nan(gradient: Array | None, value: Array) -> Array:
    return np.full(value.shape, np.nan) if gradient is None else gradient


def _summary(array: Array) -> Array:
    if array.size <= MOST_ENTRIES:
        return array.ravel()
    return np.array([array.min(), array.mean(), array.max()])
