"""What a letter of the lighthouse poem costs three models of equal size: a stored measurement."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path


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
    with Path(__file__).with_name("letters.csv").open(encoding="utf-8", newline="") as file:
        return [
            Letters(r["model"], int(r["seed"]), int(r["update"]), int(r["parameters"]), float(r["known"]),
                    float(r["december"]))
            for r in csv.DictReader(file)
        ]  # fmt: skip
