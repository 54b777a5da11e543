"""The network's picture for paper: every layer from left to right, its maps one under another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.feature_maps import FeatureMaps

MOST = 8  # maps of a layer on paper
NAMES = {"conv": "convolution", "pool": "pooling", "relu": "ReLU", "linear": "dense"}


def draw(maps: FeatureMaps) -> Figure:
    """Return the figure: columns of maps, rows of numbers as thin columns, the softmax as bars."""
    from matplotlib.figure import Figure

    shown = [
        ("input", maps.image),
        *zip((la["kind"] for la in maps._now["layers"]), maps.outputs, strict=True),
    ]
    widths = [1.0 if values.ndim == 3 else 1.8 if kind == "softmax" else 0.45 for kind, values in shown]
    figure = Figure(figsize=(10.5, 4.8), layout="constrained")
    rows = figure.subfigures(1, len(shown), width_ratios=widths, squeeze=False)[0]
    for part, (kind, values) in zip(rows, shown, strict=True):
        name = NAMES.get(kind, kind)
        part.suptitle(f"{name}\n{'×'.join(map(str, values.shape))}", fontsize=8)
        if kind == "softmax":
            _bars(part.subplots(), values, maps._now["classes"])
        else:
            stack = values[:MOST] if values.ndim == 3 else values[None, :, None]
            _column(part, stack, _look(kind, values))
    return figure


def _look(kind: str, values: Any) -> dict[str, Any]:
    from matplotlib.colors import LinearSegmentedColormap

    if kind == "input" and values.min() >= 0 and values.max() <= 1:
        return {"cmap": "gray_r", "vmin": 0, "vmax": 1}
    if values.min() < 0:
        ends = [TOKENS["negative"], TOKENS["paper"], TOKENS["positive"]]
        top = float(np.abs(values).max())
        return {"cmap": LinearSegmentedColormap.from_list("signed", ends), "vmin": -top, "vmax": top}
    return {"cmap": "cividis", "vmin": 0, "vmax": float(values.max()) or 1.0}


def _column(part: Any, stack: Any, look: dict[str, Any]) -> None:
    for ax, tile in zip(part.subplots(len(stack), 1, squeeze=False)[:, 0], stack, strict=True):
        ax.imshow(tile, aspect="equal" if tile.shape[1] > 1 else "auto", **look)
        ax.set(xticks=[], yticks=[])


def _bars(ax: Any, values: Any, names: list[str]) -> None:
    bars = ax.barh(range(len(values)), values, color=TOKENS["grid"], edgecolor=TOKENS["ink"])
    bars[int(values.argmax())].set(color=TOKENS["ink"])
    ax.set(yticks=range(len(values)), yticklabels=names, xlim=(0, 1), xticks=[0, 1])
    ax.invert_yaxis()
    ax.tick_params(labelsize=8)
    ax.spines[["top", "right"]].set_visible(False)
