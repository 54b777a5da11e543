"""The IDX format: what is written is read again, and what is damaged is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib.data import DataError, read_idx
from course_lib.data.handwriting import read_pair
from course_lib.data.idx import TYPES, parse_idx

arrays = hnp.arrays(
    st.sampled_from(["u1", "i1", "i2", "i4", "f4", "f8"]),
    hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5),
)


def write_idx(array: np.ndarray, packed: bool = True) -> bytes:
    """The bytes of an IDX file holding `array`, packed with gzip unless told otherwise."""
    codes = {np.dtype(text).newbyteorder("="): code for code, text in TYPES.items()}
    head = bytes([0, 0, codes[array.dtype], array.ndim]) + np.array(array.shape, ">u4").tobytes()
    content = head + array.astype(array.dtype.newbyteorder(">")).tobytes()
    return gzip.compress(content, mtime=0) if packed else content


@given(arrays, st.booleans())
@settings(deadline=None)
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray, packed: bool) -> None:
    path = tmp_path_factory.mktemp("idx") / "file"
    path.write_bytes(write_idx(array, packed))
    again = read_idx(path)
    assert again.dtype == array.dtype and again.shape == array.shape
    assert again.tobytes() == array.tobytes()


def test_layout_is_the_documented_one() -> None:
    content = write_idx(np.array([[1, 2], [3, 4]], dtype=np.int16), packed=False)
    assert content == bytes.fromhex("00000b02 00000002 00000002 0001 0002 0003 0004".replace(" ", ""))


GOOD = write_idx(np.arange(6, dtype=np.uint8).reshape(2, 3), packed=False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "too few"),
        (b"\x1f\x00\x08\x01" + GOOD[4:], "is not an IDX file"),
        (b"\0\0\x07\x02" + GOOD[4:], "is not an IDX file"),
        (b"\0\0\x08\x00", "is not an IDX file"),
        (GOOD[:9], "before its 2 sizes"),
        (GOOD[:-1], r"cut short: shape \(2, 3\) needs 6 bytes of values, but 5 are there"),
        (GOOD + b"x", "too long"),
        (b"<html>You must log in</html>", "is not an IDX file"),
    ],
)
def test_damage_is_told(content: bytes, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        parse_idx(content)


@given(st.binary(max_size=40))
def test_any_bytes_give_an_array_or_a_sentence(content: bytes) -> None:
    try:
        assert isinstance(parse_idx(content), np.ndarray)
    except DataError as error:
        assert str(error)


@given(st.integers(2, 200), st.integers(0, 255))
@settings(deadline=None)
def test_spoilt_gzip_never_passes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, where: int, value: int
) -> None:
    array = np.random.default_rng(0).integers(0, 255, (10, 28, 28), dtype=np.uint8)
    content = bytearray(write_idx(array))
    content[-where] = value
    path = tmp_path_factory.mktemp("gz") / "spoilt.gz"
    path.write_bytes(content)
    try:
        assert np.array_equal(read_idx(path), array)
    except DataError as error:
        assert "damaged" in str(error)


def test_cut_gzip_and_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(GOOD)[:-6])
    with pytest.raises(DataError, match="is damaged: its gzip packing"):
        read_idx(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path / "absent")


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        (np.zeros((3, 27, 28), np.uint8), np.zeros(3, np.uint8), "28, 28"),
        (np.zeros((3, 28, 28), np.uint8), np.zeros(4, np.uint8), "3 pictures"),
        (np.zeros((3, 28, 28), np.uint8), np.array([0, 1, 11], np.uint8), "holds a 11"),
    ],
)
def test_pairs_that_do_not_belong_together(
    tmp_path: Path, images: np.ndarray, labels: np.ndarray, sentence: str
) -> None:
    (tmp_path / "images.gz").write_bytes(write_idx(images))
    (tmp_path / "labels.gz").write_bytes(write_idx(labels))
    with pytest.raises(DataError, match=sentence):
        read_pair(tmp_path / "images.gz", tmp_path / "labels.gz")
