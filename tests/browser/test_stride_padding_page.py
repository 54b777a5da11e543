"""Output sizes in an exported page: windows, rules, stacks."""

from course_lib.widgets import StridePaddingExplorer

from .conftest import settle


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def sizes(page):
    return page.locator(".sp-size b").all_inner_texts()


def test_the_windows_are_walked_by_key(page_of):
    page = page_of(StridePaddingExplorer("seven_2"))
    page.locator(".sp-picture .cl-interactive:visible").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert "Window 3 of 3: cells 5 to 7" in page.locator(".sp-words").inner_text()
    press(page, "Home")
    assert "Window 1 of 3: cells 1 to 3" in page.locator(".sp-words").inner_text()


def test_the_three_rules_stand_side_by_side(page_of):
    page = page_of(StridePaddingExplorer())
    text = page.locator(".sp-rules").inner_text()
    assert "1 cell at the end left over" in text and "⌈7 / 3⌉ = 3" in text and "≈ 2.333" in text
    assert "refused: 4 / 3 is not a whole number" in text
    page.get_by_label("refuse", exact=True).check(force=True)
    settle(page)
    assert sizes(page) == ["7×7×1", "refused"]
    page.get_by_label("“same”", exact=True).check(force=True)
    settle(page)
    assert sizes(page) == ["7×7×1", "3×3×1"]


def test_a_stack_is_built_layer_by_layer(page_of):
    page = page_of(StridePaddingExplorer("shrinking"))
    assert sizes(page) == ["32×32×3", "28×28×6", "24×24×10"]
    page.locator(".sp-layer").nth(0).click()
    page.get_by_role("button", name="Add pooling").click()
    settle(page)
    assert sizes(page) == ["32×32×3", "28×28×6", "14×14×6", "10×10×10"]
    page.get_by_role("button", name="Remove this layer").click()
    settle(page)
    assert sizes(page) == ["32×32×3", "28×28×6", "24×24×10"]
    page.locator(".sp-layer").nth(0).click()
    page.get_by_role("button", name="Padding, height: one more").click()
    page.get_by_role("button", name="Filters: one more").click()
    settle(page)
    assert sizes(page) == ["32×32×3", "30×30×7", "26×26×10"]


def test_a_layer_that_does_not_fit_stops_the_chain_and_says_so(page_of):
    page = page_of(StridePaddingExplorer("seven_1"))
    for _ in range(5):
        page.get_by_role("button", name="Kernel size, height: one more").click()
    settle(page)
    assert sizes(page)[-1] == "refused"
    assert "only 7 cells are there" in page.locator(".sp-words").inner_text()


def test_step_plays_along_the_grid(page_of):
    page = page_of(StridePaddingExplorer("seven_3", view="grid"))
    for _ in range(2):
        page.get_by_role("button", name="Step", exact=True).click()
        settle(page)
    assert "Window row 2, column 1 of 2 by 2." in page.locator(".sp-words").inner_text()


def test_a_tap_chooses_a_window(page_of):
    page = page_of(StridePaddingExplorer("seven_1"), has_touch=True)
    face = page.locator(".sp-picture .cl-interactive:visible")
    box = face.bounding_box()
    page.touchscreen.tap(box["x"] + 120, box["y"] + 10 + 26 * 3.5)
    settle(page)
    assert "Window 3 of 5" in page.locator(".sp-words").inner_text()


def test_on_the_whole_picture_the_arrows_go_a_stride_at_a_time(page_of):
    page = page_of(StridePaddingExplorer("seven_3", view="grid"))
    page.locator(".sp-whole .cl-interactive").first.focus()
    press(page, "ArrowRight", "ArrowDown", "ArrowDown")
    assert "Window row 2, column 2 of 2 by 2." in page.locator(".sp-words").inner_text()
