"""Stored measurements: what is written is read again, and a measurement cut short spoils nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from course_lib.data import table
from course_lib.data.ablation import Ablated
from course_lib.data.depths import Trained
from course_lib.data.letters import Letters
from course_lib.data.memory import Remembered
from course_lib.data.symbols import Borrowed

STORED = {"ablation.csv": Ablated, "borrowed.csv": Borrowed, "depths.csv": Trained, "letters.csv": Letters,
          "memory.csv": Remembered}  # fmt: skip


@dataclass(frozen=True)
class Row:
    name: str
    count: int
    share: float
    losses: tuple[float, ...]


ROWS = [Row("a, quoted", 3, 0.25, (1.5, 1e-9)), Row("b", -1, 1 / 3, ())]


def test_what_is_written_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(table, "HERE", tmp_path)
    table.write_table(Row, iter(ROWS), tmp_path / "rows.csv")
    assert table.read_table(Row, "rows.csv") == ROWS
    assert capsys.readouterr().out.splitlines()[0] == "a, quoted 3 0.25 1.5 1e-09"
    assert [file.name for file in tmp_path.iterdir()] == ["rows.csv"]


def test_a_measurement_cut_short_leaves_the_old_table(tmp_path: Path) -> None:
    def cut() -> Iterator[Row]:
        yield ROWS[0]
        raise KeyboardInterrupt

    (tmp_path / "rows.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        table.write_table(Row, cut(), tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text() == "old"


@pytest.mark.parametrize("name", STORED)
def test_every_stored_table_is_as_it_would_be_written(name: str, tmp_path: Path) -> None:
    rows = table.read_table(STORED[name], name)
    table.write_table(STORED[name], rows, tmp_path / name)
    assert (tmp_path / name).read_bytes() == (table.HERE / name).read_bytes()
