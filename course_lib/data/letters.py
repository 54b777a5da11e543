"""What a letter of the lighthouse poem costs three models of equal size: a stored measurement."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.data.table import read_table


@dataclass(frozen=True)
class Letters:
    """One measurement during a training: mean bits for a letter of the text it reads, and of December."""

    model: str  # "RNN", "GRU" or "GPT"
    seed: int
    update: int
    parameters: int
    known: float
    december: float


def letters() -> list[Letters]:
    """The stored measurement: three models, three seeds, every 50 of 700 updates.

    Made by ``python -m course_lib.cli.letters``, about five minutes on one core.

    >>> sorted({row.model for row in letters()})
    ['GPT', 'GRU', 'RNN']
    """
    return read_table(Letters, "letters.csv")
