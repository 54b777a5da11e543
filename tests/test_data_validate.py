"""What a learner reads when an array does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import check_features, check_finite, check_labels, check_rows


@pytest.mark.parametrize(
    ("labels", "convention", "sentence"),
    [
        ([0, 1, 1], "-1/+1", "labels must be -1 and +1 here, but yours are 0 and 1: use y = 2 * t - 1"),
        ([-1, 1], "0/1", "labels must be 0 and 1 here, but yours are -1 and +1: use t = (y + 1) / 2"),
        ([-1, 1], "classes", "labels must be class numbers 0, 1, 2, ... here, but yours are -1 and +1"),
        ([1, 2, 3], "-1/+1", "labels must be -1 and +1 here, but yours hold 1, 2, 3"),
        ([0.5, 1], "classes", "but yours hold 0.5, 1"),
        (list(range(10)), "0/1", "but yours hold 0, 1, 2, 3, 4, ..."),
        ([[1], [-1]], "-1/+1", "must have the shape (N,), one for each example, but yours is (2, 1)"),
        ([1, float("nan")], "-1/+1", "there is a NaN (not a number) in labels, at position 1"),
    ],
)
def test_labels_of_another_convention(labels: list, convention: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_labels(labels, convention)
    assert sentence in str(caught.value)


def test_the_advice_given_is_right() -> None:
    t = np.array([0, 1, 1, 0])
    y = check_labels(2 * t - 1, "-1/+1")
    assert np.array_equal(check_labels((y + 1) / 2, "0/1"), t)
    assert np.array_equal(check_labels((y + 1) // 2, "classes"), t)


@given(st.lists(st.sampled_from([-1, 1]), min_size=1))
def test_good_labels_pass_unchanged(labels: list[int]) -> None:
    checked = check_labels([float(v) for v in labels])
    assert checked.tolist() == labels and checked.dtype == np.int64


def test_one_class_alone_is_allowed() -> None:
    assert check_labels([1, 1]).tolist() == [1, 1]
    assert check_labels([0, 0], "0/1").tolist() == [0, 0]


def test_unknown_convention() -> None:
    with pytest.raises(ValueError, match="convention must be"):
        check_labels([0, 1], "signs")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["a", "b"], "X must hold numbers, but it holds text"),
        ([1 + 2j], "complex numbers"),
        ([[1, 2], [3]], "rows have different lengths"),
        ([None, 1], "objects of type NoneType"),
    ],
)
def test_what_is_not_numbers(values: list, sentence: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        check_finite(values)


def test_nan_and_infinity_are_placed() -> None:
    X = np.zeros((4, 3))
    X[2, 1] = np.inf
    with pytest.raises(ValueError, match="there is an infinite value in X, at row 2, column 1"):
        check_finite(X, "X")
    X[0, 2] = np.nan
    with pytest.raises(
        ValueError, match="there are 2 values in X that are NaN or infinite, the first at row 0, column 2"
    ):
        check_finite(X, "X")
    assert check_finite([[1, 2]]).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("shape", "features", "sentence"),
    [
        ((2,), 2, r"must have the shape \(N, 2\), but yours is \(2,\): use X\[None, :\]"),
        ((2, 9), 2, r"yours is \(2, 9\): it looks turned round, use X\.T"),
        ((5, 8, 8), 64, r"use X\.reshape\(5, -1\)"),
        ((5, 3), 2, r"must have the shape \(N, 2\), but yours is \(5, 3\)$"),
        ((0, 2), 2, "X is empty"),
    ],
)
def test_shapes_that_do_not_fit(shape: tuple, features: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        check_features(np.zeros(shape), features)


def test_good_features_become_float64() -> None:
    X = check_features([[1, 2], [3, 4]], 2)
    assert X.dtype == np.float64 and X.shape == (2, 2)


def test_rows_must_match() -> None:
    check_rows(np.zeros((3, 2)), np.zeros(3))
    with pytest.raises(ValueError, match="X has 3 rows but y has 2 values"):
        check_rows(np.zeros((3, 2)), np.zeros(2))
