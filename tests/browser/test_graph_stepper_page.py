"""The graph stepper in an exported page: no kernel; steps, values, typed graphs, keys, touch."""

import pytest

from course_lib.tensor import Tensor
from course_lib.widgets import GraphStepper

from .conftest import settle


def text(page, selector):
    settle(page)
    return page.locator(selector).first.inner_text()


def choose(page, title):
    page.get_by_label("Graph", exact=True).select_option(title)
    settle(page)


def gradient(page):
    """The chosen node's gradient, every digit."""
    settle(page)
    return float(page.locator(".gs-node .gs-gradient").first.get_attribute("title").replace("−", "-"))


def test_it_opens_on_the_hand_example_with_its_gradient(page_of):
    page = page_of(GraphStepper())
    assert "step 19 of 19" in text(page, ".gs-where")
    assert "Input w₁" in text(page, ".gs-node")
    assert gradient(page) == pytest.approx(GraphStepper().result["gradients"]["w1"], abs=1e-12)


def test_a_weight_is_entered_and_the_table_changes_the_gradient(page_of):
    page = page_of(GraphStepper())
    page.get_by_role("radio", name="two decimals").check()
    assert gradient(page) == pytest.approx(-0.0108, abs=1e-12)
    page.get_by_label("w₁", exact=True).fill("11")
    page.get_by_label("w₁", exact=True).press("Enter")
    w = GraphStepper(values={"w1": 11}, sigma="table")
    assert gradient(page) == pytest.approx(w.result["gradients"]["w1"], abs=1e-12)
    page.get_by_role("radio", name="exact").check()
    w.sigma = "exact"
    assert gradient(page) == pytest.approx(w.result["gradients"]["w1"], abs=1e-12)


def test_steps_go_forward_then_backward_edge_by_edge(page_of):
    page = page_of(GraphStepper("b"))
    page.get_by_role("button", name="Reset").click()
    assert "Start" in text(page, ".gs-where")
    step = page.get_by_role("button", name="Step", exact=True)
    step.click()
    assert "u = v + 1 = 3 + 1 = 4" in text(page, ".gs-sentence")
    assert "has not arrived" in text(page, ".gs-node .gs-gradient")
    for _ in range(3):
        step.click()
    assert "Backward to v" in text(page, ".gs-sentence")
    assert "= 4 so far; 1 more to come" in text(page, ".gs-node .gs-gradient")
    step.click()
    step.click()
    assert "∂L/∂v = 1 · 4 + 3 · 1 = 7" in text(page, ".gs-node")
    assert "Sum: 4 + 3 = 7" in text(page, ".gs-node")
    page.get_by_role("button", name="Back", exact=True).click()
    assert "step 5 of 6" in text(page, ".gs-where")


def test_play_runs_from_the_start_to_the_end_and_stops(page_of):
    page = page_of(GraphStepper("f"))
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => document.querySelector('.gs-count').textContent === 'step 9 of 9' && !document.querySelector('.cl-playing')"
    )
    assert "sum of their products" in text(page, ".gs-node") or "one path" in text(page, ".gs-node")


def test_a_graph_is_typed_and_a_mistake_is_named(page_of):
    page = page_of(GraphStepper())
    box = page.locator("textarea")
    box.fill("p = a*b\nL = p + a")
    settle(page)
    assert page.locator(".gs-fields input").count() == 2
    page.get_by_label("a", exact=True).fill("3")
    page.get_by_label("a", exact=True).press("Enter")
    assert "∂L/∂" in text(page, ".gs-node")
    box.fill("p = a*(b")
    settle(page)
    assert "a closing bracket is missing" in text(page, ".gs-problem")
    assert page.locator(".gs-fields input").count() == 2, "the last good graph stays"
    box.fill("<img src=x onerror=alert(1)> + a")
    settle(page)
    assert page.locator(".gs-problem img").count() == 0
    box.press("Escape")
    assert "Not a graph" not in text(page, ".gs-problem")


def test_one_node_used_twice_shows_two_paths(page_of):
    page = page_of(GraphStepper())
    choose(page, "f = (a + b)(b + 1)")
    face = page.locator(".cl-interactive")
    face.focus()
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    for key in ("ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        if "Input b" in text(page, ".gs-node"):
            break
    page.wait_for_timeout(150)
    said = page.locator(".cl-live").inner_text()
    assert "b = 1" in said and "= 5" in said
    assert page.locator(".gs-paths li").count() == 2


def test_a_touch_chooses_a_node(page_of):
    page = page_of(GraphStepper("b"), width=320, has_touch=True)
    box = page.locator(".cl-interactive").bounding_box()
    for k in range(1, 20):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + k * box["height"] / 20)
    settle(page)
    assert (
        "Node L" in text(page, ".gs-node")
        or "Node u" in text(page, ".gs-node")
        or "Input v" in text(page, ".gs-node")
    )


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_every_preset_fits_or_scrolls(page_of, width):
    page = page_of(GraphStepper(), width=width)
    box = page.get_by_label("Graph", exact=True)
    for value in box.evaluate("e => [...e.options].map(o => o.value)"):
        box.select_option(value)
        settle(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), value
        assert page.locator(".cl-problem").is_hidden()


def test_a_graph_from_the_engine_keeps_its_place_beside_the_presets(page_of):
    w = Tensor([[1.0, -2.0], [3.0, 0.5]], requires_grad=True)
    page = page_of(GraphStepper((w.relu() ** 2).sum(), names={"w": w}))
    assert page.locator(".gs-inputs").is_hidden()
    assert "Input w" in text(page, ".gs-node")
    choose(page, "f = (a + b)(b + 1)")
    choose(page, "Your graph, from Python")
    assert "Input w" in text(page, ".gs-node")
    page.get_by_role("button", name="Show as table").click()
    assert "2 4 6" not in text(page, ".cl-sheet") and "relu" in text(page, ".cl-sheet")


def test_a_locked_expression_stays(page_of):
    page = page_of(GraphStepper(lock=["expression", "inputs"]))
    assert page.locator("textarea").is_disabled()
    assert page.locator(".gs-fields input").first.is_disabled()
