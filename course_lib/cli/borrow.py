"""`python -m course_lib.cli.borrow`: what are the detector's features worth for shapes it has never seen?

Learns crosses, rings, diamonds and moons in three ways from few and many labels, and writes a row a training
to `course_lib/data/borrowed.csv`, which chapter 19 draws. Seven minutes on a core.
"""

from __future__ import annotations

import argparse
import copy
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.data.symbols import SYMBOLS, Borrowed, symbols
from course_lib.data.table import HERE, write_table
from course_lib.zoo.detector import Backbone, trained

LABELS, SEEDS, POOL, TESTED = (2, 5, 10, 20, 50, 100), 3, 600, 400
STEPS = {"scratch": (400, 3e-3), "frozen": (400, 1e-2), "tuned": (150, 1e-3)}  # updates and learning rate


class Pool(nn.Module):
    """Maps (N, C, H, W) to the largest and five times the mean value of each: (N, 2 C)."""

    def forward(self, maps: Tensor) -> Tensor:
        """The numbers that a linear head reads."""
        return torch.cat([maps.amax((2, 3)), 5 * maps.mean((2, 3))], 1)


def learn(model: nn.Module, X: Tensor, y: Tensor, way: str, seed: int) -> nn.Module:
    """Adam on the cross-entropy of random batches of 20."""
    steps, rate = STEPS[way]
    optimizer, dice = torch.optim.Adam(model.parameters(), rate), torch.Generator().manual_seed(seed)
    for _ in range(steps):
        some = torch.randint(len(X), (20,), generator=dice)
        loss = F.cross_entropy(model(X[some]), y[some])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def measure(labels: Iterable[int] = LABELS, seeds: int = SEEDS) -> Iterator[Borrowed]:
    """Every training, one after the other."""
    X, y = (torch.tensor(part) for part in symbols(POOL + TESTED))
    old = nn.Sequential(trained().backbone, Pool())
    with torch.no_grad():
        Z = torch.cat([old(part) for part in X.split(100)])
    for each in labels:
        for seed in range(seeds):
            order = torch.randperm(POOL, generator=torch.Generator().manual_seed(seed))
            some = torch.cat([order[y[order] == k][:each] for k in range(len(SYMBOLS))])
            torch.manual_seed(seed)
            head = learn(nn.Linear(96, 4), Z[some], y[some], "frozen", seed)
            tuned = nn.Sequential(copy.deepcopy(old), copy.deepcopy(head))
            scratch = nn.Sequential(Backbone(), Pool(), nn.Linear(96, 4))
            learn(tuned, X[some], y[some], "tuned", seed)
            learn(scratch, X[some], y[some], "scratch", seed)
            for way, model, inputs in (("scratch", scratch, X), ("frozen", head, Z), ("tuned", tuned, X)):
                with torch.no_grad():
                    right = model(inputs[POOL:]).argmax(1) == y[POOL:]
                yield Borrowed(way, each, seed, round(right.float().mean().item(), 3))


def main(words: list[str] | None = None) -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.borrow", description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE / "borrowed.csv")
    parser.add_argument("--labels", type=int, nargs="*", default=LABELS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    args = parser.parse_args(words)
    torch.set_num_threads(1)
    write_table(Borrowed, measure(args.labels, args.seeds), args.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
