"""Docstrings as HTML: sentences, lists, sections such as ``Args:``, examples; names lead to their entries."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Callable
from textwrap import dedent

from pygments import highlight
from pygments.formatter import Formatter
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonConsoleLexer, PythonLexer

Resolve = Callable[[str], str | None]
SECTION = re.compile(r"(Args|Arguments|Attributes|Example|Examples|Raises|Returns|Yields):")
FORMATTER: Formatter[str] = HtmlFormatter()
LISTED = ("Args", "Arguments", "Attributes", "Raises")


def nowhere(name: str) -> str | None:
    """No name leads anywhere."""
    return None


def prose(doc: str, resolve: Resolve = nowhere) -> str:
    """Turn a docstring into HTML.

    Args:
        doc: the text as it stands in the source.
        resolve: gives the address for a name that stands between backticks, or None.

    Example:
        >>> print(prose("Add `a` and b.", {"a": "x.html#a"}.get))
        <p>Add <a href="x.html#a"><code>a</code></a> and b.</p>
    """
    return "\n".join(_block(lines, resolve) for lines in _blocks(inspect.cleandoc(doc)))


def python(source: str, example: bool = False) -> str:
    """Python with colours; `example` for lines that begin with ``>>>``."""
    lexer = PythonConsoleLexer() if example else PythonLexer()
    return str(highlight(source, lexer, FORMATTER))


def _blocks(text: str) -> list[list[str]]:
    """Lines that belong together: a section with all it holds, an example, a list, a paragraph."""
    found: list[list[str]] = []
    begins = True
    for line in text.splitlines():
        inside = bool(found) and SECTION.fullmatch(found[-1][0]) and (not line or line[0] == " ")
        of_example = bool(found) and found[-1][0].startswith(">>>")
        new = begins or SECTION.fullmatch(line) or (line.startswith(">>>") and not of_example)
        if inside:
            found[-1].append(line)
        elif not line.strip():
            begins = True
        elif new or not found:
            found.append([line])
            begins = False
        else:
            found[-1].append(line)
    return found


def _block(lines: list[str], resolve: Resolve) -> str:
    first = lines[0]
    if SECTION.fullmatch(first):
        rest = dedent("\n".join(lines[1:])).strip("\n")
        made = _terms(rest, resolve) if first[:-1] in LISTED else prose(rest, resolve)
        return f'<p class="part">{first[:-1]}</p>\n{made}'
    if first.startswith(">>>"):
        return python("\n".join(lines), example=True)
    if first.startswith("    "):
        return f"<pre>{html.escape(dedent(chr(10).join(lines)))}</pre>"
    if first.startswith("- "):
        items = re.split(r"(?:^|\n)- ", "\n".join(lines))[1:]
        return "<ul>" + "".join(f"<li>{inline(item, resolve)}</li>" for item in items) + "</ul>"
    return f"<p>{inline(' '.join(lines), resolve)}</p>"


def _terms(text: str, resolve: Resolve) -> str:
    """Lines such as ``x: what it is``, each with what is indented below it."""
    made = []
    for entry in re.split(r"\n(?! )", text):
        term, colon, said = entry.partition(":")
        said = inline(" ".join(said.split()), resolve)
        term = linked(f"<code>{html.escape(term)}</code>", resolve)
        made.append(f"<dt>{term}</dt><dd>{said}</dd>" if colon else f"<dd>{inline(entry, resolve)}</dd>")
    return f"<dl>{''.join(made)}</dl>" if any("<dt>" in entry for entry in made[:1]) else f"<p>{text}</p>"


def inline(text: str, resolve: Resolve = nowhere) -> str:
    """One paragraph: what stands between backticks is code.

    >>> inline("a < `b`")
    'a &lt; <code>b</code>'
    """
    made = re.sub(r"(`{1,2})(.+?)\1", r"<code>\2</code>", html.escape(text, quote=False))
    return linked(made, resolve)


def linked(made: str, resolve: Resolve) -> str:
    """HTML in which code that is the name of an entry leads there, unless it is in a link already."""

    def lead(found: re.Match[str]) -> str:
        address = resolve(found[1])
        return f'<a href="{address}">{found[0]}</a>' if address else found[0]

    return re.sub(r'(?<!">)<code>([A-Za-z_][\w.]*?)(?:/|\.py|\([^<]*\))?</code>', lead, made)
