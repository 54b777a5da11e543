"""Every page of the site: accessible, as wide as a telephone, its widgets alive, and nothing amiss in the console.

Each test makes its own page, so that two workers share the work. Pages take turns in light and dark.
"""

import pytest

from course_lib.cli.notebook_tools import files
from course_lib.cli.site import add_chapters, contents, gallery
from course_lib.cli.website.build import Site
from course_lib.cli.website.documents import find_documents
from course_lib.cli.website.reference import Addresses, module_page
from course_lib.cli.website.rooms import read_rooms
from tests.browser.conftest import problems

CHAPTERS = files.find()
DOCUMENTS = [path.stem for path in find_documents()]
THEMES = ("light", "dark")

WAKE = """async () => {
  for (const view of document.querySelectorAll(".widget-view[data-model]")) {
    view.scrollIntoView();
    for (let n = 0; view.dataset.alive !== "true" && n < 400; n += 1) await new Promise((f) => setTimeout(f, 25));
  }
  return document.querySelectorAll(".widget-view:not([data-alive])").length;
}"""
# A page has thousands of coloured words of code, and axe takes half its time to compare each with its ground:
# of each colour one is left. Of the sources that are folded away one is opened.
THIN_OUT = """() => {
  document.querySelectorAll("details").forEach((folded, at) => { folded.open = at === 0; });
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight span")) {
    if (seen.has(word.className)) word.replaceWith(...word.childNodes);
    seen.add(word.className);
  }
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def addresses():
    return Addresses(read_rooms())


@pytest.fixture(scope="module")
def contexts(browser):
    made = [browser.new_context(viewport={"width": 400, "height": 900}, color_scheme=t) for t in THEMES]
    yield made
    for context in made:
        context.close()


@pytest.fixture
def look(contexts, site, watch, violations):
    """look(page, number): open a page of the site, in the theme whose turn it is, and hold it to everything."""

    def check(name, number):
        page = contexts[number % 2].new_page()
        page.set_default_timeout(60_000)
        watch.follow(page)
        try:
            page.goto((site.folder / name).as_uri())
            assert page.evaluate(WAKE) == 0, "a widget is not alive"
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            assert problems(page) == []
            page.evaluate(THIN_OUT)
            # Formulas have a test of their own, in both themes; each of their letters would be looked at here.
            assert violations(page, "body", without=["math"]) == []
        finally:
            page.close()

    return check


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter(path, site, look):
    add_chapters(site, [path], 600)
    look(f"{path.stem}.html", CHAPTERS.index(path))


def test_the_gallery(site, look):
    site.add("gallery.html", gallery())
    look("gallery.html", 1)


def test_contents_search_and_documents(site, addresses, look):
    documents = site.add_documents(addresses)
    site.add("index.html", contents(CHAPTERS, documents))
    site.add_search()
    assert [page for page, _ in documents] == [f"{stem}.html" for stem in DOCUMENTS]
    for number, page in enumerate(["index.html", "search.html", *(page for page, _ in documents)]):
        look(page, number)


@pytest.mark.parametrize("at", range(20))
def test_the_reference(at, site, addresses, look):
    for number, room in enumerate(list(addresses.rooms.values())[at::20]):
        site.add(room.page, title=room.name, body=module_page(room, addresses))
        look(room.page, at + number)
