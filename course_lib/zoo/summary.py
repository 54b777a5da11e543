"""`summary(model, input_shape)`: what every layer gives and costs, as a table in text and HTML.

Counting rules (those of the course's ArchitectureBrowser): parameters are the trained numbers, shared ones
once. Multiply-adds are multiplications by weights for one input: convolutions and dense layers; biases,
normalisation, pooling, additions of branches and attention's products of activations are not counted.
Memory is a layer's output for one input as float32, 4 bytes a number (also where torch overwrites the input).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import torch
from torch import nn

from course_lib.zoo.tracing import WHOLE_MODULES, Misfit, Pair, Record, times, trace

HEADS = ("layer", "kind", "output", "parameters", "multiply-adds", "bytes", "field", "jump")


@dataclass(frozen=True)
class Row:
    """One layer: its output without the batch, and what it costs for one input.

    `output_shape` is None where the layer was not called (a head that only trains). `receptive_field` and
    `jump` are (height, width) in pixels of the input, None where there is no image; `sees_all` says that
    one output depends on all of the input.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...] | None
    parameters: int
    multiply_adds: int
    memory: int
    receptive_field: Pair | None
    jump: Pair | None
    sees_all: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as words."""
        shape = "not called" if self.output_shape is None else times(self.output_shape)
        field = "all" if self.sees_all else side(self.receptive_field)
        return (self.name, self.kind, shape, f"{self.parameters:,}", f"{self.multiply_adds:,}",
                f"{self.memory:,}", field, side(None if self.sees_all else self.jump))  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """The rows of a model and their totals; it prints as a table."""

    model: str
    input_shape: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def parameters(self) -> int:
        """All trained numbers."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Multiplications by weights for one input."""
        return sum(row.multiply_adds for row in self.rows)

    @property
    def memory(self) -> int:
        """Bytes of all outputs for one input, as float32."""
        return sum(row.memory for row in self.rows)

    @property
    def title(self) -> str:
        """What the table shows."""
        return f"{self.model} for one input of {times(self.input_shape)}"

    @property
    def totals(self) -> tuple[str, ...]:
        """The last line of the table."""
        return (
            "total",
            "",
            "",
            f"{self.parameters:,}",
            f"{self.multiply_adds:,}",
            f"{self.memory:,}",
            "",
            "",
        )

    def __str__(self) -> str:
        lines = [HEADS, *(row.cells for row in self.rows), self.totals]
        widths = [max(len(line[k]) for line in lines) for k in range(len(HEADS))]
        texts = ["  ".join(cell.ljust(w) if k < 3 else cell.rjust(w)
                           for k, (cell, w) in enumerate(zip(line, widths, strict=True))).rstrip()
                 for line in lines]  # fmt: skip
        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join([self.title, texts[0], rule, *texts[1:-1], rule, texts[-1]])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{h}</th>' for h in HEADS)
        body = "".join(f"<tr>{html_cells(row.cells)}</tr>" for row in self.rows)
        return (
            f"<table><caption>{escape(self.title)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody><tfoot><tr>{html_cells(self.totals)}</tr></tfoot></table>"
        )


def side(value: Pair | None) -> str:
    """A window's size: one number for a square."""
    if value is None:
        return "-"
    return str(value[0]) if value[0] == value[1] else times(value)


def html_cells(cells: Sequence[str]) -> str:
    """The cells of a row, the first as its heading, numbers to the right."""
    first, *others = map(escape, cells)
    data = "".join(f'<td style="text-align:{"left" if k < 2 else "right"}">{c}</td>'
                   for k, c in enumerate(others))  # fmt: skip
    return f'<th scope="row" style="text-align:left">{first}</th>{data}'


def summary(
    model: nn.Module,
    input_shape: Sequence[int] | int,
    depth: int | None = None,
    dtype: torch.dtype | None = None,
) -> Summary:
    """Count what a model costs for one input of (C, H, W), (features,) or (tokens,), without the batch.

    `depth` groups the rows by the first so many parts of their names. `dtype` of the input is that of the
    weights, or int64 where the model begins with an embedding. The model is not computed and not changed.
    Attention's products of activations (queries with keys, weights with values) are not counted: for a text
    of T tokens add 2 T² width multiply-adds for each attention. Raises ValueError for an input that does not
    fit, with both shapes and one that would fit.

    >>> print(summary(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3)), (1, 4, 4)))
    Sequential for one input of 1x4x4
    layer  kind     output  parameters  multiply-adds  bytes  field  jump
    ---------------------------------------------------------------------
    0      Conv2d   2x2x2           20             72     32      3     1
    1      ReLU     2x2x2            0              0     32      3     1
    2      Flatten  8                0              0     32      3     1
    3      Linear   3               27             24     12    all     -
    ---------------------------------------------------------------------
    total                           47             96    108
    """
    shape = checked(input_shape)
    dtype = dtype or reads(model)
    try:
        records = trace(model, shape, dtype)
    except Misfit as misfit:
        told = f"summary: an input of {times(shape)} does not fit: {misfit.args[0]}. {advice(model, dtype)}"
        raise ValueError(told.strip()) from None
    image = len(shape) == 3
    rows = [made(r, image) for r in records if r.row]
    if depth is not None:
        kinds = {name: type(module).__name__ for name, module in model.named_modules()}
        rows = grouped(rows, records, depth, image, kinds)
    return Summary(type(model).__name__, shape, tuple(rows))


def checked(input_shape: Sequence[int] | int) -> tuple[int, ...]:
    """The shape as a tuple of positive whole numbers."""
    shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
    if not shape or not all(isinstance(n, int) and n > 0 for n in shape):
        raise ValueError(
            "summary: input_shape must hold whole numbers above 0 without the batch, such as (3, 224, 224), "
            f"not {input_shape!r}"
        )
    return shape


def reads(model: nn.Module) -> torch.dtype:
    """What a model reads: tokens where it says so or begins with an embedding, else its weights' type."""
    if isinstance(said := getattr(model, "input_dtype", None), torch.dtype):
        return said
    first = next((m for m in model.modules() if next(m.parameters(recurse=False), None) is not None), None)
    if isinstance(first, nn.Embedding):
        return torch.int64
    weight = next((p for p in model.parameters() if p.is_floating_point()), None)
    return torch.float32 if weight is None else weight.dtype


def advice(model: nn.Module, dtype: torch.dtype) -> str:
    """A shape that fits, found by trying a few."""
    first = next((m for m in model.modules() if hasattr(m, "in_channels") or hasattr(m, "in_features")), None)
    shapes: list[tuple[int, ...]] = []
    if first is not None and hasattr(first, "in_channels"):
        shapes = [(int(first.in_channels), n, n) for n in (28, 32, 64, 96, 224, 227, 299)]  # type: ignore
    elif first is not None:
        shapes = [(int(first.in_features),)]  # type: ignore
    for shape in shapes:
        try:
            trace(model, shape, dtype)
        except Misfit:
            continue
        return f"{times(shape)} would fit."
    return ""


def made(record: Record, image: bool) -> Row:
    """The row of a record."""
    shape = record.shape
    numbers = 0 if shape is None else torch.Size(shape).numel()
    seen = image and shape is not None
    if next(record.module.children(), None) and not isinstance(record.module, WHOLE_MODULES):
        numbers = 0  # its output is that of a part
    return Row(record.name or "(itself)", type(record.module).__name__, shape, record.parameters,
               record.multiply_adds, 4 * numbers, record.field if seen else None,
               record.jump if seen else None, record.sees_all)  # fmt: skip


def grouped(
    rows: list[Row], records: list[Record], depth: int, image: bool, kinds: dict[str, str]
) -> list[Row]:
    """Rows with the same first `depth` parts of their names as one: costs added, output of the last."""
    if depth < 1:
        raise ValueError(f"summary: depth must be at least 1, not {depth}")
    ends = {record.name: made(record, image) for record in records}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(".".join(row.name.split(".")[:depth]), []).append(row)
    out = []
    for name, members in groups.items():
        end = ends.get(name, members[-1])
        out.append(Row(name, kinds.get(name, end.kind), end.output_shape, sum(r.parameters for r in members),
                       sum(r.multiply_adds for r in members), sum(r.memory for r in members),
                       end.receptive_field, end.jump, end.sees_all))  # fmt: skip
    return out
