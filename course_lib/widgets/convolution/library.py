"""Pictures and kernels by name: the lectures' own, and a few that show what each kernel looks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from course_lib.widgets.base import WidgetError
from course_lib.widgets.convolution.math import Array, gabor

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Picture(NamedTuple):
    """A picture (C, H, W); `light` says that larger numbers are brighter, as in a photograph."""

    title: str
    make: Callable[[], Any]
    light: bool = False


class Kernel(NamedTuple):
    """A kernel (KH, KW), or (C, KH, KW) with one slice a channel, and what its sum is divided by."""

    title: str
    weights: Any
    divisor: float = 1.0


def _photo(name: str, size: tuple[int, int], grey: bool) -> Array:
    from course_lib import data

    picture = data.photo(name, size=size, grey=grey)
    picture = picture[None] if grey else np.moveaxis(picture, -1, 0)
    return _levels(picture)


def _levels(picture: Any) -> Array:
    """Brightness from 0 to 1 as one of 64 grey levels: 0, 4, 8 to 252."""
    return 4 * np.round(63 * np.asarray(picture, dtype=np.float64))


def _digit() -> Array:
    from course_lib import data

    fours = data.digits().only(4).images
    return _levels(np.pad(data.resample(fours[0], 22), 3))


def _lines() -> Array:
    """28x28 line drawing: a horizontal, a vertical, two diagonals and a square with its four corners."""
    picture = np.zeros((28, 28))
    picture[3, 3:12] = picture[3:12, 20] = 100
    for k in range(9):
        picture[16 + k, 3 + k] = picture[24 - k, 3 + k] = 100
    picture[16:25, 16:25] = 100
    return picture


FIVE = [[1, 2, 0, 3, 1], [1, 0, 0, 2, 2], [2, 1, 2, 1, 1], [0, 0, 1, 0, 0], [1, 2, 1, 1, 1]]
CROSS, CORNER, ONES = [[0, 1, 0], [1, 1, 1], [0, 1, 0]], [[1, 1, 0], [0, 1, 0], [0, 1, 0]], [[1] * 3] * 3
SMILEY = [[0, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0],
          [0, 1, 0, 0, 0, 1, 0], [0, 0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 0]]  # fmt: skip
VOLUME = [[[3, 1, -2, 4], [4, 1, 0, 5], [2, 2, 1, 0], [1, -2, -1, 2]],
          [[2, -1, 3, -2], [-3, 1, 0, 1], [-1, 2, -3, 2], [1, 0, 2, -5]],
          [[1, -1, 1, 2], [2, -1, -1, 0], [1, 0, 4, 3], [1, -3, 1, -2]]]  # fmt: skip

PICTURES = {
    "four": Picture("4×4, zeros and ones", lambda: [[1, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1]]),
    "volume": Picture("4×4, three channels", lambda: VOLUME),
    "cross": Picture("a cross, 3×3", lambda: CROSS),
    "hook": Picture("an L-like shape, 3×3", lambda: CORNER),
    "patches": Picture("three patches side by side", lambda: np.hstack([CROSS, CORNER, ONES])),
    "three": Picture("3×3, three grey levels", lambda: [[3, 2, 1], [1, 2, 3], [1, 1, 1]]),
    "five": Picture("5×5, four grey levels", lambda: FIVE),
    "slope": Picture("5×5, zeros and ones", lambda: np.array(
        [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]])),
    "smiley": Picture("a smiley, 7×7", lambda: SMILEY),
    "seven": Picture("7×7, numbered cells", lambda: np.arange(1, 50).reshape(7, 7)),
    "lines": Picture("lines and a square, 28×28", _lines),
    "digit": Picture("a written four, 28×28", _digit),
    "china": Picture("photograph, 43×64", lambda: _photo("china", (43, 64), True), True),
    "flower": Picture("photograph in colour, 28×28", lambda: _photo("flower", (28, 28), False), True),
}  # fmt: skip

KERNELS = {
    "identity": Kernel("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    "blur": Kernel("blur", ONES, 9),
    "weighted_blur": Kernel("weighted blur", [[0, 1, 0], [1, 4, 1], [0, 1, 0]], 8),
    "gaussian_blur": Kernel("Gaussian blur", [[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
    "sharpen": Kernel("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
    "intense_sharpen": Kernel("intensified sharpen", [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]]),
    "sharpen_5": Kernel("sharpen in a 5×5 grid", np.pad([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 1)),
    "blur_5": Kernel("blur in a 5×5 grid", np.pad(np.ones((3, 3)), 1), 9),
    "edge": Kernel("edge detect", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
    "emboss": Kernel("emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
    "vertical": Kernel("vertical line", [[-1, 1, -1]] * 3),
    "vertical_zero": Kernel("vertical line, sum zero", [[-1, 2, -1]] * 3),
    "horizontal": Kernel("horizontal line", [[-1] * 3, [1] * 3, [-1] * 3]),
    "horizontal_zero": Kernel("horizontal line, sum zero", [[-1] * 3, [2] * 3, [-1] * 3]),
    "diagonal_down": Kernel("falling diagonal", [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]]),
    "diagonal_up": Kernel("rising diagonal", [[-1, -1, 2], [-1, 2, -1], [2, -1, -1]]),
    "corner": Kernel("corner, top left", [[-1, -1, -1], [-1, 1, 1], [-1, 1, 1]]),
    "corner_top_right": Kernel("corner, top right", [[-1, -1, -1], [1, 1, -1], [1, 1, -1]]),
    "corner_bottom_left": Kernel("corner, bottom left", [[-1, 1, 1], [-1, 1, 1], [-1, -1, -1]]),
    "corner_bottom_right": Kernel("corner, bottom right", [[1, 1, -1], [1, 1, -1], [-1, -1, -1]]),
    "sobel": Kernel("Sobel, left to right", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "sobel_down": Kernel("Sobel, top to bottom", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "gabor": Kernel("Gabor", gabor(7, 7, 90, 5)),
    "two": Kernel("2×2 of the lecture", [[-1, 2], [4, -2]]),
    "volume": Kernel("2×2 on each of three channels", [[[-2, 3], [5, -1]]] * 3),
    "like_a_cross": Kernel("like a cross", [[0, 2, 3], [2, 4, 1], [0, 3, 0]]),
    "twisted": Kernel("3×3 of the lecture", [[-1, 1, 2], [1, 1, 0], [-1, -2, 0]]),
    "x_shape": Kernel("like an X", [[1, 0, 1], [0, 1, 0], [1, 0, 1]]),
    "mouth": Kernel("corner of a mouth", [[0, 0, 1], [1, 0, 0], [0, 1, 1]]),
    "row": Kernel("1×3 average", [[1, 1, 1]], 3),
    "column": Kernel("3×1 average", [[1], [1], [1]], 3),
    "mean_of_colours": Kernel("5×5 average over three channels", np.ones((3, 5, 5)), 75),
}


@lru_cache(maxsize=len(PICTURES))
def picture(name: str) -> Array:
    """The picture of that name, (C, H, W) float64, not to be written to."""
    if name not in PICTURES:
        raise WidgetError(f"there is no picture {name!r}: choose one of {', '.join(PICTURES)}.")
    made = np.array(PICTURES[name].make(), dtype=np.float64)
    made = made[None] if made.ndim == 2 else made
    made.flags.writeable = False
    return made


def kernel(name: str) -> Array:
    """The kernel of that name, (KH, KW) or (C, KH, KW) float64."""
    if name not in KERNELS:
        raise WidgetError(f"there is no kernel {name!r}: choose one of {', '.join(KERNELS)}.")
    return np.array(KERNELS[name].weights, dtype=np.float64)


@lru_cache(maxsize=1)
def sent() -> dict[str, Any]:
    """Pictures and kernels as the page gets them."""
    return {
        "pictures": [
            {"name": name, "title": found.title, "light": found.light, **_coded(picture(name))}
            for name, found in PICTURES.items()
        ],
        "kernels": [
            {
                "name": name,
                "title": found.title,
                "divisor": found.divisor,
                "shape": [1, *kernel(name).shape][-3:],
                "values": _short(kernel(name)),
            }
            for name, found in KERNELS.items()
        ],
    }


def _short(values: Array) -> list[float]:
    return [int(v) if v == int(v) else float(v) for v in values.ravel()]


def _coded(image: Array) -> dict[str, Any]:
    """The numbers of a small picture; of a large one a letter a pixel: its place in LETTERS, times 4."""
    shape = list(image.shape)
    if image.size <= 64:
        return {"shape": shape, "values": _short(image)}
    return {"shape": shape, "letters": "".join(LETTERS[int(v)] for v in image.ravel() / 4)}
