"""The verb update, on real repositories: a teacher's, and a student's clone of it with answers in its notebooks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from course_lib.cli import front, update
from course_lib.cli.git import Clone
from course_lib.cli.problem import Problem
from tests.repositories import FIRST, MINE, NEEDS_GIT, NEWER, ONE, ONE_MINE, git, run

pytestmark = NEEDS_GIT


def test_an_answer_is_kept_beside_the_new_notebook(rooms, capsys):
    rooms.write(ONE)
    rooms.teach(**{ONE: NEWER})
    assert run() == 0
    assert (rooms.read(ONE), rooms.read(ONE_MINE)) == (NEWER, MINE)
    assert f"{ONE}: yours is kept as {ONE_MINE}" in capsys.readouterr().out
    assert git(rooms.student, "rev-parse", "HEAD") == git(rooms.teacher, "rev-parse", "HEAD")


def test_what_only_the_student_has_changed_stays_as_it_is(rooms):
    rooms.write(ONE)
    rooms.write("notebooks/mine.ipynb")
    rooms.teach(**{"notebooks/02.ipynb": NEWER, "notebooks/04.ipynb": FIRST})
    assert run() == 0
    assert (rooms.read(ONE), rooms.read("notebooks/02.ipynb")) == (MINE, NEWER)
    assert rooms.notebooks() == ["01.ipynb", "02.ipynb", "03.ipynb", "04.ipynb", "mine.ipynb"]


def test_nothing_new(rooms, capsys):
    rooms.write(ONE)
    assert run() == 0
    assert "up to date" in capsys.readouterr().out
    assert rooms.read(ONE) == MINE and not (rooms.student / ONE_MINE).exists()


def test_a_second_time_takes_another_name(rooms):
    rooms.write(ONE)
    rooms.teach(**{ONE: NEWER})
    run()
    later = MINE.replace("42", "43")
    rooms.write(ONE, later)
    rooms.teach(**{ONE: NEWER + "\n"})
    run()
    assert [rooms.read(p) for p in (ONE, ONE_MINE, "notebooks/01-mine-2.ipynb")] == [
        NEWER + "\n",
        MINE,
        later,
    ]


@pytest.mark.parametrize("committed", [False, True])
def test_an_answer_in_a_notebook_that_the_course_deleted(rooms, committed):
    rooms.write(ONE)
    if committed:
        rooms.commit()
    rooms.teach(**{ONE: None})
    run()
    assert rooms.read(ONE_MINE) == MINE and not (rooms.student / ONE).exists()


@pytest.mark.parametrize("committed", [False, True])
def test_an_answer_in_a_notebook_that_the_course_renamed(rooms, committed):
    rooms.write(ONE)
    if committed:
        rooms.commit()
    rooms.teach(**{ONE: None, "notebooks/01_neurons.ipynb": FIRST})
    run()
    assert (rooms.read(ONE_MINE), rooms.read("notebooks/01_neurons.ipynb")) == (MINE, FIRST)


def test_local_commits_that_would_conflict(rooms):
    rooms.write(ONE)
    rooms.write("notebooks/02.ipynb")
    rooms.commit()
    mine = git(rooms.student, "rev-parse", "HEAD")
    rooms.write("notebooks/03.ipynb")
    rooms.teach(**{ONE: NEWER, "course_lib/a.py": "a = 2\n"})
    run()
    assert (rooms.read(ONE), rooms.read(ONE_MINE)) == (NEWER, MINE)
    assert rooms.read("notebooks/02.ipynb") == rooms.read("notebooks/03.ipynb") == MINE
    assert rooms.read("course_lib/a.py") == "a = 2\n"
    parents = git(rooms.student, "rev-parse", "HEAD^1", "HEAD^2").split()
    assert parents == [mine, git(rooms.teacher, "rev-parse", "HEAD")], "the student's commit is still there"
    assert git(rooms.student, "diff", "--name-only", "HEAD") == "notebooks/03.ipynb"
    rooms.teach(**{"notebooks/02.ipynb": NEWER})
    run()
    assert (rooms.read("notebooks/02.ipynb"), rooms.read("notebooks/02-mine.ipynb")) == (NEWER, MINE)


def test_a_commit_of_the_students_that_deletes_and_adds(rooms):
    (rooms.student / ONE).unlink()
    rooms.write("notebooks/own.ipynb")
    git(rooms.student, "add", "--all")
    rooms.commit()
    rooms.teach(**{"notebooks/02.ipynb": NEWER})
    run()
    assert rooms.notebooks() == ["02.ipynb", "03.ipynb", "own.ipynb"]
    assert git(rooms.student, "status", "--short") == ""


def test_a_dirty_index_is_kept_too(rooms):
    staged = MINE.replace("42", "41")
    rooms.write(ONE, staged)
    rooms.write("notebooks/02.ipynb")
    git(rooms.student, "add", "--all")
    rooms.write(ONE)
    rooms.teach(**{ONE: NEWER})
    run()
    assert [rooms.read(p) for p in (ONE, ONE_MINE, "notebooks/01-mine-2.ipynb")] == [NEWER, MINE, staged]
    assert rooms.read("notebooks/02.ipynb") == MINE


@pytest.mark.parametrize("added", [False, True])
def test_a_notebook_of_the_students_under_a_name_that_the_course_takes(rooms, added):
    rooms.write("notebooks/04.ipynb")
    if added:
        git(rooms.student, "add", "--all")
    rooms.teach(**{"notebooks/04.ipynb": NEWER, "notebooks/04-mine.ipynb": FIRST})
    run()
    assert rooms.read("notebooks/04.ipynb") == NEWER and rooms.read("notebooks/04-mine.ipynb") == FIRST
    assert rooms.read("notebooks/04-mine-2.ipynb") == MINE


def test_a_notebook_that_the_student_deleted_comes_back_when_it_is_new(rooms):
    (rooms.student / ONE).unlink()
    (rooms.student / "notebooks/02.ipynb").unlink()
    rooms.teach(**{ONE: NEWER})
    run()
    assert rooms.read(ONE) == NEWER and rooms.notebooks() == ["01.ipynb", "03.ipynb"]


def test_names_with_spaces_and_letters_of_all_kinds(rooms):
    path = "notebooks/ein süßes [Heft].ipynb"
    rooms.write(path)
    rooms.teach(**{path: NEWER})
    run()
    assert rooms.read(path) == NEWER and rooms.read(path.replace("].", "]-mine.")) == MINE


# --- where nothing may be changed ---


def state(rooms):
    files = {p: p.read_bytes() for p in rooms.student.rglob("*") if p.is_file() and ".git" not in p.parts}
    return files, git(rooms.student, "rev-parse", "HEAD")


def refused(rooms, match):
    before = state(rooms)
    with pytest.raises(Problem, match=match):
        run()
    assert state(rooms) == before


def test_offline(rooms):
    rooms.write(ONE)
    rooms.teacher.rename(rooms.teacher.with_name("away"))
    refused(rooms, "cannot be reached.*Nothing was changed")


def test_in_the_middle_of_a_merge(rooms):
    rooms.write(ONE)
    rooms.commit()
    rooms.teach(**{ONE: NEWER})
    assert subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@localhost", "pull", "--no-rebase"],
                          cwd=rooms.student, capture_output=True).returncode  # fmt: skip
    assert "<<<<<<<" in rooms.read(ONE), "what git alone makes of it is no notebook"
    refused(rooms, "A merge was begun")
    git(rooms.student, "merge", "--abort")
    run()
    assert (rooms.read(ONE), rooms.read(ONE_MINE)) == (NEWER, MINE)


def test_a_branch_that_follows_nothing(rooms):
    git(rooms.student, "switch", "--quiet", "--create", "mine")
    refused(rooms, "git switch main")
    git(rooms.student, "switch", "--quiet", "--detach")
    refused(rooms, "git switch main")


def test_a_history_that_was_rewritten(rooms):
    git(rooms.teacher, "checkout", "--quiet", "--orphan", "other")
    rooms.teach(**{ONE: NEWER})
    git(rooms.teacher, "branch", "--force", "main")
    refused(rooms, "without its history")


def test_a_folder_in_the_way(rooms):
    rooms.write("lesson", "mine")
    rooms.teach(**{"lesson/05.ipynb": FIRST, ONE: NEWER})
    refused(rooms, "lesson is in the way")
    (rooms.student / "lesson").unlink()
    run()
    assert rooms.read("lesson/05.ipynb") == FIRST


def test_no_clone_and_no_git(tmp_path, rooms, monkeypatch):
    with pytest.raises(Problem, match="no clone made by git"):
        Clone(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match=r"git is not here"):
        run()


def test_the_verb_stands_in_the_table():
    assert front.find("update").extras is None
    assert front.parser_for(front.find("update"), update).parse_args([]) is not None


def test_update_needs_the_standard_library_only():
    code = "import sys; sys.path.insert(0, '.'); from course_lib.cli import update"
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
