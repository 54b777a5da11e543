"""Drawn scenes: coloured shapes on a small canvas, with exact boxes and masks and a sentence that tells them.

Boxes are ``x1, y1, x2, y2`` in pixels, x to the right and y down; the edges x2 and y2 lie behind the last
pixel, so that a box is x2 - x1 pixels wide and ``mask[y1:y2, x1:x2]`` holds the whole object.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

SHAPES = ("circle", "square", "triangle")
COLOURS = ("red", "green", "blue", "yellow")
RELATIONS = ("above", "below", "left of", "right of")
_RGB = np.array([[0.85, 0.15, 0.15], [0.10, 0.62, 0.25], [0.15, 0.35, 0.90], [0.95, 0.80, 0.10]])
CLEAR = 1.5  # of two objects, the longer of the two distances is at least so many times the shorter
_SAMPLES = 4  # a pixel's share of an object is counted on 4x4 points
_TRIES = 200

Objects = tuple[NDArray, ...]


@dataclass(frozen=True)
class Scenes:
    """Pictures and what is in them; the tuples have one entry a picture, its arrays one row an object.

    images: (N, 3, size, size) float32 in [0, 1]. boxes: (M, 4) int64 each. masks: (M, size, size) bool each,
    the pixels that show the object. labels: (M,) int64 each, places in `SHAPES`; colours: the same in
    `COLOURS`. captions: a sentence each. Objects stand in the order of drawing, the one in front last.
    """

    images: NDArray[np.float32]
    boxes: Objects
    masks: Objects
    labels: Objects
    colours: Objects
    captions: tuple[str, ...]

    def true_captions(self, i: int) -> tuple[str, ...]:
        """Every sentence of the grammar that is true of picture i, the one in `captions` first."""
        return true_captions(self.labels[i].tolist(), self.colours[i].tolist(), self.boxes[i])

    def __getitem__(self, which: slice | NDArray | list[int]) -> Scenes:
        if isinstance(which, int | np.integer):
            raise TypeError(
                f"use .images[{which}] and .boxes[{which}] for one picture, or a slice for several"
            )
        at = np.arange(len(self))[which]
        boxes, masks, labels, colours = (
            tuple(part[i] for i in at) for part in (self.boxes, self.masks, self.labels, self.colours)
        )
        return Scenes(self.images[at], boxes, masks, labels, colours, tuple(self.captions[i] for i in at))

    def __len__(self) -> int:
        return len(self.captions)

    def __repr__(self) -> str:
        size, count = self.images.shape[-1], sum(map(len, self.labels))
        return f"Scenes({len(self):,} pictures of {size}×{size}, {count:,} objects)"


def scenes(
    n: int, size: int = 32, seed: int = 0, objects: tuple[int, int] = (1, 2), overlap: float = 0.0
) -> Scenes:
    """`n` scenes of `size` x `size` pixels with `objects` (fewest, most) shapes each, the same for a seed.

    Circles, squares and triangles in four colours, a quarter to two fifths of the picture wide (less where
    there are more than two), on paper with noise; no two in a picture are alike. `overlap` is how much of an
    object others may cover, as a share of its pixels, 0 to 0.5; at 0 they do not even touch.
    Two objects are told by where one lies, seen from the other, and never stand on a diagonal; more are told
    by their order from left to right.

    Raises ValueError for fewer than 1 scene, a size below 16, or objects that do not fit.

    >>> two = scenes(2, seed=1)
    >>> two.images.shape, two.captions
    ((2, 3, 32, 32), ('a blue circle', 'a green square'))
    """
    low, high = objects
    if n < 1 or size < 16:
        raise ValueError(f"scenes needs n of 1 or more and a size of 16 or more, not n={n}, size={size}")
    if not 1 <= low <= high <= 6:
        raise ValueError(f"objects says the fewest and the most in a picture, 1 to 6, not {objects}")
    if not 0 <= overlap <= 0.5:
        raise ValueError(f"overlap is a share from 0 to 0.5, not {overlap}")
    random = np.random.default_rng(seed)
    made = [_scene(random, size, int(random.integers(low, high + 1)), overlap) for _ in range(n)]
    images, boxes, masks, labels, colours = (tuple(part) for part in zip(*made, strict=True))
    told = (true_captions(*one)[0] for one in zip(labels, colours, boxes, strict=True))
    return Scenes(np.stack(images), boxes, masks, labels, colours, tuple(told))


def true_captions(labels: Sequence[int], colours: Sequence[int], boxes: NDArray) -> tuple[str, ...]:
    """Every sentence of the grammar that is true of objects with these shapes, colours and boxes.

    One object: "a red circle". Two: "a red circle above a blue square", by the longer of the two distances
    between their centres, and the same seen from the other, "a blue square below a red circle"; the picture
    does not tell which to begin with. More: all of them, from left to right.

    >>> true_captions([0, 1], [0, 2], np.array([[2, 1, 8, 7], [4, 20, 10, 26]]))
    ('a red circle above a blue square', 'a blue square below a red circle')
    """
    names = [f"a {COLOURS[c]} {SHAPES[s]}" for s, c in zip(labels, colours, strict=True)]
    centres = np.asarray(boxes).reshape(-1, 2, 2).sum(axis=1)  # twice the centre: x, y
    if len(names) == 1:
        return (names[0],)
    if len(names) == 2:
        right, down = centres[0] - centres[1]
        first = (2 if right < 0 else 3) if abs(right) > abs(down) else (0 if down < 0 else 1)
        there, back = RELATIONS[first], RELATIONS[first ^ 1]
        return f"{names[0]} {there} {names[1]}", f"{names[1]} {back} {names[0]}"
    ordered = [names[i] for i in np.argsort(centres[:, 0], kind="stable")]
    return (", ".join(ordered[:-1]) + f" and {ordered[-1]}",)


def _scene(random: Generator, size: int, count: int, overlap: float) -> tuple[NDArray, ...]:
    """Image, boxes, masks, labels and colours of one scene."""
    covers = None
    while covers is None or (count == 2 and _diagonal(covers)):
        # A first object in the middle may leave no room: then all are drawn anew.
        kinds = random.choice(len(SHAPES) * len(COLOURS), count, replace=False)  # no two alike
        labels, colours = kinds % len(SHAPES), kinds // len(SHAPES)
        covers = _placed(random, size, labels, overlap)
    image = np.full((3, size, size), 0.93 - 0.06 * random.random())
    masks = np.zeros((count, size, size), bool)
    for k, cover in enumerate(covers):
        tint = _RGB[colours[k]] * random.uniform(0.85, 1.05)
        image += cover * (tint[:, None, None] - image)
        masks &= cover < 0.5
        masks[k] = cover >= 0.5
    image += random.normal(0, 0.02, image.shape)
    boxes = np.stack([_box(mask) for mask in masks])
    return image.clip(0, 1).astype(np.float32), boxes, masks, labels, colours


def _diagonal(covers: list[NDArray]) -> bool:
    """Whether it is hard to say if one of two objects lies beside the other, or above it."""
    (x1, y1, x2, y2), (u1, v1, u2, v2) = (_box(cover >= 0.5) for cover in covers)
    short, long = sorted((abs(x1 + x2 - u1 - u2), abs(y1 + y2 - v1 - v2)))
    return bool(long < CLEAR * short)


def _placed(random: Generator, size: int, labels: NDArray, overlap: float) -> list[NDArray] | None:
    """How much of each pixel each object covers, (size, size) in [0, 1]; None where no room was found."""
    covers: list[NDArray] = []
    largest = 0.2 * min(1.0, (2.0 / len(labels)) ** 0.5)  # more objects are smaller
    for label in labels:
        for _ in range(_TRIES):
            cover = _cover(random, size, SHAPES[label], largest)
            if _fits(cover, covers, overlap):
                covers.append(cover)
                break
        else:
            return None
    return covers


def _fits(new: NDArray, placed: list[NDArray], overlap: float) -> bool:
    """Whether each object keeps enough of its pixels once `new` is drawn; at 0 it may not be touched."""
    if overlap == 0:
        return not any((old > 0).any() and ((old > 0) & _grown(new > 0)).any() for old in placed)
    drawn = [old >= 0.5 for old in placed] + [new >= 0.5]
    for k, mask in enumerate(drawn[:-1]):
        hidden = mask & np.logical_or.reduce(drawn[k + 1 :])
        if hidden.sum() > overlap * mask.sum():
            return False
    return True


def _grown(mask: NDArray) -> NDArray:
    """The mask and every pixel next to it, so that a line of paper stays between two objects."""
    wide = np.pad(mask, 1)
    return wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:] | mask


def _cover(random: Generator, size: int, shape: str, largest: float) -> NDArray:
    """The share of each pixel that one shape covers; its place and size are random, half its width at most
    `largest` of the picture.
    """
    r = size * largest * random.uniform(0.65, 1)  # half the width
    x, y = random.uniform(r + 1, size - r - 1, 2)
    left, top, wide = int(x - r), int(y - r), int(2 * r) + 2  # the pixels that it can touch
    wide = min(wide, size - max(left, top))
    at = (np.arange(wide * _SAMPLES) + 0.5) / _SAMPLES
    right, down = np.abs(left + at[None, :] - x), top + at[:, None] - y
    if shape == "circle":
        inside = right**2 + down**2 <= r**2
    elif shape == "square":
        inside = np.maximum(right, np.abs(down)) <= 0.88 * r  # about as much ink as the circle
    else:
        inside = (np.abs(down) <= r) & (right <= (down + r) / 2)
    cover = np.zeros((size, size))
    cover[top : top + wide, left : left + wide] = inside.reshape(wide, _SAMPLES, wide, _SAMPLES).mean((1, 3))
    return cover


def _box(mask: NDArray) -> NDArray[np.int64]:
    """The smallest box round the pixels of a mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
