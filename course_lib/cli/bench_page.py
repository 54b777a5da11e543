"""docs/results.md, made from the measurements in course_lib/data/mnist_results.json."""

from __future__ import annotations

from typing import Any

TITLES = {"recipe": "the lecture's Keras recipe", "lenet": "LeNet-5"}
NAMES = {"torch": "PyTorch", "numpy": "the course's own, on NumPy"}
HEAD = """# Results on the real MNIST

60,000 handwritten digits to learn from, 10,000 to test on, trained on the CPU. Written by one command:

```
COURSE_LIB_DATA=FOLDER python -m course_lib bench results
```

It trains what `course_lib/data/mnist_results.json` does not hold yet, one run after another, each in a
process of its own, and makes this page from that file. Delete the file to measure everything anew;
`--seeds 3` trains each network three times. The networks are in `course_lib/cli/bench_mnist.py`, and
chapter 13 builds the first of them.
"""
NOTES = """
- **The recipe**: convolution of 32 kernels of 3×3, ReLU, 2×2 max pooling, dropout 0.25, 128 units with
  ReLU, dropout 0.5, ten outputs. Adam, learning rate 0.001, batches of 32, ten epochs, pixels from 0 to 1.
  First weights as Keras draws them: Glorot's uniform ones, biases of zero. The slide reports 0.9855.
- **LeNet-5**: tanh, average pooling, all of C3's connections, ten plain outputs. Adam, learning rate 0.002
  and a cosine schedule, batches of 64, five epochs, standardised pixels.
- Both engines begin with the same weights and see the digits in the same order. LeNet-5 then differs by
  rounding only. The recipe has dropout, and each engine throws its own dice.
- Nothing was chosen by the test digits: the number of epochs was fixed beforehand, and the accuracy is that
  after the last.
- The times count training alone, without reading the data and testing. Compare CPU times: the wall time also
  counts what else the machine did meanwhile.
"""


def page(runs: list[dict[str, Any]]) -> str:
    """The page in Markdown: a table of all runs, then the accuracy after every epoch."""
    return "\n".join([HEAD, _table(runs), NOTES, _epochs(runs), "", _machine(runs), ""])


def _table(runs: list[dict[str, Any]]) -> str:
    lines = [
        "| network | engine | seed | parameters | epochs | test accuracy | CPU time | wall time |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for run in runs:
        last = run["epochs"][-1]
        lines.append(
            f"| {TITLES[run['network']]} | {NAMES[run['engine']]} | {run['seed']} | {run['parameters']:,} "
            f"| {len(run['epochs'])} | **{last['accuracy']:.4f}** "
            f"| {last['cpu']:.0f} s | {last['wall']:.0f} s |"
        )
    return "\n".join(lines)


def _epochs(runs: list[dict[str, Any]]) -> str:
    lines = [
        "## After every epoch",
        "",
        "| network | engine | seed | test accuracy, in percent |",
        "|---|---|---|---|",
    ]
    for run in runs:
        told = ", ".join(f"{100 * epoch['accuracy']:.2f}" for epoch in run["epochs"])
        lines.append(f"| {TITLES[run['network']]} | {NAMES[run['engine']]} | {run['seed']} | {told} |")
    return "\n".join(lines)


def _machine(runs: list[dict[str, Any]]) -> str:
    """The machines, each with the versions and threads of its runs."""
    told = []
    for run in runs:
        said = run["machine"]
        versions = ", ".join(
            f"{name} {said[key]}"
            for key, name in (("python", "Python"), ("numpy", "NumPy"), ("torch", "torch"))
            if key in said
        )
        threads = f"{run['threads']} thread{'s' * (run['threads'] > 1)}"
        told.append(f"{NAMES[run['engine']]}: {said['processor']}, {threads}; {versions}.")
    return "## Machine\n\n" + "\n".join(f"- {line[0].upper()}{line[1:]}" for line in dict.fromkeys(told))
