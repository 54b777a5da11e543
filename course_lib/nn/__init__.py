"""Layers with the names, arguments, shapes, defaults and initial weights of `torch.nn`."""
# ruff: noqa: F401, I001
# fmt: off

from course_lib.nn import functional, init
from course_lib.nn.attention import MultiheadAttention
from course_lib.nn.layers import (
    ELU, GELU, AdaptiveAvgPool1d, AdaptiveAvgPool2d, AvgPool1d, AvgPool2d, BatchNorm1d, BatchNorm2d,
    BCELoss, BCEWithLogitsLoss, Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, CrossEntropyLoss,
    Dropout, Embedding, Flatten, Identity, L1Loss, LayerNorm, LeakyReLU, Linear, LogSoftmax, LPPool1d,
    LPPool2d, MaxPool1d, MaxPool2d, MSELoss, NLLLoss, ReLU, Sigmoid, SiLU, SoftMarginLoss, Softmax,
    Softplus, Tanh, Unflatten,
)
from course_lib.nn.module import Module, ModuleList, Parameter, Sequential
from course_lib.nn.recurrent import GRU, LSTM, MGU, RNN, GRUCell, LSTMCell, MGUCell, RNNCell

__all__ = [name for name in dir() if not name.startswith("_")]
