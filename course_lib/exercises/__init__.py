"""Exercises: checks that never grade an empty answer, hints that grow, solutions, quizzes and predictions.

The names load on first use, and a chapter's exercises with the first call that needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.exercises.checking import check as check
    from course_lib.exercises.questions import predict as predict
    from course_lib.exercises.questions import quiz as quiz
    from course_lib.exercises.solutions import solution as solution

_HOME = {"check": "checking", "predict": "questions", "quiz": "questions", "solution": "solutions"}
__all__ = ["check", "predict", "quiz", "solution"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"course_lib.exercises has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"course_lib.exercises.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
