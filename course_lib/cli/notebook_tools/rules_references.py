"""Rules for what a notebook points to: links, chapters, sections, exercises, and names of the library."""

from __future__ import annotations

from . import references
from .book import Book, Found, rule


@rule()
def links_lead_somewhere(book: Book) -> Found:
    """A link leads to a file and a heading that exist, and names the chapter it leads to."""
    for cell in book.markdown:
        for wrong in references.broken_links(cell.source, book.path):
            yield cell, wrong


@rule()
def places_exist(book: Book) -> Found:
    """Chapters, sections and exercises that the text, the notes or a comment mentions exist."""
    here = references.sections([cell.source for cell in book.markdown])
    for cell in book.cells:
        for wrong in references.wrong_places(f"{cell.source}\n{cell.metadata.get('notes', '')}", here):
            yield cell, wrong


@rule()
def exercises_exist(book: Book) -> Found:
    """`check("01.x")`, `solution("01.x")` and `predict("01.x")` name what the course has."""
    for cell in book.cells:
        for wrong in references.unknown_exercises(cell.source):
            yield cell, wrong


@rule()
def names_exist(book: Book) -> Found:
    """A name in backticks that begins like a room of the library, such as `nn.Linear`, is in that room."""
    for cell in book.markdown:
        for wrong in references.unknown_names(cell.source):
            yield cell, wrong
