"""Which of the requirements this Python meets: names and versions only, nothing is imported."""

from __future__ import annotations

import importlib.metadata
import operator
import re
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

OPERATORS = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Requirement:
    """One line of `pyproject.toml`: a name and the versions that will do."""

    name: str
    bounds: tuple[tuple[str, str], ...] = ()

    def allows(self, version: str) -> bool:
        """Whether `version` lies within the bounds.

        >>> parse("jupyterlab>=4.4,<5").allows("4.6.6"), parse("jupyterlab>=4.4,<5").allows("5.0")
        (True, False)
        """
        return all(OPERATORS[sign](compare(version, bound), 0) for sign, bound in self.bounds)

    @property
    def range(self) -> str:
        """The bounds as they are written, such as ``>=4.4,<5``."""
        return ",".join(sign + bound for sign, bound in self.bounds)


def parse(line: str) -> Requirement:
    """Read one requirement line; what stands behind ``;`` or ``#`` is left out."""
    match = re.match(r"\s*([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?\s*([^;#]*)", line)
    if match is None:
        raise ValueError(f"not a requirement: {line!r}")
    bounds = re.findall(r"(>=|<=|==|!=|>|<)\s*([\w.+*]+)", match[2])
    return Requirement(canonical(match[1]), tuple(bounds))


def canonical(name: str) -> str:
    """The one spelling of a package's name: ``Jupyter_Lab`` is ``jupyter-lab``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def compare(left: str, right: str) -> int:
    """Order of two versions by their release numbers: -1, 0 or 1. A local part (``+cpu``) does not count."""
    for a, b in zip_longest(release(left), release(right), fillvalue=0):
        if a != b:
            return 1 if a > b else -1
    return 0


def release(version: str) -> list[int]:
    """The numbers a version begins with: ``2.13.0+cpu`` gives ``[2, 13, 0]``."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    return [int(part) for part in match[0].split(".")] if match else []


def versions(folder: Path | None = None) -> dict[str, str]:
    """Every package installed for this Python and its version; build leftovers in the clone do not count."""
    path = [entry for entry in sys.path if folder is None or Path(entry or ".").resolve() != folder.resolve()]
    found: dict[str, str] = {}
    for distribution in importlib.metadata.distributions(path=path):
        name = distribution.metadata["Name"]
        if name:
            found.setdefault(canonical(name), distribution.version)
    return found


def missing(lines: list[str], folder: Path | None = None) -> list[Requirement]:
    """Those requirements of `lines` that this Python does not meet, the course's own package among them."""
    have = versions(folder)
    wanted = [parse("course_lib"), *map(parse, lines)]
    return [want for want in wanted if want.name not in have or not want.allows(have[want.name])]
