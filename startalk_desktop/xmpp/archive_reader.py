"""What an archive's result (XEP-0313) means to us, by the same rules as a live message. Pure functions.

Whether we asked for the result, and whom, the caller has checked.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.model.events import RoomInvitationReceived
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0421_occupant_ids
from startalk_desktop.xmpp.content_reader import Contents, read_contents
from startalk_desktop.xmpp.invitation_reader import invites, read_invitation
from startalk_desktop.xmpp.message_envelope import Envelope, RoomView
from startalk_desktop.xmpp.private_talk import is_private

_log = logging.getLogger(__name__)

RESULT: Final = f"{{{ns.MAM}}}result"
_FORWARDED: Final = f"{{{ns.FORWARD}}}forwarded"
_MESSAGE: Final = f"{{{ns.CLIENT}}}message"
_CHAT_TYPES: Final = frozenset({"chat", "normal", None})


@dataclass(frozen=True, slots=True)
class ArchivedResult:
    """A place in an archive, and what is said there that concerns us."""

    id: str
    at: Timestamp
    contents: Contents = field(default_factory=Contents)
    invitation: RoomInvitationReceived | None = None


@dataclass(frozen=True, slots=True)
class ArchiveVantage:
    """From where an archive is read: whose account, when, and what is known of the room whose archive it is."""

    own: Jid
    now: Timestamp
    room: RoomView | None = None


def read_result(result: Element, archive: Jid, vantage: ArchiveVantage) -> ArchivedResult | None:
    """One ``<result/>`` of `archive`, which is the own one or a room's; None where it is malformed."""
    archive_id = fields.bounded_id(result.get("id"))
    forwarded = result.find(_FORWARDED)
    at = fields.archived_at(forwarded, vantage.now) if forwarded is not None else None
    inner = forwarded.find(_MESSAGE) if forwarded is not None else None
    if not archive_id or at is None or inner is None:
        _log.warning("dropped a malformed result of the archive %s", archive)
        return None
    if archive == vantage.own and _invites_us(inner, archive):
        return ArchivedResult(archive_id, at, invitation=_invitation(inner, archive, at))
    judge = _own_envelope if archive == vantage.own else _room_envelope
    envelope = judge(inner, archive, vantage, archive_id, at)
    if envelope is None:
        return ArchivedResult(archive_id, at)
    return ArchivedResult(archive_id, at, read_contents(inner, envelope))


def _invites_us(message: Element, own: Jid) -> bool:
    """Whether it says so; what we wrote ourselves is a message like any other."""
    sender = fields.address(message.get("from"))
    return invites(message) and (sender is None or sender.bare != own)


def _invitation(message: Element, own: Jid, at: Timestamp) -> RoomInvitationReceived | None:
    """Who asked us where; None where that can't be true."""
    sender = fields.address(message.get("from"))
    recipient = fields.address(message.get("to")) if message.get("to") else own
    if sender is None or recipient is None or recipient.bare != own:
        _log.warning("dropped an invitation in the archive of %s that is not ours", own)
        return None
    return read_invitation(message, sender, at) if message.get("type") in _CHAT_TYPES else None


def _own_envelope(
    message: Element, archive: Jid, vantage: ArchiveVantage, archive_id: str, at: Timestamp
) -> Envelope | None:
    """A message of the own archive: it is from us or to us, or it is a lie."""
    own = vantage.own
    sender = fields.address(message.get("from"))
    recipient = fields.address(message.get("to")) if message.get("to") else own
    if sender is None or recipient is None or own not in (sender.bare, recipient.bare):
        _log.warning("dropped a message in the archive of %s that is not ours", archive)
        return None
    if message.get("type") not in _CHAT_TYPES:
        return None
    is_own = sender.bare == own
    peer = recipient if is_own else sender
    if message.find(fields.MUC_USER_X) is None:
        peer = peer.bare
    elif not is_private(message, peer):
        return None
    return Envelope(
        own=own,
        now=vantage.now,
        # Who had the nick then, the archive does not say, and today it may be somebody else's.
        peer=peer,
        conversation_kind=ConversationKind.DIRECT,
        source=MessageSource.ARCHIVE,
        sender=sender,
        is_outgoing=is_own,
        sent_at=at,
        stanza_id=archive_id,
    )


def _room_envelope(
    message: Element, archive: Jid, vantage: ArchiveVantage, archive_id: str, at: Timestamp
) -> Envelope | None:
    """A message of a room's archive. It is ours only where the room says so, by our real address or our occupant id:
    in between, others may have had our nick.
    """
    sender = fields.address(message.get("from"))
    if sender is None or sender.bare != archive:
        _log.warning("dropped a message in the archive of %s that is not from there", archive)
        return None
    if message.get("type") != "groupchat":
        return None
    real = fields.real_address(message)
    view = vantage.room
    occupant_id = ""
    if view is not None and view.stamps_occupants and sender.resource:
        occupant_id = xep_0421_occupant_ids.read(message)
    is_our_id = view is not None and occupant_id != "" and occupant_id == view.own_occupant_id
    return Envelope(
        own=vantage.own,
        now=vantage.now,
        peer=archive,
        conversation_kind=ConversationKind.ROOM,
        source=MessageSource.ARCHIVE,
        sender=sender,
        is_outgoing=is_our_id or real == vantage.own,
        sent_at=at,
        stanza_id=archive_id,
        sender_real_jid=real,
        occupant_id=occupant_id,
    )
