"""The same training by Ray: `ray job submit --working-dir . -- python deploy/training/ray_train.py`."""

from __future__ import annotations

from ray.train import ScalingConfig
from ray.train.torch import TorchTrainer

OPTIONS = ["--data", "cifar10", "--network", "resnet_small", "--epochs", "30",
           "--batch", "256", "--lr", "0.2", "--amp"]  # fmt: skip


def work() -> None:
    """What each worker does; Ray has already set RANK, WORLD_SIZE and MASTER_ADDR and joined the group."""
    from course_lib.cli import scale

    scale.main(OPTIONS)


if __name__ == "__main__":
    TorchTrainer(work, scaling_config=ScalingConfig(num_workers=2, use_gpu=True)).fit()
