"""Output sizes: one axis under three rules, a stack of layers whose sizes chain, and the lectures' stacks.

"floor" rounds down, as torch does: cells that no window reaches are left. "same" pads with zeros until the
output has ceil(n / stride) entries, as padding="same" does in Keras. "exact" refuses what does not divide, as
the lecture does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError

RULES = ("floor", "same", "exact")
PAIRS = {"kernel": (1, 64), "stride": (1, 64), "padding": (0, 64), "dilation": (1, 16)}
MOST_LAYERS, MOST_INPUT, MOST_CHANNELS = 12, 1024, 4096
USUAL = {
    "kind": "conv",
    "kernel": [3, 3],
    "stride": [1, 1],
    "padding": [0, 0],
    "dilation": [1, 1],
    "filters": 1,
}


@dataclass(frozen=True)
class Size:
    """One axis under a rule: windows `out` (0 where none fits or the rule refuses), zeros before and after,
    cells left over at the end, and the rule's sentence.
    """

    out: int
    before: int
    after: int
    left_over: int
    formula: str
    refused: str = ""


def size(n: int, k: int, s: int, p: int, d: int, rule: str = "floor") -> Size:
    """The output size of one axis: n inputs, k taps, stride s, padding p on each side, dilation d.

    Example:
        >>> [size(7, 3, 3, 0, 1, rule).out for rule in ("floor", "same", "exact")]
        [2, 3, 0]
        >>> size(7, 3, 3, 0, 1).formula
        'floor((7 + 2*0 - 1*(3 - 1) - 1) / 3) + 1 = 2'
        >>> size(7, 3, 3, 0, 1, "exact").refused
        '(7 + 2*0 - 1*(3 - 1) - 1) / 3 = 4 / 3 = 1.333 is not a whole number'
    """
    span = d * (k - 1) + 1
    if rule == "same":
        out = -(-n // s)
        total = max((out - 1) * s + span - n, 0)
        before = total // 2
        left = max(n - ((out - 1) * s + span), 0)
        return Size(out, before, total - before, left, f"ceil({n} / {s}) = {out}")
    room = n + 2 * p - span
    fraction = f"({n} + 2*{p} - {d}*({k} - 1) - 1) / {s}"
    if room < 0:
        short = f"the kernel spans {span}, but only {n + 2 * p} cells are there: no window fits"
        return Size(0, p, p, n + 2 * p, f"floor({fraction}) + 1 = 0", short)
    out = room // s + 1
    if rule == "exact":
        refused = f"{fraction} = {room} / {s} = {room / s:.4g} is not a whole number" if room % s else ""
        return Size(0 if refused else out, p, p, room % s, f"{fraction} + 1 = {room / s + 1:.4g}", refused)
    return Size(out, p, p, room % s, f"floor({fraction}) + 1 = {out}")


def chain(shape: tuple[int, int, int], layers: list[dict[str, Any]], rule: str) -> list[dict[str, Any]]:
    """What each layer of a stack makes: input, output (None where refused), rows, columns, parameters.

    Shapes are (height, width, channels). After a layer that is refused, the rest has no input.

    Example:
        >>> steps = chain((32, 32, 3), [layer(kernel=5, filters=6), layer(kernel=5, filters=10)], "floor")
        >>> [step["output"] for step in steps], steps[0]["parameters"]
        ([(28, 28, 6), (24, 24, 10)], 456)
    """
    steps: list[dict[str, Any]] = []
    now: tuple[int, int, int] | None = shape
    for one in layers:
        if now is None:
            steps.append({"input": None, "output": None, "rows": None, "columns": None, "parameters": None})
            continue
        rows, columns = (
            size(now[a], *(one[name][a] for name in PAIRS), rule=rule)  # type: ignore[misc]
            for a in (0, 1)
        )
        channels = one["filters"] if one["kind"] == "conv" else now[2]
        weights = channels * (int(np.prod(one["kernel"])) * now[2] + 1) if one["kind"] == "conv" else 0
        made = (rows.out, columns.out, channels) if rows.out and columns.out else None
        steps.append({"input": now, "output": made, "rows": rows, "columns": columns, "parameters": weights})
        now = made
    return steps


def layer(kind: str = "conv", **settings: Any) -> dict[str, Any]:
    """A layer with every setting: numbers become pairs, a pooling layer steps by its own size.

    Raises:
        WidgetError: for a setting that there is none of, or a number that does not fit.

    Example:
        >>> layer("pool", kernel=2)["stride"]
        [2, 2]
    """
    if kind not in ("conv", "pool"):
        raise WidgetError(f"a layer's kind is 'conv' or 'pool', not {kind!r}.")
    unknown = sorted(settings.keys() - USUAL.keys())
    if unknown:
        raise WidgetError(f"a layer has no {unknown[0]!r}; it has kind, {', '.join(list(USUAL)[1:])}.")
    if settings.get("stride") is None:
        settings["stride"] = settings.get("kernel", 2) if kind == "pool" else 1
    made = {**USUAL, "kernel": [2, 2] if kind == "pool" else [3, 3], **settings, "kind": kind}
    for name, (low, high) in PAIRS.items():
        made[name] = _pair(name, made[name], low, high)
    filters = made["filters"]
    if (
        isinstance(filters, bool)
        or not isinstance(filters, (int, np.integer))
        or not 1 <= filters <= MOST_CHANNELS
    ):
        raise WidgetError(f"filters must be a whole number from 1 to {MOST_CHANNELS}, not {filters!r}.")
    return {**made, "filters": int(filters)}


def _pair(name: str, value: Any, low: int, high: int) -> list[int]:
    both = list(value) if isinstance(value, (tuple, list, np.ndarray)) else [value, value]
    whole = all(isinstance(v, (int, np.integer)) and not isinstance(v, (bool, np.bool_)) for v in both)
    if len(both) != 2 or not whole or not all(low <= v <= high for v in both):
        raise WidgetError(
            f"{name} must be a whole number from {low} to {high}, or two of them (height, width), "
            f"not {value!r}."
        )
    return [int(v) for v in both]


def as_layers(layers: Any) -> list[dict[str, Any]]:
    """Layers from dicts, or from a model: its convolution and pooling layers, the others keep the size.

    Raises:
        WidgetError: for anything else, no layer, or more than twelve.
    """
    found = [made for one in _listed(layers) if (made := _one(one)) is not None]
    if not 1 <= len(found) <= MOST_LAYERS:
        raise WidgetError(f"a stack has 1 to {MOST_LAYERS} convolution and pooling layers, not {len(found)}.")
    return found


def _listed(layers: Any) -> list[Any]:
    if isinstance(layers, dict) or hasattr(layers, "kernel_size"):
        return [layers]
    if callable(getattr(layers, "modules", None)):
        return [m for m in layers.modules() if hasattr(m, "kernel_size")]
    try:
        return list(layers)
    except TypeError:
        raise WidgetError(f"layers must be a list of layers or a model, not {layers!r}.") from None


def _one(given: Any) -> dict[str, Any] | None:
    if isinstance(given, dict):
        return layer(**{str(k): v for k, v in given.items()})
    if not hasattr(given, "kernel_size"):
        if callable(getattr(given, "forward", None)):
            return None  # an activation and its like keep the size
        raise WidgetError(
            'a layer is a dict such as {"kind": "conv", "kernel": 3, "stride": 2}, or a layer '
            "of course_lib.nn or torch.nn."
        )
    padding, filters = getattr(given, "padding", 0), getattr(given, "out_channels", None)
    if isinstance(padding, str):
        kernel, dilation = _pair("kernel", given.kernel_size, 1, 64), _pair("dilation", given.dilation, 1, 16)
        padding = [
            d * (k - 1) // 2 if padding == "same" else 0 for k, d in zip(kernel, dilation, strict=True)
        ]
    return layer(
        "conv" if filters is not None else "pool",
        kernel=given.kernel_size,
        stride=getattr(given, "stride", None),
        padding=padding,
        dilation=getattr(given, "dilation", 1),
        filters=filters or 1,
    )


def as_input(value: Any) -> list[int]:
    """The input as [height, width, channels]: from one number (a square, one channel), two, or three."""
    given = list(value) if isinstance(value, (tuple, list, np.ndarray)) else [value, value]
    given = [*given, 1][:3] if len(given) == 2 else given
    whole = all(isinstance(v, (int, np.integer)) and not isinstance(v, (bool, np.bool_)) for v in given)
    fits = (
        len(given) == 3
        and whole
        and all(1 <= v <= MOST_INPUT for v in given[:2])
        and 1 <= given[2] <= MOST_CHANNELS
    )
    if not fits:
        raise WidgetError(
            f"input must be a size, (height, width) or (height, width, channels), sides from 1 "
            f"to {MOST_INPUT} and channels from 1 to {MOST_CHANNELS}, not {value!r}."
        )
    return [int(v) for v in given]
