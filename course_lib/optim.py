"""Optimisers and learning-rate schedules with the names, arguments, defaults and steps of `torch.optim`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from course_lib.tensor import Tensor, no_grad


class Optimizer:
    """Base of all optimisers: a subclass says in `change` how one parameter moves.

    `params` are tensors, or dictionaries {"params": [...], "lr": ...} with settings of their own. Raises
    ValueError for no parameters and for negative settings.
    """

    def __init__(self, params: Iterable[Any], **defaults: Any):
        groups = list(params)
        groups = groups if groups and isinstance(groups[0], dict) else [{"params": groups}]
        self.param_groups = [{**defaults, **g, "params": list(g["params"])} for g in groups]
        if not any(g["params"] for g in self.param_groups):
            raise ValueError(f"{type(self).__name__}: there are no parameters to optimise")
        for group in self.param_groups:
            for name in ("lr", "momentum", "weight_decay", "eps"):
                if group.get(name, 0) < 0:
                    raise ValueError(f"{type(self).__name__}: {name} must not be negative, got {group[name]}")
        self.state: dict[Tensor, dict[str, Any]] = {}

    def zero_grad(self) -> None:
        """Forget all gradients, so that the next backward pass starts from none."""
        for group in self.param_groups:
            for p in group["params"]:
                p.grad = None

    @no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.data -= self.change(p.data, p.grad, self.state.setdefault(p, {}), group)
                    p.touch()

    def change(
        self, w: np.ndarray, g: np.ndarray, state: dict[str, Any], group: dict[str, Any]
    ) -> np.ndarray:
        """What to subtract from a parameter w with gradient g; what must be remembered goes into `state`."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """Settings and memory, with parameters as numbers in order: enough to resume."""
        params = [p for g in self.param_groups for p in g["params"]]
        settings = [{k: v for k, v in g.items() if k != "params"} for g in self.param_groups]
        state = {i: dict(self.state[p]) for i, p in enumerate(params) if p in self.state}
        return {"state": state, "param_groups": settings}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` gave."""
        params = [p for g in self.param_groups for p in g["params"]]
        for group, settings in zip(self.param_groups, state_dict["param_groups"], strict=True):
            group.update(settings)
        self.state = {params[int(i)]: dict(memory) for i, memory in state_dict["state"].items()}


class SGD(Optimizer):
    """w <- w - lr g, with momentum v <- momentum v + g and Nesterov's look ahead.

    >>> from course_lib.tensor import Parameter
    >>> w = Parameter([1.0]); w.grad = np.array([0.5], np.float32)
    >>> SGD([w], lr=0.1).step(); w.tolist()
    [0.949999988079071]
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ):
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("SGD: nesterov needs a momentum above 0 and no dampening")
        super().__init__(
            params,
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
        )

    def change(
        self, w: np.ndarray, g: np.ndarray, state: dict[str, Any], group: dict[str, Any]
    ) -> np.ndarray:
        """One step of gradient descent."""
        g = _decayed(w, g, group)
        if momentum := group["momentum"]:
            v = momentum * state["v"] + (1 - group["dampening"]) * g if "v" in state else g
            state["v"] = v
            g = g + momentum * v if group["nesterov"] else v
        return group["lr"] * g


class Adagrad(Optimizer):
    """w <- w - lr g / sqrt(sum of all g^2 so far) (Duchi et al., 2011)."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
    ):
        start = initial_accumulator_value
        super().__init__(params, lr=lr, lr_decay=lr_decay, weight_decay=weight_decay, start=start, eps=eps)

    def change(
        self, w: np.ndarray, g: np.ndarray, state: dict[str, Any], group: dict[str, Any]
    ) -> np.ndarray:
        """One step, ever smaller where gradients have been large."""
        g = _decayed(w, g, group)
        lr = group["lr"] / (1 + state.get("step", 0) * group["lr_decay"])
        state["step"] = state.get("step", 0) + 1
        state["sum"] = state.get("sum", group["start"]) + g * g
        return lr * g / (np.sqrt(state["sum"]) + group["eps"])


class RMSprop(Optimizer):
    """w <- w - lr g / sqrt(running mean of g^2) (Tieleman and Hinton, 2012)."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
    ):
        super().__init__(
            params,
            lr=lr,
            alpha=alpha,
            eps=eps,
            weight_decay=weight_decay,
            momentum=momentum,
            centered=centered,
        )

    def change(
        self, w: np.ndarray, g: np.ndarray, state: dict[str, Any], group: dict[str, Any]
    ) -> np.ndarray:
        """One step, each weight at its own scale."""
        g, alpha = _decayed(w, g, group), group["alpha"]
        state["square"] = square = alpha * state.get("square", 0.0) + (1 - alpha) * g * g
        if group["centered"]:
            state["mean"] = alpha * state.get("mean", 0.0) + (1 - alpha) * g
            square = square - state["mean"] ** 2
        g = g / (np.sqrt(square) + group["eps"])
        if group["momentum"]:
            state["v"] = g = group["momentum"] * state.get("v", 0.0) + g
        return group["lr"] * g


class Adam(Optimizer):
    """w <- w - lr m / sqrt(v), running means of g and g^2 corrected for their start (Kingma and Ba, 2015)."""

    decoupled = False

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ):
        if not all(0 <= b < 1 for b in betas):
            raise ValueError(f"{type(self).__name__}: betas lie between 0 and 1, got {betas}")
        super().__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)

    def change(
        self, w: np.ndarray, g: np.ndarray, state: dict[str, Any], group: dict[str, Any]
    ) -> np.ndarray:
        """One step of Adam."""
        lr, (b1, b2) = group["lr"], group["betas"]
        if not self.decoupled:
            g = _decayed(w, g, group)
        state["step"] = t = state.get("step", 0) + 1
        state["m"] = m = b1 * state.get("m", 0.0) + (1 - b1) * g
        state["v"] = v = b2 * state.get("v", 0.0) + (1 - b2) * g * g
        step = (lr / (1 - b1**t)) * m / (np.sqrt(v) / math.sqrt(1 - b2**t) + group["eps"])
        return step + lr * group["weight_decay"] * w if self.decoupled else step


class AdamW(Adam):
    """Adam with weight decay applied to the weights, not to the gradient (Loshchilov and Hutter, 2019)."""

    decoupled = True

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ):
        super().__init__(params, lr, betas, eps, weight_decay)


def _decayed(w: np.ndarray, g: np.ndarray, group: dict[str, Any]) -> np.ndarray:
    """The gradient of loss + weight_decay / 2 * |w|^2."""
    return g + group["weight_decay"] * w if group["weight_decay"] else g


def clip_grad_norm_(parameters: Iterable[Tensor], max_norm: float) -> float:
    """Scale all gradients together so that their joint length is at most max_norm; returns the length
    before.
    """
    owners = [(p, p.grad) for p in parameters if p.grad is not None]
    norm = math.sqrt(math.fsum(float(np.square(g).sum()) for _, g in owners))
    if norm > max_norm:
        for p, g in owners:
            p.grad = g * (max_norm / (norm + 1e-6))
    return norm


# -- schedules -----------------------------------------------------------------------------------------
class LRScheduler:
    """Base of schedules: after each `step()` the rate is `rate(base, epoch)`, for every parameter group."""

    def __init__(self, optimizer: Optimizer):
        self.optimizer, self.epoch = optimizer, 0
        self.base = [g.setdefault("initial_lr", g["lr"]) for g in optimizer.param_groups]
        self._set()

    def rate(self, base: float, epoch: int) -> float:
        """The learning rate after `epoch` steps; written by the subclass."""
        raise NotImplementedError

    def step(self) -> None:
        """Call once after each epoch."""
        self.epoch += 1
        self._set()

    def _set(self) -> None:
        for group, base in zip(self.optimizer.param_groups, self.base, strict=True):
            group["lr"] = self.rate(base, self.epoch)

    def get_last_lr(self) -> list[float]:
        """The rate of each group now."""
        return [g["lr"] for g in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Enough to resume."""
        return {k: v for k, v in vars(self).items() if k != "optimizer" and not callable(v)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` gave."""
        vars(self).update(state_dict)
        if type(self).rate is not LRScheduler.rate:
            self._set()


class StepLR(LRScheduler):
    """The rate times gamma every step_size epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """Return base gamma^floor(epoch / step_size)."""
        return base * self.gamma ** (epoch // self.step_size)


class MultiStepLR(LRScheduler):
    """The rate times gamma at each of the given epochs."""

    def __init__(self, optimizer: Optimizer, milestones: Sequence[int], gamma: float = 0.1):
        self.milestones, self.gamma = list(milestones), gamma
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """Return base gamma^(milestones passed)."""
        return base * self.gamma ** sum(epoch >= m for m in self.milestones)


class ExponentialLR(StepLR):
    """The rate times gamma every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float):
        super().__init__(optimizer, 1, gamma)


class CosineAnnealingLR(LRScheduler):
    """From the base rate down to eta_min along half a cosine over T_max epochs (Loshchilov and Hutter,
    2017).
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0):
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """eta_min + (base - eta_min) (1 + cos(pi epoch / T_max)) / 2."""
        return self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2


class LambdaLR(LRScheduler):
    """The base rate times a function of the epoch, for example a warm-up."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Callable[[int], float]):
        self.lr_lambda = lr_lambda
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """Return base lr_lambda(epoch)."""
        return base * self.lr_lambda(epoch)


class ReduceLROnPlateau:
    """The rate times factor when a measure has not improved for more than `patience` epochs."""

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        min_lr: float = 0.0,
    ):
        self.optimizer, self.sign, self.factor = optimizer, 1 if mode == "min" else -1, factor
        self.patience, self.threshold, self.min_lr = patience, threshold, min_lr
        self.best, self.bad = math.inf, 0

    def step(self, metric: float) -> None:
        """Call once after each epoch with the measure."""
        value = self.sign * float(metric)
        margin = abs(self.best) * self.threshold if math.isfinite(self.best) else 0
        if value < self.best - margin:
            self.best, self.bad = value, 0
        else:
            self.bad += 1
        if self.bad > self.patience:
            for group in self.optimizer.param_groups:
                group["lr"] = max(group["lr"] * self.factor, self.min_lr)
            self.bad = 0
