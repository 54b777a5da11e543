"""Quiz and prediction in an exported page: mouse, keys, what is said, hostile text, themes, widths."""

import pytest

from course_lib.widgets import Quiz
from course_lib.widgets.quiz import forget

from .conftest import settle

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
HOSTILE = "<img src=x onerror=\"document.title='taken'\"> </script> `<b>code</b>` ${1}"


@pytest.fixture(autouse=True)
def fresh():
    forget()
    yield
    forget()


def question(name, text="What is `1 + 1`?"):
    texts = ["11", "2", "ten"]
    return {
        "name": name,
        "text": text,
        "options": [{"text": t, "why": f"Because of {t}.", "right": t == "2"} for t in texts],
    }


def asked(page, n=0):
    return page.locator(".cl-quiz fieldset").nth(n)


def choose(page, text, n=0):
    asked(page, n).get_by_role("radio", name=text).check()


def test_check_try_again_and_read_all(page_of):
    page = page_of(Quiz("Sums", [question("a"), question("b")]))
    tally = page.locator(".cl-quiz-progress")
    assert tally.inner_text() == "0 of 2 right on the first try. 2 still to answer."
    choose(page, "11")
    assert asked(page).locator(".cl-quiz-feedback").count() == 0
    asked(page).get_by_role("button", name="Check").click()
    assert asked(page).locator(".cl-quiz-feedback").inner_text().startswith("✘ Not right. Because of 11.")
    assert tally.inner_text() == "0 of 2 right on the first try. 2 still to answer."
    choose(page, "2")
    asked(page).get_by_role("button", name="Check").click()
    assert asked(page).locator(".cl-quiz-feedback").inner_text() == "✔ Right. Because of 2."
    assert tally.inner_text() == "0 of 2 right on the first try. 1 still to answer."
    assert asked(page).get_by_role("radio").first.is_disabled()
    choose(page, "2", 1)
    asked(page, 1).get_by_role("button", name="Check").click()
    assert tally.inner_text() == "1 of 2 right on the first try. All answered."
    asked(page).get_by_role("button", name="Read all explanations").click()
    whys = asked(page).locator(".cl-quiz-whys li").all_inner_texts()
    assert [w.split(":")[0] for w in whys] == ["✘ Not right", "✔ Right", "✘ Not right"]
    assert "Because of ten." in whys[2]


def test_with_keys_alone(page_of):
    page = page_of(Quiz("Sums", [question("a")]))
    asked(page).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert asked(page).get_by_role("radio", name="2").is_checked()
    page.keyboard.press("Enter")
    settle(page)
    assert "✔ Right" in asked(page).locator(".cl-quiz-feedback").inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Read all explanations"
    page.wait_for_function("document.querySelector('.cl-live').textContent.includes('1 of 1 right')")


def test_check_without_a_choice_asks_for_one(page_of):
    page = page_of(Quiz("Sums", [question("a")]))
    page.get_by_role("button", name="Check").click()
    assert "Choose an option first." in asked(page).inner_text()


def test_a_prediction_commits_then_reveals(page_of):
    page = page_of(Quiz("Predict", [question("a")], kind="prediction"))
    choose(page, "ten")
    page.get_by_role("button", name="Commit").click()
    said = asked(page).locator(".cl-quiz-feedback").inner_text()
    assert "You predicted: c) ten" in said and "run the next cell" in said
    assert "Because" not in asked(page).inner_text()
    assert all(radio.is_disabled() for radio in asked(page).get_by_role("radio").all())
    page.get_by_role("button", name="Reveal").click()
    assert "It is b)" in asked(page).locator(".cl-quiz-feedback").inner_text()
    assert len(asked(page).locator(".cl-quiz-whys li").all()) == 3
    assert "Because of 2." in asked(page).locator(".cl-quiz-whys").inner_text()
    assert "first try" not in page.locator(".cl-quiz").inner_text()


def test_remembered_answers_are_shown_again(page_of):
    first = Quiz("Sums", [question("a")])
    first._state = {"a": {"picked": 0, "tried": [0], "revealed": False}}
    page = page_of(Quiz("Sums", [question("a")]))
    assert asked(page).get_by_role("radio", name="11").is_checked()
    assert "Because of 11." in asked(page).locator(".cl-quiz-feedback").inner_text()


def test_hostile_text_stays_text(page_of):
    evil = question("a", HOSTILE)
    for option in evil["options"]:
        option["text"] += HOSTILE
        option["why"] += HOSTILE
    page = page_of(Quiz(HOSTILE, [evil]))
    asked(page).get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Check").click()
    assert page.locator(".cl-quiz img, .cl-quiz b, .cl-quiz script").count() == 0
    assert page.title() != "taken"
    assert "<img src=x" in asked(page).locator("legend").inner_text()
    assert asked(page).locator("legend code").inner_text() == "<b>code</b>"


def test_hidden_and_locked(page_of):
    page = page_of(Quiz("Sums", [question("a")], hide=["whys"], lock=["check"]))
    choose(page, "2")
    assert page.get_by_role("button", name="Check").is_disabled()
    page.keyboard.press("Enter")
    settle(page)
    assert asked(page).locator(".cl-quiz-feedback:not([hidden])").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["quiz", "prediction"])
def test_accessible(page_of, violations, theme, kind):
    page = page_of(Quiz("Sums", [question("a"), question("b")], kind=kind), theme=theme)
    choose(page, "11")
    page.get_by_role("button", name="Check" if kind == "quiz" else "Commit").first.click()
    settle(page)
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_it_fits_and_targets_are_large(page_of, width):
    long = question("a", "A question with a_rather_long_identifier_that_cannot_be_broken_anywhere(x, y) " * 3)
    page = page_of(Quiz("Sums", [long, question("b")]), width=width)
    page.add_style_tag(
        content="html { font-size: 200%; } .cl-widget .cl-body { font-size: 26px !important; }"
    )
    settle(page)
    inside = "n => [...n.querySelectorAll('*')].every(m => m.getBoundingClientRect().right <= innerWidth)"
    assert page.locator(".cl-body").evaluate(inside)
    for row in page.locator(".cl-quiz-option, .cl-quiz button:not([hidden])").all():
        box = row.bounding_box()
        assert box["height"] >= 24 and box["width"] >= 24


def test_forced_colours(page_of):
    page = page_of(Quiz("Sums", [question("a")]), forced_colors="active")
    choose(page, "11")
    page.get_by_role("button", name="Check").click()
    assert "✘ Not right" in asked(page).locator(".cl-quiz-feedback").inner_text()


def test_in_jupyterlab_the_answer_arrives_and_a_second_run_keeps_it(lab):
    from nbformat.v4 import new_code_cell, new_notebook

    cell = f"from course_lib.widgets import Quiz\nquiz = Quiz('Sums', {[question('a')]!r})\nquiz"
    page = lab.open(new_notebook(cells=[new_code_cell(cell)], metadata=KERNEL), name="quiz.ipynb")
    lab.run_all(page)
    choose(page, "11")
    page.keyboard.press("Enter")
    page.get_by_text("Because of 11.").first.wait_for()
    page.wait_for_timeout(300)
    assert lab.execute(page, "print(quiz.answers, quiz.score)").strip() == "{'a': '11'} 0"
    lab.run_all(page)
    page.get_by_text("Because of 11.").first.wait_for()
    assert asked(page).get_by_role("radio", name="11").is_checked()
