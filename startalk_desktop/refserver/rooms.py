"""Rooms at `conference.<domain>` (XEP-0045): which there are, how they are found, made and forgotten."""

from __future__ import annotations

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive import serve_archives
from startalk_desktop.refserver.archive_store import ArchiveStore
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.forms import form
from startalk_desktop.refserver.iq import Component, IqContext, Service
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.occupant_ids import OccupantIds
from startalk_desktop.refserver.room_admin import RoomAdmin
from startalk_desktop.refserver.room_messages import RoomMessages
from startalk_desktop.refserver.room_moderation import RoomModeration
from startalk_desktop.refserver.room_presence import RoomPresence
from startalk_desktop.refserver.room_state import Room, RoomConfig, RoomStore
from startalk_desktop.refserver.stanza import E, Element, StanzaError, local_name

_MOST_ROOMS = 10_000
_OF_AN_ARCHIVE = (ns.MAM, ns.MODERATION, ns.RETRACTION)  # features that a room without one lacks


class Rooms(Component):
    """The conference service of a domain."""

    def __init__(self, domain: Domain, host: Jid) -> None:
        super().__init__(domain, "conference", "text", "Rooms")
        self._domain = domain
        self._host = host
        self._store = RoomStore(domain.database)
        self._archive = ArchiveStore(domain.database)
        self._rooms = {room.jid: room for room in self._store.load()}
        occupant_ids = OccupantIds(domain.database)
        self._presence = RoomPresence(domain, self._archive, occupant_ids)
        self._messages = RoomMessages(
            domain, self._archive, self._store, self._presence, occupant_ids
        )
        self._admin = RoomAdmin(domain, self._store, self._presence, self._find, self._forget)
        self._room_service = Service(domain, "conference", "text")
        self.features.update([ns.MUC, ns.OCCUPANT_ID])
        self.items.append(self._public_rooms)
        self._room_service.items.append(self._shown_occupants)
        self._admin.serve(self._room_service)
        self._room_service.features.add(ns.OCCUPANT_ID)
        RoomModeration(
            domain, self._archive, occupant_ids, self._find, self._messages.say_to_all
        ).serve(self._room_service)
        serve_archives(self._room_service, self._archive, self._check_reader)
        self._room_service.serve({("get", ns.DISCO_INFO, "query"): self._info})

    def create(self, name: str, config: RoomConfig, affiliations: dict[Jid, str]) -> Room:
        """Set up a room as an administrator does, or change it; nobody needs to be in it."""
        jid = Jid.parse(f"{name}@{self._host}")
        room = self._rooms.setdefault(jid, Room(jid))
        room.config, room.affiliations = config, affiliations
        self._store.delete(jid)
        self._store.save(room)
        return room

    async def receive(self, stanza: Element, sender: Jid, to: Jid) -> None:
        """Take a stanza for the service, a room or an occupant."""
        if not to.local:
            await super().receive(stanza, sender, to)
            return
        is_join = local_name(stanza) == "presence" and stanza.get("type") is None
        room = self._create_for(to, sender) if is_join and to.bare not in self._rooms else None
        try:
            await self._receive_in(room or self._find(to), to, sender, stanza)
        finally:
            room = self._rooms.get(to.bare)
            if room is not None and room.is_abandoned:
                self._forget(room)

    async def _receive_in(self, room: Room, to: Jid, sender: Jid, stanza: Element) -> None:
        kind = local_name(stanza)
        if kind == "presence":
            occupant = room.occupant_of(sender)
            nick = to.resource or (occupant.nick if occupant else "")
            await self._presence.receive(room, sender, nick, stanza)
        elif kind == "message":
            await self._messages.receive(room, to, sender, stanza)
        elif to.resource:
            await self._messages.answer(room, to.resource, sender, stanza)
        else:
            if room.is_locked and room.affiliation(sender) != "owner":
                raise StanzaError("item-not-found", "the room isn't configured yet")
            await self._room_service.receive_iq(stanza, sender, to)

    # Rooms come and go

    def _create_for(self, to: Jid, owner: Jid) -> Room:
        if owner.domain != self._domain.name:
            raise StanzaError("not-allowed", "only the domain's own people may make rooms here")
        if len(self._rooms) >= _MOST_ROOMS:
            raise StanzaError("resource-constraint", "there are too many rooms")
        room = Room(to.bare, is_locked=True, affiliations={owner.bare: "owner"})
        self._rooms[room.jid] = room
        return room

    def _find(self, jid: Jid) -> Room:
        room = self._rooms.get(jid.bare)
        if room is None:
            raise StanzaError("item-not-found", "there is no such room")
        return room

    def _forget(self, room: Room) -> None:
        self._rooms.pop(room.jid, None)
        self._store.delete(room.jid)
        self._archive.erase(room.jid)

    # Discovery

    def _public_rooms(self, _context: IqContext) -> list[Element]:
        return [
            E(ns.DISCO_ITEMS, "item", {"jid": str(room.jid), "name": _title(room)})
            for room in sorted(self._rooms.values(), key=lambda room: room.jid)
            if room.config.is_public and not room.is_locked
        ]

    def _shown_occupants(self, context: IqContext) -> list[Element]:
        room = self._find(context.target)
        if not room.config.is_public and room.occupant_of(context.sender) is None:
            raise StanzaError("forbidden", "only occupants may see who is in this room")
        return [
            E(ns.DISCO_ITEMS, "item", {"jid": room.address(occupant)})
            for occupant in room.occupants.values()
        ]

    async def _info(self, context: IqContext) -> Element:
        room = self._find(context.target)
        if context.payload.get("node"):
            raise StanzaError("item-not-found")
        config, info = room.config, self._room_service.info()
        features = [
            ns.MUC,
            f"{ns.MUC}#stable_id",
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
        told: dict[str, str | int] = {
            "muc#roominfo_description": config.description,
            "muc#roominfo_occupants": len(room.occupants),
            "muc#roominfo_subject": room.subject.text if room.subject else "",
        }
        info.append(form("result", f"{ns.MUC}#roominfo", told))
        return info

    def _check_reader(self, context: IqContext) -> None:
        """Who may read the archive: whoever may join, and nobody if there is none."""
        room = self._find(context.target)
        affiliation, config = room.affiliation(context.sender), room.config
        if not config.is_archived:
            raise StanzaError("feature-not-implemented", "this room keeps no archive")
        if room.occupant_of(context.sender) is not None:
            return
        is_closed = config.is_members_only or config.password
        if affiliation == "outcast" or (affiliation == "none" and is_closed):
            raise StanzaError("forbidden", "only those who may join may read the archive")


def _title(room: Room) -> str:
    return room.config.name or room.jid.local


def install(domain: Domain) -> None:
    """Serve rooms at `conference.<domain>`."""
    host = f"conference.{domain.name}"
    domain.components[host] = Rooms(domain, Jid("", host))
