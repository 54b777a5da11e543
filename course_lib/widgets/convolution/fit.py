"""What fits together: picture, kernel and settings, and how an example or a new picture sets them all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError, pack, unpack
from course_lib.widgets.convolution import library
from course_lib.widgets.convolution.arrays import as_bias, as_image, as_kernel, fit_channels
from course_lib.widgets.convolution.math import Array, Axis
from course_lib.widgets.convolution.presets import PRESETS

GEOMETRY = ("_image", "_shape", "_picture", "_kernel", "_kernel_shape", "_bias", "filter",
            "stride", "padding", "dilation")  # fmt: skip
MOST_PRODUCTS = 2_000_000  # for one map: the page computes them again at every change


def check(state: dict[str, Any]) -> None:
    """Refuse a picture, kernel and settings that do not fit together.

    Raises:
        WidgetError: with the sizes and what would fit.
    """
    shape, weights = list(state["_shape"]), list(state["_kernel_shape"])
    if not shape or not weights:
        return  # before the first picture
    if state["_picture"]:
        shape = list(library.picture(state["_picture"]).shape)
    elif len(state["_image"]) != 8 * int(np.prod(shape)):
        raise WidgetError(f"{len(state['_image'])} bytes are not a picture of shape {tuple(shape)}.")
    if len(state["_kernel"]) != 8 * int(np.prod(weights)) or len(state["_bias"]) != 8 * weights[0]:
        raise WidgetError(f"the bytes are not a kernel of shape {tuple(weights)} with one bias a filter.")
    if weights[1] != shape[0]:
        raise WidgetError(f"a kernel with {weights[1]} slices does not fit a picture of {shape[0]} channels.")
    if not 0 <= state["filter"] < weights[0]:
        raise WidgetError(f"filter {state['filter']} is not one of {weights[0]}: they count from 0.")
    axes = []
    for a, side in enumerate(("high", "wide")):
        axis = Axis(
            shape[1 + a], weights[2 + a], state["stride"][a], state["padding"][a], state["dilation"][a]
        )
        if not axis.out:
            raise WidgetError(
                f"the kernel spans {axis.span}, but the padded picture is only {axis.n + 2 * axis.p} {side}: "
                "no window fits. Use a smaller kernel or dilation, or more padding."
            )
        axes.append(axis)
    if (products := axes[0].out * axes[1].out * int(np.prod(weights[1:]))) > MOST_PRODUCTS:
        raise WidgetError(
            f"one map would need {products:,} products; the page multiplies up to {MOST_PRODUCTS:,}: "
            "use a smaller picture or a larger stride."
        )


@lru_cache(maxsize=1)
def sent_presets() -> list[dict[str, Any]]:
    """The examples as the page gets them."""
    return [preset.sent(name) for name, preset in PRESETS.items()]


def named_kernel(name: str, channels: int) -> tuple[Array, float]:
    """A kernel of the library laid on every channel, (1, C, KH, KW), and its divisor."""
    weights = as_kernel(library.kernel(name))
    divisor, slices = library.KERNELS[name].divisor, weights.shape[1]
    if divisor != 1 or slices < channels:
        divisor = divisor * channels / slices  # an average stays an average
    return fit_channels(weights, channels), divisor


def start(preset: str) -> dict[str, Any]:
    """The traits of an example."""
    if preset not in PRESETS:
        raise WidgetError(f"preset must be one of {', '.join(map(repr, PRESETS))}, not {preset!r}.")
    chosen = PRESETS[preset]
    image = library.picture(chosen.picture)
    kernel, divisor = named_kernel(chosen.kernel, len(image))
    return {
        "_image": b"", "_shape": list(image.shape), "_picture": chosen.picture,
        "_kernel": pack(kernel), "_kernel_shape": list(kernel.shape), "_bias": pack([chosen.bias]),
        "filter": 0, "stride": chosen.stride, "padding": chosen.padding, "dilation": (1, 1),
        "divisor": divisor,
        "_at": list(chosen.at), "_pixel": middle(image.shape), "_pins": [list(p) for p in chosen.pins],
        "_names": {"preset": preset, "kernel": chosen.kernel, "angle": 90.0, "wavelength": 5.0},
    }  # fmt: skip


def changed_start(chosen: dict[str, Any], *, own: bool, image: Any, kernel: Any, bias: Any) -> dict[str, Any]:
    """The traits of an example with another picture, kernel or bias; ``own`` leaves its bias behind."""
    changed = chosen | parts(chosen, image, kernel, 0.0 if own and bias is None else bias)
    named = kernel if isinstance(kernel, str) else "own" if kernel is not None else chosen["_names"]["kernel"]
    changed["_names"] = {**chosen["_names"], "preset": "own", "kernel": named}
    if image is not None:
        changed |= {"_at": [0, 0], "_pixel": middle(changed["_shape"])}
    return changed


def middle(shape: Any) -> list[int]:
    """The pixel that is chosen at first: near the middle of the first channel."""
    return [0, (shape[1] - 1) // 2, (shape[2] - 1) // 2]


def parts(now: dict[str, Any], image: Any, kernel: Any, bias: Any) -> dict[str, Any]:
    """The traits that a new picture, kernel and bias change, beside what is there now."""
    changes: dict[str, Any] = {}
    shape = now["_shape"]
    if image is not None:
        name = image if isinstance(image, str) else ""
        channels = library.picture(name) if name else as_image(image)
        shape = list(channels.shape)
        changes |= {"_picture": name, "_image": b"" if name else pack(channels), "_shape": shape}
    if isinstance(kernel, str):
        weights, changes["divisor"] = named_kernel(kernel, shape[0])
    else:
        old = unpack(now["_kernel"]).reshape(now["_kernel_shape"])
        weights = fit_channels(old if kernel is None else as_kernel(kernel), shape[0])
    changes |= {"_kernel": pack(weights), "_kernel_shape": list(weights.shape)}
    filters, before = len(weights), unpack(now["_bias"])
    kept = before if len(before) == filters else np.zeros(filters)
    changes["_bias"] = pack(kept if bias is None else as_bias(bias, filters))
    changes["filter"] = min(now["filter"], filters - 1)
    return changes


def within(value: Any, n: int, name: str, noun: str) -> int:
    """A place from 0, counted from the end where it is negative, or which places there are."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)) or not -n <= value < n:
        raise WidgetError(
            f"{name} must be a whole number from 0 to {n - 1}, one of {n} {noun}, not {value!r}."
        )
    return int(value) % n
