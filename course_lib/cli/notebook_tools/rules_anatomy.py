"""Rules for the order of a chapter: title, set-up, prediction, exercises, summary, quiz, next."""

from __future__ import annotations

import re

from course_lib.chapters import CHAPTERS

from . import install
from .book import Book, Found, first_argument, rule, without_code
from .normalise import BADGES, SLIDE_TYPES, is_slug

LEVELS = ("core", "stretch", "challenge")
LIST_ITEM = re.compile(r"^\s{0,3}(?:[-*+]|\d+\.)\s+\S", re.MULTILINE)


@rule()
def file_name(book: Book) -> Found:
    """The file is named as the list of chapters names it."""
    if book.chapter is None:
        yield None, "the file's name is not the stem of a chapter in course_lib/chapters.py"


@rule()
def title_cell(book: Book) -> Found:
    """The first cell is Markdown and begins with ``# NN · Title`` as in the list of chapters."""
    first = book.cells[0] if book.cells else None
    if first is None or first.cell_type != "markdown":
        yield first, "the first cell is the title cell, in Markdown"
    elif book.chapter and not first.source.startswith(
        title := f"# {book.chapter.number} · {book.chapter.title}\n"
    ):
        yield first, f"the title cell begins with {title.strip()!r}"


@rule()
def title_parts(book: Book) -> Found:
    """The title cell asks its question, says minutes and what it builds on, and has its badge markers."""
    first = book.first
    parts = {
        "a question that the chapter answers": r"\?",
        "how many minutes it takes": r"\d+\s+minutes",
        "'Builds on' and what": r"Builds on\W+\w",
        "the badge markers <!-- badges --> and <!-- /badges -->": BADGES.pattern,
    }
    for what, pattern in parts.items():
        if not re.search(pattern, first.source, re.DOTALL):
            yield first, f"the title cell lacks {what}"


@rule()
def title_goals(book: Book) -> Found:
    """The title cell lists three to five things that the student will be able to do."""
    first = book.first
    _, promised, after = first.source.partition("ill be able to")
    goals = len(LIST_ITEM.findall(re.split(r"^\*\*(?:Builds|Built)", after, flags=re.MULTILINE)[0]))
    if not promised or not 3 <= goals <= 5:
        yield first, f"the title cell lists 3 to 5 goals under 'You will be able to' (it lists {goals})"


@rule()
def title_rooms(book: Book) -> Found:
    """The line "Built so far" names the rooms that the chapter opens."""
    first = book.first
    line = next((line for line in first.source.splitlines() if "Built so far" in line), None)
    if line is None:
        yield first, "the title cell lacks the line 'Built so far'"
    for room in book.chapter.opens if book.chapter and line else ():
        if not re.search(rf"\b{room}\b", line or ""):
            yield first, f"'Built so far' does not name {room}, which this chapter opens"


@rule()
def install_cell(book: Book) -> Found:
    """The second cell installs the course where it is missing, in the tool's own words."""
    second = book.cells[1] if len(book.cells) > 1 else None
    wanted = install.source_for(book.path)
    if wanted and (second is None or second.get("id") != install.ID or second.source != wanted):
        yield second, "the second cell installs the course: python -m course_lib notebooks normalise"


@rule()
def set_up_cell(book: Book) -> Found:
    """The first code cell of the chapter's own calls course_lib.start with its number."""
    starts = [(cell, first_argument(call)) for cell, call in book.calls("start")]
    number = book.chapter.number if book.chapter else None
    own = [cell for cell in book.code if cell.get("id") != install.ID]
    if not own or not starts or starts[0][0] is not own[0]:
        yield own[0] if own else None, "the first code cell sets up: it calls course_lib.start"
    elif number and starts[0][1] != number:
        yield starts[0][0], f'this chapter starts with course_lib.start("{number}")'


@rule()
def readable_ids(book: Book) -> Found:
    """Every cell has a readable id of its own."""
    seen: set[str] = set()
    for cell in book.cells:
        name = cell.get("id", "")
        if not is_slug(name):
            yield cell, "the cell's id is not a readable slug such as 'the-sigmoid'"
        if name in seen:
            yield cell, "another cell has the same id"
        seen.add(name)


@rule()
def slide_types(book: Book) -> Found:
    """Every cell says what it is on the slides."""
    for cell in book.cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") not in SLIDE_TYPES:
            yield cell, f"the cell has no slide type ({', '.join(SLIDE_TYPES)})"


@rule()
def lecture_ids(book: Book) -> Found:
    """Lecture ids are known, and belong to this chapter."""
    for cell in book.cells:
        settled = cell.metadata.get("lecture", [])
        if not isinstance(settled, list):
            yield cell, 'the metadata "lecture" is a list of ids'
            continue
        for name in settled:
            item = book.items.get(name)
            if item is None:
                yield cell, f"lecture item {name!r} is not in docs/lectures.csv"
            elif book.chapter and item.chapter != book.chapter.number:
                yield cell, f"lecture item {name} belongs to chapter {item.chapter}"


@rule(lessons_only=True)
def predicts(book: Book) -> Found:
    """The student commits to an answer at least once, and a later cell shows what came."""
    predictions = [book.code.index(cell) for cell, _ in book.calls("predict")]
    if not predictions or not any(cell.outputs for cell in book.code[min(predictions) + 1 :]):
        yield None, "there is no predict(...) that a later cell answers"


@rule(lessons_only=True)
def exercise_count(book: Book) -> Found:
    """A chapter has three to six exercises."""
    count = len({first_argument(call) for _, call in book.calls("check")})
    if not 3 <= count <= 6:
        yield None, f"a chapter has 3 to 6 exercises, each with its check(...); this one has {count}"


@rule()
def exercise_cells(book: Book) -> Found:
    """An exercise is a lead-in in Markdown, a stub and a check, in three cells that follow each other."""
    for cell, call in book.calls("check"):
        if first_argument(call) is None:
            yield cell, "check(...) takes the exercise's name, written out, as its first argument"
        place = book.cells.index(cell)
        before = book.cells[max(0, place - 2) : place]
        if [one.cell_type for one in before] != ["markdown", "code"]:
            yield cell, "before a check stand its lead-in (Markdown) and its stub (code)"
            continue
        heading = next(
            (line for line in before[0].source.splitlines() if re.match(r"#+ .*Exercise", line)), ""
        )
        if not any(re.search(rf"\b{level}\b", heading) for level in LEVELS):
            yield (
                before[0],
                "an exercise's lead-in has a heading with 'Exercise' and core, stretch or challenge",
            )


@rule(lessons_only=True)
def what_you_built(book: Book) -> Found:
    """A table sums up what was built."""
    cell = book.heading("What you built")
    if cell is None or not re.search(r"^\|[\s:|-]+\|\s*$", cell.source, re.MULTILINE):
        yield cell, "there is no heading 'What you built' with a table in its cell"


@rule(lessons_only=True)
def misconceptions(book: Book) -> Found:
    """The common misconceptions have a heading."""
    if book.heading("misconception") is None:
        yield None, "there is no heading with 'misconceptions'"


@rule(lessons_only=True)
def has_quiz(book: Book) -> Found:
    """The chapter asks its own quiz."""
    number = book.chapter.number if book.chapter else None
    if not any(first_argument(call) == number for _, call in book.calls("quiz")):
        yield None, f'there is no quiz("{number}")'


@rule()
def next_and_further(book: Book) -> Found:
    """The last heading leads to the chapter that follows."""
    cell = book.heading(r"\bNext\b|\bWhat next\b")
    if cell is None:
        yield None, "there is no heading with 'Next'"
        return
    numbers = [chapter.number for chapter in CHAPTERS]
    here = numbers.index(book.chapter.number) + 1 if book.chapter else len(CHAPTERS)
    following = CHAPTERS[here] if here < len(CHAPTERS) else None
    if following and (book.path.parent / f"{following.stem}.ipynb").exists():
        if f"({following.stem}.ipynb)" not in cell.source:
            yield cell, f"'Next' does not link to {following.stem}.ipynb"
    elif following and not re.search(rf"\b{following.number}\b", cell.source):
        yield cell, f"'Next' does not name chapter {following.number}"


@rule(level="warning")
def long_sentences(book: Book) -> Found:
    """Prose is short: no sentence of more than 40 words."""
    for cell in book.markdown:
        prose = re.sub(
            r"\$\$.*?\$\$|^\s*\|.*$|<[^>]+>", "", without_code(cell.source), flags=re.DOTALL | re.MULTILINE
        )
        for sentence in re.split(
            r"(?<=[.?!:])\s|\n\s*\n|\n\s*(?:[-*+]|\d+\.)\s|^#.*$", prose, flags=re.MULTILINE
        ):
            words = sentence.split()
            if len(words) > 40:
                yield cell, f"a sentence of {len(words)} words: {' '.join(words[:6])} ..."
