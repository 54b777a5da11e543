"""`python -m course_lib.cli.ablate`: what does a small AlexNet lose with its layers, and with its size?

Trains it whole and with layers removed on the 32 places of `course_lib.data.places`, and beside these two
fair comparisons: four layers, as many parameters as the whole; eight layers, as few as the smallest. Writes
one row a training to `course_lib/data/ablation.csv`, which chapter 17 draws. About four minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from course_lib.data import places
from course_lib.data.ablation import Ablated
from course_lib.data.table import HERE, write_table

WIDTHS = (24, 48, 64, 64, 48, 256, 256)  # conv1 to conv5, fc6, fc7
NETWORKS: dict[str, tuple[tuple[str, ...], Sequence[int]]] = {  # what is removed, and the widths
    "whole": ((), WIDTHS),
    "fc7": (("fc7",), WIDTHS),
    "fc6, fc7": (("fc6", "fc7"), WIDTHS),
    "conv3, conv4": (("conv3", "conv4"), WIDTHS),
    "all four": (("conv3", "conv4", "fc6", "fc7"), WIDTHS),
    "wide, four layers": (("conv3", "conv4", "fc6", "fc7"), (64, 96, 0, 0, 160, 0, 0)),
    "narrow, eight layers": ((), (10, 20, 26, 26, 20, 104, 104)),
}


def small_alexnet(removed: Sequence[str] = (), widths: Sequence[int] = WIDTHS) -> nn.Sequential:
    """AlexNet's plan for crops (N, 3, 48, 48): the layers that stay fit one another; scores (N, 32).

    >>> sum(p.numel() for p in small_alexnet().parameters())
    229728
    """
    layers: list[nn.Module] = []
    channels = 3
    for k, width in enumerate(widths[:5], start=1):
        if f"conv{k}" in removed:
            continue
        first = nn.Conv2d(channels, width, 7, stride=2, padding=2)
        layers += [first if k == 1 else nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
        layers += [nn.MaxPool2d(3, 2)] if k < 3 else [nn.MaxPool2d(2)] if k == 5 else []
        channels = width
    layers.append(nn.Flatten())
    values = 4 * channels
    for k, width in enumerate(widths[5:], start=6):
        if f"fc{k}" not in removed:
            layers += [nn.Linear(values, width), nn.ReLU()]
            values = width
    layers.append(nn.Linear(values, 32))
    for layer in layers:
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def train(network: str, seed: int, epochs: int = 10, crops: int = 2400) -> Ablated:
    """Train one network, the same budget for all, and measure it on 1,000 other crops."""
    torch.manual_seed(seed)
    X, y = (torch.from_numpy(a) for a in places(crops, seed=1))
    new, labels = (torch.from_numpy(a) for a in places(1000, seed=2))
    model = small_alexnet(*NETWORKS[network])
    adam = torch.optim.Adam(model.parameters(), lr=2e-3)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(adam, epochs)
    for _ in range(epochs):
        for rows in torch.randperm(crops).split(50):
            loss = F.cross_entropy(model(X[rows]), y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
        slower.step()
    with torch.no_grad():
        best = model(new).topk(5).indices == labels[:, None]
    layers = sum(isinstance(layer, nn.Conv2d | nn.Linear) for layer in model)
    top1, top5 = (1 - best[:, :k].any(1).double().mean().item() for k in (1, 5))
    size = sum(p.numel() for p in model.parameters())
    return Ablated(network, layers, size, seed, round(top1, 3), round(top5, 3))


def measure(seeds: int = 3, epochs: int = 10) -> Iterator[Ablated]:
    """Every network with every seed."""
    for seed in range(seeds):
        for network in NETWORKS:
            yield train(network, seed, epochs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the table; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.ablate", description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE / "ablation.csv")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    write_table(Ablated, measure(chosen.seeds, chosen.epochs), chosen.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
