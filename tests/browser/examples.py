"""One of each widget, as its default shows it: what the tests, the benchmark and the gallery page go through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib import widgets

NAMES = [name for name in widgets.__all__ if name not in ("Widget",)]


def quiz(**options: Any) -> Any:
    """A quiz of two questions."""
    texts = {"11": "It joins two texts.", "2": "One more than one.", "ten": "That is another numeral."}
    answers = [{"text": t, "why": why, "right": t == "2"} for t, why in texts.items()]
    asked = [
        {"name": n, "text": f"What is `1 + 1`, asked {n}?", "options": answers} for n in ("first", "second")
    ]
    return widgets.Quiz("Two questions", asked, **options)


SPECIAL: dict[str, Callable[..., Any]] = {"Quiz": quiz}


def example(name: str, **options: Any) -> Any:
    """The widget called `name` with nothing but its defaults and these options."""
    return SPECIAL.get(name, getattr(widgets, name))(**options)
