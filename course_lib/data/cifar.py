"""CIFAR-10, 60,000 colour photographs of 32x32 pixels in ten classes, read from its official archive.

The archive holds pickled dictionaries. A pickle can run any code when it is opened, so this reader lets it
make arrays and nothing else.
"""

from __future__ import annotations

import io
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.data.errors import DataError
from course_lib.data.sources import fetch

SIDE = 32
_ARRAYS = {"_reconstruct", "ndarray", "dtype", "_frombuffer", "scalar"}


class _OnlyArrays(pickle.Unpickler):
    """Opens what NumPy wrote, and refuses every other class and function."""

    def find_class(self, module: str, name: str) -> Any:
        """NumPy's own makers of arrays, also under the names of older versions."""
        if module.split(".")[0] == "numpy" and name in _ARRAYS:
            return super().find_class(module.replace("numpy.core", "numpy._core"), name)
        if (module, name) == ("_codecs", "encode"):  # how Python 2 wrote bytes
            return super().find_class(module, name)
        raise DataError(f"The archive wants to run {module}.{name}, which no picture needs: it is not used.")


def cifar10(split: str = "train", archive: str | Path | None = None) -> tuple[NDArray, NDArray]:
    """Photographs (N, 3, 32, 32), uint8, and labels (N,), int64; 0 to 9 for airplane,
    automobile, bird, cat, deer, dog, frog, horse, ship and truck.

    `split` is "train" (50,000) or "test" (10,000); `archive` is a file in the official layout, otherwise the
    real one is downloaded once (170 MB), checked and kept.

    Raises ValueError for another split, DataError where the archive cannot be had, or holds something else.
    Source: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images (2009).

    >>> images, labels = cifar10("test")  # doctest: +SKIP
    >>> images.shape, int(labels[0])  # doctest: +SKIP
    ((10000, 3, 32, 32), 3)
    """
    if split not in ("train", "test"):
        raise ValueError(f"split must be 'train' or 'test', not {split!r}")
    wanted = "data_batch" if split == "train" else "test_batch"
    path = Path(archive) if archive is not None else fetch("cifar10")
    parts = []
    try:
        with tarfile.open(path) as tar:
            for member in sorted(tar, key=lambda member: member.name):
                file = tar.extractfile(member) if Path(member.name).name.startswith(wanted) else None
                if file is not None:
                    batch = _OnlyArrays(io.BytesIO(file.read()), encoding="bytes").load()
                    parts.append((np.asarray(batch[b"data"], np.uint8), np.asarray(batch[b"labels"])))
    except (OSError, tarfile.TarError, pickle.UnpicklingError, EOFError, KeyError, TypeError) as error:
        raise DataError(f"{path.name} is not an archive of CIFAR-10: {error}") from error
    if not parts:
        raise DataError(f"{path.name} holds no file whose name begins with {wanted}.")
    images, labels = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    if images.ndim != 2 or images.shape != (len(labels), 3 * SIDE * SIDE):
        raise DataError(
            f"{path.name}: pictures of shape {images.shape} for {len(labels)} labels, not (N, 3072)."
        )
    return images.reshape(-1, 3, SIDE, SIDE), labels.astype(np.int64)
