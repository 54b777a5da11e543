"""The README's pictures show the course as it is now, and the comparison sees what it has to see."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from course_lib.cli import pictures

ROOT = Path(__file__).parents[2]
CHANGES = {
    "its controls are gone": ".cl-widget :is(button, select, input) { display: none !important }",
    "its canvas is empty": ".cl-widget canvas { visibility: hidden }",
    "other colours": ".cl-widget :is(canvas, svg) { filter: hue-rotate(60deg) }",
    "its parts stand elsewhere": ".cl-widget { padding-top: 60px !important }",
}


def unlike(drawn: Image.Image, stored: Image.Image) -> bool:
    layout = pictures.layout_difference(drawn, stored)
    return layout > pictures.MOST_LAYOUT or pictures.colour_difference(drawn, stored) > pictures.MOST_COLOUR


@pytest.mark.parametrize("picture", pictures.PICTURES, ids=lambda picture: picture.name)
def test_a_stored_picture_is_current_and_small(browser, picture):
    file = ROOT / pictures.FOLDER / picture.name
    assert file.stat().st_size < 150_000
    with Image.open(file) as stored:
        assert stored.size == (pictures.WIDTH, pictures.HEIGHT)
        drawn = pictures.draw(browser, picture)
        assert not unlike(drawn, stored), "draw them again: python -m course_lib.cli.pictures"


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.replace(" ", "-"))
def test_a_changed_widget_is_seen(browser, change):
    picture = pictures.PICTURES[-1]
    with Image.open(ROOT / pictures.FOLDER / picture.name) as stored:
        assert unlike(pictures.draw(browser, picture, CHANGES[change]), stored)


def test_other_letters_are_not_a_change(browser):
    picture = pictures.PICTURES[-1]
    with Image.open(ROOT / pictures.FOLDER / picture.name) as stored:
        drawn = pictures.draw(browser, picture, "* { font-family: serif !important }")
        assert pictures.layout_difference(drawn, stored) > 0.005
        assert not unlike(drawn, stored)
