"""The reference: a page for each module, an entry for each public name, with its source."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from course_lib.cli.website.prose import Resolve, inline, linked, prose, python
from course_lib.cli.website.rooms import Name, Room

TOP = "course_lib.html"


class Addresses:
    """Where each name has its entry: by its dotted name, or by its last word where only one has it."""

    def __init__(self, rooms: dict[str, Room]) -> None:
        self.rooms = rooms
        self.entries: dict[str, str] = {name: room.page for name, room in rooms.items()}
        for room in rooms.values():
            for name in room.names:
                self.entries[f"{room.name}.{name.name}"] = f"{room.page}#{name.name}"
                for member in name.members:
                    long = f"{name.name}.{member.name}"
                    self.entries[f"{room.name}.{long}"] = f"{room.page}#{long}"
        self.short: dict[str, set[str]] = defaultdict(set)
        for dotted, address in self.entries.items():
            self.short[dotted.rpartition(".")[2]].add(address)

    def passed_on(self, room: Room) -> dict[str, str]:
        """Names that a module passes on, each with the address of its entry."""
        found: dict[str, str] = {}
        for name in room.passes_on:
            origin = room.borrowed[name]
            if name == "*" and origin in self.rooms:
                found |= self.passed_on(self.rooms[origin])
            elif address := self.dotted(origin):
                found[name] = address
        return dict(sorted(found.items(), key=lambda item: item[0].lower()))

    def dotted(self, name: str) -> str | None:
        """The address for a whole dotted name, through the modules that pass it on."""
        if name in self.entries:
            return self.entries[name]
        home, _, last = name.rpartition(".")
        room = self.rooms.get(home)
        if room is None:
            return None
        origin = room.borrowed.get(last)
        if origin is None and "*" in room.borrowed:
            origin = f"{room.borrowed['*']}.{last}"
        return self.dotted(origin) if origin and origin != name else None

    def find(self, name: str, home: str = "course_lib") -> str | None:
        """The address for a name as a text writes it, seen from the module or class `home`."""
        for start in (f"{home}.", f"{home.rpartition('.')[0]}.", "course_lib.", ""):
            if address := self.dotted(start + name):
                return address
        found = self.short.get(name, set()) if len(name) > 2 else set()
        return next(iter(found)) if len(found) == 1 else None


def module_page(room: Room, addresses: Addresses) -> str:
    """The page of one module, as the HTML of its body."""
    resolve = partial(addresses.find, home=room.name)
    parts = [f'<h1 id="top">{room.name}</h1>', prose(room.doc, resolve)]
    inner = [r for r in addresses.rooms.values() if r.name.rpartition(".")[0] == room.name]
    if inner:
        parts += ['<h2 id="modules">Modules</h2>', _list((r.name, r.page, r.doc) for r in inner)]
    if passed := addresses.passed_on(room):
        links = ", ".join(f'<a href="{at}"><code>{name}</code></a>' for name, at in passed.items())
        parts += [
            '<h2 id="names">Names from its modules</h2>',
            f'<nav aria-label="Names from its modules"><p>{links}</p></nav>',
        ]
    if len(room.names) > 2:
        own = ", ".join(f'<a href="#{n.name}"><code>{n.name}</code></a>' for n in room.names)
        parts.append(f'<nav aria-label="On this page"><p>On this page: {own}</p></nav>')
    parts += [part for name in room.names for part in _entry(name, room, addresses)]
    return f'<div class="reference">{chr(10).join(parts)}</div>'


def _list(rows: Iterator[tuple[str, str, str]] | list[tuple[str, str, str]]) -> str:
    made = (
        f'<dt><a href="{at}"><code>{n}</code></a></dt><dd>{inline(_first(doc))}</dd>' for n, at, doc in rows
    )
    return f"<dl>{''.join(made)}</dl>"


def _first(doc: str) -> str:
    return " ".join(doc.split("\n\n")[0].split())


def _entry(name: Name, room: Room, addresses: Addresses) -> list[str]:
    """The heading of a name, its signature, what it says, its source, and its methods below it."""
    resolve = partial(addresses.find, home=f"{room.name}.{name.name}")
    parts = [_heading(name.name, name.name, 2), _signature(name)]
    parts += [prose(name.doc, resolve)] if name.doc else []
    if name.bases:
        kinds = " and ".join(f"<code>{html.escape(base)}</code>" for base in name.bases)
        parts.append(f"<p>A kind of {linked(kinds, resolve)}.</p>")
    if name.kind == "value" and name.source.count("\n") < 12:
        parts.append(python(name.source))
    else:
        said = f'<span class="visually-hidden"> of {name.name}</span>'
        parts.append(f"<details><summary>Source{said}</summary>{python(name.source)}</details>")
    for member in name.members:
        parts += _member(member, f"{name.name}.{member.name}", resolve)
    return parts


def _member(member: Name, long: str, resolve: Resolve) -> list[str]:
    said = [prose(member.doc, resolve)] if member.doc else []
    return [_heading(long, long, 3), _signature(member), *said]


def _heading(anchor: str, text: str, level: int) -> str:
    link = f'<a class="anchor-link" href="#{anchor}" aria-label="Link to {text}">¶</a>'
    return f'<h{level} id="{anchor}">{html.escape(text)}{link}</h{level}>'


def _signature(name: Name) -> str:
    if name.kind == "value":
        return ""
    word = {"class": "class ", "property": "property "}.get(name.kind, "")
    return f'<pre class="signature">{word}{html.escape(name.signature)}</pre>'
