"""What is said about an earlier message: edits, recalls, reactions, receipts, read markers.

Each names its target by an id and claims an author. Whether that author may say so is known only once the target is:
the store decides, and keeps what came before its target.
"""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, MessageSource, ReplyReference


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """Who says something about which message, by which way and when.

    The sender's fields have the meaning of those of `ReceivedMessage`.
    """

    peer: Jid
    conversation_kind: ConversationKind
    source: MessageSource
    sender: Jid
    is_outgoing: bool
    at: Timestamp
    target_id: str
    sender_real_jid: Jid | None = None
    occupant_id: str = ""
    stanza_id: str = ""  # of the annotation itself
    origin_id: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Annotation):
    """The target's text is now `text` (XEP-0308); the target is named by its id attribute."""

    text: str
    reply: ReplyReference | None = None
    mentions: tuple[Mention, ...] = ()
    is_styled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction(Annotation):
    """The target is taken back by its author (XEP-0424), or, where the room itself says so, removed by a moderator
    (XEP-0425).
    """

    is_moderation: bool = False
    moderator: Jid | None = None  # bare where the room tells, else the occupant
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions(Annotation):
    """All the emoji that the sender now has under the target (XEP-0444); none takes them back."""

    emojis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Annotation):
    """The peer's client has the target (XEP-0184)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Displayed(Annotation):
    """The sender has seen everything up to the target (XEP-0333)."""
