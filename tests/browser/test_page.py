"""The exported page itself: mathematics, links, boxes of widgets, and a widget that cannot start."""

import nbformat
import pytest

from course_lib.cli.page import notebook_of, page_html, write_page
from course_lib.cli.page.maths import mathml
from course_lib.widgets import DecisionPlayground

V4 = nbformat.v4


def page_of_markdown(text, **options):
    return page_html(V4.new_notebook(cells=[V4.new_markdown_cell(text)]), **options)


FORMULAS = [
    r"x^2",
    r"\mathbf{w}_{(t+1)} \leftarrow \mathbf{w}_{(t)} - \eta\,\nabla E(\mathbf{w})",
    r"\frac{1}{1+e^{-s}}",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    r"\begin{cases} +1 & s>0 \\ -1 & \text{else}\end{cases}",
    r"\begin{aligned} a &= b \\ &= c \end{aligned}",
    r"\operatorname{softmax}(z)_i, \mathbb{R}^{N \times D}",
    r"\hat{y}^{[2]}, \underbrace{a+b}_{\text{sum}}, \partial L / \partial w, \boldsymbol{\delta}, \tfrac12",
]


@pytest.mark.parametrize("latex", FORMULAS)
def test_formulas_become_mathml(latex):
    made = mathml(latex)
    assert made.startswith("<math") and "</math>" in made
    assert "\\" not in made.replace(made.split('alttext="')[1].split('"')[0], "")


def test_a_formula_that_cannot_be_read_is_shown_as_typed():
    shown = mathml(r"\frac{1} \left( <b>")
    assert shown == r'<code class="latex">\frac{1} \left( &lt;b&gt;</code>'


def test_a_formula_in_a_heading_is_drawn_as_elsewhere(page_of):
    notebook = V4.new_notebook(cells=[V4.new_markdown_cell("# Why\n\n## Where is $x^2$ steep?\n\n$x^2$")])
    assert "ns0" not in page_html(notebook)
    page = page_of(notebook)
    boxes = [page.locator("math msup").nth(n).bounding_box() for n in range(2)]
    assert boxes[0]["height"] > boxes[1]["height"] > 0
    assert page.get_by_role("heading", level=2).get_attribute("id")


def test_the_title_is_the_first_heading_and_links_lead_to_pages():
    html = page_of_markdown(
        "# One *neuron*\n\n[next](02_b.ipynb) and [section](02_b.ipynb#x) and [out](https://example.org/a.ipynb2)"
    )
    assert "<title>One *neuron*</title>" in html
    assert 'href="02_b.html"' in html and 'href="02_b.html#x"' in html


def test_an_unknown_theme_is_refused():
    with pytest.raises(ValueError, match="auto, light, dark"):
        page_of_markdown("x", theme="blue")


def test_nothing_in_the_page_points_outside():
    html = page_html(notebook_of([DecisionPlayground()]))
    assert "https://" not in html.replace("http://www.w3.org", "")
    assert "<script src" not in html and '<link rel="stylesheet' not in html


def test_the_script_of_many_widgets_is_kept_once():
    one, five = (page_html(notebook_of([DecisionPlayground() for _ in range(n)])) for n in (1, 5))
    pictures = five.count("data:image/png")
    assert pictures == 5
    assert one.count("DecompressionStream") == five.count("DecompressionStream") == 1


def test_text_cannot_end_the_script():
    w = DecisionPlayground(points="and")
    w._names = ["</script><script>alert(1)</script>", "b", "c", "d"]
    assert "</script><script>alert" not in page_html(notebook_of([w]))


def test_formulas_code_and_tables_are_accessible_in_both_themes(page_of, violations):
    cells = [
        V4.new_markdown_cell("# Title\n\nInline $x^2$ and\n\n$$\\sum_{i=1}^N x_i = \\frac{a}{b}$$"),
        V4.new_markdown_cell("| a | b |\n|---|---|\n| 1 | 2 |"),
        V4.new_code_cell("print('long ' * 99)  # a comment\nx = [1, 2.5, None]", outputs=[
            V4.new_output("stream", name="stdout", text="long " * 99),
        ]),
    ]  # fmt: skip
    for theme in ("light", "dark"):
        page = page_of(V4.new_notebook(cells=cells), theme=theme, width=400)
        assert page.locator("math").count() == 2
        assert (
            page.locator("math").nth(1).bounding_box()["height"] > 25
        )  # drawn as a fraction, not as letters
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []


def test_widgets_in_a_box_are_alive(page_of):
    import ipywidgets

    inner = [DecisionPlayground(points="and"), DecisionPlayground(points="or")]
    box = ipywidgets.VBox(inner)
    page = page_of(notebook_of(inner))
    assert page.locator(".cl-widget").count() == 2
    notebook = notebook_of([box])
    page = page_of(notebook)
    page.wait_for_function("() => document.querySelectorAll('.cl-widget').length === 2")


def test_a_script_that_fails_leaves_the_picture_and_a_sentence(browser, tmp_path):
    notebook = notebook_of([DecisionPlayground(points="and")])
    state = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    for entry in state.values():
        if "_esm" in entry["state"]:
            entry["state"]["_esm"] = "throw new Error('broken on purpose')"
    context = browser.new_context()
    page = context.new_page()
    page.goto(write_page(notebook, tmp_path / "broken.html").as_uri())
    page.wait_for_selector(".widget-problem")
    assert "broken on purpose" in page.locator(".widget-problem").inner_text()
    assert page.get_by_role("img").count() == 1
    context.close()
