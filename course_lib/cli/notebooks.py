"""The verb `notebooks`: execute, normalise, lint and verify the notebooks, and report what they settle."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ACTIONS = {
    "execute": "run in a fresh kernel, put into normal form and store",
    "normalise": "put into normal form without running",
    "lint": "look for what a notebook of this course must not have, or lacks",
    "verify": "run, and fail where the stored notebook differs from what execute would store",
    "coverage": "report which lecture items the notebooks settle, in docs/coverage.md",
}


@dataclass(frozen=True)
class Outcome:
    """Whether all was well with a notebook; seconds and mebibytes of its run, 0 where there was none."""

    well: bool
    seconds: float = 0.0
    mebibytes: float = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions, the notebooks they are for, and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")
    for name, about in ACTIONS.items():
        action = actions.add_parser(name, help=about, description=f"{about}.".capitalize())
        if name == "coverage":
            action.add_argument(
                "--check", action="store_true", help="write nothing, fail if the report is stale"
            )
            continue
        action.add_argument("targets", nargs="*", metavar="notebook", help="files or chapter numbers (all)")
        action.add_argument("--chapter", action="append", default=[], metavar="NN", help="a chapter, as 01")
        if name in ("execute", "verify"):
            action.add_argument(
                "--timeout", type=float, default=120, metavar="S", help="seconds for a cell (120)"
            )
        if name == "verify":
            action.add_argument("--no-execute", action="store_true", help="look at the stored form only")
            action.add_argument("--jobs", type=int, default=1, metavar="N", help="notebooks at a time (1)")
            action.add_argument(
                "--costs", action="store_true", help="write the time and memory of each to docs/costs.md"
            )


def run(args: argparse.Namespace) -> int:
    """Do the action for each notebook; 0 when all is well, 1 when something is to be mended."""
    from course_lib.cli.notebook_tools import costs, files

    if args.action == "coverage":
        return _coverage(args.check)
    paths = files.find([*args.targets, *args.chapter])
    if args.action == "lint":
        return _lint(paths)
    work = partial(_one, args)
    if (jobs := getattr(args, "jobs", 1)) > 1:
        with ProcessPoolExecutor(jobs) as pool:
            outcomes = list(pool.map(work, paths))
    else:
        outcomes = [work(path) for path in paths]
    if getattr(args, "costs", False):
        pairs = zip(paths, outcomes, strict=True)
        costs.write({path.stem: (each.seconds, each.mebibytes) for path, each in pairs})
    return int(not all(outcome.well for outcome in outcomes))


def _one(args: argparse.Namespace, path: Path) -> Outcome:
    """Do the action for one notebook; what an author has to know about it is said, and stops no other."""
    from course_lib.cli.problem import Problem

    try:
        return {"execute": _execute, "normalise": _normalise, "verify": _verify}[args.action](path, args)
    except Problem as problem:
        print(problem, file=sys.stderr, flush=True)
        return Outcome(well=False)


def _execute(path: Path, args: argparse.Namespace) -> Outcome:
    from course_lib.cli.notebook_tools import compare, files

    notebook, run = compare.fresh(path, args.timeout)
    changed = files.write(path, files.to_text(notebook))
    print(
        f"{path.name}: {run.seconds:.1f} s, {run.mebibytes:.0f} MiB, {'written' if changed else 'unchanged'}",
        flush=True,
    )
    return Outcome(True, run.seconds, run.mebibytes)


def _normalise(path: Path, args: argparse.Namespace) -> Outcome:
    from course_lib.cli.notebook_tools import compare, files

    changed = files.write(path, files.to_text(compare.in_form(files.read(path), path)))
    print(f"{path.name}: {'written' if changed else 'unchanged'}")
    return Outcome(True)


def _verify(path: Path, args: argparse.Namespace) -> Outcome:
    from course_lib.cli.notebook_tools import compare, executed

    faults = compare.faults_of_form(path)
    if args.no_execute:
        print("\n".join(faults) if faults else f"{path.name}: as the tool writes it")
        return Outcome(not faults)
    notebook, run = compare.fresh(path, args.timeout)
    faults = faults or compare.differences(path, notebook)
    cost = f"{run.seconds:.1f} s, {run.mebibytes:.0f} MiB"
    print("\n".join(faults) if faults else f"{path.name}: as the tool writes it ({cost})", flush=True)
    executed.keep(path, run.notebook)
    return Outcome(not faults, run.seconds, run.mebibytes)


def _lint(paths: list[Path]) -> int:
    from course_lib.cli.notebook_tools import lint

    findings = [finding for path in paths for finding in lint.lint(path)]
    errors = sum(finding.level == "error" for finding in findings)
    for finding in findings:
        print(finding)
    print(f"{len(paths)} notebooks, {errors} faults, {len(findings) - errors} warnings")
    return int(errors > 0)


def _coverage(check: bool) -> int:
    from course_lib.cli.notebook_tools import coverage, files

    report, faults = coverage.report()
    if check:
        stored = coverage.REPORT.read_text(encoding="utf-8") if coverage.REPORT.exists() else ""
        if stored != report:
            faults.append(
                f"{coverage.REPORT.name} is stale: python -m course_lib notebooks coverage writes it"
            )
    elif files.write(coverage.REPORT, report):
        print(f"{coverage.REPORT.name}: written")
    for fault in faults:
        print(fault)
    return int(bool(faults))
