"""Recurrent layers and their single-step cells, with torch's weight names: weight_ih_l0, weight_hh_l0, ..."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course_lib import ops
from course_lib.nn import init
from course_lib.nn.layers import empty
from course_lib.nn.module import Module
from course_lib.tensor import Tensor


class _Recurrent(Module):
    """Layers stacked and, if asked, run in both directions; a subclass names its gates and its operation."""

    gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ):
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout, self.bidirectional = (
            bias,
            batch_first,
            dropout,
            bidirectional,
        )
        directions = 2 if bidirectional else 1
        self.suffixes = [f"_l{k}{end}" for k in range(num_layers) for end in ("", "_reverse")[:directions]]
        for i, suffix in enumerate(self.suffixes):
            features = input_size if i < directions else hidden_size * directions
            _add_weights(self, suffix, self.gates, features, hidden_size, bias)

    def forward(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """(T, N, I) -> all outputs (T, N, D*H) and the last state (layers*D, N, H); (N, T, ...) if
        batch_first.
        """
        if x.ndim != 3:
            raise ValueError(
                f"{type(self).__name__}: expected (T, N, I), or (N, T, I) with batch_first, got {x.shape}"
            )
        if x.shape[2] != self.input_size:
            raise ValueError(
                f"{type(self).__name__}: the input {x.shape} has {x.shape[2]} features, not {self.input_size}"
            )
        x = x.transpose(0, 1) if self.batch_first else x
        states = self._start(state, x)
        last = []
        for k in range(self.num_layers):
            if k and self.training:
                x = ops.dropout(x, self.dropout)
            outputs = []
            for suffix in [
                s for s in self.suffixes if s.startswith(f"_l{k}") and s[2:].split("_")[0] == str(k)
            ]:
                backwards = suffix.endswith("reverse")
                i = self.suffixes.index(suffix)
                y, end = self._run(
                    x[::-1] if backwards else x, [s[i] for s in states], _weights(self, suffix)
                )
                outputs.append(y[::-1] if backwards else y)
                last.append(end)
            x = ops.cat(outputs, dim=2) if len(outputs) > 1 else outputs[0]
        final = tuple(ops.stack(list(parts)) for parts in zip(*last, strict=True))
        y = x.transpose(0, 1) if self.batch_first else x
        return y, final if len(final) > 1 else final[0]

    def _start(self, state: Any, x: Tensor) -> list[Tensor]:
        """The initial state(s) (layers*D, N, H), zeros if not given."""
        shape, count = (len(self.suffixes), x.shape[1], self.hidden_size), 2 if isinstance(self, LSTM) else 1
        if state is None:
            return [Tensor(np.zeros(shape, x.dtype))] * count
        states = list(state) if isinstance(state, (tuple, list)) else [state]
        if [s.shape for s in states] != [shape] * count:
            raise ValueError(
                f"{type(self).__name__}: expected {count} state(s) {shape}, got {[s.shape for s in states]}"
            )
        return states

    def _run(self, x: Tensor, state: list[Tensor], weights: Any) -> tuple[Tensor, tuple[Tensor, ...]]:
        y = self._sequence(x, state[0], weights)
        return y, (y[len(y) - 1],)

    def _sequence(self, x: Tensor, h: Tensor, weights: Any) -> Tensor:
        raise NotImplementedError

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.input_size}, {self.hidden_size}, num_layers={self.num_layers}"


class RNN(_Recurrent):
    """h_t = tanh(W x_t + b + U h_(t-1) + c), or relu."""

    def __init__(
        self, input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: str = "tanh", **more: Any
    ):
        super().__init__(input_size, hidden_size, num_layers, **more)
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f'RNN: nonlinearity is "tanh" or "relu", not {nonlinearity!r}')
        self.nonlinearity = nonlinearity

    def _sequence(self, x: Tensor, h: Tensor, weights: Any) -> Tensor:
        return ops.rnn(x, h, weights, self.nonlinearity)


class LSTM(_Recurrent):
    """Long short-term memory; the state is a pair (h, c)."""

    gates = 4

    def _run(self, x: Tensor, state: list[Tensor], weights: Any) -> tuple[Tensor, tuple[Tensor, ...]]:
        y, h, c = ops.lstm(x, (state[0], state[1]), weights)
        return y, (h, c)


class GRU(_Recurrent):
    """Gated recurrent unit."""

    gates = 3

    def _sequence(self, x: Tensor, h: Tensor, weights: Any) -> Tensor:
        return ops.gru(x, h, weights)


class MGU(_Recurrent):
    """Minimal gated unit (Zhou et al., 2016); torch has none, arguments and names follow its GRU."""

    gates = 2

    def _sequence(self, x: Tensor, h: Tensor, weights: Any) -> Tensor:
        return ops.mgu(x, h, weights)


class _Cell(Module):
    gates = 1

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        _add_weights(self, "", self.gates, input_size, hidden_size, bias)

    def _zeros(self, x: Tensor) -> Tensor:
        return Tensor(np.zeros((len(x), self.hidden_size), x.dtype))

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.input_size}, {self.hidden_size}"


class RNNCell(_Cell):
    """One step of an RNN: x (N, I), h (N, H) -> h' (N, H)."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh"):
        super().__init__(input_size, hidden_size, bias)
        self.nonlinearity = nonlinearity

    def forward(self, x: Tensor, h: Tensor | None = None) -> Tensor:
        """The next hidden state."""
        return ops.rnn_cell(x, self._zeros(x) if h is None else h, _weights(self), self.nonlinearity)


class LSTMCell(_Cell):
    """One step of an LSTM: x (N, I), (h, c) -> (h', c')."""

    gates = 4

    def forward(self, x: Tensor, state: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        """The next hidden and cell state."""
        return ops.lstm_cell(x, (self._zeros(x), self._zeros(x)) if state is None else state, _weights(self))


class GRUCell(_Cell):
    """One step of a GRU: x (N, I), h (N, H) -> h' (N, H)."""

    gates = 3

    def forward(self, x: Tensor, h: Tensor | None = None) -> Tensor:
        """The next hidden state."""
        return ops.gru_cell(x, self._zeros(x) if h is None else h, _weights(self))


class MGUCell(_Cell):
    """One step of a minimal gated unit: x (N, I), h (N, H) -> h' (N, H)."""

    gates = 2

    def forward(self, x: Tensor, h: Tensor | None = None) -> Tensor:
        """The next hidden state."""
        return ops.mgu_cell(x, self._zeros(x) if h is None else h, _weights(self))


def _add_weights(module: Module, suffix: str, gates: int, features: int, size: int, bias: bool) -> None:
    bound = 1 / math.sqrt(size)
    shapes: dict[str, tuple[int, ...]] = {
        "weight_ih": (gates * size, features),
        "weight_hh": (gates * size, size),
    }
    if bias:
        shapes |= {"bias_ih": (gates * size,), "bias_hh": (gates * size,)}
    for name, shape in shapes.items():
        setattr(module, name + suffix, init.uniform_(empty(*shape), -bound, bound))


def _weights(module: Module, suffix: str = "") -> Any:
    return tuple(vars(module).get(n + suffix) for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
