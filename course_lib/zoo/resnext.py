"""ResNeXt (Xie et al., "Aggregated Residual Transformations for Deep Neural Networks", CVPR 2017).

New in the paper: cardinality, the number of parallel paths in a block, as a size of its own beside depth and
width. Many narrow paths of equal shape are one grouped convolution, so ResNet's bottleneck changes in a
single argument; at equal cost more paths are more accurate than more width. Names are torchvision's.
"""

from __future__ import annotations

from course_lib.zoo.residual import Bottleneck
from course_lib.zoo.resnet import LAYERS, ResNet, SmallResNet, resnet_small


def resnext50_32x4d(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """32 paths of width 4: 25,028,904 parameters for 3x224x224 and 1,000 classes.

    >>> sum(p.numel() for p in resnext50_32x4d().parameters())
    25028904
    """
    return ResNet(Bottleneck, LAYERS[50], num_classes, in_channels, groups=32, base_width=4)


def resnext101_32x8d(num_classes: int = 1000, in_channels: int = 3) -> ResNet:
    """32 paths of width 8: 88,791,336 parameters for 3x224x224 and 1,000 classes."""
    return ResNet(Bottleneck, LAYERS[101], num_classes, in_channels, groups=32, base_width=8)


def resnext_small(in_channels: int = 1, num_classes: int = 10, depth: int = 20, groups: int = 8,
                  base_width: int = 16) -> SmallResNet:  # fmt: skip
    """Bottlenecks with 8 paths of width 4 for 28x28 and 32x32.

    >>> import torch
    >>> resnext_small()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return resnet_small(in_channels, num_classes, depth, block=Bottleneck, groups=groups,
                        base_width=base_width)  # fmt: skip
