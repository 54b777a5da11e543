"""Every widget in every room: JupyterLab, Notebook 7, Voila and the deck; the page has tests of its own.

The outside is shut off in all of them, and a complaint in the console fails the test.
"""

import re

import nbformat
import pytest

from course_lib.cli.page import notebook_of, write_deck
from course_lib.widgets.gallery import NAMES, example

from .conftest import QUIET, problems, served, settle

V4 = nbformat.v4
ALL = f"""from ipywidgets import VBox
from course_lib.widgets.gallery import example
shown = [example(name) for name in {list(NAMES)}]
VBox(shown)"""
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}


def gallery_notebook():
    """One cell that shows all widgets in a box."""
    return V4.new_notebook(cells=[V4.new_code_cell(ALL)], metadata=KERNEL)


def all_alive(page, seconds=90):
    """Wait until every widget is drawn; then use the first control of each."""
    page.wait_for_function(
        "n => document.querySelectorAll('.cl-widget').length === n", arg=len(NAMES), timeout=1000 * seconds
    )
    settle(page)
    assert problems(page) == []
    widgets = page.locator(".cl-widget")
    for number in range(len(NAMES)):
        one = widgets.nth(number)
        face = one.locator(".cl-interactive").first
        if face.count():
            face.scroll_into_view_if_needed()
            face.focus()
            for key in ("ArrowRight", "ArrowDown", "Enter", "b", "d", "d"):
                page.keyboard.press(key)
        else:
            control = one.locator("button, input, select").first
            control.scroll_into_view_if_needed()
            control.focus()
            page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert widgets.count() == len(NAMES)
    assert problems(page) == []


def test_jupyterlab(lab):
    page = lab.open(gallery_notebook(), name="rooms.ipynb")
    lab.run_all(page)
    all_alive(page)
    assert lab.execute(page, "print(len(shown))").strip() == str(len(NAMES))


def test_notebook_7(browser, watch, tmp_path):
    expose = "--JupyterNotebookApp.expose_app_in_browser=True"
    with served("notebook", tmp_path, *QUIET, expose) as (address, token, folder):
        nbformat.write(gallery_notebook(), folder / "rooms.ipynb")
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        watch.forgiven.append(
            re.compile("reading 'schema'")
        )  # Notebook's own, at start, without any notebook
        watch.follow(page)
        page.goto(f"{address}/notebooks/rooms.ipynb?token={token}")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        page.wait_for_function(
            "() => window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel?.status"
            " === 'idle'",
            timeout=90_000,
        )
        page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
        all_alive(page)
        cells = page.locator(".jp-Notebook .jp-Cell").count()
        assert cells <= 2  # the keys a, b and d d reached no command of the notebook
        context.close()


def test_voila(browser, watch, tmp_path):
    options = [
        "--Voila.ip=127.0.0.1",
        "--token={token}",
        "--VoilaConfiguration.extension_denylist=@jupyter-notebook/lab-extension",
        "{folder}",
    ]
    with served("voila", tmp_path, *options, ready="voila/static/voila.js") as (address, token, folder):
        nbformat.write(gallery_notebook(), folder / "rooms.ipynb")
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        # Voila's template asks for an icon font; it is refused, and nothing may depend on it.
        watch.forgiven += [re.compile("cdn.jsdelivr.net"), re.compile("ERR_FAILED")]
        watch.follow(page)
        page.goto(f"{address}/voila/render/rooms.ipynb?token={token}", timeout=90_000)
        all_alive(page)
        context.close()


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    """A deck with one widget a slide, and a slide of text with a fragment at its end."""
    notebook = notebook_of([example(name) for name in NAMES])
    for cell in notebook.cells[1:]:
        cell.metadata["slideshow"] = {"slide_type": "slide"}
    texts = [V4.new_markdown_cell("# The last\n\n$x^2$"), V4.new_markdown_cell("a fragment")]
    texts[0].metadata.update(slideshow={"slide_type": "slide"}, notes="what the speaker says")
    texts[1].metadata.update(slideshow={"slide_type": "fragment"})
    notebook.cells += texts
    return write_deck(notebook, tmp_path_factory.mktemp("deck") / "deck.html")


def open_deck(browser, watch, deck, **options):
    context = browser.new_context(viewport={"width": 1280, "height": 720}, **options)
    page = context.new_page()
    watch.follow(page)
    page.goto(deck.as_uri())
    page.wait_for_function("() => document.documentElement.dataset.deck === 'ready'")
    return page


def test_the_deck(browser, watch, deck):
    page = open_deck(browser, watch, deck)
    assert page.evaluate("() => Reveal.getTotalSlides()") == len(NAMES) + 2
    for number, name in enumerate(NAMES, start=1):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "() => Reveal.getCurrentSlide().querySelector('.widget-view').dataset.alive === 'true'"
        )
        page.wait_for_timeout(250)
        widget = page.locator("section.present .cl-widget")
        control = widget.locator(".cl-interactive, button, input, select").first
        control.focus()
        for key in ("ArrowRight", "ArrowDown", "b", "f"):
            page.keyboard.press(key)
        assert page.evaluate("() => Reveal.getIndices().h") == number, f"{name} let a key through to the deck"
        size = widget.evaluate("e => parseFloat(getComputedStyle(e.querySelector('.cl-body')).fontSize)")
        assert size == 20
        width = page.evaluate("() => Reveal.getCurrentSlide().scrollWidth")
        assert width <= 1282, f"{name} is wider than the slide"
        page.evaluate("() => document.activeElement.blur()")
    assert problems(page) == []
    page.keyboard.press("ArrowRight")
    assert page.locator("section.present .fragment.visible").count() == 0
    page.keyboard.press("ArrowRight")
    assert page.locator("section.present .fragment.visible").count() == 1
    assert page.locator("section.present math").count() == 1
    assert page.evaluate("() => Reveal.getSlideNotes(Reveal.getCurrentSlide())") == "what the speaker says"
    page.context.close()


def test_the_deck_without_javascript_shows_everything(browser, deck):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(deck.as_uri())
    assert page.locator("section img").count() >= len(NAMES) - 1
    assert page.get_by_text("The last").is_visible() and page.get_by_text("a fragment").is_visible()
    context.close()
