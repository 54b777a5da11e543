"""Plain data between two processes that do not trust each other: JSON, arrays as bytes, never a pickle."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

LONGEST = 32 * 2**20  # characters of one message
_PLAIN_DTYPE = re.compile(r"[<>|=][biufcU]\d{1,4}")
_GROUPS: dict[str, type[list] | type[tuple] | type[set]] = {"list": list, "tuple": tuple, "set": set}


def pack(value: Any, functions: list[Callable[..., Any]] | None = None) -> Any:
    """Turn a value into what JSON can carry; what is not plain data becomes the name of its type.

    Functions go into the list `functions`, if there is one, and a number stands for each.

    >>> import numpy as np
    >>> pack((1, np.array([True])))
    ['tuple', [1, ['array', '|b1', [1], 'AQ==']]]
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if value is Ellipsis:
        return ["ellipsis"]
    if isinstance(value, dict):
        return ["dict", [[pack(k, functions), pack(v, functions)] for k, v in value.items()]]
    for name, kind in _GROUPS.items():
        if isinstance(value, kind):
            return [name, [pack(part, functions) for part in value]]
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return ["array", "<c16", [], base64.b64encode(np.array(value).tobytes()).decode()]
    if isinstance(value, np.generic) or hasattr(value, "__array__"):
        return _pack_array("scalar" if isinstance(value, np.generic) else "array", np.asarray(value))
    if callable(value):
        if functions is None:
            return ["function", -1]
        functions.append(value)
        return ["function", len(functions) - 1]
    return ["other", type(value).__name__]


def _pack_array(tag: str, array: np.ndarray) -> list:
    if not _PLAIN_DTYPE.fullmatch(array.dtype.str):
        return ["other", f"array of dtype {array.dtype}"]
    return [tag, array.dtype.str, list(array.shape), base64.b64encode(array.tobytes()).decode()]


def unpack(packed: Any, function: Callable[[int], Any] | None = None) -> Any:
    """The value that `pack` packed; `function` gives the function for a number.

    Raises:
        ValueError: for anything that `pack` does not write.

    >>> unpack(pack({"a": [1, 2.5]}))
    {'a': [1, 2.5]}
    >>> unpack(["array", "|O8", [1], ""])
    Traceback (most recent call last):
    ValueError: not an array of plain numbers
    """
    if packed is None or type(packed) in (bool, int, float, str):
        return packed
    match packed:
        case ["ellipsis"]:
            return Ellipsis
        case ["dict", list(pairs)]:
            return {unpack(key, function): unpack(value, function) for key, value in pairs}
        case [str(name), list(parts)] if name in _GROUPS:
            return _GROUPS[name](unpack(part, function) for part in parts)
        case ["array" | "scalar" as tag, str(dtype), list(shape), str(data)]:
            array = _unpack_array(dtype, shape, data)
            return array[()] if tag == "scalar" else array
        case ["function", int(number)]:
            return function(number) if function else _a_function
        case ["other", str(name)]:
            return type(re.sub(r"\W+", "_", name)[:40] or "_", (), {})()
    raise ValueError("not a message of the grader")


def _unpack_array(dtype: str, shape: list, data: str) -> np.ndarray:
    sides = all(type(side) is int and side >= 0 for side in shape)
    if not _PLAIN_DTYPE.fullmatch(dtype) or not sides or len(shape) > 16:
        raise ValueError("not an array of plain numbers")
    flat = np.frombuffer(base64.b64decode(data), np.dtype(dtype))
    if math.prod(shape) != flat.size:
        raise ValueError("an array of another size than its shape says")
    return flat.reshape(shape).copy()


def _a_function() -> None:
    """Stands for a function that was handed over where data was asked."""
