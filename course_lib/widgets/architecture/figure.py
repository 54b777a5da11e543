"""The browser's picture for paper: the blocks, left to right, and what they cost beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.architecture_browser import ArchitectureBrowser


def draw(browser: ArchitectureBrowser) -> Figure:
    """Return the figure: volumes above, parameters and multiply-adds a layer as bars beneath."""
    from matplotlib.figure import Figure

    records = [r for r in browser.table if not r["gone"]]
    figure = Figure(figsize=(9.6, 5.2), layout="constrained")
    top, below = figure.subplots(2, 1, height_ratios=[3, 2], sharex=True)
    _blocks(top, records)
    _bars(below, records)
    top.set_title(
        f"{browser.title}: {browser.result['parameters']:,} parameters", fontsize=TOKENS["font_size_min"]
    )
    return figure


def _blocks(ax: Any, records: list[dict[str, Any]]) -> None:
    from matplotlib.patches import Rectangle

    from course_lib.widgets.architecture.blocks import extent

    for x, record in enumerate(records):
        if record["shape"] is None:
            ax.text(x, 0.5, "?", ha="center", va="center", color=TOKENS["wrong"])
            continue
        wide, high = extent(record["shape"])
        colour = TOKENS["classes"][0] if record["trained"] else TOKENS["muted"]
        ax.add_patch(Rectangle((x - 0.45 * wide, 0.5 - high / 2), 0.9 * wide, high, alpha=0.55,
                               facecolor=colour, edgecolor=TOKENS["ink"]))  # fmt: skip
        shape = "×".join(map(str, record["shape"]))
        ax.text(
            x,
            0.47 - high / 2,
            shape,
            ha="center",
            va="top",
            rotation=90,
            fontsize=TOKENS["font_size_min"] * 0.6,
        )
    ax.set(xlim=(-0.7, len(records) - 0.3), ylim=(-0.35, 1.05))
    ax.axis("off")


def _bars(ax: Any, records: list[dict[str, Any]]) -> None:
    places = range(len(records))
    ax.bar([x - 0.2 for x in places], [max(r["trained"], 0.9) for r in records], 0.38, label="parameters",
           color=TOKENS["classes"][0])  # fmt: skip
    ax.bar([x + 0.2 for x in places], [max(r["macs"], 0.9) for r in records], 0.38, label="multiply-adds",
           color=TOKENS["classes"][4], hatch="//", edgecolor=TOKENS["ink"], linewidth=0.5)  # fmt: skip
    ax.set_yscale("log")
    ax.set_ylim(bottom=1)
    ax.set_xticks(list(places), [r["name"] for r in records], rotation=60, ha="right", rotation_mode="anchor")
    ax.tick_params(labelsize=TOKENS["font_size_min"] * 0.7)
    ax.legend(fontsize=TOKENS["font_size_min"] * 0.7, frameon=False, ncols=2, loc="upper left")
    for spine in ("top", "right"):
        ax.spines[spine].set_visible(False)
