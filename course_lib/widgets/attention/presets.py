"""The attention that AttentionViewer opens with: set by hand, so that each weight has a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TITLES = {
    "sentence": "Self-attention over a sentence",
    "dates": "A date translated",
    "causal": "Looking back only",
    "wide": "64 numbers a key: why √d",
}
KINDS = {"the": 2, "cat": 0, "sat": 1, "on": 2, "mat": 0, "because": 2, "it": 3, "was": 1, "tired": 3}


def _circle(n: int, shift: int = 0) -> Array:
    """Places up to 10 on two circles, (n, 4): the product of two rows is largest where the places agree."""
    angle = 2 * np.pi * (np.arange(n) + shift)[:, None] / 14 * np.array([2, 3])
    return np.round(np.concatenate([np.cos(angle), np.sin(angle)], axis=1), 2)


def _dates() -> dict[str, Any]:
    source, target = list("21 nov 2026"), list("2026-11-21")
    # A role (day, month, year, gap) and a place within it (four places): a key is 2 at both, a query 6.
    roles = {"d": 0, "m": 1, "y": 2, "-": 3}
    key_code = ["d0", "d1", "-", "m", "m", "m", "-", "y0", "y1", "y2", "y3"]
    query_code = ["y0", "y1", "y2", "y3", "-", "m", "m", "-", "d0", "d1"]

    def rows(codes: list[str], size: float) -> Array:
        out = np.zeros((len(codes), 8))
        for row, code in zip(out, codes, strict=True):
            row[roles[code[0]]] = size
            if len(code) > 1:
                row[4 + int(code[1])] = size
        return out

    value = np.array([[float(c) if c.isdigit() else 0, 11 if c in "nov" else 0] for c in source])
    return {"q": rows(query_code, 6)[None, None], "k": rows(key_code, 2)[None, None], "v": value[None, None],
            "source": source, "target": target, "query": 3, "key": 10}  # fmt: skip


def _sentence() -> dict[str, Any]:
    words = ["the", "cat", "sat", "on", "the", "mat", "because", "it", "was", "tired"]
    n = len(words)
    kind = np.eye(4)[[KINDS[w] for w in words]]
    noun, verb, animate = kind[:, 0], kind[:, 1], np.array([w == "cat" for w in words], float)
    before = (3 * _circle(n, -1), 1.5 * _circle(n))
    same = (3 * kind, 2 * kind)
    ask = np.stack([3 * kind[:, 3], 2 * verb, noun, kind[:, 2]], axis=1)
    offer = np.stack([2 * animate + 0.8 * noun, noun + animate, noun, kind[:, 2]], axis=1)
    after = (3 * _circle(n, 1), 1.5 * _circle(n))
    heads = [[before, same], [(ask, offer), after]]
    value = np.stack([noun, verb, animate], axis=1)
    q = np.array([[head[0] for head in layer] for layer in heads])
    k = np.array([[head[1] for head in layer] for layer in heads])
    v = np.broadcast_to(value, (2, 2, n, 3)).copy()
    return {"q": q, "k": k, "v": v, "source": words, "target": words,
            "layer": 1, "head": 0, "query": 7, "key": 1}  # fmt: skip


def _causal() -> dict[str, Any]:
    words = ["to", "be", "or", "not", "to", "be"]
    code = np.eye(4)[[["to", "be", "or", "not"].index(w) for w in words]]
    q = np.stack([2 * code, 3 * _circle(6, -1)])[None]
    k = np.stack([2 * code, 1.5 * _circle(6)])[None]
    return {"q": q, "k": k, "v": np.broadcast_to(code, (1, 2, 6, 4)).copy(), "source": words, "target": words,
            "query": 4, "key": 0, "causal": True}  # fmt: skip


def _wide() -> dict[str, Any]:
    rng = np.random.default_rng(7)
    q, k = np.round(rng.normal(size=(2, 1, 1, 6, 64)), 1)
    words = ["a", "b", "c", "d", "e", "f"]
    return {
        "q": q,
        "k": k,
        "v": np.eye(6)[None, None, :, :3],
        "source": words,
        "target": words,
        "query": 2,
        "key": 1,
    }


MAKERS = {"sentence": _sentence, "dates": _dates, "causal": _causal, "wide": _wide}


def preset(name: str) -> dict[str, Any]:
    """Queries q (layers, heads, L, d), k (.., S, d), v (.., S, e), the words and what is chosen."""
    return {"name": name, "title": TITLES[name], "layer": 0, "head": 0, "causal": False, **MAKERS[name]()}
