"""What a student hands to the sliding kernel, as arrays of the right shape, or a sentence why not."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.widgets.base import WidgetError
from course_lib.widgets.convolution.math import Array

MOST_SIDE, MOST_CHANNELS, MOST_KERNEL, MOST_FILTERS = 128, 16, 11, 64
LARGEST = 1e100


def as_image(value: Any) -> Array:
    """A picture as (C, H, W) float64: from (H, W), (C, H, W), (1, C, H, W) or a colour picture (H, W, 3).

    Raises:
        WidgetError: for another shape, no pixels, too many, or a number that is not finite.

    Example:
        >>> as_image([[0, 1], [1, 0]]).shape, as_image(np.zeros((9, 8, 3))).shape
        ((1, 2, 2), (3, 9, 8))
    """
    image = numbers(value, "image")
    shape = image.shape
    if image.ndim == 4 and shape[0] == 1:
        image = image[0]
    if image.ndim == 3 and image.shape[2] in (3, 4) and image.shape[0] > 4:
        image = np.moveaxis(image, -1, 0)
    if image.ndim == 2:
        image = image[None]
    if image.ndim != 3 or not image.size:
        raise WidgetError(
            f"image has shape {shape}, but a picture is (height, width) or (channels, height, width), "
            "with at least one pixel; of a batch take one: images[0]."
        )
    if max(image.shape[1:]) > MOST_SIDE or len(image) > MOST_CHANNELS:
        raise WidgetError(
            f"image has shape {shape}, but the page shows at most {MOST_CHANNELS} channels "
            f"of {MOST_SIDE}×{MOST_SIDE}: cut a part out, image[:64, :64], "
            "or make it smaller with data.resample(image, 64)."
        )  # fmt: skip
    return np.ascontiguousarray(image)


def as_kernel(value: Any) -> Array:
    """Kernels as (O, C, KH, KW) float64: from (KH, KW), (C, KH, KW), or a layer's weight (O, C, KH, KW).

    Raises:
        WidgetError: for another shape, more than 64 filters or 11×11 weights, or a number that is not finite.

    Example:
        >>> as_kernel([[1, 2, 3]]).shape
        (1, 1, 1, 3)
    """
    kernel = numbers(value, "kernel")
    shape = kernel.shape
    if kernel.ndim not in (2, 3, 4) or not kernel.size:
        raise WidgetError(
            f"kernel has shape {shape}, but a kernel is (height, width), (channels, height, width), "
            "or a layer's weight (filters, channels, height, width)."
        )
    kernel = kernel.reshape((1,) * (4 - kernel.ndim) + shape)
    if max(kernel.shape[2:]) > MOST_KERNEL or len(kernel) > MOST_FILTERS or kernel.shape[1] > MOST_CHANNELS:
        raise WidgetError(
            f"kernel has shape {shape}, but the page shows at most {MOST_FILTERS} filters of "
            f"{MOST_CHANNELS} slices of {MOST_KERNEL}×{MOST_KERNEL}: take a part, such as weight[:8]."
        )
    return np.ascontiguousarray(kernel)


def as_bias(value: Any, filters: int) -> Array:
    """The bias as (O,): one number for all filters, or one for each."""
    bias = numbers(value, "bias").ravel()
    if len(bias) not in (1, filters):
        raise WidgetError(
            f"bias holds {len(bias)} numbers, but there "
            f"{'is 1 filter' if filters == 1 else f'are {filters} filters'}: one number each, or one for all."
        )
    return np.broadcast_to(bias, (filters,)).copy()


def fit_channels(kernel: Array, channels: int) -> Array:
    """The kernel with one slice a channel: the same slice on each where it has but one.

    Raises:
        WidgetError: where it has another number of slices.
    """
    slices = kernel.shape[1]
    if slices == channels:
        return kernel
    if slices == 1 or (kernel == kernel[:, :1]).all():
        return np.repeat(kernel[:, :1], channels, axis=1)
    raise WidgetError(
        f"kernel {kernel.shape} has {slices} slices, but the picture has {channels} channel"
        f"{'s' if channels > 1 else ''}: a kernel needs one slice a channel. To change both at once: "
        "w.set(image=..., kernel=...)."
    )


def numbers(value: Any, name: str) -> Array:
    """Float64 numbers of a list, an array, or a tensor of course_lib or torch."""
    if hasattr(value, "detach"):
        value = value.detach()
    if hasattr(value, "cpu"):
        value = value.cpu().numpy()
    if not isinstance(value, np.ndarray) and isinstance(getattr(value, "data", None), np.ndarray):
        value = value.data
    try:
        array = np.array(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        array = array.astype(np.float64)
    except (TypeError, ValueError, RuntimeError):
        raise WidgetError(f"{name} must be an array of real numbers, not {str(value)[:60]!r}.") from None
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise WidgetError(f"{name} holds a value that is not a finite number, at {place}: replace it.")
    if array.size and np.abs(array).max() > LARGEST:
        raise WidgetError(f"{name} holds {np.abs(array).max():g}; numbers up to {LARGEST:g} can be shown.")
    return array
