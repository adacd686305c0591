"""A domain that is played: an archive, rooms, and sessions whose line breaks where the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from startalk_desktop.model import events
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.card import Avatar
from startalk_desktop.model.connection import (
    CatchingUp,
    ConnectionState,
    Offline,
    Online,
    WaitingToRetry,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, OutgoingMessage, ReceivedMessage
from startalk_desktop.model.organisation import OrgIndex, UnitContent
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomBookmark, RoomInfo
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.settings import SessionSettings

SECOND = 1_000_000
EPOCH = 1_750_000_000 * SECOND
"""When the played world begins."""


def not_connected() -> NotConnected:
    return NotConnected(Failure(FailureCode.CONNECTION_LOST))


def refused(condition: str, code: FailureCode = FailureCode.UNSUPPORTED) -> RequestFailed:
    return RequestFailed(Failure(code), condition)


@dataclass
class FakeArchive:
    """An archive in memory that pages as XEP-0313 and XEP-0059 say."""

    entries: list[tuple[str, ReceivedMessage]] = field(default_factory=list)
    clock: int = EPOCH

    def append(self, message: ReceivedMessage) -> str:
        self.clock += SECOND
        stanza_id = f"a{len(self.entries):06}"
        stored = replace(
            message, stanza_id=stanza_id, sent_at=self.clock, source=MessageSource.ARCHIVE
        )
        self.entries.append((stanza_id, stored))
        return stanza_id

    def page(self, query: ArchiveQuery) -> ArchivePage:
        found = [entry for entry in self.entries if query.with_jid in (None, entry[1].peer)]
        ids = [stanza_id for stanza_id, _ in found]
        if query.before is not None:
            if query.before:
                self._check(query.before, ids)
                found = found[: ids.index(query.before)]
            page, is_complete = found[-query.limit :], len(found) <= query.limit
        else:
            if query.after:
                self._check(query.after, ids)
                found = found[ids.index(query.after) + 1 :]
            page, is_complete = found[: query.limit], len(found) <= query.limit
        if not page:
            return ArchivePage((), "", "", None, None, is_complete=True)
        return ArchivePage(
            tuple(message for _, message in page),
            page[0][0],
            page[-1][0],
            page[0][1].sent_at,
            page[-1][1].sent_at,
            is_complete,
            len(self.entries),
        )

    def _check(self, stanza_id: str, ids: list[str]) -> None:
        if stanza_id not in ids:
            raise refused("item-not-found", FailureCode.RECIPIENT_UNKNOWN)


@dataclass
class FakeDomain:
    """What the server of one account knows, and what became of what was sent to it."""

    own: Jid
    archive: FakeArchive = field(default_factory=FakeArchive)
    has_archive: bool = True
    room_archives: dict[Jid, FakeArchive] = field(default_factory=dict)
    taken_nicks: set[tuple[Jid, str]] = field(default_factory=set)
    bookmarks: dict[Jid, RoomBookmark] = field(default_factory=dict)
    index: OrgIndex | None = None
    units: dict[str, UnitContent] = field(default_factory=dict)
    avatars: dict[Jid, Avatar] = field(default_factory=dict)
    received: list[OutgoingMessage] = field(default_factory=list)
    sessions: list[FakeSession] = field(default_factory=list)
    signs_in_by_itself: bool = True
    background_is_slow: bool = False  # pages of the whole archive, but the newest, never come

    def session(
        self,
        settings: SessionSettings,
        deliver: Callable[[events.SessionEvent], None],
        scope: TaskScope,
    ) -> FakeSession:
        session = FakeSession(self, settings, deliver)
        self.sessions.append(session)
        return session

    @property
    def line(self) -> FakeSession:
        """The newest session."""
        return self.sessions[-1]

    def accept(self, message: OutgoingMessage) -> str:
        """Take a message from the account: archive and deliver it."""
        self.received.append(message)
        is_room = message.conversation_kind is ConversationKind.ROOM
        archive = self.room_archives[message.peer] if is_room else self.archive
        return archive.append(self.sent_copy(message))

    def sent_copy(self, message: OutgoingMessage) -> ReceivedMessage:
        is_room = message.conversation_kind is ConversationKind.ROOM
        return ReceivedMessage(
            peer=message.peer,
            conversation_kind=message.conversation_kind,
            source=MessageSource.ECHO if is_room else MessageSource.CARBON,
            sender=message.peer.with_resource("me") if is_room else self.own,
            is_outgoing=True,
            text=message.text,
            sent_at=self.archive.clock,
            origin_id=message.origin_id,
            message_id=message.origin_id,
        )

    def incoming(self, peer: Jid, text: str, *, is_live: bool = True) -> ReceivedMessage:
        """Somebody writes to the account: archived, and delivered where the line is up."""
        number = len(self.archive.entries)
        message = ReceivedMessage(
            peer=peer,
            conversation_kind=ConversationKind.DIRECT,
            source=MessageSource.LIVE,
            sender=peer.with_resource("desk"),
            is_outgoing=False,
            text=text,
            sent_at=self.archive.clock + SECOND,
            message_id=f"in-{peer.local}-{number}",
            origin_id=f"in-{peer.local}-{number}",
            wants_receipt=True,
            is_markable=True,
        )
        stanza_id = self.archive.append(message) if self.has_archive else ""
        message = replace(message, stanza_id=stanza_id)
        if is_live and self.sessions and self.line.is_up:
            self.line.emit(events.MessageReceived(message))
        return message


class FakeSession:
    """`AccountSession`'s part, with strings for the test to pull.

    Attributes:
        reaches_server: False: what is sent vanishes on the way (a dead socket).
        is_acknowledging: False: the server has it, its acknowledgement does not come.
          failures: so many requests are answered by an error first.
        hangs: True: no request is ever answered, and closing takes for ever.
    """

    def __init__(
        self,
        domain: FakeDomain,
        settings: SessionSettings,
        deliver: Callable[[events.SessionEvent], None],
    ) -> None:
        self.domain = domain
        self.settings = settings
        self._deliver = deliver
        self.state: ConnectionState = Offline()
        self.is_up = False
        self.is_closed = False
        self.reaches_server = True
        self.is_acknowledging = True
        self.hangs = False
        self.failures = 0
        self.queries: list[ArchiveQuery] = []
        self.log: list[tuple[str, object]] = []
        self.archive = _FakeArchiveClient(self)
        self.messages = _FakeMessages(self)
        self.rooms = _FakeRooms(self)
        self.roster = _FakeRoster(self)
        self.presence = _FakePresence(self)
        self.organisation = _FakeOrganisation(self)
        self.cards = _FakeCards(self)

    # AccountSession

    def start(self) -> None:
        if self.domain.signs_in_by_itself:
            self.sign_in()

    def caught_up(self) -> None:
        if isinstance(self.state, CatchingUp):
            self._become(Online())

    def network_changed(self) -> None:
        self.log.append(("network_changed", None))

    async def close(self, timeout: float = 5.0) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        self.is_up = False
        self.is_closed = True
        self._become(Offline())

    # the strings

    def emit(self, event: events.SessionEvent) -> None:
        self._deliver(event)

    def sign_in(self, *, is_resumed: bool = False) -> None:
        self.is_up = True
        self.reaches_server = self.is_acknowledging = True
        self._become(CatchingUp())
        self.emit(
            events.SessionStarted(
                self.domain.own.with_resource("startalk.1"), is_resumed, frozenset()
            )
        )

    def break_line(self) -> None:
        self.is_up = False
        self._become(WaitingToRetry(0, Failure(FailureCode.CONNECTION_LOST), 1))

    def acknowledge(self, origin_id: str) -> None:
        self.emit(events.MessageAcknowledged(origin_id))

    def _become(self, state: ConnectionState) -> None:
        self.state = state
        self.emit(events.ConnectionChanged(state))

    async def answer(self) -> None:
        """What every request does first."""
        if self.hangs:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        if not self.is_up:
            raise not_connected()
        if self.failures:
            self.failures -= 1
            raise refused("", FailureCode.TIMEOUT)


class _Part:
    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self._domain = session.domain


class _FakeArchiveClient(_Part):
    async def fetch(self, query: ArchiveQuery) -> ArchivePage:
        self._session.queries.append(query)
        await self._session.answer()
        if self._domain.background_is_slow and query.before and query.with_jid is None:
            await asyncio.Event().wait()
        if query.archive == self._domain.own:
            if not self._domain.has_archive:
                raise refused("feature-not-implemented")
            return self._domain.archive.page(query)
        archive = self._domain.room_archives.get(query.archive)
        if archive is None:
            raise refused("feature-not-implemented")
        return archive.page(query)


class _FakeMessages(_Part):
    def send(self, message: OutgoingMessage) -> None:
        session = self._session
        if not session.is_up:
            raise not_connected()
        if session.hangs or not session.reaches_server:
            return
        self._domain.accept(message)
        if session.is_acknowledging:
            session.acknowledge(message.origin_id)

    def send_receipt(self, to: Jid, message_id: str) -> None:
        self._log("receipt", (to, message_id))

    def send_marker(self, peer: Jid, kind: ConversationKind, message_id: str) -> None:
        self._log("marker", (peer, message_id))

    def send_chat_state(self, peer: Jid, kind: ConversationKind, state: events.ChatState) -> None:
        self._log("chat_state", (peer, state))

    def _log(self, what: str, details: object) -> None:
        if not self._session.is_up:
            raise not_connected()
        self._session.log.append((what, details))


class _FakeRooms(_Part):
    async def join(self, room: Jid, nick: str, password: str = "") -> None:
        self._session.log.append(("join", (room, nick)))
        await self._session.answer()
        if (room, nick) in self._domain.taken_nicks:
            raise refused("conflict", FailureCode.NOT_ALLOWED)
        self._domain.room_archives.setdefault(room, FakeArchive())
        own = Occupant(nick, Affiliation.MEMBER, Role.PARTICIPANT, self._domain.own, is_self=True)
        self._session.emit(events.RoomJoined(room, nick, (own,)))

    async def leave(self, room: Jid) -> None:
        await self._session.answer()
        self._session.emit(events.RoomLeft(room))

    async def info(self, room: Jid) -> RoomInfo:
        await self._session.answer()
        return RoomInfo(room, f"Room {room.local}")

    async def browse(self) -> tuple[RoomInfo, ...]:
        await self._session.answer()
        return tuple(RoomInfo(room, room.local) for room in self._domain.room_archives)

    async def bookmarks(self) -> tuple[RoomBookmark, ...]:
        await self._session.answer()
        return tuple(self._domain.bookmarks.values())

    async def set_bookmark(self, bookmark: RoomBookmark) -> None:
        await self._session.answer()
        self._domain.bookmarks[bookmark.room] = bookmark

    async def remove_bookmark(self, room: Jid) -> None:
        await self._session.answer()
        self._domain.bookmarks.pop(room, None)


class _FakeRoster(_Part):
    async def set_name(self, jid: Jid, name: str) -> None:
        await self._session.answer()

    async def remove(self, jid: Jid) -> None:
        await self._session.answer()

    async def approve(self, jid: Jid) -> None:
        await self._session.answer()
        self._session.log.append(("approve", jid))

    async def subscribe(self, jid: Jid) -> None:
        await self._session.answer()


class _FakePresence(_Part):
    def set_own(self, availability: Availability, status: str = "") -> None:
        self._session.log.append(("presence", availability))


class _FakeOrganisation(_Part):
    async def fetch_index(self) -> OrgIndex | None:
        await self._session.answer()
        return self._domain.index

    async def fetch_units(self, ids: Sequence[str]) -> tuple[UnitContent, ...]:
        await self._session.answer()
        self._session.log.append(("units", tuple(ids)))
        return tuple(self._domain.units[unit] for unit in ids if unit in self._domain.units)


class _FakeCards(_Part):
    async def avatar(self, jid: Jid) -> Avatar | None:
        await self._session.answer()
        self._session.log.append(("avatar", jid))
        return self._domain.avatars.get(jid)
