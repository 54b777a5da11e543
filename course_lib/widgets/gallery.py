"""One of each widget, as its defaults show it: for the gallery page, the tests and the benchmark."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from course_lib import widgets

NAMES = tuple(name for name in widgets.__all__ if name != "Widget")


def _quiz(**options: Any) -> Any:
    """A quiz of two questions: a quiz without questions shows nothing."""
    texts = {"11": "It joins two texts.", "2": "One more than one.", "ten": "That is another numeral."}
    answers = [{"text": t, "why": why, "right": t == "2"} for t, why in texts.items()]
    asked = [
        {"name": n, "text": f"What is `1 + 1`, asked {n}?", "options": answers} for n in ("first", "second")
    ]
    return widgets.Quiz("Two questions", asked, **options)


_SPECIAL: dict[str, Callable[..., Any]] = {"Quiz": _quiz}


def example(name: str, **options: Any) -> Any:
    """The widget called `name` with nothing but its defaults and these options.

    Raises:
        AttributeError: for a widget that does not exist.

    Example:
        >>> example("DecisionPlayground", hide="surface").result["step"]
        0
    """
    return (_SPECIAL.get(name) or getattr(widgets, name))(**options)


def about(name: str) -> str:
    """What a widget is for: the first sentence of its documentation.

    Example:
        >>> about("Quiz")
        'One or several questions; each option has an explanation, shown once it is chosen.'
    """
    return " ".join((inspect.getdoc(getattr(widgets, name)) or "").split("\n\n")[0].split())
