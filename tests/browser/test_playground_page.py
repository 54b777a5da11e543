"""The decision playground in an exported page: no kernel, no network; mouse, touch, keys, themes, widths."""

import re

import numpy as np
import pytest

from course_lib.widgets import DecisionPlayground

from .conftest import settle

PLANE = ".dp-plane"


def loss(page):
    """The loss as shown, every digit."""
    return float(page.locator(".dp-loss strong").get_attribute("title").replace("−", "-"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def place(page, widget, x1, x2):
    """Where a point of the plane lies in the window; the axes are found from the frame the widget draws."""
    box = page.locator(PLANE).bounding_box()
    area = page.evaluate(
        """() => {
            const canvas = document.querySelector('.dp-plane canvas'), g = canvas.getContext('2d');
            const ratio = canvas.width / canvas.clientWidth, mid = Math.round(canvas.height * 0.45);
            const row = g.getImageData(0, mid, canvas.width, 1).data;
            const col = g.getImageData(Math.round(canvas.width * 0.6), 0, 1, canvas.height).data;
            const filled = (d) => {
                const at = [];
                for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) at.push(i / 4 / ratio);
                return [at[0], at.at(-1)];
            };
            return { row: filled(row), col: filled(col) };
        }"""
    )
    left, right = area["row"]
    top = area["col"][0]
    a, b, _, d = widget._limits
    scale = (right - left) / (b - a)
    return box["x"] + left + (x1 - a) * scale, box["y"] + top + (d - x2) * scale


def test_it_shows_what_python_computes(page_of):
    w = DecisionPlayground(learning_rate=0.5)
    w.step(7)
    page = page_of(w)
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    assert "step 7" in page.locator(".dp-loss").inner_text()
    shown = [page.locator(".dp-weights input").nth(i).get_attribute("title") for i in range(3)]
    assert [float(s.replace("−", "-")) for s in shown] == w.w.tolist()


def test_step_back_play_and_reset(page_of):
    w = DecisionPlayground(learning_rate=0.5)
    page = page_of(w)
    start = loss(page)
    page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    w.step()
    assert abs(loss(page) - w.result["loss"]) < 1e-12
    page.get_by_role("button", name="Back", exact=True).click()
    settle(page)
    assert loss(page) == start
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => /step ([3-9]|\\d\\d)/.test(document.querySelector('.dp-loss').textContent)")
    page.get_by_role("button", name="Pause", exact=True).click()
    settle(page)
    assert loss(page) < start
    page.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    assert loss(page) == start


def test_the_printed_plus_climbs(page_of):
    page = page_of(DecisionPlayground(learning_rate=0.5))
    start = loss(page)
    page.get_by_role("radio", name="+ climbs").check()
    page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    assert loss(page) > start
    assert "uphill" in page.locator(".cl-note").inner_text()


def test_the_three_outputs_and_why_sign_has_no_step(page_of):
    w = DecisionPlayground(points="line")
    page = page_of(w)
    for output in ("sign", "identity", "sigmoid"):
        page.get_by_role("radio", name=output, exact=True).check()
        settle(page)
        w.output = output
        assert abs(loss(page) - w.result["loss"]) < 1e-12
    page.get_by_role("radio", name="sign", exact=True).check()
    page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    assert "share of wrong points does not change" in page.locator(".cl-note").inner_text()


@pytest.mark.parametrize(
    "name", ["XOR clouds", "Credit by years in residence", "AND, four points", "Circle in a ring"]
)
def test_each_preset_loads_without_a_kernel(page_of, name):
    page = page_of(DecisionPlayground())
    page.get_by_label("Points", exact=True).select_option(name)
    settle(page)
    assert np.isfinite(loss(page))
    page.get_by_role("radio", name=re.compile("x₁²")).check()
    settle(page)
    assert page.locator(".dp-weights input").count() == 6


def test_a_point_is_dragged_with_the_mouse(page_of):
    w = DecisionPlayground(points=([[-1, -1], [1, 1], [2, -2]], [-1, 1, 1]))
    page = page_of(w)
    before = loss(page)
    page.mouse.move(*place(page, w, 2, -2))
    page.mouse.down()
    page.mouse.move(*place(page, w, 0, 0), steps=4)
    page.mouse.move(*place(page, w, -2, 2), steps=4)
    page.mouse.up()
    settle(page)
    page.get_by_role("button", name=re.compile("Show as table: The plane")).click()
    settle(page)
    cells = page.locator(".dp-left .cl-sheet tbody tr").nth(2).locator("td")
    x = [float(cells.nth(k).get_attribute("title").replace("−", "-")) for k in (1, 2)]
    assert np.allclose(x, [-2, 2], atol=0.1)
    w.X = [[-1, -1], [1, 1], x]
    assert abs(loss(page) - w.result["loss"]) < 1e-12 and loss(page) != before
    assert page.get_by_label("Points", exact=True).input_value() == "own"


def test_the_line_is_dragged(page_of):
    w = DecisionPlayground(points="and", w=[0, 1, 0])
    page = page_of(w)
    page.mouse.move(*place(page, w, 0, 2.5))
    page.mouse.down()
    page.mouse.move(*place(page, w, 1.5, 2.5), steps=5)
    page.mouse.up()
    settle(page)
    bias = float(page.locator(".dp-weights input").first.get_attribute("title").replace("−", "-"))
    assert abs(bias + 1.5) < 0.1


def test_touch_drags_and_adds(page_of):
    w = DecisionPlayground(points=([[-1, -1], [1, 1]], [-1, 1]))
    page = page_of(w, width=390, has_touch=True, is_mobile=True)
    page.get_by_role("radio", name="Add −").check()
    page.touchscreen.tap(*place(page, w, 2, -2))
    settle(page)
    assert "of 3 right" in page.locator(".dp-loss").inner_text()
    page.get_by_role("radio", name="Remove").check()
    page.touchscreen.tap(*place(page, w, 2, -2))
    settle(page)
    assert "of 2 right" in page.locator(".dp-loss").inner_text()
    assert page.evaluate("() => getComputedStyle(document.querySelector('.dp-plane')).touchAction") == "none"


def test_everything_by_keyboard(page_of):
    w = DecisionPlayground(points=([[-1, -1], [1, 1]], [-1, 1]))
    page = page_of(w)
    page.locator("body").click(position={"x": 1, "y": 1})
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("() => document.activeElement.className || document.activeElement.localName")
        )
        if "dp-plane" in seen[-1]:
            break
    assert "dp-plane" in seen[-1], seen
    press(page, "ArrowRight", "ArrowRight")
    assert page.locator(".dp-readout").inner_text().startswith("Point 2: x₁ = 1")
    press(page, "Enter", "ArrowLeft", "Shift+ArrowUp", "Enter")
    assert page.locator(".dp-readout").inner_text().startswith("Point 2: x₁ = 0.9, x₂ = 1.5")
    press(page, "f")
    assert "class −1" in page.locator(".dp-readout").inner_text()
    press(page, "a")
    assert "of 3 right" in page.locator(".dp-loss").inner_text()
    press(page, "Delete", "Delete", "Delete")
    assert "There are no points" in page.locator(".cl-note").inner_text()


def test_moves_are_said_aloud(page_of):
    page = page_of(DecisionPlayground(points="and"))
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_function("() => /Step 1: loss/.test(document.querySelector('.cl-live').textContent)")


def test_keys_do_not_reach_the_page_around_it(page_of):
    page = page_of(DecisionPlayground())
    page.evaluate("() => { window.heard = []; addEventListener('keydown', (e) => heard.push(e.key)); }")
    page.locator(PLANE).focus()
    press(page, "ArrowRight", "a", "Control+b")
    assert page.evaluate("() => heard.filter((key) => key !== 'Control')") == ["b"]
    bare = page.evaluate(
        """() => [...document.querySelectorAll('.cl-widget :is(button,input,select,summary,[tabindex])')]
            .filter((n) => n.dataset.lmSuppressShortcuts !== 'true').map((n) => n.outerHTML.slice(0, 80))"""
    )
    assert bare == []


def test_weights_are_typed_and_nonsense_is_refused(page_of):
    page = page_of(DecisionPlayground(points="and", output="sign"))
    for i, text in enumerate(["-1", "1", "1"]):
        page.locator(".dp-weights input").nth(i).fill(text)
        page.keyboard.press("Enter")
    settle(page)
    assert loss(page) == 0
    page.locator(".dp-weights input").first.fill("much")
    page.keyboard.press("Enter")
    settle(page)
    assert loss(page) == 0
    page.wait_for_function("() => /not a number/.test(document.querySelector('.cl-live').textContent)")


def test_the_error_surface_is_dragged_and_keyed(page_of):
    page = page_of(DecisionPlayground(learning_rate=1))
    page.get_by_role("radio", name="the weights").check()
    face = page.get_by_role("application", name=re.compile("over the weights"))
    before = loss(page)
    face.focus()
    press(page, "ArrowRight", "Shift+ArrowUp")
    assert loss(page) != before
    box = face.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3)
    settle(page)
    assert "step 0" in page.locator(".dp-loss").inner_text()


def test_hidden_and_locked_controls(page_of):
    page = page_of(
        DecisionPlayground(hide=["features", "points"], lock=["learning_rate", "weights", "plane"])
    )
    assert not page.get_by_label("Points", exact=True).is_visible()
    assert page.get_by_label("Learning rate η").is_disabled()
    assert page.locator(".dp-weights input").first.is_disabled()
    before = loss(page)
    page.locator(PLANE).focus()
    press(page, "ArrowRight", "f", "Delete")
    assert loss(page) == before


def test_hostile_names_are_text(page_of):
    w = DecisionPlayground(points="and")
    w._names = ["<img src=x onerror=alert(1)>", "</script><b>x</b>", "<i>no</i>", "yes"]
    page = page_of(w)
    assert page.locator(".cl-widget img, .cl-widget b:has-text('x')").count() == 0
    assert "<i>no</i>" in page.locator(".dp-legend").inner_text()


@pytest.mark.parametrize(
    "options",
    [{"points": ([], [])}, {"points": ([[1, 1]], [1])}, {"learning_rate": 0}, {"w": [0, 1e5, -1e5]},
     {"points": ([[1e5, 3], [2, 4]], [1, -1])}, {"output": "identity", "learning_rate": 100}],
)  # fmt: skip
def test_odd_states_say_a_sentence_and_go_on(page_of, options):
    page = page_of(DecisionPlayground(**options))
    for name in ("Step", "Step", "Play"):
        page.get_by_role("button", name=name, exact=True).click(force=True)  # dimmed, yet it answers
    page.wait_for_timeout(400)
    if page.get_by_role("button", name="Pause", exact=True).count():
        page.get_by_role("button", name="Pause", exact=True).click()
    settle(page)
    sentence = page.locator(".cl-note").inner_text() if page.locator(".cl-note").is_visible() else ""
    assert len(sentence) > 20 or options["points"][0][0][0] == 1e5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 800, 1280])
def test_it_fits_and_is_accessible(page_of, violations, theme, width):
    w = DecisionPlayground(learning_rate=0.5)
    w.step(5)
    page = page_of(w, theme=theme, width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    spilled = page.evaluate(
        """() => {
            const box = document.querySelector('.cl-widget').getBoundingClientRect();
            return [...document.querySelectorAll('.cl-widget *')]
                .filter((n) => n.getClientRects().length && !n.closest('.cl-live'))
                .filter((n) => n.getBoundingClientRect().right > box.right + 1)
                .map((n) => n.outerHTML.slice(0, 90));
        }"""
    )
    assert spilled == []
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cl-widget *:not(sub)')]
            .filter((n) => n.childElementCount === 0 && n.textContent.trim() && n.getClientRects().length)
            .filter((n) => parseFloat(getComputedStyle(n).fontSize) < 12)
            .map((n) => n.outerHTML.slice(0, 90))"""
    )
    assert small == []
    for name in ("Show as table: The plane", "Show as table: Loss over the steps"):
        page.get_by_role("button", name=re.compile(name)).click()
    settle(page)
    assert violations(page) == []


def test_touch_targets_are_24_pixels(page_of):
    page = page_of(DecisionPlayground(), width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cl-widget :is(button,input,select,summary)')]
            .filter((n) => n.getClientRects().length && n.type !== 'checkbox')
            .map((n) => [n.outerHTML.slice(0, 60), n.getBoundingClientRect()])
            .filter(([, box]) => box.width < 23.5 || box.height < 23.5).map(([text]) => text)"""
    )
    assert small == []


def test_forced_colours_and_reduced_motion(page_of, violations):
    page = page_of(DecisionPlayground(), forced_colors="active", reduced_motion="reduce", color_scheme="dark")
    colours = page.evaluate(
        """() => {
            const canvas = document.querySelector('.dp-plane canvas'), seen = new Set();
            const d = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = 0; i < d.length; i += 4) seen.add(d[i] + ',' + d[i + 1] + ',' + d[i + 2]);
            return seen.size;
        }"""
    )
    assert colours > 20
    assert violations(page, ".cl-widget") == []


def test_the_theme_changes_under_the_open_page(page_of):
    page = page_of(DecisionPlayground(), theme="light")
    corner = """() => {
        const g = document.querySelector('.dp-right canvas').getContext('2d');
        return [...g.getImageData(0, 0, 400, 300).data].filter((v, i) => i % 4 === 0).reduce((a, b) => a + b);
    }"""
    before = page.evaluate(corner)
    page.evaluate("() => document.documentElement.setAttribute('data-theme', 'dark')")
    page.wait_for_timeout(400)
    settle(page)
    assert page.evaluate(corner) != before


def test_many_on_one_page_stay_apart(page_of):
    page = page_of([DecisionPlayground(points="and"), DecisionPlayground(points="or")])
    first, second = page.locator(".cl-widget").nth(0), page.locator(".cl-widget").nth(1)
    kept = second.locator(".dp-loss strong").get_attribute("title")
    first.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    assert second.locator(".dp-loss strong").get_attribute("title") == kept
    assert page.evaluate(
        "() => { const ids = [...document.querySelectorAll('[id]')].map((n) => n.id);"
        " return ids.length === new Set(ids).size; }"
    )


def test_without_javascript_there_is_a_picture_with_words(page_of, browser, tmp_path):
    from course_lib.cli.page import notebook_of, write_page

    w = DecisionPlayground()
    target = write_page(notebook_of([w]), tmp_path / "still.html")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(target.as_uri())
    assert page.get_by_role("img").get_attribute("alt") == w.alt
    context.close()
