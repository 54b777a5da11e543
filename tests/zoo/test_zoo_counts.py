"""Every network has exactly the parameters and names that papers and torchvision publish."""

from __future__ import annotations

import hashlib

import pytest

from course_lib import zoo
from course_lib.widgets.architecture.counting import count, total
from course_lib.widgets.architecture.networks import network

torch = pytest.importorskip("torch", reason="PyTorch is not installed here, and the zoo is made of it")

AS_PUBLISHED = {"googlenet": {"batch_norm": False}}
AS_TORCHVISION = {"googlenet": {"kernel": 3, "aux_logits": True}}
# the zoo's name, the browser's name, what makes ours the network of the lecture's tables
BROWSER = (
    ("lenet5", "lenet5", {}), ("alexnet", "alexnet_single", {}), ("alexnet_groups", "alexnet", {}),
    ("zfnet", "zfnet", {}), ("vgg11", "vgg11", {}), ("vgg13", "vgg13", {}), ("vgg16", "vgg16", {}),
    ("vgg19", "vgg19", {}), ("googlenet", "googlenet", {"batch_norm": False}), ("resnet18", "resnet18", {}),
    ("resnet34", "resnet34", {}), ("resnet50", "resnet50", {"stride_first": True}),
    ("resnet101", "resnet101", {"stride_first": True}), ("resnet152", "resnet152", {"stride_first": True}),
    ("densenet121", "densenet121", {}), ("resnext50_32x4d", "resnext50", {}),
    ("se_resnet50", "se_resnet50", {"stride_first": True}),
)  # fmt: skip
STATE = {
    "alexnet": "935c1ea73a7869eef424454bd79f9a16fdcb7a6342ab404d13f9ead2466d1092",
    "vgg11": "b11acd4f90d9643fb47e4326d0f40d1ae7ee580b0509f272826300b0996358c2",
    "vgg13": "79ca8fd7a1480aa7c17b8cdc8d302bc34640bccfe080031fa21b40f7b70edc21",
    "vgg16": "ba63c2556d912509cba94697742dd762a05c284047650150bab0c2ddc806bb59",
    "vgg19": "393fac8b08b63fbee1e3ef721e98f1710adc57be373a2067ea1af78fc5ccb504",
    "googlenet": "de3745733576b3b1a65be26aef551602f1147352b1e78f96d2acb50a7d1a29e3",
    "resnet18": "5191d63ec398959223d67ef37376f9061e6965b859fc2d4e40e23d037147a0d7",
    "resnet34": "f8de2a1812ef85e46b3f60c61589921afee0c2a6d4165e27508ad215f101671b",
    "resnet50": "a87e91cd6bd1f939e0b723852e567a7205d33b0ac984ac02dd1a5f225d37c036",
    "resnet101": "dbc3ca74fffafc728641ec2b524ccedcbae337de9d3e3cf1f0552330d07303ea",
    "resnet152": "7d486dbdc941506eeed76c4b06e6a00c943ff5aa11c0ced1b2e1b12faebd4729",
    "densenet121": "9c659ec278435e95dba57acdc3b0b3e81670779625122b059b6168bbfa51e232",
    "resnext50_32x4d": "20929ac81dfcc94f1881e0e17fe3e5466d5b44c9be2adc47868c4a8b1be05281",
    "resnext101_32x8d": "5068f88fa77e6142753cf624895cf2635d5cbded09c5502995de79186db3e6c8",
    "vit_b_16": "2c2360f6707280a86df9a1440d55f804bda47bd947f0b8d71ac03cee48c0f1d1",
}


def on_meta(name: str, **options):
    with torch.device("meta"):
        return getattr(zoo, name)(**options)


@pytest.mark.parametrize("name", zoo.PUBLISHED)
def test_parameters_are_the_published_ones(name: str) -> None:
    model = on_meta(name, **AS_PUBLISHED.get(name, {}))
    assert sum(p.numel() for p in model.parameters()) == zoo.PUBLISHED[name][0]


def test_googlenet_s_three_counts() -> None:
    counts = [
        sum(p.numel() for p in on_meta("googlenet", **options).parameters())
        for options in ({"batch_norm": False}, {}, {"kernel": 3})
    ]
    assert counts == [6_998_552, 7_005_832, 6_624_904]


@pytest.mark.parametrize("name", STATE)
def test_names_and_shapes_are_torchvision_s(name: str) -> None:
    """Digests computed from torchvision 0.28, with `lines` as below and `model = torchvision.models.NAME()`:

    sha256("\\n".join(sorted(f"{k} {tuple(v.shape)}" for k, v in model.state_dict().items()))).
    """
    state = on_meta(name, **AS_TORCHVISION.get(name, {})).state_dict()
    lines = sorted(f"{key} {tuple(value.shape)}" for key, value in state.items())
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == STATE[name]


@pytest.mark.parametrize(("name", "browser", "options"), BROWSER)
def test_summary_agrees_with_the_architecture_browser(name: str, browser: str, options: dict) -> None:
    theirs = network(browser)
    records = count(theirs.layers, theirs.input)
    sums = total(records)
    ours = zoo.summary(on_meta(name, **options), theirs.input)
    assert ours.parameters == sums["trained"]
    assert ours.multiply_adds == sums["macs_conv"] + sums["macs_dense"]
    assert ours.rows[-1].receptive_field == [r["field"] for r in records if r["field"]][-1]
    assert ours.rows[-1].sees_all


# thousand million multiply-adds, torchvision's `_ops`, where its network is not the browser's
OPERATIONS = {
    "googlenet": 1.498, "resnet50": 4.089, "resnet101": 7.801, "resnext101_32x8d": 16.414,
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_multiply_adds_are_torchvision_s(name: str) -> None:
    model = on_meta(name, **AS_TORCHVISION.get(name, {}))
    assert round(zoo.summary(model, (3, 224, 224)).multiply_adds / 1e9, 3) == OPERATIONS[name]


def test_gpt_2_has_its_published_size() -> None:
    assert sum(p.numel() for p in on_meta("GPT").parameters()) == 124_439_808


def test_lenet_s_layers_are_the_paper_s() -> None:
    rows = {r.name: r.parameters for r in zoo.summary(zoo.lenet5(), (1, 32, 32)).rows if r.name != "tanh"}
    assert rows == {"C1": 156, "S2": 12, "C3": 1_516, "S4": 32, "C5": 48_120, "F6": 10_164, "output": 0}
