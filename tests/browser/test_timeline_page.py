"""The timeline in an exported page: walking by key, scrubbing, dragging, threads, the table."""

from course_lib.widgets import Timeline

from .conftest import settle

FACE = ".cl-widget .cl-interactive"


def test_keys_walk_from_event_to_event_and_say_so(page_of):
    page = page_of(Timeline())
    assert "1943" in page.locator(".tl-year").inner_text()
    page.locator(FACE).focus()
    for key, year in (
        ("ArrowRight", "1949"),
        ("ArrowRight", "1958"),
        ("ArrowLeft", "1949"),
        ("End", "2024"),
        ("ArrowRight", "2024"),
        ("Home", "1943"),
    ):
        page.keyboard.press(key)
        settle(page)
        assert page.locator(".tl-year").inner_text() == year
    page.wait_for_function(
        "() => /^1943: A neuron as a switch/.test(document.querySelector('.cl-live').textContent)"
    )


def test_the_slider_scrubs_and_the_card_follows(page_of):
    page = page_of(Timeline())
    slider = page.get_by_label("Scrub through the years")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert page.locator(".tl-year").inner_text() == "1969"
    assert slider.get_attribute("aria-valuetext") == "1969"
    card = page.locator(".tl-card").inner_text()
    assert "Why it mattered:" in card and "In the lectures:" in card and "Minsky" in card
    page.get_by_role("button", name="Next").click()
    settle(page)
    assert page.locator(".tl-year").inner_text() == "1980"
    assert page.locator(".tl-card .cl-note").is_hidden()


def test_a_drag_along_the_years_ends_at_the_last(page_of):
    page = page_of(Timeline())
    box = page.locator(FACE).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + box["height"] / 3, steps=6)
    page.mouse.up()
    settle(page)
    assert int(page.locator(".tl-year").inner_text()) >= 2015


def test_a_thread_is_taken_away_and_one_stays(page_of):
    page = page_of(Timeline(year=1969))
    page.get_by_role("checkbox", name="limits").uncheck(force=True)
    settle(page)
    assert page.locator(".tl-year").inner_text() == "1962"
    for name in ("ideas", "results", "machines and data"):
        page.get_by_role("checkbox", name=name).click(force=True)
        settle(page)
    assert page.locator(".tl-row input[type=checkbox]:checked").count() == 1
    page.locator(".cl-widget .cl-link", has_text="Show as table").click()
    settle(page)
    assert page.locator(".cl-sheet tbody tr").count() == 2


def test_what_an_event_says_is_text(page_of):
    page = page_of(Timeline([{"year": 1, "title": "<img src=x onerror=alert(1)>", "what": "<b>a</b>"}]))
    assert page.locator(".cl-widget img").count() == 0
    assert "<b>a</b>" in page.locator(".tl-card").inner_text()
