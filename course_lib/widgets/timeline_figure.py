"""The timeline's picture for paper: the lanes of events, each named, the chosen one marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.widgets.base import TOKENS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from course_lib.widgets.timeline import Timeline


def draw(timeline: Timeline) -> Figure:
    """Return the figure: a column of dated titles, coloured and marked by thread."""
    from matplotlib.figure import Figure

    events, lanes = [timeline._events[k] for k in timeline._shown()], timeline.lanes
    chosen = timeline._events[timeline._at]
    figure = Figure(figsize=(9.6, 1.2 + 0.27 * len(events)), layout="constrained")
    ax = figure.subplots()
    for era in timeline._eras:
        ax.axvspan(era["from"], era["to"], color=TOKENS["grid"], alpha=0.45, linewidth=0)
        ax.text((era["from"] + era["to"]) / 2, -1.1, era["title"], ha="center", va="center",
                color=TOKENS["muted"], fontsize=TOKENS["font_size_min"] - 2)  # fmt: skip
    middle = (events[0]["year"] + events[-1]["year"]) / 2
    for row, event in enumerate(events):
        k, year = lanes.index(event["thread"]), event["year"]
        colour, left = TOKENS["classes"][k % 10], year > middle
        if event == chosen:
            ax.plot(year, row, "o", ms=17, mec=TOKENS["ink"], mfc=TOKENS["focus"])
        ax.plot(year, row, TOKENS["markers"][k % 10], color=colour, ms=8, mec="white")
        text = f"{event['title']}  {year}" if left else f"{year}  {event['title']}"
        ax.annotate(text, (year, row), xytext=(-10 if left else 10, 0), textcoords="offset points",
                    va="center", ha="right" if left else "left", fontsize=TOKENS["font_size_min"] - 2,
                    weight="bold" if event == chosen else "normal")  # fmt: skip
    for k, lane in enumerate(lanes):
        if lane in timeline.threads:
            ax.plot([], [], TOKENS["markers"][k % 10], color=TOKENS["classes"][k % 10], label=lane)
    ax.set(ylim=(len(events) - 0.3, -1.8), xlabel="year", yticks=[])
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.legend(loc="lower left", fontsize=TOKENS["font_size_min"] - 2)
    return figure
