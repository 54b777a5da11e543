"""The marks of one submission: every exercise of its chapter, each answer in a fresh process, judged here."""

from __future__ import annotations

import builtins
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.cli.grading import answers
from course_lib.cli.grading.process import Gone, Late, Room, Student
from course_lib.cli.grading.wire import unpack
from course_lib.cli.notebook_tools import classroom, files
from course_lib.exercises.exercise import EXERCISES, Exercise
from course_lib.exercises.judge import FAILED, NOT_ATTEMPTED, PASSED, judge
from course_lib.exercises.library import load

USES_SOLUTION = "uses the solution"
SLACK = 2.0  # times the seconds of an exercise, as a machine that marks a class has more to do
PATIENCE = 60.0  # seconds that the judge waits beyond these; the process is ended before


@dataclass(frozen=True)
class Limits:
    """What one notebook may take: seconds for all its answers together, MiB for each."""

    seconds: float = 120.0
    memory: int = 2048


@dataclass
class Marks:
    """One submission: the status of each exercise of its chapter, and remarks for whoever marks."""

    name: str
    chapter: str = ""
    statuses: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)  # exercises whose answer is the published solution

    @property
    def passed(self) -> int:
        """How many exercises were passed."""
        return sum(status == PASSED for status in self.statuses.values())

    @property
    def attempted(self) -> int:
        """How many exercises hold more than their stub.

        >>> Marks("a", statuses={"01.score": "passed", "01.loss": "not attempted"}).attempted
        1
        """
        return sum(status not in (NOT_ATTEMPTED, classroom.NO_VERDICT) for status in self.statuses.values())

    def row(self) -> classroom.Result:
        """The line of the table, with the counts after the exercises."""
        of = len(self.statuses)
        counts = {"attempted": f"{self.attempted} of {of}", "passed": f"{self.passed} of {of}"} if of else {}
        told = [f"the published solution, word for word: {', '.join(self.copied)}"] if self.copied else []
        return classroom.Result(self.name, {**self.statuses, **counts}, self.remarks + told)


def mark(name: str, path: Path, limits: Limits, chapter: str = "") -> Marks:
    """Mark one notebook; a broken one gives Marks that say so, and the others of the class go on."""
    marks = Marks(name, chapter)
    try:
        notebook = files.read(path)
        marks.chapter = chapter or answers.chapter_of(notebook, path.name)
        if not marks.chapter:
            marks.remarks.append("it names no exercise: say which chapter it is, with --chapter NN")
            return marks
        found, marks.remarks = answers.statements(notebook)
    except files.NotebookError as error:
        marks.remarks.append(str(error))
        return marks
    except (RecursionError, MemoryError, OSError) as error:
        marks.remarks.append(f"it cannot be read: {type(error).__name__}")
        return marks
    room, end = Room(), time.monotonic() + limits.seconds
    try:
        for exercise, answer in wanted(marks.chapter):
            left = replace(limits, seconds=end - time.monotonic())
            try:
                status = _status(exercise, answer, found, room, left, marks)
            except Exception as error:  # one answer, whatever it holds, does not end the marking of a class
                status = classroom.NO_VERDICT
                marks.remarks.append(f"{exercise.name}: it cannot be marked: {type(error).__name__}: {error}")
            marks.statuses[exercise.name] = status
    finally:
        room.close()
    return marks


@lru_cache
def wanted(chapter: str) -> tuple[tuple[Exercise, str], ...]:
    """The exercises of a chapter, each with the name of its answer, as the course's own notebook asks them.

    >>> [(exercise.name, answer) for exercise, answer in wanted("00")]
    [('00.first', 'numbers_in_one_picture')]
    """
    load(chapter)
    try:
        names = answers.asked(files.read(files.find([chapter])[0]))
    except files.NotebookError:  # the course is installed without its notebooks
        names = {}
    own = [e for e in EXERCISES.values() if e.name.startswith(f"{chapter}.")]
    if names:
        return tuple((e, names[e.name]) for e in own if e.name in names)
    return tuple((e, e.value or e.solution.__name__) for e in own)


def _status(
    exercise: Exercise,
    name: str,
    found: list[answers.Statement],
    room: Room,
    limits: Limits,
    marks: Marks,
) -> str:
    """The status of one exercise, whose answer has this name; what is odd about it is noted in `marks`."""
    remarks = marks.remarks
    chosen = answers.needed(found, name)
    if answers.is_stub(chosen, name):
        return NOT_ATTEMPTED
    if answers.uses_the_solution(chosen):
        remarks.append(f"{exercise.name} imports or names the course's own solutions")
        return USES_SOLUTION
    if limits.seconds <= 0:
        remarks.append(f"{exercise.name}: no time was left for it")
        return classroom.NO_VERDICT
    if answers.is_copied(chosen, exercise):
        marks.copied.append(exercise.name)
    texts = [statement.text for statement in chosen]
    student = Student(room, texts, limits.seconds, limits.memory)
    try:
        with student:
            status = _judged(exercise, name, student, remarks)
    except (Late, Gone) as error:
        remarks.append(f"{exercise.name}: {error}")
        status = FAILED
    remarks += [f"{exercise.name}: in {line}" for line in student.trouble]
    if student.reached:
        remarks.append(f"{exercise.name} looks for the course's own solutions: {student.reached[0]}")
        return USES_SOLUTION
    return status


def _judged(exercise: Exercise, name: str, student: Student, remarks: list[str]) -> str:
    """The course's own judge, with an answer that is a line to the student's process."""
    told: list[str] = []
    answer = student.look(name) if exercise.value else _proxy(exercise, name, student, told)
    verdict = judge(replace(exercise, seconds=SLACK * exercise.seconds + PATIENCE), answer)
    if verdict.status == FAILED:
        remarks += [f"{exercise.name}: {what}" for what in told[:1]]
    return verdict.status


def _proxy(exercise: Exercise, name: str, student: Student, told: list[str]) -> Callable[..., Any]:
    """A function here that is computed there, within the exercise's seconds for all its cases."""
    end: list[float] = []

    def answer(*args: Any) -> Any:
        end[:] = end or [time.monotonic() + SLACK * exercise.seconds]
        try:
            reply = student.call(name, args, end[0] - time.monotonic())
        except (Late, Gone) as error:
            told.append(str(error))
            raise
        if "error" in reply:
            raised = _error(reply["error"])
            told.append(f"raised {type(raised).__name__}: {raised}")
            raise raised
        for arg, after in zip(args, reply.get("after", []), strict=False):
            _put_back(arg, after)
        for warning in reply.get("warnings", []):
            warnings.warn(str(warning), RuntimeWarning, stacklevel=2)
        return reply.get("value")

    return answer


def _error(told: Any) -> Exception:
    """The exception that was raised there, as far as it is one of Python's own."""
    kind, text = (str(told[0]), str(told[1])) if isinstance(told, list) and len(told) == 2 else ("", "")
    known = getattr(builtins, kind, None)
    if isinstance(known, type) and issubclass(known, Exception):
        with suppress(TypeError):  # some take more than a text
            return known(text.removeprefix(f"{kind}: "))
    return RuntimeError(text)


def _put_back(arg: Any, after: Any) -> None:
    """Do to an argument here what the answer did to its copy there, so that the judge sees it."""
    if not isinstance(arg, np.ndarray | list):
        return
    changed = unpack(after)
    if isinstance(arg, list) and isinstance(changed, list):
        arg[:] = changed
    elif isinstance(arg, np.ndarray) and isinstance(changed, np.ndarray) and changed.shape == arg.shape:
        arg[...] = changed
