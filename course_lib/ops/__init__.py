"""Differentiable functions, value and gradient side by side; many are also methods of `Tensor`."""
# ruff: noqa: F401, I001
# fmt: off

from course_lib.ops.conv import conv1d, conv2d, conv_transpose1d, conv_transpose2d
from course_lib.ops.elementwise import (
    abs, add, clamp, cos, div, dropout, elu, exp, gelu, leaky_relu, log, log1p, logsigmoid, masked_fill,
    maximum, minimum, mul, neg, pow, relu, sigmoid, silu, sin, softplus, sqrt, sub, tanh, where,
)
from course_lib.ops.linalg import embedding, linear, matmul, scaled_dot_product_attention
from course_lib.ops.losses import (
    binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, l1_loss, mse_loss, nll_loss,
    soft_margin_loss,
)
from course_lib.ops.norm import batch_norm, layer_norm
from course_lib.ops.pool import (
    adaptive_avg_pool1d, adaptive_avg_pool2d, avg_pool1d, avg_pool2d, lp_pool1d, lp_pool2d, max_pool1d,
    max_pool2d,
)
from course_lib.ops.recurrent import (
    gru, gru_cell, lstm, lstm_cell, mgu, mgu_cell, rnn, rnn_cell,
)
from course_lib.ops.reduce import (
    amax, amin, argmax, argmin, log_softmax, logsumexp, mean, softmax, std, sum, var,
)
from course_lib.ops.shape import (
    cat, chunk, expand, flatten, pad, permute, reshape, split, squeeze, stack, transpose, unsqueeze,
)

__all__ = [name for name in dir() if not name.startswith("_") and callable(globals()[name])]
