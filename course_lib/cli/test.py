"""`test`: everything that can be tested, in parts, the quick ones first, with one verdict at the end."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from course_lib.cli import project

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    "1",
)
SPREAD = ["-n", "2", "--dist", "loadfile"]
STEAL = ["-n", "2", "--dist", "worksteal"]  # for parts whose files differ much in length
STRICT_NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
NAMES = ("style", "unit", "notebooks", "browser")
NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass
class Part:
    """One part of the tests: its commands (those of pytest are marked so) and the variables they run with."""

    name: str
    steps: list[list[str]]
    env: dict[str, str] = field(default_factory=dict)


@dataclass
class Verdict:
    """How one part went: "passed", "failed" or "skipped", what pytest counted, and a word about it."""

    name: str
    outcome: str
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    note: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `test`; all that is not known here goes to pytest."""
    parser.add_argument(
        "--fast", action="store_true", help="style and unit tests only, without the slow ones"
    )
    parser.add_argument(
        "--only", action="append", choices=NAMES, default=[], help="only this part (may be repeated)"
    )
    parser.epilog = "Whatever else is given goes to pytest: -k WORD, -x, or the files and folders to test."


def extras(args: argparse.Namespace) -> tuple[str, ...]:
    """Which extras of `pyproject.toml` the tests need: all but the GPU, and a hub only in CI on Linux."""
    hub = ("servers",) if in_ci() and sys.platform == "linux" else ()
    return ("dev", "lab", "torch", *hub)


def in_ci() -> bool:
    """Whether this runs on a CI machine, where nothing may be left out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest(*words: str) -> list[str]:
    """The command that runs pytest with these words."""
    return [sys.executable, "-m", "pytest", *words]


def plan(fast: bool, only: list[str], rest: list[str]) -> list[Part]:
    """The parts to run. Files named in `rest` replace the usual targets."""
    named = [word for word in rest if Path(word.split("::")[0]).exists()]
    flags = [word for word in rest if word not in named]
    books = [word for word in named if word.split("::")[0].endswith(".ipynb")]
    files = [word for word in named if word not in books]
    unit_only = "not browser and not slow" if fast else "not browser"
    verify = [] if rest else [[sys.executable, "-m", "course_lib", "notebooks", "verify", "--jobs", "2"]]
    style = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]]
    parts = [
        Part("style", [[sys.executable, "-m", *step] for step in style]),
        Part(
            "unit",
            [
                pytest(
                    "--doctest-modules", *SPREAD, "-m", unit_only, *flags, *(files or ["course_lib", "tests"])
                )
            ],
        ),
        Part(
            "notebooks",
            [*verify, pytest(*STRICT_NBVAL, *SPREAD, *flags, *(books or ["notebooks"]))],
            ONE_THREAD,
        ),
        Part("browser", [pytest("-m", "browser", *STEAL, *flags, *(files or ["tests"]))]),
    ]
    wanted = set(only or (NAMES[:2] if fast else NAMES))
    if named:
        wanted &= ({"unit", "browser"} if files else set()) | ({"notebooks"} if books else set())
    elif rest:
        wanted -= {"style"}
    return [part for part in parts if part.name in wanted]


def run(args: argparse.Namespace) -> int:
    """Run the parts one after the other; a part that fails hides none of the others."""
    os.chdir(project.root())
    verdicts = [run_part(part, args.rest) for part in plan(args.fast, args.only, args.rest)]
    print(summary(verdicts), flush=True)
    return int(not verdicts or any(verdict.outcome == "failed" for verdict in verdicts))


def run_part(part: Part, rest: list[str]) -> Verdict:
    """Run the steps of one part and judge them."""
    print(f"\n--- {part.name} ---", flush=True)
    env = {**os.environ, **part.env}
    if part.name == "browser":
        from course_lib.cli import advice
        from course_lib.cli.browser import find_chromium

        chromium = find_chromium()
        if chromium is None:
            print(advice.no_chromium())
            return Verdict(part.name, "failed" if in_ci() else "skipped", note="no Chromium")
        env["CHROMIUM"] = chromium
    verdict = Verdict(part.name, "passed")
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for step in part.steps:
            run_step(step, env, Path(folder) / "report.xml", verdict, lenient=bool(rest))
    verdict.seconds = time.monotonic() - begin
    if part.name == "browser" and in_ci() and verdict.counts.get("skipped"):
        verdict.outcome, verdict.note = "failed", "browser tests were skipped, which CI does not allow"
    return verdict


def run_step(step: list[str], env: dict[str, str], report: Path, verdict: Verdict, lenient: bool) -> None:
    """Run one command, everything it says in sight, and add its outcome to `verdict`."""
    is_pytest = "pytest" in step[:3]
    words = [*step, f"--junitxml={report}"] if is_pytest else step
    code = subprocess.run(words, env=env).returncode
    if is_pytest:
        for name, number in count(report).items():
            verdict.counts[name] = verdict.counts.get(name, 0) + number
    if code == NOTHING_COLLECTED and is_pytest:
        if lenient:
            verdict.outcome = "skipped" if verdict.outcome == "passed" else verdict.outcome
            verdict.note = "nothing selected"
            return
        verdict.note = "no tests found"
    if code:
        verdict.outcome = "failed"
        verdict.note = verdict.note or f"{' '.join(step[2:5])}: exit code {code}"


def count(report: Path) -> dict[str, int]:
    """What pytest's report counted: passed, failed, errors and skipped."""
    if not report.is_file():
        return {}
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    total = {
        name: sum(int(suite.get(name, 0)) for suite in suites)
        for name in ("tests", "failures", "errors", "skipped")
    }
    bad = total["failures"] + total["errors"] + total["skipped"]
    return {
        "passed": total["tests"] - bad,
        "failed": total["failures"],
        "errors": total["errors"],
        "skipped": total["skipped"],
    }


def summary(verdicts: list[Verdict]) -> str:
    """One line a part, and at the very end a line such as pytest's own, over all parts together."""
    lines = ["", "--- summary ---"]
    for verdict in verdicts:
        lines.append(
            f"{verdict.name:<10} {verdict.outcome:<8} {verdict.seconds:6.1f} s   {tell(verdict)}".rstrip()
        )
    total = {
        name: sum(verdict.counts.get(name, 0) for verdict in verdicts)
        for name in ("failed", "passed", "skipped", "errors")
    }
    words = ", ".join(f"{number} {name}" for name, number in total.items() if number) or "no tests ran"
    seconds = sum(verdict.seconds for verdict in verdicts)
    if broken := [verdict.name for verdict in verdicts if verdict.outcome == "failed"]:
        lines.append(f"Not well: {', '.join(broken)}.")
    return "\n".join([*lines, f" {words} in {seconds:.2f}s ".center(80, "=")])


def tell(verdict: Verdict) -> str:
    """The counts and the word about one part."""
    counts = ", ".join(f"{number} {name}" for name, number in verdict.counts.items() if number)
    return ", ".join(item for item in (counts, verdict.note) if item)
