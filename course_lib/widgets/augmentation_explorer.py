"""One picture made into many: crops, mirror images, shifted colours; and dropout, which does it to units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets.augment.images import checked_picture, described, presets
from course_lib.widgets.augment.math import (
    SAMPLES,
    Array,
    colour_shift,
    crops,
    dropout,
    parameters,
    transformed,
    turn_word,
)
from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.digit.model import numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNITS = (0.9, 0.1, 1.6, 0.4, 0.0, 2.2, 0.7, 1.2)
PRESETS = ("flower", "china", "two", "six", "eight", "b")


class AugmentationExplorer(Widget):
    """Transforms that should keep a label, drawn at random with their numbers; and dropout on a row of units.

    Args:
        image: (H, W) or (H, W, 3), 4 to 64 pixels a side, in [0, 1] or 0 to 255 (rounded to 256 levels);
            without
            it a preset: "flower", "china" (photographs of 48x48), "two", "six", "eight" or "b" (24x24).
        label: what an image of your own shows; "2", "6", "8", "9", "b" or "d" have rules for what breaks
            them.
        seed: of everything that is drawn, 0 to 9999.
        chosen: the sample whose numbers are shown, 0 to 7.
        crop: side of the random crop in pixels; 7/8 of the picture's where none is said (224 of 256).
        mirror: mirror every other sample, by chance.
        shift: at most so many pixels in each direction, 0 to 8.
        rotation: at most so many degrees, 0 to 180.
        brightness: at most so much is added, 0 to 0.5 (white is 1).
        alpha_std: standard deviation of the alphas of the colour shift, 0 to 3; AlexNet's is 0.1.
        units: up to 16 outputs of a hidden layer, for dropout.
        p: the probability that a unit is dropped, 0 to 0.9.
        inverted: whether kept units are scaled by 1/(1-p) while training.
        passes: how many passes the averages of dropout are taken over, 1 to 1000.
        hide, lock: names of controls: preset, sample, samples, crop, mirror, shift, rotation, brightness,
            colour,
            counts, dropout. Without preset, sample and samples there is no picture, only dropout.

    Raises:
        ValueError: for a picture or a number that does not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = AugmentationExplorer(seed=3, rotation=0)
        >>> w.result["crops"], w.result["samples"].shape
        (98, (8, 42, 42, 3))
    """

    _script = "augmentation_explorer.js"
    _style = "augmentation_explorer.css"
    controls = ("preset", "sample", "samples", "crop", "mirror", "shift", "rotation", "brightness", "colour",
                "counts", "dropout")  # fmt: skip

    preset = Choice((*PRESETS, "own"), "flower").tag(sync=True)
    seed = traitlets.Int(4).tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    crop = traitlets.Int(0).tag(sync=True)
    mirror = traitlets.Bool(True).tag(sync=True)
    shift = traitlets.Int(0).tag(sync=True)
    rotation = Number(0, low=0, high=180).tag(sync=True)
    brightness = Number(0, low=0, high=0.5).tag(sync=True)
    alpha_std = Number(1, low=0, high=3).tag(sync=True)
    p = Number(0.5, low=0, high=0.9).tag(sync=True)
    inverted = traitlets.Bool(True).tag(sync=True)
    passes = traitlets.Int(100).tag(sync=True)

    _pictures: Any = traitlets.List().tag(sync=True)
    _pixels = traitlets.Bytes().tag(sync=True, from_json=lambda value, widget: bytes(value or b""))
    _units = floats()

    def __init__(
        self,
        image: ArrayLike | None = None,
        *,
        label: str = "",
        preset: str = "flower",
        units: ArrayLike = UNITS,
        **options: Any,
    ) -> None:
        if image is not None:
            preset, pictures = "own", [("own", "Your own", str(label)[:30], checked_picture(image))]
        else:
            type(self).preset.validate(self, preset)
            if preset == "own":
                raise WidgetError("preset='own' is what an image of your own becomes: give image.")
            pictures = list(presets())
        self._pictures = [described(*picture) for picture in pictures]  # the rest is checked against them
        options.setdefault("crop", self._usual_crop(preset))
        super().__init__(
            _pictures=self._pictures, _pixels=b"".join(p[3].tobytes() for p in pictures), preset=preset,
            _units=pack(_checked_units(units)), **options,
        )  # fmt: skip
        self.observe(self._another, names="preset")

    # What is shown

    @property
    def _now(self) -> dict[str, Any]:
        return next((p for p in self._pictures if p["name"] == self.preset), self._pictures[0])

    def _usual_crop(self, preset: str) -> int:
        shape = next((p["shape"] for p in self._pictures if p["name"] == preset), self._pictures[0]["shape"])
        return round(7 * min(shape[:2]) / 8)

    @property
    def image(self) -> Array:
        """The picture, (H, W, C) in [0, 1]; may be set to (H, W) or (H, W, 3)."""
        start = 0
        for picture in self._pictures:
            if picture is self._now:
                break
            start += int(np.prod(picture["shape"]))
        shape = self._now["shape"]
        levels = np.frombuffer(self._pixels, np.uint8)[start : start + int(np.prod(shape))]
        return levels.reshape(shape) / 255

    @image.setter
    def image(self, image: ArrayLike) -> None:
        pixels = checked_picture(image)
        with self.hold_sync(), self.hold_trait_notifications():
            self._pictures = [described("own", "Your own", "", pixels)]
            self._pixels, self.preset, self.crop = pixels.tobytes(), "own", self._usual_crop("own")

    @property
    def units(self) -> Array:
        """The outputs of the hidden layer, (n,); may be set."""
        return unpack(self._units)

    @units.setter
    def units(self, units: ArrayLike) -> None:
        self._units = pack(_checked_units(units))

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """What was drawn for each of the eight samples."""
        now = {
            name: getattr(self, name)
            for name in ("seed", "crop", "mirror", "shift", "rotation", "brightness", "alpha_std")
        }
        return [parameters(now, self._now["shape"], k) for k in range(SAMPLES)]

    @property
    def result(self) -> dict[str, Any]:
        """The samples (8, c, c, C), what was drawn, which labels break, the counts, and dropout."""
        image, now = self.image, self._now
        colour = len(now["values"]) == 3
        samples, labels = [], []
        for drawn in self.parameters:
            added = colour_shift(now["values"], now["vectors"], drawn["alphas"]) if colour else [0.0]
            samples.append(transformed(image, drawn, self.crop, added, now["fill"]))
            labels.append(now["broken"].get(turn_word(drawn["mirror"], drawn["angle"]), ""))
        kept, out = dropout(self.units, self.p, self.seed, 0, self.inverted)
        mean = np.mean(
            [dropout(self.units, self.p, self.seed, k, self.inverted)[1] for k in range(self.passes)], axis=0
        )
        return {
            "samples": np.array(samples), "parameters": self.parameters, "broken": labels,
            "eigenvalues": np.array(now["values"]), "eigenvectors": np.array(now["vectors"]),
            "crops": crops(now["shape"][0], now["shape"][1], self.crop, self.mirror),
            "kept": kept, "dropped_out": out, "mean": mean, "masks": 2 ** len(kept),
        }  # fmt: skip

    @property
    def alt(self) -> str:
        """One sentence: how many samples of what, and how many crops there are; or what dropout keeps."""
        if self.without_picture:
            kept, scaled = self.result["kept"], "scaled up" if self.inverted else "as they are"
            return (
                f"dropout with p = {self.p:g} on {len(kept)} units: "
                f"this pass keeps {int(kept.sum())} of them, {scaled}"
            )
        now, count = self._now, self.result["crops"]
        what = now["label"] or "a picture"
        size, mirror = f"{now['shape'][0]}x{now['shape'][1]}", " with mirror images" if self.mirror else ""
        return (
            f"eight random samples of one picture ({what}, {size} pixels, seed {self.seed}); "
            f"there are {count} different crops of {self.crop}x{self.crop}{mirror}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.augment.figure import draw

        return draw(self)

    @property
    def without_picture(self) -> bool:
        """Whether preset, sample and samples are hidden, which leaves dropout alone."""
        return {"preset", "sample", "samples"} <= set(self._hide)

    # What changes together, and what may come

    def _another(self, change: Any) -> None:
        if not self.from_page:
            self.crop = self._usual_crop(self.preset)

    @traitlets.validate("preset")
    def _check_preset(self, proposal: Any) -> str:
        there = [p["name"] for p in self._pictures]
        if proposal["value"] not in there:
            raise WidgetError(
                f"preset: this widget holds {', '.join(map(repr, there))}, not {proposal['value']!r}."
            )
        return str(proposal["value"])

    @traitlets.validate("seed", "chosen", "shift", "passes", "crop")
    def _check_whole(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        side = min(self._now["shape"][:2])
        low, high = {
            "seed": (0, 9999),
            "chosen": (0, SAMPLES - 1),
            "shift": (0, 8),
            "passes": (1, 1000),
            "crop": (2, side),
        }[name]
        if self.from_page:
            return min(max(value, low), high)
        if not low <= value <= high:
            raise WidgetError(f"{name} must be a whole number from {low} to {high}, not {value}.")
        return int(value)

    @traitlets.validate("_units")
    def _check_units(self, proposal: Any) -> bytes:
        return pack(_checked_units(unpack(proposal["value"])))


def _checked_units(units: ArrayLike) -> Array:
    values = numbers(units, "units")
    if values.ndim != 1 or not 1 <= len(values) <= 16 or np.abs(values).max(initial=0) > 1e6:
        raise WidgetError(
            f"units: shape {values.shape} does not fit; 1 to 16 numbers of at most a million would."
        )
    return values
