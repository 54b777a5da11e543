"""Wrong answers to the exercises of chapter 10, each a mistake that people make; every one must fail."""

import numpy as np

from tests.planted.collector import collector

PLANTED, wrong = collector()


# 10.cmyk


def inks(image):
    K = 1 - image.max(axis=-1, keepdims=True)
    return (1 - image - K) / np.where(K == 1, 1, 1 - K), K


@wrong("10.cmyk")
def black_divides_by_zero(image):
    K = 1 - image.max(axis=-1, keepdims=True)
    return np.concatenate([(1 - image - K) / (1 - K), K], axis=-1)


@wrong("10.cmyk")
def black_ink_first(image):
    colours, K = inks(image)
    return np.concatenate([K, colours], axis=-1)


@wrong("10.cmyk")
def black_from_the_darkest(image):
    K = 1 - image.min(axis=-1, keepdims=True)
    return np.concatenate([np.clip(1 - image - K, 0, 1), K], axis=-1)


@wrong("10.cmyk")
def not_divided_by_what_is_left(image):
    K = 1 - image.max(axis=-1, keepdims=True)
    return np.concatenate([1 - image - K, K], axis=-1)


@wrong("10.cmyk")
def one_black_for_the_whole_picture(image):
    K = np.full((*image.shape[:2], 1), 1 - image.max())
    return np.concatenate([(1 - image - K) / np.where(K == 1, 1, 1 - K), K], axis=-1)


@wrong("10.cmyk")
def channels_in_front(image):
    colours, K = inks(image)
    return np.moveaxis(np.concatenate([colours, K], axis=-1), -1, 0)


# 10.map


def answers(image, kernel):
    KH, KW = kernel.shape
    places = [(r, c) for r in range(image.shape[0] - KH + 1) for c in range(image.shape[1] - KW + 1)]
    values = [np.sum(image[r : r + KH, c : c + KW] * kernel) for r, c in places]
    return np.reshape(values, (image.shape[0] - KH + 1, image.shape[1] - KW + 1))


@wrong("10.map")
def kernel_turned_round(image, kernel):
    return answers(image, kernel[::-1, ::-1])


@wrong("10.map")
def one_place_too_few(image, kernel):
    return answers(image, kernel)[:-1, :-1]


@wrong("10.map")
def kernel_transposed(image, kernel):
    return answers(image, kernel.T)


@wrong("10.map")
def height_and_width_mixed_up(image, kernel):
    return answers(image.T, kernel.T)


@wrong("10.map")
def mean_instead_of_sum(image, kernel):
    return answers(image, kernel) / kernel.size


@wrong("10.map")
def matrix_product_for_products(image, kernel):
    KH, KW = kernel.shape
    rows, columns = image.shape[0] - KH + 1, image.shape[1] - KW + 1
    return np.array([[np.sum(image[r : r + KH, c : c + KW] @ kernel.T) for c in range(columns)]
                     for r in range(rows)])  # fmt: skip


@wrong("10.map")
def a_border_of_zeros(image, kernel):
    return answers(np.pad(image, 1), kernel)


# 10.normalise


@wrong("10.normalise")
def divided_by_the_number_of_cells(kernel):
    return kernel / kernel.size


@wrong("10.normalise")
def zero_not_looked_for(kernel):
    return kernel / kernel.sum()


@wrong("10.normalise")
def only_an_exact_zero(kernel):
    return kernel.copy() if kernel.sum() == 0 else kernel / kernel.sum()


@wrong("10.normalise")
def sizes_of_the_weights_summed(kernel):
    return kernel / np.abs(kernel).sum()


@wrong("10.normalise")
def negative_sums_left_alone(kernel):
    return kernel / kernel.sum() if kernel.sum() > 1e-9 else kernel.copy()


@wrong("10.normalise")
def changes_the_callers_kernel(kernel):
    if not np.isclose(kernel.sum(), 0):
        kernel /= kernel.sum()
    return kernel


# 10.gabor


def wave(size, angle, wavelength, phase, width=0.45):
    h = size // 2
    y, x = np.mgrid[-h : h + 1, -h : h + 1]
    t = np.deg2rad(angle)
    hill = np.exp(-(x**2 + y**2) / (2 * (width * wavelength) ** 2))
    return hill * np.cos(2 * np.pi * (x * np.sin(t) + y * np.cos(t)) / wavelength + phase), hill


@wrong("10.gabor")
def sum_left_as_it_is(size, angle, wavelength, phase):
    return wave(size, angle, wavelength, phase)[0]


@wrong("10.gabor")
def mean_taken_off_everywhere(size, angle, wavelength, phase):
    g = wave(size, angle, wavelength, phase)[0]
    return g - g.mean()


@wrong("10.gabor")
def degrees_taken_for_radians(size, angle, wavelength, phase):
    g, hill = wave(size, np.rad2deg(angle), wavelength, phase)
    return g - hill * g.sum() / hill.sum()


@wrong("10.gabor")
def angle_turned_by_ninety(size, angle, wavelength, phase):
    g, hill = wave(size, angle + 90, wavelength, phase)
    return g - hill * g.sum() / hill.sum()


@wrong("10.gabor")
def phase_forgotten(size, angle, wavelength, phase):
    g, hill = wave(size, angle, wavelength, 0)
    return g - hill * g.sum() / hill.sum()


@wrong("10.gabor")
def hill_too_wide(size, angle, wavelength, phase):
    g, hill = wave(size, angle, wavelength, phase, width=1)
    return g - hill * g.sum() / hill.sum()


# 10.energy


@wrong("10.energy")
def root_forgotten(image, even, odd):
    return answers(image, even) ** 2 + answers(image, odd) ** 2


@wrong("10.energy")
def sizes_added(image, even, odd):
    return np.abs(answers(image, even)) + np.abs(answers(image, odd))


@wrong("10.energy")
def squared_after_adding(image, even, odd):
    return np.abs(answers(image, even) + answers(image, odd))


@wrong("10.energy")
def the_larger_of_the_two(image, even, odd):
    return np.maximum(np.abs(answers(image, even)), np.abs(answers(image, odd)))


@wrong("10.energy")
def even_cell_only(image, even, odd):
    return np.abs(answers(image, even))


@wrong("10.energy")
def cut_off_below_zero_first(image, even, odd):
    return np.hypot(answers(image, even).clip(0), answers(image, odd).clip(0))


# 10.design

SLIDE = np.array([[-1.0, -1.0, -1.0], [-1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])


def corner(side):
    kernel, h = -np.ones((side, side)), side // 2
    kernel[h:, h:] = (side**2 - (side - h) ** 2) / (side - h) ** 2
    return kernel


@wrong("10.design")
def the_slides_detector():
    return SLIDE


@wrong("10.design")
def the_slides_detector_balanced():
    return SLIDE - SLIDE.mean()


@wrong("10.design")
def large_but_not_balanced():
    kernel = -np.ones((7, 7))
    kernel[3:, 3:] = 1
    return kernel


@wrong("10.design")
def the_other_corner():
    return corner(7)[::-1, ::-1]


@wrong("10.design")
def sign_of_every_weight_flipped():
    return -corner(7)


@wrong("10.design")
def an_edge_is_not_a_corner():
    return np.repeat([[-1.0, -1.0, 0.0, 1.0, 1.0]], 5, axis=0)


@wrong("10.design")
def an_even_side():
    return corner(7)[:6, :6]


@wrong("10.design")
def a_text():
    return "a corner"


@wrong("10.design")
def weights_without_end():
    return np.full((3, 3), np.inf)
