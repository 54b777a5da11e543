"""The neuron explorer in an exported page: no kernel, no network; mouse, keys, every preset."""

import re

import numpy as np
import pytest

from course_lib.widgets import NeuronExplorer

from .conftest import settle


def typed(page, name):
    """The number in a field, every digit."""
    field = page.locator(".ne-numbers").get_by_label(name, exact=True)
    return float(field.get_attribute("title").replace("−", "-"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def step(page, times=1):
    for _ in range(times):
        page.get_by_role("button", name="Step", exact=True).click()
    settle(page)


def test_it_shows_what_python_computes(page_of):
    w = NeuronExplorer()
    w.step(5)
    page = page_of(w)
    assert [typed(page, "w₁"), typed(page, "w₂"), typed(page, "b")] == [*w.w, w.b]
    shown = float(page.locator(".ne-score strong").get_attribute("title"))
    assert abs(shown - w.result["error"]) < 1e-12
    w.step()
    step(page)
    assert np.allclose([typed(page, "w₁"), typed(page, "w₂"), typed(page, "b")], [*w.w, w.b], rtol=1e-12)


@pytest.mark.parametrize("name", ["and", "majority", "not", "xor"])
def test_the_perceptron_rule_ends_as_python_says(page_of, name):
    ending = "goes round in a circle" if name == "xor" else "Converged"
    w = NeuronExplorer(preset=name)
    page = page_of(w)
    w.train()
    step(page, w.result["step"] - 1)
    assert ending not in page.locator(".cl-note").inner_text()
    step(page)
    assert ending in page.locator(".cl-note").inner_text()
    assert typed(page, "b") == w.b
    if name == "xor":
        assert "Both cannot be" in page.locator(".cl-note").inner_text()
    else:
        assert page.locator(".ne-right").count() == len(w.t)


def test_play_stops_where_the_rule_has_ended(page_of):
    page = page_of(NeuronExplorer(preset="or"))
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => /Converged/.test(document.querySelector('.cl-note').textContent)")
    page.get_by_role("button", name="Play", exact=True).wait_for()


def test_an_update_is_written_out_and_undone(page_of):
    page = page_of(NeuronExplorer(preset="or", w=[0, 0], b=0))
    step(page, 2)
    lines = page.locator(".ne-ledger p").all_inner_texts()
    assert lines[0].startswith("Step 2, example 2: sum z = 0, output ŷ = 0, target t = 1")
    assert lines[1:] == [
        "w₁ ← 0 + 1 · (1 − 0) · 0 = 0",
        "w₂ ← 0 + 1 · (1 − 0) · 1 = 1",
        "b ← 0 + 1 · (1 − 0) = 1",
    ]
    page.get_by_role("button", name="Back", exact=True).click()
    settle(page)
    assert typed(page, "w₂") == 0


def test_weight_space_by_keys_and_by_mouse(page_of):
    page = page_of(NeuronExplorer(preset="tour", w=[1, 1]))
    face = page.get_by_role("application", name="Weight space")
    face.focus()
    press(page, "ArrowRight", "Shift+ArrowUp")
    assert [typed(page, "w₁"), typed(page, "w₂")] == [1.2, 2]
    page.wait_for_function("() => /w1 1.2, w2 2/.test(document.querySelector('.cl-live').textContent)")
    press(page, "Home")
    assert [typed(page, "w₁"), typed(page, "w₂")] == [0, 0]
    assert (
        "no boundary" in page.locator(".cl-note").inner_text()
        or "ten" in page.locator(".cl-note").inner_text()
    )
    box = face.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.3, steps=4)
    page.mouse.up()
    settle(page)
    assert typed(page, "w₁") > 1 and typed(page, "w₂") > 1


def test_the_bias_slides_the_threshold(page_of):
    page = page_of(NeuronExplorer(preset="threshold"))
    face = page.get_by_role("application", name="Its function of one input")
    face.focus()
    press(page, "Shift+ArrowLeft")
    assert typed(page, "b") == -2
    page.wait_for_function(
        "() => /threshold is at x = 1\\./.test(document.querySelector('.cl-live').textContent)"
    )
    page.get_by_label("Bias b", exact=True).fill("4")
    settle(page)
    assert typed(page, "b") == 4
    face.click(position={"x": face.bounding_box()["width"] * 0.6, "y": 100})
    settle(page)
    assert typed(page, "b") != 4 and typed(page, "w") == 2


def test_the_boundary_and_the_input_are_moved_in_the_plane(page_of):
    page = page_of(NeuronExplorer(preset="tour", w=[2, 0], b=0))
    face = page.get_by_role("application", name="Its function over the inputs")
    face.focus()
    press(page, "ArrowRight", "ArrowUp")
    page.wait_for_function(
        "() => /x1 1.25, x2 1.25: sum 2.5/.test(document.querySelector('.cl-live').textContent)"
    )
    box = face.bounding_box()
    middle = box["x"] + box["width"] * 0.57
    page.mouse.move(middle, box["y"] + 40)
    before = typed(page, "b")
    for x in range(-60, 60, 6):  # somewhere here stands the boundary
        page.mouse.move(middle + x, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(middle + x + 40, box["y"] + 30, steps=2)
        page.mouse.up()
        settle(page)
        if typed(page, "b") != before:
            break
    assert typed(page, "b") != before and typed(page, "w₁") == 2


def test_a_target_is_turned_over_and_the_gate_becomes_one_s_own(page_of):
    page = page_of(NeuronExplorer(preset="and"))
    page.get_by_role("button", name="Target of example 2: 0").click()
    settle(page)
    assert page.get_by_label("Lesson").input_value() == "own"
    assert page.get_by_role("button", name="Target of example 2: 1").is_visible()


def test_decay_adds_its_penalty(page_of):
    page = page_of(NeuronExplorer(preset="decay", w=[3, 4], b=0))
    page.get_by_label("Weight decay α").fill("1")
    settle(page)
    w = NeuronExplorer(preset="decay", w=[3, 4], b=0, alpha=1)
    text = page.locator(".ne-score").inner_text()
    assert f"≈ {w.result['objective']:.4g}" in text
    w.step(1)
    step(page)
    assert np.isclose(typed(page, "w₁"), w.w[0], rtol=1e-12)


@pytest.mark.parametrize(
    "title", ["A tour of weight space", "What the bias moves", "Majority of three", "NOT", "XOR"]
)
def test_each_preset_loads_without_a_kernel_and_takes_every_activation(page_of, title):
    page = page_of(NeuronExplorer(), width=800)
    page.get_by_label("Lesson").select_option(title)
    for name in ("step", "tanh", "ReLU", "identity", "sigmoid"):
        page.get_by_role("radio", name=name, exact=True).check()
        settle(page)
    for name in ("functions", "with decay", "nothing", "error"):
        page.get_by_role("radio", name=name, exact=True).check()
        settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_rate_far_too_large_says_so(page_of):
    page = page_of(NeuronExplorer(activation="identity", learning_rate=100))
    step(page, 9)
    assert re.search("far too large", page.locator(".cl-note").inner_text())


@pytest.mark.parametrize("name", ["threshold", "majority", "xor", "tour"])
def test_other_presets_are_accessible_too(page_of, violations, name):
    w = NeuronExplorer(preset=name)
    page = page_of(w, width=320)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
