"""The verb `slides`: each notebook as a deck, one HTML file that needs no network and no kernel."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the notebooks, the folder for the decks, and their theme."""
    parser.add_argument("targets", nargs="*", metavar="notebook", help="files or chapter numbers (all)")
    parser.add_argument("--chapter", action="append", default=[], metavar="NN", help="a chapter, as 01")
    parser.add_argument(
        "--to", type=Path, default=Path("build/slides"), metavar="FOLDER", help="(build/slides)"
    )
    parser.add_argument("--theme", choices=("light", "dark", "auto"), default="light", help="(light)")
    parser.add_argument(
        "--timeout", type=float, default=120, metavar="S", help="seconds a cell may take (120)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the deck of each notebook; the old one stays until the new is whole."""
    from course_lib.cli.notebook_tools import files
    from course_lib.cli.notebook_tools.executed import executed
    from course_lib.cli.page import deck_html

    args.to.mkdir(parents=True, exist_ok=True)
    for path in files.find([*args.targets, *args.chapter]):
        target = args.to / f"{path.stem}.html"
        notebook = executed(path, args.timeout)
        files.write(target, deck_html(notebook, theme=args.theme, path=str(path.parent)))
        print(target, flush=True)
    print("Open a deck in a browser: arrows move, F fills the screen, S opens the notes, O the overview.")
    print("On paper or as PDF: open it with ?print-pdf at the end of its address, wait, and print.")
    print("One page is one slide, with all its fragments; tick 'background graphics' to keep the tints.")
    return 0
