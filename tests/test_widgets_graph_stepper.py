"""The graph stepper: its Python side, the engine's hooks, and its JavaScript against the engine."""

import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import nn
from course_lib.tensor import Tensor
from course_lib.widgets import GraphStepper
from course_lib.widgets.base import WidgetError
from course_lib.widgets.graph.expression import FUNCTIONS, MOST_NODES, leaves, read
from course_lib.widgets.graph.layout import layout
from course_lib.widgets.graph.presets import PRESETS
from course_lib.widgets.graph.trace import run

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    data = {"method": "update", "state": state, "buffer_paths": []}
    widget._handle_msg({"content": {"data": data}, "buffers": []})


# The lectures' numbers


def test_the_hand_example():
    w = GraphStepper()
    assert w.preset == "hand"
    r = w.result
    assert r["values"]["s1"] == 1.0 and round(r["values"]["yhat"], 2) == 0.73
    found = [r["gradients"][f"w{k}"] for k in (1, 2, 3)]
    np.testing.assert_allclose(found, [-0.010575, -0.015863, -0.021151], atol=5e-7)
    assert round(found[0], 4) == -0.0106
    assert not {"x1", "x2", "x3", "y"} & set(r["gradients"])


def test_with_the_rounded_table_the_hand_example_gives_another_number():
    w = GraphStepper(sigma="table")
    assert w.result["values"]["yhat"] == 0.73
    assert round(w.result["gradients"]["w1"], 10) == -0.0108


@pytest.mark.parametrize("s", range(-5, 6))
def test_the_table_of_the_lecture(s):
    sigma = [0.01, 0.02, 0.05, 0.12, 0.27, 0.50, 0.73, 0.88, 0.95, 0.98, 0.99]
    slope = [0.01, 0.02, 0.05, 0.10, 0.20, 0.25, 0.20, 0.10, 0.05, 0.02, 0.01]
    w = GraphStepper("y = sigmoid(s)", values={"s": s}, sigma="table")
    assert (w.result["output"], w.result["gradients"]["s"]) == (sigma[s + 5], slope[s + 5])


def test_one_path_and_two():
    tree, twice = GraphStepper("a"), GraphStepper("b")
    for name in ("w", "x", "b"):
        assert [product for _, product in tree.paths(name)] == [tree.result["gradients"][name]]
    assert [product for _, product in twice.paths("v")] == [4.0, 3.0]
    assert twice.result["gradients"]["v"] == 7.0


def test_a_factor_shared_by_two():
    w = GraphStepper("f")
    assert w.result["gradients"]["b"] == 5.0 == sum(p for _, p in w.paths("b"))


def test_softmax_with_cross_entropy_gives_p_minus_t():
    w = GraphStepper("softmax")
    z = np.array([2.0, 1.0, 0.0])
    p = np.exp(z) / np.exp(z).sum()
    found = [w.result["gradients"][f"z{k}"] for k in (1, 2, 3)]
    np.testing.assert_allclose(found, p - [1, 0, 0], atol=1e-15)
    assert len(w.paths("z1")) == 2


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_what_the_paths_say(name):
    w = GraphStepper(name)
    assert w.preset == name and w.result["step"] == w.result["steps"] > 0
    assert repr(w) == repr(GraphStepper(name)) and len(w._figure().axes) == 1
    if name == "matmul":
        return
    names = w.names()
    for i, node in enumerate(w.nodes):
        if node.gradient is not None:
            total = sum(product for _, product in w.paths(names[i]))
            assert total == pytest.approx(float(node.gradient), rel=1e-12, abs=1e-15)


# A graph from the engine


def little():
    w = Tensor(np.array([[1.0, -2.0], [3.0, 0.5]]), requires_grad=True)
    x = Tensor(np.array([[1.0, 2.0]]))
    return w, x, ((x @ w).relu() ** 2).sum() * 2 + w.sum() * 2


def test_a_tensor_s_graph_is_read_and_nothing_is_touched():
    w, x, loss = little()
    w.grad = before = np.ones((2, 2))
    shown = GraphStepper(loss, names={"w": w, "x": x})
    assert w.grad is before and loss.grad is None
    w.grad = None
    loss.backward()  # the graph is still there
    np.testing.assert_array_equal(shown.result["gradients"]["w"], w.grad)
    ops = [node.op for node in shown.nodes]
    assert ops.count("") == 4 and ops[-1] == "add"  # w, x, and a 2 for each use
    assert next(n for n in shown.nodes if n.op == "pow").number == 2


def test_parts_add_up_to_the_gradient_that_the_engine_found():
    _, _, loss = little()
    nodes = GraphStepper(loss).nodes
    for i, node in enumerate(nodes[:-1]):
        if node.gradient is None:
            continue
        parts = [
            n.parts[s]
            for n in nodes
            for s, j in enumerate(n.inputs)
            if j == i and n.parts and n.parts[s] is not None
        ]
        np.testing.assert_allclose(sum(parts), node.gradient, rtol=1e-15)


def test_names_from_locals_from_tensors_and_from_a_model():
    w, x, loss = little()
    assert {"w", "x"} <= set(GraphStepper(loss, names=locals()).names())
    assert "w" in GraphStepper(loss, names={w: "w"}).names()
    model = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))
    out = model(Tensor(np.ones((4, 3)), dtype=np.float32)).mean()
    names = GraphStepper(out, names=model).names()
    assert "0.weight" in names and "2.bias" in names


def test_a_large_tensor_is_sent_as_statistics():
    big = Tensor(np.arange(10_000.0), requires_grad=True)
    w = GraphStepper((big * 2).mean(), names={"big": big})
    assert len(w._numbers) < 1000
    assert w.result["gradients"]["big"].shape == (10_000,)
    assert w._figure() is not None


def test_a_graph_that_is_not_there_says_why():
    w, x, loss = little()
    loss.backward()
    with pytest.raises(WidgetError, match="used by backward"):
        GraphStepper(loss)
    with pytest.raises(WidgetError, match="no graph"):
        GraphStepper(x)
    with pytest.raises(WidgetError, match="no graph"):
        GraphStepper(w)
    with pytest.raises(WidgetError, match="Tensor, an expression or a preset, not ndarray"):
        GraphStepper(np.ones(3))
    long = w.sum()
    for _ in range(MOST_NODES):
        long = long + w.sum()
    with pytest.raises(WidgetError, match="nodes, and 60 are legible"):
        GraphStepper(long)
    with pytest.raises(WidgetError, match="names must be"):
        GraphStepper(little()[2], names=3)


def test_a_vector_output_starts_from_ones():
    w = Tensor(np.array([1.0, 2.0]), requires_grad=True)
    np.testing.assert_array_equal(GraphStepper(w * w, names={"w": w}).result["gradients"]["w"], [2, 4])


@pytest.mark.parametrize("values", [[np.nan, 1.0], [np.inf, 1.0], [0.0, 0.0]])
def test_odd_numbers_are_shown(values):
    w = Tensor(np.array(values), requires_grad=True)
    with np.errstate(invalid="ignore"):
        shown = GraphStepper((w.log() * w).sum(), names={"w": w})
    assert shown.alt and shown._figure() is not None and shown._repr_mimebundle_()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", PRESETS)
def test_the_figure_is_quiet_in_the_style_of_the_course(name):
    from course_lib import plot

    with plot.rc():
        assert GraphStepper(name)._repr_mimebundle_()


# Expressions


def test_values_are_set_from_both_sides():
    w = GraphStepper("L = (w*x - t)^2", values={"w": 2, "x": 3}, data=["x", "t"])
    assert w.values == {"w": 2.0, "x": 3.0, "t": 1.0} and w.preset == "own"
    assert w.result["output"] == 25.0 and w.result["gradients"]["w"] == 30.0
    w.values = {"t": 6}
    assert w.result["output"] == 0.0
    page_sends(w, _values={"w": 1.0, "x": 3.0, "t": 6.0})
    assert w.result["output"] == 9.0
    page_sends(w, expression="L = w^3", _values={"w": 2.0}, _data=[], preset="own", at=2)
    assert w.result["gradients"]["w"] == 12.0 and w.result["step"] == 2
    w.preset = "f"
    assert w.result["output"] == 6.0
    w.expression = "L = a + b + c"
    assert w.values["c"] == 1.0


def test_what_the_page_loads_is_not_loaded_again():
    w = GraphStepper()
    page_sends(w, preset="f", expression="f = (a + b)*(b + 1)", _values={"a": 5.0, "b": 1.0}, _data=[])
    assert w.preset == "f" and w.values["a"] == 5.0


@pytest.mark.parametrize(
    "broken", [{"expression": "(("}, {"_values": {"w1": "x"}}, {"_values": {"w1": None}}, {"sigma": "none"}]
)
def test_broken_messages_from_a_page_are_not_taken(broken):
    w = GraphStepper()
    before = (w.expression, dict(w._values), w.sigma)
    page_sends(w, **broken)
    assert (w.expression, dict(w._values), w.sigma) == before


REFUSED = [
    "", ";;", "a", "7", "a = 2", "a + ", "(a + b", "a + b)", "a b", "a $ b", "a + b; c", "f = a + b; f = a * b",
    "y = s*2; s = a + b", "foo(a)", "exp = a + 1", "exp + 1", "max(a)", "a == b", "1e999 * a", "__import__('os')",
    "a.b + c", "x[0] + 1", "lambda x: x", "'a' + b", "a" * 2000 + " + b", "(" * 50 + "a" + ")" * 50 + " + 1",
    "+".join(["a"] * 70), "constructor(a)", "hasOwnProperty(a) + 1", "-", "^2", "a ^", "= a + b", "<script> + 1",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_text_that_is_no_graph_is_refused(text):
    with pytest.raises(WidgetError):
        GraphStepper().set_expression(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("y = -2^2 + 0*a", -4), ("y = 2^3^2 + 0*a", 512), ("y = 8/4/2 + 0*a", 1), ("y = 1 - 2 - 3 + 0*a", -4),
     ("y = --a", 1), ("y = 2*-a", -2), ("y = (a+1)**2", 4), ("y = max(a, 3) + min(a, 3)", 4), ("a = 2; y = a^2", 4),
     ("c = 2; y = -c*a + c", 0), ("y = square(a + 1)", 4), ("y = ln(exp(a))", 1), ("y = .5*a + 1.", 1.5),
     ("y = 2e-1*a", 0.2), ("σ(0*a)", 0.5), ("α = 2*a\nα + β", 3)],
)  # fmt: skip
def test_the_grammar(text, value):
    assert GraphStepper(text).result["output"] == pytest.approx(value, rel=1e-15)


def test_a_constant_alias_keeps_its_sign():
    w = GraphStepper("c = 2; y = -c * a")
    assert w.result["values"]["c"] == 2 and w.result["output"] == -2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"w": np.nan}, "w must be a number between"), ({"w": np.inf}, "w must be a number"), ({"w": "a"}, "w must be a number, not"),
     ({"q": 1}, "'q' is not an input"), ({"w": 1e300}, "between"), (3, "names with numbers")],
)  # fmt: skip
def test_values_that_do_not_fit(values, sentence):
    with pytest.raises(WidgetError, match=sentence):
        GraphStepper("L = w * x", values=values)


def test_words_that_do_not_fit_suggest_what_was_meant():
    with pytest.raises(WidgetError, match="Did you mean the preset 'softmax'"):
        GraphStepper("softmx")
    with pytest.raises(WidgetError, match="preset must be one of"):
        GraphStepper(preset="hands")
    with pytest.raises(WidgetError, match="there is no node 'w9'"):
        GraphStepper().paths("w9")
    with pytest.raises(WidgetError, match="data names 'q'"):
        GraphStepper("L = w * x", data=["q"])
    with pytest.raises(TypeError, match="no option 'grph'"):
        GraphStepper(grph="f")
    with pytest.raises(WidgetError, match="come from its tensors"):
        GraphStepper("matmul").values = {"W": 1}


def test_data_only_has_no_backward_pass():
    w = GraphStepper("y = x * 2", data="x")
    assert w.steps == 1 and w.result["gradients"] == {} and "no input" in w.alt


def test_numbers_beyond_the_finite_ones_are_shown():
    w = GraphStepper("L = log(a) + 1/b", values={"a": 0, "b": 0})
    assert np.isnan(w.result["output"]) and w._figure() is not None and w.alt


def test_its_alternative_text_is_plain():
    assert re.fullmatch(r"[\x20-\x7e]+", GraphStepper("f").alt)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab12+-*/^()=;., \nexpσ\u200b'\"", max_size=40))
def test_no_text_breaks_the_reader(text):
    try:
        plan = read(text)
    except WidgetError as error:
        assert str(error)
    else:
        assert plan[-1].op and all(j < i for i, node in enumerate(plan) for j in node.inputs)


# The scripts


def bits(value):
    return struct.pack("<d", float(value)).hex()


def random_expression(rng):
    """A random text over a, b, c and d, of a few statements."""

    def term(depth):
        kind = int(rng.integers(0, 9 if depth else 2))
        if kind == 0:
            return str(rng.choice(known))
        if kind == 1:
            return f"{rng.uniform(-3, 3):.2f}"
        if kind <= 5:
            return f"({term(depth - 1)} {'+-*/'[kind - 2]} {term(depth - 1)})"
        if kind == 6:
            return f"({term(depth - 1)})^{rng.integers(1, 4)}"
        if kind == 7:
            function = str(
                rng.choice([f for f in FUNCTIONS if f not in ("max", "min", "log", "ln", "sqrt", "exp")])
            )
            return f"{function}({term(depth - 1)})"
        return f"max({term(depth - 1)}, {term(depth - 1)})"

    known, lines = ["a", "b", "c", "d"], []
    for k in range(int(rng.integers(1, 4))):
        lines.append(f"y{k} = {term(2)} + {rng.choice(known)}*{term(1)}")
        known.append(f"y{k}")
    return str(rng.choice([";", "\n"])).join(lines)


def as_sent(text, values, data, sigma):
    nodes = run(read(text), values, data, sigma)
    return {
        "text": text, "values": {k: bits(v) for k, v in values.items()}, "data": data, "sigma": sigma,
        "nodes": [{"op": n.op, "name": n.name, "inputs": n.inputs, "needs": n.needs, "value": bits(n.value),
                   "gradient": None if n.gradient is None else bits(n.gradient),
                   "parts": [None if p is None else bits(p) for p in n.parts]} for n in nodes],
    }  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_computes_what_the_engine_computes(tmp_path):
    rng, cases = np.random.default_rng(0), []
    while len(cases) < 200:
        text = random_expression(rng)
        names = leaves(read(text))
        data = [n for n in names if rng.random() < 0.2]
        cases.append(
            as_sent(text, {n: float(rng.normal()) for n in names}, data, str(rng.choice(["exact", "table"])))
        )
    for text in (
        "L = log(a) + sqrt(b) + exp(a*b) + a^b + ln(b)^0.5",
        "L = -log(p); ",
        "L = a^0 + b^-1",
        "c = 2; L = -c*a^c",
    ):
        names = leaves(read(text))
        cases.append(as_sent(text, {n: float(rng.uniform(0.1, 2)) for n in names}, [], "exact"))
    cases.append(as_sent("L = log(a) + 1/b + a^-1", {"a": 0.0, "b": 0.0}, [], "exact"))
    cases.append(as_sent("L = relu(a) + abs(a) + max(a, b) + min(a, b)", {"a": 0.0, "b": 0.0}, [], "exact"))
    refused = []
    for text in REFUSED:
        with pytest.raises(WidgetError) as caught:
            read(text)
        refused.append({"text": text, "sentence": str(caught.value)})
    layouts = []
    for case in cases[:60]:
        inputs = [node["inputs"] for node in case["nodes"]]
        tall = [float(t) for t in rng.uniform(0.5, 3, len(inputs))]
        layouts.append(
            {
                "inputs": inputs,
                "tall": tall,
                "seats": [[s.column, s.at] for s in layout(inputs, tall, 0.5)[0]],
            }
        )
    (tmp_path / "cases.json").write_text(json.dumps({"cases": cases, "refused": refused, "layouts": layouts}))
    script = HERE / "js" / "graph_stepper.test.mjs"
    done = subprocess.run([NODE, str(script), str(tmp_path / "cases.json")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout
