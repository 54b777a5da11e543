"""Making the environment: what is done, what is left alone, and the sentence for each way it can fail."""

from __future__ import annotations

import errno
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from course_lib.cli import bootstrap, installed, pip, project
from course_lib.cli.problem import DISK_FULL, NO_NETWORK, READ_ONLY, Problem

ROOT = Path(__file__).parents[1]


class HandedOver(Exception):
    """Stands for the command having been started again with another interpreter."""


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with nothing installed, in which nothing is really run; `clone.did` tells what would be."""
    (tmp_path / "course_lib").mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    did: list[str] = []

    def run(command, **_):
        did.append(" ".join(map(str, command[1:])))
        if command[1:3] == ["-m", "venv"]:
            python = bootstrap.python_of(Path(command[3]))
            python.parent.mkdir(parents=True)
            python.touch()
            (Path(command[3]) / "pyvenv.cfg").touch()
        known = bootstrap.python_of(tmp_path / ".venv").exists()
        return SimpleNamespace(returncode=0 if known else 1, stdout="3.12\n", stderr="")

    def hand_over(python, words):
        raise HandedOver(str(python), words)

    monkeypatch.setattr(project, "find_root", lambda: tmp_path)
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    monkeypatch.setattr(bootstrap, "hand_over", hand_over)
    monkeypatch.setattr(bootstrap, "lacking", lambda folder, extras: [installed.parse("jupyterlab>=4.4")])
    monkeypatch.setattr(
        bootstrap, "install", lambda *words, **named: did.append(f"install {','.join(words[2])}")
    )
    return SimpleNamespace(folder=tmp_path, venv=tmp_path / ".venv", did=did)


def start(clone, extras=("lab",)):
    """Ask for `extras`; returns what was done until the command was handed over."""
    clone.did.clear()
    with pytest.raises(HandedOver) as handed:
        bootstrap.ensure(extras, ["lab", "--port", "9999"])
    assert handed.value.args == (str(bootstrap.python_of(clone.venv)), ["lab", "--port", "9999"])
    return [done for done in clone.did if done.startswith(("install", "-m venv"))]


def test_the_first_start_makes_the_environment_and_runs_itself_inside(clone):
    assert start(clone) == [f"-m venv {clone.venv}", "install lab"]
    note = bootstrap.read_note(clone.venv)
    assert note["state"] == "ready" and note["extras"] == ["lab"] and note["python"] == "3.12"


def test_the_second_start_installs_nothing(clone):
    start(clone)
    assert start(clone) == []


def test_more_extras_are_added_to_those_that_are_there(clone):
    start(clone)
    assert start(clone, ("lab", "torch")) == ["install lab,torch"]
    assert start(clone, ("lab",)) == []
    assert bootstrap.read_note(clone.venv)["extras"] == ["lab", "torch"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed(clone, name):
    start(clone)
    (clone.folder / name).write_text((clone.folder / name).read_text() + "# changed\n")
    assert start(clone) == ["install lab"]


def test_other_line_endings_are_no_change(clone):
    start(clone)
    file = clone.folder / "constraints.txt"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert start(clone) == []


def test_an_installation_that_was_cut_short_is_made_anew(clone, monkeypatch):
    def stop(*words, **named):
        raise KeyboardInterrupt

    whole = bootstrap.install
    monkeypatch.setattr(bootstrap, "install", stop)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.ensure(("lab",), ["lab"])
    assert bootstrap.read_note(clone.venv)["state"] == "installing"
    monkeypatch.setattr(bootstrap, "install", whole)
    assert start(clone) == [f"-m venv {clone.venv}", "install lab"]


def test_a_second_command_waits_for_the_first_and_finds_its_work_done(clone, monkeypatch):
    said, done = queue.SimpleQueue(), []
    monkeypatch.setattr(bootstrap, "print", lambda words, **_: said.put(words), raising=False)
    with bootstrap.one_at_a_time(clone.folder):
        begun = threading.Thread(target=lambda: done.append(start(clone)))
        begun.start()
        while "waiting for it" not in said.get(timeout=60):
            assert begun.is_alive()
        bootstrap.write_note(
            clone.venv,
            state="ready",
            folder=str(clone.folder),
            files=bootstrap.fingerprint(clone.folder),
            extras=["lab"],
            python="3.12",
        )
        bootstrap.python_of(clone.venv).parent.mkdir()
        bootstrap.python_of(clone.venv).touch()
    begun.join()
    assert done == [[]]


@pytest.mark.parametrize("damage", ["moved", "no python", "half a note"])
def test_an_environment_that_cannot_work_is_made_anew(clone, damage, monkeypatch):
    start(clone)
    file = clone.venv / "course_lib.json"
    if damage == "moved":
        file.write_text(json.dumps({**bootstrap.read_note(clone.venv), "folder": "/elsewhere"}))
    elif damage == "no python":
        bootstrap.python_of(clone.venv).unlink()
    else:
        bootstrap.write_note(clone.venv, state="making")
    assert start(clone) == [f"-m venv {clone.venv}", "install lab"]


def test_an_environment_that_is_still_being_written_is_waited_for(tmp_path, monkeypatch):
    tries = []

    def rmtree(folder):
        tries.append(folder)
        if len(tries) < 3:
            raise OSError(errno.ENOTEMPTY, "Directory not empty")

    monkeypatch.setattr(bootstrap.shutil, "rmtree", rmtree)
    monkeypatch.setattr(bootstrap.time, "sleep", lambda seconds: None)
    bootstrap.clear(tmp_path)
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(Problem, match="is in use"):
        bootstrap.clear(tmp_path, tries=2)


def test_an_environment_that_vanishes_meanwhile_is_not_called_ready(clone, monkeypatch):
    monkeypatch.setattr(
        bootstrap, "install", lambda *words, **named: bootstrap.python_of(clone.venv).unlink()
    )
    with pytest.raises(Problem, match="run the same command again"):
        bootstrap.ensure(("lab",), ["lab"])
    assert bootstrap.read_note(clone.venv)["state"] == "installing"


def test_a_working_environment_made_by_other_hands_is_used(clone):
    python = bootstrap.python_of(clone.venv)
    python.parent.mkdir(parents=True)
    python.touch()
    (clone.venv / "pyvenv.cfg").touch()
    (clone.venv / "theirs.txt").touch()
    assert start(clone) == ["install lab"]
    assert (clone.venv / "theirs.txt").exists()


def test_a_folder_of_other_hands_is_never_thrown_away(clone):
    clone.venv.mkdir()
    (clone.venv / "thesis.txt").write_text("years of work")
    with pytest.raises(Problem, match="Move it away or delete it"):
        bootstrap.ensure(("lab",), ["lab"])
    assert (clone.venv / "thesis.txt").read_text() == "years of work"


def test_an_environment_that_has_everything_is_used_as_it_is(clone, monkeypatch):
    monkeypatch.setattr(bootstrap, "lacking", lambda folder, extras: [])
    assert bootstrap.ensure(("lab",), ["lab"]) is None
    assert clone.did == [] and not clone.venv.exists()


def test_outside_of_a_clone_the_environment_is_the_users(monkeypatch):
    monkeypatch.setattr(project, "find_root", lambda: None)
    assert bootstrap.ensure(("lab",), ["lab"]) is None


def test_inside_a_ready_environment_nothing_is_done(clone, monkeypatch):
    start(clone)
    monkeypatch.setattr(sys, "prefix", str(clone.venv))
    assert bootstrap.ensure(("lab",), ["lab"]) is None


def test_inside_an_environment_that_is_behind_the_python_it_came_from_mends_it(clone, monkeypatch):
    start(clone)
    monkeypatch.setattr(sys, "prefix", str(clone.venv))
    monkeypatch.setattr(sys, "_base_executable", "/base/python", raising=False)
    with pytest.raises(HandedOver) as handed:
        bootstrap.ensure(("lab", "torch"), ["lab", "--torch"])
    assert handed.value.args == (str(Path("/base/python")), ["lab", "--torch"])


def test_a_command_is_not_started_again_for_ever(monkeypatch):
    monkeypatch.setenv(bootstrap.MARK, "|1|2")
    with pytest.raises(Problem, match="delete that folder"):
        bootstrap.hand_over(Path("python"), ["lab"])


def test_handing_over_keeps_the_words_and_the_exit_code(monkeypatch):
    monkeypatch.setenv(bootstrap.MARK, "")
    seen = []
    child = SimpleNamespace(wait=lambda: 7)
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, words: seen.append(words), raising=False)
    monkeypatch.setattr(bootstrap.subprocess, "Popen", lambda words: seen.append(words) or child)
    with pytest.raises(SystemExit) as stop:
        bootstrap.hand_over(Path("python"), ["lab", "--no-browser"])
    assert stop.value.code == 7
    assert seen[0] == ["python", "-m", "course_lib", "lab", "--no-browser"]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_how_to_get_it(clone, monkeypatch, module):
    monkeypatch.setattr(
        bootstrap.importlib.util, "find_spec", lambda name: None if name == module else object()
    )
    with pytest.raises(Problem, match="sudo apt install python3-venv"):
        bootstrap.ensure(("lab",), ["lab"])
    assert not clone.venv.exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "The virtual environment was not created successfully because ensurepip is not available",
            "python3-venv",
        ),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("PermissionError: [Errno 13] Permission denied", "cannot be written to"),
        ("something new under the sun", "something new under the sun"),
    ],
)
def test_an_environment_that_cannot_be_made(clone, monkeypatch, said, told):
    fails = SimpleNamespace(returncode=1, stdout="", stderr=said)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *words, **named: fails)
    with pytest.raises(Problem, match=told):
        bootstrap.ensure(("lab",), ["lab"])


@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, DISK_FULL), (errno.EROFS, READ_ONLY), (errno.EACCES, READ_ONLY)]
)
def test_a_folder_that_takes_nothing(clone, monkeypatch, number, sentence):
    def refuse(self, **_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(Problem) as problem:
        bootstrap.ensure(("lab",), ["lab"])
    assert sentence in str(problem.value)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            DISK_FULL,
        ),
        ("OSError: [WinError 112] There is not enough space on the disk", DISK_FULL),
        ("WARNING: Retrying after NewConnectionError: Failed to establish a new connection", NO_NETWORK),
        ("Temporary failure in name resolution\nERROR: No matching distribution found for numpy", NO_NETWORK),
        ("[Errno 30] Read-only file system: '/x'", READ_ONLY),
        ("PermissionError: [WinError 5] Access is denied", READ_ONLY),
    ],
)
def test_what_pip_says_when_it_fails(said, sentence, tmp_path):
    assert str(pip.explain(said, "installing", tmp_path / "install.log")).startswith(sentence)


def test_a_package_that_does_not_exist_for_this_python():
    told = str(pip.explain("ERROR: No matching distribution found for torch==2.13.0", "installing", None))
    assert "There is no torch==2.13.0 for Python" in told and "another Python" in told


@pytest.fixture
def fake_pip(monkeypatch, tmp_path):
    """Stands for pip: returns the command it was asked to run."""
    asked: list[list[str]] = []
    monkeypatch.setattr(pip, "follow", lambda command, log: (asked.append(command), (0, ""))[1])
    monkeypatch.setattr(pip, "is_configured", lambda python: False)
    monkeypatch.setattr(pip.subprocess, "run", lambda command, **_: asked.append(command))
    monkeypatch.setattr(pip.sys, "platform", "linux")
    (tmp_path / "constraints.txt").touch()

    def ask(*extras, **named):
        asked.clear()
        pip.install(Path("python"), tmp_path, extras, tmp_path / "log", **named)
        return asked

    return ask


def test_pip_installs_the_clone_in_the_tested_versions(fake_pip, tmp_path):
    (command,) = fake_pip("dev", "lab")
    assert command[-2:] == ["--editable", f"{tmp_path}[dev,lab]"]
    assert command[command.index("--constraint") + 1] == str(tmp_path / "constraints.txt")
    assert "--extra-index-url" not in command


def test_torch_is_the_cpu_build_on_linux(fake_pip):
    (command,) = fake_pip("lab", "torch")
    assert command[command.index("--extra-index-url") + 1] == pip.TORCH_ON_CPU


def test_torch_comes_from_pips_own_index_where_it_has_one(fake_pip, monkeypatch):
    monkeypatch.setattr(pip, "is_configured", lambda python: True)
    assert "--extra-index-url" not in fake_pip("lab", "torch")[0]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_torch_needs_no_other_index_on_other_systems(fake_pip, monkeypatch, system):
    monkeypatch.setattr(pip.sys, "platform", system)
    assert "--extra-index-url" not in fake_pip("lab", "torch")[0]


def test_a_gpu_takes_the_cpu_build_away_first(fake_pip):
    away, command = fake_pip("gpu", "lab", "torch")
    assert away[-3:] == ["uninstall", "-y", "torch"]
    assert "--extra-index-url" not in command and command[-1].endswith("[lab,torch]")
    assert len(fake_pip("gpu", "lab", "torch", was_gpu=True)) == 1


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        ("global.find-links='/wheels'\n", True),
        (":env:.index-url='https://example.org/simple'\n", True),
        ("global.timeout='60'\n:env:.disable-pip-version-check='1'\n", False),
        ("", False),
    ],
)
def test_pips_own_index_is_noticed(monkeypatch, answer, known):
    monkeypatch.setattr(pip.subprocess, "run", lambda *words, **named: SimpleNamespace(stdout=answer))
    assert pip.is_configured(Path("python")) is known


def test_pips_words_are_kept_and_its_code_returned(tmp_path, capsys):
    command = [sys.executable, "-c", "import sys; print('Collecting numpy'); sys.exit(3)"]
    code, said = pip.follow(command, tmp_path / "install.log")
    assert (code, said) == (3, "Collecting numpy\n")
    assert (tmp_path / "install.log").read_text() == said
    assert capsys.readouterr().out == "", "without a terminal there is nothing to show in place"


@pytest.mark.parametrize(
    ("line", "version", "allowed"),
    [
        ("numpy>=2.0", "2.0", True),
        ("numpy>=2.0", "1.26.4", False),
        ("torch>=2.8", "2.13.0+cpu", True),
        ("nbval==0.11.0", "0.11", True),
        ("jupyterlab>=4.4,<5", "5.0.0", False),
        ("jupyterlab >=4.4, <5 ; python_version > '3'", "4.10", True),
    ],
)
def test_versions_are_held_against_ranges(line, version, allowed):
    assert installed.parse(line).allows(version) is allowed


def test_what_is_missing_is_named():
    wants = installed.missing(["numpy>=2.0", "numpy>=99", "no_such-package"])
    assert [want.name for want in wants if want.name != "course-lib"] == ["numpy", "no-such-package"]


@pytest.mark.slow
def test_a_real_environment_is_made_used_and_mended(tmp_path):
    """No fakes: venv, pip, the note, the start inside, with a package that needs nothing from an index."""
    clone = tmp_path / "clone"
    (clone / "course_lib").mkdir(parents=True)
    for file in (ROOT / "course_lib").rglob("*.py"):
        if file.parent.name in ("course_lib", "cli", "data"):
            target = clone / file.relative_to(ROOT)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
    (clone / "course_lib/cli/lab.py").write_text(
        "import sys\ndef add_arguments(parser):\n    parser.add_argument('--port')\n"
        "def extras(args):\n    return ('lab',)\n"
        "def run(args):\n    print('inside', sys.prefix, args.port)\n    return 5\n"
    )
    (clone / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
        "[project]\nname = 'course_lib'\nversion = '0.1.0'\ndependencies = []\n"
        "[project.optional-dependencies]\nlab = []\n"
    )
    (clone / "backend.py").write_text(BACKEND)
    base = getattr(sys, "_base_executable", sys.executable)
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", bootstrap.MARK)}

    def lab():
        command = [base, "-m", "course_lib", "lab", "--port", "9"]
        return subprocess.run(command, cwd=clone, env=env, capture_output=True, text=True)

    first = lab()
    assert first.returncode == 5, first.stdout + first.stderr
    assert f"inside {clone / '.venv'} 9" in first.stdout and "Making the course's environment" in first.stdout
    second = lab()
    assert (second.returncode, second.stdout.strip()) == (5, f"inside {clone / '.venv'} 9")
    bootstrap.python_of(clone / ".venv").unlink()
    third = lab()
    assert third.returncode == 5 and "made anew" in third.stdout


BACKEND = """
import pathlib, zipfile


def build_editable(folder, config=None, metadata=None):
    name = "course_lib-0.1.0-py3-none-any.whl"
    info = "course_lib-0.1.0.dist-info/"
    head = "Metadata-Version: 2.1\\nName: course_lib\\nVersion: 0.1.0\\n"
    extra, tag = "Provides-Extra: lab\\n", "Root-Is-Purelib: true\\nTag: py3-none-any\\n"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        wheel.writestr("course_lib.pth", str(pathlib.Path(__file__).parent))
        wheel.writestr(info + "METADATA", head + extra)
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\n" + tag)
        wheel.writestr(info + "RECORD", "")
    return name
"""
