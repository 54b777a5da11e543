"""The timeline: its facts, walking and scrubbing, what is refused, what the page sends, the script."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib.widgets import Timeline
from course_lib.widgets.base import WidgetError
from course_lib.widgets.timeline_events import CORTEX, FIELDS, HISTORY

HERE = Path(__file__).parent
NODE = shutil.which("node")
OWN = [{"year": 1950, "title": "Later"}, {"year": 1900, "title": "Earlier", "thread": "mine"}]


def page_sends(widget, **state):
    content = {"data": {"method": "update", "state": state, "buffer_paths": []}}
    widget._handle_msg({"content": content, "buffers": []})


def test_the_years_of_the_lecture_s_history_are_there():
    years = {event["year"] for event in Timeline("slide").events}
    assert {1958, 1969, 1986, 1989, 2006, 2009, 2011, 2012, 2015} <= years
    whole = Timeline()
    assert (whole.events[0]["year"], whole.events[-1]["year"]) == (1943, 2024)
    assert len(whole.events) == len(HISTORY)


@pytest.mark.parametrize("event", HISTORY + CORTEX, ids=lambda event: f"{event['year']} {event['title']}")
def test_every_event_says_what_why_and_where_in_short_sentences(event):
    assert set(event) == set(FIELDS) and event["what"] and event["why"]
    assert re.search(r"\d{4}", event["source"])
    for text in (event["what"], event["why"], event["said"]):
        assert all(len(sentence.split()) <= 40 for sentence in re.split(r"[.?!:;]\s", text))
        assert not text or text[-1] in ".?"


def test_from_the_cortex_to_networks():
    w = Timeline("cortex")
    assert [event["year"] for event in w.events] == [1959, 1962, 1965, 1980, 1981, 1985, 1989]
    assert w.lanes == ["brain", "models"] and not w._eras


def test_walking():
    w = Timeline(year=1970)
    assert (w.year, w.result["number"], w.result["shown"]) == (1969, 6, 21)
    w.next()
    assert w.year == 1980
    w.back(), w.back()
    assert w.year == 1962
    for _ in range(40):
        w.next()
    assert w.year == 2024
    for _ in range(40):
        w.back()
    assert w.year == 1943


def test_threads():
    w = Timeline(year=1969)
    w.threads = ["ideas"]
    assert w.year == 1962 and all(w._events[k]["thread"] == "ideas" for k in w._shown())
    w.threads = ("results", "ideas")
    assert w.threads == ["ideas", "results"] and w.result["number"] > 0
    assert Timeline(threads="limits").year == 1969
    assert w.lanes == ["ideas", "results", "limits", "machines and data"]


def test_events_of_one_s_own():
    w = Timeline(OWN)
    assert [event["title"] for event in w.events] == ["Earlier", "Later"]
    assert w.lanes == ["mine", "events"] and w._eras == []
    more = Timeline([*Timeline().events, {"year": 2030, "title": "You"}], year=2030)
    assert more.result["title"] == "You"
    spans = Timeline(OWN, eras=[(1890, 1910, "then")])
    assert spans._eras == [{"from": 1890, "to": 1910, "title": "then"}]


def test_words_are_words():
    w = Timeline([{"year": 1, "title": "<b>bold</b>  and\nmore", "what": "a" * 600}])
    assert w.event["title"] == "<b>bold</b> and more"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Timeline("future"), "'history' or 'slide'"),
        (lambda: Timeline([]), "1 to 60"),
        (lambda: Timeline([{"year": 1, "title": "x"}] * 61), "61"),
        (lambda: Timeline([3]), "dicts"),
        (lambda: Timeline(7), "dicts"),
        (lambda: Timeline([{"title": "x"}]), "needs a year"),
        (lambda: Timeline([{"year": "1958", "title": "x"}]), "whole number"),
        (lambda: Timeline([{"year": True, "title": "x"}]), "whole number"),
        (lambda: Timeline([{"year": 10**6, "title": "x"}]), "whole number"),
        (lambda: Timeline([{"year": 1958}]), "needs a title"),
        (lambda: Timeline([{"year": 1958, "title": " "}]), "needs a title"),
        (lambda: Timeline([{"year": 1958, "title": "x", "who": "y"}]), "'who'"),
        (lambda: Timeline([{"year": 1958, "title": "x", "why": "y" * 601}]), "600"),
        (lambda: Timeline(year=1958.5), "whole number"),
        (lambda: Timeline(threads=["magic"]), "'magic'"),
        (lambda: Timeline(threads=[]), "without a thread"),
        (lambda: Timeline(eras=[(1990, 1980, "back")]), "begin before"),
        (lambda: Timeline(eras=[3]), "an era is"),
        (lambda: Timeline(hide="card"), "threads, scrub"),
    ],
)
def test_what_does_not_fit_is_told(wrong, words):
    with pytest.raises(WidgetError) as told:
        wrong()
    assert words in str(told.value)


def test_an_option_that_is_not_there():
    with pytest.raises(TypeError, match="has no option 'event'"):
        Timeline(event="history")


def test_the_page_and_python_agree():
    w = Timeline()
    page_sends(w, _at=5)
    assert w.year == 1969
    page_sends(w, _threads=["results"], _at=2)
    assert w.threads == ["results"] and w.year == 1958
    page_sends(w, _at=999)
    assert w.year == 2024
    for nonsense in (["nonsense"], []):
        page_sends(w, _threads=nonsense)
        assert w.threads == ["results"] and w.year == 2024


def test_its_words_and_its_picture():
    w = Timeline(year=1958)
    assert w.alt == "a timeline of 21 events from 1943 to 2024; chosen: 1958, The perceptron"
    assert repr(w) == repr(Timeline(year=1958))
    texts = " ".join(text.get_text() for text in w._figure().axes[0].texts)
    assert "1958  The perceptron" in texts and "connectionism" in texts
    assert Timeline(OWN)._figure() is not None


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_walks_as_python_walks(tmp_path):
    random, walks = np.random.default_rng(0), []
    for _ in range(60):
        w = Timeline()
        lanes = [lane for lane in w.lanes if random.random() < 0.6] or w.lanes
        w.threads = lanes
        at, moves, ends = w._at, random.choice(["next", "back"], 12).tolist(), []
        for move in moves:
            getattr(w, move)()
            ends.append(w._at)
        walks.append({"threads": w.threads, "at": at, "moves": moves, "ends": ends})
    w = Timeline()
    traits = {"_events": w.events, "_eras": w._eras, "_threads": w.threads, "_at": 0}
    (tmp_path / "facts.json").write_text(json.dumps({"traits": traits, "walks": walks}))
    script = HERE / "js" / "timeline.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
