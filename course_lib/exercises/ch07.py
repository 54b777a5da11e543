"""Chapter 07, training deep networks: six exercises on initial weights, softmax, losses and gradients.

Scores Z are (N, K), one row an example, one column a class; labels (N,) are class numbers from 0 to K - 1.
"""

from __future__ import annotations

import numpy as np

from course_lib.exercises.ch07_questions import PREDICTIONS as PREDICTIONS
from course_lib.exercises.ch07_questions import QUIZ as QUIZ
from course_lib.exercises.exercise import case, exercise

_UNIFORM = (
    "PyTorch's default is not normal: it draws evenly between −1/√inputs and +1/√inputs.",
    "Even draws between −r and r have the variance r²/3, so their standard deviation is smaller than r.",
    '"torch": 1 / np.sqrt(3 * inputs).',
)


@exercise(
    "07.spread",
    cases=[
        case(784, 256, "he"),
        case(784, 256, "glorot"),
        case(784, 256, "slide"),
        case(256, 10, "he"),  # narrower: inputs and outputs must not be mixed up
        case(10, 256, "glorot"),
        case(1, 1, "slide"),
        case(1, 1, "he"),
        case(784, 256, "torch", hints=_UNIFORM),
        case(1, 5, "torch", hints=_UNIFORM),
    ],
    hints=(
        "Each rule is a variance. The standard deviation is its square root.",
        "Variances: He 2/inputs, Glorot 2/(inputs + outputs), the slide's 1/outputs, PyTorch's default "
        "1/(3 inputs).",
        'For "he": np.sqrt(2 / inputs). The other three go the same way.',
    ),
)
def my_spread(inputs, outputs, rule):
    """Standard deviation of the initial weights of a layer; rule is "he", "glorot", "slide" or "torch"."""
    variance = {
        "he": 2 / inputs,
        "glorot": 2 / (inputs + outputs),
        "slide": 1 / outputs,
        "torch": 1 / (3 * inputs),  # uniform within 1/sqrt(inputs)
    }
    return np.sqrt(variance[rule])


_HUGE = (
    "np.exp(1000) is infinity, and infinity divided by infinity is no number at all.",
    "Softmax does not change when the same number is taken from all scores of a row. Which number makes "
    "every exponent harmless?",
    "Z = Z - Z.max(axis=1, keepdims=True) first: then the largest exponent is 0.",
)
_ROWS = (
    "Each row needs a largest score of its own: one for the whole batch leaves small rows with 0 / 0.",
    "Take the maximum along axis 1, and keep that axis, so that (N, 1) goes with (N, K).",
    "Z - Z.max(axis=1, keepdims=True).",
)


@exercise(
    "07.softmax",
    cases=[
        case(np.array([[1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0]])),  # the slide's
        case(np.array([[0.0, 0.0], [1.0, -1.0], [-3.0, 0.5]])),
        case(np.array([[2.0], [-7.0]])),  # one class
        case(np.array([[-1.0, -2.0, -3.0]])),
        case(np.array([[1000.0, 1001.0]]), hints=_HUGE),
        case(np.array([[-1000.0, -1001.0]]), hints=_HUGE),
        case(np.array([[2000.0, 2001.0], [0.0, 1.0]]), hints=_ROWS),
    ],
    hints=(
        "Turn each score into something positive, then share out: every row has to add up to 1.",
        "e to the power of each score, divided by the sum of these over the row, that is along axis 1.",
        "E = np.exp(Z - Z.max(axis=1, keepdims=True)), then E / E.sum(axis=1, keepdims=True).",
    ),
)
def my_softmax(Z):
    """Probabilities (N, K) of scores Z (N, K), each row adding up to 1."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))  # at most 1, so that nothing overflows
    return E / E.sum(axis=1, keepdims=True)


_SURE = (
    "A sure mistake has the probability e^-1000, which a float rounds to 0. Its logarithm is then minus "
    "infinity.",
    "Take the logarithm by hand before computing: ln q_k = z_k - ln sum e^z. Subtract the row's maximum "
    "first.",
    "Z = Z - Z.max(axis=1, keepdims=True); log_q = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True)).",
)
SCORES = np.array([[2.0, -1.0, 0.5], [0.0, 0.0, 0.0], [-1.0, 3.0, 1.0], [0.3, 0.2, 0.1]])
LABELS = np.array([0, 2, 0, 1])


@exercise(
    "07.cross-entropy",
    cases=[
        case(SCORES, LABELS),
        case(np.log(np.array([[0.2, 0.5, 0.3]])), np.array([1])),  # the lecture's -ln 0.5
        case(SCORES + 5, LABELS),
        case(np.array([[1.0], [2.0]]), np.array([0, 0])),  # one class: no surprise
        case(np.array([[1000.0, 0.0], [0.0, 1.0]]), np.array([1, 1]), hints=_SURE),
    ],
    hints=(
        "How surprised is the model by the true class? Very, where it gave that class a small probability.",
        "The loss of a row is minus the natural logarithm of the softmax probability of its label. E is the "
        "mean over the rows.",
        "log_q[np.arange(len(labels)), labels] picks the entry of each row's label; the answer is minus its "
        "mean.",
    ),
)
def my_cross_entropy(Z, labels):
    """Mean of -ln softmax(Z) at the labels. Z (N, K), labels (N,) integers, gives one number."""
    Z = Z - Z.max(axis=1, keepdims=True)
    log_q = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -log_q[np.arange(len(labels)), labels].mean()


@exercise(
    "07.score-gradient",
    level="stretch",
    cases=[
        case(SCORES, LABELS),
        case(np.zeros((1, 4)), np.array([3])),
        case(SCORES[:2] - 3, LABELS[:2]),
        case(np.array([[1.0], [2.0]]), np.array([0, 0])),  # one class: nothing to learn
        case(np.array([[1000.0, 0.0], [0.0, 1.0]]), np.array([1, 1]), hints=_HUGE),
    ],
    hints=(
        "Raising the score of the true class lowers the loss, raising any other score raises it.",
        "Differentiate ln(sum e^z) - z_label: the first part gives softmax, the second a 1 at the label. "
        "The mean over the rows divides both by N.",
        "G = my_softmax(Z); G[np.arange(len(labels)), labels] -= 1; return G / len(labels).",
    ),
)
def my_score_gradient(Z, labels):
    """Gradient (N, K) of the mean cross-entropy for the scores Z (N, K), labels (N,)."""
    G = my_softmax(Z)  # my_softmax: an exercise before this one
    G[np.arange(len(labels)), labels] -= 1
    return G / len(labels)


@exercise(
    "07.saturated",
    level="stretch",
    cases=[
        case(np.array([0.0, 2.0, -1.0]), np.array([1.0, 1.0, 0.0])),
        case(np.array([-5.0, 5.0]), np.array([1.0, 0.0])),  # sure and wrong
        case(np.array([5.0, -5.0]), np.array([1.0, 0.0])),  # sure and right
        case(np.array([0.3]), np.array([0.25])),  # a target between 0 and 1
    ],
    hints=(
        "Both losses see z only through a = sigmoid(z). The chain rule brings in the slope a(1 - a) once.",
        "Squared error: d(a - t)^2/da = 2 (a - t). Cross-entropy: d/da = (a - t) / (a (1 - a)), and the "
        "slope cancels its denominator.",
        "a = 1 / (1 + np.exp(-z)); return np.array([2 * (a - t) * a * (1 - a), a - t]).",
    ),
)
def my_two_slopes(z, t):
    """dL/dz of (a - t)^2 in row 0, of the binary cross-entropy in row 1, with a = sigmoid(z): (2, N)."""
    a = 1 / (1 + np.exp(-z))
    return np.array([2 * (a - t) * a * (1 - a), a - t])


_RAMP = np.arange(5.0) * np.ones((4, 1))  # grows to the right by 1 a pixel
_BLOT = np.random.default_rng(7).integers(0, 17, (8, 8)) / 16


@exercise(
    "07.histogram",
    level="challenge",
    cases=[
        case(_RAMP, 8),  # every gradient points right: bin 0
        case(_RAMP.T, 8),  # down
        case(-_RAMP, 8),  # left
        case(_BLOT, 8),
        case(_BLOT[:5], 12),  # not square, more bins
        case(_BLOT[:3, :3], 8),  # a single inner pixel
        case(np.full((6, 4), 0.5), 8),  # flat: no gradient anywhere
    ],
    hints=(
        "At each inner pixel take right minus left and below minus above: an arrow (gx, gy) that points to "
        "the brighter side.",
        "gx = image[1:-1, 2:] - image[1:-1, :-2], gy = image[2:, 1:-1] - image[:-2, 1:-1]. Length np.hypot, "
        "angle np.arctan2(gy, gx). The nearest of `bins` directions is round(angle / (2π) · bins), modulo "
        "bins.",
        "k = np.round(np.arctan2(gy, gx) / (2 * np.pi) * bins).astype(int) % bins, and "
        "np.bincount(k.ravel(), weights=np.hypot(gx, gy).ravel(), minlength=bins).",
    ),
)
def my_histogram(image, bins):
    """How much the picture (H, W) changes in each of `bins` directions: summed gradient lengths, (bins,)."""
    gx = image[1:-1, 2:] - image[1:-1, :-2]
    gy = image[2:, 1:-1] - image[:-2, 1:-1]
    k = np.round(np.arctan2(gy, gx) / (2 * np.pi) * bins).astype(int) % bins
    return np.bincount(k.ravel(), weights=np.hypot(gx, gy).ravel(), minlength=bins)
