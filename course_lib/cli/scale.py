"""`python -m course_lib.cli.scale`: train a network of the zoo, on one process or many, on CPUs or GPUs.

    torchrun --standalone --nproc-per-node 2 -m course_lib.cli.scale

starts two processes on this machine. Each holds the whole network and takes its share of every batch; before
each update their gradients are averaged, so that all take the same step (data parallelism). Without torchrun
it is one process. On GPUs they speak through NCCL, on CPUs through Gloo.
"""

from __future__ import annotations

import argparse
import ast
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from course_lib import zoo
from course_lib.data import cifar10, digits

Arrays = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class Worker:
    """One process of many: its number, how many there are, and where it computes."""

    rank: int
    world: int
    device: torch.device

    @classmethod
    def join(cls) -> Worker:
        """Meet the other processes that torchrun has started; without torchrun, be alone."""
        rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        local = int(os.environ.get("LOCAL_RANK", 0))
        device = torch.device("cuda", local) if torch.cuda.is_available() else torch.device("cpu")
        if device.type == "cuda":
            torch.cuda.set_device(device)
        if world > 1 and not distributed.is_initialized():
            distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
        return cls(rank, world, device)

    def total(self, *numbers: float) -> list[float]:
        """Each number summed over all workers."""
        joined = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        if self.world > 1:
            distributed.all_reduce(joined)
        return joined.tolist()


def load(name: str) -> tuple[Arrays, Arrays]:
    """Images (N, C, H, W) and labels, to learn from and to test on: digits, mnist or cifar10.

    Of each channel the mean over the training images is taken off, and divided by their spread.
    """
    if name == "cifar10":
        parts = [cifar10("train"), cifar10("test")]
    else:
        both = digits(28, source="mnist" if name == "mnist" else "embedded")
        parts = [(part.images[:, None], part.labels) for part in (both.train, both.test)]
    train, test = (
        (torch.tensor(images, dtype=torch.float32), torch.tensor(labels).long()) for images, labels in parts
    )
    std, mean = torch.std_mean(train[0], dim=(0, 2, 3), keepdim=True)
    return ((train[0] - mean) / std, train[1]), ((test[0] - mean) / std, test[1])


def shares(count: int, batch: int, worker: Worker, epoch: int) -> Iterator[np.ndarray]:
    """Rows of every batch of one epoch for this worker: one order for all, each takes every world-th."""
    order = np.random.default_rng(epoch).permutation(count)
    for first in range(0, count - batch + 1, batch):
        yield order[first : first + batch][worker.rank :: worker.world]


def augmented(images: Tensor, rows: np.ndarray, epoch: int, mirror: bool, most: int = 4) -> Tensor:
    """Each picture moved by up to `most` pixels and, half of them, mirrored: as He and others do.

    The draw depends on the picture's row and the epoch alone, so that any number of workers sees the same.
    """
    dice = np.random.default_rng([epoch, 1])
    count = int(rows.max()) + 1
    corners, turned = dice.integers(0, 2 * most + 1, (2, 2**20))[:, :count], dice.random(2**20)[:count] < 0.5
    height, width = images.shape[2:]
    padded = F.pad(images, (most,) * 4)
    moved = torch.stack([picture[:, top : top + height, left : left + width]
                         for picture, top, left in zip(padded, *corners[:, rows], strict=True)])  # fmt: skip
    flips = torch.tensor(turned[rows] & mirror)[:, None, None, None]
    return torch.where(flips, moved.flip(3), moved)


def micro_batches(images: Tensor, labels: Tensor, parts: int) -> list[Arrays]:
    """A batch in `parts` equal pieces, to be worked on one after the other."""
    if len(images) % parts:
        raise ValueError(f"{len(images)} pictures a worker do not fall into {parts} equal parts")
    return list(zip(images.chunk(parts), labels.chunk(parts), strict=True))


def update(model: nn.Module, optimizer: Any, parts: list[Arrays], device: torch.device, amp: bool) -> float:
    """One step on a batch in `parts`: gradients add up, the last backward pass also averages over workers."""
    optimizer.zero_grad()
    loss = 0.0
    for k, (images, labels) in enumerate(parts):
        early = isinstance(model, DistributedDataParallel) and k + 1 < len(parts)
        with cast(DistributedDataParallel, model).no_sync() if early else nullcontext():
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=amp):
                value = F.cross_entropy(model(images), labels) / len(parts)
            value.backward()
        loss += value.item()
    optimizer.step()
    return loss


@torch.no_grad()
def accuracy(model: nn.Module, test: Arrays, worker: Worker) -> float:
    """Share of right answers; each worker judges its share of the pictures."""
    model.eval()
    images, labels = (part[worker.rank :: worker.world] for part in test)
    pairs = zip(torch.split(images, 500), torch.split(labels, 500), strict=True)
    right = sum((model(x.to(worker.device)).argmax(1).cpu() == t).sum().item() for x, t in pairs)
    model.train()
    hits, count = worker.total(right, len(labels))
    return hits / count


def save(state: dict[str, Any], file: Path) -> None:
    """Keep where training stands: first under another name, so that there is never half a file."""
    half = file.with_name(file.name + ".part")
    torch.save(state, half)
    os.replace(half, file)


def machine() -> str:
    """The GPU's name, or how many cores the processor has."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"a CPU with {os.cpu_count()} cores"


def prepared(args: argparse.Namespace, worker: Worker, channels: int, steps: int) -> tuple[Any, Any, Any]:
    """Network, optimiser and schedule; the rate rises to its largest, then falls to zero."""
    torch.manual_seed(args.seed)
    build = getattr(zoo, args.network)
    network = build(in_channels=channels, num_classes=10, **dict(args.set)).to(worker.device)
    optimizer: Any = (
        torch.optim.AdamW(network.parameters(), lr=args.lr) if args.optimizer == "adamw"
        else torch.optim.SGD(network.parameters(), lr=args.lr, momentum=0.9, weight_decay=5e-4)
    )  # fmt: skip
    return network, optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, args.lr, total_steps=steps)


def fit(args: argparse.Namespace, worker: Worker) -> dict[str, Any]:
    """Train as the options say; what was reached, at which speed, in how much memory."""
    if args.batch % (worker.world * args.accumulate):
        raise ValueError(f"a batch of {args.batch} cannot be shared by {worker.world} workers "
                         f"in {args.accumulate} parts each")  # fmt: skip
    train, test = load(args.data)
    steps = args.epochs * (len(train[0]) // args.batch)
    if not steps:
        raise ValueError(f"{args.epochs} epochs of {len(train[0])} pictures hold no batch of {args.batch}")
    network, optimizer, schedule = stateful = prepared(args, worker, train[0].shape[1], steps)
    names, losses, done = ("network", "optimizer", "schedule"), [], 0
    if args.checkpoint and args.checkpoint.exists():
        state = torch.load(args.checkpoint, map_location=worker.device, weights_only=True)
        for name, part in zip(names, stateful, strict=True):
            part.load_state_dict(state[name])
        losses, done = state["losses"], state["epoch"]
    model = DistributedDataParallel(network) if worker.world > 1 else network
    before, begun = len(losses), time.perf_counter()
    for epoch in range(done, args.epochs):
        for rows in shares(len(train[0]), args.batch, worker, epoch):
            images = train[0][rows]
            if args.augment:
                images = augmented(images, rows, epoch, mirror=args.data == "cifar10")
            parts = micro_batches(images.to(worker.device), train[1][rows].to(worker.device), args.accumulate)
            loss = update(model, optimizer, parts, worker.device, args.amp)
            schedule.step()
            losses.append(worker.total(loss)[0] / worker.world)
        if args.checkpoint and worker.rank == 0:
            state = {name: part.state_dict() for name, part in zip(names, stateful, strict=True)}
            save(state | {"losses": losses, "epoch": epoch + 1}, args.checkpoint)
    return report(args, worker, losses, before, begun) | {"accuracy": accuracy(model, test, worker)}


def report(
    args: argparse.Namespace, worker: Worker, losses: list[float], before: int, begun: float
) -> dict[str, Any]:
    """What the first worker prints: options, losses, and the speed of the updates made since `begun`."""
    memory = None
    if worker.device.type == "cuda":
        torch.cuda.synchronize()
        memory = torch.cuda.max_memory_allocated() / 2**20
    seconds = time.perf_counter() - begun
    pictures = args.batch * (len(losses) - before)
    return {"network": args.network, "data": args.data, "workers": worker.world,
            "device": worker.device.type, "batch": args.batch, "accumulate": args.accumulate, "amp": args.amp,
            "epochs": args.epochs, "updates": len(losses), "first_loss": losses[0], "last_loss": losses[-1],
            "seconds": seconds, "pictures_per_second": pictures / seconds, "device_mib": memory,
            "machine": machine()}  # fmt: skip


def named_value(text: str) -> tuple[str, Any]:
    """An option of a network, NAME=VALUE, such as depth=56 or residual=False."""
    name, _, value = text.partition("=")
    try:
        return name, ast.literal_eval(value)
    except (SyntaxError, ValueError):
        raise argparse.ArgumentTypeError(f"{text} is no NAME=VALUE, such as depth=56") from None


def main(words: list[str] | None = None) -> int:
    """Train, and let the first worker print one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.scale", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument(
        "--network", default="resnet_small", help="a network of course_lib.zoo, such as vgg_small"
    )
    parser.add_argument("--set", type=named_value, nargs="*", default=[], metavar="NAME=VALUE",
                        help="options of that network, such as depth=56 residual=False")  # fmt: skip
    parser.add_argument("--data", default="digits", choices=("digits", "mnist", "cifar10"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=64, help="pictures an update, all workers together")
    parser.add_argument("--accumulate", type=int, default=1, help="parts that a worker cuts its share into")
    parser.add_argument("--optimizer", default="sgd", choices=("sgd", "adamw"))
    parser.add_argument("--lr", type=float, default=0.1, help="the largest; it rises, then falls to zero")
    parser.add_argument("--amp", action="store_true", help="bfloat16 where it is safe")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="threads of each process on a CPU")
    parser.add_argument("--augment", action="store_true", help="move pictures, and mirror photographs")
    parser.add_argument("--checkpoint", type=Path, help="file kept after each epoch; if there, go on from it")
    args = parser.parse_args(words)
    torch.set_num_threads(args.threads)
    joined = distributed.is_initialized()  # by someone else, such as Ray, who will also leave
    worker = Worker.join()
    result = fit(args, worker)
    if worker.rank == 0:
        print(json.dumps(result), flush=True)
    if worker.world > 1 and not joined:  # after an error, torchrun ends the others
        gc.collect()  # the network's gradient hooks hold the group: they must go first
        distributed.barrier()
        distributed.destroy_process_group()
    return 0


if __name__ == "__main__":
    sys.exit(main())
