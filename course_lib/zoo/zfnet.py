"""ZFNet (Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014).

New in the paper: filters and maps made visible by a deconvolutional network. The pictures showed that
AlexNet's first layer, 11x11 windows in steps of 4, held dead filters and aliasing; 7x7 windows in steps of 2
(and a step of 2 in the second layer) cured both and won ImageNet 2013 in an ensemble.
"""

from __future__ import annotations

from torch import nn

from course_lib.zoo.alexnet import AlexNet, relu


class ZFNet(AlexNet):
    """AlexNet's plan and forward pass under the name of its own, which `zoo.summary` shows."""


def zfnet(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> ZFNet:
    """AlexNet's plan with 7x7 windows and smaller steps: 62,357,608 parameters for 3x224x224.

    >>> import torch
    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in zfnet().parameters())
    62357608
    """
    features = nn.Sequential(
        nn.Conv2d(in_channels, 96, 7, stride=2, padding=1), relu(), nn.MaxPool2d(3, 2, padding=1),
        nn.Conv2d(96, 256, 5, stride=2), relu(), nn.MaxPool2d(3, 2, padding=1),
        nn.Conv2d(256, 384, 3, padding=1), relu(),
        nn.Conv2d(384, 384, 3, padding=1), relu(),
        nn.Conv2d(384, 256, 3, padding=1), relu(), nn.MaxPool2d(3, 2),
    )  # fmt: skip
    return ZFNet(features, 6, 256, 4096, num_classes, dropout)


def zfnet_small(in_channels: int = 1, num_classes: int = 10, dropout: float = 0.5) -> ZFNet:
    """`alexnet_small` with ZFNet's change: a smaller first window that steps by 1, the step of 2 one later.

    >>> import torch
    >>> zfnet_small()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    features = nn.Sequential(
        nn.Conv2d(in_channels, 32, 5, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(32, 64, 5, stride=2, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 96, 3, padding=1), relu(),
        nn.Conv2d(96, 96, 3, padding=1), relu(),
        nn.Conv2d(96, 64, 3, padding=1), relu(),
    )  # fmt: skip
    return ZFNet(features, 2, 64, 256, num_classes, dropout)
