"""Compare what an answer gave with what was expected, and say in words what differs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

RTOL, ATOL = 1e-5, 1e-8
ODD_KINDS = {"b": "True and False", "c": "complex numbers", "U": "texts"}
SHOWN = 24  # entries of an array that are printed in full
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")


def shown(value: Any) -> str:
    """Write a value shortly and the same way on every machine.

    >>> import numpy as np
    >>> shown(np.array([0, 2.5])), shown(np.float64(0.25)), shown(np.zeros((3, 8, 8)))
    ('[0.  2.5]', '0.25', 'an array of shape (3, 8, 8), from 0 to 0')
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return _array(value)
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc":
        value = value.item()
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"
    if isinstance(value, list) and value and all(isinstance(part, np.ndarray) for part in value):
        return "[" + ", ".join(" ".join(shown(part).split()) for part in value) + "]"
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", repr(value))
    return text if len(text) <= 120 else text[:117] + "..."


def _array(a: np.ndarray) -> str:
    if a.size > SHOWN or a.ndim > 2:
        size = f"an array of shape {a.shape}"
        return f"{size}, from {a.min():.4g} to {a.max():.4g}" if a.size and a.dtype.kind in "iuf" else size
    large = a.dtype.kind == "f" and np.abs(a[np.isfinite(a)]).max(initial=0) >= 1e6
    if a.dtype.kind == "f" and not large:
        a = np.round(a, 4) + 0.0  # no minus before a zero
    with np.printoptions(precision=4, suppress=not large, linewidth=90, threshold=100):
        return str(a)


def difference(expected: Any, got: Any) -> str | None:
    """Say what is wrong with `got`, or None when it is right within the tolerance.

    Numbers and arrays are compared by kind, shape and value; anything else by type and equality.

    >>> difference(0.5, 0.5000000001) is None
    True
    >>> difference(0.5, "0,5")
    "a number is asked, and yours is the text '0,5'. Write it without quotes, with a point: 0.5"
    """
    if got is None:
        return "your answer is None, which is nothing at all"
    if isinstance(expected, bool | str | list | tuple | dict | set):
        return _plain(expected, got)
    number = np.ndim(expected) == 0
    wanted = "a number" if number else f"an array of shape {np.shape(expected)}"
    wrong = _not_numbers(got, wanted, number)
    return wrong or _arrays(np.asarray(expected), np.asarray(got))


def _plain(expected: Any, got: Any) -> str | None:
    if type(got) is not type(expected):
        return f"{kind(expected)} is asked, and yours is {kind(got)}"
    if isinstance(expected, list | tuple) and any(isinstance(part, np.ndarray) for part in expected):
        if len(got) != len(expected):
            return f"{len(expected)} arrays are asked, and yours are {len(got)}"
        told = ((k, difference(a, b)) for k, (a, b) in enumerate(zip(expected, got, strict=True)))
        return next((f"number {k}: {what}" for k, what in told if what), None)
    return None if got == expected else "the two are not the same"


def kind(value: Any) -> str:
    """Say what a value is, as in "a number" or "a list".

    >>> kind([1])
    'a list'
    """
    known = {bool: "True or False", int: "a number", float: "a number", str: "a text", list: "a list"}
    known |= {tuple: "a tuple", dict: "a dictionary", set: "a set", np.ndarray: "an array"}
    return known.get(type(value), f"an object of type {type(value).__name__}")


def _not_numbers(got: Any, wanted: str, number: bool) -> str | None:
    """Sentence for an answer that is not made of numbers at all, or lies in the wrong container."""
    if isinstance(got, str):
        advice = "Write it without quotes, as digits"
        if _DECIMAL_COMMA.fullmatch(got):
            advice = f"Write it without quotes, with a point: {got.strip().replace(',', '.')}"
        return f"{wanted} is asked, and yours is the text {shown(got)}. {advice}"
    if number and isinstance(got, tuple):
        return f"a number is asked, and yours is the tuple {shown(got)}. Decimals have a point, not a comma"
    if isinstance(got, list | tuple):
        return f"{wanted} is asked, and yours is {kind(got)}" + (
            ". np.array(...) makes one" if not number else ""
        )
    if callable(got) and not isinstance(got, np.ndarray | np.generic):
        return f"{wanted} is asked, and yours is a function. Call it, with its arguments in brackets"
    if not isinstance(got, int | float | complex | np.ndarray | np.generic) and not hasattr(got, "__array__"):
        return f"{wanted} is asked, and yours is {kind(got)}"
    return None


def _arrays(expected: np.ndarray, got: np.ndarray) -> str | None:
    if got.dtype.kind not in "iuf" + ("b" if expected.dtype.kind == "b" else ""):
        return (
            f"numbers are asked, and yours are {ODD_KINDS.get(got.dtype.kind, 'objects')} (dtype {got.dtype})"
        )
    if got.shape != expected.shape:
        return f"the shape should be {_shape(expected)}, and yours is {_shape(got)}"
    if expected.dtype.kind in "iu" and got.dtype.kind == "f":
        return f"whole numbers are asked, and yours are decimals (dtype {got.dtype})"
    return _values(expected.astype(float), got, expected.ndim > 0 and expected.dtype.kind in "iu")


def _shape(a: np.ndarray) -> str:
    return str(a.shape) if a.ndim else "() (a single number)"


def _values(expected: np.ndarray, got: np.ndarray, whole: bool) -> str | None:
    rtol = RTOL if got.dtype.itemsize > 4 else 1e-4  # float32 carries seven digits
    got = got.astype(float)
    if np.allclose(got, expected, rtol=rtol, atol=ATOL if rtol == RTOL else 1e-6, equal_nan=True):
        return None
    for word, odd in (("nan (not a number)", np.isnan), ("infinity", np.isinf)):
        if (odd(got) & ~odd(expected)).any():
            return f"yours holds {word}"
    if whole:
        wrong = np.argwhere(got != expected)
        return f"{len(wrong)} of {got.size} differ, the first at {_index(wrong[0])}"
    gap = np.abs(got - expected)
    worst = np.unravel_index(int(np.nanargmax(gap)), gap.shape)
    at = f" at {_index(worst)}" if worst else ""
    return f"the largest difference is {gap[worst]:.3g}{at}"


def _index(index: Iterable[Any]) -> str:
    return f"index [{', '.join(str(int(i)) for i in index)}]"
