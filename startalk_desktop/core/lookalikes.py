"""Names that can be taken for one another: same to the eye, though not the same letters (UTS #39 section 4).

Somebody in a room may call themselves what a colleague is called, or nearly so: with a Cyrillic а, an l for an I, a
character without a picture. The table is Unicode's own (``confusables.txt`` of this package, made by
``tools/confusables.py``).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from startalk_desktop.model.room import Affiliation, RoomMember

_TABLE: Final = "confusables.txt"
_MAX_CHARACTERS: Final = 200  # of a name, and of what it looks like: no more is compared
_RANKS: Final = tuple(Affiliation)
# Drawn as nothing, or as the blank that they are not (Default_Ignorable_Code_Point, as far as no Cf).
_INVISIBLE: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}.union(
        range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
    )
)


@lru_cache(maxsize=8_192)
def skeleton(text: str) -> str:
    """What `text` looks like: the same for all that look alike. It is for comparing, never for showing."""
    table = _table()
    visible = (
        character
        for character in unicodedata.normalize("NFD", text[:_MAX_CHARACTERS])
        if unicodedata.category(character) != "Cf" and ord(character) not in _INVISIBLE
    )
    drawn = "".join(table.get(character, character) for character in visible)
    looks = " ".join(unicodedata.normalize("NFD", drawn).split())
    return looks[:_MAX_CHARACTERS].rstrip()  # one letter may look like two


def keys_of(name: str) -> frozenset[str]:
    """What `name` shares with each name that it can be taken for, with and without regard to case."""
    keys = {skeleton(name).casefold(), skeleton(name.casefold())}
    return frozenset(key for key in keys if key)


def marked(members: Sequence[RoomMember]) -> tuple[RoomMember, ...]:
    """`members`, each that can be taken for another with that one's name in `looks_like`.

    A name belongs to whom the directory calls by it; else to whom the room has raised above the others who look like
    it; else to nobody, and then all of them are marked.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, member in enumerate(members):
        for key in frozenset().union(*map(keys_of, _names(member))):
            by_key[key].append(place)
    alike: dict[int, str] = {}
    for key, places in by_key.items():
        if len({_person(members[place]) for place in places}) > 1:
            alike |= _judged(key, {place: members[place] for place in places})
    return tuple(
        replace(member, looks_like=alike[place]) if place in alike else member
        for place, member in enumerate(members)
    )


def _judged(key: str, group: Mapping[int, RoomMember]) -> dict[int, str]:
    """Who of a group that looks alike can be taken for whom."""
    ranks = {place: _rank(key, member) for place, member in group.items()}
    best = min(ranks.values())
    owners = {_person(group[place]) for place, rank in ranks.items() if rank == best}
    owner = next(place for place, rank in ranks.items() if rank == best)
    found = {}
    for place, member in group.items():
        if len(owners) == 1 and _person(member) in owners:
            continue
        other = (
            owner
            if _person(group[owner]) != _person(member)
            else next(one for one in group if _person(group[one]) != _person(member))
        )
        found[place] = _like(key, group[other])
    return found


def _rank(key: str, member: RoomMember) -> tuple[bool, int]:
    is_known = bool(member.name) and key in keys_of(member.name)
    return not is_known, _RANKS.index(member.affiliation)


def _like(key: str, member: RoomMember) -> str:
    """The name of `member` that looks like it."""
    return next((name for name in _names(member) if key in keys_of(name)), member.shown_name)


def _names(member: RoomMember) -> tuple[str, ...]:
    """By what others see `member`."""
    return tuple(name for name in (member.name, member.nick or "") if name)


def _person(member: RoomMember) -> str:
    """Who `member` is, as far as the room tells: one person may be there under several nicks."""
    return str(member.jid) if member.jid is not None else f"nick {member.nick}"


@cache
def _table() -> Mapping[str, str]:
    text = resources.files("startalk_desktop.core").joinpath(_TABLE).read_text("utf-8")
    return dict(_entries(text.splitlines()))


def _entries(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        if line and not line.startswith("#"):
            source, _, target = line.partition(" ")
            yield chr(int(source, 16)), "".join(chr(int(code, 16)) for code in target.split())
