"""What may be pooled: one map of finite numbers, and a window that fits into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import WidgetError, pack

Array = NDArray[np.float64]
MOST = 64  # rows or columns: more could not be told apart on a page
LARGEST = 1e100  # so that squares stay finite


def packed_map(values: ArrayLike) -> bytes:
    """A map (H, W) with its shape in front, as the bytes of one trait."""
    values = np.asarray(values)
    return pack([*values.shape, *values.ravel()])


def checked_map(image: Any, name: str = "image") -> Array:
    """The map as float64 (H, W), or a sentence that says what would fit.

    Raises:
        ValueError: for something that is no table of finite numbers, is empty, or is larger than 64x64.
    """
    given = image.detach() if hasattr(image, "detach") else image
    try:
        values = np.array(getattr(given, "data", given) if hasattr(given, "requires_grad") else given, float)
    except (TypeError, ValueError):
        raise WidgetError(f"{name} must be a table of numbers (H, W), not {type(image).__name__}.") from None
    while values.ndim > 2 and values.shape[0] == 1:
        values = values[0]
    if values.ndim != 2 or not values.size:
        more = f" Choose one map, for example {name}[0]." if values.ndim > 2 else ""
        raise WidgetError(f"{name} must be one map of shape (H, W), not {np.shape(values)}.{more}")
    if max(values.shape) > MOST:
        raise WidgetError(f"{name} has shape {values.shape}; {MOST}x{MOST} is the most that can be shown.")
    finite(values, name)
    return values + 0.0  # without minus zeros, which have two readings as the largest of a window


def finite(values: Array, name: str) -> None:
    """Refuse what is not a finite number, or too large to be squared."""
    if not np.isfinite(values).all():
        raise WidgetError(f"{name} holds a value that is not a finite number.")
    if values.size and np.abs(values).max() > LARGEST:
        raise WidgetError(f"{name} holds a value beyond {LARGEST:g}: its square would not be finite.")


def pair_of(value: Any, name: str) -> list[int]:
    """One number or two, as a list of two whole numbers from 1."""
    both = [value, value] if np.ndim(value) == 0 else list(value)
    whole = all(isinstance(v, int | np.integer) and not isinstance(v, bool) and v >= 1 for v in both)
    if len(both) != 2 or not whole:
        raise WidgetError(f"{name} must be one whole number from 1, or two (rows, columns), not {value!r}.")
    return [int(v) for v in both]


def fit(shape: tuple[int, int], size: Sequence[int], stride: Sequence[int]) -> None:
    """Refuse a window that is larger than the map, or a stride beyond any map."""
    if size[0] > shape[0] or size[1] > shape[1]:
        raise WidgetError(
            f"a window of {size[0]}x{size[1]} does not fit into {shape[0]}x{shape[1]}: "
            "choose a smaller size first, or a larger image."
        )
    if max(stride) > MOST:
        raise WidgetError(f"a stride of {max(stride)} is more than {MOST}, the largest image's side.")
