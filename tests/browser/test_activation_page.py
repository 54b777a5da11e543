"""The activation explorer in an exported page: no kernel, no network."""

from course_lib.widgets import ActivationExplorer

from .conftest import settle

CHART = ".ae-chart"


def digits(page, kind):
    return page.locator(f".ae-{kind}").inner_text().replace("−", "-")


def test_it_shows_what_python_computes_in_every_digit(page_of):
    for name in ("three", "gate", "softplus", "ramps"):
        w = ActivationExplorer(name)
        page = page_of(w)
        now = w.result
        assert abs(float(digits(page, "value")) - now["value"]) <= 1e-12
        assert abs(float(digits(page, "slope")) - now["slope"]) <= 1e-12
        chained = page.locator(".ae-table .ae-chosen td").nth(2).get_attribute("title").replace("−", "-")
        assert abs(float(chained) - now["product"]) <= 1e-12


def test_keys_move_x_and_choose_the_function(page_of):
    page = page_of(ActivationExplorer())
    page.locator(CHART).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    settle(page)
    assert abs(float(digits(page, "value")) - ActivationExplorer(x=2.1).result["value"]) < 1e-12
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    settle(page)
    assert page.locator(".ae-title").inner_text() in ("sigmoid", "ReLU")
    page.wait_for_function("() => document.querySelector('.cl-live').textContent.includes('at x 0')")


def test_a_drag_reads_where_the_finger_is(page_of):
    page = page_of(ActivationExplorer())
    box = page.locator(CHART).bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 60)
    page.mouse.up()
    settle(page)
    assert float(page.locator(".ae-x input").first.input_value().replace("≈", "")) > 3
    assert "Saturated" in page.locator(".cl-note").inner_text()


def test_any_x_can_be_typed_and_nonsense_stays_out(page_of):
    page = page_of(ActivationExplorer(focus="sigmoid"))
    field = page.locator(".ae-x input").first
    field.fill("-40")
    field.press("Enter")
    settle(page)
    assert digits(page, "value").startswith("4.248354255291589e")
    field.fill("<b>1</b>")
    field.press("Enter")
    settle(page)
    assert digits(page, "value").startswith("4.248354255291589e")


def test_examples_functions_and_the_chain(page_of):
    page = page_of(ActivationExplorer())
    page.get_by_label("Example", exact=True).select_option("steepest")
    settle(page)
    assert digits(page, "slope") == "0.25"
    chained = page.locator(".ae-table .ae-chosen td").nth(2)
    assert float(chained.get_attribute("title")) == 0.25**10
    page.get_by_label("Layers", exact=True).press("ArrowRight")
    settle(page)
    assert float(chained.get_attribute("title")) == 0.25**11
    assert page.get_by_label("Example", exact=True).input_value() == "own"
    page.locator(".cl-segments label", has_text="GELU").click()
    page.get_by_role("radio", name="Read GELU").check()
    settle(page)
    assert digits(page, "back") == "not possible"


def test_the_last_function_stays(page_of):
    page = page_of(ActivationExplorer(shown=["tanh"]))
    page.locator(".cl-segments label", has_text="tanh").click()
    settle(page)
    assert page.locator(".ae-table tbody tr:visible").count() == 1


def test_what_is_hidden_leaves_no_empty_column_and_takes_no_name(page_of):
    page = page_of(ActivationExplorer("three", hide=["functions", "chain"]))
    table = page.locator(".ae-table")
    assert table.locator("thead th").all_inner_texts() == ["function", "f(x)", "f′(x)"]
    assert table.locator("tbody tr:visible th").all_inner_texts() == ["sigmoid", "tanh", "ReLU"]
    assert table.locator("tbody tr:visible td").count() == 6
    assert table.locator("input").count() == 0
