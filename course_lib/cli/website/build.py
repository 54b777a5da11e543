"""The pages of the site as they are written: each is remembered for the links and the search to come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from course_lib.cli.notebook_tools.files import write
from course_lib.cli.page import page_html
from course_lib.cli.website import documents, reference
from course_lib.cli.website.prose import linked
from course_lib.cli.website.rooms import read_rooms
from course_lib.cli.website.search import Section, read_page, search_page

HOME = ("index.html", "Contents")
GALLERY = ("gallery.html", "Widgets")
REFERENCE = (reference.TOP, "Reference")
SEARCH = ("search.html", "Search")
EVERYWHERE = (HOME, GALLERY, REFERENCE, SEARCH)


class Site:
    """A folder of pages.

    >>> import tempfile
    >>> site = Site(Path(tempfile.mkdtemp()))
    >>> site.add("a.html", title="A", body='<h1 id="top">A</h1>')
    >>> "top" in site.anchors["a.html"]
    True
    """

    def __init__(self, folder: Path, theme: str = "auto") -> None:
        self.folder = folder
        self.theme = theme
        self.titles: dict[str, str] = {}
        self.anchors: dict[str, set[str]] = {}
        self.sections: list[Section] = []

    def add(
        self, page: str, notebook: Any = None, title: str = "", links: Any = EVERYWHERE, **options: str
    ) -> None:
        """Write a page, from a notebook or from `body`, and remember what it says and where."""
        book = notebook or nbformat.v4.new_notebook()
        links = [link for link in links if link[0] != page]
        made = documents.indoors(page_html(book, title or None, self.theme, links=links, **options))
        self.write(page, made)
        found, self.anchors[page] = read_page(page, made)
        self.sections += found
        self.titles[page] = title or (found[0].title if found else page)

    def write(self, page: str, made: str) -> None:
        """Write a page that is not to be found by the search."""
        write(self.folder / page, made)

    def add_reference(self) -> reference.Addresses:
        """Write a page for each module of the course, and return where each name stands."""
        addresses = reference.Addresses(read_rooms())
        for room in addresses.rooms.values():
            self.add(room.page, title=room.name, body=reference.module_page(room, addresses))
        return addresses

    def add_documents(self, addresses: reference.Addresses) -> list[tuple[str, str]]:
        """Write the documents, and return the file and the title of each."""
        texts = {path.stem: path.read_text(encoding="utf-8") for path in documents.find_documents()}
        pages = {**self.anchors, **{f"{stem}.html": set() for stem in texts}}
        for stem, text in texts.items():
            cell = nbformat.v4.new_markdown_cell(documents.for_site(text, pages), id="document")
            self.add(f"{stem}.html", nbformat.v4.new_notebook(cells=[cell]), documents.title_of(text))
            path = self.folder / f"{stem}.html"
            self.write(path.name, linked(path.read_text(encoding="utf-8"), addresses.find))
        return [(f"{stem}.html", documents.title_of(text)) for stem, text in texts.items()]

    def add_search(self) -> None:
        """Write the page that looks things up in all others."""
        body = search_page(self.sections, self.titles)
        links = [link for link in EVERYWHERE if link != SEARCH]
        self.write(
            SEARCH[0], page_html(nbformat.v4.new_notebook(), "Search", self.theme, links=links, body=body)
        )
