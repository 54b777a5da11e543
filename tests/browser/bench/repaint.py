"""Measure a widget's key press to repaint in Chromium: python -m tests.browser.bench.repaint [light|dark].

From the key event to the end of the frame that shows it, in milliseconds: the wait for the next frame,
the drawing, and the browser's own layout and painting. Presses come at random moments of a frame, as a
person's do. It reports and decides nothing.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from course_lib.cli.browser import HOW, find_chromium
from course_lib.cli.page import notebook_of, write_page
from course_lib.widgets import DecisionPlayground
from tests.browser.conftest import FLAGS

PRESSES = 200
LISTEN = """() => {
    window.times = [];
    addEventListener('keydown', () => {
        const start = performance.now();
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => times.push(performance.now() - start);
            channel.port2.postMessage(0);  // runs once the frame has been produced
        });
    }, { capture: true });
}"""


def measure(page: Any, focus: str, keys: list[str]) -> list[float]:
    """Press the keys one after another and return the milliseconds of each."""
    page.locator(focus).first.focus()
    page.evaluate("() => { times.length = 0; }")
    for k in range(PRESSES):
        time.sleep(random.uniform(0.02, 0.06))
        page.keyboard.press(keys[k % len(keys)])
        page.wait_for_function("n => times.length >= n", arg=k + 1)
    return page.evaluate("() => times")


def report(name: str, times: list[float]) -> None:
    """Print median, 95th percentile and the worst."""
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{name:<46} median {statistics.median(times):5.1f}  p95 {p95:5.1f}  most {ordered[-1]:5.1f} ms")


def main(theme: str) -> None:
    """Measure the playground's moves: choosing and moving a point, a step of training, the error surface."""
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        sys.exit(HOW)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        target = write_page(notebook_of([DecisionPlayground()]), Path(folder) / "bench.html", theme=theme)
        page.goto(target.as_uri())
        page.wait_for_selector(".dp-loss strong")
        page.evaluate(LISTEN)
        arrows = ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"]
        page.evaluate("() => { document.body.tabIndex = -1; }")
        report("nothing to draw (the wait for a frame)", measure(page, "body", ["x"]))
        report("choose a point", measure(page, ".dp-plane", arrows))
        page.keyboard.press("Enter")
        report("move a point, 60 points", measure(page, ".dp-plane", arrows))
        page.keyboard.press("Escape")
        report("one step of descent", measure(page, "button.cl-button:has-text('Step')", ["Enter"]))
        page.get_by_role("radio", name="the weights").check()
        report("move on the error surface", measure(page, ".dp-right .cl-interactive", arrows))
        report("one step, error surface shown", measure(page, "button.cl-button:has-text('Step')", ["Enter"]))
        page.get_by_role("radio", name="sign", exact=True).check()
        page.locator(".dp-plane").focus()
        page.keyboard.press("Enter")
        report("move a point, sign output", measure(page, ".dp-plane", arrows))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "light")
