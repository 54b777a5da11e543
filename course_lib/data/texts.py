"""Texts to learn from: two written for this course, two real ones; and the numbers of their symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

TEXTS = ("lighthouse", "mill")
TEXT_SOURCES = ("embedded", "shakespeare", "names")
_FOLDER = Path(__file__).parent / "embedded"
_REMOTE = {"shakespeare": "tinyshakespeare", "names": "names"}  # their names in the catalogue


def text(name: str = "lighthouse", source: str = "embedded") -> str:
    r"""A text: an embedded one by its name, or the one real text of another `source`.

    Embedded, written for this course: "lighthouse", twelve stanzas, one a month, with a refrain; "mill", a
    tale in prose. ``source="shakespeare"`` is 1,115,394 characters of Shakespeare's plays, ``source="names"``
    32,033 first names, one a line; both are downloaded once, checked and kept, and `name` is not read.

    Raises ValueError for a name or source that does not exist, DataError where a text cannot be had.

    >>> text().splitlines()[0]
    'In January the sea is grey,'
    >>> len(text("mill").split())
    399
    """
    if source not in TEXT_SOURCES:
        raise ValueError(f"source must be one of {', '.join(map(repr, TEXT_SOURCES))}, not {source!r}")
    if source in _REMOTE:
        from course_lib.data.sources import fetch

        return _read(fetch(_REMOTE[source]))
    if name not in TEXTS:
        raise ValueError(f"there is no embedded text {name!r}: choose one of {', '.join(TEXTS)}")
    return _read(_FOLDER / f"{name}.txt")


@lru_cache(maxsize=4)
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


class Vocabulary:
    r"""The symbols of a text, or of any sequence of words, numbered in their sorted order.

    Iterating gives the symbols, ``len`` their number, ``in`` says whether one is known.

    >>> abc = Vocabulary("to be or not to be")
    >>> len(abc), "".join(abc)
    (7, ' benort')
    >>> abc.encode("bet")
    array([1, 2, 6])
    >>> abc.decode([1, 2, 6])
    'bet'
    >>> words = Vocabulary(["a", "red", "car"])
    >>> words.decode(words.encode(["a", "car"]))
    ['a', 'car']
    """

    def __init__(self, symbols: Iterable[str]) -> None:
        self._as_text = isinstance(symbols, str)
        self.symbols = sorted(set(symbols))
        if not self.symbols:
            raise ValueError("a vocabulary needs at least one symbol, and this text is empty")
        self._codes = {symbol: k for k, symbol in enumerate(self.symbols)}

    def encode(self, sequence: Iterable[str]) -> NDArray[np.int64]:
        """The number of each symbol, (T,) int64. Raises ValueError, naming a symbol that is not known."""
        sequence = list(sequence)
        unknown = [symbol for symbol in sequence if symbol not in self._codes]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is none of the {len(self)} symbols of this vocabulary")
        return np.array([self._codes[symbol] for symbol in sequence], dtype=np.int64)

    def decode(self, codes: ArrayLike) -> str | list[str]:
        """The symbols of the numbers (T,): a text where the vocabulary is of characters, else a list.

        Raises ValueError for a number outside 0 ... len - 1.
        """
        numbers = np.atleast_1d(np.asarray(codes))
        if numbers.size and (
            numbers.dtype.kind not in "iu" or not 0 <= numbers.min() <= numbers.max() < len(self)
        ):
            raise ValueError(f"symbols are numbered from 0 to {len(self) - 1}, which does not fit {numbers}")
        found = [self.symbols[k] for k in numbers.ravel()]
        return "".join(found) if self._as_text else found

    def one_hot(self, codes: ArrayLike) -> NDArray[np.float64]:
        """Numbers (...) as rows (..., V) with a single 1.

        >>> Vocabulary("abc").one_hot([2, 0]).tolist()
        [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
        """
        return np.eye(len(self))[np.asarray(codes)]

    def __len__(self) -> int:
        return len(self.symbols)

    def __iter__(self) -> Iterator[str]:
        return iter(self.symbols)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._codes

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self.symbols[:8]))
        return f"Vocabulary({len(self)} symbols: {shown}{', ...' if len(self) > 8 else ''})"


def windows(codes: ArrayLike, length: int, starts: ArrayLike) -> tuple[NDArray, NDArray]:
    """Pieces of a coded text, time first: inputs (T, N), and the same one step later as targets (T, N).

    `starts` (N,) is where each piece begins. Raises ValueError where a piece would leave the text.

    >>> x, y = windows([5, 6, 7, 8, 9], length=3, starts=[0, 1])
    >>> x.T.tolist(), y.T.tolist()
    ([[5, 6, 7], [6, 7, 8]], [[6, 7, 8], [7, 8, 9]])
    """
    codes, starts = np.asarray(codes), np.atleast_1d(np.asarray(starts))
    if length < 1 or starts.min(initial=0) < 0 or starts.max(initial=0) + length >= len(codes):
        raise ValueError(
            f"windows of {length} and a target need starts from 0 to {len(codes) - length - 1}, not {starts}"
        )
    at = starts + np.arange(length + 1)[:, None]
    return codes[at[:-1]], codes[at[1:]]
