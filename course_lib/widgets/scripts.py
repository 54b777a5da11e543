"""A widget's script and all it imports as one module: a module made from text cannot import a neighbour.

The files are ordinary modules, so that Node can test each one; here every file becomes a function of its own,
and what it exports becomes an object. Three forms are understood: ``import {a, b as c} from "./x.js";``,
``export * from "./x.js";`` and ``export`` before a declaration or a default.
"""

from __future__ import annotations

import base64
import gzip
import os
import re
from pathlib import Path

HERE = Path(__file__).parent
_FROM = r'\s*from\s*"(\.{1,2}/[\w./]+)";'
_IMPORT = re.compile(r"^import\s*\{([^}]*)\}" + _FROM, re.MULTILINE)
_PASS_ON = re.compile(r"^export\s*\*" + _FROM, re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?(?:function\*?|const|let|class)\s+(\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export\s+default\s+", re.MULTILINE)


def join_scripts(*names: str | Path) -> str:
    """Join scripts and the files they import into one module, whose default is the last script's.

    Each file comes once, after the files it imports; comments on lines of their own are left out.
    """
    joined: dict[Path, str] = {}
    for name in names:
        _collect((HERE / name).resolve(), joined)
    lines = (line.strip() for text in joined.values() for line in text.split("\n"))
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    return f"{code}\nexport default module{len(joined) - 1}.standard;\n"


def _collect(path: Path, joined: dict[Path, str]) -> str:
    """Add a file, after the files that it imports, and return the name of its object."""
    if path not in joined:
        text = _direct(path.read_text(encoding="utf-8"), path.parent)
        imported = {found: _collect((path.parent / found).resolve(), joined) for found in _neighbours(text)}
        joined[path] = _as_function(text, imported, f"module{len(joined)}")
        if odd := re.search(r"^(?:export|import)\b.*", joined[path], re.MULTILINE):
            raise ValueError(f"{path.name}: this form cannot be joined, write it as the others do: {odd[0]}")
    return f"module{list(joined).index(path)}"


def _direct(text: str, folder: Path) -> str:
    """Imports from a file that only passes others on, led to those others: what is not used stays out."""

    def lead(found: re.Match[str]) -> str:
        passing = (folder / found[2]).resolve()
        homes = {f: (passing.parent / f).resolve() for f in _PASS_ON.findall(passing.read_text("utf-8"))}
        wanted = {name.strip() for name in found[1].split(",") if name.strip()}
        lines = []
        for home in homes.values():
            there = set(re.findall(r"\w+", " ".join(m[2] for m in _EXPORT.finditer(home.read_text("utf-8")))))
            names = sorted(name for name in wanted if name.split(" as ")[0] in there)
            wanted -= set(names)
            if names:
                lines.append(f'import {{ {", ".join(names)} }} from "{_relative(home, folder)}";')
        return "\n".join(lines) if homes and not wanted else found[0]

    return _IMPORT.sub(lead, text)


def _relative(path: Path, folder: Path) -> str:
    way = os.path.relpath(path, folder).replace(os.sep, "/")
    return way if way.startswith(".") else f"./{way}"


def _neighbours(text: str) -> list[str]:
    return [found[2] for found in _IMPORT.finditer(text)] + [found[1] for found in _PASS_ON.finditer(text)]


def _as_function(text: str, imported: dict[str, str], name: str) -> str:
    """One file as a function that is called at once and returns what the file exports."""
    passed_on = [f"...{imported[found[1]]}" for found in _PASS_ON.finditer(text)]
    exported = [found[2] for found in _EXPORT.finditer(text)]
    if _DEFAULT.search(text):
        exported.append("standard")
    text = _IMPORT.sub(lambda m: f"const {{{m[1].replace(' as ', ': ')}}} = {imported[m[2]]};", text)
    text = _DEFAULT.sub("const standard = ", _EXPORT.sub(r"\1", _PASS_ON.sub("", text)))
    return f"const {name} = (() => {{\n{text}\nreturn {{ {', '.join(passed_on + exported)} }};\n}})();"


def packed(script: str) -> str:
    """A module that unpacks this one: half the size, as every widget carries its script to the browser."""
    data = base64.b64encode(gzip.compress(script.encode("utf-8"), mtime=0)).decode("ascii")
    return (
        f'const data = Uint8Array.from(atob("{data}"), (c) => c.charCodeAt(0));\n'
        'const text = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));\n'
        'const module = new Blob([await new Response(text).text()], { type: "text/javascript" });\n'
        "export default (await import(URL.createObjectURL(module))).default;\n"
    )
