"""The stacks that the receptive-field explorer starts from, and how layers are read from what Python has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError
from course_lib.widgets.receptive.math import Layer, conv, pool

MOST_LAYERS, MOST_INPUT = 24, 256
LIMITS = {"k": (1, 15), "s": (1, 8), "p": (0, 15), "d": (1, 8)}
WORDS = {"k": "kernel_size", "s": "stride", "p": "padding", "d": "dilation"}
KINDS = {"conv": "conv", "max": "max", "average": "average", "avg": "average", "pool": "max"}
_VGG = [[conv(3, p=1)] * n + [pool(2)] for n in (2, 2, 3, 3, 3)]

PRESETS: dict[str, dict[str, Any]] = {
    "stack": {"title": "L layers of 3×3: 1 + L(n − 1)", "input": 11, "layers": [conv(3)] * 3},
    "pooling": {"title": "The same with pooling between", "input": 18, "layers": [conv(3), pool(2), conv(3)]},
    "field": {
        "title": "One neuron: 5×5×3 of 32×32×3",
        "input": 32,
        "layers": [conv(5)],
        "channels": 3,
    },
    "two": {"title": "Two 3×3 …", "input": 9, "layers": [conv(3)] * 2},
    "five": {"title": "… against one 5×5", "input": 9, "layers": [conv(5)]},
    "three": {"title": "Three 3×3 …", "input": 13, "layers": [conv(3)] * 3},
    "seven": {"title": "… against one 7×7", "input": 13, "layers": [conv(7)]},
    "dilated": {
        "title": "Dilation 1, 2, 4",
        "input": 21,
        "layers": [conv(3), conv(3, d=2), conv(3, d=4)],
    },
    "lenet": {
        "title": "LeNet-5",
        "input": 32,
        "layers": [conv(5), {**pool(2), "kind": "average"}, conv(5), {**pool(2), "kind": "average"}, conv(5)],
    },
    "alexnet": {
        "title": "AlexNet",
        "input": 227,
        "channels": 3,
        "layers": [conv(11, 4), pool(3, 2), conv(5, p=2), pool(3, 2), *[conv(3, p=1)] * 3, pool(3, 2)],
    },
    "vgg16": {
        "title": "VGG-16",
        "input": 224,
        "channels": 3,
        "layers": [one for block in _VGG for one in block],
    },
}


def sent() -> list[dict[str, Any]]:
    """The presets as the page gets them."""
    return [{"channels": 1, **preset, "name": name} for name, preset in PRESETS.items()]


def read_layers(given: Any) -> list[Layer]:
    """Layers from a Sequential of course_lib or torch, or from a list of modules, tuples or dicts.

    Modules without a window of their own (ReLU, batch normalisation, dropout) are passed over; the stack ends
    before the first layer that sees everything (Flatten, Linear, adaptive pooling).

    Raises:
        ValueError: for what is no stack of convolution and pooling layers, with what would fit.

    Example:
        >>> read_layers([("conv", 3), ("max", 2)])[1]
        {'kind': 'max', 'k': 2, 's': 2, 'p': 0, 'd': 1}
    """
    layers: list[Layer] = []
    for one in _each(given):
        name = type(one).__name__
        if name.startswith(("Flatten", "Linear", "Adaptive")):
            break
        if isinstance(one, Mapping) or (isinstance(one, Sequence) and not isinstance(one, str)):
            layers.append(_from_words(one, len(layers) + 1))
        elif hasattr(one, "kernel_size"):
            layers.append(_from_module(one, len(layers) + 1))
        elif not hasattr(one, "forward"):
            raise WidgetError(f"layer {len(layers) + 1} is {one!r}; {FORMS}")
    return checked_layers(layers)


FORMS = (
    'a layer is a module such as nn.Conv2d(1, 6, 5), a tuple such as ("conv", 5) or ("max", 2, 2), '
    "or a dict with kind, kernel_size, stride, padding and dilation."
)


def _each(given: Any) -> Iterator[Any]:
    """One layer after the other, out of any Sequential in a Sequential."""
    if hasattr(given, "forward") and not hasattr(given, "kernel_size"):
        inside = list(given.children()) if hasattr(given, "children") else []
        if inside and not type(given).__name__.startswith(("Sequential", "ModuleList")):
            raise WidgetError(
                f"the order in which a {type(given).__name__} calls its layers cannot be read from it: "
                "give them as nn.Sequential(...) or as a list."
            )
        if not inside:
            yield given
        for one in inside:
            yield from _each(one)
    elif isinstance(given, Mapping | str) or hasattr(given, "kernel_size"):
        yield given
    else:
        try:
            members = list(given)
        except TypeError:
            raise WidgetError(f"layers must be a Sequential or a list of layers, not {given!r}.") from None
        for one in members:
            yield from _each(one) if hasattr(one, "forward") else iter([one])


def _from_module(module: Any, number: int) -> Layer:
    name = type(module).__name__
    if "Transpose" in name or getattr(module, "ceil_mode", False) or "3d" in name:
        raise WidgetError(
            f"layer {number}, {name}: transposed and 3-D layers and ceil_mode=True have no place here."
        )
    kind = "conv" if "Pool" not in name else "max" if name.startswith("Max") else "average"
    k = _same(module.kernel_size, "kernel_size", number)
    d = _same(getattr(module, "dilation", 1), "dilation", number)
    stride = getattr(module, "stride", None)
    s = k if stride is None or stride == () else _same(stride, "stride", number)
    padding = getattr(module, "padding", 0)
    if padding == "same" and (d * (k - 1)) % 2:
        raise WidgetError(
            f"layer {number}: padding='same' with an even window pads one side more; give a number."
        )
    words = {"same": d * (k - 1) // 2, "valid": 0}
    p = words[padding] if isinstance(padding, str) else _same(padding, "padding", number)
    return {"kind": kind, "k": k, "s": s, "p": p, "d": d}


def _same(value: Any, name: str, number: int) -> int:
    """One number for both axes."""
    values = set(np.atleast_1d(value).tolist())
    if len(values) != 1:
        raise WidgetError(
            f"layer {number} has {name}={value}: this explorer follows square windows; "
            "give the layers of one axis as tuples, such as ('conv', 3)."
        )
    return values.pop()


def _from_words(one: Any, number: int) -> Layer:
    names = ("kind", "k", "s", "p", "d")
    short = {word: name for name, word in WORDS.items()} | {name: name for name in names}
    pairs = one.items() if isinstance(one, Mapping) else zip(names, one, strict=False)
    if not isinstance(one, Mapping) and len(one) > len(names):
        raise WidgetError(f"layer {number} is {one!r}; {FORMS}")
    found: Layer = {}
    for name, value in pairs:
        if name not in short:
            raise WidgetError(f"layer {number} has {name!r}; {FORMS}")
        found[short[name]] = value
    if found.get("kind") not in KINDS or "k" not in found:
        raise WidgetError(f"layer {number} is {one!r}; {FORMS}")
    kind = KINDS[found["kind"]]
    start = {"s": 1 if kind == "conv" else found["k"], "p": 0, "d": 1}
    return {"kind": kind, **{name: {**start, **found}[name] for name in ("k", "s", "p", "d")}}


def checked_layers(layers: Any) -> list[Layer]:
    """The layers, if there are not too many and their numbers lie within limits.

    Raises:
        ValueError: with the layer, its number and what would fit.
    """
    if len(layers) > MOST_LAYERS:
        raise WidgetError(f"{len(layers)} layers are more than the {MOST_LAYERS} that fit on a page.")
    found = []
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, Mapping) or layer.get("kind") not in ("conv", "max", "average"):
            raise WidgetError(f"layer {number} is {layer!r}; {FORMS}")
        for name, (low, high) in LIMITS.items():
            v = layer.get(name)
            if not isinstance(v, int | np.integer) or isinstance(v, bool) or not low <= v <= high:
                raise WidgetError(
                    f"layer {number}: {WORDS[name]} is a whole number from {low} to {high}, not {v!r}."
                )
        found.append({"kind": layer["kind"], **{name: int(layer[name]) for name in LIMITS}})
    return found
