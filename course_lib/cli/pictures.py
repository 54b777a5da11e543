"""The pictures of the README, drawn from the course's own pages: ``python -m course_lib.cli.pictures``."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode
from PIL import Image

from course_lib.cli import project
from course_lib.cli.browser import HOW, find_chromium
from course_lib.cli.page import notebook_of, write_page

FOLDER = "docs/pictures"
WIDTH, HEIGHT = 960, 720
COLOURS = 96  # of a stored picture
GRID = (22, 17)
# Tried on all three: other letters come to 0.016 at most, in colour to 0.02; a widget without its controls or
# its canvas, or lower by 60 pixels, to 0.0205 at least; one in other colours to 0.4 in colour.
MOST_LAYOUT, MOST_COLOUR = 0.02, 0.2


@dataclass(frozen=True)
class Picture:
    """A picture: its file's name, what it shows in words, its notebook, and where in the page to look."""

    name: str
    alt: str
    notebook: Callable[[], NotebookNode]
    place: str = ".widget-view"


def of_widget(name: str, **options: Any) -> Callable[[], NotebookNode]:
    """One widget, without a kernel."""
    from course_lib.widgets.gallery import example

    return lambda: notebook_of([example(name, **options)])


def of_cells(chapter: str, *names: str) -> Callable[[], NotebookNode]:
    """Cells of a chapter, as a run of it leaves them."""

    def run() -> NotebookNode:
        from course_lib.cli.notebook_tools import files
        from course_lib.cli.notebook_tools.executed import executed

        notebook = executed(files.find([chapter])[0], 600)
        notebook.cells = [cell for cell in notebook.cells if cell.id in names]
        return notebook

    return run


PICTURES = (
    Picture(
        "chapter.png",
        "A page of chapter 01: two lines of Python and, below them, the widget that they make, in which "
        "points can be dragged across the line of a neuron.",
        of_cells("01", "three-touch", "three-widget"),
        "main",
    ),
    Picture(
        "lenet.png",
        "A convolutional network reads a drawn 3: every layer's feature maps, from the image to the verdict.",
        of_widget("FeatureMaps"),
    ),
    Picture(
        "descent.png",
        "Three optimisers walk down the same valley, as a map with their paths and as curves of their loss.",
        of_widget("DescentExplorer"),
    ),
)


def draw(browser: Any, picture: Picture, style: str = "") -> Image.Image:
    """Draw a picture in a Chromium of Playwright's; `style` is CSS that is added to the page."""
    context = browser.new_context(viewport={"width": WIDTH + 40, "height": 1200}, reduced_motion="reduce")
    try:
        with tempfile.TemporaryDirectory() as folder:
            page = context.new_page()
            page.goto(write_page(picture.notebook(), Path(folder) / "page.html", theme="light").as_uri())
            page.wait_for_selector(".widget-view[data-alive=true]", timeout=30_000)
            page.add_style_tag(content=f"main {{ padding: 0 20px }} {style}")
            page.evaluate("() => document.fonts.ready")
            box = page.locator(picture.place).first.bounding_box()
            clip = {"x": box["x"] + (20 if picture.place == "main" else 0), "y": box["y"]}
            made = page.screenshot(full_page=True, clip={**clip, "width": WIDTH, "height": HEIGHT})
    finally:
        context.close()
    return Image.open(io.BytesIO(made)).convert("RGB").quantize(COLOURS)


def layout_difference(one: Image.Image, other: Image.Image) -> float:
    """How unlike two pictures are in the fields of a coarse grid, 0 to 1: a field is larger than a letter.

    >>> white, black = (Image.new("RGB", (100, 80), colour) for colour in ("white", "black"))
    >>> layout_difference(white, white), layout_difference(white, black)
    (0.0, 1.0)
    """
    fields = [
        np.asarray(image.convert("RGB").resize(GRID, Image.Resampling.BOX), dtype=float) / 255
        for image in (one, other)
    ]
    return float(np.abs(fields[0] - fields[1]).mean())


def colour_difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the coloured places that have another hue, 0 to 1, wherever they are; letters have none.

    >>> red, blue, grey = (Image.new("RGB", (100, 80), colour) for colour in ("red", "blue", "grey"))
    >>> colour_difference(red, red), colour_difference(red, blue), colour_difference(red, grey)
    (0.0, 1.0, 1.0)
    """
    found = []
    for image in (one, other):
        hue, saturation, value = np.asarray(image.convert("RGB").convert("HSV"), dtype=int).reshape(-1, 3).T
        coloured = (saturation > 70) & (value > 40)
        found.append(np.bincount((hue[coloured] + 10) % 256 // 22, minlength=12) / hue.size)
    return float(np.abs(found[0] - found[1]).sum() / max(found[0].sum() + found[1].sum(), 1e-9))


def main() -> int:
    """Draw all pictures and store them."""
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        print(HOW, file=sys.stderr)
        return 1
    folder = project.root() / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for picture in PICTURES:
            target = folder / picture.name
            draw(browser, picture).save(target, optimize=True)
            print(f"{FOLDER}/{picture.name}: {target.stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
