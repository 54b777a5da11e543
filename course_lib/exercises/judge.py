"""Try an answer on every input of its exercise and reach a verdict."""

from __future__ import annotations

import copy
import inspect
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.exercises.compare import difference, kind, shown
from course_lib.exercises.exercise import Case, Exercise
from course_lib.exercises.runner import Printed, Run
from course_lib.exercises.untouched import is_untouched

NOT_ATTEMPTED, PASSED, FAILED = "not attempted", "passed", "failed"
NO_RETURN = "your function returns nothing: is the return missing?"


@dataclass(frozen=True)
class Verdict:
    """What came of a check: the status, the lines that explain it, and the hints that fit."""

    status: str
    lines: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """Try `answer` on every case of `exercise`, within its time limit; never raises what the answer raises.

    >>> from course_lib.exercises.library import find
    >>> judge(find("00.first"), ...).status, judge(find("00.first"), 64).status
    ('not attempted', 'passed')
    """
    if is_untouched(answer):
        return Verdict(NOT_ATTEMPTED)
    wrong = None if exercise.value else _not_a_function(exercise, answer)
    if wrong:
        return Verdict(FAILED, (wrong,), exercise.hints)
    trying: list[Case] = []
    run: Run = Run(lambda: _try_all(exercise, answer, trying, run.out))
    run.wait(exercise.seconds)
    if run.timed_out:
        return Verdict(FAILED, _too_long(exercise, trying, run.abandoned), exercise.hints)
    if run.error is not None:  # an answer whose own comparison or repr raises ends here
        return Verdict(
            FAILED, (f"what you returned cannot be compared: {_named(run.error)}",), exercise.hints
        )
    return run.result


def _try_all(exercise: Exercise, answer: Any, trying: list[Case], out: Printed) -> Verdict:
    for case in exercise.cases:
        trying.append(case)
        out.forget()
        np.random.seed(0)
        verdict = _try_one(exercise, answer, case, out)
        if verdict is not None:
            return verdict
    return Verdict(PASSED)


def _try_one(exercise: Exercise, answer: Any, case: Case, out: Printed) -> Verdict | None:
    """Try one case on copies of its arguments; None when all is well."""
    expected = exercise.solution(*copy.deepcopy(case.args))
    args = copy.deepcopy(case.args)
    lines: tuple[str, ...]
    try:
        got = answer if exercise.value else answer(*args)
    except NotImplementedError:
        return Verdict(NOT_ATTEMPTED)
    except BaseException as error:
        if isinstance(error, TypeError) and "ellipsis" in str(error):
            return Verdict(NOT_ATTEMPTED, ("a ... is still left in your code" + _where(error, answer),))
        lines = (f"your code raised {_named(error)}{_where(error, answer)}",)
    else:
        if got is Ellipsis:
            return Verdict(NOT_ATTEMPTED, ("your function still returns ...",))
        lines = _faults(exercise, case, args, expected, got, out)
    if not lines:
        return None
    return Verdict(FAILED, (*_input(exercise, case), *lines, *_said(out)), case.hints or exercise.hints)


def _faults(
    exercise: Exercise, case: Case, args: tuple, expected: Any, got: Any, out: Printed
) -> tuple[str, ...]:
    """Lines that tell what is wrong with a returned value; none when it is right."""
    if got is None:
        return (NO_RETURN,)
    if exercise.judged is not None:
        wrong = exercise.judged(got, *case.args)
        return (wrong,) if wrong else ()
    wrong = difference(expected, got)
    if wrong and exercise.value:  # what was expected is not given away
        return (wrong if "asked" in wrong else f"your {exercise.value} is {shown(got)}, and that is not it",)
    if wrong:
        return ("expected " + _indented(expected), "yours    " + _indented(got), f"({wrong})")
    for name, before, after in zip(exercise.parameters, case.args, args, strict=True):
        if not (callable(before) or before is None) and difference(before, after):  # what is data, is kept
            return (
                f"the result is right, but your function changed its input {name} in place: work on a copy",
            )
    for warning in out.warnings:
        return (f"the result is right, but NumPy warned: {warning.message}",)
    return ()


def _indented(value: Any) -> str:
    return shown(value).replace("\n", "\n" + " " * 11)


def _input(exercise: Exercise, case: Case) -> tuple[str, ...]:
    if exercise.value:
        return ()
    pairs = zip(exercise.parameters, case.args, strict=True)
    parts = [f"{name} = " + shown(value).replace("\n", "\n" + " " * (len(name) + 8)) for name, value in pairs]
    joined = ", ".join(parts)
    return ("on " + (joined if len(joined) <= 90 and "\n" not in joined else "\n     ".join(parts)),)


def _said(out: Printed) -> tuple[str, ...]:
    """First lines of what the answer printed."""
    lines = [re.sub(r" at 0x[0-9a-fA-F]+", "", line[:100]) for line in out.text.splitlines()]
    if not lines:
        return ()
    more = ("    (and more)",) if len(lines) > 5 else ()
    return ("your code printed", *("    " + line for line in lines[:5]), *more)


def _named(error: BaseException) -> str:
    """Type and message of an exception, short and without addresses."""
    try:
        text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(str(error).split()))
    except BaseException:
        text = ""
    text = text if len(text) <= 200 else text[:197] + "..."
    return type(error).__name__ + (f": {text}" if text else "")


def _where(error: BaseException, answer: Callable[..., Any]) -> str:
    """The last line of the student's own file or cell that took part in an error."""
    home = getattr(getattr(answer, "__code__", None), "co_filename", None)
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == home]
    if not own:
        return ""
    return f", in line {own[-1].lineno}" + (f": {own[-1].line}" if own[-1].line else "")


def _not_a_function(exercise: Exercise, answer: Any) -> str | None:
    wanted = exercise.solution.__name__
    signature = f"{wanted}({', '.join(exercise.parameters)})"
    if not callable(answer):
        return (
            f"a function is asked, and yours is {kind(answer)}. Hand over {wanted} itself, without brackets"
        )
    try:
        inspect.signature(answer).bind(*exercise.parameters)
    except TypeError:
        return f"the function asked is {signature}; yours takes {inspect.signature(answer)}"
    except ValueError:  # some built-in functions do not tell their arguments
        return None
    return None


def _too_long(exercise: Exercise, trying: list[Case], abandoned: bool) -> tuple[str, ...]:
    seen = _input(exercise, trying[-1]) if trying else ()
    limit = f"{exercise.seconds:g} seconds"
    if abandoned:
        said = f"your code had not returned after {limit} and could not be stopped: it goes on unseen"
        return (*seen, said, "restart the kernel (menu Kernel, Restart) before you go on")
    return (*seen, f"your code had not returned after {limit} and was stopped. Does a loop never end?")
