"""The first line of every notebook: the same numbers, fonts and threads on every machine."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import perf_counter

from course_lib.chapters import CHAPTERS

_THREADS: list[object] = []  # the limiter must outlive start(), or the limit is lifted again


def start(chapter: str, seed: int = 0) -> None:
    """Seed the random numbers, hold BLAS to one thread, set the style of numbers and figures.

    One thread gives the same sums in the same order everywhere, and for small arrays it is also the fastest.

    Args:
        chapter: the chapter's number, such as ``"01"``.
        seed: the seed of ``random``, ``numpy.random`` and the course's own engine.

    Raises:
        ValueError: if there is no such chapter.

    Example:
        >>> start("01")
        Chapter 01 · Logistic regression · seed 0 · NumPy on the CPU, one thread
    """
    title = {c.number: c.title for c in CHAPTERS}.get(chapter)
    if title is None:
        raise ValueError(
            f"there is no chapter {chapter!r}: the chapters are '00' to '{CHAPTERS[-1].number}'."
        )

    import numpy as np
    from threadpoolctl import threadpool_limits

    from course_lib import plot, tensor

    random.seed(seed)
    np.random.seed(seed)
    tensor.manual_seed(seed)
    np.set_printoptions(precision=4, suppress=True, linewidth=100, threshold=200)
    _THREADS[:] = [threadpool_limits(limits=1)]
    plot.use()
    print(f"Chapter {chapter} · {title} · seed {seed} · NumPy on the CPU, one thread")


def fastest(work: Callable[[], object], times: int = 5) -> float:
    """Seconds that `work()` takes: the shortest of several runs, since whatever disturbs only adds time.

    Raises:
        ValueError: for fewer than one run.

    Example:
        >>> fastest(lambda: sum(range(1000))) < 10
        True
    """
    if times < 1:
        raise ValueError(f"something has to be run to be timed, not times={times}")
    taken = []
    for _ in range(times):
        begin = perf_counter()
        work()
        taken.append(perf_counter() - begin)
    return min(taken)
