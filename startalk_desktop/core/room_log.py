"""What happened in rooms, on its way into their conversations: who was put out, banned, promoted."""

from __future__ import annotations

import logging
import secrets
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.room_happenings import KEPT, fallback
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageKind, MessageSource, ReceivedMessage
from startalk_desktop.model.room import RoomEvent
from startalk_desktop.store.account_store import AccountStore

_log = logging.getLogger(__name__)

MOST_KEPT: Final = 200
"""Of one stay in a room: one that promotes and demotes without end fills no disk."""


class RoomLog:
    """Collects what happened and stores it as lines of the conversation, which are nobody's and not unread."""

    def __init__(self, store: AccountStore, announcer: Announcer) -> None:
        self._store = store
        self._announcer = announcer
        self._waiting: dict[Jid, list[RoomEvent]] = {}
        self._counts: dict[Jid, int] = {}

    def begin(self, room: Jid) -> None:
        """A stay begins."""
        self._counts[room] = 0

    def note(self, room: Jid, event: RoomEvent) -> None:
        """This happened; it is stored by the next `keep`, if it is worth that."""
        if event.kind not in KEPT:
            return
        count = self._counts.get(room, 0) + 1
        self._counts[room] = count
        if count <= MOST_KEPT:
            self._waiting.setdefault(room, []).append(event)
        elif count == MOST_KEPT + 1:
            _log.warning("more happens in %s than is kept", room)

    def has_news(self, room: Jid) -> bool:
        """Whether something waits to be stored."""
        return room in self._waiting

    async def keep(self, room: Jid) -> None:
        """Store what happened in `room`."""
        events = self._waiting.pop(room, [])
        if events:
            batch = [_line(room, event) for event in events]
            self._announcer.committed(await self._store.messages.record(batch))


def _line(room: Jid, event: RoomEvent) -> ReceivedMessage:
    return ReceivedMessage(
        peer=room,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.LIVE,
        sender=room,
        is_outgoing=False,
        text=fallback(event),
        sent_at=event.at,
        kind=MessageKind.EVENT,
        # Nobody else says this, so no copy of it ever comes.
        message_id=f"event-{secrets.token_hex(8)}",
        event=event,
    )
