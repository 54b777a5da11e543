"""The switch: the same model and the same training loop on NumPy or on PyTorch, on a CPU or a GPU.

`course_lib.nn` has torch's names, so a model written as `B.nn.Linear(...)` needs nothing else to change
engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


class TorchMissing(ModuleNotFoundError):
    """PyTorch is not there. A notebook shows this one sentence and no traceback."""

    def __init__(self) -> None:
        super().__init__(
            "PyTorch is not installed here. In a terminal, in the course's folder, run\n\n"
            "    python -m course_lib lab --torch\n\n"
            "(or `pip install torch` in an environment of your own). Then restart the kernel and run the "
            "cell again. Chapters 00 to 12 and 14 to 16 do without PyTorch, as does use('numpy')."
        )

    def _render_traceback_(self) -> list[str]:  # what IPython asks for before it draws a traceback
        return str(self).splitlines()


@dataclass(frozen=True)
class Backend:
    """One engine: its `nn`, `optim` and functional `F`, and how arrays get in and out.

    >>> B = use("numpy")
    >>> model = B.nn.Linear(3, 2)
    >>> B.numpy(model(B.tensor(np.zeros((4, 3), np.float32)))).shape
    (4, 2)
    """

    name: str
    device: str
    nn: Any
    optim: Any
    F: Any

    def tensor(self, array: Any) -> Any:
        """An array as this engine's tensor, on its device."""
        if self.name == "torch":
            import torch

            return torch.as_tensor(np.array(array), device=self.device)
        from course_lib.tensor import Tensor

        return Tensor(array)

    def numpy(self, tensor: Any) -> np.ndarray:
        """A tensor of this engine as an array."""
        return tensor.detach().cpu().numpy() if self.name == "torch" else tensor.numpy()

    def to_device(self, model: Any) -> Any:
        """The model with its weights on this engine's device."""
        return model.to(self.device)

    def no_grad(self) -> Any:
        """A context in which nothing is recorded."""
        if self.name == "torch":
            import torch

            return torch.no_grad()
        from course_lib.tensor import no_grad

        return no_grad()

    def manual_seed(self, seed: int) -> None:
        """Start this engine's random numbers from a seed."""
        if self.name == "torch":
            import torch

            torch.manual_seed(seed)
        else:
            from course_lib.tensor import manual_seed

            manual_seed(seed)


def use(name: str = "numpy", device: str = "auto") -> Backend:
    """Choose the engine: "numpy" (CPU) or "torch"; device "auto" takes a GPU where torch finds one.

    Raises ValueError for other names and for a GPU with NumPy, TorchMissing (a ModuleNotFoundError) where
    torch is not installed.

    >>> use("numpy").device
    'cpu'
    """
    if name == "numpy":
        if device not in ("auto", "cpu"):
            raise ValueError(
                f'backend: NumPy computes on the CPU; for device {device!r} choose use("torch", {device!r})'
            )
        from course_lib import nn, optim

        chosen = Backend("numpy", "cpu", nn, optim, nn.functional)
    elif name == "torch":
        try:
            import torch
        except ModuleNotFoundError:
            raise TorchMissing() from None
        gpu = torch.cuda.is_available()
        if device.startswith("cuda") and not gpu:
            raise ValueError(
                f'backend: torch finds no GPU here, so {device!r} cannot be used; take device="cpu"'
            )
        device = ("cuda" if gpu else "cpu") if device == "auto" else device
        chosen = Backend("torch", device, torch.nn, torch.optim, torch.nn.functional)
    else:
        raise ValueError(f'backend: the engines are "numpy" and "torch", not {name!r}')
    return chosen


def of(model: Any) -> Backend:
    """The engine a model belongs to, on the device where its weights are."""
    if type(model).__module__.split(".")[0] == "torch" or hasattr(model, "register_forward_hook"):
        return use("torch", str(next((p.device for p in model.parameters()), "cpu")))
    return use("numpy")
