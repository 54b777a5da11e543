"""The near side: start a student's process in a room of its own, ask it, and end it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import course_lib
from course_lib.cli.grading.wire import LONGEST, pack, unpack

COURSE = Path(course_lib.__file__).resolve().parent
START = "import sys; sys.path.insert(0, sys.argv[1]); from course_lib.cli.grading.student import main; main()"
STUB = '''"""While answers are marked, nothing is checked and no solution is shown."""
def _nothing(*args, **options): ...
check = predict = quiz = solution = _nothing
'''
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
LONGEST_START = 30.0  # seconds for what an answer needs to be defined


class Late(Exception):
    """The answer took longer than it may."""


class Gone(Exception):
    """The process ended by itself, or said what cannot be understood."""


class Room:
    """A temporary folder with a copy of the course that holds no solutions, a home and a workplace."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="marking-", ignore_cleanup_errors=True)
        self.path = Path(self._folder.name).resolve()
        without = shutil.ignore_patterns("exercises", "bench*", "page", "*.ipynb")
        shutil.copytree(COURSE, self.path / "course" / "course_lib", ignore=without)
        stub = self.path / "course" / "course_lib" / "exercises"
        for folder in (stub, self.path / "home", self.path / "work"):
            folder.mkdir()
        (stub / "__init__.py").write_text(STUB, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Every variable that a process in this room gets: none of the grader's own settings."""
        home = str(self.path / "home")
        kept = {key: os.environ[key] for key in ("SYSTEMROOT", "WINDIR") if key in os.environ}
        named = {"HOME": home, "USERPROFILE": home, "TMPDIR": home, "TEMP": home, "TMP": home}
        named |= {"PATH": os.defpath, "LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PYTHONHASHSEED": "0"}
        return kept | named | dict.fromkeys(ONE_THREAD, "1")

    def close(self) -> None:
        """End what still runs in the folder, and remove it."""
        import psutil

        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if Path(process.cwd()).is_relative_to(self.path):
                    process.kill()
        self._folder.cleanup()


class Student:
    """A process that has run `statements` in `room`; a context manager, so that it surely ends.

    Raises Late or Gone where the statements do not come to an end.
    """

    def __init__(self, room: Room, statements: list[str], seconds: float, memory: int) -> None:
        self.room, self.statements, self.memory = room, statements, memory
        self.end = time.monotonic() + seconds
        self.trouble: list[str] = []
        self.reached: list[str] = []

    def __enter__(self) -> Student:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", START, str(self.room.path / "course")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.room.path / "work",
            env=self.room.environment(),
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
        order = {"room": str(self.room.path), "hidden": str(COURSE), "statements": self.statements}
        left = max(1.0, self.end - time.monotonic())
        try:
            reply = self._exchange({**order, "memory": self.memory, "seconds": left}, LONGEST_START)
        except BaseException:
            self.kill()
            raise
        self.trouble = _texts(reply.get("trouble"))
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()

    def look(self, name: str) -> Any:
        """The value of a variable. Raises Late or Gone."""
        return self._read(self._exchange({"name": name}, LONGEST_START).get("value"))

    def call(self, name: str, args: tuple[Any, ...], seconds: float) -> dict[str, Any]:
        """Call a function of the student's on copies of `args`: the reply, its values unpacked.

        Functions among the arguments stay here: the process asks for each of their values. Raises Late or
        Gone.
        """
        functions: list[Callable[..., Any]] = []
        end = time.monotonic() + seconds
        message: dict[str, Any] = {"name": name, "args": [pack(arg, functions) for arg in args]}
        reply = self._exchange(message, seconds)
        while "ask" in reply:
            reply = self._exchange(self._lend(functions, reply), end - time.monotonic())
        return {key: self._read(reply[key]) if key == "value" else reply[key] for key in reply}

    def _lend(self, functions: list[Callable[..., Any]], asked: dict[str, Any]) -> dict[str, Any]:
        try:
            function = functions[int(asked["ask"])]
            return {"value": pack(function(*(unpack(arg) for arg in asked["args"])))}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"[:200]}

    def _read(self, packed: Any) -> Any:
        try:
            return unpack(packed)
        except Exception as error:
            raise Gone("it answered with something that is no value") from error

    def _exchange(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Send a message and wait for the reply; the process is ended when it has none in time."""
        box: list[Any] = []
        self.talk = threading.Thread(target=self._talk, args=(message, box), daemon=True)
        self.talk.start()
        self.talk.join(max(0.0, min(seconds, self.end - time.monotonic())))
        if not box:
            self.kill()
            raise Late(f"no answer within {seconds:.3g} seconds")
        if not isinstance(box[0], dict):
            self.kill()
            raise Gone("the process ended by itself (exit, or too much memory)")
        self.reached += _texts(box[0].get("reached"))
        return box[0]

    def _talk(self, message: dict[str, Any], box: list[Any]) -> None:
        try:
            assert self.process.stdin and self.process.stdout
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()
            box.append(json.loads(self.process.stdout.readline(LONGEST)))
        except Exception as error:  # whatever comes from there is no reason to stop
            box.append(error)

    def kill(self) -> None:
        """End the process and all that it started, at once."""
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        with suppress(Exception):
            self.process.wait(5)
        if self.talk.is_alive():
            self.talk.join(1)
        for stream in (self.process.stdin, self.process.stdout):
            if stream and not self.talk.is_alive():  # an escaped child holds the line: closing it would wait
                with suppress(OSError):
                    stream.close()


def _texts(said: Any) -> list[str]:
    """A few short texts, out of whatever came over the line."""
    return [str(text)[:200] for text in said[:5]] if isinstance(said, list) else []
