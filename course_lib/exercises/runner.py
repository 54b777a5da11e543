"""Run code that may never return: in a thread, with a time limit, its printing caught."""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import io
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

PRINT_LIMIT = 2000  # characters kept of what an answer prints


class Stopped(SystemExit):
    """Raised inside a thread that ran too long (threads end silently on SystemExit)."""


class Printed(io.TextIOBase):
    """Stands in for a stream: keeps what one thread writes, up to a limit, and passes on the rest."""

    def __init__(self, stream: Any, thread: threading.Thread) -> None:
        self.stream, self.thread, self.text = stream, thread, ""
        self.warnings: list[warnings.WarningMessage] = []

    def forget(self) -> None:
        """Drop what was printed and warned of so far."""
        self.text = ""
        self.warnings.clear()

    def write(self, text: str) -> int:
        """Keep or pass on."""
        if threading.current_thread() is not self.thread:
            return self.stream.write(text)
        self.text = (self.text + text)[:PRINT_LIMIT]
        return len(text)

    def flush(self) -> None:
        """Flush the stream behind, unless the watched thread asks."""
        if threading.current_thread() is not self.thread:
            self.stream.flush()


class Run:
    """One run of `job` in a thread of its own: call `wait`, then read `result`, `timed_out`, `abandoned`.

    >>> run = Run(lambda: 6 * 7)
    >>> run.wait(5.0)
    >>> run.result, run.timed_out
    (42, False)
    """

    def __init__(self, job: Callable[[], Any]) -> None:
        self.job = job
        self.result: Any = None
        self.error: BaseException | None = None
        self.timed_out = self.abandoned = False
        self._done = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True, name="an answer being checked")
        self.out = Printed(sys.stdout, self.thread)

    def _work(self) -> None:
        try:
            self.result = self.job()
        except BaseException as error:
            self.error = error
        self._done.set()

    def wait(self, seconds: float) -> None:
        """Start, and wait until the job is done or `seconds` are over; Ctrl-C stops the job too."""
        with _tidy(self.thread, self.out):
            try:
                self.thread.start()
                self.timed_out = not self._done_within(seconds)
            finally:
                if not self._done.is_set():
                    self.abandoned = not self._stop()

    def _done_within(self, seconds: float) -> bool:
        """Wait in short naps: one long wait would keep Ctrl-C out on Windows."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._done.wait(0.05):
                return True
        return self._done.is_set()

    def _stop(self, seconds: float = 3.0) -> bool:
        """Raise Stopped in the thread until it ends, as `except: pass` may swallow it; True when it did."""
        before, end = sys.getswitchinterval(), time.monotonic() + seconds
        ident = ctypes.c_ulong(self.thread.ident or 0)
        stopped = ctypes.py_object(Stopped)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, stopped)  # one is enough for nearly every answer
        self.thread.join(0.2)
        try:
            sys.setswitchinterval(1e-5)  # so that the next one comes before the handler is left
            while self.thread.is_alive() and not self._done.is_set() and time.monotonic() < end:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, stopped)
                self.thread.join(0.0001)
        finally:
            sys.setswitchinterval(before)
        return self._done.wait(0.1) or not self.thread.is_alive()


def _no_questions(prompt: object = "") -> str:
    raise RuntimeError("a checked answer cannot ask with input(): take what you need from the arguments")


@contextlib.contextmanager
def _tidy(thread: threading.Thread, out: Printed) -> Iterator[None]:
    """Catch the thread's printing and questions, seed random numbers, and put everything back as it was."""
    state, np_state, ask = random.getstate(), np.random.get_state(), builtins.input

    def answer(prompt: object = "") -> str:
        return (_no_questions if threading.current_thread() is thread else ask)(prompt)

    random.seed(0)
    np.random.seed(0)
    builtins.input = answer
    try:
        with contextlib.redirect_stdout(out), warnings.catch_warnings(record=True) as out.warnings:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", RuntimeWarning)
            yield
    finally:
        builtins.input = ask
        random.setstate(state)
        np.random.set_state(np_state)
