"""A network laid open in an exported page: drawn on, walked through, followed back."""

import numpy as np

from course_lib import nn
from course_lib.widgets import FeatureMaps

from .conftest import settle

STRIP = ".fm-all > .cl-answer .cl-interactive"


def total(page):
    return float(page.locator(".fm-total").get_attribute("title").replace("−", "-"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def test_every_layer_by_keys(page_of):
    w = FeatureMaps()
    page = page_of(w)
    page.locator(STRIP).focus()
    press(page, "Home")
    for layer in range(1, 12):
        press(page, "ArrowRight")
        w.layer = layer
        assert abs(total(page) - w.result["value"]) < 1e-12, layer
    assert "probability" in page.locator(".fm-scores").inner_text()
    press(page, "PageUp", "ArrowDown", "ArrowDown", "ArrowDown")
    assert "class 3" in page.locator(".fm-work .cl-heading").inner_text()


def test_every_product_is_shown_and_adds_up(page_of):
    w = FeatureMaps(layer=4, map=2, cell=[1, 1])
    page = page_of(w)
    page.get_by_role("button", name="Show as table: The numbers it was made from").click()
    rows = page.locator(".fm-work .cl-sheet tbody tr")
    assert rows.count() == 36
    products = [
        float(rows.nth(i).locator("td").nth(5).get_attribute("title").replace("−", "-")) for i in range(36)
    ]
    bias = np.float64(np.float32(w.weights[w._now["layers"][3]["b"] + 2]))
    assert abs(sum(products) + bias - total(page)) < 1e-12


def test_a_number_is_followed_back_to_the_input(page_of):
    page = page_of(FeatureMaps(layer=11, map=3))
    page.locator(STRIP).focus()
    for layer in range(11):
        press(page, "Enter")
        assert page.locator(".fm-work .cl-heading").inner_text() != "", layer
    assert page.locator(".fm-work .cl-heading").inner_text().startswith("Where input, map 0")
    page.get_by_label("This pixel").fill("0")
    page.get_by_label("This pixel").press("Enter")
    settle(page)
    assert total(page) == 0


def test_relu_cuts_what_is_negative(page_of):
    w = FeatureMaps(preset="patch", layer=2, cell=[0, 1])
    page = page_of(w)
    assert "2 of 9 responses are negative" in page.locator(".fm-map").inner_text()
    assert page.locator(".fm-total").inner_text().startswith("max(−1, 0) = 0: a negative response is cut off")


def test_the_lectures_three_channels(page_of):
    page = page_of(FeatureMaps())
    page.get_by_label("Network").select_option("volume")
    settle(page)
    page.locator(".fm-map .cl-interactive").nth(1).focus()
    press(page, "PageUp", "Home")
    assert page.locator(".fm-total").inner_text().startswith("16 − 23 + 6 − 2 = −3")
    assert page.locator(".fm-pad").is_hidden()
    page.get_by_label("Network").select_option("relu")
    settle(page)
    assert page.locator(".fm-pad").is_visible()


def test_a_drawn_digit_goes_through_every_layer(page_of):
    page = page_of(FeatureMaps())
    page.get_by_role("button", name="Clear").click()
    box = page.locator(".fm-pad .cl-interactive").bounding_box()
    x, y, side = box["x"], box["y"], box["width"]
    page.mouse.move(x + 0.5 * side, y + 0.15 * side)
    page.mouse.down()
    page.mouse.move(x + 0.5 * side, y + 0.85 * side, steps=6)
    page.mouse.up()
    settle(page)
    assert "The network says 1" in page.locator(".fm-verdict").inner_text()
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert "The network says 1" not in page.locator(".fm-verdict").inner_text()
    page.get_by_role("button", name="Load a real 7").click()
    settle(page)
    assert "The network says 7" in page.locator(".fm-verdict").inner_text()


def test_a_tap_chooses_a_map(page_of):
    page = page_of(FeatureMaps(), width=390, has_touch=True, is_mobile=True)
    box = page.locator(STRIP).bounding_box()
    page.touchscreen.tap(box["x"] + 150, box["y"] + 130)
    settle(page)
    assert "map 2" in page.locator(".fm-map .cl-heading").inner_text()


def test_colour_maps_and_a_model_without_scores(page_of):
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Tanh(), nn.AvgPool2d(2))
    w = FeatureMaps(model, image=np.random.default_rng(0).random((3, 9, 11)), layer=1, map=1)
    page = page_of(w)
    assert abs(total(page) - w.result["value"]) < 1e-12
    assert page.locator(".fm-verdict").inner_text() == ""


def test_a_move_between_two_frames_to_a_layer_of_fewer_maps(page_of):
    page = page_of(FeatureMaps(layer=4, map=5))
    page.locator(STRIP).focus()
    page.evaluate(
        """() => {
            const press = key => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            press("ArrowRight");
            requestAnimationFrame(() => press("ArrowLeft"));
        }"""
    )
    settle(page)
    page.wait_for_timeout(100)
    assert "conv, map 5" in page.locator(".fm-work .cl-heading").inner_text()


def test_where_there_is_room_the_pad_stands_beside_the_strip(page_of):
    page = page_of(FeatureMaps(), width=1700)
    page.add_style_tag(content="body * { max-width: none !important }")
    settle(page)
    all_layers, pad = (
        page.locator(".fm-all > .cl-answer").bounding_box(),
        page.locator(".fm-pad").bounding_box(),
    )
    assert pad["x"] >= all_layers["x"] + all_layers["width"] and abs(pad["y"] - all_layers["y"]) < 60
