"""Checks that answer a wrong array with one sentence a learner can act on."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ADVICE = {
    ("-1/+1", "0/1"): "labels must be -1 and +1 here, but yours are 0 and 1: use y = 2 * t - 1",
    ("0/1", "-1/+1"): "labels must be 0 and 1 here, but yours are -1 and +1: use t = (y + 1) / 2",
    ("classes", "-1/+1"): "labels must be class numbers 0, 1, 2, ... here, but yours are -1 and +1: "
    "use t = (y + 1) // 2",
}
_WANTED = {"-1/+1": (-1, 1), "0/1": (0, 1)}


def _numbers(values: ArrayLike, name: str) -> NDArray:
    """The values as an array of real numbers, or a `TypeError` that names them."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise TypeError(f"{name} must be an array, but its rows have different lengths") from error
    if array.dtype == object or not (
        np.issubdtype(array.dtype, np.floating)
        or np.issubdtype(array.dtype, np.integer)
        or array.dtype == bool
    ):
        raise TypeError(f"{name} must hold numbers, but it holds {_kind_of(array)}")
    return array


def _kind_of(array: NDArray) -> str:
    if array.dtype.kind in "US":
        return "text"
    if array.dtype.kind == "c":
        return "complex numbers"
    if array.dtype == object and array.size:
        return f"objects of type {type(array.flat[0]).__name__}"
    return f"values of type {array.dtype}"


def check_finite(values: ArrayLike, name: str = "X") -> NDArray:
    """Return `values` as an array of finite numbers, any shape.

    Raises TypeError for anything but real numbers, ValueError where a number is NaN or infinite.

    >>> check_finite([[1.0, float("nan")]])
    Traceback (most recent call last):
    ...
    ValueError: there is a NaN (not a number) in X, at row 0, column 1: remove or replace it
    """
    array = _numbers(values, name)
    bad = ~np.isfinite(array)
    if not bad.any():
        return array
    count = int(bad.sum())
    first = tuple(int(i) for i in np.unravel_index(int(np.argmax(bad)), array.shape))
    what = "a NaN (not a number)" if np.isnan(array[first]) else "an infinite value"
    if count == 1:
        raise ValueError(f"there is {what} in {name}, at {_place(first)}: remove or replace it")
    raise ValueError(
        f"there are {count} values in {name} that are NaN or infinite, the first at {_place(first)}: "
        "remove or replace them"
    )


def _place(index: tuple[int, ...]) -> str:
    if len(index) == 0:
        return "the only place"
    if len(index) == 1:
        return f"position {index[0]}"
    if len(index) == 2:
        return f"row {index[0]}, column {index[1]}"
    return f"index {index}"


def check_labels(y: ArrayLike, convention: str = "-1/+1", name: str = "labels") -> NDArray[np.int64]:
    """Return the labels as (N,) int64, having made sure that they follow the convention.

    `convention` is ``"-1/+1"``, ``"0/1"`` or ``"classes"`` (0, 1, 2, ...).
    Raises ValueError where the labels follow another one, TypeError where they are not numbers.

    >>> check_labels([0, 1, 1])
    Traceback (most recent call last):
    ...
    ValueError: labels must be -1 and +1 here, but yours are 0 and 1: use y = 2 * t - 1
    >>> check_labels([-1, 1, 1])
    array([-1,  1,  1])
    """
    if convention not in ("-1/+1", "0/1", "classes"):
        raise ValueError(f"convention must be '-1/+1', '0/1' or 'classes', not {convention!r}")
    array = check_finite(y, name)
    if array.ndim != 1:
        raise ValueError(f"{name} must have the shape (N,), one for each example, but yours is {array.shape}")
    found = np.unique(array)
    if convention == "classes":
        fits = bool((found >= 0).all() and (found == np.floor(found)).all())
    else:
        fits = bool(np.isin(found, _WANTED[convention]).all())
    if not fits:
        raise ValueError(_labels_sentence(found, convention, name))
    return array.astype(np.int64)


def _labels_sentence(found: NDArray, convention: str, name: str) -> str:
    seen = {float(v) for v in found}
    for other, wanted in _WANTED.items():
        if seen <= set(wanted) and (convention, other) in _ADVICE:
            return _ADVICE[convention, other].replace("labels", name, 1)
    shown = ", ".join(f"{v:g}" for v in found[:5]) + (", ..." if found.size > 5 else "")
    wants = {"-1/+1": "-1 and +1", "0/1": "0 and 1", "classes": "class numbers 0, 1, 2, ..."}[convention]
    return f"{name} must be {wants} here, but yours hold {shown}"


def check_features(X: ArrayLike, features: int | None = None, name: str = "X") -> NDArray[np.float64]:
    """Return `X` as (N, D) float64 with one row an example and, where asked, D = `features` columns.

    Raises ValueError for a wrong shape, an empty array, NaN or infinity, TypeError for what is not numbers.

    >>> check_features([1.0, 2.0], features=2)
    Traceback (most recent call last):
    ...
    ValueError: X must have the shape (N, 2), but yours is (2,): use X[None, :] for one example
    """
    array = check_finite(X, name)
    wanted = f"(N, {'D' if features is None else features})"
    if array.ndim != 2 or (features is not None and array.shape[1] != features):
        hint = ""
        if array.ndim == 1 and features in (None, array.size):
            hint = f": use {name}[None, :] for one example"
        elif array.ndim == 2 and array.shape[0] == features:
            hint = f": it looks turned round, use {name}.T"
        elif array.ndim > 2 and features in (None, int(np.prod(array.shape[1:]))):
            hint = f": use {name}.reshape({array.shape[0]}, -1)"
        raise ValueError(f"{name} must have the shape {wanted}, but yours is {array.shape}{hint}")
    if array.shape[0] == 0:
        raise ValueError(f"{name} is empty: it has the shape {array.shape}, so there is no example to use")
    return array.astype(np.float64)


def check_rows(X: ArrayLike, y: ArrayLike, names: tuple[str, str] = ("X", "y")) -> None:
    """Make sure that `X` and `y` speak of the same number of examples.

    Raises ValueError where they do not.

    >>> import numpy as np
    >>> check_rows(np.zeros((5, 2)), np.zeros(4))
    Traceback (most recent call last):
    ...
    ValueError: X has 5 rows but y has 4 values: each example needs one label
    """
    rows, values = np.shape(X)[:1], np.shape(y)[:1]
    if rows != values:
        n_rows = rows[0] if rows else 0
        n_values = values[0] if values else 0
        raise ValueError(
            f"{names[0]} has {n_rows} rows but {names[1]} has {n_values} values: each example needs one label"
        )
