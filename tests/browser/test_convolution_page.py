"""The sliding kernel in an exported page: no kernel, no network; keys, mouse, touch, edits."""

import numpy as np
import pytest

from course_lib.widgets import ConvolutionExplorer

from .conftest import settle

OUTPUT, PICTURE, KERNEL = (
    ".cx-output .cl-interactive",
    ".cx-picture .cl-interactive",
    ".cx-kernel .cl-interactive",
)


def value(page):
    """The shown output, every digit."""
    return float(page.locator(".cx-end").get_attribute("title").replace("−", "-"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def step(page, setting, word="one more"):
    page.get_by_role("button", name=f"{setting}, height: {word}").click()
    settle(page)


def table(page, which):
    """The numbers of a grid, through its table."""
    page.locator(f"{which} .cl-link").first.click()
    settle(page)
    rows = page.locator(f"{which} .cl-sheet tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.children].slice(1).map(c => c.title))"
    )
    page.locator(f"{which} .cl-link").first.click()
    return [[float(v.replace("−", "-")) for v in row] for row in rows]


@pytest.mark.parametrize("preset", ["four", "volume", "strided_padded", "corner"])
def test_it_shows_what_python_computes(preset, page_of):
    w = ConvolutionExplorer(preset)
    page = page_of(w)
    assert value(page) == w.result["value"]
    assert table(page, ".cx-output") == w.output.tolist()


def test_keys_walk_the_outputs_and_every_sum_adds_up(page_of):
    w = ConvolutionExplorer(row=0, column=0)
    page = page_of(w)
    page.locator(OUTPUT).focus()
    seen = [value(page)]
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "Home", "PageDown", "End"):
        press(page, key)
        seen.append(value(page))
    assert seen == [4, -1, 7, 0, 7, 2, 0, -1]
    assert "(−1)·0 + 2·0 + 4·0 + (−2)·1 = −2" in page.locator(".cx-lines").inner_text()
    page.wait_for_timeout(150)
    assert "Output row 3, column 3 is −1." in page.locator(".cl-live").inner_text()


def test_stepping_goes_through_all_nine_and_back(page_of):
    page = page_of(ConvolutionExplorer(row=0, column=0))
    seen = [value(page)]
    for _ in range(8):
        page.get_by_role("button", name="Step", exact=True).click()
        settle(page)
        seen.append(value(page))
    assert seen == [4, -1, 7, 2, 7, 0, 0, 4, -1]
    page.get_by_role("button", name="Back", exact=True).click()
    settle(page)
    assert value(page) == 4
    page.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    assert value(page) == 4 and "row 1, column 1" in page.locator(".cx-words").inner_text()


def test_a_tap_on_the_picture_brings_the_window_there(page_of):
    page = page_of(ConvolutionExplorer("edge_padded"), has_touch=True)
    box = page.locator(PICTURE).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    settle(page)
    assert "row 3, column 3" in page.locator(".cx-words").inner_text() and value(page) == 5


def test_any_cell_of_picture_and_kernel_can_be_edited(page_of):
    w = ConvolutionExplorer(row=0, column=0)
    page = page_of(w)
    page.locator(PICTURE).focus()
    press(page, "PageUp", "Home", "3", "Enter")  # the pixel at the top left becomes 3
    assert value(page) == -3 + 4 + 1
    page.locator(KERNEL).focus()
    press(
        page, "PageDown", "End", "0", "Enter"
    )  # the last weight, −2, becomes 0: no change here, its pixel is 0
    assert value(page) == 2
    press(page, "ArrowUp", "1", ".", "5", "Enter")
    image = np.array(w.image)
    image[0, 0] = 3
    expected = ConvolutionExplorer(image=image, kernel=[[-1, 1.5], [4, 0]], bias=1)
    assert table(page, ".cx-output") == expected.output.tolist()
    assert page.locator(".cx-preset select").input_value() == "own"


def test_settings_change_the_size_and_its_formula(page_of):
    page = page_of(ConvolutionExplorer())
    formula = page.locator(".cx-formula")
    step(page, "Padding")
    assert "⌊(4 + 2·1 − 1·(2 − 1) − 1) / 1⌋ + 1 = 5" in formula.inner_text()
    step(page, "Stride")
    step(page, "Stride")
    assert "/ 3⌋ + 1 = 2" in formula.inner_text()
    assert "hatched" in page.locator(".cl-note").first.inner_text()
    step(page, "Stride", "one less")
    page.get_by_label("height and width apart").check()
    page.get_by_role("button", name="Kernel size, width: one more").click()
    settle(page)
    assert "Kernel 2×3" in page.locator(".cx-kernel .cx-title").inner_text()
    assert "height" in formula.inner_text() and "width" in formula.inner_text()


def test_what_does_not_fit_is_said_and_changes_nothing(page_of):
    page = page_of(ConvolutionExplorer())
    for _ in range(2):
        step(page, "Dilation")
    step(page, "Dilation")
    assert "no window fits" in page.locator(".cl-note").first.inner_text()
    assert page.get_by_label("Dilation, height", exact=True).last.input_value() == "3"
    assert table(page, ".cx-output") == ConvolutionExplorer(dilation=3).output.tolist()


def test_every_example_opens_from_the_page(page_of):
    page = page_of(ConvolutionExplorer())
    for name in ("scores", "seven", "blur", "colour", "gabor", "smiley"):
        page.locator(".cx-preset select").select_option(name)
        settle(page)
        assert value(page) == pytest.approx(ConvolutionExplorer(name).result["value"], rel=1e-15)
    page.get_by_label("Kernel", exact=True).select_option("vertical")
    page.get_by_label("Picture", exact=True).select_option("lines")
    settle(page)
    expected = ConvolutionExplorer("smiley", image="lines", kernel="vertical", row=3, column=1)
    assert value(page) == expected.result["value"]


def test_gabor_has_its_sliders_only_where_they_belong(page_of):
    page = page_of(ConvolutionExplorer("gabor"))
    slider = page.get_by_role("slider", name="Angle of the stripes")
    slider.press("Home")
    settle(page)
    w = ConvolutionExplorer("gabor")
    w.gabor(0, 5, 7)
    assert value(page) == w.result["value"]
    page.get_by_label("Kernel", exact=True).select_option("blur")
    settle(page)
    assert slider.is_hidden()


def test_two_outputs_are_pinned_and_compared(page_of):
    page = page_of(ConvolutionExplorer("padded"))
    page.locator(OUTPUT).focus()
    press(page, "p", "ArrowRight", "ArrowDown", "p")
    cards = page.locator(".cx-card:visible")
    assert cards.count() == 2
    assert "output = 5" in cards.nth(0).inner_text() and "output = −1" in cards.nth(1).inner_text()
    assert "A − B = 6" in page.locator(".cx-pins").inner_text()
    page.get_by_role("button", name="Unpin").click()
    settle(page)
    assert cards.count() == 0


def test_the_reverse_view_says_what_a_pixel_touches(page_of):
    w = ConvolutionExplorer("padded", view="reverse", pixel=(0, 1, 2), row=1, column=2)
    page = page_of(w)
    text = page.locator(".cx-words").inner_text()
    for r, c, slope in w.touches(1, 2):
        assert f"({r + 1}, {c + 1}) through {slope:g}".replace("-", "−") in text
    assert "touches 4 outputs" in text and "changes by −2" in text
    page.locator(PICTURE).focus()
    press(page, "ArrowRight")
    assert "column 4" in page.locator(".cx-words").inner_text()


def test_filled_step_by_step_the_rest_stays_blank(page_of):
    page = page_of(ConvolutionExplorer(fill=True, row=0, column=1))
    page.locator(".cx-output .cl-link").click()
    settle(page)
    assert page.locator(".cx-output .cl-sheet td", has_text="not a number").count() == 7


def test_a_large_picture_keeps_its_numbers_in_the_window(page_of):
    w = ConvolutionExplorer("sharpen")
    page = page_of(w)
    assert page.locator(".cx-window").is_visible()
    assert table(page, ".cx-window") == w.result["window"][0].tolist()
    assert table(page, ".cx-products") == w.result["products"][0].tolist()


def test_hostile_names_stay_text(page_of):
    w = ConvolutionExplorer()
    w._names = {"preset": "<img src=x onerror=alert(1)>", "kernel": "<b>"}
    page = page_of(w)
    assert page.locator(".cl-widget img").count() == 0 and value(page) == 0
