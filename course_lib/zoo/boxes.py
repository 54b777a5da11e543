"""Arithmetic of boxes for the small detector: overlap, anchors, offsets, suppression, crops.

Boxes are x1, y1, x2, y2 in pixels, x to the right and y down, in tensors (..., 4).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

STRIDE = 4  # a cell of the detector's feature map stands for 4x4 pixels
SIDES = (10.0, 16.0)  # of its anchors, in pixels


def iou(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of each box of a (..., N, 4) with each of b (..., M, 4): (..., N, M).

    >>> iou(torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[5.0, 0, 15, 10], [20, 20, 30, 30]]))
    tensor([[0.3333, 0.0000]])
    """
    a, b = a[..., :, None, :], b[..., None, :, :]
    sides = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0)
    both = sides.prod(-1)
    either = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - both
    return both / either.clamp(min=1e-9)


def anchors(size: int, stride: int = STRIDE, sides: tuple[float, ...] = SIDES) -> Tensor:
    """Square boxes round the centre of every cell, (cells * sides, 4): row by row, then side by side.

    >>> anchors(8, 4, (6.0,))[1]
    tensor([ 3., -1.,  9.,  5.])
    """
    at = (torch.arange(size // stride) + 0.5) * stride
    y, x = torch.meshgrid(at, at, indexing="ij")
    half = torch.tensor(sides) / 2
    x, y = x.reshape(-1, 1), y.reshape(-1, 1)
    return torch.stack([x - half, y - half, x + half, y + half], -1).reshape(-1, 4)


def encode(boxes: Tensor, base: Tensor) -> Tensor:
    """How to get from base boxes (..., 4) to boxes: shift of the centre in sides, logarithm of the growth."""
    size, base_size = boxes[..., 2:] - boxes[..., :2], base[..., 2:] - base[..., :2]
    shift = (boxes[..., 2:] + boxes[..., :2] - base[..., 2:] - base[..., :2]) / 2
    return torch.cat([shift / base_size, torch.log(size / base_size)], -1)


def decode(offsets: Tensor, base: Tensor) -> Tensor:
    """The boxes (..., 4) that offsets of `encode` lead to from the base boxes."""
    base_size = base[..., 2:] - base[..., :2]
    centre = (base[..., 2:] + base[..., :2]) / 2 + offsets[..., :2] * base_size
    half = base_size * torch.exp(offsets[..., 2:].clamp(max=2.0)) / 2
    return torch.cat([centre - half, centre + half], -1)


def nms(boxes: Tensor, scores: Tensor, most: float = 0.5) -> Tensor:
    """Numbers of the boxes that stay, best first: each takes out what overlaps it by more than `most`."""
    left, kept = torch.argsort(scores, descending=True, stable=True), []
    overlap = iou(boxes, boxes)
    while len(left):
        kept.append(left[0])
        left = left[1:][overlap[left[0], left[1:]] <= most]
    return torch.stack(kept) if kept else left


def crops(features: Tensor, boxes: Tensor, cells: int = 5, stride: int = STRIDE) -> Tensor:
    """What lies under boxes (N, R, 4) in features (N, C, H, W): (N, R, C, cells, cells), bilinear.

    One sample in the middle of each cell, as in RoIAlign; `stride` is a feature's side in pixels.
    """
    at = (torch.arange(cells, dtype=boxes.dtype) + 0.5) / cells
    points = boxes[:, :, None, :2] + at[:, None] * (boxes[..., 2:] - boxes[..., :2])[:, :, None]
    points = 2 * points / (stride * features.shape[-1]) - 1  # -1 and 1 are the picture's edges
    n, r = boxes.shape[:2]
    x = points[:, :, None, :, 0].expand(n, r, cells, cells)
    y = points[:, :, :, None, 1].expand(n, r, cells, cells)
    grid = torch.stack([x, y], -1).reshape(n, r * cells, cells, 2)
    out = F.grid_sample(features, grid, align_corners=False)
    return out.reshape(n, -1, r, cells, cells).transpose(1, 2)
