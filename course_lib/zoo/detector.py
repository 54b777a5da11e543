"""A detector in two stages, after Faster R-CNN (S. Ren, K. He, R. Girshick and J. Sun, NeurIPS 2015).

New in that paper: the boxes to look at are proposed by a network too, which shares its features with the
classifier behind it. Here three convolutions look at drawn scenes. Boxes are x1, y1, x2, y2 in pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.zoo.boxes import SIDES, anchors, crops, decode, nms

SIZE = 48  # of the scenes it is trained on
WEIGHTS = Path(__file__).parents[1] / "data" / "detector.npz"


class Backbone(nn.Module):
    """Three convolutions: (N, 3, S, S) becomes (N, 48, S/4, S/4)."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2, self.conv3 = (
            nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1), nn.Conv2d(32, 48, 3, padding=1),
        )  # fmt: skip

    def maps(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The maps of all three layers: 16, 32 and 48 channels of side S, S/2 and S/4."""
        first = F.relu(self.conv1(x))
        second = F.relu(self.conv2(F.max_pool2d(first, 2)))
        return first, second, F.relu(self.conv3(F.max_pool2d(second, 2)))

    def forward(self, x: Tensor) -> Tensor:
        """The last map."""
        return self.maps(x)[-1]


class Detector(nn.Module):
    """Stage one: at every anchor, "something here?" and four offsets. Stage two: crop, name, four offsets."""

    def __init__(self, kinds: int = 12, cells: int = 5) -> None:
        super().__init__()
        self.cells = cells
        self.backbone = Backbone()
        self.look = nn.Conv2d(48, 48, 3, padding=1)
        self.objectness, self.shifts = nn.Conv2d(48, len(SIDES), 1), nn.Conv2d(48, 4 * len(SIDES), 1)
        self.dense = nn.Linear(48 * cells**2, 64)
        self.kind, self.refine = nn.Linear(64, kinds + 1), nn.Linear(64, 4)  # kind 0 is background

    def propose(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Stage one, for all K anchors: scores before the sigmoid (N, K) and offsets (N, K, 4)."""
        seen, n = F.relu(self.look(features)), len(features)
        scores = self.objectness(seen).permute(0, 2, 3, 1).reshape(n, -1)
        return scores, self.shifts(seen).permute(0, 2, 3, 1).reshape(n, -1, 4)

    def classify(self, features: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
        """Stage two, for boxes (N, R, 4): scores of the kinds (N, R, kinds + 1) and offsets (N, R, 4)."""
        seen = F.relu(self.dense(crops(features, boxes, self.cells).flatten(2)))
        return self.kind(seen), self.refine(seen)

    @torch.no_grad()
    def detect(self, images: ArrayLike, least: float = 0.05, most: float = 0.4) -> list[Found]:
        """What is found in pictures (N, 3, S, S), at least so sure, overlapping its kind at most so much."""
        pictures = torch.as_tensor(np.asarray(images))
        base, found = anchors(pictures.shape[-1]), []
        for features in self.backbone(pictures).split(1):
            scores, offsets = self.propose(features)
            first = scores[0].topk(100).indices
            boxes = decode(offsets[0, first], base[first])
            boxes = boxes[nms(boxes, scores[0, first], 0.6)[:30]]
            sure, moves = self.classify(features, boxes[None])
            found.append(_named(decode(moves[0], boxes), sure[0].softmax(-1)[:, 1:], least, most))
        return found


@dataclass(frozen=True)
class Found:
    """What was found in one picture, surest first: boxes (M, 4), scores (M,) and kinds (M,) from 0."""

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    kinds: NDArray[np.int64]


def _named(boxes: Tensor, sure: Tensor, least: float, most: float) -> Found:
    """Suppression for each kind by itself: boxes (R, 4) and probabilities (R, kinds)."""
    rows = []
    for kind in range(sure.shape[1]):
        which = (sure[:, kind] >= least).nonzero()[:, 0]
        which = which[nms(boxes[which], sure[which, kind], most)]
        rows += [(float(sure[i, kind]), kind, i) for i in which]
    rows.sort(key=lambda row: -row[0])
    return Found(
        boxes[[int(i) for _, _, i in rows]].reshape(-1, 4).numpy(),
        np.array([score for score, _, _ in rows], np.float32),
        np.array([kind for _, kind, _ in rows], np.int64),
    )


def trained() -> Detector:
    """A detector of the twelve drawn things, trained by ``python -m course_lib.cli.detect``."""
    net = Detector()
    with np.load(WEIGHTS) as stored:
        net.load_state_dict({name: torch.tensor(stored[name].astype(np.float32)) for name in stored.files})
    return net.eval()
