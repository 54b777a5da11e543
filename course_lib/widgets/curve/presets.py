"""The curves that the fitter opens with."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.widgets.base import pack
from course_lib.widgets.curve.math import XS

CURVES = {
    "wave": ("A wave", 0.7 * np.sin(7 * XS) * (0.6 + 0.4 * XS)),
    "bend": ("A gentle bend", 1.2 * (1 - np.exp(-2.5 * (XS + 1))) - 0.6),
    "corner": ("A corner", 1.4 * np.abs(XS + 0.2) - 0.8),
    "jump": ("A jump", np.where(XS > 0.15, 0.6, -0.5)),
    "peaks": ("Three narrow peaks", sum(np.exp(-(((XS - c) / 0.06) ** 2)) for c in (-0.6, 0.1, 0.55)) - 0.5),
}
PRESETS: dict[str, dict[str, Any]] = {
    name: {"title": title, "_y": pack(y)} for name, (title, y) in CURVES.items()
}
