"""What the page gets of the presets and the published figures: written into the packed script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.widgets.architecture.networks import PRESETS, network
from course_lib.widgets.architecture.published import SOURCES, points


def sent_networks() -> list[Any]:
    """The presets as the page reads them: name, title, input, layers in short form, source."""
    found = [network(name) for name in PRESETS]
    return [[n.name, n.title, list(n.input), short(n.layers), n.source] for n in found]


def short(layers: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Layers as lists [kind, name, out, kernel, stride, padding, rest]: a third of a dict's bytes."""
    rows = []
    for layer in layers:
        rest = {
            k: v for k, v in layer.items() if k not in ("kind", "name", "out", "kernel", "stride", "padding")
        }
        if "body" in rest:
            rest["body"] = short(rest["body"])
        if "branches" in rest:
            rest["branches"] = [short(path) for path in rest["branches"]]
        row = [layer["kind"], layer.get("name", "")]
        row += [layer.get(key, 0) for key in ("out", "kernel", "stride", "padding")]
        if not rest:
            while row[-1] == 0:
                row.pop()
        rows.append(row + ([rest] if rest else []))
    return rows


def filled(script: str) -> str:
    """The script with the presets and the published figures written in (see `architecture/presets.js`)."""
    for word, data in (("NETWORKS", sent_networks()), ("POINTS", points()), ("SOURCES", SOURCES)):
        script = script.replace(f'"THE {word}"', json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    return script
