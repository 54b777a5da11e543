"""How well deep networks once learned the digits: plain against residual, and six blocks at equal cost."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.data.table import read_table


@dataclass(frozen=True)
class Trained:
    """One training: which network, what it costs for one picture, and how it went.

    `study` is "depth" or "block", `train` and `test` are shares of right answers at the end, `losses` the
    mean training loss of each epoch.
    """

    study: str
    block: str
    depth: int
    seed: int
    parameters: int
    multiply_adds: int
    train: float
    test: float
    losses: tuple[float, ...]


def trained() -> list[Trained]:
    """The stored measurement on the 8x8 digits, with several seeds.

    Made by ``python -m course_lib.cli.deeper``, about five minutes on one core.

    >>> sorted({row.study for row in trained()})
    ['block', 'depth']
    """
    return read_table(Trained, "depths.csv")
