"""The architecture browser: published counts from the arithmetic, hostile input, the page against Python."""

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from course_lib import nn
from course_lib.widgets import ArchitectureBrowser
from course_lib.widgets.architecture.counting import count, total
from course_lib.widgets.architecture.networks import MORE, PRESETS, network
from course_lib.widgets.architecture.published import ERRORS, SOURCES, points
from course_lib.widgets.architecture.sending import sent_networks
from course_lib.widgets.base import WidgetError

HERE = Path(__file__).parent
NODE = shutil.which("node")


def page_sends(widget, **state):
    data = {"method": "update", "state": state, "buffer_paths": []}
    widget._handle_msg({"content": {"data": data}, "buffers": []})


@pytest.mark.parametrize(
    ("name", "parameters"),
    {
        "lenet5": 60_000, "mlp": 269_322, "alexnet": 60_965_224, "alexnet_single": 61_100_840,
        "zfnet": 62_357_608,
        "vgg11": 132_863_336, "vgg13": 133_047_848, "vgg16": 138_357_544, "vgg19": 143_667_240,
        "googlenet": 6_998_552, "resnet18": 11_689_512, "resnet34": 21_797_672, "resnet50": 25_557_032,
        "resnet101": 44_549_160, "resnet152": 60_192_808, "densenet121": 7_978_856,
        "densenet169": 14_149_480,
        "densenet201": 20_013_928, "resnext50": 25_028_904, "resnext101": 44_177_704,
        "se_resnet50": 28_088_024,
        "se_resnet101": 49_326_872, "se_resnet152": 66_821_848, "squeezenet": 1_248_424,
        "seven_inputs": 3, "picture_dense": 1_600_000_000, "picture_local": 4_000_000, "picture_shared": 10_000,
        "picture_colour": 14_400_000_000,
    }.items(),
)  # fmt: skip
def test_counts_come_out_as_published(name, parameters):
    made = network(name)
    assert total(count(made.layers, made.input))["trained"] == parameters


def test_depths_are_those_in_the_names():
    for name in (
        "vgg11",
        "vgg16",
        "vgg19",
        "resnet18",
        "resnet50",
        "resnet152",
        "densenet121",
        "densenet201",
    ):
        made = network(name)
        assert total(count(made.layers, made.input))["depth"] == int(re.search(r"\d+", name)[0])
    assert ArchitectureBrowser("googlenet").result["depth"] == 22
    assert ArchitectureBrowser("alexnet").result["depth"] == 8


def test_lenet_layer_by_layer():
    w = ArchitectureBrowser("lenet5")
    found = {r["name"]: (r["shape"], r["trained"], r["fixed"]) for r in w.table}
    assert found == {
        "C1": ((6, 28, 28), 156, 0), "S2": ((6, 14, 14), 12, 0), "C3": ((16, 10, 10), 1516, 0),
        "S4": ((16, 5, 5), 32, 0), "C5": ((120, 1, 1), 48_120, 0), "F6": ((84,), 10_164, 0),
        "output": ((10,), 0, 840),
    }  # fmt: skip


def test_the_slide_s_alexnet_is_without_conv5():
    w = ArchitectureBrowser("alexnet")
    now = w.result
    assert now["weights_conv"] == 2_332_704 and now["weights_dense"] == 58_621_952
    assert now["multiply_adds_conv"] == 665_784_864 and now["multiply_adds_dense"] == 58_621_952
    assert now["units"] == 659_272
    for removal in ("refit", "count"):
        w.removal = removal
        w.removed = "conv5"
        assert w.result["weights_conv"] == 1_890_336 and w.result["multiply_adds_conv"] == 591_024_672
    assert round(w.result["full_hd"] / 1e9, 1) == 805.4  # as the slide prints it, with conv5 left out


@pytest.mark.parametrize(
    ("removed", "removal", "fewer"),
    [
        (["fc7"], "count", 16_777_216),
        (["fc6", "fc7"], "count", 54_525_952),
        (["fc6", "fc7"], "refit", 49_405_952),
        (["conv3", "conv4"], "count", 1_548_288),
        (["conv3", "conv4"], "refit", 1_695_744),
    ],
)
def test_layers_removed_from_alexnet(removed, removal, fewer):
    before = ArchitectureBrowser("alexnet").result
    w = ArchitectureBrowser("alexnet", removed=removed, removal=removal)
    after = w.result
    saved = sum(before[k] - after[k] for k in ("weights_conv", "weights_dense"))
    assert saved == fewer and w.removed == removed
    assert "without " + ", ".join(removed) in w.alt


def test_vgg_multiply_adds_and_memory():
    now = ArchitectureBrowser("vgg16").result
    assert now["multiply_adds_conv"] == 15_346_630_656 and now["multiply_adds_dense"] == 123_633_664
    assert now["weights_conv"] == 14_710_464 and now["memory_parameters"] == 4 * 138_357_544


def test_the_lecture_s_three_connections():
    w = ArchitectureBrowser("seven_inputs")
    for wiring, parameters in (("global", 21), ("local", 9), ("shared", 3)):
        w.edit(0, wiring=wiring)
        assert w.result["parameters"] == parameters
    assert w.result["output"] == (1, 1, 3)


def test_receptive_fields_grow_as_the_formula_says():
    for n, layers in ((3, 1), (3, 2), (3, 5), (5, 3)):
        stack = [{"kind": "conv", "out": 4, "kernel": n}] * layers
        w = ArchitectureBrowser(stack, input=(1, 64, 64))
        assert w.table[-1]["field"] == (1 + layers * (n - 1),) * 2
    assert ArchitectureBrowser("vgg16").table[-4]["field"] == (212, 212)


def test_another_input_flows_or_does_not_fit():
    w = ArchitectureBrowser("alexnet")
    w.input = (3, 256, 256)
    assert w.table[7]["shape"] == (256, 7, 7) and w.result["misfit"] == ""
    w.input = (3, 40, 40)
    assert "does not fit" in w.result["misfit"] and w.table[-1]["shape"] is None
    assert "does not fit" in w.alt
    w.input = (784,)
    assert "needs an image" in w.result["misfit"]


def test_removing_a_projection_shows_where_paths_no_longer_add():
    w = ArchitectureBrowser("resnet50", removed="conv3_1")
    assert "cannot be added" in w.result["misfit"]


def test_a_model_of_the_course_counts_its_own_parameters():
    model = nn.Sequential(
        nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Conv2d(8, 16, (3, 1), stride=2, groups=2, bias=False), nn.Tanh(), nn.Dropout(0.5), nn.Flatten(),
        nn.Linear(16 * 7 * 8, 20), nn.ReLU(), nn.Linear(20, 10), nn.Softmax(1),
    )  # fmt: skip
    w = ArchitectureBrowser(model, input=(3, 32, 32), title="mine")
    assert w.result["parameters"] == sum(p.data.size for p in model.parameters())
    assert w.network == "own" and w.title == "mine" and w.result["output"] == (10,)
    assert w.table[0]["kind"] == "conv" and w.layers[0]["act"] == "relu" and w.layers[0]["norm"]


def test_a_model_of_torch_counts_its_own_parameters():
    torch = pytest.importorskip("torch")
    t = torch.nn
    model = t.Sequential(
        t.Conv2d(1, 6, 5, padding="same"), t.ReLU(inplace=True), t.AvgPool2d(2),
        t.Conv2d(6, 16, 5, dilation=2),
        t.BatchNorm2d(16), t.AdaptiveAvgPool2d(1), t.Flatten(), t.Linear(16, 10),
    )  # fmt: skip
    w = ArchitectureBrowser(model, input=(1, 28, 28))
    assert w.result["parameters"] == sum(p.numel() for p in model.parameters())
    out = model[:5](torch.zeros(1, 1, 28, 28)).shape
    assert w.table[2]["shape"] == tuple(out[1:])


WINDOWS = [
    one
    for one in itertools.product((False, True), (7, 8, 13), (2, 3), (1, 2, 3), (0, 1))
    if one[4] <= one[2] // 2
]


@pytest.mark.parametrize(("rounds_up", "side", "window", "stride", "padding"), WINDOWS)
def test_window_sizes_are_torch_s(rounds_up, side, window, stride, padding):
    torch = pytest.importorskip("torch")
    layer = {"kind": "maxpool", "kernel": window, "stride": stride, "padding": padding, "ceil": rounds_up}
    expected = torch.nn.MaxPool2d(window, stride, padding, ceil_mode=rounds_up)(
        torch.zeros(1, 1, side, side)
    ).shape
    assert count([layer], (1, side, side))[0]["shape"][1:] == tuple(expected[2:])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: ArchitectureBrowser("alexnett"), "there is no preset 'alexnett'; there are lenet5"),
        (lambda: ArchitectureBrowser([{"kind": "conv", "out": 2, "kernel": 3}]), "say what your network reads"),
        (lambda: ArchitectureBrowser([], input=5), "has no layers"),
        (lambda: ArchitectureBrowser([{"kind": "cnv"}], input=5), "Did you mean 'conv'"),
        (lambda: ArchitectureBrowser([{"kind": "conv", "out": 2}], input=5), "needs 'kernel'"),
        (lambda: ArchitectureBrowser([{"kind": "linear", "out": 0}], input=5), "whole number from 1"),
        (lambda: ArchitectureBrowser([{"kind": "linear", "out": 2.5}], input=5), "not 2.5"),
        (lambda: ArchitectureBrowser([{"kind": "linear", "out": float("nan")}], input=5), "not nan"),
        (lambda: ArchitectureBrowser([{"kind": "linear", "out": 1e30}], input=5), "whole number"),
        (lambda: ArchitectureBrowser([{"kind": "linear", "out": 3, "size": 2}], input=5), "no setting 'size'"),
        (lambda: ArchitectureBrowser([{"kind": "linear", "out": 3, "repeat": 500}], input=5), "at most 400"),
        (lambda: ArchitectureBrowser([3], input=5), "must be a dict"),
        (lambda: ArchitectureBrowser({"kind": "linear"}, input=5), "is a list of layers"),
        (lambda: ArchitectureBrowser(input=(3, 0, 5)), "whole number from 1"),
        (lambda: ArchitectureBrowser(input=(3, 5)), r"must be \(channels, height, width\) or \(features,\)"),
        (lambda: ArchitectureBrowser(input="big"), "input must be"),
        (lambda: ArchitectureBrowser(removed="conv9"), "has no layer 'conv9'; it has conv1"),
        (lambda: ArchitectureBrowser(removed=[44]), "there is no layer 44"),
        (lambda: ArchitectureBrowser(view="layer"), "Did you mean 'layers'"),
        (lambda: ArchitectureBrowser().edit("pool1", out=3), "has no out to change"),
        (lambda: ArchitectureBrowser().edit("conv1", out=-3), "whole number from 1"),
        (lambda: ArchitectureBrowser().edit("conv1", wiring="loose"), "wiring must be one of"),
        (lambda: ArchitectureBrowser(nn.Sequential(nn.LSTM(3, 4)), input=3), "cannot read LSTM"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(WidgetError, match=sentence):
        make()


def test_a_module_that_is_no_sequence_is_refused():
    class Branching(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 2)

    with pytest.raises(WidgetError, match="not a Sequential"):
        ArchitectureBrowser(Branching(), input=2)


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="Did you mean 'removed'"):
        ArchitectureBrowser(remove="conv1")


def test_numpy_numbers_and_hostile_names_are_taken():
    layer = {"kind": "linear", "out": np.int64(4), "name": "<img src=x onerror=alert(1)>" * 9}
    w = ArchitectureBrowser([layer], input=np.array([7]), title="</script>")
    assert w.result["parameters"] == 32 and len(w.names[0]) == 60
    json.dumps(w.get_state()["_layers"])


def test_the_page_and_python_agree():
    w = ArchitectureBrowser()
    page_sends(w, _preset="lenet5", _input=[1, 32, 32], _removed=[0], _edits={}, _chosen=3)
    assert w.network == "lenet5" and w.removed == ["C1"] and w.chosen == "S4"
    page_sends(w, _removed=[], _edits={"0": {"out": 8, "kernel": 3}})
    assert w.table[0]["trained"] == (3 * 3 + 1) * 8
    page_sends(w, _edits={"0": {"wiring": "local"}})
    assert w.table[0]["trained"] == 28 * 28 * 6 * 26
    with pytest.raises(WidgetError):
        w._edits = {"0": {"colour": 3}}
    assert w.table[0]["trained"] == 28 * 28 * 6 * 26


def test_published_points_name_their_source_and_our_counts():
    found = points()
    assert len(found) == sum(map(len, ERRORS.values())) and set(ERRORS) == set(SOURCES)
    assert all(p["source"] in SOURCES and 50 < p["top5"] < 100 for p in found)
    best = {p["name"]: p for p in found if p["source"] == "senet"}
    assert best["SE-ResNet-50"]["top1"] == 76.71 and best["SE-ResNet-50"]["params"] == 28_088_024
    gflops = {"ResNet-50": 3.86, "VGG-16": 15.47}  # as the slide prints them
    assert all(round(best[name]["macs"] / 1e9, 2) == value for name, value in gflops.items())


def test_the_picture_and_the_text():
    for name in ("alexnet", "densenet121", "mlp"):
        w = ArchitectureBrowser(name)
        assert len(w._figure().axes) == 2 and repr(w) == repr(ArchitectureBrowser(name))
    assert len(ArchitectureBrowser("alexnet", input=(3, 30, 30))._figure().axes) == 2


def as_records(layers, shape, removed, removal, edits):
    keys = ("macs_conv", "macs_dense", "values", "depth", "field", "whole", "error", "units", "fixed")
    return [[r["shape"], list(r["params"].values()), *(r[k] for k in keys)]
            for r in count(layers, shape, removed, removal, edits)]  # fmt: skip


RANDOM = ["conv", "maxpool", "avgpool", "linear", "norm", "act", "se", "local", "sum", "concat", "block",
          "globalpool", "flatten", "subsample", "dropout"]  # fmt: skip


def random_layers(rng):
    def one(depth=0):
        kind = rng.choice(RANDOM, p=[0.3, 0.1, 0.05] + [0.55 / 12] * 12)
        layer = {"kind": str(kind), "name": f"{kind} #"}
        if kind in ("conv", "local"):
            layer |= {"out": int(rng.integers(1, 9)) * 2, "kernel": [int(v) for v in rng.integers(1, 5, 2)],
                      "stride": int(rng.integers(1, 3)), "padding": [int(v) for v in rng.integers(0, 3, 2)],
                      "dilation": int(rng.integers(1, 3)), "groups": int(rng.integers(1, 3))}  # fmt: skip
            if kind == "conv":
                layer |= {"norm": bool(rng.random() < 0.4), "same": bool(rng.random() < 0.2)}
        elif kind in ("maxpool", "avgpool", "subsample"):
            layer |= {
                "kernel": int(rng.integers(1, 4)),
                "padding": int(rng.integers(0, 2)),
                "ceil": bool(rng.random() < 0.5),
            }
            if rng.random() < 0.5:
                layer["stride"] = int(rng.integers(1, 4))
        elif kind == "linear":
            layer |= {"out": int(rng.integers(1, 30)), "bias": bool(rng.random() < 0.5)}
        elif kind in ("sum", "concat"):
            layer["branches"] = (
                [[one(1) for _ in range(rng.integers(0, 3))] for _ in range(2)] if depth == 0 else [[], []]
            )
        elif kind == "block":
            layer["body"] = [one(1) for _ in range(rng.integers(1, 3))] if depth == 0 else []
        if rng.random() < 0.2:
            layer["repeat"] = int(rng.integers(1, 4))
        return layer

    return [one() for _ in range(rng.integers(1, 9))]


@pytest.mark.skipif(NODE is None, reason="Node is not installed: the scripts cannot be run outside a browser")
def test_the_script_counts_what_python_counts(tmp_path):
    rng, cases = np.random.default_rng(0), []

    def add(name, layers, shape, removed=(), removal="refit", edits=None, sent=None):
        records = as_records(layers, shape, removed, removal, edits or {})
        cases.append({"name": name, "input": shape, "removed": list(removed), "removal": removal, "edits": edits or {},
                      "records": records, "layers": sent})  # fmt: skip

    for name in PRESETS:
        made = network(name)
        n = len(count(made.layers, made.input))
        add(name, made.layers, made.input)
        for _ in range(4):
            removed = sorted({int(i) for i in rng.integers(0, n, 2)})
            add(name, made.layers, made.input, removed, str(rng.choice(["refit", "count"])))
            shape = [made.input[0], *(int(rng.integers(1, 300)) for _ in made.input[1:])]
            add(name, made.layers, shape)
        for i, record in enumerate(count(made.layers, made.input)):
            if record["kind"] in ("conv", "local") and i < 6:
                edits = {
                    "kernel": int(rng.integers(1, 8)),
                    "wiring": str(rng.choice(["shared", "local", "global"])),
                }
                add(name, made.layers, made.input, edits={str(i): edits})
    for k in range(300):
        layers = random_layers(rng)
        shape = [int(rng.integers(1, 5)) * 2, int(rng.integers(4, 40)), int(rng.integers(4, 40))]
        add(f"random {k}", layers, shape, sent=layers)
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"networks": sent_networks(), "cases": cases}))
    done = subprocess.run([NODE, str(HERE / "js" / "architecture_browser.test.mjs"), str(path)],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert re.search(r"# pass [1-9]", done.stdout), done.stdout


def test_every_name_gives_its_own_network():
    assert {network(name).name for name in MORE} == set(MORE)
