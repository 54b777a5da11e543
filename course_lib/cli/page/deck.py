"""From a notebook to a deck: one HTML file with reveal.js inside, the widgets alive, nothing fetched.

The metadata of the cells say what is a slide: ``slideshow.slide_type`` is "slide" (a new one), "subslide"
(below it), "fragment" (appears at the next key), "-" or nothing (goes on), "notes" or "skip"; ``notes`` holds
what the speaker wants to remember. In the browser, part.js parts a slide that holds too much at one of its
cells or outputs, and deck.js draws each as large as it fits.
"""

from __future__ import annotations

import html
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.cli.page.export import HERE, PageExporter, page_resources

REVEAL = HERE / "vendor" / "reveal"
KINDS = ("slide", "subslide", "fragment", "-", "notes", "skip")


def deck_html(notebook: NotebookNode, title: str | None = None, theme: str = "light", path: str = "") -> str:
    """Return the deck of an executed notebook as one HTML text that needs no other file.

    Args:
        notebook: with its outputs, and with the widget state in its metadata if widgets are to be alive.
        title: of the browser window; the first heading of the notebook by default.
        theme: "light", "dark" or "auto".
        path: the folder from which pictures named in Markdown are read.

    Raises:
        ValueError: for an unknown theme, or where no cell is on a slide.
    """
    resources = page_resources(notebook, title, theme, path)
    script = _read(HERE / "part.js") + _read(HERE / "deck.js") + resources["course"]["script"]
    scripts = [_read(REVEAL / name).replace("</script", "<\\/script") for name in ("reveal.js", "notes.js")]
    resources["course"] |= {
        "deck": scripts,
        "deck_style": _read(HERE / "deck.css"),
        "style": _read(REVEAL / "reveal.css") + resources["course"]["style"],
        "script": script + "start();\n",
    }
    body, _ = PageExporter().from_notebook_node(as_slides(notebook), resources=resources)
    return body


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def as_slides(notebook: NotebookNode) -> NotebookNode:
    """A copy with the cells that are shown, each with the markup before and after it in ``metadata.deck``."""
    copy = deepcopy(notebook)
    shown = [cell for cell in copy.cells if _kind(cell) not in ("skip", "notes")]
    if not shown:
        raise ValueError("No cell of this notebook is on a slide: set slideshow.slide_type in its metadata.")
    for number, cell in enumerate(shown):
        kind = "slide" if number == 0 else _kind(cell)
        following = _kind(shown[number + 1]) if number + 1 < len(shown) else "slide"
        before, after = "", _notes(cell)
        if kind in ("slide", "subslide"):
            before = ("<section>" if kind == "slide" else "") + '<section><div class="slide-body">'
        if kind == "fragment":
            before, after = '<div class="fragment">', f"</div>{after}"
        if following in ("slide", "subslide"):
            after += "</div></section>" + ("</section>" if following == "slide" else "")
        cell.metadata["deck"] = {"before": before, "after": after}
    copy.cells = shown
    return copy


def _kind(cell: NotebookNode) -> str:
    kind = str(cell.metadata.get("slideshow", {}).get("slide_type", "-") or "-")
    if kind not in KINDS:
        raise ValueError(f"slide_type is one of {', '.join(KINDS)}, not {kind!r}.")
    return kind


def _notes(cell: NotebookNode) -> str:
    """Speaker notes, which reveal.js shows in the presenter's window (key S)."""
    text = str(cell.metadata.get("notes", "")).strip()
    return f'<aside class="notes">{html.escape(text)}</aside>' if text else ""


def write_deck(notebook: NotebookNode | str | Path, target: str | Path, theme: str = "light") -> Path:
    """Write the deck of an executed notebook (or of its file) and return where it lies."""
    path = str(Path(notebook).parent) if isinstance(notebook, (str, Path)) else ""
    found = nbformat.read(notebook, as_version=4) if isinstance(notebook, (str, Path)) else notebook
    target = Path(target)
    target.write_text(deck_html(found, theme=theme, path=path), encoding="utf-8")
    return target
