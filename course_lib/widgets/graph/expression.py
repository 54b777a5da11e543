"""A small language for computation graphs: ``s = w*x + b; y = sigmoid(s); L = (y - t)^2``.

Numbers, names, ``+ - * / ^``, brackets and a few functions, one statement for each name. The page reads the
same language with the same rules, so that a graph typed there is the graph that Python computes. Nothing is
evaluated
as Python: a text becomes a list of operations, or a sentence that says where it went wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from course_lib.widgets.base import WidgetError

MOST_CHARACTERS = 1000
MOST_NODES = 60
DEEPEST = 40  # brackets within brackets
FUNCTIONS = {"sigmoid": "sigmoid", "σ": "sigmoid", "tanh": "tanh", "relu": "relu", "exp": "exp", "log": "log",
             "ln": "log", "sqrt": "sqrt", "square": "square", "sin": "sin", "cos": "cos", "abs": "abs",
             "softplus": "softplus", "max": "maximum", "min": "minimum"}  # fmt: skip
_TWO = ("maximum", "minimum")
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([^\W\d]\w*)|(\*\*|\S))")


@dataclass
class Planned:
    """One node to come: a leaf (op ""), a number without a name, or an operation on earlier nodes."""

    op: str = ""
    inputs: list[int] = field(default_factory=list)
    name: str = ""
    number: float = 0.0  # a constant's value, or the exponent of ``pow`` with one input
    fixed: bool = False  # a name whose value stands in the text, as in ``a = 2``


def read(text: str) -> list[Planned]:
    """The nodes that an expression asks for, in the order of their making; the last is the output.

    Raises:
        WidgetError: for text that is not of the language; the message says where and what would fit.

    Example:
        >>> [node.name or node.op for node in read("f = (a + b) * (b + 1)")]
        ['a', 'b', 'add', '', 'add', 'f']
    """
    if len(text) > MOST_CHARACTERS:
        raise WidgetError(f"the expression has {len(text)} characters; at most {MOST_CHARACTERS} are read.")
    reader = _Reader()
    statements = [s for s in re.split(r"[;\n]", text) if s.strip()]
    if not statements:
        raise WidgetError('the expression is empty: write for example "f = (a + b) * (b + 1)".')
    last = 0
    for k, statement in enumerate(statements):
        last = reader.statement(statement, final=k == len(statements) - 1)
    if not reader.nodes[last].op:
        raise WidgetError('there is nothing to compute: write an operation, such as "f = a * b".')
    return _used(reader.nodes, last)


def leaves(plan: list[Planned]) -> list[str]:
    """The names whose values are given, in the order of their first use."""
    return [node.name for node in plan if not node.op and node.name and not node.fixed]


def _used(nodes: list[Planned], last: int) -> list[Planned]:
    """The nodes that the output needs, renumbered: the output is the last of them."""
    needed, todo = {last}, [last]
    while todo:
        for i in nodes[todo.pop()].inputs:
            if i not in needed:
                needed.add(i)
                todo.append(i)
    number = {old: new for new, old in enumerate(sorted(needed))}
    kept = [nodes[i] for i in sorted(needed)]
    for node in kept:
        node.inputs = [number[i] for i in node.inputs]
    return kept


class _Reader:
    """Recursive descent: sums of products of powers."""

    def __init__(self) -> None:
        self.nodes: list[Planned] = []
        self.named: dict[str, int] = {}
        self.assigned: set[str] = set()
        self.tokens: list[tuple[str, str]] = []
        self.at = self.depth = 0

    def statement(self, text: str, final: bool) -> int:
        self.tokens = [(kind, m[i]) for m in _TOKEN.finditer(text.strip())
                       for i, kind in ((1, "number"), (2, "name"), (3, "sign")) if m[i]]  # fmt: skip
        self.at = 0
        name = ""
        if len(self.tokens) > 1 and self.tokens[0][0] == "name" and self.tokens[1][1] == "=":
            name, self.at = self.tokens[0][1], 2
        elif not final:
            raise WidgetError(f'"{text.strip()}" has no name: write "name = {text.strip()}".')
        result = self.sum()
        if self.at < len(self.tokens):
            raise WidgetError(f'"{self.tokens[self.at][1]}" is not expected in "{text.strip()}".')
        return self.assign(name, result) if name else result

    def assign(self, name: str, result: int) -> int:
        if name in FUNCTIONS:
            raise WidgetError(f'"{name}" is a function here: choose another name.')
        if name in self.assigned:
            raise WidgetError(f'"{name}" is computed twice: give the second one a name of its own.')
        if name in self.named:
            raise WidgetError(f'"{name}" is used before the line that computes it.')
        self.assigned.add(name)
        self.named[name] = result
        node = self.nodes[result]
        if not node.name:
            node.name, node.fixed = name, not node.op
        return result

    # The grammar

    def sum(self) -> int:
        left = self.product()
        while (sign := self.peek()) in ("+", "-", "−"):
            self.at += 1
            left = self.node("add" if sign == "+" else "sub", [left, self.product()])
        return left

    def product(self) -> int:
        left = self.signed()
        while (sign := self.peek()) in ("*", "/", "·", "×"):
            self.at += 1
            left = self.node("div" if sign == "/" else "mul", [left, self.signed()])
        return left

    def signed(self) -> int:
        if self.peek() in ("-", "−"):
            self.at += 1
            inner = self.deeper(self.signed)
            if not self.nodes[inner].op and not self.nodes[inner].name:
                self.nodes[inner].number *= -1  # a number of its own: each occurrence is a node
                return inner
            return self.node("neg", [inner])
        return self.power()

    def power(self) -> int:
        base = self.atom()
        if self.peek() not in ("^", "**"):
            return base
        self.at += 1
        exponent = self.deeper(self.signed)  # from right to left: 2^3^2 is 2^9
        number = self.nodes[exponent]
        if not number.op and not number.name and exponent == len(self.nodes) - 1:
            self.nodes.pop()
            return self.node("pow", [base], number=number.number)
        return self.node("pow", [base, exponent])

    def atom(self) -> int:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        self.at += 1
        if kind == "number":
            value = float(text)
            if value == float("inf"):
                raise WidgetError(f"{text} is beyond the finite numbers.")
            return self.node("", [], number=value)
        if kind == "name":
            return self.call(text) if self.peek() == "(" else self.leaf(text)
        if text == "(":
            inner = self.deeper(self.sum)
            self.close()
            return inner
        found = f'"{text}"' if text else "the end"
        raise WidgetError(f"a number, a name or a bracket is expected where {found} stands.")

    def call(self, function: str) -> int:
        if function not in FUNCTIONS:
            raise WidgetError(
                f'"{function}" is not a function here; there are '
                f"{', '.join(n for n in FUNCTIONS if n != 'σ')}."
            )
        op = FUNCTIONS[function]
        self.at += 1
        inputs = [self.deeper(self.sum)]
        if op in _TWO:
            if self.peek() != ",":
                raise WidgetError(f"{function} takes two numbers: {function}(a, b).")
            self.at += 1
            inputs.append(self.deeper(self.sum))
        self.close()
        return self.node("pow", inputs, number=2.0) if op == "square" else self.node(op, inputs)

    def leaf(self, name: str) -> int:
        if name in FUNCTIONS:
            raise WidgetError(f"{name} needs brackets: {name}(x).")
        if name not in self.named:
            self.named[name] = self.node("", [], name=name)
        return self.named[name]

    # Small things

    def node(self, op: str, inputs: list[int], name: str = "", number: float = 0.0) -> int:
        if len(self.nodes) >= MOST_NODES:
            raise WidgetError(
                f"the graph has more than {MOST_NODES} nodes: the picture would not be legible."
            )
        self.nodes.append(Planned(op, inputs, name, number))
        return len(self.nodes) - 1

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def close(self) -> None:
        if self.peek() != ")":
            raise WidgetError("a closing bracket is missing.")
        self.at += 1

    def deeper(self, rule: object) -> int:
        self.depth += 1
        if self.depth > DEEPEST:
            raise WidgetError(f"the brackets lie more than {DEEPEST} deep.")
        inner = rule()  # type: ignore[operator]
        self.depth -= 1
        return int(inner)
