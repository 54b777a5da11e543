"""A computation graph taken from the engine, stepped forward and backward, edge by edge."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import traitlets

from course_lib.tensor import Tensor
from course_lib.widgets.base import Choice, Widget, WidgetError, floats
from course_lib.widgets.graph.expression import leaves, read
from course_lib.widgets.graph.given import as_plain, called, checked_values, named_tensors, readable
from course_lib.widgets.graph.presets import (
    EXPRESSIONS,
    PRESETS,
    matmul_nodes,
    packed_nodes,
    sent_presets,
)
from course_lib.widgets.graph.trace import Node, paths, run, trace

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class GraphStepper(Widget):
    """A computation graph: values fill in from left to right, gradients flow back from right to left.

    Every edge shows its local derivative; every node shows its value, the gradient that has reached it so
    far, and the sum over all paths from the output. The numbers come from the course's engine.

    Args:
        graph: a `Tensor` (the loss, before its `backward`), an expression such as ``"s = w*x + b; y =
            sigmoid(s); L = (y - t)^2"``, or a preset: hand, a, b, f, neuron, softmax, matmul.
        names: names for the tensors of a graph: ``{"w": w, "x": x}``, ``locals()``, or a module with
            parameters.
        values: numbers for the names in an expression; a name without one starts at 1.
        data: names in an expression that are data, to which no gradient flows.
        at: the step that is shown; -1 stands for the last.
        sigma: "exact", or "table", which rounds sigmoid and its derivative to two decimals as the lecture's
            table does.
        edges: what the edges show: "local" derivatives, or the gradient "passed" back.
        hide, lock: names of controls: preset, expression, inputs, sigma, edges, graph, playback.

    Raises:
        ValueError: for a tensor without a graph, an expression that cannot be read, or a value that does not
            fit.
        TypeError: for an option that does not exist.

    Example:
        >>> w = GraphStepper("f = (a + b)*(b + 1)", values={"a": 2, "b": 1})
        >>> w.result["output"], w.result["gradients"]
        (6.0, {'a': 2.0, 'b': 5.0, 'v1': 2.0, 'v2': 3.0, 'f': 1.0})
        >>> w.paths("b")
        [(['f', 'v1', 'b'], 2.0), (['f', 'v2', 'b'], 3.0)]
    """

    _script = "graph_stepper.js"
    _style = "graph_stepper.css"
    controls = ("preset", "expression", "inputs", "sigma", "edges", "graph", "playback")

    preset = Choice((*PRESETS, "own"), "hand").tag(sync=True)
    expression = traitlets.Unicode("").tag(sync=True)
    sigma = Choice(("exact", "table"), "exact").tag(sync=True)
    edges = Choice(("local", "passed"), "local").tag(sync=True)
    at = traitlets.Int(-1).tag(sync=True)

    _values: Any = traitlets.Dict().tag(sync=True)
    _data = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _nodes: Any = traitlets.List().tag(
        sync=True
    )  # of a graph that came from Python, with its numbers beside it
    _numbers = floats()
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        graph: Tensor | str | None = None,
        *,
        names: Any = None,
        values: Mapping[str, float] | None = None,
        data: Iterable[str] = (),
        **options: Any,
    ) -> None:
        self._traced: list[Node] = []
        chosen = options.pop("preset", "hand")
        super().__init__(_presets=list(sent_presets()), **options)
        if graph is None or (isinstance(graph, str) and graph in PRESETS):
            self._load(graph or self._word(chosen))
            if values:
                self.values = dict(values)
        elif isinstance(graph, str):
            self.set_expression(graph, values or {}, data)
        else:
            self.set_graph(graph, names)
        self.observe(lambda change: self._preset_set(change["new"]), names="preset")

    # What is drawn: set from Python

    def set_graph(self, loss: Tensor, names: Any = None) -> None:
        """Show the graph of a tensor that the engine computed; its `.grad` and those of its inputs stay as
        they are.

        Raises:
            ValueError: for what is not a tensor, has no graph, or has more nodes than are legible.
        """
        if not isinstance(loss, Tensor):
            raise WidgetError(
                f"GraphStepper shows a Tensor, an expression or a preset, not {type(loss).__name__}: "
                f"{loss!r:.60}."
            )
        nodes = trace(loss, named_tensors(names))
        self._show_traced(nodes, "own")

    def set_expression(
        self, text: str, values: Mapping[str, float] | None = None, data: Iterable[str] = ()
    ) -> None:
        """Show the graph of an expression; names without a value keep theirs, new ones start at 1.

        Raises:
            ValueError: for text that cannot be read or values that are not finite numbers.
        """
        plan = readable(text)
        wanted = leaves(plan)
        given = checked_values(values or {}, wanted)
        old = {k: v for k, v in self._values.items() if k in wanted}
        marked = [data] if isinstance(data, str) else list(data)
        if strange := [name for name in marked if name not in wanted]:
            raise WidgetError(
                f"data names {strange[0]!r}, but the expression's inputs are {', '.join(wanted)}."
            )
        with self.hold_sync(), self.hold_trait_notifications():
            self._values = {**dict.fromkeys(wanted, 1.0), **old, **given}
            self._data, self._nodes, self._numbers = marked, [], b""
            self.expression, self.preset, self.at = text, "own", -1

    @property
    def values(self) -> dict[str, float]:
        """The numbers of the expression's inputs; set some or all of them."""
        return dict(self._values)

    @values.setter
    def values(self, values: Mapping[str, float]) -> None:
        if not self.expression:
            raise WidgetError(
                "the values of this graph come from its tensors: change them and call set_graph again."
            )
        self._values = {**self._values, **checked_values(values, leaves(read(self.expression)))}

    def _word(self, name: Any) -> str:
        self._trait("preset").validate(self, name)
        if name == "own":
            raise WidgetError('preset "own" stands for a graph of yours: give the graph itself.')
        return str(name)

    def _trait(self, name: str) -> Any:
        return self.traits()[name]

    def _preset_set(self, name: str) -> None:
        if not self.from_page and name != "own":
            self._load(name)

    def _load(self, name: str) -> None:
        if name == "matmul":
            return self._show_traced(matmul_nodes(), name, bare=True)
        chosen = EXPRESSIONS[name]
        with self.hold_sync(), self.hold_trait_notifications():
            self._values, self._data = dict(chosen["values"]), list(chosen["data"])
            self._nodes, self._numbers = [], b""
            self.expression, self.preset = chosen["expression"], name
        return None

    def _show_traced(self, nodes: list[Node], name: str, bare: bool = False) -> None:
        self._traced = nodes
        with self.hold_sync(), self.hold_trait_notifications():
            self._nodes, self._numbers = ([], b"") if bare else packed_nodes(nodes)
            self._values, self._data, self.expression, self.preset = {}, [], "", name
            self.at = -1

    # What it shows

    @property
    def nodes(self) -> list[Node]:
        """The nodes in the order of their making, the output last: op, name, inputs, value, gradient, ..."""
        if self.expression:
            return run(read(self.expression), self._values, list(self._data), self.sigma)
        return matmul_nodes() if self.preset == "matmul" else self._traced

    @property
    def steps(self) -> int:
        """The number of the last step: each operation, the seed, each edge backwards."""
        nodes = self.nodes
        back = sum(part is not None for node in nodes for part in node.parts)
        return sum(bool(node.op) for node in nodes) + (1 + back if nodes[-1].needs else 0)

    def names(self) -> list[str]:
        """What each node is called: its name, its number, or v1, v2, ... for an operation without."""
        return called(self.nodes)

    def paths(self, name: str, most: int = 64) -> list[tuple[list[str], float]]:
        """The paths from the output back to a node, each with the product of its local derivatives.

        Raises:
            ValueError: for a name that is not in the graph.
        """
        names = self.names()
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise WidgetError(
                f"there is no node {name!r}; there are {', '.join(dict.fromkeys(names))}.{hint}"
            )
        found = paths(self.nodes, names.index(name), most)
        return [([names[i] for i in way], product) for way, product in found]

    @property
    def result(self) -> dict[str, Any]:
        """Values and gradients by name (numbers, or arrays), the output, the step shown and the last step."""
        nodes, names = self.nodes, self.names()
        plain = [(name, node) for name, node in zip(names, nodes, strict=True) if node.name or node.op]
        return {
            "values": {name: as_plain(node.value) for name, node in plain},
            "gradients": {n: as_plain(node.gradient) for n, node in plain if node.gradient is not None},
            "output": as_plain(nodes[-1].value),
            "step": self.steps if self.at < 0 else min(self.at, self.steps),
            "steps": self.steps,
        }

    @property
    def alt(self) -> str:
        """One sentence: how many nodes, the output, and how many gradients there are."""
        nodes, names = self.nodes, self.names()
        made = sum(bool(node.op) for node in nodes)
        value = f" = {float(nodes[-1].value.item()):.4g}" if nodes[-1].value.size == 1 else ""
        asked = [n for n, node in zip(names, nodes, strict=True) if not node.op and node.needs]
        return (
            f"a computation graph of {len(nodes)} nodes, {made} of them operations, from left to right; "
            f"its output is "
            f"{names[-1]}{value}, and gradients flow back to {', '.join(asked[:6]) or 'no input'}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.graph.figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("expression")
    def _check_expression(self, proposal: Any) -> str:
        text = str(proposal["value"])
        if text:
            readable(text)
        return text

    @traitlets.validate("_values")
    def _check_values(self, proposal: Any) -> dict[str, float]:
        return checked_values(proposal["value"], None)

    @traitlets.observe("expression")
    def _fill(self, change: Any) -> None:
        """A name that a new expression brings starts at 1."""
        missing = [n for n in leaves(read(change["new"])) if n not in self._values] if change["new"] else []
        if missing:
            self._values = {**self._values, **dict.fromkeys(missing, 1.0)}
        if change["new"] and not self.from_page and self._nodes:
            self._nodes, self._numbers = [], b""
