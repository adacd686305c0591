"""Messages: as a session reports them, as the user writes them, and as the store keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import ConversationId, ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid


class MessageSource(StrEnum):
    """By which way a message came; live, carbon, archive and echo of one message are one message."""

    LIVE = "live"
    CARBON = "carbon"
    ARCHIVE = "archive"
    ECHO = "echo"  # our own message, reflected by a room


class DeliveryState(IntEnum):
    """How far an own message has come; it never goes back, except from FAILED by a retry."""

    RECEIVED = 0  # not an own message
    QUEUED = 1
    SENT = 2  # the server has it
    DELIVERED = 3  # XEP-0184
    READ = 4  # XEP-0333
    FAILED = 5


class MessageKind(StrEnum):
    """What a message is; an unknown kind shows its text."""

    TEXT = "text"
    SUBJECT = "subject"  # a room's subject was changed; the text is the new subject
    EVENT = "event"  # something else that happened, told by its text


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message out of a stanza, checked for who may say so, before the store knows it.

    `stanza_id` is set only where the conversation's own archive stamped it (XEP-0359 section 5).
    """

    peer: Jid  # bare: the other person, or the room
    conversation_kind: ConversationKind
    source: MessageSource
    sender: Jid  # full as it came; in rooms the occupant's address room@service/nick
    is_outgoing: bool
    text: str
    sent_at: Timestamp
    kind: MessageKind = MessageKind.TEXT
    sender_real_jid: Jid | None = None  # bare, in rooms that tell
    stanza_id: str = ""
    origin_id: str = ""
    message_id: str = ""  # the stanza's id attribute
    wants_receipt: bool = False
    is_markable: bool = False


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What leaves: stored first, then handed to the session with this origin id, again after a break."""

    peer: Jid
    conversation_kind: ConversationKind
    text: str
    origin_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message. Two with the same `row` and `revision` are the same in every respect."""

    row: int  # the store's key, stable for the life of the database
    conversation: ConversationId
    kind: MessageKind
    sender: Jid
    sender_real_jid: Jid | None
    is_outgoing: bool
    text: str
    sent_at: Timestamp
    state: DeliveryState
    revision: int  # grows with each change of the message
    stanza_id: str = ""
    origin_id: str = ""
    message_id: str = ""
    failure: Failure | None = None
    is_markable: bool = False

    @property
    def sender_name(self) -> str:
        """What to show where no directory knows the sender: the nick in a room, else the local part."""
        return self.sender.resource or self.sender.local or self.sender.domain


@dataclass(frozen=True, slots=True, order=True)
class MessageCursor:
    """A place in a conversation's order: by time, then by row."""

    sent_at: Timestamp
    row: int


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found message and the excerpt around the hit; `marks` are (start, end) in the excerpt."""

    message: Message
    excerpt: str
    marks: tuple[tuple[int, int], ...]
