"""Reading a submission without running it: which statements an answer needs, and what is odd about them."""

from __future__ import annotations

import ast
import re
import symtable
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from course_lib.cli.notebook_tools.book import called, first_argument, parse
from course_lib.exercises.exercise import Exercise
from course_lib.exercises.library import chapters
from course_lib.exercises.solutions import source
from course_lib.exercises.untouched import is_untouched

PUBLIC = {"check", "predict", "quiz", "solution"}
ANYTHING = "*"  # what a star import may bind
_SHELL = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
_INNER = re.compile(r"course_lib\W+exercises|exercises[./\\]+ch|EXERCISES")
LONG_ENOUGH = 2  # statements, from which on the same words are no accident


@dataclass
class Statement:
    """One statement at the top of a cell: its text, the names it gives or changes, the names it uses."""

    text: str
    tree: ast.stmt
    gives: set[str]
    uses: set[str]


def statements(notebook: NotebookNode) -> tuple[list[Statement], list[str]]:
    """All statements of the code cells in order, and a sentence for each cell that is not Python."""
    found: list[Statement] = []
    trouble = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        try:
            text = cell.source if parse(cell.source) else _SHELL.sub(r"\1pass", cell.source)
            found += list(_split(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            trouble.append(f"cell {number} is not Python: {error}"[:200])
    modules = {name for s in found if isinstance(s.tree, ast.Import | ast.ImportFrom) for name in s.gives}
    for statement in found:  # what is done to a module, as plt.show(), is no part of an answer
        statement.gives |= _changed(statement.tree) - modules
    return found, trouble


def _split(text: str) -> Iterator[Statement]:
    lines = text.splitlines()
    for tree in ast.parse(text).body:
        first = min([tree.lineno, *(d.lineno for d in getattr(tree, "decorator_list", []))])
        own = ast.get_source_segment(text, tree) or ""
        if getattr(tree, "decorator_list", []):  # the segment of a function begins below them
            own = "\n".join(lines[first - 1 : tree.end_lineno])
        gives, uses = _names(own)
        yield Statement(own, tree, gives, uses)


def _names(text: str) -> tuple[set[str], set[str]]:
    """Names that a statement binds, and names that it takes from the notebook, inside its functions too.

    >>> given, used = _names("def f(x): return g(x + y)")
    >>> given, sorted(used)
    ({'f'}, ['g', 'y'])
    """
    table = symtable.symtable(text, "cell", "exec")
    gives = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    uses = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    inner = list(table.get_children())
    while inner:
        part = inner.pop()
        inner += part.get_children()
        uses |= {s.get_name() for s in part.get_symbols() if s.is_global()}
    return gives, uses


def _changed(tree: ast.stmt) -> set[str]:
    """Names of what a statement changes in place: `x[0] = 1`, `x.y += 1`, `x.append(1)`; or a star import."""
    if isinstance(tree, ast.ImportFrom) and tree.names[0].name == ANYTHING:
        return {ANYTHING}
    if isinstance(tree, ast.FunctionDef | ast.ClassDef):
        return set()
    changed: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            changed.append(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            changed.append(node.value.func)
    return {_root(node) for node in changed if isinstance(node, ast.Attribute | ast.Subscript)} - {""}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def needed(all_statements: list[Statement], name: str) -> list[Statement]:
    """The statements that define `name` and everything it uses, in order; none where nothing gives it."""
    if not any(name in statement.gives for statement in all_statements):
        return []
    wanted, before = {name, ANYTHING}, 0
    while len(wanted) > before:
        before = len(wanted)
        chosen = [statement for statement in all_statements if statement.gives & wanted]
        wanted = wanted.union(*(statement.uses for statement in chosen))
    return chosen


def is_stub(chosen: list[Statement], name: str) -> bool:
    """Whether the last definition of a function `name` is still an empty one; nothing is run to see it."""
    last = next((s.tree for s in reversed(chosen) if name in s.gives), None)
    if not isinstance(last, ast.FunctionDef) or last.decorator_list:
        return last is None
    inner = compile(ast.Module([last], []), "cell", "exec").co_consts
    code = next(c for c in inner if isinstance(c, types.CodeType) and c.co_name == name)
    return is_untouched(types.FunctionType(code, {}))


def uses_the_solution(chosen: Iterable[Statement]) -> bool:
    """Whether statements import or name the part of the course that holds the solutions."""
    return any(_reaches(node) for statement in chosen for node in ast.walk(statement.tree))


def _reaches(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        inside = (node.module or "").startswith("course_lib.exercises")
        return inside and not (
            node.module == "course_lib.exercises" and {alias.name for alias in node.names} <= PUBLIC
        )
    if isinstance(node, ast.Import):
        return any(alias.name.startswith("course_lib.exercises.") for alias in node.names)
    if isinstance(node, ast.Attribute):
        return node.attr == "EXERCISES" or bool(re.fullmatch(r"ch\d\d", node.attr))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_INNER.search(node.value))


def is_copied(chosen: list[Statement], exercise: Exercise) -> bool:
    """Whether an answer of some length is the published solution, word for word but for its docstring."""
    ours = _body(ast.parse(source(exercise)).body[0])
    return len(ours) >= LONG_ENOUGH and any(_body(statement.tree) == ours for statement in chosen)


def _body(function: ast.stmt) -> list[str]:
    if not isinstance(function, ast.FunctionDef):
        return []
    skip = 1 if ast.get_docstring(function) is not None else 0
    return [ast.dump(statement) for statement in function.body[skip:]]


def asked(notebook: NotebookNode) -> dict[str, str]:
    """The exercises that a notebook checks, each with the name of its answer."""
    found: dict[str, str] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found |= asked_in(cell.source)
    return found


def asked_in(text: str) -> dict[str, str]:
    """The exercises that one cell checks, each with the name of its answer.

    >>> asked_in('check("01.score", my_scores)')
    {'01.score': 'my_scores'}
    """
    calls = [node for node in ast.walk(parse(text) or ast.Module([], [])) if isinstance(node, ast.Call)]
    checks = [call for call in calls if called(call) == "check" and len(call.args) == 2]
    pairs = [(first_argument(call), call.args[1]) for call in checks]
    return {name: answer.id for name, answer in pairs if name and isinstance(answer, ast.Name)}


def chapter_of(notebook: NotebookNode, file: str) -> str:
    """Number of the chapter that a notebook belongs to: most of its checks say so, else the file's name."""
    named = [name[:2] for name in asked(notebook)]
    known = [number for number in named if number in chapters()]
    if known:
        return max(sorted(set(known)), key=known.count)
    return file[:2] if file[:2] in chapters() else ""
