"""A sequential model of `course_lib.nn` or torch as a list of layers; neither is imported here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course_lib.widgets.base import WidgetError

Layer = dict[str, Any]
INSIDE = {"ReLU": "relu", "LeakyReLU": "leaky relu", "ELU": "elu", "GELU": "gelu", "SiLU": "silu",
          "Sigmoid": "sigmoid", "Tanh": "tanh", "Softplus": "softplus", "Softmax": "softmax", 
          "LogSoftmax": "log softmax",
          "ReLU6": "relu6", "Hardswish": "hardswish"}  # fmt: skip
NOTHING = ("Identity", "Dropout", "Dropout2d", "LocalResponseNorm")
POOLS = {"MaxPool2d": "maxpool", "AvgPool2d": "avgpool"}


def is_model(thing: Any) -> bool:
    """Whether it looks like a module: it can be called and knows its children."""
    return callable(thing) and hasattr(thing, "named_modules")


def layers_of(model: Any) -> list[Layer]:
    """The layers of a Sequential (also nested), in order; a norm or an activation joins the layer before it.

    Raises:
        WidgetError: for a module that the browser cannot read, naming it.
    """
    layers: list[Layer] = []
    for name, module in leaves(model, ""):
        kind = type(module).__name__
        if kind in NOTHING:
            continue
        if kind in INSIDE:
            if layers and layers[-1]["kind"] in ("conv", "linear", "norm") and "act" not in layers[-1]:
                layers[-1]["act"] = INSIDE[kind]
            else:
                layers.append({"kind": "act", "name": name, "act": INSIDE[kind]})
        elif kind in ("BatchNorm2d", "BatchNorm1d"):
            before = layers[-1] if layers else {}
            if before.get("kind") in ("conv", "linear") and not {"norm", "act"} & before.keys():
                before["norm"] = True
            else:
                layers.append({"kind": "norm", "name": name})
        else:
            layers.append(read(kind, name, module))
    return layers


def leaves(module: Any, name: str) -> Iterable[tuple[str, Any]]:
    """The modules without children, in the order in which a Sequential calls them."""
    children = list(module.named_children())
    if not children:
        return [(name or type(module).__name__.lower(), module)]
    if not hasattr(module, "__iter__"):
        raise WidgetError(
            f"{type(module).__name__} is not a Sequential: the order in which it calls its "
            f"{len(children)} modules is in its code. Give a Sequential, or a list of layer dicts."
        )
    return [leaf for key, child in children for leaf in leaves(child, f"{name}.{key}" if name else key)]


def read(kind: str, name: str, module: Any) -> Layer:
    """One module as a layer."""
    named: Layer = {"name": f"{kind.removesuffix('2d')} {name}"}
    if kind == "Conv2d":
        found = {"kind": "conv", **named, "out": module.out_channels, "kernel": side(module.kernel_size)}
        if isinstance(module.padding, str):
            found["same"] = module.padding == "same"
        else:
            found["padding"] = side(module.padding)
        found |= {"stride": side(module.stride), "dilation": side(module.dilation)}
        return {**found, "groups": module.groups, "bias": module.bias is not None}
    if kind == "Linear":
        return {"kind": "linear", **named, "out": module.out_features, "bias": module.bias is not None}
    if kind in POOLS:
        step = module.kernel_size if module.stride is None else module.stride
        found = {"kind": POOLS[kind], **named, "kernel": side(module.kernel_size), "stride": side(step)}
        return {**found, "padding": side(module.padding), "ceil": bool(getattr(module, "ceil_mode", False))}
    if kind == "AdaptiveAvgPool2d" and side(module.output_size) in (1, [1, 1]):
        return {"kind": "globalpool", **named}
    if kind == "Flatten":
        return {"kind": "flatten", **named}
    known = ", ".join(("Conv2d", "Linear", *POOLS, "AdaptiveAvgPool2d(1)", "Flatten", "BatchNorm2d", *INSIDE))
    raise WidgetError(f"the browser cannot read {kind} ({name}); it reads {known}.")


def side(value: Any) -> Any:
    """A number, or (height, width) as a list."""
    return [int(v) for v in value] if isinstance(value, (list, tuple)) else int(value)
