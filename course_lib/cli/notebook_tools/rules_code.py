"""Rules for the code of a notebook: its length, what it imports, and what strict comparison cannot follow."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from course_lib.chapters import CHAPTERS

from .book import Book, Found, called, first_argument, parse, rule

MOST_LINES, SHORT_LINES = 25, 15
MAGIC = re.compile(r"^\s*[!%]", re.MULTILINE)
PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|work|tmp|Users|usr|opt|var|mnt|media|srv|content)/|\b[A-Za-z]:\\\\?\w|file://"
)
UNSEEN = ("interact", "interactive", "interactive_output", "interact_manual", "Output", "clear_output")


@rule()
def no_magics(book: Book) -> Found:
    """No magic and no shell line: they differ between systems, and nothing checks them."""
    for cell in book.code:
        if MAGIC.search(cell.source):
            yield cell, "a line begins with % or !: write Python instead"


@rule()
def is_python(book: Book) -> Found:
    """Every code cell is Python, and not empty."""
    for cell in book.code:
        if not cell.source.strip():
            yield cell, "the code cell is empty"
        elif not MAGIC.search(cell.source) and parse(cell.source) is None:
            yield cell, "the code cell is not Python"


@rule()
def cell_length(book: Book) -> Found:
    """A code cell has at most 25 lines."""
    for cell in book.code:
        if (lines := len(cell.source.splitlines())) > MOST_LINES:
            yield cell, f"{lines} lines of code: at most {MOST_LINES}; what is longer belongs in course_lib"


@rule(level="warning")
def short_cells(book: Book) -> Found:
    """A code cell rarely has more than 15 lines."""
    for cell in book.code:
        if SHORT_LINES < (lines := len(cell.source.splitlines())) <= MOST_LINES:
            yield cell, f"{lines} lines of code: {SHORT_LINES} read better"


@rule()
def no_semicolon(book: Book) -> Found:
    """No semicolon at the end of a cell: it hides the output in Jupyter, but not from the comparison."""
    for cell, tree in book.trees:
        if tree.body and re.match(r"[^\n#]*;", _after(cell.source, tree.body[-1])):
            yield cell, "the last line ends with a semicolon: assign to _ instead"


def _after(source: str, node: ast.stmt) -> str:
    line = source.splitlines()[(node.end_lineno or 1) - 1]
    return line.encode()[node.end_col_offset or 0 :].decode()


@rule()
def no_absolute_path(book: Book) -> Found:
    """No path that exists on one machine only."""
    for cell in book.cells:
        if match := PATH.search(cell.source):
            yield cell, f"an absolute path: {match[0]!r}"


@rule()
def comparable(book: Book) -> Found:
    """Nothing whose output bypasses the cell, so that strict comparison cannot see it."""
    for cell, tree in book.trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in UNSEEN:
                yield (
                    cell,
                    f"{called(node)}(...) prints where strict comparison cannot follow",
                )
            if isinstance(node, ast.Call) and any(keyword.arg == "display_id" for keyword in node.keywords):
                yield cell, "display_id updates an output where strict comparison cannot follow"


@rule()
def later_rooms(book: Book) -> Found:
    """No room of course_lib that only a later chapter opens."""
    if book.chapter is None:
        return
    number = book.chapter.number
    opened = {room for chapter in CHAPTERS if chapter.number <= number for room in chapter.opens}
    later = {
        room: chapter.number
        for chapter in reversed(CHAPTERS)
        if chapter.number > number
        for room in chapter.opens
        if room not in opened
    }
    names = set().union(*(_names_of_package(tree) for _, tree in book.trees)) if book.trees else set()
    for cell, tree in book.trees:
        for room in sorted(set(_rooms(tree, names)) & set(later)):
            yield cell, f"course_lib.{room} is opened by chapter {later[room]}"


def _names_of_package(tree: ast.Module) -> set[str]:
    """The names under which a cell imports course_lib itself."""
    imports = [alias for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {alias.asname or "course_lib" for alias in imports if alias.name.split(".")[0] == "course_lib"}


def _rooms(tree: ast.Module, names: set[str]) -> Iterator[str]:
    """Each room of course_lib that a cell imports or reaches as an attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (_room(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "course_lib":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield _room(node.module or "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield node.attr
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            yield _room(first_argument(node) or "")


def _room(module: str) -> str:
    """The room in a dotted name: ``nn`` for ``course_lib.nn.functional``."""
    parts = module.split(".")
    return parts[1] if parts[0] == "course_lib" and len(parts) > 1 else ""
