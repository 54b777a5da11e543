"""Every slide of every chapter in a window of 1280 by 720: all of it is seen, and large enough to read."""

from pathlib import Path

import pytest

from course_lib.cli.page import deck_html
from course_lib.plot.style import tokens

from ..chapters import NOTEBOOKS

CHAPTERS = sorted(path.stem[:2] for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
ZOOM = 0.75  # of prose at 25 px, code at 20 px and widgets at 20 px
# 14 px are a fiftieth of the picture's height, which the last row of a hall still reads (its distance is six to
# eight times that height). Marks within figures and widgets may be a sixth smaller: they are pointed at, too.
PROSE, MARKS = 14, 12
LEAST = {"zoom": ZOOM, "prose": PROSE, "marks": MARKS, "figure": tokens()["font_size_min"]}
WRONG = Path(__file__).with_name("decks.js").read_text(encoding="utf-8")

# A canvas remembers the smallest type that was painted on it since it was last wiped.
REMEMBER = """for (const kind of ['fillText', 'strokeText']) {
    const [pen, write] = [CanvasRenderingContext2D.prototype, CanvasRenderingContext2D.prototype[kind]];
    pen[kind] = function (text, ...more) {
        const { a, b } = this.getTransform();
        const size = parseFloat(/[\\d.]+px/.exec(this.font)[0]) * Math.hypot(a, b);
        if (String(text).trim() && !(this.canvas.smallestType?.size <= size)) this.canvas.smallestType = { size, text: String(text) };
        return write.call(this, text, ...more);
    };
}
const wipe = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (x, y, ...more) {
    if (!x && !y) this.canvas.smallestType = null;
    return wipe.call(this, x, y, ...more);
};"""
SHOW = """async (number) => {
    const slide = Reveal.getSlides()[number];
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v, 999);
    const frame = () => new Promise(requestAnimationFrame);
    const body = slide.querySelector('.slide-body');
    const ready = () => body.dataset.zoom && [...body.querySelectorAll('.widget-view[data-model]')].every((e) => e.dataset.alive);
    for (const end = performance.now() + 15000; !ready();) {
        if (performance.now() > end) throw new Error(`slide ${number + 1} does not come to rest`);
        await frame();
    }
    for (let tall = -1; tall !== body.scrollHeight || !ready();) { tall = body.scrollHeight; await frame(); await frame(); }
}"""


def deck_of(chapter):
    from course_lib.cli.notebook_tools.executed import executed

    path = next(NOTEBOOKS.glob(f"{chapter}_*.ipynb"))
    return deck_html(executed(path), path=str(path.parent))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_slide_is_seen_whole_and_large_enough(chapter, browser, watch, tmp_path):
    deck = tmp_path / "deck.html"
    deck.write_text(deck_of(chapter), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_init_script(REMEMBER)
    page = context.new_page()
    watch.follow(page)
    page.goto(deck.as_uri())
    page.wait_for_function("() => document.documentElement.dataset.deck === 'ready'")
    wrong = []
    for number in range(page.evaluate("() => Reveal.getTotalSlides()")):
        page.evaluate(SHOW, number)
        wrong += [
            f"slide {number + 1}, {sentence}" for sentence in page.evaluate(WRONG, LEAST | {"number": number})
        ]
    context.close()
    assert wrong == [], f"chapter {chapter}"
