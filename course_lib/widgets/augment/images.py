"""The pictures that are augmented: photographs, digits, a letter; and what breaks their label."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.augment.math import Array, colour_axes
from course_lib.widgets.base import WidgetError
from course_lib.widgets.digit.model import numbers

PHOTO, DIGIT, LARGEST = 48, 24, 64
CLEAR = {2: 2, 6: 2, 8: 9}  # which picture of a digit among the test set's

# What a sample is where it is no longer what the label says, by `turn_word`; no entry where the label holds.
BROKEN = {
    "2": {
        "mirror up": "A mirrored 2 is no 2: it looks like an S or a 5.",
        "mirror half": "Mirrored and upside down, it is no 2.",
        "mirror side": "It lies on its side and is mirrored: no 2.",
        "plain side": "A 2 on its side is hard to call a 2.",
    },
    "6": {
        "plain half": "Half turned, a 6 is a 9: the label is wrong now.",
        "mirror up": "A mirrored 6 is no digit.",
        "mirror half": "Mirrored and half turned, a 6 is no digit.",
        "plain side": "A 6 on its side is neither a 6 nor a 9.",
        "mirror side": "Mirrored and on its side, a 6 is no digit.",
    },
    "8": {
        "plain side": "An 8 on its side reads as the sign for infinity.",
        "mirror side": "An 8 on its side reads as the sign for infinity.",
    },
    "b": {
        "mirror up": "A mirrored b is a d.",
        "plain half": "Half turned, a b is a q.",
        "mirror half": "Mirrored and half turned, a b is a p.",
        "plain side": "A b on its side is no letter.",
        "mirror side": "Mirrored and on its side, a b is no letter.",
    },
}
BROKEN["9"] = {
    key: text.replace("6", "#").replace("9", "6").replace("#", "9") for key, text in BROKEN["6"].items()
}
BROKEN["d"] = {"mirror up": "A mirrored d is a b.", "plain half": "Half turned, a d is a p."}

TITLES = {
    "flower": "Flower, a photograph", "china": "Temple, a photograph", "two": "The digit 2",
    "six": "The digit 6", "eight": "The digit 8", "b": "The letter b",
}  # fmt: skip


def _photo(name: str) -> NDArray[np.uint8]:
    from course_lib import data

    picture = data.photo(name)
    side = min(picture.shape[:2])
    left = (picture.shape[1] - side) // 2
    square = np.moveaxis(picture[:side, left : left + side], -1, 0)
    return np.rint(255 * np.moveaxis(data.resample(square, PHOTO), 0, -1)).astype(np.uint8)


def _digit(label: int) -> NDArray[np.uint8]:
    from course_lib import data

    digits = data.digits(split="test").only(label)
    small = data.resample(digits.images[CLEAR.get(label, 0)], 16)  # with a border, so that it may be turned
    return np.rint(255 * np.pad(small, (DIGIT - 16) // 2)).astype(np.uint8)[..., None]


def _letter() -> NDArray[np.uint8]:
    """A b: a stem and a bowl, drawn four times as fine and made smaller."""
    y, x = np.mgrid[: 4 * DIGIT, : 4 * DIGIT] / 4.0
    away = np.hypot(x - 12.5, (y - 15.5))
    ink = ((away > 3.4) & (away < 6.0)) | ((x > 6.4) & (x < 9.0) & (y > 2.5) & (y < 21.5))
    return np.rint(255 * ink.reshape(DIGIT, 4, DIGIT, 4).mean(axis=(1, 3))).astype(np.uint8)[..., None]


@lru_cache(maxsize=1)
def presets() -> tuple[tuple[str, str, str, NDArray[np.uint8]], ...]:
    """Name, title, label and pixels (H, W, C) of each picture."""
    pixels = {"flower": _photo("flower"), "china": _photo("china"), "two": _digit(2), "six": _digit(6),
              "eight": _digit(8), "b": _letter()}  # fmt: skip
    labels = {"flower": "flower", "china": "temple", "two": "2", "six": "6", "eight": "8", "b": "b"}
    return tuple((name, TITLES[name], labels[name], picture) for name, picture in pixels.items())


def described(name: str, title: str, label: str, pixels: NDArray[np.uint8]) -> dict[str, Any]:
    """A picture as the page reads it, without its pixels."""
    colour = pixels.shape[2] == 3
    values, vectors = colour_axes(pixels / 255) if colour else (np.zeros(0), np.zeros((0, 0)))
    return {
        "name": name,
        "title": title,
        "label": label,
        "shape": list(pixels.shape),
        "fill": "edge" if colour else "paper",
        "values": values.tolist(),
        "vectors": vectors.tolist(),
        "broken": BROKEN.get(label, {}),
    }


def checked_picture(image: Any) -> NDArray[np.uint8]:
    """A picture (H, W) or (H, W, 3) as levels (H, W, C), or a sentence that says what would fit.

    Example:
        >>> checked_picture(np.ones((4, 5))).shape
        (4, 5, 1)
    """
    given: Array = numbers(image, "image")
    if given.ndim == 2:
        given = given[..., None]
    if (
        given.ndim != 3
        or given.shape[2] not in (1, 3)
        or min(given.shape[:2]) < 4
        or max(given.shape[:2]) > LARGEST
    ):
        raise WidgetError(
            f"image: shape {given.shape} does not fit; (H, W) or (H, W, 3), 4 to {LARGEST} a side, would. "
            "course_lib.data.resample makes pictures smaller."
        )
    top = 255 if given.max() > 1 else 1
    if given.min() < 0 or given.max() > 255:
        raise WidgetError(
            f"image: pixels go from 0 to 1 or to 255; these go from {given.min():g} to {given.max():g}."
        )
    return np.rint(given * (255 / top)).astype(np.uint8)
