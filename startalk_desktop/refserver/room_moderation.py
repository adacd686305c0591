"""Moderated retraction (XEP-0425): a moderator takes back what somebody else said in a room."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive_store import ArchiveStore
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.iq import IqContext, IqHandlers, Service
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.occupant_ids import OccupantIds
from startalk_desktop.refserver.room_state import Occupant, Room
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, to_xmpp_time

# What a tombstone keeps of the message: who said it, and nothing of what was said.
_KEPT = (f"{{{ns.OCCUPANT_ID}}}occupant-id", f"{{{ns.MUC_USER}}}x")

FindRoom = Callable[[Jid], Room]
SayToAll = Callable[[Room, Element], Awaitable[None]]


class RoomModeration:
    """Answers moderators' requests: tombstones in the archive, and word to everybody."""

    def __init__(
        self,
        domain: Domain,
        archive: ArchiveStore,
        occupant_ids: OccupantIds,
        find_room: FindRoom,
        say_to_all: SayToAll,
    ) -> None:
        self._domain = domain
        self._archive = archive
        self._occupant_ids = occupant_ids
        self._find_room = find_room
        self._say_to_all = say_to_all

    def serve(self, service: Service) -> None:
        """Register with the rooms' service."""
        handlers: IqHandlers = {("set", ns.MODERATION, "moderate"): self._moderate}
        service.serve(handlers, ns.MODERATION, f"{ns.RETRACTION}#tombstone")

    async def _moderate(self, context: IqContext) -> None:
        room, request = self._find_room(context.target), context.payload
        moderator = room.occupant_of(context.sender)
        if moderator is None or moderator.role != "moderator":
            raise StanzaError("forbidden", "only moderators take back what others said")
        if child(request, ns.RETRACTION, "retract") is None or not request.get("id"):
            raise StanzaError("bad-request", "a message can only be retracted, by its archive id")
        said = self._archive.find(room.jid, request.get("id", ""))
        if said is None:
            raise StanzaError("item-not-found", "the room's archive has no such message")
        news = E(ns.CLIENT, "message", {"from": str(room.jid), "type": "groupchat"})
        news.set("id", uuid.uuid4().hex)
        outcome = self._outcome(room, moderator, request)
        news.append(E(ns.RETRACTION, "retract", {"id": said.id}, *outcome))
        moment = {"id": news.get("id"), "stamp": to_xmpp_time(self._domain.clock())}
        tombstone = _tombstone(etree.fromstring(said.stanza))
        outcome = self._outcome(room, moderator, request)
        tombstone.append(E(ns.RETRACTION, "retracted", moment, *outcome))
        self._archive.replace(room.jid, said.id, tombstone)
        id_ = self._archive.add(room.jid, room.jid, news, self._domain.clock())
        news.append(E(ns.STANZA_ID, "stanza-id", {"by": str(room.jid), "id": id_}))
        await self._say_to_all(room, news)

    def _outcome(self, room: Room, moderator: Occupant, request: Element) -> list[Element]:
        """Who took the message back, and why."""
        by = self._occupant_ids.element(room.jid, moderator.jid)
        outcome = [E(ns.MODERATION, "moderated", {"by": room.address(moderator)}, by)]
        reason = child(request, ns.MODERATION, "reason")
        if reason is not None and reason.text:
            outcome.append(E(ns.RETRACTION, "reason", {}, reason.text))
        return outcome


def _tombstone(said: Element) -> Element:
    said.text = None
    for part in list(said):
        part.tail = None
        if part.tag not in _KEPT:
            said.remove(part)
    return said
