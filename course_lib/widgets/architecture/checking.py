"""Lists of layers as people write them: checked, with sentences that say what would fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from course_lib.widgets.base import WidgetError

Layer = dict[str, Any]
MOST_LAYERS, MOST_SIZE = 400, 10_000_000
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # what a kind needs, and what it may have
    "conv": (
        ("out", "kernel"),
        ("stride", "padding", "dilation", "groups", "bias", "norm", "act", "pairs", "same", "wiring"),
    ),
    "local": (
        ("out", "kernel"),
        ("stride", "padding", "dilation", "groups", "bias", "act", "same", "wiring"),
    ),
    "linear": (("out",), ("bias", "norm", "act")),
    "rbf": (("out",), ()),
    "maxpool": (("kernel",), ("stride", "padding", "dilation", "ceil")),
    "avgpool": (("kernel",), ("stride", "padding", "ceil")),
    "subsample": (("kernel",), ("stride", "padding")),
    "globalpool": ((), ()),
    "se": ((), ("reduction",)),
    "norm": ((), ("act",)),
    "flatten": ((), ()),
    "act": ((), ("act",)),
    "lrn": ((), ()),
    "dropout": ((), ()),
    "softmax": ((), ()),
    "block": (("body",), ()),
    "sum": (("branches",), ()),
    "concat": (("branches",), ()),
}  # fmt: skip
WHOLE = ("out", "groups", "pairs", "reduction", "repeat", "first")
SIDES = {"kernel": 1, "stride": 1, "dilation": 1, "padding": 0}
WIRINGS = ("shared", "local", "global")


def checked_shape(shape: Any) -> tuple[int, ...]:
    """The shape of an input: (channels, height, width) or (features,)."""
    try:
        sides = tuple(
            whole(side, "input", 1) for side in ([shape] if isinstance(shape, int) else list(shape))
        )
    except TypeError:
        raise WidgetError(f"input must be (channels, height, width) or (features,), not {shape!r}.") from None
    if len(sides) not in (1, 3):
        raise WidgetError(f"input must be (channels, height, width) or (features,), not {sides}.")
    return sides


def whole(value: Any, what: str, least: int) -> int:
    """A whole number in range, from an int, a NumPy integer or a float without a fraction."""
    try:
        number = int(value)
        exact = not isinstance(value, (bool, str, bytes)) and number == value
    except (TypeError, ValueError, OverflowError):
        exact = False
    if not exact or not least <= number <= MOST_SIZE:
        raise WidgetError(f"{what} must be a whole number from {least} to {MOST_SIZE:,}, not {value!r}.")
    return number


def checked_layers(layers: Any) -> list[Layer]:
    """A clean copy of a list of layers.

    Raises:
        WidgetError: for a kind, a setting or a value that there is not, naming the layer.
    """
    if isinstance(layers, (str, bytes, Mapping)) or not isinstance(layers, Iterable):
        raise WidgetError(
            f"a network is a list of layers, each a dict with a 'kind', not {type(layers).__name__}."
        )
    made = [checked_layer(layer, f"layer {i + 1}") for i, layer in enumerate(layers)]
    if not made:
        raise WidgetError(
            "the network has no layers: give at least one, such as {'kind': 'linear', 'out': 10}."
        )
    if (n := how_many(made)) > MOST_LAYERS:
        raise WidgetError(f"the network has {n} layers; the browser shows at most {MOST_LAYERS}.")
    return made


def how_many(layers: Sequence[Layer]) -> int:
    """How many layers a list comes to, with its repeats and what is inside."""
    inside = [layer.get("body", []) + list(chain(*layer.get("branches", []))) for layer in layers]
    return sum(
        layer.get("repeat", 1) * max(1, how_many(more)) for layer, more in zip(layers, inside, strict=True)
    )


def checked_layer(layer: Any, where: str) -> Layer:
    """A clean copy of one layer."""
    if not isinstance(layer, Mapping) or "kind" not in layer:
        raise WidgetError(
            f"{where} must be a dict with a 'kind', such as {{'kind': 'linear', 'out': 10}}, not {layer!r}."
        )
    kind = layer["kind"]
    if kind not in KINDS:
        near = difflib.get_close_matches(str(kind), KINDS, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise WidgetError(f"{where} has the kind {kind!r}, but there are {', '.join(KINDS)}.{hint}")
    needs, may = KINDS[kind]
    if missing := [key for key in needs if key not in layer]:
        raise WidgetError(f"{where} ({kind}) needs {missing[0]!r}.")
    if unknown := [key for key in layer if key not in (*needs, *may, "kind", "name", "repeat", "first")]:
        raise WidgetError(
            f"{where} ({kind}) has no setting {unknown[0]!r}; it has {', '.join((*needs, *may, 'name'))}."
        )
    return {key: checked_value(key, value, f"{where} ({kind})") for key, value in layer.items()}


def checked_value(key: str, value: Any, where: str) -> Any:
    """One setting of a layer."""
    if key == "body":
        return [checked_layer(layer, f"{where}, inner layer {i + 1}") for i, layer in enumerate(value)]
    if key == "branches":
        return [
            [checked_layer(layer, f"{where}, path {i + 1}") for layer in path] for i, path in enumerate(value)
        ]
    if key in WHOLE:
        return whole(value, f"{where}: {key}", 0 if key == "repeat" else 1)
    if key in SIDES:
        if isinstance(value, (list, tuple)):
            if len(value) != 2:
                raise WidgetError(f"{where}: {key} must be a number or (height, width), not {value!r}.")
            return [whole(side, f"{where}: {key}", SIDES[key]) for side in value]
        return whole(value, f"{where}: {key}", SIDES[key])
    if key == "wiring":
        if value not in WIRINGS:
            raise WidgetError(
                f"{where}: wiring must be one of {', '.join(map(repr, WIRINGS))}, not {value!r}."
            )
        return value
    return bool(value) if key in ("bias", "norm", "same", "ceil") else str(value)[:60]
