"""The base of all widgets: traits and their errors, the joined script, the bundle, hide and lock."""

import base64
import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import traitlets
from matplotlib import colormaps
from matplotlib.figure import Figure

from course_lib import widgets
from course_lib.widgets import base
from course_lib.widgets.base import Choice, Number, Widget, WidgetError, floats, pack, unpack

HERE = Path(__file__).parent
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(
    NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser"
)


class Toy(Widget):
    controls = ("size", "playback")
    mode = Choice(("mean", "max"), "mean").tag(sync=True)
    rate = Number(0.1, low=0, high=10).tag(sync=True)
    _data = floats()

    def _figure(self):
        figure = Figure(figsize=(2, 1))
        figure.subplots()
        return figure


def message(widget, state, buffers=()):
    """Imitate the page."""
    paths = [[name] for name, value in state.items() if value is None]
    content = {"data": {"method": "update", "state": state, "buffer_paths": paths}}
    widget._handle_msg({"content": content, "buffers": [memoryview(b) for b in buffers]})


@pytest.mark.parametrize(
    ("options", "kind", "sentence"),
    [
        (
            {"mode": "maxx"},
            ValueError,
            r"mode must be one of 'mean', 'max', not 'maxx'. Did you mean 'max'\?",
        ),
        ({"rate": "fast"}, ValueError, "rate must be a number, not 'fast'"),
        ({"rate": float("nan")}, ValueError, "rate must be a finite number"),
        ({"rate": 11}, ValueError, "rate must lie between 0 and 10, not 11"),
        ({"ratee": 1}, TypeError, r"Toy has no option 'ratee'. Did you mean 'rate'\?"),
        ({"hide": ["sizes"]}, ValueError, "hide: Toy has no control 'sizes'; it has size, playback"),
        ({"lock": "speed"}, ValueError, "lock: Toy has no control 'speed'"),
    ],
)
def test_a_wrong_option_says_what_would_fit(options, kind, sentence):
    with pytest.raises(kind, match=sentence):
        Toy(**options)


def test_a_refused_value_leaves_the_old_one():
    toy = Toy(rate=2)
    with pytest.raises(WidgetError):
        toy.rate = -1
    assert toy.rate == 2


def test_errors_are_trait_errors_too():
    assert issubclass(WidgetError, ValueError) and issubclass(WidgetError, traitlets.TraitError)


def test_hidden_and_locked_controls_reach_the_page():
    state = Toy(hide="size", lock=["playback"]).get_state()
    assert (state["_hide"], state["_lock"]) == (["size"], ["playback"])


@pytest.mark.parametrize("values", [[0.1, -1e-310, 1e308], [], [[1.0, 2.0], [3.0, 4.0]], [np.pi]])
def test_packed_numbers_come_back_to_the_bit(values):
    assert unpack(pack(values)).tobytes() == np.asarray(values, dtype=float).tobytes()


def test_bytes_that_hold_no_whole_rows_are_refused():
    with pytest.raises(WidgetError, match="24 bytes do not hold whole rows of 2"):
        unpack(b"\0" * 24, columns=2)


def test_buffers_from_the_page_become_bytes_and_the_widget_knows_where_they_came_from():
    toy, seen = Toy(), []
    toy.observe(lambda change: seen.append((type(change["new"]), toy.from_page)), "_data")
    message(toy, {"_data": None}, [pack([1.5])])
    toy._data = pack([2.5])
    assert seen == [(bytes, True), (bytes, False)]
    assert unpack(toy._data).tolist() == [2.5]


def test_the_bundle_has_a_stable_text_and_a_picture_with_words():
    toy = Toy()
    data, metadata = toy._repr_mimebundle_()
    assert data["text/plain"] == repr(toy) == repr(Toy()) == "Toy: an interactive widget"
    assert not re.search(r"0x[0-9a-f]{6,}", data["text/plain"])
    assert metadata["image/png"]["alt"] == toy.alt
    assert data["image/png"] == Toy()._repr_mimebundle_()[0]["image/png"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_result_and_output_are_one():
    assert Toy().output == Toy().result == {}


def test_the_script_is_joined_without_imports_and_comments():
    text = base.join_scripts("decision_playground.js")
    assert "import {" not in text and "\n//" not in text
    assert text.count("export default") == 1


def test_the_style_carries_the_tokens():
    style = base.join_styles("shared.css")
    for name in ("positive", "negative", "gradient", "focus"):
        assert f"--cl-{name}: {base.TOKENS[name]};" in style
    assert f"--cl-class-9: {base.TOKENS['classes'][9]};" in style


def test_light_names_load_no_browser_machinery():
    heavy = ("ipywidgets", "anywidget", "numpy")
    code = f"import sys, course_lib.widgets; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=HERE.parent)
    assert done.stdout.strip() == "[]", done.stderr


@needs_node
@pytest.mark.parametrize("script", sorted(p.name for p in base.HERE.glob("*.js") if p.name != "shared.js"))
def test_each_joined_module_is_sound_javascript(script, tmp_path):
    module = tmp_path / "joined.mjs"
    module.write_text(base.join_scripts(script), encoding="utf-8")
    done = subprocess.run([NODE, "--check", str(module)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@needs_node
def test_the_packed_module_unpacks_to_the_script(tmp_path):
    script = base.join_scripts("decision_playground.js")
    data = re.search(r'atob\("([^"]+)"', base.packed(script))[1]
    assert gzip.decompress(base64.b64decode(data)).decode() == script
    assert len(base.packed(script)) < 0.45 * len(script)


@needs_node
def test_the_shared_script_in_node(tmp_path):
    facts = {
        "cividis": [[255 * v for v in colormaps["cividis"](k / 40)[:3]] for k in range(41)],
        "markers": base.TOKENS["markers"],
        "floats": [v.hex() for v in (0.1, -2.5, 1e-308, float("inf"))],
        "bytes": list(pack([0.1, -2.5, 1e-308, float("inf")])),
    }
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    script = HERE / "js" / "shared.test.mjs"
    done = subprocess.run(
        [NODE, str(script), str(tmp_path / "facts.json")], capture_output=True, text=True, cwd=HERE.parent
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout


@pytest.mark.parametrize(
    ("make", "act"),
    [
        (lambda: widgets.DecisionPlayground("moons"), lambda w: w.step(300)),
        (lambda: widgets.DecisionPlayground("moons", hidden=(4,)), lambda w: w.step(300)),
        (lambda: widgets.NeuronExplorer("and"), lambda w: w.train()),
        (lambda: widgets.NeuronExplorer("training"), lambda w: w.step(3000)),
    ],
)
def test_many_steps_are_few_messages_to_the_page(make, act, monkeypatch):
    w, told = make(), []
    monkeypatch.setattr(type(w), "send_state", lambda self, key=None: told.append(key))
    act(w)
    assert 1 <= len(told) <= 5
