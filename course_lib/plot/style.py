"""The visual language of the course: colours, type and lines, read from the one file of tokens."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.colors import Colormap

DPI = 100  # one CSS pixel is 1/100 inch: a figure 6.4 inches wide shows 640 pixels wide


@lru_cache(maxsize=1)
def _tokens() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("tokens.json").read_text(encoding="utf-8"))


def tokens() -> dict[str, Any]:
    """The tokens: a name for each colour, shape and size that plots and widgets share; a copy of your own.

    >>> tokens()["positive"]
    '#0072B2'
    """
    return json.loads(json.dumps(_tokens()))


def points(pixels: float) -> float:
    """Type and line sizes in points, as matplotlib wants them, from CSS pixels.

    >>> points(100)
    72.0
    """
    return pixels * 72 / DPI


class Mark(NamedTuple):
    """How a class is drawn: a colour and a marker shape, never one without the other."""

    color: str
    marker: str


def class_style(index: int, classes: int = 2) -> Mark:
    """Colour and marker of class `index` out of `classes`.

    Of two classes the first is the negative one, so its colour agrees with the sign of the score.

    >>> class_style(1), class_style(0, classes=3)
    (Mark(color='#0072B2', marker='o'), Mark(color='#0072B2', marker='o'))
    """
    look = _tokens()
    if classes == 2:
        index = 1 - index
    return Mark(look["classes"][index % len(look["classes"])], look["markers"][index % len(look["markers"])])


def _style() -> dict[str, Any]:
    look = _tokens()
    ink, muted, grid = look["ink"], look["muted"], look["grid"]
    size, small = points(look["font_size"]), points(look["font_size_min"])
    colours = ", ".join(repr(colour) for colour in look["classes"])
    return {
        "figure.dpi": DPI,
        "figure.figsize": (6.4, 4.0),
        "figure.facecolor": look["paper"],
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 0.07,
        "figure.constrained_layout.h_pad": 0.07,
        "savefig.facecolor": look["paper"],
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so pictures are the same everywhere
        "font.size": size,
        "mathtext.fontset": "dejavusans",
        "text.color": ink,
        "axes.facecolor": look["paper"],
        "axes.edgecolor": muted,
        "axes.labelcolor": ink,
        "axes.labelsize": size,
        "axes.titlesize": points(look["font_size"] + 1),
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlepad": 8.0,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "axes.prop_cycle": f"cycler('color', [{colours}])",
        "grid.color": grid,
        "grid.linewidth": 0.6,
        "xtick.color": muted,
        "ytick.color": muted,
        "xtick.labelcolor": ink,
        "ytick.labelcolor": ink,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "lines.linewidth": 2.0,
        "lines.markersize": 6.0,
        "legend.fontsize": small,
        "legend.frameon": False,
        "image.cmap": look["activation_map"],
        "image.interpolation": "nearest",
    }


# `Any`, because matplotlib's own type lists every setting of one version by name.
STYLE: Any = _style()


def rc() -> AbstractContextManager[None]:
    """The style of the course, for the length of a ``with`` block."""
    import matplotlib

    return matplotlib.rc_context(STYLE)


def use() -> None:
    """Give this session's own pyplot figures the style of the course."""
    import matplotlib

    matplotlib.rcParams.update(STYLE)


@lru_cache(maxsize=1)
def signed_map() -> Colormap:
    """The colours of values by sign: vermilion below zero, paper at zero, blue above; NaN is grey.

    >>> from matplotlib.colors import to_hex
    >>> [to_hex(signed_map()(value)) for value in (0.0, 0.5, 1.0)]
    ['#d55e00', '#ffffff', '#0072b2']
    """
    from matplotlib.colors import LinearSegmentedColormap

    look = _tokens()
    # An odd number of steps, so that zero itself is paper.
    colours = [look["negative"], look["paper"], look["positive"]]
    return LinearSegmentedColormap.from_list("signed", colours, N=511).with_extremes(bad=look["grid"])


def colour_map(name: str) -> Colormap:
    """The map called "signed", or any of matplotlib's. Raises ValueError for an unknown name."""
    import matplotlib

    if name == "signed":
        return signed_map()
    try:
        return matplotlib.colormaps[name]
    except KeyError:
        raise ValueError(f"there is no colour map {name!r}: try signed, gray_r or cividis") from None
