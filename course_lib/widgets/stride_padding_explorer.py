"""Output sizes by hand and eye: windows along a strip, what is left over, and a stack whose sizes chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from course_lib.widgets.base import Choice, Widget, WidgetError
from course_lib.widgets.stride_padding.math import RULES, as_input, as_layers, chain, layer
from course_lib.widgets.stride_padding.presets import PRESETS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class StridePaddingExplorer(Widget):
    """How many windows fit: floor((n + 2p - d(k-1) - 1) / s) + 1, drawn and substituted, layer after layer.

    Args:
        preset: an example of the lectures, one of ``stride_padding.presets.PRESETS``.
        input: a size, (height, width) or (height, width, channels).
        layers: a list of dicts with kind ("conv" or "pool"), kernel, stride, padding, dilation (numbers or
            pairs) and filters; or a model, whose convolution and pooling layers are taken.
        rule: where the stride does not divide, "floor" (torch), "same" (Keras) or "exact" (refuse).
        layer: which layer is looked at, from 0.
        view: "width" or "height" (a strip of cells) or "grid" (the whole picture).
        hide, lock: names of controls: preset, input, layers, kind, kernel, stride, padding, dilation,
            filters, rule, view, playback.

    Raises:
        ValueError: for a size, layer or setting that does not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = StridePaddingExplorer(input=(32, 32, 3), layers=[{"kernel": 5, "filters": 6},
        ...                                                      {"kind": "pool", "kernel": 2}])
        >>> w.sizes
        [(32, 32, 3), (28, 28, 6), (14, 14, 6)]
        >>> w.result["formulas"][0]["height"]
        'floor((32 + 2*0 - 1*(5 - 1) - 1) / 1) + 1 = 28'
    """

    _script = "stride_padding_explorer.js"
    _style = "steppers.css stride_padding_explorer.css"
    controls = ("preset", "input", "layers", "kind", "kernel", "stride", "padding", "dilation", "filters",
                "rule", "view", "playback")  # fmt: skip

    rule = Choice(RULES, "floor").tag(sync=True)
    view = Choice(("width", "height", "grid"), "width").tag(sync=True)
    layer = traitlets.Int(0).tag(sync=True)

    _input = traitlets.List(traitlets.Int()).tag(sync=True)
    _layers: Any = traitlets.List().tag(sync=True)
    _window = traitlets.List(traitlets.Int(), [0, 0]).tag(sync=True)  # row and column of the shown window
    _preset = traitlets.Unicode("own").tag(sync=True)
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self, preset: str | None = None, *, input: Any = None, layers: Any = None, **options: Any
    ) -> None:
        chosen = _example(preset or "seven_3")
        own = input is not None or layers is not None or options.get("rule", chosen["rule"]) != chosen["rule"]
        super().__init__(
            _input=chosen["input"] if input is None else as_input(input),
            _layers=chosen["layers"] if layers is None else as_layers(layers),
            _preset="own" if own else preset or "seven_3",
            _presets=[{"name": name, **example} for name, example in PRESETS.items()],
            **{"rule": chosen["rule"], **options},
        )
        self.observe(self._changed, names=["_input", "_layers", "rule"])

    # Read and set from Python

    @property
    def input(self) -> tuple[int, int, int]:
        """The input: (height, width, channels)."""
        height, width, channels = self._input
        return height, width, channels

    @input.setter
    def input(self, input: Any) -> None:
        self._input = as_input(input)

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The layers, each a dict with kind, kernel, stride, padding, dilation and filters."""
        return [dict(one) for one in self._layers]

    @layers.setter
    def layers(self, layers: Any) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            self._layers = as_layers(layers)
            self.layer = min(self.layer, len(self._layers) - 1)

    def add(self, kind: str = "conv", **settings: Any) -> None:
        """Add a layer at the end: ``w.add("pool", kernel=2)``."""
        self.layers = [*self._layers, layer(kind, **settings)]
        self.layer = len(self._layers) - 1

    @property
    def preset(self) -> str:
        """The name of the example that is shown, or "own" once something was changed."""
        return str(self._preset)

    @preset.setter
    def preset(self, preset: str) -> None:
        chosen = _example(preset)
        with self.hold_sync(), self.hold_trait_notifications():
            self._input, self._layers, self.rule = chosen["input"], chosen["layers"], chosen["rule"]
            self.layer, self._window = 0, [0, 0]
        self._preset = preset

    # What comes out

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What each layer makes: input, output, rows, columns and parameters."""
        return chain(self.input, self._layers, self.rule)

    @property
    def sizes(self) -> list[tuple[int, int, int] | None]:
        """The input and what each layer makes of it; None from a refused layer on."""
        return [self.input, *(step["output"] for step in self.steps)]

    @property
    def output(self) -> tuple[int, int, int] | None:  # type: ignore[override]
        """What the last layer makes, (height, width, channels), or None where a layer is refused."""
        return self.sizes[-1]

    @property
    def result(self) -> dict[str, Any]:
        """Sizes, formulas, cells left over and parameters of every layer, and why a layer is refused."""
        steps = [step for step in self.steps if step["rows"] is not None]
        refused = [
            (axis.refused) for step in steps for axis in (step["rows"], step["columns"]) if axis.refused
        ]
        return {
            "sizes": self.sizes,
            "formulas": [{"height": s["rows"].formula, "width": s["columns"].formula} for s in steps],
            "left_over": [(s["rows"].left_over, s["columns"].left_over) for s in steps],
            "parameters": [s["parameters"] for s in steps],
            "refused": refused[0] if refused else "",
        }

    @property
    def alt(self) -> str:
        """One sentence: the sizes from layer to layer."""
        sizes = ["×".join(map(str, size)) if size else "no size" for size in self.sizes]
        count = "1 layer" if len(self._layers) == 1 else f"{len(self._layers)} layers"
        return f"output sizes of {count}: {' → '.join(sizes)}"

    def _figure(self) -> Figure:
        from course_lib.widgets.stride_padding.figure import draw

        return draw(self)

    # What fits

    def _changed(self, change: Any) -> None:
        if not self.from_page:
            self._preset, self._window = "own", [0, 0]

    @traitlets.validate("_input")
    def _check_input(self, proposal: Any) -> list[int]:
        return as_input(proposal["value"])

    @traitlets.validate("_layers")
    def _check_layers(self, proposal: Any) -> list[dict[str, Any]]:
        return as_layers(proposal["value"])

    @traitlets.validate("layer")
    def _check_layer(self, proposal: Any) -> int:
        if not 0 <= proposal["value"] < max(1, len(self._layers)):
            raise WidgetError(f"layer must be from 0 to {len(self._layers) - 1}, not {proposal['value']!r}.")
        return int(proposal["value"])


def _example(preset: str) -> dict[str, Any]:
    if preset not in PRESETS:
        raise WidgetError(f"preset must be one of {', '.join(map(repr, PRESETS))}, not {preset!r}.")
    return PRESETS[preset]
