"""The first line of every notebook, and what importing the package costs."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

import course_lib
from course_lib import session
from course_lib.chapters import CHAPTERS


def test_start_prints_one_stable_line_and_seeds(capsys):
    course_lib.start("01")
    first = (random.random(), np.random.rand())
    course_lib.start("01")
    assert (random.random(), np.random.rand()) == first
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Chapter 01 · Logistic regression · seed 0 · NumPy on the CPU, one thread"] * 2


def test_start_holds_blas_to_one_thread():
    from threadpoolctl import threadpool_info

    course_lib.start("00")
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} <= {1}


def test_an_unknown_chapter_is_named():
    with pytest.raises(ValueError, match="'99'"):
        course_lib.start("99")


def test_chapters_are_numbered_in_order_and_open_each_room_once():
    assert [c.number for c in CHAPTERS] == [f"{i:02d}" for i in range(len(CHAPTERS))]
    rooms = [room for c in CHAPTERS for room in c.opens]
    assert len(rooms) == len(set(rooms))


def test_import_loads_nothing_heavy():
    code = (
        "import sys, course_lib\n"
        "heavy = {'numpy', 'matplotlib', 'sklearn', 'scipy', 'torch', 'ipywidgets', 'IPython', 'pooch'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_a_fresh_process_stays_under_60_mb():
    pytest.importorskip("psutil")
    code = "import numpy, course_lib, psutil; print(psutil.Process().memory_info().rss)"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert int(out.stdout) < 60e6


def test_the_shortest_run_counts(monkeypatch):
    clock = iter([0.0, 3.0, 10.0, 11.5, 20.0, 24.0])
    monkeypatch.setattr(session, "perf_counter", lambda: next(clock))
    runs = []
    assert session.fastest(lambda: runs.append(1), times=3) == 1.5 and len(runs) == 3
    with pytest.raises(ValueError, match="times=0"):
        session.fastest(lambda: None, times=0)
