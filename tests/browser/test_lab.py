"""The widget in a real JupyterLab: alive beside its kernel, driven from both sides, sane after a restart."""

import nbformat

from .conftest import problems, settle


def small_notebook():
    cells = [
        nbformat.v4.new_markdown_cell("# A small notebook"),
        nbformat.v4.new_code_cell(
            "from course_lib.widgets import DecisionPlayground\nw = DecisionPlayground(learning_rate=0.5)\nw"
        ),
    ]
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )


def shown_loss(page):
    settle(page)
    return float(page.locator(".cl-widget .dp-loss strong").get_attribute("title").replace("−", "-"))


def kernel_says(lab, page, code, seconds=10):
    return lab.execute(page, f"print({code})").strip()


def wait_for_kernel(lab, page, code, wanted):
    for _ in range(50):
        said = kernel_says(lab, page, code)
        if said == wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{code} is {said!r}, not {wanted!r}")


def test_page_and_kernel_follow_each_other_and_a_restart_keeps_it_sane(lab):
    page = lab.open(small_notebook())
    lab.run_all(page)
    page.wait_for_selector(".cl-widget .dp-loss strong")
    assert abs(shown_loss(page) - float(kernel_says(lab, page, "w.result['loss']"))) < 1e-12

    page.get_by_role("button", name="Step", exact=True).click()
    wait_for_kernel(lab, page, "w.result['step']", "1")
    assert abs(shown_loss(page) - float(kernel_says(lab, page, "w.result['loss']"))) < 1e-12

    lab.execute(page, "w.step(9)")
    page.wait_for_function("() => /step 10/.test(document.querySelector('.cl-widget .dp-loss').textContent)")

    page.locator(".cl-widget .dp-plane").focus()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    for key in ("ArrowRight", "a", "b", "Delete", "d", "d", "Enter", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells  # Lab kept its hands off the keys
    assert page.evaluate("() => document.activeElement.classList.contains('dp-plane')")
    wait_for_kernel(lab, page, "w._preset", "own")

    lab.execute(page, "w.output = 'identity'")
    page.wait_for_function("() => /squared/.test(document.querySelector('.cl-widget .dp-loss').textContent)")

    lab.restart(page)
    before = shown_loss(page)
    page.get_by_role("button", name="Step", exact=True).click()  # no kernel knows it any more, and it goes on
    assert shown_loss(page) != before
    assert problems(page) == []
    lab.run_all(page)
    page.wait_for_function("() => /step 0/.test(document.querySelector('.cl-widget .dp-loss').textContent)")
    page.get_by_role("button", name="Step", exact=True).click()
    wait_for_kernel(lab, page, "w.result['step']", "1")
    assert problems(page) == []


def test_what_was_done_comes_back_after_a_new_run_and_a_new_kernel(lab):
    page = lab.open(small_notebook(), name="kept.ipynb")
    step = "() => document.querySelector('.cl-widget .dp-loss').textContent.match(/step (\\d+)/)[1]"
    lab.run_all(page)
    page.wait_for_selector(".cl-widget .dp-loss strong")
    assert page.locator(".cl-offer").count() == 0
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    wait_for_kernel(lab, page, "w.result['step']", "3")
    for restart in (False, True):
        if restart:
            lab.restart(page)
        lab.run_all(page)
        page.get_by_role("button", name="Bring back what you did").wait_for()
        settle(page)
        assert page.evaluate(step) == "0"  # it starts as its cell says
        page.get_by_role("button", name="Bring back what you did").click()
        page.wait_for_function(f"() => ({step})() === '3'")
        wait_for_kernel(lab, page, "w.result['step']", "3")
    assert problems(page) == []


def test_a_widget_with_a_name_is_as_it_was_left(lab):
    notebook = small_notebook()
    notebook.cells[1].source = notebook.cells[1].source.replace("(learning", "(keep='mine', learning")
    page = lab.open(notebook, name="named.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cl-widget .dp-loss strong")
    page.get_by_role("button", name="Step", exact=True).click()
    wait_for_kernel(lab, page, "w.result['step']", "1")
    lab.run_all(page)
    wait_for_kernel(lab, page, "w.result['step']", "1")
    lab.execute(page, "w = DecisionPlayground(keep='mine', learning_rate=0.25); display(w)")
    assert kernel_says(lab, page, "w.result['step']") == "0"  # another start was asked for
    assert problems(page) == []


def test_the_dark_theme_reaches_the_widget(lab):
    page = lab.open(small_notebook(), name="dark.ipynb")
    lab.run_all(page)
    page.wait_for_selector(".cl-widget .dp-loss strong")
    settle(page)
    ink = "() => getComputedStyle(document.querySelector('.cl-widget')).color"
    light = page.evaluate(ink)
    page.evaluate("() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function(f"(before) => ({ink})() !== before", arg=light)
    page.wait_for_timeout(500)
    assert problems(page) == []
