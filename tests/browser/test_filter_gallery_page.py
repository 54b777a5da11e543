"""The gallery of weights in an exported page: no kernel; keys, mouse and touch."""

import numpy as np

from course_lib.widgets import FilterGallery

from .conftest import settle

SHEET = ".fg-left .cl-interactive"


def number(page, selector):
    return float(page.locator(selector).get_attribute("title").replace("−", "-"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def test_arrows_choose_a_tile_and_its_numbers_are_pythons(page_of):
    w = FilterGallery()
    page = page_of(w)
    page.locator(SHEET).focus()
    press(page, "ArrowRight", "ArrowRight")
    assert page.locator(".fg-detail .cl-heading").inner_text() == "Unit 2, step 400"
    assert number(page, ".fg-facts") == w.result["norms"][2]
    press(page, "End")
    assert number(page, ".fg-facts") == w.result["norms"][11]
    page.wait_for_timeout(150)
    assert "unit 11" in page.locator(".cl-live").inner_text()


def test_through_training_and_compared_with_the_start(page_of):
    w = FilterGallery()
    page = page_of(w)
    page.get_by_role("slider", name="Training step").press("Home")
    settle(page)
    assert (
        number(page, ".fg-facts") == np.linalg.norm(w.weights[0][0])
        or abs(number(page, ".fg-facts") - np.linalg.norm(w.weights[0][0])) < 1e-12
    )
    assert "Step 0: the network reads 9 %" in page.locator(".fg-about").inner_text()
    page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    assert "step 5" in page.locator(".fg-detail .cl-heading").inner_text()
    page.get_by_role("slider", name="Training step").press("End")
    page.get_by_label("Compare with").select_option("0")
    settle(page)
    assert page.locator(".fg-detail .cl-heading").inner_text() == "Unit 0, step 400 minus step 0"
    page.locator(".fg-detail .cl-interactive").focus()
    press(page, "Home", "PageUp", "ArrowDown", "ArrowRight", "ArrowRight")
    change = w.weights[-1, 0, 1, 2] - w.weights[0, 0, 1, 2]
    assert number(page, ".fg-spot") == change
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => /step 5 /.test(document.querySelector('.fg-detail .cl-heading').textContent)"
    )
    page.get_by_role("button", name="Pause", exact=True).click()


def test_a_shifted_digit_is_read_worse(page_of):
    w = FilterGallery()
    page = page_of(w)
    assert "The network reads 3" in page.locator(".fg-over").inner_text()
    page.get_by_role("button", name="Shift the image right").click()
    settle(page)
    said = page.locator(".fg-over .cl-note").inner_text()
    share = round(100 * w._now["shifted"][3][4])
    assert f"shifted like this one, the network reads {share} %" in said and share < 70
    w.shift = [0, 1]
    page.get_by_role("button", name="Show as table: What each unit answers").click()
    cell = page.locator(".fg-over .cl-sheet tbody tr").first.locator("td").nth(1)
    assert float(cell.get_attribute("title").replace("−", "-")) == w.result["responses"][0]


def test_a_drawn_stroke_makes_units_fire(page_of):
    page = page_of(FilterGallery())
    page.get_by_role("button", name="Clear").click()
    settle(page)
    assert page.get_by_label("Image", exact=True).input_value() == "-1"
    before = page.locator(".fg-sum").inner_text()
    page.locator(".fg-over .cl-interactive").first.focus()
    press(page, "ArrowDown", "ArrowRight", "Space", "ArrowRight", "Space")
    assert page.locator(".fg-sum").inner_text() != before
    page.wait_for_timeout(150)
    assert "is ink: unit 0 answers" in page.locator(".cl-live").inner_text()


def test_the_lectures_kernels_answer_12_9_and_15(page_of):
    page = page_of(FilterGallery())
    page.get_by_label("Weights of", exact=True).select_option("kernels")
    settle(page)
    assert "s = Σ w·x = 12" in page.locator(".fg-sum").inner_text()
    for patch, answer in (("hook", 9), ("all ones", 15)):
        page.get_by_label("Image", exact=True).select_option(patch)
        settle(page)
        assert f"= {answer}" in page.locator(".fg-sum").inner_text()
    assert page.locator(".fg-time").is_hidden()


def test_touch_and_sorting(page_of):
    w = FilterGallery()
    page = page_of(w, width=390, has_touch=True, is_mobile=True)
    page.get_by_label("Sorted by").select_option("norm")
    settle(page)
    box = page.locator(SHEET).bounding_box()
    page.touchscreen.tap(box["x"] + 30, box["y"] + 30)
    settle(page)
    best = int(np.argmax(w.result["norms"]))
    assert page.locator(".fg-detail .cl-heading").inner_text().startswith(f"Unit {best},")


def test_hidden_image_hostile_names_and_one_tile(page_of):
    page = page_of(
        [
            FilterGallery(np.ones((2, 3, 3)), names=["<img src=x onerror=alert(1)>", "b"], overlay=False),
            FilterGallery(np.zeros((1, 28, 28))),
        ]
    )
    assert "<img src=x" in page.locator(".fg-detail .cl-heading").first.inner_text()
    assert page.locator(".fg-over").first.is_hidden()
