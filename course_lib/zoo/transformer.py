"""The transformer block (Vaswani et al., "Attention Is All You Need", NIPS 2017), shared by ViT and GPT.

New in the paper: attention alone, without recurrence or convolution. Each position asks (query) all others
(key), mixes what they hold (value) by the softmax of the scores, in several heads side by side. Here the
normalisation stands before attention and dense layers, not after them, as in GPT-2 and ViT. Attention is
written out, so that its maps can be looked at. Names are those of torchvision's `vit_b_16`.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class SelfAttention(nn.Module):
    """Attention of a sequence to itself: (N, L, width) to (N, L, width); `causal` hides what comes later.

    Raises ValueError where the width does not divide into the heads.
    """

    sees_all = True  # one position of the output depends on the whole input

    def __init__(self, width: int, heads: int, causal: bool = False):
        super().__init__()
        if width % heads:
            raise ValueError(f"SelfAttention: a width of {width} does not divide into {heads} heads")
        self.width, self.heads, self.causal = width, heads, causal
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, x: Tensor, maps: list[Tensor] | None = None) -> Tensor:
        """The mixed values; the weights (N, heads, L, L) are added to the list `maps`, where one is given."""
        n, length, width = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = qkv.view(n, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
        if self.causal:
            later = torch.ones(length, length, dtype=torch.bool, device=x.device).triu(1)
            scores = scores.masked_fill(later, -math.inf)
        weights = scores.softmax(-1)
        if maps is not None:
            maps.append(weights)
        return self.out_proj((weights @ v).transpose(1, 2).reshape(n, length, width))

    def multiply_adds(self, output: tuple[int, ...]) -> int:
        """Those of queries, keys and values; the products of scores and values have no weights."""
        return output[-2] * self.in_proj_weight.numel()


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x)): (N, L, width) to (N, L, width)."""

    def __init__(self, width: int, heads: int, mlp_width: int, dropout: float = 0.0, causal: bool = False,
                 eps: float = 1e-6):  # fmt: skip
        super().__init__()
        self.ln_1 = nn.LayerNorm(width, eps)
        self.self_attention = SelfAttention(width, heads, causal)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = nn.LayerNorm(width, eps)
        self.mlp = nn.Sequential(nn.Linear(width, mlp_width), nn.GELU(), nn.Dropout(dropout),
                                 nn.Linear(mlp_width, width), nn.Dropout(dropout))  # fmt: skip

    def forward(self, x: Tensor, maps: list[Tensor] | None = None) -> Tensor:
        """The same shape; attention maps are added to the list `maps`, where one is given."""
        x = x + self.dropout(self.self_attention(self.ln_1(x), maps))
        return x + self.mlp(self.ln_2(x))
