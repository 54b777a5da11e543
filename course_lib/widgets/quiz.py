"""Questions with radio buttons: a quiz that explains each answer, and predictions before an experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, ClassVar

import traitlets

from course_lib.widgets.base import Choice, Widget, WidgetError

LETTERS = "abcdefgh"

_REMEMBERED: dict[tuple[str, str, str], dict[str, Any]] = {}
"""What was answered in this kernel, by kind, title and name: running a cell again keeps it."""


class Quiz(Widget):
    """One or several questions; each option has an explanation, shown once it is chosen.

    Args:
        title: the heading; together with the names of the questions it is what answers are remembered by.
        questions: each {"name", "text", "options": [{"text", "why", "right"}, ...]}; one option is right.
            Text between backticks becomes code; all other text is shown as it stands.
        kind: "quiz" (check at once, try again, first tries counted) or "prediction" (commit, run the next
            cell, then reveal; no score).
        hide, lock: names of controls: check, whys, reveal.

    Raises:
        ValueError: for questions that are not complete, with the question and what is missing.

    Example:
        >>> options = [{"text": "2", "why": "Count.", "right": True}, {"text": "11", "why": "Joins texts."}]
        >>> quiz = Quiz("Sums", [{"name": "one", "text": "What is `1 + 1`?", "options": options}])
        >>> print(quiz)
        Quiz: Sums
        <BLANKLINE>
        1. What is `1 + 1`?
           a) 2
           b) 11
        >>> quiz.answers, quiz.score
        ({'one': None}, 0)
    """

    _script = "quiz.js"
    _style = "quiz.css"
    controls: ClassVar[tuple[str, ...]] = ("check", "whys", "reveal")

    title = traitlets.Unicode("Quiz").tag(sync=True)
    questions: Any = traitlets.List().tag(sync=True)
    kind = Choice(("quiz", "prediction"), "quiz").tag(sync=True)
    _state: Any = traitlets.Dict().tag(sync=True)  # name -> {"picked", "tried": [options], "revealed"}

    def __init__(
        self,
        title: str = "Quiz",
        questions: Sequence[Mapping[str, Any]] = (),
        kind: str = "quiz",
        **options: Any,
    ) -> None:
        checked = checked_questions(questions)
        kept = {q["name"]: _kept(kind, title, q) for q in checked}
        state = {name: record for name, record in kept.items() if record}
        super().__init__(title=title, questions=checked, kind=kind, _state=state, **options)

    @traitlets.validate("questions")
    def _complete(self, proposal: Any) -> list[dict[str, Any]]:
        return checked_questions(proposal["value"])

    @traitlets.observe("_state")
    def _remember(self, change: Any) -> None:
        for question in self.questions:
            record = self._state.get(question["name"])
            if record:
                texts = [option["text"] for option in question["options"]]
                _REMEMBERED[self.kind, self.title, question["name"]] = {"texts": texts, **deepcopy(record)}

    def _tried(self, name: str) -> list[int]:
        return list(self._state.get(name, {}).get("tried", []))

    @property
    def answers(self) -> dict[str, str | None]:
        """The option last committed to, by the question's name; None where there is none yet."""
        chosen = {q["name"]: (q, self._tried(q["name"])) for q in self.questions}
        return {
            name: q["options"][tried[-1]]["text"] if tried else None for name, (q, tried) in chosen.items()
        }

    @property
    def score(self) -> int | None:
        """How many questions were right on the first try; None for a prediction, which has no score."""
        if self.kind == "prediction":
            return None
        tries = ((q, self._tried(q["name"])) for q in self.questions)
        return sum(bool(tried) and q["options"][tried[0]]["right"] for q, tried in tries)

    @property
    def result(self) -> dict[str, Any]:
        """The answers, the score, the number of questions, and the tries that each took."""
        tries = {q["name"]: len(self._tried(q["name"])) for q in self.questions}
        return {"answers": self.answers, "score": self.score, "questions": len(tries), "tries": tries}

    @property
    def alt(self) -> str:
        """One sentence: what is asked."""
        n = len(self.questions)
        return f"{self.title}: {n} question{'' if n == 1 else 's'} to choose from options"

    def __repr__(self) -> str:
        """The questions with lettered options; which one is right stays out."""
        lines = [f"{'Quiz' if self.kind == 'quiz' else 'Prediction'}: {self.title}"]
        for number, question in enumerate(self.questions, 1):
            lines += ["", f"{number}. {question['text']}"]
            lines += [
                f"   {letter}) {option['text']}"
                for letter, option in zip(LETTERS, question["options"], strict=False)
            ]
        return "\n".join(lines)


def forget() -> None:
    """Forget every remembered answer of this kernel.

    Example:
        >>> forget()
        >>> len(_REMEMBERED)
        0
    """
    _REMEMBERED.clear()


def _kept(kind: str, title: str, question: Mapping[str, Any]) -> dict[str, Any] | None:
    """The remembered record of a question, in today's order of its options."""
    record = _REMEMBERED.get((kind, title, question["name"]))
    texts = [option["text"] for option in question["options"]]
    if record is None or sorted(record["texts"]) != sorted(texts):
        return None
    moved = [texts.index(text) for text in record["texts"]]
    picked = record.get("picked")
    return {
        "picked": None if picked is None else moved[picked],
        "tried": [moved[k] for k in record["tried"]],
        "revealed": bool(record.get("revealed")),
    }


def checked_questions(questions: Any) -> list[dict[str, Any]]:
    """Questions as plain dictionaries, or a sentence that names the question and what it lacks.

    Raises:
        ValueError: for no questions, a name used twice, fewer than 2 or more than 8 options, options lacking
            text or why, an option offered twice, or not exactly one right one.

    Example:
        >>> checked_questions([])
        Traceback (most recent call last):
            ...
        course_lib.widgets.base.WidgetError: Quiz: there is no question.
    """
    if isinstance(questions, (str, Mapping)) or not isinstance(questions, Sequence):
        raise WidgetError(f"Quiz: questions must be a list of questions, not {type(questions).__name__}.")
    checked = [_checked(question, number) for number, question in enumerate(questions, 1)]
    if not checked:
        raise WidgetError("Quiz: there is no question.")
    names = [q["name"] for q in checked]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise WidgetError(f"Quiz: two questions are called {twice!r}; answers are kept by name.")
    return checked


def _checked(question: Any, number: int) -> dict[str, Any]:
    where = f"Quiz: question {number}"
    if not isinstance(question, Mapping):
        raise WidgetError(f"{where} must be a dictionary with name, text and options.")
    name, text = _text(question, "name", where), _text(question, "text", where)
    options = question.get("options")
    if isinstance(options, (str, Mapping)) or not isinstance(options, Sequence):
        raise WidgetError(f"{where} ({name}) must have a list of options.")
    if not 2 <= len(options) <= len(LETTERS):
        raise WidgetError(f"{where} ({name}) has {len(options)} options; 2 to {len(LETTERS)} would fit.")
    checked = []
    for letter, option in zip(LETTERS, options, strict=False):
        spot = f"{where} ({name}), option {letter}"
        if not isinstance(option, Mapping):
            raise WidgetError(f"{spot} must be a dictionary with text, why and right.")
        right = option.get("right", False)
        if not isinstance(right, bool):
            raise WidgetError(f"{spot}: right must be True or False, not {right!r}.")
        checked.append(
            {"text": _text(option, "text", spot), "why": _text(option, "why", spot), "right": right}
        )
    right = sum(option["right"] for option in checked)
    if right != 1:
        raise WidgetError(f"{where} ({name}) has {right} right options; exactly one is meant.")
    if len({option["text"] for option in checked}) < len(checked):
        raise WidgetError(f"{where} ({name}) offers one option twice.")
    return {"name": name, "text": text, "options": checked}


def _text(thing: Mapping[str, Any], key: str, where: str) -> str:
    value = thing.get(key)
    if not isinstance(value, str) or not value.strip():
        raise WidgetError(
            f"{where} has no {key}." if not value else f"{where}: {key} must be text, not {value!r}."
        )
    return value
