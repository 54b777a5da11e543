"""Multi-head attention (Vaswani et al., 2017)."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import ops
from course_lib.nn import init
from course_lib.nn.layers import Linear, empty
from course_lib.nn.module import Module
from course_lib.tensor import Tensor


class MultiheadAttention(Module):
    """Attention in num_heads subspaces of embed_dim: (L, N, E), or (N, L, E) with batch_first."""

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        batch_first: bool = False,
    ):
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError(
                f"MultiheadAttention: embed_dim {embed_dim} does not divide into {num_heads} heads"
            )
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = (
            embed_dim,
            num_heads,
            dropout,
            batch_first,
        )
        self.in_proj_weight = init.xavier_uniform_(empty(3 * embed_dim, embed_dim))
        self.in_proj_bias = empty(3 * embed_dim) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias)
        if self.out_proj.bias is not None:
            init.zeros_(self.out_proj.bias)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None, average_attn_weights: bool = True, is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:  # fmt: skip
        """Outputs shaped like query, and the weights (N, L, S), or (N, heads, L, S) if not averaged.

        As in torch, True in a mask of this layer means "may not be attended to": attn_mask (L, S), or
        (N*heads, L, S); key_padding_mask (N, S).
        """
        streams = (query, key, value)
        if not self.batch_first:
            streams = tuple(t.transpose(0, 1) for t in streams)
        e, b = self.embed_dim, self.in_proj_bias
        q, k, v = (
            self._heads(
                ops.linear(
                    t, self.in_proj_weight[i * e : (i + 1) * e], None if b is None else b[i * e : (i + 1) * e]
                )
            )
            for i, t in enumerate(streams)
        )
        mask = self._mask(attn_mask, key_padding_mask, q, k)
        p = self.dropout if self.training else 0.0
        out, weights = ops.scaled_dot_product_attention(q, k, v, mask, p, is_causal, need_weights=True)
        out = self.out_proj(out.transpose(1, 2).flatten(2))
        out = out if self.batch_first else out.transpose(0, 1)
        return out, (weights.mean(dim=1) if average_attn_weights else weights) if need_weights else None

    def _heads(self, x: Tensor) -> Tensor:
        """(N, L, E) -> (N, heads, L, E / heads)."""
        return ops.reshape(x, *x.shape[:2], self.num_heads, -1).transpose(1, 2)

    def _mask(self, attn_mask: Any, padding: Any, q: Tensor, k: Tensor) -> np.ndarray | None:
        """Both masks as one float mask (N, heads, L, S) that is added to the scores: 0, or -inf where
        masked.
        """
        if attn_mask is None and padding is None:
            return None
        n, heads, length, source = *q.shape[:3], k.shape[2]
        total = np.zeros((n, heads, length, source), q.dtype)
        for mask, shape in ((attn_mask, (-1, heads, length, source)), (padding, (n, 1, 1, source))):
            if mask is not None:
                m = np.asarray(mask.data if isinstance(mask, Tensor) else mask)
                m = m[None, None] if m.ndim == 2 and mask is attn_mask else m.reshape(shape)
                total = total + (np.where(m, -np.inf, 0).astype(q.dtype) if m.dtype == bool else m)
        return total
