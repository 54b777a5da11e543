"""The verb `site`: all notebooks, widgets, documents and the reference as pages that need no server."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any


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
    """Write all pages."""
    from course_lib.cli.notebook_tools import files

    args.to.mkdir(parents=True, exist_ok=True)
    build(args.to, files.find(args.targets), args.theme, args.timeout)
    print(f"written: {args.to / 'index.html'}")
    return 0


def build(folder: Path, paths: list[Path], theme: str = "auto", timeout: float = 120) -> Any:
    """Write the pages of these notebooks, as fresh kernels run them, then all that is not a chapter."""
    from course_lib.cli.website.build import HOME, Site

    site = Site(folder, theme)
    add_chapters(site, paths, timeout)
    site.add("gallery.html", gallery())
    documents = site.add_documents(site.add_reference())
    site.add(HOME[0], contents(paths, documents))
    site.add_search()
    return site


def add_chapters(site: Any, paths: list[Path], timeout: float) -> None:
    """Write the pages of the notebooks, as a fresh kernel runs them, with links from one to the next.

    The cell that installs the course is left out: nothing runs here.
    """
    from course_lib.cli.notebook_tools import install
    from course_lib.cli.notebook_tools.executed import executed
    from course_lib.cli.website.build import EVERYWHERE

    for number, path in enumerate(paths):
        notebook = executed(path, timeout)
        notebook.cells = [cell for cell in notebook.cells if cell.id != install.ID]
        links = [_link(paths[number - 1], "← ")] if number else []
        links += EVERYWHERE
        links += [_link(paths[number + 1], "", " →")] if number + 1 < len(paths) else []
        site.add(f"{path.stem}.html", notebook, links=links, path=str(path.parent))
        print(f"{path.stem}.html", flush=True)


def gallery() -> Any:
    """A notebook that shows every widget as its defaults show it, each with a sentence."""
    from course_lib.cli.page import notebook_of
    from course_lib.widgets.gallery import NAMES, about, example

    names = sorted(NAMES)
    return notebook_of(map(example, names), "The widgets", [f"## {name}\n\n{about(name)}" for name in names])


def contents(paths: list[Path], documents: Iterable[tuple[str, str]] = ()) -> Any:
    """A notebook with nothing but the table of chapters and the way to everything else."""
    import nbformat

    from course_lib.cli.notebook_tools.files import chapter_of

    rows = [f"| {path.stem[:2]} | {_titled(path, chapter_of(path))} |" for path in paths]
    more = ["## Documents", "", *(f"- [{title}]({page})" for page, title in documents)] if documents else []
    text = "\n".join(
        [
            "# Deep learning you can touch",
            "",
            "| Number | Chapter |",
            "|---|---|",
            *rows,
            "",
            _HELLO,
            "",
            *more,
        ]
    )
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])


_HELLO = (
    "These pages are the course to read and to touch: the widgets answer here, without Python. To change the "
    "code and to do the exercises, open the notebooks: `python -m course_lib lab`.\n\n"
    "[All widgets](gallery.html) · [Reference of `course_lib`](course_lib.html) · [Search](search.html)"
)


def _titled(path: Path, chapter: Any) -> str:
    return f"[{chapter.title if chapter else path.stem}]({path.stem}.html)"


def _link(path: Path, before: str, after: str = "") -> tuple[str, str]:
    from course_lib.cli.notebook_tools.files import chapter_of

    chapter = chapter_of(path)
    return f"{path.stem}.html", f"{before}{chapter.title if chapter else path.stem}{after}"
