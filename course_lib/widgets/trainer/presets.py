"""The examples that LiveTrainer opens with."""

from __future__ import annotations

from typing import Any

_ALL = {"network": "conv", "units": 6, "optimiser": "momentum", "learning_rate": 0.05, "batch_size": 20,
        "weight_decay": 0.0, "train_size": 400}  # fmt: skip

PRESETS: dict[str, dict[str, Any]] = {
    "conv": {"title": "Six filters read digits", **_ALL},
    "convnetjs": {"title": "Two layers, after ConvNetJS", **_ALL, "network": "deep", "units": 8,
                  "optimiser": "adam", "learning_rate": 0.01, "weight_decay": 0.001},
    "linear": {"title": "One linear layer", **_ALL, "network": "linear",
               "optimiser": "sgd", "learning_rate": 0.5},
    "hidden": {"title": "A hidden layer of 16 units", **_ALL, "network": "hidden", "units": 16},
    "by_heart": {"title": "Forty digits, by heart", **_ALL, "train_size": 40, "units": 8},
    "too_fast": {"title": "Far too large a rate", **_ALL, "learning_rate": 1.0},
    "too_slow": {"title": "Far too small a rate", **_ALL, "optimiser": "sgd",
                 "learning_rate": 0.005},
    "decay": {"title": "Weights held short", **_ALL, "network": "linear", "optimiser": "sgd",
              "learning_rate": 0.5, "weight_decay": 0.1},
}  # fmt: skip
