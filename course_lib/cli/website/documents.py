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
        page = PurePosixPath(path).with_suffix(".html").name
        if page not in pages or not path.endswith((".md", ".ipynb")):
            return words
        place = next((a for a in (anchor, f"cell-id={anchor}") if a and a in pages[page]), "")
        return f"[{words}]({page}{'#' + place if place else ''})"

    return LINK.sub(turned, text)
