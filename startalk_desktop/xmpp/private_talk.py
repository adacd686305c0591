"""Private messages inside rooms (XEP-0045 section 7.5): which they are, and with whom the conversation is. Pure."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from startalk_desktop.model.jid import Jid, is_within
from startalk_desktop.xmpp import message_fields as fields


def is_private(message: Element, occupant: Jid) -> bool:
    """Whether `message` says that it goes through a room, to or from `occupant`."""
    return (
        not occupant.is_bare
        and message.find(fields.MUC_USER_X) is not None
        and message.find(fields.MUC_INVITE) is None
    )


def peer_of(occupant: Jid, real: Jid | None, own: Jid) -> Jid:
    """With whom a conversation with `occupant` is: the person, where the room may say who that is, else the occupant.

    A room is believed where it is of the person's own domain or of ours, both of which can forge anything of that
    person to us anyway. Any other could put words into the mouth of somebody who was never there.
    """
    if real is not None and real.bare != own and vouches(occupant, real, own):
        return real.bare
    return occupant


def vouches(room: Jid, real: Jid, own: Jid) -> bool:
    """Whether `room` may say that somebody in it is `real`."""
    return any(is_within(room.domain, domain) for domain in (real.domain, own.domain))
