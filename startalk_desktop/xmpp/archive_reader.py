"""What an archive's result (XEP-0313) means to us, by the same rules as a live message. Pure functions.

Whether we asked for the result, and whom, the caller has checked.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, ReceivedMessage
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.message_reader import read_room_message

_log = logging.getLogger(__name__)

RESULT: Final = f"{{{ns.MAM}}}result"
_FORWARDED: Final = f"{{{ns.FORWARD}}}forwarded"
_MESSAGE: Final = f"{{{ns.CLIENT}}}message"
_CHAT_TYPES: Final = frozenset({"chat", "normal", None})


@dataclass(frozen=True, slots=True)
class ArchivedResult:
    """A place in an archive, and the message there if it is one we keep."""

    id: str
    at: Timestamp
    message: ReceivedMessage | None


def read_result(result: Element, archive: Jid, own: Jid, now: Timestamp) -> ArchivedResult | None:
    """One ``<result/>`` of `archive`, which is `own` or a room; None where it is malformed."""
    archive_id = fields.bounded_id(result.get("id"))
    forwarded = result.find(_FORWARDED)
    at = fields.archived_at(forwarded, now) if forwarded is not None else None
    inner = forwarded.find(_MESSAGE) if forwarded is not None else None
    if not archive_id or at is None or inner is None:
        _log.warning("dropped a malformed result of the archive %s", archive)
        return None
    read = _read_own if archive == own else _read_room
    return ArchivedResult(archive_id, at, read(inner, archive, own, archive_id, at))


def _read_own(
    message: Element, archive: Jid, own: Jid, archive_id: str, at: Timestamp
) -> ReceivedMessage | None:
    """A message of the own archive: it is from us or to us, or it is a lie."""
    sender = fields.address(message.get("from"))
    recipient = fields.address(message.get("to")) if message.get("to") else own
    if sender is None or recipient is None or own not in (sender.bare, recipient.bare):
        _log.warning("dropped a message in the archive of %s that is not ours", archive)
        return None
    text = fields.text(message)
    if (
        not text
        or message.get("type") not in _CHAT_TYPES
        or message.find(fields.MUC_USER_X) is not None
    ):
        return None
    is_own = sender.bare == own
    return ReceivedMessage(
        peer=recipient.bare if is_own else sender.bare,
        conversation_kind=ConversationKind.DIRECT,
        source=MessageSource.ARCHIVE,
        sender=sender,
        is_outgoing=is_own,
        text=text,
        sent_at=at,
        stanza_id=archive_id,
        origin_id=fields.origin_id(message),
        message_id=fields.bounded_id(message.get("id")),
        is_markable=message.find(fields.MARKABLE) is not None,
    )


def _read_room(
    message: Element, archive: Jid, own: Jid, archive_id: str, at: Timestamp
) -> ReceivedMessage | None:
    """A message of a room's archive. It is ours only where the room says so by our real address: in between,
    others may have had our nick.
    """
    sender = fields.address(message.get("from"))
    if sender is None or sender.bare != archive:
        _log.warning("dropped a message in the archive of %s that is not from there", archive)
        return None
    if message.get("type") != "groupchat":
        return None
    real = fields.real_address(message)
    return read_room_message(
        message,
        sender,
        source=MessageSource.ARCHIVE,
        is_own=real == own,
        real=real,
        sent_at=at,
        stanza_id=archive_id,
    )
