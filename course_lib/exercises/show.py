"""Put text before the reader: as a cell's output in a notebook, printed elsewhere."""

from __future__ import annotations

import sys
from typing import Any


def in_notebook() -> bool:
    """Say whether a Jupyter kernel runs this code."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def show(text: str, extra: dict[str, Any] | None = None) -> None:
    """Show `text`; in a notebook the output also carries the MIME types in `extra`.

    >>> show("✔ done")
    ✔ done
    """
    if not in_notebook():
        _print(text)
        return
    from IPython.display import display

    display({"text/plain": text, **(extra or {})}, raw=True)


def _print(text: str) -> None:
    """Print, also on a console that lacks some of the characters."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))
