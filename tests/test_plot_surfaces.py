"""Maps of a loss: what they say in words, what they draw, what they refuse."""

import numpy as np
import pytest

from course_lib import plot

LIMITS = {"xlim": (-3.0, 3.0), "ylim": (-2.0, 2.0)}


def bowl(w):
    return float(w @ w)


def test_paths_are_told_and_drawn_where_they_run():
    walks = {"one": np.array([[2.0, 1.0], [1.0, 0.5], [0.5, 0.25]]), "two": [[1, 1], [0, 1]]}
    fig = plot.surface(bowl, walks, minimum=(0, 0), title="Two walks", **LIMITS)
    assert fig.alt == (
        "Contour map of the loss over w_1 and w_2. one takes 2 steps, from loss 5 to loss 0.312. "
        "two takes 1 step, from loss 2 to loss 1."
    )
    axes = fig.axes[0]
    drawn = [np.array(line.get_xydata()) for line in axes.lines]
    for walk in walks.values():
        assert any(line.shape == np.shape(walk) and np.array_equal(line, walk) for line in drawn)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(walks)
    assert axes.get_xlim() == LIMITS["xlim"] and axes.get_ylim() == LIMITS["ylim"]
    assert fig.png() == plot.surface(bowl, walks, minimum=(0, 0), title="Two walks", **LIMITS).png()


def test_a_map_without_paths_and_a_plain_are_drawn_too():
    assert plot.surface(bowl, **LIMITS).axes[0].get_legend() is None
    assert plot.surface(lambda w: 1.0, **LIMITS).png()


def test_it_draws_into_given_axes_and_keeps_their_words():
    fig, axes = plot.figure(1, 2, alt="Two maps.")
    assert plot.surface(bowl, ax=axes[1], **LIMITS) is fig and fig.alt == "Two maps."


@pytest.mark.parametrize(
    ("paths", "limits", "said"),
    [
        ({"walk": [1.0, 2.0]}, LIMITS, "places are rows"),
        ({"walk": np.zeros((0, 2))}, LIMITS, "places are rows"),
        ({"walk": np.zeros((4, 3))}, LIMITS, "places are rows"),
        ({}, {"xlim": (1, 1), "ylim": (0, 1)}, "limits must rise"),
    ],
)
def test_it_refuses_what_cannot_be_drawn(paths, limits, said):
    with pytest.raises(ValueError, match=said):
        plot.surface(bowl, paths, **limits)
