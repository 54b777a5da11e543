"""The normal form of a notebook: all that a reader sees, and nothing that changes from run to run."""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy

import nbformat
from nbformat import NotebookNode

from .files import NotebookError

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_KEYS = ("lecture", "slideshow", "tags", "alt", "notes")
SLIDE_TYPES = ("slide", "subslide", "fragment", "skip", "notes")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

ADDRESS = re.compile(r"0x[0-9a-fA-F]{8,}")
MASK = "0x..."
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")
BADGES = re.compile(r"<!-- badges -->.*?<!-- /badges -->", re.DOTALL)


def normalise(notebook: NotebookNode, badges: str = "") -> NotebookNode:
    """A copy of `notebook` in normal form; doing it twice changes nothing.

    `badges` is the Markdown set between the badge markers of the first cell.
    Raises NotebookError when the result is not a valid notebook.
    """
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    cells = [_cell(cell) for cell in notebook.cells]
    result = nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    _name_cells(result.cells)
    _renumber(result.cells)
    if result.cells and result.cells[0].cell_type == "markdown":
        result.cells[0].source = fill_badges(result.cells[0].source, badges)
    try:
        nbformat.validate(result)
    except nbformat.ValidationError as error:
        raise NotebookError(f"not a valid notebook: {str(error).splitlines()[0]}") from error
    return result


def is_slug(name: str) -> bool:
    """Whether a cell id is readable: lower-case words joined by hyphens, not a random id.

    >>> is_slug("the-sigmoid"), is_slug("a1b2c3d4")
    (True, False)
    """
    return len(name) <= 64 and bool(SLUG.fullmatch(name)) and not RANDOM_ID.fullmatch(name)


def fill_badges(source: str, badges: str) -> str:
    r"""Set the launch badges between their two markers.

    >>> fill_badges("<!-- badges -->old<!-- /badges -->", "")
    '<!-- badges -->\n<!-- /badges -->'
    """
    lines = ["<!-- badges -->", *badges.strip().splitlines(), "<!-- /badges -->"]
    return BADGES.sub(lambda _: "\n".join(lines), source)


def _cell(cell: NotebookNode) -> NotebookNode:
    """One cell with its known metadata, no trailing whitespace, and its outputs in normal form."""
    source = "\n".join(line.rstrip() for line in cell.source.split("\n")).strip("\n")
    result = {"cell_type": cell.cell_type, "id": cell.get("id", ""), "source": source}
    result["metadata"] = _metadata(cell.metadata)
    if "attachments" in cell and cell.attachments:
        result["attachments"] = deepcopy(cell.attachments)
    if cell.cell_type == "code":
        result["execution_count"] = cell.get("execution_count")
        result["outputs"] = _outputs(cell.get("outputs", []), result["metadata"].get("alt", ""))
    return nbformat.from_dict(result)


def _metadata(metadata: dict) -> dict:
    kept = {key: deepcopy(metadata[key]) for key in CELL_KEYS if metadata.get(key)}
    slide = kept.pop("slideshow", None)
    slide_type = slide.get("slide_type") if isinstance(slide, dict) else None
    if slide_type in SLIDE_TYPES:
        kept["slideshow"] = {"slide_type": slide_type}
    return kept


def _outputs(outputs: list, alt: str) -> list:
    """Outputs without widget views and addresses; neighbouring streams are one stream."""
    result: list = []
    for stored in outputs:
        output = deepcopy(stored)
        data = output.get("data", {})
        data.pop(WIDGET_VIEW, None)
        if "data" in output and not data:
            continue
        for mime in [mime for mime in data if mime.startswith("image/") and alt]:
            output.metadata.setdefault(mime, {}).setdefault("alt", alt)
        for mime in [mime for mime in data if mime.startswith("text/") and isinstance(data[mime], str)]:
            data[mime] = ADDRESS.sub(MASK, data[mime])
        if output.output_type == "stream":
            _append_stream(result, output)
        else:
            result.append(output)
    return _finish_streams(result)


def join_streams(outputs: list) -> list:
    """Outputs in which neighbouring pieces of one stream are one: a slow cell prints in several."""
    joined: list = []
    for output in outputs:
        if output.output_type == "stream":
            _append_stream(joined, output)
        else:
            joined.append(output)
    return joined


def _append_stream(outputs: list, stream: NotebookNode) -> None:
    """Add text to the same stream printed since the last display, so that timing cannot split it."""
    for earlier in reversed(outputs):
        if earlier.output_type != "stream":
            break
        if earlier.name == stream.name:
            earlier.text += stream.text
            return
    outputs.append(stream)


def _finish_streams(outputs: list) -> list:
    """Show each stream as a terminal leaves it, and stdout before stderr when they are neighbours."""
    for output in outputs:
        if output.output_type == "stream":
            output.text = ADDRESS.sub(MASK, overwrite(output.text))
    for place in range(len(outputs) - 1):
        first, second = outputs[place], outputs[place + 1]
        if (first.get("name"), second.get("name")) == ("stderr", "stdout"):
            outputs[place], outputs[place + 1] = second, first
    return [output for output in outputs if output.get("text", " ")]


def overwrite(text: str) -> str:
    r"""What stays on the screen after carriage returns: a progress bar leaves its last state.

    >>> overwrite("1/3\r2/3\r3/3\n")
    '3/3\n'
    """
    # Exactly what nbval does before it compares, so that both see the same text.
    return re.sub(r"^.*\r(?=[^\n])", "", text, flags=re.MULTILINE)


def _renumber(cells: list) -> None:
    """Count the executed cells 1, 2, ...; a cell that never ran stays without a number."""
    executed = [cell for cell in cells if cell.cell_type == "code" and cell.execution_count is not None]
    for count, cell in enumerate(executed, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count


def _name_cells(cells: list) -> None:
    """Keep every readable id, and give the other cells one made of their first words."""
    taken: set[str] = set()
    unnamed = []
    for cell in cells:
        if is_slug(cell.id) and cell.id not in taken:
            taken.add(cell.id)
        else:
            unnamed.append(cell)
    for cell in unnamed:
        stem = _slug(cell)
        choices = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(cells) + 2))
        cell.id = next(choice for choice in choices if choice not in taken and is_slug(choice))
        taken.add(cell.id)


def _slug(cell: NotebookNode) -> str:
    """A readable id from the first line that has words in it."""
    plain = unicodedata.normalize("NFKD", cell.source).encode("ascii", "ignore").decode().lower()
    for line in plain.splitlines():
        words = re.findall(r"[a-z0-9]+", line)[:6]
        if words:
            stem = "-".join(words)[:48].strip("-")
            return f"cell-{stem}" if RANDOM_ID.fullmatch(stem) else stem
    return f"{cell.cell_type}-cell"
