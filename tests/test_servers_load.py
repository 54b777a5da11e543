"""The arithmetic of the load test, its stored figures and its page; the servers' files follow from them."""

from __future__ import annotations

import doctest
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.servers.local import page, reckon
from deploy.servers.local.reckon import Cost, Plan, Run, Visit, need, per_core, per_gb, percentile

ROOT = Path(__file__).parents[1]
LOCAL = ROOT / "deploy/servers/local"
STORED = json.loads((LOCAL / "load.json").read_text(encoding="utf-8"))
ONE = Cost(memory=400, start_cpu=5, cpu=12, hub_cpu=0.4)


@pytest.mark.parametrize("module", [page, reckon])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([1, 50, 95, 100]))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values, percent):
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_there_is_no_percentile_of_nothing():
    with pytest.raises(ValueError, match="no student got through"):
        percentile([], 50)


def test_who_failed_is_counted_and_not_averaged():
    good, bad = Visit("a", server=3.0, done=9.0), Visit("b", server=99.0, failure="Refused: 503")
    run = Run(2, 0.0, 0.1, visits=[good, bad])
    assert run.times("server") == [3.0] and run.failures == ["b: Refused: 503"]
    assert page.line(run) == "| 2 | at once | 0.1 | 3.0 | 3.0 | 0.0 | 0.0 | 9.0 | 9.0 | 1 |"
    nobody = Run(1, 30.0, 0.1, visits=[bad])
    assert page.line(nobody) == "| 1 | within 30 s | 0.1 | - | - | - | - | - | - | 1 |"


def test_a_class_that_is_twice_as_big_needs_twice_as_much():
    small, big = (need(ONE, Plan(students)) for students in (1500, 3000))
    assert big.gb == pytest.approx(2 * small.gb) and big.hub_busy == pytest.approx(2 * small.hub_busy)
    assert big.arrive_cores == pytest.approx(2 * small.arrive_cores)
    assert need(ONE, Plan(at_once=0.5)).gb == pytest.approx(small.gb)


def test_the_scarcer_of_memory_and_cores_decides_how_many_machines():
    assert need(ONE, Plan(640, spare=1.0, gb=50, cores=1000)).machines == 5
    slow = replace(ONE, start_cpu=420)  # one student a minute for each core
    assert need(slow, Plan(640, arrive=10, busy=0.7, gb=10**6, cores=64)).machines == 10
    assert per_gb(ONE) == 2.56 and per_core(slow, Plan(arrive=10, busy=0.7))[0] == 1.0


def test_the_page_is_what_the_figures_say():
    written = (ROOT / "docs/load.md").read_text(encoding="utf-8")
    assert written == page.page(STORED), f"run: {page.COMMAND} --page"


def test_the_page_of_the_servers_says_the_same():
    written = (ROOT / "docs/servers.md").read_text(encoding="utf-8")
    assert written == page.fill(written, STORED), f"run: {page.COMMAND} --page"


def test_the_heaviest_chapter_is_read_from_the_table_of_costs(tmp_path, monkeypatch):
    assert 200 < page.heaviest() < 2048
    table = tmp_path / "costs.md"
    table.write_text(
        "| | Chapter | seconds | MiB |\n|---|---|---:|---:|\n| 00 | a | 9 | 90 |\n| 01 | b | 8 | 1200 |\n"
    )
    monkeypatch.setattr(page, "CHAPTERS", table)
    assert page.heaviest() == 1200


def test_nobody_failed_in_what_is_stored():
    runs = page.load(STORED)
    assert {run.students for run in runs} >= {1, 4, 8, 16} and any(run.spread for run in runs)
    for run in runs:
        assert len(run.visits) == run.students and run.failures == []
        for each in run.visits:
            assert 0 < each.server < each.lab < each.first < each.done
            assert 0 < each.start_cpu <= each.cpu and 0 < each.server_uss <= each.server_pss


def test_a_run_in_which_the_start_takes_over_a_minute_is_named():
    def run(students, seconds):
        return Run(students, 0.0, 0.0, visits=[Visit("a", server=seconds)])

    assert page.slowest([run(4, 10), run(8, 59)]) == "In no run did the server take more than a minute (p95)."
    assert page.slowest([run(4, 10), run(8, 61), run(16, 90)]).startswith("From 8 students on")


def test_a_machine_that_was_not_quiet_is_named():
    assert page.noise([Run(1, 0.0, 0.9), Run(4, 0.0, 12.3)]) == "", "the second sees the first's load"
    assert "a load of 12)" in page.noise([Run(1, 0.0, 12.3), Run(4, 0.0, 0.2)])


def test_the_proxy_is_the_same_everywhere():
    from deploy.servers.local.hub import INSTALL_PROXY, INSTALL_REST

    text = page.page(STORED)
    assert INSTALL_PROXY in text and INSTALL_REST in text
    version = re.search(r"@([\d.]+)$", INSTALL_PROXY)[1]
    assert f'"$proxy@{version}"' in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_the_spawner_counts_no_folder_twice():
    pytest.importorskip("jupyterhub", reason="JupyterHub is not installed: pip install '.[servers]'")
    from deploy.servers.local import spawner

    assert doctest.testmod(spawner).failed == 0


def test_a_folder_behind_a_closed_one_is_found_out(tmp_path):
    pytest.importorskip("jupyterhub", reason="JupyterHub is not installed: pip install '.[servers]'")
    from deploy.servers.local.spawner import closed, ways_in

    inner = tmp_path / "private" / "course"
    inner.mkdir(parents=True)
    tmp_path.chmod(0o755)
    before = closed(inner)
    (tmp_path / "private").chmod(0o700)
    assert closed(inner) == (before or tmp_path / "private")
    assert ways_in(inner) == [inner] and ways_in(tmp_path / "private") == [inner]
