"""The page of notation says what the notebooks do, and the notebooks write what it says."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from course_lib.chapters import CHAPTERS
from course_lib.cli.notebook_tools import files

PAGE = (files.ROOT / "docs" / "notation.md").read_text(encoding="utf-8")
TWICE = PAGE.partition("Some letters serve twice")[2].partition("The lectures use other letters")[0]


def formulas(markdown: str) -> list[str]:
    """Every formula of a text, in one spelling: no spaces, braces around what is bold or wears a hat."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)
    found = re.findall(r"\$\$(.*?)\$\$|\$([^$\n]+)\$", text, flags=re.DOTALL)
    return [spelled(display or inline) for display, inline in found]


def spelled(formula: str) -> str:
    formula = re.sub(
        r"\\(mathbf|boldsymbol|hat|tilde|bar)\s*\{?\s*(\\?[A-Za-z]+)\s*\}?", r"\\\1{\2}", formula
    )
    formula = re.sub(r"\\[,;!]", "", formula)
    return re.sub(r"(\\[A-Za-z]+)\s+(?=[A-Za-z])|\s+", lambda gap: f"{gap[1]} " if gap[1] else "", formula)


@lru_cache
def chapter(number: str) -> list[tuple[str, str]]:
    """The formulas of a chapter's text, each with the id of its cell."""
    stem = next(one.stem for one in CHAPTERS if one.number == number)
    cells = files.read(files.NOTEBOOKS / f"{stem}.ipynb").cells
    return [(c.id, f) for c in cells if c.cell_type == "markdown" for f in formulas(c.source)]


def rows() -> list[tuple[str, str]]:
    """Each symbol of the tables, without what it is equal to, and the chapter it comes first in."""
    lines = [line for line in PAGE.splitlines() if re.search(r"\| \d\d \|$", line)]
    columns = [[part.strip() for part in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [(symbol.split("=")[0], cells[-1]) for cells in columns for symbol in formulas(cells[0])]


def standing(symbol: str, formula: str) -> bool:
    """Whether the symbol stands in a formula, and not only as a part of a longer name."""
    before = r"(?<![A-Za-z\\{])" if symbol[0].isalpha() else ""
    return re.search(before + re.escape(symbol) + r"(?![A-Za-z])", formula) is not None


def test_the_tables_are_read() -> None:
    assert len(rows()) > 60 and ("\\eta", "01") in rows() and ("\\mathbf{a}^{[l]}", "03") in rows()
    assert standing("z", "f(z)") and not standing("z", "\\mathbf{z}") and not standing("\\eta", "\\etax")


@pytest.mark.parametrize(("symbol", "first"), rows(), ids=lambda value: value)
def test_a_symbol_comes_first_where_the_page_says(symbol: str, first: str) -> None:
    used = [one.number for one in CHAPTERS if any(standing(symbol, f) for _, f in chapter(one.number))]
    assert first in used, f"chapter {first} does not write {symbol}"
    if symbol not in formulas(TWICE):
        assert used[0] == first, f"chapter {used[0]} has {symbol} already"


# What would be another notation, and the cells that show a slide's letters and say so.
OTHERS = {
    "a bar or a tilde over a prediction": (r"\\bar\{y\}|\\tilde\{y\}(?!_\{t-1\})", ()),
    "theta for an activation": (
        r"(?<!_)\\theta\(|\\theta'",
        ("05/letters", "05/theta-answer", "05/theta-slip"),
    ),
    "alpha or lambda for a learning rate": (
        r"-\\(?:alpha|lambda)\\?,?(?:\\nabla|\\frac\{\\partial|\\partial)",
        ("04/s2",),
    ),
    "a layer in parentheses": (
        r"(?:[WbzsaxA]|\\delta)\}?\^\{\(\d|(?:[WbzsaxA]|\\delta)\}?\^\{\([klL][)+-]",
        ("03/chain-slides", "05/s5", "05/letters", "05/chain-mended", "05/theta-slip"),
    ),
    "a layer below": (r"\\mathbf\{[Wbza]\}_\{?l\b", ()),
    "an arrow for a vector": (r"\\vec\b|\\underline\b", ()),
    "T for a transpose": (r"\\mathbf\{\w\}\^\{?T\b|\)\^T\\mathbf", ()),
    "log for the natural logarithm": (r"\\log\b", ()),
    "a circle, or a cross in a circle, for the product entry by entry": (r"\\circ|\\otimes", ("05/letters",)),
    "a star for a cross-correlation": (r"\\mathbf\{x\}\*", ("10/corr",)),
}


@pytest.mark.parametrize("what", OTHERS)
def test_no_other_notation(what: str) -> None:
    pattern, shown = OTHERS[what]
    places = {
        f"{one.number}/{cell}" for one in CHAPTERS for cell, f in chapter(one.number) if re.search(pattern, f)
    }
    assert sorted(places - set(shown)) == [], f"{what}: say it as docs/notation.md does"
    assert sorted(set(shown) - places) == [], "these cells no longer show it"


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("a bar or a tilde over a prediction", r"\bar y"),
        ("theta for an activation", r"\theta(\mathbf{s})"),
        ("alpha or lambda for a learning rate", r"w - \alpha\,\nabla L"),
        ("a layer in parentheses", r"\mathbf{W}^{(2)}"),
        ("a layer below", r"\mathbf{z}_l"),
        ("an arrow for a vector", r"\vec x"),
        ("T for a transpose", r"\mathbf{w}^T \mathbf{x}"),
        ("log for the natural logarithm", r"-\log p"),
        ("a circle, or a cross in a circle, for the product entry by entry", r"\mathbf{a}\circ\mathbf{b}"),
        ("a star for a cross-correlation", r"\mathbf{x} * \mathbf{w}"),
    ],
)
def test_another_notation_would_be_found(what: str, planted: str) -> None:
    assert re.search(OTHERS[what][0], spelled(planted))


def test_the_page_is_a_click_away_from_the_notebooks() -> None:
    for number in ("00", "01", "03", "14"):
        stem = next(one.stem for one in CHAPTERS if one.number == number)
        assert "(../docs/notation.md)" in (files.NOTEBOOKS / f"{stem}.ipynb").read_text(encoding="utf-8")
