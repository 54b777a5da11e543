"""Augmentation and dropout in an exported page: no kernel; the same samples as Python's."""

import numpy as np

from course_lib.widgets import AugmentationExplorer

from .conftest import settle

GRID = ".aug-main .cl-interactive"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def test_the_numbers_of_each_sample_are_pythons(page_of):
    w = AugmentationExplorer(rotation=30, shift=3, brightness=0.2, seed=12)
    page = page_of(w)
    page.get_by_role("button", name="Show as table: Eight random samples").click()
    rows = page.locator(".aug-main .cl-sheet tbody tr")
    for k, drawn in enumerate(w.parameters):
        cells = rows.nth(k).locator("td")
        exact = [
            float(cells.nth(i).get_attribute("title").replace("−", "-")) for i in (1, 2, 4, 5, 6, 7, 8, 9, 10)
        ]
        names = ("row", "column", "down", "right", "angle", "brightness")
        assert exact == [*(drawn[n] for n in names), *drawn["alphas"]]


def test_new_samples_with_the_next_seed(page_of):
    page = page_of(AugmentationExplorer(seed=1))
    before = page.locator(".aug-said").inner_text()
    page.get_by_role("button", name="New samples").click()
    settle(page)
    assert page.get_by_label("Seed").input_value() == "2" and page.locator(".aug-said").inner_text() != before
    page.get_by_label("Seed").fill("1")
    page.get_by_label("Seed").press("Enter")
    settle(page)
    assert page.locator(".aug-said").inner_text() == before


def test_a_half_turned_6_is_a_9_and_it_is_said(page_of):
    w = AugmentationExplorer(preset="six", rotation=180, mirror=False, seed=4)
    page = page_of(w)
    half = [k for k, text in enumerate(w.result["broken"]) if "is a 9" in text]
    assert half
    page.locator(GRID).focus()
    press(page, "Home", *["ArrowRight"] * half[0])
    assert "Half turned, a 6 is a 9" in page.locator(".aug-said").inner_text()
    page.wait_for_timeout(150)
    assert "a 6 is a 9" in page.locator(".cl-live").inner_text()
    page.get_by_role("slider", name="Rotation, at most").press("Home")
    settle(page)
    assert "The label holds." in page.locator(".aug-said").inner_text()


def test_alexnets_count_and_others(page_of):
    page = page_of(AugmentationExplorer())
    text = page.locator(".aug-main").inner_text()
    assert "7² = 49 crops, times 2 with mirror images: 98" in text
    assert "33² = 1,089 crops, times 2 with mirror images: 2,178" in text and "2,048 = 32² · 2" in text
    page.get_by_label("Crop side").fill("227")
    page.get_by_label("Crop side").press("Enter")
    settle(page)
    text = page.locator(".aug-main").inner_text()
    assert "30² = 900" in text and "2,048" not in text


def test_the_colour_shift_adds_up(page_of):
    w = AugmentationExplorer(chosen=2)
    page = page_of(w)
    rows = page.locator(".aug-section .cl-table").first.locator("tbody tr")
    table = np.array(
        [
            [
                float(rows.nth(r).locator("td").nth(c).get_attribute("title").replace("−", "-"))
                for c in (1, 2, 3)
            ]
            for r in range(6)
        ]
    )
    now = w.result
    np.testing.assert_array_equal(table[:3], now["eigenvectors"].T)
    np.testing.assert_array_equal(table[3], now["eigenvalues"])
    np.testing.assert_array_equal(table[4], now["parameters"][2]["alphas"])
    np.testing.assert_allclose(table[5], table[3] * table[4])
    page.get_by_label("Picture", exact=True).select_option("six")
    settle(page)
    assert page.get_by_text("Shift along the principal colours").is_hidden()


def test_dropout_with_and_without_scaling(page_of):
    w = AugmentationExplorer(seed=3)
    page = page_of(w)
    rows = page.locator(".aug-drop tbody tr")

    def column(c):
        return [
            float(rows.nth(r).locator("td").nth(c).get_attribute("title").replace("−", "-")) for r in range(8)
        ]

    assert column(3) == w.result["dropped_out"].tolist()
    np.testing.assert_allclose(column(4), w.result["mean"], atol=1e-12)
    assert (
        "1/(1 − p) = 2 · h" in page.locator(".aug-drop").inner_text()
        and "256 masks" in page.locator(".aug-drop").inner_text()
    )
    page.get_by_label("Scale what is kept").uncheck()
    settle(page)
    w.inverted = False
    assert column(3) == w.result["dropped_out"].tolist()
    assert "the mean is only (1 − p) = 0.5" in page.locator(".aug-drop").inner_text()


def test_touch_and_an_own_narrow_picture(page_of):
    page = page_of(
        AugmentationExplorer(np.linspace(0, 1, 600).reshape(20, 30), label="<b>x</b>"),
        width=390,
        has_touch=True,
        is_mobile=True,
    )
    box = page.locator(GRID).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 30, box["y"] + 30)
    settle(page)
    assert page.locator(".aug-said").inner_text().startswith("Sample 1:")
