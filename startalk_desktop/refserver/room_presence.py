"""Coming into rooms, being seen there and going (XEP-0045 section 7)."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lxml import etree

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive_store import ArchiveFilter, ArchiveStore
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.occupant_ids import OccupantIds
from startalk_desktop.refserver.room_state import Occupant, Room
from startalk_desktop.refserver.rsm import PageRequest
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, delay

_X = f"{{{ns.MUC_USER}}}x"
_JOIN = f"{{{ns.MUC}}}x"
_LONGEST_NICK = 255


@dataclass(frozen=True, slots=True)
class Notice:
    """What a presence says beyond itself: status codes, the new nick, who did it and why."""

    codes: tuple[str, ...] = ()
    nick: str | None = None
    actor: str | None = None
    reason: str | None = None
    destroy: Element | None = None


class RoomPresence:
    """Moves clients in and out of rooms and tells everybody there."""

    def __init__(self, domain: Domain, archive: ArchiveStore, occupant_ids: OccupantIds) -> None:
        self._domain = domain
        self._archive = archive
        self._occupant_ids = occupant_ids

    async def receive(self, room: Room, client: Jid, nick: str, stanza: Element) -> None:
        """Take presence of a client for a nick; raises `StanzaError` if it may not be had."""
        occupant, kind = room.occupant_of(client), stanza.get("type")
        if kind in ("unavailable", "error"):
            if occupant is not None:
                await self.leave(room, occupant, client, Notice(), stanza)
        elif kind is not None:
            return  # subscriptions and probes mean nothing here
        elif child(stanza, ns.MUC, "x") is not None and (occupant is None or occupant.nick == nick):
            await self._join(room, client, nick, stanza)
        elif occupant is None:
            raise StanzaError(
                "item-not-found", "join with <x xmlns='http://jabber.org/protocol/muc'/>"
            )
        elif occupant.nick == nick:
            room.admit(nick, client, stanza)
            await self.show(room, occupant)
        else:
            await self._rename(room, occupant, client, nick, stanza)

    async def leave(
        self,
        room: Room,
        occupant: Occupant,
        client: Jid,
        notice: Notice,
        stanza: Element | None = None,
    ) -> None:
        """A client goes; the occupant only with its last client."""
        if len(occupant.presences) == 1:
            await self.remove(room, occupant, notice, stanza)
            return
        room.remove(occupant, client)
        told = replace(notice, codes=(*notice.codes, "110"))
        goodbye = self._presence(room, occupant, occupant, told, gone=True)
        await self._send(goodbye, client)
        await self.show(room, occupant)

    async def remove(
        self, room: Room, occupant: Occupant, notice: Notice, stanza: Element | None = None
    ) -> None:
        """Take an occupant out with all clients, and tell everybody with its status codes."""
        audience = room.clients()
        room.remove(occupant)
        await self._tell(room, occupant, audience, notice, gone=True, original=stanza)

    async def show(self, room: Room, occupant: Occupant, notice: Notice | None = None) -> None:
        """Tell everybody what an occupant is now."""
        await self._tell(room, occupant, room.clients(), notice or Notice())

    async def _join(self, room: Room, client: Jid, nick: str, stanza: Element) -> None:
        asked = child(stanza, ns.MUC, "x")
        self._check_nick(room, client, nick)
        is_back = room.occupant_of(client) is not None
        if not is_back:
            _check_admission(room, client, asked)
        occupant = room.admit(nick, client, stanza)
        for other in room.occupants.values():
            if other is not occupant:
                await self._send(self._presence(room, other, occupant, Notice()), client)
        codes = [] if room.config.is_anonymous else ["100"]
        codes += ["170"] if room.config.is_archived else []
        codes += ["201"] if room.is_locked and not is_back else []
        codes += ["210"] if stanza.get("to", "").partition("/")[2] != nick else []
        others = [(viewer, each) for viewer, each in room.clients() if each != client]
        await self._tell(room, occupant, others, Notice())
        await self._tell(room, occupant, [(occupant, client)], Notice(tuple(codes)))
        await self._send_history(room, client, asked)
        await self._send_subject(room, client)

    async def _rename(
        self, room: Room, occupant: Occupant, client: Jid, nick: str, stanza: Element
    ) -> None:
        self._check_nick(room, client, nick, is_change=True)
        await self._tell(room, occupant, room.clients(), Notice(("303",), nick=nick), gone=True)
        room.admit(nick, client, stanza)
        await self.show(room, occupant)

    def _check_nick(self, room: Room, client: Jid, nick: str, *, is_change: bool = False) -> None:
        if not nick or len(nick) > _LONGEST_NICK:
            raise StanzaError("jid-malformed", f"a nick has 1 to {_LONGEST_NICK} characters")
        holder = room.occupants.get(nick)
        if holder is not None and (is_change or holder.jid != client.bare):
            raise StanzaError("conflict", "that nick is in use")

    # Stanzas

    async def _tell(
        self,
        room: Room,
        occupant: Occupant,
        audience: Iterable[tuple[Occupant, Jid]],
        notice: Notice,
        *,
        gone: bool = False,
        original: Element | None = None,
    ) -> None:
        for viewer, client in list(audience):
            told = notice
            if viewer is occupant:
                told = replace(notice, codes=(*notice.codes, "110"))
            await self._send(
                self._presence(room, occupant, viewer, told, gone=gone, original=original), client
            )

    def _presence(
        self,
        room: Room,
        occupant: Occupant,
        viewer: Occupant,
        notice: Notice,
        *,
        gone: bool = False,
        original: Element | None = None,
    ) -> Element:
        if original is None and not gone:
            original = next(reversed(occupant.presences.values()), None)
        presence = E(ns.CLIENT, "presence") if original is None else deepcopy(original)
        for part in [*presence.iterchildren(_JOIN), *presence.iterchildren(_X)]:
            presence.remove(part)
        presence.attrib.clear()
        presence.set("from", room.address(occupant))
        if gone:
            presence.set("type", "unavailable")
        is_leaving = gone and notice.nick is None
        sees_jid = viewer is occupant or room.sees_real_jids(viewer)
        real = next(reversed(occupant.presences), occupant.jid)
        attributes = {
            "affiliation": room.affiliation(occupant.jid),
            "role": "none" if is_leaving else occupant.role,
            "jid": str(real) if sees_jid else None,
            "nick": notice.nick,
        }
        item = E(ns.MUC_USER, "item", attributes)
        if notice.actor:
            item.append(E(ns.MUC_USER, "actor", {"nick": notice.actor}))
        if notice.reason:
            item.append(E(ns.MUC_USER, "reason", {}, notice.reason))
        x = E(ns.MUC_USER, "x", {}, item)
        x.extend(E(ns.MUC_USER, "status", {"code": code}) for code in notice.codes)
        if notice.destroy is not None:
            x.append(deepcopy(notice.destroy))
        presence.append(x)
        self._occupant_ids.stamp(presence, room.jid, occupant.jid)
        return presence

    async def _send(self, stanza: Element, client: Jid) -> None:
        stanza.set("to", str(client))
        await self._domain.route(stanza)

    # What was said before

    async def _send_history(self, room: Room, client: Jid, asked: Element | None) -> None:
        history = None if asked is None else child(asked, ns.MUC, "history")
        limit, since = _history_wanted(room, history, self._domain.clock())
        if not limit or not room.config.is_archived:
            return
        wanted, last_page = ArchiveFilter(start=since), PageRequest(limit, before="")
        for entry in self._archive.page(room.jid, wanted, last_page).entries:
            message = etree.fromstring(entry.stanza)
            message.append(delay(entry.at, str(room.jid)))
            stamp = {"by": str(room.jid), "id": entry.id}
            message.append(E(ns.STANZA_ID, "stanza-id", stamp))
            await self._send(message, client)

    async def _send_subject(self, room: Room, client: Jid) -> None:
        subject = room.subject
        speaker = room.jid.with_resource(subject.nick) if subject else room.jid
        told = E(ns.CLIENT, "message", {"from": str(speaker), "type": "groupchat"})
        told.append(E(ns.CLIENT, "subject", {}, subject.text if subject else ""))
        if subject is not None:
            told.append(delay(subject.at, str(room.jid)))
        await self._send(told, client)


def _check_admission(room: Room, client: Jid, asked: Element | None) -> None:
    """Raise the error of XEP-0045 sections 7.2.5 to 7.2.9 for those who may not join."""
    config, affiliation = room.config, room.affiliation(client)
    if affiliation == "outcast":
        raise StanzaError("forbidden", "you are banned from this room")
    if affiliation == "owner":
        return
    if room.is_locked:
        raise StanzaError("item-not-found", "the room isn't configured yet")
    if config.password and affiliation != "admin":
        given = None if asked is None else child(asked, ns.MUC, "password")
        if given is None or given.text != config.password:
            raise StanzaError("not-authorized", "the room needs a password")
    if config.is_members_only and affiliation == "none":
        raise StanzaError("registration-required", "only members may join")


def _history_wanted(
    room: Room, history: Element | None, now: datetime
) -> tuple[int, datetime | None]:
    """How many messages at most, and since when (XEP-0045 section 7.2.14)."""
    limit, since = room.config.history_length, None
    if history is None:
        return limit, since
    try:
        limit = min(limit, int(history.get("maxstanzas", limit)))
        if int(history.get("maxchars", "1")) == 0:
            limit = 0
        if (seconds := history.get("seconds")) is not None:
            since = now - timedelta(seconds=min(max(int(seconds), 0), 10**9))
        if (text := history.get("since")) is not None:
            since = datetime.fromisoformat(text)
    except ValueError as error:
        raise StanzaError("bad-request", f"the history request is wrong: {error}") from error
    if since is not None and since.tzinfo is None:
        raise StanzaError("bad-request", "the history's since needs a time zone")
    return max(limit, 0), since
