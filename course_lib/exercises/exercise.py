"""How an exercise is declared: the solution, its inputs and its hints, standing together in one place."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

LEVELS = ("core", "stretch", "challenge")
EXERCISES: dict[str, Exercise] = {}
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Case:
    """One input of a check: the arguments, and hints of its own where the case is a special trap."""

    args: tuple[Any, ...]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """An exercise: its name, the reference solution, the cases it is tried on, and the hints in order."""

    name: str
    solution: Callable[..., Any]
    cases: tuple[Case, ...]
    hints: tuple[str, ...]
    level: str = "core"
    value: str = ""  # the variable's name, where a value is asked instead of a function
    seconds: float = 5.0  # for all cases together
    judged: Callable[..., str | None] | None = None  # where many answers are right: what is wrong with one

    @property
    def parameters(self) -> list[str]:
        """Names of the arguments, in order."""
        return list(inspect.signature(self.solution).parameters)


def case(*args: Any, hints: Sequence[str] = ()) -> Case:
    """Declare one input: the arguments in order.

    >>> case(3, 4, hints=["squares"])
    Case(args=(3, 4), hints=('squares',))
    """
    return Case(args, tuple(hints))


def exercise(
    name: str,
    *,
    cases: Sequence[Case] = (),
    hints: Sequence[str],
    level: str = "core",
    value: str = "",
    seconds: float = 5.0,
    judged: Callable[..., str | None] | None = None,
) -> Callable[[F], F]:
    """Register the decorated function as the solution of an exercise and hand it back unchanged.

    With `value`, the exercise asks for a value of that name, which the solution returns without arguments.
    With `judged`, an answer need not agree with the solution's: `judged(answer, *args)` says in a sentence
    what is wrong with it, or returns None.

    Raises:
        ValueError: for a level that does not exist, a name already taken, no hint or no case.

    >>> @exercise("99.double", cases=[case(1), case(2.5)], hints=["Twice."])
    ... def double(x):
    ...     return 2 * x
    >>> EXERCISES.pop("99.double").parameters
    ['x']
    """
    if level not in LEVELS:
        raise ValueError(f"exercise {name}: level {level!r} is none of {', '.join(LEVELS)}")
    if name in EXERCISES:
        raise ValueError(f"exercise {name} is declared twice")
    if not hints:
        raise ValueError(f"exercise {name} has no hint")
    tried = (case(),) if value else tuple(cases)
    if not tried:
        raise ValueError(f"exercise {name} has no case")

    def register(solution: F) -> F:
        EXERCISES[name] = Exercise(name, solution, tried, tuple(hints), level, value, seconds, judged)
        return solution

    return register
