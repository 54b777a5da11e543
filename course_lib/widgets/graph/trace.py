"""A computation graph read from the engine: its nodes in order, and its backward pass edge by edge.

`trace` reads any `Tensor`; `run` makes the tensors of an expression with the engine's operations first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib import ops
from course_lib.tensor import GraphError, Tensor, result
from course_lib.widgets.base import WidgetError
from course_lib.widgets.graph.expression import MOST_NODES, Planned

Array = NDArray[np.float64]
MOST_ENTRIES = 24  # a tensor up to this size is drawn as a matrix, a larger one by its statistics


@dataclass
class Node:
    """One node: what made it, from which nodes, its value, and what the backward pass left there.

    ``slopes`` and ``parts`` go with ``inputs``: the local derivative (None where it is no single number or no
    array of the input's shape), and what this node passes back (None to an input without gradient).
    """

    op: str
    inputs: list[int]
    name: str
    value: Array
    needs: bool
    gradient: Array | None = None
    slopes: list[Array | None] = field(default_factory=list)
    parts: list[Array | None] = field(default_factory=list)
    number: float = 0.0


# Operations whose result in each entry depends on that entry alone: there the local derivative is an array.
_ENTRYWISE = frozenset(
    (
        "neg",
        "exp",
        "log",
        "log1p",
        "sqrt",
        "abs",
        "sin",
        "cos",
        "tanh",
        "sigmoid",
        "relu",
        "softplus",
        "add",
        "leaky_relu",
        "elu",
        "silu",
        "gelu",
        "clamp",
        "pow",
        "sub",
        "mul",
        "div",
        "maximum",
        "minimum",
        "mse_loss",
        "l1_loss",
        "dropout",
        "masked_fill",
        "where",
    )
)


def trace(loss: Tensor, names: Mapping[Tensor, str]) -> list[Node]:
    """The graph of `loss`, the loss last, with its gradients; no tensor's `.grad` is touched.

    Raises:
        WidgetError: for a tensor without a graph, with a graph that was used up, or with too many nodes.
    """
    try:
        tensors = loss.graph()
    except GraphError:
        raise WidgetError(
            "this graph was used by backward() and freed: make the widget before backward(), "
            "or call backward(retain_graph=True)."
        ) from None
    if not loss.op or not loss.requires_grad:
        raise WidgetError(
            "this tensor has no graph: it must be computed from at least one tensor with requires_grad=True."
        )
    seats: list[tuple[Tensor, list[int]]] = []
    place: dict[Tensor, int] = {}
    for tensor in tensors:
        if _constant(tensor, names):
            continue  # the engine keeps one 2.0 for all; in the picture each use has its own
        inputs = []
        for parent in tensor.inputs():
            if parent in place:
                inputs.append(place[parent])
            else:
                seats.append((parent, []))
                inputs.append(len(seats) - 1)
        place[tensor] = len(seats)
        seats.append((tensor, inputs))
    if len(seats) > MOST_NODES:
        raise WidgetError(
            f"this graph has {len(seats)} nodes, and {MOST_NODES} are legible: show a smaller example, "
            "for instance one layer or one time step."
        )
    nodes = [
        Node(t.op if t._edges else "", inputs, names.get(t) or str(getattr(t, "name", "") or ""),
             np.asarray(t.data, np.float64), t.requires_grad)
        for t, inputs in seats
    ]  # fmt: skip
    _backward(loss, [t for t, _ in seats], nodes)
    for node in nodes:
        if node.op == "pow" and len(node.inputs) == 1:
            node.number = _exponent(node, nodes[node.inputs[0]].value)
    return nodes


def _exponent(node: Node, x: Array) -> float:
    """The n of x^n, which the engine keeps to itself: slope * x / value tells it; 0 where it does not."""
    slope = node.slopes[0]
    told = (node.value != 0) & np.isfinite(node.value)
    if slope is None or not told.any():
        return 0.0
    n = float((slope * x)[told].flat[0] / node.value[told].flat[0])
    return round(n, 6) if np.isfinite(n) else 0.0


def _constant(tensor: Tensor, names: Mapping[Tensor, str]) -> bool:
    return tensor.data.size == 1 and not tensor.op and not tensor.requires_grad and tensor not in names


def run(
    plan: list[Planned], values: Mapping[str, float], data: list[str], sigma: str = "exact"
) -> list[Node]:
    """The nodes of an expression, computed by the engine in float64; names in `data` take no gradient."""
    tensors: list[Tensor] = []
    nodes: list[Node] = []
    with np.errstate(all="ignore"):
        for node in plan:
            if node.op:
                tensor = _apply(node, [tensors[i] for i in node.inputs], sigma)
            else:
                start = node.number if node.fixed or not node.name else values[node.name]
                wanted = bool(node.name) and node.name not in data
                tensor = Tensor(np.float64(start), requires_grad=wanted)
            tensors.append(tensor)
            nodes.append(Node(node.op, list(node.inputs), node.name, np.asarray(tensor.data, np.float64),
                              tensor.requires_grad, number=node.number))  # fmt: skip
        if tensors[-1].requires_grad:
            _backward(tensors[-1], tensors, nodes)
    return nodes


def _apply(node: Planned, inputs: list[Tensor], sigma: str) -> Tensor:
    if node.op == "pow" and len(inputs) == 1:
        exponent = node.number
        return ops.pow(inputs[0], int(exponent) if exponent == int(exponent) else exponent)
    if node.op == "sigmoid" and sigma == "table":
        return rounded_sigmoid(inputs[0])
    return getattr(ops, node.op)(*inputs)


def rounded_sigmoid(x: Tensor) -> Tensor:
    """The sigmoid of the lecture's table: it and its derivative rounded to two decimals.

    Example:
        >>> y = rounded_sigmoid(Tensor(1.0, dtype=np.float64, requires_grad=True))
        >>> float(y.data), float(y.backward_steps()[-1].gradient)
        (0.73, 0.2)
    """
    y = ops.sigmoid(Tensor(x.data)).data
    value, slope = _two(y), _two(y * (1 - y))
    return result("sigmoid", value, (x, lambda g: g * slope))


def _two(x: np.ndarray) -> np.ndarray:
    return np.floor(x * 100 + 0.5) / 100


def _backward(loss: Tensor, tensors: list[Tensor], nodes: list[Node]) -> None:
    """Fill in gradients, local derivatives and what each edge carries, by the engine's own backward pass."""
    place = {id(tensor): i for i, tensor in enumerate(tensors)}
    before = {tensor: tensor.grad for tensor in tensors}
    start = None if loss.data.size == 1 else np.ones_like(loss.data)
    with np.errstate(all="ignore"):
        try:
            steps = loss.backward_steps(start, retain_graph=True)
        except GraphError as error:
            raise WidgetError(str(error)) from None
        finally:
            for tensor, gradient in before.items():
                tensor.grad = gradient
        for step in steps:
            node = nodes[place[id(step.tensor)]]
            node.gradient = np.asarray(step.gradient, np.float64)
            for parent, flow in step.edges:
                shape = parent.data.shape
                wanted = parent.requires_grad
                node.parts.append(_shaped(flow(step.gradient), shape) if wanted else None)
                node.slopes.append(_slope(node, step, flow, shape) if wanted else None)


def _slope(node: Node, step: Any, flow: Any, shape: tuple[int, ...]) -> Array | None:
    """The local derivative: a number between single numbers, an array where it goes entry by entry."""
    if step.gradient.size == 1 or (node.op in _ENTRYWISE and step.gradient.shape == shape):
        one = np.ones_like(step.gradient)
        return _shaped(flow(one if one.ndim else one[()]), shape)
    return None


def _shaped(part: Any, shape: tuple[int, ...]) -> Array:
    part = np.asarray(part, np.float64)
    if part.shape == shape:
        return part
    from course_lib.tensor import unbroadcast

    return np.asarray(unbroadcast(part, shape), np.float64)


def paths(nodes: list[Node], target: int, most: int = 8) -> list[tuple[list[int], float]]:
    """The paths from the output back to a node with the product of local derivatives on each, `most` at most.

    Only between single numbers is the product a number; elsewhere it is NaN.
    """
    found: list[tuple[list[int], float]] = []

    def walk(at: int, way: list[int], product: float) -> None:
        if len(found) >= most:
            return
        if at == target:
            found.append((way, product))
            return
        for slot, i in enumerate(nodes[at].inputs):
            if reach[i] and nodes[i].needs and nodes[at].slopes:
                slope = nodes[at].slopes[slot]
                factor = float(slope) if slope is not None and slope.size == 1 else float("nan")
                walk(i, [*way, i], product * factor)

    reach = [False] * len(nodes)
    reach[target] = True
    for i, node in enumerate(nodes):
        reach[i] = reach[i] or any(reach[k] for k in node.inputs)
    walk(len(nodes) - 1, [len(nodes) - 1], 1.0)
    return found
