"""What `core` announces after a commit. They name what changed; readers re-read just that from the store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.connection import ConnectionState
from startalk_desktop.model.events import ChatState
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import AccountId, ConversationId
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import ActionKind
from startalk_desktop.model.transfer import Transfer


@dataclass(frozen=True, slots=True)
class AccountsChanged:
    """An account was added, removed, re-ordered or edited."""


@dataclass(frozen=True, slots=True)
class ConnectionStateChanged:
    """An account's connection is now in `state`."""

    account: AccountId
    state: ConnectionState


@dataclass(frozen=True, slots=True)
class MessagesChanged:
    """Rows of one conversation were added, updated or removed, in one commit."""

    conversation: ConversationId
    added: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    is_history: bool = False  # came from the archive: nothing to notify of


@dataclass(frozen=True, slots=True)
class ConversationsChanged:
    """Lines of the inbox changed (last message, unread, draft, pin, name)."""

    account: AccountId
    peers: frozenset[Jid]


@dataclass(frozen=True, slots=True)
class DirectoryChanged:
    """An account's tree changed; `units` is None where everything may have."""

    account: AccountId
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Names, presence or avatars of people changed."""

    account: AccountId
    jids: frozenset[Jid]


@dataclass(frozen=True, slots=True)
class ArrangementChanged:
    """The star, remark, mute or pin of these peers changed, whether there is a conversation with them or not."""

    account: AccountId
    peers: frozenset[Jid]


@dataclass(frozen=True, slots=True)
class RoomChanged:
    """Occupants, subject or membership of a room changed."""

    conversation: ConversationId


class RoomTask(StrEnum):
    """What was asked for together with a new room."""

    INVITE = "invite"
    TOPIC = "topic"
    AVATAR = "avatar"


@dataclass(frozen=True, slots=True)
class RoomTaskFailed:
    """The room was made, but not all that was asked for with it could be done; `jid` is who could not be invited."""

    conversation: ConversationId
    task: RoomTask
    failure: Failure
    jid: Jid | None = None


@dataclass(frozen=True, slots=True)
class TypingChanged:
    """Somebody in a conversation types, or stopped."""

    conversation: ConversationId
    sender: Jid
    state: ChatState


@dataclass(frozen=True, slots=True)
class InvitationReceived:
    """Somebody invites us to a room of this account; it is kept until it is answered."""

    account: AccountId
    room: Jid
    sender: Jid
    reason: str
    is_history: bool = False  # read in the archive: another device took it


@dataclass(frozen=True, slots=True)
class InvitationsChanged:
    """An invitation of this account came, or was answered here or on another device."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class ReadersChanged:
    """Somebody else has read further in a room."""

    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """An edit, recall or reaction of ours did not get through, and was taken back here."""

    conversation: ConversationId
    row: int
    action: ActionKind
    failure: Failure


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """What an account's domain allows changed."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class TransferChanged:
    """A file of a message came further on its way; `transfer` is how it stands. At most ten a second for each."""

    conversation: ConversationId
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class FilesChanged:
    """What an account's upload service takes changed, or whether it works."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class AttentionChanged:
    """Whether it is quiet, or what was chosen about that, changed: of one company, or maybe of all."""

    account: AccountId | None


@dataclass(frozen=True, slots=True)
class OwnPresenceChanged:
    """What an account is to others changed."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class BlockListChanged:
    """Whom an account wants to hear nothing of changed."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class NavChanged:
    """What is known of an account's nav document changed: whether it can be had, or that it says another address."""

    account: AccountId


@dataclass(frozen=True, slots=True)
class ServicesChanged:
    """Which services of an account's domain work changed."""

    account: AccountId


Change = (
    AccountsChanged
    | ArrangementChanged
    | ConnectionStateChanged
    | MessagesChanged
    | ConversationsChanged
    | DirectoryChanged
    | PeopleChanged
    | RoomChanged
    | RoomTaskFailed
    | TypingChanged
    | InvitationReceived
    | InvitationsChanged
    | ReadersChanged
    | ActionFailed
    | PolicyChanged
    | TransferChanged
    | FilesChanged
    | AttentionChanged
    | OwnPresenceChanged
    | BlockListChanged
    | NavChanged
    | ServicesChanged
)
