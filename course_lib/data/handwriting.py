"""Handwritten digits: scikit-learn's 1,797 embedded ones, and the 70,000 of MNIST."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course_lib.data.errors import DataError
from course_lib.data.pictures import framed

MNIST_FILES = {
    "train": ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", 60_000),
    "test": ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 10_000),
}


@dataclass(frozen=True)
class Digits:
    """Pictures of digits: `images` (N, size, size) float32 in [0, 1], ink 1, and `labels` (N,) int64, 0 to 9.

    The arrays are read-only, because every call shares them: take `.copy()` to change one.
    `in_test` (N,) says which pictures belong to the test set.
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    in_test: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for array in (self.images, self.labels, self.in_test):
            array.flags.writeable = False

    @property
    def flat(self) -> NDArray[np.float32]:
        """The pictures as rows, (N, size * size)."""
        return self.images.reshape(len(self), -1)

    @property
    def train(self) -> Digits:
        """The pictures to learn from."""
        return self[~self.in_test]

    @property
    def test(self) -> Digits:
        """The pictures kept back to test with."""
        return self[self.in_test]

    def only(self, *digits: int) -> Digits:
        """The pictures of these digits alone, such as ``only(3, 8)``."""
        absent = set(digits) - set(range(10))
        if absent or not digits:
            raise ValueError(f"digits go from 0 to 9, so there is no {sorted(absent) or 'empty choice'}")
        return self[np.isin(self.labels, digits)]

    def __getitem__(self, which: slice | NDArray | list[int]) -> Digits:
        if isinstance(which, int | np.integer):
            raise TypeError(
                f"use .images[{which}] and .labels[{which}] for one picture, or a slice for several"
            )
        if isinstance(which, np.ndarray) and which.dtype == bool and which.shape == self.labels.shape:
            which = _run(which)
        return Digits(self.images[which], self.labels[which], self.in_test[which])

    def __len__(self) -> int:
        return len(self.labels)

    def __repr__(self) -> str:
        if len(self) == 0:
            return "Digits(no picture)"
        height, width = self.images.shape[1:]
        kinds = ", ".join(str(label) for label in np.unique(self.labels))
        return f"Digits({len(self):,} pictures of {height}×{width}, labels {kinds})"


def _run(mask: NDArray[np.bool_]) -> NDArray | slice:
    """The mask as a slice where it is one run: a slice shares memory, a mask copies 200 MB of MNIST."""
    where = np.flatnonzero(mask)
    if len(where) and where[-1] - where[0] + 1 == len(where):
        return slice(int(where[0]), int(where[-1]) + 1)
    return where


def digits(size: int = 8, source: str = "embedded", split: str | None = None, margin: int = 0) -> Digits:
    """Handwritten digits: 1,797 embedded ones of 8x8 pixels, or ``source="mnist"``, 70,000 of 28x28.

    The embedded ones are resampled to any other `size` from 4 to 64 by bilinear interpolation. So many pixels
    as `margin` says stay free on each side: ``digits(28, margin=4)`` has the format of MNIST.
    `split` is "train", "test" or None for both; `.train` and `.test` give the same later. The split is fixed:
    of each embedded digit every fifth picture tests (355 in all), and MNIST comes as 60,000 and 10,000.

    Raises ValueError for a size, source, split or margin that does not exist, DataError where MNIST cannot be
    had.
    Sources: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (UCI, 1998), its test part;
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-Based Learning Applied to Document Recognition 1998.

    >>> digits()
    Digits(1,797 pictures of 8×8, labels 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    >>> digits(28, split="test").flat.shape
    (355, 784)
    """
    if split not in (None, "train", "test"):
        raise ValueError(f"split must be 'train', 'test' or None, not {split!r}")
    if source == "embedded":
        if not isinstance(size, int | np.integer) or not 4 <= size <= 64:
            raise ValueError(f"size must be a whole number of pixels from 4 to 64, not {size!r}")
        both = _embedded(int(size), margin)
    elif source == "mnist":
        if size != 28:
            raise ValueError(f"MNIST pictures have 28x28 pixels: use size=28, not size={size!r}")
        if margin not in (0, 4):
            raise ValueError(f"MNIST pictures come with a margin of 4, which {margin!r} cannot change")
        both = _mnist()
    else:
        raise ValueError(f"source must be 'embedded' or 'mnist', not {source!r}")
    return both if split is None else getattr(both, split)


@lru_cache(maxsize=4)
def _embedded(size: int, margin: int) -> Digits:
    from sklearn.datasets import load_digits

    raw = load_digits()
    images = (raw.images / 16).astype(np.float32)
    labels = raw.target.astype(np.int64)
    same = size == 8 and not margin
    return Digits(images if same else framed(images, size, margin), labels, every_fifth(labels))


def every_fifth(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which examples test: of each class the fifth, the tenth and so on, so that classes keep their shares.

    >>> every_fifth(np.array([0, 1, 0, 0, 0, 1, 0])).tolist()
    [False, False, False, False, False, False, True]
    """
    chosen = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        chosen[np.flatnonzero(labels == label)[4::5]] = True
    return chosen


def _mnist() -> Digits:
    from course_lib.data.sources import fetch

    return _read_mnist(fetch("mnist"))


@lru_cache(maxsize=1)
def _read_mnist(folder: Path) -> Digits:
    """All 70,000 pictures, the 60,000 to learn from first."""
    total = sum(count for *_, count in MNIST_FILES.values())
    images, labels = np.empty((total, 28, 28), np.float32), np.empty(total, np.int64)
    start = 0
    for image_file, label_file, count in MNIST_FILES.values():
        pixels, numbers = read_pair(folder / image_file, folder / label_file)
        if len(numbers) != count:
            raise DataError(f"{folder / label_file} holds {len(numbers)} labels, but MNIST has {count} there")
        np.divide(pixels, np.float32(255), out=images[start : start + count])
        labels[start : start + count] = numbers
        start += count
    return Digits(images, labels, np.arange(total) >= 60_000)


def read_pair(image_file: Path, label_file: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures (N, 28, 28) and labels (N,) of two IDX files that belong together, checked against each other.

    Raises DataError where a shape does not fit or a label is not a digit.
    """
    from course_lib.data.idx import read_idx

    pixels, numbers = read_idx(image_file), read_idx(label_file)
    if pixels.ndim != 3 or pixels.shape[1:] != (28, 28) or pixels.dtype != np.uint8:
        raise DataError(f"{image_file} should hold pictures (N, 28, 28) of bytes, but holds {pixels.shape}")
    if numbers.shape != pixels.shape[:1]:
        raise DataError(
            f"{image_file.name} has {len(pixels)} pictures, but the labels of {label_file.name} "
            f"have the shape {numbers.shape}"
        )
    if numbers.size and numbers.max() > 9:
        raise DataError(f"{label_file} should hold digits from 0 to 9, but holds a {numbers.max()}")
    return pixels, numbers
