"""Tell an answer that was never begun from a wrong one, so that an empty notebook is not graded."""

from __future__ import annotations

import dis
import types
from typing import Any

# Instructions of a body that computes nothing; NOP, RESUME and the like only keep time.
_IDLE = {"RESUME", "NOP", "POP_TOP", "RETURN_VALUE", "RETURN_CONST", "LOAD_CONST", "COPY_FREE_VARS"}
_LOCAL = ("STORE_FAST", "LOAD_FAST")


def is_untouched(answer: Any) -> bool:
    """Say whether an answer is still its stub: `...`, None, or a function or class that does nothing.

    >>> def stub(z):
    ...     '''Sigmoid of z.'''
    ...     ...
    >>> is_untouched(...), is_untouched(stub), is_untouched(abs), is_untouched(0)
    (True, True, False, False)
    """
    if answer is None or answer is Ellipsis:
        return True
    if isinstance(answer, type):
        own = {name: f for name, f in vars(answer).items() if isinstance(f, types.FunctionType)}
        # Python's own helpers do not count, and an __init__ may be given along with the stub
        work = [f for name, f in own.items() if not name.startswith("__annotate") and name != "__init__"]
        return bool(own) and all(map(is_untouched, work or own.values()))
    code = getattr(answer, "__code__", None)
    return isinstance(code, types.CodeType) and _idle(code)


def _idle(code: types.CodeType) -> bool:
    """A body is idle when it only moves `...` and None about, never its arguments."""
    arguments = set(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_CONST" or step.opname == "RETURN_CONST":
            if step.argval is not None and step.argval is not Ellipsis:
                return False
        elif step.opname.startswith(_LOCAL):
            names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            if arguments.intersection(names):
                return False
        elif step.opname not in _IDLE:
            return False
    return True
