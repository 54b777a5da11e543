"""The real MNIST, trained on the CPU: `bench mnist` (LeNet-5 on the course's engine) and `bench results`.

`bench results` trains two networks on both engines, one run after another, each in a process of its own, and
writes what it measures to course_lib/data/mnist_results.json and, made from that, docs/results.md. The folder
that COURSE_LIB_DATA names holds the data. What is measured already is kept: delete the file to begin anew.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ENGINES = ("torch", "numpy")
EPOCHS = {"recipe": 10, "lenet": 5}
BATCH = {"recipe": 32, "lenet": 64}
SLIDE = 0.985  # what the slide of the recipe reports, in three decimals


def recipe(nn: Any) -> Any:
    """The lecture's Keras network for pictures (N, 1, 28, 28), in the names that both engines share."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(), nn.Linear(5408, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10),
    )  # fmt: skip


def lenet(nn: Any) -> Any:
    """LeNet-5 with all of C3's connections and ten plain outputs."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


NETWORKS = {"recipe": recipe, "lenet": lenet}


def beginning(name: str, seed: int) -> dict[str, Any]:
    """First weights, the same for both engines; for the recipe Keras's own: Glorot's, and biases of zero."""
    from course_lib import nn
    from course_lib.tensor import manual_seed

    manual_seed(seed)
    model = NETWORKS[name](nn)
    if name == "recipe":
        for parameter in model.parameters():
            fill = nn.init.zeros_ if parameter.ndim == 1 else nn.init.xavier_uniform_
            fill(parameter)
    return model.state_dict()


def pictures(name: str) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """MNIST as the network wants it, to learn from and to test on: 0 to 1, and for LeNet-5 standardised."""
    import numpy as np

    from course_lib.data import digits

    both = digits(28, source="mnist")
    parts = [(part.images[:, None].astype(np.float32), part.labels) for part in (both.train, both.test)]
    if name == "lenet":
        parts = [((x - np.float32(0.1307)) / np.float32(0.3081), y) for x, y in parts]
    return parts[0], parts[1]


def build(name: str, engine: str, seed: int) -> tuple[Any, Any, Any]:
    """Model, optimiser and schedule (None for the recipe) on one engine."""
    from course_lib import backend

    B = backend.use(engine, "cpu")
    B.manual_seed(seed)
    model = NETWORKS[name](B.nn)
    model.load_state_dict({key: B.tensor(w) for key, w in beginning(name, seed).items()})
    if name == "recipe":
        return model, B.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7), None  # Keras's defaults
    optimizer = B.optim.Adam(model.parameters(), lr=2e-3)
    schedules = B.optim.lr_scheduler if engine == "torch" else B.optim
    return model, optimizer, schedules.CosineAnnealingLR(optimizer, EPOCHS[name])


def measure(name: str, engine: str, seed: int, threads: int, data: Any = None, tell: Any = print) -> dict:
    """Train one network on one engine and return what was measured, epoch by epoch.

    CPU and wall seconds count training alone; the test digits are read afterwards, between the epochs.
    """
    from threadpoolctl import threadpool_limits

    from course_lib import train

    if engine == "torch":
        import torch

        torch.set_num_threads(threads)
    learn, test = data or pictures(name)
    model, optimizer, schedule = build(name, engine, seed)
    epochs: list[dict[str, float]] = []
    spent = {"cpu": 0.0, "wall": 0.0}
    clock = {"cpu": time.process_time, "wall": time.perf_counter}
    begun = {key: now() for key, now in clock.items()}

    def report(history: train.History) -> None:
        for key, now in clock.items():
            spent[key] += now() - begun[key]
        accuracy = train.evaluate(model, test)["accuracy"]
        epochs.append({"accuracy": accuracy, "loss": history["loss"][-1], **spent})
        tell(
            f"{name} on {engine}, epoch {len(history)}: test accuracy {accuracy:.4f} after "
            f"{spent['cpu']:.0f} CPU seconds",
            flush=True,
        )
        begun.update((key, now()) for key, now in clock.items())

    with threadpool_limits(threads):
        train.fit(model, learn, optimizer, epochs=EPOCHS[name], batch_size=BATCH[name], scheduler=schedule,
                  seed=seed, on_epoch=report, progress=False)  # fmt: skip
    count = sum(int(p.numel()) for p in model.parameters())
    return {"network": name, "engine": engine, "seed": seed, "threads": threads, "parameters": count,
            "pictures": len(learn[1]), "epochs": epochs, "machine": machine(engine)}  # fmt: skip


def machine(engine: str) -> dict[str, str]:
    """Processor and versions: what a time means nothing without."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = named[0] if named else processor
    packages = ("numpy", "torch") if engine == "torch" else ("numpy",)
    return {"processor": processor, "python": platform.python_version(), **{p: version(p) for p in packages}}


def mnist(args: argparse.Namespace) -> dict:
    """LeNet-5 on the course's engine, test accuracy and time of each of five epochs."""
    if not _data_there():
        return {}
    measured = measure("lenet", "numpy", 0, args.threads)
    return {row + 1: epoch for row, epoch in enumerate(measured["epochs"])}


def results(args: argparse.Namespace) -> dict:
    """Measure what mnist_results.json lacks, and write docs/results.md from it."""
    from course_lib.cli import project
    from course_lib.cli.bench_page import page

    root = project.root()
    store = root / "course_lib" / "data" / "mnist_results.json"
    runs = json.loads(store.read_text(encoding="utf-8"))["runs"] if store.exists() else []
    there = {(run["network"], run["engine"], run["seed"]) for run in runs}
    wanted = [(n, e, s) for s in range(args.seeds) for n in NETWORKS for e in ENGINES]
    lacking = [run for run in wanted if run not in there]
    if lacking and not _data_there():
        return {}
    for name, engine, seed in lacking:
        runs.append(_in_a_process(name, engine, seed, args.threads))
        runs.sort(key=lambda run: (wanted + list(there)).index((run["network"], run["engine"], run["seed"])))
        lines = ",\n".join(json.dumps(run) for run in runs)
        store.write_text(f'{{"runs": [\n{lines}\n]}}\n', encoding="utf-8")
    (root / "docs" / "results.md").write_text(page(runs), encoding="utf-8")
    print(f"{len(lacking)} trained now, {len(there)} kept; docs/results.md is written")
    return {"runs": runs}


def _data_there() -> bool:
    if os.environ.get("COURSE_LIB_DATA"):
        return True
    print("set COURSE_LIB_DATA to the folder that holds mnist/ to run this part")
    return False


def _in_a_process(name: str, engine: str, seed: int, threads: int) -> dict:
    """One run in a fresh process, so that its CPU time is its own; its lines are passed on."""
    environment = {**os.environ, **{f"{lib}_NUM_THREADS": str(threads) for lib in ("OMP", "OPENBLAS", "MKL")}}
    command = [sys.executable, "-m", "course_lib.cli.bench_mnist", name, engine, str(seed), str(threads)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            if line.startswith("{"):
                last = line
            else:
                print(line, end="", flush=True)
    if process.returncode or not last:
        raise RuntimeError(f"bench: the training of {name} on {engine} ended with code {process.returncode}")
    return json.loads(last)


if __name__ == "__main__":  # one run: NETWORK ENGINE SEED THREADS; the last line is what was measured
    _name, _engine, _seed, _threads = sys.argv[1:5]
    print(json.dumps(measure(_name, _engine, int(_seed), int(_threads))))
