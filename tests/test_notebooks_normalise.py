"""The normal form: nothing that changes from run to run, readable ids, and the same when done twice."""

from __future__ import annotations

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.cli.notebook_tools import files
from course_lib.cli.notebook_tools.normalise import (
    MASK,
    WIDGET_VIEW,
    fill_badges,
    is_slug,
    normalise,
    overwrite,
)

TEXT = st.text(st.sampled_from("ab \n\r\x08#x0123456789abcdef<>é·"), max_size=30)
MIME = st.sampled_from(["text/plain", "text/html", "image/png", WIDGET_VIEW])
STREAM = st.builds(
    lambda name, text: new_output("stream", name=name, text=text), st.sampled_from(["stdout", "stderr"]), TEXT
)
DISPLAY = st.builds(
    lambda data: new_output("display_data", data=data), st.dictionaries(MIME, TEXT, max_size=3)
)
METADATA = st.fixed_dictionaries(
    {},
    optional={
        "lecture": st.lists(st.sampled_from(["S0-001", "S4-014"]), max_size=2),
        "slideshow": st.sampled_from([{"slide_type": "slide"}, {"slide_type": "-"}, {}, "slide"]),
        "tags": st.lists(st.just("core"), max_size=1),
        "alt": st.sampled_from(["", "a curve"]),
        "notes": st.sampled_from(["", "say this"]),
        "collapsed": st.booleans(),
        "execution": st.just({"iopub.status.busy": "now"}),
    },
)
IDS = st.sampled_from(
    ["", "title", "set-up", "A_B", "a1b2c3d4", "0f8fad5b-d9cb-469f-a165-70867728950e", "x" * 64]
)
CODE = st.fixed_dictionaries(
    {
        "cell_type": st.just("code"),
        "source": TEXT,
        "id": IDS,
        "metadata": METADATA,
        "outputs": st.lists(STREAM | DISPLAY, max_size=5),
        "execution_count": st.none() | st.integers(0, 99),
    }
)
MARKDOWN = st.fixed_dictionaries(
    {"cell_type": st.just("markdown"), "source": TEXT, "id": IDS, "metadata": METADATA}
)
NOTEBOOKS = st.builds(
    lambda cells: nbformat.from_dict(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ),  # not new_notebook, which repairs its cells
    st.lists(CODE | MARKDOWN, max_size=6),
)


@settings(max_examples=150, deadline=None)
@given(NOTEBOOKS)
def test_twice_is_once_and_the_result_is_valid(notebook):
    once = files.to_text(normalise(notebook))
    read = nbformat.v4.reads(once)
    assert files.to_text(normalise(read)) == once
    nbformat.validate(read)
    names = [cell.id for cell in read.cells]
    assert len(set(names)) == len(names) and all(map(is_slug, names))
    assert WIDGET_VIEW not in once and once.endswith("}\n")


def test_metadata_is_reduced():
    metadata = {
        "slideshow": {"slide_type": "slide", "x": 1},
        "lecture": ["S0-001"],
        "notes": "pause here",
        "trusted": True,
        "execution": {"t": 1},
    }
    notebook = nbformat.from_dict(
        {"cells": [{"cell_type": "markdown", "source": "x", "id": "x", "metadata": metadata}]}
    )
    notebook.metadata = nbformat.from_dict(
        {
            "widgets": {"state": {}},
            "kernelspec": {"name": "mine"},
            "language_info": {"version": "3.11"},
        },
    )
    result = normalise(notebook)
    assert result.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    kept = {"slideshow": {"slide_type": "slide"}, "lecture": ["S0-001"], "notes": "pause here"}
    assert result.cells[0].metadata == kept


def test_counts_run_from_one_and_unrun_cells_have_none():
    cells = [new_code_cell("a", id="a", execution_count=7), new_code_cell("b", id="b")]
    cells.append(new_code_cell("c", id="c", execution_count=41))
    cells[2].outputs = [new_output("execute_result", data={"text/plain": "3"}, execution_count=41)]
    result = normalise(new_notebook(cells=cells))
    assert [cell.execution_count for cell in result.cells] == [1, None, 2]
    assert result.cells[2].outputs[0].execution_count == 2


def test_widget_views_go_and_their_text_stays():
    view = {WIDGET_VIEW: {"model_id": "abc"}, "text/plain": "Slider(3)"}
    cell = new_code_cell("w", id="w", outputs=[new_output("display_data", data=view)])
    cell.outputs.append(new_output("display_data", data={WIDGET_VIEW: {"model_id": "abc"}}))
    (output,) = normalise(new_notebook(cells=[cell])).cells[0].outputs
    assert output.data == {"text/plain": "Slider(3)"}


def test_addresses_are_masked_in_text_and_left_alone_in_pictures():
    address = "<object at 0x7f3a5c0012d0>"
    outputs = [
        new_output("stream", text=address),
        new_output("display_data", data={"text/plain": address, "image/png": "0x7f3a5c0012d0"}),
    ]
    stream, display = (
        normalise(new_notebook(cells=[new_code_cell("x", id="x", outputs=outputs)])).cells[0].outputs
    )
    assert stream.text == display.data["text/plain"] == f"<object at {MASK}>"
    assert display.data["image/png"] == "0x7f3a5c0012d0"


def test_streams_are_joined_between_displays_only():
    outputs = [
        new_output("stream", name="stderr", text="warn\n"),
        new_output("stream", name="stdout", text="a"),
        new_output("stream", name="stderr", text="again\n"),
        new_output("display_data", data={"text/plain": "figure"}),
        new_output("stream", name="stdout", text="b"),
    ]
    result = normalise(new_notebook(cells=[new_code_cell("x", id="x", outputs=outputs)])).cells[0].outputs
    assert [o.get("text", "figure") for o in result] == ["a", "warn\nagain\n", "figure", "b"]


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_overwrite_is_what_nbval_does(text):
    from nbval.plugin import coalesce_streams

    (theirs,) = coalesce_streams([new_output("stream", text=text)])
    assert overwrite(text) == theirs.text


def test_alternative_text_of_a_cell_reaches_its_pictures():
    outputs = [new_output("display_data", data={"image/png": "x"})]
    own = new_output("display_data", data={"image/png": "y"}, metadata={"image/png": {"alt": "its own"}})
    cell = new_code_cell("x", id="x", metadata={"alt": "of the cell"}, outputs=[*outputs, own])
    first, second = normalise(new_notebook(cells=[cell])).cells[0].outputs
    assert first.metadata["image/png"]["alt"] == "of the cell"
    assert second.metadata["image/png"]["alt"] == "its own"


@pytest.mark.parametrize(
    "name, readable",
    [
        ("the-sigmoid", True),
        ("x0-is-1", True),
        ("a1b2c3d4", False),
        ("Title", False),
        ("a_b", False),
        ("-a", False),
    ],
)
def test_slugs(name, readable):
    assert is_slug(name) is readable


def test_random_ids_become_the_first_words():
    cells = [
        new_markdown_cell("## Où est la *limite*?", id="1234abcd"),
        new_markdown_cell("## Où est la *limite*?", id="5678abcd"),
        new_code_cell('check("01.score", my_scores)', id="9abcdef0"),
        new_code_cell("", id="00000000"),
    ]
    names = [cell.id for cell in normalise(new_notebook(cells=cells)).cells]
    assert names == ["ou-est-la-limite", "ou-est-la-limite-2", "check-01-score-my-scores", "code-cell"]


def test_trailing_whitespace_goes_from_sources_and_stays_in_outputs():
    cell = new_code_cell("x = 1  \n\nprint(x) \n\n", id="x", outputs=[new_output("stream", text="1  \n")])
    result = normalise(new_notebook(cells=[cell])).cells[0]
    assert result.source == "x = 1\n\nprint(x)" and result.outputs[0].text == "1  \n"


def test_badges_are_filled_and_emptied():
    source = "# 01\n\n<!-- badges -->\nold\n<!-- /badges -->\n\ntext"
    filled = fill_badges(source, "[![a](b)](c)")
    assert "<!-- badges -->\n[![a](b)](c)\n<!-- /badges -->" in filled
    assert fill_badges(filled, "") == "# 01\n\n<!-- badges -->\n<!-- /badges -->\n\ntext"
    notebook = new_notebook(cells=[new_markdown_cell(source, id="title")])
    assert "[![a](b)](c)" in normalise(notebook, "[![a](b)](c)").cells[0].source


def test_old_notebook_without_ids_is_read(tmp_path):
    path = tmp_path / "old.ipynb"
    path.write_text(
        '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# An old\\n", "title"]}],'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 2}',
        encoding="utf-8",
    )
    result = normalise(files.read(path))
    assert result.cells[0].id == "an-old" and result.nbformat_minor == 5


def test_writing_the_same_text_leaves_the_file_alone(tmp_path):
    path = tmp_path / "a.txt"
    assert files.write(path, "one\n") is True
    assert files.write(path, "one\n") is False
    assert files.write(path, "two\n") is True
    assert path.read_bytes() == b"two\n" and list(tmp_path.iterdir()) == [path]
