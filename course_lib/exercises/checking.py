"""`check`: one call that says not attempted, passed, or what is wrong, with a hint that grows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from course_lib.exercises.judge import FAILED, PASSED, Verdict, judge
from course_lib.exercises.library import find
from course_lib.exercises.show import show

MIME = "application/vnd.course_lib.check+json"
_attempts: Counter[tuple[str, tuple[str, ...]]] = Counter()  # failed attempts in this kernel


def check(name: str, answer: Any) -> None:
    """Check an answer and show the verdict: not attempted yet, passed, or not yet with a hint.

    `answer` is the function itself, or a value where the exercise asks for one.

    Raises:
        ValueError: for an unknown name, with the closest ones.

    >>> check("00.first", ...)
    ○ 00.first: not attempted yet
    >>> check("00.first", 64)
    ✔ 00.first: passed
    """
    exercise = find(name)
    verdict = judge(exercise, answer)
    text = _text(exercise.name, verdict, 0 if exercise.value else len(exercise.cases))
    show(text, {MIME: {"exercise": exercise.name, "status": verdict.status}})


def _text(name: str, verdict: Verdict, inputs: int) -> str:
    lines = ["  " + line[:1].upper() + line[1:] for line in verdict.lines]
    if verdict.status == PASSED:
        tried = f" ({inputs} input{'s' if inputs > 1 else ''})" if inputs else ""
        return f"✔ {name}: passed{tried}"
    if verdict.status == FAILED:
        return "\n".join([f"✘ {name}: not yet.", *lines, *_hints(name, verdict.hints)])
    return "\n".join([f"○ {name}: not attempted yet", *lines])


def _hints(name: str, hints: tuple[str, ...]) -> list[str]:
    """As many hints as there were failed attempts at the same trap."""
    _attempts[name, hints] += 1
    seen = hints[: _attempts[name, hints]]
    return [f"  Hint {i} of {len(hints)}: {hint}" for i, hint in enumerate(seen, 1)]
