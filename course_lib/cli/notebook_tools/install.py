"""The cell at the top of every notebook that installs the course where it is missing, as on Colab."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course_lib.cli.project import Repository, repository

from . import files

ID = "install"
HEAD = """# Where the course is missing, as on Colab, this installs it. Everywhere else it does nothing.
try:
    import course_lib
except ModuleNotFoundError:
"""
INSTALL = """    import subprocess
    import sys

    course = "{address}"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", course], check=True)"""
NO_ADDRESS = """    raise ModuleNotFoundError(
        "course_lib is missing. In a clone of the course, start with: python -m course_lib lab. "
        "Elsewhere, first run: %pip install git+ADDRESS, with the address of a public copy."
    ) from None"""


def source(home: Repository) -> str:
    """The cell's text; without a public address it installs nothing and says what to do.

    >>> "git+https://github.com/me/course@main" in source(Repository("https://github.com/me/course"))
    True
    """
    return HEAD + (INSTALL.format(address=home.pip()) if home.address else NO_ADDRESS)


def source_for(path: Path) -> str:
    """The cell's text for a notebook file, from the address in `pyproject.toml`; empty for no chapter's."""
    return source(repository()) if files.chapter_of(path) else ""


def place(notebook: NotebookNode, text: str) -> NotebookNode:
    """A copy whose second cell is the one that installs, with `text` in it; without `text`, a mere copy.

    The cell counts as run where the notebook was: what runs a notebook has the course, and shows nothing.
    """
    result = deepcopy(notebook)
    if not text or not result.cells:
        return result
    result.cells = [cell for cell in result.cells if cell.get("id") != ID]
    code = [cell for cell in result.cells if cell.cell_type == "code"]
    cell = new_code_cell(text, id=ID, metadata={"slideshow": {"slide_type": "skip"}})
    cell.execution_count = code[0].get("execution_count") if code else None
    result.cells.insert(1, cell)
    return result
