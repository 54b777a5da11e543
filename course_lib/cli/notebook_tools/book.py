"""A notebook as the lint sees it, and the list that its rules stand in."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from course_lib.chapters import Chapter

from . import files

Found = Iterator[tuple[NotebookNode | None, str]]


@dataclass(frozen=True)
class Finding:
    """One fault or warning: where it is, which rule says so, and the sentence for the author."""

    notebook: str
    cell: str
    rule: str
    message: str
    level: str = "error"

    def __str__(self) -> str:
        """One line for the terminal."""
        place = f"{self.notebook}, cell {self.cell!r}" if self.cell else self.notebook
        return f"{place}: {'warning: ' if self.level == 'warning' else ''}{self.message} [{self.rule}]"


@dataclass(frozen=True)
class Rule:
    """A rule: a function that yields (cell or None, sentence) for each place that breaks it."""

    name: str
    look: Callable[[Book], Found]
    level: str
    lessons_only: bool


RULES: list[Rule] = []


def rule(level: str = "error", lessons_only: bool = False) -> Callable:
    """Enter a function into RULES under its own name; `lessons_only` spares chapter 00."""

    def enter(look: Callable[[Book], Found]) -> Callable[[Book], Found]:
        RULES.append(Rule(look.__name__.replace("_", "-"), look, level, lessons_only))
        return look

    return enter


@dataclass
class Book:
    """A notebook with its chapter, and the views of it that rules ask for."""

    path: Path
    notebook: NotebookNode
    chapter: Chapter | None
    items: dict = field(default_factory=dict)

    @cached_property
    def cells(self) -> list[NotebookNode]:
        """All cells in order."""
        return list(self.notebook.cells)

    @cached_property
    def first(self) -> NotebookNode:
        """The first cell, or an empty one."""
        return self.cells[0] if self.cells else new_markdown_cell()

    @cached_property
    def code(self) -> list[NotebookNode]:
        """The code cells."""
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @cached_property
    def markdown(self) -> list[NotebookNode]:
        """The Markdown cells."""
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def trees(self) -> list[tuple[NotebookNode, ast.Module]]:
        """The syntax tree of each code cell that is Python."""
        return [(cell, tree) for cell in self.code if (tree := parse(cell.source)) is not None]

    def calls(self, name: str) -> list[tuple[NotebookNode, ast.Call]]:
        """Calls of a function by its name, also as an attribute, in order."""
        return [
            (cell, node)
            for cell, tree in self.trees
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and called(node) == name
        ]

    def heading(self, pattern: str) -> NotebookNode | None:
        """The first Markdown cell with a heading that matches a regular expression (case does not matter)."""
        wanted = re.compile(rf"^#+\s.*{pattern}", re.IGNORECASE | re.MULTILINE)
        return next((cell for cell in self.markdown if wanted.search(without_code(cell.source))), None)


def parse(source: str) -> ast.Module | None:
    """The syntax tree of a cell, or None when it is not Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def called(call: ast.Call) -> str:
    """The last name of what is called: ``start`` for ``course_lib.start(...)``."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def first_argument(call: ast.Call) -> str | None:
    """The first argument where it is a literal string."""
    literal = call.args[0] if call.args else None
    return literal.value if isinstance(literal, ast.Constant) and isinstance(literal.value, str) else None


def without_code(markdown: str) -> str:
    """Markdown without its fenced blocks of code."""
    return re.sub(r"^```.*?^```", "", markdown, flags=re.MULTILINE | re.DOTALL)


def pictures(cell: NotebookNode) -> Iterator[tuple[NotebookNode, str]]:
    """Each output of a cell that holds a picture, and the picture's mime type."""
    for output in cell.get("outputs", []):
        for mime in output.get("data", {}):
            if mime.startswith("image/"):
                yield output, mime


def output_text(cell: NotebookNode) -> str:
    """Everything in the outputs of a cell that is not a picture: streams, plain text, HTML, JSON, errors."""
    parts = []
    for output in cell.get("outputs", []):
        data = {
            mime: value for mime, value in output.get("data", {}).items() if not mime.startswith("image/")
        }
        parts += [value if isinstance(value, str) else json.dumps(value) for value in data.values()]
        parts += [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", [])]
        parts.append(json.dumps(output.get("metadata", {}), ensure_ascii=False))
    return "\n".join(parts)


def open_book(path: Path, items: dict) -> Book:
    """Read a notebook file for the lint; `items` are the known lecture items by id."""
    return Book(path, files.read(path), files.chapter_of(path), items)
