"""Receptive fields along one axis: lengths, fields, jumps and starts of a stack, and the paths through it.

A layer is a dict with ``kind`` ("conv", "max" or "average") and the whole numbers ``k``, ``s``, ``p`` and
``d``: kernel, stride, padding and dilation. The axes of a square stack do the same, so that counts over a
picture are products of counts along its axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Layer = dict[str, Any]


def lengths(n: int, layers: Sequence[Layer]) -> list[int]:
    """Units of the input and of every layer; the list ends before the first layer that does not fit.

    >>> lengths(32, [conv(5), pool(2), conv(5), pool(2), conv(5)])
    [32, 28, 14, 10, 5, 1]
    """
    found = [n]
    for layer in layers:
        room = found[-1] + 2 * layer["p"] - layer["d"] * (layer["k"] - 1) - 1
        if room < 0:
            break
        found.append(room // layer["s"] + 1)
    return found


def rows(n: int, layers: Sequence[Layer]) -> list[dict[str, float]]:
    """For the input and every layer: length, field r, jump j, and the centre of the first unit.

    r grows by d (k - 1) j, j by the factor s. Places are counted from 0, so that a negative start means
    that the first unit is centred in the padding.

    >>> [row["field"] for row in rows(32, [conv(5), pool(2), conv(5), pool(2), conv(5)])]
    [1, 5, 6, 14, 16, 32]
    """
    field, jump, start = 1, 1, 0.0
    found: list[dict[str, float]] = [{"length": n, "field": 1, "jump": 1, "start": 0.0}]
    for layer, length in zip(layers, lengths(n, layers)[1:], strict=False):
        field += layer["d"] * (layer["k"] - 1) * jump
        start += (layer["d"] * (layer["k"] - 1) / 2 - layer["p"]) * jump
        jump *= layer["s"]
        found.append({"length": length, "field": field, "jump": jump, "start": start})
    return found


def back(n: int, layers: Sequence[Layer], layer: int, unit: int) -> list[NDArray[np.float64]]:
    """Paths that lead from each unit of layers 0 to `layer` to one unit of `layer`, a list of arrays.

    >>> back(7, [conv(3), conv(3)], 2, 1)[0].tolist()
    [0.0, 1.0, 2.0, 3.0, 2.0, 1.0, 0.0]
    """
    sizes = lengths(n, layers)
    paths = np.zeros(sizes[layer])
    paths[unit] = 1
    found = [paths]
    for index in range(layer - 1, -1, -1):
        one = layers[index]
        wide = np.zeros(sizes[index] + 2 * one["p"])
        for m in range(one["k"]):
            first = m * one["d"]
            wide[first : first + one["s"] * (sizes[index + 1] - 1) + 1 : one["s"]] += found[0]
        found.insert(0, wide[one["p"] : one["p"] + sizes[index]])
    return found


def forth(n: int, layers: Sequence[Layer], layer: int, unit: int) -> list[NDArray[np.float64]]:
    """Paths that lead from one unit of `layer` to each unit of `layer` and of the layers after it.

    >>> [paths.tolist() for paths in forth(5, [conv(3), pool(2)], 0, 2)]
    [[0.0, 0.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0], [2.0]]
    """
    sizes = lengths(n, layers)
    paths = np.zeros(sizes[layer])
    paths[unit] = 1
    found = [paths]
    for index in range(layer, len(sizes) - 1):
        one = layers[index]
        wide = np.pad(found[-1], one["p"])
        total = np.zeros(sizes[index + 1])
        for m in range(one["k"]):
            first = m * one["d"]
            total += wide[first : first + one["s"] * (sizes[index + 1] - 1) + 1 : one["s"]]
        found.append(total)
    return found


def conv(k: int, s: int = 1, p: int = 0, d: int = 1) -> Layer:
    """A convolution layer."""
    return {"kind": "conv", "k": k, "s": s, "p": p, "d": d}


def pool(k: int, s: int | None = None, p: int = 0) -> Layer:
    """A max-pooling layer, its stride as wide as its window unless it is given."""
    return {"kind": "max", "k": k, "s": k if s is None else s, "p": p, "d": 1}
