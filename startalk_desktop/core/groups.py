"""The contact list's groups as a tree, for domains that publish no organisation. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import Member, Person, UnitHead
from startalk_desktop.model.roster import RosterItem

DELIMITER: Final = "::"
"""Between the levels of a group's name, as servers with shared rosters have it (XEP-0083)."""

_DEPTH_LIMIT: Final = 16
_IN_IDS: Final = "\x1f"  # can't be in a level, so that an id says exactly one path


def units(items: Iterable[RosterItem]) -> list[UnitHead]:
    """Every group and every level above it as a unit, by name; `count` has each person below once."""
    people: dict[tuple[str, ...], set[Jid]] = {}
    for item in items:
        for group in item.groups:
            path = path_of(group)
            for depth in range(1, len(path) + 1):
                people.setdefault(path[:depth], set()).add(item.jid)
    return [
        UnitHead(
            id=_IN_IDS.join(path),
            parent=_IN_IDS.join(path[:-1]),
            name=path[-1],
            order=order,
            content_hash="",
            count=len(people[path]),
        )
        for order, path in enumerate(sorted(people))
    ]


def members(items: Iterable[RosterItem], unit: str) -> list[Member]:
    """The people of just this group, by name."""
    path = tuple(unit.split(_IN_IDS))
    found = [
        Member(item.jid, item.name or item.jid.local)
        for item in items
        if any(path_of(group) == path for group in item.groups)
    ]
    return sorted(found, key=lambda member: (member.name.casefold(), member.jid))


def person(item: RosterItem) -> Person:
    """What the contact list knows of somebody."""
    paths = [path_of(group) for group in item.groups]
    return Person(
        item.jid,
        item.name or item.jid.local,
        unit_ids=tuple(_IN_IDS.join(path) for path in paths),
        unit_path=paths[0] if paths else (),
    )


def find(items: Sequence[RosterItem], text: str, limit: int) -> list[Person]:
    """Contacts whose name or address has `text`; names that begin with it first."""
    wanted = text.strip().casefold()
    ranked = [
        (not item.name.casefold().startswith(wanted), item.name.casefold(), item.jid, item)
        for item in items
        if wanted in item.name.casefold() or wanted in str(item.jid)
    ]
    ranked.sort(key=lambda entry: entry[:3])
    return [person(entry[3]) for entry in ranked[:limit]]


def path_of(group: str) -> tuple[str, ...]:
    """The levels of a group's name; empty ones are skipped, too many are cut."""
    levels = [level.strip() for level in group.replace(_IN_IDS, " ").split(DELIMITER)]
    return tuple(level for level in levels if level)[:_DEPTH_LIMIT]
