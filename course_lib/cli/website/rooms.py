"""What each module of `course_lib` offers, read from its text: nothing is imported, torch least of all."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
# The answers to the exercises stay where they are asked for; the peers of the benchmark run elsewhere.
LEFT_OUT = re.compile(r"\.(exercises\.ch\d\d|cli\.bench_peers|_|__main__)")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Name:
    """One public name: a function, a class with its methods, or a value."""

    name: str
    kind: str
    signature: str
    doc: str
    source: str
    members: tuple[Name, ...] = ()
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """One module: what it says of itself, what it defines, what it takes from other modules and passes on."""

    name: str
    doc: str
    names: tuple[Name, ...] = ()
    borrowed: dict[str, str] = field(default_factory=dict)
    passes_on: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The file of its page, such as ``course_lib.nn.html``."""
        return f"{self.name}.html"


def read_rooms(folder: Path = PACKAGE) -> dict[str, Room]:
    """Every public module of the package in `folder`, by its dotted name, in alphabetical order."""
    found = {}
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not LEFT_OUT.search(name):
            text = path.read_text(encoding="utf-8")
            found[name] = read_room(text, name, is_package=parts[-1] == "__init__")
    return dict(sorted(found.items()))


def read_room(text: str, name: str, is_package: bool = False) -> Room:
    """One module from its text.

    >>> room = read_room("def area(r: float) -> float: return 3 * r * r", "course_lib.disc")
    >>> room.page, room.names[0].signature
    ('course_lib.disc.html', 'area(r: float) -> float')
    """
    tree = ast.parse(text)
    lines = text.splitlines()
    listed = _listed(tree)
    defined = [found for node in tree.body for found in _names(node, lines)]
    kept = tuple(n for n in defined if (n.name in listed if listed else not n.name.startswith("_")))
    borrowed = _borrowed(tree)
    passes_on = is_package or listed is not None
    public = tuple(key for key in borrowed if passes_on and (not listed or key in listed or key == "*"))
    return Room(name, ast.get_docstring(tree) or "", kept, borrowed, public)


def _listed(tree: ast.Module) -> set[str] | None:
    """The names in ``__all__``: empty where it is computed, None where there is none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value)) if isinstance(node.value, ast.List) else set()
        if isinstance(node, ast.ImportFrom) and any(alias.name == "__all__" for alias in node.names):
            return set()
    return None


def _borrowed(tree: ast.Module) -> dict[str, str]:
    """Names imported from other modules of the course, and where each comes from."""
    return {
        alias.asname or alias.name: node.module if alias.name == "*" else f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_lib")
        for alias in node.names
        if node.module and not (alias.asname or alias.name).startswith("_")
    }


def _names(node: ast.stmt, lines: list[str]) -> list[Name]:
    """What one statement at the top of a module, or in a class, defines."""
    source = _source(node, lines)
    if isinstance(node, Function):
        kind = "property" if "property" in _decorators(node) else "function"
        sign = f"{node.name}{_arguments(node) if kind == 'function' else ''}{_returns(node)}"
        return [Name(node.name, kind, sign, ast.get_docstring(node) or "", source)]
    if isinstance(node, ast.ClassDef):
        return [_class(node, lines)]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple) else [t])]
        named = [part.id for part in parts if isinstance(part, ast.Name) and part.id != "__all__"]
        return [Name(name, "value", name, "", source) for name in named]
    return []


def _class(node: ast.ClassDef, lines: list[str]) -> Name:
    methods = [n for n in node.body if isinstance(n, Function)]
    inside = [name for n in methods for name in _names(n, lines) if not name.name.startswith("_")]
    members = {name.name: name for name in reversed(inside)}  # of a property and its setter, the first
    begins = next((n for n in methods if n.name == "__init__"), None)
    if begins:
        sign = _arguments(begins)
    else:
        given = [n for n in node.body if isinstance(n, ast.AnnAssign)] if _is_record(node) else []
        sign = f"({', '.join(ast.unparse(n) for n in given)})" if given else ""
    bases = tuple(ast.unparse(base) for base in node.bases)
    doc = ast.get_docstring(node) or ""
    source = _source(node, lines)
    return Name(node.name, "class", f"{node.name}{sign}", doc, source, tuple(members.values())[::-1], bases)


def _is_record(node: ast.ClassDef) -> bool:
    return any(
        word in part
        for part in [*_decorators(node), *map(ast.unparse, node.bases)]
        for word in ("dataclass", "Tuple")
    )


def _decorators(node: Function | ast.ClassDef) -> list[str]:
    return [ast.unparse(d) for d in node.decorator_list]


def _source(node: ast.stmt, lines: list[str]) -> str:
    """The lines of a statement, its decorators with it."""
    begin = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    return "\n".join(line[node.col_offset :] for line in lines[begin - 1 : node.end_lineno])


def _arguments(node: Function) -> str:
    """The arguments as they are written, without `self`.

    >>> _arguments(ast.parse("def step(self, x, *, k=2): ...").body[0])
    '(x, *, k=2)'
    """
    text = ast.unparse(node.args)
    return f"({re.sub(r'^(self|cls)(, /)?(, |$)', '', text)})"


def _returns(node: Function) -> str:
    return f" -> {ast.unparse(node.returns)}" if node.returns else ""
