"""Rooms at `conference.<domain>` (XEP-0045): which there are, how they are found, made and forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from . import namespaces as ns
from . import room_admin, room_cards, room_messages, room_presence
from .archive import serve_archives
from .checks import found, require
from .database import Documents
from .domain import Domain
from .forms import form
from .iq import Component, IqContext, IqHandler, Service
from .jid import Jid
from .room_state import Room, RoomConfig, RoomHandler, RoomHandlers, RoomRecord
from .stanza import E, Element, StanzaError, has_any, local_name

_MOST_ROOMS = 10_000
_UNREACHED = [  # XEP-0045 calls them ghosts
    f"{{{ns.CLIENT}}}error/{{{ns.STANZA_ERRORS}}}remote-server-{how}"
    for how in ("not-found", "timeout")
]
_OF_AN_ARCHIVE = (ns.MAM, ns.MODERATION, ns.RETRACTION)  # features that a room without one lacks


class Rooms(Component):
    """The conference service of a domain."""

    def __init__(self, domain: Domain, host: Jid) -> None:
        super().__init__(domain, "conference", "text", "Rooms")
        self.documents = Documents(domain.database, "rooms", RoomRecord)
        self.occupant_key = domain.database.secret("occupant-ids")
        self._host = host
        self._rooms: dict[Jid, Room] = {}
        for jid, record in self.documents.items():
            self._add(Jid.parse(jid), record)
        self.features.update([ns.MUC, ns.OCCUPANT_ID])
        self.items.append(self._public_rooms)
        self._room_service = Service(domain, "conference", "text")
        handlers: RoomHandlers = {
            **room_admin.HANDLERS,
            **room_cards.HANDLERS,
            ("get", ns.DISCO_INFO, "query"): self._info,
        }
        self._room_service.serve(
            {key: self._in_room(handler) for key, handler in handlers.items()},
            *(ns.MUC, f"{ns.MUC}#stable_id", ns.OCCUPANT_ID, ns.VCARD, *room_admin.FEATURES),
        )
        self._room_service.items.append(self._shown_occupants)
        serve_archives(self._room_service, self._check_reader)

    def _in_room(self, handler: RoomHandler) -> IqHandler:
        async def handle(context: IqContext) -> Element | None:
            return await handler(self._find(context.target), context)

        return handle

    def create(self, name: str, config: RoomConfig, affiliations: dict[Jid, str]) -> Room:
        """Set up a room as an administrator does, or change it; nobody needs to be in it."""
        jid = Jid.parse(f"{name}@{self._host}")
        room = self._rooms.get(jid) or self._add(jid, RoomRecord())
        room.config, room.affiliations = config, affiliations
        room.save()
        return room

    def occupant_id(self, room: Jid, person: Jid) -> Element:
        """Who somebody is in a room, as it stamps what they say there.

        Raises:
            StanzaError: there is no such room.
        """
        return self._find(room).occupant_id(person)

    def forget(self, room: Room) -> None:
        """Leave nothing of a room behind."""
        self._rooms.pop(room.jid, None)
        self.documents.drop(room.jid)
        self.domain.archive.erase(room.jid)

    async def receive(self, stanza: Element, sender: Jid, to: Jid) -> None:
        """Take a stanza for the service, a room or an occupant."""
        if not to.local:
            await super().receive(stanza, sender, to)
            return
        is_join = local_name(stanza) == "presence" and stanza.get("type") is None
        if is_join and to.bare not in self._rooms:
            self._create_for(to, sender)
        try:
            await self._receive_in(self._find(to), to, sender, stanza)
        finally:
            room = self._rooms.get(to.bare)
            if room is not None and room.is_abandoned:
                self.forget(room)

    async def _receive_in(self, room: Room, to: Jid, sender: Jid, stanza: Element) -> None:
        kind = local_name(stanza)
        if kind == "presence":
            occupant = room.occupant_of(sender)
            nick = to.resource or (occupant.nick if occupant else "")
            await room_presence.receive(room, sender, nick, stanza)
        elif kind == "message" and has_any(stanza, _UNREACHED):
            await room_presence.receive(room, sender, "", stanza)  # an error, so it leaves
        elif kind == "message":
            await room_messages.receive(room, to, sender, stanza)
        elif to.resource:
            await room_messages.answer(room, to.resource, sender, stanza)
        elif room.is_locked and room.affiliation(sender) != "owner":
            raise StanzaError("item-not-found", "the room isn't configured yet")
        else:
            await self._room_service.receive_iq(stanza, sender, to)

    def _create_for(self, to: Jid, owner: Jid) -> None:
        is_own = owner.domain == self.domain.name
        require(is_own, "not-allowed", "only the domain's own people may make rooms here")
        require(len(self._rooms) < _MOST_ROOMS, "resource-constraint", "there are too many rooms")
        room = self._add(to.bare, RoomRecord(affiliations={owner.bare: "owner"}))
        room.is_locked = True

    def _add(self, jid: Jid, record: RoomRecord) -> Room:
        kept = {each.name: getattr(record, each.name) for each in fields(record)}
        self._rooms[jid] = Room(jid=jid, rooms=self, **kept)
        return self._rooms[jid]

    def _find(self, jid: Jid) -> Room:
        return found(self._rooms.get(jid.bare), "there is no such room")

    # Discovery

    def _public_rooms(self, _context: IqContext) -> Iterable[Element]:
        for room in sorted(self._rooms.values(), key=lambda room: room.jid):
            if room.config.is_public and not room.is_locked:
                yield E(ns.DISCO_ITEMS, "item", {"jid": room.jid, "name": _title(room)})

    def _shown_occupants(self, context: IqContext) -> Iterable[Element]:
        room = self._find(context.target)
        may_see = room.config.is_public or room.occupant_of(context.sender) is not None
        require(may_see, "forbidden", "only occupants may see who is in this room")
        for occupant in room.occupants.values():
            yield E(ns.DISCO_ITEMS, "item", {"jid": room.address(occupant)})

    async def _info(self, room: Room, context: IqContext) -> Element:
        require(not context.payload.get("node"), "item-not-found")
        config, info = room.config, self._room_service.info()
        features = [
            "muc_persistent" if config.is_persistent else "muc_temporary",
            "muc_public" if config.is_public else "muc_hidden",
            "muc_membersonly" if config.is_members_only else "muc_open",
            "muc_moderated" if config.is_moderated else "muc_unmoderated",
            "muc_semianonymous" if config.is_anonymous else "muc_nonanonymous",
            "muc_passwordprotected" if config.password else "muc_unsecured",
        ]
        if not config.is_archived:
            for feature in info.findall(f"{{{ns.DISCO_INFO}}}feature"):
                if feature.get("var", "").startswith(_OF_AN_ARCHIVE):
                    info.remove(feature)
        info[0].set("name", _title(room))
        info.extend(E(ns.DISCO_INFO, "feature", {"var": feature}) for feature in features)
        told: dict[str, str | int | bool] = {
            "muc#roominfo_description": config.description,
            "muc#roominfo_occupants": len(room.occupants),
            "muc#roominfo_subject": room.subject.text if room.subject else "",
            "muc#roominfo_changesubject": config.may_change_subject,
        }
        if sha1 := room_cards.picture_hash(room):
            told["muc#roominfo_avatarhash"] = sha1
        info.append(form("result", f"{ns.MUC}#roominfo", told))
        return info

    def _check_reader(self, context: IqContext) -> None:
        """Who may read the archive: whoever may join, and nobody if there is none."""
        room = self._find(context.target)
        affiliation, config = room.affiliation(context.sender), room.config
        require(config.is_archived, "feature-not-implemented", "this room keeps no archive")
        is_closed = config.is_members_only or config.password
        is_stranger = affiliation == "outcast" or (affiliation == "none" and is_closed)
        may_read = not is_stranger or room.occupant_of(context.sender) is not None
        require(may_read, "forbidden", "only those who may join may read the archive")


def _title(room: Room) -> str:
    return room.config.name or room.jid.local


def install(domain: Domain) -> None:
    """Serve rooms at `conference.<domain>`."""
    host = f"conference.{domain.name}"
    domain.components[host] = Rooms(domain, Jid("", host))
