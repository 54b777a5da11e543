"""The playground with hidden layers in an exported page: no kernel, no network."""

import re

import numpy as np
import pytest

from course_lib.widgets import DecisionPlayground

from .conftest import settle

NETWORK_CONTROLS = ["activation", "batch", "regularisation", "noise", "split", "layers", "weights", "plane",
                    "points", "learning_rate", "playback", "output"]  # fmt: skip


def loss(page):
    """The loss as shown, every digit."""
    return float(page.locator(".dp-loss strong").get_attribute("title").replace("−", "-"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def network(page):
    return page.locator(".dp-net .cl-interactive")


def test_it_shows_and_trains_what_python_computes(page_of):
    w = DecisionPlayground(points="moons", hidden=(4, 3), batch_size=8, test_share=0.3, regularisation="L2")
    w.step(5)
    page = page_of(w)
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    assert "step 5" in page.locator(".dp-loss").inner_text()
    for _ in range(4):
        page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    w.step(4)
    assert abs(loss(page) - w.result["loss"]) < 1e-10
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    w.reset()
    assert abs(loss(page) - w.result["loss"]) < 1e-12


def test_layers_are_added_and_removed_and_counted(page_of):
    page = page_of(DecisionPlayground())
    before = loss(page)
    page.get_by_role("button", name="Add a hidden layer").click()
    settle(page)
    assert page.locator(".dp-count").inner_text().endswith("= 17")
    page.get_by_role("button", name="One unit more in layer 1").click()
    page.get_by_role("button", name="Add a hidden layer").click()
    settle(page)
    assert (
        page.locator(".dp-count").inner_text() == "Parameters: (2 + 1) · 5 + (5 + 1) · 4 + (4 + 1) · 1 = 44"
    )
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Add a hidden layer"
    w = DecisionPlayground(hidden=(5, 4))
    assert abs(loss(page) - w.result["loss"]) < 1e-12  # the same weights are drawn here and there
    for _ in range(2):
        page.get_by_role("button", name="Remove the last hidden layer").click()
        settle(page)
    assert loss(page) == before and page.locator(".dp-weights").is_visible()
    assert page.locator(".dp-net").count() == 0


def test_live_training_bends_the_boundary(page_of):
    page = page_of(DecisionPlayground(points="xor4", hidden=(4,), learning_rate=2))
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => /4 of 4 right · step \\d{2,}/.test(document.querySelector('.dp-loss').textContent)"
    )
    page.get_by_role("button", name="Pause", exact=True).click()


def test_a_weight_is_edited_by_keyboard_and_by_touching_its_line(page_of):
    w = DecisionPlayground(points="moons", hidden=(2,))
    page = page_of(w)
    network(page).focus()
    press(page, "End")
    assert page.locator(".dp-editor .cl-heading").inner_text() == "Weights into out"
    press(page, "Enter")
    field = page.locator(".dp-unit input").first
    assert field.evaluate("e => e === document.activeElement")
    field.fill("2.5")
    press(page, "Enter")
    flat = w._flat()
    flat[6] = 2.5
    w.parameters = [flat[:4].reshape(2, 2), flat[4:6], flat[6:8].reshape(1, 2), flat[8:]]
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    box = network(page).bounding_box()
    network(page).click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.24})
    settle(page)
    assert page.locator(".dp-editor .cl-heading").inner_text() == "Weights into h₁"
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "from x₁"


def test_xnor_lights_up_unit_by_unit(page_of):
    page = page_of(DecisionPlayground(hidden="xnor"))
    assert "4 of 4 right" in page.locator(".dp-loss").inner_text()
    network(page).focus()
    said = "t => document.querySelector('.cl-live').textContent.includes(t)"
    press(page, "End")
    page.wait_for_function(said, arg="Unit or, the output: 1")
    press(page, "Home", "Enter")
    page.wait_for_function(said, arg="Unit x₁, an input: −1")
    press(page, "End")
    page.wait_for_function(said, arg="Unit or, the output: −1")
    page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    assert loss(page) == 0


def test_networks_by_hand_are_chosen_on_the_page(page_of):
    page = page_of(DecisionPlayground(hidden=(3,)))
    page.get_by_label("Network", exact=True).select_option("XNOR by hand")
    settle(page)
    assert "4 of 4 right" in page.locator(".dp-loss").inner_text()
    page.get_by_label("Network", exact=True).select_option("Five units")
    settle(page)
    assert "a₅" in page.locator(".cl-note").inner_text()
    assert page.locator(".dp-count").inner_text().endswith("= 9")


def test_a_random_network_is_drawn_and_drawn_again(page_of):
    w = DecisionPlayground(points="circles", hidden=(8,))
    page = page_of(w)
    seen = []
    for _ in range(2):
        page.get_by_role("button", name="Random network").click()
        settle(page)
        w.sample()
        seen.append(loss(page))
        assert abs(seen[-1] - w.result["loss"]) < 1e-12
    assert seen[0] != seen[1]


def test_split_noise_batch_and_penalty_do_what_python_does(page_of):
    w = DecisionPlayground(points="moons", hidden=(4,))
    page = page_of(w)
    page.get_by_label("Kept for the test").fill("0.4")
    page.get_by_label("Noise on the points").fill("0.5")
    page.get_by_label("Points in a batch").select_option("4")
    page.get_by_role("radio", name="L1").check()
    settle(page)
    w.test_share, w.jitter, w.batch_size, w.regularisation = 0.4, 0.5, 4, "L1"
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    w.step(3)
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    assert re.search(r"test ≈0\.\d+", page.locator(".dp-loss").inner_text())
    assert page.get_by_text("hollow: kept for the test").is_visible()


def test_own_points_and_a_place_between_them(page_of):
    page = page_of(DecisionPlayground(points="moons", hidden=(2,), jitter=0.3))
    page.get_by_role("radio", name="Add +").check()
    face = page.locator(".dp-plane")
    face.click(position={"x": 200, "y": 60})
    settle(page)
    assert "of 61 right" in page.locator(".dp-loss").inner_text()
    assert page.get_by_label("Noise on the points").input_value() == "0"
    page.get_by_role("radio", name="Move", exact=True).check()
    face.click(position={"x": 90, "y": 40})
    settle(page)
    assert "At the diamond" in page.locator(".dp-readout").inner_text()


@pytest.mark.parametrize("control", NETWORK_CONTROLS)
def test_a_teacher_can_hide_and_lock_what_comes_with_the_layers(page_of, control):
    visible = "() => [...document.querySelectorAll('.cl-widget *')].filter(e => e.checkVisibility()).length"
    usable = (
        "() => [...document.querySelectorAll('.cl-widget :is(button, select, input, [tabindex=\"0\"])')]"
        ".filter(e => !e.disabled && !e.closest('.cl-locked')).length"
    )

    def made(**options):
        return page_of(DecisionPlayground(points="moons", hidden=(3,), **options))

    plain = made()
    assert plain.evaluate(visible) > made(hide=control).evaluate(visible)
    assert plain.evaluate(usable) > made(lock=control).evaluate(usable)


@pytest.mark.parametrize("room", [("light", 800, None), ("dark", 320, None), ("light", 1280, "active")])
@pytest.mark.parametrize("hidden", [(4,), (8, 8, 8), "xnor"])
def test_it_is_accessible_and_fits(page_of, violations, room, hidden):
    theme, width, forced = room
    options = {"forced_colors": forced} if forced else {}
    page = page_of(DecisionPlayground(hidden=hidden), theme=theme, width=width, **options)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=re.compile("Show as table: The network")).click()
    settle(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cl-widget :is(button, select, input, summary)')]
            .filter(e => e.checkVisibility()).map(e => [e.closest('label') ?? e, e]).filter(([box]) => {
                const r = box.getBoundingClientRect(); return r.width < 24 || r.height < 23.5; })
            .map(([, e]) => e.outerHTML.slice(0, 90))"""
    )
    assert small == [] and violations(page) == []


@pytest.mark.parametrize(
    "options",
    [{"points": ([], [])}, {"points": ([[1, 1]], [1]), "test_share": 0.8}, {"learning_rate": 0},
     {"learning_rate": 100, "output": "identity", "activation": "relu"}, {"output": "sign"}],
)  # fmt: skip
def test_odd_states_say_a_sentence_and_go_on(page_of, options):
    page = page_of(DecisionPlayground(hidden=(3,), **options))
    for _ in range(12):
        page.get_by_role("button", name="Step", exact=True).click(force=True)
    settle(page)
    assert len(page.locator(".cl-note").inner_text()) > 20
    assert np.isfinite(page.locator(".dp-count").count())


def test_without_playback_a_network_shows_no_loss_over_steps(page_of):
    page = page_of(DecisionPlayground(hidden="xnor", hide="playback"))
    settle(page)
    assert page.get_by_text("share of wrong points").is_visible()
    seen = [c.is_visible() for c in page.locator("[aria-label^='Loss over the steps']").all()]
    assert not any(seen)
    assert not page.locator(".cl-note").first.is_visible()
