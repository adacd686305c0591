"""Moderated retraction (XEP-0425): a moderator takes back what somebody else said in a room."""

from __future__ import annotations

import uuid
from copy import deepcopy

from lxml import etree

from . import namespaces as ns
from .iq import IqContext, IqKind
from .room_state import Room, RoomHandler
from .stanza import E, StanzaError, child, child_text, to_xmpp_time

# What a tombstone keeps of the message: who said it, and nothing of what was said.
_KEPT = (f"{{{ns.OCCUPANT_ID}}}occupant-id", f"{{{ns.MUC_USER}}}x")
FEATURES = (ns.MODERATION, f"{ns.RETRACTION}#tombstone")


async def _moderate(room: Room, context: IqContext) -> None:
    """Leave a tombstone in the archive, and tell everybody."""
    request, moderator = context.payload, room.occupant_of(context.sender)
    if moderator is None or moderator.role != "moderator":
        raise StanzaError("forbidden", "only moderators take back what others said")
    if child(request, ns.RETRACTION, "retract") is None or not request.get("id"):
        raise StanzaError("bad-request", "a message can only be retracted, by its archive id")
    said = room.domain.archive.find(room.jid, request.get("id", ""))
    if said is None:
        raise StanzaError("item-not-found", "the room's archive has no such message")
    by = {"by": room.address(moderator)}
    moderated = E(ns.MODERATION, "moderated", by, room.occupant_id(moderator.jid))
    retract = E(ns.RETRACTION, "retract", {"id": said.id}, moderated)
    if reason := child_text(request, ns.MODERATION, "reason"):
        retract.append(E(ns.RETRACTION, "reason", None, reason))
    attributes = {"from": room.jid, "type": "groupchat", "id": uuid.uuid4().hex}
    news = E(ns.CLIENT, "message", attributes, retract)
    tombstone = etree.fromstring(said.stanza)
    tombstone.text = None
    for part in list(tombstone):
        part.tail = None
        if part.tag not in _KEPT:
            tombstone.remove(part)
    moment = {"id": attributes["id"], "stamp": to_xmpp_time(room.domain.clock())}
    tombstone.append(E(ns.RETRACTION, "retracted", moment, *deepcopy(retract)))
    room.domain.archive.replace(room.jid, said.id, tombstone)
    news.append(room.archived(news, None))
    await room.broadcast(news)


HANDLERS: dict[tuple[IqKind, str, str], RoomHandler] = {
    ("set", ns.MODERATION, "moderate"): _moderate
}
