"""Pictures of rooms (XEP-0486): a card (XEP-0054) that owners set, and whose picture's hash everybody is told."""

from __future__ import annotations

import base64
import binascii
import hashlib

from lxml import etree

from . import namespaces as ns
from .iq import IqContext, IqKind
from .jid import Jid
from .room_state import Room, RoomHandler
from .stanza import E, Element, StanzaError, serialise

_LARGEST_CARD = 128 * 1024  # bytes, a picture included
_PHOTO = f"{{{ns.VCARD}}}PHOTO/{{{ns.VCARD}}}BINVAL"


def picture_hash(room: Room) -> str:
    """The SHA-1 of the room's picture, or ''."""
    card = _card(room)
    photo = card.find(_PHOTO) if card is not None else None
    if photo is None:
        return ""
    content = base64.b64decode(photo.text or "")
    # It names the picture (XEP-0153) and protects nothing.
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


async def greet(room: Room, client: Jid) -> None:
    """Tell somebody who has come in which picture the room has."""
    if sha1 := picture_hash(room):
        await _tell(room, client, sha1)


def _card(room: Room) -> Element | None:
    card = room.rooms.cards.get(room.jid)
    return None if card is None else etree.fromstring(card)


async def _show(room: Room, _context: IqContext) -> Element:
    card = _card(room)
    if card is None:
        raise StanzaError("item-not-found", "the room has no card")
    return card


async def _change(room: Room, context: IqContext) -> None:
    if room.affiliation(context.sender) != "owner":
        raise StanzaError("forbidden", "only owners may do this")
    card = serialise(context.payload)
    if len(card) > _LARGEST_CARD:
        raise StanzaError("policy-violation", f"a card has at most {_LARGEST_CARD} bytes")
    photo = context.payload.find(_PHOTO)
    try:
        base64.b64decode((photo.text or "") if photo is not None else "")
    except (binascii.Error, ValueError) as error:
        raise StanzaError("bad-request", "the picture is not in base64") from error
    room.rooms.cards.put(room.jid, card.decode())
    sha1 = picture_hash(room)
    for _occupant, client in room.clients():
        await _tell(room, client, sha1)


async def _tell(room: Room, client: Jid, sha1: str) -> None:
    update = E(ns.VCARD_UPDATE, "x", None, E(ns.VCARD_UPDATE, "photo", None, sha1))
    addresses = {"from": room.jid, "to": client}
    await room.domain.route(E(ns.CLIENT, "presence", addresses, update))


HANDLERS: dict[tuple[IqKind, str, str], RoomHandler] = {
    ("get", ns.VCARD, "vCard"): _show,
    ("set", ns.VCARD, "vCard"): _change,
}
