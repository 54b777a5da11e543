"""SENet (Hu, Shen and Sun, "Squeeze-and-Excitation Networks", CVPR 2018): winner of ImageNet 2017.

New in the paper: a gate a channel. Each map is squeezed to its average, two small dense layers turn the
averages into weights from 0 to 1, and the maps are scaled by them: what the whole picture shows decides
which channels speak. It fits into any block (here: one line before the addition) at little cost.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.zoo.residual import BasicBlock, Bottleneck
from course_lib.zoo.resnet import LAYERS, ResNet, SmallResNet, resnet_small


class SqueezeExcitation(nn.Module):
    """Scale each of (N, C, H, W)'s channels by a weight from 0 to 1, found from all channels' averages."""

    sees_all = True  # one pixel of the output depends on the whole input

    def __init__(self, channels: int, reduction: int = 16):
        super().__init__()
        self.fc1 = nn.Linear(channels, max(1, channels // reduction))
        self.fc2 = nn.Linear(max(1, channels // reduction), channels)

    def gates(self, x: Tensor) -> Tensor:
        """The weights (N, C)."""
        squeezed = x.mean(dim=(2, 3))
        return torch.sigmoid(self.fc2(F.relu(self.fc1(squeezed))))

    def forward(self, x: Tensor) -> Tensor:
        """The maps, scaled: (N, C, H, W)."""
        return x * self.gates(x)[:, :, None, None]


class SEBasicBlock(BasicBlock):
    """ResNet's block whose change is gated before it is added."""

    def __init__(self, *args: Any, reduction: int = 16, **options: Any):
        super().__init__(*args, **options)
        self.se = SqueezeExcitation(self.out_channels, reduction)

    def join(self, x: Tensor, change: Tensor) -> Tensor:
        """Input and gated change together."""
        return super().join(x, self.se(change))


class SEBottleneck(Bottleneck):
    """ResNet's bottleneck whose change is gated before it is added."""

    def __init__(self, *args: Any, reduction: int = 16, **options: Any):
        super().__init__(*args, **options)
        self.se = SqueezeExcitation(self.out_channels, reduction)

    def join(self, x: Tensor, change: Tensor) -> Tensor:
        """Input and gated change together."""
        return super().join(x, self.se(change))


def se_resnet50(num_classes: int = 1000, in_channels: int = 3, stride_first: bool = False) -> ResNet:
    """SE-ResNet-50: 28,088,024 parameters for 3x224x224 and 1,000 classes.

    >>> sum(p.numel() for p in se_resnet50().parameters())
    28088024
    """
    return ResNet(SEBottleneck, LAYERS[50], num_classes, in_channels, stride_first=stride_first)


def se_resnext50_32x4d(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """SE-ResNeXt-50 32x4d: 27,559,896 parameters for 3x224x224 and 1,000 classes."""
    return ResNet(SEBottleneck, LAYERS[50], num_classes, in_channels, groups=32, base_width=4)


def se_resnet_small(in_channels: int = 1, num_classes: int = 10, depth: int = 20,
                    reduction: int = 4) -> SmallResNet:  # fmt: skip
    """`resnet_small` with gates, for 28x28 and 32x32.

    >>> se_resnet_small(depth=8)(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return resnet_small(in_channels, num_classes, depth, block=SEBasicBlock, reduction=reduction)


def se_resnext_small(in_channels: int = 1, num_classes: int = 10, depth: int = 20, groups: int = 8,
                     base_width: int = 16, reduction: int = 16) -> SmallResNet:  # fmt: skip
    """`resnext_small` with gates, for 28x28 and 32x32.

    >>> se_resnext_small(depth=11)(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return resnet_small(in_channels, num_classes, depth, block=SEBottleneck, groups=groups,
                        base_width=base_width, reduction=reduction)  # fmt: skip
