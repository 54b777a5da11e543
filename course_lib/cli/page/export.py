"""From a notebook to one HTML file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from course_lib.cli.page.maths import MathRenderer
from course_lib.cli.page.state import page_models, script_safe

HERE = Path(__file__).parent
THEMES = ("auto", "light", "dark")
Links = Iterable[tuple[str, str]]


class PageExporter(HTMLExporter):
    """nbconvert's exporter with the course's template and with mathematics as MathML."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            template_name="course",
            extra_template_basedirs=[str(HERE / "templates")],
            embed_images=True,
            **kwargs,
        )

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Render Markdown; links to other notebooks lead to their pages."""
        cell = context.get("cell", {})
        path = context.get("resources", {}).get("metadata", {}).get("path", "")
        renderer = MathRenderer(
            escape=False, attachments=cell.get("attachments", {}), embed_images=self.embed_images, path=path
        )
        made = _headers(MarkdownWithMath(renderer=renderer).render(source))
        return re.sub(r'(href="[\w./-]+)\.ipynb(#[^"]*)?"', r'\1.html\2"', made)


def _headers(made: str) -> str:
    """Name what heads a column where it is a formula, which few readers can say; an empty one heads none.

    >>> _headers('<th></th><th style="left"><math alttext="x_1" ')
    '<td></td><th style="left"><math aria-label="x_1" alttext="x_1" '
    """
    made = re.sub(r"<th[^>]*></th>", "<td></td>", made)
    return re.sub(r'(<th[^>]*><math )alttext=("[^"]*")', r"\1aria-label=\2 alttext=\2", made)


def page_html(
    notebook: NotebookNode,
    title: str | None = None,
    theme: str = "auto",
    path: str = "",
    links: Links = (),
    body: str = "",
) -> str:
    """Return the page of an executed notebook: one HTML text that needs no other file.

    Args:
        notebook: with its outputs, and with the widget state in its metadata if widgets are to be alive.
        title: of the browser window; the first heading of the notebook by default.
        theme: "auto" follows the reader's system; "light" and "dark" hold.
        path: the folder from which pictures named in Markdown are read.
        links: (address, text) pairs that stand at the top and the bottom of the page, for a page of a site.
        body: HTML above the cells; it stands in the page as it is.

    Raises:
        ValueError: for an unknown theme.
    """
    resources = page_resources(notebook, title, theme, path)
    resources["course"] |= {"links": list(links), "body": bool(body)}
    made, _ = _exporter().from_notebook_node(notebook, resources=resources)
    # nbconvert reads the whole page again to mend pictures and tables; this part needs no mending.
    return str(made).replace("<!--body-->", body, 1) if body else str(made)


@lru_cache(maxsize=1)
def _exporter() -> PageExporter:
    """One for all pages: reading the templates takes longer than filling them in."""
    return PageExporter()


def page_resources(notebook: NotebookNode, title: str | None, theme: str, path: str) -> dict[str, Any]:
    """What the templates need: the title, the styles, the script, and the saved widgets."""
    if theme not in THEMES:
        raise ValueError(f"theme must be one of {', '.join(THEMES)}, not {theme!r}.")
    return {
        "metadata": {"name": title or _first_heading(notebook), "path": path},
        "course": {
            "theme": theme,
            "style": _read("page.css"),
            "code_light": HtmlFormatter(style="default").get_style_defs(".highlight"),
            "code_dark": HtmlFormatter(style="github-dark").get_style_defs(".highlight"),
            "script": _read("page.js"),
            "models": script_safe(page_models(notebook)),
        },
    }


def write_page(
    notebook: NotebookNode | str | Path, target: str | Path, theme: str = "auto", links: Links = ()
) -> Path:
    """Write the page of an executed notebook (or of its file) and return where it lies."""
    path = str(Path(notebook).parent) if isinstance(notebook, (str, Path)) else ""
    found = nbformat.read(notebook, as_version=4) if isinstance(notebook, (str, Path)) else notebook
    html = page_html(found, theme=theme, path=path, links=links)
    target = Path(target)
    target.write_text(html, encoding="utf-8")
    return target


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _first_heading(notebook: NotebookNode) -> str:
    for cell in notebook.cells:
        found = re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if found:
            return str(found[1])
    return "Notebook"
