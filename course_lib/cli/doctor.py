"""`doctor`: what is here, what is missing, and the command that brings it. It installs nothing."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.cli import advice, bootstrap, installed, project
from course_lib.cli.browser import find_chromium

GROUPS = (
    ("", "lab"),
    ("lab", "lab"),
    ("torch", "lab --torch"),
    ("dev", "test"),
)  # extras, verb that brings them
GIB = 2**30


@dataclass
class Row:
    """One line of the table: what was found, what is wanted, and how to get it where it is missing."""

    name: str
    found: str
    wanted: str = ""
    ok: bool = True
    how: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `doctor`."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the findings; 0 when notebooks can run here, 1 when something they need is missing."""
    findings = {
        "machine": machine(),
        "packages": packages(""),
        "lab": packages("lab"),
        "torch": packages("torch"),
        "dev": packages("dev"),
        "tools": tools(),
    }
    basics = all(row.ok for group in ("machine", "packages", "lab") for row in findings[group])
    if args.json:
        rows = {group: [asdict(row) for row in found] for group, found in findings.items()}
        print(json.dumps({"ready": basics, **rows}, indent=1))
    else:
        print(table(findings))
        print(
            "\nThe notebooks can run here."
            if basics
            else "\nNot ready yet: python -m course_lib lab sets it up."
        )
    return 0 if basics else 1


def packages(extra: str) -> list[Row]:
    """The packages of one extra of `pyproject.toml` (of the course itself, for ``""``) and their versions."""
    folder = project.find_root()
    if folder is None:
        return []
    basic = project.requirements(folder)
    lines = [line for line in project.requirements(folder, (extra,)) if line not in basic] if extra else basic
    have = installed.versions(folder)
    verb = dict(GROUPS)[extra]
    rows = []
    for want in map(installed.parse, lines):
        version = have.get(want.name, "")
        ok = bool(version) and want.allows(version)
        how = "" if ok else f"python -m course_lib {verb}"
        rows.append(Row(want.name, version or "missing", want.range, ok, how))
    return rows


def machine() -> list[Row]:
    """Python, system, processor, memory, disk and the device that torch would use."""
    return [
        Row("Python", platform.python_version(), ">=3.11"),
        Row("environment", where()),
        Row("system", f"{platform.system()} {platform.release()} on {platform.machine()}"),
        Row("cores", str(cores())),
        Row("memory", f"{memory() / GIB:.1f} GiB" if memory() else "unknown"),
        disk(),
        Row("device", device()),
    ]


def where() -> str:
    """Which environment this Python is."""
    folder = project.find_root()
    if folder is not None and bootstrap.is_inside(bootstrap.environment(folder)):
        return ".venv of this clone"
    if folder is not None and bootstrap.environment(folder).is_dir():
        state = bootstrap.read_note(bootstrap.environment(folder)).get("state", "made by other hands")
        return f"{sys.prefix} (.venv of this clone: {state})"
    return sys.prefix


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> int:
    """Bytes of memory, 0 where it cannot be told without further packages."""
    try:
        return int(importlib.import_module("psutil").virtual_memory().total)
    except ImportError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def disk() -> Row:
    """Room on the disk the clone lies on; a first installation asks for about a gibibyte."""
    free = shutil.disk_usage(project.find_root() or Path.cwd()).free / GIB
    set_up = all(row.ok for row in packages(""))
    ok = set_up or free > 1
    return Row(
        "disk, free",
        f"{free:.1f} GiB",
        "" if set_up else ">1 GiB",
        ok,
        "" if ok else "make room on this disk",
    )


def device() -> str:
    """The device torch computes on; torch is imported only if it is installed."""
    if "torch" not in installed.versions(project.find_root()):
        return "cpu (torch is not installed)"
    try:
        torch = importlib.import_module("torch")
    except Exception as error:  # a broken installation is a finding, not a reason to stop
        return f"torch does not start: {error}"
    if torch.cuda.is_available():
        return f"cuda: {torch.cuda.get_device_name(0)}"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def tools() -> list[Row]:
    """What lies outside of Python: the data's cache, a browser, Node."""
    chromium, node = find_chromium(), shutil.which("node")
    return [
        Row("data cache", data_cache()),
        Row(
            "Chromium",
            chromium or "missing",
            "for the browser tests",
            chromium is not None,
            "" if chromium else advice.how_to_get("chromium"),
        ),
        Row(
            "Node",
            version_of(node) if node else "missing",
            "for the tests of the widgets' JavaScript",
            node is not None,
            "" if node else advice.how_to_get("node"),
        ),
    ]


def version_of(program: str) -> str:
    """What a program answers to ``--version``."""
    try:
        return subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return "does not start"


def data_cache() -> str:
    """Where data sets are kept and which of them are there."""
    try:
        sources = importlib.import_module("course_lib.data.sources")
        here = [name for name in sources.SOURCES if sources.status(name) == "ready"]
        return f"{sources.cache_folder()} ({', '.join(here) or 'empty'})"
    except ImportError:
        return os.environ.get("COURSE_LIB_DATA") or "not known before the course is set up"


def table(findings: dict[str, list[Row]]) -> str:
    """The findings as plain text, a block a group."""
    titles = {"packages": "needed", "dev": "development (optional)", "torch": "torch (optional)"}
    lines: list[str] = []
    for group, rows in findings.items():
        lines += ["", titles.get(group, group)]
        for row in rows:
            how = f"   <- {row.how}" if row.how else ""
            lines.append(
                f"  {'ok' if row.ok else '--'} {row.name:<14} {row.found:<28} {row.wanted}{how}".rstrip()
            )
    return "\n".join(lines[1:])
