"""How the planted mistakes of a chapter are collected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Answers = dict[str, list[Any]]


def collector() -> tuple[Answers, Callable[[str], Callable[[Any], Any]]]:
    """A dictionary from exercises to wrong answers, and the decorator `wrong(name)` that fills it."""
    planted: Answers = {}

    def wrong(name: str) -> Callable[[Any], Any]:
        def keep(answer: Any) -> Any:
            planted.setdefault(name, []).append(answer)
            return answer

        return keep

    return planted, wrong
