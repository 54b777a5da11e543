"""Attention as a map and as lines between words; for a chosen query every step from scores to output."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from course_lib import ops
from course_lib.tensor import Tensor
from course_lib.widgets.attention.input import (
    checked_mask,
    checked_weights,
    four,
    named,
    projected,
    sent,
    vectors,
)
from course_lib.widgets.attention.presets import TITLES, Array, preset
from course_lib.widgets.base import Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.sequences.input import numbers, words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_WORDS = 64
MOST_NUMBERS = 60_000


class AttentionViewer(Widget):
    """The weights of attention between the words of a source and of a target, or of one sentence with itself.

    Args:
        weights: a preset ("sentence", "dates", "causal", "wide"), or weights (L, S), (heads, L, S) or
            (layers, heads, L, S): a row for each target word, a column for each source word; or a
            `MultiheadAttention` of the course, with x.
        q, k, v: in place of weights: queries (L, d), keys (S, d), values (S, e), with heads and layers before
            them if there are any. Without v the values are the keys.
        x: for a module, the sentence (L, E) it attends to.
        memory: for a module, the sentence (S, E) that keys and values come from, where it is another.
        source, target: the words of the keys and of the queries; `tokens` for both at once.
        mask: (L, S), True where attention is allowed; goes with q, k, v.
        causal: whether a word may only look at itself and back.
        scaled: whether scores are divided by the square root of d.
        temperature: what the scores are divided by before the softmax, 0.05 to 20.
        hide, lock: names of controls: preset, head, map, lines, causal, scaled, temperature, vectors, sum
            (the products of the chosen score), steps (the table from scores to output).

    Up to 64 words a side and 60,000 numbers; each number takes 8 bytes of the state.

    Raises:
        ValueError: for shapes or words that do not fit, with what would.
        TypeError: for an option that does not exist.

    Example:
        >>> w = AttentionViewer(q=[[1, 0]], k=[[1, 0], [0, 1]], source=["yes", "no"], scaled=False)
        >>> w.weights[0, 0].round(3).tolist()
        [[0.731, 0.269]]
    """

    _script = "attention_viewer.js"
    _style = "sequences.css"
    controls = ("preset", "head", "map", "lines", "causal", "scaled", "temperature", "vectors", "sum",
                "steps")  # fmt: skip

    causal = traitlets.Bool(False).tag(sync=True)
    scaled = traitlets.Bool(True).tag(sync=True)
    temperature = Number(1.0, low=0.05, high=20).tag(sync=True)

    _sizes = traitlets.List(traitlets.Int()).tag(
        sync=True
    )  # layers, heads, L, S, d, e; d = 0: weights are given
    _q = floats()
    _k = floats()
    _v = floats()
    _given = floats()  # the weights themselves, where there are no queries and keys
    _allowed = floats()  # the mask as 1 and 0, or nothing
    _source = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _target = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _layer = traitlets.Int(0).tag(sync=True)
    _head = traitlets.Int(0).tag(sync=True)
    _query = traitlets.Int(0).tag(sync=True)
    _key = traitlets.Int(0).tag(sync=True)
    _preset = traitlets.Unicode("own").tag(sync=True)
    _presets: Any = traitlets.List().tag(sync=True)

    def __init__(
        self,
        weights: Any = None,
        *,
        q: ArrayLike | None = None,
        k: ArrayLike | None = None,
        v: ArrayLike | None = None,
        x: ArrayLike | None = None,
        memory: ArrayLike | None = None,
        mask: ArrayLike | None = None,
        tokens: Any = None,
        source: Any = None,
        target: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(_presets=[sent(preset(name)) for name in TITLES], **options)
        source = tokens if source is None else source
        target = tokens if target is None else target
        if q is not None or k is not None:
            if weights is not None:
                raise WidgetError("pass weights, or q and k, not both.")
            start = vectors(q, k, v)
        elif weights is None or isinstance(weights, str):
            start = named(weights or "sentence")
            if "causal" not in options:
                self.causal = start["causal"]
        elif hasattr(weights, "in_proj_weight"):
            start = projected(weights, x, memory)
        else:
            start = {"weights": checked_weights(weights)}
        self._use(start, source, target, mask)

    def _use(self, start: dict[str, Any], source: Any, target: Any, mask: Any) -> None:
        if "weights" in start:
            shape = [*start["weights"].shape, 0, 0]
        else:
            shape = [*start["q"].shape[:3], start["k"].shape[2], start["q"].shape[3], start["v"].shape[3]]
        length, count = shape[2:4]
        total = sum(a.size for name, a in start.items() if name in ("q", "k", "v", "weights"))
        if max(length, count) > MOST_WORDS or total > MOST_NUMBERS:
            raise WidgetError(
                f"{length} queries, {count} keys and {total} numbers are too many: at most {MOST_WORDS} "
                f"words a side and {MOST_NUMBERS} numbers can be shown; pass fewer heads, layers or words."
            )
        named_keys = words(source, "source", count) if source is not None else start.get("source")
        named_queries = words(target, "target", length) if target is not None else start.get("target")
        if named_queries is None and length == count:
            named_queries = named_keys
        if named_keys is None and length == count:
            named_keys = named_queries
        with self.hold_sync(), self.hold_trait_notifications():
            self._sizes = [int(n) for n in shape]
            for name in "qkv":
                setattr(self, f"_{name}", pack(start[name]) if name in start else b"")
            self._given = pack(start["weights"]) if "weights" in start else b""
            self._allowed = (
                b"" if mask is None else pack(checked_mask(mask, length, count, bool(self._given)))
            )
            self._source = named_keys or [f"key {j + 1}" for j in range(count)]
            self._target = named_queries or [f"query {i + 1}" for i in range(length)]
            self._layer, self._head = start.get("layer", 0), start.get("head", 0)
            self._query, self._key = start.get("query", 0), start.get("key", 0)
            self._preset = start.get("name", "own")

    # Read and set from Python

    def _array(self, name: str) -> Array | None:
        layers, heads, length, count, d, e = self._sizes
        shape = {"q": (length, d), "k": (count, d), "v": (count, e)}[name]
        return unpack(getattr(self, f"_{name}")).reshape(layers, heads, *shape) if d else None

    def _set(self, name: str, value: ArrayLike) -> None:
        now = self._array(name)
        if now is None:
            raise WidgetError(f"this viewer shows given weights; there is no {name} to set.")
        array = four(value, name)
        if array.shape != now.shape:
            raise WidgetError(f"{name} has shape {array.shape}; here {now.shape} fits.")
        setattr(self, f"_{name}", pack(array))
        self._preset = "own"

    q = property(
        lambda self: self._array("q"), lambda self, x: self._set("q", x), doc="(layers, heads, L, d) or None."
    )
    k = property(
        lambda self: self._array("k"), lambda self, x: self._set("k", x), doc="(layers, heads, S, d) or None."
    )
    v = property(
        lambda self: self._array("v"), lambda self, x: self._set("v", x), doc="(layers, heads, S, e) or None."
    )

    @property
    def tokens(self) -> tuple[list[str], list[str]]:
        """The words of the source and of the target."""
        return list(self._source), list(self._target)

    def choose(self, query: int, key: int = 0, head: int | None = None, layer: int | None = None) -> None:
        """Point at a query, a key, and if given a head and a layer, all counted from 0.

        Raises:
            ValueError: for one that is not there.
        """
        layers, heads, length, count = self._sizes[:4]
        head = self._head if head is None else head
        layer = self._layer if layer is None else layer
        for name, value, most in (("query", query, length), ("key", key, count), ("head", head, heads),
                                  ("layer", layer, layers)):  # fmt: skip
            if not 0 <= value < most:
                raise WidgetError(f"{name} must lie between 0 and {most - 1}, not {value}.")
        self._query, self._key, self._head, self._layer = query, key, head, layer

    # What it shows

    @property
    def weights(self) -> Array:
        """The weights of attention, (layers, heads, L, S); each row sums to 1."""
        return self._computed()[1]

    def _computed(self) -> tuple[Array | None, Array, Array | None]:
        """Masked scores, weights and outputs; scores and outputs are None where weights are given."""
        layers, heads, length, count, d, _ = self._sizes
        if not d:
            return None, unpack(self._given).reshape(layers, heads, length, count), None
        q, k, v = (Tensor(self._array(name)) for name in "qkv")
        allowed = self._mask()
        scale = (1 / math.sqrt(d) if self.scaled else 1.0) / self.temperature
        output, found = ops.scaled_dot_product_attention(
            q,
            k,
            v,
            attn_mask=np.broadcast_to(allowed, (layers, heads, length, count)),
            scale=scale,
            need_weights=True,
        )
        scores = np.where(allowed, (q.data * scale) @ np.swapaxes(k.data, -1, -2), -np.inf)
        return scores, np.asarray(found.data), np.asarray(output.data)

    def _mask(self) -> Any:
        """True where a query may look, (L, S)."""
        length, count = self._sizes[2:4]
        allowed = np.ones((length, count), bool)
        if self._allowed:
            allowed &= unpack(self._allowed, count) > 0
        if self.causal:
            allowed &= (
                np.tri(length, count, dtype=bool)
                | ~(allowed & np.tri(length, count, dtype=bool)).any(1)[:, None]
            )
        return allowed

    @property
    def result(self) -> dict[str, Any]:
        """For the chosen layer and head: scores (L, S), weights (L, S), outputs (L, e), if there are any."""
        scores, weights, output = self._computed()
        at = (self._layer, self._head)
        return {
            "scores": None if scores is None else scores[at],
            "weights": weights[at],
            "output": None if output is None else output[at],
            "layer": self._layer,
            "head": self._head,
        }

    @property
    def alt(self) -> str:
        """One sentence: how many words look at how many, and where the chosen one looks most."""
        row = self.result["weights"][self._query]
        most = int(np.argmax(row))
        return (
            f"attention of {len(self._target)} words to {len(self._source)}; "
            f"{self._target[self._query]!r} looks most at {self._source[most]!r}, with weight {row[most]:.2f}"
        )

    def _figure(self) -> Figure:
        from course_lib.widgets.attention.figure import draw

        return draw(self)

    # What may be sent

    @traitlets.validate("_q", "_k", "_v", "_given", "_allowed")
    def _check_numbers(self, proposal: Any) -> bytes:
        values = unpack(proposal["value"])
        layers, heads, length, count, d, e = self._sizes
        both = layers * heads
        name = proposal["trait"].name
        need = {"_q": both * length * d, "_k": both * count * d, "_v": both * count * e if d else 0,
                "_given": 0 if d else both * length * count, "_allowed": length * count}[name]  # fmt: skip
        if len(values) != need and not (name == "_allowed" and not len(values)):
            raise WidgetError(f"{name}: {len(values)} numbers came, {need} are needed.")
        if len(values):
            numbers(values, name.strip("_"))
        return bytes(proposal["value"])
