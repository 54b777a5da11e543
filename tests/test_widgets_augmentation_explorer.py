"""Augmentation and dropout without a browser: the lectures' numbers, the transforms, bad input, parity with the page."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib.widgets import AugmentationExplorer
from course_lib.widgets.augment.images import BROKEN, presets
from course_lib.widgets.augment.math import (
    colour_axes,
    colour_shift,
    crops,
    dropout,
    parameters,
    transformed,
    turn_word,
    turned,
)
from course_lib.widgets.base import pack

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    buffers = [memoryview(value) for value in state.values() if isinstance(value, bytes)]
    paths = [[name] for name, value in state.items() if isinstance(value, bytes)]
    plain = {name: None if isinstance(value, bytes) else value for name, value in state.items()}
    widget._handle_msg(
        {"content": {"data": {"method": "update", "state": plain, "buffer_paths": paths}}, "buffers": buffers}
    )


# The lectures' numbers


def test_alexnets_crops_counted():
    assert crops(256, 256, 224, mirror=False) == 33**2 == 1089
    assert crops(256, 256, 224, mirror=True) == 2178
    assert 2 * 32**2 == 2048  # what the paper prints
    places = {(r, c) for r in range(256) for c in range(256) if r + 224 <= 256 and c + 224 <= 256}
    assert len(places) == 1089


def test_dropout_at_one_half():
    w = AugmentationExplorer(units=np.ones(6), p=0.5)
    assert w.result["masks"] == 64
    assert set(w.result["dropped_out"]) <= {0.0, 2.0}
    np.testing.assert_array_equal(w.result["dropped_out"], 2.0 * w.result["kept"])


def test_without_a_picture_it_tells_and_draws_dropout_alone():
    w = AugmentationExplorer(units=np.ones(6), p=0.5, hide=("preset", "sample", "samples"))
    kept = int(w.result["kept"].sum())
    assert w.alt == f"dropout with p = 0.5 on 6 units: this pass keeps {kept} of them, scaled up"
    assert len(w._figure().axes) == 1
    assert not AugmentationExplorer(hide=("samples",)).without_picture


@pytest.mark.parametrize("p", [0.0, 0.25, 0.5, 0.9])
def test_the_mean_stays_with_inverted_scaling_and_falls_without(p):
    h = np.array([1.0, -2.0, 0.5])
    for inverted, expected in ((True, h), (False, (1 - p) * h)):
        mean = np.mean([dropout(h, p, 7, k, inverted)[1] for k in range(4000)], axis=0)
        np.testing.assert_allclose(mean, expected, atol=0.2)
    kept = np.mean([dropout(h, p, 7, k)[0] for k in range(4000)])
    assert abs(kept - (1 - p)) < 0.02


# The transforms


def image(seed=0, shape=(9, 11, 3)):
    return np.random.default_rng(seed).random(shape)


STILL = {"row": 0, "column": 0, "mirror": False, "brightness": 0.0, "down": 0, "right": 0, "angle": 0.0}


def test_a_crop_is_a_part_and_its_mirror_image_is_turned_left_to_right():
    x = image()
    part = transformed(x, {**STILL, "row": 2, "column": 3}, 5, [0, 0, 0], "edge")
    np.testing.assert_array_equal(part, x[2:7, 3:8])
    mirrored = transformed(x, {**STILL, "row": 2, "column": 3, "mirror": True}, 5, [0, 0, 0], "edge")
    np.testing.assert_array_equal(mirrored, x[2:7, 3:8][:, ::-1])


def test_a_shift_by_whole_pixels():
    x = image()
    moved = turned(x, 0.0, 2, -1, "paper")
    np.testing.assert_allclose(moved[2:, :-1], x[:-2, 1:])
    assert not moved[:2].any() and not moved[:, -1].any()
    np.testing.assert_allclose(turned(x, 0.0, 2, 0, "edge")[0], x[0])


def test_quarter_and_half_turns():
    x = image(shape=(8, 8, 1))
    np.testing.assert_allclose(turned(x, 90, 0, 0, "edge"), np.rot90(x), atol=1e-12)  # anticlockwise
    np.testing.assert_allclose(turned(x, 180, 0, 0, "edge"), x[::-1, ::-1], atol=1e-12)
    np.testing.assert_allclose(turned(x, -90, 0, 0, "edge"), np.rot90(x, -1), atol=1e-12)


def test_brightness_and_colour_are_cut_to_what_a_pixel_may_be():
    out = transformed(image(), {**STILL, "brightness": 0.9}, 5, [0.5, -2, 0], "edge")
    assert out[..., 0].min() == 1 and out[..., 1].max() == 0


def test_the_principal_colours_are_those_of_numpy():
    x = image(3)
    values, vectors = colour_axes(x)
    covariance = np.cov(x.reshape(-1, 3).T, bias=True)
    np.testing.assert_allclose(vectors.T @ np.diag(values) @ vectors, covariance, atol=1e-14)
    np.testing.assert_allclose(colour_shift(values, vectors, [1, 0, 0]), values[0] * vectors[0])
    grey = np.repeat(image(4, (5, 5, 1)), 3, axis=2)
    values, vectors = colour_axes(grey)
    assert np.allclose(values[1:], 0) and np.allclose(np.abs(vectors[0]), 3**-0.5)
    assert colour_axes(np.zeros((4, 4, 3)))[0].tolist() == [0, 0, 0]


def test_switching_one_transform_does_not_move_the_others():
    now = {"seed": 4, "crop": 20, "mirror": True, "shift": 0, "rotation": 0, "brightness": 0, "alpha_std": 1}
    before, after = (parameters({**now, "rotation": r}, (24, 24, 1), 3) for r in (0, 90))
    assert {k for k in before if before[k] != after[k]} == {"angle"}
    rows = [parameters({**now, "seed": s}, (24, 24, 1), 0)["row"] for s in range(200)]
    assert set(rows) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize(
    ("label", "mirror", "angle", "says"),
    [
        ("6", False, 170, "a 6 is a 9"), ("9", False, -150, "a 9 is a 6"), ("2", True, 0, "no 2"), ("8", True, 180, ""),
        ("b", True, 0, "is a d"), ("b", False, 180, "is a q"), ("b", True, 180, "is a p"), ("6", False, 20, ""), ("flower", True, 180, ""),
    ],
)  # fmt: skip
def test_what_breaks_a_label(label, mirror, angle, says):
    found = BROKEN.get(label, {}).get(turn_word(mirror, angle), "")
    assert says in found and bool(says) == bool(found)


# The widget


def test_its_samples_are_what_it_says():
    w = AugmentationExplorer(seed=5, rotation=20, shift=2, brightness=0.1)
    now = w.result
    assert now["samples"].shape == (8, 42, 42, 3) and now["crops"] == 98
    drawn = now["parameters"][2]
    added = now["eigenvectors"].T @ (now["eigenvalues"] * drawn["alphas"])
    np.testing.assert_allclose(now["samples"][2], transformed(w.image, drawn, 42, added, "edge"), atol=1e-12)
    assert now["broken"] == [""] * 8
    again = AugmentationExplorer(seed=5, rotation=20, shift=2, brightness=0.1)
    np.testing.assert_array_equal(again.result["samples"], now["samples"])
    again.seed = 6
    assert (again.result["samples"] != now["samples"]).any()


def test_it_is_driven_from_both_sides():
    w = AugmentationExplorer()
    w.preset = "six"
    assert w.crop == 21 and w.result["samples"].shape == (8, 21, 21, 1)
    w.rotation = 180
    assert any("9" in text for text in w.result["broken"])
    page_sends(w, preset="china", crop=30, seed=77, chosen=50)
    assert (w.crop, w.seed, w.chosen) == (30, 77, 7) and w.image.shape == (48, 48, 3)
    w.image = np.linspace(0, 255, 400).reshape(20, 20)
    assert w.preset == "own" and w.crop == 18 and w.image.max() == 1
    w.units = [1.0, 2.0]
    assert w.result["masks"] == 4
    assert (
        AugmentationExplorer(np.ones((8, 8)), label="6", rotation=180, mirror=True).result["broken"]
        != [""] * 8
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"image": np.zeros((3, 3))}, r"shape \(3, 3, 1\) does not fit"),
        ({"image": np.zeros((300, 300, 3))}, "course_lib.data.resample"),
        ({"image": np.full((8, 8), -1.0)}, "these go from -1 to -1"),
        ({"image": np.full((8, 8), 300.0)}, "these go from 300 to 300"),
        ({"image": np.full((8, 8), np.nan)}, "NaN or infinity"),
        ({"image": "flower"}, "must be an array of numbers"),
        ({"preset": "cat"}, "preset must be one of"),
        ({"preset": "own"}, "give image"),
        ({"crop": 49}, "crop must be a whole number from 2 to 48"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"p": 1.0}, "p must lie between 0 and 0.9"),
        ({"rotation": 181}, "between 0 and 180"),
        ({"alpha_std": np.inf}, "finite"),
        ({"units": []}, "1 to 16 numbers"),
        ({"units": np.ones(17)}, "1 to 16 numbers"),
        ({"units": [np.nan]}, "NaN"),
        ({"passes": 0}, "from 1 to 1000"),
        ({"lock": "flip"}, "no control 'flip'"),
    ],
)
def test_what_does_not_fit_is_said(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        AugmentationExplorer(**options)


def test_text_and_picture():
    w = AugmentationExplorer()
    assert "98 different crops of 42x42 with mirror images" in repr(w)
    for name, *_ in presets():
        assert AugmentationExplorer(preset=name, rotation=180)._repr_mimebundle_()[0]["image/png"]
    assert AugmentationExplorer(np.ones((64, 20)), label="<b>").alt


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_the_page_computes_the_same(tmp_path):
    random, cases, masks = np.random.default_rng(0), [], []
    for k in range(80):
        shape = (int(random.integers(4, 20)), int(random.integers(4, 20)), (1, 3)[k % 2])
        x = random.random(shape)
        now = {"seed": int(random.integers(10_000)), "crop": int(random.integers(2, min(shape[:2]) + 1)), "mirror": bool(k % 3),
               "shift": int(random.integers(0, 4)) * (k % 5 > 0), "rotation": float(random.integers(0, 181)) * (k % 4 > 0),
               "brightness": float(random.random() / 2), "alpha_std": float(random.random() * 3)}  # fmt: skip
        drawn, fill = parameters(now, shape, k % 8), ("edge", "paper")[k % 2]
        values, vectors = colour_axes(x) if shape[2] == 3 else (np.zeros(0), np.zeros((0, 0)))
        added = colour_shift(values, vectors, drawn["alphas"]) if shape[2] == 3 else np.zeros(1)
        out = transformed(x, drawn, now["crop"], added, fill)
        cases.append({"now": now, "shape": shape, "k": k % 8, "drawn": drawn, "x": pack(x).hex(), "values": values.tolist(), "fill": fill,
                      "vectors": vectors.tolist(), "added": added.tolist(), "out": pack(out).hex(),
                      "word": turn_word(drawn["mirror"], drawn["angle"])})  # fmt: skip
        units, p, inverted = (
            random.normal(size=int(random.integers(1, 17))),
            float(random.integers(0, 19) / 20),
            bool(k % 2),
        )
        kept, handed = dropout(units, p, now["seed"], k, inverted)
        mean = np.mean([dropout(units, p, now["seed"], i, inverted)[1] for i in range(5)], axis=0)
        masks.append({"units": units.tolist(), "p": p, "seed": now["seed"], "k": k, "inverted": inverted, "kept": kept.tolist(),
                      "out": handed.tolist(), "mean": mean.tolist()})  # fmt: skip
    (tmp_path / "facts.json").write_text(json.dumps({"cases": cases, "masks": masks}))
    done = subprocess.run([NODE, str(HERE / "js" / "augmentation_explorer.test.mjs"), str(tmp_path / "facts.json")], capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
