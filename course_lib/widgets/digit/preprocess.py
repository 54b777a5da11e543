"""From a drawing to the picture that a model sees: prepared as the training data were."""

from __future__ import annotations

from typing import Any

import numpy as np

GRID = 128
"""The pad's own fine grid: GRID x GRID squares, each with ink or without."""

LEVELS = {8: 16, 28: 255}
"""The darkest level of a pixel: 16 of 16 small squares in scikit-learn's digits, 255 in MNIST."""


def preprocess(bitmap: Any, size: int = 8, centre: bool = True) -> np.ndarray:
    """Turn a drawing into the picture that a model was trained on.

    `size=8` follows scikit-learn's digits: slant taken out, scaled into 20 columns and 32 rows of a 32x32
    bitmap, then the inked squares of each 4x4 block counted (0 to 16) and divided by 16.
    `size=28` follows MNIST: scaled into a 20x20 box with its proportions kept, each pixel the mean ink
    under it, then moved by whole pixels until its centre of mass lies at pixel (14, 14) of 28x28.

    Args:
        bitmap: (128, 128) of 0 and 1 (or bool), 1 where there is ink.
        size: 8 or 28.
        centre: False skips slant, scaling and centring: the whole pad is made smaller as it is.

    Returns:
        (size, size) float32 in [0, 1], ink 1.

    Raises:
        ValueError: if the bitmap is not 128x128 of 0 and 1, or the size is neither 8 nor 28.

    Sources: E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998, with NISTIR 5469
    (Garris et al., 1994); Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.

    >>> bitmap = np.zeros((128, 128), dtype=np.uint8)
    >>> bitmap[20:110, 60:72] = 1
    >>> (preprocess(bitmap, 8)[4] * 16).astype(int)
    array([ 0,  0,  0, 16, 16,  0,  0,  0])
    """
    ink = _checked_bitmap(bitmap)
    levels = digit_levels(ink, check_size(size), centre)
    return (levels / LEVELS[size]).astype(np.float32)


def digit_levels(ink: np.ndarray, size: int, centre: bool) -> np.ndarray:
    """Return the picture as whole numbers, 0 to `LEVELS[size]`: (size, size) int64."""
    if not ink.any():
        return np.zeros((size, size), dtype=np.int64)
    if size == 8:
        return _blocks(_upright(ink) if centre else ink, centre)
    return _mass_centred(ink) if centre else _grey(ink, 28, 28)


def _blocks(ink: np.ndarray, centre: bool) -> np.ndarray:
    fine = np.zeros((32, 32), dtype=np.int64)
    box = _bounding_box(ink) if centre else ink
    height, width = box.shape
    rows = cols = 32
    if centre:
        # Digits fill the box, as in the data; a bare stroke is stretched to at most twice its proportion.
        cols = max(1, min(20, 64 * width // height))
        rows = max(1, min(32, 2 * height * cols // width))
    inked = 2 * _resample(box, rows, cols) >= height * width
    top, left = (32 - rows) // 2, (32 - cols) // 2
    fine[top : top + rows, left : left + cols] = inked
    return fine.reshape(8, 4, 8, 4).sum(axis=(1, 3))


def _mass_centred(ink: np.ndarray) -> np.ndarray:
    box = _bounding_box(ink)
    height, width = box.shape
    longer = max(height, width)
    grey = _grey(
        box, max(1, (40 * height + longer) // (2 * longer)), max(1, (40 * width + longer) // (2 * longer))
    )
    picture = np.zeros((28, 28), dtype=np.int64)
    top, left = _offset(grey.sum(axis=1)), _offset(grey.sum(axis=0))
    picture[top : top + grey.shape[0], left : left + grey.shape[1]] = grey
    return picture


def _offset(mass: np.ndarray) -> int:
    """Whole pixels from the edge to the box, so that its mean pixel number is nearest to 14, as in MNIST."""
    total = int(mass.sum())
    moment = 2 * int((np.arange(len(mass)) * mass).sum())
    return (
        min(max((29 * total - moment) // (2 * total), 0), 28 - len(mass)) if total else (28 - len(mass)) // 2
    )


def _grey(box: np.ndarray, rows: int, cols: int) -> np.ndarray:
    area = box.size
    return (2 * 255 * _resample(box, rows, cols) + area) // (2 * area)


def _resample(box: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """Ink under each of rows x cols new pixels; a full one counts box.size (exact integers)."""
    height, width = box.shape
    return _overlaps(height, rows) @ box.astype(np.int64) @ _overlaps(width, cols).T


def _overlaps(old: int, new: int) -> np.ndarray:
    """(new, old): the length that new pixel i shares with old pixel j, `new` units long."""
    i, j = np.arange(new)[:, None], np.arange(old)[None, :]
    return np.maximum(0, np.minimum((i + 1) * old, (j + 1) * new) - np.maximum(i * old, j * new))


def _bounding_box(ink: np.ndarray) -> np.ndarray:
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def _upright(ink: np.ndarray) -> np.ndarray:
    """Push the rows sideways until columns and rows of the ink are uncorrelated (at most 45 degrees)."""
    y, x = np.nonzero(ink)
    n, sx, sy = len(x), int(x.sum()), int(y.sum())
    shared, spread = n * int((x * y).sum()) - sx * sy, n * int((y * y).sum()) - sy * sy
    # The slope in 256ths: whole numbers from here on, so that every machine and the browser agree.
    slope = min(max((512 * shared + spread) // (2 * spread), -256), 256) if spread else 0
    sheared = np.zeros((GRID, 3 * GRID), dtype=ink.dtype)
    for row in range(GRID):
        start = GRID - (slope * (2 * row - GRID) + 256) // 512
        sheared[row, start : start + GRID] = ink[row]
    return sheared


def check_size(size: Any) -> int:
    """Return `size` if it is 8 or 28.

    Raises:
        ValueError: otherwise.

    >>> check_size(28)
    28
    """
    if size not in LEVELS:
        raise ValueError(f"DigitPad: size is 8 (scikit-learn's digits) or 28 (MNIST), not {size!r}.")
    return int(size)


def _checked_bitmap(bitmap: Any) -> np.ndarray:
    ink = np.asarray(bitmap)
    if ink.shape != (GRID, GRID):
        raise ValueError(
            f"preprocess: the drawing has shape {ink.shape}; the pad's grid is ({GRID}, {GRID})."
        )
    if not np.isin(ink, (0, 1)).all():
        raise ValueError("preprocess: the drawing holds other values than 0 (paper) and 1 (ink).")
    return ink.astype(np.uint8)
