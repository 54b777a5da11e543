"""What the graph stepper is given, checked: expressions, values, names of tensors."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import numpy as np

from course_lib.tensor import Tensor
from course_lib.widgets.base import WidgetError
from course_lib.widgets.graph.expression import FUNCTIONS, Planned, read
from course_lib.widgets.graph.presets import PRESETS
from course_lib.widgets.graph.trace import Node

LARGEST = 1e12  # of a value that is entered


def called(nodes: list[Node]) -> list[str]:
    """The names of nodes: v1, v2, ... for operations without one, a constant is called by its number."""
    taken = {node.name for node in nodes}
    found, k = [], 0
    for node in nodes:
        if node.name or not node.op:
            found.append(node.name or (f"{node.value.item():g}" if node.value.size == 1 else "data"))
            continue
        k += 1
        while f"v{k}" in taken:
            k += 1
        found.append(f"v{k}")
    return found


def readable(text: str) -> list[Planned]:
    """The plan of an expression, or a sentence that may suggest a preset."""
    if not isinstance(text, str):
        raise WidgetError(f"the expression must be text, not {type(text).__name__}.")
    try:
        return read(text)
    except WidgetError as error:
        near = difflib.get_close_matches(text.strip(), PRESETS, 1)
        hint = f" Did you mean the preset {near[0]!r}?" if near else ""
        raise WidgetError(f"{error}{hint}") from None


def checked_values(values: Mapping[str, Any], wanted: list[str] | None) -> dict[str, float]:
    """The values as finite floats, or a sentence that says which name has none."""
    if not isinstance(values, Mapping):
        raise WidgetError(f'values must be names with numbers, such as {{"w": 1.0}}, not {values!r:.60}.')
    found = {}
    for name, value in values.items():
        if wanted is not None and name not in wanted:
            there = ", ".join(wanted) or "none"
            kind = "a function" if name in FUNCTIONS else "not an input of the expression"
            raise WidgetError(f"values: {name!r} is {kind}; its inputs are {there}.")
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise WidgetError(f"values: {name} must be a number, not {value!r:.60}.") from None
        if not np.isfinite(number) or abs(number) > LARGEST:
            raise WidgetError(
                f"values: {name} must be a number between -{LARGEST:g} and {LARGEST:g}, not {number}."
            )
        found[str(name)] = number
    return found


def named_tensors(names: Any) -> dict[Tensor, str]:
    """The names of tensors out of a mapping either way round, `locals()`, or a module with parameters."""
    if names is None:
        return {}
    if hasattr(names, "named_parameters"):
        return {tensor: name for name, tensor in names.named_parameters()}
    if not isinstance(names, Mapping):
        raise WidgetError(f'names must be {{"w": w, ...}} or a module with parameters, not {names!r:.60}.')
    found: dict[Tensor, str] = {}
    for key, value in names.items():
        name, tensor = (value, key) if isinstance(key, Tensor) else (key, value)
        if isinstance(tensor, Tensor) and not str(name).startswith("_"):
            found.setdefault(tensor, str(name))
    return found


def as_plain(array: Any) -> Any:
    """A float for a single number, a copy of the array otherwise."""
    return float(array) if np.ndim(array) == 0 else np.array(array)
