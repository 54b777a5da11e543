"""The playground with hidden layers: its settings, its parameters, training by mini-batches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack
from course_lib.widgets.playground import math as network
from course_lib.widgets.playground.prng import kept_members, shifts, shuffled

Array = NDArray[np.float64]
MOST_LAYERS, MOST_UNITS = 3, 8
NETWORK_CONTROLS = ("layers", "activation", "batch", "regularisation", "noise", "split")


class Layers(traitlets.TraitType[Any, Any]):
    """A trait that holds the sizes of the hidden layers: up to 3 layers of 1 to 8 units, () for none."""

    def validate(self, obj: Any, value: Any) -> list[int]:
        """Return the sizes as a list, or say which sizes fit."""
        sizes = [value] if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else value
        good = isinstance(sizes, Iterable) and not isinstance(sizes, (str, bytes))
        sizes = list(sizes) if good else None
        whole = sizes is not None and all(
            isinstance(n, (int, np.integer)) and not isinstance(n, bool) and 1 <= n <= MOST_UNITS
            for n in sizes
        )
        if sizes is None or not whole or len(sizes) > MOST_LAYERS:
            raise WidgetError(
                f"hidden must be the sizes of up to {MOST_LAYERS} layers of 1 to {MOST_UNITS} units, "
                f"as (4,) or (8, 4); () for none; or 'xnor' or 'five' when it is made. It was {value!r}."
            )
        return [int(n) for n in sizes]


class NetworkMode(Widget):
    """What the playground adds once there are hidden layers."""

    hidden = Layers([]).tag(sync=True)
    activation = Choice(network.ACTIVATIONS, "tanh").tag(sync=True)
    batch_size = Number(0, low=0, high=500).tag(sync=True)
    regularisation = Choice(("none", "L1", "L2"), "none").tag(sync=True)
    alpha = Number(0.01, low=0, high=10).tag(sync=True)
    test_share = Number(0, low=0, high=0.8).tag(sync=True)
    jitter = Number(0, low=0, high=1).tag(sync=True)

    _seed = traitlets.Int(0).tag(sync=True)
    _params = floats()
    _net_start = floats()  # the parameters that Reset goes back to
    _losses = floats()  # rows of step, training loss, test loss
    _net_step = traitlets.Int(0, min=0).tag(sync=True)
    _by_hand = traitlets.Unicode("").tag(sync=True)  # the name of a network set by hand
    _base = floats()  # the preset's points before they are shaken

    # Given by the playground
    X: Array
    y: Array
    output: Any
    learning_rate: float
    direction: str

    @property
    def sizes(self) -> list[int]:
        """The layer sizes, inputs and output included: [2, 4, 1] for hidden=(4,)."""
        return [2, *self.hidden, 1]

    def _flat(self) -> Array:
        flat = unpack(self._params)
        if len(flat) == network.count(self.sizes):
            return flat
        return network.initial(self.sizes, self.activation, self._seed)

    def _split(self) -> tuple[list[int], list[int]]:
        """The numbers of the points to train on, and of those kept for the test."""
        n = len(self.y)
        kept = kept_members(n, self.test_share, self._seed)
        return [i for i in range(n) if i not in set(kept)], kept

    def _measured(self, flat: Array, members: list[int]) -> float:
        s = network.forward(flat, self.sizes, self.activation, self.X[members])[-1][:, 0]
        return network.loss(s, self.y[members], self.output)

    def _begin_network(self, flat: ArrayLike, start: bool = True) -> None:
        """A new run from these parameters: its step 0."""
        values = np.asarray(flat, dtype=np.float64)
        train, test = self._split()
        with self.hold_sync(), self.hold_trait_notifications():
            self._params, self._net_step = pack(values), 0
            if start:
                self._net_start = pack(values)
            self._losses = pack([0.0, self._measured(values, train), self._measured(values, test)])

    def _fresh(self) -> None:
        self._by_hand = ""
        self._begin_network(network.initial(self.sizes, self.activation, self._seed))

    def _set_by_hand(self, name: str) -> None:
        hidden, activation, output, flat = network.BY_HAND[name]
        with self.hold_sync(), self.hold_trait_notifications():
            self.hidden, self.activation, self.output, self._by_hand = list(hidden), activation, output, name
            self._params = self._net_start = pack(flat)

    def sample(self, seed: int | None = None) -> None:
        """Draw a random network with long weights; each call draws the next one, or the one of ``seed``.

        Raises:
            ValueError: without hidden layers.
        """
        if not self.hidden:
            raise WidgetError("there is no hidden layer to sample: set hidden, as in w.hidden = (4,).")
        self._seed = self._seed + 1 if seed is None else int(seed)
        self._by_hand = ""
        self._begin_network(network.sampled(self.sizes, self.activation, self._seed))

    def _checked(self, given: Any, shapes: list[tuple[int, ...]]) -> Array:
        """The arrays as one flat vector, or a sentence that names the first that does not fit."""
        try:
            arrays = [np.asarray(p, dtype=np.float64) for p in given]
        except (TypeError, ValueError):
            raise WidgetError(f"parameters must be arrays of the shapes {shapes}.") from None
        if [a.shape for a in arrays] != shapes:
            raise WidgetError(f"parameters have the shapes {[a.shape for a in arrays]}, but need {shapes}.")
        flat = np.concatenate([a.ravel() for a in arrays])
        if not np.isfinite(flat).all() or np.abs(flat).max() > 1e6:
            raise WidgetError("parameters must be finite numbers within ±1000000.")
        return flat

    def _take_steps(self, n: int) -> None:
        """Make n updates, each on the next mini-batch of the epoch's own order."""
        train, test = self._split()
        if self.activation == "sign" or self.output == "sign":
            raise WidgetError("sign has no slope to follow: choose another activation, or another output.")
        if not train:
            raise WidgetError("there are no points to learn from: set w.X and w.y, or choose a preset.")
        flat, rows = self._flat(), unpack(self._losses, 3).tolist()
        size = int(self.batch_size) or len(train)
        batches = math.ceil(len(train) / size)
        turn, failed = 1.0 if self.direction == "climb" else -1.0, 0
        done = self._net_step
        for k in range(1, n + 1):
            epoch, place = divmod(done, batches)
            order = shuffled(len(train), self._seed, epoch) if size < len(train) else range(len(train))
            members = [train[i] for i in order[place * size : (place + 1) * size]]
            with np.errstate(over="ignore", invalid="ignore"):
                slope = network.gradient(flat, self.sizes, self.activation, self.X[members], self.y[members],
                                         self.output, self.regularisation, self.alpha)  # fmt: skip
                new = flat + turn * self.learning_rate * np.asarray(slope)
            if not np.isfinite(new).all() or np.abs(new).max() > 1e6:
                failed = k
                break
            flat = new
            done += 1
            rows.append([float(done), self._measured(flat, train), self._measured(flat, test)])
            rows = network.thinned(rows)
        with self.hold_sync(), self.hold_trait_notifications():  # one message to the page, however many steps
            self._net_step, self._params, self._losses = done, pack(flat), pack(rows)
        if failed:
            raise FloatingPointError(
                f"in step {failed} a weight grows beyond a million: "
                f"the learning rate {self.learning_rate:g} is too large here, try a tenth of it."
            )

    def _network_result(self) -> dict[str, Any]:
        train, test = self._split()
        flat, X, y = self._flat(), self.X, self.y
        right = np.where(network.forward(flat, self.sizes, self.activation, X)[-1][:, 0] > 0, 1, -1) == y
        size = int(self.batch_size) or max(1, len(train))
        return {
            "loss": self._measured(flat, train) if train else None,
            "test_loss": self._measured(flat, test) if test else None,
            "accuracy": float(right[train].mean()) if train else None,
            "test_accuracy": float(right[test].mean()) if test else None,
            "gradient": network.gradient(flat, self.sizes, self.activation, X[train], y[train], self.output,
                                         self.regularisation, self.alpha),
            "step": self._net_step,
            "epoch": self._net_step // max(1, math.ceil(len(train) / size)),
            "points": len(y),
            "parameters": network.count(self.sizes),
        }  # fmt: skip

    def _network_alt(self) -> str:
        now, layers = self._network_result(), ", ".join(map(str, self.hidden))
        text = f"{now['points']} points of two classes and a network with hidden layers of {layers} units"
        text += f" ({self.activation}), {now['parameters']} parameters"
        if now["loss"] is None:
            return text
        test = f" and {now['test_loss']:.2f} on the test points" if now["test_loss"] is not None else ""
        return f"{text}; after {now['step']} steps its loss is {now['loss']:.2f}{test}"

    def shaken(self, rows: Array, limits: list[float]) -> Array:
        """The points, each moved by ``jitter`` times a shift of its own, kept within the plane."""
        moved = rows.copy()
        for row, (dx, dy) in zip(moved, shifts(len(rows), self._seed), strict=True):
            row[0] = min(max(row[0] + self.jitter * dx, limits[0]), limits[1])
            row[1] = min(max(row[1] + self.jitter * dy, limits[2]), limits[3])
        return moved
