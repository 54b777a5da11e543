"""The recurrent cells that UnrolledRNN opens with: one trained on a word, the others set by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib.widgets.rnn.math import Cell
from course_lib.widgets.sequences.input import one_hot

HELO = ["h", "e", "l", "o"]
TITLES = {
    "hello": "hello: the next letter",
    "fading": "One unit: a fading pulse",
    "counter": "A counter (ReLU)",
    "wave": "A wave: the next value",
    "copy": "Read three, write three",
}


def _arrays(**parts: Any) -> Cell:
    nonlinearity = parts.pop("nonlinearity", "tanh")
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in parts.items()}
    arrays.setdefault("h0", np.zeros(len(arrays["wh"])))
    arrays.setdefault("b", np.zeros(len(arrays["wh"])))
    arrays.setdefault("by", np.zeros(len(arrays["wy"])))
    return Cell(**arrays, nonlinearity=nonlinearity)


def _hello() -> dict[str, Any]:
    cell = _arrays(
        wx=[[0.7, -0.4, -0.3, 0], [-0.8, 0, 0.8, 0], [0.6, -0.4, -0.2, 0]],
        wh=[[0, 1.3, 0], [-0.7, 0.4, -0.7], [-0.1, 1.3, 0]],
        b=[0.2, -0.8, 0.2],
        wy=[[-0.1, 0, -0.1], [1.0, -1.8, 0.9], [-1.7, -0.1, -1.8], [0.9, 1.9, 1.0]],
        by=[-1.1, 0.1, 1.0, 0.1],
    )
    return {"cell": cell, "x": one_hot("hell", HELO), "text": "hell", "alphabet": HELO,
            "pattern": "many-to-many", "outputs": 4, "feed": "letter", "at": (4, 6)}  # fmt: skip


def _fading() -> dict[str, Any]:
    cell = _arrays(wx=[[1]], wh=[[0.8]], wy=[[1]])
    return {"cell": cell, "x": np.eye(12)[:, :1], "pattern": "many-to-one", "at": (12, 0)}


def _counter() -> dict[str, Any]:
    cell = _arrays(wx=[[1]], wh=[[1]], wy=[[1]], nonlinearity="relu")
    x = np.array([[1.0, 0, 1, 1, 0, 0, 1, 0]]).T
    return {"cell": cell, "x": x, "pattern": "many-to-one", "at": (8, 0)}


def _wave() -> dict[str, Any]:
    # Two units keep the last two values, scaled down to where tanh is almost a straight line;
    # a sine of 8 steps a period obeys x(t+1) = sqrt(2) x(t) - x(t-1).
    cell = _arrays(wx=[[0.1], [0]], wh=[[0, 0], [1, 0]], wy=[[14.14, -10]])
    x = np.round(np.sin(np.arange(10) * np.pi / 4), 3)[:, None]
    return {"cell": cell, "x": x, "pattern": "many-to-many", "at": (10, 0)}


def _copy() -> dict[str, Any]:
    cell = _arrays(wx=[[1], [0], [0], [0]], wh=np.eye(4, k=-1), wy=[[0, 0, 0, 1]], nonlinearity="relu")
    return {
        "cell": cell,
        "x": np.array([[3.0], [1], [2]]),
        "pattern": "encoder-decoder",
        "outputs": 3,
        "at": (4, 3),
    }


MAKERS = {"hello": _hello, "fading": _fading, "counter": _counter, "wave": _wave, "copy": _copy}


def preset(name: str) -> dict[str, Any]:
    """The cell, the sequence and the pattern called `name`, every field filled in."""
    made = MAKERS[name]()
    return {"name": name, "title": TITLES[name], "text": "", "alphabet": [], "outputs": len(made["x"]),
            "feed": "", **made}  # fmt: skip
