"""AlexNet (Krizhevsky, Sutskever and Hinton, NIPS 2012): the network that won ImageNet 2012.

New in the paper: ReLU instead of tanh in a large network, training on two graphics cards (hence two groups
of maps that meet in few layers), local response normalisation, overlapping pooling, dropout, and heavy
augmentation. `alexnet_groups` is this network. `alexnet` is the later single tower ("One weird trick for
parallelizing convolutional neural networks", Krizhevsky, arXiv:1404.5997, 2014) with torchvision's names.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class AlexNet(nn.Module):
    """Convolutions (`features`), a pooling to a fixed grid (`avgpool`), dense layers (`classifier`).

    Takes (N, C, H, W) float, gives logits (N, num_classes). Starting weights are those of He et al. (2015):
    from the paper's, normal with a deviation of 0.01, a small variant would not wake up within a minute.
    """

    def __init__(self, features: nn.Sequential, grid: int, channels: int, hidden: int, num_classes: int,
                 dropout: float = 0.5):  # fmt: skip
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d(grid)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(channels * grid * grid, hidden), nn.ReLU(inplace=True),
            nn.Dropout(dropout), nn.Linear(hidden, hidden), nn.ReLU(inplace=True),
            nn.Linear(hidden, num_classes),
        )  # fmt: skip
        self.apply(he_start)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of a batch of images."""
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def he_start(layer: nn.Module) -> None:
    """He's normal weights and biases of zero, for a layer that has both; for `Module.apply`."""
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # all of these have one


def relu() -> nn.Module:
    """A ReLU that overwrites its input."""
    return nn.ReLU(inplace=True)


def alexnet(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> AlexNet:
    """The single tower of 2014, as in torchvision: 61,100,840 parameters for 3x224x224 and 1,000 classes.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in alexnet().parameters())
    61100840
    """
    features = nn.Sequential(
        nn.Conv2d(in_channels, 64, 11, stride=4, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), relu(),
        nn.Conv2d(384, 256, 3, padding=1), relu(),
        nn.Conv2d(256, 256, 3, padding=1), relu(), nn.MaxPool2d(3, 2),
    )  # fmt: skip
    return AlexNet(features, 6, 256, 4096, num_classes, dropout)


def normalise() -> nn.Module:
    """The paper's local response normalisation: k = 2, n = 5, alpha = 1e-4, beta = 0.75.

    torch divides its alpha by n, the paper does not: 5e-4 here is the paper's 1e-4.
    """
    return nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)


def alexnet_groups(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> AlexNet:
    """The paper's network: two groups in conv2, conv4 and conv5, 60,965,224 parameters for 3x224x224.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in alexnet_groups().parameters())
    60965224
    """
    features = nn.Sequential(
        nn.Conv2d(in_channels, 96, 11, stride=4, padding=2), relu(), normalise(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2, groups=2), relu(), normalise(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), relu(),
        nn.Conv2d(384, 384, 3, padding=1, groups=2), relu(),
        nn.Conv2d(384, 256, 3, padding=1, groups=2), relu(), nn.MaxPool2d(3, 2),
    )  # fmt: skip
    return AlexNet(features, 6, 256, 4096, num_classes, dropout)


def alexnet_small(in_channels: int = 1, num_classes: int = 10, dropout: float = 0.5) -> AlexNet:
    """AlexNet for 28x28 and 32x32: a large first window with a large step, then the same five convolutions.

    >>> alexnet_small()(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    features = nn.Sequential(
        nn.Conv2d(in_channels, 32, 7, stride=2, padding=3), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(32, 64, 5, padding=2), relu(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 96, 3, padding=1), relu(),
        nn.Conv2d(96, 96, 3, padding=1), relu(),
        nn.Conv2d(96, 64, 3, padding=1), relu(),
    )  # fmt: skip
    return AlexNet(features, 2, 64, 256, num_classes, dropout)
