"""Importing the rooms brings nothing heavy; drawing never brings pyplot. Each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("sklearn", "scipy", "pooch", "requests", "tqdm", "matplotlib", "PIL", "IPython", "torch")


def loaded_after(code: str) -> set[str]:
    """Top-level modules that a fresh process has loaded after running `code`."""
    script = f"{code}\nimport sys\nprint('LOADED', *sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True
    )
    return set(run.stdout.split("LOADED", 1)[1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import course_lib.data",
        "import course_lib.plot",
        "from course_lib import data; data.check_labels([1, -1]); data.points('spiral'); data.patches()",
        "from course_lib import data; data.SOURCES, data.DataError, data.Digits, data.regression('spring')",
        "from course_lib import plot; plot.tokens(), plot.STYLE, plot.class_style(0)",
    ],
)
def test_nothing_heavy(code: str) -> None:
    assert not loaded_after(code) & set(HEAVY)


def test_digits_bring_no_matplotlib() -> None:
    loaded = loaded_after("from course_lib import data; data.digits(28)")
    assert "sklearn" in loaded and "matplotlib" not in loaded and "pooch" not in loaded


@pytest.mark.parametrize("code", ["plot.use()", "plot.loss([2, 1])._repr_mimebundle_()"])
def test_pyplot_is_never_loaded(code: str) -> None:
    loaded = loaded_after(f"from course_lib import plot; {code}")
    assert "matplotlib" in loaded and "matplotlib.pyplot" not in loaded


def test_use_styles_figures_of_the_student() -> None:
    code = (
        "import matplotlib; matplotlib.use('agg')\n"
        "from course_lib import plot; plot.use()\n"
        "import matplotlib.pyplot as plt\n"
        "fig, ax = plt.subplots()\n"
        "assert not ax.spines['top'].get_visible() and ax.xaxis.get_gridlines()[0].get_visible()\n"
        "assert ax.xaxis.label.get_fontsize() * 100 / 72 >= 12"
    )
    assert "matplotlib.pyplot" in loaded_after(code)


@pytest.mark.parametrize("room", ["data", "plot"])
def test_all_names_are_there(room: str) -> None:
    import importlib

    module = importlib.import_module(f"course_lib.{room}")
    assert sorted(dir(module)) == sorted(module.__all__) == sorted(module._HOME)
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match=f"course_lib.{room} has no attribute 'nothing'"):
        module.nothing  # noqa: B018
