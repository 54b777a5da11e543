"""A pad to draw a digit on: Python reads the pixels that a model was trained on, and a model may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Number, Widget, WidgetError
from course_lib.widgets.digit.model import ask, checked_model, checked_samples, linear_scores, numbers
from course_lib.widgets.digit.preprocess import GRID, LEVELS, check_size, preprocess

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DigitPad", "preprocess"]

BRUSH = {8: 20, 28: 12}
"""Pen widths, in squares of the 128x128 pad, that give strokes as thick as those of the data."""


def _pixels_of(value: Any, pad: Any) -> NDArray[np.float32]:
    return np.frombuffer(bytes(value), dtype="<f4").reshape(pad.size, pad.size)


def _frozen(array: NDArray[np.float32]) -> NDArray[np.float32]:
    array = array.copy()
    array.flags.writeable = False
    return array


class Picture(traitlets.TraitType[Any, Any]):
    """A trait that holds one digit: (size, size) float32 in [0, 1], read-only, sent as bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=lambda value, pad: value.tobytes(), from_json=_pixels_of)

    def validate(self, obj: Any, value: Any) -> NDArray[np.float32]:
        """Return the pixels, or say which fit."""
        size = obj.size
        pixels = numbers(value, "image")
        if pixels.shape == (size * size,):
            pixels = pixels.reshape(size, size)
        if pixels.shape != (size, size):
            raise WidgetError(
                f"image: this pad shows ({size}, {size}) pixels, not an array of shape {pixels.shape}."
            )
        if pixels.min() < 0 or pixels.max() > 1:
            hint = f" Divide them by {LEVELS[size]}." if 1 < pixels.max() <= LEVELS[size] else ""
            span = f"these go from {pixels.min():g} to {pixels.max():g}"
            raise WidgetError(f"image: pixels go from 0 (paper) to 1 (ink); {span}.{hint}")
        return _frozen(pixels.astype(np.float32))


def raw_bytes() -> Any:
    """A synchronised trait of plain bytes."""
    return traitlets.Bytes().tag(sync=True, from_json=lambda value, pad: bytes(value or b""))


class DigitPad(Widget):
    """A sheet to draw a digit on, what a model sees of it, and what the model says.

    Args:
        size: 8 for pixels like scikit-learn's digits, 28 for pixels like MNIST's.
        weights: of a linear model, (10, size*size + 1) with the bias first, or (10, size*size) with `bias`.
        bias: (10,), when the weights hold none.
        model: a network in place of weights, run in the page: a ``Sequential`` as `FeatureMaps` takes, from a
            (1, size, size) picture to ten scores.
        classify: a function of the (size, size) picture, asked in place of both: ten scores or one digit.
        output: what the bars show of the scores z: "sigmoid" (of each), "softmax" (of all ten) or "scores"
            (z itself); "softmax" for a model, else "sigmoid".
        explain: show which pixels speak for a digit and which against.
        image: the picture to begin with, (size, size) in [0, 1], ink 1.
        samples: digits to load by a click: True (real ones), `Digits`, an array (n, size, size), or False.
        brush: the pen's width in squares of the 128x128 pad.
        centre: scale and centre the drawing as the training data were.
        hide, lock: names of controls: tool, brush, undo, clear, centre, explain, samples.

    Raises:
        ValueError: for weights, pictures or sizes that do not fit, with what would.
        TypeError: for two of weights, model and classify, or for an option that does not exist.

    Example:
        >>> pad = DigitPad(size=8, weights=np.zeros((10, 65)), samples=False)
        >>> pad.image = np.eye(8)
        >>> pad.image.shape, pad.result["label"]
        ((8, 8), 0)
    """

    _script = "digit_pad.js"
    _style = "digit_pad.css"
    controls = ("tool", "brush", "undo", "clear", "centre", "explain", "samples")

    size = traitlets.Int(8, read_only=True).tag(sync=True)
    image = Picture()
    output = Choice(("sigmoid", "scores", "softmax"), "sigmoid").tag(sync=True)  # type: ignore[assignment]
    explain = traitlets.Bool(False).tag(sync=True)
    centre = traitlets.Bool(True).tag(sync=True)
    brush = Number(20, low=4, high=40).tag(sync=True)

    _ink = raw_bytes()  # the drawing, one bit a square
    _weights = raw_bytes()  # ten rows, the bias first: float64 for 8x8, float32 for 28x28 (half the bytes)
    _layers: Any = traitlets.List().tag(sync=True)  # of a network, and its weights as float32
    _params = raw_bytes()
    _samples = raw_bytes()  # whole numbers from 0 to LEVELS[size], one byte a pixel
    _names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _asks = traitlets.Bool(False).tag(sync=True)  # whether Python answers, by `classify`
    _asked = traitlets.Int(0).tag(sync=True)  # counts the pictures that the page has sent
    _answer = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        size: int = 8,
        *,
        weights: ArrayLike | None = None,
        bias: ArrayLike | None = None,
        model: Any = None,
        classify: Callable[[NDArray[np.float32]], Any] | None = None,
        image: ArrayLike | None = None,
        samples: Any = True,
        **options: Any,
    ) -> None:
        size = check_size(size)
        if sum(given is not None for given in (weights, model, classify)) > 1:
            raise TypeError("DigitPad: give weights or classify, not both; or a model alone.")
        if classify is not None and not callable(classify):
            raise TypeError(f"classify must be a function of the picture, not {type(classify).__name__}.")
        if bias is not None and weights is None:
            raise TypeError("DigitPad: a bias needs weights.")
        self._classify = classify
        self.set_trait("size", size)
        if weights is not None:
            options["_weights"] = self._packed(weights, bias)
        if model is not None:
            from course_lib.widgets.digit.network import network_of

            layers, params = network_of(model, size)
            options = {"output": "softmax", **options, "_layers": layers, "_params": params}
        if image is not None:
            options["image"] = image
        names, pixels = checked_samples(samples, size)
        options = {"brush": BRUSH[size], **options}
        super().__init__(_names=names, _samples=pixels, _asks=classify is not None, **options)

    @traitlets.default("image")
    def _empty(self) -> NDArray[np.float32]:
        return _frozen(np.zeros((self.size, self.size), dtype=np.float32))

    @property
    def _float(self) -> str:
        return "<f8" if self.size == 8 else "<f4"

    @property
    def weights(self) -> NDArray[np.float64] | None:
        """The linear model, (10, size*size + 1) with the bias first, or None; may be set at any time."""
        if not self._weights:
            return None
        return np.frombuffer(self._weights, dtype=self._float).astype(np.float64).reshape(10, -1)

    @weights.setter
    def weights(self, value: ArrayLike | None) -> None:
        if value is not None and (self._classify is not None or self._layers):
            other = "has a network (model)" if self._layers else "asks a function (classify)"
            raise TypeError(f"This pad {other}; make another for weights.")
        self._weights = b"" if value is None else self._packed(value)

    def _packed(self, weights: ArrayLike, bias: ArrayLike | None = None) -> bytes:
        return checked_model(weights, bias, self.size).astype(self._float).tobytes()

    @property
    def bitmap(self) -> NDArray[np.uint8]:
        """The drawing itself, (128, 128) of 0 and 1; all 0 when the picture was loaded and not drawn."""
        blank = np.zeros((GRID, GRID), dtype=np.uint8)
        if not self._ink:
            return blank
        drawn = np.unpackbits(np.frombuffer(self._ink, dtype=np.uint8)).reshape(GRID, GRID)
        return drawn if np.array_equal(preprocess(drawn, self.size, self.centre), self.image) else blank

    @property
    def result(self) -> dict[str, Any]:
        """The digit that the model sees, `label` (None without a model), and its ten `scores` (or None)."""
        W = self.weights
        if W is not None:
            z = linear_scores(W, self.image)
            return {"label": int(z.argmax()), "scores": z}
        if self._layers:
            from course_lib.widgets.digit.network import network_scores

            z = network_scores(self._layers, self._params, self.image)
            return {"label": int(z.argmax()), "scores": z}
        scores = self._answer.get("scores")
        return {"label": self._answer.get("label"), "scores": None if scores is None else np.array(scores)}

    @traitlets.observe("image")
    def _ask(self, change: Any) -> None:
        if self._classify is None:
            return
        answer: dict[str, Any] = {"asked": self._asked}
        if self.image.any():
            answer |= ask(self._classify, self.image)
        self._answer = answer

    @property
    def alt(self) -> str:
        """One sentence: what is on the pad, and what the model says."""
        label, kind = self.result["label"], f"{self.size} by {self.size} pixels"
        drawn = f"a digit of {kind}" if self.image.any() else f"an empty pad for a digit of {kind}"
        if label is None or not self.image.any():
            return drawn
        return f"{drawn}; the model says {label}"

    def _figure(self) -> Figure:
        from course_lib.widgets.digit.figure import draw

        return draw(self)
