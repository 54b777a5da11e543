"""Measure key press to repaint in Chromium: python -m tests.browser.bench.repaint [--dark] [--together] [WIDGET ...].

Every widget at its default size, all of them unless some are named: each surface that arrow keys walk,
one step of its playback, its first slider.

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
from course_lib.widgets.gallery import NAMES, example
from tests.browser.conftest import FLAGS

PRESSES = 120
ARROWS = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]
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


def measure(page: Any, target: Any, keys: list[str]) -> list[float]:
    """Press the keys one after another and return the milliseconds of each."""
    target.focus()
    page.evaluate("() => { times.length = 0; }")
    for k in range(PRESSES):
        time.sleep(random.uniform(0.02, 0.06))
        page.keyboard.press(keys[k % len(keys)])
        page.wait_for_function("n => times.length >= n", arg=k + 1)
    return page.evaluate("() => times")


def report(name: str, times: list[float]) -> None:
    """Print median, 95th percentile and the worst."""
    ordered = sorted(times)
    median, p95 = statistics.median(times), ordered[int(0.95 * (len(ordered) - 1))]
    verdict = "" if median <= 20 and p95 <= 40 else "  over"
    print(f"{name:<58} median {median:5.1f}  p95 {p95:5.1f}  most {ordered[-1]:5.1f} ms{verdict}", flush=True)


def moves(page: Any) -> list[tuple[str, Any, list[str]]]:
    """The moves of the widget on the page: what it is, where the keys go, which keys."""
    found = []
    faces = page.locator(".cl-widget .cl-interactive:visible")
    for number in range(faces.count()):
        label = (faces.nth(number).get_attribute("aria-label") or "")[:30]
        found.append((f"arrows on: {label}", faces.nth(number), ARROWS))
    step = page.locator(".cl-playback button:visible", has_text="Step")
    if step.count():
        found.append(("one step", step.first, ["Enter"]))
    sliders = page.locator(".cl-widget input[type=range]:visible")
    if sliders.count():
        found.append(
            ("its first slider", sliders.first, ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"])
        )
    return found


def main(words: list[str]) -> None:
    """Measure every move of the widgets that are named, or of all."""
    from playwright.sync_api import sync_playwright

    theme = "dark" if "--dark" in words else "light"
    program = find_chromium()
    if program is None:
        sys.exit(HOW)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto("data:text/html,<title>nothing</title><body tabindex=0>")
        page.evaluate(LISTEN)
        report("nothing to draw (the wait for a frame)", measure(page, page.locator("body"), ["x"]))
        for name in [word for word in words if not word.startswith("-")] or NAMES:
            target = write_page(notebook_of([example(name)]), Path(folder) / f"{name}.html", theme=theme)
            page.goto(target.as_uri())
            page.wait_for_selector("[data-alive=true]")
            page.evaluate(LISTEN)
            page.wait_for_timeout(500)
            for what, focus, keys in moves(page):
                report(f"{name}: {what}", measure(page, focus, keys))
        if "--together" in words:
            target = write_page(notebook_of(map(example, NAMES)), Path(folder) / "all.html", theme=theme)
            page.goto(target.as_uri())
            for view in page.locator(".widget-view").all():
                view.scroll_into_view_if_needed()
            page.wait_for_function("() => !document.querySelector('.widget-view:not([data-alive])')")
            page.evaluate(LISTEN)
            for what, focus, keys in moves(page)[:8]:
                report(f"{len(NAMES)} on one page, {what}", measure(page, focus, keys))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
