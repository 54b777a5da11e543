"""Three drawings that the eye cannot settle: two things in one, a sign between others, no thing at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from course_lib.plot.figures import Figure
from course_lib.plot.style import points, rc, tokens

ALT = (
    "Three drawings. A dark vase, whose outline is also that of two white faces looking at each other. "
    "A sign between A and C, and between 12 and 14: it is read as B across and as 13 down. "
    "A triangle of three wooden beams, each corner of which is right, and which cannot exist."
)
# The vase's half width, from its foot to its rim: the profile of a face.
HEIGHT = (0, 0.12, 0.17, 0.21, 0.26, 0.31, 0.34, 0.37, 0.395, 0.42, 0.44, 0.48, 0.5, 0.53, 0.6, 0.68, 0.72,
          0.8, 0.9, 1)  # fmt: skip
WIDTH = (0.55, 0.5, 0.4, 0.29, 0.28, 0.33, 0.27, 0.26, 0.3, 0.25, 0.29, 0.31, 0.22, 0.2, 0.28, 0.37, 0.34,
         0.36, 0.4, 0.42)  # fmt: skip


def illusions(title: str | None = None) -> Figure:
    """Draw the three: faces or a vase, B or 13, and the impossible triangle.

    >>> illusions().alt[:14]
    'Three drawings'
    """
    with rc():
        fig = Figure(figsize=(9, 3.2 + (0.35 if title else 0)), alt=ALT)
        axes = fig.subplots(1, 3)
        for ax, draw in zip(axes, (_vase, _sign, _triangle), strict=True):
            draw(ax)
            ax.set_aspect("equal")
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
            ax.grid(False)
        if title:
            fig.suptitle(title, x=0.01, ha="left", fontweight="bold",
                         fontsize=points(tokens()["font_size"] + 1))  # fmt: skip
    return fig


def _vase(ax: Axes) -> None:
    rise = np.linspace(0, 1, 300)
    half = np.convolve(np.pad(np.interp(rise, HEIGHT, WIDTH), 6, mode="edge"), np.ones(13) / 13, "valid")
    ax.fill_betweenx(1.45 * rise, -half, half, color=tokens()["ink"], lw=0)
    ax.set(xlim=(-0.75, 0.75), ylim=(-0.02, 1.47))


def _sign(ax: Axes) -> None:
    ink = tokens()["ink"]
    for text, x, y in (("A", -1, 0), ("C", 1, 0), ("12", 0, 1), ("14", 0, -1)):
        ax.text(x, y, text, fontsize=30, ha="center", va="center", color=ink)
    ax.plot([-0.26, -0.26], [-0.32, 0.32], color=ink, lw=4, solid_capstyle="butt")
    turn = np.linspace(-np.pi / 2, np.pi / 2, 60)
    for middle in (0.15, -0.15):
        bow = np.array([-0.02 + 0.22 * np.cos(turn), middle + 0.15 * np.sin(turn)])
        ends = np.array([[-0.12, -0.12], [middle - 0.15, middle + 0.15]])
        ax.plot(*np.hstack([ends[:, :1], bow, ends[:, 1:]]), color=ink, lw=4, solid_joinstyle="round")
    ax.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4))


def _triangle(ax: Axes) -> None:
    look = tokens()
    for corners, colour in zip(_beams(), (look["paper"], look["grid"], look["muted"]), strict=True):
        ax.fill(*corners.T, facecolor=colour, edgecolor=look["ink"], lw=1.6)


def _beams(hole: float = 0.6, beam: float = 0.45) -> Iterator[NDArray]:
    """The six corners of each beam (6, 2): it runs along one side's outer strip, then the next one's inner.

    Every corner is where two lines cross; a line has the normal of its side and a distance from the middle.
    """
    turn = np.deg2rad([270, 30, 150])
    normals = np.stack([np.cos(turn), np.sin(turn)], 1)
    near, mid, far = hole, hole + beam, hole + 2 * beam
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        crossings = ((i, far, j, mid), (i, far, k, mid), (i, mid, k, far),
                     (i, mid, j, near), (j, near, k, near), (j, mid, k, near))  # fmt: skip
        yield np.array([np.linalg.solve(normals[[a, b]], [s, t]) for a, s, b, t in crossings])
