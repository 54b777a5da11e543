"""The documents of `docs/` as pages of the site: links lead to pages, and to nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from course_lib.cli.project import find_root

DOCUMENTS = (find_root() or Path.cwd()) / "docs"
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!\w+:)([\w./-]+)?(#[^)\s]+)?\)")
Pages = Mapping[str, set[str]]


def find_documents(folder: Path = DOCUMENTS) -> list[Path]:
    """The documents, in alphabetical order."""
    return sorted(folder.glob("*.md"))


def title_of(text: str) -> str:
    r"""The first heading of a document.

    >>> title_of("# Marks, and how\n\nText")
    'Marks, and how'
    """
    found = re.search(r"^#\s+(.+)$", text, re.MULTILINE)
    return found[1] if found else "Document"


def page_for(path: str) -> str | None:
    """The page of the site for a file of the course, named as a link in a notebook or a document names it.

    >>> page_for("../docs/engine.md"), page_for("../course_lib/nn/layers.py"), page_for("../LICENSE")
    ('engine.html', 'course_lib.nn.layers.html', None)
    """
    file = PurePosixPath(path)
    inside = [part for part in file.with_suffix("").parts if part not in ("..", "__init__")]
    if file.suffix == ".py" and inside[0] == "course_lib":
        return f"{'.'.join(inside)}.html"
    return f"{file.stem}.html" if file.suffix in (".md", ".ipynb") else None


def indoors(made: str) -> str:
    """The HTML of a chapter: links to documents and modules lead to their pages.

    >>> indoors('<a href="../docs/engine.md">speed</a>')
    '<a href="engine.html">speed</a>'
    """
    return re.sub(r'href="(\.\./(?:docs|course_lib)/[\w./-]+)"', _turn, made)


def _turn(found: re.Match[str]) -> str:
    page = page_for(found[1])
    return f'href="{page}"' if page else found[0]


def for_site(text: str, pages: Pages) -> str:
    """The Markdown of a document with its links turned to the pages of the site.

    Args:
        text: of the document, which lies in ``docs/``.
        pages: the anchors of each page, by its file name. A link to anything else becomes its words.

    Example:
        >>> for_site("[a](../notebooks/01_a.ipynb#b) [c](../deploy/c)", {"01_a.html": {"cell-id=b"}})
        '[a](01_a.html#cell-id=b) c'
    """

    def turned(found: re.Match[str]) -> str:
        words, path, anchor = found[1], found[2], (found[3] or "")[1:]
        if not path:
            return found[0]
        page = page_for(path)
        if page is None or page not in pages:
            return words
        place = next((a for a in (anchor, f"cell-id={anchor}") if a and a in pages[page]), "")
        return f"[{words}]({page}{'#' + place if place else ''})"

    return LINK.sub(turned, text)
