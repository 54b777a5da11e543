"""Published errors on ImageNet, each with its source, beside our own counts of what the networks cost."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from course_lib.widgets.architecture.counting import count, total
from course_lib.widgets.architecture.networks import network

SOURCES = {
    "torchvision": "torchvision documentation, table of pretrained models: one crop, validation set",
    "senet": "Hu, Shen and Sun, CVPR 2018, table 2 (on the lecture's slide): one crop, validation set",
    "densenet": "Huang et al., CVPR 2017, table 3: one crop, validation set",
    "challenge": "He et al., CVPR 2016, table 5, and Krizhevsky et al., 2012: challenge entries on the "
    "test set, most of them several networks together",
}
# network, top-1 error in percent (None where the source has none), top-5 error in percent
ERRORS: dict[str, tuple[tuple[str, float | None, float], ...]] = {
    "torchvision": (
        ("alexnet_single", 43.45, 20.91), ("squeezenet", 41.90, 19.58), ("vgg11", 30.98, 11.37),
        ("vgg13", 30.07, 10.75), ("vgg16", 28.41, 9.62), ("vgg19", 27.62, 9.12), ("resnet18", 30.24, 10.92),
        ("resnet34", 26.70, 8.58), ("resnet50", 23.85, 7.13), ("resnet101", 22.63, 6.44),
        ("resnet152", 21.69, 5.94),
        ("densenet121", 25.35, 7.83), ("densenet169", 24.00, 7.00), ("densenet201", 22.80, 6.43),
    ),
    "senet": (
        ("vgg16", 27.02, 8.81), ("resnet50", 24.80, 7.48), ("resnet101", 23.17, 6.52),
        ("resnet152", 22.42, 6.34),
        ("resnext50", 22.11, 5.90), ("resnext101", 21.18, 5.57), ("se_resnet50", 23.29, 6.62),
        ("se_resnet101", 22.38, 6.07), ("se_resnet152", 21.57, 5.73),
    ),
    "densenet": (("densenet121", 25.02, 7.71), ("densenet169", 23.80, 6.85), ("densenet201", 22.58, 6.34)),
    "challenge": (("alexnet", None, 16.4), ("vgg19", None, 7.32), ("googlenet", None, 6.66),
                  ("resnet152", None, 3.57)),
}  # fmt: skip


@lru_cache(maxsize=1)
def points() -> tuple[dict[str, Any], ...]:
    """The points of the chart: name, source, accuracies in percent, multiply-adds, parameters, depth."""
    rows = []
    for source, errors in ERRORS.items():
        for name, top1, top5 in errors:
            made = network(name)
            sums = total(count(made.layers, made.input))
            rows.append({
                "name": made.title.split(" (")[0], "source": source,
                "top1": None if top1 is None else round(100 - top1, 2), "top5": round(100 - top5, 2),
                "macs": sums["macs_conv"] + sums["macs_dense"], "params": sums["trained"],
                "depth": sums["depth"],
            })  # fmt: skip
    return tuple(rows)
