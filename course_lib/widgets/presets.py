"""Widgets that open with a named example: a word sets several traits, and any change makes it "own"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets

from course_lib.widgets.base import Widget


class PresetWidget(Widget):
    """A widget with a table of examples; a subclass adds the trait ``preset``, a `Choice` of their names.

    Args:
        preset: the name of an example, the first of the table by default; other options go before its values.
        **options: the traits of the widget.

    Raises:
        ValueError: for an example that there is none of, or a value that does not fit.
    """

    examples: ClassVar[Mapping[str, Mapping[str, Any]]] = {}  # name -> {"title": ..., trait: value, ...}
    preset: Any
    looking: ClassVar[tuple[str, ...]] = ()  # traits that choose what is read, not what there is
    _examples: Any = traitlets.List().tag(sync=True)
    _loading = False

    def __init__(self, preset: str | None = None, **options: Any) -> None:
        word: Any = self.traits()["preset"]
        name = word.validate(self, next(iter(self.examples)) if preset is None else preset)
        values = {k: v for k, v in self.examples.get(name, {}).items() if k not in ("title", "note")}
        sent = [{"name": n, **dict(v)} for n, v in self.examples.items()]
        super().__init__(_examples=sent, **{**values, **options})
        own = any(k in values and options[k] != values[k] for k in options if k in self._moved())
        self.preset = "own" if own else name
        self.observe(self._load, names=["preset"])
        self.observe(self._left, names=self._moved())

    @classmethod
    def _moved(cls) -> list[str]:
        """The traits whose change leaves the example."""
        names = {k for v in cls.examples.values() for k in v} - {"title", "note"} - set(cls.looking)
        return sorted(names)

    def _load(self, change: Any) -> None:
        if self.from_page or change["new"] == "own":
            return  # the page sets the values itself
        values = {k: v for k, v in self.examples[change["new"]].items() if k not in ("title", "note")}
        self._loading = True
        try:
            with self.hold_sync(), self.hold_trait_notifications():
                for name, value in values.items():
                    setattr(self, name, value)
        finally:
            self._loading = False

    def _left(self, change: Any) -> None:
        if not (self._loading or self.from_page):
            self.preset = "own"
