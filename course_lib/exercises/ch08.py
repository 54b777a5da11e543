"""Chapter 08, generalisation: six exercises, from early stopping to batch normalisation.

Losses are one number an epoch, counted from 0; a batch is (N, C), a picture (H, W) or (H, W, 3).
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch08_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch08_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_TIE = (
    "An epoch that only equals the best one so far is no progress: nothing has become better.",
    "The earlier of two equal epochs stays the best, and the waiting goes on.",
    "Ask `loss < losses[best]`, with < and not <=.",
)


@exercise(
    "08.early-stop",
    cases=[
        case([2.0, 1.0, 0.8, 0.9, 0.85, 0.95, 0.7], 3),
        case([2.0, 1.0, 0.8, 0.9, 0.85, 0.95, 0.7], 4),
        case([1.0, 0.9, 0.8, 0.7], 2),  # never stops early
        case([0.5], 1),  # one epoch
        case([0.5, 0.6, 0.4], 1),
        case([3.0, 2.0, 2.5, 1.5, 1.6, 1.7, 1.0], 2),
        case([1.0, 0.5, 0.5, 0.5, 0.4], 2, hints=_TIE),
    ],
    hints=(
        "Remember two things while you walk through the losses: the best epoch so far, and how far away it "
        "is.",
        "An epoch that is better than the best becomes the best. One that is not, `patience` or more epochs "
        "after the best, is where you stop.",
        "for epoch, loss in enumerate(losses): if loss < losses[best]: best = epoch; "
        "elif epoch - best >= patience: return best, epoch. After the loop: return best, len(losses) - 1.",
    ),
)
def my_early_stop(losses, patience):
    """Best epoch, and the epoch after which training ends, of validation losses one an epoch."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:  # at the best epoch itself the distance is 0
            return best, epoch
    return best, len(losses) - 1


_W = np.array([2.0, -1.0, 0.5])
_G = np.array([0.1, 0.4, -0.3])


@exercise(
    "08.decay-step",
    cases=[
        case(_W, _G, 0.1, 0.5),
        case(_W, np.zeros(3), 0.5, 0.2),  # no slope: the weights shrink all the same
        case(_W, _G, 0.3, 0.0),  # no decay: plain descent
        case(np.array([[1.0, -4.0], [0.0, 2.0]]), np.array([[0.5, 0.5], [-1.0, 0.0]]), 0.2, 1.0),
        case(np.array([[3.0]]), np.array([[-2.0]]), 1.0, 0.01),
    ],
    hints=(
        "Two forces act on each weight: the gradient of the loss, and a pull towards zero.",
        "The penalty is alpha / 2 times the sum of the squared weights. Its slope for one weight w is alpha "
        "w, and it is added to the gradient.",
        "return w - learning_rate * (gradient + alpha * w)",
    ),
)
def my_decay_step(w, gradient, learning_rate, alpha):
    """One step of descent on the loss plus alpha / 2 times the sum of squared weights, any shape."""
    return w - learning_rate * (gradient + alpha * w)


_H = np.array([0.9, 0.1, 1.6, 0.4, 2.2, 0.7])
_U = np.array([0.31, 0.72, 0.95, 0.08, 0.5, 0.66])
_EDGE = (
    "A draw lies from 0 up to, but not including, 1. For a share p to be dropped, which draws are those?",
    "A draw of exactly p is kept: then p = 0 drops nothing, even where a draw is 0.",
    "np.where(draws >= p, h / (1 - p), 0.0), with >= and not >.",
)


@exercise(
    "08.dropout",
    cases=[
        case(_H, _U, 0.4, True),
        case(_H, _U, 0.4, False),  # evaluation: nothing is dropped, nothing scaled
        case(_H.reshape(2, 3), _U.reshape(2, 3), 0.25, True),
        case(-_H, _U, 0.7, True),
        case(_H, _U, 0.0, True),
        case(np.array([[3.0]]), np.array([[0.2]]), 0.9, True),  # the only unit is dropped
        case(_H, _U, 0.5, True, hints=_EDGE),
    ],
    hints=(
        "While training, a unit whose draw is below p hands on 0. What do the others have to do so that the "
        "layer still gives as much on average?",
        "Only a share 1 - p of the units speaks, so each of them speaks 1 / (1 - p) times as loud. Outside "
        "training the layer does nothing.",
        "return np.where(draws >= p, h / (1 - p), 0.0) if training else h",
    ),
)
def my_dropout(h, draws, p, training):
    """Drop units whose draw from [0, 1) is below p, scale the others; h and draws of any one shape."""
    if not training:
        return h
    return np.where(draws >= p, h / (1 - p), 0.0)


_GREY = np.arange(20.0).reshape(4, 5)
_COLOUR = np.arange(90.0).reshape(5, 6, 3) / 90
_COLOUR_MIRROR = (
    "A colour picture has three axes: rows, columns, channels. Mirroring left and right turns round one of "
    "them.",
    "The columns are axis 1, whether or not channels follow. The last axis of a colour picture is its "
    "channels: turned round, red becomes blue.",
    "out[:, ::-1], not out[..., ::-1].",
)


@exercise(
    "08.crop",
    cases=[
        case(_GREY, 1, 2, 3, False),
        case(_GREY, 1, 2, 3, True),
        case(_GREY, 0, 0, 4, True),
        case(_GREY, 3, 4, 1, False),  # one pixel, in the corner
        case(_COLOUR, 2, 1, 3, False, hints=_COLOUR_MIRROR),
        case(_COLOUR, 0, 4, 2, True, hints=_COLOUR_MIRROR),
    ],
    hints=(
        "Cut out `size` rows from `row` on and as many columns from `column` on. A slice ends before its "
        "second number.",
        "image[row : row + size, column : column + size] works for grey and for colour. A mirror image has "
        "its columns in the opposite order.",
        "out = image[row : row + size, column : column + size]; return out[:, ::-1] if mirror else out",
    ),
)
def my_crop(image, row, column, size, mirror):
    """Cut a square out of a picture (H, W) or (H, W, 3), mirrored left and right if so asked."""
    out = image[row : row + size, column : column + size]
    return out[:, ::-1] if mirror else out


_PHOTO = np.random.default_rng(8).integers(0, 256, (3, 4, 3)) / 255
_TINTED = _PHOTO * [1.0, 0.5, 0.2] + [0.0, 0.3, 0.6]


@exercise(
    "08.colour-covariance",
    level="stretch",
    cases=[
        case(_PHOTO),
        case(_TINTED),
        case(np.array([[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]])),  # two pixels: red and blue
        case(np.full((2, 2, 3), 0.4)),  # one colour only
        case(_PHOTO[:1] - 0.5),  # negative numbers
    ],
    hints=(
        "Forget where the pixels stand: the picture is a list of N = H W colours, a matrix (N, 3).",
        "Subtract the mean colour from each. The covariance is the average over pixels of each product of "
        "two channels: a matrix (3, 3), divided by N.",
        "pixels = image.reshape(-1, 3); centred = pixels - pixels.mean(axis=0); "
        "return centred.T @ centred / len(centred)",
    ),
)
def my_covariance(image):
    """Covariance (3, 3) of the colours of a picture (H, W, 3): the average over its pixels."""
    pixels = image.reshape(-1, 3)
    centred = pixels - pixels.mean(axis=0)
    return centred.T @ centred / len(centred)


_X = np.array([[1.0, 200.0, -3.0], [2.0, 100.0, -1.0], [6.0, 300.0, -2.0], [3.0, 0.0, 4.0]])
_GAMMA, _BETA = np.array([1.0, 2.0, -0.5]), np.array([0.0, 1.0, 3.0])
_MEAN, _VAR = np.array([2.0, 120.0, 0.5]), np.array([4.0, 900.0, 0.25])
_FLAT = (
    "A feature that is the same in the whole batch has the variance 0. What keeps you from dividing by it?",
    "The small number 1e-5 is added to the variance, before the root is taken.",
    "np.sqrt(var + 1e-5), not np.sqrt(var) + 1e-5.",
)


@exercise(
    "08.batch-norm",
    level="challenge",
    cases=[
        case(_X, np.ones(3), np.zeros(3), _MEAN, _VAR, True),
        case(_X, _GAMMA, _BETA, _MEAN, _VAR, True),
        case(_X, _GAMMA, _BETA, _MEAN, _VAR, False),
        case(_X[:2], _GAMMA, _BETA, _MEAN, _VAR, True),  # the smallest batch that has a spread
        case(_X[:1], _GAMMA, _BETA, _MEAN, _VAR, False),  # one example, in evaluation
        case(np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1), np.zeros(1), np.ones(1), True),
        case(np.array([[7.0, 1.0], [7.0, 1.001]]), np.ones(2), np.zeros(2), np.zeros(2), np.ones(2), True,
             hints=_FLAT),
    ],
    hints=(
        "In training, mean and variance come from the batch, one of each a feature. In evaluation you are "
        "given both.",
        "xhat = (x - mean) / sqrt(variance + 1e-5), with the mean over the examples (axis 0) and the "
        "variance divided by N. Then gamma and beta: gamma * xhat + beta.",
        "mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var); "
        "return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta",
    ),
)  # fmt: skip
def my_batch_norm(x, gamma, beta, running_mean, running_var, training):
    """Batch normalisation of x (N, C); gamma, beta and the running mean and variance are (C,)."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta
