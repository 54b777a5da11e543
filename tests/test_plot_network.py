"""The drawing of a layered network: its lines, its names, and what it refuses."""

import numpy as np
import pytest

from course_lib import plot


def lines_and_circles(fig):
    lines = [line for line in fig.axes[0].lines if line.get_marker() == "None"]
    return len(lines), len(fig.axes[0].lines) - len(lines)


def test_every_unit_is_joined_to_all_of_the_next_layer():
    fig = plot.network([2, 3, 3, 1], layers=["in", "h", "g", "out"])
    assert lines_and_circles(fig) == (2 * 3 + 3 * 3 + 3, 9)
    assert "2, 3, 3 and 1 units" in fig.alt
    assert fig.png()


def test_a_weight_of_zero_draws_no_line_and_signs_differ_by_more_than_colour():
    weights = [np.array([[1.0, 0.0], [-2.0, 0.5]])]
    fig = plot.network([2, 2], weights=weights, numbers=True, units=[["a", "b"], ["c", "d"]])
    assert lines_and_circles(fig) == (3, 4)
    assert {line.get_linestyle() for line in fig.axes[0].lines[:3]} == {"-", "--"}
    texts = {text.get_text() for text in fig.axes[0].texts}
    assert texts == {"1", "−2", "0.5", "a", "b", "c", "d"}
    assert "where a weight is not 0" in fig.alt


def test_it_draws_into_given_axes():
    fig, axes = plot.figure(1, 2, alt="Two networks.")
    assert plot.network([1, 2], ax=axes[0], title="one") is fig
    assert fig.alt == "Two networks."


@pytest.mark.parametrize(
    ("sizes", "options", "said"),
    [
        ([3], {}, "two or more layers"),
        ([3, 0], {}, "one unit or more"),
        ([2, 1], {"weights": [np.ones((2, 1))]}, "need"),
        ([2, 1], {"units": [["a"], ["b"]]}, "units must name"),
        ([2, 1], {"layers": ["in"]}, "1 names for 2 layers"),
    ],
)
def test_what_does_not_fit_is_said(sizes, options, said):
    with pytest.raises(ValueError, match=said):
        plot.network(sizes, **options)
