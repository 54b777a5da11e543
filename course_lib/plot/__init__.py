"""Figures: every one returns its `Figure` and carries alternative text.

Matplotlib comes in with the first drawing, not with `import course_lib.plot`; pyplot never does.

>>> from course_lib import plot
>>> plot.curves([0, 1, 2], {"loss": [3.0, 1.0, 0.5]}, xlabel="step", ylabel="loss")
Figure: Line chart of loss against step. loss goes from 3 at 0 to 0.5 at 2.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.plot.diagrams import network
    from course_lib.plot.figures import Figure, figure
    from course_lib.plot.filters import filtered
    from course_lib.plot.grids import images, matrix
    from course_lib.plot.lines import bars, curves, loss
    from course_lib.plot.mistakes import confusion
    from course_lib.plot.plane import boundary, scatter
    from course_lib.plot.puzzles import illusions
    from course_lib.plot.style import STYLE, class_style, rc, signed_map, tokens, use
    from course_lib.plot.surfaces import surface

_ROOMS = {
    "diagrams": ("network",),
    "figures": ("Figure", "figure"),
    "filters": ("filtered",),
    "grids": ("images", "matrix"),
    "lines": ("bars", "curves", "loss"),
    "mistakes": ("confusion",),
    "plane": ("boundary", "scatter"),
    "puzzles": ("illusions",),
    "style": ("STYLE", "class_style", "rc", "signed_map", "tokens", "use"),
    "surfaces": ("surface",),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "STYLE",
    "Figure",
    "bars",
    "boundary",
    "class_style",
    "confusion",
    "curves",
    "figure",
    "filtered",
    "illusions",
    "images",
    "loss",
    "matrix",
    "network",
    "rc",
    "scatter",
    "signed_map",
    "surface",
    "tokens",
    "use",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"course_lib.plot has no attribute {name!r}")
    return getattr(import_module(f"course_lib.plot.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
