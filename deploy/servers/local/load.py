"""`python -m deploy.servers.local.load`: how many students one machine holds, measured; writes docs/load.md.

Starts a hub on this machine for each run, and students who each click on the link to chapter 01, log in,
wait for their server, open JupyterLab, run every cell and save. As root, on Linux, on a machine that does
nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from course_lib.chapters import CHAPTERS
from course_lib.cli import project
from deploy.servers.local import page
from deploy.servers.local.hub import COURSE, Hub, missing
from deploy.servers.local.reckon import Run, Visit

if TYPE_CHECKING:
    from deploy.servers.local.student import Kernel, Student

STORED = Path(__file__).with_name("load.json")
PAGE, SERVERS = COURSE / "docs/load.md", COURSE / "docs/servers.md"
FAILED = COURSE / "build/hub.log"
NOTEBOOK = f"notebooks/{CHAPTERS[1].stem}.ipynb"
RAMP = ((1, 0.0), (4, 0.0), (8, 0.0), (16, 0.0), (16, 60.0))  # students, seconds in which they come
MB = 1 << 20
PATIENCE = 900  # seconds until a student who is not through has failed


def seconds(process: psutil.Process) -> float:
    """CPU seconds of a process and of its children that have ended."""
    return sum(process.cpu_times()[:4])


def weigh(processes: list[psutil.Process], visit: Visit) -> None:
    """Write memory and CPU time of a student's server and kernel into `visit`."""
    for process in processes:
        kind = "kernel" if "ipykernel_launcher" in process.cmdline() else "server"
        memory = process.memory_full_info()
        for name, value in (("pss", memory.pss / MB), ("uss", memory.uss / MB), ("cpu", seconds(process))):
            setattr(visit, f"{kind}_{name}", round(getattr(visit, f"{kind}_{name}") + value, 2))


async def run_cells(
    kernel: Kernel, cells: list[dict[str, Any]], think: float, after_first: Callable[[], None]
) -> None:
    """Run all code cells one after the other and keep their outputs. Raises RuntimeError at an error."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for number, cell in enumerate(code):
        ran = await kernel.run(cell["source"])
        cell["outputs"] = ran.outputs
        if ran.error and "raises-exception" not in cell["metadata"].get("tags", []):
            raise RuntimeError(f"cell {cell['id']} ended in {ran.error}")
        if number == 0:
            after_first()
        await asyncio.sleep(think)


async def visit(hub: Hub, number: int, wait: float, think: float) -> Visit:
    """Let one student come after `wait` seconds and do the chapter. A failure is kept, not raised."""
    from deploy.servers.local.student import Student  # needs what `missing` looks for

    result = Visit(f"student{number:03}")
    await asyncio.sleep(wait)
    try:
        async with asyncio.timeout(PATIENCE), Student(hub.address, result.name) as student:
            await do_chapter(hub, student, result, think)
    except Exception as error:  # whatever it was, the others go on
        result.failure = f"{type(error).__name__}: {error}"[:300]
    return result


async def do_chapter(hub: Hub, student: Student, result: Visit, think: float) -> None:
    """Follow the link, run every cell, save; write into `result` when that was. Raises what goes wrong."""
    begin, path = time.monotonic(), f"course/{NOTEBOOK}"

    def mark(name: str) -> None:
        setattr(result, name, round(time.monotonic() - begin, 2))

    def after_first() -> None:
        mark("first")
        owner = (hub.folder / "homes" / result.name).stat().st_uid
        result.start_cpu = round(sum(map(seconds, hub.processes_of(owner))), 2)

    link = project.Repository(hub.repository).hub(hub.address, NOTEBOOK)
    await student.follow(link, lambda: mark("server"))
    mark("lab")
    notebook = (await student.read(path))["content"]
    kernel = await student.start_kernel(path)
    await run_cells(kernel, notebook["cells"], think, after_first)
    await student.save(path, notebook)
    mark("done")
    await kernel.close()


async def come(hub: Hub, run: Run, think: float) -> None:
    """Let all students of a run come, and weigh what they hold while all of it is still there."""
    gap = run.spread / run.students
    run.visits = await asyncio.gather(*(visit(hub, n + 1, n * gap, think) for n in range(run.students)))
    for each in run.visits:
        if not each.failure:
            weigh(hub.processes_of((hub.folder / "homes" / each.name).stat().st_uid), each)


def measure(students: int, spread: float, think: float = 0.0) -> Run:
    """One hub, so many students: what it took."""
    run = Run(students, spread, round(os.getloadavg()[0], 2))
    with Hub() as hub:
        before, begin = busy(hub), time.monotonic()
        asyncio.run(come(hub, run, think))
        run.seconds = round(time.monotonic() - begin, 1)
        for name, after in busy(hub).items():
            setattr(run, name, round(after - before[name], 2))
        if run.failures:
            FAILED.parent.mkdir(exist_ok=True)
            shutil.copy(hub.folder / "hub/hub.log", FAILED)
            print(f"What the hub wrote meanwhile is kept in {FAILED}.", file=sys.stderr)
    return run


def busy(hub: Hub) -> dict[str, float]:
    """CPU seconds of the hub, of the proxy, and of what no server does: the students and the git server."""
    proxies = [each for each in hub.process.children() if "node" in each.name()]
    return {
        "hub_cpu": sum(hub.process.cpu_times()[:2]),
        "proxy_cpu": sum(map(seconds, proxies)),
        "client_cpu": sum(psutil.Process().cpu_times()[:2]) + seconds(psutil.Process(hub.processes[0].pid)),
    }


def machine() -> dict[str, Any]:
    """What the measurement ran on."""
    return {
        "cores": psutil.cpu_count(),
        "gb": round(psutil.virtual_memory().total / (1 << 30)),
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def write_pages() -> None:
    """Write docs/load.md, and its summary into docs/servers.md, from the stored figures."""
    found = json.loads(STORED.read_text(encoding="utf-8"))
    PAGE.write_text(page.page(found), encoding="utf-8")
    SERVERS.write_text(page.fill(SERVERS.read_text(encoding="utf-8"), found), encoding="utf-8")


def main(words: list[str] | None = None) -> int:
    """Measure, print a line a run, write figures and page; 1 where a student failed, 2 without tools."""
    parser = argparse.ArgumentParser(prog="python -m deploy.servers.local.load", description=__doc__)
    parser.add_argument(
        "--students", type=int, nargs="*", help="these numbers of students only; nothing is stored"
    )
    parser.add_argument(
        "--spread", type=float, default=0.0, help="with --students: seconds in which they come"
    )
    parser.add_argument("--think", type=float, default=0.0, help="seconds between two cells (default 0)")
    parser.add_argument(
        "--page", action="store_true", help="only write the pages anew from the stored figures"
    )
    args = parser.parse_args(words)
    if args.page:
        write_pages()
        return 0
    if lacking := missing():
        print(lacking, file=sys.stderr)
        return 2
    runs = []
    for students, spread in [(n, args.spread) for n in args.students or ()] or RAMP:
        runs.append(measure(students, spread, args.think))
        print(page.line(runs[-1]), *runs[-1].failures, sep="\n", flush=True)
    if not args.students:
        found = {"machine": machine(), "think": args.think, "runs": [asdict(run) for run in runs]}
        STORED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        write_pages()
    return int(any(run.failures for run in runs))


if __name__ == "__main__":
    sys.exit(main())
