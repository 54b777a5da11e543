"""Updating, stopped at any step; and nbgitpuller, which updates in its own way on servers."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from course_lib.cli import update
from course_lib.cli.git import Clone
from tests.repositories import FIRST, MINE, NEEDS_GIT, NEWER, ONE, ONE_MINE, Rooms, git, notebook, run

pytestmark = NEEDS_GIT


# --- stopped anywhere ---


def answers(rooms):
    return {path.read_text() for path in (rooms.student / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize("committed", [False, True])
def test_stopped_before_any_step_nothing_is_lost_and_the_next_run_ends_it(tmp_path, monkeypatch, committed):
    """Every call of git and every move of a copy is a place to be stopped at, one after the other."""
    step, finished = 0, False
    while not finished:
        folder = tmp_path / str(step)
        folder.mkdir()
        rooms = Rooms(folder)
        rooms.write(ONE)
        if committed:
            rooms.commit()
        later = MINE.replace("42", "7")
        rooms.write("notebooks/02.ipynb", later)
        rooms.teach(**{ONE: NEWER, "notebooks/02.ipynb": None})
        monkeypatch.setattr(update.project, "root", lambda student=rooms.student: student)
        finished = stop_at(step, monkeypatch)
        assert {MINE, later} <= answers(rooms), f"stopped before step {step}"
        run()
        assert {MINE, later, NEWER} <= answers(rooms) and rooms.read(ONE) == NEWER
        assert rooms.notebooks() == ["01-mine.ipynb", "01.ipynb", "02-mine.ipynb", "03.ipynb"]
        step += 1
    assert step > 10


def stop_at(step, monkeypatch):
    """Run with a halt before the given step; whether the run came to its end first."""
    left = [step]

    def counted(real):
        def call(*args, **options):
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return real(*args, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(Clone, "raw", counted(Clone.raw))
        patch.setattr(update.os, "replace", counted(os.replace))
        try:
            run()
        except KeyboardInterrupt:
            return False
    return True


def test_a_full_disk_leaves_the_answer_and_no_half_copy(rooms, monkeypatch):
    rooms.write(ONE)
    rooms.teach(**{ONE: NEWER})

    def full(number):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(update.os, "fsync", full)
        with pytest.raises(OSError):
            run()
    assert rooms.read(ONE) == MINE and not (rooms.student / ONE_MINE).exists()
    assert run() == 0 and rooms.read(ONE_MINE) == MINE


# --- nbgitpuller, where it is installed ---


def puller(rooms):
    pull = pytest.importorskip("nbgitpuller.pull", reason="nbgitpuller is not installed here")
    return list(pull.GitPuller(str(rooms.teacher), str(rooms.student), branch="main").pull())


def test_nbgitpuller_keeps_answers(rooms):
    rooms.write(ONE)
    rooms.write("notebooks/02.ipynb")
    rooms.write("notebooks/04.ipynb")
    unlike = notebook(
        *["no", "line", "of", "this", "is", "known"] * 9
    )  # git takes a like one for a renamed one
    rooms.teach(**{ONE: NEWER, "notebooks/02.ipynb": None, "notebooks/04.ipynb": unlike})
    puller(rooms)
    assert "return 42" in rooms.read(ONE), "where both changed a line, the student's stays"
    json.loads(rooms.read(ONE))
    assert rooms.read("notebooks/02.ipynb") == MINE, "changed here, deleted there: it stays"
    kept = [name for name in rooms.notebooks() if name.startswith("04__")]
    assert rooms.read("notebooks/04.ipynb") == unlike and rooms.read(f"notebooks/{kept[0]}") == MINE
    assert MINE.strip() == git(rooms.student, "show", f"HEAD^1:{ONE}"), "and all of it is in the history"


def test_update_goes_on_where_nbgitpuller_has_been(rooms):
    rooms.write(ONE)
    rooms.teach(**{"notebooks/02.ipynb": NEWER})
    puller(rooms)
    rooms.teach(**{ONE: NEWER})
    assert run() == 0
    assert (rooms.read(ONE), rooms.read(ONE_MINE)) == (NEWER, MINE)


def test_where_nbgitpuller_stops_nothing_is_lost_and_update_goes_on(rooms):
    """A chapter that is renamed to the name of a student's own file."""
    rooms.write("notebooks/02.ipynb")
    rooms.write("notebooks/04.ipynb", MINE.replace("42", "43"))
    rooms.teach(**{"notebooks/02.ipynb": None, "notebooks/04.ipynb": FIRST})
    with pytest.raises(subprocess.CalledProcessError):
        puller(rooms)
    assert {MINE, MINE.replace("42", "43")} <= answers(rooms)
    assert run() == 0
    assert {MINE, MINE.replace("42", "43"), FIRST} <= answers(rooms)
