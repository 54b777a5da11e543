"""`summary` counts what is there, leaves the model as it was, and says what would fit."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import zoo

torch = pytest.importorskip("torch", reason="PyTorch is not installed here, and the zoo is made of it")
nn = torch.nn


@st.composite
def networks(draw):
    """A Sequential of convolutions, poolings, norms and dense layers, and a shape that fits it."""
    channels = draw(st.integers(1, 4))
    shape = (channels, draw(st.integers(8, 14)), draw(st.integers(8, 14)))
    layers = []
    for kind in draw(st.lists(st.sampled_from(["conv", "group", "pool", "norm", "relu"]), max_size=5)):
        if kind in ("conv", "group"):
            out = draw(st.integers(1, 3)) * (channels if kind == "group" else 1)
            groups = channels if kind == "group" else 1
            kernel = draw(st.sampled_from([1, 3]))
            layers.append(nn.Conv2d(channels, out, kernel, draw(st.integers(1, 2)), kernel // 2,
                                    groups=groups, bias=draw(st.booleans())))  # fmt: skip
            channels = out
        elif kind == "pool":
            layers.append(draw(st.sampled_from([nn.MaxPool2d(2, 1), nn.AvgPool2d(2, 1)])))
        else:
            layers.append(nn.BatchNorm2d(channels) if kind == "norm" else nn.ReLU())
    layers += [nn.AdaptiveAvgPool2d(draw(st.integers(1, 2))), nn.Flatten()]
    layers.append(nn.LazyLinear(draw(st.integers(1, 4))))
    model = nn.Sequential(*layers).eval()
    try:
        model(torch.zeros(1, *shape))
    except RuntimeError:  # poolings may use up the picture
        return nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), (1, 2, 2)
    return model, shape


@settings(max_examples=15, deadline=None)
@given(networks())
def test_rows_are_a_real_forward(made) -> None:
    model, shape = made
    found = zoo.summary(model, shape)
    x = torch.zeros(1, *shape)
    for row, layer in zip(found.rows, model, strict=True):
        before, x = x, layer(x)
        assert row.output_shape == tuple(x.shape[1:]) and row.memory == 4 * x.numel()
        assert row.parameters == sum(p.numel() for p in layer.parameters())
        if isinstance(layer, nn.Conv2d):
            window = layer.in_channels // layer.groups * layer.kernel_size[0] ** 2
            assert row.multiply_adds == x.numel() * window
        elif isinstance(layer, nn.Linear):
            assert row.multiply_adds == before.numel() * x.numel()
        else:
            assert row.multiply_adds == 0
    assert found.parameters == sum(p.numel() for p in model.parameters())


def test_the_receptive_field_is_what_reaches_an_output() -> None:
    model = nn.Sequential(nn.Conv2d(1, 1, 3, 2), nn.MaxPool2d(2, 1), nn.Conv2d(1, 1, (3, 1), dilation=2))
    row = zoo.summary(model, (1, 40, 40)).rows[-1]
    assert (row.receptive_field, row.jump) == ((13, 5), (2, 2))
    for conv in (model[0], model[2]):
        nn.init.ones_(conv.weight)
    x = torch.rand(1, 1, 40, 40, requires_grad=True)
    nn.Sequential(model[0], nn.AvgPool2d(2, 1), model[2])(x)[0, 0, 5, 5].backward()
    rows, columns = (x.grad[0, 0].abs().amax(dim=d).nonzero().flatten() for d in (1, 0))
    assert (int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)) == (13, 5)


def test_nothing_in_the_model_changes() -> None:
    model = zoo.resnet_small(depth=8).train()
    model.layer1.eval()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    flags = [m.training for m in model.modules()]
    zoo.summary(model, (1, 28, 28))
    with pytest.raises(ValueError, match="does not fit"):
        zoo.summary(model, (3, 28, 28))
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())
    assert [m.training for m in model.modules()] == flags
    assert all(p.grad is None and p.device.type == "cpu" for p in model.parameters())
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())


def test_depth_groups_and_totals_stay() -> None:
    model = zoo.googlenet_small()
    whole = zoo.summary(model, (1, 28, 28))
    for depth in (1, 2, 3):
        grouped = zoo.summary(model, (1, 28, 28), depth=depth)
        for total in ("parameters", "multiply_adds", "memory"):
            assert getattr(grouped, total) == getattr(whole, total)
    top = zoo.summary(model, (1, 28, 28), depth=1)
    assert [row.name for row in top.rows] == [str(k) for k in range(len(model))]
    assert top.rows[2].kind == "Inception" and top.rows[2].output_shape == (40, 14, 14)
    with pytest.raises(ValueError, match="depth must be at least 1, not 0"):
        zoo.summary(model, (1, 28, 28), depth=0)


def test_shared_and_unused_weights_count_once() -> None:
    gpt = zoo.summary(zoo.gpt_small(30, 16), (16,))
    assert all(row.output_shape is not None for row in gpt.rows)
    assert gpt.parameters == sum(p.numel() for p in zoo.gpt_small(30, 16).parameters())
    assert gpt.rows[-1].parameters == 0 and gpt.rows[-1].multiply_adds == 16 * 30 * 96
    twice = nn.Linear(4, 4)
    found = zoo.summary(nn.Sequential(twice, twice), 4)
    assert [(r.parameters, r.multiply_adds) for r in found.rows] == [(20, 16), (0, 16)]
    with torch.device("meta"):
        heads = zoo.googlenet(aux_logits=True)
    found = zoo.summary(heads, (3, 224, 224))
    assert found.parameters == sum(p.numel() for p in heads.parameters())
    assert {row.name.split(".")[0] for row in found.rows if row.output_shape is None} == {"aux1", "aux2"}


def test_other_modules_count_too() -> None:
    lstm = nn.LSTM(3, 5, batch_first=True)
    found = zoo.summary(lstm, (7, 3))
    assert found.parameters == sum(p.numel() for p in lstm.parameters())
    assert found.multiply_adds == 7 * 4 * 5 * (3 + 5) and found.rows[0].output_shape == (7, 5)
    up = zoo.summary(nn.ConvTranspose2d(2, 3, 4, 2, 1), (2, 5, 5))
    assert up.rows[0].output_shape == (3, 10, 10) and up.multiply_adds == 2 * 3 * 16 * 25


@pytest.mark.parametrize(
    ("name", "shape", "told"),
    [
        (
            "vgg_small",
            (3, 28, 28),
            "Conv2d features.0 reads 1 channels x height x width, but 3x28x28 comes in. 1x28x28 would fit.",
        ),
        (
            "vgg_small",
            (1, 4, 4),
            "MaxPool2d features.14 has a window of 2x2, but 64x1x1 comes in. 1x28x28 would fit.",
        ),
        ("lenet5", (1, 40, 40), "Linear F6 reads 120 features, but 1080 comes in. 1x28x28 would fit."),
        ("vit_small", (1, 30, 30), "its sides must be multiples of 4). 1x28x28 would fit."),
    ],
)
def test_what_does_not_fit_is_said(name: str, shape: tuple[int, ...], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)) as caught:
        zoo.summary(getattr(zoo, name)(), shape)
    assert str(caught.value).startswith(f"summary: an input of {'x'.join(map(str, shape))} does not fit: ")


@pytest.mark.parametrize("shape", [(), (0, 3), (3, "a"), (1.5,)])
def test_shapes_that_are_none_are_refused(shape) -> None:
    with pytest.raises(ValueError, match="whole numbers above 0 without the batch"):
        zoo.summary(nn.Linear(3, 2), shape)


def test_a_model_that_meta_tensors_cannot_pass_is_run_on_zeros() -> None:
    class Looking(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.dense = nn.Linear(3, 2)

        def forward(self, x):
            return self.dense(x) + x.sum().item()

    assert zoo.summary(Looking(), (3,)).parameters == 8


class Table(HTMLParser):
    """Counts the parts of a table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.starts.append((tag, dict(attrs)))


def test_the_tables_say_the_same() -> None:
    found = zoo.summary(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), 3)
    table = Table(found._repr_html_())
    tags = [tag for tag, _ in table.starts]
    assert tags.count("caption") == 1 and tags.count("tr") == 4
    scopes = [attrs["scope"] for tag, attrs in table.starts if tag == "th"]
    assert scopes == ["col"] * 8 + ["row"] * 3
    lines = str(found).splitlines()
    assert lines[0] == "Sequential for one input of 3" and lines[-1].split() == ["total", "8", "6", "16"]
    assert lines[3].split() == ["0", "Linear", "2", "8", "6", "8", "all", "-"]


def test_a_model_in_float64_is_counted_as_in_float32():
    short, long = zoo.resnet_small(depth=8), zoo.resnet_small(depth=8).double()
    assert str(zoo.summary(long, (1, 28, 28))) == str(zoo.summary(short, (1, 28, 28)))
    assert zoo.summary(zoo.gpt_small(10, 6).double(), (6,)).parameters > 0


def test_the_title_names_the_network_and_a_group_its_own_kind():
    assert zoo.summary(zoo.zfnet_small(), (1, 28, 28)).title == "ZFNet for one input of 1x28x28"
    kinds = {row.name: row.kind for row in zoo.summary(zoo.gpt_small(10, 6), (6,), depth=1).rows}
    assert kinds["blocks"] == "ModuleList" and kinds["ln"] == "LayerNorm"
