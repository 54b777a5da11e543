"""`python -m course_lib.cli.remember`: which recurrent cell still remembers after 10 to 200 steps?

Trains every cell on the adding problem and on the copy task, the same budget for all, and writes one row a
training to `course_lib/data/memory.csv`, which chapter 15 draws. About 15 minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import nn, ops, optim
from course_lib.data.memory import GUESSING, KEPT, SYMBOLS, TASKS, Remembered
from course_lib.data.table import HERE, write_table
from course_lib.tensor import Tensor, manual_seed, no_grad

CELLS = (("RNN", "default"), ("LSTM", "default"), ("GRU", "default"), ("MGU", "default"),
         ("LSTM", "slow"), ("GRU", "slow"), ("MGU", "slow"))  # fmt: skip
LENGTHS = (10, 20, 50, 100, 200)
UNITS, BATCH, UPDATES, SEEDS = 32, 32, 1500, 2
RATES = {"RNN": 0.003, "LSTM": 0.01, "GRU": 0.01, "MGU": 0.01}  # the plain network learns better slowly
KEEPING = {"LSTM": 1, "GRU": 1, "MGU": 0}  # which block of rows keeps: f, z, and f, which forgets in an MGU


def slow(layer: Any, length: int, seed: int = 0) -> Any:
    """Let the unit's keeping gates begin with memories of 1 to `length` steps (Tallec and Ollivier, 2018).

    A gate of sigmoid(ln k) forgets 1 / (k + 1) a step. The layer is changed in place and handed back.
    """
    name, H = type(layer).__name__, layer.hidden_size
    b = np.log(np.random.default_rng(seed).uniform(1, max(length, 2), H)).astype(np.float32)
    rows = slice(KEEPING[name] * H, (KEEPING[name] + 1) * H)
    layer.bias_ih_l0.data[rows] = -b if name == "MGU" else b
    layer.bias_hh_l0.data[rows] = 0
    if name == "LSTM":
        layer.bias_ih_l0.data[:H], layer.bias_hh_l0.data[:H] = -b, 0  # what keeps long, writes little
    return layer


def train(task: str, cell: str, start: str, length: int, seed: int = 0, updates: int = UPDATES) -> Remembered:
    """Train one cell from fresh examples and measure it on 1,000 others."""
    manual_seed(seed)
    inputs, outputs = (2, 1) if task == "adding" else (SYMBOLS + 2, SYMBOLS)
    layer, readout = getattr(nn, cell)(inputs, UNITS), nn.Linear(UNITS, outputs)
    if start == "slow":
        slow(layer, length, seed)

    def loss(X: Any, target: Any) -> Tensor:
        states, _ = layer(Tensor(X))
        if task == "adding":
            return ops.mse_loss(readout(states[-1]), target)
        return ops.cross_entropy(readout(states[-KEPT:]).reshape(-1, SYMBOLS), target.reshape(-1))

    parameters = [*layer.parameters(), *readout.parameters()]
    optimizer, random = optim.Adam(parameters, lr=RATES[cell]), np.random.default_rng([seed, length])
    for _ in range(updates):
        value = loss(*TASKS[task](BATCH, length, random))
        optimizer.zero_grad()
        value.backward()
        optim.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    with no_grad():
        left = loss(*TASKS[task](1000, length, [99, seed])).item() / GUESSING[task]
    return Remembered(task, cell, start, length, seed, round(min(1.0, max(0.0, 1 - left)), 3))


def measure(
    tasks: Iterable[str] = tuple(TASKS),
    cells: Iterable[tuple[str, str]] = CELLS,
    lengths: Iterable[int] = LENGTHS,
    seeds: int = SEEDS,
    updates: int = UPDATES,
) -> Iterator[Remembered]:
    """Every training asked for, one after the other."""
    cells, lengths = tuple(cells), tuple(lengths)
    for task in tasks:
        for cell, start in cells:
            for length in lengths:
                for seed in range(seeds):
                    yield train(task, cell, start, length, seed, updates)


def main(words: list[str] | None = None) -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.remember", description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE / "memory.csv")
    parser.add_argument("--lengths", type=int, nargs="*", default=LENGTHS)
    parser.add_argument("--tasks", nargs="*", choices=tuple(TASKS), default=tuple(TASKS))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--updates", type=int, default=UPDATES)
    args = parser.parse_args(words)

    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        found = measure(args.tasks, CELLS, args.lengths, args.seeds, args.updates)
        write_table(Remembered, found, args.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
