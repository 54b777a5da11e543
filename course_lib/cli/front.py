"""The table of verbs: find the one that is asked for, see that what it needs is there, and run it."""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import sys
from dataclasses import dataclass
from types import ModuleType

from course_lib.cli import bootstrap
from course_lib.cli.problem import Problem, from_oserror, is_known


@dataclass(frozen=True)
class Verb:
    """One verb: a sentence for it, and the extras of `pyproject.toml` it needs (None: a bare Python)."""

    name: str
    about: str
    extras: tuple[str, ...] | None = ()
    takes_rest: bool = False


VERBS = (
    Verb("lab", "set everything up and open JupyterLab on the first notebook", ("lab",)),
    Verb("test", "set everything up and run all tests", ("dev", "lab", "torch"), takes_rest=True),
    Verb("check", "list which exercises each notebook of a class has passed", ("dev", "lab")),
    Verb("grade", "mark submitted notebooks, each in isolation, without trusting them", ("dev", "lab")),
    Verb("notebooks", "execute, normalise, verify and lint the notebooks", ("dev", "lab")),
    Verb("site", "write all notebooks as one folder of pages, the widgets alive", ("dev", "lab")),
    Verb("slides", "write the notebooks as decks for the lecture hall", ("dev", "lab")),
    Verb("doctor", "say what is installed, what is missing and how to get it", None),
    Verb("update", "bring the course up to date and keep every answer", None),
    Verb("data", "list, fetch and verify the data sets", ("lab",)),
    Verb("bench", "measure the engine beside PyTorch and other NumPy engines", ("dev", "lab", "torch")),
)


def usage() -> str:
    """The help page of the front door."""
    lines = ["usage: python -m course_lib VERB [options]", ""]
    lines += [f"  {verb.name:<10} {verb.about}" for verb in VERBS]
    return "\n".join([*lines, "", "python -m course_lib VERB --help tells the options of one verb."])


def find(name: str) -> Verb:
    """The verb called `name`. Raises Problem, with the nearest name, where there is none."""
    names = [verb.name for verb in VERBS]
    if name in names:
        return VERBS[names.index(name)]
    near = difflib.get_close_matches(name, names, 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise Problem(f"There is no verb {name!r}.{hint} The verbs are: {', '.join(names)}.")


def load(verb: Verb) -> ModuleType:
    """The module of a verb, imported when it is used and not before."""
    return importlib.import_module(f"course_lib.cli.{verb.name}")


def parser_for(verb: Verb, module: ModuleType) -> argparse.ArgumentParser:
    """The parser of one verb, filled by its module."""
    parser = argparse.ArgumentParser(
        prog=f"python -m course_lib {verb.name}",
        description=f"{verb.about}.".capitalize(),
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    return parser


def show_help(verb: Verb) -> int:
    """Help of one verb, also where what it needs is not installed yet."""
    try:
        module = load(verb)
    except ImportError:
        print(f"python -m course_lib {verb.name}: {verb.about}.")
        print("Its options can be shown once the course is set up: python -m course_lib lab")
        return 0
    parser_for(verb, module).print_help()
    return 0


def run_verb(verb: Verb, words: list[str]) -> int:
    """See that the environment is there (which may start this command again inside it), then run the verb."""
    if verb.extras is None:
        bootstrap.prefer_ready_environment(verb.name, words)
    else:
        module = load(verb) if verb.name in ("lab", "test") else None
        extras = verb.extras
        if module is not None:  # these two are standard library only, and say themselves what they need
            extras = module.extras(parser_for(verb, module).parse_known_args(words)[0])
        bootstrap.ensure(extras, [verb.name, *words])
    os.environ.pop(bootstrap.MARK, None)  # arrived: what is started from here begins anew
    module = load(verb)
    parser = parser_for(verb, module)
    args, rest = parser.parse_known_args(words)
    if verb.takes_rest:
        args.rest = rest
    elif rest:
        parser.error(f"these words are not understood: {' '.join(rest)}")
    return int(module.run(args) or 0)


def main(argv: list[str]) -> int:
    """Run ``python -m course_lib`` with these words and return the exit code."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    if argv[0] == "--version":
        from course_lib import __version__

        print(f"course_lib {__version__}")
        return 0
    try:
        verb = find(argv[0])
        if {"-h", "--help"} & set(argv[1:]):
            return show_help(verb)
        return run_verb(verb, argv[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    except OSError as error:
        if not is_known(error):
            raise
        print(from_oserror(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
