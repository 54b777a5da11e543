"""The architecture browser in an exported page: no kernel; keys, touch, removals, inputs, comparison, the chart."""

import re

import pytest

from course_lib import nn
from course_lib.widgets import ArchitectureBrowser

from .conftest import settle

FACE = ".ab-picture .cl-interactive"


def all_parameters(page):
    return int(page.locator(".ab-big strong").inner_text().replace(",", ""))


def name(page):
    return page.locator(".ab-name strong").inner_text()


def facts(page):
    return page.locator(".ab-facts").inner_text()


def press(page, *keys):
    page.locator(FACE).focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def test_arrows_walk_the_layers_and_each_tells_its_arithmetic(page_of):
    page = page_of(ArchitectureBrowser("lenet5"))
    assert name(page) == "C1" and "(5·5·1 + 1)·6 = 156" in facts(page)
    press(page, "ArrowRight", "ArrowRight")
    assert name(page) == "C3" and "5·5·60 + 16 = 1,516" in facts(page)
    press(page, "End")
    assert name(page) == "output" and "840 fixed" in facts(page)
    page.wait_for_function("() => document.querySelector('.cl-live').textContent.startsWith('output')")
    press(page, "Home")
    assert name(page) == "C1"


def test_a_touch_chooses_a_layer(page_of):
    page = page_of(ArchitectureBrowser("lenet5"), width=390, has_touch=True, is_mobile=True)
    box = page.locator(FACE).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + 60)
    settle(page)
    assert name(page) != "C1"


def test_the_slide_s_count_is_found_by_taking_conv5_out(page_of):
    page = page_of(ArchitectureBrowser("alexnet", chosen="conv5"))
    assert all_parameters(page) == 60_965_224
    page.get_by_role("button", name="Take out").click()
    settle(page)
    sums = page.locator(".ab-sums").inner_text()
    assert "1,890,336" in sums and "591,024,672" in sums
    assert "It left conv5 out" in page.locator(".cl-note").inner_text()
    page.get_by_role("button", name="Put back").click()
    settle(page)
    assert all_parameters(page) == 60_965_224


def test_layers_go_by_key_and_the_two_ways_to_count(page_of):
    w = ArchitectureBrowser("alexnet", chosen="fc6")
    page = page_of(w)
    press(page, "Delete", "ArrowRight", "Delete")
    w.removed = ["fc6", "fc7"]
    assert all_parameters(page) == w.result["parameters"]
    page.get_by_role("radio", name="only not counted").check()
    settle(page)
    w.removal = "count"
    assert all_parameters(page) == w.result["parameters"]
    page.get_by_role("button", name="As published").click()
    settle(page)
    assert all_parameters(page) == 60_965_224


def test_another_input_flows_until_it_does_not_fit(page_of):
    page = page_of(ArchitectureBrowser("alexnet"))
    side = page.get_by_label("Side in")
    side.fill("256")
    side.press("Enter")
    settle(page)
    assert "fc6 was made for 9,216 values and now gets 12,544" in page.locator(".cl-note").inner_text()
    side.fill("40")
    side.press("Enter")
    settle(page)
    assert "does not fit" in page.locator(".cl-note").inner_text()
    side.fill("0")
    side.press("Enter")
    settle(page)
    assert side.input_value() == "40"


@pytest.mark.parametrize(
    ("wiring", "parameters", "lines"), [("shared", 3, 9), ("local", 9, 9), ("global", 21, 21)]
)
def test_seven_inputs_shared_local_and_global(page_of, wiring, parameters, lines):
    page = page_of(ArchitectureBrowser("seven_inputs"))
    page.get_by_role("radio", name=wiring, exact=True).check(force=True)
    settle(page)
    assert all_parameters(page) == parameters
    page.get_by_role("button", name="Show as table: The connections").click()
    settle(page)
    assert page.locator(".ab-details figure .cl-sheet tbody tr").count() == lines
    assert "shared 3 · local 9 · global 21" in page.locator(".ab-wires").inner_text()


def test_a_layer_is_changed(page_of):
    w = ArchitectureBrowser("vgg16", chosen="conv1_1")
    page = page_of(w)
    page.get_by_label("Outputs").fill("32")
    page.get_by_label("Outputs").press("Enter")
    page.get_by_label("Window").fill("5")
    page.get_by_label("Window").press("Enter")
    settle(page)
    w.edit("conv1_1", out=32, kernel=5)
    assert all_parameters(page) == w.result["parameters"]


@pytest.mark.parametrize("preset", ["googlenet", "densenet121", "se_resnet50", "mlp", "picture_colour"])
def test_each_network_loads_without_a_kernel(page_of, preset):
    page = page_of(ArchitectureBrowser())
    page.get_by_label("Network", exact=True).select_option(preset)
    settle(page)
    assert all_parameters(page) == ArchitectureBrowser(preset).result["parameters"]


def test_a_block_opens_to_its_layers(page_of):
    page = page_of(ArchitectureBrowser("googlenet", chosen="inception 3a"))
    page.get_by_text("Inside this block").click()
    settle(page)
    assert page.locator(".ab-inner tbody tr").count() == 7
    assert "(3·3·96 + 1)·128 = 110,720" in page.locator(".ab-inner").inner_text()


def test_two_networks_side_by_side(page_of):
    page = page_of(ArchitectureBrowser("vgg16"))
    page.get_by_role("radio", name="two networks").check(force=True)
    page.get_by_label("Compare with").select_option("resnet50")
    settle(page)
    table = page.locator(".ab-compare").inner_text()
    assert "138,357,544" in table and "25,557,032" in table and "≈0.1847 ×" in table


def test_the_chart_names_each_source(page_of):
    page = page_of(ArchitectureBrowser(view="accuracy"))
    face = page.locator(".ab-accuracy .cl-interactive")
    face.focus()
    page.keyboard.press("End")
    settle(page)
    told = page.locator(".ab-told")
    assert "VGG-19" in told.inner_text() and "torchvision documentation" in told.inner_text()
    page.get_by_label("Figures from").select_option("challenge")
    settle(page)
    assert "top-5" in told.inner_text() and "Krizhevsky" in told.inner_text()
    page.get_by_role("radio", name="depth").check(force=True)
    page.get_by_label("Figures from").select_option("all")
    page.get_by_role("radio", name="top-1").check(force=True)
    page.get_by_role("button", name=re.compile("Show as table: Published")).click()
    settle(page)
    assert page.locator(".ab-accuracy tbody tr").count() == 26


def test_own_layers_with_hostile_names_are_only_text(page_of):
    name = "<img src=x onerror=alert(1)>"
    page = page_of(
        ArchitectureBrowser([{"kind": "linear", "out": 3, "name": name}], input=4, title="<b>mine</b>")
    )
    assert page.locator(".ab-name strong").inner_text() == name
    assert page.locator(".cl-widget img").count() == 0
    assert all_parameters(page) == 15
    page.get_by_label("Network", exact=True).select_option("mlp")
    settle(page)
    assert all_parameters(page) == 269_322


def test_a_model_of_the_course(page_of):
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 6 * 6, 2))
    page = page_of(ArchitectureBrowser(model, input=(1, 8, 8)))
    assert all_parameters(page) == 40 + 290


def test_sums_and_table_can_be_hidden_and_the_rest_works(page_of):
    page = page_of(ArchitectureBrowser("lenet5", hide=["sums", "table"]))
    press(page, "ArrowRight")
    assert name(page) == "S2"
    assert page.locator(".ab-below:visible, .ab-sums:visible, .ab-big:visible").count() == 0


def test_the_chart_alone(page_of):
    hidden = ["network", "input", "layers", "remove", "edit", "view", "details", "sums"]
    page = page_of(ArchitectureBrowser("resnet50", view="accuracy", hide=hidden))
    assert page.locator(".ab-details:visible, .ab-sums:visible, .ab-big:visible").count() == 0
    assert page.locator(".ab-accuracy:visible").count() == 1
