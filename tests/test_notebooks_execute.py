"""Executing and verifying: a fresh kernel, no noise in the diff, clear words when a cell fails."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
from queue import Empty

import nbformat
import pytest

from course_lib.cli import notebooks
from course_lib.cli.notebook_tools import compare, costs, execute, executed, files
from course_lib.cli.problem import Problem

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def kept(tmp_path_factory, monkeypatch):
    """A folder of the test's own for runs that are kept."""
    folder = tmp_path_factory.mktemp("executed")
    monkeypatch.setattr(executed, "FOLDER", folder)
    return folder


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    notebooks.add_arguments(parser)
    return notebooks.run(parser.parse_args(list(words)))


def nbval(path, *options: str) -> subprocess.CompletedProcess:
    words = ["--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-p", "no:cov", "-q", *options]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--rootdir", str(path.parent), str(path)],
        capture_output=True,
        text=True,
        cwd=path.parent,
    )


def test_unchanged_notebook_gives_no_diff(small_notebook, capsys):
    before = small_notebook.read_bytes()
    assert call("execute", str(small_notebook)) == 0
    assert small_notebook.read_bytes() == before
    said = capsys.readouterr().out
    assert "unchanged" in said and " s, " in said and "MiB" in said
    assert call("verify", str(small_notebook)) == 0
    assert call("verify", "--no-execute", str(small_notebook)) == 0


def test_strict_nbval_passes_on_plot_widget_progress_and_check(small_notebook):
    result = nbval(small_notebook)
    assert result.returncode == 0, result.stdout
    assert "5 passed" in result.stdout


def test_changed_outputs_fail_nbval_and_verify(small_notebook, capsys):
    stored = files.read(small_notebook)
    streams, plot, widget, progress, check = (cell.outputs for cell in stored.cells[1:])
    streams[0].text = streams[0].text.replace("0.667", "0.668")
    plot[0].data["text/plain"] = "Figure: a line"
    widget[0].data["text/plain"] = "IntSlider(value=4, description='layers')"
    progress[0].text = "2/3 steps\n"
    check[0].data["application/vnd.course_lib.check+json"]["status"] = "passed"
    files.write(small_notebook, files.to_text(stored))
    result = nbval(small_notebook)
    assert result.returncode == 1 and "5 failed" in result.stdout, result.stdout
    assert call("verify", str(small_notebook)) == 1
    said = capsys.readouterr().out
    for name in ("streams", "plot", "widget", "progress", "check-sigmoid"):
        assert f"small.ipynb, cell '{name}' differs:" in said
    assert re.search(r"\+ .*rounded: 0.667", said) and re.search(r"- .*rounded: 0.668", said)


def test_execute_then_verify_a_new_notebook(write_notebook):
    path = write_notebook(first="print('one')", second="1 + 1")
    assert call("verify", "--no-execute", str(path)) == 1
    assert call("execute", str(path)) == 0
    cells = files.read(path).cells
    assert [cell.execution_count for cell in cells] == [1, 2]
    assert cells[0].outputs[0].text == "one\n"
    assert call("verify", str(path)) == 0


def test_a_run_is_kept_until_the_notebook_changes(small_notebook, kept, monkeypatch):
    assert call("verify", str(small_notebook)) == 0
    with monkeypatch.context() as patch:
        patch.setattr(execute, "execute", None)  # a second run would fail
        notebook = executed.executed(small_notebook)
    assert notebook.metadata.widgets and notebook.cells[1].outputs[0].text
    stored = files.read(small_notebook)
    stored.cells[0].source += " More."
    files.write(small_notebook, files.to_text(stored))
    again = executed.executed(small_notebook)
    assert again.cells[0].source.endswith("More.") and again.metadata.widgets
    assert len(list(kept.iterdir())) == 1, "the run of the old notebook is gone"


def test_two_at_a_time_tell_of_each_and_of_what_it_took(write_notebook, capfd, monkeypatch, tmp_path):
    names = ("00_start_here.ipynb", "01_logistic_regression.ipynb", "bad.ipynb")
    cells = ("x = 1", "y = 2", "1 / 0")
    paths = [str(write_notebook(name, only=cell)) for name, cell in zip(names, cells, strict=True)]
    monkeypatch.setattr(costs, "PAGE", tmp_path / "costs.md")
    assert call("execute", *paths[:2]) == 0
    assert call("verify", "--jobs", "2", "--costs", *paths) == 1
    said = capfd.readouterr()
    assert said.out.count("as the tool writes it (") == 2 and "ZeroDivisionError" in said.err
    rows = (tmp_path / "costs.md").read_text().splitlines()
    assert re.fullmatch(r"\| 01 \| Logistic regression \| \d+ \| \d+ \|", rows[13])
    assert rows[14] == "| 02 | Neurons and perceptrons |  |  |"


def test_failing_cell_is_named_and_the_file_stays(write_notebook, capsys):
    path = write_notebook(good="x = 1", bad="# why\ny = x / 0")
    before = path.read_bytes()
    assert call("execute", str(path)) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert "tiny.ipynb, cell 'bad' (# why): ZeroDivisionError: division by zero" in said


def test_slow_cell_is_named_and_the_file_stays(write_notebook, capsys):
    path = write_notebook(quick="x = 1", endless="while True:\n    pass")
    before = path.read_bytes()
    assert call("execute", "--timeout", "2", str(path)) == 1
    assert path.read_bytes() == before
    assert "cell 'endless' (while True:): took longer than 2 s" in capsys.readouterr().err


def test_a_cell_that_floods_the_page_is_named(write_notebook):
    chatter = "\n".join(
        [
            "from ipywidgets import IntSlider",
            "w = IntSlider(max=10_000)",
            "for w.value in range({}):",
            "    pass",
        ]
    )
    compare.fresh(write_notebook(calm=chatter.format(100)))
    with pytest.raises(Problem, match=r"cell 'loud' \(from ipywidgets .*sends? \d+ messages.*hold_sync"):
        compare.fresh(write_notebook(loud=chatter.format(2000)))


def test_dead_kernel_is_named(write_notebook):
    path = write_notebook(dies="import os\nos._exit(1)")
    with pytest.raises(Problem, match=r"cell 'dies' \(import os\): the kernel died"):
        compare.fresh(path)


def test_one_notebook_that_fails_does_not_stop_the_others(write_notebook):
    bad, good = write_notebook("bad.ipynb", bad="1 / 0"), write_notebook("good.ipynb", good="print(1)")
    assert call("execute", str(bad), str(good)) == 1
    assert files.read(good).cells[0].execution_count == 1


def test_what_a_slow_cell_prints_is_one_text(tmp_path):
    source = "import time\nfor i in range(3):\n    print(i, flush=True)\n    time.sleep(0.3)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    (cell,) = execute.execute(notebook, "slow.ipynb", tmp_path).notebook.cells
    assert [output.text for output in cell.outputs] == ["0\n1\n2\n"]


def test_kernel_has_one_thread_its_own_profile_and_a_folder_to_spoil(write_notebook):
    path = write_notebook(
        look="import os\nfrom pathlib import Path\n"
        "print(os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'])\n"
        "print(Path.cwd().name, Path('neighbour.txt').exists(), os.environ['IPYTHONDIR'])\n"
        "_ = Path('rubbish.txt').write_text('left behind')"
    )
    (path.parent / "neighbour.txt").write_text("here", encoding="utf-8")
    notebook, _ = compare.fresh(path)
    threads, place = notebook.cells[0].outputs[0].text.splitlines()
    assert threads == "1 1"
    assert place.startswith("notebooks True ") and place.split()[-1] != os.environ.get("IPYTHONDIR")
    assert not (path.parent / "rubbish.txt").exists()


def test_widget_in_an_output_widget_and_display_update_do_not_stall(write_notebook):
    path = write_notebook(
        build="import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    print('inside')\nout",
        after="print('done')",
    )
    notebook, run = compare.fresh(path, timeout=30)
    assert notebook.cells[1].outputs[0].text == "done\n"
    assert "widgets" not in notebook.metadata and run.mebibytes > 1


def test_patient_channel_looks_again_and_gives_up_in_time():
    looks = []

    class Socket:
        closed = False

        async def poll(self, milliseconds):
            looks.append(milliseconds)
            return len(looks) == 3

    channel = execute.PatientChannel.__new__(execute.PatientChannel)
    channel.socket = Socket()
    channel.session = None

    async def received(**_):
        return {"msg": "late"}

    channel._recv = received
    assert asyncio.run(channel.get_msg(timeout=60)) == {"msg": "late"}
    assert looks == [1000, 1000, 1000]
    with pytest.raises(Empty):
        asyncio.run(channel.get_msg(timeout=0))


def test_pictures_that_look_alike_keep_their_bytes(small_notebook):
    import base64
    import io

    from PIL import Image

    from course_lib.cli.notebook_tools.pictures import keep_pictures, look_alike, pixels

    stored = files.read(small_notebook)
    data = next(cell for cell in stored.cells if cell.id == "plot").outputs[0].data
    original = data["image/png"]

    def encode(array, **options):
        buffer = io.BytesIO()
        Image.fromarray(array).save(buffer, format="png", **options)
        return base64.b64encode(buffer.getvalue()).decode()

    same_pixels = encode(pixels(original), compress_level=1)
    assert same_pixels != original and look_alike(same_pixels, original)
    new = nbformat.from_dict(stored.copy())
    new = compare.normalise(new)
    next(cell for cell in new.cells if cell.id == "plot").outputs[0].data["image/png"] = same_pixels
    keep_pictures(new, stored)
    assert next(cell for cell in new.cells if cell.id == "plot").outputs[0].data["image/png"] == original

    other = pixels(original).copy()
    other[10:40, 10:60, :3] = 0
    assert not look_alike(encode(other), original)
    assert not look_alike(encode(pixels(original)[:-1]), original)
    assert not look_alike("no picture", original)


def test_wrong_target_is_a_sentence():
    with pytest.raises(Problem, match=r"no notebook 'missing\.ipynb'"):
        files.find(["missing.ipynb"])
    with pytest.raises(Problem, match="no notebook '77'"):
        files.find(["77"])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nbformat": 3}', '{"nbformat": 4, "cells": 5}'])
def test_file_that_is_no_notebook_is_a_sentence(tmp_path, capsys, content):
    path = tmp_path / "broken.ipynb"
    path.write_text(content, encoding="utf-8")
    assert call("normalise", str(path)) == 1
    assert "broken.ipynb" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == content
