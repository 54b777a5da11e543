"""A deck beside its slides as they are shown: parted slides, the overview, the speaker's notes, paper, both themes."""

import re

import nbformat
import pytest

from course_lib import plot
from course_lib.cli.page import notebook_of, write_deck
from course_lib.widgets.gallery import example

from .conftest import settle
from .test_decks import LEAST, SHOW, WRONG, deck_of

V4 = nbformat.v4


def text(source, kind="slide", **metadata):
    return V4.new_markdown_cell(source, metadata={"slideshow": {"slide_type": kind}, **metadata})


def code(lines, kind="-", figure=None):
    """A cell of some lines that prints as many, and shows a figure of (width, height) inches."""
    outputs = [V4.new_output("stream", name="stdout", text="".join(f"{n} printed\n" for n in range(lines)))]
    if figure:
        fig, ax = plot.figure(size=figure, alt="A line")
        ax.plot([0, 1], [0, 1])
        data, about = fig._repr_mimebundle_()
        outputs.append(V4.new_output("display_data", data, metadata=about))
    source = "\n".join(f"x{n} = {n}" for n in range(lines))
    return V4.new_code_cell(source, outputs=outputs, metadata={"slideshow": {"slide_type": kind}})


def small_deck(folder, theme="light"):
    """Five slides of each kind: text with a fragment, a table, code with its figure, a widget, and the last."""
    notebook = notebook_of([example("PoolingExplorer")])
    notebook.cells[0].metadata.update(slideshow={"slide_type": "slide"}, notes="say hello")
    notebook.cells[1].metadata["slideshow"] = {"slide_type": "slide"}
    notebook.cells[1:1] = [
        text("it appears $x^2$", "fragment"),
        text("## A table\n\n| a | b |\n|---|---|\n| `one.two` | 2 |", "subslide"),
        text("## Code"),
        code(3, figure=(6, 3)),
    ]
    notebook.cells.append(text("## The last"))
    return write_deck(notebook, folder / "deck.html", theme=theme)


@pytest.fixture
def opened(browser, watch, tmp_path):
    """opened(deck, "?print-pdf") -> its page, as soon as it is ready."""
    contexts = []

    def open_deck(deck, query=""):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 720}))
        page = contexts[-1].new_page()
        watch.follow(page)
        page.goto(deck.as_uri() + query)
        page.wait_for_function("() => document.documentElement.dataset.deck === 'ready'")
        return page

    yield open_deck
    for context in contexts:
        context.close()


def parts(page):
    """What stands on each slide: the number of its cells, of its figures, and whether it has code."""
    return page.evaluate(
        """() => Reveal.getSlides().map((s) => [s.querySelectorAll('.cell').length,
            s.querySelectorAll('.output_png').length, Boolean(s.querySelector('.input pre'))])"""
    )


def test_what_does_not_fit_goes_on_beneath(opened, tmp_path):
    notebook = V4.new_notebook(cells=[
        text("## A question"), code(12, "fragment", figure=(6.4, 4)),
        text("## Little"), code(2, figure=(6.4, 3)),
        text("\n\n".join(["# First", "words " * 400, "## Second", "words " * 400])),
    ])  # fmt: skip
    page = opened(write_deck(notebook, tmp_path / "deck.html"))
    assert parts(page) == [[2, 0, True], [1, 1, False], [2, 1, True], [1, 0, False], [1, 0, False]]
    assert page.evaluate("() => Reveal.getIndices(Reveal.getSlides()[1]).v") == 1, "not beneath"
    assert page.evaluate("() => new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size") == (
        page.locator("[id]").count()
    ), "two elements of one name"
    page.keyboard.press("ArrowDown")  # the fragment: the code
    page.keyboard.press("ArrowDown")  # the slide beneath, with its figure on show
    assert page.locator("section.present img").is_visible()


def test_a_fragment_that_was_parted_is_parted_again(opened, tmp_path):
    notebook = V4.new_notebook(
        cells=[text("## A question"), code(20, "fragment"), text("word " * 200, "fragment")]
    )
    page = opened(write_deck(notebook, tmp_path / "deck.html"))
    assert [cells for cells, _, _ in parts(page)] == [2, 1, 1]


def test_a_widget_is_parted_from_long_code_and_stays_with_its_question(opened, tmp_path):
    notebook = notebook_of([example("CurveFitter"), example("CurveFitter")])
    for cell in notebook.cells:
        cell.metadata["slideshow"] = {"slide_type": "-"}
    short, long = notebook.cells[1:]
    long.source = "\n".join(["a = 1"] * 5)
    notebook.cells[1:] = [short, text("## Made here"), long]
    page = opened(write_deck(notebook, tmp_path / "deck.html"))
    held = page.evaluate(
        "() => Reveal.getSlides().map((s) => [s.querySelectorAll('.widget-view').length, s.innerText.includes('a = 1')])"
    )
    page.evaluate("() => Reveal.slide(1, 0)")
    assert held[0][0] == 1 and held[-1][0] == 1 and len(held) == 3
    assert page.locator("section.present").get_by_text("a = 1").first.is_visible()


def test_the_overview_opens_moves_and_closes_by_keyboard(opened, tmp_path):
    page = opened(small_deck(tmp_path))
    page.keyboard.press("o")
    assert page.evaluate("() => Reveal.isOverview()")
    seen = page.evaluate(
        """() => Reveal.getSlides().filter((s) => { const r = s.getBoundingClientRect();
            return r.right > 0 && r.left < innerWidth && r.bottom > 0 && r.top < innerHeight; }).length"""
    )
    assert seen >= 3, "the overview shows one slide"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("o")
    assert not page.evaluate("() => Reveal.isOverview()")
    assert page.evaluate("() => Reveal.getIndices().h") == 2
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    assert not page.evaluate("() => Reveal.isOverview()")


def test_the_speaker_sees_the_notes_and_the_next_slide(opened, tmp_path):
    page = opened(small_deck(tmp_path))
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    speaker.wait_for_function("() => document.body.innerText.includes('say hello')")
    speaker.wait_for_function("() => document.querySelectorAll('iframe').length === 2")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_of_slide_is_accessible(theme, opened, tmp_path, violations):
    page = opened(small_deck(tmp_path, theme))
    ink, ground = page.evaluate(
        """() => [getComputedStyle(document.querySelector('.slide-body h1')).color,
            getComputedStyle(document.querySelector('.reveal')).backgroundColor].map(
            (colour) => colour.match(/\\d+/g).reduce((sum, part) => sum + Number(part), 0) / 3)"""
    )
    assert ink < 60 and ground > 240 if theme == "light" else ink > 200 and ground < 40
    for number in range(page.evaluate("() => Reveal.getTotalSlides()")):
        page.evaluate(SHOW, number)
        settle(page)
        assert violations(page, "section.present section.present, section.present:not(:has(section))") == []
        assert page.evaluate(WRONG, LEAST | {"number": number}) == []


@pytest.mark.parametrize("chapter", ["small", "00", "03"])
def test_on_paper_each_slide_is_a_page(chapter, opened, tmp_path):
    if chapter == "small":
        deck = small_deck(tmp_path)
    else:
        deck = tmp_path / "deck.html"
        deck.write_text(deck_of(chapter), encoding="utf-8")
    page = opened(deck, "?print-pdf")
    slides = page.evaluate("() => Reveal.getSlides().length")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == slides
    assert page.locator(".pdf-page").count() == slides
    for number in range(slides):
        assert page.evaluate(WRONG, LEAST | {"number": number}) == [], f"page {number + 1}"
    blank, hidden, asleep = page.evaluate(
        """() => {
            const bodies = Reveal.getSlides().map((s) => s.querySelector('.slide-body'));
            const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
            return [bodies.filter((b) => !b.innerText.trim() && !b.querySelector('img, canvas')).length,
                    [...document.querySelectorAll('.fragment')].filter((e) => !shown(e)).length,
                    [...document.querySelectorAll('.widget-view[data-model]')].filter((e) => !e.dataset.alive).length];
        }"""
    )
    assert (blank, hidden, asleep) == (0, 0, 0), "blank pages, fragments that do not show, widgets asleep"
