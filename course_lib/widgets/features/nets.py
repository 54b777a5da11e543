"""A network and its first input as the page reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError
from course_lib.widgets.digit.model import as_array, numbers
from course_lib.widgets.features.model import fitting_input, layers_of, with_shapes
from course_lib.widgets.features.presets import PATCH, VOLUME
from course_lib.widgets.filters.arrays import Array


def network_sent(name: str, title: str, model: Any, image: Any, classes: Any) -> tuple[dict[str, Any], bytes]:
    """A network as the page reads it, and its weights."""
    layers, weights = layers_of(model)
    if np.abs(weights).max(initial=0.0) > np.finfo(np.float32).max:
        raise WidgetError("FeatureMaps: a weight is too large for float32.")
    if image is not None:
        given = as_array(image)
        shape = list(given.shape) if given.ndim == 3 else [1, *given.shape]
    else:
        shape = [len(_worked(name)), 4, 4] if name in ("patch", "volume") else fitting_input(layers)
    if len(shape) != 3:
        raise WidgetError(f"image: shape {np.shape(image)} does not fit; (H, W) or (C, H, W) would.")
    layers = with_shapes(layers, shape)
    start = (
        _worked(name)
        if name in ("patch", "volume")
        else _sample(shape)
        if image is None
        else checked_maps(image, shape)
    )
    last = layers[-1]["out"]
    words = [str(k) for k in range(last[0])] if classes is None else [str(c)[:30] for c in classes]
    if classes is not None and len(words) != last[0]:
        raise WidgetError(f"classes: {len(words)} names do not fit {last[0]} answers.")
    net = {
        "name": name,
        "title": title,
        "input": shape,
        "layers": layers,
        "count": len(weights),
        "classes": words,
        "draws": shape[1] if shape in ([1, 8, 8], [1, 28, 28]) else 0,
        "start": start.tolist(),
    }
    return net, weights.astype("<f4").tobytes()


def _worked(name: str) -> Array:
    return np.array((PATCH if name == "patch" else VOLUME)["image"], dtype=np.float64)


def _sample(shape: Sequence[int]) -> Array:
    """A real digit, or a photograph, of this shape; zeros for other channels."""
    from course_lib import data

    if shape[0] == 1:
        test = data.digits(split="test")
        digit = test.images[np.flatnonzero(test.labels == 3)[0]]
        return (digit if shape[1:] == [8, 8] else data.resample(digit, *shape[1:])).astype(np.float64)[None]
    if shape[0] == 3:
        return np.moveaxis(data.photo("flower", size=(shape[1], shape[2])), -1, 0).astype(np.float64)
    return np.zeros(shape)


def checked_maps(image: Any, shape: Sequence[int], flat: bool = False) -> Array:
    """The image as (C, H, W), or a sentence that says what would fit."""
    pixels = numbers(image, "image")
    if pixels.ndim == 2 and shape[0] == 1:
        pixels = pixels[None]
    if flat and pixels.size == int(np.prod(shape)):
        pixels = pixels.reshape(shape)
    if list(pixels.shape) != list(shape):
        raise WidgetError(f"image: this network takes {tuple(shape)}, not an array of shape {pixels.shape}.")
    return pixels
