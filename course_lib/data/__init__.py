"""Data sets: embedded ones that need no network, and real ones that are downloaded once, checked and kept.

Nothing is loaded before it is used: `import course_lib.data` brings in neither scikit-learn nor pooch.

>>> from course_lib import data
>>> X, y = data.points("moons", n=100)
>>> X.shape, y.shape
((100, 2), (100,))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.data.catalogue import SOURCES, RemoteFile, Source
    from course_lib.data.cifar import cifar10
    from course_lib.data.crops import places
    from course_lib.data.drawings import Scenes, scenes
    from course_lib.data.errors import DataError
    from course_lib.data.handwriting import Digits, digits
    from course_lib.data.idx import read_idx
    from course_lib.data.pictures import Patches, anywhere, framed, patches, photo, resample, shift
    from course_lib.data.plane import KINDS, Points, points
    from course_lib.data.recorded import keras_recipe, keras_weights, mnist_results, scaling_results
    from course_lib.data.sources import (
        cache_folder,
        fetch,
        status,
        verify,
    )
    from course_lib.data.targets import Hidden, hidden_corners
    from course_lib.data.texts import TEXT_SOURCES, TEXTS, Vocabulary, text, windows
    from course_lib.data.translation import Dates, dates
    from course_lib.data.trends import Regression, regression
    from course_lib.data.validate import check_features, check_finite, check_labels, check_rows

_ROOMS = {
    "catalogue": ("SOURCES", "RemoteFile", "Source"),
    "cifar": ("cifar10",),
    "crops": ("places",),
    "drawings": ("Scenes", "scenes"),
    "errors": ("DataError",),
    "handwriting": ("Digits", "digits"),
    "idx": ("read_idx",),
    "pictures": ("Patches", "anywhere", "framed", "patches", "photo", "resample", "shift"),
    "plane": ("KINDS", "Points", "points"),
    "recorded": ("keras_recipe", "keras_weights", "mnist_results", "scaling_results"),
    "sources": ("cache_folder", "fetch", "status", "verify"),
    "targets": ("Hidden", "hidden_corners"),
    "texts": ("TEXTS", "TEXT_SOURCES", "Vocabulary", "text", "windows"),
    "translation": ("Dates", "dates"),
    "trends": ("Regression", "regression"),
    "validate": ("check_features", "check_finite", "check_labels", "check_rows"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "KINDS",
    "SOURCES",
    "TEXTS",
    "TEXT_SOURCES",
    "DataError",
    "Dates",
    "Digits",
    "Hidden",
    "Patches",
    "Points",
    "Regression",
    "RemoteFile",
    "Scenes",
    "Source",
    "Vocabulary",
    "anywhere",
    "cache_folder",
    "check_features",
    "check_finite",
    "check_labels",
    "check_rows",
    "cifar10",
    "dates",
    "digits",
    "fetch",
    "framed",
    "hidden_corners",
    "keras_recipe",
    "keras_weights",
    "mnist_results",
    "patches",
    "photo",
    "places",
    "points",
    "read_idx",
    "regression",
    "resample",
    "scaling_results",
    "scenes",
    "shift",
    "status",
    "text",
    "verify",
    "windows",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"course_lib.data has no attribute {name!r}")
    return getattr(import_module(f"course_lib.data.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
