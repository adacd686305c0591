"""What a stanza says about earlier messages: recalls, reactions, receipts, read markers; and edits. Pure functions.

Who says it, the envelope has settled. Whether that person may say so about the message in question is known only to
who has that message.
"""

from __future__ import annotations

import logging
from typing import Any
from xml.etree.ElementTree import Element

from startalk_desktop.model.annotation import (
    Annotation,
    Correction,
    Displayed,
    Reactions,
    Receipt,
    Retraction,
)
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Mention, ReplyReference, Tombstone
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import (
    xep_0424_retraction,
    xep_0425_moderation,
    xep_0444_reactions,
)
from startalk_desktop.xmpp.message_envelope import Envelope

_log = logging.getLogger(__name__)


def read_retraction(message: Element, envelope: Envelope) -> Retraction | None:
    """The recall in `message`; None where there is none, or where somebody claims what only a room may say."""
    moderated = xep_0425_moderation.read(message)
    if moderated is not None:
        target_id, moderation = moderated
        if not envelope.is_by_room:
            _log.warning("dropped a moderation that is not by the room: %s", envelope.sender)
            return None
        return Retraction(
            **_claim(message, envelope, target_id),
            is_moderation=True,
            moderator=_moderator(moderation, envelope),
            reason=moderation.reason,
        )
    retract = xep_0424_retraction.read(message)
    if retract is None or envelope.is_by_room:
        return None
    return Retraction(**_claim(message, envelope, retract.target_id))


def is_retraction(message: Element) -> bool:
    """Whether `message` wants something taken back, by whatever right: then it is no message."""
    return (
        xep_0425_moderation.read(message) is not None
        or xep_0424_retraction.read(message) is not None
    )


def read_notes(message: Element, envelope: Envelope) -> list[Annotation]:
    """Receipts, read markers and reactions in `message`; a room itself has none to give."""
    notes: list[Annotation] = []
    if envelope.is_by_room:
        return notes
    is_direct = envelope.conversation_kind is ConversationKind.DIRECT
    # XEP-0184 section 5.3: no receipts in rooms. Those of our other devices tell us nothing.
    if is_direct and not envelope.is_outgoing and (target_id := fields.receipt_id(message)):
        notes.append(Receipt(**_claim(message, envelope, target_id)))
    if target_id := fields.displayed_id(message):
        notes.append(Displayed(**_claim(message, envelope, target_id)))
    if (reactions := xep_0444_reactions.read(message)) is not None:
        target_id, emojis = reactions
        notes.append(Reactions(**_claim(message, envelope, target_id), emojis=emojis))
    return notes


def correction(
    message: Element,
    envelope: Envelope,
    target_id: str,
    *,
    text: str,
    reply: ReplyReference | None,
    mentions: tuple[Mention, ...],
    is_styled: bool,
) -> Correction:
    """The edit that `message` is, whose content has been read."""
    return Correction(
        **_claim(message, envelope, target_id),
        text=text,
        reply=reply,
        mentions=mentions,
        is_styled=is_styled,
    )


def read_tombstone(message: Element, envelope: Envelope) -> Tombstone | None:
    """What an archive says became of a message whose text it no longer has; None where it has it.

    An archive keeps what a sender writes: one that comes with a text is no tombstone, and a moderator is believed
    only in rooms.
    """
    found = xep_0425_moderation.read_tombstone(message)
    if found is None or message.find(fields.BODY) is not None:
        return None
    element, moderation = found
    at = xep_0424_retraction.retracted_at(element, envelope.sent_at, envelope.now)
    if moderation is None or envelope.room is None:
        return Tombstone(at)
    by = _moderator(moderation, envelope)
    return Tombstone(at, by or envelope.room, moderation.reason)


def _moderator(moderation: xep_0425_moderation.Moderation, envelope: Envelope) -> Jid | None:
    by = moderation.by
    return (envelope.person(by) or by) if by is not None else None


def _claim(message: Element, envelope: Envelope, target_id: str) -> dict[str, Any]:
    return {
        "peer": envelope.peer,
        "conversation_kind": envelope.conversation_kind,
        "source": envelope.source,
        "sender": envelope.sender,
        "is_outgoing": envelope.is_outgoing,
        "at": envelope.sent_at,
        "target_id": target_id,
        "sender_real_jid": envelope.sender_real_jid,
        "occupant_id": envelope.occupant_id,
        "stanza_id": envelope.stanza_id,
        "origin_id": fields.origin_id(message),
        "message_id": fields.bounded_id(message.get("id")),
    }
