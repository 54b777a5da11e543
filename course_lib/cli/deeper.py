"""`python -m course_lib.cli.deeper`: does depth help, and what do the successors of the residual block add?

Trains plain and residual networks of 8 to 56 layers, and six kinds of block at equal cost, on the 8x8 digits.
Writes one row a training to `course_lib/data/depths.csv`, which chapter 18 draws. About five minutes on one
core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.data import digits
from course_lib.data.depths import Trained
from course_lib.data.table import HERE, write_table
from course_lib.train import batches

DEPTHS = (8, 20, 32, 44, 56)
EPOCHS, BATCH, RATE = 15, 128, 0.05


def studies() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Study, name and settings of every network; the blocks cost the same to within five per cent."""
    from course_lib.zoo import Bottleneck, SEBasicBlock, StackingBlock

    for depth in DEPTHS:
        yield "depth", "plain", {"depth": depth, "width": 8, "residual": False}
        yield "depth", "residual", {"depth": depth, "width": 8}
    blocks: dict[str, dict[str, Any]] = {
        "plain": {"width": 10, "residual": False},
        "residual": {"width": 10},
        "dense": {"width": 7, "block": StackingBlock},
        "bottleneck, 1 path": {"width": 16, "block": Bottleneck, "groups": 1, "base_width": 44},
        "bottleneck, 8 paths": {"width": 16, "block": Bottleneck, "groups": 8, "base_width": 8},
        "squeeze-excite": {"width": 10, "block": SEBasicBlock, "reduction": 4},
    }
    for name, settings in blocks.items():
        yield "block", name, {"depth": 20, **settings}


def pictures() -> tuple[np.ndarray, ...]:
    """Training and test digits (N, 1, 8, 8) float32, of mean 0 and variance 1, and their labels."""
    both = digits()
    mean, std = both.train.images.mean(), both.train.images.std()
    X, X_test = (((part.images - mean) / std).astype(np.float32)[:, None] for part in (both.train, both.test))
    return X, both.train.labels, X_test, both.test.labels


def fitted(model: Any, X: np.ndarray, y: np.ndarray, seed: int, epochs: int = EPOCHS) -> list[float]:
    """Train with momentum and a rate that rises, then falls to zero; the mean loss of every epoch."""
    import torch
    from torch.nn.functional import cross_entropy

    steps = epochs * -(-len(X) // BATCH)
    optimizer = torch.optim.SGD(model.parameters(), RATE, momentum=0.9, weight_decay=1e-4)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, cycle_momentum=False)
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for xb, yb in batches(X, y, BATCH, seed=1000 * seed + epoch):
            loss = cross_entropy(model(torch.from_numpy(xb)), torch.from_numpy(yb))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
            total += len(xb) * loss.item()
        losses.append(total / len(X))
    return losses


def share(model: Any, X: np.ndarray, y: np.ndarray) -> float:
    """Share of right answers of the trained network."""
    import torch

    model.eval()
    with torch.no_grad():
        return round(float((model(torch.from_numpy(X)).argmax(1).numpy() == y).mean()), 4)


def measure(study: str, name: str, settings: Mapping[str, Any], seed: int, epochs: int = EPOCHS) -> Trained:
    """Train one network from a seed."""
    import torch

    from course_lib import zoo

    torch.manual_seed(seed)
    model = zoo.resnet_small(**settings)
    cost = zoo.summary(model, (1, 8, 8))
    X, y, X_test, y_test = pictures()
    losses = tuple(round(loss, 3) for loss in fitted(model, X, y, seed, epochs))
    return Trained(study, name, settings["depth"], seed, cost.parameters, cost.multiply_adds,
                   share(model, X, y), share(model, X_test, y_test), losses)  # fmt: skip


def main(words: list[str] | None = None) -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.deeper", description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE / "depths.csv")
    parser.add_argument("--depth-seeds", type=int, default=2)
    parser.add_argument("--block-seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    args = parser.parse_args(words)

    import torch

    torch.set_num_threads(1)
    seeds = {"depth": args.depth_seeds, "block": args.block_seeds}
    write_table(
        Trained,
        (
            measure(study, name, settings, seed, args.epochs)
            for seed in range(max(seeds.values()))
            for study, name, settings in studies()
            if seed < seeds[study]
        ),
        args.to,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
