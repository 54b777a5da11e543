"""`python -m course_lib.cli.detect`: train the small two-stage detector of chapter 19 on drawn scenes.

Writes its weights as float16 to `course_lib/data/detector.npz`. About four minutes on one core.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from course_lib.data import Scenes, scenes
from course_lib.zoo.boxes import anchors, decode, encode, iou
from course_lib.zoo.detector import SIZE, WEIGHTS, Detector

MOST = 4  # objects in a picture
SEEN = 24  # proposals a picture that the second stage learns from


def targets(drawn: Scenes) -> tuple[Tensor, Tensor]:
    """Boxes (N, MOST, 4) and kinds (N, MOST): 1 + shape + 3 * colour, 0 where there is no object."""
    boxes, kinds = torch.zeros(len(drawn), MOST, 4), torch.zeros(len(drawn), MOST, dtype=torch.long)
    for i, found in enumerate(drawn.boxes):
        boxes[i, : len(found)] = torch.tensor(found)
        kinds[i, : len(found)] = torch.tensor(1 + drawn.labels[i] + 3 * drawn.colours[i])
    return boxes, kinds


def _rows(values: Tensor, which: Tensor) -> Tensor:
    """Row `which` (N, R) of values (N, M, 4)."""
    return values.gather(1, which[..., None].expand(-1, -1, 4))


def proposing(scores: Tensor, offsets: Tensor, base: Tensor, boxes: Tensor) -> Tensor:
    """Loss of stage one: is there something, and where exactly? As in Faster R-CNN, section 3.1.2."""
    base = base.expand(len(boxes), -1, -1)
    overlap = iou(base, boxes)
    best, owner = overlap.max(-1)
    most = overlap.amax(1, keepdim=True)
    something = (best >= 0.5) | ((overlap == most) & (most > 0.1)).any(-1)
    nothing = (best < 0.3) & ~something
    wrong = F.softplus(-scores) * something + F.softplus(scores) * nothing
    want = encode(_rows(boxes, owner)[something], base[something])
    return wrong.sum() / something.sum() + 2 * F.smooth_l1_loss(offsets[something], want, beta=0.1)


def naming(net: Detector, features: Tensor, seen: Tensor, boxes: Tensor, kinds: Tensor) -> Tensor:
    """Loss of stage two on the boxes `seen` (N, R, 4): what is it, and where exactly?"""
    best, owner = iou(seen, boxes).max(-1)
    kind = torch.where(best >= 0.5, kinds.gather(1, owner), 0)
    scores, offsets = net.classify(features, seen)
    real = kind > 0
    want = encode(_rows(boxes, owner)[real], seen[real])
    return 2 * F.cross_entropy(scores.flatten(0, 1), kind.flatten()) + 2 * F.smooth_l1_loss(
        offsets[real], want, beta=0.1
    )


def losses(
    net: Detector, images: Tensor, boxes: Tensor, kinds: Tensor, dice: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Losses of both stages on a batch; the boxes between the stages are taken as they are."""
    base, features = anchors(images.shape[-1]), net.backbone(images)
    scores, offsets = net.propose(features)
    with torch.no_grad():
        first = scores.topk(2 * SEEN, 1).indices
        first = first.gather(1, torch.rand(first.shape, generator=dice).argsort(1)[:, :SEEN])
        seen = decode(_rows(offsets, first), base[first])
        shaken = boxes + 4 * (torch.rand(boxes.shape, generator=dice) - 0.5)  # the truth, by up to two pixels
        seen = torch.cat([seen, torch.where((kinds > 0)[..., None], shaken, seen[:, :MOST])], 1)
    return proposing(scores, offsets, base, boxes), naming(net, features, seen, boxes, kinds)


def train(drawn: Scenes, epochs: int, seed: int = 0, batch: int = 32) -> Detector:
    """A detector trained from nothing with Adam; the rate rises and falls once."""
    torch.manual_seed(seed)
    dice, net = torch.Generator().manual_seed(seed), Detector()
    images, (boxes, kinds) = torch.tensor(drawn.images), targets(drawn)
    steps = epochs * (len(drawn) // batch)
    optimizer = torch.optim.Adam(net.parameters())
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    for epoch in range(epochs):
        sums = np.zeros(2)
        order = torch.randperm(len(drawn), generator=dice)
        for some in order[: len(drawn) // batch * batch].split(batch):
            both = losses(net, images[some], boxes[some], kinds[some], dice)
            optimizer.zero_grad()
            (both[0] + both[1]).backward()
            optimizer.step()
            rate.step()
            sums += [one.item() for one in both]
        print(f"epoch {epoch + 1}: {(sums * batch / len(drawn)).round(3)}", flush=True)
    return net.eval()


def main(words: list[str] | None = None) -> int:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.detect", description=__doc__)
    parser.add_argument("--to", type=Path, default=WEIGHTS)
    parser.add_argument("--scenes", type=int, default=4000)
    parser.add_argument("--epochs", type=int, default=24)
    args = parser.parse_args(words)
    torch.set_num_threads(1)
    net = train(scenes(args.scenes, SIZE, seed=1, objects=(1, MOST), overlap=0.3), args.epochs)
    half = {name: w.numpy().astype(np.float16) for name, w in net.state_dict().items()}
    np.savez_compressed(args.to, **half)
    return 0


if __name__ == "__main__":
    sys.exit(main())
