"""Which place is it? Crops of the two photographs: a stand-in for ImageNet that needs no download."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_lib.data.pictures import PHOTOS, photo

GRID = 4  # each photograph is cut into 4x4 places
PLACES = len(PHOTOS) * GRID * GRID


def places(n: int, seed: int = 0, size: int = 48) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Crops (n, 3, size, size) of 32 places in the two photographs, and which place each is from (n,).

    The two photographs are cut into 4x4 places each. A crop lies anywhere in its place; half of them are
    mirrored, and each has another contrast and another cast of colour, as photographs have. Its mean is
    about 0, its spread about 1. Other seeds give other crops of the same 32 places, which may overlap.
    Raises ValueError for fewer than one crop, or a size that does not fit into a place (1 to 106 pixels).

    >>> X, y = places(5)
    >>> X.shape, y.shape, int(y.max()) < PLACES
    ((5, 3, 48, 48), (5,), True)
    """
    pictures = [photo(name) for name in PHOTOS]
    height, width = (side // GRID for side in pictures[0].shape[:2])
    if n < 1 or not 1 <= size <= height:
        raise ValueError(f"places needs n of at least 1 and a size from 1 to {height}, not {n} and {size}")
    random = np.random.default_rng(seed)
    X, y = np.empty((n, 3, size, size), np.float32), random.integers(0, PLACES, n)
    for i, place in enumerate(y):
        which, tile = divmod(int(place), GRID * GRID)
        row, column = divmod(tile, GRID)
        top = row * height + random.integers(0, height - size + 1)
        left = column * width + random.integers(0, width - size + 1)
        crop = pictures[which][top : top + size, left : left + size]
        if random.random() < 0.5:
            crop = crop[:, ::-1]
        crop = (crop - crop.mean()) * random.uniform(0.6, 1.4) + random.normal(0, 0.05, 3)
        X[i] = crop.transpose(2, 0, 1) / 0.25
    return X, y
