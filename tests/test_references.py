"""What documents, exercises, docstrings and tables point to is there."""

from __future__ import annotations

import ast
import re
from doctest import DocTestParser
from pathlib import Path

import pytest

from course_lib.chapters import CHAPTERS
from course_lib.cli.notebook_tools import files, references

ROOT = files.ROOT
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "deploy").rglob("*.md")),
]
EVERY_PLACE = {"section": set(range(100)), "exercise": set(range(100))}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_points_to_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [*references.broken_links(text, path), *references.wrong_places(text, EVERY_PLACE)]
    found += references.unknown_names(text)
    assert found == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.number)
def test_questions_and_hints_mention_sections_of_their_notebook(chapter) -> None:
    cells = files.read(files.NOTEBOOKS / f"{chapter.stem}.ipynb").cells
    here = references.sections([cell.source for cell in cells if cell.cell_type == "markdown"])
    for path in sorted((ROOT / "course_lib" / "exercises").glob(f"ch{chapter.number}*.py")):
        assert list(references.wrong_places(path.read_text(encoding="utf-8"), here)) == [], path.name


def modules() -> list[Path]:
    return sorted((ROOT / "course_lib").rglob("*.py"))


def docstrings(path: Path) -> list[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    texts = [ast.get_docstring(node) or "" for node in nodes if isinstance(node, kinds)]
    parts = [part for text in texts for part in DocTestParser().parse(text)]
    return [part for part in parts if isinstance(part, str)]  # the examples are run; this is the rest


def test_docstrings_name_what_is_there() -> None:
    said = [(path.name, text) for path in modules() for text in docstrings(path)]
    names = {name for _, text in said for name in re.findall(r"\bcourse_lib(?:\.[A-Za-z_]\w*)+", text)}
    names = {name for name in names if not name.endswith((".html", ".json"))}
    assert len(names) > 15
    assert sorted(name for name in names if not references.exists(name)) == []
    assert [wrong for _, text in said for wrong in references.wrong_places(text, EVERY_PLACE)] == []


def test_names_of_torch_are_there() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed here: its names cannot be looked up")
    texts = [
        (path.name, cell.source)
        for path in files.find()
        for cell in files.read(path).cells
        if cell.cell_type == "markdown"
    ]
    names = {
        (notebook, name)
        for notebook, text in texts
        for said in references.BACKTICKS.findall(text)
        for name in references.DOTTED.findall(said)
        if name.startswith("torch.")
    }
    assert len(names) > 30
    assert sorted(name for name in names if not references.exists(name[1])) == []


def test_anchors_are_formed_as_the_readers_form_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n```\n# no heading\n```\n\n## 4 · What, then?\n", encoding="utf-8")
    assert references.anchors(page) == {"a-page", "4--what-then"}
    assert "6-·-What-became-of-the-first-kernels?" in references.anchors(
        files.NOTEBOOKS / "13_cnns_in_pytorch.ipynb"
    )
    broken = list(
        references.broken_links("[a](page.md#b) [c](d.md) [e](page.md#a-page) [f](https://g.h)", page)
    )
    assert broken == ["a link to #b, which page.md does not have", "a link to d.md, which is not there"]
