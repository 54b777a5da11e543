"""Notebook files: which ones there are, and how one is read and written."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.chapters import CHAPTERS, Chapter
from course_lib.cli.problem import Problem
from course_lib.cli.project import badges, find_root

ROOT = find_root() or Path.cwd()
NOTEBOOKS = ROOT / "notebooks"


class NotebookError(Problem):
    """Something about a notebook that its author has to know, in one sentence."""


def chapter_of(path: Path) -> Chapter | None:
    """The chapter that a file belongs to by its name, or None.

    >>> chapter_of(Path("01_logistic_regression.ipynb")).number
    '01'
    """
    return next((chapter for chapter in CHAPTERS if chapter.stem == path.stem), None)


def badges_for(path: Path) -> str:
    """Launch badges of the chapter a file belongs to, in Markdown; empty where there are none."""
    chapter = chapter_of(path)
    return badges(chapter) if chapter else ""


def find(targets: Iterable[str] = (), folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks meant by file names or chapter numbers (``1``, ``01``); all of `folder` if none is given.

    Raises NotebookError where a name means no notebook.
    """
    found = [path for target in targets for path in _find_one(target, folder)]
    return list(dict.fromkeys(found or sorted(folder.glob("*.ipynb"))))


def _find_one(target: str, folder: Path) -> list[Path]:
    if target.isdecimal():
        matches = sorted(folder.glob(f"{int(target):02d}_*.ipynb"))
    else:
        matches = [Path(target)] if Path(target).is_file() else []
    if not matches:
        raise NotebookError(
            f"no notebook {target!r}: give a file, or the number of a chapter in {folder.name}/"
        )
    return matches


def read(path: Path) -> NotebookNode:
    """Read a notebook as it stands, repairing nothing but the form of old minor versions.

    Raises NotebookError when the file is not a notebook of format 4.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
    except (OSError, ValueError) as error:
        raise NotebookError(f"{path.name} cannot be read as a notebook: {error}") from error
    if not isinstance(content, dict) or content.get("nbformat") != 4 or "cells" not in content:
        raise NotebookError(f"{path.name} is not a notebook of format 4")
    try:
        notebook = nbformat.v4.reads(text)
        if notebook.get("nbformat_minor", 0) < 5:
            notebook = nbformat.v4.upgrade(notebook)
    except Exception as error:
        raise NotebookError(f"{path.name} is not a well-formed notebook: {error}") from error
    return notebook


def to_text(notebook: NotebookNode) -> str:
    """The one way a notebook is written: sorted keys, one space of indent, Unicode as it is."""
    return nbformat.v4.writes(notebook, indent=1, sort_keys=True, ensure_ascii=False).rstrip("\n") + "\n"


def write(path: Path, text: str) -> bool:
    """Replace a file in one step, or leave it alone when it already holds `text`; True if it was written."""
    if path.exists() and path.read_bytes() == text.encode("utf-8"):
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if path.exists():
            os.chmod(temporary, path.stat().st_mode)
        else:
            os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True
