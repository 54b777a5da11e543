"""`fit`: one training loop for both engines, with live progress, history, early stopping, checkpoints, and
resuming.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import backend
from course_lib.tensor import NonFiniteError, detect_anomaly, no_grad

Arrays = tuple[Any, Any]


@dataclass
class History:
    """What happened, one row an epoch: `history["loss"]`, `history["val_accuracy"]`, ..., and where
    training stands.
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    batch: int = 0  # batches done of the epoch that was interrupted
    sums: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])  # its loss, hits and examples so far
    stopped: str = ""  # "", "interrupted" or "early"
    best: int = -1

    def __getitem__(self, name: str) -> list[float]:
        if not any(name in row for row in self.rows):
            raise KeyError(
                f"history has {sorted(self.rows[0]) if self.rows else 'no epochs yet'}, not {name!r}"
            )
        return [row[name] for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def summary(self) -> str:
        """One line that is the same on every machine up to rounding."""
        if not self.rows:
            return f"no epoch finished{', interrupted' if self.stopped else ''}"
        row = self.rows[self.best if self.stopped == "early" else -1]
        values = [f"{name.replace('_', ' ')} {row[name]:.2f}" for name in _SHOWN if name in row]
        how = {
            "": "",
            "interrupted": " (interrupted)",
            "early": f" (stopped early, weights of epoch {self.best + 1})",
        }
        return f"{len(self)} epoch{'s' * (len(self) > 1)}{how[self.stopped]}: {', '.join(values)}"


_SHOWN = ("loss", "accuracy", "val_loss", "val_accuracy")


def fit(
    model: Any,
    data: Arrays,
    optimizer: Any,
    loss: Callable | None = None,
    *,
    epochs: int = 5,
    batch_size: int = 64,
    validation: Arrays | None = None,
    scheduler: Any = None,
    patience: int | None = None,
    checkpoint: str | os.PathLike | None = None,
    resume: History | str | os.PathLike | None = None,
    seed: int = 0,
    shuffle: bool = True,
    progress: bool = True,
    on_epoch: Callable[[History], Any] | None = None,
) -> History:
    """Train `model` on data = (X, Y), arrays of the same length, and return the history.

    `loss(output, target)` defaults to cross-entropy. With `validation` and `patience`, training stops after
    so many epochs without a smaller validation loss and the best weights are put back. `checkpoint` names a
    file written whole after every epoch. Ctrl-C (or "interrupt the kernel") keeps the weights; `resume`
    takes the returned history, or a checkpoint's path, and goes on until `epochs` are done. The model may
    be of either engine.

    Raises ValueError for empty or unequal data, NonFiniteError when the loss is no longer a number.

    >>> from course_lib import nn, optim
    >>> from course_lib.tensor import manual_seed
    >>> manual_seed(0)
    >>> X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 16, np.float32); Y = (X[:, 0] != X[:, 1]).astype(int)
    >>> model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
    >>> history = fit(model, (X, Y), optim.Adam(model.parameters(), lr=0.05), epochs=30, progress=False)
    >>> history["accuracy"][-1]
    1.0
    """
    _check_data("data", data)
    if validation is not None:
        _check_data("validation", validation)
    if patience is not None and validation is None:
        raise ValueError("fit: patience watches the validation loss, so it needs validation=(X, Y)")
    engine = backend.of(model)
    loss = loss or engine.F.cross_entropy
    history = _resumed(resume, model, optimizer, scheduler)
    history.stopped, best = "", (_copy(model) if history.best == len(history) - 1 else None)
    live = Live() if progress else None
    try:
        for epoch in range(len(history), epochs):
            started = time.perf_counter()
            _one_epoch(
                engine, model, data, optimizer, loss, epoch, batch_size, seed, shuffle, history, live, epochs
            )
            row = _end_of_epoch(history, model, data, validation, loss, optimizer, scheduler)
            row["seconds"] = time.perf_counter() - started
            if patience is not None and history.best == epoch:
                best = _copy(model)
            if checkpoint is not None:
                save_checkpoint(checkpoint, model, optimizer, history, scheduler)
            if on_epoch is not None:
                on_epoch(history)
            if patience is not None and epoch - history.best >= patience:
                history.stopped = "early"
                if best is not None:
                    _restore(model, best)
                break
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    finally:
        if live:
            live.close()
    if progress:
        print(history.summary())
    return history


def _one_epoch(
    engine: Any, model: Any, data: Arrays, optimizer: Any, loss: Callable, epoch: int, batch_size: int,
    seed: int, shuffle: bool, history: History, live: Live | None, epochs: int,
) -> None:  # fmt: skip
    """One pass over the data, from the batch where it was interrupted; the order depends on seed and epoch
    alone.
    """
    model.train()
    x, y = data
    order = np.random.default_rng([seed, epoch]).permutation(len(x)) if shuffle else np.arange(len(x))
    starts = range(0, len(x), batch_size)
    for start in starts[history.batch :]:
        chosen = order[start : start + batch_size]
        xb, yb = engine.tensor(np.asarray(x[chosen])), engine.tensor(np.asarray(y[chosen]))
        output = model(xb)
        value = loss(output, yb)
        number = float(value.item())
        if not math.isfinite(number):
            raise NonFiniteError(_blame(engine, model, loss, xb, yb, number, epoch, history.batch))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        _count(history.sums, number, engine.numpy(output), y[chosen])
        history.batch += 1
        if live:
            live.show(f"epoch {epoch + 1}/{epochs}  batch {history.batch}/{len(starts)}  loss {number:.4f}")


def _end_of_epoch(
    history: History,
    model: Any,
    data: Arrays,
    validation: Arrays | None,
    loss: Callable,
    optimizer: Any,
    scheduler: Any,
) -> dict[str, float]:
    """Complete the history's row, remember the best epoch, move the schedule on."""
    row = _means(history.sums, data[1]) | {"lr": optimizer.param_groups[0]["lr"]}
    if validation is not None:
        row |= {f"val_{k}": v for k, v in evaluate(model, validation, loss).items()}
    history.rows.append(row)
    history.batch, history.sums = 0, [0.0, 0.0, 0.0]
    watched = "val_loss" if validation is not None else "loss"
    if history.best < 0 or row[watched] < history.rows[history.best][watched]:
        history.best = len(history) - 1
    if scheduler is not None:  # ReduceLROnPlateau wants to see the measure
        scheduler.step(*([row[watched]] if hasattr(scheduler, "patience") else []))
    return row


def evaluate(
    model: Any, data: Arrays, loss: Callable | None = None, *, batch_size: int = 512
) -> dict[str, float]:
    """Mean loss, and accuracy where the targets are class numbers, without training; the model's mode is
    kept.
    """
    _check_data("data", data)
    engine = backend.of(model)
    loss = loss or engine.F.cross_entropy
    was_training, sums = model.training, [0.0, 0.0, 0.0]
    model.eval()
    with engine.no_grad():
        for start in range(0, len(data[0]), batch_size):
            x, y = (np.asarray(a[start : start + batch_size]) for a in data)
            output = model(engine.tensor(x))
            _count(sums, float(loss(output, engine.tensor(y)).item()), engine.numpy(output), y)
    model.train(was_training)
    return _means(sums, data[1])


def _count(sums: list[float], loss: float, output: np.ndarray, y: np.ndarray) -> None:
    sums[0] += loss * len(y)
    if _are_classes(y) and output.ndim == 2:
        sums[1] += float((output.argmax(axis=1) == y).sum())
    sums[2] += len(y)


def _are_classes(y: Any) -> bool:
    return np.ndim(y) == 1 and np.asarray(y).dtype.kind in "iu"


def _means(sums: list[float], y: Any) -> dict[str, float]:
    means = {"loss": sums[0] / sums[2]}
    return means | ({"accuracy": sums[1] / sums[2]} if _are_classes(y) else {})


def _check_data(name: str, data: Arrays) -> None:
    x, y = data
    if len(x) != len(y) or not len(x):
        raise ValueError(
            f"fit: {name} needs as many targets as inputs, and at least one; got {len(x)} and {len(y)}"
        )


def _blame(
    engine: Any, model: Any, loss: Callable, x: Any, y: Any, value: float, epoch: int, batch: int
) -> str:
    """Run the failing step once more in debug mode, so that the sentence can name the operation."""
    text = (
        f"the loss became {value} in epoch {epoch + 1}, batch {batch + 1}; a smaller learning rate may help"
    )
    if engine.name == "numpy":
        try:
            with detect_anomaly(), no_grad():
                loss(model(x), y)
        except NonFiniteError as error:
            text += f"; first seen here: {error}"
    return text


# -- checkpoints ---------------------------------------------------------------------------------------
def save_checkpoint(path: Any, model: Any, optimizer: Any, history: History, scheduler: Any = None) -> None:
    """Write weights, optimiser, schedule and history to one .npz file, whole or not at all.

    It is written under another name and then moved, so that a crash never leaves half a file in its place.
    """
    arrays: dict[str, np.ndarray] = {}
    state = {
        "model": _pack(dict(model.state_dict()), arrays, "model"),
        "optimizer": _pack(optimizer.state_dict(), arrays, "optimizer"),
        "scheduler": None if scheduler is None else _pack(scheduler.state_dict(), arrays, "scheduler"),
        "history": asdict(history),
    }
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            np.savez(file, __state__=np.array(json.dumps(state)), **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def load_checkpoint(path: Any, model: Any, optimizer: Any = None, scheduler: Any = None) -> History:
    """Put a checkpoint's weights into `model` (and the rest into optimiser and schedule); returns its
    history.

    Raises FileNotFoundError, and ValueError for a file that is no checkpoint.
    """
    if not Path(path).exists():
        raise FileNotFoundError(f"load_checkpoint: there is no file {Path(path).name!r}")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        state = json.loads(str(arrays.pop("__state__")))
    except (KeyError, ValueError, OSError, EOFError) as error:
        raise ValueError(
            f"load_checkpoint: {Path(path).name!r} is not a checkpoint that can be read"
        ) from error
    engine = backend.of(model)
    _restore(model, _unpack(state["model"], arrays, engine))
    for target, name in ((optimizer, "optimizer"), (scheduler, "scheduler")):
        if target is not None and state[name] is not None:
            target.load_state_dict(_unpack(state[name], arrays, engine))
    return History(**state["history"])


def _pack(value: Any, arrays: dict[str, np.ndarray], name: str) -> Any:
    """Nested dictionaries and lists as JSON; arrays and tensors go aside under their path."""
    if isinstance(value, dict):
        return {"dict": [[k, _pack(v, arrays, f"{name}/{k}")] for k, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"list": [_pack(v, arrays, f"{name}/{i}") for i, v in enumerate(value)]}
    if hasattr(value, "shape"):
        arrays[name] = np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)
        return {"array": name}
    return {"value": value}


def _unpack(packed: Any, arrays: dict[str, np.ndarray], engine: Any) -> Any:
    ((kind, value),) = packed.items()
    if kind == "dict":
        return {k: _unpack(v, arrays, engine) for k, v in value}
    if kind == "list":
        return [_unpack(v, arrays, engine) for v in value]
    if kind == "array":
        return engine.tensor(arrays[value]) if engine.name == "torch" else arrays[value]
    return value


def _copy(model: Any) -> dict[str, Any]:
    return {k: v.clone() if hasattr(v, "clone") else v for k, v in model.state_dict().items()}


def _restore(model: Any, state: dict[str, Any]) -> None:
    model.load_state_dict(state)


def _resumed(resume: Any, model: Any, optimizer: Any, scheduler: Any) -> History:
    if resume is None:
        return History()
    if isinstance(resume, History):
        return resume
    return load_checkpoint(resume, model, optimizer, scheduler)


# -- progress ------------------------------------------------------------------------------------------
class Live:
    """One line that is overwritten while training runs and gone afterwards: a terminal's last line, or a
    widget.
    """

    def __init__(self) -> None:
        self.last, self.widget = 0.0, None
        if "ipykernel" in sys.modules:
            with contextlib.suppress(ImportError):  # without widgets there is simply nothing to watch
                from IPython import display, get_ipython
                from ipywidgets import HTML

                if hasattr(get_ipython(), "kernel"):
                    self.widget = HTML("")
                    display.display(self.widget)

    def show(self, text: str) -> None:
        """Show a line, at most ten times a second."""
        now = time.monotonic()
        if now - self.last < 0.1:
            return
        self.last = now
        if self.widget is not None:
            self.widget.value = text
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def close(self) -> None:
        """Remove the line."""
        if self.widget is not None:
            self.widget.close()
        elif self.last and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def batches(x: Any, y: Any, batch_size: int = 64, seed: int | None = None) -> Iterator[Arrays]:
    """Pairs (X, Y) of at most batch_size rows; shuffled if a seed is given. For loops written by hand.

    >>> [len(xb) for xb, _ in batches(np.zeros((5, 2)), np.zeros(5), batch_size=2)]
    [2, 2, 1]
    """
    order = np.arange(len(x)) if seed is None else np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        chosen = order[start : start + batch_size]
        yield x[chosen], y[chosen]
