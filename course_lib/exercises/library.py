"""Finding exercises and questions by name; a chapter is loaded when it is first asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from course_lib.chapters import CHAPTERS
from course_lib.exercises.exercise import EXERCISES, Exercise


def closest(asked: object, known: Iterable[str], what: str) -> str:
    """Say that a name is unknown, and which name may have been meant.

    >>> closest("01.sigmod", ["01.sigmoid", "01.score"], "exercise")
    "There is no exercise '01.sigmod'. Did you mean '01.sigmoid'?"
    """
    names = sorted(known)
    near = difflib.get_close_matches(str(asked), names, n=2, cutoff=0.7)
    if near:
        return f"There is no {what} {asked!r}. Did you mean {' or '.join(map(repr, near))}?"
    return f"There is no {what} {asked!r}. There are: {', '.join(names) or 'none yet'}."


def chapters() -> list[str]:
    """Numbers of the chapters that have exercises or questions."""
    return [c.number for c in CHAPTERS if find_spec(f"course_lib.exercises.ch{c.number}")]


def load(number: str) -> ModuleType:
    """Load the exercises of one chapter, given by its number such as "01".

    Raises:
        ValueError: when no chapter of that number has any.
    """
    if number not in chapters():
        raise ValueError(closest(number, chapters(), "chapter with exercises"))
    return import_module(f"course_lib.exercises.ch{number}")


def find(name: str) -> Exercise:
    """Find an exercise by its name.

    Raises:
        ValueError: for an unknown name, with the closest ones.

    >>> find("00.first").level
    'core'
    """
    number = str(name).partition(".")[0]
    for chapter in [number] if number in chapters() else chapters():
        load(chapter)
    if name not in EXERCISES:
        raise ValueError(closest(name, EXERCISES, "exercise"))
    return EXERCISES[name]


def names() -> list[str]:
    """Names of all exercises of the course, in order."""
    for number in chapters():
        load(number)
    return list(EXERCISES)
