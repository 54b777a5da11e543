"""Networks whose layers follow one another or run side by side, and the lecture's counts of connections."""

from __future__ import annotations

from typing import Any, NamedTuple

Layer = dict[str, Any]
IMAGENET = (3, 224, 224)


class Network(NamedTuple):
    """A network: what it is called, what it reads, its layers, where its description comes from."""

    name: str
    title: str
    input: tuple[int, ...]
    layers: list[Layer]
    source: str = ""


def conv(name: str, out: int, kernel: Any, **rest: Any) -> Layer:
    """A convolution; `norm` means batch normalisation after it, and then no bias."""
    return {"kind": "conv", "name": name, "out": out, "kernel": kernel, **rest}


def maxpool(name: str, kernel: int, stride: int, **rest: Any) -> Layer:
    """Max pooling."""
    return {"kind": "maxpool", "name": name, "kernel": kernel, "stride": stride, **rest}


def linear(name: str, out: int, **rest: Any) -> Layer:
    """A dense layer: it reads all that comes in."""
    return {"kind": "linear", "name": name, "out": out, **rest}


def lenet5() -> Network:
    """LeNet-5 as printed in 1998, with the sparse table between S2 and C3 and the fixed output units."""
    layers = [
        conv("C1", 6, 5, act="tanh"),
        {"kind": "subsample", "name": "S2", "kernel": 2, "stride": 2},
        conv("C3", 16, 5, pairs=60, act="tanh"),
        {"kind": "subsample", "name": "S4", "kernel": 2, "stride": 2},
        conv("C5", 120, 5, act="tanh"),
        linear("F6", 84, act="tanh"),
        {"kind": "rbf", "name": "output", "out": 10},
    ]
    source = "LeCun, Bottou, Bengio and Haffner, Proceedings of the IEEE, 1998"
    return Network("lenet5", "LeNet-5 (1998)", (1, 32, 32), layers, source)


def alexnet(single: bool = False) -> Network:
    """AlexNet: as published, in two groups, or the later variant in a single tower."""
    widths = (64, 192, 384, 256, 256) if single else (96, 256, 384, 384, 256)
    kernels, strides, paddings = (11, 5, 3, 3, 3), (4, 1, 1, 1, 1), (2, 2, 1, 1, 1)
    groups = (1, 1, 1, 1, 1) if single else (1, 2, 1, 2, 2)
    layers = []
    for k in range(5):
        more: Layer = {"padding": paddings[k], "act": "relu"}
        if strides[k] > 1:
            more["stride"] = strides[k]
        if groups[k] > 1:
            more["groups"] = groups[k]
        layers.append(conv(f"conv{k + 1}", widths[k], kernels[k], **more))
        if k in (0, 1, 4):
            layers.append(maxpool(f"pool{k + 1}", 3, 2))
    layers += classifier()
    if single:
        source = "Krizhevsky, arXiv:1404.5997, 2014, as built in torchvision"
        return Network("alexnet_single", "AlexNet, single tower (2014)", IMAGENET, layers, source)
    source = "Krizhevsky, Sutskever and Hinton, NIPS 2012"
    return Network("alexnet", "AlexNet, two groups (2012)", IMAGENET, layers, source)


def classifier(start: int = 6) -> list[Layer]:
    """The three dense layers that AlexNet, ZFNet and VGG share."""
    return [linear(f"fc{start}", 4096, act="relu"), linear(f"fc{start + 1}", 4096, act="relu"),
            linear(f"fc{start + 2}", 1000, act="softmax")]  # fmt: skip


def zfnet() -> Network:
    """ZFNet: AlexNet with smaller first windows and steps."""
    layers = [
        conv("conv1", 96, 7, stride=2, padding=1, act="relu"),
        maxpool("pool1", 3, 2, padding=1),
        conv("conv2", 256, 5, stride=2, act="relu"),
        maxpool("pool2", 3, 2, padding=1),
        *(conv(f"conv{k}", n, 3, padding=1, act="relu") for k, n in ((3, 384), (4, 384), (5, 256))),
        maxpool("pool5", 3, 2),
        *classifier(),
    ]
    return Network("zfnet", "ZFNet (2013)", IMAGENET, layers, "Zeiler and Fergus, ECCV 2014")


VGG = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


def vgg(depth: int) -> Network:
    """VGG with 11, 13, 16 or 19 learned layers."""
    layers: list[Layer] = []
    for stage, (times, out) in enumerate(zip(VGG[depth], (64, 128, 256, 512, 512), strict=True), start=1):
        layers.append(conv(f"conv{stage}_#", out, 3, padding=1, act="relu", repeat=times))
        layers.append(maxpool(f"pool{stage}", 2, 2))
    source = "Simonyan and Zisserman, ICLR 2015"
    return Network(f"vgg{depth}", f"VGG-{depth} (2014)", IMAGENET, layers + classifier(), source)


# branch widths: 1×1, 3×3 reduced and full, 5×5 reduced and full, projection after the pool
INCEPTION = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64), "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64), "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128), "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}  # fmt: skip


def inception(name: str) -> Layer:
    """Four paths side by side, their maps stacked."""
    one, three_in, three, five_in, five, pool = INCEPTION[name]
    branches = [
        [conv("1×1", one, 1)],
        [conv("before 3×3", three_in, 1), conv("3×3", three, 3, padding=1)],
        [conv("before 5×5", five_in, 1), conv("5×5", five, 5, padding=2)],
        [maxpool("pool", 3, 1, padding=1), conv("after pool", pool, 1)],
    ]
    return {"kind": "concat", "name": f"inception {name}", "branches": branches}


def googlenet() -> Network:
    """GoogLeNet from its paper's table, without the two auxiliary classifiers."""
    layers = [
        conv("conv1", 64, 7, stride=2, padding=3),
        maxpool("pool1", 3, 2, ceil=True),
        conv("reduce2", 64, 1),
        conv("conv2", 192, 3, padding=1),
        maxpool("pool2", 3, 2, ceil=True),
        *(inception(name) for name in ("3a", "3b")),
        maxpool("pool3", 3, 2, ceil=True),
        *(inception(name) for name in ("4a", "4b", "4c", "4d", "4e")),
        maxpool("pool4", 3, 2, ceil=True),
        *(inception(name) for name in ("5a", "5b")),
        {"kind": "globalpool", "name": "average"},
        linear("classifier", 1000, act="softmax"),
    ]
    return Network("googlenet", "GoogLeNet (2014)", IMAGENET, layers, "Szegedy et al., CVPR 2015")


def squeezenet() -> Network:
    """SqueezeNet 1.0: 1×1 convolutions narrow what the 3×3 read."""

    def fire(k: int, narrow: int, wide: int) -> Layer:
        paths = [[conv("1×1", wide, 1)], [conv("3×3", wide, 3, padding=1)]]
        body = [conv("squeeze", narrow, 1), {"kind": "concat", "name": "expand", "branches": paths}]
        return {"kind": "block", "name": f"fire{k}", "body": body}

    widths = {
        2: (16, 64),
        3: (16, 64),
        4: (32, 128),
        5: (32, 128),
        6: (48, 192),
        7: (48, 192),
        8: (64, 256),
        9: (64, 256),
    }
    layers = [conv("conv1", 96, 7, stride=2), maxpool("pool1", 3, 2, ceil=True)]
    for k, (narrow, wide) in widths.items():
        layers.append(fire(k, narrow, wide))
        if k in (4, 8):
            layers.append(maxpool(f"pool{k}", 3, 2, ceil=True))
    layers += [
        conv("conv10", 1000, 1),
        {"kind": "globalpool", "name": "average"},
        {"kind": "softmax", "name": "softmax"},
    ]
    return Network(
        "squeezenet", "SqueezeNet 1.0 (2016)", IMAGENET, layers, "Iandola et al., arXiv:1602.07360"
    )


def mlp() -> Network:
    """The lecture's digit network without convolutions."""
    layers = [linear("hidden 1", 256, act="relu"), linear("hidden 2", 256, act="relu"), linear("output", 10)]
    return Network("mlp", "Dense 784-256-256-10", (1, 28, 28), layers, "the lecture's network for MNIST")


# The lecture's counts of connections: what is printed there has no biases.


def seven_inputs() -> Network:
    """Seven inputs and three units: 21, 9 or 3 weights."""
    layer = conv("3 units", 1, [1, 3], stride=[1, 2], bias=False)
    return Network("seven_inputs", "7 inputs, 3 units (21, 9, 3)", (1, 1, 7), [layer], "the lecture")


def picture_dense() -> Network:
    """A dense layer of 40,000 units on a grey picture of 200 × 200."""
    return Network("picture_dense", "200×200: dense, 40K units", (1, 200, 200),
                   [linear("dense", 40_000, bias=False)], "Ranzato's drawings in the lecture")  # fmt: skip


def picture_local() -> Network:
    """40,000 units that each see 10 × 10 pixels."""
    layer = {"kind": "local", "name": "local", "out": 1, "kernel": 10, "same": True, "bias": False}
    return Network(
        "picture_local", "200×200: local 10×10", (1, 200, 200), [layer], "Ranzato's drawings in the lecture"
    )


def picture_shared() -> Network:
    """100 filters of 10 × 10 that slide over the picture."""
    layer = conv("100 filters", 100, 10, same=True, bias=False)
    return Network("picture_shared", "200×200: 100 filters 10×10", (1, 200, 200), [layer],
                   "Ranzato's drawings in the lecture")  # fmt: skip


def picture_colour() -> Network:
    """A dense layer from a colour picture to one of its own size."""
    return Network("picture_colour", "200×200×3: dense to its own size", (3, 200, 200),
                   [linear("dense", 120_000, bias=False)], "the lecture")  # fmt: skip
