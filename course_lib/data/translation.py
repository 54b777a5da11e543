"""Dates as people write them, and the same dates as ISO 8601 writes them: pairs to learn translation from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PAD, BEGIN, END = "_", "^", "$"
WRITTEN = PAD + " ,./0123456789abcdefghijlmnoprstuvy"  # the letters of the source, padding first
ISO = PAD + BEGIN + END + "-0123456789"  # the letters of the target
LONGEST = len("september 30, 2026")
FIRST, LAST = date(1950, 1, 1), date(2049, 12, 31)  # so that two digits of a year name one year
TEST_SHARE = 0.2

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
STYLES = ("21 nov 2026", "nov 21, 2026", "21 november 2026", "november 21, 2026", "21.11.2026", "21/11/26")


def spell(day: date, style: int) -> str:
    """One date in one of the `STYLES`, 0 to 5; the day always stands before the month where both are numbers.

    >>> [spell(date(2009, 3, 7), style) for style in (0, 3, 4, 5)]
    ['7 mar 2009', 'march 7, 2009', '7.3.2009', '07/03/09']
    """
    d, m, y = day.day, day.month, day.year
    name = _MONTHS[m - 1]
    return (
        f"{d} {name[:3]} {y}",
        f"{name[:3]} {d}, {y}",
        f"{d} {name} {y}",
        f"{name} {d}, {y}",
        f"{d}.{m}.{y}",
        f"{d:02}/{m:02}/{y % 100:02}",
    )[style]


def encode(texts: list[str] | tuple[str, ...], letters: str, length: int | None = None) -> NDArray[np.int64]:
    """Places of the letters of each text, (N, length), with 0 (padding) IN FRONT of shorter texts.

    Raises ValueError for a letter that `letters` does not hold, or a text longer than `length`.

    >>> encode(["2", "31"], "_123").tolist()
    [[0, 2], [3, 1]]
    """
    length = max(map(len, texts), default=0) if length is None else length
    out = np.zeros((len(texts), length), np.int64)
    for row, text in zip(out, texts, strict=True):
        strange = sorted(set(text) - set(letters[1:]))
        if strange or len(text) > length:
            what = f"the letter {strange[0]!r}" if strange else f"{len(text)} letters, more than {length}"
            raise ValueError(f"{text!r} has {what}; a text here is made of {letters[1:]!r}")
        row[length - len(text) :] = [letters.index(letter) for letter in text]
    return out


def decode(rows: NDArray[np.integer], letters: str) -> list[str]:
    """The texts of rows (N, T) of places, each up to its end; padding and the beginning are left out.

    >>> decode(np.array([[1, 6, 4, 2, 4], [0, 0, 1, 5, 2]]), ISO)
    ['20', '1']
    """
    texts = ("".join(letters[int(k)] for k in row).split(END)[0] for row in np.asarray(rows))
    return [text.replace(PAD, "").replace(BEGIN, "") for text in texts]


@dataclass(frozen=True)
class Dates:
    """Pairs: `written` by people, in a `style` (N,) each, and `iso`; `in_test` (N,) marks unseen dates."""

    written: tuple[str, ...]
    iso: tuple[str, ...]
    style: NDArray[np.int64]
    in_test: NDArray[np.bool_]

    @property
    def X(self) -> NDArray[np.int64]:
        """What is read: places in `WRITTEN`, (N, 18), padded in front: each text ends where X ends."""
        return encode(self.written, WRITTEN, LONGEST)

    @property
    def Y(self) -> NDArray[np.int64]:
        """What is written: places in `ISO` of ^yyyy-mm-dd$, (N, 12), with its beginning and its end."""
        return encode([f"{BEGIN}{text}{END}" for text in self.iso], ISO, 12)

    @property
    def train(self) -> Dates:
        """The pairs to learn from."""
        return self[~self.in_test]

    @property
    def test(self) -> Dates:
        """The pairs of dates that the other part never shows, in no style."""
        return self[self.in_test]

    def __getitem__(self, which: slice | NDArray | list[int]) -> Dates:
        if isinstance(which, int | np.integer):
            raise TypeError(f"use .written[{which}] and .iso[{which}] for one date, or a slice for several")
        at = np.arange(len(self))[which]
        return Dates(
            tuple(self.written[i] for i in at),
            tuple(self.iso[i] for i in at),
            self.style[at],
            self.in_test[at],
        )

    def __len__(self) -> int:
        return len(self.iso)

    def __repr__(self) -> str:
        if not len(self):
            return "Dates(no pair)"
        return f"Dates({len(self):,} pairs, such as {self.written[0]!r} and {self.iso[0]!r})"


@lru_cache(maxsize=1)
def _kept_back() -> NDArray[np.bool_]:
    """For each day from FIRST to LAST, whether it tests: the same fifth of the days whatever is asked for."""
    days = LAST.toordinal() - FIRST.toordinal() + 1
    chosen = np.zeros(days, bool)
    chosen[np.random.default_rng(2026).permutation(days)[: int(TEST_SHARE * days)]] = True
    return chosen


def dates(n: int = 5000, seed: int = 0) -> Dates:
    """`n` dates from 1950 to 2049 in six styles of writing, drawn at random, with the ISO form of each.

    The split is by date: a day of the test part is in no training pair, in no style, whatever the seed.
    Raises ValueError for fewer than 1 pair.

    >>> dates(1000)[:3].iso
    ('2035-01-24', '2013-09-12', '2001-02-11')
    >>> set(dates(1000).train.iso) & set(dates(1000, seed=1).test.iso)
    set()
    """
    if n < 1:
        raise ValueError(f"dates needs at least 1 pair, not n={n}")
    random = np.random.default_rng(seed)
    days = random.integers(0, len(_kept_back()), n)
    style = random.integers(0, len(STYLES), n)
    drawn = [date.fromordinal(FIRST.toordinal() + int(day)) for day in days]
    written = tuple(spell(day, int(s)) for day, s in zip(drawn, style, strict=True))
    return Dates(written, tuple(day.isoformat() for day in drawn), style, _kept_back()[days])
