"""Stored measurements: a csv file each, a row a measurement, read and written as objects of a dataclass."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")

HERE = Path(__file__).parent


def read_table(kind: type[T], name: str) -> list[T]:
    """The rows of a file beside this one as objects of the dataclass `kind`: its header names the fields.

    Fields are str, int, float, or a tuple of floats, which stands in one cell, parted by spaces.

    >>> from course_lib.data.letters import Letters
    >>> read_table(Letters, "letters.csv")[0].model
    'RNN'
    """
    hints = get_type_hints(kind)
    makers = {name: make if make in (str, int, float) else _floats for name, make in hints.items()}
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [kind(**{key: makers[key](cell) for key, cell in row.items()}) for row in csv.DictReader(file)]


def write_table(kind: type[T], rows: Iterable[T], path: Path) -> None:
    """Print each row as it is measured, and write them all once the last is there.

    Until then the old file stays as it is, so that a measurement cut short spoils nothing.
    """
    kept: list[list[Any]] = []
    for row in rows:
        cells = [" ".join(map(str, c)) if isinstance(c, tuple) else c for c in astuple(row)]  # type: ignore[call-overload]
        print(*cells, flush=True)
        kept.append(cells)
    half = path.with_name(path.name + ".part")
    with half.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([field.name for field in fields(kind)])  # type: ignore[arg-type]
        table.writerows(kept)
    os.replace(half, path)


def _floats(cell: str) -> tuple[float, ...]:
    return tuple(map(float, cell.split()))
