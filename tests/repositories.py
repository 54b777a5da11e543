"""Real repositories for the tests of updating: a teacher's, and a student's clone of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from course_lib.cli import update

NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="git is not here, and update works by it")
NAMES = ("01", "02", "03")
ONE, ONE_MINE = "notebooks/01.ipynb", "notebooks/01-mine.ipynb"


def git(folder, *words):
    who = ("-c", "user.name=T", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def notebook(*sources):
    cells = [{"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None,
              "source": text.splitlines(keepends=True)} for n, text in enumerate(sources)]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


FIRST = notebook("import numpy", "def answer():\n    ...\n", "check(answer)")
MINE = notebook("import numpy", "def answer():\n    return 42\n", "check(answer)")
NEWER = notebook("import numpy as np", "def answer(x):\n    ...\n", "check(answer)", "# a new exercise")


class Rooms:
    """The teacher's repository and the student's clone."""

    def __init__(self, folder):
        self.teacher, self.student = folder / "teacher", folder / "student"
        (self.teacher / "notebooks").mkdir(parents=True)
        (self.teacher / "course_lib").mkdir()
        git(self.teacher, "init", "--quiet", "--initial-branch", "main")
        self.teach(**{f"notebooks/{name}.ipynb": FIRST for name in NAMES},
                   **{"pyproject.toml": "[tool.course_lib]\n", "course_lib/a.py": "a = 1\n"})  # fmt: skip
        git(folder, "clone", "--quiet", str(self.teacher), str(self.student))

    def teach(self, **files):
        """The teacher publishes these files; None takes one away."""
        for path, text in files.items():
            if text is None:
                (self.teacher / path).unlink()
            else:
                (self.teacher / path).parent.mkdir(exist_ok=True)
                (self.teacher / path).write_text(text, newline="\n")
        git(self.teacher, "add", "--all")
        git(self.teacher, "commit", "--quiet", "--message", "new")

    def write(self, path, text=MINE):
        (self.student / path).write_text(text, newline="\n")

    def read(self, path):
        return (self.student / path).read_text()

    def commit(self):
        git(self.student, "commit", "--quiet", "--all", "--message", "mine")

    def notebooks(self):
        return sorted(path.name for path in (self.student / "notebooks").iterdir())


def run():
    """What `python -m course_lib update` does."""
    return update.run(SimpleNamespace())
