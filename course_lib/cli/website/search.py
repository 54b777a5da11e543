"""Search: an index of the sections of all pages, and a page that looks things up in it without a server."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from course_lib.cli.page.state import script_safe

SILENT = {"script", "style", "pre", "svg", "math", "nav", "summary", "noscript"}
HEADINGS = {"h1", "h2", "h3"}
WORD = re.compile(r"[^\W_]+(?:['_.][^\W_]+)*")
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by can for from has have in is it its not of on one or so than that the "
        "their then there these they this to was what when where which with you your",
    )
)
SCRIPT = Path(__file__).with_name("search.js")


class Section(NamedTuple):
    """One heading and what is said below it: an entry of the index."""

    title: str
    page: str
    anchor: str
    words: str


class _Reader(HTMLParser):
    """Collects headings, the text below each, and every anchor of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.sections: list[tuple[str, list[str], list[str]]] = []
        self.silent = 0
        self.heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if anchor := given.get("id"):
            self.anchors.add(anchor)
        if tag in SILENT:
            self.silent += 1
        elif tag in HEADINGS and given.get("id"):
            self.heading = tag
            self.sections.append((given["id"] or "", [], []))

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1
        elif tag == self.heading:
            self.heading = ""

    def handle_data(self, data: str) -> None:
        if self.sections and not self.silent and data != "¶":
            _, title, said = self.sections[-1]
            (title if self.heading else said).append(data)


def read_page(page: str, text: str) -> tuple[list[Section], set[str]]:
    """The sections of a page, and the anchors that links may lead to.

    >>> read_page("a.html", '<h1 id="top">One neuron</h1><p>The sum of the sum.</p>')[0]
    [Section(title='One neuron', page='a.html', anchor='top', words='sum')]
    """
    reader = _Reader()
    reader.feed(text)
    sections = [
        Section(" ".join("".join(title).split()), page, anchor, " ".join(_words(" ".join(said))))
        for anchor, title, said in reader.sections
    ]
    return sections, reader.anchors


def _words(text: str) -> list[str]:
    """Each word once, small, in the order of its first use, without the commonest ones and single letters."""
    found = dict.fromkeys(word.lower() for word in WORD.findall(text) if len(word) > 1)
    return [word for word in found if word not in COMMON and not word[0].isdigit()]


def search_page(sections: list[Section], titles: dict[str, str]) -> str:
    """The body of the search page, the index and the script inside.

    Args:
        sections: of all pages, in the order in which equal finds are shown.
        titles: what each page is called, by its file name.
    """
    pages = list(dict.fromkeys(section.page for section in sections))
    number = {page: at for at, page in enumerate(pages)}
    index = {
        "pages": [[page, titles.get(page, page)] for page in pages],
        "sections": [[s.title, number[s.page], s.anchor, s.words] for s in sections],
    }
    return f"""<h1 id="top">Search</h1>
<form role="search" class="search"><label for="query">Find in chapters, documents and reference</label>
<input id="query" name="q" type="search" autocomplete="off" aria-describedby="search-keys">
<p id="search-keys">Down and up arrow move through the results; Escape leads back here.</p></form>
<noscript><p>The search needs JavaScript. All pages are in the <a href="index.html">contents</a>.</p>
</noscript>
<p id="found" role="status"></p>
<ol id="results" class="results"></ol>
<script type="application/json" id="search-index">{script_safe(index)}</script>
<script type="module">{SCRIPT.read_text(encoding="utf-8")}</script>"""
