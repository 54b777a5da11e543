"""ResNet (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016).

New in the paper: deeper plain networks train worse, so let each block learn only the change to its input,
x + F(x). The shortcut costs nothing, gradients pass along it unweakened, and 152 layers won ImageNet 2015.

The block is in `residual.py`, the names are torchvision's. As there, the 3x3 convolution of a bottleneck
takes the step of 2; in the paper the first 1x1 does (`stride_first=True`: the same weights, for ResNet-50
3.86 instead of 4.09 thousand million multiply-adds).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.zoo.residual import (
    BasicBlock,
    Block,
    Bottleneck,
    conv3x3,
    out_channels,
    padding,
    stage,
    start,
)

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class ResNet(nn.Module):
    """Four stages of blocks for ImageNet's shapes; more `options` go to each block.

    Takes (N, C, H, W) float, gives logits (N, num_classes).
    """

    def __init__(self, block: Block, layers: Sequence[int], num_classes: int = 1000, in_channels: int = 3,
                 **options: Any):  # fmt: skip
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        self.layer1 = stage(block, 64, 64, layers[0], 1, **options)
        self.layer2 = stage(block, out_channels(self.layer1), 128, layers[1], 2, **options)
        self.layer3 = stage(block, out_channels(self.layer2), 256, layers[2], 2, **options)
        self.layer4 = stage(block, out_channels(self.layer3), 512, layers[3], 2, **options)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(out_channels(self.layer4), num_classes)
        start(self)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of a batch of images."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class SmallResNet(nn.Module):
    """The network of the paper's section 4.2: a 3x3 convolution, three stages, averages, a dense layer."""

    def __init__(self, block: Block, count: int, num_classes: int = 10, in_channels: int = 1,
                 width: int = 16, **options: Any):  # fmt: skip
        super().__init__()
        self.conv1 = conv3x3(in_channels, width)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.layer1 = stage(block, width, width, count, 1, **options)
        self.layer2 = stage(block, out_channels(self.layer1), 2 * width, count, 2, **options)
        self.layer3 = stage(block, out_channels(self.layer2), 4 * width, count, 2, **options)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(out_channels(self.layer3), num_classes)
        start(self)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of a batch of images."""
        x = self.relu(self.bn1(self.conv1(x)))
        return self.fc(torch.flatten(self.avgpool(self.layer3(self.layer2(self.layer1(x)))), 1))


def resnet18(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """ResNet-18: 11,689,512 parameters for 3x224x224 and 1,000 classes."""
    return ResNet(BasicBlock, LAYERS[18], num_classes, in_channels)


def resnet34(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """ResNet-34: 21,797,672 parameters for 3x224x224 and 1,000 classes."""
    return ResNet(BasicBlock, LAYERS[34], num_classes, in_channels)


def resnet50(num_classes: int = 1000, in_channels: int = 3, stride_first: bool = False) -> ResNet:
    """ResNet-50: 25,557,032 parameters for 3x224x224 and 1,000 classes.

    >>> sum(p.numel() for p in resnet50().parameters())
    25557032
    """
    return ResNet(Bottleneck, LAYERS[50], num_classes, in_channels, stride_first=stride_first)


def resnet101(num_classes: int = 1000, in_channels: int = 3, stride_first: bool = False) -> ResNet:
    """ResNet-101: 44,549,160 parameters for 3x224x224 and 1,000 classes."""
    return ResNet(Bottleneck, LAYERS[101], num_classes, in_channels, stride_first=stride_first)


def resnet152(num_classes: int = 1000, in_channels: int = 3, stride_first: bool = False) -> ResNet:
    """ResNet-152: 60,192,808 parameters for 3x224x224 and 1,000 classes."""
    return ResNet(Bottleneck, LAYERS[152], num_classes, in_channels, stride_first=stride_first)


def resnet_small(in_channels: int = 1, num_classes: int = 10, depth: int = 20, residual: bool = True,
                 block: Block = BasicBlock, width: int = 16, **options: Any) -> SmallResNet:  # fmt: skip
    """The paper's network for 32x32 (and 28x28): depth 6n + 2, or 9n + 2 with bottlenecks.

    `residual=False` is the plain network: the same weights, without additions. Shortcuts have no weights
    (the paper's A), so both count the same. Raises ValueError for a depth that does not divide.

    >>> plain, residual = resnet_small(depth=8, residual=False), resnet_small(depth=8)
    >>> [sum(p.numel() for p in net.parameters()) for net in (plain, residual)]
    [75002, 75002]
    """
    each = 9 if issubclass(block, Bottleneck) else 6
    if depth < each + 2 or (depth - 2) % each:
        fits = ", ".join(str(each * n + 2) for n in range(1, 7))
        raise ValueError(f"resnet_small: depth must be {each}n + 2 ({fits}, ...), not {depth}")
    options = {"shortcut": padding, "residual": residual, **options}
    return SmallResNet(block, (depth - 2) // each, num_classes, in_channels, width, **options)
