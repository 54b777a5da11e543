"""Draw random cases with Hypothesis and compare an operation with torch, forward and backward."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from course_lib.tensor import Tensor

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

EXAMPLES = int(os.environ.get("COURSE_LIB_EXAMPLES", "200"))  # the long run: 5000
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@dataclass
class Case:
    """The same computation in both engines; `inputs` are floating point and get gradients."""

    inputs: list[np.ndarray]
    ours: Callable[..., Any]
    theirs: Callable[..., Any]
    note: str = ""
    slack: float = 1.0  # more room in float32, where terms of size 1 cancel by design


class Draw:
    """Random choices that Hypothesis can shrink."""

    def __init__(self, data: Any):
        self.data = data
        self.rng = np.random.default_rng(self.int(0, 10**6))

    def int(self, low: int, high: int) -> int:
        return self.data.draw(st.integers(low, high))

    def choice(self, *options: Any) -> Any:
        return self.data.draw(st.sampled_from(options))

    def bool(self) -> bool:
        return self.data.draw(st.booleans())

    def shape(self, low: int = 1, high: int = 4, longest: int = 5) -> tuple[int, ...]:
        return tuple(self.int(1, longest) for _ in range(self.int(low, high)))

    def array(self, *shape: int, kind: str = "any", ties: bool = False) -> np.ndarray:
        """Float64 values in any memory layout: contiguous, transposed, strided, read-only."""
        values = self.rng.normal(size=shape)
        if kind == "positive":
            values = np.abs(values) + 0.1
        elif kind == "apart":  # no two values close together, none near zero: safe for kinks
            values = (self.rng.permutation(values.size) - values.size // 2 + 0.3).reshape(shape) * 0.5
        elif kind == "unit":
            values = self.rng.uniform(0.05, 0.95, shape)
        if ties:
            values = np.round(values)
        values = np.asarray(values)
        layout = self.choice("plain", "transposed", "strided", "read-only", "reversed")
        if layout == "transposed":
            values = np.asfortranarray(values)
        elif layout == "strided" and shape:
            wide = np.zeros((*shape[:-1], shape[-1] * 2))
            wide[..., ::2] = values
            values = wide[..., ::2]
        elif layout == "reversed" and shape:
            values = values[::-1].copy()[::-1]
        elif layout == "read-only":
            values.flags.writeable = False
        return values

    def partner(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """A shape that broadcasts with `shape`: axes dropped in front, others set to 1."""
        kept = shape[self.int(0, len(shape)) :]
        return tuple(1 if self.bool() else n for n in kept)


TOLERANCE = {np.float64: (1e-9, 1e-10), np.float32: (2e-4, 2e-5)}


def cast(array: np.ndarray, dtype: Any) -> np.ndarray:
    """The dtype changed, the memory layout and the read-only flag kept as far as they can be."""
    out = np.asarray(array.astype(dtype, order="K", copy=False))
    if not array.flags.writeable:
        out.flags.writeable = False
    return out


def compare(case: Case, dtype: Any) -> None:
    """Values and all gradients agree with torch's; dtypes and shapes are kept."""
    rtol, atol = TOLERANCE[dtype]
    atol *= case.slack if dtype is np.float32 else 1
    arrays = [cast(a, dtype) for a in case.inputs]
    mine = [Tensor(a, requires_grad=True) for a in arrays]
    hers = [torch.tensor(np.array(a), requires_grad=True) for a in arrays]
    got, want = case.ours(*mine), case.theirs(*hers)
    got, want = (list(v) if isinstance(v, (tuple, list)) else [v] for v in (got, want))
    assert len(got) == len(want), case.note
    seeds = np.random.default_rng(0)
    loss, torch_loss = None, None
    for g, w in zip(got, want, strict=True):
        assert g.shape == tuple(w.shape), f"{case.note}: shape {g.shape}, torch {tuple(w.shape)}"
        assert g.dtype == dtype, f"{case.note}: dtype {g.dtype}"
        np.testing.assert_allclose(g.numpy(), w.detach().numpy(), rtol, atol, err_msg=f"value {case.note}")
        if not g.numel():
            continue
        weights = seeds.normal(size=g.shape).astype(dtype)
        part, torch_part = (g * Tensor(weights)).sum(), (w * torch.tensor(weights)).sum()
        loss = part if loss is None else loss + part
        torch_loss = torch_part if torch_loss is None else torch_loss + torch_part
    if loss is None:
        return
    loss.backward()
    torch_loss.backward()
    for i, (m, h) in enumerate(zip(mine, hers, strict=True)):
        expected = np.zeros(m.shape, dtype) if h.grad is None else h.grad.numpy()
        actual = np.zeros(m.shape, dtype) if m.grad is None else m.grad
        assert actual.dtype == dtype, f"{case.note}: gradient dtype {actual.dtype}"
        np.testing.assert_allclose(actual, expected, rtol, atol, err_msg=f"gradient of input {i} {case.note}")
