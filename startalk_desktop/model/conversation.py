"""A conversation as the inbox lists it, and how its owner arranged it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from startalk_desktop.model.identity import ConversationId, ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.linked import worn_domain
from startalk_desktop.model.message import Message

FOREVER: Final[Timestamp] = 253_402_300_799_000_000
"""The end of the year 9999: until somebody says otherwise."""

MAX_REMARK_CHARACTERS: Final = 200


class NotifyLevel(StrEnum):
    """Which new messages a person is told of; the values are the names of XEP-0492."""

    ALL = "always"
    MENTIONS = "on-mention"
    NONE = "never"


@dataclass(frozen=True, slots=True)
class MessageMark:
    """A place in a conversation that all devices of the account know."""

    at: Timestamp  # when the message there was sent; where there is none, when the mark was set
    stanza_id: str = ""  # what the archive calls that message


@dataclass(frozen=True, slots=True)
class ConversationSettings:
    """How the account's owner arranged one conversation; the same on all devices. The defaults say nothing."""

    is_pinned: bool = False
    is_starred: bool = False
    hiding: MessageMark | None = None  # archived away; a message after that place brings it back
    notify: NotifyLevel | None = None  # None: as the kind of the conversation has it
    mute_until: Timestamp | None = None  # until then of mentions only, whatever `notify` says
    remark: str = ""  # what the owner calls the person
    unread: MessageMark | None = (
        None  # marked so; reading it, or on from that place elsewhere, ends that
    )

    def level(self, kind: ConversationKind) -> NotifyLevel:
        """What to be told of while it is not muted: by default of everything people say, and of mentions in rooms."""
        if self.notify is not None:
            return self.notify
        return NotifyLevel.MENTIONS if kind is ConversationKind.ROOM else NotifyLevel.ALL


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of the inbox."""

    id: ConversationId
    kind: ConversationKind
    name: str  # the remark, else as the directory, the roster or the room's info gives it; else from the address
    last_message: Message | None
    last_activity: Timestamp  # of the last message or draft; orders the inbox
    unread_count: int
    mention_count: int = 0
    draft: str = ""
    is_pinned: bool = False
    first_unread_row: int | None = None  # where the unread divider stands
    is_joined: bool = True  # rooms: whether we are in it
    first_mention_row: int | None = None  # the oldest unread message that names us
    draft_reply_row: int | None = None  # the message that the draft answers
    is_starred: bool = False
    is_hidden: bool = False  # archived away; a new message brings it back
    is_marked_unread: bool = False  # by hand, until it is read again
    notify: NotifyLevel = NotifyLevel.ALL
    mute_until: Timestamp | None = None  # None: not muted; FOREVER: until that is taken back
    remark: str = ""  # what the owner calls the person, before all other names
    is_blocked: bool = False  # the person: nothing new of theirs is shown
    is_anonymous: bool | None = None  # rooms: whether real addresses are hidden; None: not known

    @property
    def is_muted(self) -> bool:
        """Whether nothing is told of but mentions, or not even these."""
        return self.mute_until is not None or self.notify is NotifyLevel.NONE

    @property
    def is_unread(self) -> bool:
        """Whether something is unread, or it was marked so by hand."""
        return self.unread_count > 0 or self.is_marked_unread

    def partner_domain(self, own: Jid) -> str:
        """The domain of a person or room of another company than that of the account `own`; else ""."""
        return worn_domain(self.id.peer, own) if self.id.peer.local else ""


class InboxFilter(StrEnum):
    """Which conversations to list. What is archived away is in none but `ARCHIVED`."""

    ALL = "all"
    UNREAD = "unread"
    MENTIONS = "mentions"
    PEOPLE = "people"
    ROOMS = "rooms"
    STARRED = "starred"
    ARCHIVED = "archived"

    def has(self, line: Conversation) -> bool:
        """Whether `line` is to be listed."""
        if self is InboxFilter.ARCHIVED or line.is_hidden:
            return self is InboxFilter.ARCHIVED and line.is_hidden
        match self:
            case InboxFilter.UNREAD:
                return line.is_unread
            case InboxFilter.MENTIONS:
                return line.mention_count > 0
            case InboxFilter.PEOPLE:
                return line.kind is ConversationKind.DIRECT
            case InboxFilter.ROOMS:
                return line.kind is ConversationKind.ROOM
            case InboxFilter.STARRED:
                return line.is_starred
            case _:
                return True
