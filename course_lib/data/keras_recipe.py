"""What Keras 3 says to the lecture's recipe, recorded, so that it can be compared without Keras.

`tests/engine/record_keras.py` writes the record wherever Keras is installed; the course never needs it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHAPES = ((3, 3, 1, 32), (32,), (5408, 128), (128,), (128, 10), (10,))


def keras_recipe() -> dict[str, Any]:
    """The record: `version`; `refused`, what Keras answers to old arguments; `layers`, each with its name,
    output shape and parameters; `stride_trap`, kernel and strides of ``Conv2D(32, 3, 3)``; `defaults` of
    weights and optimiser; `evaluate`, the names of what it returns; `probabilities` (5, 10) of the first five
    embedded test digits, 28x28, with `keras_weights()`.

    >>> sum(count for _, _, count in keras_recipe()["layers"])
    693962
    """
    text = Path(__file__).with_name("keras_recipe.json").read_text(encoding="utf-8")
    return json.loads(text)


def keras_weights() -> list[NDArray[np.float32]]:
    """Weights for the recipe in Keras's shapes: (KH, KW, C, kernels), (kernels,), (inputs, units), ...

    They are drawn, not trained: they serve to compare engines.

    >>> [w.shape for w in keras_weights()][:3]
    [(3, 3, 1, 32), (32,), (5408, 128)]
    """
    rng = np.random.default_rng(3)
    spread = [np.sqrt(2 / np.prod(shape[:-1])) if len(shape) > 1 else 0.1 for shape in SHAPES]
    drawn = [rng.normal(0, s, shape) for s, shape in zip(spread, SHAPES, strict=True)]
    return [w.astype(np.float32) for w in drawn]
