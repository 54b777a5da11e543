"""What every widget shares: its scripts joined into one module, its picture for paper, its clear errors.

A widget is a class here (the reference computation, the traits) and a script of the same name (the drawing).
The script begins with ``import {...} from "./shared.js"``; browsers get it and all it imports as one module.
"""

from __future__ import annotations

import base64
import difflib
import hashlib
import inspect
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from course_lib.widgets.scripts import join_scripts, packed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HERE = Path(__file__).parent
TOKENS: dict[str, Any] = json.loads((HERE.parent / "plot" / "tokens.json").read_text(encoding="utf-8"))


class WidgetError(traitlets.TraitError, ValueError):
    """A value that a widget cannot show; the message says what would fit."""


# Traits with errors that a learner can act on


class Choice(traitlets.TraitType[str, str]):
    """A trait that holds one of a few words."""

    def __init__(self, words: Iterable[str], default: str, **kwargs: Any) -> None:
        self.words = tuple(words)
        super().__init__(default, **kwargs)

    def validate(self, obj: Any, value: Any) -> str:
        """Return the word, or say which words there are."""
        if value in self.words:
            return str(value)
        near = difflib.get_close_matches(str(value), self.words, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise WidgetError(
            f"{self.name} must be one of {', '.join(map(repr, self.words))}, not {value!r}.{hint}"
        )


class Number(traitlets.TraitType[float, float]):
    """A trait that holds one finite number between two limits."""

    def __init__(self, default: float, low: float = -np.inf, high: float = np.inf, **kwargs: Any) -> None:
        self.low, self.high = low, high
        super().__init__(float(default), **kwargs)

    def validate(self, obj: Any, value: Any) -> float:
        """Return the number as a float, or say which numbers fit."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise WidgetError(f"{self.name} must be a number, not {value!r}.") from None
        if not np.isfinite(number):
            raise WidgetError(f"{self.name} must be a finite number, not {number}.")
        if not self.low <= number <= self.high:
            raise WidgetError(f"{self.name} must lie between {self.low:g} and {self.high:g}, not {number:g}.")
        return number


def floats() -> Any:
    """A trait of float64 numbers as bytes, so that not one bit is lost on the way to the browser and back."""
    return traitlets.Bytes().tag(sync=True, from_json=lambda value, widget: bytes(value or b""))


def pack(values: ArrayLike) -> bytes:
    """Turn numbers into the bytes of a `floats` trait (float64, little-endian, row after row).

    Example:
        >>> len(pack([1.0, 2.0]))
        16
    """
    return np.ascontiguousarray(values, dtype="<f8").tobytes()


def unpack(data: bytes, columns: int | None = None) -> NDArray[np.float64]:
    """Turn the bytes of a `floats` trait back into numbers: (N,), or (N, columns).

    Raises:
        WidgetError: if the bytes do not hold whole rows.

    Example:
        >>> unpack(pack([1.0, 2.0, 3.0, 4.0]), columns=2).shape
        (2, 2)
    """
    if len(data) % (8 * (columns or 1)):
        raise WidgetError(f"{len(data)} bytes do not hold whole rows of {columns or 1} float64 numbers.")
    values = np.frombuffer(data, dtype="<f8").astype(np.float64)
    return values if columns is None else values.reshape(-1, columns)


# The scripts and the styles; scripts.py joins the files


def token_css() -> str:
    """The tokens of `plot/tokens.json` as CSS variables: widgets and figures show the same colours."""
    names = ("positive", "negative", "gradient", "focus", "right", "wrong")
    rules = [f"--cl-{name}: {TOKENS[name]};" for name in names]
    rules += [f"--cl-class-{k}: {colour};" for k, colour in enumerate(TOKENS["classes"])]
    rules += [f"--cl-font: {TOKENS['font']};", f"--cl-motion: {TOKENS['motion_ms']}ms;"]
    rules += [f"--cl-light-ink: {TOKENS['ink']};", f"--cl-light-paper: {TOKENS['paper']};"]
    return ".cl-widget {" + " ".join(rules) + "}\n"


def join_styles(*names: str | Path) -> str:
    """Join the tokens, shared.css and a widget's own style, without comments and needless spaces."""
    text = "".join((HERE / name).read_text(encoding="utf-8") for name in names)
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    text = re.sub(r"([:,]) ", r"\1", re.sub(r" ?([{};]) ?", r"\1", text)).replace(";}", "}")
    return token_css() + text


class Widget(anywidget.AnyWidget):
    """The base of all widgets: traits, one readable result, a stable text form and a picture for paper.

    A subclass names its ``_script`` (and ``_style``: one file, or several with spaces between), lists its
    ``controls``, and writes ``result``, ``alt`` and ``_figure``.

    Args:
        hide: names of controls that the page does not show.
        lock: names of controls that the page shows but does not let change.
        predict: a question that the page asks first, or ``{"ask": question, "options": [answers]}``; until
            the student commits, the widget hides what gives it away. `prediction` reads the answer.
        keep: a name, used once in a notebook: a new run of the cell or a new kernel then finds the widget as
            the student left it. Without a name it starts as its cell says, and offers to bring that back.
        **options: the traits of the widget.

    Raises:
        TypeError: for an option that the widget does not have.
        ValueError: for a control that the widget does not have, or a value that does not fit.
    """

    _script: ClassVar[str] = ""
    _style: ClassVar[str] = ""
    controls: ClassVar[tuple[str, ...]] = ()

    _hide = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _lock = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _predict: Any = traitlets.Dict().tag(sync=True)
    _prediction = traitlets.Unicode("").tag(sync=True)
    _kept: Any = traitlets.Dict().tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "_script" in cls.__dict__:
            cls._esm = packed(join_scripts(cls._script))
            cls._css = join_styles("shared.css", *cls._style.split())

    def __init__(
        self,
        *,
        hide: Iterable[str] = (),
        lock: Iterable[str] = (),
        predict: str | Mapping[str, Any] = "",
        keep: str = "",
        **options: Any,
    ) -> None:
        keywords = inspect.signature(type(self).__init__).parameters
        known = [name for name in {*self.trait_names(), *keywords} if not name.startswith("_")]
        for name in options:
            if name not in known and not name.startswith("_"):
                near = difflib.get_close_matches(name, known, 1)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                raise TypeError(f"{type(self).__name__} has no option {name!r}.{hint}")
        super().__init__(
            _hide=self._named(hide, "hide"),
            _lock=self._named(lock, "lock"),
            _predict=_asked(predict),
            **options,
        )
        self._keep_as = str(keep)

    @property
    def prediction(self) -> str:
        """What the student predicted, or "" before that."""
        return str(self._prediction)

    def _named(self, names: Iterable[str], keyword: str) -> list[str]:
        """The control names as a list, or a sentence that lists the controls there are."""
        chosen = [names] if isinstance(names, str) else list(names)
        for name in chosen:
            if name not in self.controls:
                there = ", ".join(self.controls)
                raise WidgetError(
                    f"{keyword}: {type(self).__name__} has no control {name!r}; it has {there}."
                )
        return chosen

    # What a subclass tells about itself

    @property
    def result(self) -> dict[str, Any]:
        """What the widget shows now, as plain numbers and arrays."""
        return {}

    @property
    def output(self) -> dict[str, Any]:
        """The same as ``result``, unless the widget's lesson has another output."""
        return self.result

    @property
    def alt(self) -> str:
        """One sentence that says what the widget shows, for readers who do not see it."""
        return "an interactive widget"

    def _figure(self) -> Figure | None:
        """Draw what the widget shows as a figure for paper, for GitHub and for pages without JavaScript."""
        return None

    # What is the same for all

    from_page = False  # True while a change that came from the page is being taken in

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in what the page sends; ``from_page`` tells observers that it came from there."""
        self.from_page = True
        try:
            super().set_state(sync_data)
        finally:
            self.from_page = False

    def __repr__(self) -> str:
        """A text form that is the same on every machine and in every run."""
        return f"{type(self).__name__}: {self.alt}"

    def _signature(self) -> str:
        """A short text that changes when the widget starts from something else."""
        state = {k: v for k, v in self.get_state().items() if k not in ("_esm", "_css", "layout", "tabbable")}
        return hashlib.sha256(repr(sorted(state.items())).encode()).hexdigest()[:16]

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, the text, and the picture with its alternative text."""
        name = self._keep_as or _place_in_notebook(type(self).__name__)
        if name and not self._kept:
            self._kept = {"name": name, "signature": self._signature(), "offer": not self._keep_as}
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        data = {**data, "text/plain": repr(self)}
        figure = self._figure()
        if figure is not None:
            data["image/png"] = base64.b64encode(_png(figure)).decode("ascii")
            metadata = {**metadata, "image/png": {"alt": self.alt}}
        return data, metadata


_shown: tuple[str, int] = ("", 0)  # the run of a cell that showed a widget last, and how many it has shown


def _place_in_notebook(kind: str) -> str:
    """Which widget of which cell is being shown, in a notebook whose front end tells; "" elsewhere."""
    global _shown
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent() if kernel is not None else {}
    cell = (request.get("metadata") or {}).get("cellId", "")
    run = (request.get("header") or {}).get("msg_id", "")
    if not cell:
        return ""
    _shown = (run, _shown[1] + 1 if _shown[0] == run else 1)
    return f"{cell} {kind} {_shown[1]}"


def _asked(predict: str | Mapping[str, Any]) -> dict[str, Any]:
    """The question as the page wants it: {} for none, or {"ask": ..., "options": [...]}."""
    given: Mapping[str, Any] = {"ask": predict} if isinstance(predict, str) else predict
    options = given.get("options", ())
    if set(given) - {"ask", "options"} or isinstance(options, str) or len(options) == 1:
        raise WidgetError(
            'predict must be a question, or {"ask": question, "options": [two or more answers]}, '
            f"not {predict!r}."
        )
    return {"ask": str(given["ask"]), "options": [str(o) for o in options]} if given.get("ask") else {}


def _png(figure: Figure) -> bytes:
    """The figure as a PNG without the version and date that would change the file from day to day."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    return buffer.getvalue()
