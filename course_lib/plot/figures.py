"""A matplotlib figure that shows itself with alternative text."""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.figure
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from course_lib.plot.style import DPI, rc

SHARPNESS = 2  # pixels of the picture for one pixel on the page, for screens of high resolution
PHOTOGRAPHIC = 20_000  # colours from which a picture counts as a photograph
NO_ALT = "a figure that nobody has described"


class Figure(matplotlib.figure.Figure):
    """A figure with alternative text in `alt`; a notebook shows it as a picture that carries this text.

    >>> fig, ax = figure(alt="An empty pair of axes.")
    >>> fig
    Figure: An empty pair of axes.
    >>> data, metadata = fig._repr_mimebundle_()
    >>> sorted(data), metadata["image/png"]["alt"]
    (['image/png', 'text/plain'], 'An empty pair of axes.')
    """

    alt: str

    def __init__(self, *args: Any, alt: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        FigureCanvasAgg(self)
        self.alt = alt
        self._png = b""

    def png(self) -> bytes:
        """The picture as PNG, the same bytes for the same drawing, small enough for a notebook."""
        if self._png and not self.stale:
            return self._png
        picture = self._rendered(SHARPNESS)
        # A drawing has some hundred colours, nearly all in smoothed edges: 256 look the same in a third
        # of the bytes. A photograph has thousands: it keeps them, at the size of the page.
        if picture.getcolors(PHOTOGRAPHIC) is None:
            picture = self._rendered(1)
        else:
            picture = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        picture.save(buffer, format="png", optimize=True)
        self._png, self.stale = buffer.getvalue(), False
        return self._png

    def _rendered(self, sharpness: int) -> Image.Image:
        with rc():
            canvas, dpi = FigureCanvasAgg(self), self.dpi
            try:
                self.dpi = DPI * sharpness
                canvas.draw()
                return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
            finally:
                self.dpi = dpi

    def _described(self) -> str:
        if not self.alt.strip():
            warnings.warn("this figure has no alternative text: set fig.alt = '...'", stacklevel=3)
            return NO_ALT
        return " ".join(self.alt.split())

    def __repr__(self) -> str:
        return f"Figure: {' '.join(self.alt.split()) or NO_ALT}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict, dict]:
        alt = self._described()
        width, height = (round(inches * DPI) for inches in self.get_size_inches())
        data = {
            "text/plain": f"Figure: {alt}",
            "image/png": base64.b64encode(self.png()).decode("ascii"),
        }
        return data, {"image/png": {"alt": alt, "width": width, "height": height}}


def figure(
    rows: int = 1, cols: int = 1, size: tuple[float, float] | None = None, *, alt: str, **options: Any
) -> tuple[Figure, Any]:
    """A figure of your own and its axes: one `Axes`, or an array of them where there are several.

    `size` is width and height in inches of 100 pixels. `alt` says in words what the figure shows.
    Other options go to matplotlib's `Figure.subplots`. Raises ValueError without alternative text.

    >>> fig, axes = figure(1, 2, size=(8, 3), alt="Two pairs of axes.")
    >>> len(axes)
    2
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("a figure needs alternative text: alt='one sentence that says what it shows'")
    with rc():
        fig = Figure(figsize=size, alt=alt)
        return fig, fig.subplots(rows, cols, **options)


def spoken(label: str) -> str:
    r"""An axis label in plain words, without the signs of TeX.

    >>> spoken(r"margin $y\,w^T x$")
    'margin y w^T x'
    """
    return re.sub(r"[$\\{}]", "", re.sub(r"\\[,;: ]", " ", label))


@contextmanager
def canvas(
    ax: Axes | None, alt: str, size: tuple[float, float] | None = None, title: str | None = None
) -> Iterator[tuple[Figure, Axes]]:
    """The axes to draw into in the style of the course: those given, or those of a new figure.

    A figure that is described already keeps its alternative text.
    """
    with rc():
        if ax is None:
            fig = Figure(figsize=size, alt=alt)
            ax = fig.subplots()
        else:
            fig = ax.figure  # type: ignore[assignment]
            if isinstance(fig, Figure) and not fig.alt.strip():
                fig.alt = alt
        if title:
            ax.set_title(title)
        yield fig, ax
