"""VGG (Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015).

New in the paper: nothing but 3x3 convolutions, stacked. Two of them see 5x5 and three see 7x7 with fewer
weights and a nonlinearity in between, so depth could grow to 16 and 19 learned layers; second place (and the
best single network) of ImageNet 2014. Names are torchvision's.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from course_lib.zoo.alexnet import he_start

# how many convolutions stand in each of the five stages (configurations A, B, D and E of the paper)
STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
WIDTHS = (64, 128, 256, 512, 512)


class VGG(nn.Module):
    """Stages of 3x3 convolutions, each ended by pooling, and three dense layers.

    Takes (N, C, H, W) float, gives logits (N, num_classes).
    """

    def __init__(self, stages: Sequence[int], widths: Sequence[int] = WIDTHS, num_classes: int = 1000,
                 in_channels: int = 3, grid: int = 7, hidden: int = 4096, dropout: float = 0.5):  # fmt: skip
        super().__init__()
        self.features = convolutions(stages, widths, in_channels)
        self.avgpool = nn.AdaptiveAvgPool2d(grid)
        self.classifier = nn.Sequential(
            nn.Linear(widths[-1] * grid * grid, hidden), nn.ReLU(inplace=True), nn.Dropout(dropout),
            nn.Linear(hidden, hidden), nn.ReLU(inplace=True), nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        )  # fmt: skip
        self.apply(he_start)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of a batch of images."""
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def convolutions(stages: Sequence[int], widths: Sequence[int], in_channels: int) -> nn.Sequential:
    """Stage after stage: so many 3x3 convolutions of a width, then 2x2 pooling."""
    layers: list[nn.Module] = []
    for count, width in zip(stages, widths, strict=True):
        for _ in range(count):
            layers += [nn.Conv2d(in_channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            in_channels = width
        layers.append(nn.MaxPool2d(2, 2))
    return nn.Sequential(*layers)


def vgg11(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> VGG:
    """Configuration A: 132,863,336 parameters for 3x224x224 and 1,000 classes."""
    return VGG(STAGES[11], num_classes=num_classes, in_channels=in_channels, dropout=dropout)


def vgg13(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> VGG:
    """Configuration B: 133,047,848 parameters for 3x224x224 and 1,000 classes."""
    return VGG(STAGES[13], num_classes=num_classes, in_channels=in_channels, dropout=dropout)


def vgg16(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> VGG:
    """Configuration D: 138,357,544 parameters for 3x224x224 and 1,000 classes.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in vgg16().parameters())
    138357544
    """
    return VGG(STAGES[16], num_classes=num_classes, in_channels=in_channels, dropout=dropout)


def vgg19(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> VGG:
    """Configuration E: 143,667,240 parameters for 3x224x224 and 1,000 classes."""
    return VGG(STAGES[19], num_classes=num_classes, in_channels=in_channels, dropout=dropout)


def vgg_small(in_channels: int = 1, num_classes: int = 10, dropout: float = 0.5) -> VGG:
    """VGG for 28x28 and 32x32: three stages of two 3x3 convolutions.

    >>> vgg_small()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return VGG((2, 2, 2), (16, 32, 64), num_classes, in_channels, grid=2, hidden=256, dropout=dropout)
