"""The front door: the table of verbs, its help, and the sentences for what cannot be run."""

from __future__ import annotations

import ast
import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib import __main__ as door
from course_lib.cli import front
from course_lib.cli.problem import DISK_FULL, READ_ONLY, Problem, from_oserror, is_known

ROOT = Path(__file__).parents[1]


@pytest.fixture
def verb(monkeypatch):
    """A verb whose module is made up here; returns what it was run with."""
    module = SimpleNamespace(add_arguments=lambda parser: parser.add_argument("--times", type=int, default=1))
    monkeypatch.setattr(front, "VERBS", (front.Verb("lab", "a verb"), front.Verb("doctor", "another", None)))
    monkeypatch.setattr(front, "load", lambda verb: module)
    monkeypatch.setattr(front.bootstrap, "ensure", lambda extras, words: None)
    monkeypatch.setattr(front.bootstrap, "prefer_ready_environment", lambda verb, words: None)
    module.extras = lambda args: ()
    return module


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_told_which_one_is_needed(version):
    sentence = door.too_old((*version, 1))
    assert f"needs Python 3.11 or newer, and this is Python {version[0]}.{version[1]}" in sentence
    assert "Traceback" not in sentence


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_new_python_is_welcome(version):
    assert door.too_old((*version, 0)) is None


def test_main_refuses_an_old_python_before_it_imports_anything(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 1))
    assert door.main(["lab"]) == 2
    assert "this is Python 3.8" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["course_lib/__init__.py", "course_lib/__main__.py", "course_lib/cli/__init__.py"]
)
def test_what_an_old_python_reads_first_is_plain_enough_for_it(name):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))
    future = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    assert not future, "the annotations of the future are unknown before 3.7"


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_every_verb(words, capsys):
    assert front.main(words) == 0
    told = capsys.readouterr().out
    assert all(verb.name in told and verb.about in told for verb in front.VERBS)


def test_version(capsys):
    assert front.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("course_lib ")


@pytest.mark.parametrize("name", ["lab", "test", "doctor", "data"])
def test_help_of_a_verb(name, capsys):
    assert front.main([name, "--help"]) == 0
    assert f"python -m course_lib {name}" in capsys.readouterr().out


def test_help_of_a_verb_that_needs_more_than_is_there(monkeypatch, capsys):
    def missing(verb):
        raise ModuleNotFoundError("No module named 'numpy'")

    monkeypatch.setattr(front, "load", missing)
    assert front.main(["check", "--help"]) == 0
    assert "once the course is set up" in capsys.readouterr().out


def test_an_unknown_verb_is_met_with_the_nearest(capsys):
    assert front.main(["lba"]) == 2
    told = capsys.readouterr().err
    assert "Did you mean 'lab'?" in told and "notebooks" in told


def test_a_verb_gets_its_arguments_and_gives_the_exit_code(verb):
    verb.run = lambda args: args.times
    assert front.main(["lab", "--times", "3"]) == 3
    assert front.main(["doctor", "--times", "0"]) == 0


def test_the_mark_of_a_start_inside_is_not_handed_on(verb, monkeypatch):
    monkeypatch.setenv(front.bootstrap.MARK, "|1|2")
    verb.run = lambda args: int(front.bootstrap.MARK in os.environ)
    assert front.main(["lab"]) == 0


def test_words_that_a_verb_does_not_know_are_refused(verb, capsys):
    verb.run = lambda args: 0
    with pytest.raises(SystemExit) as stop:
        front.main(["lab", "--colour"])
    assert stop.value.code == 2
    assert "not understood: --colour" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        (Problem("The kettle is empty."), 2, "The kettle is empty."),
        (OSError(errno.ENOSPC, "No space left on device"), 2, DISK_FULL),
        (OSError(errno.EROFS, "Read-only file system"), 2, READ_ONLY),
        (PermissionError(errno.EACCES, "Permission denied"), 2, READ_ONLY),
        (KeyboardInterrupt(), 130, "goes on from here"),
    ],
)
def test_what_goes_wrong_becomes_a_sentence(verb, capsys, raised, code, told):
    def run(args):
        raise raised

    verb.run = run
    assert front.main(["lab"]) == code
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "raised", [ValueError("a mistake of ours"), FileNotFoundError(errno.ENOENT, "no such file")]
)
def test_a_mistake_of_ours_is_not_hidden(verb, raised):
    def run(args):
        raise raised

    verb.run = run
    with pytest.raises(type(raised)):
        front.main(["lab"])


def test_errors_of_the_system():
    windows = OSError(0, "There is not enough space on the disk")
    windows.winerror = 112
    assert is_known(windows) and from_oserror(windows).args[0] == DISK_FULL
    assert not is_known(OSError(errno.ENOENT, "no such file"))
    assert "no such file" in str(from_oserror(OSError(errno.ENOENT, "no such file")))


def test_the_start_needs_the_standard_library_only():
    """With no packages at all, and so fast that help is at once there, the front door opens."""
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from course_lib.cli import front, lab, test, doctor, data\n"
        "front.main([])\n"
        "ours = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names) - {'__main__'}\n"
        "print('besides:', sorted(name for name in ours if not name.startswith('_')))"
    )
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert answer.stdout.rstrip().endswith("besides: ['course_lib']"), answer.stderr
