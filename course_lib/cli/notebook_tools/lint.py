"""What a notebook of this course must have and must not have; the rules stand in the `rules_` files."""

from __future__ import annotations

from pathlib import Path

from . import coverage, rules_anatomy, rules_code, rules_outputs, rules_references
from .book import RULES, Book, Finding, open_book

__all__ = [
    "RULES",
    "Finding",
    "lint",
    "lint_book",
    "rules_anatomy",
    "rules_code",
    "rules_outputs",
    "rules_references",
]


def lint(path: Path) -> list[Finding]:
    """Every finding in one notebook file, in the order of the rules.

    Raises NotebookError when the file cannot be read as a notebook.
    """
    return lint_book(open_book(path, coverage.read_items()))


def lint_book(book: Book) -> list[Finding]:
    """Apply every rule to a notebook that is already open."""
    is_lesson = book.chapter is None or book.chapter.number != "00"
    return [
        Finding(book.path.name, cell.get("id", "") if cell else "", rule.name, message, rule.level)
        for rule in RULES
        if is_lesson or not rule.lessons_only
        for cell, message in rule.look(book)
    ]
