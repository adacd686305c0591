"""Pictures of rooms (XEP-0486): a card (XEP-0054) that owners set, and whose picture's hash everybody is told."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.iq import IqContext, Service
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.room_state import Room
from startalk_desktop.refserver.stanza import E, Element, StanzaError, serialise

_LARGEST_CARD = 128 * 1024  # bytes, a picture included
_PHOTO = f"{{{ns.VCARD}}}PHOTO/{{{ns.VCARD}}}BINVAL"

FindRoom = Callable[[Jid], Room]


class RoomCards:
    """Keeps the cards, and says which picture a room has: in its presence and in what it says of itself."""

    def __init__(self, domain: Domain, find_room: FindRoom) -> None:
        self._domain = domain
        self._find_room = find_room
        domain.database.script(
            "CREATE TABLE IF NOT EXISTS room_card (room TEXT PRIMARY KEY, card BLOB NOT NULL)"
        )

    def serve(self, service: Service) -> None:
        """Register with the rooms' service."""
        request = f"{{{ns.VCARD}}}vCard"
        service.on_iq("get", request, self._show)
        service.on_iq("set", request, self._change)
        service.add_feature(ns.VCARD)

    def hash_of(self, room: Jid) -> str:
        """The SHA-1 of the room's picture, or ``""`` where there is none."""
        card = self._card(room)
        photo = card.find(_PHOTO) if card is not None else None
        if photo is None:
            return ""
        # It names the picture (XEP-0153) and protects nothing.
        content = base64.b64decode(photo.text or "")
        return hashlib.sha1(content, usedforsecurity=False).hexdigest()

    async def greet(self, room: Room, client: Jid) -> None:
        """Tell somebody who has come in which picture the room has."""
        sha1 = self.hash_of(room.jid)
        if sha1:
            await self._tell(room, client, sha1)

    def forget(self, room: Jid) -> None:
        """The room is no more."""
        self._domain.database.execute("DELETE FROM room_card WHERE room = ?", str(room))

    def _card(self, room: Jid) -> Element | None:
        row = self._domain.database.query_one(
            "SELECT card FROM room_card WHERE room = ?", str(room)
        )
        return None if row is None else etree.fromstring(row["card"])

    async def _show(self, context: IqContext) -> Element:
        card = self._card(self._find_room(context.target).jid)
        if card is None:
            raise StanzaError("item-not-found", "the room has no card")
        return card

    async def _change(self, context: IqContext) -> None:
        room = self._find_room(context.target)
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
        self._domain.database.execute(
            "INSERT OR REPLACE INTO room_card VALUES (?, ?)", str(room.jid), card
        )
        sha1 = self.hash_of(room.jid)
        for _occupant, client in room.clients():
            await self._tell(room, client, sha1)

    async def _tell(self, room: Room, client: Jid, sha1: str) -> None:
        update = E(ns.VCARD_UPDATE, "x", {}, E(ns.VCARD_UPDATE, "photo", {}, sha1))
        addresses = {"from": str(room.jid), "to": str(client)}
        await self._domain.route(E(ns.CLIENT, "presence", addresses, update))
