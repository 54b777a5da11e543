"""Label-preserving transforms of one picture, and dropout: drawn and computed as the browser does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.draws import normals, uniforms

Array = NDArray[np.float64]
SAMPLES = 8


def parameters(now: Mapping[str, Any], shape: tuple[int, ...], k: int) -> dict[str, Any]:
    """What is drawn for sample k; every number is always drawn, so that one transform does not move others.

    Args:
        now: seed, crop (pixels), mirror (bool), shift (pixels), rotation (degrees), brightness, alpha_std.
        shape: (H, W, C) of the picture.
        k: the number of the sample.

    Returns:
        row and column of the crop, mirror, brightness, down, right, angle, alphas (3,).
    """
    u = uniforms(7, now["seed"], 2 * k)
    c, reach = now["crop"], now["shift"]
    return {
        "row": int(u[0] * (shape[0] - c + 1)), "column": int(u[1] * (shape[1] - c + 1)),
        "mirror": bool(now["mirror"] and u[2] < 0.5), "brightness": float((2 * u[3] - 1) * now["brightness"]),
        "down": int(u[4] * (2 * reach + 1)) - reach, "right": int(u[5] * (2 * reach + 1)) - reach,
        "angle": float((2 * u[6] - 1) * now["rotation"]),
        "alphas": (now["alpha_std"] * normals(3, now["seed"], 2 * k + 1)).tolist(),
    }  # fmt: skip


def transformed(image: Array, drawn: Mapping[str, Any], crop: int, shift: ArrayLike, fill: str) -> Array:
    """One sample, (crop, crop, C): turned, shifted, cropped, mirrored, brightened, recoloured, cut to [0, 1].

    Args:
        image: (H, W, C) in [0, 1].
        drawn: of `parameters`.
        crop: side of the crop in pixels.
        shift: what is added to every pixel, (C,), as `colour_shift` gives it.
        fill: "edge" repeats the border where nothing was photographed, "paper" puts zeros there.

    Example:
        >>> drawn = dict(row=0, column=1, mirror=True, brightness=0.0, down=0, right=0, angle=0.0)
        >>> transformed(np.arange(4.0).reshape(2, 2, 1) / 4, drawn, 1, [0.0], "edge").tolist()
        [[[0.25]]]
    """
    out = turned(image, drawn["angle"], drawn["down"], drawn["right"], fill)
    out = out[drawn["row"] : drawn["row"] + crop, drawn["column"] : drawn["column"] + crop]
    if drawn["mirror"]:
        out = out[:, ::-1]
    return np.clip(out + drawn["brightness"] + np.asarray(shift), 0.0, 1.0)


def turned(image: Array, angle: float, down: int, right: int, fill: str) -> Array:
    """A picture (H, W, C) turned anticlockwise by `angle` degrees, then shifted: bilinear."""
    if angle == 0 and down == 0 and right == 0:
        return image
    h, w = image.shape[:2]
    cosine, sine = np.cos(angle * np.pi / 180), np.sin(angle * np.pi / 180)
    y, x = np.mgrid[:h, :w] - np.array([(h - 1) / 2 + down, (w - 1) / 2 + right])[:, None, None]
    rows, columns = cosine * y + sine * x + (h - 1) / 2, cosine * x - sine * y + (w - 1) / 2
    if fill == "edge":
        rows, columns = rows.clip(0, h - 1), columns.clip(0, w - 1)
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    a, b = (rows - top)[..., None], (columns - left)[..., None]
    part = lambda r, c: np.where(  # noqa: E731
        ((r >= 0) & (r < h) & (c >= 0) & (c < w))[..., None], image[r.clip(0, h - 1), c.clip(0, w - 1)], 0.0
    )
    upper = part(top, left) * (1 - b) + part(top, left + 1) * b
    lower = part(top + 1, left) * (1 - b) + part(top + 1, left + 1) * b
    return upper * (1 - a) + lower * a


def colour_axes(image: Array) -> tuple[Array, Array]:
    """Eigenvalues (3,), largest first, and eigenvectors (3, 3), rows, of the RGB pixels' covariance.

    Example:
        >>> values, vectors = colour_axes(np.random.default_rng(0).random((5, 5, 3)))
        >>> bool(values[0] >= values[1] >= values[2]), np.allclose(vectors @ vectors.T, np.eye(3))
        (True, True)
    """
    pixels = image.reshape(-1, 3) - image.reshape(-1, 3).mean(axis=0)
    values, vectors = np.linalg.eigh(pixels.T @ pixels / len(pixels))
    rows = vectors.T[::-1]
    signs = np.where(rows.sum(axis=1) < 0, -1.0, 1.0)
    return values[::-1].clip(0).copy(), rows * signs[:, None]


def colour_shift(values: ArrayLike, vectors: ArrayLike, alphas: ArrayLike) -> Array:
    """What AlexNet adds to every pixel, (3,): the sum of alpha_i lambda_i p_i.

    Example:
        >>> colour_shift([2.0, 1.0, 0.5], np.eye(3), [0.1, 0.0, -0.2]).tolist()
        [0.2, 0.0, -0.1]
    """
    steps = np.asarray(alphas) * np.asarray(values)
    p = np.asarray(vectors, dtype=np.float64)
    return steps[0] * p[0] + steps[1] * p[1] + steps[2] * p[2]


def crops(height: int, width: int, crop: int, mirror: bool) -> int:
    """How many different crops of a side there are, twice as many with mirror images.

    Example:
        >>> crops(256, 256, 224, True), 2 * 32**2
        (2178, 2048)
    """
    return (height - crop + 1) * (width - crop + 1) * (2 if mirror else 1)


def dropout(
    units: ArrayLike, p: float, seed: int, k: int = 0, inverted: bool = True
) -> tuple[NDArray[np.bool_], Array]:
    """Which units pass k keeps, and what they hand on: h / (1 - p) where kept (or h), else 0.

    Example:
        >>> kept, out = dropout([1.0, 2.0, 3.0, 4.0], p=0.5, seed=0)
        >>> bool((out[kept] == 2 * np.array([1.0, 2.0, 3.0, 4.0])[kept]).all())
        True
    """
    h = np.asarray(units, dtype=np.float64)
    kept = uniforms(len(h), seed, 1000 + k) >= p
    return kept, np.where(kept, h / (1 - p) if inverted else h, 0.0)


def turn_word(mirror: bool, angle: float) -> str:
    """The entry of a label's table: mirrored or plain; upright, on its side, or half turned."""
    a = abs(angle)
    return f"{'mirror' if mirror else 'plain'} {'up' if a <= 45 else 'half' if a >= 135 else 'side'}"
