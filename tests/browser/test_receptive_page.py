"""The receptive-field explorer in an exported page: cones, fields and stacks by keys and mouse."""

import numpy as np
import pytest

from course_lib.widgets import ReceptiveFieldExplorer
from course_lib.widgets.receptive.presets import PRESETS

from .conftest import settle

AXIS, BOARD = ".rf-axis .cl-interactive", ".rf-board .cl-interactive"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def told(page):
    return page.locator(".rf-told").inner_text()


def formula(page):
    return page.locator(".rf-formula").inner_text()


def test_units_and_layers_are_walked_by_key(page_of):
    page = page_of(ReceptiveFieldExplorer())
    assert formula(page) == "r = 1 + 3·(3 − 1)·1 = 7"
    assert told(page).endswith("sees rows 3 to 9, columns 3 to 9 of the input: 49 of 121.")
    page.locator(AXIS).focus()
    press(page, "ArrowRight")
    assert "columns 4 to 10" in told(page)
    press(page, "ArrowDown")
    assert told(page).startswith("Row 5, column 5 of layer 2 (conv 3×3) sees rows 5 to 9")
    press(page, "d")
    assert "reaches" in told(page) and page.get_by_role("radio", name="forwards").is_checked()
    page.wait_for_function("() => /reaches/.test(document.querySelector('.cl-live').textContent)")


def test_the_field_follows_the_arrows_on_the_picture(page_of):
    page = page_of(ReceptiveFieldExplorer())
    page.locator(BOARD).focus()
    press(page, "ArrowDown", "ArrowLeft")
    assert told(page) == (
        "Row 4, column 2 of layer 3 (conv 3×3) sees rows 4 to 10, columns 2 to 8 of the input: 49 of 121."
    )
    box = page.locator(BOARD).bounding_box()
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    settle(page)
    assert told(page).startswith("Row 1, column 1 of layer 3")


def test_paths_are_what_python_counts(page_of):
    w = ReceptiveFieldExplorer(preset="two")
    page = page_of(w)
    page.get_by_role("button", name="Show as table: The field on the picture").click()
    settle(page)
    rows = page.locator(".rf-board tbody tr").all()
    shown = [[float(cell.get_attribute("title")) for cell in row.locator("td").all()[1:]] for row in rows]
    assert np.array_equal(shown, w.paths[2:7, 2:7])
    assert "9 + 9 = 18. One 5×5 kernel with the same field: 25" in page.locator(".rf-main").inner_text()


def test_a_unit_is_touched_in_both_layouts(page_of):
    page = page_of(ReceptiveFieldExplorer(preset="lenet"), has_touch=True)
    box = page.locator(AXIS).bounding_box()
    page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] - 20)
    settle(page)
    assert "of the input sees itself alone" in told(page)
    page.get_by_role("radio", name="left to right").check()
    settle(page)
    box = page.locator(AXIS).bounding_box()
    page.mouse.click(box["x"] + box["width"] - 25, box["y"] + box["height"] / 2)
    settle(page)
    assert told(page).startswith("Row 1, column 1 of layer 5 (conv 5×5) sees rows 1 to 32")
    page.locator(AXIS).focus()
    press(page, "ArrowLeft", "ArrowUp")
    assert "of layer 4 (avg pool 2×2)" in told(page)


def test_layers_are_changed_added_and_removed(page_of):
    page = page_of(ReceptiveFieldExplorer())
    page.get_by_role("button", name="2 conv 3×3").click()
    page.get_by_label("Stride s").fill("2")
    page.keyboard.press("Enter")
    settle(page)
    assert formula(page) == "r = 1 + 2·(3 − 1)·1 + (3 − 1)·2 = 9"
    assert page.get_by_label("Start from").input_value() == "own"
    page.get_by_role("button", name="max pool 2×2").click()
    settle(page)
    assert (
        page.locator(".rf-table tbody tr").count() == 5
        and "Layer 3: max pool 2×2" in page.locator(".rf-editor").inner_text()
    )
    assert page.locator(".cl-note").is_visible()  # the last convolution no longer fits
    assert "Layer 4 does not fit: its window covers 3, but only 2" in page.locator(".cl-note").inner_text()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    settle(page)
    assert page.locator(".cl-note").is_hidden() and formula(page).endswith("= 5")
    page.get_by_label("Kernel k").fill("2.5")
    page.keyboard.press("Enter")
    settle(page)
    assert formula(page).endswith("= 5")
    page.wait_for_function("() => /whole number/.test(document.querySelector('.cl-live').textContent)")


def test_nothing_left_says_so(page_of):
    page = page_of(ReceptiveFieldExplorer([("conv", 3)], input=2))
    assert "Layer 1 does not fit" in page.locator(".cl-note").inner_text()
    page.get_by_role("button", name="Remove").click()
    settle(page)
    assert "No layer yet" in page.locator(".rf-editor").inner_text()
    for where in (AXIS, BOARD):
        page.locator(where).focus()
        press(page, "ArrowUp", "ArrowRight", "d")
    page.get_by_label("Input units").fill("1")
    page.keyboard.press("Enter")
    settle(page)
    assert "itself alone" in told(page)


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_loads_without_a_kernel(page_of, name):
    page = page_of(ReceptiveFieldExplorer(), width=390)
    page.get_by_label("Start from").select_option(name)
    settle(page)
    assert formula(page).endswith(f"= {ReceptiveFieldExplorer(preset=name).field}")
    for way in ("forwards", "backwards"):
        page.get_by_role("radio", name=way).check()
        settle(page)
    page.get_by_role("radio", name="left to right").check()
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_tables_are_accessible(page_of, violations, theme):
    page = page_of(ReceptiveFieldExplorer(preset="vgg16", arrange="columns"), theme=theme, width=320)
    for link in page.locator(".cl-widget .cl-link:visible").all():
        link.click()
    settle(page)
    assert violations(page) == []


def test_locked_layers_cannot_be_changed(page_of):
    page = page_of(ReceptiveFieldExplorer(lock="layers"))
    assert page.get_by_label("Kernel k").is_disabled()
    assert page.get_by_role("button", name="Remove").is_disabled()
    assert page.locator(".rf-table button").count() == 0
