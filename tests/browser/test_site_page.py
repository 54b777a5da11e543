"""The site in a browser: the search finds and leads on, entries and documents are accessible."""

import pytest

from course_lib.cli.site import contents
from course_lib.cli.website.build import Site
from course_lib.cli.website.reference import Addresses, module_page
from course_lib.cli.website.rooms import read_rooms

SHOWN = ("course_lib", "course_lib.nn", "course_lib.tensor", "course_lib.nn.layers", "course_lib.linear")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    addresses = Addresses(read_rooms())
    for name in SHOWN:
        room = addresses.rooms[name]
        site.add(room.page, title=name, body=module_page(room, addresses))
    site.add("index.html", contents([], site.add_documents(addresses)))
    site.add_search()
    return site.folder


@pytest.fixture
def visit(browser, folder, watch):
    contexts = []

    def go(page, width=400, theme="light", query=""):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        contexts.append(context)
        context.set_default_timeout(8_000)
        shown = context.new_page()
        watch.follow(shown)
        shown.goto((folder / page).as_uri() + query)
        return shown

    yield go
    for context in contexts:
        context.close()


def test_the_search_finds_a_name_and_leads_to_its_entry(visit, violations):
    page = visit("search.html")
    page.get_by_label("Find in chapters, documents and reference").fill("conv2d")
    page.wait_for_function("() => /^\\d+ results?/.test(document.querySelector('[role=status]').textContent)")
    first = page.locator("#results a").first
    assert first.inner_text() == "Conv2d"
    assert violations(page, "body") == []
    page.keyboard.press("ArrowDown")
    assert page.evaluate("() => document.activeElement.textContent") == "Conv2d"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.id") == "query"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/course_lib.nn.layers.html#Conv2d")
    assert page.locator("#Conv2d").is_visible()
    page.go_back()
    page.wait_for_function("() => document.querySelector('#results a')?.textContent === 'Conv2d'")


def test_the_search_reads_documents_and_says_when_there_is_nothing(visit):
    page = visit("search.html", query="?q=topological+order")
    assert "The engine" in page.locator("#results").inner_text()
    page.locator("#query").fill("zzzz")
    page.wait_for_function("() => document.querySelector('[role=status]').textContent === '0 results'")
    assert page.locator("#results a").count() == 0
