"""One HTML page, or one deck of slides, from a notebook: widgets alive with no kernel, nothing fetched.

Page and deck carry the saved state of their widgets and their scripts, and their mathematics as MathML;
a few lines of JavaScript stand in for the kernel's model.
"""

from __future__ import annotations

from course_lib.cli.page.deck import deck_html, write_deck
from course_lib.cli.page.export import page_html, write_page
from course_lib.cli.page.state import notebook_of

__all__ = ["deck_html", "notebook_of", "page_html", "write_deck", "write_page"]
