"""`solution`: the source of the reference, the very function that the tests run."""

from __future__ import annotations

import ast
import inspect
import textwrap

from course_lib.exercises.exercise import Exercise
from course_lib.exercises.library import find
from course_lib.exercises.show import show


def solution(name: str) -> None:
    """Show a solution of the exercise.

    Raises:
        ValueError: for an unknown name, with the closest ones.

    >>> solution("00.first")
    answer = 8 * 8
    """
    show(source(find(name)))


def source(exercise: Exercise) -> str:
    """Return the source of a solution without its declaration; a value's as one assignment."""
    text = textwrap.dedent(inspect.getsource(exercise.solution))
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = text.splitlines()
    if not exercise.value:
        return "\n".join(lines[function.lineno - 1 :])
    first = function.body[1 if ast.get_docstring(function) else 0]
    body = textwrap.dedent("\n".join(lines[first.lineno - 1 :]))
    return body.replace("return ", f"{exercise.value} = ", 1)
