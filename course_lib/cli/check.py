"""The verb `check`: run the notebooks of a class and list which exercises each has passed."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the notebooks, the table to write, and the time that a cell and a notebook may take."""
    parser.add_argument("targets", nargs="+", metavar="notebook", help="notebooks, or folders that hold them")
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="write the table as comma-separated values too"
    )
    parser.add_argument("--timeout", type=float, default=60, metavar="S", help="seconds a cell may take (60)")
    parser.add_argument(
        "--limit", type=float, default=600, metavar="S", help="seconds a notebook may take (600)"
    )


def run(args: argparse.Namespace) -> int:
    """Check every notebook and print the table; 1 only when a notebook could not be run at all.

    The notebooks are run as they are, with the rights of whoever runs this: on work that you do not trust,
    use an account or a container that has nothing to lose.
    """
    from course_lib.cli.notebook_tools import classroom

    results = []
    found = classroom.collect(args.targets)
    for number, (name, path) in enumerate(found, start=1):
        print(f"{number} of {len(found)}: {name}", flush=True)
        results.append(classroom.grade(name, path, args.timeout, args.limit))
    print()
    print("\n".join(classroom.table(results)))
    if args.csv:
        with args.csv.open("w", encoding="utf-8", newline="") as file:
            classroom.write_csv(results, file)
        print(f"\nwritten: {args.csv}")
    return int(any(not result.statuses and result.trouble for result in results))
