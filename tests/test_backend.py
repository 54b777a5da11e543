"""The switch between the engines: what it says where PyTorch is missing, and that it moves nothing else."""

from __future__ import annotations

import sys

import pytest

from course_lib import backend


def test_without_torch_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        backend.use("torch")
    assert isinstance(caught.value, backend.TorchMissing)
    shown = caught.value._render_traceback_()
    assert shown[0].startswith("PyTorch is not installed here")
    assert "    python -m course_lib lab --torch" in shown and not any("Traceback" in line for line in shown)


def test_the_engine_of_a_model_is_found() -> None:
    torch = pytest.importorskip("torch")
    assert backend.of(torch.nn.Linear(2, 1)).name == "torch"
    assert backend.of(backend.use("numpy").nn.Linear(2, 1)).name == "numpy"


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="NumPy computes on the CPU"):
        backend.use("numpy", "cuda")
    with pytest.raises(ValueError, match="the engines are"):
        backend.use("jax")
