"""Decks and the site: what becomes a slide, what is left out, what each file holds."""

import nbformat
import pytest

from course_lib.cli import site, slides
from course_lib.cli.page import deck_html
from course_lib.cli.page.deck import as_slides
from course_lib.cli.website import build
from course_lib.cli.website.documents import find_documents
from course_lib.cli.website.rooms import read_room

V4 = nbformat.v4


def cell(text, kind=None, **metadata):
    made = V4.new_markdown_cell(text)
    made.metadata.update(metadata)
    if kind:
        made.metadata["slideshow"] = {"slide_type": kind}
    return made


def book(*cells):
    return V4.new_notebook(cells=list(cells))


def outline(notebook):
    """The markup that as_slides puts around the cells, with their texts."""
    shown = as_slides(notebook).cells
    return "".join(c.metadata["deck"]["before"] + c.source + c.metadata["deck"]["after"] for c in shown)


def test_slides_subslides_fragments_and_skipped_cells():
    made = outline(
        book(
            cell("a", "slide"),
            cell("b"),
            cell("no", "skip"),
            cell("c", "fragment"),
            cell("d", "subslide"),
            cell("e", "slide"),
            cell("nor", "notes"),
        )
    )
    body = '<div class="slide-body">'
    assert made == (
        f'<section><section>{body}ab<div class="fragment">c</div></div></section>'
        f"<section>{body}d</div></section></section>"
        f"<section><section>{body}e</div></section></section>"
    )


def test_the_first_shown_cell_opens_a_slide_whatever_it_says():
    assert outline(book(cell("x", "skip"), cell("a", "fragment"))).startswith("<section><section>")


def test_notes_are_text_and_never_markup():
    made = outline(book(cell("a", "slide", notes="ask <b>who</b> & why")))
    assert '<aside class="notes">ask &lt;b&gt;who&lt;/b&gt; &amp; why</aside>' in made


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [([cell("a", "skip")], "No cell of this notebook is on a slide"), ([cell("a", "slyde")], "not 'slyde'")],
)
def test_a_notebook_that_cannot_be_a_deck_says_why(cells, sentence):
    with pytest.raises(ValueError, match=sentence):
        as_slides(book(*cells))


def test_the_notebook_itself_is_not_changed():
    notebook = book(cell("a", "slide"), cell("b", "skip"))
    before = nbformat.writes(notebook)
    as_slides(notebook)
    assert nbformat.writes(notebook) == before


def test_a_deck_names_nothing_outside():
    html = deck_html(book(cell("# Title\n\n$x^2$", "slide")))
    assert "<title>Title</title>" in html and "<math" in html
    assert "<script src" not in html and '<link rel="stylesheet' not in html and "@import" not in html


def test_the_verbs_write_whole_folders(tmp_path, monkeypatch, capsys):
    from course_lib.cli.notebook_tools import executed

    little = book(cell("# Little\n\n[on](02_b.ipynb)", "slide"))
    monkeypatch.setattr(executed, "executed", lambda *args: little)
    monkeypatch.setattr(build, "read_rooms", lambda: {"course_lib": read_room("", "course_lib")})
    documents = {f"{path.stem}.html" for path in find_documents()}
    import argparse

    for verb, names in (
        (site, {"index.html", "gallery.html", "search.html", "course_lib.html", "00_start_here.html"}),
        (slides, {"00_start_here.html"}),
    ):
        parser = argparse.ArgumentParser()
        verb.add_arguments(parser)
        folder = tmp_path / verb.__name__
        monkeypatch.setattr(site, "gallery", lambda: book(cell("# The widgets")))
        assert verb.run(parser.parse_args(["00", "--to", str(folder)])) == 0
        assert {path.name for path in folder.iterdir()} - documents == names - documents
    pages = tmp_path / site.__name__
    assert 'href="00_start_here.html"' in (pages / "index.html").read_text()
    chapter = (pages / "00_start_here.html").read_text()
    assert (
        'href="index.html"' in chapter and 'href="gallery.html"' in chapter and 'href="02_b.html"' in chapter
    )
    assert "00_start_here.html" in capsys.readouterr().out
