"""How large a block is drawn: its height tells the side of the maps, its width how many there are."""

from __future__ import annotations

import math
from collections.abc import Sequence


def extent(shape: Sequence[int]) -> tuple[float, float]:
    """Width and height of a block, each from 0 to 1, on scales that keep 1 and 4096 channels in one picture.

    >>> extent((3, 224, 224))[1] > extent((512, 14, 14))[1]
    True
    """
    channels, side = (shape[0], max(shape[1:])) if len(shape) == 3 else (1, 0)
    if len(shape) == 1:
        return 0.22, 0.25 + 0.6 * min(1.0, math.log2(1 + shape[0]) / 14)
    return 0.16 + 0.8 * min(1.0, math.log2(1 + channels) / 12), 0.1 + 0.85 * min(1.0, math.sqrt(side / 256))
