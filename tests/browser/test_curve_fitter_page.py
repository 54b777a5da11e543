"""The curve fitter in an exported page: a curve is drawn with the mouse, a finger and keys; no kernel."""

from course_lib.widgets import CurveFitter

from .conftest import settle


def error(page):
    settle(page)
    return float(page.locator(".cf-numbers").get_attribute("title").replace("−", "-"))


def slide(page, value):
    page.get_by_role("slider", name="Number of units").fill(str(value))
    settle(page)


def stroke(page, places):
    box = page.locator(".cf-plane .cl-interactive").bounding_box()
    points = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()
    settle(page)


def test_it_shows_what_python_computes(page_of):
    for name, units, kind in (("wave", 8, "tanh"), ("jump", 40, "relu"), ("corner", 100, "step")):
        w = CurveFitter(name, units=units, activation=kind, seed=2)
        page = page_of(w)
        assert abs(error(page) - w.result["error"]) < 1e-7
        assert f"{w.result['parameters']} parameters" in page.locator(".cf-numbers").inner_text()


def test_a_curve_is_drawn_and_more_units_come_closer(page_of):
    page = page_of(CurveFitter(units=3))
    stroke(page, [(0.15, 0.3), (0.4, 0.7), (0.55, 0.2), (0.95, 0.6)])
    assert page.get_by_label("Curve", exact=True).input_value() == "own"
    few = error(page)
    slide(page, 60)
    assert error(page) < few / 4
    page.wait_for_function(
        "() => document.querySelector('.cl-live').textContent.startsWith('60 units: error')"
    )


def test_keys_move_the_pen_and_push_the_curve(page_of):
    page = page_of(CurveFitter("bend", units=5))
    before = error(page)
    page.locator(".cf-plane .cl-interactive").focus()
    page.keyboard.press("Shift+ArrowRight")
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    assert error(page) > 2 * before
    page.get_by_label("Curve", exact=True).select_option("bend")
    assert abs(error(page) - before) < 1e-12


def test_the_error_chart_chooses_the_number_of_units(page_of):
    page = page_of(CurveFitter(units=8))
    page.locator(".cf-errors .cl-interactive").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert "58 parameters" in page.locator(".cf-numbers").inner_text()
    page.keyboard.press("End")
    settle(page)
    assert "301 parameters" in page.locator(".cf-numbers").inner_text()


def test_other_units_and_a_locked_curve(page_of):
    page = page_of(CurveFitter("wave", units=8))
    first = error(page)
    page.get_by_role("button", name="Other units").click()
    assert error(page) != first
    page = page_of(CurveFitter("wave", lock="curve"))
    before = error(page)
    stroke(page, [(0.2, 0.2), (0.9, 0.8)])
    assert error(page) == before
