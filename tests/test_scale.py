"""One process or two: the same training; and what starts it elsewhere names options that exist."""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")

from course_lib.cli import scale  # noqa: E402
from course_lib.data import scaling_results  # noqa: E402

ROOT = Path(__file__).parents[1]
ALONE = scale.Worker(0, 1, torch.device("cpu"))
SMALL = ("--network", "vit_small", "--optimizer", "adamw", "--lr", "0.002", "--epochs", "1", "--batch", "128")


def run(workers: int, *options: str) -> dict:
    """What the first of so many processes reports."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={workers}",
               "-m", "course_lib.cli.scale", *options]  # fmt: skip
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=240, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr[-1500:]
    return json.loads(done.stdout.splitlines()[-1])


def test_two_processes_train_as_one(tmp_path: Path) -> None:
    one = run(1, *SMALL, "--checkpoint", str(tmp_path / "one.pt"))
    two = run(2, *SMALL, "--checkpoint", str(tmp_path / "two.pt"), "--accumulate", "2")
    assert one["updates"] == two["updates"] == 11 and (one["workers"], two["workers"]) == (1, 2)
    assert abs(one["last_loss"] - two["last_loss"]) < 1e-3
    weights = [torch.load(tmp_path / name, weights_only=True)["network"] for name in ("one.pt", "two.pt")]
    assert weights[0].keys() == weights[1].keys()
    gaps = [(weights[0][key] - weights[1][key]).abs().max().item() for key in weights[0]]
    assert max(gaps) < 0.01 and not list(tmp_path.glob("*.part"))


def test_it_goes_on_where_it_was_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [*SMALL, "--epochs", "2", "--batch", "360", "--augment", "--checkpoint"]
    whole, cut = tmp_path / "whole.pt", tmp_path / "cut.pt"
    scale.main([*options, str(whole)])
    save = scale.save

    def cut_off(state: dict, file: Path) -> None:
        save(state, file)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(scale, "save", cut_off)
        scale.main([*options, str(cut)])
    assert torch.load(cut, weights_only=True)["epoch"] == 1
    scale.main([*options, str(cut)])
    one, two = (torch.load(file, weights_only=True) for file in (whole, cut))
    assert one["epoch"] == two["epoch"] == 2 and one["losses"] == two["losses"] and len(one["losses"]) == 8
    assert all(torch.equal(one["network"][key], two["network"][key]) for key in one["network"])
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["updates"] == 8


def test_pictures_move_and_only_photographs_are_mirrored() -> None:
    images = torch.zeros(6, 1, 9, 9)
    images[:, :, 4, 3:5] = torch.tensor([1.0, 2.0])
    rows = np.array([5, 0, 3, 9, 14, 2])
    still, turned = (scale.augmented(images, rows, 1, mirror) for mirror in (False, True))
    assert still.shape == images.shape and not torch.equal(still, images)
    for moved, mirrored in zip(still, turned, strict=True):
        assert torch.equal(moved, mirrored) or torch.equal(moved, mirrored.flip(2))
    assert not torch.equal(still, turned)
    alone = scale.augmented(images[2:3], rows[2:3], 1, mirror=True)
    assert torch.equal(alone[0], turned[2])  # whoever works on it, in whichever share


@pytest.mark.parametrize("world", [1, 2, 4])
def test_the_workers_share_every_picture_of_every_batch(world: int) -> None:
    workers = [scale.Worker(rank, world, torch.device("cpu")) for rank in range(world)]
    each = [list(scale.shares(50, 16, worker, epoch=3)) for worker in workers]
    whole = list(scale.shares(50, 16, ALONE, epoch=3))
    assert len(whole) == 3 and all(len(parts) == 3 for parts in each)
    for k, batch in enumerate(whole):
        assert sorted(np.concatenate([parts[k] for parts in each])) == sorted(batch)
    assert len(set(np.concatenate(whole).tolist())) == 48


def test_a_batch_that_cannot_be_shared_is_refused() -> None:
    with pytest.raises(ValueError, match="batch of 10 cannot be shared by 1 workers in 4 parts"):
        scale.main(["--batch", "10", "--accumulate", "4", "--epochs", "1"])
    with pytest.raises(ValueError, match="7 pictures a worker do not fall into 2"):
        scale.micro_batches(torch.zeros(7, 1), torch.zeros(7), 2)


def test_options_reach_the_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert scale.named_value("depth=56") == ("depth", 56)
    words = [
        "--network",
        "resnet_small",
        "--set",
        "depth=8",
        "residual=False",
        "--epochs",
        "1",
        "--batch",
        "1440",
    ]
    assert scale.main(words) == 0
    assert json.loads(capsys.readouterr().out)["updates"] == 1
    with pytest.raises(ValueError, match="depth"):
        scale.main([*words[:3], "depth=9", *words[5:]])
    with pytest.raises(SystemExit):
        scale.main(["--set", "depth"])


def test_a_batch_larger_than_the_data_is_refused() -> None:
    with pytest.raises(ValueError, match="1 epochs of 1442 pictures hold no batch of 2000"):
        scale.main(["--batch", "2000", "--epochs", "1"])


@pytest.mark.parametrize("joined", [True, False])
def test_only_a_group_of_its_own_is_left(monkeypatch: pytest.MonkeyPatch, joined: bool) -> None:
    left: list[bool] = []
    monkeypatch.setattr(scale.distributed, "is_initialized", lambda: joined)
    monkeypatch.setattr(scale.distributed, "barrier", lambda: None)
    monkeypatch.setattr(scale.distributed, "destroy_process_group", lambda: left.append(True))
    monkeypatch.setattr(scale.Worker, "join", classmethod(lambda cls: cls(1, 2, torch.device("cpu"))))
    monkeypatch.setattr(scale, "fit", lambda args, worker: {})
    assert scale.main([]) == 0 and left == [True] * (not joined)


def test_a_share_judged_wrong_counts_wrong() -> None:
    judge = torch.nn.Flatten()  # the largest of ten pixels is the answer
    images = torch.eye(10).reshape(10, 1, 1, 10)
    assert scale.accuracy(judge, (images, torch.arange(10)), ALONE) == 1
    assert scale.accuracy(judge, (images, torch.zeros(10, dtype=torch.long)), ALONE) == 0.1


def test_the_stored_measurement_has_one_and_two_workers_for_each_batch() -> None:
    runs = {(r["batch"], r["workers"]): r for r in scaling_results()}
    assert {workers for _, workers in runs} == {1, 2} and len(runs) == len(scaling_results()) == 4
    for batch, _ in runs:
        assert runs[batch, 1]["updates"] == runs[batch, 2]["updates"]
    assert all(r["pictures_per_second"] > 0 and r["machine"] for r in runs.values())


def known_options(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The options that the trainer's parser has."""
    seen: list[argparse.ArgumentParser] = []

    def stop(self, words=None):
        seen.append(self)
        raise SystemExit

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)
    with pytest.raises(SystemExit):
        scale.main([])
    return {option for action in seen[0]._actions for option in action.option_strings}


def test_what_starts_it_elsewhere_gives_options_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    known, folder = known_options(monkeypatch), ROOT / "deploy" / "training"
    job = yaml.safe_load((folder / "kubernetes.yaml").read_text())
    replicas = job["spec"]["pytorchReplicaSpecs"]
    assert job["kind"] == "PyTorchJob" and set(replicas) == {"Master", "Worker"}
    command = replicas["Worker"]["template"]["spec"]["containers"][0]["command"]
    module = ast.parse((folder / "ray_train.py").read_text())
    ray = next(ast.literal_eval(n.value) for n in module.body if isinstance(n, ast.Assign))
    slurm = (folder / "slurm.sbatch").read_text().split("-m course_lib.cli.scale")[1].split()
    for words in (command[3:], ray, slurm):
        options = {word for word in words if word.startswith("--")}
        assert options and options <= known
    assert command[:3] == ["python", "-m", "course_lib.cli.scale"]
    assert subprocess.run(["bash", "-n", folder / "slurm.sbatch"], check=False).returncode == 0
