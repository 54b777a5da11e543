"""The lectures' examples of output sizes."""

from __future__ import annotations

from typing import Any

from course_lib.widgets.stride_padding.math import layer


def _one(title: str, side: Any, note: str = "", rule: str = "floor", **settings: Any) -> dict[str, Any]:
    given = [side, side, 1] if isinstance(side, int) else list(side)
    return {"title": title, "input": given, "layers": [layer(**settings)], "note": note, "rule": rule}


def _stack(title: str, given: list[int], *layers: dict[str, Any], note: str = "") -> dict[str, Any]:
    return {"title": title, "input": given, "layers": list(layers), "note": note, "rule": "floor"}


KEEP = "A border of (k − 1) / 2 keeps the size at stride 1, for odd k."
PRESETS: dict[str, dict[str, Any]] = {
    "seven_3": _one(
        "7×7, 3×3 filter, stride 3: does it fit?",
        7,
        kernel=3,
        stride=3,
        note="(7 − 3) / 3 + 1 = 2.33: the slide says it cannot be applied; torch makes it 2.",
    ),
    "seven_1": _one("7×7, 3×3 filter, stride 1: 5×5", 7, kernel=3),
    "seven_2": _one("7×7, 3×3 filter, stride 2: 3×3", 7, kernel=3, stride=2),
    "seven_4": _one(
        "7×7, 3×3 filter, stride 4: 2×2",
        7,
        kernel=3,
        stride=4,
        note="Stride 4 divides, but row and column 4 lie between windows, never read.",
    ),
    "seven_pad_1": _one("7×7, stride 1, border of 1: 7×7 again", 7, kernel=3, padding=1, note=KEEP),
    "seven_pad_2": _one("7×7, stride 1, border of 2: 9×9", 7, kernel=3, padding=2),
    "seven_3_pad_1": _one("7×7, stride 3, border of 1: now it fits", 7, kernel=3, stride=3, padding=1),
    "border": _one(
        "4×4, 2×2 filter, border of 1: 5×5",
        4,
        kernel=2,
        padding=1,
        note="Borders of 0, 1 and 2 give 3, 5 and 7: an even filter never keeps the size.",
    ),
    "line": _one(
        "7 inputs in a row, three each, stride 2: 3 units",
        (1, 7, 1),
        kernel=(1, 3),
        stride=(1, 2),
        note="Three units of three inputs: 9 connections, but 3 weights when they share.",
    ),
    "twenty_eight": _one("28×28, 3×3 filters, 32 of them: 26×26×32", 28, kernel=3, filters=32),
    "ten": _one(
        "32×32×3, ten 5×5 filters, border of 2: 760",
        (32, 32, 3),
        kernel=5,
        padding=2,
        filters=10,
        note="10 · (5·5·3 + 1) = 760 weights and biases.",
    ),
    "shrinking": _stack(
        "32 → 28 → 24: repeated 5×5 convolutions",
        [32, 32, 3],
        layer(kernel=5, filters=6),
        layer(kernel=5, filters=10),
        note="The second layer's filters are 5×5×6: as deep as the maps before, not 5×5×3.",
    ),
    "keeping": _stack(
        "Filters of 3, 5 and 7 that keep 11×11",
        [11, 11, 1],
        layer(kernel=3, padding=1),
        layer(kernel=5, padding=2),
        layer(kernel=7, padding=3),
        note=KEEP,
    ),
    "lenet": _stack(
        "LeNet-5: 32, 28, 14, 10, 5, 1",
        [32, 32, 1],
        layer(kernel=5, filters=6),
        layer("pool", kernel=2),
        layer(kernel=5, filters=16),
        layer("pool", kernel=2),
        layer(kernel=5, filters=120),
        note="The last convolution sees 5×5 maps with 5×5 filters: one number each, like a dense layer.",
    ),
}
