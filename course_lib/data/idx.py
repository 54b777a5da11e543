"""The IDX format of the MNIST files: a magic number, the sizes, the values, most significant byte first."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course_lib.data.errors import DataError

# The third byte of the magic number says what the values are; the fourth, how many dimensions there are.
TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: Path | str) -> NDArray:
    """The array in an IDX file, packed with gzip or not.

    Raises DataError where the file is missing, damaged, cut short or of another format.
    Source: Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels.gz")
    ...     _ = path.write_bytes(gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4])))
    ...     read_idx(path).tolist()
    [5, 0, 4]
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(f"{path} is damaged: its gzip packing breaks off or does not add up") from error
    return parse_idx(content, str(path))


def parse_idx(content: bytes, name: str = "these bytes") -> NDArray:
    """The array in unpacked IDX bytes; `name` is what error messages call them.

    >>> parse_idx(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])).tolist()
    [7, 9]
    """
    if len(content) < 4:
        raise DataError(f"{name} has {len(content)} bytes, too few for an IDX file")
    zero, kind, dimensions = content[:2], content[2], content[3]
    if zero != b"\0\0" or kind not in TYPES or dimensions == 0:
        raise DataError(
            f"{name} is not an IDX file: it starts with {content[:4].hex(' ')}, not with 00 00 08 .."
        )
    header = 4 + 4 * dimensions
    if len(content) < header:
        raise DataError(f"{name} is cut short: it ends before its {dimensions} sizes are told")
    shape = tuple(int(n) for n in np.frombuffer(content, ">u4", dimensions, 4))
    dtype = np.dtype(TYPES[kind])
    expected = math.prod(shape) * dtype.itemsize
    found = len(content) - header
    if found != expected:
        trouble = "is cut short" if found < expected else "is too long"
        raise DataError(
            f"{name} {trouble}: shape {shape} needs {expected} bytes of values, but {found} are there"
        )
    return np.frombuffer(content, dtype, offset=header).reshape(shape).astype(dtype.newbyteorder("="))
