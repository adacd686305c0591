"""Builders of what is said about messages, for the store's tests."""

from __future__ import annotations

from typing import Any, TypeVar

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
from startalk_desktop.model.message import MessageSource
from tests.store.building import OWN, WANG, at

AnnotationT = TypeVar("AnnotationT", bound=Annotation)


def said(
    kind: type[AnnotationT],
    target_id: str,
    seconds: float = 100,
    *,
    peer: Jid = WANG,
    sender: Jid | None = None,
    is_outgoing: bool = False,
    source: MessageSource = MessageSource.LIVE,
    **fields: Any,
) -> AnnotationT:
    """Something said about `target_id`: by the peer, where no sender is given."""
    is_room = peer.domain.startswith("rooms.")
    if sender is None:
        sender = OWN.with_resource("desk") if is_outgoing else peer.with_resource("phone")
    return kind(
        peer=peer,
        conversation_kind=ConversationKind.ROOM if is_room else ConversationKind.DIRECT,
        source=source,
        sender=sender,
        is_outgoing=is_outgoing,
        at=at(seconds),
        target_id=target_id,
        **fields,
    )


def correction(target_id: str, text: str, seconds: float = 100, **fields: Any) -> Correction:
    """The target's text is now `text`."""
    return said(Correction, target_id, seconds, text=text, **fields)


def retraction(target_id: str, seconds: float = 100, **fields: Any) -> Retraction:
    """The target is taken back."""
    return said(Retraction, target_id, seconds, **fields)


def reactions(target_id: str, emojis: str, seconds: float = 100, **fields: Any) -> Reactions:
    """The emoji, separated by blanks, that the sender now has under the target."""
    return said(Reactions, target_id, seconds, emojis=tuple(emojis.split()), **fields)


def receipt(target_id: str, **fields: Any) -> Receipt:
    """The peer's client has the target."""
    return said(Receipt, target_id, **fields)


def displayed(target_id: str, seconds: float = 100, **fields: Any) -> Displayed:
    """The sender has seen everything up to the target."""
    return said(Displayed, target_id, seconds, **fields)
