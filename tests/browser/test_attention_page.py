"""The attention viewer in an exported page: no kernel; keys, touch, switches, edits, hostile words."""

import numpy as np
import pytest

from course_lib.widgets import AttentionViewer

from .conftest import settle

MAP = ".cl-widget .cl-interactive >> nth=0"
LINES = ".cl-widget .cl-interactive >> nth=1"


def column(page, number):
    """A column of the steps, every digit."""
    cells = page.locator(f".av-steps tbody tr:visible :nth-child({number})").all()
    return [float((c.get_attribute("title") or "0").replace("−", "-")) for c in cells]


def press(page, face, *keys):
    page.locator(face).focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def test_the_steps_are_those_of_python_from_scores_to_output(page_of):
    w = AttentionViewer("dates")
    page = page_of(w)
    at = w._query
    np.testing.assert_allclose(column(page, 2), w.q[0, 0, at] @ w.k[0, 0].T, atol=1e-12)
    np.testing.assert_allclose(column(page, 3), w.result["scores"][at], atol=1e-12)
    np.testing.assert_allclose(column(page, 5), w.result["weights"][at], atol=1e-12)


def test_keys_walk_queries_and_keys(page_of):
    w = AttentionViewer()
    page = page_of(w)
    press(page, MAP, "PageUp", "Home")
    assert page.locator(".av-title").inner_text().startswith("the looks at the")
    press(page, MAP, "ArrowDown", "ArrowRight", "ArrowRight")
    assert page.locator(".av-title").inner_text().startswith("cat looks at sat")
    press(page, LINES, "End")
    assert page.locator(".av-title").inner_text().startswith("tired looks at cat")


def test_heads_layers_and_examples_are_chosen(page_of):
    w = AttentionViewer()
    page = page_of(w)
    page.get_by_label("Layer").select_option(value="0")
    page.get_by_label("Head").select_option(value="1")
    settle(page)
    np.testing.assert_allclose(column(page, 5), w.weights[0, 1, w._query], atol=1e-12)
    page.get_by_label("Example").select_option("wide")
    settle(page)
    assert not page.get_by_label("Layer").is_visible() and not page.get_by_label("Head").is_visible()


def test_the_mask_the_root_and_the_temperature(page_of):
    w = AttentionViewer("wide", temperature=2, causal=True, scaled=False)
    page = page_of(AttentionViewer("wide"))
    page.get_by_label("Causal mask").check()
    page.get_by_label("Divide by √d").uncheck()
    page.get_by_label("Temperature T").fill(str(np.log10(2)))
    settle(page)
    np.testing.assert_allclose(column(page, 5), w.weights[0, 0, w._query], atol=1e-12)
    assert "masked: −∞" in page.locator(".av-steps").inner_text()
    page.get_by_label("Causal mask").uncheck()
    page.get_by_label("Temperature T").fill("0")
    settle(page)
    assert "saturated" in page.locator(".cl-note").inner_text()


def test_a_query_is_edited(page_of):
    page = page_of(AttentionViewer("dates"))
    page.locator("summary", has_text="Queries, keys and values").click()
    settle(page)
    for c in range(1, 9):
        page.get_by_label(f"Queries q, row 4, column {c}").fill("0")
        page.keyboard.press("Enter")
    settle(page)
    np.testing.assert_allclose(column(page, 5), 1 / 11, rtol=1e-12)
    assert page.get_by_label("Example").input_value() == "own"


def test_given_weights_show_their_map_and_no_scores(page_of):
    page = page_of(AttentionViewer([[0.25, 0.75], [1, 0]], source=["ein", "Haus"], target=["a", "house"]))
    assert column(page, 2) == [0.25, 0.75]
    assert "given as they are" in page.locator(".cl-note").inner_text()
    assert page.get_by_label("Divide by √d").is_disabled()
    press(page, MAP, "ArrowDown")
    assert "house looks at ein with weight 1." in page.locator(".av-title").inner_text()


def test_numbers_can_be_left_out(page_of):
    page = page_of(AttentionViewer("dates", hide=["sum", "steps"]))
    assert page.locator(MAP).is_visible() and page.locator(LINES).is_visible()
    press(page, MAP, "ArrowDown")  # what is hidden stays so
    assert page.locator(".cl-widget table:visible").count() == 0


def test_touch_chooses_a_word(page_of):
    page = page_of(AttentionViewer(), has_touch=True)
    box = page.locator(LINES).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + box["height"] - 8)
    settle(page)
    assert page.locator(".av-title").inner_text().startswith("tired")


@pytest.mark.parametrize("width", [320, 1280])
def test_hostile_and_many_words_fit(page_of, width):
    words = ["<img src=x onerror=alert(1)>", "</script><b>x</b>", "", " ", "w" * 150] + [
        f"word {k}" for k in range(35)
    ]
    page = page_of(AttentionViewer(np.eye(40), tokens=words), width=width)
    assert page.locator(".cl-widget img, .cl-widget b").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    press(page, MAP, "PageDown", "End")
    assert "word 34 looks at word 34" in page.locator(".av-title").inner_text()
