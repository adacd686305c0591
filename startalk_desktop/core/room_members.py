"""Who belongs to a room, there or not: its lists and its occupants put together. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from startalk_desktop.core.lookalikes import marked
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, Occupant, RoomAffiliation, RoomMember

_ORDER: Final = tuple(Affiliation)


def people_of(occupants: Iterable[Occupant], listed: Collection[RoomAffiliation]) -> frozenset[Jid]:
    """The real addresses among them."""
    there = {one.real_jid for one in occupants if one.real_jid is not None}
    return frozenset(there | {one.jid for one in listed})


def members_of(
    occupants: Iterable[Occupant],
    listed: Collection[RoomAffiliation],
    names: Mapping[Jid, str],
) -> tuple[RoomMember, ...]:
    """Everybody once, by affiliation and then name, those marked who can be taken for others.

    Args:
        occupants: who is there; one person may be there under several nicks, and is listed under each.
        listed: the room's lists.
        names: what people are called in the directory or the contact list.
    """
    members = [
        RoomMember(
            one.real_jid,
            one.nick,
            one.affiliation,
            one.role,
            is_here=True,
            name=names.get(one.real_jid, "") if one.real_jid is not None else "",
            is_self=one.is_self,
        )
        for one in occupants
    ]
    there = {member.jid for member in members if member.jid is not None}
    members += [
        RoomMember(one.jid, None, one.affiliation, name=names.get(one.jid, "") or one.nick)
        for one in listed
        if one.jid not in there
    ]
    return tuple(sorted(marked(members), key=_in_order))


def _in_order(member: RoomMember) -> tuple[int, str, str]:
    return (
        _ORDER.index(member.affiliation),
        member.shown_name.casefold(),
        str(member.jid or member.nick),
    )
