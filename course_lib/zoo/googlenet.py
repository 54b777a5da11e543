"""GoogLeNet (Szegedy et al., "Going Deeper with Convolutions", CVPR 2015): winner of ImageNet 2014.

New in the paper: the inception module, which looks with windows of 1x1, 3x3 and 5x5 and with pooling at once
and stacks what they find; 1x1 convolutions narrow the maps before the dear windows; the average of each map
replaces the dense layers; two auxiliary heads feed gradient into the middle while training.

Names are torchvision's. Its third branch has 3x3 windows (a known slip, kept because its weights were trained
so); the default here is the paper's 5x5, `kernel=3` is torchvision's. Batch normalisation as in torchvision;
`batch_norm=False` is the paper's (biases instead). Parameters without heads: paper 6,998,552 ("about 7 M"),
default 7,005,832, torchvision 6,624,904.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# 1x1; narrowed for 3x3, 3x3; narrowed for 5x5, 5x5; after the pooling (table 1 of the paper)
WIDTHS = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64), "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64), "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128), "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}  # fmt: skip


class GoogLeNetOutputs(NamedTuple):
    """While training with heads: logits of the end, of the later and of the earlier auxiliary head."""

    logits: Tensor
    aux_logits2: Tensor | None
    aux_logits1: Tensor | None


class BasicConv2d(nn.Module):
    """A convolution, batch normalisation (or a bias instead), ReLU."""

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1,
                 padding: int = 0, batch_norm: bool = True):  # fmt: skip
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=not batch_norm)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001) if batch_norm else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, out_channels, H', W')."""
        return F.relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    """Four branches side by side, their maps stacked: widths as in `WIDTHS`."""

    def __init__(self, in_channels: int, widths: tuple[int, ...], kernel: int = 5, batch_norm: bool = True):
        super().__init__()
        one, three_in, three, five_in, five, pool = widths
        conv = partial(BasicConv2d, batch_norm=batch_norm)
        self.branch1 = conv(in_channels, one, 1)
        self.branch2 = nn.Sequential(conv(in_channels, three_in, 1), conv(three_in, three, 3, padding=1))
        wide = conv(five_in, five, kernel, padding=kernel // 2)
        self.branch3 = nn.Sequential(conv(in_channels, five_in, 1), wide)
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), conv(in_channels, pool, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, one + three + five + pool, H, W)."""
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class InceptionAux(nn.Module):
    """An auxiliary head: 4x4 averages, a 1x1 convolution, two dense layers."""

    def __init__(self, in_channels: int, num_classes: int, batch_norm: bool = True):
        super().__init__()
        self.conv = BasicConv2d(in_channels, 128, 1, batch_norm=batch_norm)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (N, num_classes)."""
        x = torch.flatten(self.conv(F.adaptive_avg_pool2d(x, 4)), 1)
        return self.fc2(F.dropout(F.relu(self.fc1(x)), 0.7, self.training))


class GoogLeNet(nn.Module):
    """Takes (N, C, 224, 224) float, gives logits (N, num_classes); GoogLeNetOutputs if heads are trained."""

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, aux_logits: bool = False,
                 kernel: int = 5, batch_norm: bool = True, dropout: float = 0.2):  # fmt: skip
        super().__init__()
        conv = partial(BasicConv2d, batch_norm=batch_norm)
        self.conv1 = conv(in_channels, 64, 7, stride=2, padding=3)
        self.maxpool1, self.maxpool2, self.maxpool3 = (nn.MaxPool2d(3, 2, ceil_mode=True) for _ in range(3))
        self.conv2 = conv(64, 64, 1)
        self.conv3 = conv(64, 192, 3, padding=1)
        self.inception3a = Inception(192, WIDTHS["3a"], kernel, batch_norm)
        self.inception3b = Inception(256, WIDTHS["3b"], kernel, batch_norm)
        self.inception4a = Inception(480, WIDTHS["4a"], kernel, batch_norm)
        self.inception4b = Inception(512, WIDTHS["4b"], kernel, batch_norm)
        self.inception4c = Inception(512, WIDTHS["4c"], kernel, batch_norm)
        self.inception4d = Inception(512, WIDTHS["4d"], kernel, batch_norm)
        self.inception4e = Inception(528, WIDTHS["4e"], kernel, batch_norm)
        self.maxpool4 = nn.MaxPool2d(3 if kernel == 5 else 2, 2, ceil_mode=True)  # torchvision's is 2x2
        self.inception5a = Inception(832, WIDTHS["5a"], kernel, batch_norm)
        self.inception5b = Inception(832, WIDTHS["5b"], kernel, batch_norm)
        self.aux1 = InceptionAux(512, num_classes, batch_norm) if aux_logits else None
        self.aux2 = InceptionAux(528, num_classes, batch_norm) if aux_logits else None
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor | GoogLeNetOutputs:
        """Logits of a batch of images."""
        heads = self.training and self.aux1 is not None and self.aux2 is not None
        x = self.maxpool2(self.conv3(self.conv2(self.maxpool1(self.conv1(x)))))
        x = self.maxpool3(self.inception3b(self.inception3a(x)))
        x = self.inception4a(x)
        aux1 = self.aux1(x) if heads else None  # type: ignore[misc]
        x = self.inception4d(self.inception4c(self.inception4b(x)))
        aux2 = self.aux2(x) if heads else None  # type: ignore[misc]
        x = self.maxpool4(self.inception4e(x))
        x = self.inception5b(self.inception5a(x))
        logits = self.fc(self.dropout(torch.flatten(self.avgpool(x), 1)))
        return GoogLeNetOutputs(logits, aux2, aux1) if heads else logits


def googlenet(num_classes: int = 1000, in_channels: int = 3, aux_logits: bool = False, kernel: int = 5,
              batch_norm: bool = True, dropout: float = 0.2) -> GoogLeNet:  # fmt: skip
    """GoogLeNet for 3x224x224; `kernel` is the window of the third branch: the paper's 5 or torchvision's 3.

    >>> sum(p.numel() for p in googlenet(batch_norm=False).parameters())
    6998552
    """
    return GoogLeNet(num_classes, in_channels, aux_logits, kernel, batch_norm, dropout)


def googlenet_small(in_channels: int = 1, num_classes: int = 10, dropout: float = 0.2) -> nn.Sequential:
    """Four inception modules for 28x28 and 32x32.

    >>> googlenet_small()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    return nn.Sequential(
        BasicConv2d(in_channels, 16, 3, padding=1), nn.MaxPool2d(2, 2),
        Inception(16, (8, 12, 16, 4, 8, 8)), Inception(40, (16, 16, 24, 4, 8, 8)), nn.MaxPool2d(2, 2),
        Inception(56, (24, 24, 32, 6, 12, 12)), Inception(80, (32, 32, 48, 8, 16, 16)),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout), nn.Linear(112, num_classes),
    )  # fmt: skip
