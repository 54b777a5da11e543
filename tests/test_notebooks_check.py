"""The table of a class: every notebook gets its line, however broken it is."""

from __future__ import annotations

import argparse
import csv

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output, writes

from course_lib.cli import check
from course_lib.cli.notebook_tools import classroom
from course_lib.cli.notebook_tools.rules_outputs import CHECK
from course_lib.cli.problem import Problem

pytestmark = pytest.mark.slow

START = f"""
def check(name, answer):
    status = "not attempted" if answer is ... else "passed" if answer == 42 else "failed"
    display({{"text/plain": status, "{CHECK}": {{"exercise": name, "status": status}}}}, raw=True)
"""


@pytest.fixture
def hand_in(tmp_path):
    def write(student: str, **cells: str):
        path = tmp_path / student / "01.ipynb"
        path.parent.mkdir()
        stale = {CHECK: {"exercise": "b", "status": "passed"}, "text/plain": "passed"}
        code = [new_code_cell(START, id="start", outputs=[new_output("display_data", data=stale)])]
        code += [new_code_cell(source, id=name) for name, source in cells.items()]
        path.write_text(writes(new_notebook(cells=code)), encoding="utf-8")
        return path

    return write


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    return check.run(parser.parse_args(list(words)))


def test_class_with_every_kind_of_notebook(hand_in, tmp_path, capsys):
    ada = hand_in("ada", a='check("a", 42)', b='check("b", 41)')
    hand_in("bob", a='check("a", ...)', b="oops", c='check("b", 42)')
    hand_in("cleo", a='check("a", 42)', b="while True:\n    pass", c='check("b", 42)')
    hand_in("dan", a='check("a", 42)', b="import os\nos._exit(1)", c='check("b", 42)')
    stubborn = "import signal\n_ = signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
    hand_in("eve", a=stubborn)
    for student, content in {"fred": "{not json", "gil": "[]"}.items():
        (tmp_path / student).mkdir()
        (tmp_path / student / "01.ipynb").write_text(content, encoding="utf-8")
    before = ada.read_bytes()
    code = call(str(tmp_path), "--csv", str(tmp_path / "class.csv"), "--timeout", "2", "--limit", "8")
    said = capsys.readouterr().out
    assert code == 1
    assert ada.read_bytes() == before
    rows = {row["notebook"]: row for row in csv.DictReader((tmp_path / "class.csv").open(encoding="utf-8"))}
    marks = {name.split("/")[0]: (row["a"], row["b"]) for name, row in rows.items()}
    assert marks == {
        "ada": ("passed", "failed"),
        "bob": ("not attempted", "passed"),
        "cleo": ("passed", "passed"),
        "dan": ("passed", "no verdict"),
        "eve": ("", ""),
        "fred": ("", ""),
        "gil": ("", ""),
    }
    trouble = {name.split("/")[0]: row["trouble"] for name, row in rows.items()}
    assert trouble["ada"] == ""
    assert "cell 'b': NameError" in trouble["bob"]
    assert trouble["cleo"] == "cell 'b': stopped after 2 s"
    assert "cell 'b' (import os): the kernel died" in trouble["dan"]
    assert "the whole notebook took longer than 8 s" in trouble["eve"]
    assert "cannot be read as a notebook" in trouble["fred"]
    assert "is not a notebook" in trouble["gil"]
    assert "ada/01.ipynb" in said and "passed" in said and "    cell 'b': stopped after 2 s" in said


def test_all_well_gives_zero(hand_in, capsys):
    path = hand_in("ada", a='check("a", 41)')
    assert call(str(path)) == 0
    assert "01.ipynb" in capsys.readouterr().out


def test_nothing_to_check_is_a_sentence(tmp_path):
    with pytest.raises(Problem, match="no notebook"):
        classroom.collect([str(tmp_path)])
    with pytest.raises(Problem, match="no file or folder"):
        classroom.collect([str(tmp_path / "missing")])


def test_spreadsheet_formulas_are_disarmed(tmp_path):
    result = classroom.Result("=cmd()", {"a": "passed"}, ["+1"])
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        classroom.write_csv([result], file)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()[1] == "'=cmd(),passed,'+1"


def test_table_lines_up():
    one = classroom.Result("ada.ipynb", {"sigmoid": "passed"}, ["cell 'x': stopped"])
    two = classroom.Result("b.ipynb", {"loss": "not attempted"})
    assert classroom.table([one, two]) == [
        "notebook   loss           sigmoid",
        "ada.ipynb  –              passed",
        "    cell 'x': stopped",
        "b.ipynb    not attempted  –",
    ]
