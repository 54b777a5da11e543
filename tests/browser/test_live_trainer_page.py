"""The live trainer in the exported page: it learns there, without a kernel, and agrees with Python."""

import re

import pytest

from course_lib.widgets import LiveTrainer

from .conftest import settle

FACE = ".lt-left .cl-interactive"
SAID = "() => document.querySelector('.cl-live').textContent"


def score(page):
    return page.locator(".lt-score").inner_text()


def expected(w):
    now, n = w.result, w.train_size
    right, test = round(now["accuracy"] * n), round(100 * now["test_accuracy"])
    return f"Training: {right} of {n} right ({int(100 * now['accuracy'] + 0.5)} %) · test: {test} of 100"


def rested(page, step):
    """Wait until this step is measured: its numbers are in the title."""
    page.wait_for_function(
        "n => document.querySelector('.lt-line').textContent.startsWith(`Step ${n} `)", arg=step
    )
    page.wait_for_timeout(200)
    settle(page)


def loss(page):
    return float(page.locator(".lt-score").get_attribute("title").split(",")[0].split(" ")[1])


@pytest.mark.parametrize("preset", ["conv", "convnetjs", "linear", "hidden"])
def test_steps_agree_with_the_engine(page_of, preset):
    w = LiveTrainer(preset)
    page = page_of(w)
    rested(page, 0)
    assert expected(w) in score(page)
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    rested(page, 3)
    w.train(3)
    assert abs(loss(page) - w.result["loss"]) < 1e-9
    assert expected(w) in score(page)
    assert f"Read wrong: {len(w.result['wrong'])} of 100" in page.locator(".lt-wrong").inner_text()


def test_it_plays_pauses_speaks_and_goes_back(page_of):
    page = page_of(LiveTrainer("linear"))
    rested(page, 0)
    start = score(page)
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => /Step \\d{2,} /.test(document.querySelector('.lt-line').textContent)")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function(
        "() => /^Step \\d+, epoch \\d+: \\d+ of 400 training digits right/.test("
        "document.querySelector('.cl-live').textContent)"
    )
    step = int(re.match(r"Step (\d+)", page.evaluate(SAID))[1])
    w = LiveTrainer("linear")
    w.train(step)
    assert abs(loss(page) - w.result["loss"]) < 1e-9
    page.get_by_role("button", name="Reset", exact=True).click()
    rested(page, 0)
    assert score(page) == start


def test_a_run_from_python_goes_on_in_the_page(page_of):
    w = LiveTrainer("convnetjs")
    w.train(15)
    page = page_of(w)
    rested(page, 15)
    page.get_by_role("button", name="Step", exact=True).click()
    rested(page, 16)
    w.train(1)
    assert abs(loss(page) - w.result["loss"]) < 1e-9


def test_no_frame_waits_for_the_training(page_of):
    page = page_of(LiveTrainer("convnetjs", units=16, batch_size=400))
    page.evaluate(
        """() => {
            window.slow = [];
            new PerformanceObserver(list => slow.push(...list.getEntries().map(e => e.duration)))
                .observe({ entryTypes: ['longtask'] });
        }"""
    )
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => /Step [3-9]/.test(document.querySelector('.lt-line').textContent)")
    page.get_by_role("button", name="Pause", exact=True).click()
    tasks = page.evaluate("() => slow")
    assert sum(t > 150 for t in tasks) <= 2, tasks  # a step of 400 digits takes far longer than one frame


def test_settings_begin_a_new_run_or_go_on(page_of):
    page = page_of(LiveTrainer())
    page.get_by_role("button", name="Step", exact=True).click()
    rested(page, 1)
    page.get_by_role("radio", name="Adam").check()
    rested(page, 1)
    assert page.get_by_label("Example").input_value() == "own"
    page.get_by_role("radio", name="hidden layer").check()
    rested(page, 0)
    assert "1210 parameters" in page.locator(".lt-line").inner_text()
    page.get_by_label("Example").select_option("Two layers, after ConvNetJS")
    rested(page, 0)
    assert "1898 parameters" in page.locator(".lt-line").inner_text()
    assert page.get_by_label("Weight decay").input_value() == "0.001"


def test_digits_and_units_by_keyboard(page_of):
    w = LiveTrainer()
    page = page_of(w)
    page.locator(FACE).focus()
    page.keyboard.press("ArrowRight")
    w.digit = 4
    page.wait_for_function("() => /^Test digit 4, a 4/.test(document.querySelector('.cl-live').textContent)")
    assert f"read as {w.result['answer']}" in page.evaluate(SAID)
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => /^Filter 2: weights/.test(document.querySelector('.cl-live').textContent)")
    page.keyboard.press("Enter")
    page.wait_for_function("() => /^Slopes/.test(document.querySelector('.cl-live').textContent)")
    assert page.get_by_role("radio", name="← slopes").is_checked()
    page.keyboard.press("PageDown")
    settle(page)
    first = next(i for i in w.result["wrong"] if i > 4)
    assert page.get_by_role("slider", name="Test digit").input_value() == str(first)


def test_a_wrong_digit_is_looked_at_by_touch(page_of):
    w = LiveTrainer()
    w.train(60)
    page = page_of(w, width=390, has_touch=True, is_mobile=True)
    rested(page, 60)
    card = page.locator(".lt-card:visible").nth(1)
    card.tap()
    settle(page)
    i = w.result["wrong"][1]
    assert page.get_by_role("slider", name="Test digit").input_value() == str(i)
    assert card.get_attribute("aria-pressed") == "true"
    ranked = w.probabilities[i].argsort()[::-1]
    assert card.inner_text().startswith(f"{i % 10} read as {ranked[0]}")
    assert [int(line.split(":")[0]) for line in card.inner_text().split("\n")[1:]] == ranked[:3].tolist()


def test_a_rate_far_too_large_says_so(page_of):
    page = page_of(LiveTrainer("linear", learning_rate=100, weight_decay=10, batch_size=1))
    page.get_by_label("Speed").select_option("100")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => /beyond a million/.test(document.querySelector('.cl-note').textContent)")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.get_by_role("button", name="Reset", exact=True).click()
    rested(page, 0)
    assert not page.locator(".cl-note").is_visible()


def test_slopes_and_tables_are_accessible(page_of, violations):
    w = LiveTrainer("convnetjs", direction="backward")
    w.train(20)
    page = page_of(w, theme="dark", width=390)
    for name in ("The network", "Loss over", "Digits read right"):
        page.get_by_role("button", name=re.compile(f"Show as table: {name}")).click()
    settle(page)
    assert violations(page) == []
    cells = page.locator(".lt-layers .cl-sheet tbody tr").first.locator("td")
    shown = float(cells.nth(1).get_attribute("title").replace("−", "-"))
    assert shown == w.weights["0.weight"][0, 0, 0, 0]
