"""What is asked of every widget alike, each as its defaults show it: `-k PoolingExplorer` chooses one."""

import json

import pytest

from course_lib.cli.page import notebook_of, write_page
from course_lib.cli.page.state import STATE
from course_lib.widgets.gallery import NAMES, example

from .conftest import settle

ROOMS = {
    "light at 800": {"theme": "light", "width": 800},
    "dark on a telephone": {"theme": "dark", "width": 320, "has_touch": True},
    "high contrast in a hall": {"theme": "light", "width": 1280, "forced_colors": "active"},
}
FACES = ".cl-widget .cl-interactive"
WIDTHS = (360, 520, 660, 720, 800, 900, 1000, 1120, 1280, 1500)
# What is shown further right than its widget, and not in a box that can be scrolled sideways.
CUT_OFF = """() => [...document.querySelectorAll('.cl-widget')].flatMap(widget => {
    const edge = widget.getBoundingClientRect().right + 1;
    const inside = e => { for (let box = e.parentElement; box !== widget; box = box.parentElement)
        if (getComputedStyle(box).overflowX !== 'visible') return true; return false; };
    return [...widget.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > edge
        && e.checkVisibility() && getComputedStyle(e).position !== 'absolute' && !e.closest('svg *') && !inside(e))
        .map(e => e.outerHTML.slice(0, 80)); })"""
ON_SHOW = "e => e.checkVisibility({ visibilityProperty: true })"
KEYS = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Home", "End", "PageDown", "PageUp",
        "Enter", "Space", "Delete", "Escape", "a", "b", "d", "d", "+", "-", "0", "1"]  # fmt: skip
LATER = {("Quiz", "whys"), ("Quiz", "reveal"), ("DigitPad", "explain")}  # controls that a later state shows
LATER |= {("DecisionPlayground", c) for c in ("activation", "batch", "regularisation", "noise", "split")}
# Parts of what is shown, with no control of their own to lock.
SEEN = {("NetworkStepper", "backward"), ("UnrolledRNN", "sum")}
SEEN |= {("GateViewer", part) for part in ("sum", "diagram", "chart")}
SEEN |= {("ArchitectureBrowser", part) for part in ("details", "sums", "table")}
SEEN |= {("AttentionViewer", part) for part in ("sum", "steps")}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", NAMES)
def test_it_is_accessible_and_fits(name, room, page_of, violations):
    page = page_of(example(name), **ROOMS[room])
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "wider than the page"
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cl-widget *')].filter(e => e.checkVisibility()
            && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
            && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == [], "type under 12 px"
    tiny = page.evaluate(
        """() => [...document.querySelectorAll(
                '.cl-widget :is(button, select, input, summary, [tabindex="0"])')]
            .filter(e => e.checkVisibility()).map(e => [e.closest('label') ?? e, e]).filter(([box, e]) => {
                const r = box.getBoundingClientRect(); return r.width < 24 || r.height < 23.5; })
            .map(([, e]) => e.outerHTML.slice(0, 90))"""
    )
    assert tiny == [], "smaller than 24 px to touch"
    assert violations(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_at_any_width(name, page_of):
    moving = {"PoolingExplorer": {"preset": "bar", "view": "move"}}
    page = page_of([example(name), example(name, **moving.get(name, {}))])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert page.evaluate(CUT_OFF) == [], f"cut off at {width} px"


@pytest.mark.parametrize("name", NAMES)
def test_its_state_is_small_its_picture_has_words_and_its_text_is_stable(name):
    made = example(name)
    notebook = notebook_of([made])
    weight = len(json.dumps(notebook.metadata["widgets"][STATE]["state"]))
    assert weight < 64 * 1024, f"{weight} bytes"
    data, metadata = made._repr_mimebundle_()
    assert data["text/plain"] == repr(example(name))
    if name != "Quiz":
        assert len(metadata["image/png"]["alt"]) > 20
        assert data["image/png"] == example(name)._repr_mimebundle_()[0]["image/png"]


@pytest.mark.parametrize("name", NAMES)
def test_without_javascript_its_picture_or_text_stands_there(name, browser, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(write_page(notebook_of([example(name)]), tmp_path / "page.html").as_uri())
    picture = page.locator(".widget-view img")
    if name == "Quiz":
        assert "1 + 1" in page.locator(".widget-view").inner_text()
    else:
        assert len(picture.get_attribute("alt")) > 20
        assert picture.bounding_box()["width"] > 200
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_no_key_breaks_it_and_none_leaves_it(name, page_of):
    page = page_of(example(name))
    page.evaluate("() => addEventListener('keydown', e => { if (e.key !== 'Tab') window.left = e.key; })")
    stops = page.locator(".cl-widget :is(button, select, input, summary, [tabindex='0']):visible")
    assert stops.count() > 0
    unguarded = page.locator(".cl-widget").evaluate(
        """root => [...root.querySelectorAll("button, select, input, summary, textarea, a, [tabindex]")]
            .filter(e => e.dataset.lmSuppressShortcuts !== "true").map(e => e.outerHTML.slice(0, 80))"""
    )
    assert unguarded == []
    for number in range(page.locator(FACES).count()):
        face = page.locator(FACES).nth(number)
        if not face.evaluate(ON_SHOW):
            continue
        face.focus()
        for key in KEYS:
            page.keyboard.press(key)
        settle(page)
        page.wait_for_timeout(150)
        assert page.locator(".cl-widget > .cl-live").inner_text(), "a key press must be said aloud"
    assert page.evaluate("() => window.left") is None


@pytest.mark.parametrize("name", NAMES)
def test_every_button_switch_and_slider_can_be_used(name, page_of):
    page = page_of(example(name), reduced_motion="reduce")
    for kind in ("button:not(.cl-play)", "input[type=checkbox]", "input[type=radio]", "summary"):
        for number in range(page.locator(f".cl-widget {kind}").count()):
            found = page.locator(f".cl-widget {kind}")
            if number < found.count() and found.nth(number).is_visible() and found.nth(number).is_enabled():
                found.nth(number).click(force=True)
                settle(page)
    for number in range(page.locator(".cl-widget select").count()):
        box = page.locator(".cl-widget select").nth(number)
        for value in box.evaluate("e => [...e.options].map(o => o.value)"):
            if box.is_visible() and box.is_enabled():
                box.select_option(value)
                settle(page)
    for number in range(page.locator(".cl-widget input[type=range]").count()):
        box = page.locator(".cl-widget input[type=range]").nth(number)
        if box.is_visible() and box.is_enabled():
            for key in ("Home", "End", "ArrowLeft"):
                box.press(key)
                settle(page)
    assert page.locator(".cl-widget .cl-problem").is_hidden()


@pytest.mark.parametrize("name", NAMES)
def test_a_teacher_can_hide_and_lock(name, page_of):
    """One page: the widget as it is, then with each control hidden, then with each locked."""
    names = list(type(example(name)).controls)
    page = page_of(
        [example(name), *(example(name, hide=c) for c in names), *(example(name, lock=c) for c in names)]
    )
    shown, usable = page.evaluate(
        """() => {
            const count = (view, chosen, fits) => [...view.querySelectorAll(chosen)].filter(fits).length;
            const views = [...document.querySelectorAll('.widget-view')];
            const touch = ':is(button, select, input, textarea, [tabindex="0"])';
            return [views.map(v => count(v, '*', e => e.checkVisibility())),
                    views.map(v => count(v, touch, e => !e.disabled && !e.closest('.cl-locked')))];
        }"""
    )
    now = [control for control in names if (name, control) not in LATER]
    hides = [c for c, n in zip(names, shown[1:], strict=False) if n < shown[0]]
    locks = [c for c, n in zip(names, usable[1 + len(names) :], strict=False) if n < usable[0]]
    assert set(hides) >= set(now), "hiding it hides nothing"
    assert set(locks) >= {c for c in now if (name, c) not in SEEN}, "locking it locks nothing"


@pytest.mark.parametrize("name", NAMES)
def test_a_prediction_comes_first(name, page_of):
    page = page_of(example(name, predict={"ask": "What will you see?", "options": ["More", "Less"]}))
    body = page.locator(".cl-widget > .cl-body")
    assert body.evaluate("e => e.inert")
    masked = page.locator(".cl-answer").count()
    assert masked or not body.evaluate(ON_SHOW)
    page.get_by_role("button", name="Commit").click()
    assert "Choose an answer first." in page.locator(".cl-predict").inner_text()
    page.get_by_role("radio", name="Less").check()
    page.get_by_role("button", name="Commit").click()
    settle(page)
    assert "You predicted: Less" in page.locator(".cl-predict").inner_text()
    assert not body.evaluate("e => e.inert") and body.evaluate(ON_SHOW)


@pytest.mark.parametrize("name", NAMES)
def test_it_cleans_up_after_itself(name, page_of):
    page = page_of(example(name))
    page.locator(".cl-widget").evaluate("e => e.remove()")
    settle(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 500, "height": 700})
    page.wait_for_timeout(400)


def test_all_of_them_on_one_page_stay_alive(page_of):
    page = page_of([example(name) for name in NAMES], width=1000)
    assert page.locator(".cl-widget").count() == len(NAMES)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
