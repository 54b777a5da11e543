"""The parts of `README.md` that are made from other files: badges, pictures, chapters, Binder's line.

``python -m course_lib.cli.readme`` writes them anew.
"""

from __future__ import annotations

import html
import sys
from pathlib import Path

from course_lib.chapters import CHAPTERS
from course_lib.cli import project
from course_lib.cli.pictures import FOLDER, PICTURES

BINDER = "press the badge at the top."
BINDER_WITHOUT_ADDRESS = (
    "press the badge at the top and give the address of a public copy of this repository."
)


def chapter_table(folder: Path) -> str:
    """The chapters as a Markdown table; those whose notebook is there are links."""
    home = project.repository(folder)
    lines = ["| | Chapter |", "|---|---|"]
    for chapter in CHAPTERS:
        path = f"notebooks/{chapter.stem}.ipynb"
        there = (folder / path).is_file()
        title = f"[{chapter.title}]({path})" if there else chapter.title
        launch = project.badges(chapter, home) if there else ""
        lines.append(f"| {chapter.number} | {f'{title} {launch}'.strip()} |")
    return "\n".join(lines)


def picture_row() -> str:
    """The pictures side by side, each with its text."""
    images = (
        f'<img src="{FOLDER}/{picture.name}" width="32%" alt="{html.escape(picture.alt)}">'
        for picture in PICTURES
    )
    return "\n".join(["<p>", *images, "</p>"])


def render(text: str, folder: Path) -> str:
    """`text` with its generated parts, those between the markers, made anew for the clone in `folder`."""
    home = project.repository(folder)
    parts = {
        "badges": project.badges(CHAPTERS[0], home) or project.binder_badge(home),
        "pictures": picture_row(),
        "chapters": chapter_table(folder),
        "binder": BINDER if home.address else BINDER_WITHOUT_ADDRESS,
    }
    for name, made in parts.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        if begin not in text or end not in text:
            raise ValueError(f"README.md has lost its markers {begin} and {end}")
        body = f"{begin}{made}{end}" if name == "binder" else f"{begin}\n{made}\n{end}"
        text = text[: text.index(begin)] + body + text[text.index(end) + len(end) :]
    return text


def main() -> int:
    """Write the generated parts; 1 where that changed the file, so that a commit hook takes notice."""
    folder = project.root()
    file = folder / "README.md"
    before = file.read_text(encoding="utf-8")
    after = render(before, folder)
    if after == before:
        return 0
    file.write_text(after, encoding="utf-8", newline="\n")
    print("README.md was brought up to date.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
