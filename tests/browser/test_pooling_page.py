"""The pooling explorer in an exported page: windows, gradients and moves by keys, mouse and touch."""

import re

import numpy as np
import pytest

from course_lib.widgets import PoolingExplorer

from .conftest import settle

INPUT, OUTPUT = ".pl-in .cl-interactive", ".pl-out .cl-interactive"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def table(page, part):
    """The numbers of a board, from its table."""
    page.locator(f"{part} .cl-link").first.click()
    settle(page)
    rows = page.locator(f"{part} .cl-sheet tbody tr").all()
    found = [[cell.get_attribute("title") for cell in row.locator("td").all()[1:]] for row in rows]
    page.locator(f"{part} .cl-link").first.click()
    return np.array([[float(text.replace("−", "-")) for text in row] for row in found])


def work(page):
    return page.locator(".pl-work").inner_text()


def test_the_lecture_s_frames_by_key(page_of):
    w = PoolingExplorer()
    page = page_of(w)
    assert work(page) == "max(3, 8, 5, 2) = 8"
    assert page.locator(".pl-formula").inner_text() == "rows = columns = ⌊(4 − 2) / 2⌋ + 1 = 2"
    page.locator(OUTPUT).focus()
    press(page, "ArrowRight")
    assert work(page) == "max(1, 4, 6, −1) = 6"
    press(page, "ArrowDown")
    page.wait_for_function(
        "() => /row 2, column 2: max.9, 1, 7, 2. = 9/.test(document.querySelector('.cl-live').textContent)"
    )
    assert np.array_equal(table(page, ".pl-out"), w.output)


def test_a_cell_is_typed_and_the_winner_changes(page_of):
    page = page_of(PoolingExplorer())
    page.locator(INPUT).focus()
    press(page, "ArrowDown", "ArrowLeft")
    press(page, "1", "2", "Enter")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')").startswith("The input")
    assert table(page, ".pl-in")[1, 0] == 12 and table(page, ".pl-out")[0, 0] == 12
    assert page.get_by_label("Start from").input_value() == "own"
    page.locator(".pl-in .cl-number").fill("much")
    page.keyboard.press("Enter")
    settle(page)
    assert table(page, ".pl-in")[1, 0] == 12


@pytest.mark.parametrize("kind", ["average", "L2"])
def test_every_pooling_shows_what_python_computes(page_of, kind):
    w = PoolingExplorer()
    page = page_of(w)
    page.get_by_role("radio", name=kind, exact=True).check()
    settle(page)
    w.pooling = kind.lower()
    assert np.allclose(table(page, ".pl-out"), w.output, rtol=1e-12)
    page.get_by_role("radio", name="Gradient").check()
    settle(page)
    assert np.allclose(table(page, ".pl-in"), w.gradient, rtol=1e-12)


def test_the_gradient_s_way_back_with_overlap(page_of):
    w = PoolingExplorer(preset="overlapping")
    page = page_of(w)
    assert np.array_equal(table(page, ".pl-in"), w.gradient) and w.gradient.max() == 4
    page.locator(OUTPUT).focus()
    press(page, "2", ".", "5", "Enter")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')").startswith(
        "The pooled map"
    )
    w.upstream = [[2.5, 1, 1], [1, 1, 1], [1, 1, 1]]
    assert np.array_equal(table(page, ".pl-in"), w.gradient)
    page.locator(INPUT).focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown")
    assert work(page) == "9 in row 3, column 3 lies in 4 windows: dL/dx = 2.5 + 1 + 1 + 1 = 5.5."


def test_window_and_stride_and_what_is_left_over(page_of):
    page = page_of(PoolingExplorer(preset="leftover"))
    assert (
        "1 row and 1 column left over, 13 of 49 inputs lie in no window"
        in page.locator(".pl-sizes-line").inner_text()
    )
    page.get_by_label("Window k").press("ArrowRight")
    settle(page)
    assert "⌊(7 − 3) / 2⌋ + 1 = 3" in page.locator(".pl-formula").inner_text()
    page.get_by_label("Stride s").press("End")
    settle(page)
    assert table(page, ".pl-out").shape == (1, 1)
    page.get_by_label("Window k").press("End")
    settle(page)
    assert "⌊(7 − 7) / 7⌋ + 1 = 1" in page.locator(".pl-formula").inner_text()


def measured(page):
    return [row.inner_text().split("\t") for row in page.locator(".pl-measure tbody tr").all()]


def test_a_bar_moves_inside_and_across_its_windows(page_of):
    page = page_of(PoolingExplorer(preset="bar"))
    page.locator(INPUT).focus()
    press(page, "ArrowRight")
    (_, pixels, _), (_, cells, change) = measured(page)
    assert (pixels, cells, change) == ("56 of 64", "16 of 16", "0")
    assert "stays inside the windows" in page.locator(".pl-steer .cl-note").inner_text()
    press(page, "ArrowRight")
    assert "whole strides" in page.locator(".pl-steer .cl-note").inner_text()
    page.get_by_role("button", name="Turn 90°").click()
    settle(page)
    assert "not turns" in page.locator(".pl-steer .cl-note").inner_text()
    page.get_by_role("button", name="× 2").click()
    page.get_by_role("button", name="Put back").click()
    settle(page)
    assert measured(page)[1][1] == "16 of 16"
    page.wait_for_function(
        "() => /16 of 16 pooled cells unchanged/.test(document.querySelector('.cl-live').textContent)"
    )


def test_the_object_is_dragged(page_of):
    page = page_of(PoolingExplorer(preset="digit"), has_touch=True)
    box = page.locator(INPUT).bounding_box()
    cell = box["width"] / 8
    page.mouse.move(box["x"] + 3.5 * cell, box["y"] + 3.5 * cell)
    page.mouse.down()
    page.mouse.move(box["x"] + 4.5 * cell, box["y"] + 3.5 * cell, steps=3)
    page.mouse.move(box["x"] + 4.5 * cell, box["y"] + 1.5 * cell, steps=3)
    page.mouse.up()
    settle(page)
    assert "The object: 1 right, 2 up" in page.locator(".pl-steer").inner_text()
    w = PoolingExplorer(preset="digit")
    w.move(down=-2, right=1)
    assert np.array_equal(table(page, ".pl-in"), w.seen) and np.array_equal(table(page, ".pl-out"), w.output)


ODD = [
    {"image": [[4]]},
    {"image": [[1e100, -1e100], [0, 1e-300]], "pooling": "l2"},
    {"image": np.eye(64), "size": (3, 5), "stride": (2, 7)},
    {"image": np.zeros((1, 9)), "view": "gradient", "pooling": "l2"},
]


@pytest.mark.parametrize("options", ODD)
def test_odd_maps_are_shown(page_of, options):
    page = page_of(PoolingExplorer(**options), width=390)
    for view in ("One window", "Gradient", "Move the object"):
        page.get_by_role("radio", name=view).check()
        for part in (INPUT, OUTPUT):
            page.locator(part).focus()
            press(page, "ArrowRight", "ArrowDown")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_hidden_and_locked_cells_stay(page_of):
    page = page_of(PoolingExplorer(lock=["cells", "size"]))
    assert page.get_by_label("Window k").is_disabled()
    page.locator(INPUT).focus()
    press(page, "7", "Enter")
    assert table(page, ".pl-in")[0, 0] == 3
    page.wait_for_function("() => /cannot be changed/.test(document.querySelector('.cl-live').textContent)")


@pytest.mark.parametrize("view", ["gradient", "move"])
def test_the_other_views_are_accessible(page_of, violations, view):
    page = page_of(PoolingExplorer(preset="digit", view=view), width=320, theme="dark")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for link in page.locator(".cl-widget .cl-link:visible").all():
        link.click()
    settle(page)
    assert violations(page) == []
    assert re.search("pixels|dL/dy", page.locator(".cl-widget").inner_text())


def test_where_there_is_room_the_chosen_window_stands_beside_the_boards(page_of):
    page = page_of(PoolingExplorer(preset="frames"), width=1500)
    page.add_style_tag(content="body * { max-width: none !important }")
    settle(page)
    left, right = page.locator(".pl-out").bounding_box(), page.locator(".pl-side").bounding_box()
    assert right["x"] >= left["x"] + left["width"] and abs(right["y"] - left["y"]) < 2
