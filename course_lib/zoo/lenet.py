"""LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998).

New in the paper (Proceedings of the IEEE 86): a convolutional network trained from pixels to classes by
gradient alone, read millions of cheques, with convolutions and subsampling in turn. Built here as printed:
subsampling with a trained factor and bias a map, a sparse table of which maps of S2 each map of C3 reads,
scaled tanh, and output units that measure the distance to a fixed picture of each digit.
"""  # noqa: E501

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

# Table I of the paper: the maps of S2 that each of the 16 maps of C3 reads (60 pairs).
C3_TABLE = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5),
)  # fmt: skip

# A stylised picture of each digit, 12 rows of 7: drawn for this course after the paper's figure 3.
DIGITS = """
..###.. ...#... .#####. ####### .....#. ####### ..####. ####### .#####. .#####.
.#...#. ..##... #.....# .....#. ....##. #...... .#..... ......# #.....# #....##
#.....# .#.#... ......# ....#.. ...#.#. #...... #...... .....#. #.....# #.....#
#.....# ...#... ......# ...#... ..#..#. #...... #...... .....#. #.....# #.....#
#.....# ...#... .....#. ..####. .#...#. ######. #.####. ....#.. .#####. #.....#
#.....# ...#... ....#.. .....## #....#. .....## ##....# ....#.. #.....# #....##
#.....# ...#... ...#... ......# ####### ......# #.....# ...#... #.....# .####.#
#.....# ...#... ..#.... ......# .....#. ......# #.....# ...#... #.....# ......#
#.....# ...#... .#..... ......# .....#. ......# #.....# ..#.... #.....# ......#
.#...#. ...#... #...... #.....# .....#. #.....# ##....# ..#.... #.....# .....#.
..###.. .#####. ####### .#####. .....#. .#####. .#####. ..#.... .#####. .####..
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
"""


def digit_pictures() -> Tensor:
    """The ten pictures as rows of 84 numbers, 1 for ink and -1 for paper: (10, 84)."""
    rows = [line.split() for line in DIGITS.split("\n") if line]
    ink = ["".join(row[d] for row in rows) for d in range(10)]
    return torch.tensor([[1.0 if dot == "#" else -1.0 for dot in digit] for digit in ink], device="cpu")


class Subsampling(nn.Module):
    """The sum of each 2x2 window times a trained factor, plus a trained bias, one of each a map."""

    def __init__(self, channels: int):
        super().__init__()
        self.kernel_size = self.stride = 2
        self.weight = nn.Parameter(torch.full((channels,), 0.25))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, C, H / 2, W / 2)."""
        return 4 * F.avg_pool2d(x, 2) * self.weight[:, None, None] + self.bias[:, None, None]

    def multiply_adds(self, output: tuple[int, ...]) -> int:
        """One multiplication by a weight for each output number."""
        return output[-3] * output[-2] * output[-1]


class SparseConv2d(nn.Module):
    """A convolution in which each output map reads only the input maps of its row in a table."""

    pairs: Tensor

    def __init__(self, table: tuple[tuple[int, ...], ...], kernel_size: int):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, 1
        self.in_channels, self.out_channels = 1 + max(map(max, table)), len(table)
        pairs = torch.tensor([(o, i) for o, row in enumerate(table) for i in row], device="cpu")
        self.register_buffer("pairs", pairs, persistent=False)
        self.weight = nn.Parameter(torch.empty(len(pairs), kernel_size, kernel_size))
        self.bias = nn.Parameter(torch.zeros(len(table)))
        nn.init.uniform_(self.weight, -0.1, 0.1)

    def forward(self, x: Tensor) -> Tensor:
        """Maps (N, out_channels, H', W'): an ordinary convolution with zeros where the table has no pair."""
        k = self.kernel_size
        full = x.new_zeros(self.out_channels, self.in_channels, k, k)
        outs, ins = self.pairs.unbind(1)
        return F.conv2d(x, full.index_put((outs, ins), self.weight), self.bias)

    def multiply_adds(self, output: tuple[int, ...]) -> int:
        """Each weight once for each place of the output."""
        return self.weight.numel() * output[-2] * output[-1]


class ScaledTanh(nn.Module):
    """The paper's 1.7159 tanh(2x / 3), which maps -1 and 1 to themselves."""

    def forward(self, x: Tensor) -> Tensor:
        """The same shape."""
        return 1.7159 * torch.tanh(2 / 3 * x)


class RBF(nn.Module):
    """Minus the squared distance of (N, 84) to the fixed picture of each digit: (N, 10), largest nearest."""

    centres: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("centres", digit_pictures())

    def forward(self, x: Tensor) -> Tensor:
        """Minus squared distances (N, 10)."""
        return -(x[:, None, :] - self.centres).square().sum(2)

    def multiply_adds(self, output: tuple[int, ...]) -> int:
        """One squared difference for each number of each picture."""
        return 840


class LeNet5(nn.Module):
    """C1, S2, C3, S4, C5, F6, output: takes (N, C, 28 or 32, 28 or 32), gives (N, num_classes).

    28x28 pictures are put in the middle of the 32x32 field, as in the paper. `rbf=True` has the paper's fixed
    output units (ten classes), else a dense layer.
    """

    def __init__(self, in_channels: int = 1, num_classes: int = 10, rbf: bool = True):
        super().__init__()
        if rbf and num_classes != 10:
            raise ValueError(f"LeNet5: its fixed units know 10 digits, not {num_classes}; take rbf=False")
        self.C1, self.S2 = nn.Conv2d(in_channels, 6, 5), Subsampling(6)
        self.C3, self.S4 = SparseConv2d(C3_TABLE, 5), Subsampling(16)
        self.C5, self.F6 = nn.Conv2d(16, 120, 5), nn.Linear(120, 84)
        self.output = RBF() if rbf else nn.Linear(84, num_classes)
        self.tanh = ScaledTanh()

    def forward(self, x: Tensor) -> Tensor:
        """Scores of a batch of images, the largest for the digit seen."""
        border = (32 - x.shape[-1]) // 2
        x = F.pad(x, (border,) * 4) if border > 0 else x
        x = self.tanh(self.S2(self.tanh(self.C1(x))))
        x = self.tanh(self.S4(self.tanh(self.C3(x))))
        x = torch.flatten(self.tanh(self.C5(x)), 1)
        return self.output(self.tanh(self.F6(x)))


def lenet5(in_channels: int = 1, num_classes: int = 10, rbf: bool = True) -> LeNet5:
    """LeNet-5: 60,000 trained parameters, with `rbf=False` 60,850.

    >>> sum(p.numel() for p in lenet5().parameters())
    60000
    """
    return LeNet5(in_channels, num_classes, rbf)
