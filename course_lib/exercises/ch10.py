"""Chapter 10, images and kernels: six exercises, from inks to a kernel that finds what hides in a picture.

Pictures are (H, W), or (H, W, 3) in colour; a kernel is (KH, KW) and is laid on as it is, never turned.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.data.targets import Hidden, hidden_corners
from course_lib.exercises.ch10_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch10_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_BLACK = (
    "Black paper holds no coloured ink at all: there K is 1, and 1 - K is 0. What do you divide by?",
    "Where K is 1, C, M and Y are 0. Give the division a harmless number there.",
    "left = np.where(K == 1, 1, 1 - K), and divide by left: its numerator is 0 in these pixels already.",
)


@exercise(
    "10.cmyk",
    cases=[
        case(np.array([[[1.0, 0.5, 0.0], [0.2, 0.4, 0.6]]])),
        case(np.ones((2, 3, 3))),  # white: no ink
        case(np.array([[[0.5, 0.5, 0.5]], [[0.25, 1.0, 0.75]]])),
        case(np.array([[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]]), hints=_BLACK),
    ],
    hints=(
        "Paper is white by itself. Ink takes light away: black ink from all three colours, the others from "
        "one each.",
        "K = 1 - max(R, G, B), pixel by pixel. What black does not take away: C = (1 - R - K) / (1 - "
        "K), and "
        "so on.",
        "K = 1 - image.max(axis=-1, keepdims=True); inks = (1 - image - K) / (1 - K); then np.concatenate "
        "the two along axis -1.",
    ),
)
def my_cmyk(image):
    """Inks cyan, magenta, yellow, black of a picture (H, W, 3) in [0, 1]; gives (H, W, 4)."""
    K = 1 - image.max(axis=-1, keepdims=True)
    left = np.where(K == 1, 1, 1 - K)  # black pixels: 0 / 1 instead of 0 / 0
    return np.concatenate([(1 - image - K) / left, K], axis=-1)


_THREE = np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
_SOBEL = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
_FIVE = np.arange(30.0).reshape(5, 6) % 7


@exercise(
    "10.map",
    cases=[
        case(_THREE, _SOBEL),  # the slide's example: one place
        case(_FIVE, np.array([[1.0, -2.0], [0.0, 3.0]])),
        case(_FIVE, np.array([[1.0, 2.0, -1.0]])),  # a kernel of one row
        case(_FIVE - 3, np.array([[0.5], [-1.0]])),  # negative numbers, one column
        case(_THREE, np.array([[2.0]])),  # 1x1
    ],
    hints=(
        "Lay the kernel on the top left corner, multiply what lies on top of each other, add up. Then move "
        "it by one.",
        "There are H - KH + 1 rows of places, and W - KW + 1 columns. At (r, c) the window begins in pixel "
        "(r, c).",
        "Two loops: out[r, c] = np.sum(image[r : r + KH, c : c + KW] * kernel).",
    ),
)
def my_map(image, kernel):
    """The kernel's answer at every place. image (H, W), kernel (KH, KW), gives (H-KH+1, W-KW+1)."""
    KH, KW = kernel.shape
    out = np.zeros((image.shape[0] - KH + 1, image.shape[1] - KW + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(image[r : r + KH, c : c + KW] * kernel)
    return out


_NEARLY = (
    "These decimals add up to 0 on paper. In floats a crumb of about 10^-17 is left over. What happens "
    "if you "
    "divide by it?",
    "Ask whether the sum is close to 0, not whether it is 0.",
    "np.isclose(kernel.sum(), 0) is True for such crumbs.",
)


@exercise(
    "10.normalise",
    cases=[
        case(np.ones((3, 3))),
        case(np.array([[0.0, 1.0, 0.0], [1.0, 4.0, 1.0], [0.0, 1.0, 0.0]])),
        case(np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]])),  # sum 1 already
        case(np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])),  # sum 0
        case(np.array([[-1.0, 1.0, -1.0]] * 3)),  # sum -3
        case(np.array([[0.1, 0.2, -0.3]]), hints=_NEARLY),
    ],
    hints=(
        "A flat area of brightness 100 answers 100 times the sum of the weights. It should answer 100.",
        "Divide by the sum, unless the sum is 0: then no divisor helps, and the kernel stays as it is.",
        "total = kernel.sum(); return kernel.copy() if np.isclose(total, 0) else kernel / total",
    ),
)
def my_normalise(kernel):
    """The kernel divided by the sum of its weights; as it is where that sum is 0."""
    total = kernel.sum()
    return kernel.copy() if np.isclose(total, 0) else kernel / total


@exercise(
    "10.gabor",
    level="stretch",
    cases=[
        case(5, 90.0, 4.0, 0.0),
        case(7, 0.0, 5.0, 0.0),
        case(9, 30.0, 6.0, 0.0),
        case(7, 135.0, 5.0, np.pi / 2),
        case(3, 60.0, 2.0, 1.0),
        case(1, 0.0, 3.0, 0.0),  # one pixel: its mean taken off, nothing is left
    ],
    hints=(
        "Three steps: how far lies each pixel across the stripes; a wave over that; a hill that lets it "
        "fade.",
        "With t in radians, u = x sin t + y cos t. The wave is cos(2 pi u / wavelength + phase), the hill "
        "exp(-(x^2 + y^2) / (2 s^2)) with s = 0.45 wavelength. Then make the sum 0.",
        "g = hill * wave; return g - hill * g.sum() / hill.sum(). Rows y and columns x count from the "
        "middle: "
        "y, x = np.mgrid[-h : h + 1, -h : h + 1] with h = size // 2.",
    ),
)
def my_gabor(size, angle, wavelength, phase):
    """A Gabor kernel (size, size), size odd: stripes at `angle` degrees, its weights summing to 0."""
    h = size // 2
    y, x = np.mgrid[-h : h + 1, -h : h + 1]
    t = np.deg2rad(angle)
    u = x * np.sin(t) + y * np.cos(t)  # distance across the stripes
    hill = np.exp(-(x**2 + y**2) / (2 * (0.45 * wavelength) ** 2))
    g = hill * np.cos(2 * np.pi * u / wavelength + phase)
    return g - hill * g.sum() / hill.sum()


_RNG = np.random.default_rng(10)
_WAVE = np.cos(np.arange(12.0) * np.pi / 3) * np.ones((3, 1))
_PAIR = (np.array([[0.0, 1.0, 0.0]]), np.array([[-0.5, 0.0, 0.5]]))


@exercise(
    "10.energy",
    level="stretch",
    cases=[
        case(_WAVE, *_PAIR),
        case(-_WAVE, *_PAIR),  # dark stripes for bright ones: the same answer
        case(_RNG.integers(0, 9, (5, 6)).astype(float), *_RNG.integers(-2, 3, (2, 3, 3)).astype(float)),
        case(np.array([[3.0]]), np.array([[1.0]]), np.array([[-2.0]])),
        case(np.zeros((4, 4)), np.ones((2, 2)), -np.ones((2, 2))),
    ],
    hints=(
        "Where one cell of the pair is silent, the other is loud. Which sum of the two stays put while the "
        "stripes move?",
        "cos^2 + sin^2 = 1. Take both maps, square, add, and take the root.",
        "e, o = my_map(image, even), my_map(image, odd); return np.sqrt(e**2 + o**2).",
    ),
)
def my_energy(image, even, odd):
    """A complex cell at every place: the root of the summed squares of a pair of simple cells' answers."""
    e, o = my_map(image, even), my_map(image, odd)  # my_map: exercise 2
    return np.sqrt(e**2 + o**2)


UNSEEN, PASS_MARK, LARGEST = hidden_corners(200, seed=2024), 0.9, 9


def share_found(kernel: np.ndarray, scenes: Hidden) -> float:
    """In what share of the pictures the kernel's largest answer lies within a pixel of the target.

    >>> round(share_found(my_corner(), hidden_corners(20)), 1) > 0.8
    True
    """
    found = 0
    windows = np.lib.stride_tricks.sliding_window_view(scenes.images, kernel.shape, axis=(1, 2))
    for views, at in zip(windows, scenes.at, strict=True):
        answers = np.tensordot(views, kernel, 2)
        place = np.array(np.unravel_index(answers.argmax(), answers.shape)) + np.array(kernel.shape) // 2
        found += bool((abs(place - at) <= 1).all())
    return found / len(scenes)


def _finds_too_little(kernel: Any) -> str | None:
    """What is wrong with a kernel that is to find corners, or None."""
    try:
        weights = np.asarray(kernel, dtype=float)
    except (TypeError, ValueError):
        return "a kernel is asked: a two-dimensional array of numbers"
    if weights.ndim != 2 or not all(side % 2 and side <= LARGEST for side in weights.shape):
        return (
            f"a kernel of odd height and width, {LARGEST}×{LARGEST} at most, is asked, and yours has the "
            f"shape {weights.shape}"
        )
    if not np.isfinite(weights).all():
        return "some of your weights are nan or infinite"
    share = share_found(weights, UNSEEN)
    if share >= PASS_MARK:
        return None
    flat = weights.sum() / (np.abs(weights).sum() or 1.0)
    lit = " Its weights do not sum to 0, so plain brightness moves its answer." if abs(flat) > 0.01 else ""
    return (
        f"your kernel finds the corner in {share:.0%} of {len(UNSEEN)} unseen pictures; {PASS_MARK:.0%} are "
        f"asked.{lit}"
    )


@exercise(
    "10.design",
    level="challenge",
    cases=[case()],
    judged=_finds_too_little,
    seconds=20,
    hints=(
        "Draw the corner as a kernel: + where you expect the bright rectangle, - where you expect its "
        "ground. "
        "Begin with the slide's.",
        "The light falls from one side, so bright areas must not win by being bright: the weights have "
        "to sum "
        "to 0. Grain and specks average out over more pixels: take a larger kernel.",
        "A 7x7 kernel of -1; in its lower right 4x4 block a weight that makes the sum 0: 33 / 16.",
    ),
)
def my_corner():
    """A kernel (KH, KW), odd sides of 9 at most, that answers most loudly at a top left corner."""
    kernel = -np.ones((7, 7))
    kernel[3:, 3:] = 33 / 16  # 33 cells of -1, and 16 that make up for them
    return kernel
