"""The 32 places of the two photographs: shapes, repeatability, and that a crop is where its label says."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.data import photo, places


def test_shapes_and_range() -> None:
    X, y = places(200, seed=3, size=32)
    assert X.shape == (200, 3, 32, 32) and X.dtype == np.float32 and np.isfinite(X).all()
    assert set(y.tolist()) <= set(range(32)) and len(set(y.tolist())) > 25


def test_a_seed_repeats_and_another_does_not() -> None:
    assert np.array_equal(places(8, seed=1)[0], places(8, seed=1)[0])
    assert not np.array_equal(places(8, seed=1)[0], places(8, seed=2)[0])


def test_a_crop_comes_from_its_place() -> None:
    X, y = places(12, seed=5, size=24)
    pictures = [photo("china"), photo("flower")]
    for crop, place in zip(X, y, strict=True):
        which, tile = divmod(int(place), 16)
        row, column = divmod(tile, 4)
        part = pictures[which][row * 106 : row * 106 + 106, column * 160 : column * 160 + 160]
        windows = np.lib.stride_tricks.sliding_window_view(part[..., 1], (24, 24)).reshape(-1, 576)
        green = crop[1].reshape(-1)
        centred = windows - windows.mean(1, keepdims=True)
        flat = np.linalg.norm(centred, axis=1) > 1e-6
        found = []
        for look in (green, crop[1][:, ::-1].reshape(-1)):
            look = look - look.mean()
            cosine = centred[flat] @ look / (np.linalg.norm(centred[flat], axis=1) * np.linalg.norm(look))
            found.append(cosine.max())
        assert max(found) > 0.9999


@pytest.mark.parametrize(("n", "size"), [(0, 48), (4, 0), (4, 107)])
def test_what_does_not_fit_is_refused(n: int, size: int) -> None:
    with pytest.raises(ValueError, match="not"):
        places(n, size=size)
