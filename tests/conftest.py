"""Shared by all tests: where the course lies, and a way to write a small notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def small_notebook(tmp_path: Path) -> Path:
    """A copy of the stored fixture notebook: streams, a plot, a widget, a progress bar, a check."""
    path = tmp_path / "small.ipynb"
    path.write_bytes((FIXTURES / "small.ipynb").read_bytes())
    return path


@pytest.fixture
def write_notebook(tmp_path: Path):
    """Write a notebook of code cells, given as id=source, and return its path."""
    from nbformat.v4 import new_code_cell, new_notebook, writes

    def write(name: str = "tiny.ipynb", **cells: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        code = [new_code_cell(source, id=key.replace("_", "-")) for key, source in cells.items()]
        path.write_text(writes(new_notebook(cells=code)), encoding="utf-8")
        return path

    return write


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A teacher's repository and a student's clone, which is the course's folder for the verb update."""
    from course_lib.cli import project
    from tests.repositories import Rooms

    made = Rooms(tmp_path)
    monkeypatch.setattr(project, "root", lambda: made.student)
    return made
