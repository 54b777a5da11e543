"""The model zoo of chapters 17 to 20: the architectures that made the field, in PyTorch, one file each.

For ImageNet's 3x224x224: `alexnet`, `alexnet_groups`, `zfnet`, `vgg11` to `vgg19`, `googlenet`, `resnet18` to
`resnet152`, `densenet121`, `resnext50_32x4d`, `resnext101_32x8d`, `se_resnet50`, `se_resnext50_32x4d`,
`vit_b_16`. For 28x28 and 32x32, in a minute on two cores: `lenet5` and NAME_small(in_channels=1,
num_classes=10) of each, such as `resnet_small`; for text `gpt_small(vocabulary, context)`.
`summary(model, input_shape)` counts what a model costs, `PUBLISHED` holds what papers say it costs,
`load_pretrained(model, name)` fetches weights on request.

The names load on first use: importing this room does not import torch.

>>> from course_lib import zoo
>>> zoo.summary(zoo.resnet_small(depth=8), (1, 28, 28)).parameters
75002
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.zoo.alexnet import AlexNet as AlexNet
    from course_lib.zoo.alexnet import alexnet as alexnet
    from course_lib.zoo.alexnet import alexnet_groups as alexnet_groups
    from course_lib.zoo.alexnet import alexnet_small as alexnet_small
    from course_lib.zoo.densenet import DenseNet as DenseNet
    from course_lib.zoo.densenet import StackingBlock as StackingBlock
    from course_lib.zoo.densenet import densenet121 as densenet121
    from course_lib.zoo.densenet import densenet_small as densenet_small
    from course_lib.zoo.googlenet import GoogLeNet as GoogLeNet
    from course_lib.zoo.googlenet import Inception as Inception
    from course_lib.zoo.googlenet import googlenet as googlenet
    from course_lib.zoo.googlenet import googlenet_small as googlenet_small
    from course_lib.zoo.gpt import GPT as GPT
    from course_lib.zoo.gpt import gpt_small as gpt_small
    from course_lib.zoo.lenet import LeNet5 as LeNet5
    from course_lib.zoo.lenet import lenet5 as lenet5
    from course_lib.zoo.pretrained import load_pretrained as load_pretrained
    from course_lib.zoo.published import PUBLISHED as PUBLISHED
    from course_lib.zoo.residual import BasicBlock as BasicBlock
    from course_lib.zoo.residual import Bottleneck as Bottleneck
    from course_lib.zoo.resnet import ResNet as ResNet
    from course_lib.zoo.resnet import SmallResNet as SmallResNet
    from course_lib.zoo.resnet import resnet18 as resnet18
    from course_lib.zoo.resnet import resnet34 as resnet34
    from course_lib.zoo.resnet import resnet50 as resnet50
    from course_lib.zoo.resnet import resnet101 as resnet101
    from course_lib.zoo.resnet import resnet152 as resnet152
    from course_lib.zoo.resnet import resnet_small as resnet_small
    from course_lib.zoo.resnext import resnext50_32x4d as resnext50_32x4d
    from course_lib.zoo.resnext import resnext101_32x8d as resnext101_32x8d
    from course_lib.zoo.resnext import resnext_small as resnext_small
    from course_lib.zoo.senet import SEBasicBlock as SEBasicBlock
    from course_lib.zoo.senet import SEBottleneck as SEBottleneck
    from course_lib.zoo.senet import SqueezeExcitation as SqueezeExcitation
    from course_lib.zoo.senet import se_resnet50 as se_resnet50
    from course_lib.zoo.senet import se_resnet_small as se_resnet_small
    from course_lib.zoo.senet import se_resnext50_32x4d as se_resnext50_32x4d
    from course_lib.zoo.senet import se_resnext_small as se_resnext_small
    from course_lib.zoo.summary import Row as Row
    from course_lib.zoo.summary import Summary as Summary
    from course_lib.zoo.summary import summary as summary
    from course_lib.zoo.transformer import Block as Block
    from course_lib.zoo.transformer import SelfAttention as SelfAttention
    from course_lib.zoo.vgg import VGG as VGG
    from course_lib.zoo.vgg import vgg11 as vgg11
    from course_lib.zoo.vgg import vgg13 as vgg13
    from course_lib.zoo.vgg import vgg16 as vgg16
    from course_lib.zoo.vgg import vgg19 as vgg19
    from course_lib.zoo.vgg import vgg_small as vgg_small
    from course_lib.zoo.vit import VisionTransformer as VisionTransformer
    from course_lib.zoo.vit import vit_b_16 as vit_b_16
    from course_lib.zoo.vit import vit_small as vit_small
    from course_lib.zoo.zfnet import zfnet as zfnet
    from course_lib.zoo.zfnet import zfnet_small as zfnet_small

_ROOMS = {
    "lenet": ("LeNet5", "lenet5"),
    "alexnet": ("AlexNet", "alexnet", "alexnet_groups", "alexnet_small"),
    "zfnet": ("zfnet", "zfnet_small"),
    "vgg": ("VGG", "vgg11", "vgg13", "vgg16", "vgg19", "vgg_small"),
    "googlenet": ("GoogLeNet", "Inception", "googlenet", "googlenet_small"),
    "residual": ("BasicBlock", "Bottleneck"),
    "resnet": (
        "ResNet",
        "SmallResNet",
        "resnet18",
        "resnet34",
        "resnet50",
        "resnet101",
        "resnet152",
        "resnet_small",
    ),
    "densenet": ("DenseNet", "StackingBlock", "densenet121", "densenet_small"),
    "resnext": ("resnext50_32x4d", "resnext101_32x8d", "resnext_small"),
    "senet": (
        "SEBasicBlock",
        "SEBottleneck",
        "SqueezeExcitation",
        "se_resnet50",
        "se_resnext50_32x4d",
        "se_resnet_small",
        "se_resnext_small",
    ),
    "transformer": ("Block", "SelfAttention"),
    "vit": ("VisionTransformer", "vit_b_16", "vit_small"),
    "gpt": ("GPT", "gpt_small"),
    "summary": ("Row", "Summary", "summary"),
    "pretrained": ("load_pretrained",),
    "published": ("PUBLISHED",),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "GPT",
    "PUBLISHED",
    "VGG",
    "AlexNet",
    "BasicBlock",
    "Block",
    "Bottleneck",
    "DenseNet",
    "GoogLeNet",
    "Inception",
    "LeNet5",
    "ResNet",
    "Row",
    "SEBasicBlock",
    "SEBottleneck",
    "SelfAttention",
    "SmallResNet",
    "SqueezeExcitation",
    "StackingBlock",
    "Summary",
    "VisionTransformer",
    "alexnet",
    "alexnet_groups",
    "alexnet_small",
    "densenet121",
    "densenet_small",
    "googlenet",
    "googlenet_small",
    "gpt_small",
    "lenet5",
    "load_pretrained",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnet_small",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext_small",
    "se_resnet50",
    "se_resnet_small",
    "se_resnext50_32x4d",
    "se_resnext_small",
    "summary",
    "vgg11",
    "vgg13",
    "vgg16",
    "vgg19",
    "vgg_small",
    "vit_b_16",
    "vit_small",
    "zfnet",
    "zfnet_small",
]


class _Room(ModuleType):
    """The package itself: a file and a function may share a name (`summary`), the function is meant."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):  # what `import` does with a loaded file
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"course_lib.zoo has no attribute {name!r}; it has {', '.join(__all__)}")
    if _HOME[name] != "published" and find_spec("torch") is None:
        from course_lib.backend import TorchMissing

        raise TorchMissing()
    return getattr(import_module(f"course_lib.zoo.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
