"""Every rule of the lint, each by a violation planted in a notebook that has none."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.chapters import CHAPTERS
from course_lib.cli.notebook_tools import install, lint
from course_lib.cli.notebook_tools.book import Book
from course_lib.cli.notebook_tools.coverage import Item
from course_lib.cli.notebook_tools.files import ROOT, to_text
from course_lib.cli.notebook_tools.rules_outputs import CHECK

CHAPTER = CHAPTERS[1]
ITEMS = {
    "S0-001": Item("S0-001", "00", "a talk", "a date", "stated"),
    "S0-003": Item("S0-003", "01", "a sum", "a formula", "agrees"),
}
TITLE = """# 01 · Logistic regression

**Where does one draw the line?**

<!-- badges -->
<!-- /badges -->

You will be able to

- read a neuron,
- write a loss,
- walk downhill.

**Builds on** [00 · Start here](00_start_here.ipynb) · about 60 minutes

**Built so far** `session`, `data`, and here `linear`"""
BUILT = """## What you built

| idea | name |
|---|---|
| score | `scores` |

### Common misconceptions"""


def text(name: str, source: str, **metadata) -> NotebookNode:
    return new_markdown_cell(source, id=name, metadata={"slideshow": {"slide_type": "slide"}, **metadata})


def code(name: str, source: str, *outputs, count: int = 1) -> NotebookNode:
    metadata = {"slideshow": {"slide_type": "skip"}}
    return new_code_cell(source, id=name, metadata=metadata, outputs=list(outputs), execution_count=count)


def printed(words: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=words)


def exercise(name: str) -> list[NotebookNode]:
    verdict = {
        CHECK: {"exercise": name, "status": "not attempted"},
        "text/plain": f"{name}: not attempted yet",
    }
    return [
        text(f"lead-{name}", f"### Exercise · core · {name}"),
        code(f"stub-{name}", f"{name} = ..."),
        code(f"check-{name}", f'check("{name}", {name})', new_output("display_data", data=verdict)),
    ]


def figure(alt: str = "a curve", words: str = "Figure: a curve") -> NotebookNode:
    data = {"image/png": "iVBORw0KGgo=", "text/plain": words}
    return new_output("display_data", data=data, metadata={"image/png": {"alt": alt}} if alt else {})


def good() -> NotebookNode:
    cells = [
        text("title", TITLE),
        code("set-up", 'import course_lib\n\ncourse_lib.start("01")', printed("Chapter 01\n")),
        code("guess", 'predict("01.years")', printed("What do you expect?\n")),
        text("idea", "The score is a sum. ![a curve](https://example.org/curve.png)", lecture=["S0-003"]),
        code("see", "course_lib.plot.curves()", figure()),
        *exercise("one"),
        *exercise("two"),
        *exercise("three"),
        text("built", BUILT),
        code("quiz", 'quiz("01")', printed("Four questions\n")),
        text("next", "## Next and further\n\nChapter 02."),
    ]
    return new_notebook(cells=cells)


def findings(
    notebook: NotebookNode, number: int = 1, folder: Path = Path(), top: str | None = None
) -> dict[str, lint.Finding]:
    """What the lint finds once the tool has set its own cell, or one with the text `top`, below the title."""
    chapter = CHAPTERS[number]
    path = folder / f"{chapter.stem}.ipynb"
    notebook = install.place(notebook, install.source_for(path) if top is None else top)
    book = Book(path, notebook, chapter, ITEMS)
    return {finding.rule: finding for finding in lint.lint_book(book)}


def test_good_notebook_has_no_finding():
    assert findings(good()) == {}


def source(place: int, new: str):
    def plant(notebook):
        notebook.cells[place].source = new

    return plant


def replace(place: int, old: str, new: str):
    def plant(notebook):
        assert old in notebook.cells[place].source
        notebook.cells[place].source = notebook.cells[place].source.replace(old, new)

    return plant


def output(words: str):
    def plant(notebook):
        notebook.cells[1].outputs = [printed(words)]

    return plant


def show(data: dict):
    def plant(notebook):
        notebook.cells[1].outputs = [new_output("display_data", data=data)]

    return plant


def drop(*names: str):
    def plant(notebook):
        notebook.cells = [cell for cell in notebook.cells if cell.id not in names]

    return plant


def set_in(place: int, key: str, value):
    def plant(notebook):
        notebook.cells[place][key] = value

    return plant


def metadata(place: int, **values):
    def plant(notebook):
        notebook.cells[place].metadata.update(values)

    return plant


def verdict(status: str, words: str = "not attempted yet"):
    def plant(notebook):
        notebook.cells[7].outputs = [
            new_output(
                "display_data", data={CHECK: {"exercise": "one", "status": status}, "text/plain": words}
            )
        ]

    return plant


def picture(alt: str, words: str = "Figure: a curve"):
    def plant(notebook):
        notebook.cells[4].outputs = [figure(alt, words)]

    return plant


def many_exercises(notebook):
    notebook.cells[8:8] = [cell for name in "abcd" for cell in exercise(name)]


def widget_state(notebook):
    notebook.metadata["widgets"] = {"state": {}}


def stored_error(notebook):
    notebook.cells[1].outputs = [new_output("error", ename="E", evalue="e", traceback=["t"])]


def no_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.id not in ("guess", "check-one"):
            cell.outputs = []


PLANTS = [
    ("title-cell", replace(0, "01 · Logistic", "01: Logistic")),
    ("title-cell", drop("title")),
    ("title-parts", replace(0, "line?", "line.")),
    ("title-parts", replace(0, "60 minutes", "an hour")),
    ("title-parts", replace(0, "Builds on", "After")),
    ("title-parts", replace(0, "<!-- /badges -->", "")),
    ("title-goals", replace(0, "- walk downhill.", "")),
    ("title-goals", replace(0, "- walk downhill.", "- a\n- b\n- c\n- d")),
    ("title-rooms", replace(0, "`linear`", "`lines`")),
    ("title-rooms", replace(0, "Built so far", "Built")),
    ("set-up-cell", replace(1, '"01"', '"02"')),
    ("set-up-cell", replace(1, "course_lib.start", "course_lib.stop")),
    ("readable-ids", set_in(3, "id", "a1b2c3d4")),
    ("readable-ids", set_in(3, "id", "title")),
    ("slide-types", metadata(3, slideshow={"slide_type": "-"})),
    ("lecture-ids", metadata(3, lecture=["S9-001"])),
    ("lecture-ids", metadata(3, lecture=["S0-001"])),
    ("lecture-ids", metadata(3, lecture="S0-003")),
    ("predicts", drop("guess")),
    ("exercise-count", drop("lead-one", "stub-one", "check-one")),
    ("exercise-count", many_exercises),
    ("exercise-cells", drop("stub-one")),
    ("exercise-cells", replace(5, "core", "easy")),
    ("exercise-cells", source(7, "check(one, one)")),
    ("what-you-built", replace(14, "|---|---|", "")),
    ("what-you-built", replace(14, "What you built", "Summary")),
    ("misconceptions", replace(14, "misconceptions", "mistakes")),
    ("has-quiz", replace(15, "01", "02")),
    ("next-and-further", replace(16, "Next", "Then")),
    ("next-and-further", replace(16, "02", "two")),
    ("long-sentences", source(3, "word " * 41 + ".")),
    ("no-magics", source(1, "%matplotlib inline")),
    ("no-magics", source(1, "x = 1\n  !ls")),
    ("is-python", source(1, "for x in")),
    ("is-python", source(1, "")),
    ("cell-length", source(1, "\n".join(["x = 1"] * 26))),
    ("short-cells", source(1, "\n".join(["x = 1"] * 16))),
    ("no-semicolon", source(1, "x = 1\nx;")),
    ("no-semicolon", source(1, "f(a,\n  'é') ;  # hidden")),
    ("no-absolute-path", source(3, "See /home/ada/data.")),
    ("no-absolute-path", source(1, "open(r'C:\\data')")),
    ("comparable", source(1, "from ipywidgets import interact\ninteract(f, x=3)")),
    ("comparable", source(1, "with ipywidgets.Output():\n    pass")),
    ("comparable", source(1, "display(x, display_id='a')")),
    ("later-rooms", source(1, "import course_lib.nn")),
    ("later-rooms", source(1, "from course_lib import nn as layers")),
    ("later-rooms", source(1, "from course_lib.nn.functional import relu")),
    ("later-rooms", source(1, "import course_lib as c\nc.optim.SGD()")),
    ("later-rooms", source(1, "from importlib import import_module\nimport_module('course_lib.tensor')")),
    ("later-rooms", source(4, "course_lib.zoo.lenet()")),
    ("links-lead-somewhere", source(3, "See [the ghost](ghost.ipynb).")),
    ("links-lead-somewhere", source(3, "See [the notation](docs/notation.md#no-such-heading).")),
    ("links-lead-somewhere", source(3, "See [02 · Multilayer networks](03_multilayer_networks.ipynb).")),
    ("links-lead-somewhere", source(3, "See ![a curve](no_such_curve.png).")),
    ("places-exist", source(3, "Chapter 22 says more.")),
    ("places-exist", source(3, "It comes in chapters 03 and 4.")),
    ("places-exist", source(3, "Open notebook 31.")),
    ("places-exist", source(3, "Remember section 7.")),
    ("places-exist", source(1, "x = 1  # from exercise 9")),
    ("places-exist", metadata(3, notes="Show section 3 again.")),
    ("exercises-exist", source(3, 'When you are stuck: `solution("01.sigmod")`.')),
    ("exercises-exist", source(2, 'predict("01.no-such-question")')),
    ("exercises-exist", source(3, 'Try `check("99.score")`.')),
    ("names-exist", source(3, "A layer is `nn.Lineal(3, 4)`.")),
    ("names-exist", source(3, "Read `course_lib.linear.skores`.")),
    ("names-exist", source(3, "It is `F.rellu` here.")),
    ("was-run", set_in(1, "execution_count", None)),
    ("no-errors", stored_error),
    ("no-widget-state", widget_state),
    ("known-metadata", metadata(3, collapsed=True)),
    ("enough-outputs", no_outputs),
    ("picture-alt", picture("")),
    ("picture-alt", picture(" ")),
    ("markdown-alt", source(3, "![](curve.png)")),
    ("markdown-alt", source(3, '<img src="curve.png" alt="">')),
    ("markdown-alt", show({"text/html": "<img src='curve.png'>"})),
    ("figure-text", picture("a curve", "<Figure size 640x480 with 1 Axes>")),
    ("figure-text", output("[<matplotlib.lines.Line2D>]")),
    ("no-address", output("<function f at 0x7f3a5c0012d0>")),
    ("no-address", output("<function f at 0x...>")),
    ("no-path-in-output", output("/home/ada/data")),
    ("no-path-in-output", output("C:\\Users\\ada")),
    ("nothing-that-moves", output("took 12.3 ms")),
    ("nothing-that-moves", output("in 3.2 s")),
    ("nothing-that-moves", output("120 it/s")),
    ("nothing-that-moves", output("at 12:45:01")),
    ("nothing-that-moves", output("on 2024-01-31")),
    ("nothing-that-moves", output("numpy 2.4.6")),
    ("untouched-checks", verdict("passed")),
    ("untouched-checks", verdict("failed")),
    ("untouched-checks", verdict("not attempted", "nothing yet")),
    ("checks-answered", set_in(7, "outputs", [printed("x")])),
]


@pytest.mark.parametrize(
    "rule, plant", PLANTS, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(PLANTS)]
)
def test_planted_violation_is_found(rule, plant):
    notebook = good()
    plant(notebook)
    found = findings(notebook)
    assert rule in found, found
    assert found[rule].notebook == "01_logistic_regression.ipynb" and found[rule].message
    allowed = {rule, *SIDE_EFFECTS.get(rule, ())}
    assert set(found) <= allowed, {name: str(finding) for name, finding in found.items()}


SIDE_EFFECTS = {
    "title-cell": ("title-parts", "title-goals", "title-rooms"),
    "no-magics": ("set-up-cell", "is-python"),
    "is-python": ("set-up-cell", "enough-outputs"),
    **dict.fromkeys(
        ("cell-length", "short-cells", "no-semicolon", "no-absolute-path", "comparable", "later-rooms"),
        ("set-up-cell",),
    ),
    "exercise-cells": ("checks-answered", "exercise-count"),
    "enough-outputs": ("checks-answered",),
    "markdown-alt": ("links-lead-somewhere",),
    "places-exist": ("set-up-cell",),
    "exercises-exist": ("predicts",),
}


def test_what_exists_may_be_mentioned():
    notebook = good()
    notebook.cells[3].source = """## 4 · Slopes

See [02 · Neurons and perceptrons](02_neurons_and_perceptrons.ipynb), [the notation](docs/notation.md#notation),
[the set-up](#set-up), section 4, sections 2 and 3 of chapter 05, chapters 03, 04 and 13 to 16.
`solution("01.sigmoid")`, `nn.Linear(3, 4)`, `course_lib.linear.scores`, `tensor.to(device)`, `model.train()`,
`[a](b)`, $[a](b)$; *A book*, A Press (2016), chapters 4 and 38, section 6.5."""
    assert findings(notebook, folder=ROOT) == {}


def test_dates_made_from_a_seed_are_data():
    notebook = good()
    output("28.9.2035 is 2035-09-28")(notebook)
    assert "nothing-that-moves" in findings(notebook)
    notebook.cells[1].source = "from course_lib.data import dates, digits\n" + notebook.cells[1].source
    assert "nothing-that-moves" not in findings(notebook)
    output("took 12.3 ms")(notebook)
    assert "nothing-that-moves" in findings(notebook)


def test_every_rule_is_planted():
    planted = {rule for rule, _ in PLANTS}
    assert {rule.name for rule in lint.RULES} - planted == {"file-name", "install-cell"}


@pytest.mark.parametrize("top", ["", "import course_lib"])
def test_the_cell_that_installs_is_missing_or_another(top):
    assert set(findings(good(), top=top)) == {"install-cell"}


def test_the_cell_that_installs_stands_second():
    notebook = install.place(good(), install.source_for(Path(f"{CHAPTER.stem}.ipynb")))
    notebook.cells.insert(2, notebook.cells.pop(1))
    book = Book(Path(f"{CHAPTER.stem}.ipynb"), notebook, CHAPTER, ITEMS)
    assert "install-cell" in {finding.rule for finding in lint.lint_book(book)}


def test_file_of_no_chapter_is_found():
    book = Book(Path("99_nothing.ipynb"), good(), None, ITEMS)
    assert "file-name" in {finding.rule for finding in lint.lint_book(book)}


def test_warnings_are_not_errors():
    notebook = good()
    notebook.cells[3].source = "word " * 50
    assert findings(notebook)["long-sentences"].level == "warning"


def test_messages_name_file_cell_and_rule():
    notebook = good()
    notebook.cells[1].source = "!ls"
    assert str(findings(notebook)["no-magics"]).startswith("01_logistic_regression.ipynb, cell 'set-up': ")


def test_lighter_anatomy_of_chapter_00():
    title = TITLE.replace("01 · Logistic regression", "00 · Start here").replace("`linear`", "")
    rooms = " ".join(CHAPTERS[0].opens)
    cells = [
        text("title", title.replace("`data`", rooms)),
        code("set-up", 'course_lib.start("00")', printed("Chapter 00\n")),
        text("next", "## Next\n\nChapter 01."),
    ]
    assert findings(new_notebook(cells=cells), number=0) == {}


def test_link_to_a_next_chapter_that_exists(tmp_path):
    (tmp_path / f"{CHAPTERS[2].stem}.ipynb").write_text("{}", encoding="utf-8")
    assert "next-and-further" in findings(good(), folder=tmp_path)
    notebook = good()
    notebook.cells[-1].source += f" [Go on]({CHAPTERS[2].stem}.ipynb)"
    assert findings(notebook, folder=tmp_path) == {}


def test_rooms_opened_by_now_may_be_used():
    notebook = good()
    notebook.cells[4].source = "from course_lib import linear, nn\nlinear.scores"
    assert "nn" in findings(notebook)["later-rooms"].message
    assert "later-rooms" not in findings(notebook, number=7)


def test_a_base64_picture_is_not_read_as_text():
    notebook = good()
    notebook.cells[4].outputs[0].data["image/png"] = "iVBOR0x1234567890abcdef/8 ms/it/s"
    assert findings(notebook) == {}


def test_lint_of_a_file(tmp_path):
    path = tmp_path / "01_logistic_regression.ipynb"
    notebook = install.place(good(), install.source_for(path))
    path.write_text(to_text(nbformat.from_dict(notebook)), encoding="utf-8")
    assert {finding.rule for finding in lint.lint(path)} <= {"lecture-ids"}
