"""GPT (Radford et al., "Improving Language Understanding by Generative Pre-Training", 2018; GPT-2, 2019).

New in the papers: one transformer that only predicts the next token, trained on plain text, learns what many
tasks need, and (GPT-2) does some of them when merely asked. Each position sees itself and what came before;
positions are learned; the output layer shares its weights with the embedding.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.zoo.transformer import Block


class GPT(nn.Module):
    """Takes tokens (N, L) int64, L at most `context`, gives logits of each next token (N, L, vocabulary)."""

    input_dtype = torch.int64

    def __init__(self, vocabulary: int = 50257, context: int = 1024, layers: int = 12, heads: int = 12,
                 width: int = 768, dropout: float = 0.0):  # fmt: skip
        super().__init__()
        self.vocabulary, self.context = vocabulary, context
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.position_embedding = nn.Embedding(context, width)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList(
            Block(width, heads, 4 * width, dropout, causal=True, eps=1e-5) for _ in range(layers)
        )
        self.ln = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        nn.init.normal_(self.position_embedding.weight, std=0.02)
        self.head.weight = self.token_embedding.weight

    def forward(self, ids: Tensor, maps: list[Tensor] | None = None) -> Tensor:
        """Logits; attention maps are added to the list `maps`. Raises ValueError for a text too long."""
        length = ids.shape[-1]
        if length > self.context:
            raise ValueError(
                f"GPT: the text has {length} tokens, but the context is {self.context}; "
                f"give the last {self.context}: ids[:, -{self.context}:]"
            )
        places = torch.arange(length, device=ids.device)
        x = self.dropout(self.token_embedding(ids) + self.position_embedding(places))
        for block in self.blocks:
            x = block(x, maps)
        return self.head(self.ln(x))

    @torch.no_grad()
    def attention_maps(self, ids: Tensor) -> Tensor:
        """What each token attends to: (layers, N, heads, L, L), rows sum to 1, nothing above the diagonal."""
        maps: list[Tensor] = []
        self(ids, maps)
        return torch.stack(maps)

    @torch.no_grad()
    def generate(self, ids: Tensor, count: int, temperature: float = 1.0, top_k: int | None = None,
                 generator: torch.Generator | None = None) -> Tensor:  # fmt: skip
        """The tokens (N, L) int64 with `count` more drawn after them: (N, L + count).

        `temperature` 0 takes the likeliest each time; `top_k` draws from so many likeliest only. The model
        is in evaluation mode meanwhile. Raises ValueError for a temperature below 0 or a top_k below 1.
        """
        if temperature < 0 or (top_k is not None and top_k < 1):
            raise ValueError(
                "generate: temperature must be at least 0 and top_k at least 1, "
                f"not {temperature} and {top_k}"
            )
        training = self.training
        self.eval()
        try:
            for _ in range(count):
                logits = self(ids[:, -self.context :])[:, -1]
                ids = torch.cat([ids, draw(logits, temperature, top_k, generator)], 1)
        finally:
            self.train(training)
        return ids


def draw(logits: Tensor, temperature: float, top_k: int | None, generator: torch.Generator | None) -> Tensor:
    """One token a row of (N, vocabulary): (N, 1)."""
    if temperature == 0:
        return logits.argmax(-1, keepdim=True)
    if top_k is not None and top_k < logits.shape[-1]:
        least = logits.topk(top_k).values[:, -1:]
        logits = logits.masked_fill(logits < least, -torch.inf)
    return torch.multinomial(F.softmax(logits / temperature, -1), 1, generator=generator)


def gpt_small(vocabulary: int, context: int = 64, layers: int = 3, heads: int = 4, width: int = 96,
              dropout: float = 0.0) -> GPT:  # fmt: skip
    """A GPT for letters or words of a small text.

    >>> gpt = gpt_small(vocabulary=30, context=16)
    >>> gpt(torch.zeros(2, 16, dtype=torch.int64)).shape
    torch.Size([2, 16, 30])
    >>> gpt.generate(torch.zeros(1, 1, dtype=torch.int64), 5, temperature=0).shape
    torch.Size([1, 6])
    """
    return GPT(vocabulary, context, layers, heads, width, dropout)
