"""What the tests of single chapters share: the right options of their questions, and their cells."""

from __future__ import annotations

from pathlib import Path

import nbformat

from course_lib.exercises.library import load

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def right(name: str) -> str:
    """The text of the right option of a prediction or a question, such as ``right("13.same-numbers")``."""
    chapter = load(name[:2])
    question = next(q for q in (*chapter.PREDICTIONS, *chapter.QUIZ) if q.name == name)
    return next(option.text for option in question.options if option.right)


def code(number: str) -> dict[str, str]:
    """The source of each code cell of a chapter, by its id."""
    book = nbformat.read(next(NOTEBOOKS.glob(f"{number}_*.ipynb")), 4)
    return {cell.id: cell.source for cell in book.cells if cell.cell_type == "code"}
