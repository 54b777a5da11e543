"""Which lecture items the notebooks settle: what the slide gives, and what a cell shows for it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from course_lib.chapters import CHAPTERS

from . import files
from .book import pictures

ITEMS = files.ROOT / "docs" / "lectures.csv"
REPORT = files.ROOT / "docs" / "coverage.md"
VERDICTS = ("agrees", "differs", "stated")
COMPUTED = ("agrees", "differs")
EXCERPT = 160  # letters

LECTURES = {
    "S0": (
        "S. Milton Rajendram",
        "Introduction to Deep Learning",
        "SSN College of Engineering, 10 February 2022",
    ),
    "S1": (
        "David Greenwood",
        "Introduction to Deep Learning",
        "University of East Anglia, CMP-6035B, spring 2022",
    ),
    "S2": (
        "Sourangshu Bhattacharya",
        "Foundations of Algorithm Design and Machine Learning",
        "CS60020, undated",
    ),
    "S3": ("Yogesh Kulkarni", "Introduction to Deep Learning", "19 September 2020"),
    "S4": ("Shao-Yi Chien", "Deep Learning Basics", "National Taiwan University, undated"),
}

INTRODUCTION = """\
# What the lectures say, and what the notebooks compute

Five lectures stand behind this course. Each thing they say is listed here once, in our words, with what the
slide gives, what a cell of a notebook shows for it, and whether the two agree. *Stated* means that the slide
gives nothing to compare with: the notebook says it, or shows it.

This page is written by `python -m course_lib notebooks coverage`.
"""


@dataclass(frozen=True)
class Item:
    """One thing that a lecture says: what, what the slide gives for it, and what came of looking into it."""

    id: str
    chapter: str
    what: str
    slide: str
    verdict: str
    why: str = ""

    @property
    def lecture(self) -> str:
        """Number and name of the lecture, such as ``0 (Rajendram)``."""
        source = self.id.split("-")[0]
        author = LECTURES[source][0].split()[-1] if source in LECTURES else "unknown"
        return f"{source[1:]} ({author})"


@dataclass(frozen=True)
class Settled:
    """A cell that settles an item: its notebook, its id, the result it shows, or what it has instead."""

    notebook: Path
    cell: str
    shows: str
    otherwise: str


def read_items(path: Path | None = None) -> dict[str, Item]:
    """The lecture items by id, in the order of the file.

    Raises NotebookError for an id that stands there twice, and for an unknown verdict.
    """
    items: dict[str, Item] = {}
    with (path or ITEMS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item = Item(**{key: (value or "").strip() for key, value in row.items()})
            if item.id in items:
                raise files.NotebookError(f"lectures.csv: {item.id} stands there twice")
            if item.verdict not in VERDICTS:
                raise files.NotebookError(
                    f"lectures.csv: {item.id} has the verdict {item.verdict!r}, not one of {VERDICTS}"
                )
            items[item.id] = item
    return items


def report(
    notebooks: Iterable[Path] | None = None, items: dict[str, Item] | None = None
) -> tuple[str, list[str]]:
    """The report as Markdown, and its faults: ids that do not belong, items that no cell settles."""
    items = read_items() if items is None else items
    paths = sorted(files.NOTEBOOKS.glob("*.ipynb") if notebooks is None else notebooks)
    settled: dict[str, list[Settled]] = {}
    faults: list[str] = []
    present = set()
    for path in paths:
        chapter = files.chapter_of(path)
        present.add(chapter.number if chapter else "")
        for cell in files.read(path).cells:
            for name in cell.metadata.get("lecture", []):
                fault = _fault(items.get(name), chapter.number if chapter else "")
                if fault:
                    faults.append(f"{path.name}, cell {cell.get('id')!r}: lecture item {name} {fault}")
                else:
                    settled.setdefault(name, []).append(
                        Settled(path, cell.get("id", ""), excerpt(cell), _otherwise(cell))
                    )
    faults += [fault for item in items.values() if item.chapter in present for fault in _open(item, settled)]
    return _markdown(items, settled, present), faults


def _fault(item: Item | None, chapter: str) -> str:
    if item is None:
        return "is not in docs/lectures.csv"
    return "" if item.chapter == chapter else f"belongs to chapter {item.chapter}"


def _open(item: Item, settled: dict[str, list[Settled]]) -> Iterable[str]:
    """What an item of a chapter that exists still lacks."""
    if item.id not in settled:
        yield f"lecture item {item.id} of chapter {item.chapter} is settled by no cell"
    elif item.verdict in COMPUTED and not any(cell.shows for cell in settled[item.id]):
        yield f"lecture item {item.id} says {item.verdict!r}, but none of its cells shows a computed result"


def excerpt(cell: NotebookNode) -> str:
    """The text that a code cell shows, cut to 160 letters; "" for Markdown and for pictures."""
    texts = []
    for output in cell.get("outputs", []):
        texts.append(output.get("text", "") or output.get("data", {}).get("text/plain", ""))
    lines = [" ".join(line.split()) for text in texts for line in text.splitlines()]
    kept = [line for line in lines if line and not line.startswith("Figure:")]
    text = " / ".join(kept)
    return text if len(text) <= EXCERPT else text[: EXCERPT - 4].rsplit(" ", 1)[0] + " ..."


def _otherwise(cell: NotebookNode) -> str:
    """How a cell settles an item without a line of result: in prose, or with a figure."""
    if cell.cell_type == "markdown":
        return "stated in the text"
    return "shown in a figure" if any(pictures(cell)) else "a cell of code"


def _markdown(items: dict[str, Item], settled: dict[str, list[Settled]], present: set[str]) -> str:
    lines = [INTRODUCTION]
    lines += [
        f'- Lecture {key[1:]}: {author}, "{title}", {place}'
        for key, (author, title, place) in LECTURES.items()
    ]
    for chapter in CHAPTERS:
        own = [item for item in items.values() if item.chapter == chapter.number]
        if chapter.number in present and own:
            done = [item for item in own if item.id in settled]
            counts = ", ".join(f"{sum(i.verdict == v for i in done)} {v}" for v in VERDICTS)
            lines += [
                "",
                f"## {chapter.number} · {chapter.title}",
                "",
                f"{len(done)} of {len(own)} items settled: {counts}.",
            ]
            lines += [
                "",
                "| item | lecture | what it says | the slide gives | the notebook shows | verdict |",
            ]
            lines += ["|---|---|---|---|---|---|", *(_row(item, settled.get(item.id, [])) for item in own)]
    return "\n".join(lines) + "\n"


def _row(item: Item, cells: list[Settled]) -> str:
    """One line of the table; the cell that computes comes before the cells that only say it."""
    shows = []
    for cell in sorted(cells, key=lambda cell: not cell.shows):
        text = _plain(cell.shows) if cell.shows else cell.otherwise
        shows.append(f"{text} ([{cell.cell}](../notebooks/{cell.notebook.name}#{cell.cell}))")
    verdict = item.verdict + (f": {_escape(item.why)}" if item.why else "")
    columns = [
        item.id,
        item.lecture,
        _escape(item.what),
        _escape(item.slide) or "–",
        "<br>".join(shows) or "open",
        verdict,
    ]
    return f"| {' | '.join(columns)} |"


def _escape(text: str) -> str:
    """Text that stands in a table of Markdown."""
    return re.sub(r"([|*_<>$\[\]])", r"\\\1", text)


def _plain(text: str) -> str:
    """Output of a cell, in a table of Markdown, as code."""
    return "`" + text.replace("`", "'").replace("|", "¦") + "`"
