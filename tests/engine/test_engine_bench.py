"""The benchmark's machinery: live processes, ratios within a round. No time decides anything here."""

from __future__ import annotations

import argparse

import pytest

from course_lib.cli import bench


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    bench.add_arguments(parser)
    return parser.parse_args(words)


def test_arguments_and_unknown_parts(capsys: pytest.CaptureFixture) -> None:
    assert arguments().what == ["steps"] and arguments("scalar", "--rounds", "3").rounds == 3
    assert bench.run(arguments("speed")) == 2
    assert "there is no part 'speed'" in capsys.readouterr().err


def test_live_processes_answer_or_say_why_not() -> None:
    live = {name: bench.Peer(name, 1) for name in ("course_lib", "floor", "nothing")}
    assert "No module named 'peer_nothing'" in live["nothing"].absent
    times = bench.rounds(live, "mlp", 1, 3, 1)
    assert set(times) == {"course_lib", "floor"}
    assert all(len(t) == 3 and min(t) > 0 for t in times.values())
    assert bench.rounds({"floor": live["floor"]}, "scalar", 1, 2, 1) == {}
    for step in ("lenet", "conv", "lstm", "scalar", "mlp_forward"):
        assert live["course_lib"].time(step, 1)["cpu"] > 0
    for peer in live.values():
        peer.close()


def test_ratios_are_taken_within_a_round() -> None:
    times = {"a": [1.0, 10.0, 3.0], "b": [2.0, 20.0, 3.0]}
    assert bench.ratio(times, "a", "b") == 0.5
