"""Moderated retraction (XEP-0425): a moderator takes back what somebody else said in a room."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from . import namespaces as ns
from .checks import found, require
from .iq import IqContext
from .room_state import Room, RoomHandlers
from .stanza import E, child, child_text, message_from, to_xmpp_time, worded

# What a tombstone keeps of the message: who said it, and nothing of what was said.
_KEPT = (f"{{{ns.OCCUPANT_ID}}}occupant-id", f"{{{ns.MUC_USER}}}x")
FEATURES = (ns.MODERATION, f"{ns.RETRACTION}#tombstone")


async def _moderate(room: Room, context: IqContext) -> None:
    """Leave a tombstone in the archive, and tell everybody."""
    request = context.payload
    moderator = room.moderator(context.sender, "take back what others said")
    is_clear = child(request, ns.RETRACTION, "retract") is not None and bool(request.get("id"))
    require(is_clear, "bad-request", "a message can only be retracted, by its archive id")
    said = room.domain.archive.find(room.jid, request.get("id", ""))
    said = found(said, "the room's archive has no such message")
    by = {"by": room.address(moderator)}
    moderated = E(ns.MODERATION, "moderated", by, room.occupant_id(moderator.jid))
    reason = worded(ns.RETRACTION, "reason", child_text(request, ns.MODERATION, "reason"))
    retract = E(ns.RETRACTION, "retract", {"id": said.id}, moderated, reason)
    news = message_from(room.jid, None, "groupchat", retract)
    tombstone = etree.fromstring(said.stanza)
    tombstone.text = None
    for part in list(tombstone):
        part.tail = None
        if part.tag not in _KEPT:
            tombstone.remove(part)
    moment = {"id": news.get("id"), "stamp": to_xmpp_time(room.domain.clock())}
    tombstone.append(E(ns.RETRACTION, "retracted", moment, *deepcopy(retract)))
    room.domain.archive.replace(room.jid, said.id, tombstone)
    news.append(room.archived(news, None))
    await room.broadcast(news)


HANDLERS: RoomHandlers = {("set", ns.MODERATION, "moderate"): _moderate}
