"""The verb `grade`: mark a folder of submitted notebooks without trusting what is in them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the folder, the chapter, the table to write, and what one notebook may take."""
    parser.add_argument("folder", metavar="FOLDER", help="submitted notebooks, under any names and folders")
    parser.add_argument("--chapter", default="", metavar="NN", help="all are of this chapter, as 01")
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="write the table as comma-separated values too"
    )
    parser.add_argument(
        "--nbgrader",
        action="store_true",
        help="mark nothing: write the chapter into FOLDER/source for nbgrader",
    )
    parser.add_argument(
        "--seconds", type=float, default=120, metavar="N", help="seconds one notebook may take (120)"
    )
    parser.add_argument(
        "--memory", type=int, default=2048, metavar="MIB", help="MiB one answer may take (2048)"
    )


def run(args: argparse.Namespace) -> int:
    """Mark every notebook and print the table; 1 only where one could not be read or told its chapter."""
    from course_lib.cli.grading.marks import Limits, mark
    from course_lib.cli.notebook_tools import classroom
    from course_lib.cli.problem import Problem
    from course_lib.exercises.library import chapters

    chapter = args.chapter.zfill(2) if args.chapter else ""
    if chapter and chapter not in chapters():
        raise Problem(f"There is no chapter {chapter!r} with exercises. There are: {', '.join(chapters())}.")
    if args.nbgrader:
        return _release(Path(args.folder), chapter)
    found = classroom.collect([args.folder])
    marks = []
    for number, (name, path) in enumerate(found, start=1):
        print(f"{number} of {len(found)}: {name}", file=sys.stderr, flush=True)
        marks.append(mark(name, path, Limits(args.seconds, args.memory), chapter))
    for chapter in sorted({one.chapter for one in marks}):
        print(f"\nChapter {chapter}" if chapter else "\nWithout a chapter")
        print("\n".join(classroom.table([one.row() for one in marks if one.chapter == chapter])))
    if args.to:
        with args.to.open("w", encoding="utf-8", newline="") as file:
            classroom.write_csv([one.row() for one in marks], file)
        print(f"\nwritten: {args.to}")
    return int(any(not one.statuses for one in marks))


def _release(folder: Path, chapter: str) -> int:
    from course_lib.cli.grading import nbgrader
    from course_lib.cli.problem import Problem

    if not chapter:
        raise Problem("Say which chapter nbgrader is to have: --chapter NN.")
    print(f"written: {nbgrader.write(folder, chapter)}")
    return 0
