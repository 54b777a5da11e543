"""A timeline to scrub along: what happened in a year, why it mattered, and where to read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import traitlets

from course_lib.widgets.base import Widget, WidgetError
from course_lib.widgets.timeline_events import ERAS, SETS, checked_events

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Timeline(Widget):
    """Events in the order of their years: scrub along them and read what happened and why it mattered.

    Args:
        events: "history" (neural networks from 1943 to 2024), "slide" (those that the lecture's history
            names), "cortex" (from the first cells of seeing to learned kernels), or events of your own,
            each a dict with a year and a title, and as you like with what, why, thread (the lane it
            stands in), said (what the slide says) and source.
        year: where to open: the event nearest to this year; the first by default.
        threads: the lanes to show; all of them by default.
        eras: spans of years with a name, (from, to, name) each; three waves for the history.
        hide, lock: names of controls: threads, scrub.

    Raises:
        ValueError: for events without a year or a title, or a thread that there is none of.
        TypeError: for an option that does not exist.

    Example:
        >>> w = Timeline(year=1970)
        >>> w.year, w.result["title"]
        (1969, 'What one layer cannot do')
        >>> w.next()
        >>> w.year
        1980
    """

    _script = "timeline.js"
    _style = "timeline.css"
    controls = ("threads", "scrub")

    _events: Any = traitlets.List().tag(sync=True)
    _eras: Any = traitlets.List().tag(sync=True)
    _threads: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _at = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(
        self,
        events: str | Iterable[Mapping[str, Any]] = "history",
        *,
        year: int | None = None,
        threads: Iterable[str] | None = None,
        eras: Iterable[tuple[int, int, str]] | None = None,
        **options: Any,
    ) -> None:
        if isinstance(events, str) and events not in SETS:
            raise WidgetError(f"events must be {' or '.join(map(repr, SETS))} or a list, not {events!r}.")
        found = checked_events(SETS[events] if isinstance(events, str) else events)
        spans = (ERAS if events in ("history", "slide") else ()) if eras is None else eras
        lanes = list(dict.fromkeys(event["thread"] for event in found))
        super().__init__(_events=found, _eras=_spans(spans), _threads=lanes, **options)
        if threads is not None:
            self.threads = threads
        if year is not None:
            self.year = year

    # Read and set from Python

    @property
    def events(self) -> list[dict[str, Any]]:
        """All events in order, each a dict."""
        return [dict(event) for event in self._events]

    @property
    def lanes(self) -> list[str]:
        """The names of all threads, in the order in which they begin."""
        return list(dict.fromkeys(event["thread"] for event in self._events))

    @property
    def threads(self) -> list[str]:
        """The threads that are shown; set it to some of ``lanes``."""
        return [lane for lane in self.lanes if lane in self._threads]

    @threads.setter
    def threads(self, threads: Iterable[str]) -> None:
        wanted = [threads] if isinstance(threads, str) else list(threads)
        odd = [name for name in wanted if name not in self.lanes]
        if odd or not wanted:
            what = f"no thread {odd[0]!r}" if odd else "nothing to show without a thread"
            raise WidgetError(f"there is {what}; choose from {', '.join(map(repr, self.lanes))}.")
        with self.hold_sync():
            self._threads = wanted
            self.year = self.year

    @property
    def year(self) -> int:
        """The year of the chosen event; set it, and the nearest event that is shown is chosen."""
        return int(self.event["year"])

    @year.setter
    def year(self, year: int) -> None:
        if isinstance(year, bool) or not isinstance(year, int):
            raise WidgetError(f"year must be a whole number such as 1958, not {year!r}.")
        now, here = self._at, self._shown()
        self._at = min(here, key=lambda k: (abs(self._events[k]["year"] - year), k != now, k))

    @property
    def event(self) -> dict[str, Any]:
        """The chosen event: year, title, what, why, thread, said, source."""
        return dict(self._events[min(self._at, len(self._events) - 1)])

    def next(self) -> None:
        """Go to the next event that is shown; at the last, stay."""
        self._at = next((k for k in self._shown() if k > self._at), self._at)

    def back(self) -> None:
        """Go to the event before; at the first, stay."""
        self._at = next((k for k in reversed(self._shown()) if k < self._at), self._at)

    def _shown(self) -> list[int]:
        return [k for k, event in enumerate(self._events) if event["thread"] in self._threads]

    @property
    def result(self) -> dict[str, Any]:
        """The chosen event, its number among those shown (from 1), and how many are shown."""
        shown = self._shown()
        number = shown.index(self._at) + 1 if self._at in shown else 0
        return {**self.event, "number": number, "shown": len(shown)}

    @property
    def alt(self) -> str:
        """One sentence: how many events over which years, and the chosen one."""
        now, shown = self.event, [self._events[k] for k in self._shown()]
        span = f"from {shown[0]['year']} to {shown[-1]['year']}" if shown else "in no thread"
        return f"a timeline of {len(shown)} events {span}; chosen: {now['year']}, {now['title']}"

    def _figure(self) -> Figure:
        from course_lib.widgets.timeline_figure import draw

        return draw(self)

    # What the page may send

    @traitlets.validate("_threads")
    def _check_threads(self, proposal: Any) -> list[str]:
        odd = [name for name in proposal["value"] if name not in self.lanes]
        if odd or not proposal["value"]:
            raise WidgetError("the threads must be some of those that the events have.")
        return list(proposal["value"])

    @traitlets.validate("_at")
    def _check_at(self, proposal: Any) -> int:
        return min(int(proposal["value"]), max(0, len(self._events) - 1))


def _spans(eras: Any) -> list[dict[str, Any]]:
    """The eras as the page gets them, or a sentence that says what an era is."""
    try:
        spans = [(int(first), int(last), str(name)) for first, last, name in eras]
    except (TypeError, ValueError):
        what = "an era is (from, to, name), as (1980, 1995, 'connectionism')"
        raise WidgetError(f"{what}, not {eras!r}.") from None
    for first, last, name in spans:
        if not -9999 <= first < last <= 9999:
            raise WidgetError(f"the era {name!r} must begin before it ends.")
    return [{"from": first, "to": last, "title": name} for first, last, name in spans]
