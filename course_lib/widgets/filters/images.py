"""The images that may lie over the tiles, and what the page gets of sets and images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError, pack
from course_lib.widgets.digit.model import numbers
from course_lib.widgets.filters.arrays import Array
from course_lib.widgets.filters.presets import PATCHES

FIRST = {"digits": 3}


def fits(size: Sequence[int], shape: Sequence[int]) -> bool:
    """Whether an image of this size covers tiles of a stack of this shape (T, N, H, W)."""
    return size[0] >= shape[2] and size[1] >= shape[3]


def joined(sets: Sequence[tuple[dict[str, Any], bytes]]) -> dict[str, Any]:
    """Several sets as the traits of a gallery."""
    return {
        "_sets": [{**made, "bytes": len(data)} for made, data in sets],
        "_data": b"".join(d for _, d in sets),
    }


def image_state(image: Array) -> dict[str, Any]:
    """An image as the traits of a gallery, or a sentence that says what would fit."""
    if image.ndim != 2 or image.size == 0 or max(image.shape) > 64:
        raise WidgetError(f"image: shape {image.shape} does not fit; (h, w) up to (64, 64) would.")
    return {"_image_size": list(image.shape), "_image": pack(image)}


def samples_sent(own: Any) -> dict[str, Any]:
    """The images to choose from, two hexadecimal digits a pixel."""
    from course_lib.data import digits

    test = digits().test
    first = np.unique(test.labels, return_index=True)[1]
    groups = {
        "digits": _group([str(k) for k in range(10)], test.images[first], 16),
        "patches": _group(list(PATCHES), np.array(list(PATCHES.values())), 1),
    }
    if own is not None:
        pictures = numbers(own, "samples")
        if pictures.ndim != 3 or not 1 <= len(pictures) <= 20 or pictures.min() < 0 or pictures.max() > 1:
            raise WidgetError(
                f"samples: shape {pictures.shape} does not fit; 1 to 20 pictures (n, h, w) from 0 to 1 would."
            )
        groups["own"] = _group([f"#{k}" for k in range(len(pictures))], pictures, 255)
    return groups


def _group(names: Sequence[str], pictures: Any, levels: int) -> dict[str, Any]:
    items = [
        [n, np.rint(p * levels).astype(np.uint8).tobytes().hex()]
        for n, p in zip(names, pictures, strict=True)
    ]
    return {"size": list(pictures.shape[1:]), "levels": levels, "items": items}


def first_image(made: dict[str, Any], groups: dict[str, Any]) -> Array:
    """The image that a set begins with: one of its group, or an empty one."""
    size, group = made["weights"]["shape"][2:], groups.get(made["samples"])
    if not group or not fits(group["size"], made["weights"]["shape"]):
        return np.zeros(size)
    _, text = group["items"][min(FIRST.get(made["samples"], 0), len(group["items"]) - 1)]
    levels = np.frombuffer(bytes.fromhex(text), np.uint8)
    return (levels / group["levels"]).reshape(group["size"])
