"""Run the notebooks of a class, and read from their checks who has solved what."""

from __future__ import annotations

import ast
import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from nbformat import NotebookNode

from . import execute, files
from .book import called, first_argument, parse
from .rules_outputs import CHECK

STATUSES = ("passed", "failed", "not attempted")
NO_VERDICT = "no verdict"  # the check stands in the notebook, but it never answered
ABSENT = "–"


@dataclass
class Result:
    """One notebook of one student: the status of each exercise by its name, and what went wrong."""

    name: str
    statuses: dict[str, str] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)


def collect(targets: Iterable[str]) -> list[tuple[str, Path]]:
    """The notebooks in the files and folders named, each with the name it has in the table.

    Raises NotebookError where there is nothing to look at.
    """
    found: list[tuple[str, Path]] = []
    for target in map(Path, targets):
        if target.is_dir():
            inside = [
                path for path in sorted(target.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts
            ]
            found += [(path.relative_to(target).as_posix(), path) for path in inside]
        elif target.exists():
            found.append((target.name, target))
        else:
            raise files.NotebookError(f"there is no file or folder {str(target)!r}")
    if not found:
        raise files.NotebookError("there is no notebook (.ipynb) in what you named")
    return found


def grade(name: str, path: Path, timeout: float, limit: float) -> Result:
    """Run a copy of one notebook in a folder of its own, and read the verdicts.

    A notebook that is broken in whatever way gives a Result that says so: the others of the class go on.
    """
    try:
        notebook = files.read(path)
        with tempfile.TemporaryDirectory(prefix="check-", ignore_cleanup_errors=True) as workplace:
            run = execute.run_notebook(_blank(notebook), name, Path(workplace), timeout, True, limit)
    except files.NotebookError as error:
        return Result(name, trouble=[str(error)])
    except Exception as error:
        return Result(name, trouble=[f"it cannot be run: {type(error).__name__}: {error}"])
    trouble = list(_errors(run.notebook, timeout)) + ([run.stopped_by] if run.stopped_by else [])
    return Result(name, {**_expected(notebook), **_verdicts(run.notebook)}, trouble)


def _blank(notebook: NotebookNode) -> NotebookNode:
    """The notebook without its stored outputs, so that no earlier verdict is taken for one of this run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _expected(notebook: NotebookNode) -> dict[str, str]:
    """The exercises that the notebook checks in its source, each still without a verdict."""
    trees = [tree for cell in notebook.cells if cell.cell_type == "code" and (tree := parse(cell.source))]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [first_argument(call) for call in calls if called(call) == "check"]
    return {name: NO_VERDICT for name in names if name}


def _verdicts(notebook: NotebookNode) -> dict[str, str]:
    """The last verdict on each exercise, from the outputs."""
    verdicts = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            verdict = output.get("data", {}).get(CHECK)
            if isinstance(verdict, dict) and verdict.get("status") in STATUSES:
                verdicts[str(verdict.get("exercise"))] = verdict["status"]
    return verdicts


def _errors(notebook: NotebookNode, timeout: float) -> Iterator[str]:
    """A sentence for each cell that failed."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                interrupted = output.ename == "KeyboardInterrupt"
                why = f"stopped after {timeout:g} s" if interrupted else f"{output.ename}: {output.evalue}"
                yield f"cell {cell.get('id')!r}: {why.splitlines()[0]}"


def exercises(results: Iterable[Result]) -> list[str]:
    """The names of all exercises, sorted."""
    return sorted({name for result in results for name in result.statuses})


def table(results: list[Result]) -> list[str]:
    """The results as aligned text: a line a notebook, a column an exercise, troubles beneath."""
    names = exercises(results)
    rows = [["notebook", *names], *([r.name, *(r.statuses.get(n, ABSENT) for n in names)] for r in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    for place in range(len(results) - 1, -1, -1):
        lines[place + 2 : place + 2] = [f"    {trouble}" for trouble in results[place].trouble]
    return lines


def write_csv(results: list[Result], file: TextIO) -> None:
    """The same as comma-separated values: notebook, one column an exercise, trouble."""
    names = exercises(results)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["notebook", *names, "trouble"])
    for result in results:
        statuses = [result.statuses.get(name, "") for name in names]
        writer.writerow([_safe(result.name), *statuses, _safe("; ".join(result.trouble))])


def _safe(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
