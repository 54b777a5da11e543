"""Rules for what a notebook stores: outputs that say the same on every machine, and say it to everybody."""

from __future__ import annotations

import json
import re

from .book import Book, Found, output_text, pictures, rule, without_code
from .normalise import ADDRESS, CELL_KEYS, MASK
from .rules_code import PATH

CHECK = "application/vnd.course_lib.check+json"
LEAST_SHOWN = 0.4
MOVING = {
    "a time": re.compile(r"\b\d+(?:\.\d+)?\s?(?:ns|µs|μs|us|ms|secs?|seconds?|minutes?)\b|\b\d+\.\d+\s?s\b"),
    "a rate": re.compile(r"\bs/it\b|\b(?:it|steps|batches|images|examples|samples)/s"),
    "a clock": re.compile(r"\b\d{1,2}:\d\d:\d\d\b|\[\d\d:\d\d"),
    "a date": re.compile(r"\b20\d\d-\d\d-\d\d\b"),
    "a version": re.compile(r"(?<![\d.])v?\d+\.\d+\.\d+(?![\d.])|\b(?:Python|version) \d+\.\d+"),
}
MARKDOWN_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(")
HTML_IMAGE = re.compile(r"<img\b(?P<rest>[^>]*)>", re.IGNORECASE)
HTML_ALT = re.compile(r"\balt\s*=\s*(?:\"[^\"]+\"|'[^']+')", re.IGNORECASE)


@rule()
def was_run(book: Book) -> Found:
    """Every code cell was run: a cell that was not is compared with nothing."""
    waiting = [cell for cell in book.code if cell.get("execution_count") is None]
    if waiting and len(waiting) == len(book.code):
        yield None, "no cell was ever run: python -m course_lib notebooks execute"
        return
    for cell in waiting:
        yield cell, "the cell was never run"


@rule()
def no_errors(book: Book) -> Found:
    """No output is an error."""
    for cell in book.code:
        if any(output.output_type == "error" for output in cell.outputs):
            yield cell, "an error is stored as output"


@rule()
def no_widget_state(book: Book) -> Found:
    """No widget state is stored: it blanks the notebook elsewhere, and changes with every run."""
    if "widgets" in book.notebook.metadata:
        yield None, "widget state is stored in the metadata"


@rule()
def known_metadata(book: Book) -> Found:
    """Cells carry only the metadata that the tools keep."""
    for cell in book.cells:
        if unknown := sorted(set(cell.metadata) - set(CELL_KEYS)):
            yield cell, f"unknown metadata: {', '.join(unknown)}"


@rule()
def enough_outputs(book: Book) -> Found:
    """At least 40 % of the code cells show something."""
    shown = sum(bool(cell.outputs) for cell in book.code)
    if book.code and shown < LEAST_SHOWN * len(book.code):
        yield None, f"only {shown} of {len(book.code)} code cells have an output"


@rule()
def picture_alt(book: Book) -> Found:
    """Every picture in an output has alternative text."""
    for cell in book.code:
        for output, mime in pictures(cell):
            described = output.get("metadata", {}).get(mime, {})
            if not (isinstance(described, dict) and str(described.get("alt", "")).strip()):
                yield cell, f"a picture ({mime}) has no alternative text in its metadata"


@rule()
def markdown_alt(book: Book) -> Found:
    """Every picture in Markdown or HTML has alternative text."""
    for cell in book.cells:
        source = without_code(cell.source) if cell.cell_type == "markdown" else ""
        html = source + "".join(
            str(o.data.get("text/html", "")) for o in cell.get("outputs", []) if "data" in o
        )
        if any(not match["alt"].strip() for match in MARKDOWN_IMAGE.finditer(source)):
            yield cell, "a picture in Markdown has no alternative text"
        if any(not HTML_ALT.search(match["rest"]) for match in HTML_IMAGE.finditer(html)):
            yield cell, "an <img> has no alternative text"


@rule()
def figure_text(book: Book) -> Found:
    """The text beside a figure says what it shows, not how large it is."""
    for cell in book.code:
        if re.search(r"<Figure size|<Axes|<matplotlib\.", output_text(cell)):
            yield (
                cell,
                "a figure's text is its repr: show a figure of course_lib.plot",
            )


@rule()
def no_address(book: Book) -> Found:
    """No memory address in an output, masked or not: it differs in every run."""
    for cell in book.code:
        text = output_text(cell)
        if ADDRESS.search(text) or MASK in text:
            yield cell, "a memory address in an output"


@rule()
def no_path_in_output(book: Book) -> Found:
    """No path of one machine in an output."""
    for cell in book.code:
        if match := PATH.search(output_text(cell)):
            yield cell, f"a path of one machine in an output: {match[0]!r}"
        elif re.search(r"/(home|root|work|tmp)/", json.dumps(cell.outputs)):
            yield cell, "a path of one machine in an output"


@rule()
def nothing_that_moves(book: Book) -> Found:
    """No time, rate, date or version in an output; dates made by `course_lib.data` are data."""
    imported = re.compile(r"^from course_lib\.data import .*\bdates\b", re.MULTILINE)
    made = any(imported.search(cell.source) for cell in book.code)
    for cell in book.code:
        for what, pattern in MOVING.items():
            if made and what in ("a date", "a version"):  # 28.9.2035 looks like a version
                continue
            if match := pattern.search(output_text(cell)):
                yield cell, f"{what} in an output: {match[0]!r}"


@rule()
def untouched_checks(book: Book) -> Found:
    """Stored checks say that nobody has attempted the exercise yet."""
    for cell in book.code:
        for output in cell.outputs:
            verdict = output.get("data", {}).get(CHECK)
            if verdict is not None and verdict.get("status") != "not attempted":
                yield cell, f"exercise {verdict.get('exercise')} is stored as {verdict.get('status')!r}"
            if verdict is not None and "not attempted yet" not in output.data.get("text/plain", ""):
                yield cell, "the text of an untouched check says 'not attempted yet'"


@rule()
def checks_answered(book: Book) -> Found:
    """Every check cell stores its verdict."""
    for cell, _ in book.calls("check"):
        if not any(CHECK in output.get("data", {}) for output in cell.outputs):
            yield cell, f"the check stores no verdict ({CHECK})"
