"""docs/load.md, made from the figures in load.json."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

from deploy.servers.local.reckon import Cost, Plan, Run, Visit, cost, need, per_core, per_gb, percentile

CHAPTERS = Path(__file__).resolve().parents[3] / "docs/costs.md"  # measured by `notebooks verify --costs`
BEGIN, END = "<!-- load:begin -->\n", "<!-- load:end -->"
CLASSES = {
    30: "[The Littlest JupyterHub](https://tljh.jupyter.org)",
    300: "Zero to JupyterHub (or one of the above for each group)",
    3000: "[Zero to JupyterHub](https://z2jh.jupyter.org) on a cluster that grows and shrinks",
}
COMMAND = "python -m deploy.servers.local.load"
HEAD = f"""# How many students a server holds

Measured on one machine and written by one command (as root, on Linux):

    python -m pip install --constraint constraints.txt --editable '.[servers]'
    npm install --no-save --prefix build/proxy configurable-http-proxy@5.3.0
    {COMMAND}

Each run starts a JupyterHub, and students who do what a browser does, all on the same machine: click on the
nbgitpuller link to chapter 01, log in for the first time, wait for their server, fetch the course, open
JupyterLab, start the kernel, run every cell over the websocket and save the notebook.

## Runs

Seconds since the click; p50 and p95 are nearest ranks. Load is the machine's load average before
the run, in which the run before it still counts.

| Students | come | load | server p50 | p95 | first cell p50 | p95 | saved p50 | p95 | failures |
|---|---|---|---|---|---|---|---|---|---|
"""
LIMITS = """
Not in these figures: HTTPS, a network between the machines, a slow disk, what the browser itself draws, and
students who do more than the chapter says. JupyterLab's own files are fetched as far as its page names them.
"""
EACH = (
    "Up to the first cell the two take {:.1f} s of CPU time. For each student the hub takes {:.2f} s, the "
    "proxy {:.2f} s, and what only the test has (the students and a git server, on the same cores) {:.2f} s."
)
FULL = (
    "A machine is full when the first of memory and cores is. A hub is one process and uses one core: at "
    "{busy:.0%} busy it brings in {students:,} students in {minutes:.0f} minutes. Let more than it can take "
    "at once come in groups, or give each group a hub."
)
MEANING = """
All at work at once, which few classes are; after an hour without a sign of life a server is stopped, and
what is saved stays. These are reckoned from what was measured: when chapter 01 has run, a student holds
{:.0f} MB for the server and {:.0f} MB for the kernel, {:.1f} students for each GB. The [load test](load.md)
has the measurement, its command, the times to start, and the assumptions.
"""


def line(run: Run) -> str:
    """A row of the table of runs."""
    come = f"within {run.spread:.0f} s" if run.spread else "at once"
    cells = [str(run.students), come, f"{run.load:.1f}"]
    for name in ("server", "first", "done"):
        times = run.times(name)
        cells += [f"{percentile(times, 50):.1f}", f"{percentile(times, 95):.1f}"] if times else ["-", "-"]
    return row(*cells, len(run.failures))


def wrap(text: str) -> str:
    """A paragraph, its lines as long as those of this file, with an empty line before and after."""
    return f"\n{textwrap.fill(text, 110)}\n"


def row(*cells: object) -> str:
    """A row of a table in Markdown.

    >>> row("a", 1)
    '| a | 1 |'
    """
    return f"| {' | '.join(map(str, cells))} |"


def load(found: dict[str, Any]) -> list[Run]:
    """The runs as they were stored."""
    return [Run(**run | {"visits": [Visit(**each) for each in run["visits"]]}) for run in found["runs"]]


def fullest(runs: list[Run]) -> Run:
    """The first of those with most students: what the costs are taken from."""
    return max(runs, key=lambda run: run.students)


def heaviest() -> int:
    """MB that the chapter which takes most holds, without the server: its kernel and whatever that starts."""
    text = CHAPTERS.read_text(encoding="utf-8")
    return max(int(each) for each in re.findall(r"\| (\d+) \|$", text, re.MULTILINE))


def costs(runs: list[Run]) -> dict[str, Cost]:
    """What a student takes in chapter 01, as measured, and in the heaviest chapter."""
    run = fullest(runs)
    return {
        "chapter 01": cost(run),
        "the heaviest chapter": replace(cost(run), memory=run.mean("server_pss") + heaviest()),
    }


def page(found: dict[str, Any]) -> str:
    """The page in Markdown."""
    runs, machine = load(found), found["machine"]
    think = found["think"]
    pauses = (
        f"pause {think:g} s after each cell."
        if think
        else "never pause: the last columns are the worst case."
    )
    where = wrap(
        f"Measured on {machine['cores']} cores and {machine['gb']} GB with Python {machine['python']}. "
        f"{noise(runs)}{slowest(runs)} The students {pauses}"
    )
    return "\n".join(
        [HEAD + "\n".join(map(line, runs)), where, *one(fullest(runs)), *many(costs(runs)), LIMITS[1:]]
    )


def noise(runs: list[Run]) -> str:
    """A warning where the machine had other work: one process or more on average before the first run."""
    if runs[0].load < 1:
        return ""
    return f"The machine had other work (a load of {runs[0].load:.0f}), so all times are too long. "


def slowest(runs: list[Run]) -> str:
    """Whether anybody waited more than a minute for the server, and from how many students on."""
    late = [run.students for run in runs if run.times("server") and percentile(run.times("server"), 95) > 60]
    if not late:
        return "In no run did the server take more than a minute (p95)."
    return f"From {min(late)} students on, the server took more than a minute (p95)."


def one(run: Run) -> list[str]:
    """What one student takes."""
    mean, took, plan = run.mean, cost(run), Plan()
    aside = run.client_cpu / run.students
    arriving, working = per_core(took, plan)
    lines = [
        f"## One student\n\nMeans over the run of {run.students} students, everything still open.\n",
        "| | memory with its share of what is shared (PSS) | unshared (USS) | CPU time |",
        "|---|---|---|---|",
    ]
    for name in ("server", "kernel"):
        pss, uss, cpu = (mean(f"{name}_{kind}") for kind in ("pss", "uss", "cpu"))
        lines.append(row(name, f"{pss:.0f} MB", f"{uss:.0f} MB", f"{cpu:.1f} s"))
    return [
        *lines,
        wrap(EACH.format(took.start_cpu, took.hub_cpu, run.proxy_cpu / run.students, aside)),
        f"- **{per_gb(took):.1f} students for each GB.**",
        f"- **{arriving:.0f} students for each core** while they arrive ({plan.arrive:g} minutes), "
        f"**{working:.0f}** while they work ({plan.minutes:g} minutes), with cores {plan.busy:.0%} busy.\n",
    ]


def many(found: dict[str, Cost]) -> list[str]:
    """What classes need, and what that rests on."""
    plan = Plan()
    lines = [
        "## 30, 300 and 3,000 students\n\nReckoned from the run above, in proportion:\n",
        f"- All are at work at once, and all come within {plan.arrive:g} minutes.",
        f"- The chapter takes them {plan.minutes:g} minutes; cores are {plan.busy:.0%} busy on average.",
        f"- A quarter more memory is there than is taken ({plan.spare:g} times).",
        f"- A machine has {plan.cores} cores and {plan.gb} GB, as quick as the one measured.",
        f"- The heaviest chapter takes {heaviest():,} MB: its kernel and what that starts. Its CPU time is",
        "  taken as chapter 01's.\n",
        "| Students | in | memory | cores to arrive | cores to work | machines | hub busy |",
        "|---|---|---|---|---|---|---|",
    ]
    for students in CLASSES:
        for name, each in found.items():
            get = need(each, replace(plan, students=students))
            cores = (f"{get.arrive_cores:.1f}", f"{get.work_cores:.1f}")
            lines.append(
                row(f"{students:,}", name, f"{get.gb:.0f} GB", *cores, get.machines, f"{get.hub_busy:.0%}")
            )
    hub = found["chapter 01"].hub_cpu
    minutes = max(CLASSES) * hub / 60 / plan.busy
    return [
        *lines,
        wrap(FULL.format(busy=plan.busy, students=max(CLASSES), minutes=minutes)),
    ]


def summary(found: dict[str, Any]) -> str:
    """What docs/servers.md says of it: which server for which class, and what one student takes."""
    runs, plan = load(found), Plan()
    run, each = fullest(runs), costs(runs)
    lines = [
        f"| Students | Take | Machines of {plan.cores} cores, {plan.gb} GB: {' | '.join(each)} |",
        "|---|---|---|---|",
    ]
    for students, server in CLASSES.items():
        machines = [need(one, replace(plan, students=students)).machines for one in each.values()]
        lines.append(row(f"{students:,}", server, *machines))
    student = (run.mean("server_pss"), run.mean("kernel_pss"), per_gb(each["chapter 01"]))
    return "\n".join([*lines, MEANING.format(*student)])


def fill(text: str, found: dict[str, Any]) -> str:
    """The text of docs/servers.md with the summary of these figures in its place."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + summary(found) + END + rest.split(END)[1]
