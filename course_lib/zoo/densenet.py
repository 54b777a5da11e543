"""DenseNet (Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks", CVPR 2017).

New in the paper: each layer reads the maps of all layers before it in its block, stacked instead of added.
Features are used again rather than computed again, so layers can be narrow (growth 32) and the network small
for its accuracy. "BC" means bottlenecks (1x1 before 3x3) and compression (half the maps between blocks).
Names are torchvision's. `StackingBlock` is the same idea as a change of one line in ResNet's block.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.zoo.residual import BasicBlock, start


class DenseLayer(nn.Module):
    """Norm, ReLU, 1x1, norm, ReLU, 3x3: `growth_rate` new maps from all maps so far."""

    def __init__(self, in_channels: int, growth_rate: int, bn_size: int = 4):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, bn_size * growth_rate, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(bn_size * growth_rate)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(bn_size * growth_rate, growth_rate, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """The new maps (N, growth_rate, H, W)."""
        return self.conv2(self.relu2(self.norm2(self.conv1(self.relu1(self.norm1(x))))))


class DenseBlock(nn.Module):
    """Layers that each read everything before them."""

    def __init__(self, layers: int, in_channels: int, growth_rate: int):
        super().__init__()
        for k in range(layers):
            self.add_module(f"denselayer{k + 1}", DenseLayer(in_channels + k * growth_rate, growth_rate))

    def forward(self, x: Tensor) -> Tensor:
        """The input and all new maps, stacked: (N, in_channels + layers * growth_rate, H, W)."""
        for layer in self.children():
            x = torch.cat([x, layer(x)], 1)
        return x


class Transition(nn.Sequential):
    """Between blocks: half the maps, half the size."""

    def __init__(self, in_channels: int, out_channels: int):
        super().__init__()
        self.norm = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.pool = nn.AvgPool2d(2, 2)


class DenseNet(nn.Module):
    """Dense blocks with transitions between: takes (N, C, H, W) float, gives logits (N, num_classes).

    `small` begins with one 3x3 convolution (for 28x28 and 32x32) instead of 7x7 and pooling.
    """

    def __init__(self, blocks: Sequence[int] = (6, 12, 24, 16), growth_rate: int = 32,
                 num_classes: int = 1000, in_channels: int = 3, small: bool = False):  # fmt: skip
        super().__init__()
        channels = 2 * growth_rate
        self.features = nn.Sequential()
        if small:
            self.features.add_module("conv0", nn.Conv2d(in_channels, channels, 3, padding=1, bias=False))
        else:
            self.features.add_module("conv0", nn.Conv2d(in_channels, channels, 7, 2, 3, bias=False))
            self.features.add_module("norm0", nn.BatchNorm2d(channels))
            self.features.add_module("relu0", nn.ReLU(inplace=True))
            self.features.add_module("pool0", nn.MaxPool2d(3, 2, padding=1))
        for k, layers in enumerate(blocks, start=1):
            self.features.add_module(f"denseblock{k}", DenseBlock(layers, channels, growth_rate))
            channels += layers * growth_rate
            if k < len(blocks):
                self.features.add_module(f"transition{k}", Transition(channels, channels // 2))
                channels //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, num_classes)
        start(self)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of a batch of images."""
        x = F.adaptive_avg_pool2d(F.relu(self.features(x)), 1)
        return self.classifier(torch.flatten(x, 1))


class StackingBlock(BasicBlock):
    """ResNet's block with dense connectivity: the change is stacked on the input, not added to it."""

    def __init__(self, in_channels: int, width: int, stride: int = 1, **options: Any):
        super().__init__(in_channels, width, stride, **options)
        self.out_channels = in_channels + width
        self.downsample = nn.AvgPool2d(stride) if stride > 1 else None

    def join(self, x: Tensor, change: Tensor) -> Tensor:
        """Input and change, one after the other: (N, in_channels + width, H, W)."""
        return torch.cat([x if self.downsample is None else self.downsample(x), change], 1)


def densenet121(num_classes: int = 1000, in_channels: int = 3) -> DenseNet:
    """DenseNet-121 (BC, growth 32): 7,978,856 parameters for 3x224x224 and 1,000 classes.

    >>> sum(p.numel() for p in densenet121().parameters())
    7978856
    """
    return DenseNet((6, 12, 24, 16), 32, num_classes, in_channels)


def densenet_small(in_channels: int = 1, num_classes: int = 10, growth_rate: int = 12,
                   layers: int = 3) -> DenseNet:  # fmt: skip
    """Three dense blocks of `layers` layers for 28x28 and 32x32.

    >>> densenet_small()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return DenseNet((layers,) * 3, growth_rate, num_classes, in_channels, small=True)
