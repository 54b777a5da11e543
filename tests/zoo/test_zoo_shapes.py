"""Every network takes what it says it takes, gives logits, and its small variant learns."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

from course_lib import data, zoo

torch = pytest.importorskip("torch", reason="PyTorch is not installed here, and the zoo is made of it")
nn = torch.nn

LARGE = [name for name in zoo.PUBLISHED if name != "lenet5"]
SMALL = [name for name in zoo.__all__ if name.endswith("_small") and name != "gpt_small"]


def test_importing_the_room_does_not_import_torch() -> None:
    code = "import sys, course_lib.zoo as z; z.PUBLISHED; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_without_torch_one_sentence_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from course_lib import zoo\n"
        "try: zoo.resnet18\n"
        "except ModuleNotFoundError as error: sys.exit(not str(error).startswith('PyTorch is not installed'))"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_a_function_wins_over_the_file_of_its_name() -> None:
    for name in ("summary", "alexnet", "zfnet", "googlenet"):
        assert isinstance(import_module(f"course_lib.zoo.{name}"), ModuleType)
        assert callable(getattr(zoo, name))


def test_every_name_is_there() -> None:
    assert sorted(dir(zoo)) == sorted(zoo.__all__)
    assert not any(isinstance(getattr(zoo, name), ModuleType) for name in zoo.__all__)
    with pytest.raises(AttributeError, match="no attribute 'resnet19'; it has"):
        _ = zoo.resnet19


@pytest.mark.parametrize("name", LARGE)
def test_the_large_ones_read_imagenet_s_shape(name: str) -> None:
    with torch.device("meta"):
        model = getattr(zoo, name)(num_classes=7, in_channels=1).eval()
        assert model(torch.zeros(2, 1, 224, 224)).shape == (2, 7)


def test_googlenet_s_heads_speak_only_in_training() -> None:
    with torch.device("meta"):
        model = zoo.googlenet(aux_logits=True)
        x = torch.zeros(2, 3, 224, 224)
        assert [tuple(logits.shape) for logits in model(x)] == [(2, 1000)] * 3
        assert model.eval()(x).shape == (2, 1000)


@pytest.mark.parametrize("side", [28, 32])
@pytest.mark.parametrize("name", ["lenet5", *SMALL])
def test_the_small_ones_read_digits_and_colour_pictures(name: str, side: int) -> None:
    for channels in (1, 3):
        model = getattr(zoo, name)(in_channels=channels, num_classes=10).eval()
        assert model(torch.zeros(2, channels, side, side)).shape == (2, 10)


def trained(model, images, labels, steps: int, rate: float) -> list[float]:
    """The losses of a few steps on one batch."""
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(images), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("name", ["lenet5", *SMALL])
def test_the_small_ones_learn(name: str) -> None:
    digits = data.digits(size=28)[:16]
    images = torch.tensor(digits.images.copy())[:, None] - 0.2
    labels = torch.tensor(digits.labels.copy())
    options = {"depth": 11 if "next" in name else 8} if "res" in name else {}
    options |= {"dropout": 0.0} if name.split("_")[0] in ("alexnet", "zfnet", "vgg", "googlenet") else {}
    options |= {"layers": 2} if name in ("densenet_small", "vit_small") else {}
    losses = trained(getattr(zoo, name)(**options), images, labels, 50 if name == "vit_small" else 8, 3e-3)
    assert min(losses[-3:]) < 0.8 * losses[0]


def test_a_plain_network_differs_in_the_additions_alone() -> None:
    plain, residual = (zoo.resnet_small(depth=8, residual=flag).eval() for flag in (False, True))
    plain.load_state_dict(residual.state_dict(), strict=True)
    x = torch.rand(1, 1, 28, 28)
    assert not torch.equal(plain(x), residual(x))
    block, same = residual.layer1[0], plain.layer1[0]
    y = torch.rand(1, 16, 28, 28)
    assert torch.equal(block.change(y), same.change(y))
    torch.testing.assert_close(block.join(y, block.change(y)) - y, same.join(y, same.change(y)))


def test_the_same_block_stacks_gates_and_splits() -> None:
    x = torch.zeros(1, 1, 28, 28)
    for block, options in ((zoo.StackingBlock, {}), (zoo.SEBasicBlock, {"reduction": 4})):
        assert zoo.resnet_small(depth=8, block=block, **options)(x).shape == (1, 10)
    one, eight = (zoo.Bottleneck(64, 16, groups=g, base_width=64 // g) for g in (1, 8))
    sizes = [sum(p.numel() for p in b.conv2.parameters()) for b in (one, eight)]
    assert sizes == [16 * 16 * 9, 16 * 2 * 9]


def test_depths_that_there_are_not_are_refused() -> None:
    with pytest.raises(ValueError, match=r"depth must be 6n \+ 2 \(8, 14, 20, 26, 32, 38, ...\), not 18"):
        zoo.resnet_small(depth=18)
    assert len([m for m in zoo.resnet_small(depth=56).modules() if isinstance(m, nn.Conv2d)]) == 55


def test_lenet_s_sparse_table_and_pictures() -> None:
    net = zoo.lenet5()
    assert net.C3.pairs.shape == (60, 2) and net.output.centres.shape == (10, 84)
    assert len({tuple(row.tolist()) for row in net.output.centres}) == 10
    x = torch.zeros(1, 6, 14, 14)
    x[:, 5] = 1.0  # map 5 of S2 is read by these maps of C3 and by no other
    moved = (net.C3(x) - net.C3(torch.zeros_like(x))).abs().amax(dim=(0, 2, 3)) > 0
    assert moved.nonzero().flatten().tolist() == [3, 4, 5, 8, 9, 10, 11, 13, 14, 15]
    with pytest.raises(ValueError, match="rbf=False"):
        zoo.lenet5(num_classes=5)
    assert zoo.lenet5(num_classes=5, rbf=False)(torch.zeros(1, 1, 28, 28)).shape == (1, 5)
