"""docs/load.md, made from the figures in load.json."""

from __future__ import annotations

from typing import Any

from deploy.servers.local.reckon import Run, Visit, percentile


def line(run: Run) -> str:
    """A row of the table of runs."""
    cells = [str(run.students), f"within {run.spread:.0f} s" if run.spread else "at once", f"{run.load:.1f}"]
    for name in ("server", "first", "done"):
        times = run.times(name)
        cells += [f"{percentile(times, 50):.1f}", f"{percentile(times, 95):.1f}"] if times else ["-", "-"]
    return f"| {' | '.join([*cells, str(len(run.failures))])} |"


def load(found: dict[str, Any]) -> list[Run]:
    """The runs as they were stored."""
    return [Run(**run | {"visits": [Visit(**each) for each in run["visits"]]}) for run in found["runs"]]


def page(found: dict[str, Any]) -> str:
    """The page in Markdown."""
    return "\n".join(map(line, load(found)))
