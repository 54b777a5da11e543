"""Mathematics for a page that fetches nothing: LaTeX becomes MathML, which browsers draw themselves."""

from __future__ import annotations

import html
import re

from nbconvert.filters.markdown_mistune import IPythonRenderer

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_TABLES = re.compile(r"\\begin\{(aligned|align\*?|split|gathered|eqnarray\*?)\}(.*?)\\end\{\1\}", re.DOTALL)


def mathml(latex: str, display: bool = False) -> str:
    """Turn one formula into MathML; a formula that cannot be turned is shown as it was typed.

    Raises:
        ModuleNotFoundError: where latex2mathml is not installed, with the way to get it.

    Example:
        >>> mathml("x^2")[:5]
        '<math'
    """
    try:
        from latex2mathml.converter import convert
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "A page with mathematics needs latex2mathml: python -m pip install latex2mathml"
        ) from error
    try:
        made = convert(_TABLES.sub(_as_array, latex.strip()), display="block" if display else "inline")
    except Exception:  # the converter has no one error of its own; the formula itself is the best message
        return f'<code class="latex">{html.escape(latex)}</code>'
    return _tidy(made, latex.strip())


def _as_array(found: re.Match[str]) -> str:
    """Equations set under one another, as a table of columns that stand right and left of the sign."""
    columns = max(row.count("&") for row in found[2].split(r"\\")) + 1
    places = "c" if found[1] == "gathered" else ("rl" * columns)[:columns]
    return rf"\begin{{array}}{{{places}}}{found[2]}\end{{array}}"


def _tidy(made: str, latex: str) -> str:
    """Mend what the converter leaves undone: a bare ampersand, and the source for readers and for copying.

    HTML knows MathML without its namespace; with it, nbconvert writes a heading's formula in prefixed tags.
    """
    made = re.sub(r"&(?!#?\w+;)", "&amp;", made).replace(f' xmlns="{NAMESPACE}"', "", 1)
    return made.replace("<math ", f'<math alttext="{html.escape(latex)}" ', 1)


class MathRenderer(IPythonRenderer):
    """Markdown as nbconvert renders it, with formulas as MathML."""

    def block_math(self, body: str) -> str:
        """Render a formula on a line of its own."""
        made = mathml(body, display=True)
        return f'<span class="formula" tabindex="0" role="group" aria-label="formula">{made}</span>'

    def inline_math(self, body: str) -> str:
        """Render a formula within a sentence."""
        return mathml(body)

    def latex_environment(self, name: str, body: str) -> str:
        """Render an environment such as align."""
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")
