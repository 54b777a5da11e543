"""Check gradients against finite differences, for any function of tensors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course_lib.tensor import Tensor


@dataclass
class GradReport:
    """What `gradcheck` found; true if every entry agreed."""

    ok: bool
    entries: int
    error: float
    where: str
    analytic: list[np.ndarray] = field(default_factory=list)
    numeric: list[np.ndarray] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        verdict = "agree" if self.ok else "DIFFER"
        text = f"gradients {verdict}: {self.entries} entries, worst error {self.error:.1e} at {self.where}"
        if self.ok:
            return text
        pairs = zip(self.analytic, self.numeric, strict=True)
        return text + "".join(
            f"\ninput {i}, backward:\n{a}\nfinite differences:\n{n}" for i, (a, n) in enumerate(pairs)
        )


def gradcheck(
    function: Callable[..., Tensor],
    *inputs: Tensor,
    eps: float = 1e-6,
    tolerance: float = 1e-5,
    seed: int = 0,
) -> GradReport:
    """Compare the backward pass of `function(*inputs)` with central differences (f(x + e) - f(x - e)) / 2e.

    Inputs are float64; those that require a gradient are checked entry by entry. An output that is not a
    single number is multiplied by fixed random numbers and summed, so that no error can hide in a symmetric
    sum. The error is |a - n| / max(1, |a|, |n|). Raises TypeError for float32, whose rounding would swamp
    the differences.

    >>> x = Tensor(np.array([0.5, 2.0]), requires_grad=True)
    >>> bool(gradcheck(lambda x: x.log() * x, x))
    True
    """
    checked = [x for x in inputs if x.requires_grad]
    if not checked:
        raise ValueError("gradcheck: no input has requires_grad=True, so there is nothing to check")
    for x in checked:
        if x.dtype != np.float64:
            raise TypeError(
                f"gradcheck: needs float64 inputs, one of shape {x.shape} is {x.dtype}; use .double()"
            )
    weights = np.random.default_rng(seed).uniform(0.5, 1.5, function(*inputs).shape)

    def loss() -> Tensor:
        return (function(*inputs) * Tensor(weights)).sum()

    saved = [x.grad for x in checked]
    for x in checked:
        x.grad = None
    loss().backward()
    analytic = [np.zeros(x.shape) if x.grad is None else x.grad for x in checked]
    for x, grad in zip(checked, saved, strict=True):
        x.grad = grad
    numeric = [_differences(lambda: loss().item(), x, eps) for x in checked]
    errors = [
        np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n)))
        for a, n in zip(analytic, numeric, strict=True)
    ]
    worst = max(range(len(errors)), key=lambda i: np.nan_to_num(errors[i], nan=np.inf).max(initial=-1))
    at = np.unravel_index(np.nan_to_num(errors[worst], nan=np.inf).argmax(), errors[worst].shape)
    error = float(errors[worst][at])
    where = (
        f"input {worst}{[int(i) for i in at]}: backward {analytic[worst][at]:.6g}, "
        f"differences {numeric[worst][at]:.6g}"
    )
    return GradReport(error <= tolerance, sum(e.size for e in errors), error, where, analytic, numeric)


def _differences(f: Callable[[], float], x: Tensor, eps: float) -> np.ndarray:
    """df/dx entry by entry: each is moved a little up and a little down, then put back."""
    original, out = x.data, np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        values = []
        for step in (eps, -eps):
            x.data = original.copy()
            x.data[index] += step
            values.append(f())
        out[index] = (values[0] - values[1]) / (2 * eps)
    x.data = original
    return out
