"""From a bare Python to an environment with the course in it: `.venv` in the clone, by the standard library.

A note in the environment (`.venv/course_lib.json`) says what was installed into it and from which files.
It is written before the work begins and again, whole, when it is done; so the next start knows at once
whether there is anything to do, and an installation that was cut short is never taken for a finished one.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from course_lib.cli import installed, project
from course_lib.cli.pip import explain, install
from course_lib.cli.problem import NO_VENV, Problem, from_oserror
from course_lib.data.lock import alone

MARK = "COURSE_LIB_STARTED_BY"  # set for the command started inside, so that it is not for ever started anew


def environment(folder: Path) -> Path:
    """Where the environment of the clone in `folder` lies."""
    return folder / ".venv"


def python_of(venv: Path) -> Path:
    """The interpreter of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_inside(venv: Path) -> bool:
    """Whether this very Python is the one of `venv`."""
    return Path(sys.prefix).resolve() == venv.resolve()


def fingerprint(folder: Path) -> str:
    """Hash of the two files that say what is to be installed."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        file = folder / name
        digest.update(file.read_bytes().replace(b"\r\n", b"\n") if file.is_file() else b"")
    return digest.hexdigest()


def read_note(venv: Path) -> dict:
    """The note in the environment; empty where there is none that can be read."""
    try:
        note = json.loads((venv / "course_lib.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def write_note(venv: Path, **note: object) -> None:
    """Write the note whole or not at all."""
    venv.mkdir(exist_ok=True)
    draft = venv / f"course_lib.json.{os.getpid()}"
    draft.write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, venv / "course_lib.json")


def is_ready(folder: Path, extras: tuple[str, ...]) -> bool:
    """Whether the environment of the clone holds `extras` as today's files ask for them."""
    note = read_note(environment(folder))
    return (
        note.get("state") == "ready"
        and note.get("files") == fingerprint(folder)
        and note.get("folder") == str(folder)
        and set(extras) <= set(note.get("extras", []))
    )


def version_of(venv: Path) -> str | None:
    """Version of the environment's interpreter, such as ``3.12``, or None when it does not start."""
    command = [str(python_of(venv)), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def starts(venv: Path) -> bool:
    """Whether the environment's interpreter starts, and is the one its packages were installed for."""
    version = version_of(venv)
    return version is not None and version == read_note(venv).get("python")


def works(folder: Path, extras: tuple[str, ...]) -> bool:
    """Whether the environment is ready and its interpreter still starts."""
    venv = environment(folder)
    return is_ready(folder, extras) and starts(venv)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one command at a time set up this clone; a second one waits for the first."""
    name = hashlib.sha256(f"{folder} {os.environ.get('USER', '')}".encode()).hexdigest()[:16]
    file = Path(tempfile.gettempdir()) / f"course_lib-{name}.lock"
    with ExitStack() as stack:
        try:
            stack.enter_context(alone(file, patience=0))
        except TimeoutError:
            print("Another command is setting the course up: waiting for it.", flush=True)
            stack.enter_context(alone(file, patience=1800))
        yield


def ensure(extras: tuple[str, ...], words: list[str]) -> None:
    """Return where this Python has what `extras` ask for; else see that `.venv` has it; start again there."""
    folder = project.find_root()
    if folder is None:
        return  # an installed copy, outside of any clone: the environment is the user's own
    venv = environment(folder)
    if is_inside(venv):
        if is_ready(folder, extras) or (not read_note(venv) and not lacking(folder, extras)):
            return
        hand_over(Path(getattr(sys, "_base_executable", sys.executable)), words)
    lacks = lacking(folder, extras)
    if not lacks:
        return
    if sys.prefix != sys.base_prefix or os.environ.get("CONDA_PREFIX") == sys.prefix:
        names = ", ".join(sorted(want.name for want in lacks))
        print(f"The environment in {sys.prefix} lacks {names}; the course's own (.venv) is used instead.")
    if not works(folder, extras):
        with one_at_a_time(folder):
            if not works(folder, extras):  # another command may just have seen to it
                set_up(folder, extras)
    hand_over(python_of(venv), words)


def lacking(folder: Path, extras: tuple[str, ...]) -> list[installed.Requirement]:
    """What this Python lacks of the package and its extras; ``gpu`` asks for a kind of torch only."""
    named = tuple(extra for extra in extras if extra != "gpu")
    return installed.missing(project.requirements(folder, named), folder)


def prefer_ready_environment(verb: str, words: list[str]) -> None:
    """Start the command again in `.venv` if there is a finished one, and go on here if there is not."""
    folder = project.find_root()
    if folder is None or is_inside(environment(folder)) or not lacking(folder, ()):
        return
    venv = environment(folder)
    if read_note(venv).get("state") == "ready" and version_of(venv):
        hand_over(python_of(venv), [verb, *words])


def hand_over(python: Path, words: list[str]) -> None:
    """Run the same command with another interpreter and leave with its exit code."""
    before = os.environ.get(MARK, "")
    if before.count("|") >= 2:
        raise Problem(
            "The environment in .venv cannot be brought in order: delete that folder and start again."
        )
    os.environ[MARK] = f"{before}|{os.getpid()}"
    sys.stdout.flush()
    command = [str(python), "-m", "course_lib", *words]
    if os.name != "nt":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            sys.exit(child.wait())
        except KeyboardInterrupt:
            continue  # Ctrl-C reaches the child too, and it is the child's to answer


def set_up(folder: Path, extras: tuple[str, ...]) -> None:
    """Make `.venv` where none works, and install the package with these extras and those it had."""
    venv = environment(folder)
    note = read_note(venv)
    try:
        had = prepare(folder, venv, note)
        wanted = tuple(sorted({*extras, *had}))
        write_note(venv, state="installing", folder=str(folder), extras=list(wanted))
        install(python_of(venv), folder, wanted, log=venv / "install.log", was_gpu="gpu" in had)
        quieten(venv)
        version = version_of(venv)
        if version is None:
            raise Problem(
                f"The environment in {venv} was changed while it was made: run the same command again."
            )
        write_note(
            venv,
            state="ready",
            folder=str(folder),
            files=fingerprint(folder),
            extras=list(wanted),
            python=version,
        )
    except OSError as error:
        raise from_oserror(error) from error


def prepare(folder: Path, venv: Path, note: dict) -> list[str]:
    """See that `.venv` is an environment that works, making it anew if need be; return its extras."""
    if note.get("state") == "ready" and note.get("folder") == str(folder) and starts(venv):
        return list(note.get("extras", []))
    if note:
        print("The environment in .venv is incomplete or out of place: it is made anew.")
        clear(venv)
    elif venv.is_dir() and any(venv.iterdir()):  # made by other hands: used if it works, never thrown away
        if (venv / "pyvenv.cfg").is_file() and has_pip(venv):
            return []
        raise Problem(
            f"The folder {venv} is no working Python environment, and this command has not made it. "
            "Move it away or delete it, and run the same command again."
        )
    make(venv, folder)
    return []


def clear(venv: Path, tries: int = 20) -> None:
    """Take an environment away, with patience: the pip of a killed start may still be writing in it."""
    for left in reversed(range(tries)):
        try:
            return shutil.rmtree(venv)
        except OSError as error:
            if error.errno == errno.EROFS:
                raise
            if not left:
                raise Problem(
                    f"{venv} cannot be made anew, because something in it is in use ({error}). "
                    "Close what was started from it, JupyterLab for one, and run the same command again."
                ) from error
            time.sleep(1)


def make(venv: Path, folder: Path) -> None:
    """Make an empty environment with pip in it."""
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Problem(NO_VENV.format(python=sys.executable))
    print(f"Making the course's environment in {venv} ...", flush=True)
    write_note(venv, state="making", folder=str(folder))
    base = getattr(sys, "_base_executable", None) or sys.executable
    answer = subprocess.run([base, "-m", "venv", str(venv)], capture_output=True, text=True)
    if answer.returncode:
        said = answer.stdout + answer.stderr
        if "ensurepip" in said and "No space left" not in said:
            raise Problem(NO_VENV.format(python=base))
        raise explain(said, "making the environment", None)


def has_pip(venv: Path) -> bool:
    """Whether the environment can install anything."""
    try:
        command = [str(python_of(venv)), "-m", "pip", "--version"]
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def quieten(venv: Path) -> None:
    """Let JupyterLab in this environment ask nothing about news: a first start shows the notebook."""
    settings = venv / "share/jupyter/lab/settings"
    settings.mkdir(parents=True, exist_ok=True)
    choice = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    (settings / "overrides.json").write_text(json.dumps(choice) + "\n", encoding="utf-8")
