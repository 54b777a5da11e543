"""A network with several layers that a digit pad may ask: checked, sent, and run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import WidgetError
from course_lib.widgets.features.model import layers_of, run, with_shapes


def network_of(model: Any, size: int) -> tuple[list[dict[str, Any]], bytes]:
    """The layers of a network as the page reads them, and its weights as float32.

    Raises:
        ValueError: unless it takes a (size, size) picture and ends in ten scores.

    Example:
        >>> from course_lib import nn
        >>> layers, data = network_of(nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), 8)
        >>> [layer["kind"] for layer in layers], len(data) // 4
        (['flatten', 'linear', 'softmax'], 650)
    """
    layers, weights = layers_of(model)
    layers = with_shapes(layers, (1, size, size))
    if layers[-1]["kind"] != "softmax" or layers[-1]["out"] != [10]:
        raise WidgetError(f"model: the last layer should give ten scores, not {tuple(layers[-1]['out'])}.")
    return layers, weights.astype("<f4").tobytes()


def network_scores(layers: list[dict[str, Any]], data: bytes, image: ArrayLike) -> NDArray[np.float64]:
    """The ten scores, before the softmax, in float64 from the weights that the page has."""
    pixels = np.asarray(image, dtype=np.float64)[None]
    return run(layers, np.frombuffer(data, "<f4").astype(np.float64), pixels)[-2]
