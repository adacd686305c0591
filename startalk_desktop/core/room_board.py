"""Who is in each room now and what happened there, kept in memory; bounded, whatever a server says."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from startalk_desktop.core.room_happenings import happening
from startalk_desktop.model.events import (
    RoomAffiliationChanged,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
    RoomSubjectChanged,
)
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomAffiliation,
    RoomEvent,
    RoomEventKind,
    RoomInfo,
)

_log = logging.getLogger(__name__)

ROOMS_LIMIT: Final = 2_000
_OCCUPANTS_LIMIT: Final = 5_000
_EVENTS_LIMIT: Final = 200
_LISTED_LIMIT: Final = 20_000

_OF_BANS: Final = frozenset({RoomEventKind.BANNED, RoomEventKind.AFFILIATION})
_AFFILIATION_ORDER: Final = tuple(Affiliation)

RoomPresenceEvent = RoomJoined | RoomLeft | RoomOccupantChanged | RoomSubjectChanged


@dataclass(slots=True)
class RoomState:
    """A room that we are in.

    Attributes:
        subject: None: the room has not told it yet, which it does at entry.
        listed: who belongs to it by its lists, once they were asked for.
        banned: who may not come in, once that was asked for and until somebody may have been banned or let in since.
        ban_changes: how often somebody may have been.
        can_moderate: whether it removes messages for its moderators; None: it was not asked yet.
    """

    nick: str
    occupants: dict[str, Occupant] = field(default_factory=dict)
    subject: str | None = None
    info: RoomInfo | None = None
    can_moderate: bool | None = None
    listed: dict[Jid, RoomAffiliation] | None = None
    banned: tuple[RoomAffiliation, ...] | None = None
    ban_changes: int = 0
    events: deque[RoomEvent] = field(default_factory=lambda: deque(maxlen=_EVENTS_LIMIT))
    renaming: set[str] = field(default_factory=set)

    @property
    def own(self) -> Occupant | None:
        """We, in it."""
        return self.occupants.get(self.nick)

    @property
    def is_moderator(self) -> bool:
        """Whether we moderate it."""
        return self.own is not None and self.own.role is Role.MODERATOR


class RoomBoard:
    """The rooms that we are in."""

    def __init__(self) -> None:
        self._rooms: dict[Jid, RoomState] = {}

    def __contains__(self, room: Jid) -> bool:
        return room in self._rooms

    def get(self, room: Jid) -> RoomState | None:
        """The room, where we are in it."""
        return self._rooms.get(room)

    def all(self) -> list[Jid]:
        """Every room that we are in."""
        return list(self._rooms)

    def nicks(self) -> frozenset[str]:
        """How we are called in any of them."""
        return frozenset(room.nick for room in self._rooms.values())

    def occupants(self, room: Jid) -> tuple[Occupant, ...]:
        """Who is there, by affiliation and then name."""
        known = self._rooms.get(room)
        if known is None:
            return ()
        return tuple(sorted(known.occupants.values(), key=_in_order))

    def rooms_with(self, person: Jid) -> list[Jid]:
        """Where `person` (a bare real address) is, as far as rooms tell."""
        return sorted(
            jid
            for jid, room in self._rooms.items()
            if any(occupant.real_jid == person for occupant in room.occupants.values())
        )

    def events(self, room: Jid, since: Timestamp) -> tuple[RoomEvent, ...]:
        """What happened there from `since` on, oldest first."""
        known = self._rooms.get(room)
        return () if known is None else tuple(one for one in known.events if one.at >= since)

    def is_new_subject(self, event: RoomSubjectChanged) -> bool:
        """Whether somebody has changed the subject just now, rather than the room telling it at entry, and no archive
        has that.
        """
        known = self._rooms.get(event.room)
        if known is None or event.is_archived or not event.by:
            return False
        return known.subject not in (None, event.subject)

    def clear(self) -> list[Jid]:
        """We are in none any more; returns where we were."""
        gone, self._rooms = list(self._rooms), {}
        return gone

    def take(self, event: RoomPresenceEvent) -> RoomEvent | None:
        """Keep what a room tells; returns what happened by that, if anything did."""
        match event:
            case RoomJoined():
                self._joined(event)
            case RoomLeft():
                known = self._rooms.pop(event.room, None)
                return None if known is None else happening(known.own, event, now())
            case RoomOccupantChanged():
                return self._occupant_changed(event)
            case RoomSubjectChanged():
                if room := self._rooms.get(event.room):
                    room.subject = event.subject
        return None

    def affiliation_changed(self, event: RoomAffiliationChanged) -> RoomEvent | None:
        """Somebody who is not there has become something else."""
        room = self._rooms.get(event.room)
        if room is None:
            return None
        self.list_as(event.room, event.jid, event.affiliation)
        return self._noted(room, happening(None, event, now()))

    def list_as(self, room: Jid, jid: Jid, affiliation: Affiliation) -> None:
        """Keep the lists in step, where they are known: `jid` is that to the room now."""
        known = self._rooms.get(room)
        if known is None or known.listed is None:
            return
        if affiliation is Affiliation.NONE:
            known.listed.pop(jid, None)
        elif jid in known.listed or len(known.listed) < _LISTED_LIMIT:
            known.listed[jid] = RoomAffiliation(jid, affiliation)

    def forget_bans(self, room: Jid) -> None:
        """Somebody may have been banned or let in."""
        known = self._rooms.get(room)
        if known is not None:
            known.banned = None
            known.ban_changes += 1

    def set_banned(self, room: Jid, people: Sequence[RoomAffiliation], as_of: int) -> None:
        """These were banned when `ban_changes` was `as_of`."""
        known = self._rooms.get(room)
        if known is not None and known.ban_changes == as_of:
            known.banned = tuple(people)

    def set_listed(self, room: Jid, people: Sequence[RoomAffiliation]) -> None:
        """These are the people of the room's lists."""
        known = self._rooms.get(room)
        if known is not None:
            known.listed = {one.jid: one for one in people[:_LISTED_LIMIT]}

    def _joined(self, event: RoomJoined) -> None:
        if len(self._rooms) >= ROOMS_LIMIT and event.room not in self._rooms:
            _log.warning("more than %d rooms; %s is not followed", ROOMS_LIMIT, event.room)
            return
        occupants = {who.nick: who for who in event.occupants[:_OCCUPANTS_LIMIT]}
        own = next((who for who in event.occupants if who.is_self), None)
        if own is not None:
            occupants[own.nick] = own
        can_moderate = event.info.can_moderate if event.info is not None else None
        self._rooms[event.room] = RoomState(
            event.nick, occupants, info=event.info, can_moderate=can_moderate
        )

    def _occupant_changed(self, event: RoomOccupantChanged) -> RoomEvent | None:
        room = self._rooms.get(event.room)
        if room is None:
            return None
        before = room.occupants.get(event.nick)
        if event.occupant is None:
            room.occupants.pop(event.nick, None)
            if event.new_nick and len(room.renaming) < _EVENTS_LIMIT:
                room.renaming.add(event.new_nick)
        elif before is not None or len(room.occupants) < _OCCUPANTS_LIMIT:
            room.occupants[event.nick] = event.occupant
            if event.occupant.is_self:
                room.nick = event.nick
            self._list_occupant(event.room, event.occupant)
            if event.nick in room.renaming:
                room.renaming.discard(event.nick)
                return None
        return self._noted(room, happening(before, event, now()))

    def _list_occupant(self, room: Jid, occupant: Occupant) -> None:
        known = self._rooms[room]
        if occupant.real_jid is None or known.listed is None:
            return
        listed = known.listed.get(occupant.real_jid)
        if (listed.affiliation if listed is not None else Affiliation.NONE) != occupant.affiliation:
            self.list_as(room, occupant.real_jid, occupant.affiliation)

    @staticmethod
    def _noted(room: RoomState, event: RoomEvent | None) -> RoomEvent | None:
        if event is not None:
            if event.kind in _OF_BANS:
                room.banned = None
                room.ban_changes += 1
            last = room.events[-1].at if room.events else 0
            event = replace(event, at=max(event.at, last))
            room.events.append(event)
        return event


def _in_order(occupant: Occupant) -> tuple[int, str]:
    return _AFFILIATION_ORDER.index(occupant.affiliation), occupant.nick.casefold()
