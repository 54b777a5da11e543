"""The residual block of ResNet (He, Zhang, Ren and Sun, CVPR 2016), which its relatives change by a line.

What changes: `join` (what becomes of input and change: added, stacked, left out, gated) and `groups` (the
cardinality of ResNeXt). Names are torchvision's. As there, the 3x3 convolution of a bottleneck takes the
step of 2; in the paper the first 1x1 does (`stride_first=True`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.nn import functional as F

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


def out_channels(made: nn.Sequential) -> int:
    """How many maps a stage gives."""
    return made[-1].out_channels  # type: ignore[return-value]


def start(model: nn.Module) -> None:
    """The starting weights of He et al. (2015): normal, so that variances pass through ReLU unchanged."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
