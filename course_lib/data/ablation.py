"""What a small AlexNet loses with its layers: a stored measurement on the 32 places."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.data.table import read_table


@dataclass(frozen=True)
class Ablated:
    """One training: which network, how many layers learn, its parameters, and its errors on new crops."""

    network: str  # "whole", what was removed ("fc7", ...), or "wide, four layers", "narrow, eight layers"
    layers: int
    parameters: int
    seed: int
    top1: float
    top5: float


def ablated() -> list[Ablated]:
    """The stored measurement: seven networks, three seeds each.

    Made by ``python -m course_lib.cli.ablate``, about four minutes on one core.

    >>> sorted({row.seed for row in ablated()})
    [0, 1, 2]
    """
    return read_table(Ablated, "ablation.csv")
