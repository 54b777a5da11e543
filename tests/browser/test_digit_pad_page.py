"""The digit pad in an exported page: mouse, touch, keys, what the model sees and says, themes, widths."""

import re
from itertools import pairwise

import numpy as np
import pytest

from course_lib import nn
from course_lib.data import digits
from course_lib.widgets import DigitPad
from course_lib.widgets.digit.model import linear_scores

from .conftest import settle

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
PAD = ".cl-dp-pad .cl-face"
VIEW = ".cl-dp-preview"


@pytest.fixture(scope="module")
def weights():
    """A linear model of the means of each class, good enough to tell real digits apart."""
    train = digits(8).train
    means = np.array([train.only(k).flat.astype(float).mean(axis=0) for k in range(10)])
    return np.column_stack([-0.5 * (means**2).sum(axis=1), means])


def number(text):
    return float(text.replace("−", "-"))


def pixels(page):
    """What the model sees, each number as its table carries it."""
    sheet = page.locator(f"{VIEW} .cl-sheet")
    if sheet.is_hidden():
        page.locator(f"{VIEW} .cl-link").click()
    settle(page)
    cells = sheet.locator("td[title]").evaluate_all("cells => cells.map(c => c.title)")
    n = round(len(cells) ** 0.5)
    return np.array([number(c) for c in cells]).reshape(n, n)


def shown_scores(page):
    return np.array(
        [number(t) for t in page.locator(".cl-dp-number").evaluate_all("n => n.map(c => c.title)")]
    )


def stroke(page, *points):
    box = page.locator(PAD).bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for point in at[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()
    settle(page)


def said(page):
    page.wait_for_timeout(200)
    return page.locator(".cl-widget > .cl-live").inner_text()


def test_a_network_answers_in_the_page(page_of):
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 10)).double()
    pad = DigitPad(model=model, samples=False)
    page = page_of(pad)
    stroke(page, (0.5, 0.15), (0.5, 0.85))
    pad.image = pixels(page)
    e = np.exp(pad.result["scores"] - pad.result["scores"].max())
    np.testing.assert_allclose(shown_scores(page), e / e.sum(), rtol=1e-12)
    assert f"The model says {pad.result['label']} (probability" in page.locator(".cl-dp-verdict").inner_text()
    assert page.get_by_text("Which pixels speak for it?").is_hidden()


def test_drawing_with_the_mouse(page_of, weights):
    page = page_of(DigitPad(weights=weights, samples=False))
    assert "the bias" in page.locator(".cl-dp-verdict").inner_text()
    np.testing.assert_allclose(shown_scores(page), 1 / (1 + np.exp(-weights[:, 0])))
    stroke(page, (0.5, 0.15), (0.5, 0.85))
    image = pixels(page)
    assert image[:, 3:5].min() > 0.5 and image[:, [0, 1, 6, 7]].max() == 0
    assert re.match(
        r"The model says \d \(sigmoid of the score ≈?\d(\.\d+)?\)\.",
        page.locator(".cl-dp-verdict").inner_text(),
    )
    z = linear_scores(weights, image.astype(np.float32))
    np.testing.assert_allclose(shown_scores(page), 1 / (1 + np.exp(-z)), rtol=1e-14)
    assert page.locator(".cl-dp-won th").inner_text() == str(z.argmax())
    assert "highest" in page.locator(".cl-dp-won").inner_text()


def test_undo_clear_and_eraser(page_of):
    page = page_of(DigitPad(samples=False))
    stroke(page, (0.3, 0.2), (0.3, 0.8))
    one = pixels(page)
    stroke(page, (0.3, 0.5), (0.8, 0.5))
    two = pixels(page)
    assert (one != two).any()
    page.get_by_role("button", name="Undo").click()
    np.testing.assert_array_equal(pixels(page), one)
    page.get_by_role("button", name="Clear").click()
    assert not pixels(page).any()
    page.get_by_role("button", name="Undo").click()
    np.testing.assert_array_equal(pixels(page), one)
    page.get_by_role("radio", name="Eraser").check()
    stroke(page, (0.3, 0.1), (0.3, 0.5))
    assert "Erased." in said(page)
    stroke(page, (0.3, 0.4), (0.3, 0.95))
    assert not pixels(page).any()


def test_drawing_with_keys_alone(page_of, weights):
    page = page_of(DigitPad(weights=weights, samples=False))
    page.locator(PAD).focus()
    for _ in range(10):
        page.keyboard.press("ArrowUp")
    assert "Pen up, row 7, column 17 of 32." in said(page)
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    assert re.search(r"Pen down, row 27, column 17 of 32\. The model says \d", said(page))
    page.keyboard.press("Space")
    settle(page)
    drawn = pixels(page)
    assert drawn[:, 3:5].min() > 0.5
    page.locator(PAD).focus()
    page.keyboard.press("Delete")
    assert "Erased at row 27" in said(page)
    assert (pixels(page) != drawn).any()
    page.locator(PAD).focus()
    page.keyboard.press("u")
    np.testing.assert_array_equal(pixels(page), drawn)
    page.locator(PAD).focus()
    page.keyboard.press("u")
    assert not pixels(page).any()
    page.locator(PAD).focus()
    page.keyboard.press("u")
    assert "nothing to undo" in said(page)


def test_drawing_by_touch_does_not_scroll(page_of):
    page = page_of(DigitPad(samples=False), width=360, height=400, has_touch=True)
    assert page.locator(PAD).evaluate("n => getComputedStyle(n).touchAction") == "none"
    box = page.locator(PAD).bounding_box()
    client = page.context.new_cdp_session(page)
    for k in range(9):
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] * (0.15 + 0.08 * k)}
        client.send(
            "Input.dispatchTouchEvent", {"type": "touchMove" if k else "touchStart", "touchPoints": [point]}
        )
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settle(page)
    assert page.evaluate("scrollY") == 0
    assert pixels(page)[:, 3:5].min() > 0.5


def test_the_centring_switch(page_of):
    page = page_of(DigitPad(samples=False))
    stroke(page, (0.15, 0.15), (0.15, 0.4))
    centred = pixels(page)
    page.get_by_label("Scale and centre").uncheck()
    as_drawn = pixels(page)
    assert centred[7].any() and not as_drawn[5:].any() and as_drawn[:, :2].any()


def test_real_digits_load_and_are_classified(page_of, weights):
    pad = DigitPad(weights=weights, output="scores")
    page = page_of(pad)
    test = digits(8).test
    for k in (0, 4, 7):
        page.get_by_role("button", name=f"Load a real {k}").click()
        x = test.only(k).images[0]
        np.testing.assert_array_equal(pixels(page), x)
        z = linear_scores(weights, x)
        np.testing.assert_array_equal(shown_scores(page), z)
        assert f"Loaded a real {k}. The model says {z.argmax()}" in said(page)
    stroke(page, (0.5, 0.1), (0.5, 0.9))
    assert pixels(page)[:, :2].max() == 0


def test_28_pixels_with_a_model_in_float32(page_of):
    W = np.random.default_rng(0).normal(size=(10, 785))
    image = digits(28).images[3]
    pad = DigitPad(28, weights=W, image=image, output="scores", explain=True)
    page = page_of(pad)
    np.testing.assert_array_equal(shown_scores(page), pad.result["scores"])
    stroke(page, (0.5, 0.15), (0.5, 0.85))
    drawn = pixels(page)
    assert len(np.flatnonzero(drawn.any(axis=1))) == 20
    levels = drawn * 255
    assert np.abs(levels - np.rint(levels)).max() < 1e-4


def test_which_pixels_speak_for_a_digit(page_of, weights):
    x = digits(8).test.only(3).images[0]
    pad = DigitPad(weights=weights, output="scores", image=x, explain=True)
    page = page_of(pad)
    label = pad.result["label"]
    text = page.locator(".cl-dp-sum").inner_text()
    assert text.startswith(f"Score of {label}: bias ")
    numbers = [
        number(t) for t in re.findall(r"−?\d+\.?\d*", text.split(":")[1].replace(" − against", " against"))
    ]
    assert abs(numbers[0] + numbers[1] - numbers[2] - numbers[3]) < 2e-3
    page.get_by_label("Explain the score of").select_option("5")
    settle(page)
    assert page.locator(".cl-dp-sum").inner_text().startswith("Score of 5: bias ")
    page.locator(".cl-dp-explain .cl-link").click()
    rows = page.locator(".cl-dp-explain .cl-sheet tbody tr")
    assert rows.count() == np.count_nonzero(x)
    each = rows.locator("td:last-child").evaluate_all("n => n.map(c => c.title)")
    terms = weights[5, 1:] * x.ravel().astype(float)
    np.testing.assert_array_equal([number(t) for t in each], terms[x.ravel() > 0])
    page.get_by_label("Which pixels speak for it?").uncheck()
    settle(page)
    assert page.locator(".cl-dp-explain").is_hidden()


def test_reading_one_pixel(page_of):
    image = np.zeros((8, 8))
    image[4, 5] = 12 / 16
    page = page_of(DigitPad(image=image, samples=False))
    note = page.locator(f"{VIEW} .cl-dp-note")
    page.locator(f"{VIEW} .cl-face").focus()
    page.keyboard.press("ArrowRight")
    assert said(page) == note.inner_text() == "Row 5, column 6: 12 of 16, x = 0.75"
    page.keyboard.press("ArrowUp")
    assert note.inner_text() == "Row 4, column 6: 0 of 16, x = 0"
    page.locator(PAD).focus()
    assert note.inner_text().startswith("Point at a pixel")
    box = page.locator(f"{VIEW} .cl-face").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 5.5 / 8, box["y"] + box["height"] * 4.5 / 8)
    assert note.inner_text() == "Row 5, column 6: 12 of 16, x = 0.75"


def test_asking_python_needs_a_kernel(page_of):
    page = page_of(DigitPad(classify=lambda x: 1))
    assert "Python is asked" in page.locator(".cl-dp-verdict").inner_text()
    stroke(page, (0.5, 0.15), (0.5, 0.85))
    assert page.locator(".cl-dp-verdict").inner_text() == "Asking Python…"
    page.get_by_text("needs a running kernel").first.wait_for()
    page.get_by_role("button", name="Clear").click()
    settle(page)
    assert "Python is asked" in page.locator(".cl-dp-verdict").inner_text()


def test_a_failing_function_is_told(page_of):
    page = page_of(DigitPad(classify=lambda x: 1 / 0, image=np.eye(8), samples=False))
    assert (
        page.locator(".cl-dp-verdict").inner_text() == "classify failed: ZeroDivisionError: division by zero"
    )


def test_a_saved_drawing_comes_back(page_of):
    from course_lib.widgets.digit.preprocess import preprocess

    ink = np.zeros((128, 128), dtype=np.uint8)
    ink[30:100, 30:40] = 1
    pad = DigitPad(samples=False, centre=False)
    pad.set_state({"_ink": np.packbits(ink).tobytes(), "image": preprocess(ink, 8, False).tobytes()})
    page = page_of(pad)
    assert page.locator(PAD).get_attribute("aria-label") == "Drawing pad, with a drawing, pen up"
    np.testing.assert_array_equal(pixels(page), preprocess(ink, 8, False))


def test_hidden_and_locked_controls(page_of):
    page = page_of(
        DigitPad(
            hide=["tool", "samples", "explain"], lock=["undo", "clear", "brush"], weights=np.zeros((10, 65))
        )
    )
    assert (
        page.get_by_text("Eraser").is_hidden()
        and page.get_by_role("button", name="Load a real 3").count() == 0
    )
    assert page.locator(".cl-dp-controls").get_by_text("Which pixels").is_hidden()
    assert page.get_by_role("button", name="Clear").is_disabled()
    stroke(page, (0.5, 0.15), (0.5, 0.85))
    page.locator(PAD).focus()
    page.keyboard.press("u")
    settle(page)
    assert pixels(page).any()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(page_of, violations, weights, theme):
    page = page_of(
        DigitPad(weights=weights, explain=True, image=digits(8).images[5]), theme=theme, width=1100
    )
    for switch in page.locator(".cl-link").all():
        switch.click()
    settle(page)
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 800, 1280])
@pytest.mark.parametrize("large", [False, True])
def test_it_fits_and_targets_are_large(page_of, weights, width, large):
    page = page_of(DigitPad(weights=weights, explain=True, image=digits(8).images[5]), width=width)
    if large:
        page.add_style_tag(content=".cl-widget .cl-body { font-size: 26px !important; }")
        page.set_viewport_size({"width": width - 1, "height": 900})
        settle(page)
    inside = """n => [...n.querySelectorAll('*')]
        .filter(m => m.checkVisibility() && !m.closest('.cl-live'))
        .filter(m => m.getBoundingClientRect().right > innerWidth).map(m => m.outerHTML.slice(0, 120))"""
    assert page.locator(".cl-body").evaluate(inside) == []
    for target in page.locator(".cl-body :is(button, select, label, input[type=range], summary)").all():
        if target.is_visible():
            box = target.bounding_box()
            assert min(box["height"], box["width"]) >= 24, target.evaluate("n => n.outerHTML")


def test_forced_colours(page_of, weights):
    page = page_of(DigitPad(weights=weights, explain=True, output="scores"), forced_colors="active")
    page.get_by_role("button", name="Load a real 7").click()
    settle(page)
    fill = page.locator(".cl-dp-won .cl-dp-fill")
    assert fill.evaluate("n => getComputedStyle(n).backgroundColor") != page.locator(".cl-body").evaluate(
        "n => getComputedStyle(n).backgroundColor"
    )


def test_each_key_press_is_painted(page_of, weights):
    """Every key press reaches the pixels; the time from event to paint is printed, not judged."""
    page = page_of(DigitPad(weights=weights, explain=True))
    page.locator(PAD).focus()
    page.keyboard.press("Space")
    page.evaluate(
        """() => {
            window.times = [];
            window.looks = [];
            const canvas = document.querySelector('.cl-dp-pad canvas'), g = canvas.getContext('2d');
            const look = () => g.getImageData(0, 0, canvas.width, canvas.height).data
                .reduce((a, b) => (a * 31 + b) >>> 0);
            addEventListener('keydown', (e) => requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => {
                    times.push(performance.now() - e.timeStamp);
                    looks.push(look());
                };
                channel.port2.postMessage(0);
            }), true);
        }"""
    )
    for k in range(40):
        page.keyboard.press(["ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"][k // 5 % 4])
        page.wait_for_function("n => looks.length === n", arg=k + 1)
    times, looks = page.evaluate("[times, looks]")
    assert all(a != b for a, b in pairwise(looks))
    print(
        f"key press to repaint: median {np.median(times):.1f} ms, 95% under {np.percentile(times, 95):.1f} ms"
    )


def test_in_jupyterlab_python_reads_the_drawing_and_answers(lab):
    from nbformat.v4 import new_code_cell, new_notebook

    asks = "from course_lib.widgets import DigitPad\n"
    asks += "pad = DigitPad(classify=lambda x: int(x[:, 3:5].mean() > 0.5), samples=False)\npad"
    page = lab.open(new_notebook(cells=[new_code_cell(asks)], metadata=KERNEL), name="pad.ipynb")
    lab.run_all(page)
    page.locator(PAD).wait_for()
    page.locator(PAD).scroll_into_view_if_needed()
    stroke(page, (0.5, 0.15), (0.5, 0.85))
    page.get_by_text("Python says 1.").first.wait_for()
    seen = lab.execute(page, "print(pad.image.shape, pad.image[:, 3:5].min() > 0.5, pad.result['label'])")
    assert seen.split("\n")[0] == "(8, 8) True 1"
    lab.execute(page, "import numpy as np; pad.image = np.eye(8)")
    page.get_by_text("Python says 0.").first.wait_for()
    page.locator(PAD).focus()
    page.keyboard.press("u")
    settle(page)
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
