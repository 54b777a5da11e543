"""What each notebook takes to run, as a page: ``python -m course_lib notebooks verify --costs`` writes it."""

from __future__ import annotations

from collections.abc import Mapping

from course_lib.chapters import CHAPTERS

from . import files

PAGE = files.ROOT / "docs" / "costs.md"
HEAD = """\
# Time and memory of each notebook

From the start of the kernel to the last cell, with one thread for linear algebra and no widget touched.
Memory is the most that the kernel, and whatever it starts, held at once. One notebook after another, on
a machine of two cores, measured by

```
python -m course_lib notebooks verify --costs
```

| | Chapter | seconds | MiB |
|---|---|---:|---:|
"""


def write(costs: Mapping[str, tuple[float, float]]) -> bool:
    """Write the page from seconds and mebibytes by the notebook's name; True where that changed it."""
    return files.write(PAGE, page(costs))


def page(costs: Mapping[str, tuple[float, float]]) -> str:
    """The page as Markdown; a chapter that was not measured, or whose run failed, has no numbers.

    >>> print(page({"01_logistic_regression": (8.6, 291.2)}).splitlines()[13])
    | 01 | Logistic regression | 9 | 290 |
    """
    rows, whole = [], 0.0
    for chapter in CHAPTERS:
        seconds, mebibytes = costs.get(chapter.stem, (0.0, 0.0))
        numbers = f"{seconds:.0f} | {round(mebibytes, -1):.0f}" if seconds else " | "
        rows.append(f"| {chapter.number} | {chapter.title} | {numbers} |")
        whole += seconds
    return HEAD + "\n".join([*rows, f"| | together | {whole:.0f} | |", ""])
