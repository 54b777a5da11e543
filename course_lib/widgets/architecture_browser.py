"""The layers of a network as blocks: what each makes of its input, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import traitlets

from course_lib.widgets.architecture import counting
from course_lib.widgets.architecture.checking import checked_layers, checked_shape, checked_value, whole
from course_lib.widgets.architecture.modules import is_model, layers_of
from course_lib.widgets.architecture.networks import PRESETS, network
from course_lib.widgets.architecture.published import SOURCES
from course_lib.widgets.architecture.sending import filled
from course_lib.widgets.base import Choice, Widget, WidgetError
from course_lib.widgets.scripts import join_scripts, packed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

VIEWS = ("layers", "compare", "accuracy")
EDITABLE = ("out", "kernel", "stride", "padding", "wiring")
BYTES = 4  # a float32


class ArchitectureBrowser(Widget):
    """A network, layer by layer: shapes, parameters, cost, memory, receptive fields, with the arithmetic.

    Args:
        network: a preset (lenet5, mlp, alexnet, alexnet_single, zfnet, vgg11, vgg13, vgg16, vgg19, googlenet,
            resnet18, resnet50, densenet121, resnext50, se_resnet50, and the lecture's counts seven_inputs,
            picture_dense, picture_local, picture_shared, picture_colour), a list of layer dicts such as
            ``{"kind": "conv", "out": 6, "kernel": 5}``, or a Sequential of ``course_lib.nn`` or torch.
        input: (channels, height, width) or (features,); needed for your own network, otherwise the preset's.
        title: what your own network is called.
        removed: names or numbers (from 0) of layers to take out.
        removal: "refit" makes the next layer fit what then comes in; "count" only leaves the layer out of
            the sums.
        chosen: number of the layer whose arithmetic is shown, from 0.
        view: "layers" (a table of all), "compare" (beside another network) or "accuracy" (published accuracy
            against cost, each point with its source).
        other: the preset to compare with.
        hide, lock: names of controls: network, input, layers, remove, edit, view, details (the chosen layer),
            sums (parameters and cost of the whole network), table (all layers, or the comparison).

    Raises:
        ValueError: for layers, shapes or names that do not fit, with what would.
        TypeError: for an option that does not exist.

    Multiply-adds are those of the weights; memory holds one float32 for every output of every layer.

    Example:
        >>> w = ArchitectureBrowser("alexnet")
        >>> w.result["parameters"]
        60965224
        >>> w.removed = ["conv5"]
        >>> w.result["weights_conv"]
        1890336
    """

    _script = "architecture_browser.js"
    _style = "architecture_browser.css"
    controls = ("network", "input", "layers", "remove", "edit", "view", "details", "sums", "table")

    removal = Choice(("refit", "count"), "refit").tag(sync=True)
    view = Choice(VIEWS, "layers").tag(sync=True)
    other = Choice(tuple(PRESETS), "vgg16").tag(sync=True)
    measure = Choice(("top1", "top5"), "top1").tag(sync=True)
    against = Choice(("macs", "params", "depth"), "macs").tag(sync=True)
    source = Choice(("all", *SOURCES), "torchvision").tag(sync=True)

    _preset = traitlets.Unicode("alexnet").tag(sync=True)
    _title = traitlets.Unicode().tag(sync=True)
    _input = traitlets.List(traitlets.Int()).tag(sync=True)
    _layers: Any = traitlets.List().tag(sync=True)
    _removed = traitlets.List(traitlets.Int()).tag(sync=True)
    _edits: Any = traitlets.Dict().tag(sync=True)
    _chosen = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        network: Any = "alexnet",
        *,
        input: Any = None,
        title: str = "",
        removed: Iterable[str | int] | str | int = (),
        chosen: int | str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.show(network, input=input, title=title)
        self.removed = removed
        self.chosen = (2 if self._preset == "alexnet" else 0) if chosen is None else chosen

    # The network, read and set from Python

    def show(self, chosen: Any, *, input: Any = None, title: str = "") -> None:
        """Show another network: a preset's name, a list of layer dicts, or a Sequential.

        Raises:
            ValueError: for layers or a shape that do not fit; the network that is shown stays.
        """
        if isinstance(chosen, str):
            if chosen not in PRESETS:
                raise WidgetError(f"there is no preset {chosen!r}; there are {', '.join(PRESETS)}.")
            found = network(chosen)
            layers, shape = found.layers, found.input if input is None else checked_shape(input)
            name, title = chosen, title or found.title
        else:
            layers = checked_layers(layers_of(chosen) if is_model(chosen) else chosen)
            if input is None:
                raise WidgetError(
                    "say what your network reads: input=(channels, height, width) or (features,)."
                )
            shape, name, title = checked_shape(input), "own", title or "Your network"
        with self.hold_sync(), self.hold_trait_notifications():
            self._preset, self._title, self._input = name, str(title)[:80], list(shape)
            self._layers = layers if name == "own" else []
            self._removed, self._edits, self._chosen = [], {}, 0

    @property
    def network(self) -> str:
        """The preset's name, or "own"."""
        return str(self._preset)

    @network.setter
    def network(self, chosen: Any) -> None:
        self.show(chosen)

    @property
    def title(self) -> str:
        """What the network is called."""
        return str(self._title)

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The layers as dicts, repeats written out; a copy."""
        return counting.expanded(self._layers if self._preset == "own" else network(self._preset).layers)

    @property
    def names(self) -> list[str]:
        """The names of the layers, in order."""
        return [layer.get("name", layer["kind"]) for layer in self.layers]

    @property
    def input(self) -> tuple[int, ...]:
        """The shape of the input: (channels, height, width) or (features,)."""
        return tuple(self._input)

    @input.setter
    def input(self, shape: Any) -> None:
        self._input = list(checked_shape(shape))

    @property
    def removed(self) -> list[str]:
        """The names of the layers that are taken out."""
        return [self.names[i] for i in self._removed if i < len(self.names)]

    @removed.setter
    def removed(self, which: Iterable[str | int] | str | int) -> None:
        several = [which] if isinstance(which, (str, int)) else list(which)
        self._removed = sorted({self._place(one) for one in several})

    @property
    def chosen(self) -> str:
        """The name of the layer whose arithmetic is shown."""
        return self.names[min(max(0, self._chosen), len(self.names) - 1)]

    @chosen.setter
    def chosen(self, which: str | int) -> None:
        self._chosen = self._place(which)

    def edit(self, which: str | int, **settings: Any) -> None:
        """Change a layer: out, kernel, stride, padding, or its wiring ("shared", "local", "global").

        Raises:
            ValueError: for a setting that the layer does not have, or a value that does not fit.
        """
        i = self._place(which)
        layer = self.layers[i]
        for key in settings:
            if key not in EDITABLE or (key not in layer and layer["kind"] not in ("conv", "local")):
                raise WidgetError(f"{self.names[i]} ({layer['kind']}) has no {key} to change.")
        new = {key: checked_value(key, value, self.names[i]) for key, value in settings.items()}
        self._edits = {**self._edits, str(i): {**self._edits.get(str(i), {}), **new}}

    def _place(self, which: str | int) -> int:
        names = self.names
        if isinstance(which, str):
            if which not in names:
                raise WidgetError(f"{self.title} has no layer {which!r}; it has {', '.join(names)}.")
            return names.index(which)
        place = whole(which, "the number of a layer", 0)
        if place >= len(names):
            raise WidgetError(
                f"{self.title} has {len(names)} layers, numbered from 0; there is no layer {place}."
            )
        return place

    # What it shows

    @property
    def table(self) -> list[dict[str, Any]]:
        """One record a layer: name, kind, in, shape, params, macs, memory (bytes), field, error, gone."""
        layers = self._layers if self._preset == "own" else network(self._preset).layers
        records = counting.count(layers, self._input, self._removed, self.removal, self._edits)
        return [
            {**r, "macs": r["macs_conv"] + r["macs_dense"], "memory": BYTES * r["values"]} for r in records
        ]

    @property
    def result(self) -> dict[str, Any]:
        """The sums: parameters, weights by kind, multiply-adds, memory (bytes), depth, what does not fit."""
        records = self.table
        sums = counting.total(records)
        macs = sums["macs_conv"] + sums["macs_dense"]
        pixels = self._input[1] * self._input[2] if len(self._input) == 3 else 0
        misfit = next((f"{r['name']}: {r['error']}" for r in records if r["error"]), "")
        return {
            "parameters": sums["trained"],
            "fixed": sums["fixed"],
            "weights_conv": sums["params"]["conv"],
            "weights_dense": sums["params"]["dense"],
            "by_kind": sums["params"],
            "multiply_adds": macs,
            "multiply_adds_conv": sums["macs_conv"],
            "multiply_adds_dense": sums["macs_dense"],
            "memory_parameters": BYTES * (sums["trained"] + sums["fixed"]),
            "memory_activations": BYTES * sums["values"],
            "units": sums["units"],
            "depth": sums["depth"],
            "full_hd": macs * counting.HD_TILES / pixels if pixels else None,
            "output": records[-1]["shape"],
            "misfit": misfit,
        }

    @property
    def alt(self) -> str:
        """One sentence: which network, how large, how costly."""
        now = self.result
        if now["misfit"]:
            return (
                f"{self.title} on an input of {'×'.join(map(str, self._input))} does not fit: {now['misfit']}"
            )
        gone = f" without {', '.join(self.removed)}" if self._removed else ""
        return (
            f"{self.title}{gone} as {len(self.names)} blocks: {now['parameters']:,} parameters, "
            f"{now['multiply_adds']:,} multiply-adds on an input of {'×'.join(map(str, self._input))}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.architecture.figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_preset")
    def _check_preset(self, proposal: Any) -> str:
        if proposal["value"] != "own" and proposal["value"] not in PRESETS:
            raise WidgetError(f"there is no preset {proposal['value']!r}.")
        return str(proposal["value"])

    @traitlets.validate("_edits")
    def _check_edits(self, proposal: Any) -> dict[str, Any]:
        edits = proposal["value"]
        if not all(isinstance(change, Mapping) and set(change) <= set(EDITABLE) for change in edits.values()):
            raise WidgetError(f"a layer's changes are {', '.join(EDITABLE)}, not {edits!r}.")
        return {
            str(i): {key: checked_value(key, v, f"layer {i}") for key, v in e.items()}
            for i, e in edits.items()
        }

    @traitlets.validate("_input")
    def _check_input(self, proposal: Any) -> list[int]:
        return list(checked_shape(proposal["value"])) if proposal["value"] else []


ArchitectureBrowser._esm = packed(filled(join_scripts(ArchitectureBrowser._script)))
