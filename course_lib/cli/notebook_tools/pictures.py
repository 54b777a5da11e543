"""Pictures in outputs, compared as pixels: two machines rarely write the same bytes for the same picture."""

from __future__ import annotations

import base64
import binascii
import io

import numpy as np
from nbformat import NotebookNode

LEVELS = 24  # of 255: the rounding of anti-aliased edges stays below this
SHARE = 0.005  # of all values may differ by more


def pixels(encoded: str) -> np.ndarray | None:
    """Decode base64 PNG or JPEG into (H, W, 4) uint8, or None when it is no picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
        return np.asarray(picture.convert("RGBA"))
    except (UnidentifiedImageError, binascii.Error, OSError, SyntaxError, ValueError):
        return None


def look_alike(first: str, second: str) -> bool:
    """Whether two base64 pictures look the same: equal sizes, at most 0.5 % of the values differ visibly."""
    if first == second:
        return True
    one, other = pixels(first), pixels(second)
    if one is None or other is None or one.shape != other.shape:
        return False
    difference = np.abs(one.astype(np.int16) - other.astype(np.int16))
    return bool(np.mean(difference > LEVELS) <= SHARE)


def keep_pictures(new: NotebookNode, old: NotebookNode) -> None:
    """Put the stored bytes back into `new` where the picture of `old` in the same place looks alike."""
    stored = {cell.get("id"): _pictures(cell) for cell in old.cells}
    for cell in new.cells:
        for place, data, mime in _pictures(cell):
            for old_place, old_data, old_mime in stored.get(cell.get("id"), []):
                if (old_place, old_mime) == (place, mime) and look_alike(data[mime], old_data[mime]):
                    data[mime] = old_data[mime]


def _pictures(cell: NotebookNode) -> list[tuple[int, NotebookNode, str]]:
    """Each picture of a cell: the number of the output among those with data, its data, its mime type."""
    bundles = [output.data for output in cell.get("outputs", []) if "data" in output]
    return [
        (place, data, mime)
        for place, data in enumerate(bundles)
        for mime in ("image/png", "image/jpeg")
        if mime in data
    ]
