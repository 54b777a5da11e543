"""The sliding kernel's picture for paper: the picture with the window, the kernel, and the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS
from course_lib.widgets.convolution.math import Array, pad

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.convolution_explorer import ConvolutionExplorer

LEGIBLE = 12  # a side of more cells shows no numbers


def draw(widget: ConvolutionExplorer) -> Figure:
    """Return the figure: one row a channel of picture and kernel, the map at the right."""
    from matplotlib.figure import Figure

    rows, columns = widget.axes
    image, kernel = pad(widget._channels(), rows, columns), widget._filters()[widget.filter]
    shown = min(len(image), 3)
    figure = Figure(figsize=(9.6, 1.2 + 2.6 * max(1.2, shown)), layout="constrained")
    grid = figure.add_gridspec(shown, 3, width_ratios=(5, 3, 4))
    for k in range(shown):
        name = f", channel {k + 1}" if len(image) > 1 else ""
        ax = figure.add_subplot(grid[k, 0])
        _cells(ax, image[k], f"picture{name}", "signed" if image.min() < 0 else "grey", _light(widget))
        at = (widget.column * columns.s, widget.row * rows.s)
        _band(ax, *at, columns.span, rows.span)
        _cells(figure.add_subplot(grid[k, 1]), kernel[k], f"kernel{name}", "signed")
    out = widget.output
    ax = figure.add_subplot(grid[:, 2])
    _cells(ax, out, f"output {out.shape[0]}×{out.shape[1]}", *_look(widget, out))
    _band(ax, widget.column, widget.row, 1, 1)
    return figure


def _look(widget: ConvolutionExplorer, out: Array) -> tuple[str, bool, float | None]:
    """How the page colours the map: its colours, whether larger is lighter, and the number of white."""
    light, keeps = _light(widget), widget._filters()[widget.filter].sum() / widget.divisor > 0.5
    usual = ("grey" if keeps else "signed") if light else "signed" if out.min() < 0 else "cividis"
    chosen = usual if widget.colours == "auto" else widget.colours
    return chosen, light, 255.0 if light and chosen == "grey" else None


def _light(widget: ConvolutionExplorer) -> bool:
    from course_lib.widgets.convolution.library import PICTURES

    return widget._picture in PICTURES and PICTURES[widget._picture].light


def _cells(
    ax: Any, values: Array, title: str, colours: str, light: bool = False, top: float | None = None
) -> None:
    from course_lib.plot import signed_map

    far = top or float(np.abs(values).max()) or 1.0
    low = -far if colours == "signed" else 0.0 if top else float(min(values.min(), 0))
    maps = {"signed": signed_map(), "grey": "gray" if light else "gray_r", "cividis": "cividis"}
    ax.imshow(values, cmap=maps[colours], vmin=low, vmax=far)
    ax.set(xticks=[], yticks=[], title=title)
    ax.title.set_fontsize(TOKENS["font_size_min"])
    if max(values.shape) > LEGIBLE:
        return
    for (r, c), v in np.ndenumerate(values):
        share = (v - low) / (far - low)
        dark = abs(v) / far > 0.6 if colours == "signed" else (share > 0.5) != (colours == "cividis" or light)
        ax.text(c, r, f"{v:.4g}".replace("-", "−"), ha="center", va="center", fontsize=9,
                color="white" if dark else "black")  # fmt: skip


def _band(ax: Any, x: float, y: float, width: int, height: int) -> None:
    from matplotlib.patches import Rectangle

    for colour, thick in ((TOKENS["ink"], 5), (TOKENS["focus"], 2.5)):
        ax.add_patch(
            Rectangle((x - 0.5, y - 0.5), width, height, fill=False, edgecolor=colour, linewidth=thick)
        )
