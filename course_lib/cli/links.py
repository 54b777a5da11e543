"""`python -m course_lib.cli.links HUB`: a link for each chapter, to open it on a JupyterHub."""

from __future__ import annotations

import argparse
import sys
from urllib.parse import urlsplit

from course_lib.chapters import CHAPTERS
from course_lib.cli import project
from course_lib.cli.problem import Problem

PLACEHOLDER = "https://example.org/OWNER/NAME"
UNKNOWN = (
    "The course has no public address yet, so these links lead nowhere: OWNER/NAME stands for it. "
    "Give it with --repository, or write it into pyproject.toml under [tool.course_lib]."
)


def links(server: str, home: project.Repository) -> list[str]:
    """A line of Markdown for each chapter, its title the link. Raises Problem where `server` is no address.

    >>> links("https://hub.example.org", project.Repository("https://example.org/me/course"))[0][:43]
    '- [00 Start here](https://hub.example.org/h'
    """
    if urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).netloc:
        raise Problem(f"{server!r} is not the address of a server: it looks like https://hub.example.org")
    return [
        f"- [{each.number} {each.title}]({home.hub(server, f'notebooks/{each.stem}.ipynb')})"
        for each in CHAPTERS
    ]


def main(words: list[str] | None = None) -> int:
    """Print the links; 2 where what was given is no address."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.cli.links", description=__doc__)
    parser.add_argument("server", metavar="HUB", help="address of the JupyterHub: https://hub.example.org")
    parser.add_argument("--repository", metavar="ADDRESS", help="where students get the course from")
    parser.add_argument("--branch", help="its branch (default: the one in pyproject.toml)")
    args = parser.parse_args(words)
    known = project.repository()
    address = (args.repository or known.address).rstrip("/").removesuffix(".git")
    if not address:
        print(UNKNOWN, file=sys.stderr)
    home = project.Repository(address or PLACEHOLDER, args.branch or known.branch)
    try:
        print("\n".join(links(args.server, home)))
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
