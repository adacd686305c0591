"""Pictures of rooms (XEP-0486): in a card (XEP-0054) that owners set, with the hash told to all (XEP-0153)."""

from __future__ import annotations

import base64
import hashlib

from . import namespaces as ns
from .checks import require
from .iq import IqContext
from .jid import Jid
from .room_state import Room, RoomHandlers
from .stanza import E, Element, StanzaError, addressed, parse
from .vcard import card_text

_PICTURE = f"{{{ns.VCARD}}}PHOTO/{{{ns.VCARD}}}BINVAL"


def picture_hash(room: Room) -> str:
    """The SHA-1 of the room's picture in hexadecimal, or '' where it has none."""
    picture = _picture(parse(room.card)) if room.card else b""
    # It names the picture and protects nothing.
    return hashlib.sha1(picture, usedforsecurity=False).hexdigest() if picture else ""


async def greet(room: Room, client: Jid) -> None:
    """Tell a client that has come in which picture the room has, if any."""
    if picture_hash(room):
        await room.domain.route(addressed(_update(room), client))


async def _show(room: Room, _context: IqContext) -> Element:
    require(bool(room.card), "item-not-found", "the room has no card")
    return parse(room.card)


async def _change(room: Room, context: IqContext) -> None:
    room.check_owner(context.sender)
    _picture(context.payload)
    room.card = card_text(context.payload)
    room.save()
    await room.broadcast(_update(room))


def _picture(card: Element) -> bytes:
    try:
        return base64.b64decode(card.findtext(_PICTURE, ""))
    except ValueError as error:
        raise StanzaError("bad-request", "the picture isn't in base64") from error


def _update(room: Room) -> Element:
    photo = E(ns.VCARD_UPDATE, "photo", None, picture_hash(room))
    return E(ns.CLIENT, "presence", {"from": room.jid}, E(ns.VCARD_UPDATE, "x", None, photo))


HANDLERS: RoomHandlers = {
    ("get", ns.VCARD, "vCard"): _show,
    ("set", ns.VCARD, "vCard"): _change,
}
