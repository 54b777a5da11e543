"""Questions with an explanation for every option: a chapter's quiz, and predictions before an experiment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from course_lib.chapters import CHAPTERS
from course_lib.exercises.library import chapters, closest, load
from course_lib.exercises.show import in_notebook, show


@dataclass(frozen=True)
class Option:
    """One answer to choose: its text, and why it is right or wrong."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with two to five options, exactly one of them right.

    Raises:
        ValueError: when it has too few or too many options, not one right one, or an option without its why.

    >>> two, eleven = Option("2", "Count.", right=True), Option("11", "That joins two texts.")
    >>> Question("99.sum", "What is 1 + 1?", (two, eleven)).options[0].text
    '2'
    """

    name: str
    text: str
    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.options) <= 5:
            raise ValueError(f"question {self.name} has {len(self.options)} options; 2 to 5 are meant")
        right = sum(option.right for option in self.options)
        if right != 1:
            raise ValueError(f"question {self.name} has {right} right options; exactly one is meant")
        if len({option.text for option in self.options}) < len(self.options):
            raise ValueError(f"question {self.name} offers one option twice")
        for option in self.options:
            if not (self.text.strip() and option.text.strip() and option.why.strip()):
                raise ValueError(f"question {self.name} has an empty text or an option without its why")


def checked_quiz(number: str, questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return a chapter's quiz, or say what is amiss: 4 to 8 questions (2 to 8 in chapter 00), no name twice.

    Raises:
        ValueError: for too few or too many questions, or a name used twice.
    """
    found = tuple(questions)
    fewest = 2 if number == "00" else 4
    if not fewest <= len(found) <= 8:
        raise ValueError(f"the quiz of chapter {number} has {len(found)} questions; {fewest} to 8 are meant")
    if len({question.name for question in found}) < len(found):
        raise ValueError(f"the quiz of chapter {number} uses one name twice")
    return found


def quiz(chapter: str, answers: bool = False) -> None:
    """Show the quiz of a chapter, such as "01"; with `answers`, as text with every explanation.

    Raises:
        ValueError: for a chapter without a quiz.
    """
    questions = checked_quiz(chapter, load(chapter).QUIZ)
    title = next(c.title for c in CHAPTERS if c.number == chapter)
    _show(f"Quiz: {title}", questions, "quiz", answers)


def predict(name: str, answers: bool = False) -> None:
    """Ask for a prediction before the cell that shows what happens; with `answers`, as text with reasons.

    Raises:
        ValueError: for an unknown name, with the closest ones.
    """
    number = str(name).partition(".")[0]
    known = {
        question.name: question
        for chapter in ([number] if number in chapters() else chapters())
        for question in load(chapter).PREDICTIONS
    }
    if name not in known:
        raise ValueError(closest(name, known, "prediction"))
    _show("Predict", (known[name],), "prediction", answers)


def _show(title: str, questions: tuple[Question, ...], kind: str, answers: bool) -> None:
    widget = None if answers or not in_notebook() else _widget(title, questions, kind)
    if widget is None:
        show(as_text(title, questions, answers))
        return
    from IPython.display import display

    display(widget)


def _widget(title: str, questions: tuple[Question, ...], kind: str) -> Any:
    """The questions as a widget, or None where widgets are not installed."""
    try:
        from course_lib.widgets import Quiz
    except ImportError:
        return None
    return Quiz(title=title, questions=as_dicts(questions), kind=kind)


def as_dicts(questions: Iterable[Question]) -> list[dict[str, Any]]:
    """Questions as plain lists and dictionaries: name, text, and options of text, why and right."""
    return [{**asdict(q), "options": [asdict(option) for option in q.options]} for q in questions]


def as_text(title: str, questions: Iterable[Question], answers: bool = False) -> str:
    """Questions as plain text; the explanations stay away unless `answers` asks for them."""
    lines = [title]
    for number, question in enumerate(questions, 1):
        lines += ["", f"{number}. {question.text}"]
        for letter, option in zip("abcde", question.options, strict=False):
            lines.append(f"   {letter}) {option.text}")
            if answers:
                lines.append(f"      {'✔' if option.right else '✘'} {option.why}")
    return "\n".join(lines)
