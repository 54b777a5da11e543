"""Chapter 10 holds what it says: its options are computed, and so are the pictures that it draws and scores."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from course_lib import data, plot
from course_lib.exercises.exercise import EXERCISES, case, exercise
from course_lib.exercises.judge import FAILED, NOT_ATTEMPTED, PASSED, judge
from course_lib.exercises.library import load
from course_lib.nn import functional as F
from course_lib.ops import conv
from course_lib.tensor import Tensor
from course_lib.widgets.convolution import library
from course_lib.widgets.convolution.math import gabor
from tests.chapters import right
from tests.planted.ch10 import corner

CH10 = load("10")
RNG = np.random.default_rng(0)


def kernel(name: str) -> np.ndarray:
    return np.array(library.KERNELS[name].weights, dtype=float)


# The solutions against the library


def test_the_map_is_what_conv2d_makes() -> None:
    image, weights = RNG.normal(size=(7, 9)), RNG.normal(size=(3, 2))
    made = CH10.my_map(image, weights)
    assert np.allclose(made, conv.conv2d_loops(image[None, None], weights[None, None])[0, 0])
    assert np.allclose(made, F.conv2d(Tensor(image[None, None]), Tensor(weights[None, None])).data[0, 0])


@pytest.mark.parametrize(("angle", "wavelength"), [(90, 4), (30, 5), (135, 3)])
def test_the_gabor_kernel_is_the_explorer_s(angle: float, wavelength: float) -> None:
    gap = np.abs(CH10.my_gabor(7, angle, wavelength, 0.0) - gabor(7, 7, angle, wavelength))
    gap[3, 3] = 0  # there the explorer keeps what rounding left over
    assert gap.max() < 0.0051


def test_the_energy_of_a_pair_does_not_mind_where_the_stripes_lie() -> None:
    even, odd = (CH10.my_gabor(21, 90, 6, phase) for phase in (0.0, -np.pi / 2))
    waves = [np.cos(2 * np.pi * (np.arange(21) - shift) / 6) * np.ones((21, 1)) for shift in range(6)]
    energy = [CH10.my_energy(wave, even, odd)[0, 0] for wave in waves]
    alone = [abs(CH10.my_map(wave, even)[0, 0]) for wave in waves]
    assert np.ptp(energy) < 0.05 * np.mean(energy) and np.ptp(alone) > 0.4 * np.mean(alone)


def test_inks_give_the_light_back() -> None:
    light = RNG.random((4, 5, 3))
    inks = CH10.my_cmyk(light)
    assert np.allclose((1 - inks[..., :3]) * (1 - inks[..., 3:]), light) and inks.min() >= 0


# The options


def test_eight_bits_wrap_round() -> None:
    total = np.array([200], dtype=np.uint8) + np.array([100], dtype=np.uint8)
    assert right("10.overflow") == str(total[0])
    assert right("10.levels") == f"{256**3:,}"


def test_a_moved_digit_is_nearer_to_another_class() -> None:
    test = data.digits().test
    pictures = np.pad(test.images.astype(float), ((0, 0), (2, 2), (2, 2)))
    flat = lambda stack: stack.reshape(len(stack), -1)  # noqa: E731
    gaps = ((flat(pictures)[:, None] - flat(pictures)) ** 2).sum(2)
    stranger = np.where(test.labels[:, None] != test.labels, gaps, np.inf).min(1)
    itself = ((flat(pictures) - flat(data.shift(pictures, 0, 1))) ** 2).sum(1)
    assert np.mean(itself > stranger) > 0.95
    assert right("10.moved").startswith("Some other digit is closer")


def test_sobel_turned_and_the_kernels_sums() -> None:
    window, sobel = library.picture("three")[0], kernel("sobel")
    assert (np.sum(window * sobel), np.sum(window * sobel[::-1, ::-1])) == (2, -2)
    assert right("10.turned") == "−2"
    assert 100 * kernel("vertical").sum() == -300 and right("10.flat-line") == "−300"
    assert kernel("sharpen").sum() == 1 and right("10.sum-one") == "A flat area keeps its brightness"
    assert np.array_equal(kernel("sharpen"), kernel("identity") - kernel("edge"))
    assert right("10.sharpen") == "The edge detector"


def test_nine_ones_make_a_photograph_white() -> None:
    temple = np.rint(255 * data.photo("china", 240, grey=True))
    assert np.mean(CH10.my_map(temple[::2, ::2], np.ones((3, 3))) > 255) > 0.8
    assert right("10.saturate") == "White nearly everywhere"


# Pictures with something in them


def test_hidden_corners_hide_a_brighter_rectangle() -> None:
    scenes = data.hidden_corners(40, seed=3)
    again, other = data.hidden_corners(40, seed=3), data.hidden_corners(40, seed=4)
    assert np.array_equal(scenes.images, again.images) and not np.array_equal(scenes.images, other.images)
    assert scenes.images.min() >= 0 and scenes.images.max() <= 255
    assert np.array_equal(scenes.images, np.rint(scenes.images))
    steps = [
        p[r : r + 5, c : c + 5].mean() - np.r_[p[r - 3 : r, c : c + 5].ravel(), p[r : r + 5, c - 3 : c].ravel()].mean()
        for p, (r, c) in zip(scenes.images, scenes.at, strict=True)
    ]  # fmt: skip
    assert np.mean(np.array(steps) > 10) > 0.95
    with pytest.raises(ValueError, match="at least one"):
        data.hidden_corners(0)


def test_a_balanced_and_large_kernel_finds_them() -> None:
    shares = [CH10.share_found(corner(side), CH10.UNSEEN) for side in (3, 5, 7, 9)]
    assert shares[0] < CH10.PASS_MARK < min(shares[1:])
    unbalanced = -np.ones((5, 5))
    unbalanced[2:, 2:] = 1
    assert CH10.share_found(unbalanced, CH10.UNSEEN) < 0.6


def test_an_answer_is_judged_by_what_it_does() -> None:
    @exercise("99.even", cases=[case()], hints=["Halve it."], judged=lambda n: None if n % 2 == 0 else "odd")
    def my_even() -> int:
        return 2

    try:
        found = EXERCISES["99.even"]
        assert judge(found, lambda: 4).status == PASSED
        assert judge(found, lambda: 3).lines[-1] == "odd" and judge(found, lambda: 3).status == FAILED
        assert judge(found, lambda: "text").status == FAILED
        assert judge(found, ...).status == NOT_ATTEMPTED
    finally:
        EXERCISES.pop("99.even")


# What is drawn


def test_filtered_shows_each_kernel_over_its_map() -> None:
    maps = {"photograph": np.full((4, 6), 100.0), "edges": np.array([[-2.0, 2.0]])}
    fig = plot.filtered(maps, {"edges": np.array([[-1, 1]])}, cmap="signed", title="Two")
    blank, grid, photograph, edges = fig.axes
    assert not blank.images and [t.get_text() for t in grid.texts] == ["−1", "1"]
    assert photograph.images[0].get_clim() == (0, 255) and edges.images[0].get_clim() == (-2, 2)
    assert "edges, with the kernel −1 1 above it" in fig.alt
    assert len(plot.filtered(maps, {}).axes) == 2
    with pytest.raises(ValueError, match="shape"):
        plot.filtered({"colour": np.zeros((2, 2, 3))}, {})


def test_the_impossible_triangle_has_three_alike_beams() -> None:
    from course_lib.plot.puzzles import _beams

    beams = list(_beams())
    turn = np.array(
        [[np.cos(2 * np.pi / 3), -np.sin(2 * np.pi / 3)], [np.sin(2 * np.pi / 3), np.cos(2 * np.pi / 3)]]
    )
    for a, b in pairwise(beams):
        assert np.allclose(a @ turn.T, b)
    assert len(plot.illusions("What do you see?").axes) == 3
