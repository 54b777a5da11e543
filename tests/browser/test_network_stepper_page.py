"""The network stepper in an exported page: no kernel; steps, weights, flips, updates, both views."""

import numpy as np
import pytest

from course_lib.widgets import NetworkStepper

from .conftest import settle


def text(page, selector):
    settle(page)
    return page.locator(selector).first.inner_text()


def enter(page, label, value):
    box = page.get_by_label(label, exact=True).locator("visible=true").first
    box.fill(str(value))
    box.press("Enter")
    settle(page)


def loss(page):
    settle(page)
    title = page.locator(".ns-loss").get_attribute("title")
    return float(title.split(";")[0].replace("−", "-"))


def test_it_shows_what_python_computes(page_of):
    w = NetworkStepper()
    page = page_of(w)
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    assert "Unit ŷ" in text(page, ".ns-card")
    assert page.locator(".ns-weights tbody tr").count() == 4
    assert page.locator(".ns-weights td[data-name='finite difference']").first.inner_text().endswith("✓")


def test_steps_forward_the_loss_deltas_and_outer_products(page_of):
    page = page_of(NetworkStepper("hand"))
    page.get_by_role("button", name="Reset").click()
    assert "Start" in text(page, ".ns-where")
    step = page.get_by_role("button", name="Step", exact=True)
    seen = []
    for _ in range(5):
        step.click()
        seen.append(text(page, ".ns-sentence"))
    assert "z = 1 · 0.1 + 2 · 0.15 + 3 · 0.2 = 1" in seen[0].replace("≈", "=")
    assert seen[1].startswith("The loss: L ≈ (0.7311 − 1)²")
    assert "2 · (0.7311 − 1) · 0.7311 · (1 − 0.7311) ≈ −0.1058" in seen[2]
    assert seen[3].startswith("Outer product") and seen[4].startswith("Update")
    assert "≈ −0.01058" in text(page, ".ns-weights")
    page.get_by_role("button", name="Back", exact=True).click()
    assert "step 4 of 5" in text(page, ".ns-where")


def test_before_the_backward_pass_no_gradient_is_shown(page_of):
    page = page_of(NetworkStepper("hand", at=1))
    assert text(page, ".ns-loss") == "" and page.locator(".ns-weights td.ns-purple").first.inner_text() == ""
    assert "δ" not in text(page, ".ns-card").replace("δ · input", "")


def test_an_input_of_the_xnor_network_is_flipped_by_touch_and_key(page_of):
    w = NetworkStepper("xnor")
    page = page_of(w, has_touch=True)
    face = page.locator(".cl-interactive")
    box = face.bounding_box()
    page.touchscreen.tap(box["x"] + 38, box["y"] + box["height"] * 0.3)
    settle(page)
    page.wait_for_timeout(150)
    assert "x₁ is 1; OR is 0" in page.locator(".cl-live").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settle(page)
    page.wait_for_timeout(150)
    assert "x₂ is 1; OR is 1" in page.locator(".cl-live").inner_text()
    assert page.get_by_label("target", exact=True).input_value() == "1"


def test_a_weight_is_entered_and_the_loss_follows(page_of):
    w = NetworkStepper("five")
    page = page_of(w)
    enter(page, "Weight of 5 from 3", 2.5)
    weights = w.weights
    weights[1][0, 0] = 2.5
    w.weights = weights
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    enter(page, "1", -0.5)
    w.x = [-0.5, w.x[1]]
    assert abs(loss(page) - w.result["loss"]) < 1e-12


def test_updates_lower_the_loss_and_reset_goes_back(page_of):
    w = NetworkStepper()
    page = page_of(w)
    start = loss(page)
    for _ in range(3):
        page.get_by_role("button", name="Take the new weights").click()
    w.update(3)
    assert abs(loss(page) - w.result["loss"]) < 1e-12 < start - loss(page)
    assert "after 3 updates" in text(page, ".ns-where")
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="All").click()
    assert loss(page) == start


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "identity", "step"])
def test_every_activation_and_loss_without_a_kernel(page_of, activation):
    page = page_of(NetworkStepper("softmax"))
    page.get_by_label("Activation", exact=True).select_option(activation)
    for kind in ("squared", "score", "cross_entropy"):
        page.get_by_label("Loss", exact=True).select_option(kind)
        assert np.isfinite(loss(page))
    assert page.locator(".cl-problem").is_hidden()


def test_a_softmax_of_one_score_is_explained(page_of):
    page = page_of(NetworkStepper("hand"))
    page.get_by_label("Loss", exact=True).select_option("cross_entropy")
    assert "always 1" in text(page, ".cl-note")


def test_matrices_fill_column_by_column(page_of):
    page = page_of(NetworkStepper("matrices"))
    page.get_by_role("button", name="Reset").click()
    z = page.get_by_role("table", name="z, layer 1")
    step = page.get_by_role("button", name="Step", exact=True)
    for filled in range(1, 5):
        step.click()
        settle(page)
        cells = z.locator("td").all_inner_texts()
        assert [bool(c.strip()) for c in cells] == [True] * filled + [False] * (4 - filled)
    page.get_by_label("Weights, inputs down, units across, layer 1, row 1, column 1").fill("3")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="All").click()
    settle(page)
    assert z.locator("td").first.inner_text() == "0"


def test_play_runs_through(page_of):
    page = page_of(NetworkStepper())
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => /step 21 of 21/.test(document.querySelector('.ns-count').textContent) && !document.querySelector('.cl-playing')"
    )


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_every_preset_fits(page_of, width):
    page = page_of(NetworkStepper(), width=width)
    box = page.get_by_label("Network", exact=True)
    for value in box.evaluate("e => [...e.options].map(o => o.value)"):
        box.select_option(value)
        for view in ("units", "matrices"):
            page.get_by_role("radio", name=view).check()
            settle(page)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (value, view)


def test_the_matrix_view_is_accessible(page_of, violations):
    assert violations(page_of(NetworkStepper("matrices"))) == []
    assert violations(page_of(NetworkStepper("softmax", view="matrices"), width=320, theme="dark")) == []


def test_locked_weights_stay(page_of):
    page = page_of(NetworkStepper("xnor", lock="values", view="matrices"))
    assert page.locator(".ns-matrices input").count() == 0
    assert page.locator(".ns-weights input").first.is_disabled()


def test_a_forward_pass_alone_speaks_of_no_loss_and_no_delta(page_of):
    page = page_of(NetworkStepper("xnor", hide="backward"))
    assert "step 3 of 3" in text(page, ".ns-where") and text(page, ".ns-loss") == ""
    assert page.locator(".ns-weights th[scope=col]").count() == 2
    assert page.get_by_label("Network", exact=True).locator("option").count() == 5
    shown = text(page, ".cl-widget")
    assert not [word for word in ("δ", "delta", "gradient", "Learning rate", "Take the new") if word in shown]
    enter(page, "Weight of OR from AND", 5)
    page.wait_for_timeout(150)
    assert "the output is 1" in page.locator(".cl-live").inner_text()
    page.get_by_role("radio", name="matrices").check(force=True)
    settle(page)
    assert page.locator(".ns-label", has_text="δ").count() == 0


def test_the_truth_table_stays_when_a_weight_is_changed(page_of):
    page = page_of(NetworkStepper("xnor"))
    enter(page, "Weight of OR from AND", 2)
    face = page.locator(".cl-interactive")
    box = face.bounding_box()
    face.click(position={"x": 38, "y": box["height"] * 0.3})
    settle(page)
    assert page.get_by_label("target", exact=True).input_value() == "0"
