"""Every layer of a small convolution network for one picture, and where each number in it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.digit.model import checked_samples
from course_lib.widgets.digit_pad import BRUSH, raw_bytes
from course_lib.widgets.features.model import run
from course_lib.widgets.features.nets import checked_maps, network_sent
from course_lib.widgets.features.presets import TITLES, preset_model
from course_lib.widgets.filters.arrays import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PRESETS = ("relu", "tanh", "patch", "volume")
TOGETHER = ("patch", "volume")  # travel beside the network that is asked for


class FeatureMaps(Widget):
    """A network laid open: every map of every layer, and for each number the window and weights it came from.

    Without ``model`` it shows a preset: "relu" or "tanh" (small networks trained on the 8x8 digits, for
    digits
    that you draw), "patch" (the lectures' 4x4 picture, 2x2 filter and bias 1) or "volume" (three channels
    under
    one filter); the page can change between "relu" and these two. Everything is computed in float64 from
    weights that travel as float32, so a float64 model is
    rounded to the nearest float32 first.

    Args:
        model: a ``course_lib.nn.Sequential`` of Conv2d, ReLU, Tanh, Sigmoid, MaxPool2d, AvgPool2d, Flatten
            and
            Linear; Dropout and Identity are passed over, and a softmax follows a last Linear.
        image: (H, W) or (C, H, W); a real digit where none is given and one fits.
        preset: what to show without a model.
        classes: names of the network's answers; 0, 1, 2, ... where none are given.
        layer: what is enlarged: 0 is the input, 1 the first layer's output, and so on.
        map: which map of that layer, from 0.
        cell: (row, column) on it, from 0.
        samples: digits to load by a click: True (real ones), ``Digits``, an array (n, size, size), or False.
        centre: scale and centre a drawing as the training data were.
        brush: the pen's width in squares of the 128x128 pad.
        hide, lock: names of controls: preset, strip, cell, draw, tool, brush, undo, clear, centre, samples.

    Raises:
        ValueError: for a network, an image or a place that does not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = FeatureMaps(preset="patch")
        >>> w.outputs[0][0].tolist()
        [[4.0, -1.0, 7.0], [2.0, 7.0, 0.0], [0.0, 4.0, -1.0]]
        >>> FeatureMaps().result["label"]
        3
    """

    _script = "feature_maps.js"
    _style = "feature_maps.css"
    controls = ("preset", "strip", "cell", "draw", "tool", "brush", "undo", "clear", "centre", "samples")

    preset = Choice((*PRESETS, "own"), "relu").tag(sync=True)
    layer = traitlets.Int(1).tag(sync=True)
    map = traitlets.Int(0).tag(sync=True)
    cell: Any = traitlets.List([3, 3]).tag(sync=True)
    brush = Number(20, low=4, high=40).tag(sync=True)
    centre = traitlets.Bool(True).tag(sync=True)

    _nets: Any = traitlets.List().tag(sync=True)
    _weights = raw_bytes()  # float32, one network after another
    _input = floats()
    _ink = raw_bytes()
    _samples = raw_bytes()
    _names = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(
        self,
        model: Any = None,
        *,
        image: ArrayLike | None = None,
        preset: str = "relu",
        classes: Sequence[str] | None = None,
        samples: Any = True,
        **options: Any,
    ) -> None:
        if model is not None:
            preset, nets = "own", [network_sent("own", "Your own", model, image, classes)]
        else:
            type(self).preset.validate(self, preset)
            if preset == "own":
                raise WidgetError("preset='own' is what a model of your own becomes: give model.")
            nets = [
                network_sent(name, TITLES[name], preset_model(name), None, None)
                for name in dict.fromkeys((preset, *(() if preset == "tanh" else ("relu",)), *TOGETHER))
            ]
        chosen = next(net for net, _ in nets if net["name"] == preset)
        size = next((net["draws"] for net, _ in [(chosen, 0), *nets] if net["draws"]), 0)
        names, pixels = checked_samples(samples, size) if size else ([], b"")
        start = np.asarray(chosen["start"]) if image is None else checked_maps(image, chosen["input"])
        state = {"_nets": [net for net, _ in nets], "_weights": b"".join(data for _, data in nets)}
        self._nets = state["_nets"]  # the rest is checked against them
        place = {"layer": 1, "cell": _middle(chosen["layers"][0]["out"])}
        super().__init__(
            **{**state, **place, "brush": BRUSH.get(size, 20), **options}, preset=preset, _input=pack(start),
            _names=names, _samples=pixels,
        )  # fmt: skip
        self.observe(self._another, names="preset")
        self.observe(self._moved, names="layer")

    # What is shown

    @property
    def _now(self) -> dict[str, Any]:
        return next((net for net in self._nets if net["name"] == self.preset), self._nets[0])

    @property
    def weights(self) -> Array:
        """The weights of the network that is shown, one after another, as float64."""
        start = 0
        for net in self._nets:
            if net is self._now:
                break
            start += net["count"]
        raw = np.frombuffer(self._weights, "<f4")[start : start + self._now["count"]]
        return raw.astype(np.float64)

    @property
    def image(self) -> Array:
        """The input, (C, H, W); may be set to (H, W) or (C, H, W)."""
        return unpack(self._input).reshape(self._now["input"])

    @image.setter
    def image(self, image: ArrayLike) -> None:
        self._input = pack(checked_maps(image, self._now["input"]))

    @property
    def outputs(self) -> list[Array]:
        """What each layer gives: (C, H, W) for maps, (K,) for rows of numbers."""
        return run(self._now["layers"], self.weights, self.image)

    @property
    def result(self) -> dict[str, Any]:
        """The input, all outputs, the chosen number; label and probabilities after a softmax, else None."""
        outputs = self.outputs
        now = [self.image, *outputs][self.layer]
        at = (self.map, *self.cell) if now.ndim == 3 else (self.map,)
        last = self._now["layers"][-1]["kind"] == "softmax"
        return {
            "image": self.image,
            "outputs": outputs,
            "value": float(now[at]),
            "probabilities": outputs[-1] if last else None,
            "label": int(outputs[-1].argmax()) if last else None,
        }

    @property
    def alt(self) -> str:
        """One sentence: the layers, and what the network answers."""
        shapes = " to ".join("x".join(map(str, shape)) for shape in self._shapes)
        label = self.result["label"]
        answer = "" if label is None else f"; its answer is {self._now['classes'][label]}"
        return f"every layer of a small network, from the input to the output, {shapes}{answer}"

    @property
    def _shapes(self) -> list[list[int]]:
        return [self._now["input"], *(layer["out"] for layer in self._now["layers"])]

    def _figure(self) -> Figure:
        from course_lib.widgets.features.figure import draw

        return draw(self)

    # What changes together, and what may come

    def _another(self, change: Any) -> None:
        if self.from_page:
            return
        with self.hold_sync(), self.hold_trait_notifications():
            if len(self._input) != 8 * int(np.prod(self._now["input"])):
                self._input, self._ink = pack(np.asarray(self._now["start"])), b""
            self.layer, self.map, self.cell = 1, 0, _middle(self._now["layers"][0]["out"])

    def _moved(self, change: Any) -> None:
        """On another layer the chosen map and cell stay where there are such."""
        if not self.from_page:
            count, *size = self._shapes[self.layer]
            self.map = min(self.map, count - 1)
            self.cell = [min(at, n - 1) for at, n in zip(self.cell, size or [1, 1], strict=True)]

    @traitlets.validate("preset")
    def _check_preset(self, proposal: Any) -> str:
        if proposal["value"] in PRESETS and not self.from_page and self._nets:
            self._add(proposal["value"])
        there = [net["name"] for net in self._nets]
        if proposal["value"] not in there:
            raise WidgetError(
                f"preset: this widget holds {', '.join(map(repr, there))}, not {proposal['value']!r}."
            )
        return str(proposal["value"])

    def _add(self, name: str) -> None:
        """A preset that has not travelled yet."""
        if all(net["name"] != name for net in self._nets):
            net, data = network_sent(name, TITLES[name], preset_model(name), None, None)
            self._nets, self._weights = [*self._nets, net], self._weights + data

    @traitlets.validate("layer", "map")
    def _check_place(self, proposal: Any) -> int:
        name, value, shapes = proposal["trait"].name, proposal["value"], self._shapes
        count = len(shapes) if name == "layer" else shapes[min(max(self.layer, 0), len(shapes) - 1)][0]
        if self.from_page:
            return max(0, min(value, count - 1))
        if not -count <= value < count:
            raise WidgetError(
                f"{name}: there are {count} of them, 0 to {count - 1}, and {value} is none of these."
            )
        return value % count

    @traitlets.validate("cell")
    def _check_cell(self, proposal: Any) -> list[int]:
        value = [int(v) for v in proposal["value"] if isinstance(v, (int, np.integer))]
        shape = self._shapes[min(self.layer, len(self._shapes) - 1)]
        size = shape[1:] if len(shape) == 3 else [1, 1]
        if len(value) != 2:
            raise WidgetError(f"cell: (row, column), two whole numbers, not {proposal['value']!r}.")
        if len(shape) == 1 or self.from_page:
            return [max(0, min(v, n - 1)) for v, n in zip(value, size, strict=True)]
        if any(not 0 <= v < n for v, n in zip(value, size, strict=True)):
            raise WidgetError(f"cell: {tuple(value)} lies outside the {size[0]}x{size[1]} cells of this map.")
        return value

    @traitlets.validate("_input")
    def _check_input(self, proposal: Any) -> bytes:
        checked_maps(unpack(proposal["value"]), self._now["input"], flat=True)
        return bytes(proposal["value"])


def _middle(shape: Sequence[int]) -> list[int]:
    return [(n - 1) // 2 for n in shape[1:]] if len(shape) == 3 else [0, 0]
