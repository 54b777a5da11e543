"""The far side: a process that runs a student's statements and calls one answer on the inputs it is sent.

It knows no expected value and no solution. What it says is taken for data, and for nothing else.
"""

from __future__ import annotations

import builtins
import json
import os
import random
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from course_lib.cli.grading import walls
from course_lib.cli.grading.wire import pack, unpack


class Line:
    """The line to the grader, a message a line; the notebook's own input and output go nowhere."""

    def __init__(self) -> None:
        self.hears: TextIO = os.fdopen(os.dup(0), "r", encoding="utf-8")
        self.says: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8")
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)

    def hear(self) -> dict[str, Any]:
        """The next message; the process ends where there is none."""
        line = self.hears.readline()
        if not line:
            os._exit(0)
        return json.loads(line)

    def say(self, **message: Any) -> None:
        """Send a message."""
        self.says.write(json.dumps(message) + "\n")
        self.says.flush()


def main() -> None:
    """Build the walls, run the statements, then answer until the line is closed."""
    line = Line()
    order = line.hear()
    room = Path(order["room"])
    reached: list[str] = []
    walls.limit(order["memory"], order["seconds"])
    walls.lock(room, Path(order["hidden"]))
    walls.watch(room, reached.append)
    world = vars(sys.modules["__main__"])
    world["display"] = lambda *shown, **options: None
    line.say(trouble=run(order["statements"], world), reached=reached)
    while True:
        message = line.hear()
        line.say(**answer(message, world, line), reached=reached)


def run(statements: list[str], world: dict[str, Any]) -> list[str]:
    """Run each statement in `world`, whatever the ones before it did; the errors in words.

    >>> run(["x = 1", "y = 1 / 0", "z = x"], world := {}), world["z"]
    (['y = 1 / 0: ZeroDivisionError: division by zero'], 1)
    """
    trouble = []
    for statement in statements:
        try:
            exec(compile(statement, "notebook", "exec"), world)
        except BaseException as error:
            trouble.append(f"{statement.splitlines()[0][:60]}: {_named(error)}"[:200])
    return trouble


def answer(message: dict[str, Any], world: dict[str, Any], line: Line) -> dict[str, Any]:
    """Look up a value, or call a function on the arguments sent; an error is told by type and text."""
    found = world.get(message["name"])
    try:
        if "args" not in message:
            return {"value": pack(found)}
        args = [unpack(arg, lambda number: _borrowed(number, line)) for arg in message["args"]]
        random.seed(0)
        np.random.seed(0)
        builtins.input = _no_questions
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", RuntimeWarning)
            value = found(*args)  # type: ignore[misc]
        told = [str(warning.message)[:200] for warning in caught[:5]]
        return {"value": pack(value), "after": [pack(arg) for arg in args], "warnings": told}
    except BaseException as error:
        return {"error": [type(error).__name__, _named(error)]}


def _borrowed(number: int, line: Line) -> Callable[..., Any]:
    """A function of the grader's, which stays there: the arguments go over, the value comes back."""

    def call(*args: Any) -> Any:
        line.say(ask=number, args=[pack(arg) for arg in args])
        reply = line.hear()
        if "error" in reply:
            raise ValueError(reply["error"])
        return unpack(reply["value"])

    return call


def _no_questions(prompt: object = "") -> str:
    raise RuntimeError("an answer that is marked cannot ask with input()")


def _named(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:200]
    except BaseException:  # its text is the student's code too
        return type(error).__name__
