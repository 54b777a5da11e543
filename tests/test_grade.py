"""Marking a class: solutions score full, untouched notebooks nothing, and no cheat is taken for an answer."""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, writes

from course_lib.cli import grade
from course_lib.cli.grading import marks
from course_lib.cli.grading.marks import USES_SOLUTION, Limits, mark, wanted
from course_lib.cli.grading.process import Room
from course_lib.exercises.solutions import source

LIMITS = Limits(seconds=60, memory=2048)
LINUX = sys.platform == "linux"
SCORE = "def my_scores(X, w):\n    return w[0] + X @ w[1:]"


def stub(exercise, name):
    return (
        f"{name} = ..."
        if exercise.value
        else f'def {name}({", ".join(exercise.parameters)}):\n    """Text."""\n    ...'
    )


def solved(exercise, name):
    return (
        source(exercise).replace(f"{exercise.value} =", f"{name} =") if exercise.value else source(exercise)
    )


@pytest.fixture
def hand_in(tmp_path):
    """Write a notebook of these cells, after the usual imports, and return its path."""

    def write(*cells, name="work.ipynb"):
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        start = "import numpy as np\nimport math\nfrom course_lib.exercises import check, solution"
        path.write_text(writes(new_notebook(cells=[new_code_cell(c) for c in (start, *cells)])), "utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def room():
    """One copy of the course for many tests, to save time."""
    room, close = Room(), Room.close
    room.close = lambda: None
    yield room
    close(room)


@pytest.fixture
def one(hand_in, monkeypatch, room):
    """Mark cells of chapter 01 for the exercise 01.score alone: its status, and the remarks."""
    monkeypatch.setattr(marks, "Room", lambda: room)
    only = tuple(pair for pair in wanted("01") if pair[0].name == "01.score")
    monkeypatch.setattr(marks, "wanted", lambda chapter: only)

    def run(*cells, limits=LIMITS):
        result = mark("ada", hand_in(*cells), limits, "01")
        return result.statuses["01.score"], " / ".join(result.remarks)

    return run


@pytest.mark.parametrize("chapter", ["01", "06", "13"])
def test_solutions_score_full(hand_in, chapter):
    cells = [solved(e, name) for e, name in wanted(chapter)]
    names = set(dir(sys.modules[wanted(chapter)[0][0].solution.__module__]))
    imports = [line for line in ("from course_lib import backend",) if line.split()[-1] in names]
    checks = [f'check("{e.name}", {name})' for e, name in wanted(chapter)]
    result = mark("ada", hand_in(*imports, *cells, *checks), Limits(seconds=300))
    assert result.chapter == chapter
    assert set(result.statuses.values()) == {"passed"}, result.remarks
    assert result.passed == result.attempted == len(wanted(chapter)) >= 5


@pytest.mark.parametrize("chapter", ["00", "01", "06", "13"])
def test_untouched_scores_nothing(hand_in, chapter):
    path = hand_in(*(stub(e, name) for e, name in wanted(chapter)))
    result = mark("bob", path, LIMITS, chapter)
    assert (result.attempted, result.passed) == (0, 0)
    assert set(result.statuses.values()) == {"not attempted"}


def test_the_value_of_chapter_00_is_marked(hand_in):
    ((exercise, name),) = wanted("00")
    assert mark("a", hand_in(solved(exercise, name)), LIMITS, "00").statuses == {"00.first": "passed"}
    assert mark("a", hand_in(f"{name} = 63"), LIMITS, "00").statuses == {"00.first": "failed"}


def test_helpers_of_the_student_are_brought_along_and_nothing_else_is_run(one):
    helper = "bias = 0\ndef line(X, w): return w[bias] + X @ w[1:]\ntable = {}\ntable['f'] = line"
    answer = "def my_scores(X, w): return table['f'](X, w)"
    assert one(helper, "raise SystemExit", "%timeit 1\nwhile True: pass", answer) == ("passed", "")


WRONG = {
    "wrong": "def my_scores(X, w): return X @ w[1:]",
    "raises": "def my_scores(X, w): raise KeyError(1)",
    "check redefined": "def check(*a): print('✔ 01.score: passed')\ndef my_scores(X, w): return 0\n"
    "check('01.score', my_scores)",
    "a pass is printed": "print('✔ 01.score: passed')\ndef my_scores(X, w):\n    print('passed'); return 1",
    "compare and judge are patched": "import course_lib.exercises as e\ndef my_scores(X, w):\n"
    "    import sys, types\n    for name in ('compare', 'judge'):\n"
    "        fake = types.ModuleType(name); fake.difference = fake.judge = lambda *a: None\n"
    "        setattr(e, name, fake); sys.modules['course_lib.exercises.' + name] = fake\n"
    "    np.allclose = lambda *a, **k: True\n    return X",
    "equal to everything": "class All(float):\n    def __eq__(self, other): return True\n"
    "def my_scores(X, w): return All()",
    "an array that agrees": "class Sly(np.ndarray):\n    def __eq__(self, other): return np.array(True)\n"
    "def my_scores(X, w): return np.zeros(len(X)).view(Sly)",
    "the stack": "def my_scores(X, w):\n    import sys\n    frame = sys._getframe()\n    while frame:\n"
    "        for part in frame.f_locals.values():\n            if isinstance(part, dict) and 'expected' in part:\n"
    "                return part['expected']\n        if 'expected' in frame.f_locals:\n"
    "            return frame.f_locals['expected']\n        frame = frame.f_back\n    return 0",
    "sys.exit": "import sys\ndef my_scores(X, w): sys.exit(0)",
    "a forged message": "def my_scores(X, w):\n    import os\n    for n in range(3, 20):\n        try:\n"
    '            os.write(n, b\'{"status": "passed", "value": ["other", "x"]}\\n\')\n'
    "        except OSError: pass\n    return 0",
    "an object with a pickle": "class Bomb:\n    def __reduce__(self): return (print, ('boom',))\n"
    "def my_scores(X, w): return np.array([Bomb()])",
}


@pytest.mark.parametrize("cheat", WRONG)
def test_a_wrong_answer_fails_whatever_it_does(one, cheat, capfd):
    assert one(WRONG[cheat])[0] in ("failed", USES_SOLUTION)
    assert "boom" not in capfd.readouterr().out


SOLUTIONS = {
    "imported": "from course_lib.exercises.ch01 import my_scores",
    "imported inside": "def my_scores(X, w):\n    import course_lib.exercises.ch01 as c\n"
    "    return c.my_scores(X, w)",
    "by attribute": "from course_lib import exercises\ndef my_scores(X, w): return exercises.ch01.my_scores(X, w)",
    "by importlib": "import importlib\nmy_scores = importlib.import_module('course_lib.exercises.ch01').my_scores",
    "hidden": "def my_scores(X, w):\n    import importlib\n"
    "    return importlib.import_module('course_lib.exer' + 'cises.c' + 'h01').my_scores(X, w)",
}


@pytest.mark.parametrize("how", SOLUTIONS)
def test_the_imported_solution_is_reported(one, how):
    status, remarks = one(SOLUTIONS[how])
    assert status == USES_SOLUTION
    assert "solutions" in remarks


def test_the_solutions_cannot_be_read_from_the_disk(one):
    path = wanted("01")[0][0].solution.__code__.co_filename
    half = len(path) - 12
    read = f"def my_scores(X, w):\n    room = {{}}\n    exec(open({path[:half]!r} + {path[half:]!r}).read(), room)\n"
    assert one(read + "    return room['my_scores'](X, w)")[0] == USES_SOLUTION


def test_a_copied_solution_passes_with_a_remark(hand_in, monkeypatch):
    pair = next(pair for pair in wanted("01") if pair[0].name == "01.sigmoid")
    monkeypatch.setattr(marks, "wanted", lambda chapter: (pair,))
    result = mark("a", hand_in(source(pair[0])), LIMITS, "01")
    assert result.statuses == {"01.sigmoid": "passed"}
    assert result.row().trouble == ["the published solution, word for word: 01.sigmoid"]


def test_an_endless_loop_is_ended(one, monkeypatch):
    status, remarks = one("def my_scores(X, w):\n    while True:\n        pass", limits=Limits(3, 2048))
    assert status == "failed"
    assert "no answer within" in remarks
    assert one("while True: my_scores = 1", limits=Limits(2, 2048))[0] == "failed"


@pytest.mark.skipif(not LINUX, reason="forks past Python")
def test_a_child_that_escapes_holds_nothing_up(hand_in):
    began = time.monotonic()
    fork = "import ctypes, os, time\ndef my_scores(X, w):\n    libc = ctypes.CDLL(None)\n    if not libc.fork():\n"
    fork += "        libc.setsid()\n        time.sleep(300)\n    os._exit(0)"
    result = mark("ada", hand_in(fork), Limits(4, 2048), "01")
    assert result.statuses["01.score"] == "failed"
    assert time.monotonic() - began < 60
    assert not [
        p for p in psutil.process_iter(["cwd"]) if "marking-" in (p.info["cwd"] or "") and p.ppid() == 1
    ]


def test_what_is_said_over_the_line_is_never_trusted(one):
    forge = "import sys\ndef my_scores(X, w):\n    s = sys.modules['course_lib.cli.grading.student']\n    say = s.Line.say\n"
    for lie in (
        "reached=3, trouble=4, value=['list', 5]",
        "ask=0, args=7",
        "ask='x'",
        "error=[1]",
        "error=2",
        "after=1",
    ):
        assert one(f"{forge}    s.Line.say = lambda line, **m: say(line, {lie})\n    return 0")[0] == "failed"


def test_a_process_that_ends_itself_is_no_pass(one):
    status, remarks = one("import os\ndef my_scores(X, w): os._exit(0)")
    assert status == "failed"
    assert "ended by itself" in remarks


@pytest.mark.skipif(not LINUX, reason="limits of memory are the system's")
def test_eating_memory_fails_soon(one):
    eats = "def my_scores(X, w):\n    held = []\n    while True:\n        held.append(np.ones(2**23))"
    assert one(eats, limits=Limits(30, 1024))[0] == "failed"


def test_no_file_of_the_class_is_read_or_written(one, hand_in, tmp_path):
    other = hand_in(SCORE, name="eve.ipynb")
    before = other.read_bytes()
    for mode in ("w", "a") + (("r",) if walls_hold() else ()):
        answer = (
            f"def my_scores(X, w):\n    open({str(other)!r}, {mode!r}).close()\n    return w[0] + X @ w[1:]"
        )
        assert one(answer)[0] == "failed"
    assert other.read_bytes() == before


def walls_hold() -> bool:
    import ctypes

    return LINUX and ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) > 0


@pytest.mark.skipif(not walls_hold(), reason="this kernel has no Landlock")
def test_where_the_kernel_helps_other_programs_see_nothing_either(one, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("1", "utf-8")
    reads = f"import ctypes\ndef my_scores(X, w):\n    if ctypes.CDLL(None).open({os.fsencode(secret)!r}, 0) < 0:\n"
    assert one(reads + "        return w[0] + X @ w[1:]")[0] == "passed"


def test_nothing_of_the_environment_is_passed_on(one, monkeypatch):
    monkeypatch.setenv("SECRET", "1")
    home = os.path.expanduser("~")
    looks = f"import os\ndef my_scores(X, w):\n    if 'SECRET' not in os.environ and os.environ['HOME'] != {home!r}:\n"
    assert one(looks + "        return w[0] + X @ w[1:]")[0] == "passed"


@pytest.mark.parametrize(
    "program", ["subprocess.run(['true'])", "os.system('true')", "os.kill(os.getppid(), 9)"]
)
def test_other_programs_are_out_of_reach(one, program):
    answer = f"import os, subprocess\ndef my_scores(X, w):\n    {program}\n    return w[0] + X @ w[1:]"
    assert one(answer)[0] == "failed"


def test_an_error_is_told_to_whoever_marks(one):
    assert (
        one("def my_scores(X, w): return pairwise(X)")[1]
        == "01.score: raised NameError: name 'pairwise' is not defined"
    )


def test_an_input_changed_in_place_is_seen(one):
    assert one("def my_scores(X, w):\n    s = w[0] + X @ w[1:]\n    X += 1\n    return s")[0] == "failed"


def test_a_function_among_the_inputs_stays_here(hand_in, monkeypatch):
    pair = next(pair for pair in wanted("05") if pair[0].name == "05.numerical")
    monkeypatch.setattr(marks, "wanted", lambda chapter: (pair,))
    assert mark("a", hand_in(source(pair[0])), LIMITS, "05").passed == 1


def test_the_table_of_a_class(hand_in, tmp_path, capsys):
    hand_in(SCORE, 'check("01.score", my_scores)', name="ada/deep/anything.ipynb")
    hand_in("def my_scores(X, w): ...", 'check("01.score", my_scores)', name="=bob/x.ipynb")
    hand_in("x = 1", name="cleo.ipynb")
    (tmp_path / "class" / "fred.ipynb").write_text("{not json", "utf-8")
    parser = argparse.ArgumentParser()
    grade.add_arguments(parser)
    to = tmp_path / "table.csv"
    assert grade.run(parser.parse_args([str(tmp_path / "class"), "--to", str(to)])) == 1
    said = capsys.readouterr().out
    assert "Chapter 01" in said and "ada/deep/anything.ipynb" in said
    rows = {row["notebook"]: row for row in csv.DictReader(to.open(encoding="utf-8"))}
    of = len(wanted("01"))
    ada, bob = rows["ada/deep/anything.ipynb"], rows["'=bob/x.ipynb"]
    assert (ada["01.score"], ada["attempted"], ada["passed"]) == ("passed", f"1 of {of}", f"1 of {of}")
    assert (bob["01.score"], bob["attempted"], bob["passed"]) == ("not attempted", f"0 of {of}", f"0 of {of}")
    assert "which chapter" in rows["cleo.ipynb"]["trouble"]
    assert "cannot be read" in rows["fred.ipynb"]["trouble"]


def test_a_cell_that_is_no_python_spoils_only_itself(one):
    status, remarks = one("def broken(:", SCORE)
    assert status == "passed" and "not Python" in remarks
