"""The models that a digit pad may ask: ten linear scores, or a function; and what they may be given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import WidgetError
from course_lib.widgets.digit.preprocess import LEVELS

MOST_SAMPLES = 20


def linear_scores(weights: NDArray[np.float64], image: ArrayLike) -> NDArray[np.float64]:
    """Ten scores z = b + w_1 x_1 + w_2 x_2 + ..., added up from left to right as the browser does.

    Args:
        weights: (10, D + 1), the bias first.
        image: D pixels, of any shape.

    Example:
        >>> linear_scores(np.array([[1.0, 2.0, 3.0]]), [1.0, 0.5])
        array([4.5])
    """
    x = np.asarray(image, dtype=np.float64).ravel()
    terms = np.column_stack([weights[:, 0], weights[:, 1:] * x])
    # np.add.accumulate keeps the order, which a matrix product does not.
    return np.add.accumulate(terms, axis=1)[:, -1].copy()


def ask(classify: Callable[[NDArray[np.float32]], Any], image: NDArray[np.float32]) -> dict[str, Any]:
    """Ask a function about a picture: {"label", "scores"}, or {"error"} with what went wrong.

    Example:
        >>> ask(lambda x: 7, np.zeros((8, 8), np.float32))
        {'label': 7, 'scores': None}
    """
    try:
        said = as_array(classify(image.copy()))
        if said.shape in ((10,), (1, 10)) and np.issubdtype(said.dtype, np.number):
            scores = said.reshape(10).astype(np.float64)
            if not np.isfinite(scores).all():
                return {"error": "classify returned a score that is not a finite number (NaN or infinity)."}
            return {"label": int(scores.argmax()), "scores": scores.tolist()}
        if said.size == 1 and np.issubdtype(said.dtype, np.number) and said.ravel()[0] in range(10):
            return {"label": int(said.ravel()[0]), "scores": None}
    except Exception as error:
        return {"error": f"classify failed: {type(error).__name__}: {error}"[:500]}
    what = f"an array of shape {said.shape}" if said.ndim else f"{said.item()!r}"
    return {"error": f"classify returned {what[:80]}; ten scores or one digit from 0 to 9 would fit."}


def checked_model(weights: ArrayLike, bias: ArrayLike | None, size: int) -> NDArray[np.float64]:
    """The weights as (10, size*size + 1), the bias first, or a sentence that says what would fit."""
    W, D = numbers(weights, "weights"), size * size
    fits = f"(10, {D + 1}) with the bias first, or (10, {D}) and bias=(10,), would fit"
    if bias is None:
        if W.shape == (10, D + 1):
            return W
        hint = " Its transpose would: weights.T." if W.shape == (D + 1, 10) else ""
        raise WidgetError(
            f"weights: shape {W.shape} does not fit a pad of {size}x{size} pixels; {fits}.{hint}"
        )
    b = numbers(bias, "bias")
    if W.shape != (10, D):
        hint = " Its transpose would: weights.T." if W.shape == (D, 10) else ""
        raise WidgetError(f"weights: shape {W.shape} beside a bias does not fit; {fits}.{hint}")
    if b.size != 10:
        raise WidgetError(f"bias: shape {b.shape} does not fit ten digits; (10,) would.")
    return np.column_stack([b.reshape(10), W])


def checked_samples(samples: Any, size: int) -> tuple[list[str], bytes]:
    """Names and pixels of the digits to load, one byte a pixel."""
    if samples is None or samples is False:
        return [], b""
    if samples is True:
        from course_lib.data import digits

        samples = digits(size).test
    if hasattr(samples, "images") and hasattr(samples, "labels"):
        labels, first = np.unique(np.asarray(samples.labels), return_index=True)
        names, pixels = (
            [str(label) for label in labels],
            numbers(np.asarray(samples.images)[first], "samples"),
        )
    else:
        pixels = numbers(samples, "samples")
        names = [f"#{k + 1}" for k in range(len(pixels))] if pixels.ndim else []
    if pixels.ndim != 3 or pixels.shape[1:] != (size, size) or len(pixels) > MOST_SAMPLES:
        raise WidgetError(
            f"samples: shape {pixels.shape} does not fit; up to {MOST_SAMPLES} of ({size}, {size}) would."
        )
    if pixels.size and (pixels.min() < 0 or pixels.max() > 1):
        raise WidgetError("samples: pixels go from 0 (paper) to 1 (ink).")
    return names, np.rint(pixels * LEVELS[size]).astype(np.uint8).tobytes()


def as_array(values: Any) -> NDArray[Any]:
    """Values as an array; tensors with a gradient are taken off their graph."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return np.asarray(values)


def numbers(values: Any, name: str) -> NDArray[np.float64]:
    """Values as a float64 array without NaN and infinity, or a sentence about what they are."""
    try:
        array = as_array(values)
        if array.dtype.kind not in "fiub":
            raise ValueError
    except (TypeError, ValueError):
        raise WidgetError(
            f"{name} must be an array of numbers, not {type(values).__name__} {str(values)[:40]!r}."
        ) from None
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise WidgetError(
            f"{name} holds NaN or infinity in {int((~np.isfinite(array)).sum())} of {array.size} places."
        )
    return array
