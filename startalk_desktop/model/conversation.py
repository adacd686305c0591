"""A conversation as the inbox lists it."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.identity import ConversationId, ConversationKind, Timestamp
from startalk_desktop.model.message import Message


@dataclass(frozen=True, slots=True)
class Conversation:
    """One line of the inbox."""

    id: ConversationId
    kind: ConversationKind
    name: str  # as the directory, the roster or the room's info gives it; else from the address
    last_message: Message | None
    last_activity: Timestamp  # of the last message or draft; orders the inbox
    unread_count: int
    mention_count: int = 0
    draft: str = ""
    is_pinned: bool = False
    first_unread_row: int | None = None  # where the unread divider stands
    is_joined: bool = True  # rooms: whether we are in it
    is_muted: bool = False  # notifies of mentions only
    first_mention_row: int | None = None  # the oldest unread message that names us
    draft_reply_row: int | None = None  # the message that the draft answers
