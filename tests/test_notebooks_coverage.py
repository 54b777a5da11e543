"""The report of what the notebooks settle, and the file of lecture items it is made from."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.chapters import CHAPTERS
from course_lib.cli import notebooks
from course_lib.cli.notebook_tools import coverage, files
from course_lib.cli.notebook_tools.coverage import Item
from course_lib.cli.problem import Problem

ITEMS = {
    "S0-001": Item("S0-001", "01", "A sum is a product.", "Σ wx = wᵀx", "agrees"),
    "S0-002": Item("S0-002", "01", "A step.", "w + g", "differs", "the sign | of it"),
    "S0-003": Item("S0-003", "01", "Who speaks.", "2022", "stated"),
    "S0-004": Item("S0-004", "02", "A neuron.", "", "stated"),
}


@pytest.fixture
def chapter(tmp_path: Path):
    def write(lectures: dict[str, list[str]]) -> list[Path]:
        shown = {"sum": "they agree | 1e-12: True\n\nmore\n", "step": "E goes up\n"}
        cells = [new_markdown_cell("words", id="words")]
        for name, words in shown.items():
            outputs = [new_output("stream", text=words)]
            cells.append(new_code_cell("pass", id=name, outputs=outputs, execution_count=1))
        drawn = [new_output("display_data", data={"text/plain": "Figure: a curve", "image/png": "x"})]
        cells.append(new_code_cell("plot", id="figure", outputs=drawn, execution_count=1))
        for cell in cells:
            cell.metadata["lecture"] = lectures.get(cell.id, [])
        path = tmp_path / f"{CHAPTERS[1].stem}.ipynb"
        path.write_text(files.to_text(new_notebook(cells=cells)), encoding="utf-8")
        return [path]

    return write


GOOD = {"sum": ["S0-001"], "figure": ["S0-003"], "step": ["S0-002"], "words": ["S0-003", "S0-001"]}


def test_report_quotes_cells_and_links_to_them(chapter):
    report, faults = coverage.report(chapter(GOOD), ITEMS)
    assert faults == []
    assert "3 of 3 items settled: 1 agrees, 1 differs, 1 stated." in report
    row = next(line for line in report.splitlines() if line.startswith("| S0-001"))
    assert "| 0 (Rajendram) | A sum is a product. |" in row
    assert "`they agree ¦ 1e-12: True / more` ([sum](../notebooks/01_logistic_regression.ipynb#sum))" in row
    assert row.index("#sum") < row.index("stated in the text ([words]")
    assert r"differs: the sign \| of it" in report
    assert "shown in a figure ([figure](" in report
    assert "S0-004" not in report and "10 February 2022" in report


def test_report_is_the_same_twice(chapter):
    paths = chapter(GOOD)
    assert coverage.report(paths, ITEMS) == coverage.report(paths, dict(ITEMS))


@pytest.mark.parametrize(
    "change, fault",
    [
        ({"words": [], "figure": []}, "lecture item S0-003 of chapter 01 is settled by no cell"),
        ({"words": ["S0-003", "S9-999"]}, "cell 'words': lecture item S9-999 is not in docs/lectures.csv"),
        ({"words": ["S0-003", "S0-004"]}, "cell 'words': lecture item S0-004 belongs to chapter 02"),
        ({"step": [], "figure": ["S0-002"]}, "S0-002 says 'differs', but none of its cells shows a computed"),
    ],
)
def test_fault(chapter, change, fault):
    _, faults = coverage.report(chapter({**GOOD, **change}), ITEMS)
    assert len(faults) == 1 and fault in faults[0]


def test_long_output_is_cut_at_a_word():
    cell = new_code_cell("x", outputs=[new_output("stream", text="word " * 100)])
    cut = coverage.excerpt(cell)
    assert len(cut) <= coverage.EXCERPT and cut.endswith("word ...")


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    notebooks.add_arguments(parser)
    return notebooks.run(parser.parse_args(list(words)))


def test_stale_report_fails_the_check(chapter, tmp_path, monkeypatch, capsys):
    chapter(GOOD)
    table = tmp_path / "lectures.csv"
    rows = ["id,chapter,what,slide,verdict,why"]
    rows += [",".join([i.id, i.chapter, i.what, i.slide, i.verdict, i.why]) for i in ITEMS.values()]
    table.write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setattr(files, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(coverage, "ITEMS", table)
    monkeypatch.setattr(coverage, "REPORT", tmp_path / "coverage.md")
    assert call("coverage", "--check") == 1
    assert "coverage.md is stale" in capsys.readouterr().out
    assert call("coverage") == 0
    assert call("coverage", "--check") == 0
    chapter({**GOOD, "words": ["S0-003"]})
    assert call("coverage", "--check") == 1


@pytest.mark.parametrize(
    "row, fault",
    [
        ("S0-001,01,a,b,agrees,\nS0-001,01,a,b,agrees,", "twice"),
        ("S0-001,01,a,b,maybe,", "verdict 'maybe', not one of"),
    ],
)
def test_wrong_table_is_a_sentence(tmp_path, row, fault):
    path = tmp_path / "lectures.csv"
    path.write_text(f"id,chapter,what,slide,verdict,why\n{row}\n", encoding="utf-8")
    with pytest.raises(Problem, match=fault):
        coverage.read_items(path)


def test_the_course_own_table():
    items = coverage.read_items()
    numbers = {chapter.number for chapter in CHAPTERS}
    assert len([item for item in items.values() if item.chapter in ("00", "01")]) == 30
    for item in items.values():
        assert item.id.split("-")[0] in coverage.LECTURES and item.chapter in numbers
        assert item.what.endswith((".", "?")), f"{item.id} is a sentence"
        assert item.why or item.verdict != "differs", f"{item.id} says why it differs"
