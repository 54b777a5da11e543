"""ViT (Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021): a transformer that reads patches.

New in the paper: no convolution beyond the cutting. The picture is cut into patches, each patch is projected
to a vector and gets a learned position; an added class token collects the answer. With little data it is
worse than a ResNet, because it must learn what convolution knows; with much data it is better.
Names are torchvision's (`vit_b_16`).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from course_lib.zoo.transformer import Block


class Encoder(nn.Module):
    """Positions, blocks, a last normalisation: (N, L, width) to (N, L, width)."""

    def __init__(self, length: int, layers: int, heads: int, width: int, mlp_width: int, dropout: float):
        super().__init__()
        self.pos_embedding = nn.Parameter(torch.empty(1, length, width).normal_(std=0.02))
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.Sequential()
        for k in range(layers):
            self.layers.add_module(f"encoder_layer_{k}", Block(width, heads, mlp_width, dropout))
        self.ln = nn.LayerNorm(width, eps=1e-6)

    def positions(self, rows: int, columns: int) -> Tensor:
        """The positions of the class token and of the first rows and columns of the grid."""
        grid = int((self.pos_embedding.shape[1] - 1) ** 0.5)
        if rows > grid or columns > grid:
            raise ValueError(
                f"VisionTransformer: the picture has {rows}x{columns} patches, but there are positions for "
                f"{grid}x{grid}; take a smaller picture or a model of a larger image_size"
            )
        token, places = self.pos_embedding[:, :1], self.pos_embedding[:, 1:].unflatten(1, (grid, grid))
        return torch.cat([token, places[:, :rows, :columns].flatten(1, 2)], 1)

    def forward(self, x: Tensor, positions: Tensor, maps: list[Tensor] | None = None) -> Tensor:
        """The sequence after all blocks."""
        x = self.dropout(x + positions)
        for block in self.layers:
            x = block(x, maps)
        return self.ln(x)


class VisionTransformer(nn.Module):
    """Patches, encoder, head: takes (N, C, H, W) float, gives logits (N, num_classes).

    H and W are multiples of `patch_size`, at most `image_size` (ValueError otherwise).
    """

    def __init__(self, image_size: int = 224, patch_size: int = 16, layers: int = 12, heads: int = 12,
                 width: int = 768, mlp_width: int = 3072, num_classes: int = 1000, in_channels: int = 3,
                 dropout: float = 0.0):  # fmt: skip
        super().__init__()
        self.patch_size = patch_size
        self.conv_proj = nn.Conv2d(in_channels, width, patch_size, stride=patch_size)
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))
        length = (image_size // patch_size) ** 2 + 1
        self.encoder = Encoder(length, layers, heads, width, mlp_width, dropout)
        self.heads = nn.Sequential()
        self.heads.add_module("head", nn.Linear(width, num_classes))

    def forward(self, x: Tensor, maps: list[Tensor] | None = None) -> Tensor:
        """Logits of a batch of images; attention maps are added to the list `maps`, where one is given."""
        if x.shape[-2] % self.patch_size or x.shape[-1] % self.patch_size:
            raise ValueError(
                f"VisionTransformer: a picture of {x.shape[-2]}x{x.shape[-1]} does not divide into patches "
                f"of {self.patch_size}x{self.patch_size}; its sides must be multiples of {self.patch_size}"
            )
        patches = self.conv_proj(x)
        positions = self.encoder.positions(*patches.shape[2:])
        tokens = self.class_token.expand(len(x), -1, -1)
        sequence = torch.cat([tokens, patches.flatten(2).transpose(1, 2)], 1)
        return self.heads(self.encoder(sequence, positions, maps)[:, 0])

    @torch.no_grad()
    def attention_maps(self, x: Tensor) -> Tensor:
        """What each position attends to: (layers, N, heads, L, L); position 0 is the class token."""
        maps: list[Tensor] = []
        self(x, maps)
        return torch.stack(maps)


def vit_b_16(num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.0) -> VisionTransformer:
    """ViT-B/16 for 3x224x224: 86,567,656 parameters with 1,000 classes.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in vit_b_16().parameters())
    86567656
    """
    return VisionTransformer(num_classes=num_classes, in_channels=in_channels, dropout=dropout)


def vit_small(in_channels: int = 1, num_classes: int = 10, layers: int = 4, heads: int = 4, width: int = 64,
              patch_size: int = 4, dropout: float = 0.0) -> VisionTransformer:  # fmt: skip
    """A ViT for 28x28 (7x7 patches) and 32x32 (8x8 patches).

    >>> vit = vit_small()
    >>> vit(torch.zeros(2, 1, 28, 28)).shape, vit.attention_maps(torch.zeros(2, 1, 28, 28)).shape
    (torch.Size([2, 10]), torch.Size([4, 2, 4, 50, 50]))
    """
    return VisionTransformer(
        32, patch_size, layers, heads, width, 2 * width, num_classes, in_channels, dropout
    )
