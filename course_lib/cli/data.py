"""`data`: which data sets there are, how to have them here, and whether what is here is whole."""

from __future__ import annotations

import argparse
import sys
from types import ModuleType


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions of `data`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the data sets, their size, and which are here")
    fetch = actions.add_parser("fetch", help="download one, or go on with a download that was cut short")
    fetch.add_argument("name", metavar="NAME")
    verify = actions.add_parser("verify", help="compare the files that are here with their checksums")
    verify.add_argument("name", metavar="NAME", nargs="?", help="one data set (default: all that are here)")


def run(args: argparse.Namespace) -> int:
    """Do the action; a data set that cannot be had or is broken gives exit code 1 and a sentence."""
    from course_lib.data import sources
    from course_lib.data.errors import DataError

    try:
        return {"list": show, "fetch": fetch, "verify": verify}[args.action](sources, args)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1


def show(sources: ModuleType, args: argparse.Namespace) -> int:
    """Print the table of data sets."""
    for name, source in sources.SOURCES.items():
        print(f"{name:<16} {megabytes(source.size):>9}  {sources.status(name)}")
        print(f"{'':<16} {source.about}; licence: {source.licence}")
    return 0


def fetch(sources: ModuleType, args: argparse.Namespace) -> int:
    """Have one data set here."""
    print(f"{args.name} is in {sources.fetch(args.name, progress=True)}")
    return 0


def verify(sources: ModuleType, args: argparse.Namespace) -> int:
    """Check the files of one data set, or of every one of which something is here."""
    broken = 0
    for name in [args.name] if args.name else sources.SOURCES:
        states = sources.verify(name)
        print(f"{name}: {tell(states)}")
        absent = set(states.values()) == {"missing"}
        if set(states.values()) != {"ready"} and (args.name or not absent):
            print(f"  to mend it: python -m course_lib data fetch {name}")
            broken += 1
    return int(broken > 0)


def tell(states: dict[str, str]) -> str:
    """The files' states in a few words.

    >>> tell({"a.gz": "ready", "b.gz": "damaged"})
    'a.gz ready, b.gz damaged'
    """
    if len(set(states.values())) == 1:
        state = next(iter(states.values()))
        return {"ready": "whole", "missing": "not here"}.get(state, state)
    return ", ".join(f"{file} {state}" for file, state in states.items())


def megabytes(size: int) -> str:
    """A size to read: ``megabytes(9_912_422)`` is ``9.9 MB``.

    >>> megabytes(9_912_422)
    '9.9 MB'
    """
    return f"{size / 1e6:.1f} MB"
