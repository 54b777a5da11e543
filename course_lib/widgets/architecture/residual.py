"""Networks with shortcuts: residual blocks and their relatives, and densely connected blocks."""

from __future__ import annotations

from typing import Any

from course_lib.widgets.architecture.plain import IMAGENET, Layer, Network, conv, linear, maxpool

STAGES = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def residual(name: str, width: int, stride: int, project: bool, **variant: Any) -> Layer:
    """A residual block: the layers of one path are added to the input, or to its projection."""
    groups, out = variant.get("groups", 1), variant.get("out", width)
    late = variant.get("late", False)  # the 3×3 takes the step instead of the first 1×1
    step: Layer = {"stride": stride} if stride > 1 else {}
    if out == width:  # the plain block of two 3×3
        body = [
            conv("3×3", width, 3, padding=1, norm=True, **step),
            conv("3×3 again", width, 3, padding=1, norm=True),
        ]
    else:
        many: Layer = {"groups": groups} if groups > 1 else {}
        body = [
            conv("1×1 down", width, 1, norm=True, **({} if late else step)),
            conv("3×3", width, 3, padding=1, norm=True, **(step if late else {}), **many),
            conv("1×1 up", out, 1, norm=True),
        ]
    if variant.get("se"):
        body.append({"kind": "se", "name": "squeeze-excite", "reduction": 16})
    shortcut = [conv("projection", out, 1, norm=True, **step)] if project else []
    return {"kind": "sum", "name": name, "branches": [body, shortcut]}


def resnet(
    depth: int, name: str = "", title: str = "", source: str = "", base: int = 64, **variant: Any
) -> Network:
    """ResNet, and with other widths, groups and gates its relatives."""
    layers = [conv("conv1", 64, 7, stride=2, padding=3, norm=True), maxpool("pool1", 3, 2, padding=1)]
    for stage, times in enumerate(STAGES[depth]):
        width = base << stage
        out = 256 << stage if depth >= 50 else width
        rest = {**variant, "out": out}
        stride = 2 if stage else 1
        layers.append(residual(f"conv{stage + 2}_1", width, stride, stage > 0 or out != 64, **rest))
        layers.append(
            {**residual(f"conv{stage + 2}_#", width, 1, False, **rest), "repeat": times - 1, "first": 2}
        )
    layers += [{"kind": "globalpool", "name": "average"}, linear("fc", 1000, act="softmax")]
    source = source or "He, Zhang, Ren and Sun, CVPR 2016"
    return Network(name or f"resnet{depth}", title or f"ResNet-{depth} (2015)", IMAGENET, layers, source)


def resnext(depth: int) -> Network:
    """ResNeXt 32×4d: the 3×3 in 32 groups."""
    title, source = f"ResNeXt-{depth} 32×4d (2017)", "Xie et al., CVPR 2017"
    return resnet(depth, f"resnext{depth}", title, source, base=128, groups=32, late=True)


def se_resnet(depth: int) -> Network:
    """SE-ResNet: a gate a channel, computed from the averages of all channels."""
    title, source = f"SE-ResNet-{depth} (2018)", "Hu, Shen and Sun, CVPR 2018"
    return resnet(depth, f"se_resnet{depth}", title, source, se=True)


DENSE = {121: (6, 12, 24, 16), 169: (6, 12, 32, 32), 201: (6, 12, 48, 32)}


def densenet(depth: int) -> Network:
    """DenseNet-BC with growth 32: each layer reads the stacked maps of all before it in its block."""
    norm = {"kind": "norm", "name": "norm"}
    grow = [norm, conv("1×1", 128, 1, norm=True), conv("3×3", 32, 3, padding=1, bias=False)]
    layers = [conv("conv1", 64, 7, stride=2, padding=3, norm=True), maxpool("pool1", 3, 2, padding=1)]
    channels = 64
    for k, times in enumerate(DENSE[depth], start=1):
        body = [{"kind": "concat", "name": "layer #", "branches": [[], grow], "repeat": times}]
        layers.append({"kind": "block", "name": f"dense block {k}", "body": body})
        channels += 32 * times
        if k < 4:
            channels //= 2
            half = [norm, conv("1×1", channels, 1, bias=False)]
            half.append({"kind": "avgpool", "name": "average", "kernel": 2, "stride": 2})
            layers.append({"kind": "block", "name": f"transition {k}", "body": half})
    layers += [norm, {"kind": "globalpool", "name": "average"}, linear("classifier", 1000, act="softmax")]
    source = "Huang, Liu, van der Maaten and Weinberger, CVPR 2017"
    return Network(f"densenet{depth}", f"DenseNet-{depth} (2016)", IMAGENET, layers, source)
