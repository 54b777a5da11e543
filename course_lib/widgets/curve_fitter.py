"""Draw a curve, and hidden units fit it: 1 to 100 of them, at random, with the best output weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import TOKENS, Choice, WidgetError, floats, pack, unpack
from course_lib.widgets.curve import math as curve
from course_lib.widgets.curve.presets import PRESETS
from course_lib.widgets.presets import PresetWidget

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
HIGHEST = 1.2
TITLES = {"relu": "ReLU"}


class CurveFitter(PresetWidget):
    """A curve that can be drawn, and its best fit by a network with one hidden layer.

    The hidden units are random and stay as they are; the output weights come from least squares, at once.

    Args:
        preset: "wave", "bend", "corner", "jump" or "peaks".
        curve: a curve of your own in place of the preset's: a function of x, or its 121 values from x = -1
            to 1.
        units: how many hidden units, 1 to 100; the first ones stay the same when there are more.
        activation: "tanh", "sigmoid", "relu" or "step".
        seed: which random units.
        shapes: whether the hidden units are drawn, up to 30 of them.
        hide, lock: names of controls: preset, activation, units, seed, shapes, curve, errors.

    Raises:
        ValueError: for a curve or a setting that does not fit, with what would.

    Example:
        >>> w = CurveFitter(curve=np.abs, units=3)
        >>> few = w.result["error"]
        >>> w.units = 30
        >>> w.result["error"] < few / 5, w.result["parameters"]
        (True, 91)
    """

    _script = "curve_fitter.js"
    _style = "curve_fitter.css"
    controls = ("preset", "activation", "units", "seed", "shapes", "curve", "errors")
    examples = PRESETS

    preset = Choice((*PRESETS, "own"), "wave").tag(sync=True)
    units = traitlets.Int(8).tag(sync=True)
    activation = Choice(curve.ACTIVATIONS, "tanh").tag(sync=True)
    seed = traitlets.Int(0, min=0, max=2**31 - 1).tag(sync=True)
    shapes = traitlets.Bool(False).tag(sync=True)
    _y = floats()

    def __init__(
        self,
        preset: str | None = None,
        *,
        curve: Callable[[Array], ArrayLike] | ArrayLike | None = None,
        **options: Any,
    ) -> None:
        if curve is not None:
            options["_y"] = pack(_values(curve))
        super().__init__(preset, **options)

    @property
    def x(self) -> Array:
        """The places of the curve, (121,), from -1 to 1."""
        return curve.XS.copy()

    @property
    def y(self) -> Array:
        """The curve at these places, (121,); set it to 121 values or to a function of x."""
        return unpack(self._y)

    @y.setter
    def y(self, y: Callable[[Array], ArrayLike] | ArrayLike) -> None:
        self._y = pack(_values(y))

    @property
    def fit(self) -> Array:
        """What the network answers at these places, (121,)."""
        return curve.fits(self.y, self.seed, self.activation)[0][self.units]

    @property
    def result(self) -> dict[str, Any]:
        """Units, parameters, error (root mean square), the worst error, and the errors of 0 to 100 units."""
        fit, errors = curve.fits(self.y, self.seed, self.activation)
        return {
            "units": self.units,
            "parameters": 3 * self.units + 1,
            "error": float(errors[self.units]),
            "worst": float(np.abs(fit[self.units] - self.y).max()),
            "errors": errors,
        }

    @property
    def alt(self) -> str:
        """One sentence: the units, the parameters and the error."""
        now, name = self.result, TITLES.get(self.activation, self.activation)
        some = "1 random unit" if self.units == 1 else f"{self.units} random units"
        return (
            f"a curve and its best fit by {some} ({name}), {now['parameters']} parameters; the root mean "
            f"square error is {now['error']:.3f}"
        )

    def _figure(self) -> Figure:
        from matplotlib.figure import Figure

        now, figure = self.result, Figure(figsize=(9.0, 3.8), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=[3, 2])
        left.plot(curve.XS, self.y, color=TOKENS["ink"], lw=5, alpha=0.25, label="the curve")
        left.plot(curve.XS, self.fit, color=TOKENS["positive"], lw=2, label=f"{self.units} units")
        left.set(xlabel="x", ylabel="y", ylim=(-HIGHEST, HIGHEST))
        left.legend(loc="upper left")
        counts = np.arange(1, curve.MOST + 1)
        right.plot(counts, np.maximum(now["errors"][1:], 1e-4), color=TOKENS["ink"], lw=2)
        right.plot(self.units, max(now["error"], 1e-4), "o", ms=9, mec=TOKENS["ink"], mfc=TOKENS["focus"])
        right.set(yscale="log", ylim=(7e-5, 1.5), xlabel="hidden units", ylabel="error (root mean square)")
        return figure

    @traitlets.validate("units")
    def _check_units(self, proposal: Any) -> int:
        if not 1 <= proposal["value"] <= curve.MOST:
            raise WidgetError(f"units must lie between 1 and {curve.MOST}, not {proposal['value']}.")
        return int(proposal["value"])

    @traitlets.validate("_y")
    def _check_y(self, proposal: Any) -> bytes:
        return pack(_values(unpack(proposal["value"])))


def _values(given: Callable[[Array], ArrayLike] | ArrayLike) -> Array:
    """The curve as (121,) numbers within ±1.2, or a sentence that says what does not fit."""
    try:
        y = np.asarray(given(curve.XS.copy()) if callable(given) else given, dtype=np.float64)
    except (TypeError, ValueError):
        raise WidgetError(f"the curve must be a function of x, or {curve.POINTS} numbers.") from None
    y = np.full(curve.POINTS, y) if y.ndim == 0 else y
    if y.shape != (curve.POINTS,):
        raise WidgetError(
            f"the curve has the shape {y.shape}, but {curve.POINTS} values are needed, from x = -1 to 1."
        )
    if not np.isfinite(y).all():
        raise WidgetError("the curve holds a value that is not a finite number.")
    return y.clip(-HIGHEST, HIGHEST)
