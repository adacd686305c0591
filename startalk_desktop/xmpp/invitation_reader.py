"""Invitations to rooms: which messages are some, and who may ask us where. Pure functions.

The same for what comes live, by carbon and out of the own archive.
"""

from __future__ import annotations

import logging
from typing import Final
from xml.etree.ElementTree import Element

from startalk_desktop.model.events import RoomInvitationReceived
from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp.private_talk import is_private

_log = logging.getLogger(__name__)

_INVITE_REASON: Final = f"{{{ns.MUC_USER}}}reason"
_DIRECT_INVITE: Final = f"{{{ns.CONFERENCE}}}x"


def invites(message: Element) -> bool:
    """Whether `message` says that it is an invitation, whoever may have sent it."""
    return message.find(fields.MUC_INVITE) is not None or message.find(_DIRECT_INVITE) is not None


def read_invitation(message: Element, sender: Jid, at: Timestamp) -> RoomInvitationReceived | None:
    """XEP-0045 section 7.8.2 (by the room, in somebody's name) or XEP-0249 (by that person); None where it is neither.

    Invitations come from rooms or from people; who an occupant is, only they themselves can say.
    """
    invite = message.find(fields.MUC_INVITE)
    if invite is not None:
        inviter = fields.address(invite.get("from"))
        if not sender.is_bare or not sender.local or inviter is None:
            _log.warning("dropped an invitation that no room can have sent, by %s", sender)
            return None
        reason = invite.find(_INVITE_REASON)
        text = (reason.text or "") if reason is not None else ""
        return RoomInvitationReceived(sender, inviter, text[: fields.MAX_TEXT_CHARACTERS], at)
    direct = message.find(_DIRECT_INVITE)
    room = fields.address(direct.get("jid")) if direct is not None else None
    if direct is None or room is None or not room.is_bare or not room.local:
        return None
    if is_private(message, sender):
        _log.warning("dropped an invitation by the occupant %s", sender)
        return None
    text = direct.get("reason", "")[: fields.MAX_TEXT_CHARACTERS]
    return RoomInvitationReceived(room, sender, text, at, is_direct=True)
