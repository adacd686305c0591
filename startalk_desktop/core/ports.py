# ruff: noqa: D102  each member is documented by the class that it stands for
"""What `core` asks of a session: the part of `xmpp.session.AccountSession` that it uses, so that tests can play one.

Each member has the meaning, and raises the errors, of the class of the same job in `startalk_desktop.xmpp`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Protocol

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.card import Avatar, Card
from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.conversation import ConversationSettings
from startalk_desktop.model.events import ChatState, RoomInvitationsDeclined, SessionEvent
from startalk_desktop.model.files import Downloaded, DownloadInfo, UploadService
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import LinkedDomain
from startalk_desktop.model.message import OutgoingMessage
from startalk_desktop.model.nav import NavDocument
from startalk_desktop.model.organisation import Member, OrgIndex, UnitContent
from startalk_desktop.model.policy import DomainPolicy
from startalk_desktop.model.presence import Availability
from startalk_desktop.model.read_position import ReadPosition
from startalk_desktop.model.reporting import Report
from startalk_desktop.model.room import (
    Affiliation,
    Role,
    RoomAffiliation,
    RoomBookmark,
    RoomInfo,
    RoomSettings,
)
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed, SignInFailed, TreeUnreadable
from startalk_desktop.xmpp.settings import SessionSettings, SignInResult

__all__ = [
    "ArchivePort",
    "BlockingPort",
    "CardPort",
    "ConversationSettingsPort",
    "FilePort",
    "GroupDelimiterPort",
    "InvitationPort",
    "LinkedTreePort",
    "MessagePort",
    "NavPort",
    "NotConnected",
    "OrganisationPort",
    "OwnCardPort",
    "PolicyPort",
    "PresencePort",
    "Probe",
    "ReadPositionPort",
    "RequestFailed",
    "RoomAdminPort",
    "RoomPort",
    "RosterPort",
    "SessionFactory",
    "SessionPort",
    "SessionSettings",
    "SignInFailed",
    "SignInResult",
    "TreeUnreadable",
]


class MessagePort(Protocol):
    """`xmpp.messages.MessageChannel`."""

    def send(self, message: OutgoingMessage) -> None: ...
    def send_correction(self, message: OutgoingMessage, target_id: str) -> None: ...
    def send_retraction(
        self, peer: Jid, kind: ConversationKind, target_id: str, origin_id: str
    ) -> None: ...
    def send_reactions(
        self,
        peer: Jid,
        kind: ConversationKind,
        target_id: str,
        emojis: Sequence[str],
        origin_id: str,
    ) -> None: ...
    def send_receipt(self, to: Jid, message_id: str) -> None: ...
    def send_marker(self, peer: Jid, kind: ConversationKind, message_id: str) -> None: ...
    def send_chat_state(self, peer: Jid, kind: ConversationKind, state: ChatState) -> None: ...


class ArchivePort(Protocol):
    """`xmpp.archive.ArchiveClient`."""

    async def fetch(self, query: ArchiveQuery) -> ArchivePage: ...


class RoomPort(Protocol):
    """`xmpp.rooms.RoomClient`."""

    async def join(
        self, room: Jid, nick: str, password: str = "", *, may_create: bool = True
    ) -> None: ...
    async def create(self, room: Jid, nick: str, settings: RoomSettings) -> None: ...
    async def is_inside(self, room: Jid) -> bool | None: ...
    async def services(self) -> tuple[Jid, ...]: ...
    async def leave(self, room: Jid) -> None: ...
    async def info(self, room: Jid) -> RoomInfo: ...
    async def browse(self) -> tuple[RoomInfo, ...]: ...
    async def bookmarks(self) -> tuple[RoomBookmark, ...]: ...
    async def set_bookmark(self, bookmark: RoomBookmark) -> None: ...
    async def remove_bookmark(self, room: Jid) -> None: ...
    async def moderate(self, room: Jid, stanza_id: str, reason: str = "") -> None: ...


class RoomAdminPort(Protocol):
    """`xmpp.room_admin.RoomAdmin`."""

    async def settings(self, room: Jid) -> RoomSettings: ...
    async def configure(self, room: Jid, settings: RoomSettings) -> None: ...
    async def set_avatar(self, room: Jid, content: bytes, content_type: str) -> None: ...
    async def destroy(
        self, room: Jid, reason: str = "", alternative: Jid | None = None
    ) -> None: ...
    async def affiliated(
        self, room: Jid, affiliation: Affiliation
    ) -> tuple[RoomAffiliation, ...]: ...
    async def set_affiliation(
        self, room: Jid, jid: Jid, affiliation: Affiliation, reason: str = ""
    ) -> None: ...
    async def set_role(self, room: Jid, nick: str, role: Role, reason: str = "") -> None: ...
    async def invite(self, room: Jid, jid: Jid, reason: str = "", password: str = "") -> None: ...
    def invite_directly(
        self, room: Jid, jid: Jid, reason: str = "", password: str = ""
    ) -> None: ...
    async def set_subject(self, room: Jid, text: str) -> None: ...


class RosterPort(Protocol):
    """`xmpp.roster.RosterClient`."""

    async def set_name(self, jid: Jid, name: str) -> None: ...
    async def remove(self, jid: Jid) -> None: ...
    async def approve(self, jid: Jid) -> None: ...
    async def subscribe(self, jid: Jid) -> None: ...


class PresencePort(Protocol):
    """`xmpp.presence.PresenceClient`."""

    def set_own(
        self, availability: Availability, status: str = "", idle_since: Timestamp | None = None
    ) -> None: ...
    def ask(self, jid: Jid) -> bool: ...
    def show_to(self, jid: Jid) -> bool: ...
    def hide_from(self, jid: Jid) -> None: ...
    def forget(self, jid: Jid) -> None: ...


class OrganisationPort(Protocol):
    """`xmpp.organisation.OrganisationClient`."""

    async def fetch_index(self) -> OrgIndex | None: ...
    async def fetch_units(self, ids: Sequence[str]) -> tuple[UnitContent, ...]: ...


class GroupDelimiterPort(Protocol):
    """`xmpp.group_delimiter.GroupDelimiterClient`."""

    async def fetch(self) -> str | None: ...


class UserSearchPort(Protocol):
    """`xmpp.user_search.UserSearchClient`."""

    async def is_offered(self) -> bool: ...
    async def find(self, text: str) -> tuple[Member, ...]: ...


class LinkedTreePort(Protocol):
    """`xmpp.linked_trees.LinkedTreeClient`."""

    async def fetch_links(self) -> tuple[LinkedDomain, ...]: ...
    async def follow(self, domain: str) -> bool: ...
    async def fetch_index(self, domain: str) -> OrgIndex | None: ...
    async def fetch_units(self, domain: str, ids: Sequence[str]) -> tuple[UnitContent, ...]: ...


class OwnCardPort(Protocol):
    """`xmpp.card_publisher.CardPublisher`."""

    async def publish_card(self, card: Card) -> None: ...
    async def publish_avatar(self, avatar: Avatar | None, card: Card) -> None: ...


class CardPort(Protocol):
    """`xmpp.cards.CardClient`."""

    @property
    def own(self) -> OwnCardPort: ...
    async def card(self, jid: Jid) -> Card: ...
    async def avatar(self, jid: Jid) -> Avatar | None: ...
    async def room_avatar(self, room: Jid) -> Avatar | None: ...


class ReadPositionPort(Protocol):
    """`xmpp.read_positions.ReadPositionClient`."""

    async def fetch(self) -> tuple[ReadPosition, ...]: ...
    async def publish(self, position: ReadPosition) -> None: ...


class ConversationSettingsPort(Protocol):
    """`xmpp.conversation_settings.ConversationSettingsClient`."""

    async def fetch(self) -> tuple[tuple[Jid, ConversationKind, ConversationSettings], ...]: ...
    async def publish(
        self,
        peer: Jid,
        kind: ConversationKind,
        settings: ConversationSettings,
        *,
        is_joined: bool = False,
    ) -> None: ...


class InvitationPort(Protocol):
    """`xmpp.declined_invitations.DeclinedInvitations`."""

    async def fetch(self) -> tuple[RoomInvitationsDeclined, ...]: ...
    async def publish(self, room: Jid, up_to: Timestamp) -> None: ...


class BlockingPort(Protocol):
    """`xmpp.blocking.BlockingClient`."""

    @property
    def takes_reports(self) -> bool: ...
    async def fetch(self) -> frozenset[Jid]: ...
    async def block(self, reports: Mapping[Jid, Report | None]) -> None: ...
    async def unblock(self, jids: Iterable[Jid]) -> None: ...


class PolicyPort(Protocol):
    """`xmpp.policy.PolicyClient`."""

    async def fetch(self) -> DomainPolicy: ...


class FilePort(Protocol):
    """`xmpp.file_transfer.FileClient`."""

    async def service(self) -> UploadService | None: ...
    async def is_own(self, url: str) -> bool: ...
    async def reach(self) -> None: ...
    async def upload(
        self,
        name: str,
        media_type: str,
        size: int,
        chunks: AsyncIterator[bytes],
        progress: Callable[[int, int | None], None] | None = None,
    ) -> str: ...
    async def download(
        self,
        url: str,
        limit: int,
        sink: Callable[[bytes], Awaitable[None]],
        progress: Callable[[int, int | None], None] | None = None,
        offset: int = 0,
    ) -> DownloadInfo: ...
    async def fetch(self, url: str, limit: int) -> Downloaded: ...


class SessionPort(Protocol):
    """`xmpp.session.AccountSession`."""

    @property
    def state(self) -> ConnectionState: ...
    @property
    def messages(self) -> MessagePort: ...
    @property
    def archive(self) -> ArchivePort: ...
    @property
    def rooms(self) -> RoomPort: ...
    @property
    def room_admin(self) -> RoomAdminPort: ...
    @property
    def roster(self) -> RosterPort: ...
    @property
    def presence(self) -> PresencePort: ...
    @property
    def organisation(self) -> OrganisationPort: ...
    @property
    def cards(self) -> CardPort: ...
    @property
    def group_delimiter(self) -> GroupDelimiterPort: ...
    @property
    def user_search(self) -> UserSearchPort: ...
    @property
    def linked_trees(self) -> LinkedTreePort: ...
    @property
    def read_positions(self) -> ReadPositionPort: ...
    @property
    def policy(self) -> PolicyPort: ...
    @property
    def conversation_settings(self) -> ConversationSettingsPort: ...
    @property
    def invitations(self) -> InvitationPort: ...
    @property
    def blocking(self) -> BlockingPort: ...
    @property
    def files(self) -> FilePort: ...
    def start(self) -> None: ...
    def caught_up(self) -> None: ...
    def network_changed(self) -> None: ...
    async def close(self, timeout: float = 5.0) -> None: ...


class NavPort(Protocol):
    """`xmpp.nav.NavFetcher`."""

    async def document(self, url: str, extra_ca_pem: str = "") -> NavDocument: ...
    async def logo(self, document: NavDocument, extra_ca_pem: str = "") -> bytes: ...


class SessionFactory(Protocol):
    """Makes a session that is not started yet; `deliver` gets its events, on the loop and in order."""

    def __call__(
        self, settings: SessionSettings, deliver: Callable[[SessionEvent], None], scope: TaskScope
    ) -> SessionPort: ...


class Probe(Protocol):
    """`xmpp.probe.probe_sign_in`."""

    async def __call__(
        self, settings: SessionSettings, on_progress: Callable[[ConnectionState], None]
    ) -> SignInResult: ...
