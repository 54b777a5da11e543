"""What a text points to, and whether it is there: files, headings, chapters, sections, exercises, names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

from course_lib.chapters import CHAPTERS

LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:)([^)#\s]*)#?([^)\s]*)\)")
SPOKEN = re.compile(r"(\d\d) · (.+)")
LIST = r"(\d+(?:(?:, | and | to )\d+)*)"
PLACE = re.compile(rf"(?<!\), )\b(section|exercise)s?\s+{LIST}(?!\.?\d)", re.IGNORECASE)
CHAPTER = re.compile(
    rf"(?<!\), )\b(?:chapter|notebook)s?\s+{LIST}", re.IGNORECASE
)  # "Press (2016), chapter 9" is a book's
ELSEWHERE = re.compile(r"\s+(?:of|in) (?:chapter |\[)(\d\d)")
BACKTICKS = re.compile(r"`([^`\n]+)`")
DOTTED = re.compile(r"(?<![\w.)\]/])([A-Za-z_]\w*(?:\.(?!(?:py|md|csv|js)\b)[A-Za-z_]\w*)+)(?![.\w])")
ASKED = re.compile(r"\b(check|solution|predict)\(\s*[\"'](\d\d\.[\w-]+)[\"']")
NUMBERS = {chapter.number for chapter in CHAPTERS}
STEMS = {chapter.stem: chapter for chapter in CHAPTERS}


def prose(markdown: str) -> str:
    """Markdown without code and formulas, in which brackets are no links."""
    return re.sub(r"^```.*?^```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$", "", markdown, flags=re.M | re.S)


def broken_links(markdown: str, file: Path) -> Iterator[str]:
    """Each link that leads to no file, to no heading, or to another chapter than it says."""
    for words, target, anchor in LINK.findall(prose(markdown)):
        path = file.parent / unquote(target) if target else file
        chapter = STEMS.get(path.stem) if path.suffix == ".ipynb" else None
        if not path.exists() and chapter is None:
            yield f"a link to {target}, which is not there"
        elif anchor and path.exists() and unquote(anchor) not in anchors(path):
            yield f"a link to #{anchor}, which {path.name} does not have"
        said = SPOKEN.fullmatch(words)
        if said and chapter and said.groups() != (chapter.number, chapter.title):
            yield f"a link {words!r} leads to {chapter.number} · {chapter.title}"


@lru_cache
def anchors(path: Path) -> frozenset[str]:
    """The anchors of a Markdown file as GitHub forms them; of a notebook JupyterLab's, and its cells' ids."""
    if path.suffix == ".md":
        return frozenset(github_anchor(line) for line in headings(path.read_text(encoding="utf-8")))
    if path.suffix != ".ipynb":
        return frozenset()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    found = {line.replace(" ", "-") for text in texts for line in headings(text)}
    return frozenset(found | {cell.get("id", "") for cell in cells})


def headings(markdown: str) -> list[str]:
    """The words of all headings, in order."""
    text = re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S)
    return [line.strip() for line in re.findall(r"^#{1,6}\s+(.+)$", text, re.M)]


def github_anchor(heading: str) -> str:
    """The anchor that GitHub makes of a heading.

    >>> github_anchor("Marks, and how")
    'marks-and-how'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def sections(texts: list[str]) -> dict[str, set[int]]:
    """The numbers of the sections and of the exercises that the Markdown of a notebook has."""
    lines = [line for text in texts for line in headings(text)]
    return {
        "section": {int(line.split()[0]) for line in lines if re.match(r"\d+ · ", line)},
        "exercise": {int(n) for line in lines for n in re.findall(r"^Exercise (\d+)", line)},
    }


def wrong_places(text: str, here: dict[str, set[int]]) -> Iterator[str]:
    """Chapters that the course does not have, and sections or exercises that this notebook does not have."""
    for found in CHAPTER.finditer(text):
        for number in re.findall(r"\d+", found[1]):
            if number not in NUMBERS:
                yield f"chapter {number}: the course has {CHAPTERS[0].number} to {CHAPTERS[-1].number}"
    for found in PLACE.finditer(text):
        kind = found[1].lower()
        missing = {int(n) for n in re.findall(r"\d+", found[2])} - here[kind]
        if missing and not ELSEWHERE.match(text, found.end()):
            yield f"{kind} {min(missing)}: this notebook has none of that number"


def unknown_exercises(text: str) -> Iterator[str]:
    """Names in `check("01.x")`, `solution("01.x")` and `predict("01.x")` that the course does not have."""
    from course_lib.exercises import library

    for call, name in ASKED.findall(text):
        number = name[:2]
        if number not in library.chapters():
            yield f'{call}("{name}"): chapter {number} has no exercises'
            continue
        chapter = library.load(number)
        known = [q.name for q in chapter.PREDICTIONS] if call == "predict" else library.names()
        if name not in known:
            yield library.closest(name, known, "prediction" if call == "predict" else "exercise")


def unknown_names(markdown: str) -> Iterator[str]:
    """Names in backticks that begin like a room of the library, such as `nn.Linear`, and are not there."""
    for name in dict.fromkeys(name for said in BACKTICKS.findall(markdown) for name in DOTTED.findall(said)):
        if not any(exists(path) for path in _meant(name)):
            yield f"`{name}`, which is not there"


def _meant(name: str) -> list[str]:
    """The whole paths that a name may stand for; a variable of the notebook stands for nothing to check."""
    name = name.replace("chNN", "ch01")  # how a document writes "of any chapter"
    first, _, rest = name.partition(".")
    if first == "course_lib":
        return [name]
    if first == "F":
        return [f"course_lib.nn.functional.{rest}", f"torch.nn.functional.{rest}"]
    if first in ("nn", "optim", "tensor"):
        return [f"course_lib.{name}", f"torch.{name}", f"torch.Tensor.{rest}"]
    if first in ("boxes", "detector"):
        return [f"course_lib.zoo.{name}"]
    is_room = find_spec(f"course_lib.{first}") is not None and first not in ("__main__", "cli")
    return [f"course_lib.{name}"] if is_room else ["builtins"]


def exists(path: str) -> bool:
    """Whether a module, and the names in it, are there; what needs a missing PyTorch is taken to be.

    >>> exists("course_lib.nn.Linear"), exists("course_lib.nn.Lineal")
    (True, False)
    """
    parts = path.split(".")
    try:
        thing = import_module(parts[0])
        for k, part in enumerate(parts[1:], 2):
            if not hasattr(thing, part) and find_spec(".".join(parts[:k])) is not None:
                import_module(".".join(parts[:k]))
            thing = getattr(thing, part)
    except ModuleNotFoundError as error:
        return error.name in ("torch", None)  # None: TorchMissing, which a room of the zoo raises
    except AttributeError:
        return False
    return True
