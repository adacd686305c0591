"""What happened in rooms, on its way into their conversations: who was put out, banned, promoted."""

from __future__ import annotations

import logging
import secrets
from typing import Final

from startalk_desktop.core.announcer import Announcer
from startalk_desktop.core.room_happenings import KEPT, fallback
from startalk_desktop.model.events import RoomSubjectChanged
from startalk_desktop.model.identity import ConversationKind, now
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
        self._waiting: dict[Jid, list[ReceivedMessage]] = {}
        self._counts: dict[Jid, int] = {}

    def begin(self, room: Jid) -> None:
        """A stay begins."""
        self._counts[room] = 0

    def note(self, room: Jid, event: RoomEvent) -> None:
        """This happened; it is stored by the next `keep`, if it is worth that."""
        if event.kind in KEPT:
            self._add(room, _line(room, event))

    def note_subject(self, event: RoomSubjectChanged, *, is_own: bool) -> None:
        """Somebody changed the subject, and the room's archive does not have it."""
        line = ReceivedMessage(
            peer=event.room,
            conversation_kind=ConversationKind.ROOM,
            source=MessageSource.LIVE,
            sender=event.room.with_resource(event.by),
            is_outgoing=is_own,
            text=event.subject,
            sent_at=now(),
            kind=MessageKind.SUBJECT,
            message_id=_new_id(),
        )
        self._add(event.room, line)

    def _add(self, room: Jid, line: ReceivedMessage) -> None:
        count = self._counts.get(room, 0) + 1
        self._counts[room] = count
        if count <= MOST_KEPT:
            self._waiting.setdefault(room, []).append(line)
        elif count == MOST_KEPT + 1:
            _log.warning("more happens in %s than is kept", room)

    def has_news(self, room: Jid) -> bool:
        """Whether something waits to be stored."""
        return room in self._waiting

    async def keep(self, room: Jid) -> None:
        """Store what happened in `room`."""
        batch = self._waiting.pop(room, [])
        if batch:
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
        message_id=_new_id(),
        event=event,
    )


def _new_id() -> str:
    """Nobody else says it, so no copy of it ever comes."""
    return f"event-{secrets.token_hex(8)}"
