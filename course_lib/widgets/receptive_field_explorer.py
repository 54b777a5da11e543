"""Receptive fields: which inputs a unit of a stack of layers sees, and through how many paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from course_lib.widgets.base import Choice, Widget, WidgetError
from course_lib.widgets.receptive import math
from course_lib.widgets.receptive.presets import MOST_INPUT, PRESETS, checked_layers, read_layers, sent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]


class ReceptiveFieldExplorer(Widget):
    """A stack of convolution and pooling layers: the field of each unit, backwards and forwards.

    Args:
        layers: a Sequential of course_lib or torch, or a list of modules, of tuples such as
            ``("conv", 3, 1, 0, 1)`` (kernel, stride, padding, dilation) or of dicts; instead of a preset.
        preset: stack, pooling, field, two, five, three, seven, dilated, lenet, alexnet or vgg16.
        input: units along one side of the input, up to 256.
        channels: of the input; they only enter the count of numbers that a unit sees.
        direction: "backwards" (what a unit sees) or "forwards" (what a unit reaches).
        arrange: "rows" (a row for each layer, the input at the bottom) or "columns" (the input at the left).
        unit: the chosen unit as (layer, row, column), the input being layer 0, all counted from 0.
        hide, lock: names of controls: preset, input, direction, arrange, layers.

    Raises:
        ValueError: for layers, an input or a unit that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = ReceptiveFieldExplorer([("conv", 3), ("conv", 3)], input=9)
        >>> w.field, w.paths[4].astype(int).tolist()
        (5, [0, 0, 3, 6, 9, 6, 3, 0, 0])
    """

    _script = "receptive_field_explorer.js"
    _style = "receptive_field_explorer.css"
    controls = ("preset", "input", "direction", "arrange", "layers")

    preset = Choice((*PRESETS, "own"), "stack").tag(sync=True)
    direction = Choice(("backwards", "forwards"), "backwards").tag(sync=True)
    arrange = Choice(("rows", "columns"), "rows").tag(sync=True)
    input: Any = traitlets.Any(11).tag(sync=True)
    channels: Any = traitlets.Any(1).tag(sync=True)

    _layers: Any = traitlets.List().tag(sync=True)
    _unit: Any = traitlets.List().tag(sync=True)  # layer, row, column; empty for the one in the middle
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        layers: Any = None,
        *,
        preset: str = "stack",
        input: int | None = None,
        channels: int | None = None,
        unit: tuple[int, int, int] | None = None,
        **options: Any,
    ) -> None:
        start = PRESETS.get(preset, PRESETS["stack"])
        stack = start["layers"] if layers is None else read_layers(layers)
        size = start["input"] if layers is None else max(11, min(MOST_INPUT, _room(stack)))
        super().__init__(
            preset=preset if layers is None else "own",
            _layers=[dict(layer) for layer in stack],
            input=size if input is None else input,
            channels=start.get("channels", 1) if channels is None and layers is None else channels or 1,
            _presets=sent(),
            **options,
        )
        if unit is not None:
            self.unit = unit
        self.observe(self._chosen, names="preset")

    # The stack and the chosen unit, read and set from Python

    @property
    def layers(self) -> list[math.Layer]:
        """The layers as dicts: kind, k (kernel), s (stride), p (padding) and d (dilation)."""
        return [dict(layer) for layer in self._layers]

    @layers.setter
    def layers(self, layers: Any) -> None:
        with self.hold_sync():
            self._layers = read_layers(layers)
            self.preset, self._unit = "own", []

    @property
    def unit(self) -> tuple[int, int, int]:
        """The chosen unit: layer, row and column; by itself the middle of the output, or of the input."""
        sizes = math.lengths(self.input, self.layers)
        if not self._unit:
            layer = len(sizes) - 1 if self.direction == "backwards" else 0
            return layer, (sizes[layer] - 1) // 2, (sizes[layer] - 1) // 2
        layer = min(self._unit[0], len(sizes) - 1)
        row, column = (min(place, sizes[layer] - 1) for place in self._unit[1:])
        return layer, row, column

    @unit.setter
    def unit(self, unit: tuple[int, int, int]) -> None:
        sizes = math.lengths(self.input, self.layers)
        try:
            layer, row, column = (int(place) for place in unit)
        except (TypeError, ValueError):
            raise WidgetError(f"unit must be (layer, row, column), not {unit!r}.") from None
        if not 0 <= layer < len(sizes) or not (0 <= row < sizes[layer] and 0 <= column < sizes[layer]):
            shapes = ", ".join(f"layer {k}: {n}x{n}" for k, n in enumerate(sizes))
            raise WidgetError(f"there is no unit {tuple(unit)}; the layers have {shapes}.")
        self._unit = [layer, row, column]

    def _chosen(self, change: Any) -> None:
        if self.from_page or change["new"] == "own":
            return
        start = PRESETS[change["new"]]
        with self.hold_sync(), self.hold_trait_notifications():
            self._layers, self._unit = [dict(layer) for layer in start["layers"]], []
            self.input, self.channels = start["input"], start.get("channels", 1)

    # What it shows

    @property
    def rows(self) -> list[dict[str, float]]:
        """For the input and every layer that fits: length, field, jump and start (counted from 0)."""
        return math.rows(self.input, self.layers)

    @property
    def field(self) -> int:
        """The receptive field of the last layer, r = 1 + sum of d (k - 1) times the strides before it."""
        return int(self.rows[-1]["field"])

    def _along(self, place: int) -> list[Array]:
        layer = self.unit[0]
        if self.direction == "backwards":
            return math.back(self.input, self.layers, layer, place)
        return math.forth(self.input, self.layers, layer, place)

    @property
    def paths(self) -> Array:
        """Paths between the chosen unit and each unit of the input (of the last layer, forwards), (n, n)."""
        ends = [self._along(place)[0 if self.direction == "backwards" else -1] for place in self.unit[1:]]
        return np.outer(*ends)

    @property
    def result(self) -> dict[str, Any]:
        """The rows of the table, the field, the chosen unit, its paths and how many units it sees."""
        paths = self.paths
        return {
            "rows": self.rows,
            "field": self.field,
            "unit": self.unit,
            "paths": paths,
            "seen": int(np.count_nonzero(paths)),
        }

    @property
    def alt(self) -> str:
        """One sentence: the stack, its field, and what the chosen unit sees or reaches."""
        sizes = math.lengths(self.input, self.layers)
        names = ", ".join(_name(layer) for layer in self.layers[: len(sizes) - 1]) or "no layer"
        layer, row, column = self.unit
        verb = "sees" if self.direction == "backwards" else "reaches"
        where = "inputs" if self.direction == "backwards" else f"units of layer {len(sizes) - 1}"
        return (
            f"{names} over {self.input} by {self.input} inputs: a field of {self.field} by {self.field}; "
            f"unit ({row + 1}, {column + 1}) of layer {layer} {verb} {np.count_nonzero(self.paths)} {where}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.receptive.figure import draw

        return draw(self)

    # What may be set, here and from the page

    @traitlets.validate("input")
    def _check_input(self, proposal: Any) -> int:
        return _whole(proposal["value"], "input", MOST_INPUT)

    @traitlets.validate("channels")
    def _check_channels(self, proposal: Any) -> int:
        return _whole(proposal["value"], "channels", 4096)

    @traitlets.validate("_layers")
    def _check_layers(self, proposal: Any) -> list[math.Layer]:
        return checked_layers(proposal["value"])

    @traitlets.validate("_unit")
    def _check_unit(self, proposal: Any) -> list[int]:
        value = proposal["value"]
        if value and (len(value) != 3 or not all(isinstance(v, int) and v >= 0 for v in value)):
            raise WidgetError(f"a unit is a layer, a row and a column, not {value!r}.")
        return list(value)


def _whole(value: Any, name: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 1 <= value <= most:
        raise WidgetError(f"{name} must be a whole number from 1 to {most}, not {value!r}.")
    return int(value)


def _room(layers: list[math.Layer]) -> int:
    """An input with room for two fields, where padding does not make that enough anyway."""
    field = jump = 1
    for layer in layers:
        field += layer["d"] * (layer["k"] - 1) * jump
        jump *= layer["s"]
    return field + 2 * jump


def _name(layer: math.Layer) -> str:
    kind = "conv" if layer["kind"] == "conv" else f"{layer['kind']} pool"
    more = [f"stride {layer['s']}"] if layer["s"] > 1 else []
    more += [f"padding {layer['p']}"] if layer["p"] else []
    more += [f"dilation {layer['d']}"] if layer["d"] > 1 else []
    return f"{kind} {layer['k']}x{layer['k']}" + (f" ({', '.join(more)})" if more else "")
