"""The facts behind the predictions and the quiz of chapter 18, its stored measurement, and its solutions."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.data.depths import trained
from course_lib.exercises.library import load
from course_lib.widgets.architecture.published import points

torch = pytest.importorskip("torch", reason="chapter 18 needs PyTorch")
from torch.nn import functional as F  # noqa: E402

from course_lib import zoo  # noqa: E402
from course_lib.cli import deeper  # noqa: E402
from tests.chapters import right  # noqa: E402

CH18 = load("18")
ROWS = trained()


def meta(name: str, *args, **options):
    with torch.device("meta"):
        return getattr(zoo, name)(*args, **options)


def test_the_stored_table_holds_every_training() -> None:
    asked = [
        (s, n, k["depth"], seed) for s, n, k in deeper.studies() for seed in range(2 if s == "depth" else 5)
    ]
    assert sorted(asked) == sorted((r.study, r.block, r.depth, r.seed) for r in ROWS)
    for row in ROWS:
        assert len(row.losses) == deeper.EPOCHS and 0 <= row.test <= 1 and 0 <= row.train <= 1


def test_costs_are_those_of_the_networks() -> None:
    for study, name, settings in deeper.studies():
        cost = zoo.summary(meta("resnet_small", **settings), (1, 8, 8))
        row = next(r for r in ROWS if (r.study, r.block, r.depth) == (study, name, settings["depth"]))
        assert (row.parameters, row.multiply_adds) == (cost.parameters, cost.multiply_adds)
    costs = [r.multiply_adds for r in ROWS if r.study == "block"]
    assert max(costs) < 1.05 * min(costs)


def test_plain_networks_fail_with_depth_and_residual_ones_do_not() -> None:
    last = {(r.block, r.depth, r.seed): r.losses[-1] for r in ROWS if r.study == "depth"}
    for seed in (0, 1):
        plain = [last["plain", d, seed] for d in deeper.DEPTHS]
        assert plain[1] < plain[2] < plain[3] < plain[4] and plain[3] > 20 * plain[0]
        assert max(last["residual", d, seed] for d in deeper.DEPTHS) < 0.1
    assert right("18.deeper") == "Much higher"


def test_the_measurement_writes_what_is_read(tmp_path, monkeypatch) -> None:
    few = [("depth", "plain", {"depth": 8, "width": 2, "residual": False})]
    monkeypatch.setattr(deeper, "studies", lambda: iter(few))
    before = torch.get_num_threads()
    target = tmp_path / "depths.csv"
    arguments = ["--to", str(target), "--depth-seeds", "1", "--block-seeds", "0", "--epochs", "1"]
    assert deeper.main(arguments) == 0
    torch.set_num_threads(before)
    head, line = target.read_text(encoding="utf-8").splitlines()
    assert head == "study,block,depth,seed,parameters,multiply_adds,train,test,losses"
    assert line.startswith("depth,plain,8,0,1")


def test_the_gradient_of_a_deep_plain_network_explodes() -> None:
    X, y, _, _ = (torch.tensor(a[:128]) for a in deeper.pictures())
    ratio = {}
    for residual in (False, True):
        torch.manual_seed(0)
        net = zoo.resnet_small(depth=44, width=8, residual=residual)
        F.cross_entropy(net(X), y).backward()
        lengths = [m.weight.grad.norm().item() for m in net.modules() if isinstance(m, torch.nn.Conv2d)]
        ratio[residual] = lengths[0] / lengths[-1]
    assert ratio[False] > 50 > 2 * ratio[True]
    assert "larger, by a factor of more than 50" in right("18.first-gradient")


def test_costs_of_gates_paths_and_groups() -> None:
    before, after = (
        zoo.summary(meta(n, stride_first=True), (3, 224, 224)) for n in ("resnet50", "se_resnet50")
    )
    assert 0.09 < after.parameters / before.parameters - 1 < 0.11
    assert after.multiply_adds / before.multiply_adds - 1 < 0.001
    assert "by about 10 per cent, against less than 0.1" in right("18.gate-cost")
    assert 32 * CH18.my_path_width(256, 32, 70_144) == 128 and "128" in right("18.paths")
    grouped = torch.nn.Conv2d(128, 128, 3, groups=32, bias=False)
    assert grouped.weight.numel() == 4608 == 128 * 128 * 9 // 32 and "32 times fewer" in right("18.groups")
    assert right("18.add-or-stack") == str(CH18.my_dense_maps(24, 12, (1,))[0])
    told = {p["name"]: p for p in points() if p["source"] == "torchvision"}
    vgg, small = told["VGG-16"], told["ResNet-18"]
    assert vgg["macs"] > 8 * small["macs"] and 0 < vgg["top1"] - small["top1"] < 2
    assert "8 times" in right("18.front")


def test_solutions_agree_with_torch() -> None:
    rng = np.random.default_rng(0)
    x, W1, W2, G = (torch.tensor(rng.normal(size=s)) for s in ((3, 4), (5, 4), (4, 5), (3, 4)))
    x.requires_grad_()
    out = F.relu(x + F.relu(x @ W1.T) @ W2.T)
    (out * G).sum().backward()
    x_, W1_, W2_, G_ = (t.detach().numpy() for t in (x, W1, W2, G))
    assert np.allclose(CH18.my_block(x_, W1_, W2_, None), out.detach())
    assert np.allclose(CH18.my_block_gradient(x_, W1_, W2_, G_), x.grad)
    gate = zoo.SqueezeExcitation(8, 4).double()
    maps = torch.tensor(rng.normal(size=(2, 8, 3, 3)))
    arrays = [p.detach().numpy() for p in gate.parameters()]
    assert np.allclose(CH18.my_squeeze_excitation(maps.numpy(), *arrays), gate(maps).detach())
    assert CH18.my_dense_maps(64, 32, (6, 12, 24, 16))[-1] == meta("densenet121").classifier.in_features


def test_at_equal_cost_no_block_wins() -> None:
    tests: dict[str, list[float]] = {}
    for row in ROWS:
        if row.study == "block":
            tests.setdefault(row.block, []).append(355 * row.test)
    means = [np.mean(t) for t in tests.values()]
    spreads = [max(t) - min(t) for t in tests.values()]
    assert max(means) - min(means) < 2 < min(spreads) and 2.5 < min(spreads) < max(spreads) < 6.5
    assert "cannot be told" in right("18.winner")
