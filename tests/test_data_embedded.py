"""Embedded digits, points, pictures and resampling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib import data
from course_lib.data.handwriting import every_fifth
from course_lib.data.pictures import PATTERNS, interpolation
from course_lib.data.plane import credit_threshold
from course_lib.data.trends import TRENDS

pixels = hnp.arrays(
    np.float32,
    hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=9),
    elements=st.floats(0, 1, width=32),
)


def line_accuracy(X: np.ndarray, y: np.ndarray) -> float:
    """The share of points a straight line gets right."""
    from sklearn.linear_model import LogisticRegression

    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    return LogisticRegression(C=100.0).fit(Z, y).score(Z, y)


class TestDigits:
    def test_embedded_are_the_1797_real_ones(self) -> None:
        from sklearn.datasets import load_digits

        d = data.digits()
        assert d.images.shape == (1797, 8, 8) and d.images.dtype == np.float32
        assert d.labels.dtype == np.int64 and d.flat.shape == (1797, 64)
        assert np.array_equal(d.images * 16, load_digits().images)
        assert np.array_equal(d.labels, load_digits().target)

    def test_split_is_fixed_disjoint_and_whole(self) -> None:
        d = data.digits()
        assert (len(d.train), len(d.test)) == (1442, 355)
        assert len(data.digits(split="train")) == 1442 and len(data.digits(28, split="test")) == 355
        assert np.bincount(d.test.labels).min() >= 34
        assert np.array_equal(data.digits(28).test.labels, d.test.labels)
        assert len(d.train.test) == 0 and len(d.test.test) == 355

    @pytest.mark.parametrize("size", [4, 8, 16, 28, 64])
    def test_every_size_stays_within_pixels(self, size: int) -> None:
        d = data.digits(size)
        assert d.images.shape == (1797, size, size) and d.images.dtype == np.float32
        assert d.images.min() >= 0 and d.images.max() <= 1

    def test_arrays_are_read_only_and_later_calls_clean(self) -> None:
        d = data.digits()
        for array in (d.images, d.labels, d.flat, d.train.images, d.test.labels):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
        mine = d.images.copy()
        mine[:] = 7
        assert data.digits().images.max() == 1

    def test_only_keeps_the_chosen_digits_and_their_split(self) -> None:
        pair = data.digits().only(3, 8)
        assert set(pair.labels.tolist()) == {3, 8}
        assert len(pair.train) + len(pair.test) == len(pair) == 357
        with pytest.raises(ValueError, match="0 to 9"):
            pair.only(12)

    def test_repr_is_stable(self) -> None:
        assert (
            repr(data.digits().only(0, 1)[:5]) == "Digits(5 pictures of 8×8, labels 0, 1)"
            and repr(data.digits()[:0]) == "Digits(no picture)"
        )

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            ({"size": 3}, "from 4 to 64"),
            ({"size": 8.5}, "from 4 to 64"),
            ({"source": "Mnist"}, "'embedded' or 'mnist'"),
            ({"split": "validation"}, "'train', 'test' or None"),
            ({"source": "mnist"}, "size=28"),
            ({"source": "mnist", "size": 28, "margin": 2}, "margin of 4"),
            ({"size": 8, "margin": 4}, "leaves no picture of 8 pixels"),
            ({"size": 28, "margin": -1}, "margin of -1"),
        ],
    )
    def test_wrong_arguments_are_explained(self, arguments: dict, sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence):
            data.digits(**arguments)

    def test_one_picture_is_pointed_to_images(self) -> None:
        with pytest.raises(TypeError, match=r"\.images\[3\]"):
            data.digits()[3]

    @given(st.lists(st.integers(0, 4), min_size=1, max_size=60))
    def test_every_fifth_takes_a_fifth_of_each_class(self, labels: list[int]) -> None:
        array = np.array(labels)
        chosen = every_fifth(array)
        for label in set(labels):
            assert chosen[array == label].sum() == (array == label).sum() // 5


class TestResample:
    @given(pixels, st.integers(1, 30), st.integers(1, 30))
    @settings(max_examples=60, deadline=None)
    def test_shape_and_range(self, images: np.ndarray, height: int, width: int) -> None:
        out = data.resample(images, height, width)
        assert out.shape == (*images.shape[:-2], height, width) and out.dtype == np.float32
        assert out.min() >= images.min() and out.max() <= images.max()

    @given(pixels)
    @settings(deadline=None)
    def test_same_size_changes_nothing(self, images: np.ndarray) -> None:
        assert np.allclose(data.resample(images, *images.shape[-2:]), images, atol=1e-6)

    @given(pixels)
    @settings(deadline=None)
    def test_mirrored_pictures_stay_mirrored(self, images: np.ndarray) -> None:
        assert np.allclose(
            data.resample(images[..., ::-1], 11), data.resample(images, 11)[..., ::-1], atol=1e-6
        )

    @given(st.integers(1, 40), st.integers(1, 40))
    def test_weights_of_each_output_sum_to_one(self, inputs: int, outputs: int) -> None:
        weights = interpolation(inputs, outputs)
        assert weights.shape == (outputs, inputs) and (weights >= 0).all()
        assert np.allclose(weights.sum(axis=1), 1)

    def test_shrinking_averages_every_pixel(self) -> None:
        picture = np.zeros((8, 8), dtype=np.float32)
        picture[1, 1] = 1
        assert data.resample(picture, 2).sum() > 0

    def test_a_margin_is_paper_around_the_picture(self) -> None:
        framed = data.digits(28, margin=4).images
        assert framed.shape == (1797, 28, 28) and framed.dtype == np.float32
        assert framed[:, 4:-4, 4:-4].sum() == framed.sum() > 0
        np.testing.assert_array_equal(framed[:, 4:-4, 4:-4], data.digits(20).images)
        np.testing.assert_array_equal(framed, data.framed(data.digits().images))

    def test_pictures_move_anywhere_and_no_further(self) -> None:
        dot = np.zeros((2, 1, 9, 9))
        dot[0, 0, 4, 4], dot[1, 0, 4, 4] = 1, 2
        moved = data.anywhere(dot, most=2, copies=200, seed=3)
        assert (
            moved.shape == (400, 1, 9, 9) and moved[::2].max() == 1 and moved[1::2].min((1, 2, 3)).max() == 0
        )
        places = {tuple(np.argwhere(one[0])[0] - 4) for one in moved}
        assert places == {(down, right) for down in range(-2, 3) for right in range(-2, 3)}
        np.testing.assert_array_equal(moved, data.anywhere(dot, most=2, copies=200, seed=3))
        assert not np.array_equal(moved, data.anywhere(dot, most=2, copies=200, seed=4))

    def test_no_pixels_are_refused(self) -> None:
        with pytest.raises(ValueError, match="1x1"):
            data.resample(np.zeros((2, 2)), 0)


class TestPoints:
    @pytest.mark.parametrize("kind", data.KINDS)
    @pytest.mark.parametrize("n", [2, 7, 200])
    def test_shapes_labels_and_determinism(self, kind: str, n: int) -> None:
        p = data.points(kind, n=n, seed=3)
        X, y = p
        assert X.shape == (n, 2) and X.dtype == np.float64 and np.isfinite(X).all()
        assert y.shape == (n,) and set(y.tolist()) <= {-1, 1}
        assert np.array_equal(p.t, (y + 1) // 2) and set(p.t.tolist()) <= {0, 1}
        again = data.points(kind, n=n, seed=3)
        assert np.array_equal(again.X, X) and np.array_equal(again.y, y)
        assert not np.array_equal(data.points(kind, n=n, seed=4).X, X)

    @pytest.mark.parametrize("kind", [k for k in data.KINDS if k != "credit"])
    def test_plane_sets_lie_about_zero(self, kind: str) -> None:
        X, y = data.points(kind, n=400)
        assert np.abs(X).max() < 4 and np.abs(X.mean(axis=0)).max() < 0.6
        assert 0.4 < (y > 0).mean() < 0.6

    def test_a_line_is_enough_for_some_and_not_for_others(self) -> None:
        right = {kind: line_accuracy(*data.points(kind, n=400)) for kind in data.KINDS}
        assert right["blobs"] > 0.93 and right["line"] > 0.93
        assert right["xor"] < 0.65 and right["circles"] < 0.65 and right["spiral"] < 0.8
        assert right["moons"] < 0.93 and right["credit"] < 0.9

    def test_credit_is_a_line_in_the_right_feature(self) -> None:
        X, y = data.points("credit", n=400)
        bent = np.column_stack([np.exp(-X[:, 0] / 4), X[:, 1]])
        assert line_accuracy(bent, y) > line_accuracy(X, y) + 0.05
        exact = data.points("credit", n=400, noise=0)
        assert np.array_equal(exact.y > 0, exact.X[:, 1] > credit_threshold(exact.X[:, 0]))
        assert (
            exact.X.min() >= 0 and "income" in exact.features[1] and exact.classes == ("no credit", "credit")
        )

    def test_noise_zero_makes_exact_shapes(self) -> None:
        X, _ = data.points("circles", n=50, noise=0)
        radius = np.hypot(*X.T)
        assert np.allclose(np.sort(np.unique(radius.round(9))), [2.4 * 0.45, 2.4])

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            ({"kind": "moon"}, "did you mean 'moons'"),
            ({"kind": "zzz"}, "Choose one of blobs"),
            ({"n": 1}, "at least 2"),
            ({"noise": -1}, "0 or more"),
            ({"noise": float("nan")}, "0 or more"),
        ],
    )
    def test_wrong_arguments_are_explained(self, arguments: dict, sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence):
            data.points(**arguments)


class TestRegression:
    @pytest.mark.parametrize("kind", TRENDS)
    def test_shapes_and_units(self, kind: str) -> None:
        r = data.regression(kind, n=40, seed=1)
        x, y = r
        assert x.shape == y.shape == (40,) and len(r) == 40
        assert r.xlabel and r.ylabel and np.isfinite(y).all()
        assert np.array_equal(data.regression(kind, n=40, seed=1).y, y)

    def test_lines_are_lines_and_bends_are_not(self) -> None:
        for kind in TRENDS:
            r = data.regression(kind, n=300, noise=0)
            slope, intercept = np.polyfit(r.x, r.y, 1)
            if r.slope is None:
                assert np.abs(np.polyval([slope, intercept], r.x) - r.y).max() > 1
            else:
                assert np.allclose([slope, intercept], [r.slope, r.intercept])

    def test_braking_agrees_with_physics(self) -> None:
        r = data.regression("braking", n=10, noise=0)
        metres_a_second = r.x / 3.6
        assert np.allclose(r.y, metres_a_second * 1.0 + metres_a_second**2 / (2 * 7.0))

    def test_wrong_arguments_are_explained(self) -> None:
        for arguments, sentence in [
            ({"kind": "tea"}, "choose one of"),
            ({"n": 1}, "at least 2"),
            ({"noise": -2}, "0 or more"),
        ]:
            with pytest.raises(ValueError, match=sentence):
                data.regression(**arguments)


class TestPictures:
    @pytest.mark.parametrize("name", ["china", "flower"])
    def test_photographs(self, name: str) -> None:
        image = data.photo(name)
        assert image.shape == (427, 640, 3) and image.dtype == np.float32
        assert image.min() >= 0 and 0.9 < image.max() <= 1

    def test_sizes_and_grey(self) -> None:
        assert data.photo(size=100).shape == (67, 100, 3)
        assert data.photo(size=(30, 20)).shape == (30, 20, 3)
        grey = data.photo(size=50, grey=True)
        assert grey.shape == (33, 50) and grey.max() <= 1 and grey.dtype == np.float32

    def test_a_spoilt_copy_spoils_nothing(self) -> None:
        mine = data.photo()
        mine[:] = 0
        assert data.photo().max() > 0.9

    def test_unknown_photograph(self) -> None:
        with pytest.raises(ValueError, match="china, flower"):
            data.photo("cat")

    def test_patches_are_told_apart_by_a_linear_classifier(self) -> None:
        p = data.patches()
        X, y = p
        assert X.shape == (60, 4) and p.images.shape == (60, 2, 2) and len(p.classes) == 3
        assert X.min() >= 0 and X.max() <= 1 and np.bincount(y).tolist() == [20, 20, 20]
        scores = X @ PATTERNS.T
        assert (scores.argmax(axis=1) == y).mean() > 0.95
        assert np.array_equal(data.patches().X, X)
        with pytest.raises(ValueError, match="at least one"):
            data.patches(n=0)


@given(pixels, st.integers(-11, 11), st.integers(-11, 11))
def test_a_shift_moves_every_pixel_and_brings_in_zeros(images: np.ndarray, down: int, right: int) -> None:
    before, out = images.copy(), data.shift(images, down, right)
    height, width = images.shape[-2:]
    for r in range(height):
        for c in range(width):
            inside = 0 <= r - down < height and 0 <= c - right < width
            assert np.all(out[..., r, c] == (images[..., r - down, c - right] if inside else 0))
    assert np.array_equal(images, before) and out.dtype == images.dtype
