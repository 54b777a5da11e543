"""The cell that installs the course where it is missing: what it says, where it stands, and that it works."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_lib.chapters import CHAPTERS
from course_lib.cli.notebook_tools import files, install
from course_lib.cli.project import Repository

FIRST = Path(f"{CHAPTERS[0].stem}.ipynb")
HOME = Repository("https://github.com/me/course", "spring")


def small(count):
    cells = [new_markdown_cell("# 00", id="title"), new_code_cell("1 + 1", id="sum", execution_count=count)]
    return new_notebook(cells=cells)


def run(text: str, tmp_path: Path, fakes: str) -> subprocess.CompletedProcess:
    """The cell in a Python of its own, where `fakes` was run before it."""
    script = tmp_path / "cell.py"
    script.write_text(f"{fakes}\n{text}\nprint('and on')\n", encoding="utf-8")
    return subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, timeout=60)


def missing(then: str = "") -> str:
    """Lines that take the course away, and what `then` says."""
    return f"import subprocess, sys\nsys.modules['course_lib'] = None\n{then}"


@pytest.mark.parametrize("count", [1, None])
def test_it_stands_second_once_and_counts_as_the_notebook_does(count):
    text = install.source(HOME)
    placed = install.place(install.place(small(count), "old"), text)
    assert [cell.id for cell in placed.cells] == ["title", "install", "sum"]
    cell = placed.cells[1]
    assert (cell.source, cell.outputs, cell.execution_count) == (text, [], count)
    assert cell.metadata == {"slideshow": {"slide_type": "skip"}}


def test_a_notebook_of_no_chapter_has_none():
    assert install.source_for(Path("mine.ipynb")) == ""
    assert [cell.id for cell in install.place(small(1), "").cells] == ["title", "sum"]
    assert install.source_for(FIRST).startswith("# Where the course is missing")


def test_every_chapter_has_the_one_that_pyproject_asks_for():
    for path in files.find():
        cell = files.read(path).cells[1]
        assert (cell.id, cell.source) == (install.ID, install.source_for(path)), path.name


@pytest.mark.parametrize("home", [HOME, Repository()], ids=["address", "no-address"])
def test_it_does_nothing_where_the_course_is(home, tmp_path):
    fakes = "import subprocess, sys, types\nsys.modules['course_lib'] = types.ModuleType('course_lib')\n"
    done = run(install.source(home), tmp_path, fakes + "subprocess.run = None")
    assert (done.returncode, done.stdout, done.stderr) == (0, "and on\n", "")
    assert len(ast.parse(install.source(home)).body) == 1


def test_it_installs_from_the_address_and_branch(tmp_path):
    fakes = missing(
        "subprocess.run = lambda words, check: print(words[1:], check, words[0] == sys.executable)"
    )
    done = run(install.source(HOME), tmp_path, fakes)
    wanted = ["-m", "pip", "install", "--quiet", "git+https://github.com/me/course@spring"]
    assert done.stdout == f"{wanted} True True\nand on\n", done.stderr


def test_a_failed_installation_stops_the_notebook(tmp_path):
    done = run(install.source(HOME), tmp_path, missing("sys.executable = sys.executable + '-none'"))
    assert done.returncode == 1 and "and on" not in done.stdout


def test_without_an_address_it_says_what_to_do(tmp_path):
    done = run(install.source(Repository()), tmp_path, missing())
    assert done.returncode == 1 and "and on" not in done.stdout
    (told,) = [line for line in done.stderr.splitlines() if line.startswith("ModuleNotFoundError")]
    assert "python -m course_lib lab" in told and "%pip install git+ADDRESS" in told
    assert "During handling" not in done.stderr
