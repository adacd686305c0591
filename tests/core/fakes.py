"""A domain that is played: an archive, rooms, and sessions whose line breaks where the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import starmap

from startalk_desktop.model import events
from startalk_desktop.model.annotation import Annotation, Correction, Reactions, Retraction
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.card import Avatar, Card
from startalk_desktop.model.connection import (
    CatchingUp,
    ConnectionState,
    Offline,
    Online,
    WaitingToRetry,
)
from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.files import Downloaded, DownloadInfo, UploadService
from startalk_desktop.model.identity import ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.message import (
    ActionKind,
    Mention,
    MessageSource,
    OutgoingMessage,
    ReceivedMessage,
    ReplyReference,
)
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.model.reporting import Report
from startalk_desktop.model.room import (
    Affiliation,
    Occupant,
    Role,
    RoomAffiliation,
    RoomBookmark,
    RoomExit,
    RoomInfo,
    RoomSettings,
)
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed
from startalk_desktop.xmpp.settings import SessionSettings

SECOND = 1_000_000
EPOCH = 1_750_000_000 * SECOND
"""When the played world begins."""


def _opened() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


def not_connected() -> NotConnected:
    return NotConnected(Failure(FailureCode.CONNECTION_LOST))


def refused(condition: str, code: FailureCode = FailureCode.UNSUPPORTED) -> RequestFailed:
    return RequestFailed(Failure(code), condition)


Kept = ReceivedMessage | Annotation | events.RoomInvitationReceived


def _peer_of(one: Kept) -> Jid:
    return one.sender.bare if isinstance(one, events.RoomInvitationReceived) else one.peer


@dataclass
class FakeArchive:
    """An archive in memory that pages as XEP-0313 and XEP-0059 say."""

    kept: list[tuple[str, Kept]] = field(default_factory=list)
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

    def invite(self, invitation: events.RoomInvitationReceived) -> None:
        self.kept.append((self._next_id(), invitation))

    def _next_id(self) -> str:
        self.clock += SECOND
        return f"a{len(self.kept):06}"

    def page(self, query: ArchiveQuery) -> ArchivePage:
        found = [entry for entry in self.kept if query.with_jid in (None, _peer_of(entry[1]))]
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
        times = [one.sent_at if isinstance(one, ReceivedMessage) else one.at for _, one in page]
        return ArchivePage(
            tuple(one for _, one in page if isinstance(one, ReceivedMessage)),
            page[0][0],
            page[-1][0],
            times[0],
            times[-1],
            is_complete,
            len(self.kept),
            tuple(one for _, one in page if isinstance(one, Annotation)),
            tuple(one for _, one in page if isinstance(one, events.RoomInvitationReceived)),
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
    links: tuple[LinkedDomain, ...] = ()
    linked_indexes: dict[str, OrgIndex] = field(default_factory=dict)
    unfollowable: set[str] = field(default_factory=set)
    linked_units: dict[str, dict[str, UnitContent]] = field(default_factory=dict)
    users: list[Member] = field(default_factory=list)  # whom a search of the server finds
    avatars: dict[Jid, Avatar] = field(default_factory=dict)
    received: list[OutgoingMessage] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    bounces: dict[str, FailureCode] = field(default_factory=dict)  # of edits, by text
    moderated: list[tuple[Jid, str, str]] = field(default_factory=list)
    own_roles: dict[Jid, Role] = field(default_factory=dict)
    can_moderate: bool = True
    own_affiliations: dict[Jid, Affiliation] = field(default_factory=dict)
    affiliations: dict[Jid, dict[Jid, Affiliation]] = field(default_factory=dict)
    occupants: dict[Jid, tuple[Occupant, ...]] = field(default_factory=dict)
    infos: dict[Jid, RoomInfo] = field(default_factory=dict)
    room_settings: dict[Jid, RoomSettings] = field(default_factory=dict)
    refusals: dict[str, RequestFailed] = field(default_factory=dict)  # of rooms, by what is asked
    knows_us: dict[Jid, bool | None] = field(default_factory=dict)
    has_rooms: bool = True
    tells_info_at_entry: bool = True
    read_positions: dict[Jid, ReadPosition] = field(default_factory=dict)
    published: list[ReadPosition] = field(default_factory=list)
    policy: DomainPolicy = field(default_factory=DomainPolicy)
    cards: dict[Jid, Card] = field(default_factory=dict)
    presence: tuple[Availability, str, int | None] | None = None
    settings: dict[Jid, tuple[ConversationKind, ConversationSettings]] = field(default_factory=dict)
    settings_published: list[tuple[Jid, ConversationSettings]] = field(default_factory=list)
    refused_settings: set[Jid] = field(default_factory=set)
    declined: dict[Jid, int] = field(default_factory=dict)
    blocked: set[Jid] = field(default_factory=set)
    reports: list[tuple[Jid, Report]] = field(default_factory=list)
    can_block: bool = True
    takes_reports: bool = True
    files: dict[str, Downloaded] = field(default_factory=dict)
    upload_limit: int = 10_000_000
    has_upload: bool = True
    upload_failure: FailureCode | None = None
    full_from: int = 2**62  # bytes of a file that finds no room
    uploads_begun: int = 0
    offsets: list[int] = field(default_factory=list)  # where downloads began
    piece: int = 65_536  # bytes that come at once
    breaks_after: int = 2**62  # a download, once, at this byte
    gate: asyncio.Event = field(
        default_factory=lambda: _opened()
    )  # files and cards pass while it is set
    sessions: list[FakeSession] = field(default_factory=list)
    cards_refused: int = 0  # so many own cards are not taken first
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
        self.room_admin = _FakeRoomAdmin(self)
        self.roster = _FakeRoster(self)
        self.presence = _FakePresence(self)
        self.organisation = _FakeOrganisation(self)
        self.cards = _FakeCards(self)
        self.group_delimiter = _FakeGroupDelimiter(self)
        self.user_search = _FakeUserSearch(self)
        self.linked_trees = _FakeLinkedTrees(self)
        self.read_positions = _FakeReadPositions(self)
        self.policy = _FakePolicy(self)
        self.files = _FakeFiles(self)
        self.conversation_settings = _FakeConversationSettings(self)
        self.invitations = _FakeInvitations(self)
        self.blocking = _FakeBlocking(self)

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
    async def join(
        self, room: Jid, nick: str, password: str = "", *, may_create: bool = True
    ) -> None:
        self._session.log.append(("join", (room, nick)))
        await self._session.answer()
        if (room, nick) in self._domain.taken_nicks:
            raise refused("conflict", FailureCode.NOT_ALLOWED)
        self._domain.room_archives.setdefault(room, FakeArchive(clock=now()))
        role = self._domain.own_roles.get(room, Role.PARTICIPANT)
        affiliation = self._domain.own_affiliations.get(room, Affiliation.MEMBER)
        own = Occupant(nick, affiliation, role, self._domain.own, is_self=True)
        others = self._domain.occupants.get(room, ())
        info = self._info(room) if self._domain.tells_info_at_entry else None
        self._session.emit(events.RoomJoined(room, nick, (*others, own), info))

    async def create(self, room: Jid, nick: str, settings: RoomSettings) -> None:
        self._session.log.append(("create", (room, settings)))
        await self._session.answer()
        if self._domain.refusals.get("create"):
            raise self._domain.refusals["create"]
        self._domain.own_affiliations[room] = Affiliation.OWNER
        self._domain.own_roles[room] = Role.MODERATOR
        self._domain.infos[room] = RoomInfo(
            room, settings.name or "", is_members_only=bool(settings.is_members_only)
        )
        await self.join(room, nick)

    async def is_inside(self, room: Jid) -> bool | None:
        self._session.log.append(("is_inside", room))
        await self._session.answer()
        is_inside = self._domain.knows_us.get(room, True)
        if is_inside is False:
            lost = Failure(FailureCode.CONNECTION_LOST)
            self._session.emit(events.RoomLeft(room, lost, RoomExit.LOST))
        return is_inside

    async def services(self) -> tuple[Jid, ...]:
        await self._session.answer()
        return (Jid("", "conference.acme.example"),) if self._domain.has_rooms else ()

    async def leave(self, room: Jid) -> None:
        self._session.log.append(("leave", room))
        await self._session.answer()
        self._session.emit(events.RoomLeft(room))

    async def info(self, room: Jid) -> RoomInfo:
        self._session.log.append(("info", room))
        await self._session.answer()
        return self._info(room)

    def _info(self, room: Jid) -> RoomInfo:
        usual = RoomInfo(room, f"Room {room.local}", can_moderate=self._domain.can_moderate)
        return self._domain.infos.get(room, usual)

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


class _FakeRoomAdmin(_Part):
    """Logs what is asked for, and refuses what the domain's `refusals` name."""

    async def _asked(self, what: str, *details: object) -> None:
        self._session.log.append((what, details))
        await self._session.answer()
        if what in self._domain.refusals:
            raise self._domain.refusals[what]

    async def settings(self, room: Jid) -> RoomSettings:
        await self._asked("settings", room)
        return self._domain.room_settings.get(room, RoomSettings())

    async def configure(self, room: Jid, settings: RoomSettings) -> None:
        await self._asked("configure", room, settings)
        self._domain.room_settings[room] = settings
        self._domain.infos[room] = RoomInfo(room, settings.name or room.local)

    async def set_avatar(self, room: Jid, content: bytes, content_type: str) -> None:
        await self._asked("set_avatar", room, content, content_type)

    async def destroy(self, room: Jid, reason: str = "", alternative: Jid | None = None) -> None:
        await self._asked("destroy", room, reason, alternative)
        gone = Failure(FailureCode.RECIPIENT_UNKNOWN, reason)
        self._session.emit(events.RoomLeft(room, gone, RoomExit.DESTROYED, alternative=alternative))

    async def affiliated(self, room: Jid, affiliation: Affiliation) -> tuple[RoomAffiliation, ...]:
        await self._asked(f"list {affiliation}", room)
        return tuple(
            RoomAffiliation(jid, has)
            for jid, has in self._domain.affiliations.get(room, {}).items()
            if has is affiliation
        )

    async def set_affiliation(
        self, room: Jid, jid: Jid, affiliation: Affiliation, reason: str = ""
    ) -> None:
        await self._asked("set_affiliation", room, jid, affiliation, reason)
        self._domain.affiliations.setdefault(room, {})[jid] = affiliation

    async def set_role(self, room: Jid, nick: str, role: Role, reason: str = "") -> None:
        await self._asked("set_role", room, nick, role, reason)

    async def invite(self, room: Jid, jid: Jid, reason: str = "", password: str = "") -> None:
        await self._asked("invite", room, jid, reason)

    def invite_directly(self, room: Jid, jid: Jid, reason: str = "", password: str = "") -> None:
        self._session.log.append(("invite_directly", (room, jid, reason)))

    async def set_subject(self, room: Jid, text: str) -> None:
        await self._asked("set_subject", room, text)
        self._session.emit(events.RoomSubjectChanged(room, text))


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
    def set_own(
        self, availability: Availability, status: str = "", idle_since: int | None = None
    ) -> None:
        self._session.log.append(("presence", availability))
        self._domain.presence = (availability, status, idle_since)

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


class _FakeLinkedTrees(_Part):
    async def fetch_links(self) -> tuple[LinkedDomain, ...]:
        await self._session.answer()
        return self._domain.links

    async def follow(self, domain: str) -> bool:
        await self._session.answer()
        self._session.log.append(("linked follow", domain))
        return domain not in self._domain.unfollowable

    async def fetch_index(self, domain: str) -> OrgIndex | None:
        await self._session.answer()
        self._session.log.append(("linked index", domain))
        return self._domain.linked_indexes.get(domain)

    async def fetch_units(self, domain: str, ids: Sequence[str]) -> tuple[UnitContent, ...]:
        await self._session.answer()
        self._session.log.append(("linked units", (domain, *ids)))
        known = self._domain.linked_units.get(domain, {})
        return tuple(known[one] for one in ids if one in known)


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


class _FakeOwnCard(_Part):
    async def publish_card(self, card: Card) -> None:
        await self._session.answer()
        if self._domain.cards_refused:
            self._domain.cards_refused -= 1
            raise refused("resource-constraint", FailureCode.POLICY)
        self._domain.cards[self._domain.own] = card

    async def publish_avatar(self, avatar: Avatar | None, card: Card) -> None:
        await self._session.answer()
        if avatar is None:
            self._domain.avatars.pop(self._domain.own, None)
        else:
            self._domain.avatars[self._domain.own] = avatar


class _FakeCards(_Part):
    def __init__(self, session: FakeSession) -> None:
        super().__init__(session)
        self.own = _FakeOwnCard(session)

    async def card(self, jid: Jid) -> Card:
        await self._session.answer()
        self._session.log.append(("card", jid))
        await self._domain.gate.wait()
        return self._domain.cards.get(jid, Card())

    async def avatar(self, jid: Jid) -> Avatar | None:
        await self._session.answer()
        self._session.log.append(("avatar", jid))
        return self._domain.avatars.get(jid)

    async def room_avatar(self, room: Jid) -> Avatar | None:
        await self._session.answer()
        self._session.log.append(("room_avatar", room))
        return self._domain.avatars.get(room)


class _FakeReadPositions(_Part):
    async def fetch(self) -> tuple[ReadPosition, ...]:
        await self._session.answer()
        return tuple(self._domain.read_positions.values())

    async def publish(self, position: ReadPosition) -> None:
        await self._session.answer()
        self._domain.published.append(position)
        self._domain.read_positions[position.peer] = position
        self._session.emit(events.ReadPositionChanged(position))


class _FakeConversationSettings(_Part):
    """As a server does, it tells every session of the account, the one that published included."""

    async def fetch(self) -> tuple[tuple[Jid, ConversationKind, ConversationSettings], ...]:
        await self._session.answer()
        return tuple((peer, *kept) for peer, kept in self._domain.settings.items())

    async def publish(
        self,
        peer: Jid,
        kind: ConversationKind,
        settings: ConversationSettings,
        *,
        is_joined: bool = False,
    ) -> None:
        await self._session.answer()
        if peer in self._domain.refused_settings:
            raise refused("policy-violation", FailureCode.POLICY)
        self._domain.settings[peer] = (kind, settings)
        self._domain.settings_published.append((peer, settings))
        self._session.emit(events.ConversationSettingsChanged(peer, kind, settings))


class _FakeInvitations(_Part):
    """As a server does, it tells every session of the account, the one that published included."""

    async def fetch(self) -> tuple[events.RoomInvitationsDeclined, ...]:
        await self._session.answer()
        return tuple(starmap(events.RoomInvitationsDeclined, self._domain.declined.items()))

    async def publish(self, room: Jid, up_to: int) -> None:
        await self._session.answer()
        self._domain.declined[room] = up_to
        self._session.emit(events.RoomInvitationsDeclined(room, up_to))


class _FakeBlocking(_Part):
    @property
    def takes_reports(self) -> bool:
        return self._domain.takes_reports

    async def fetch(self) -> frozenset[Jid]:
        await self._session.answer()
        if not self._domain.can_block:
            raise refused("feature-not-implemented")
        return frozenset(self._domain.blocked)

    async def block(self, reports: Mapping[Jid, Report | None]) -> None:
        await self._session.answer()
        if not self._domain.can_block:
            raise refused("feature-not-implemented")
        if self._domain.own in reports:
            raise refused("not-allowed", FailureCode.NOT_ALLOWED)
        self._domain.blocked |= set(reports)
        self._domain.reports.extend((jid, one) for jid, one in reports.items() if one is not None)
        self._session.emit(events.BlockListChanged(blocked=frozenset(reports)))

    async def unblock(self, jids: Iterable[Jid]) -> None:
        await self._session.answer()
        wanted = frozenset(jids)
        self._domain.blocked -= wanted
        self._session.emit(events.BlockListChanged(unblocked=wanted))


class _FakePolicy(_Part):
    async def fetch(self) -> DomainPolicy:
        await self._session.answer()
        return self._domain.policy


class _FakeFiles(_Part):
    """An upload service that takes pieces of a file one by one, and gives them back so."""

    async def service(self) -> UploadService | None:
        await self._session.answer()
        if not self._domain.has_upload:
            return None
        return UploadService("upload.example", self._domain.upload_limit)

    async def is_own(self, url: str) -> bool:
        return url.startswith("https://upload.example/")

    async def reach(self) -> None:
        if self._domain.upload_failure is not None:
            raise refused("", self._domain.upload_failure)

    async def upload(
        self,
        name: str,
        media_type: str,
        size: int,
        chunks: AsyncIterator[bytes],
        progress: Callable[[int, int | None], None] | None = None,
    ) -> str:
        domain = self._domain
        domain.uploads_begun += 1
        await self._session.answer()
        if not domain.has_upload:
            raise refused("", FailureCode.UNSUPPORTED)
        if domain.upload_failure is not None:
            raise refused("", domain.upload_failure)
        if size >= domain.full_from:
            raise refused("", FailureCode.POLICY)
        if size > domain.upload_limit:
            raise refused("", FailureCode.TOO_LARGE)
        content = bytearray()
        async for chunk in chunks:
            await domain.gate.wait()
            if not self._session.is_up:
                raise refused("", FailureCode.CONNECTION_LOST)
            content += chunk
            if progress is not None:
                progress(len(content), size)
        assert len(content) == size
        url = f"https://upload.example/{len(domain.files)}/{name}"
        domain.files[url] = Downloaded(bytes(content), media_type)
        return url

    async def download(
        self,
        url: str,
        limit: int,
        sink: Callable[[bytes], Awaitable[None]],
        progress: Callable[[int, int | None], None] | None = None,
        offset: int = 0,
    ) -> DownloadInfo:
        domain = self._domain
        self._session.log.append(("download", url))
        domain.offsets.append(offset)
        await self._session.answer()
        found = domain.files.get(url)
        if found is None:
            raise refused("", FailureCode.RECIPIENT_UNKNOWN)
        content = found.content
        if len(content) > limit:
            raise refused("", FailureCode.TOO_LARGE)
        for start in range(offset, len(content), domain.piece):
            await domain.gate.wait()
            await asyncio.sleep(0)
            if not self._session.is_up or start >= domain.breaks_after:
                domain.breaks_after = 2**62
                raise refused("", FailureCode.CONNECTION_LOST)
            await sink(content[start : start + domain.piece])
            if progress is not None:
                progress(min(start + domain.piece, len(content)), len(content))
        return DownloadInfo(found.media_type, len(content))

    async def fetch(self, url: str, limit: int) -> Downloaded:
        taken = bytearray()

        async def take(piece: bytes) -> None:
            taken.extend(piece)

        info = await self.download(url, limit, take)
        return Downloaded(bytes(taken), info.media_type)
