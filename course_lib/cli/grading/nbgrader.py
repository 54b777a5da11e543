"""A chapter as an assignment of nbgrader: the course's own notebook, its checks marked as graded cells."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode

from course_lib.cli.grading import answers
from course_lib.cli.notebook_tools import files

HIDDEN = """
### BEGIN HIDDEN TESTS
from course_lib.exercises.judge import judge as _judge
from course_lib.exercises.library import find as _find
_verdict = _judge(_find("{name}"), {answer})
assert _verdict.status == "passed", _verdict.status
### END HIDDEN TESTS"""


def assignment(notebook: NotebookNode) -> NotebookNode:
    """A copy whose check cells are worth a point each; nbgrader hides their last lines from students.

    An untouched answer earns nothing, since nbgrader gives the point only where a cell raises no error.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cells = [new_code_cell('check("01.score", my_scores)')]
    >>> cell = assignment(new_notebook(cells=cells)).cells[0]
    >>> cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
    ('01-score', 1)
    """
    copy = deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        for name, answer in answers.asked_in(cell.source).items():
            cell.source += HIDDEN.format(name=name, answer=answer)
            cell.metadata["nbgrader"] = NotebookNode(
                grade=True,
                solution=False,
                locked=True,
                task=False,
                points=1,
                grade_id=name.replace(".", "-"),
                schema_version=3,
            )
    return copy


def write(folder: Path, chapter: str) -> Path:
    """Write a chapter below `folder`/source, where `nbgrader generate_assignment` looks; the file written.

    Raises NotebookError where the course's notebook of that chapter is missing.
    """
    path = files.find([chapter])[0]
    target = folder / "source" / chapter / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    files.write(target, files.to_text(assignment(files.read(path))))
    return target
