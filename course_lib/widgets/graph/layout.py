"""Where the nodes of a computation graph stand on paper, by the steps of graph/layout.js."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(eq=False)
class Seat:
    """A place in a column: of a node, or of a long edge that passes through (node -1)."""

    node: int
    column: int
    size: float
    before: list[Seat] = field(default_factory=list)
    after: list[Seat] = field(default_factory=list)
    at: float = 0.0
    rank: int = 0
    offset: float = 0.0


def layout(
    inputs: Sequence[Sequence[int]], tall: Sequence[float], gap: float
) -> tuple[list[Seat], list[list[list[Seat]]]]:
    """The seats of the nodes, and for each node and input the seats that the edge runs through.

    ``tall`` is each node's extent across the flow; ``seat.column`` counts from the inputs, ``seat.at`` is the
    middle.

    Example:
        >>> seats, _ = layout([[], [], [0, 1]], [1, 1, 1], 0.5)
        >>> [(s.column, s.at) for s in seats]
        [(0, -0.75), (0, 0.75), (1, 0.0)]
    """
    n = len(inputs)
    level = [0] * n
    for i in reversed(range(n)):
        for j in inputs[i]:
            level[j] = max(level[j], level[i] + 1)
    last = max(level)
    seats = [Seat(i, last - level[i], tall[i]) for i in range(n)]
    routes = [[_route(seats[j], seats[i], 0.25 * gap) for j in inputs[i]] for i in range(n)]
    tries = []
    for way in _WAYS:
        order: list[list[Seat]] = [[] for _ in range(last + 1)]
        _visit(seats[-1], order, set(), way)
        tries.append(_uncross(order))
    columns = min(tries, key=_crossings)
    _settle(columns, gap)
    return seats, routes


def _route(start: Seat, end: Seat, thin: float) -> list[Seat]:
    way = [start, *(Seat(-1, c, thin) for c in range(start.column + 1, end.column)), end]
    for a, b in pairwise(way):
        a.after.append(b)
        b.before.append(a)
    return way


# The inputs of a node in their order, in the reverse order, or the long edges first.
_WAYS: tuple[Callable[[list[Seat]], list[Seat]], ...] = (
    lambda seats: seats,
    lambda seats: seats[::-1],
    lambda seats: sorted(seats, key=lambda seat: min(seat.node, 0)),
)


def _visit(
    seat: Seat, columns: list[list[Seat]], seen: set[int], way: Callable[[list[Seat]], list[Seat]]
) -> None:
    if id(seat) in seen:
        return
    seen.add(id(seat))
    columns[seat.column].append(seat)
    for before in way(seat.before):
        _visit(before, columns, seen, way)


def _number(columns: list[list[Seat]]) -> None:
    for column in columns:
        for k, seat in enumerate(column):
            seat.rank = k


def _crossings(columns: list[list[Seat]]) -> int:
    _number(columns)
    count = 0
    for column in columns:
        edges = [(seat.rank, to.rank) for seat in column for to in seat.after]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(edges) for c, d in edges[i + 1 :])
    return count


def _uncross(columns: list[list[Seat]]) -> list[list[Seat]]:
    best, least = [list(column) for column in columns], _crossings(columns)
    for sweep in range(8):
        if not least:
            break
        for column in columns if sweep % 2 else columns[::-1]:
            _number(columns)
            keys = {}
            for seat in column:
                near = seat.before if sweep % 2 else seat.after
                keys[id(seat)] = sum(s.rank for s in near) / len(near) if near else seat.rank
            column.sort(key=lambda s, keys=keys: (keys[id(s)], s.rank))  # type: ignore[misc]
        now = _crossings(columns)
        if now < least:
            best, least = [list(column) for column in columns], now
    return best


def _settle(columns: list[list[Seat]], gap: float) -> None:
    for column in columns:
        at = 0.0
        for seat in column:
            seat.at = at + seat.size / 2
            at += seat.size + gap
        for seat in column:
            seat.at -= (at - gap) / 2
    for sweep in range(12):
        for column in columns if sweep % 2 else columns[::-1]:
            wish = []
            for seat in column:
                near = [s.at for s in (*seat.before, *seat.after)]
                wish.append(sum(near) / len(near) if near else seat.at)
            _apart(column, wish, gap)


def _apart(column: list[Seat], wish: list[float], gap: float) -> None:
    groups: list[tuple[float, int]] = []  # how far a run of seats is shifted, and how many it holds
    for k, seat in enumerate(column):
        seat.offset = column[k - 1].offset + (column[k - 1].size + seat.size) / 2 + gap if k else 0.0
        shift, count = wish[k] - seat.offset, 1
        while groups and groups[-1][0] > shift:
            above, held = groups.pop()
            shift, count = (above * held + shift * count) / (held + count), held + count
        groups.append((shift, count))
    k = 0
    for shift, count in groups:
        for seat in column[k : k + count]:
            seat.at = shift + seat.offset
        k += count
