"""The digits that travel with the widget: 400 to learn from, 100 to test with, four bits a pixel with ink."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError

Array = NDArray[np.float64]
TRAIN, TEST, PIXELS, CLASSES = 400, 100, 64, 10
LABELS = np.arange(TRAIN + TEST) % CLASSES  # the classes take turns, so that any first n are balanced


@lru_cache(maxsize=1)
def sent_digits() -> bytes:
    """The pixels, 0 to 16: one bit for each that says whether it has ink, then four bits for each that has.

    Example:
        >>> unpacked(sent_digits()).shape
        (500, 64)
    """
    from course_lib.data import digits

    parts = [_spread(digits(split="train"), TRAIN), _spread(digits(split="test"), TEST)]
    values = np.concatenate(parts).ravel()
    ink = values[values > 0] - np.uint8(1)
    halves = np.append(ink, np.zeros(len(ink) % 2, np.uint8))
    return np.packbits(values > 0).tobytes() + (halves[::2] | halves[1::2] << 4).tobytes()


def _spread(digits: object, count: int) -> NDArray[np.uint8]:
    """So many pictures, class after class in turn, taken evenly from all who wrote."""
    rows = np.rint(np.asarray(digits.flat) * 16).astype(np.uint8)  # type: ignore[attr-defined]
    labels, each = np.asarray(digits.labels), count // CLASSES  # type: ignore[attr-defined]
    chosen = []
    for label in range(CLASSES):
        there = np.flatnonzero(labels == label)
        chosen.append(there[np.arange(each) * len(there) // each])
    return rows[np.array(chosen).T.ravel()]


def unpacked(data: bytes) -> Array:
    """The pictures again, (500, 64) float64 from 0, paper, to 1, ink.

    Raises:
        ValueError: if the bytes do not hold 500 pictures.
    """
    count = (TRAIN + TEST) * PIXELS
    inked = np.unpackbits(np.frombuffer(data[: count // 8], np.uint8)) > 0
    pairs = np.frombuffer(data[count // 8 :], np.uint8)
    if len(inked) != count or len(pairs) != (int(inked.sum()) + 1) // 2:
        raise WidgetError(f"{len(data)} bytes do not hold {TRAIN + TEST} pictures of 8x8 pixels.")
    values = np.zeros(count)
    values[inked] = 1 + np.stack([pairs & 15, pairs >> 4], axis=1).ravel()[: int(inked.sum())]
    return values.reshape(-1, PIXELS) / 16.0
