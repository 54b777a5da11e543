"""The attention viewer's picture for paper: the weights as a map with the words at its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.attention_viewer import AttentionViewer


def _plain(word: str) -> str:
    """A word that any font can draw and that mathematics leaves alone."""
    text = "".join(c if c.isprintable() and ord(c) < 0x2000 else "·" for c in word[:14]).replace("$", r"\$")
    return text if text.strip() else "␣".replace("␣", "_")


def draw(viewer: AttentionViewer) -> Figure:
    """Return the figure: cividis from 0 to 1, numbers where they fit."""
    from matplotlib.figure import Figure

    weights = viewer.result["weights"]
    length, count = weights.shape
    figure = Figure(
        figsize=(min(9.6, 2.4 + 0.55 * count), min(8.0, 1.8 + 0.42 * length)), layout="constrained"
    )
    ax = figure.subplots()
    shading = ax.imshow(weights, vmin=0, vmax=1, cmap="cividis", aspect="auto")
    figure.colorbar(shading, ax=ax, label="weight")
    if count <= 14 and length <= 16:
        for i in range(length):
            for j in range(count):
                ink = "black" if weights[i, j] > 0.55 else "white"
                ax.text(j, i, f"{weights[i, j]:.2f}", ha="center", va="center", fontsize=9, color=ink)
    ax.set_xticks(range(count), [_plain(w) for w in viewer.tokens[0]], rotation=45 if count > 6 else 0)
    ax.set_yticks(range(length), [_plain(w) for w in viewer.tokens[1]])
    ax.set(xlabel="source (keys)", ylabel="target (queries)")
    return figure
