"""A domain that is played: an archive, rooms, and sessions whose line breaks where the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from startalk_desktop.model import events
from startalk_desktop.model.annotation import Annotation, Correction, Reactions, Retraction
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
from startalk_desktop.model.files import Downloaded
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import (
    ActionKind,
    Mention,
    MessageSource,
    OutgoingMessage,
    ReceivedMessage,
    ReplyReference,
    SharedFile,
)
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.read_position import ReadPosition
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

    kept: list[tuple[str, ReceivedMessage | Annotation]] = field(default_factory=list)
    entries: list[tuple[str, ReceivedMessage]] = field(default_factory=list)  # the messages of it
    clock: int = EPOCH

    def append(self, message: ReceivedMessage) -> str:
        stanza_id = self._next_id()
        stored = replace(
            message, stanza_id=stanza_id, sent_at=self.clock, source=MessageSource.ARCHIVE
        )
        self.kept.append((stanza_id, stored))
        self.entries.append((stanza_id, stored))
        return stanza_id

    def annotate(self, annotation: Annotation) -> str:
        stanza_id = self._next_id()
        stored = replace(
            annotation, stanza_id=stanza_id, at=self.clock, source=MessageSource.ARCHIVE
        )
        self.kept.append((stanza_id, stored))
        return stanza_id

    def _next_id(self) -> str:
        self.clock += SECOND
        return f"a{len(self.kept):06}"

    def page(self, query: ArchiveQuery) -> ArchivePage:
        found = [entry for entry in self.kept if query.with_jid in (None, entry[1].peer)]
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
        times = [one.at if isinstance(one, Annotation) else one.sent_at for _, one in page]
        return ArchivePage(
            tuple(one for _, one in page if isinstance(one, ReceivedMessage)),
            page[0][0],
            page[-1][0],
            times[0],
            times[-1],
            is_complete,
            len(self.kept),
            tuple(one for _, one in page if isinstance(one, Annotation)),
        )

    def _check(self, stanza_id: str, ids: list[str]) -> None:
        if stanza_id not in ids:
            raise refused("item-not-found", FailureCode.RECIPIENT_UNKNOWN)


@dataclass(frozen=True)
class Told:
    """An edit, recall or reaction as it left."""

    action: ActionKind
    peer: Jid
    kind: ConversationKind
    target_id: str
    origin_id: str
    text: str = ""
    mentions: tuple[Mention, ...] = ()
    emojis: tuple[str, ...] = ()
    reply: ReplyReference | None = None


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
    delimiter: str | None = None
    users: list[Member] = field(default_factory=list)  # whom a search of the server finds
    avatars: dict[Jid, Avatar] = field(default_factory=dict)
    received: list[OutgoingMessage] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    bounces: dict[str, FailureCode] = field(default_factory=dict)  # of edits, by text
    moderated: list[tuple[Jid, str, str]] = field(default_factory=list)
    own_roles: dict[Jid, Role] = field(default_factory=dict)
    can_moderate: bool = True
    read_positions: dict[Jid, ReadPosition] = field(default_factory=dict)
    published: list[ReadPosition] = field(default_factory=list)
    policy: DomainPolicy = field(default_factory=DomainPolicy)
    files: dict[str, Downloaded] = field(default_factory=dict)
    upload_limit: int = 1_000_000
    has_upload: bool = True
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

    def accept_told(self, told: Told) -> str:
        """Take an edit, recall or reaction from the account, and archive what it says."""
        self.told.append(told)
        is_room = told.kind is ConversationKind.ROOM
        archive = self.room_archives[told.peer] if is_room else self.archive
        return archive.annotate(self.told_copy(told))

    def told_copy(self, told: Told) -> Annotation:
        is_room = told.kind is ConversationKind.ROOM
        claim = {
            "peer": told.peer,
            "conversation_kind": told.kind,
            "source": MessageSource.ECHO if is_room else MessageSource.CARBON,
            "sender": told.peer.with_resource("me") if is_room else self.own,
            "is_outgoing": True,
            "at": self.archive.clock,
            "target_id": told.target_id,
            "origin_id": told.origin_id,
            "message_id": told.origin_id,
        }
        match told.action:
            case ActionKind.EDIT:
                return Correction(**claim, text=told.text, mentions=told.mentions)
            case ActionKind.RECALL:
                return Retraction(**claim)
            case ActionKind.REACT:
                return Reactions(**claim, emojis=told.emojis)

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
            reply=message.reply,
            mentions=message.mentions,
            forwards=message.forwards,
            files=message.files,
        )

    def incoming(self, peer: Jid, text: str, *, is_live: bool = True) -> ReceivedMessage:
        """Somebody writes to the account: archived, and delivered where the line is up."""
        number = len(self.archive.kept)
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
        self.group_delimiter = _FakeGroupDelimiter(self)
        self.user_search = _FakeUserSearch(self)
        self.read_positions = _FakeReadPositions(self)
        self.policy = _FakePolicy(self)
        self.files = _FakeFiles(self)

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

    def send_correction(self, message: OutgoingMessage, target_id: str) -> None:
        self._tell(
            Told(
                ActionKind.EDIT,
                message.peer,
                message.conversation_kind,
                target_id,
                message.origin_id,
                message.text,
                message.mentions,
                reply=message.reply,
            )
        )

    def send_retraction(
        self, peer: Jid, kind: ConversationKind, target_id: str, origin_id: str
    ) -> None:
        self._tell(Told(ActionKind.RECALL, peer, kind, target_id, origin_id))

    def send_reactions(
        self,
        peer: Jid,
        kind: ConversationKind,
        target_id: str,
        emojis: Sequence[str],
        origin_id: str,
    ) -> None:
        self._tell(Told(ActionKind.REACT, peer, kind, target_id, origin_id, emojis=tuple(emojis)))

    def _tell(self, told: Told) -> None:
        session = self._session
        if not session.is_up:
            raise not_connected()
        if session.hangs or not session.reaches_server:
            return
        if told.text in self._domain.bounces:
            failure = Failure(self._domain.bounces[told.text])
            session.emit(events.MessageBounced(told.peer, told.origin_id, failure))
            return
        self._domain.accept_told(told)
        if session.is_acknowledging:
            session.acknowledge(told.origin_id)

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
        role = self._domain.own_roles.get(room, Role.PARTICIPANT)
        own = Occupant(nick, Affiliation.MEMBER, role, self._domain.own, is_self=True)
        self._session.emit(events.RoomJoined(room, nick, (own,)))

    async def leave(self, room: Jid) -> None:
        await self._session.answer()
        self._session.emit(events.RoomLeft(room))

    async def info(self, room: Jid) -> RoomInfo:
        await self._session.answer()
        return RoomInfo(room, f"Room {room.local}", can_moderate=self._domain.can_moderate)

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

    async def moderate(self, room: Jid, stanza_id: str, reason: str = "") -> None:
        await self._session.answer()
        self._domain.moderated.append((room, stanza_id, reason))


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

    def ask(self, jid: Jid) -> bool:
        return self._direct("ask", jid)

    def show_to(self, jid: Jid) -> bool:
        return self._direct("show_to", jid)

    def hide_from(self, jid: Jid) -> None:
        self._direct("hide_from", jid)

    def forget(self, jid: Jid) -> None:
        self._session.log.append(("forget", jid))

    def _direct(self, what: str, jid: Jid) -> bool:
        if not self._session.is_up:
            raise not_connected()
        self._session.log.append((what, jid))
        return True


class _FakeGroupDelimiter(_Part):
    async def fetch(self) -> str | None:
        await self._session.answer()
        return self._domain.delimiter


class _FakeUserSearch(_Part):
    async def is_offered(self) -> bool:
        await self._session.answer()
        return bool(self._domain.users)

    async def find(self, text: str) -> tuple[Member, ...]:
        await self._session.answer()
        self._session.log.append(("search", text))
        return tuple(one for one in self._domain.users if text in one.name)


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


class _FakeReadPositions(_Part):
    async def fetch(self) -> tuple[ReadPosition, ...]:
        await self._session.answer()
        return tuple(self._domain.read_positions.values())

    async def publish(self, position: ReadPosition) -> None:
        await self._session.answer()
        self._domain.published.append(position)
        self._domain.read_positions[position.peer] = position
        self._session.emit(events.ReadPositionChanged(position))


class _FakePolicy(_Part):
    async def fetch(self) -> DomainPolicy:
        await self._session.answer()
        return self._domain.policy


class _FakeFiles(_Part):
    async def upload(
        self,
        name: str,
        content_type: str,
        content: bytes,
        progress: Callable[[int, int], None] | None = None,
    ) -> SharedFile:
        await self._session.answer()
        if not self._domain.has_upload:
            raise refused("", FailureCode.UNSUPPORTED)
        if len(content) > self._domain.upload_limit:
            raise refused("", FailureCode.TOO_LARGE)
        url = f"https://upload.example/{len(self._domain.files)}/{name}"
        self._domain.files[url] = Downloaded(content, content_type)
        return SharedFile(url, name, content_type, len(content))

    async def download(self, url: str, limit: int) -> Downloaded:
        self._session.log.append(("download", url))
        await self._session.answer()
        found = self._domain.files.get(url)
        if found is None:
            raise refused("", FailureCode.RECIPIENT_UNKNOWN)
        if len(found.content) > limit:
            raise refused("", FailureCode.TOO_LARGE)
        return found
