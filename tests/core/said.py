"""What others, and our other devices, say about messages, as a session tells it."""

from __future__ import annotations

import itertools
from typing import Any, TypeVar

from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource
from tests.core.fakes import EPOCH, SECOND
from tests.core.world import ME_AT_ACME, WANG

AnnotationT = TypeVar("AnnotationT", bound=Annotation)

_numbers = itertools.count(1)


def said(
    what: type[AnnotationT],
    sender: Jid,
    target_id: str,
    *,
    peer: Jid = WANG,
    **details: Any,
) -> AnnotationT:
    """`sender` says `what` about the message `target_id` of the direct conversation with `peer`."""
    return _claim(what, sender, target_id, peer, ConversationKind.DIRECT, details)


def said_in_room(
    what: type[AnnotationT], room: Jid, nick: str, target_id: str, **details: Any
) -> AnnotationT:
    """The occupant `nick`, or the room itself where that is empty, says `what` about a message of `room`."""
    sender = room.with_resource(nick) if nick else room
    return _claim(what, sender, target_id, room, ConversationKind.ROOM, details)


def _claim(
    what: type[AnnotationT],
    sender: Jid,
    target_id: str,
    peer: Jid,
    kind: ConversationKind,
    details: dict[str, Any],
) -> AnnotationT:
    number = next(_numbers)
    claim = {
        "peer": peer,
        "conversation_kind": kind,
        "source": MessageSource.LIVE,
        "sender": sender,
        "is_outgoing": sender.bare == ME_AT_ACME,
        "at": EPOCH + number * SECOND,
        "target_id": target_id,
        "origin_id": f"said-{number}",
        "message_id": f"said-{number}",
    }
    return what(**{**claim, **details})
