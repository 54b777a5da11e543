"""The examples that DescentExplorer opens with: from the lectures' chapter on optimisation."""

from __future__ import annotations

from typing import Any

_ALL = {"batch": 48, "schedule": "constant", "rates": {}, "momentum": 0.9, "noise": 1.0, "half_life": 20,
        "condition": 20.0, "sampling": "shuffle", "scale": "log", "seed": 0}  # fmt: skip


def _example(title: str, surface: str, names: str, start: tuple[float, float], rate: float, step: int,
             **more: Any) -> dict[str, Any]:  # fmt: skip
    optimisers = names.split()
    return {"title": title, **_ALL, "surface": surface, "optimisers": optimisers, "focus": optimisers[0],
            "start": list(map(float, start)), "learning_rate": rate, "step": step, **more}  # fmt: skip


PRESETS: dict[str, dict[str, Any]] = {
    "valley": _example("A narrow valley: three walks", "valley", "gd momentum adam", (-2.5, 0.8), 0.09, 40,
                       momentum=0.7),
    "settle": _example("Steps of fixed length never settle", "bowl", "fixed gd", (3, 5), 0.1, 60),
    "curve": _example("One weight, step by step", "curve", "gd fixed", (5, 0), 0.3, 8, scale="linear"),
    "too_large": _example("Learning rate too large", "curve", "gd", (2, 0), 2.05, 12, scale="linear"),
    "too_small": _example("Learning rate too small", "valley", "gd momentum", (-2.5, 0.8), 0.002, 60),
    "logistic": _example("Batch descent on a real loss", "logistic", "gd momentum", (-1, 3), 1.0, 40,
                         scale="linear"),
    "stochastic": _example("One example a step: the weights swing", "logistic", "gd", (-1, 3), 1.0, 96,
                           batch=1, scale="linear"),
    "minibatch": _example("Mini-batches of eight", "logistic", "gd momentum", (-1, 3), 1.0, 60, batch=8,
                          momentum=0.8, scale="linear"),
    "decay": _example("A shrinking rate calms the swings", "logistic", "gd", (-1, 3), 1.0, 192, batch=1,
                      schedule="inverse", half_life=24, scale="linear"),
    "noise": _example("Fast, then restless: a noisy bowl", "bowl", "gd momentum adam", (3, 5), 0.1, 100,
                      batch=4, noise=3.0),
    "saddle": _example("On the ridge of a saddle", "saddle", "gd momentum adam", (2, 0.01), 0.1, 60,
                       scale="linear"),
    "two_minima": _example("Two minima: where you start decides", "two_minima", "gd momentum nesterov",
                           (1.6, 1.0), 0.1, 60, scale="linear"),
    "rosenbrock": _example("Rosenbrock’s curved valley", "rosenbrock", "gd momentum adam adagrad", 
                           (-1.5, 2.0), 0.001, 200, rates={"adam": 0.1, "adagrad": 0.5}),
    "terraces": _example("Terraces: where slopes say nothing", "terraces", "gd momentum rmsprop adam",
                         (1.9, 0.9), 0.05, 80, scale="linear"),
}  # fmt: skip
