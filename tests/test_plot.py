"""Every drawing: alternative text, labels, legible type, the same bytes each time, and clear refusals."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from PIL import Image

from course_lib import data, plot
from course_lib.plot.grids import _columns, _pale, _short
from course_lib.plot.lines import DASHES, _apart
from course_lib.plot.style import DPI, class_style

random = np.random.default_rng(0)
WEIGHTS = random.normal(size=(10, 8, 8))
CENTRES = np.array([[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]])
THREE = CENTRES[np.arange(30) % 3] + random.normal(size=(30, 2)) * 0.5


def nearest(points: np.ndarray) -> np.ndarray:
    return ((points[:, None] - CENTRES) ** 2).sum(axis=-1).argmin(axis=1)


DRAWINGS: dict[str, Callable[[], plot.Figure]] = {
    "scatter": lambda: plot.scatter(data.points("moons")),
    "scatter, one colour": lambda: plot.scatter(THREE),
    "scatter, three classes": lambda: plot.scatter(THREE, np.arange(30) % 3, classes=["a", "b", "c"]),
    "boundary": lambda: plot.boundary([0.0, 1.0, 1.0], data.points("blobs"), title="A line"),
    "boundary, curved": lambda: plot.boundary(lambda X: X[:, 0] * X[:, 1], data.points("xor")),
    "boundary, classes": lambda: plot.boundary(nearest, THREE, np.arange(30) % 3, regions="classes"),
    "curves": lambda: plot.curves(
        np.linspace(-3, 3, 50), {"a": np.zeros(50), "b": np.ones(50)}, xlabel="margin", ylabel="loss"
    ),
    "curves, marked and logarithmic": lambda: plot.curves(
        [1, 2, 3], {"a": [1, 10, 100]}, xlabel="x (s)", ylabel="y", markers=True, logy=True
    ),
    "loss": lambda: plot.loss([3.0, 2.0, 1.0]),
    "loss, two": lambda: plot.loss({"train": [3, 2, 1], "test": [3, 2.5]}, xlabel="epoch"),
    "images": lambda: plot.images(data.digits().images[:12], titles=data.digits().labels[:12]),
    "images, numbers": lambda: plot.images(data.digits().images[0], numbers=True),
    "images, weights": lambda: plot.images(WEIGHTS, titles=range(10), cmap="signed", title="Weights"),
    "images, colour": lambda: plot.images(data.photo("flower", size=60)),
    "matrix": lambda: plot.matrix(WEIGHTS[0, :3, :4], row_names="abc", col_names=["top left", "b", "c", "d"]),
    "bars": lambda: plot.bars("abc", [1.0, -2.0, 3.0], ylabel="weight", signed=True),
    "bars, one set off": lambda: plot.bars("abc", [0.2, 0.5, 0.3], ylabel="probability", highlight=1),
    "confusion": lambda: plot.confusion([0, 1, 2, 2, 1], [0, 1, 2, 1, 1]),
    "surface": lambda: plot.surface(
        lambda w: w @ w, {"a": [[2, 1], [1, 0]], "b": [[-2, 1], [0, 0]]}, xlim=(-3, 3), ylim=(-2, 2)
    ),
    "of one's own": lambda: plot.figure(1, 2, size=(8, 3), alt="Two empty pairs of axes.")[0],
}
each_drawing = pytest.mark.parametrize("name", DRAWINGS)


@cache
def drawn(name: str) -> plot.Figure:
    """The drawing of this name, made once for all tests that only look."""
    return DRAWINGS[name]()


def pixels(fig: plot.Figure) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(fig.png())).convert("RGB"))


@each_drawing
def test_shown_as_a_picture_with_alternative_text(name: str) -> None:
    fig = drawn(name)
    bundle, metadata = fig._repr_mimebundle_()
    assert isinstance(fig, plot.Figure) and len(fig.alt) > 15
    assert bundle["text/plain"] == repr(fig) == f"Figure: {fig.alt}"
    assert "0x" not in fig.alt and "$" not in fig.alt and "\\" not in fig.alt
    picture = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))
    shown = metadata["image/png"]
    assert shown["alt"] == fig.alt
    assert picture.width in (
        shown["width"],
        2 * shown["width"],
        2 * shown["width"] + 1,
        2 * shown["width"] - 1,
    )
    assert len(bundle["image/png"]) < 80_000


@each_drawing
def test_the_same_bytes_each_time(name: str) -> None:
    fig = drawn(name)
    assert fig.png() == fig.png() == DRAWINGS[name]().png()


@each_drawing
def test_type_is_never_below_12_pixels(name: str) -> None:
    fig = drawn(name)
    fig.png()
    sizes = [t.get_fontsize() * DPI / 72 for t in fig.findobj(Text) if t.get_text() and t.get_visible()]
    assert all(size >= 11.99 for size in sizes)


@each_drawing
def test_nothing_is_cut_off(name: str) -> None:
    picture = pixels(drawn(name)).astype(int)
    edges = [picture[0], picture[-1], picture[:, 0], picture[:, -1]]
    assert all((edge == 255).all() for edge in edges)


@pytest.mark.parametrize("name", [n for n in DRAWINGS if not n.startswith(("images", "matrix", "of one"))])
def test_axes_are_labelled(name: str) -> None:
    ax = drawn(name).axes[0]
    assert ax.get_ylabel() and (ax.get_xlabel() or name.startswith("bars"))


@pytest.mark.parametrize("name", ["boundary", "curves", "images, weights", "of one's own"])
def test_the_students_own_settings_are_left_alone(name: str) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    DRAWINGS[name]().png()
    assert dict(matplotlib.rcParams) == before


def test_settings_of_the_student_do_not_change_a_drawing() -> None:
    import matplotlib

    plain = plot.scatter(data.points("moons")).png()
    with matplotlib.rc_context({"axes.facecolor": "black", "font.size": 30, "xtick.labelsize": 4}):
        assert plot.scatter(data.points("moons")).png() == plain


class TestFigure:
    def test_needs_alternative_text(self) -> None:
        for alt in ("", "   ", None):
            with pytest.raises(ValueError, match="needs alternative text"):
                plot.figure(alt=alt)

    def test_warns_where_there_is_none(self) -> None:
        fig = plot.Figure()
        with pytest.warns(UserWarning, match="no alternative text"):
            bundle, _ = fig._repr_mimebundle_()
        assert bundle["text/plain"] == "Figure: a figure that nobody has described"

    def test_an_axes_given_is_drawn_into_and_keeps_its_text(self) -> None:
        fig, axes = plot.figure(1, 2, alt="Two sets side by side.")
        assert plot.scatter(data.points("xor"), ax=axes[0]) is fig
        assert plot.curves(None, {"a": [1, 2]}, xlabel="x", ylabel="y", ax=axes[1]) is fig
        assert fig.alt == "Two sets side by side."
        assert len(axes[0].collections) == 2 and len(axes[1].lines) == 1

    def test_own_text_wins(self) -> None:
        assert plot.loss([2, 1], alt="It falls.").alt == "It falls."

    def test_line_breaks_do_not_reach_the_page(self) -> None:
        assert (
            plot.loss([2, 1], alt="It\n   falls.")._repr_mimebundle_()[1]["image/png"]["alt"] == "It falls."
        )

    def test_a_later_change_is_shown(self) -> None:
        fig, ax = plot.figure(alt="Empty.")
        before = fig.png()
        ax.plot([0, 1], [0, 1])
        assert fig.png() != before

    def test_ipython_shows_one_picture(self) -> None:
        from IPython.core.formatters import DisplayFormatter

        bundle, metadata = DisplayFormatter().format(plot.loss([2, 1]))
        assert set(bundle) == {"text/plain", "image/png"} and metadata["image/png"]["alt"]

    def test_dpi_is_as_it_was(self) -> None:
        fig = plot.loss([2, 1])
        before = fig.dpi
        fig.png()
        assert fig.dpi == before == DPI

    def test_a_photograph_keeps_its_colours(self) -> None:
        fig = plot.images(data.photo("china"))
        assert len(np.unique(pixels(fig).reshape(-1, 3), axis=0)) > 20_000
        assert len(fig.png()) < 200_000


class TestColours:
    def test_two_classes_agree_with_the_sign(self) -> None:
        look = plot.tokens()
        assert class_style(1).color == look["positive"] and class_style(0).color == look["negative"]
        assert class_style(0).marker != class_style(1).marker

    def test_every_class_has_its_own_colour_and_marker(self) -> None:
        marks = [class_style(i, 10) for i in range(10)]
        assert len({m.color for m in marks}) == len({m.marker for m in marks}) == 10

    def test_zero_one_and_minus_plus_look_alike(self) -> None:
        p = data.points("blobs", n=20)
        signs, bits = plot.scatter(p.X, p.y), plot.scatter(p.X, p.t)
        for one, other in zip(signs.axes[0].collections, bits.axes[0].collections, strict=True):
            assert np.array_equal(one.get_facecolor(), other.get_facecolor())
            assert np.array_equal(one.get_offsets(), other.get_offsets())

    def test_one_class_alone_keeps_its_colour(self) -> None:
        drawn = [
            c for c in plot.scatter([[0, 0], [1, 1]], [1, 1]).axes[0].collections if len(c.get_offsets())
        ]
        assert to_hex(drawn[0].get_facecolor()[0]).upper() == plot.tokens()["positive"]

    def test_signed_map_is_paper_at_zero(self) -> None:
        look, cmap = plot.tokens(), plot.signed_map()
        assert [to_hex(cmap(v)).upper() for v in (0.0, 0.5, 1.0)] == [
            look["negative"],
            look["paper"],
            look["positive"],
        ]

    def test_signed_scale_is_symmetric(self) -> None:
        for array in (WEIGHTS, WEIGHTS + 3, -np.abs(WEIGHTS), np.zeros((2, 2))):
            low, high = plot.images(array, cmap="signed").axes[0].images[0].get_clim()
            assert low == -high < 0

    def test_the_map_is_not_registered_for_all(self) -> None:
        import matplotlib

        plot.images(WEIGHTS, cmap="signed")
        assert "signed" not in matplotlib.colormaps

    @given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
    def test_numbers_can_be_read_on_every_colour(self, red: float, green: float, blue: float) -> None:
        def luminance(colour: tuple) -> float:
            linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
            return float(np.dot([0.2126, 0.7152, 0.0722], linear))

        look, here = plot.tokens(), luminance((red, green, blue))
        text = luminance(to_rgb(look["ink"] if _pale((red, green, blue)) else look["paper"]))
        assert (max(here, text) + 0.05) / (min(here, text) + 0.05) > 4.1

    def test_curves_differ_without_colour(self) -> None:
        fig = plot.curves(None, {str(i): [i, i] for i in range(len(DASHES))}, xlabel="x", ylabel="y")
        assert len({str(line._unscaled_dash_pattern) for line in fig.axes[0].lines}) == len(DASHES)

    def test_tokens_are_a_copy(self) -> None:
        plot.tokens()["classes"].clear()
        assert len(plot.tokens()["classes"]) == 10


class TestWords:
    def test_scatter_counts(self) -> None:
        alt = plot.scatter(data.points("credit", n=50)).alt
        assert alt.startswith(
            "Scatter plot of 50 points, income (thousand euros a year) against years in residence"
        )
        assert "21 of class no credit (squares), 29 of class credit (circles)" in alt

    def test_boundary_counts_what_is_right(self) -> None:
        X, y = [[-1, 0], [1, 0], [2, 0], [-2, 0]], [-1, 1, -1, 1]
        assert "puts 2 of 4 points" in plot.boundary([0.0, 1.0, 0.0], X, y).alt
        assert "puts 2 of 4 points" in plot.boundary([0.0, 1.0, 0.0], X, np.array(y) > 0).alt
        # On the line itself the score is 0, which counts as the negative class.
        assert "puts 1 of 1 points" in plot.boundary([0.0, 1.0, 0.0], [[0, 0]], [-1]).alt

    def test_curves_tell_ends_and_extremes(self) -> None:
        alt = plot.curves(None, {"v": [2, 1, 0.5, 3, 2.5]}, xlabel="step", ylabel="$L$").alt
        assert alt == (
            "Line chart of L against step. v goes from 2 at 0 to 2.5 at 4, lowest 0.5 at 2, highest 3 at 3."
        )

    def test_confusion_counts(self) -> None:
        fig = plot.confusion([0, 0, 1, 1, 1], [0, 1, 0, 0, 1], classes=["cat", "dog"])
        assert fig.alt == (
            "Confusion matrix of 5 answers, 2 of them right. "
            "Most frequent mistake: dog taken for cat, 2 times."
        )

    def test_confusion_counts_rows_as_truth(self) -> None:
        texts = [t.get_text() for t in plot.confusion([0, 0, 1], [1, 1, 1]).axes[0].texts]
        assert texts == ["0", "2", "0", "1"]

    def test_numbers_on_cells(self) -> None:
        texts = [t.get_text() for t in plot.matrix([[1.234, -0.5], [0, 0.004]]).axes[0].texts]
        assert texts == ["1.23", "−0.50", "0", "0.00"]
        assert [t.get_text() for t in plot.matrix([[10, -3]]).axes[0].texts] == ["10", "−3"]
        assert [t.get_text() for t in plot.matrix([[1234.5, 0.25]]).axes[0].texts] == ["1234", "0"]

    @given(st.floats(-1e6, 1e6), st.integers(0, 4))
    def test_a_short_number_is_near(self, value: float, decimals: int) -> None:
        assert abs(float(_short(value, decimals).replace("−", "-")) - value) <= 0.5 * 10**-decimals + 1e-9


class TestLayout:
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.floats(0.01, 0.2))
    def test_names_never_touch_nor_change_order(self, heights: list[float], step: float) -> None:
        moved = _apart(sorted(heights), step)
        assert len(moved) == len(heights)
        assert all(b - a >= step - 1e-9 for a, b in pairwise(moved))
        assert np.isclose(np.mean(moved), np.mean(heights))

    @given(st.integers(1, 200))
    def test_galleries_are_filled_well(self, count: int) -> None:
        assert 1 <= _columns(count) <= 10

    @given(st.integers(1, 9), st.integers(1, 6))
    @settings(max_examples=5, deadline=None)
    def test_every_picture_is_shown_once(self, count: int, cols: int) -> None:
        fig = plot.images(np.ones((count, 3, 3)), cols=cols)
        assert sum(len(ax.images) for ax in fig.axes) == count

    def test_losses_of_unlike_lengths(self) -> None:
        lines = plot.loss({"a": [3, 2, 1], "b": [2]}).axes[0].lines
        assert np.isnan(lines[1].get_ydata()[1:]).all() and lines[0].get_ydata().tolist() == [3, 2, 1]

    def test_a_negative_loss_is_not_cut(self) -> None:
        assert plot.loss([1.0, -1.0]).axes[0].get_ylim()[0] < -1


@pytest.mark.parametrize(
    ("draw", "error", "sentence"),
    [
        (lambda: plot.scatter([[0, 0]], [1, 1]), ValueError, "X has 1 rows but y has 2"),
        (lambda: plot.scatter([[0, 0, 0]]), ValueError, r"must have the shape \(N, 2\)"),
        (lambda: plot.scatter([[0, float("nan")]]), ValueError, "a NaN"),
        (lambda: plot.scatter([["a", "b"]]), TypeError, "must hold numbers"),
        (lambda: plot.scatter(THREE, np.arange(30) % 3, classes=["a"]), ValueError, "names 1 classes"),
        (lambda: plot.boundary([1.0, 2.0], THREE), ValueError, "weights must have the shape"),
        (lambda: plot.boundary(lambda X: X, THREE), ValueError, "one number for each of"),
        (lambda: plot.boundary([0, 1, 1], THREE, regions="all"), ValueError, "'score' or 'classes'"),
        (lambda: plot.curves([1, 2], {"a": [1]}, xlabel="x", ylabel="y"), ValueError, "the curve 'a'"),
        (lambda: plot.curves(None, {}, xlabel="x", ylabel="y"), ValueError, "at least one curve"),
        (lambda: plot.loss([]), ValueError, "history is empty"),
        (lambda: plot.images(np.zeros((2, 3, 3)), titles=["a"]), ValueError, "1 titles for 2 pictures"),
        (lambda: plot.images(np.zeros(5)), ValueError, r"\(H, W\)"),
        (lambda: plot.images(np.array([["a"]])), TypeError, "must hold numbers"),
        (lambda: plot.images(np.zeros((2, 2)), cmap="rainbows"), ValueError, "no colour map"),
        (lambda: plot.matrix(np.zeros((2, 2)), row_names=["a"]), ValueError, "row_names has 1"),
        (lambda: plot.matrix(np.zeros((2, 2, 2))), ValueError, r"\(R, C\)"),
        (lambda: plot.bars(["a"], [1, 2], ylabel="y"), ValueError, "1 names for values"),
        (lambda: plot.confusion([0, 1], [0]), ValueError, "y_true has 2 rows"),
        (lambda: plot.confusion([0, 5], [0, 1], classes=["a", "b"]), ValueError, "names 2 classes"),
    ],
)
def test_what_does_not_fit_is_explained(draw: Callable, error: type, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        draw()


def test_constant_and_extreme_values_draw_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for draw in (
            lambda: plot.images(np.zeros((2, 4, 4))),
            lambda: plot.matrix(np.zeros((2, 2))),
            lambda: plot.scatter([[1.0, 1.0]], [1]),
            lambda: plot.boundary([1.0, 0.0, 0.0], [[1.0, 1.0]], [1]),
            lambda: plot.curves([0], {"a": [1.0]}, xlabel="x", ylabel="y"),
            lambda: plot.curves([0, 1], {"a": [np.nan, np.nan], "b": [1, 2]}, xlabel="x", ylabel="y"),
            lambda: plot.confusion([1, 1], [1, 1]),
            lambda: plot.images(np.array([[np.nan, 1.0]]), cmap="signed", numbers=True),
        ):
            assert draw().png().startswith(b"\x89PNG")
