"""What the pooling explorer starts from: the tables of the lectures, a real digit, a bar that shifts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A 4 of the embedded digits (course_lib.data.digits().images[4], in sixteenths of full ink).
FOUR = """0 0 0 1 11 0 0 0|0 0 0 7 8 0 0 0|0 0 1 13 6 2 2 0|0 0 7 15 0 9 8 0
|0 5 16 10 0 16 6 0|0 4 15 16 13 16 1 0|0 0 0 3 15 10 0 0|0 0 0 2 16 4 0 0"""
SEVENS = """1 0 2 5 3 1 4|0 6 1 2 7 0 2|3 2 9 4 1 5 0|1 8 0 3 2 6 1
|4 0 5 1 0 2 3|2 7 1 6 4 8 0|0 1 3 2 5 1 2"""


def _table(text: str) -> NDArray[np.float64]:
    return np.array([[float(v) for v in row.split()] for row in text.split("|")])


def _bar() -> NDArray[np.float64]:
    bar = np.zeros((8, 8))
    bar[2:6, 2] = 9
    return bar


def _ring() -> NDArray[np.float64]:
    """The vertical edges of a ring: a map of 26x26, as a 3x3 kernel makes of a picture of 28x28."""
    r, c = np.indices((28, 28)) - 13.5
    away = np.hypot(r, c)
    ring = ((away > 6) & (away < 10)).astype(float)
    wide = ring[:, 2:] - ring[:, :-2]
    return np.maximum(wide[:-2] + 2 * wide[1:-1] + wide[2:], 0)


def _preset(title: str, image: Any, size: int, stride: int, **more: str) -> dict[str, Any]:
    return {"title": title, "image": image, "size": size, "stride": stride, "pooling": "max",
            "view": "window", "colours": "windows", **more}  # fmt: skip


@lru_cache(maxsize=1)
def presets() -> dict[str, dict[str, Any]]:
    """Every preset by name: title, image (H, W), size, stride, pooling, view and colours."""
    frames = _table("3 8 1 4|5 2 6 -1|-3 5 9 1|4 5 7 2")
    slice_ = _table("1 1 2 4|5 6 7 8|3 2 1 0|1 2 3 4")
    return {
        "frames": _preset("Max pooling, frame by frame (4×4)", frames, 2, 2),
        "slice": _preset("One depth slice (4×4)", slice_, 2, 2),
        "average": _preset("Average pooling of the slice", slice_, 2, 2, pooling="average"),
        "l2": _preset("L2 pooling of the slice", slice_, 2, 2, pooling="l2"),
        "thirds": _preset("Regions of p×p, p = 3 (6×6)", _table(SEVENS)[:6, :6], 3, 3),
        "leftover": _preset("A border left over (7×7)", _table(SEVENS), 2, 2),
        "overlapping": _preset("Overlapping windows: 3×3, stride 2", _table(SEVENS), 3, 2,
                               colours="cividis", view="gradient"),
        "bar": _preset("A bar that shifts", _bar(), 2, 2, view="move", colours="grey"),
        "digit": _preset("A handwritten 4 that moves (8×8)", _table(FOUR), 2, 2, view="move", colours="grey"),
        "map": _preset("A feature map: 26×26 to 13×13", _ring(), 2, 2, colours="cividis"),
        "empty": _preset("Your own table (type the numbers)", np.zeros((4, 4)), 2, 2),
    }  # fmt: skip


NAMES = (
    "frames",
    "slice",
    "average",
    "l2",
    "thirds",
    "leftover",
    "overlapping",
    "bar",
    "digit",
    "map",
    "empty",
)


def sent() -> list[dict[str, Any]]:
    """The presets as the page gets them: plain numbers."""
    return [
        {**p, "name": name, "shape": list(p["image"].shape), "image": [_plain(v) for v in p["image"].ravel()]}
        for name, p in presets().items()
    ]


def _plain(value: float) -> float:
    return int(value) if value == int(value) else float(value)
