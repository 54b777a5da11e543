"""What the widgets for sequences take in: arrays, texts, and the weights of the course's recurrent layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_lib.widgets.base import WidgetError

Array = NDArray[np.float64]
MOST_STEPS = 100
LARGEST = 1e6


def numbers(value: Any, what: str, ndim: int | tuple[int, ...] | None = None) -> Array:
    """Return finite float64 numbers: an array, nested lists or a tensor of the course or of torch.

    Args:
        value: what a caller passed.
        what: its name, for the error.
        ndim: the number of axes that fits, one or several.

    Raises:
        WidgetError: with the shape that came, or where a number is not finite or beyond a million.
    """
    data = value.detach() if hasattr(value, "detach") else value
    data = data.numpy() if hasattr(data, "numpy") else data
    try:
        array = np.asarray(data)
        if array.dtype.kind not in "biuf":
            raise TypeError
        array = array.astype(np.float64)
    except (TypeError, ValueError):
        raise WidgetError(f"{what} must be an array of numbers, not {_short(value)}.") from None
    wanted = () if ndim is None else (ndim,) if isinstance(ndim, int) else ndim
    if wanted and array.ndim not in wanted:
        axes = " or ".join(str(n) for n in wanted)
        raise WidgetError(f"{what} has shape {array.shape}; it needs {axes} axes.")
    if not array.size:
        raise WidgetError(f"{what} has shape {array.shape}: there is nothing in it.")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise WidgetError(f"{what} holds a value that is not a finite number, at {where}.")
    if np.abs(array).max() > LARGEST:
        raise WidgetError(
            f"{what} holds {np.abs(array).max():g}; numbers up to {LARGEST:g} fit: divide by a scale."
        )
    return array


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:57]}..."


def sequence(value: Any, batch_first: bool = False, what: str = "x") -> Array:
    """Return one sequence as rows (T, I), from (T,), (T, I), or a batch of one.

    Raises:
        WidgetError: for another shape, a batch of several, or more than 100 steps.
    """
    array = numbers(value, what, (1, 2, 3))
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim == 3:
        batch = 0 if batch_first else 1
        if array.shape[batch] != 1:
            one = f"{what}[0]" if batch_first else f"{what}[:, 0]"
            raise WidgetError(
                f"{what} has shape {array.shape}, a batch of {array.shape[batch]} sequences; the widget "
                f"shows one: pass {one}."
            )
        array = array.squeeze(batch)
    if len(array) > MOST_STEPS:
        raise WidgetError(f"{what} has {len(array)} steps; the widget shows at most {MOST_STEPS}.")
    return array


def words(value: Any, what: str, count: int | None = None) -> list[str]:
    """Return a list of texts, one an item; a single text is taken letter by letter.

    Raises:
        WidgetError: if there are not `count` of them, or an item is not a text or a number.
    """
    if value is None:
        return []
    try:
        found = [str(item)[:200] for item in value]
    except TypeError:
        raise WidgetError(f"{what} must be a list of texts, not {_short(value)}.") from None
    if count is not None and len(found) != count:
        raise WidgetError(f"{what} holds {len(found)} names, but there are {count} to name.")
    return found


def one_hot(text: str, alphabet: list[str]) -> Array:
    """Return one row a letter, (T, len(alphabet)): 1 at its place, zeros for a letter it does not hold."""
    rows = np.zeros((len(text), len(alphabet)))
    for t, letter in enumerate(text):
        if letter in alphabet:
            rows[t, alphabet.index(letter)] = 1
    return rows


def layer_of(module: Any, names: tuple[str, ...], layer: int, x: Array) -> tuple[dict[str, Array], Array]:
    """Return the weights of one layer of a recurrent module of the course (or of torch), and what enters it.

    Args:
        module: a layer or a cell whose class is one of `names`.
        names: the classes that the widget can show.
        layer: counted from 0; the layers below are run on `x` to find what enters this one.
        x: the sequence (T, I).

    Returns:
        {"weight_ih": (G*H, I), "weight_hh": (G*H, H), "bias_ih": (G*H,), "bias_hh": (G*H,)}, and its input.

    Raises:
        WidgetError: for another module, a layer it does not have, or one that runs in both directions.
    """
    kind = type(module).__name__
    if kind not in names:
        raise WidgetError(f"this widget shows {', '.join(names)}, not {kind}.")
    if getattr(module, "bidirectional", False):
        raise WidgetError(f"this {kind} runs in both directions; the widget shows one that runs forward.")
    count = getattr(module, "num_layers", 1)
    if not 0 <= layer < count:
        raise WidgetError(f"layer must lie between 0 and {count - 1}, not {layer}.")
    if x.shape[1] != module.input_size:
        raise WidgetError(f"x has shape {x.shape}, but this {kind} takes {module.input_size} numbers a step.")
    end = "" if kind.endswith("Cell") else f"_l{layer}"
    found = {}
    rows = 0
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        value = getattr(module, name + end, None)
        if value is not None:
            found[name] = numbers(value, name + end)
            rows = len(found[name])
    for name in ("bias_ih", "bias_hh"):
        found.setdefault(name, np.zeros(rows))
    return found, _below(module, layer, x) if layer else x


def _below(module: Any, layer: int, x: Array) -> Array:
    """What leaves the layers under `layer` for the sequence x: (T, H)."""
    from course_lib.nn import recurrent

    more = {"nonlinearity": module.nonlinearity} if type(module).__name__ == "RNN" else {}
    lower = getattr(recurrent, type(module).__name__)(
        module.input_size, module.hidden_size, layer, bias=bool(module.bias), **more
    ).eval()
    for name, value in lower.named_parameters():
        value.data = numbers(getattr(module, name), name)
    from course_lib.tensor import Tensor

    return np.asarray(lower(Tensor(x[:, None]))[0].data[:, 0])
