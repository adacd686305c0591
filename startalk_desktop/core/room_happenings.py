"""What a room's presence says that happened, as against what was known before. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from startalk_desktop.model.events import RoomAffiliationChanged, RoomLeft, RoomOccupantChanged
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.room import Occupant, RoomEvent, RoomEventKind, RoomExit

KEPT: Final = frozenset(
    {
        RoomEventKind.AFFILIATION,
        RoomEventKind.KICKED,
        RoomEventKind.BANNED,
        RoomEventKind.REMOVED,
        RoomEventKind.DESTROYED,
    }
)
"""What is worth a line of its own in the conversation for good; the rest is folded, and forgotten with the stay."""

_EXITS: Final[Mapping[RoomExit, RoomEventKind]] = MappingProxyType(
    {
        RoomExit.KICKED: RoomEventKind.KICKED,
        RoomExit.BANNED: RoomEventKind.BANNED,
        RoomExit.REMOVED: RoomEventKind.REMOVED,
        RoomExit.MEMBERS_ONLY: RoomEventKind.REMOVED,
        RoomExit.DESTROYED: RoomEventKind.DESTROYED,
    }
)
_OTHERS_EXITS: Final[Mapping[RoomExit, RoomEventKind]] = MappingProxyType(
    # That a room ends is told once, when we are put out ourselves.
    {way: kind for way, kind in _EXITS.items() if way is not RoomExit.DESTROYED}
)


def happening(
    before: Occupant | None,
    event: RoomOccupantChanged | RoomAffiliationChanged | RoomLeft,
    at: Timestamp,
) -> RoomEvent | None:
    """What `event` says that happened at `at` to somebody who was `before`; None where that is nothing to tell."""
    match event:
        case RoomLeft():
            return _own_exit(before, event, at)
        case RoomAffiliationChanged():
            return RoomEvent(
                at,
                RoomEventKind.AFFILIATION,
                str(event.jid),
                event.by,
                event.reason,
                event.jid,
                affiliation=event.affiliation,
            )
        case RoomOccupantChanged(occupant=None):
            return _exit(before, event, at)
        case RoomOccupantChanged(occupant=occupant):
            return _change(before, occupant, event, at) if occupant is not None else None


def fallback(event: RoomEvent) -> str:
    """A plain text for those who can't read `event` itself."""
    what = {
        RoomEventKind.AFFILIATION: f"is now {event.affiliation}",
        RoomEventKind.ROLE: f"is now {event.role}",
        RoomEventKind.RENAMED: f"is now called {event.new_nick}",
    }.get(event.kind, f"was {event.kind}" if event.kind in KEPT else event.kind.value)
    by = f" by {event.by}" if event.by else ""
    reason = f": {event.reason}" if event.reason else ""
    return f"{event.who} {what}{by}{reason}".strip()


def _own_exit(before: Occupant | None, event: RoomLeft, at: Timestamp) -> RoomEvent | None:
    kind = _EXITS.get(event.exit)
    if kind is None:
        return None
    return RoomEvent(
        at,
        kind,
        before.nick if before is not None else "",
        event.by,
        event.failure.detail if event.failure is not None else "",
        before.real_jid if before is not None else None,
        is_own=True,
        alternative=event.alternative,
    )


def _exit(before: Occupant | None, event: RoomOccupantChanged, at: Timestamp) -> RoomEvent | None:
    if before is None or event.exit is RoomExit.DESTROYED:
        return None
    kind = _OTHERS_EXITS.get(event.exit or RoomExit.LEFT, RoomEventKind.LEFT)
    if event.new_nick:
        kind = RoomEventKind.RENAMED
    return RoomEvent(
        at,
        kind,
        event.nick,
        event.by,
        event.reason,
        before.real_jid,
        is_own=before.is_self,
        new_nick=event.new_nick,
    )


def _change(
    before: Occupant | None, occupant: Occupant, event: RoomOccupantChanged, at: Timestamp
) -> RoomEvent | None:
    kind = None
    if before is None:
        kind = RoomEventKind.JOINED
    elif before.affiliation != occupant.affiliation:
        kind = RoomEventKind.AFFILIATION
    elif before.role != occupant.role:
        kind = RoomEventKind.ROLE
    if kind is None:
        return None
    return RoomEvent(
        at,
        kind,
        occupant.nick,
        event.by,
        event.reason,
        occupant.real_jid,
        occupant.is_self,
        occupant.affiliation,
        occupant.role,
    )
