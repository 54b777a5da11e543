"""Drawn scenes: exact boxes and masks, no two objects alike or touching, and sentences that are true."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.data import scenes
from course_lib.data.drawings import CLEAR, COLOURS, RELATIONS, SHAPES, true_captions


def centre(box: np.ndarray) -> np.ndarray:
    return (box[:2] + box[2:]) / 2


def test_a_seed_gives_the_same_scenes() -> None:
    one, again, other = scenes(12, seed=3), scenes(12, seed=3), scenes(12, seed=4)
    assert np.array_equal(one.images, again.images) and one.captions == again.captions
    assert not np.array_equal(one.images, other.images)
    assert one.images.dtype == np.float32 and one.images.shape == (12, 3, 32, 32)
    assert one.images.min() >= 0 and one.images.max() <= 1


@pytest.mark.parametrize("overlap", [0.0, 0.4])
def test_boxes_hold_their_masks_exactly(overlap: float) -> None:
    drawn = scenes(30, size=48, seed=1, objects=(1, 4), overlap=overlap)
    assert {len(labels) for labels in drawn.labels} == {1, 2, 3, 4}
    for boxes, masks, labels, colours in zip(
        drawn.boxes, drawn.masks, drawn.labels, drawn.colours, strict=True
    ):
        assert masks.sum(axis=0).max() == 1  # a pixel shows one object
        assert len(set(zip(labels.tolist(), colours.tolist(), strict=True))) == len(labels)
        for (x1, y1, x2, y2), mask in zip(boxes, masks, strict=True):
            inside = mask[y1:y2, x1:x2]
            assert inside.sum() == mask.sum() > 0
            assert inside[0].any() and inside[-1].any() and inside[:, 0].any() and inside[:, -1].any()


def test_pixels_have_the_colour_that_is_said() -> None:
    drawn = scenes(40, seed=2)
    for image, masks, colours in zip(drawn.images, drawn.masks, drawn.colours, strict=True):
        for mask, colour in zip(masks, colours, strict=True):
            red, green, blue = image[:, mask].mean(axis=1)
            seen = "yellow" if min(red, green) > 0.6 else COLOURS[int(np.argmax([red, green, blue]))]
            assert seen == COLOURS[colour]


def test_two_objects_never_stand_on_a_diagonal() -> None:
    drawn = scenes(120, seed=5, objects=(2, 2))
    for boxes in drawn.boxes:
        short, long = sorted(np.abs(centre(boxes[0]) - centre(boxes[1])))
        assert long >= CLEAR * short


def test_every_caption_is_true_of_its_picture() -> None:
    drawn = scenes(150, seed=6, objects=(2, 2))
    for i, (labels, colours, boxes) in enumerate(zip(drawn.labels, drawn.colours, drawn.boxes, strict=True)):
        where = {
            f"{COLOURS[c]} {SHAPES[s]}": centre(b) for s, c, b in zip(labels, colours, boxes, strict=True)
        }
        for text in drawn.true_captions(i):
            relation = next(r for r in RELATIONS if f" {r} a " in text)
            first, second = (name.removeprefix("a ") for name in text.split(f" {relation} "))
            right, down = where[first] - where[second]
            holds = {"above": down < 0, "below": down > 0, "left of": right < 0, "right of": right > 0}
            assert holds[relation]
            assert (abs(down) > abs(right)) == (relation in RELATIONS[:2])
    assert {r for r in RELATIONS if any(f" {r} " in c for c in drawn.captions)} == set(RELATIONS)


def test_more_than_two_are_told_from_left_to_right() -> None:
    boxes = np.array([[20, 2, 26, 8], [2, 20, 8, 26], [11, 11, 17, 17]])
    assert true_captions([0, 1, 2], [0, 1, 2], boxes) == ("a green square, a blue triangle and a red circle",)


def test_a_part_keeps_its_parts() -> None:
    drawn = scenes(8, seed=7)
    part = drawn[[5, 2]]
    assert len(part) == 2 and part.captions == (drawn.captions[5], drawn.captions[2])
    assert part.boxes[0] is drawn.boxes[5] and "2 pictures of 32×32" in repr(part)
    with pytest.raises(TypeError, match="a slice for several"):
        drawn[3]  # type: ignore[index]


@pytest.mark.parametrize(
    "bad",
    [{"n": 0}, {"size": 8}, {"objects": (0, 2)}, {"objects": (3, 2)}, {"objects": (1, 9)}, {"overlap": 0.7}],
)
def test_what_cannot_be_drawn_is_said(bad: dict) -> None:
    with pytest.raises(ValueError):
        scenes(**{"n": 1, **bad})
