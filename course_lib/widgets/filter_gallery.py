"""The weights of a layer as tiles, over training: scrub, compare, sort, and lay an image over one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib.widgets.base import Choice, Widget, WidgetError, floats, unpack
from course_lib.widgets.digit.model import numbers
from course_lib.widgets.filters.arrays import Array, from_states, tiles
from course_lib.widgets.filters.images import first_image, fits, image_state, joined, samples_sent
from course_lib.widgets.filters.presets import preset_set
from course_lib.widgets.filters.sets import (
    fired,
    make_set,
    norms,
    read_block,
    responses,
    similarities,
    under,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PRESETS = ("digits", "linear", "conv", "kernels")
TOGETHER = ("digits", "conv", "kernels")  # what one page may change between
FARTHEST = 8  # pixels that an image may be shifted by


class FilterGallery(Widget):
    """What a layer has learned, tile by tile: scrub through training, enlarge, sort, compare.

    Without ``weights`` it shows a preset: "digits" (the 12 hidden units of a 64-12-10 network), "conv"
    (eight 5x5 kernels) or "linear" (one layer, ten digits), trained on the 8x8 digits when first asked
    for, or
    "kernels" (3x3, from the lectures). The page can change between "digits", "conv" and "kernels". Their
    weights travel as codes of one byte; `weights` holds what is
    shown, and `rounding` the largest distance from what was trained. A long history of large layers makes
    the saved notebook large: T*N*H*W bytes as codes, four times that as float32.

    Args:
        weights: an array (T, N, H, W), (N, H, W) or rows (N, D); a module or its ``weight``; or a list of
            these,
            one a snapshot. Each slice of a convolution (O, C, KH, KW) is a tile.
        preset: what to show without weights.
        steps: (T,) the training step of each snapshot.
        bias, outgoing, out_bias: (N,), (K, N) and (K,), or with T in front.
        activation: "identity", "relu", "tanh" or "sigmoid", of the units.
        names: N texts for the tiles.
        shape: (H, W) of rows that are not square.
        precision: "codes", "float32", "float64", or "auto": float32 up to 16 KB, else codes.
        at, unit: the snapshot and the tile that are shown; ``at=-1`` is the last.
        scale: "all" (one colour scale for every tile and step), "step" (for every tile) or "tile".
        order: "index", "norm", "similarity" (to the chosen tile) or "response" (to the image).
        compare: a snapshot to subtract, or -1.
        samples: images (n, h, w) from 0 to 1 to choose from.
        overlay: whether an image lies over the tiles; `image` is it, at least as large as a tile.
        shift: (down, right) in pixels, -8 to 8.
        hide, lock: names of controls: preset, at, order, scale, compare, tiles, overlay, image, shift,
            playback.

    Raises:
        ValueError: for weights or settings that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = FilterGallery(np.eye(3).reshape(1, 3, 3), image=np.ones((3, 3)))
        >>> w.result["norms"].round(3).tolist(), w.result["response"]
        ([1.732], 3.0)
    """

    _script = "filter_gallery.js"
    _style = "filter_gallery.css"
    controls = ("preset", "at", "order", "scale", "compare", "tiles", "overlay", "image", "shift", "playback")

    preset = Choice((*PRESETS, "own"), "digits").tag(sync=True)
    at = traitlets.Int(-1).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    scale = Choice(("all", "step", "tile"), "all").tag(sync=True)
    order = Choice(("index", "norm", "similarity", "response"), "index").tag(sync=True)
    compare = traitlets.Int(-1).tag(sync=True)
    overlay = traitlets.Bool(True).tag(sync=True)
    shift: Any = traitlets.List([0, 0]).tag(sync=True)

    _sets: Any = traitlets.List().tag(sync=True)
    _data = traitlets.Bytes().tag(sync=True, from_json=lambda value, widget: bytes(value or b""))
    _image = floats()
    _image_size: Any = traitlets.List([8, 8]).tag(sync=True)
    _samples: Any = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        weights: Any = None,
        *,
        preset: str = "digits",
        image: ArrayLike | None = None,
        samples: ArrayLike | None = None,
        steps: Sequence[float] | None = None,
        bias: Any = None,
        outgoing: Any = None,
        out_bias: Any = None,
        activation: str = "identity",
        names: Sequence[str] | None = None,
        shape: tuple[int, int] | None = None,
        precision: str = "auto",
        noun: str = "unit",
        **options: Any,
    ) -> None:
        about = {"steps": steps, "bias": bias, "outgoing": outgoing, "out_bias": out_bias, "names": names,
                 "activation": activation, "shape": shape, "precision": precision, "noun": noun}  # fmt: skip
        self._about = {k: v for k, v in about.items() if v is not None}
        if weights is None:
            if bias is not None or outgoing is not None:
                raise WidgetError("bias and outgoing belong to weights: give them together.")
            type(self).preset.validate(self, preset)
            if preset == "own":
                raise WidgetError("preset='own' is what weights of your own become: give weights.")
            sets = [make_set(**preset_set(name)) for name in dict.fromkeys((preset, *TOGETHER))]
            if preset == "linear":
                sets = [made for made in sets if made[0]["name"] != "digits"]
        else:
            made, data = make_set(weights, **self._about)
            H, W = made["weights"]["shape"][2:]
            made["samples"] = "digits" if 3 < max(H, W) <= 8 else "patches" if max(H, W) <= 3 else ""
            preset, sets = "own", [(made, data)]
        groups = samples_sent(samples)
        if "own" in groups:
            sets = [({**made, "samples": "own"}, data) for made, data in sets]
        state = {"at": -1, **joined(sets), "preset": preset, "_samples": groups, **options}
        self._sets = state["_sets"]  # the rest is checked against them
        picture = first_image(self._now_named(preset), groups) if image is None else numbers(image, "image")
        super().__init__(**image_state(picture), **state)
        self.observe(self._other_preset, names="preset")

    @classmethod
    def from_history(cls, history: Sequence[Any], name: str | None = None, **options: Any) -> FilterGallery:
        """A gallery of one weight over training.

        Args:
            history: state_dicts (``model.state_dict()``), or arrays of the weight itself, one a snapshot.
            name: which weight, such as "0.weight"; the first of two axes or more where none is said. Its
                bias and
                the dense layer after it come along.
            **options: as for FilterGallery; ``steps`` names the snapshots.

        Example:
            >>> from course_lib import nn
            >>> model = nn.Sequential(nn.Linear(64, 5), nn.Tanh(), nn.Linear(5, 10))
            >>> w = FilterGallery.from_history([model.state_dict()] * 3, steps=[0, 10, 20], activation="tanh")
            >>> w.weights.shape, w.outgoing.shape
            ((3, 5, 8, 8), (3, 10, 5))
        """
        weights, found = from_states(history, name)
        if "bias" in found and tiles(weights, options.get("shape")).shape[1] != found["bias"].shape[1]:
            found = {}  # the matrix is shown as one tile
        return cls(weights, **{**found, **options})

    # What is shown

    @property
    def _now(self) -> dict[str, Any]:
        return self._now_named(self.preset)

    def _now_named(self, name: str) -> dict[str, Any]:
        return next((made for made in self._sets if made["name"] == name), self._sets[0])

    def _read(self, key: str) -> Array | None:
        start = 0
        for made in self._sets:
            if made is self._now:
                return read_block(made, self._data[start:], key)
            start += made["bytes"]
        return None

    @property
    def weights(self) -> Array:
        """All tiles as they are shown, (T, N, H, W); set it to show others."""
        found = self._read("weights")
        assert found is not None
        return found

    @weights.setter
    def weights(self, weights: Any) -> None:
        shape = self.weights.shape
        same = self._about if self.preset == "own" else {}
        made, data = make_set(weights, **same)
        if self.preset == "own" and made["weights"]["shape"][2:] == list(shape[2:]):
            made["samples"] = self._now["samples"]
        with self.hold_sync(), self.hold_trait_notifications():
            kept = [(m, d) for m, d in self._split() if m["name"] != "own"]
            state = joined([*kept, (made, data)])
            self._sets, self._data, self.preset = state["_sets"], state["_data"], "own"
            self._begin()

    def _split(self) -> list[tuple[dict[str, Any], bytes]]:
        out, start = [], 0
        for made in self._sets:
            out.append((made, self._data[start : start + made["bytes"]]))
            start += made["bytes"]
        return out

    @property
    def bias(self) -> Array | None:
        """(T, N), or None."""
        return self._read("bias")

    @property
    def outgoing(self) -> Array | None:
        """The weights from these units to the next layer, (T, K, N), or None."""
        return self._read("outgoing")

    @property
    def steps(self) -> list[float]:
        """The training step of each snapshot."""
        return list(self._now["steps"])

    @property
    def rounding(self) -> float:
        """The largest distance between a weight that is shown and the one that was given."""
        return float(self._now["rounding"])

    @property
    def image(self) -> Array:
        """The image that lies over the tiles, (h, w), before it is shifted; may be set."""
        return unpack(self._image).reshape(self._image_size)

    @image.setter
    def image(self, image: ArrayLike) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in image_state(numbers(image, "image")).items():
                setattr(self, name, value)

    @property
    def result(self) -> dict[str, Any]:
        """The chosen tile, its change since the snapshot compared with, norms, responses, order, scores."""
        stack, patch = self.weights[self.at], under(self.image, self.weights.shape[2:], self.shift)  # type: ignore[arg-type]
        bias = None if self.bias is None else self.bias[self.at]
        s = responses(stack, bias, patch)
        out = {
            "step": self.steps[self.at],
            "unit": self.unit,
            "weights": stack[self.unit],
            "norms": norms(stack),
            "similarities": similarities(stack, self.unit),
            "patch": patch,
            "responses": s,
            "response": float(s[self.unit]),
            "fired": fired(s, self._now["activation"]),
            "difference": None,
        }
        if self.compare >= 0:
            out["difference"] = stack[self.unit] - self.weights[self.compare][self.unit]
        keys = {"norm": out["norms"], "similarity": out["similarities"], "response": s}
        ranked = np.argsort(-keys[self.order], kind="stable") if self.order in keys else np.arange(len(stack))
        outgoing, last = self.outgoing, self._read("out_bias")
        scores = None
        if outgoing is not None:
            products = outgoing[self.at] * out["fired"]
            scores = np.add.accumulate(products, axis=1)[:, -1] + (0.0 if last is None else last[self.at])
        return {**out, "order": ranked.tolist(), "scores": scores}

    @property
    def alt(self) -> str:
        """One sentence: how many tiles, of which size, after which step, and the chosen one's norm."""
        made, (T, N, H, W) = self._now, self.weights.shape
        noun = made["noun"]
        when = f" after training step {self.steps[self.at]:g}, one of {T} snapshots" if T > 1 else ""
        norm = norms(self.weights[self.at])[self.unit]
        return (
            f"the weights of {N} {noun}{'s' if N > 1 else ''} as tiles of {H}x{W}{when}; "
            f"{noun} {self.unit} is enlarged, the norm of its weights is {norm:.2f}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.filters.figure import draw

        return draw(self)

    # What changes together, and what may come

    def _other_preset(self, change: Any) -> None:
        if not self.from_page:
            self._begin()

    def _begin(self) -> None:
        """The last snapshot, the first tile, an image that fits."""
        with self.hold_sync(), self.hold_trait_notifications():
            self.at, self.unit, self.compare, self.shift = -1, 0, -1, [0, 0]
            if not fits(self._image_size, self._now["weights"]["shape"]) or self._now["samples"] == "patches":
                picture = first_image(self._now, self._samples)
                for name, value in image_state(picture).items():
                    setattr(self, name, value)

    @traitlets.validate("preset")
    def _check_preset(self, proposal: Any) -> str:
        if proposal["value"] in PRESETS and not self.from_page and self._sets:
            self._add(proposal["value"])
        there = [made["name"] for made in self._sets]
        if proposal["value"] not in there:
            raise WidgetError(
                f"preset: this gallery holds {', '.join(map(repr, there))}, not {proposal['value']!r}."
            )
        return str(proposal["value"])

    def _add(self, name: str) -> None:
        """A preset that has not travelled yet."""
        if all(made["name"] != name for made in self._sets):
            state = joined([*self._split(), make_set(**preset_set(name))])
            self._sets, self._data = state["_sets"], state["_data"]

    @traitlets.validate("at", "unit", "compare")
    def _check_number(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        T, N = self._now["weights"]["shape"][:2]
        count = N if name == "unit" else T
        if self.from_page or (name == "compare" and value == -1):
            return max(-1 if name == "compare" else 0, min(value, count - 1))
        if not -count <= value < count:
            what = "tiles" if name == "unit" else "snapshots"
            raise WidgetError(
                f"{name}: there are {count} {what}, 0 to {count - 1}, and {value} is none of them."
            )
        return value + count if value < 0 else value

    @traitlets.validate("shift")
    def _check_shift(self, proposal: Any) -> list[int]:
        value: Any = proposal["value"]
        whole = [
            int(v) for v in value if isinstance(v, (int, np.integer)) and -FARTHEST <= int(v) <= FARTHEST
        ]
        if len(value) != 2 or len(whole) != 2:
            raise WidgetError(f"shift: two whole numbers of pixels, down and right, -8 to 8, not {value!r}.")
        return whole

    @traitlets.validate("_image")
    def _check_image(self, proposal: Any) -> bytes:
        size, shape = self._image_size, self._now["weights"]["shape"]
        pixels = unpack(proposal["value"])
        if len(pixels) != size[0] * size[1] or not np.isfinite(pixels).all():
            raise WidgetError("image: the pixels do not fill it, or one of them is not a finite number.")
        if not fits(size, shape):
            raise WidgetError(
                f"image: {size[0]}x{size[1]} pixels do not cover a tile of {shape[2]}x{shape[3]}; more would."
            )
        return bytes(proposal["value"])
