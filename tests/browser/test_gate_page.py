"""The gate viewer in an exported page: no kernel; keys, cells, edits, sequences, the diagram."""

import numpy as np
import pytest

from course_lib.widgets import GateViewer

from .conftest import settle

FACE = ".cl-widget .cl-interactive"


def line(page, name):
    """The value at the end of an equation, every digit."""
    found = page.locator(".gv-lines button", has_text=name).first
    return float(found.get_attribute("title").replace("−", "-"))


def press(page, *keys):
    page.locator(FACE).focus()
    for key in keys:
        page.keyboard.press(key)
    settle(page)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "MGU"])
@pytest.mark.parametrize("name", ["latch", "forget", "trained"])
def test_the_page_computes_the_trace_of_python(page_of, kind, name):
    w = GateViewer(name, cell=kind)
    w._trace = b""  # as after an edit in the page
    page = page_of(w)
    for _ in range(3):
        step = w._step
        assert line(page, " = f · c" if kind == "LSTM" else " · n") == pytest.approx(
            w.result["c" if kind == "LSTM" else "h"][step, 0], abs=1e-12
        )
        press(page, "ArrowRight")
        w._step += 1


def test_three_cells_are_one_press_apart(page_of):
    page = page_of(GateViewer())
    for kind, lines in (("GRU", 4), ("MGU", 3), ("LSTM", 6)):
        page.get_by_role("radio", name=kind, exact=True).check(force=True)
        settle(page)
        assert page.locator(".gv-lines li:visible").count() == lines
        assert page.locator(".ur-why").inner_text().startswith(kind)


def test_an_input_is_turned_by_enter_and_the_memory_follows(page_of):
    page = page_of(GateViewer())
    press(page, "Home", *["ArrowDown"] * 5)
    assert "write at step 1" not in page.locator(".cl-live").inner_text()
    press(page, "Enter")  # write, at the first step: the bit there is 1
    press(page, *["ArrowUp"] * 5)
    assert line(page, "c₁") == pytest.approx(1, abs=1e-3)
    assert page.get_by_label("Example").input_value() == "own"
    assert "1 1 0; " in page.get_by_label("Sequence").input_value()


def test_a_sequence_of_ones_own_and_one_that_does_not_fit(page_of):
    page = page_of(GateViewer("forget"))
    box = page.get_by_label("Sequence")
    box.fill("1 0 0 0")
    box.press("Enter")
    press(page, "End")
    assert line(page, "c₄") == pytest.approx(0.5**3, rel=1e-3)
    box.fill("1 zwei")
    box.press("Enter")
    assert "parted by spaces" in page.locator(".sq-wrong").inner_text()


def test_the_bias_slider_decides_how_long_is_remembered(page_of):
    page = page_of(GateViewer("forget"))
    slider = page.get_by_label("Bias of the forget gate")
    for bias in ("-2", "0", "4"):
        slider.fill(bias)
        press(page, "End")
        gate = 1 / (1 + np.exp(-float(bias)))
        assert line(page, "c₅₀") == pytest.approx(gate**49 * np.tanh(5) / (1 + np.exp(-10)), rel=1e-9)


def test_a_weight_is_edited_and_the_products_add_up(page_of):
    page = page_of(GateViewer("trained"))
    page.get_by_label("Weights, row 2, column 1").fill("2.5")
    page.keyboard.press("Enter")
    page.locator(".gv-lines button", has_text="f = σ").click()
    settle(page)
    cells = page.locator(".sq-terms tbody tr:visible td:last-child").all()
    *products, total, opened = [float((c.get_attribute("title") or "0").replace("−", "-")) for c in cells]
    assert sum(products) == pytest.approx(total, abs=1e-12)
    assert opened == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-12)
    assert 2.5 in [float((c.get_attribute("title") or "0").replace("−", "-"))
                   for c in page.locator(".sq-terms tbody tr:visible td:nth-child(2)").all()]  # fmt: skip


def test_playback_walks_through_the_steps(page_of):
    page = page_of(GateViewer())
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    assert "Step 2" in page.locator(".av-title, .cl-heading").first.inner_text()
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => document.querySelector('.gv-main .cl-heading').textContent.includes('Step 12')"
    )


@pytest.mark.parametrize("width", [320, 1280])
def test_many_steps_and_units_fit(page_of, width):
    from course_lib import nn

    rng = np.random.default_rng(0)
    page = page_of(GateViewer(nn.GRU(5, 16), rng.normal(size=(100, 5))), width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    press(page, "End", "ArrowDown", "ArrowDown")
    assert "100" in page.locator(".gv-main .cl-heading").first.inner_text()


def test_hostile_names_are_text(page_of):
    page = page_of(GateViewer("forget", inputs=["<img src=x>"], units=["<b>1</b>", "</script>", "x" * 90]))
    assert page.locator(".cl-widget img, .cl-widget b").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_what_is_hidden_stays_hidden_and_the_rest_works(page_of):
    page = page_of(GateViewer(hide=["sum", "diagram", "chart", "weights"]))
    press(page, "ArrowRight")
    assert page.locator(".gv-main > *:visible").count() == 0
    page.get_by_role("radio", name="GRU", exact=True).check(force=True)
    settle(page)
    assert page.locator(".gv-main > *:visible").count() == 0
    assert page.locator(".ur-why").inner_text().startswith("GRU")
