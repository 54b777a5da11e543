"""`python -m course_lib.cli.letters`: who predicts the next letter better, a recurrent network or a GPT?

Trains both, and a GRU, with equally many parameters on the lighthouse poem without December, and measures
again and again what a letter costs; one row a measurement goes to `course_lib/data/letters.csv`, which
chapter 20 draws. About five minutes on one core.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.data import Vocabulary, text
from course_lib.data.letters import Letters
from course_lib.data.table import HERE, write_table
from course_lib.zoo import gpt_small

CONTEXT, BATCH, UPDATES, EVERY, SEEDS = 96, 12, 700, 50, 3


class Recurrent(nn.Module):
    """The letter model of chapter 14, or the same with the cell of chapter 15: (N, T) to logits (N, T, V)."""

    def __init__(self, cell: str, vocabulary: int, units: int):
        super().__init__()
        self.vocabulary = vocabulary
        self.cell = getattr(nn, cell)(vocabulary, units, batch_first=True)
        self.out = nn.Linear(units, vocabulary)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits of the next letter after each."""
        return self.out(self.cell(F.one_hot(ids, self.vocabulary).float())[0])


MODELS: dict[str, tuple[Callable[[int], nn.Module], float]] = {  # how to make it, and its learning rate
    "RNN": (lambda v: Recurrent("RNN", v, 104), 5e-3),
    "GRU": (lambda v: Recurrent("GRU", v, 58), 1e-2),
    "GPT": (lambda v: gpt_small(v, CONTEXT, layers=2, heads=2, width=24), 1e-2),
}


def poem() -> tuple[Tensor, Tensor, int]:
    """The letters of eleven months (T,), those of December (S,), and how many different ones there are."""
    letters = text("lighthouse").lower()
    abc, cut = Vocabulary(letters), letters.index("in december")
    codes = torch.as_tensor(abc.encode(letters))
    return codes[:cut], codes[cut:], len(abc)


@torch.no_grad()
def bits(model: nn.Module, before: Tensor, codes: Tensor, context: int = CONTEXT) -> float:
    """Mean bits for a letter of `codes` (S,), each predicted from at least half a `context` before it."""
    all_of_it, total = torch.cat([before[-context:], codes]), 0.0
    begin = len(all_of_it) - len(codes)
    for at in range(begin, len(all_of_it), context // 2):
        end = min(at + context // 2, len(all_of_it))
        piece = all_of_it[max(0, end - 1 - context) : end]
        scores = model(piece[None, :-1])[0, at - end :]
        total += float(F.cross_entropy(scores, piece[at - end :], reduction="sum"))
    return total / len(codes) / math.log(2)


def train(name: str, seed: int = 0, updates: int = UPDATES, every: int = EVERY) -> Iterator[Letters]:
    """Train one model and measure it every so many updates."""
    torch.manual_seed(seed)
    known, december, vocabulary = poem()
    make, rate = MODELS[name]
    model = make(vocabulary)
    size = sum(p.numel() for p in model.parameters())
    adam: Any = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.95))
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, rate, updates, pct_start=0.05)
    for update in range(1, updates + 1):
        starts = torch.randint(len(known) - CONTEXT, (BATCH, 1))
        piece = known[starts + torch.arange(CONTEXT + 1)]
        loss = F.cross_entropy(model(piece[:, :-1]).flatten(0, 1), piece[:, 1:].flatten())
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        schedule.step()
        if update % every == 0:
            costs = bits(model, known[:CONTEXT], known[CONTEXT:]), bits(model, known, december)
            yield Letters(name, seed, update, size, *(round(cost, 3) for cost in costs))


def measure(names: Iterable[str] = tuple(MODELS), seeds: int = SEEDS, updates: int = UPDATES,
            every: int = EVERY) -> Iterator[Letters]:  # fmt: skip
    """Every training asked for, one after the other."""
    for name in names:
        for seed in range(seeds):
            yield from train(name, seed, updates, every)


def main(words: list[str] | None = None) -> int:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.letters", description=__doc__)
    parser.add_argument("--to", type=Path, default=HERE / "letters.csv")
    parser.add_argument("--models", nargs="*", choices=tuple(MODELS), default=tuple(MODELS))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--updates", type=int, default=UPDATES)
    parser.add_argument("--every", type=int, default=EVERY)
    args = parser.parse_args(words)
    torch.set_num_threads(1)
    write_table(Letters, measure(args.models, args.seeds, args.updates, args.every), args.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
