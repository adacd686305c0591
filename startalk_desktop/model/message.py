"""Messages: as a session reports them, as the user writes them, and as the store keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import ConversationId, ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomEvent

MAX_THUMBNAIL_BYTES = 16 * 1024
MAX_THUMBNAIL_SIDE = 256
"""Pixels; a larger thumbnail is none."""


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
    EVENT = (
        "event"  # something else that happened: `event` has it, the text is for who can't read that
    )


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a text (XEP-0372): `start` and `end` count code points of the text as it is stored."""

    jid: Jid  # bare
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReplyReference:
    """What a message says that it answers (XEP-0461). Nothing of it is verified."""

    target_id: str  # in rooms the room's stanza id, else the origin id or the id attribute
    author: Jid | None = None  # bare, or the occupant's address in a room
    quote: str = ""  # the fallback quotation that came with it, without its marks


@dataclass(frozen=True, slots=True)
class Quote:
    """What a stored message answers: the message itself where it is stored, else what the reply says of it."""

    text: str  # the answered message's text as it is now, or the quotation that came
    row: int | None = (
        None  # None: the answered message is not on this machine, so the rest is hearsay
    )
    sender: Jid | None = None
    sender_real_jid: Jid | None = None
    is_outgoing: bool = False
    is_retracted: bool = False


@dataclass(frozen=True, slots=True)
class ForwardedMessage:
    """A message inside another (XEP-0297). Who said it and when is what the forwarder says, no more."""

    author_name: str
    text: str
    author: Jid | None = None
    sent_at: Timestamp | None = None


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that a message points to (XEP-0447, XEP-0066, or a picture in the original Startalk's markup).

    Everything but the address of an own file is as its sender tells it.
    """

    url: str  # https only; "" while an own file is still to be uploaded
    name: str = ""
    media_type: str = ""
    size: int | None = None  # bytes
    width: int | None = None  # pixels
    height: int | None = None
    sha256: str = ""  # lower-case hex; what does not hash to it is not the file
    thumbnail: bytes = (
        b""  # PNG, JPEG or WebP of at most `MAX_THUMBNAIL_BYTES` and `MAX_THUMBNAIL_SIDE`
    )
    thumbnail_type: str = ""
    modified_at: Timestamp | None = None
    is_attachment: bool = False  # its sender wants it neither shown nor fetched unasked

    @property
    def is_picture(self) -> bool:
        """Whether it is said to be a picture of pixels; an SVG is a program that draws."""
        return self.media_type.startswith("image/") and not self.media_type.startswith("image/svg")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji under a message, and who put it there (XEP-0444)."""

    emoji: str
    senders: tuple[Jid, ...]  # bare addresses where known, else occupants; oldest first
    is_own: bool


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a message that was taken back (XEP-0424) or removed by a moderator (XEP-0425)."""

    at: Timestamp
    by: Jid | None = None  # the moderator; None: the author
    reason: str = ""
    undo_until: Timestamp | None = None  # ours, not told to anybody yet


@dataclass(frozen=True, slots=True)
class MessageVersion:
    """A text that a message had before it was edited, and since when."""

    text: str
    since: Timestamp


class ActionKind(StrEnum):
    """What we do to a message that is sent already."""

    EDIT = "edit"
    RECALL = "recall"
    REACT = "react"


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """A message out of a stanza, checked for who may say so, before the store knows it.

    `stanza_id` is set only where the conversation's own archive stamped it (XEP-0359 section 5). `text` is without
    the parts that are a fallback for what other fields say (XEP-0428).
    """

    peer: Jid  # bare: the other person, or the room; full: an occupant, in private
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
    occupant_id: str = ""  # XEP-0421, as the room gave it
    reply: ReplyReference | None = None
    mentions: tuple[Mention, ...] = ()
    forwards: tuple[ForwardedMessage, ...] = ()
    files: tuple[SharedFile, ...] = ()
    is_styled: bool = True  # XEP-0393; False where the sender says that its marks are no styling
    tombstone: Tombstone | None = None  # the archive has only this left of it
    event: RoomEvent | None = None


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What leaves: stored first, then handed to the session with this origin id, again after a break."""

    peer: Jid
    conversation_kind: ConversationKind
    text: str
    origin_id: str
    reply: ReplyReference | None = None
    mentions: tuple[Mention, ...] = ()
    forwards: tuple[ForwardedMessage, ...] = ()
    files: tuple[SharedFile, ...] = ()


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
    occupant_id: str = ""
    reply: Quote | None = None
    mentions: tuple[Mention, ...] = ()
    forwards: tuple[ForwardedMessage, ...] = ()
    files: tuple[SharedFile, ...] = ()
    is_styled: bool = True
    is_mention: bool = False  # it names us
    reactions: tuple[Reaction, ...] = ()
    edited_at: Timestamp | None = None
    tombstone: Tombstone | None = None  # its text is gone
    pending: ActionKind | None = None  # what we did to it, and the server does not have yet
    event: RoomEvent | None = None  # of kind EVENT
    source: MessageSource | None = None  # by which way it first came; None: nobody noted that

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
