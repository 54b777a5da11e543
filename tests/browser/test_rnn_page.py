"""The unrolled network in an exported page: no kernel; text, patterns, keys, edits, the spectral radius."""

import re

import numpy as np
import pytest

from course_lib.widgets import UnrolledRNN

from .conftest import settle

FACE = ".cl-widget .cl-interactive"


def value(page):
    """The chosen number as shown, every digit."""
    return float(page.locator(".ur-formula").get_attribute("title").replace("−", "-"))


def press(page, *keys):
    page.locator(FACE).focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def type_in(page, label, text):
    box = page.get_by_label(label)
    box.fill(text)
    box.press("Enter")
    settle(page)


def test_it_shows_what_the_engine_computes_wherever_keys_lead(page_of):
    w = UnrolledRNN()
    page = page_of(w)
    assert value(page) == pytest.approx(w.result["y"][3, 3], abs=1e-12)
    press(page, "ArrowDown", "ArrowDown")
    assert value(page) == pytest.approx(w.result["h"][4, 1], abs=1e-12)
    press(page, "ArrowLeft", "ArrowUp", "ArrowUp", "ArrowUp")
    assert "score of “l” at step 3" in page.locator(".ur-formula").inner_text()
    assert value(page) == pytest.approx(w.result["y"][2].max(), abs=1e-12)
    press(page, "Home")
    assert "before the first step" in page.locator(".ur-formula").inner_text()


def test_the_products_add_up_to_the_sum(page_of):
    page = page_of(UnrolledRNN())
    press(page, "ArrowDown")
    numbers = [
        float((cell.get_attribute("title") or "0").replace("−", "-"))
        for cell in page.locator(".sq-terms tbody tr:visible td:last-child").all()
    ]
    *products, total, squashed = numbers
    assert sum(products) == pytest.approx(total, abs=1e-12)
    assert np.tanh(total) == pytest.approx(squashed, abs=1e-12)


def test_every_pattern_runs_and_says_what_it_writes(page_of):
    page = page_of(UnrolledRNN())
    for name, ends in [
        ("one to one", "e"),
        ("one to many", "ello"),
        ("many to one", "o"),
        ("encoder–decoder", "ello"),
    ]:
        page.get_by_role("radio", name=name).check(force=True)
        settle(page)
        assert f"It writes “{ends}”." in page.locator(".ur-why").inner_text()


def test_own_text_grows_the_alphabet_and_hostile_text_is_text(page_of):
    page = page_of(UnrolledRNN())
    type_in(page, "Text", "<b>shell</b>")
    assert page.locator(".cl-widget b").count() == 0
    assert "no training has seen" in page.locator(".cl-note").inner_text()
    assert page.get_by_role("columnheader", name="<", exact=True).count() == 1
    assert page.get_by_label("W_x, row 1, column 6").input_value() != ""
    type_in(page, "Text", "")
    assert "1 to 100 letters" in page.locator(".sq-wrong").inner_text()


def test_own_numbers_and_a_start_of_its_own(page_of):
    page = page_of(UnrolledRNN("counter"))
    type_in(page, "Numbers", "1 1 1 0.5")
    assert value(page) == 3.5
    page.get_by_label("h(0), row 1, column 1").fill("10")
    page.keyboard.press("Enter")
    settle(page)
    assert value(page) == 13.5
    type_in(page, "Numbers", "1 x")
    assert "parted by spaces" in page.locator(".sq-wrong").inner_text()


def test_the_radius_makes_the_gradient_vanish_and_explode(page_of):
    page = page_of(UnrolledRNN("counter", x=np.ones(20)))
    slider = page.get_by_label("Spectral radius of W_h")
    for radius, word in (("0.5", "it vanishes"), ("2", "it explodes")):
        slider.fill(radius)
        settle(page)
        assert word in page.locator(".ur-fading").inner_text()
        assert page.get_by_label("W_h, row 1, column 1").input_value() == radius
    slider.fill("0.01")
    slider.fill("1")
    settle(page)
    assert float(page.get_by_label("W_h, row 1, column 1").get_attribute("title")) == pytest.approx(
        1, rel=1e-12
    )


def test_steps_unroll_one_by_one(page_of):
    page = page_of(UnrolledRNN())
    page.get_by_role("button", name="Reset").click()
    for t in range(1, 5):
        page.get_by_role("button", name="Step", exact=True).click()
        settle(page)
        assert f"h{'₀₁₂₃₄'[t]}[" in page.locator(".ur-formula").inner_text()
    assert page.get_by_role("button", name="Step", exact=True).get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Back").click()
    settle(page)
    assert "h₃[" in page.locator(".ur-formula").inner_text()


def test_play_reaches_the_end(page_of):
    page = page_of(UnrolledRNN())
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Speed").select_option("20")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_function("() => document.querySelector('.ur-formula').textContent.includes('h₄[')")


@pytest.mark.parametrize("width", [320, 800])
@pytest.mark.parametrize("view", ["folded", "unrolled"])
def test_long_sequences_fit_and_every_step_is_reached(page_of, view, width):
    w = UnrolledRNN("counter", x=np.arange(60) % 2, view=view)
    page = page_of(w, width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for key, step in (("Home", 0), ("End", 60)):
        press(page, key)
        assert re.search(
            f"Chosen: h{''.join('₀₁₂₃₄₅₆₇₈₉'[int(d)] for d in str(step))}",
            page.locator(FACE).get_attribute("aria-label"),
        )


def test_touch_chooses_a_cell(page_of):
    page = page_of(UnrolledRNN(), has_touch=True)
    box = page.locator(FACE).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.58, box["y"] + box["height"] * 0.4)
    settle(page)
    assert page.locator(".ur-formula").inner_text().startswith("h₂[")


def test_growing_beyond_the_finite_numbers_is_said(page_of):
    page = page_of(UnrolledRNN("counter", x=np.full(100, 1e6)))
    page.get_by_label("W_h, row 1, column 1").fill("1e5")
    page.keyboard.press("Enter")
    settle(page)
    assert "beyond the finite numbers" in page.locator(".cl-note").inner_text()


def test_what_is_hidden_stays_hidden_and_the_rest_works(page_of):
    w = UnrolledRNN(hide=["sum", "weights", "radius"])
    page = page_of(w)
    press(page, "ArrowDown", "ArrowLeft")
    assert page.locator(".ur-equation").is_hidden() and page.locator(".ur-weights").is_hidden()
    assert page.locator(".ur-why").is_visible()
    type_in(page, "Text", "hello")
    assert page.locator(".ur-equation").is_hidden()
