"""ResNet (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016).

New in the paper: deeper plain networks train worse, so let each block learn only the change to its input,
x + F(x). The shortcut costs nothing, gradients pass along it unweakened, and 152 layers won ImageNet 2015.

Names are torchvision's. As there, the 3x3 convolution of a bottleneck takes the step of 2; in the paper the
first 1x1 does (`stride_first=True`: the same weights, 3.86 instead of 4.09 thousand million multiply-adds
for ResNet-50). Relatives change one line of a block: `join` (what becomes of input and change), `groups`
(cardinality), or a gate before the addition.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
Shortcut = Callable[[int, int, int], nn.Module | None]


def conv3x3(in_channels: int, out_channels: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    """A 3x3 convolution that keeps the size, without a bias: the normalisation after it has one."""
    return nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, groups=groups, bias=False)


def conv1x1(in_channels: int, out_channels: int, stride: int = 1) -> nn.Conv2d:
    """A 1x1 convolution without a bias."""
    return nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)


def projection(in_channels: int, out_channels: int, stride: int) -> nn.Module | None:
    """The paper's shortcut B: a 1x1 convolution where the shape changes, else nothing."""
    if stride == 1 and in_channels == out_channels:
        return None
    return nn.Sequential(conv1x1(in_channels, out_channels, stride), nn.BatchNorm2d(out_channels))


class ZeroPadding(nn.Module):
    """The paper's shortcut A: every second pixel, and new channels of zeros; it has no weights."""

    def __init__(self, in_channels: int, out_channels: int, stride: int):
        super().__init__()
        self.more, self.step = out_channels - in_channels, stride

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, out_channels, H / stride, W / stride)."""
        return F.pad(x[:, :, :: self.step, :: self.step], (0, 0, 0, 0, 0, self.more))


def padding(in_channels: int, out_channels: int, stride: int) -> nn.Module | None:
    """Shortcut A where the shape changes, else nothing."""
    if stride == 1 and in_channels == out_channels:
        return None
    return ZeroPadding(in_channels, out_channels, stride)


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut; `residual=False` leaves the shortcut out.

    Takes (N, in_channels, H, W), gives (N, out_channels, H / stride, W / stride).
    """

    expansion = 1

    def __init__(self, in_channels: int, width: int, stride: int = 1, shortcut: Shortcut = projection,
                 residual: bool = True):  # fmt: skip
        super().__init__()
        self.out_channels = width * self.expansion
        self.conv1 = conv3x3(in_channels, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv3x3(width, width)
        self.bn2 = nn.BatchNorm2d(width)
        self.residual = residual
        self.downsample = shortcut(in_channels, self.out_channels, stride) if residual else None

    def change(self, x: Tensor) -> Tensor:
        """What the block adds to its input: F(x)."""
        return self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))

    def join(self, x: Tensor, change: Tensor) -> Tensor:
        """Input and change together: x + F(x), or F(x) alone in a plain network."""
        if not self.residual:
            return change
        return change + (x if self.downsample is None else self.downsample(x))

    def forward(self, x: Tensor) -> Tensor:
        """Join and rectify."""
        return self.relu(self.join(x, self.change(x)))


class Bottleneck(BasicBlock):
    """1x1 down, 3x3 (in `groups`: the cardinality of ResNeXt), 1x1 up to four times the width.

    `base_width` is the width of a group where `width` is 64; `stride_first`: the 1x1 takes the step.
    """

    expansion = 4

    def __init__(self, in_channels: int, width: int, stride: int = 1, shortcut: Shortcut = projection,
                 residual: bool = True, groups: int = 1, base_width: int = 64,
                 stride_first: bool = False):  # fmt: skip
        nn.Module.__init__(self)
        self.out_channels = width * self.expansion
        inner = int(width * base_width / 64) * groups
        early, late = (stride, 1) if stride_first else (1, stride)
        self.conv1 = conv1x1(in_channels, inner, early)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = conv3x3(inner, inner, late, groups)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = conv1x1(inner, self.out_channels)
        self.bn3 = nn.BatchNorm2d(self.out_channels)
        self.relu = nn.ReLU(inplace=True)
        self.residual = residual
        self.downsample = shortcut(in_channels, self.out_channels, stride) if residual else None

    def change(self, x: Tensor) -> Tensor:
        """What the block adds to its input: F(x)."""
        x = self.relu(self.bn1(self.conv1(x)))
        return self.bn3(self.conv3(self.relu(self.bn2(self.conv2(x)))))


Block = type[BasicBlock]


def stage(block: Block, in_channels: int, width: int, count: int, stride: int,
          **options: Any) -> nn.Sequential:  # fmt: skip
    """So many blocks of a width; the first takes the step."""
    blocks: list[nn.Module] = []
    for k in range(count):
        made = block(in_channels, width, stride if k == 0 else 1, **options)
        blocks.append(made)
        in_channels = made.out_channels
    return nn.Sequential(*blocks)


def start(model: nn.Module) -> None:
    """The starting weights of He et al. (2015): normal, so that variances pass through ReLU unchanged."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


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
        channels = 64
        for k, (width, count) in enumerate(zip((64, 128, 256, 512), layers, strict=True), start=1):
            made = stage(block, channels, width, count, 1 if k == 1 else 2, **options)
            self.add_module(f"layer{k}", made)
            channels = made[-1].out_channels  # type: ignore[assignment]
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, num_classes)
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
        channels = width
        for k in (1, 2, 3):
            made = stage(block, channels, width << (k - 1), count, 1 if k == 1 else 2, **options)
            self.add_module(f"layer{k}", made)
            channels = made[-1].out_channels  # type: ignore[assignment]
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, num_classes)
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
