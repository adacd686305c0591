"""Who came and went between two messages of a room, folded into one row. Pure functions over what `core` remembers."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.message import MessageCursor
from startalk_desktop.model.room import RoomEvent, RoomEventKind

FOLDED: Final = frozenset(
    {RoomEventKind.JOINED, RoomEventKind.LEFT, RoomEventKind.RENAMED, RoomEventKind.ROLE}
)
"""What is worth no line of its own; the rest is a message of the conversation."""

SHOWN_AT_ONCE: Final = 60  # lines of an opened fold


@dataclass(frozen=True, slots=True)
class FoldedEvent:
    """One thing that happened, and what the person is called."""

    event: RoomEvent
    name: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class EventFold:
    """What happened between two messages, oldest first; `is_open` shows each in a line of its own."""

    events: tuple[FoldedEvent, ...]
    is_open: bool = False

    @property
    def at(self) -> Timestamp:
        """When the first of it happened."""
        return self.events[0].event.at


@dataclass(frozen=True, slots=True)
class Movement:
    """Who did one and the same, each once, in the order in which they did it last.

    Attributes:
        joined: are there now, and were not.
        left: were there, and are not now.
        visited: came and went again.
        returned: went and came back.
        others: what else happened, in order.
    """

    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    visited: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    others: tuple[FoldedEvent, ...] = ()


def folded(
    events: Sequence[RoomEvent],
    messages: Sequence[MessageCursor],
    until: Timestamp | None = None,
    *,
    is_beginning: bool = False,
) -> list[tuple[RoomEvent, ...]]:
    """`events` (oldest first) in runs between the `messages` (oldest first), without those before the first message.

    Args:
        events: what happened; only `FOLDED` kinds of other people count.
        messages: the places of the messages in sight.
        until: leave out what happened after that; None: nothing.
        is_beginning: the conversation begins with the first message, so that what happened before has its place there.
    """
    runs: list[list[RoomEvent]] = []
    place = -1
    for event in events:
        if event.kind not in FOLDED or event.is_own or (until is not None and event.at > until):
            continue
        at = bisect.bisect_right(messages, event.at, key=lambda cursor: cursor.sent_at)
        if at == 0 and messages and not is_beginning:
            continue  # it belongs to a part of the conversation that is not shown
        if at != place:
            runs.append([])
            place = at
        runs[-1].append(event)
    return [tuple(run) for run in runs]


def movement(events: Collection[FoldedEvent]) -> Movement:
    """What came of it all for each person."""
    first: dict[str, RoomEventKind] = {}
    last: dict[str, RoomEventKind] = {}
    names: dict[str, str] = {}
    others = []
    for one in events:
        kind = one.event.kind
        if kind not in (RoomEventKind.JOINED, RoomEventKind.LEFT):
            others.append(one)
            continue
        person = str(one.event.jid or one.event.who)
        first.setdefault(person, kind)
        last.pop(person, None)  # to the end of the order
        last[person] = kind
        names[person] = one.name
    came, went = RoomEventKind.JOINED, RoomEventKind.LEFT

    def who(began: RoomEventKind, ended: RoomEventKind) -> tuple[str, ...]:
        return tuple(
            names[one] for one, kind in last.items() if kind is ended and first[one] is began
        )

    return Movement(
        who(came, came), who(went, went), who(came, went), who(went, came), tuple(others)
    )
