"""Photographs, small pictures of 2x2 pixels, and resampling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

PHOTOS = ("china", "flower")
GREY_WEIGHTS = (0.299, 0.587, 0.114)  # luma of ITU-R BT.601: the eye is most sensitive to green


def interpolation(inputs: int, outputs: int) -> NDArray[np.float64]:
    """Weights (outputs, inputs) of linear interpolation; each row sums to one.

    Pixels are little squares, so the centre of output pixel i lies at (i + 1/2) inputs/outputs - 1/2.
    When a picture shrinks, the triangle is widened so that every input pixel counts.

    >>> interpolation(2, 4).round(2).tolist()
    [[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.0, 1.0]]
    """
    centres = (np.arange(outputs) + 0.5) * inputs / outputs - 0.5
    centres = centres.clip(0, inputs - 1)
    width = max(1.0, inputs / outputs)
    weights = np.maximum(0.0, 1.0 - np.abs(centres[:, None] - np.arange(inputs)) / width)
    return weights / weights.sum(axis=1, keepdims=True)


def resample(images: NDArray, height: int, width: int | None = None) -> NDArray[np.float32]:
    """Pictures (..., H, W) in another size (..., height, width), float32, by bilinear interpolation.

    Values never leave the range of the input. Raises ValueError for sizes below 1.

    >>> resample(np.array([[0.0, 1.0]]), 1, 4).tolist()
    [[0.0, 0.25, 0.75, 1.0]]
    """
    width = height if width is None else width
    if height < 1 or width < 1:
        raise ValueError(f"a picture has at least 1x1 pixels, so {height}x{width} cannot be made")
    rows = interpolation(images.shape[-2], height)
    columns = interpolation(images.shape[-1], width)
    out = (rows @ images.astype(np.float64) @ columns.T).astype(np.float32)
    # Rounding may leave the input's range by one bit; pixels stay within it.
    return out.clip(np.float32(images.min()), np.float32(images.max()))


def shift(images: NDArray, down: int, right: int) -> NDArray:
    """Pictures (..., H, W) moved by whole pixels; zeros come in at the edge, negative means up or left.

    >>> shift(np.array([[1, 2], [3, 4]]), 1, 0).tolist()
    [[0, 0], [1, 2]]
    """
    out = np.zeros_like(images)
    height, width = images.shape[-2:]
    if abs(down) < height and abs(right) < width:
        to = (slice(max(0, down), height + min(0, down)), slice(max(0, right), width + min(0, right)))
        source = (slice(max(0, -down), height - max(0, down)), slice(max(0, -right), width - max(0, right)))
        out[(..., *to)] = images[(..., *source)]
    return out


def framed(images: ArrayLike, size: int = 28, margin: int = 4) -> NDArray[np.float32]:
    """Pictures (..., H, W) resampled into the middle of (..., size, size): `margin` pixels stay free around.

    The defaults are MNIST's format, 20x20 pixels in the middle of 28x28.
    Raises ValueError where the margins leave no pixel.

    >>> framed(np.ones((2, 8, 8))).shape, framed([[1.0]], size=3, margin=1).tolist()
    ((2, 28, 28), [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    """
    if margin < 0 or size <= 2 * margin:
        raise ValueError(f"a margin of {margin} on each side leaves no picture of {size} pixels")
    inside = resample(np.asarray(images), size - 2 * margin)
    return np.pad(inside, [(0, 0)] * (inside.ndim - 2) + [(margin, margin)] * 2)


def anywhere(images: NDArray, most: int, copies: int = 1, seed: int = 0) -> NDArray:
    """`copies` of pictures (N, H, W), or (N, C, H, W), each moved at random by up to `most` pixels.

    First all pictures once, then all again: (copies * N, ...). Each move is drawn from -most to most, both
    down and to the right.

    >>> moved = anywhere(np.eye(3).reshape(1, 3, 3), most=1, copies=4)
    >>> moved.shape, bool((moved.sum((1, 2)) <= 3).all())
    ((4, 3, 3), True)
    """
    random = np.random.default_rng(seed)
    moves = (random.integers(-most, most + 1, 2) for _ in range(copies * len(images)))
    return np.array([shift(image, *move) for image, move in zip(list(images) * copies, moves, strict=True)])


@lru_cache(maxsize=2)
def _photo(name: str) -> NDArray[np.float32]:
    from sklearn.datasets import load_sample_image

    image = load_sample_image(f"{name}.jpg").astype(np.float32) / np.float32(255)
    image.flags.writeable = False
    return image


def photo(
    name: str = "china", size: int | tuple[int, int] | None = None, grey: bool = False
) -> NDArray[np.float32]:
    """One of scikit-learn's two photographs as (H, W, 3) float32 in [0, 1], 427x640 pixels; your own copy.

    `size` is the longer side in pixels, or (height, width). With `grey` the shape is (H, W).
    Raises ValueError for an unknown name. Both photographs are free to use with attribution (CC BY):
    "china" by Sodaconnection, "flower" by Vultilion.

    >>> photo("flower", size=64, grey=True).shape
    (43, 64)
    """
    if name not in PHOTOS:
        raise ValueError(f"there is no photograph {name!r}: choose one of {', '.join(PHOTOS)}")
    image = _photo(name)
    if grey:
        image = image @ np.array(GREY_WEIGHTS, dtype=np.float32)
    if size is None:
        return image.copy()
    if isinstance(size, int):
        longest = max(image.shape[:2])
        size = (
            max(1, round(image.shape[0] * size / longest)),
            max(1, round(image.shape[1] * size / longest)),
        )
    if image.ndim == 2:
        return resample(image, *size)
    return np.moveaxis(resample(np.moveaxis(image, -1, 0), *size), 0, -1).copy()


@dataclass(frozen=True)
class Patches:
    """Pictures of 2x2 pixels in three classes: X (N, 4) float64 in [0, 1], y (N,) int64 from 0 to 2.

    The pixels of a row are top left, top right, bottom left, bottom right.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64]
    classes: tuple[str, ...] = ("top", "left", "diagonal")

    @property
    def images(self) -> NDArray[np.float64]:
        """The same pictures as (N, 2, 2)."""
        return self.X.reshape(-1, 2, 2)

    def __iter__(self) -> Iterator[NDArray]:
        return iter((self.X, self.y))

    def __len__(self) -> int:
        return len(self.y)

    def __repr__(self) -> str:
        return f"Patches({len(self)} pictures of 2×2, classes {', '.join(self.classes)})"


PATTERNS = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1]], dtype=float)


def patches(n: int = 20, noise: float = 0.12, seed: int = 0) -> Patches:
    """`n` pictures of 2x2 pixels for each of three classes: bright top, bright left, bright diagonal.

    `noise` is the standard deviation added to each pixel before it is kept within [0, 1].
    Raises ValueError for fewer than one picture.

    >>> X, y = patches(n=5)
    >>> X.shape, y.tolist()[:6]
    ((15, 4), [0, 1, 2, 0, 1, 2])
    """
    if n < 1:
        raise ValueError(f"patches needs at least one picture a class, not n={n}")
    random = np.random.default_rng(seed)
    y = np.tile(np.arange(3), n)
    bright, dark = 0.85, 0.15
    X = dark + (bright - dark) * PATTERNS[y] + random.normal(0, noise, (3 * n, 4))
    return Patches(X.clip(0, 1), y)
