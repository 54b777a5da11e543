"""Runs of notebooks, kept until these or the library change: page, deck and tests show the same run."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from . import execute, files

FOLDER = files.ROOT / "build" / "executed"


def executed(path: Path, timeout: float = execute.CELL_TIMEOUT) -> NotebookNode:
    """The notebook in `path` as it is after a run, with its outputs and the state of its widgets.

    It is run only where no run is kept of just this notebook with just this library.
    Raises NotebookError when a cell fails or takes more than `timeout` seconds.
    """
    kept = _place(path)
    if kept.is_file():
        return nbformat.read(kept, as_version=4)
    run = execute.execute(files.read(path), path.name, path.parent, timeout)
    keep(path, run.notebook)
    return run.notebook


def keep(path: Path, notebook: NotebookNode) -> None:
    """Keep a run of the notebook in `path`, in the place of an older one."""
    kept = _place(path)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in set(kept.parent.glob(f"{path.stem}-*.ipynb")) - {kept}:
        old.unlink(missing_ok=True)
    files.write(kept, json.dumps(notebook, ensure_ascii=False))


def _place(path: Path) -> Path:
    """Where a run is kept: a digest of all that it came from is part of the name."""
    digest = hashlib.sha256(_library() + path.read_bytes()).hexdigest()
    return FOLDER / f"{path.stem}-{digest[:16]}.ipynb"


@lru_cache
def _library() -> bytes:
    """A digest of the library, but for its command line, and of what it is installed with."""
    digest = hashlib.sha256(platform.python_version().encode())
    library = files.ROOT / "course_lib"
    for file in [files.ROOT / "constraints.txt", *sorted(library.rglob("*"))]:
        if file.is_file() and not {"cli", "__pycache__"} & set(file.relative_to(files.ROOT).parts):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.digest()
