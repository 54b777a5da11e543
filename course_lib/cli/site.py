"""The verb `site`: all notebooks and a gallery of the widgets as one folder of pages that needs no server."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HOME = ("index.html", "Contents")
GALLERY = ("gallery.html", "Widgets")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the notebooks, the folder for the pages, and their theme."""
    parser.add_argument("targets", nargs="*", metavar="notebook", help="files or chapter numbers (all)")
    parser.add_argument("--to", type=Path, default=Path("build/site"), metavar="FOLDER", help="(build/site)")
    parser.add_argument(
        "--theme", choices=("light", "dark", "auto"), default="auto", help="(auto: the reader's)"
    )
    parser.add_argument(
        "--timeout", type=float, default=120, metavar="S", help="seconds a cell may take (120)"
    )


def run(args: argparse.Namespace) -> int:
    """Run each notebook in a fresh kernel and write its page, the gallery and the contents."""
    from course_lib.cli.notebook_tools import files
    from course_lib.cli.notebook_tools.execute import execute

    args.to.mkdir(parents=True, exist_ok=True)
    paths = files.find(args.targets)
    for number, path in enumerate(paths):
        run = execute(files.read(path), path.name, path.parent, args.timeout)
        links = [_link(paths[number - 1], "← ")] if number else []
        links += [HOME, GALLERY]
        links += [_link(paths[number + 1], "", " →")] if number + 1 < len(paths) else []
        _write(args, f"{path.stem}.html", run.notebook, links, path.parent)
        print(f"{path.stem}.html: {run.seconds:.0f} s", flush=True)
    _write(args, GALLERY[0], gallery(), [HOME])
    _write(args, HOME[0], contents(paths), [GALLERY])
    print(f"written: {args.to / HOME[0]}")
    return 0


def gallery() -> Any:
    """A notebook that shows every widget as its defaults show it, each with a sentence."""
    from course_lib.cli.page import notebook_of
    from course_lib.widgets.gallery import NAMES, about, example

    names = sorted(NAMES)
    return notebook_of(map(example, names), "The widgets", [f"## {name}\n\n{about(name)}" for name in names])


def contents(paths: list[Path]) -> Any:
    """A notebook with nothing but the table of chapters."""
    import nbformat

    from course_lib.cli.notebook_tools.files import chapter_of

    rows = [f"| {path.stem[:2]} | {_titled(path, chapter_of(path))} |" for path in paths]
    text = "\n".join(["# Deep learning you can touch", "", "| | Chapter |", "|---|---|", *rows, "", _HELLO])
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])


_HELLO = (
    "These pages are the course to read and to touch: the widgets answer here, without Python. To change the "
    "code and to do the exercises, open the notebooks: `python -m course_lib lab`.\n\n"
    "[All widgets](gallery.html)"
)


def _titled(path: Path, chapter: Any) -> str:
    return f"[{chapter.title if chapter else path.stem}]({path.stem}.html)"


def _link(path: Path, before: str, after: str = "") -> tuple[str, str]:
    from course_lib.cli.notebook_tools.files import chapter_of

    chapter = chapter_of(path)
    return f"{path.stem}.html", f"{before}{chapter.title if chapter else path.stem}{after}"


def _write(
    args: argparse.Namespace, name: str, notebook: Any, links: Any, folder: Path | None = None
) -> None:
    from course_lib.cli.notebook_tools.files import write
    from course_lib.cli.page import page_html

    write(args.to / name, page_html(notebook, theme=args.theme, path=str(folder or ""), links=links))
