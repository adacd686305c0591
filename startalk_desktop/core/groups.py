"""The contact list's groups as a tree, for domains that publish no organisation. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.organisation import (
    Member,
    Person,
    PersonHit,
    UnitHead,
)
from startalk_desktop.model.roster import RosterItem, Subscription

DELIMITER: Final = "::"
"""Between the levels of a group's name, where private storage names no other (XEP-0083 section 2)."""

NO_UNIT: Final = ""
"""Stands for the company itself: contacts in no group are right below it."""

_DEPTH_LIMIT: Final = 16
_IN_IDS: Final = "\x1f"  # can't be in a level, so that an id says exactly one path


@dataclass(slots=True)
class GroupTree:
    """Who is where, made once for a contact list; made in a thread where the list is long."""

    contacts: dict[Jid, RosterItem] = field(default_factory=dict)
    delimiter: str = DELIMITER
    units: dict[str, list[UnitHead]] = field(default_factory=dict)  # by parent
    people: dict[str, list[Member]] = field(default_factory=dict)  # by unit

    @staticmethod
    def of(items: Iterable[RosterItem], delimiter: str = DELIMITER) -> GroupTree:
        """The tree of a contact list."""
        listed = list(items)
        tree = GroupTree({item.jid: item for item in listed}, delimiter)
        for head in units(listed, delimiter):
            tree.units.setdefault(head.parent, []).append(head)
        places: defaultdict[str, dict[Jid, Member]] = defaultdict(dict)
        for item in listed:
            member = Member(item.jid, item.name or item.jid.local)
            for group in item.groups:
                places[_IN_IDS.join(path_of(group, delimiter))][item.jid] = member
            if not item.groups:
                places[NO_UNIT][item.jid] = member
        for unit, found in places.items():
            tree.people[unit] = sorted(found.values(), key=_by_name)
        return tree

    def person(self, jid: Jid) -> Person | None:
        """What the contact list knows of somebody."""
        item = self.contacts.get(jid)
        return None if item is None else person(item, self.delimiter)

    def find(self, text: str, limit: int) -> list[PersonHit]:
        """Contacts whose name, address or group has `text`; names that begin with it first."""
        found = find(list(self.contacts.values()), text, limit, self.delimiter)
        wanted = text.strip().casefold()
        return [PersonHit(one, _RANKS[_place(one.name, wanted)], (wanted,)) for one in found]

    def unit_mates(self, jid: Jid) -> list[Person]:
        """Who else is in the groups of a contact, by group and name, each once."""
        known = self.person(jid)
        found: dict[Jid, None] = {}
        for unit in known.unit_ids if known is not None else ():
            found.update(dict.fromkeys(member.jid for member in self.people.get(unit, ())))
        found.pop(jid, None)
        return [person(self.contacts[one], self.delimiter) for one in found]

    def shows_presence(self, jid: Jid) -> bool:
        """Whether the server tells us of somebody's presence by itself (RFC 6121 section 4.2)."""
        item = self.contacts.get(jid)
        return item is not None and item.subscription in (Subscription.TO, Subscription.BOTH)


def units(items: Iterable[RosterItem], delimiter: str = DELIMITER) -> list[UnitHead]:
    """Every group and every level above it as a unit, by name; `count` has each person below once."""
    people: dict[tuple[str, ...], set[Jid]] = {}
    for item in items:
        for group in item.groups:
            path = path_of(group, delimiter)
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


def members(items: Iterable[RosterItem], unit: str, delimiter: str = DELIMITER) -> list[Member]:
    """The people of just this group, by name."""
    return GroupTree.of(items, delimiter).people.get(unit, [])


def person(item: RosterItem, delimiter: str = DELIMITER) -> Person:
    """What the contact list knows of somebody."""
    paths = [path_of(group, delimiter) for group in item.groups]
    return Person(
        item.jid,
        item.name or item.jid.local,
        unit_ids=tuple(_IN_IDS.join(path) for path in paths),
        unit_path=paths[0] if paths else (),
    )


def find(
    items: Sequence[RosterItem], text: str, limit: int, delimiter: str = DELIMITER
) -> list[Person]:
    """Contacts whose name, address or group has `text`; names that begin with it first."""
    wanted = text.strip().casefold()
    ranked = [
        (not item.name.casefold().startswith(wanted), item.name.casefold(), item.jid, item)
        for item in items
        if wanted in item.name.casefold()
        or wanted in str(item.jid)
        or any(wanted in group.casefold() for group in item.groups)
    ]
    ranked.sort(key=lambda entry: entry[:3])
    return [person(entry[3], delimiter) for entry in ranked[:limit]]


def path_of(group: str, delimiter: str = DELIMITER) -> tuple[str, ...]:
    """The levels of a group's name; empty ones are skipped, too many are cut."""
    levels = [level.strip() for level in group.replace(_IN_IDS, " ").split(delimiter)]
    return tuple(level for level in levels if level)[:_DEPTH_LIMIT]


def _by_name(member: Member) -> tuple[str, Jid]:
    return member.name.casefold(), member.jid


_RANKS: Final = {"start": 7, "inside": 11, "": 15}
"""As those of people found in a tree, of whom none is close."""


def _place(name: str, wanted: str) -> str:
    at = name.casefold().find(wanted)
    return "start" if at == 0 else "inside" if at > 0 else ""


def ids_down_to(unit: str) -> tuple[str, ...]:
    """The ids of the units above `unit`, from the top, and its own."""
    levels = unit.split(_IN_IDS)
    return tuple(_IN_IDS.join(levels[:depth]) for depth in range(1, len(levels) + 1))
