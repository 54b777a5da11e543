"""CIFAR-10: the official layout is read, and a pickle can do nothing but hold arrays."""

from __future__ import annotations

import io
import os
import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest

from course_lib.data import DataError
from course_lib.data.cifar import cifar10

SUBSET = Path(os.environ.get("COURSE_LIB_DATA", "nowhere")) / "cifar10" / "cifar-10-subset-python.tar.gz"


def archive(folder: Path, **files: object) -> Path:
    """A small archive in the official layout."""
    path = folder / "small.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else pickle.dumps(content, protocol=2)
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def batch(first: int, count: int) -> dict[bytes, object]:
    data = np.arange(first, first + count)[:, None] * np.ones((1, 3072), int)
    return {b"data": data.astype(np.uint8), b"labels": [k % 10 for k in range(count)]}


def test_batches_are_joined_in_order_and_the_test_part_is_kept_apart(tmp_path: Path) -> None:
    file = archive(tmp_path, data_batch_2=batch(3, 2), data_batch_1=batch(0, 3), test_batch=batch(9, 4))
    images, labels = cifar10("train", file)
    assert images.shape == (5, 3, 32, 32) and images.dtype == np.uint8 and labels.dtype == np.int64
    assert images[:, 0, 0, 0].tolist() == [0, 1, 2, 3, 4] and labels.tolist() == [0, 1, 2, 0, 1]
    assert cifar10("test", file)[0][:, 2, 31, 31].tolist() == [9, 10, 11, 12]


class Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("made by a pickle",)


def test_a_pickle_that_would_run_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="wants to run"):
        cifar10("test", archive(tmp_path, test_batch={b"data": Hostile(), b"labels": [1]}))
    assert not (tmp_path / "made by a pickle").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no pickle", "not an archive"),
        ({b"data": np.zeros((2, 5), np.uint8), b"labels": [1, 2]}, r"\(2, 5\) for 2 labels"),
        ({b"labels": [1]}, "not an archive"),
        ([1, 2], "not an archive"),
    ],
)
def test_what_is_not_cifar_is_said_so(tmp_path: Path, content: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        cifar10("test", archive(tmp_path, test_batch=content))


def test_missing_parts_and_splits_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no file whose name begins with test_batch"):
        cifar10("test", archive(tmp_path, data_batch_1=batch(0, 1)))
    with pytest.raises(ValueError, match="'train' or 'test', not 'both'"):
        cifar10("both")
    with pytest.raises(DataError, match="not an archive"):
        cifar10("test", tmp_path / "nothing.tar.gz")


@pytest.mark.skipif(not SUBSET.is_file(), reason="COURSE_LIB_DATA has no part of the real CIFAR-10")
def test_a_part_of_the_real_set_is_read() -> None:
    images, labels = cifar10("train", SUBSET)
    assert images.shape[1:] == (3, 32, 32) and len(images) == len(labels) >= 10_000
    assert set(labels.tolist()) == set(range(10))
    assert 100 < images.mean() < 140  # real photographs are neither black nor white
