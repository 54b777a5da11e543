"""The gradient flow in an exported page: both passes are computed there, without a kernel."""

import numpy as np
import pytest

from course_lib.widgets import GradientFlow

from .conftest import settle

KEYS = {"mean of the outputs": "mean", "their standard deviation": "std", "their mean square": "mean_square",
        "length of the gradient": "gradient", "its standard deviation": "gradient_std",
        "length of the weights’ gradient": "weight_gradient"}  # fmt: skip


def shown(page):
    rows = page.locator(".gf-table tbody tr:visible")
    found = {}
    for i in range(rows.count()):
        row = rows.nth(i)
        found[row.locator("th").inner_text()] = float(
            row.locator("td").get_attribute("title").replace("−", "-")
        )
    return found


def agrees(page, w, rtol=1e-10):
    numbers = shown(page)
    for text, key in KEYS.items():
        np.testing.assert_allclose(numbers[text], w.result[key][w.layer - 1], rtol=rtol, atol=1e-300)


@pytest.mark.parametrize("preset", ["slide", "tanh", "residual", "batch"])
def test_it_shows_what_the_engine_computes(preset, page_of):
    w = GradientFlow(preset, layer=5)
    agrees(page_of(w), w)


def test_other_depths_widths_and_starts_need_no_kernel(page_of):
    page = page_of(GradientFlow())
    page.get_by_label("Layers, how many").press("ArrowRight")
    page.get_by_label("Units in each").press("ArrowRight")
    page.get_by_label("Weights at the start").select_option("he")
    page.get_by_role("radio", name="tanh", exact=True).check(force=True)
    page.get_by_role("button", name="Draw again").click()
    settle(page)
    agrees(page, GradientFlow(depth=21, width=66, init="he", activation="tanh", seed=1))
    assert page.get_by_label("Example", exact=True).input_value() == "own"


def test_keys_choose_a_layer(page_of):
    page = page_of(GradientFlow())
    page.locator(".cl-interactive").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    settle(page)
    assert page.locator(".gf-title").inner_text() == "Layer 19 of 20"
    page.wait_for_function("() => document.querySelector('.cl-live').textContent.startsWith('Layer 19')")


def test_the_passes_are_stepped_forward_then_backward(page_of):
    page = page_of(GradientFlow(depth=3, moment=0))
    titles = []
    for _ in range(6):
        page.get_by_role("button", name="Step", exact=True).click()
        settle(page)
        titles.append(page.locator(".gf-title").inner_text()[6])
    assert titles == ["1", "2", "3", "3", "2", "1"]
    page.get_by_role("button", name="Back", exact=True).click()
    settle(page)
    assert page.locator(".gf-title").inner_text() == "Layer 2 of 3"


def test_it_says_what_the_net_does(page_of):
    page = page_of(GradientFlow("he"))
    assert "keep their size" in page.locator(".cl-note").inner_text()
    page.get_by_label("Example", exact=True).select_option("large")
    settle(page)
    assert "saturated" in page.locator(".cl-note").inner_text()
    assert shown(page)["saturated outputs"] > 0.3


def test_play_at_the_end_begins_again_and_stops_at_the_end(page_of):
    page = page_of(GradientFlow(depth=4))
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('.gf-title').textContent.startsWith('Layer 4')")
    page.wait_for_function("() => document.querySelector('.gf-title').textContent.startsWith('Layer 1')")
    page.wait_for_function("() => document.querySelector('.cl-play').textContent === 'Play'")
