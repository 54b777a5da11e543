"""The networks of the lectures by name; `counting.py` counts what their layers cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from course_lib.widgets.architecture import plain
from course_lib.widgets.architecture.plain import Network, vgg
from course_lib.widgets.architecture.residual import densenet, resnet, resnext, se_resnet

PRESETS: dict[str, Callable[[], Network]] = {
    "lenet5": plain.lenet5,
    "mlp": plain.mlp,
    "alexnet": plain.alexnet,
    "alexnet_single": lambda: plain.alexnet(single=True),
    "zfnet": plain.zfnet,
    "vgg11": lambda: vgg(11),
    "vgg13": lambda: vgg(13),
    "vgg16": lambda: vgg(16),
    "vgg19": lambda: vgg(19),
    "googlenet": plain.googlenet,
    "resnet18": lambda: resnet(18),
    "resnet50": lambda: resnet(50),
    "densenet121": lambda: densenet(121),
    "resnext50": lambda: resnext(50),
    "se_resnet50": lambda: se_resnet(50),
    "seven_inputs": plain.seven_inputs,
    "picture_dense": plain.picture_dense,
    "picture_local": plain.picture_local,
    "picture_shared": plain.picture_shared,
    "picture_colour": plain.picture_colour,
}
MORE: dict[str, Callable[[], Network]] = {  # counted for the chart of accuracy against cost
    **PRESETS,
    **{f"resnet{d}": (lambda d=d: resnet(d)) for d in (34, 101, 152)},  # type: ignore[misc]
    **{f"densenet{d}": (lambda d=d: densenet(d)) for d in (169, 201)},  # type: ignore[misc]
    **{f"se_resnet{d}": (lambda d=d: se_resnet(d)) for d in (101, 152)},  # type: ignore[misc]
    "resnext101": lambda: resnext(101),
    "squeezenet": plain.squeezenet,
}


@cache
def network(name: str) -> Network:
    """A network of the lectures by its name."""
    return MORE[name]()
