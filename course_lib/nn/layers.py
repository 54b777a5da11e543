"""The layers: each holds its weights and settings and calls one operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib import ops
from course_lib.nn import init
from course_lib.nn.module import Module, Parameter
from course_lib.ops.correlate import Pair, pair
from course_lib.ops.shape import PADDINGS
from course_lib.tensor import Tensor


def empty(*shape: int) -> Parameter:
    """A parameter whose values an initialisation will write."""
    return Parameter(np.zeros(shape, np.float32))


class Linear(Module):
    """y = x W^T + b: (..., in_features) -> (..., out_features), weight (out, in)."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = empty(out_features, in_features)
        self.bias = empty(out_features) if bias else None
        init.torch_default_(self.weight, self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(..., in_features) -> (..., out_features)."""
        return ops.linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.in_features}, {self.out_features}, bias={self.bias is not None}"


class _Conv(Module):
    """What all convolution layers share: checked arguments, weights in torch's shapes, torch's initial
    values.
    """

    axes, transposed = 2, False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair | str = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
    ):
        super().__init__()
        op = type(self).__name__
        if padding_mode not in PADDINGS:
            raise ValueError(f"{op}: padding_mode is one of {sorted(PADDINGS)}, not {padding_mode!r}")
        self.padding_mode = padding_mode
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError(
                f"{op}: {in_channels} and {out_channels} channels must both divide by groups={groups}"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size: Any = pair(op, "kernel_size", kernel_size) if self.axes == 2 else (kernel_size,)
        self.stride: Any = stride
        self.padding: Any = padding
        self.dilation: Any = dilation
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = empty(first, second // groups, *self.kernel_size)
        self.bias = empty(out_channels) if bias else None
        init.torch_default_(self.weight, self.bias)

    def _bordered(self, x: Tensor) -> tuple[Tensor, Any]:
        """The input with its border copied, for a padding that is not zeros, and the padding left to do."""
        if self.padding_mode == "zeros" or self.padding == "valid":
            return x, self.padding
        op, same = type(self).__name__, self.padding == "same"
        steps, wide = (
            pair(op, "dilation", self.dilation),
            (0, 0) if same else pair(op, "padding", self.padding, 0),
        )
        widths: list[int] = []
        for axis in reversed(range(self.axes)):  # the last axis first, as in `pad`
            total = steps[axis] * (self.kernel_size[axis] - 1)
            widths += (total // 2, total - total // 2) if same else (wide[axis], wide[axis])
        return ops.pad(x, widths, self.padding_mode), 0

    def extra_repr(self) -> str:
        """Channels and window."""
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )
        return text + (f", padding={self.padding!r}" if self.padding else "")


class Conv2d(_Conv):
    """Convolution of images (N, in_channels, H, W) -> (N, out_channels, OH, OW); see `ops.conv2d`."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, OH, OW)."""
        x, padding = self._bordered(x)
        return ops.conv2d(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv1d(_Conv):
    """Convolution of sequences (N, in_channels, L) -> (N, out_channels, OL)."""

    axes = 1

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, L) -> (N, out_channels, OL)."""
        x, padding = self._bordered(x)
        return ops.conv1d(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class ConvTranspose2d(_Conv):
    """Transposed convolution (N, in_channels, H, W) -> (N, out_channels, OH, OW), weight (in, out/groups,
    KH, KW).
    """

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair = 0,
        output_padding: Pair = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Pair = 1,
    ):
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias)
        self.output_padding: Any = output_padding

    def forward(self, x: Tensor) -> Tensor:
        """(N, in_channels, H, W) -> (N, out_channels, OH, OW)."""
        op: Any = ops.conv_transpose2d if self.axes == 2 else ops.conv_transpose1d
        return op(
            x,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.output_padding,
            self.groups,
            self.dilation,
        )


class ConvTranspose1d(ConvTranspose2d):
    """Transposed convolution of sequences (N, in_channels, L) -> (N, out_channels, OL)."""

    axes = 1


class Embedding(Module):
    """A table of num_embeddings rows: integers (...) -> (..., embedding_dim).

    The row `padding_idx` starts as zeros and stays so. Raises ValueError for a row that does not exist.
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None):
        super().__init__()
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ValueError(f"Embedding: padding_idx {padding_idx} is not one of {num_embeddings} rows")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        self.weight = init.normal_(empty(num_embeddings, embedding_dim))
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0

    def forward(self, index: Any) -> Tensor:
        """Integers (...) -> (..., embedding_dim)."""
        return ops.embedding(index, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.num_embeddings}, {self.embedding_dim}"


class BatchNorm2d(Module):
    """Normalise each channel of (N, C, H, W) over the batch; running statistics serve evaluation."""

    axes: tuple[int, ...] = (4,)

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
    ):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = init.ones_(empty(num_features)) if affine else None
        self.bias = empty(num_features) if affine else None
        tracked = track_running_stats
        self.register_buffer("running_mean", np.zeros(num_features, np.float32) if tracked else None)
        self.register_buffer("running_var", np.ones(num_features, np.float32) if tracked else None)
        self.register_buffer("num_batches_tracked", np.array(0) if tracked else None)

    def forward(self, x: Tensor) -> Tensor:
        """The same shape as x."""
        if x.ndim not in self.axes or x.shape[1] != self.num_features:
            raise ValueError(
                f"{type(self).__name__}: expected {self.num_features} channels in axis 1 of {self.axes} "
                f"axes, got {x.shape}"
            )
        if self.training and self.running_mean is not None:
            self.num_batches_tracked: Any = self.num_batches_tracked + 1
        return ops.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training,
            self.momentum,
            self.eps,
        )

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"


class BatchNorm1d(BatchNorm2d):
    """Normalise each feature of (N, C) or (N, C, L) over the batch."""

    axes = (2, 3)


class LayerNorm(Module):
    """Normalise each example over its last axes, of lengths normalized_shape."""

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
    ):
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.normalized_shape, self.eps = shape, eps
        self.weight = init.ones_(empty(*shape)) if elementwise_affine else None
        self.bias = empty(*shape) if elementwise_affine and bias else None

    def forward(self, x: Tensor) -> Tensor:
        """The same shape as x."""
        return ops.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.normalized_shape}, eps={self.eps}"


class Dropout(Module):
    """Zero entries with probability p while training, scale the rest by 1 / (1 - p)."""

    def __init__(self, p: float = 0.5, inplace: bool = False):
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """The same shape as x."""
        return ops.dropout(x, self.p, self.training)

    def extra_repr(self) -> str:
        """The probability."""
        return f"p={self.p}"


class Flatten(Module):
    """(N, C, H, W) -> (N, C*H*W)."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x: Tensor) -> Tensor:
        """Join the axes from start_dim to end_dim."""
        return x.flatten(self.start_dim, self.end_dim)


class Unflatten(Module):
    """One axis split into several: (N, C*H*W) -> (N, C, H, W)."""

    def __init__(self, dim: int, unflattened_size: Sequence[int]):
        super().__init__()
        self.dim, self.unflattened_size = dim, tuple(unflattened_size)

    def forward(self, x: Tensor) -> Tensor:
        """Split axis `dim`."""
        d = self.dim % x.ndim
        return ops.reshape(x, *x.shape[:d], *self.unflattened_size, *x.shape[d + 1 :])


# -- layers without weights: one operation and its settings --------------------------------------------
class _Plain(Module):
    """A layer that passes its settings, in the order of `settings`, to one operation."""

    op: Any = None
    settings: tuple[tuple[str, Any], ...] = ()

    def __init__(self, *values: Any, **named: Any):
        super().__init__()
        names = [name for name, _ in self.settings]
        named.pop("inplace", None)  # torch's wish to save memory; here every operation makes a new array
        unknown = set(named) - set(names)
        if unknown or len(values) > len(names):
            raise TypeError(f"{type(self).__name__} takes {names}, not {sorted(unknown) or values}")
        chosen = dict(self.settings) | dict(zip(names, values, strict=False)) | named
        if missing := [name for name in names if chosen[name] is ...]:
            raise TypeError(f"{type(self).__name__} needs {missing[0]}")
        self.chosen = chosen
        vars(self).update(chosen)

    def forward(self, *inputs: Any) -> Tensor:
        """Apply the operation."""
        return type(self).op(*inputs, **{name: getattr(self, name) for name, _ in self.settings})

    def extra_repr(self) -> str:
        """The settings."""
        return ", ".join(f"{name}={getattr(self, name)!r}" for name, _ in self.settings)


def _plain(name: str, op: Any, about: str, **settings: Any) -> Any:
    body = {
        "op": staticmethod(op),
        "settings": tuple(settings.items()),
        "__doc__": about,
        "__module__": __name__,
    }
    return type(name, (_Plain,), body)


Identity = _plain("Identity", lambda x: x, "x as it is.")
ReLU = _plain("ReLU", ops.relu, "max(x, 0).")
LeakyReLU = _plain("LeakyReLU", ops.leaky_relu, "x or negative_slope * x.", negative_slope=0.01)
ELU = _plain("ELU", ops.elu, "x or alpha (e^x - 1).", alpha=1.0)
GELU = _plain("GELU", ops.gelu, "x P(Z <= x).", approximate="none")
SiLU = _plain("SiLU", ops.silu, "x sigmoid(x).")
Sigmoid = _plain("Sigmoid", ops.sigmoid, "1 / (1 + e^-x).")
Tanh = _plain("Tanh", ops.tanh, "Hyperbolic tangent.")
Softplus = _plain("Softplus", ops.softplus, "ln(1 + e^x).")
Softmax = _plain("Softmax", ops.softmax, "Probabilities along dim.", dim=...)
LogSoftmax = _plain("LogSoftmax", ops.log_softmax, "Log-probabilities along dim.", dim=...)
_MAX = {"kernel_size": ..., "stride": None, "padding": 0, "dilation": 1, "ceil_mode": False}
_AVG = {"kernel_size": ..., "stride": None, "padding": 0, "ceil_mode": False, "count_include_pad": True}
_LP = {"norm_type": ..., "kernel_size": ..., "stride": None, "ceil_mode": False}
MaxPool2d = _plain("MaxPool2d", ops.max_pool2d, "Largest entry of each window.", **_MAX)
MaxPool1d = _plain("MaxPool1d", ops.max_pool1d, "Largest entry of each window of (N, C, L).", **_MAX)
AvgPool2d = _plain("AvgPool2d", ops.avg_pool2d, "Average of each window.", **_AVG)
AvgPool1d = _plain("AvgPool1d", ops.avg_pool1d, "Average of each window of (N, C, L).", **_AVG)
LPPool2d = _plain("LPPool2d", ops.lp_pool2d, "Power mean of each window.", **_LP)
LPPool1d = _plain("LPPool1d", ops.lp_pool1d, "Power mean of each window of (N, C, L).", **_LP)
AdaptiveAvgPool2d = _plain(
    "AdaptiveAvgPool2d", ops.adaptive_avg_pool2d, "Averages to a given size.", output_size=...
)
AdaptiveAvgPool1d = _plain(
    "AdaptiveAvgPool1d", ops.adaptive_avg_pool1d, "Averages to a given length.", output_size=...
)
MSELoss = _plain("MSELoss", ops.mse_loss, "Mean squared error.", reduction="mean")
L1Loss = _plain("L1Loss", ops.l1_loss, "Mean absolute error.", reduction="mean")
NLLLoss = _plain("NLLLoss", ops.nll_loss, "-input[target] of log-probabilities.", reduction="mean")
BCELoss = _plain(
    "BCELoss", ops.binary_cross_entropy, "Cross-entropy of probabilities and 0/1.", reduction="mean"
)
BCEWithLogitsLoss = _plain(
    "BCEWithLogitsLoss",
    ops.binary_cross_entropy_with_logits,
    "Cross-entropy of scores and 0/1.",
    reduction="mean",
    pos_weight=None,
)
SoftMarginLoss = _plain(
    "SoftMarginLoss", ops.soft_margin_loss, "Logistic loss of scores and +-1.", reduction="mean"
)
CrossEntropyLoss = _plain(
    "CrossEntropyLoss",
    ops.cross_entropy,
    "Cross-entropy of scores and labels.",
    weight=None,
    ignore_index=-100,
    reduction="mean",
    label_smoothing=0.0,
)
