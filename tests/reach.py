"""What of the library a notebook or a verb of the command line reaches: a small reading of the sources.

A module's name is reached where code that is itself reached imports it, or takes it from its module. A method
is reached where reached code takes an attribute of that name from anything but a module: whose method it is
cannot be read from the source, so this errs towards "used". So it does where a name is looked up by a string.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from course_lib.cli.project import root

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
LISTS = ("__all__", "_HOME", "_ROOMS")  # a room's table of contents uses nothing
USERS = re.compile(r"notebook |course_lib\.(cli\b|__main__|exercises\.ch\d\d)")


@dataclass
class Source:
    """One module: what it defines, what it imports under which name, and the statements that run on import."""

    name: str
    tree: ast.Module
    is_package: bool = False
    defines: dict[str, list[ast.stmt]] = field(default_factory=lambda: defaultdict(list))
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    at_once: list[ast.stmt] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for one in node.names:
                    whole = one.name if one.asname else one.name.split(".")[0]
                    self.imports[one.asname or whole] = (whole, "")
            elif isinstance(node, ast.ImportFrom):
                for one in node.names:
                    self.imports[one.asname or one.name] = (self._package(node), one.name)
        for statement in self.tree.body:
            names = list(_defined(statement))
            for name in names:
                self.defines[name].append(statement)
            if not names:
                self.at_once.append(statement)

    def _package(self, node: ast.ImportFrom) -> str:
        parts = self.name.split(".")[: -node.level + self.is_package or None] if node.level else []
        return ".".join([*parts, *([node.module] if node.module else [])])


def _defined(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, DEFINITIONS):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for node in (node for target in targets for node in ast.walk(target)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


class Library:
    """The sources of the library and of its users, and what of them is reached."""

    def __init__(self, sources: Iterable[Source]):
        self.sources = {source.name: source for source in sources}
        self.names: set[tuple[str, str]] = set()  # (module, name), imported names among them
        self.attributes: set[str] = set()  # taken from what is not a module, or told as a string
        self._work: list[tuple[Source, ast.AST]] = []
        self._loaded: set[str] = set()
        self._asked: set[str] = set()  # modules that `getattr(module, ...)` looks names up in
        self._waiting: dict[str, list[tuple[Source, ast.AST]]] = defaultdict(list)  # methods not yet reached
        self._methods: dict[str, list[tuple[str, str]]] = defaultdict(list)  # functions that Tensor is given

    def reach(self, users: Iterable[str]) -> Library:
        """Follow everything that these modules do."""
        for user in users:
            self._load(user)
            for name in self.sources[user].defines:
                self._name(user, name)
        while self._work:
            self._follow(*self._work.pop())
        return self

    def public(self, module: str) -> Iterator[tuple[str, bool]]:
        """Each public name of a module, methods as `Class.method`, and whether it is reached."""
        for name, statements in self.sources[module].defines.items():
            if name.startswith("_"):
                continue
            yield name, (module, name) in self.names
            for statement in statements:
                for member in statement.body if isinstance(statement, ast.ClassDef) else ():
                    if isinstance(member, DEFINITIONS) and not member.name.startswith("_"):
                        yield f"{name}.{member.name}", member.name in self.attributes

    def _load(self, module: str) -> None:
        if module in self._loaded:
            return
        self._loaded.add(module)
        source = self.sources[module]
        self._work += [(source, statement) for statement in source.at_once]
        for name, statements in source.defines.items():
            for attached in _attached(statements[0]):
                if attached.startswith("__") or attached in self.attributes:
                    self._name(module, name)
                self._methods[attached].append((module, name))

    def _name(self, module: str, name: str) -> None:
        source = self.sources[module]
        if (module, name) in self.names or name in LISTS:
            return
        self.names.add((module, name))
        if name in source.defines:
            self._load(module)
            self._work += [(source, statement) for statement in source.defines[name]]
        elif name in source.imports:
            self._imported(*source.imports[name], [])

    def _imported(self, module: str, name: str, attributes: list[str]) -> None:
        """What `from module import name` brings, and the attributes that are taken from it."""
        if module in self.sources:
            self._take(module, [*([name] if name else []), *attributes])

    def _take(self, module: str, names: list[str]) -> None:
        """`module.names[0].names[1]...`; a room may show a function that is named as its file is."""
        self._load(module)
        if not names:
            return
        first, rest = names[0], names[1:]
        source, file = self.sources[module], f"{module}.{first}"
        shown = source.imports.get(first, (module, first))
        if file in self.sources and shown == (module, first):
            self._take(file, rest)
        elif first not in source.defines and first in source.imports:
            self._imported(*shown, rest)
        else:
            self._name(module, first)
            for attribute in rest:
                self._attribute(attribute)

    def _attribute(self, name: str) -> None:
        if name in self.attributes:
            return
        self.attributes.add(name)
        self._work += self._waiting.pop(name, ())
        for place in self._methods.pop(name, ()):
            self._name(*place)
        for module in self._asked:
            self._name(module, name)

    def _follow(self, source: Source, top: ast.AST) -> None:
        """Everything inside a statement; the methods of a class wait until something takes them."""
        stack = [top]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.ClassDef):
                for member in node.body:
                    if _waits(member) and member.name not in self.attributes:
                        self._waiting[member.name].append((source, member))
                    else:
                        stack.append(member)
                stack += [*node.bases, *node.keywords, *node.decorator_list]
            elif isinstance(node, ast.Attribute) and (names := _dotted(node)) and names[0] in source.imports:
                self._imported(*source.imports[names[0]], names[1:])
            else:
                self._use(source, node)
                stack += ast.iter_child_nodes(node)

    def _use(self, source: Source, node: ast.AST) -> None:
        if isinstance(node, ast.Attribute):
            self._attribute(node.attr)
        elif isinstance(node, ast.Name):
            self._name(source.name, node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            self._attribute(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
            module = ".".join(source.imports.get(getattr(node.args[0], "id", ""), ("", "")))
            if module in self.sources and module not in self._asked:
                self._asked.add(module)
                for name in list(self.attributes):
                    self._name(module, name)


def _attached(statement: ast.stmt) -> list[str]:
    """The names under which `@method("max")` of `course_lib.ops` gives a function to Tensor."""
    calls = [one for one in getattr(statement, "decorator_list", ()) if isinstance(one, ast.Call)]
    given = [call.args for call in calls if getattr(call.func, "id", "") == "method"]
    return [name for words in given for name in [word.value for word in words] or [statement.name]]


def _waits(member: ast.AST) -> bool:
    """Whether a method runs only where it is named: not `__call__`, no observer, nothing for IPython."""
    return (
        isinstance(member, DEFINITIONS)
        and not member.name.startswith("__")
        and not member.name.startswith("_repr_")
        and not any(isinstance(one, ast.Call) for one in member.decorator_list)
    )


def _dotted(node: ast.AST) -> list[str]:
    """The names in `a.b.c`; none where it does not begin with a name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []


def notebook(path: Path) -> Source:
    """A notebook's code, and what its text names in backticks, as one module."""
    cells = nbformat.read(path, as_version=4).cells
    lines = [cell.source for cell in cells if cell.cell_type == "code"]
    for cell in cells:
        if cell.cell_type == "markdown":
            for said in re.findall(r"`([^`\n]+)`", cell.source):
                try:
                    ast.parse(said)
                except SyntaxError:
                    continue
                lines.append(said)
    return Source(f"notebook {path.stem}", ast.parse("\n".join(lines)))


def module(path: Path) -> Source:
    """A file of the library."""
    parts = path.relative_to(root()).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return Source(
        ".".join(parts[: -1 if is_package else None]), ast.parse(path.read_text("utf-8")), is_package
    )


def library() -> Library:
    """The project as it is; the notebooks, the verbs and the chapters' exercises are the users."""
    sources = [module(path) for path in sorted((root() / "course_lib").rglob("*.py"))]
    sources += [notebook(path) for path in sorted((root() / "notebooks").glob("*.ipynb"))]
    return Library(sources).reach(source.name for source in sources if USERS.match(source.name))
