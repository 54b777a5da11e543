"""Does the stored notebook say what the tool would write? The differences, cell by cell."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path

from nbformat import NotebookNode

from . import execute, files, install
from .normalise import normalise
from .pictures import keep_pictures

LONG_BASE64 = re.compile(r'"[A-Za-z0-9+/=\\n]{200,}"')


def fresh(path: Path, timeout: float = execute.CELL_TIMEOUT) -> tuple[NotebookNode, execute.Run]:
    """Execute a notebook file and return what it would be stored as, keeping pictures that look alike.

    Raises NotebookError when a cell fails or takes too long.
    """
    stored = in_form(files.read(path), path)
    run = execute.execute(stored, path.name, path.parent, timeout)
    result = in_form(run.notebook, path)
    keep_pictures(result, stored)
    return result, run


def in_form(notebook: NotebookNode, path: Path) -> NotebookNode:
    """The normal form of what is stored at `path`: with its chapter's badges and the cell that installs."""
    return normalise(install.place(notebook, install.source_for(path)), files.badges_for(path))


def faults_of_form(path: Path) -> list[str]:
    """What keeps a stored notebook from its normal form, and the code cells that never ran."""
    stored = files.read(path)
    faults = differences(path, in_form(stored, path))
    for cell in stored.cells:
        if cell.cell_type == "code" and cell.execution_count is None:
            faults.append(f"{path.name}, cell {cell.get('id')!r}: it was never run")
    return faults


def differences(path: Path, wanted: NotebookNode) -> list[str]:
    """Unified differences between the file and `wanted`, one entry a cell; empty when there are none."""
    stored = files.read(path)
    text = files.to_text(wanted)
    if path.read_bytes() == text.encode("utf-8"):
        return []
    old, new = _sections(stored), _sections(wanted)
    found = [
        _difference(path.name, key, old.get(key, []), new.get(key, [])) for key in dict.fromkeys([*old, *new])
    ]
    if [key for key in old if key in new] != [key for key in new if key in old]:
        found.append(f"{path.name}: the cells stand in another order")
    return [entry for entry in found if entry] or [f"{path.name}: the file is not written in normal form"]


def _sections(notebook: NotebookNode) -> dict[str, list[str]]:
    """The lines of each cell, and of what stands outside the cells."""
    outside = {key: value for key, value in notebook.items() if key != "cells"}
    sections = {"(notebook)": _lines(outside)}
    for place, cell in enumerate(notebook.cells):
        key = f"cell {cell.get('id', place)!r}"
        sections[f"{key} (again)" if key in sections else key] = _lines(cell)
    return sections


def _lines(content: dict) -> list[str]:
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    return (
        LONG_BASE64.sub(lambda match: f'"picture of {len(match[0])} letters"', text)
        .replace("\\n", "\\n\n")
        .splitlines()
    )


def _difference(name: str, key: str, old: list[str], new: list[str]) -> str:
    if old == new:
        return ""
    lines = difflib.unified_diff(old, new, "stored", "as the tool writes it", lineterm="", n=1)
    return "\n".join([f"{name}, {key} differs:", *(f"  {line}" for line in lines)])
