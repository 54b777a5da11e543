"""Optimisers and schedules step for step against torch."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib import optim
from course_lib.tensor import Parameter
from tests.engine.harness import torch

OPTIMISERS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.2, "lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.9, "momentum": 0.9, "weight_decay": 0.1}),
    ("RMSprop", {"centered": True, "momentum": 0.5}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.9), "weight_decay": 0.1, "eps": 1e-6}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.3}),
]


def targets(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(4, 3)), rng.normal(size=(50, 4, 3))


@pytest.mark.parametrize("name, options", OPTIMISERS)
def test_fifty_steps_equal_torch(name: str, options: dict) -> None:
    start, gradients = targets()
    ours, theirs = Parameter(start.copy()), torch.nn.Parameter(torch.tensor(start))
    mine = getattr(optim, name)([ours], **options)
    hers = getattr(torch.optim, name)([theirs], **options)
    for g in gradients:
        ours.grad, theirs.grad = g, torch.tensor(g)
        mine.step()
        hers.step()
        np.testing.assert_allclose(ours.numpy(), theirs.detach().numpy(), 1e-9, 1e-12)


@pytest.mark.parametrize("name, options", OPTIMISERS)
def test_defaults_and_argument_names_are_torchs(name: str, options: dict) -> None:
    mine = getattr(optim, name)([Parameter([1.0])], **options).param_groups[0]
    hers = getattr(torch.optim, name)([torch.nn.Parameter(torch.ones(1))], **options).param_groups[0]
    for key, value in mine.items():
        if key in hers and key != "params":
            assert hers[key] == value, key


@pytest.mark.parametrize("name, options", OPTIMISERS)
def test_training_resumes_where_it_stopped(name: str, options: dict) -> None:
    start, gradients = targets()
    w = Parameter(start.copy())
    optimizer = getattr(optim, name)([w], **options)
    for k, g in enumerate(gradients[:20]):
        if k == 10:
            saved = w.numpy().copy(), optimizer.state_dict()
        w.grad = g
        optimizer.step()
    again = Parameter(saved[0])
    resumed = getattr(optim, name)([again], lr=123.0)
    resumed.load_state_dict(saved[1])
    for g in gradients[10:20]:
        again.grad = g
        resumed.step()
    np.testing.assert_array_equal(again.numpy(), w.numpy())


SCHEDULES = [
    ("StepLR", {"step_size": 7, "gamma": 0.3}),
    ("MultiStepLR", {"milestones": [3, 10, 20]}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 50, "eta_min": 0.01}),
    ("LambdaLR", {"lr_lambda": lambda epoch: min(1.0, (epoch + 1) / 10)}),
]


@pytest.mark.parametrize("name, options", SCHEDULES)
def test_schedules_equal_torch_over_fifty_epochs(name: str, options: dict) -> None:
    groups = [{"params": [Parameter([1.0])]}, {"params": [Parameter([1.0])], "lr": 0.5}]
    twins = [
        {"params": [torch.ones(1, requires_grad=True)]},
        {"params": [torch.ones(1, requires_grad=True)], "lr": 0.5},
    ]
    mine, hers = optim.SGD(groups, lr=0.1), torch.optim.SGD(twins, lr=0.1)
    a, b = getattr(optim, name)(mine, **options), getattr(torch.optim.lr_scheduler, name)(hers, **options)
    for _ in range(50):
        np.testing.assert_allclose(a.get_last_lr(), b.get_last_lr(), 1e-9, 1e-12)
        hers.step()
        a.step()
        b.step()
    restarted = getattr(optim, name)(optim.SGD([Parameter([1.0])], lr=0.1), **options)
    restarted.load_state_dict({**a.state_dict(), "base": [0.1]})
    assert restarted.get_last_lr()[0] == pytest.approx(a.get_last_lr()[0])


@pytest.mark.parametrize("mode", ["min", "max"])
def test_plateau_schedule_equals_torch(mode: str) -> None:
    mine = optim.SGD([Parameter([1.0])], lr=1.0)
    hers = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
    a = optim.ReduceLROnPlateau(mine, mode, factor=0.5, patience=2, min_lr=0.05)
    b = torch.optim.lr_scheduler.ReduceLROnPlateau(hers, mode, factor=0.5, patience=2, min_lr=0.05)
    for value in np.random.default_rng(0).normal(size=50).cumsum():
        a.step(value)
        b.step(value)
        assert mine.param_groups[0]["lr"] == pytest.approx(hers.param_groups[0]["lr"])


def test_gradients_are_clipped_together() -> None:
    a, b = Parameter([3.0]), Parameter([4.0])
    a.grad, b.grad = np.array([3.0], np.float32), np.array([4.0], np.float32)
    assert optim.clip_grad_norm_([a, b], 1.0) == pytest.approx(5.0)
    np.testing.assert_allclose([a.grad[0], b.grad[0]], [0.6, 0.8], 1e-5)
    assert optim.clip_grad_norm_([a, b], 10.0) == pytest.approx(1.0, rel=1e-5)
