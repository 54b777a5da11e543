"""The way through nbgrader: a chapter is released with its checks, and marked by them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import read, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_lib.cli import front
from course_lib.cli.grading import nbgrader
from course_lib.cli.notebook_tools import files

STUB = "def my_scores(X, w):\n    ..."
CHECK = 'check("01.score", my_scores)'
CELLS = [
    new_markdown_cell("Text"),
    new_code_cell("from course_lib.exercises import check"),
    new_code_cell(STUB),
]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one small chapter, written for nbgrader."""
    chapter = tmp_path / "notebooks" / "01_small.ipynb"
    chapter.parent.mkdir()
    write(new_notebook(cells=[*CELLS, new_code_cell(CHECK)]), chapter)
    monkeypatch.setattr(files, "find", lambda targets: [chapter])
    return nbgrader.write(tmp_path / "course", "01").parents[2]


def test_only_the_checks_are_changed(course):
    cells = read(course / "source" / "01" / "01_small.ipynb", 4).cells
    assert [cell.source for cell in cells[:3]] == [cell.source for cell in CELLS]
    assert all("nbgrader" not in cell.metadata for cell in cells[:3])
    told = cells[3].metadata.nbgrader
    assert (told.grade, told.locked, told.solution, told.grade_id) == (True, True, False, "01-score")
    assert cells[3].source.startswith(CHECK)


@pytest.mark.parametrize(
    ("body", "passes"), [("...", False), ("return X @ w[1:]", False), ("return w[0] + X @ w[1:]", True)]
)
def test_the_hidden_lines_raise_unless_the_answer_passes(course, body, passes):
    cells = read(course / "source" / "01" / "01_small.ipynb", 4).cells
    world: dict = {}
    exec(f"from course_lib.exercises import check\ndef my_scores(X, w):\n    {body}", world)
    if passes:
        exec(cells[3].source, world)
    else:
        with pytest.raises(AssertionError, match="not attempted" if body == "..." else "failed"):
            exec(cells[3].source, world)


def test_the_chapter_has_to_be_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(front.bootstrap, "ensure", lambda extras, words: None)
    assert front.main(["grade", str(tmp_path), "--nbgrader"]) == 2
    assert "--chapter NN" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nbgrader"), reason="nbgrader is not installed")
def test_nbgrader_gives_the_points(course):
    kernel = course / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.write_text(json.dumps({"argv": start, "display_name": "Python 3", "language": "python"}), "utf-8")
    (course / "nbgrader_config.py").touch()
    room = {
        **os.environ,
        "JUPYTER_PATH": str(course / "jupyter"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }

    def call(*words):
        subprocess.run(
            ["nbgrader", *words], cwd=course, env=room, check=True, capture_output=True, timeout=300
        )

    call("generate_assignment", "01")
    released = read(course / "release" / "01" / "01_small.ipynb", 4)
    assert [cell.source for cell in released.cells] == [*(cell.source for cell in CELLS), CHECK]
    for who, body in {"bob": "...", "ada": "return w[0] + X @ w[1:]"}.items():
        released.cells[2].source = STUB.replace("...", body)
        path = course / "submitted" / who / "01" / "01_small.ipynb"
        path.parent.mkdir(parents=True)
        write(released, path)
    call("autograde", "01")
    call("export")
    rows = [line.split(",") for line in (course / "grades.csv").read_text("utf-8").splitlines()]
    score, student = rows[0].index("score"), rows[0].index("student_id")
    assert {row[student]: float(row[score]) for row in rows[1:]} == {"ada": 1.0, "bob": 0.0}
