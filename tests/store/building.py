"""Builders of what the store's tests write: small worlds with Chinese names and plain times."""

from __future__ import annotations

from startalk_desktop.model.identity import AccountId, ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, OutgoingMessage, ReceivedMessage

KEY = bytes(range(32))
ACCOUNT = AccountId("a1b2")
OWN = Jid.parse("lina@acme.example")
WANG = Jid.parse("wangfang@acme.example")
ROOM = Jid.parse("plans@rooms.acme.example")
SECOND: Timestamp = 1_000_000
START: Timestamp = 1_760_000_000 * SECOND
"""The time 0 of the tests."""


def at(seconds: float) -> Timestamp:
    """So many seconds after the tests' time 0."""
    return START + int(seconds * SECOND)


def received(
    text: str = "你好",
    seconds: float = 0,
    *,
    peer: Jid = WANG,
    sender: Jid | None = None,
    is_outgoing: bool = False,
    source: MessageSource = MessageSource.LIVE,
    stanza_id: str = "",
    origin_id: str = "",
    message_id: str = "",
) -> ReceivedMessage:
    """A message that came; from the peer, or from a nick in a room, where no sender is given."""
    is_room = peer.domain.startswith("rooms.")
    if sender is None:
        sender = OWN.with_resource("desk") if is_outgoing else peer.with_resource("phone")
    return ReceivedMessage(
        peer=peer,
        conversation_kind=ConversationKind.ROOM if is_room else ConversationKind.DIRECT,
        source=source,
        sender=sender,
        is_outgoing=is_outgoing,
        text=text,
        sent_at=at(seconds),
        stanza_id=stanza_id,
        origin_id=origin_id,
        message_id=message_id,
    )


def outgoing(text: str, origin_id: str, peer: Jid = WANG) -> OutgoingMessage:
    """A message that the user wrote."""
    is_room = peer.domain.startswith("rooms.")
    kind = ConversationKind.ROOM if is_room else ConversationKind.DIRECT
    return OutgoingMessage(peer, kind, text, origin_id)
