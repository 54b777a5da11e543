"""`python -m course_lib bench`: the engine's speed beside PyTorch's and that of other NumPy engines.

Every peer lives in a process of its own. The processes are visited in turn, round after round, so that a
busy machine slows all alike; ratios to torch are taken within a round, and the median over rounds is
reported. A second torch process is the control (its ratio should be 1) and bare matrix products are the
floor.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from course_lib.cli import bench_mnist

HERE = Path(__file__).parent / "bench_peers"
STEPS = {"lenet": 8, "mlp": 30, "conv": 2, "lstm": 4}
OTHERS = {
    "mygrad": "mygrad",
    "autograd": "autograd scipy",
    "dezero": "dezero matplotlib",
    "tinygrad": "tinygrad",
    "micrograd": "micrograd",
}
TARGETS = {"lenet": (0.80, 0.65), "mlp": (0.90, 0.80), "conv": (1.30, 1.0), "lstm": (1.35, 1.15)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument(
        "what",
        nargs="*",
        default=["steps"],
        help="steps, peers, scalar, inference, sweep, memory, import, mnist, all of these, or results "
        "(which writes docs/results.md)",
    )
    parser.add_argument("--rounds", type=int, default=15, help="rounds to visit every process (default 15)")
    parser.add_argument("--threads", type=int, default=1, help="threads for each process (default 1)")
    parser.add_argument(
        "--venv", type=Path, default=Path(".bench-venv"), help="where the other engines are installed"
    )
    parser.add_argument(
        "--seeds", type=int, default=1, help="results: how often to train each network (default 1)"
    )
    parser.add_argument("--json", type=Path, help="also write all medians to this file")


def run(args: argparse.Namespace) -> int:
    """Measure and print a table a part."""
    parts = {
        "steps": steps, "peers": peers, "scalar": scalar, "inference": inference, "sweep": sweep,
        "memory": memory, "import": imports, "mnist": bench_mnist.mnist, "results": bench_mnist.results,
    }  # fmt: skip
    wanted = [p for p in parts if p != "results"] if "all" in args.what else args.what
    unknown = [w for w in wanted if w not in parts]
    if unknown:
        print(
            f"bench: there is no part {unknown[0]!r}; choose from {', '.join(parts)} or all", file=sys.stderr
        )
        return 2
    results = {}
    for name in wanted:
        print(
            f"\n## {name} ({args.threads} thread{'s' * (args.threads > 1)}, {args.rounds} rounds)", flush=True
        )
        results[name] = parts[name](args)
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n")
    return 0


class Peer:
    """A live process that times steps when asked."""

    def __init__(self, name: str, threads: int, python: str = sys.executable):
        self.name = name
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(HERE.parents[2]), os.environ.get("PYTHONPATH", "")]),
        }
        for library in ("OPENBLAS", "OMP", "MKL"):
            environment[library + "_NUM_THREADS"] = str(threads)
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), name, str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=environment, )  # fmt: skip
        self.absent = self._answer().get("absent", "")

    def _answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        return json.loads(line) if line else {"absent": "the process ended"}

    def time(self, step: str, repeats: int, length: int = 0) -> dict[str, Any]:
        """Seconds a step, or why there are none."""
        if self.absent or self.process.stdin is None:
            return {"absent": self.absent}
        try:
            self.process.stdin.write(f"{step} {repeats} {length}\n")
            self.process.stdin.flush()
        except OSError:
            return {"absent": "the process ended"}
        return self._answer()

    def close(self) -> None:
        """Let the process end."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()


def rounds(
    processes: dict[str, Peer], step: str, repeats: int, count: int, threads: int, length: int = 0
) -> dict[str, list]:
    """Visit every process in turn, `count` times: name -> seconds, one a round; absent ones are left out."""
    clock = "cpu" if threads == 1 else "wall"  # with one thread, CPU time does not count the neighbours
    times: dict[str, list] = {name: [] for name in processes}
    slow: set[str] = set()
    for _ in range(count):
        for name, peer in processes.items():
            if name not in times or (name in slow and len(times[name]) >= 3):
                continue
            answer = peer.time(step, 1 if name in slow else repeats, length)
            if "absent" in answer:
                del times[name]
                continue
            times[name].append(answer[clock])
            if answer[clock] * repeats > 3:
                slow.add(name)
    return times


def ratio(times: dict[str, list], name: str, to: str) -> float:
    """Median over rounds of name's time divided by the other's in the same round."""
    return statistics.median(a / b for a, b in zip(times[name], times[to], strict=False))


def steps(args: argparse.Namespace) -> dict:
    """The four training steps beside torch, the control and the floor."""
    processes = {"course_lib": "course_lib", "torch": "torch", "control": "torch", "floor": "floor"}
    live = {label: Peer(name, args.threads) for label, name in processes.items()}
    print(f"{'step':8}{'ratio':>8}{'must':>7}{'aim':>7}{'floor':>8}{'control':>9}{'ms':>10}{'torch ms':>10}")
    results, ratios = {}, []
    for step, repeats in STEPS.items():
        times = rounds(live, step, repeats, args.rounds, args.threads)
        row = {name: ratio(times, name, "torch") for name in ("course_lib", "floor", "control")}
        row |= {f"{name} ms": 1e3 * statistics.median(times[name]) for name in ("course_lib", "torch")}
        results[step] = row
        ratios.append(row["course_lib"])
        must, aim = TARGETS[step]
        print(
            f"{step:8}{row['course_lib']:8.2f}{must:7.2f}{aim:7.2f}{row['floor']:8.2f}{row['control']:9.2f}"
            f"{row['course_lib ms']:10.2f}{row['torch ms']:10.2f}",
            flush=True,
        )
    mean = statistics.geometric_mean(ratios)
    print(f"{'geo mean':8}{mean:8.2f}{1.05:7.2f}{0.90:7.2f}")
    for peer in live.values():
        peer.close()
    return results | {"geometric mean": mean}


def other_python(args: argparse.Namespace) -> str:
    """The Python of an environment of its own with the other engines, made at the first call."""
    folder = args.venv.resolve()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    for packages in OTHERS.values():
        done = folder / ("." + packages.replace(" ", "-"))
        if not done.exists():
            command = [str(python), "-m", "pip", "install", "-q", "numpy", *packages.split()]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            done.write_text(ended.stderr)
            if ended.returncode:
                print(f"{packages}: not installed ({ended.stderr.strip().splitlines()[-1]})")
    return str(python)


def peers(args: argparse.Namespace) -> dict:
    """The other engines on the three feed-forward networks, as ratios to torch."""
    python = other_python(args)
    live = {name: Peer(name, args.threads) for name in ("course_lib", "torch")}
    live |= {name: Peer(name, args.threads, python) for name in OTHERS if name != "micrograd"}
    results: dict[str, dict] = {}
    print(
        f"{'peer':12}"
        + "".join(f"{step:>9}" for step in ("lenet", "mlp", "conv"))
        + "   time / torch eager's time"
    )
    columns = {
        s: rounds(live, s, STEPS[s], max(3, args.rounds // 3), args.threads) for s in ("lenet", "mlp", "conv")
    }
    for name, peer in live.items():
        results[name] = {step: ratio(t, name, "torch") for step, t in columns.items() if t.get(name)}
        cells = "".join(f"{results[name][s]:9.2f}" if s in results[name] else f"{'-':>9}" for s in columns)
        print(f"{name:12}{cells}   {peer.absent}", flush=True)
    others = [
        r["lenet"] for name, r in results.items() if name not in ("course_lib", "torch") and "lenet" in r
    ]
    if others:
        print(
            f"LeNet: the next NumPy engine takes {min(others) / results['course_lib']['lenet']:.1f} times "
            "as long"
        )
    for peer in live.values():
        peer.close()
    return results


def scalar(args: argparse.Namespace) -> dict:
    """Return micrograd's own example, forward and backward, here and in micrograd."""
    live = {"course_lib": Peer("course_lib", 1), "micrograd": Peer("micrograd", 1, other_python(args))}
    times = rounds(live, "scalar", 300, args.rounds, 1)
    for peer in live.values():
        peer.close()
    if "micrograd" not in times:
        print(f"micrograd is not there: {live['micrograd'].absent}")
        return {}
    row = {name: 1e6 * statistics.median(t) for name, t in times.items()} | {
        "ratio": ratio(times, "course_lib", "micrograd")
    }
    print(
        f"course_lib {row['course_lib']:.0f} us, micrograd {row['micrograd']:.0f} us, ratio "
        f"{row['ratio']:.2f}"
    )
    return row


def inference(args: argparse.Namespace) -> dict:
    """The MLP's forward pass without a tape beside the same lines in bare NumPy."""
    live = {name: Peer(name, args.threads) for name in ("course_lib", "numpy")}
    times = rounds(live, "mlp_forward", 100, args.rounds, args.threads)
    for peer in live.values():
        peer.close()
    row = {"ratio": ratio(times, "course_lib", "numpy")}
    print(f"forward without a tape / bare NumPy: {row['ratio']:.2f}")
    return row


def sweep(args: argparse.Namespace) -> dict:
    """Time against batch size and sequence length: microseconds for each example or time step."""
    peer, results = Peer("course_lib", args.threads), {}
    for step, lengths in (
        ("lenet", (16, 32, 64, 128, 256)),
        ("mlp", (50, 100, 200, 400)),
        ("lstm", (25, 50, 100, 200)),
    ):
        row = {}
        for length in lengths:
            times = rounds({"course_lib": peer}, step, 3, max(3, args.rounds // 3), args.threads, length)
            row[length] = 1e6 * statistics.median(times["course_lib"]) / length
        results[step] = row
        print(f"{step:8}" + "  ".join(f"{n}: {t:.0f} us" for n, t in row.items()), flush=True)
    peer.close()
    return results


def memory(args: argparse.Namespace) -> dict:
    """Peak resident memory of a process that trains LeNet."""
    code = (
        f"import sys, resource; sys.path.insert(0, {str(HERE)!r}); import peer_course_lib as p; step = "
        "p.build('lenet', 0)\nfor _ in range(20): step()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if ended.returncode:
        print("peak memory cannot be read on this system")
        return {}
    peak = int(ended.stdout) / (1024 * 1024 if sys.platform == "darwin" else 1024)
    print(f"LeNet, batch 64, 20 steps: peak resident memory {peak:.0f} MB")
    return {"MB": peak}


def imports(args: argparse.Namespace) -> dict:
    """Milliseconds to import, in fresh processes: NumPy, course_lib, and the engine with its layers."""
    row: dict[str, list] = {"numpy": [], "course_lib": [], "course_lib.nn": []}
    for _ in range(args.rounds):
        for name, times in row.items():
            code = f"import time; t = time.perf_counter(); import {name}; print(time.perf_counter() - t)"
            ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            times.append(1e3 * float(ended.stdout))
    medians = {name: statistics.median(times) for name, times in row.items()}
    print(", ".join(f"{name} {t:.0f} ms" for name, t in medians.items()))
    return medians


if __name__ == "__main__":  # the verb on its own: python -m course_lib.cli.bench
    _parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(_parser)
    sys.exit(run(_parser.parse_args()))
