"""One self-contained HTML page from a notebook: widgets alive with no kernel, nothing fetched.

The page carries the saved state of its widgets and their scripts, and its mathematics as MathML;
a few lines of JavaScript stand in for the kernel's model.
"""

from __future__ import annotations

from course_lib.cli.page.export import page_html, write_page
from course_lib.cli.page.state import notebook_of

__all__ = ["notebook_of", "page_html", "write_page"]
