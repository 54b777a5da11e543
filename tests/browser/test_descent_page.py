"""The descent explorer in an exported page: no kernel, no network; mouse, keys, numbers."""

import numpy as np
import pytest

from course_lib.widgets import DescentExplorer

from .conftest import settle


def number(cell):
    return float(cell.get_attribute("title").replace("−", "-"))


def losses(page):
    rows = page.locator(".de-side tbody tr:visible")
    return [number(rows.nth(i).locator("td").nth(1)) for i in range(rows.count())]


def term(page, name, column=0):
    row = page.locator(".de-terms tbody tr").filter(has=page.locator(f"th span:text-is('{name}')"))
    return number(row.locator("td").nth(column))


@pytest.mark.parametrize("preset", ["valley", "settle", "stochastic", "rosenbrock", "terraces"])
def test_it_shows_what_the_library_computes(preset, page_of):
    w = DescentExplorer(preset)
    page = page_of(w)
    order = [n for n in ("fixed", "gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
             if n in w.optimisers]  # fmt: skip
    np.testing.assert_allclose(losses(page), [w.losses[n] for n in order], rtol=1e-12, atol=1e-12)
    assert abs(term(page, "weight w") - w.result["w"][0]) < 1e-12


def test_names_stay_where_the_choice_of_optimisers_is_hidden(page_of):
    page = page_of(DescentExplorer("settle", hide=["optimisers"]))
    assert page.locator(".de-side tbody tr:visible th").all_inner_texts() == [
        "fixed length",
        "gradient descent",
    ]
    assert page.locator(".de-side input:visible").count() == 0


def test_steps_forward_and_back(page_of):
    w = DescentExplorer(step=0)
    page = page_of(w)
    start = losses(page)
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    settle(page)
    w.step = 3
    np.testing.assert_allclose(losses(page), [w.losses[n] for n in ("gd", "momentum", "adam")], rtol=1e-12)
    assert abs(term(page, "next w", 1) - w.walk("gd", 4)["w"][-1][1]) < 1e-12
    page.get_by_role("button", name="Reset", exact=True).click()
    settle(page)
    assert losses(page) == start
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => /Step (1\\d|[4-9]) of/.test(document.querySelector('.de-terms caption').textContent)"
    )
    page.get_by_role("button", name="Pause", exact=True).click()


def test_every_term_of_adam(page_of):
    w = DescentExplorer(focus="adam", step=9)
    page = page_of(w)
    memory = w.walk("adam", 10)["memory"]
    for d in (0, 1):
        assert abs(term(page, "first moment m", d) - memory["m"][d]) < 1e-12
        assert abs(term(page, "second moment v", d) - memory["v"][d]) < 1e-12
    assert term(page, "correction of m") == 1 - 0.9**10
    step = w.path()[9] - w.walk("adam", 10)["w"][10]
    assert abs(term(page, "step") - step[0]) < 1e-12


def place(page, w1, w2):
    """Where a point of the valley lies in the window: found from the frame around the picture."""
    found = page.evaluate(
        """() => {
            const face = document.querySelector('.cl-interactive'), canvas = face.querySelector('canvas');
            const box = face.getBoundingClientRect(), g = canvas.getContext('2d');
            const ratio = canvas.width / canvas.clientWidth;
            const filled = (d) => {
                let best = [0, 0], from = -1;
                for (let i = 0; i <= d.length; i += 4) {
                    if (i < d.length && d[i + 3] === 255) { if (from < 0) from = i; }
                    else { if (from >= 0 && i - from > best[1] - best[0]) best = [from, i]; from = -1; }
                }
                return best.map((v) => v / 4 / ratio);
            };
            const row = filled(g.getImageData(0, Math.round(canvas.height * 0.3), canvas.width, 1).data);
            const column = filled(g.getImageData(Math.round(canvas.width * 0.6), 0, 1, canvas.height).data);
            return { x: box.x, y: box.y, row, column };
        }"""
    )
    (left, right), (top, bottom) = found["row"], found["column"]
    return (
        found["x"] + left + (w1 + 3) / 6 * (right - left),
        found["y"] + top + (1.5 - w2) / 3 * (bottom - top),
    )


def test_the_start_is_dragged(page_of):
    page = page_of(DescentExplorer(step=0))
    page.mouse.move(*place(page, -2.5, 0.8))
    page.mouse.down()
    page.mouse.move(*place(page, 1.0, -1.0), steps=4)
    page.mouse.up()
    settle(page)
    assert abs(term(page, "weight w") - 1) < 0.06 and abs(term(page, "weight w", 1) + 1) < 0.06
    assert page.get_by_label("Example", exact=True).input_value() == "own"


def test_the_learning_rate_is_dragged_at_the_tip_of_the_first_step(page_of):
    w = DescentExplorer(step=0, learning_rate=0.06)
    page = page_of(w)
    tip = w.walk("gd", 1)["w"][1]
    page.mouse.move(*place(page, *tip))
    page.mouse.down()
    half = (np.array(w.start) + tip) / 2
    page.mouse.move(*place(page, *half), steps=4)
    page.mouse.up()
    settle(page)
    assert term(page, "weight w") == -2.5
    assert abs(term(page, "rate η") - 0.03) < 0.003


def test_keys_move_the_start_and_the_rate(page_of):
    page = page_of(DescentExplorer(step=0))
    page.locator(".cl-interactive").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    settle(page)
    assert abs(term(page, "weight w") - (-2.4)) < 1e-9
    assert term(page, "rate η") == 0.099
    page.wait_for_function("() => document.querySelector('.cl-live').textContent.includes('Learning rate')")


def test_one_optimiser_may_have_its_own_rate(page_of):
    page = page_of(DescentExplorer())
    page.get_by_role("radio", name="Write out Adam", exact=True).check()
    page.get_by_label("only for the chosen one").check()
    page.get_by_label("Learning rate η").press("ArrowRight")
    settle(page)
    rates = [number(page.locator(".de-side tbody tr:visible").nth(i).locator("td").first) for i in range(3)]
    assert rates[0] == rates[1] == 0.09 and rates[2] != 0.09


def test_surfaces_schedules_and_batches(page_of):
    page = page_of(DescentExplorer())
    page.get_by_label("Surface", exact=True).select_option("curve")
    page.get_by_label("Rate over time").select_option("inverse")
    settle(page)  # the slider is there in the next frame, and a key for what is hidden is lost
    page.get_by_label("Halved after (steps)").press("ArrowRight")
    settle(page)
    w = DescentExplorer(surface="curve", learning_rate=0.09, schedule="inverse", half_life=21, momentum=0.7,
                        step=40)  # fmt: skip
    np.testing.assert_allclose(losses(page)[0], w.losses["gd"], rtol=1e-12)
    page.get_by_label("Examples a step").press("Home")
    settle(page)
    w.batch = 1
    np.testing.assert_allclose(losses(page)[0], w.losses["gd"], rtol=1e-10)
    assert "one example" in page.locator(".cl-note").inner_text()
    page.get_by_label("Drawn").select_option("random")
    settle(page)
    w.sampling = "random"
    np.testing.assert_allclose(losses(page)[0], w.losses["gd"], rtol=1e-10)


def test_a_walk_that_leaves_says_so(page_of):
    page = page_of(DescentExplorer(surface="valley", optimisers=["gd"], learning_rate=3, step=100))
    assert "left after step" in page.locator(".cl-note").inner_text()
    assert page.locator(".de-side tbody tr:visible td").nth(1).inner_text() == "left"
