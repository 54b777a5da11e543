"""What was recorded elsewhere, so that a notebook can compare with it: Keras, and long trainings on MNIST.

`tests/engine/record_keras.py` asks Keras where it is installed; `python -m course_lib bench results` trains.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
SHAPES = ((3, 3, 1, 32), (32,), (5408, 128), (128,), (128, 10), (10,))


def keras_recipe() -> dict[str, Any]:
    """The record: `version`; `refused`, what Keras answers to old arguments; `layers`, each with its name,
    output shape and parameters; `stride_trap`, kernel and strides of ``Conv2D(32, 3, 3)``; `defaults` of
    weights and optimiser; `evaluate`, the names of what it returns; `probabilities` (5, 10) of the first five
    embedded test digits, 28x28, with `keras_weights()`.

    >>> sum(count for _, _, count in keras_recipe()["layers"])
    693962
    """
    return json.loads((HERE / "keras_recipe.json").read_text(encoding="utf-8"))


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


def mnist_results() -> list[dict[str, Any]]:
    """The runs that ``python -m course_lib bench results`` measured: one dictionary a training.

    Each has `network` ("recipe" or "lenet"), `engine` ("torch" or "numpy"), `seed`, `threads`, `parameters`,
    `pictures` (how many it learned from), `machine`, and `epochs`: test accuracy, training loss, and the CPU
    and wall seconds of training up to then.

    >>> {run["network"]: run["parameters"] for run in mnist_results()}
    {'recipe': 693962, 'lenet': 61706}
    """
    return json.loads((HERE / "mnist_results.json").read_text(encoding="utf-8"))["runs"]


def scaling_results() -> list[dict[str, Any]]:
    """What `python -m course_lib.cli.scale` reported for one and two processes: one dictionary a run.

    The loop that wrote them stands in `docs/scaling.md`. Each has `network`, `workers`, `batch`,
    `pictures_per_second`, `machine` and what else the program reports.

    >>> sorted({run["workers"] for run in scaling_results()})
    [1, 2]
    """
    lines = (HERE / "scaling.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
