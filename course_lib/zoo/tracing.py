"""Sending one input through a model and noting what every module did: `summary` puts it into a table.

No number is computed: the model runs on torch's "meta" device, where tensors have shapes and no contents.
Receptive field and jump travel with the tensors: a module with a window enlarges them, other operations pass
on the largest of their inputs (so of the branches of a block).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.pooling import _AdaptiveAvgPoolNd, _AdaptiveMaxPoolNd

Pair = tuple[int, int]
WHOLE_MODULES = (nn.MultiheadAttention, nn.RNNBase)  # compute with their parts' weights, call no part


class Traced(Tensor):
    """A tensor that knows what window of the input one of its places has seen, and how far they lie apart."""

    field: Pair = (1, 1)
    jump: Pair = (1, 1)
    sees_all: bool = False

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run the operation, then give its results the largest field of its inputs."""
        out = super().__torch_function__(func, types, args, kwargs or {})
        inputs = list(traced((args, kwargs)))
        for result in traced(out) if inputs else ():
            result.inherit(inputs)
        return out

    def inherit(self, inputs: list[Traced]) -> None:
        """Field, jump and whether all is seen, from the tensors that this one was computed from."""
        self.field = largest([x.field for x in inputs])
        self.jump = largest([x.jump for x in inputs])
        self.sees_all = any(x.sees_all for x in inputs)


def largest(pairs: list[Pair]) -> Pair:
    """The largest in each direction."""
    return max(p[0] for p in pairs), max(p[1] for p in pairs)


def traced(thing: Any) -> Iterator[Traced]:
    """The traced tensors in nested tuples, lists and dicts."""
    if isinstance(thing, Traced):
        yield thing
    elif isinstance(thing, dict):
        yield from traced(list(thing.values()))
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from traced(part)


@dataclass
class Record:
    """What one call of a module did; `shape` is None for a module with weights that was not called."""

    name: str
    module: nn.Module
    shape: tuple[int, ...] | None
    parameters: int = 0
    multiply_adds: int = 0
    field: Pair = (1, 1)
    jump: Pair = (1, 1)
    sees_all: bool = False
    row: bool = True  # whether it has costs of its own, or is only made of others
    leaf: bool = True  # whether it has no parts


class Misfit(ValueError):
    """The input does not fit a module of the model."""


def trace(model: nn.Module, shape: tuple[int, ...], dtype: torch.dtype) -> list[Record]:
    """One record for each call of each module, in the order in which they ended. Raises Misfit."""
    meta = {name: t.detach().to("meta") for name, t in tensors(model)}
    x = torch.zeros(1, *shape, dtype=dtype, device="meta").as_subclass(Traced)
    try:
        return run(model, lambda: torch.func.functional_call(model, meta, (x,)))
    except Misfit as misfit:
        if misfit.args[1]:  # the model's own fault or the meta device's: a real batch will tell
            device = next((t.device for _, t in tensors(model)), torch.device("cpu"))
            real = torch.zeros(1, *shape, dtype=dtype, device=device).as_subclass(Traced)
            return run(model, lambda: model(real))
        raise


def tensors(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """Parameters and buffers with their names, each once."""
    yield from model.named_parameters()
    yield from model.named_buffers()


def run(model: nn.Module, call: Any) -> list[Record]:
    """Call with hooks on every module. Raises Misfit(message, whether the cause is unknown)."""
    costs, records, stack = own_parameters(model), [], []
    names = {module: name for name, module in model.named_modules()}

    def before(module: nn.Module, args: tuple[Any, ...]) -> None:
        stack.append((module, next(traced(args), None)))

    def after(module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
        stack.pop()
        if (out := next(traced(output), None)) is None:
            if isinstance(output, Tensor):  # computed from other things than the input, such as positions
                records.append(Record(names[module], module, tuple(output.shape), costs.pop(module, 0)))
            return
        grow(module, next(traced(args), None), out)
        own = costs.pop(module, 0)
        row = is_row(module)
        macs = multiply_adds(module, next(traced(args), out), out) if row else 0
        records.append(Record(names[module], module, tuple(out.shape[1:]), own, macs, out.field, out.jump,
                              out.sees_all, row))  # fmt: skip

    with prepared(model, before, after), torch.no_grad():
        try:
            call()
        except Exception as error:
            module, x = stack[-1] if stack else (model, None)
            raise misfit(names[module], module, x, error) from error
    unused = [Record(names[m], m, None, own) for m, own in costs.items() if own]
    return records + unused


@contextmanager
def prepared(model: nn.Module, before: Any, after: Any) -> Iterator[None]:
    """Hooks on, training off; afterwards everything as it was."""
    training = {module: module.training for module in model.modules()}
    handles = [h for m in training for h in (m.register_forward_pre_hook(before),
                                             m.register_forward_hook(after))]  # fmt: skip
    model.eval()
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
        for module, was in training.items():
            module.training = was


def is_row(module: nn.Module) -> bool:
    """Whether a module has a row of its own: it has no parts, or weights beside those of its parts."""
    leaf = next(module.children(), None) is None
    return leaf or isinstance(module, WHOLE_MODULES) or any(True for _ in module.parameters(recurse=False))


def own_parameters(model: nn.Module) -> dict[nn.Module, int]:
    """The numbers in each module's own weights; shared weights count where they stand first."""
    seen: set[int] = set()
    costs: dict[nn.Module, int] = {}
    for module in model.modules():
        fresh = {id(p): p.numel() for p in module.parameters(isinstance(module, WHOLE_MODULES))
                 if id(p) not in seen}  # fmt: skip
        seen |= fresh.keys()
        costs[module] = sum(fresh.values())
    return costs


def multiply_adds(module: nn.Module, x: Tensor, out: Tensor) -> int:
    """Multiplications by weights for one input; a module of our own says it in its `multiply_adds`."""
    if hasattr(module, "multiply_adds"):
        return module.multiply_adds(tuple(out.shape))  # type: ignore[operator]
    if isinstance(module, _ConvTransposeNd):
        return module.weight.numel() * math.prod(x.shape[2:])
    if isinstance(module, _ConvNd):
        return module.weight.numel() * math.prod(out.shape[2:])
    if isinstance(module, nn.Linear):
        return module.weight.numel() * math.prod(out.shape[1:-1])
    if isinstance(module, WHOLE_MODULES):
        return sum(p.numel() for p in module.parameters() if p.dim() == 2) * math.prod(out.shape[:-1])
    return 0


def pair(value: Any) -> Pair:
    """A number for both directions, or (height, width)."""
    return (int(value[0]), int(value[-1])) if isinstance(value, (tuple, list)) else (int(value), int(value))


def grow(module: nn.Module, x: Traced | None, out: Traced) -> None:
    """What the module does to receptive field and jump."""
    if x is None:
        return
    if isinstance(module, (_AdaptiveAvgPoolNd, _AdaptiveMaxPoolNd)):
        if set(out.shape[2:]) == {1}:
            out.sees_all = True
            return
        steps = [math.ceil(a / b) for a, b in zip(x.shape[2:], out.shape[2:], strict=True)]
        out.field = widened(x, pair(steps), pair(steps))
    elif isinstance(module, nn.Linear):
        out.sees_all = x.sees_all or x.dim() == 2
    elif getattr(module, "sees_all", False) or isinstance(module, WHOLE_MODULES):
        out.sees_all = True
    elif hasattr(module, "kernel_size") and hasattr(module, "stride") and not isinstance(
            module, _ConvTransposeNd):  # fmt: skip
        k, d = pair(module.kernel_size), pair(getattr(module, "dilation", 1))
        out.field = widened(x, k, d)
        s = pair(module.kernel_size if module.stride is None else module.stride)
        out.jump = (x.jump[0] * s[0], x.jump[1] * s[1])


def widened(x: Traced, kernel: Pair, dilation: Pair) -> Pair:
    """The field after a window: field + dilation * (kernel - 1) * jump."""
    a, b = (x.field[i] + dilation[i] * (kernel[i] - 1) * x.jump[i] for i in (0, 1))
    return a, b


def misfit(name: str, module: nn.Module, x: Tensor | None, error: Exception) -> Misfit:
    """What did not fit: the module, both shapes; and whether the reason is unknown."""
    comes = times(tuple(x.shape[1:])) if x is not None else "nothing"
    who = f"{type(module).__name__} {name}".strip()
    channels = x.shape[1] if x is not None and x.dim() > 1 else None
    needs = getattr(module, "in_channels", None) or getattr(module, "num_features", None)
    if isinstance(module, nn.Linear) and x is not None and x.shape[-1] != module.in_features:
        return Misfit(f"{who} reads {module.in_features:,} features, but {comes} comes in", False)
    if isinstance(needs, int) and isinstance(module, (_ConvNd, nn.modules.batchnorm._BatchNorm)) and (
            x is None or x.dim() < 3 or channels != needs):  # fmt: skip
        return Misfit(f"{who} reads {needs} channels x height x width, but {comes} comes in", False)
    if hasattr(module, "kernel_size") and x is not None:
        window, border = pair(module.kernel_size), getattr(module, "padding", 0)
        edge = f" with padding {times(pair(border))}" if border and not isinstance(border, str) else ""
        return Misfit(f"{who} has a window of {times(window)}, but {comes}{edge} comes in", False)
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Misfit(f"{who} cannot take {comes} ({told})", not isinstance(error, ValueError))


def times(shape: tuple[int, ...]) -> str:
    """A shape as people write it: 3x224x224."""
    return "x".join(map(str, shape)) if shape else "a single number"
