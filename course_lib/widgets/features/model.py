"""A network as a list of layers that the browser can run: read out of a Sequential, and run by the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError
from course_lib.widgets.digit.model import numbers
from course_lib.widgets.filters.arrays import Array, plain

POINTWISE = {"ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid"}
SKIPPED = ("Identity", "Dropout")
MOST_PRODUCTS = 20_000_000
MOST_CELLS = 60_000
SIZES = (8, 28, 32, *range(4, 65))


def layers_of(model: Any) -> tuple[list[dict[str, Any]], Array]:
    """The layers of a network, and all its weights one after another.

    Args:
        model: a Sequential of Conv2d, ReLU, Tanh, Sigmoid, MaxPool2d, AvgPool2d, Flatten, Linear and Softmax;
            Dropout and Identity change nothing here. After a last Linear a softmax is added.

    Raises:
        ValueError: for anything else, with the layers that fit.

    Example:
        >>> from course_lib import nn
        >>> [layer["kind"] for layer in layers_of(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)))[0]]
        ['flatten', 'linear', 'softmax']
    """
    layers: list[dict[str, Any]] = []
    weights: list[Array] = []
    for module in _flat(model):
        layer = _layer(module, weights)
        if layer:
            layers.append(layer)
    if not layers:
        raise WidgetError("FeatureMaps: the network has no layer to show.")
    if layers[-1]["kind"] == "linear":
        layers.append({"kind": "softmax"})
    return layers, np.concatenate([w.ravel() for w in weights]) if weights else np.zeros(0)


def _flat(model: Any) -> Iterator[Any]:
    if type(model).__name__ == "Sequential":
        for child in model.children():
            yield from _flat(child)
    elif hasattr(model, "forward") or hasattr(model, "weight"):
        yield model
    else:
        raise WidgetError(f"FeatureMaps takes a course_lib.nn.Sequential, not {type(model).__name__}.")


def _layer(module: Any, weights: list[Array]) -> dict[str, Any] | None:
    name = type(module).__name__
    if name in SKIPPED:
        return None
    if name in POINTWISE:
        return {"kind": POINTWISE[name]}
    if name in ("Conv2d", "Linear"):
        return _weighted(module, name, weights)
    if name in ("MaxPool2d", "AvgPool2d"):
        return _pool(module, name)
    if name == "Flatten" and module.start_dim == 1 and module.end_dim == -1:
        return {"kind": "flatten"}
    if name == "Softmax" and module.dim in (1, -1):
        return {"kind": "softmax"}
    raise WidgetError(
        f"FeatureMaps cannot show {module!r}: it shows Conv2d, ReLU, Tanh, Sigmoid, MaxPool2d, "
        "AvgPool2d, Flatten, Linear and Softmax."
    )


def _weighted(module: Any, name: str, weights: list[Array]) -> dict[str, Any]:
    def put(values: Any) -> int:
        if values is None:
            return -1
        start = sum(w.size for w in weights)
        weights.append(numbers(plain(values), "weights"))
        return start

    layer: dict[str, Any] = {"kind": "conv" if name == "Conv2d" else "linear", "w": put(module.weight)}
    layer["shape"] = list(weights[-1].shape)
    layer["b"] = put(module.bias)
    if name == "Conv2d":
        if getattr(module, "padding_mode", "zeros") != "zeros":
            raise WidgetError(f"FeatureMaps pads with zeros, not with padding_mode={module.padding_mode!r}.")
        kernel, dilation = layer["shape"][2:], _two(module.dilation)
        layer |= {"stride": _two(module.stride), "dilation": dilation, "groups": int(module.groups)}
        layer["pad"] = _pads(module.padding, kernel, dilation)
    return layer


def _pads(padding: Any, kernel: Any, dilation: Any) -> list[list[int]]:
    """Zeros before and after, of rows and of columns."""
    if padding == "same":
        total = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
        return [[t // 2, t - t // 2] for t in total]
    return [[p, p] for p in (_two(0) if padding == "valid" else _two(padding))]


def _pool(module: Any, name: str) -> dict[str, Any]:
    kernel = _two(module.kernel_size)
    layer = {
        "kind": "pool",
        "how": "max" if name == "MaxPool2d" else "mean",
        "kernel": kernel,
        "dilation": [1, 1],
        "stride": kernel if module.stride is None else _two(module.stride),
    }
    if name == "MaxPool2d":
        layer["dilation"] = _two(module.dilation)
    if getattr(module, "ceil_mode", False) or not getattr(module, "count_include_pad", True):
        raise WidgetError(
            f"FeatureMaps cannot show {module!r}: only ceil_mode=False, count_include_pad=True."
        )
    return {**layer, "pad": _pads(module.padding, kernel, layer["dilation"])}


def _two(value: Any) -> list[int]:
    return [int(v) for v in (value if isinstance(value, (tuple, list)) else (value, value))]


# Shapes


def with_shapes(layers: list[dict[str, Any]], shape: Sequence[int]) -> list[dict[str, Any]]:
    """The layers with the shape of each one's output, `out`, for inputs (C, H, W).

    Raises:
        ValueError: where a layer does not fit what comes in, or the network is too large to run in a page.
    """
    now, made, products = list(shape), [], 0
    for number, layer in enumerate(layers):
        out = _shape_after(layer, now, f"layer {number} ({layer['kind']})")
        cells = int(np.prod(out))
        products += cells * int(np.prod(layer["shape"][1:])) if "shape" in layer else cells
        made.append({**layer, "out": out})
        now = out
        if products > MOST_PRODUCTS or cells > MOST_CELLS:
            raise WidgetError(
                "FeatureMaps: this network is too large to run in a page; a smaller image would fit."
            )
    return made


def _shape_after(layer: dict[str, Any], now: list[int], where: str) -> list[int]:
    kind = layer["kind"]
    if kind in ("conv", "pool"):
        if len(now) != 3 or (kind == "conv" and now[0] != layer["shape"][1] * layer["groups"]):
            need = f"({layer['shape'][1] * layer['groups']}, H, W)" if kind == "conv" else "(C, H, W)"
            raise WidgetError(f"{where} takes maps {need}, but {tuple(now)} come in.")
        kernel = layer["shape"][2:] if kind == "conv" else layer["kernel"]
        sizes = [
            (n + sum(p) - d * (k - 1) - 1) // s + 1
            for n, p, d, k, s in zip(
                now[1:], layer["pad"], layer["dilation"], kernel, layer["stride"], strict=True
            )
        ]
        if min(sizes) < 1:
            raise WidgetError(f"{where}: its window is larger than the {now[1]}x{now[2]} maps that come in.")
        return [layer["shape"][0] if kind == "conv" else now[0], *sizes]
    if kind == "linear":
        if now != [layer["shape"][1]]:
            raise WidgetError(f"{where} takes {layer['shape'][1]} numbers, but {tuple(now)} come in.")
        return [layer["shape"][0]]
    if kind == "softmax" and len(now) != 1:
        raise WidgetError(f"{where} takes one row of scores, but {tuple(now)} come in.")
    return [int(np.prod(now))] if kind == "flatten" else list(now)


def fitting_input(layers: list[dict[str, Any]]) -> list[int]:
    """An input (C, H, W) that fits: the first convolution's channels, the first square size that works.

    Raises:
        ValueError: where none of 8, 28, 32 or 4 to 64 works.
    """
    channels = next((la["shape"][1] * la["groups"] for la in layers if la["kind"] == "conv"), 1)
    problem: Exception | None = None
    for size in SIZES:
        try:
            with_shapes(layers, (channels, size, size))
            return [channels, size, size]
        except WidgetError as error:
            problem = problem or error
    raise WidgetError(f"no square input fits this network ({problem}); give image=, (C, H, W).")


# Running it


def run(layers: Sequence[dict[str, Any]], weights: Array, image: Array) -> list[Array]:
    """What each layer gives for an image (C, H, W), in float64, by the course's engine.

    Example:
        >>> from course_lib import nn
        >>> layers, weights = layers_of(nn.Sequential(nn.ReLU()))
        >>> run(with_shapes(layers, (1, 1, 2)), weights, np.array([[[-1.0, 2.0]]]))[0].tolist()
        [[[0.0, 2.0]]]
    """
    from course_lib import ops
    from course_lib.tensor import Tensor, no_grad

    def part(layer: dict[str, Any], key: str, shape: Sequence[int]) -> Any:
        start = layer[key]
        if start < 0:
            return None
        return Tensor(weights[start : start + int(np.prod(shape))].reshape(shape).copy(), np.float64)

    x, found = Tensor(image[None], np.float64), []
    with no_grad():
        for layer in layers:
            kind = layer["kind"]
            if kind in ("conv", "linear"):
                w, b = part(layer, "w", layer["shape"]), part(layer, "b", layer["shape"][:1])
                if kind == "linear":
                    x = ops.linear(x, w, b)
                else:
                    x = ops.conv2d(_padded(x, layer["pad"]), w, b, tuple(layer["stride"]), 0,
                                   tuple(layer["dilation"]), layer["groups"])  # fmt: skip
            elif kind == "pool":
                fill = -np.inf if layer["how"] == "max" else 0.0
                x = _padded(x, layer["pad"], fill)
                k, s = tuple(layer["kernel"]), tuple(layer["stride"])
                x = (
                    ops.max_pool2d(x, k, s, 0, tuple(layer["dilation"]))
                    if layer["how"] == "max"
                    else ops.avg_pool2d(x, k, s)
                )
            elif kind == "flatten":
                x = x.flatten(1)
            else:
                x = getattr(ops, kind)(x, 1) if kind == "softmax" else getattr(ops, kind)(x)
            found.append(np.array(x.data[0]))
    return found


def _padded(x: Any, pad: Sequence[Sequence[int]], fill: float = 0.0) -> Any:
    from course_lib.tensor import Tensor

    if not any(map(any, pad)):
        return x
    return Tensor(np.pad(x.data, ((0, 0), (0, 0), *map(tuple, pad)), constant_values=fill), np.float64)
