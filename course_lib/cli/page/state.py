"""The saved state of widgets, made ready for a page: each script is kept once, however many use it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
BOXES = {"HBoxModel": "row", "VBoxModel": "column", "BoxModel": "row"}


def page_models(notebook: NotebookNode) -> dict[str, Any]:
    """Return what the page needs of the saved widgets: models by id, scripts and styles by name.

    Widgets that bring no script of their own (plain ipywidgets) are left out:
    the page shows their picture or text.
    """
    saved = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    models: dict[str, Any] = {}
    code: dict[str, str] = {}
    for identity, entry in saved.items():
        state = dict(entry.get("state", {}))
        if "_esm" in state:
            for key in ("_esm", "_css"):
                text = state.pop(key, "")
                name = hashlib.sha256(text.encode()).hexdigest()[:16]
                code[name] = text
                state[key] = name
            models[identity] = {"state": state, "buffers": entry.get("buffers", [])}
        elif entry.get("model_name") in BOXES:
            children = [child.removeprefix("IPY_MODEL_") for child in state.get("children", [])]
            models[identity] = {"box": BOXES[entry["model_name"]], "children": children}
    return {"models": models, "code": code}


def script_safe(data: object) -> str:
    """JSON that may stand inside a script element: no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def notebook_of(widgets: Iterable[Any], title: str = "Widgets", texts: Iterable[str] = ()) -> NotebookNode:
    """Make a notebook that shows these widgets as if it had been executed, without a kernel.

    Each may have a text in Markdown above it.
    """
    from ipywidgets.embed import dependency_state

    widgets, above = list(widgets), list(texts)
    notebook = nbformat.v4.new_notebook()
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"# {title}"))
    for number, widget in enumerate(widgets, start=1):
        if number <= len(above):
            notebook.cells.append(nbformat.v4.new_markdown_cell(above[number - 1]))
        bundle = widget._repr_mimebundle_()
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=number)
        source = f"{type(widget).__name__}()" if above else type(widget).__name__
        cell = nbformat.v4.new_code_cell(source, outputs=[output], execution_count=number)
        notebook.cells.append(cell)
    state = dependency_state(widgets, drop_defaults=False)
    notebook.metadata["widgets"] = {STATE: {"version_major": 2, "version_minor": 0, "state": state}}
    return notebook
