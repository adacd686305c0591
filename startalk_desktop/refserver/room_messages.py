"""What is said in rooms: to all, to one occupant, and invitations (XEP-0045 section 7)."""

from __future__ import annotations

import uuid
from copy import deepcopy

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.archive_store import ArchiveStore
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.jid import InvalidJidError, Jid
from startalk_desktop.refserver.messages import is_lasting
from startalk_desktop.refserver.occupant_ids import OccupantIds
from startalk_desktop.refserver.room_presence import Notice, RoomPresence
from startalk_desktop.refserver.room_state import Occupant, Room, RoomStore, Subject
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child, iq_result

_DIRECT_INVITE = "jabber:x:conference"
# Errors that mean that an occupant's client isn't there any more.
_GONE = frozenset(
    f"{{{ns.STANZA_ERRORS}}}{condition}"
    for condition in (
        "gone",
        "internal-server-error",
        "item-not-found",
        "jid-malformed",
        "recipient-unavailable",
        "redirect",
        "remote-server-not-found",
        "remote-server-timeout",
        "service-unavailable",
    )
)


class RoomMessages:
    """Carries messages and requests between the occupants of rooms."""

    def __init__(
        self,
        domain: Domain,
        archive: ArchiveStore,
        store: RoomStore,
        presence: RoomPresence,
        occupant_ids: OccupantIds,
    ) -> None:
        self._domain = domain
        self._archive = archive
        self._store = store
        self._presence = presence
        self._occupant_ids = occupant_ids

    async def receive(self, room: Room, to: Jid, sender: Jid, message: Element) -> None:
        """Take a message for a room or an occupant; raises `StanzaError`."""
        kind, speaker = message.get("type", "normal"), room.occupant_of(sender)
        invitation = child(message, ns.MUC_USER, "x")
        if kind == "error":
            if speaker is not None and _means_gone(message):
                await self._presence.leave(room, speaker, sender, Notice(("333",)))
        elif not to.resource and invitation is not None and len(invitation) and kind == "normal":
            await self._invite(room, sender, speaker, invitation)
        elif speaker is None:
            raise StanzaError("not-acceptable", "you are not in this room", "cancel")
        elif to.resource:
            await self._whisper(room, to.resource, speaker, message)
        elif kind == "groupchat":
            await self._say(room, speaker, message)
        else:
            raise StanzaError("bad-request", "a room takes messages of type groupchat only")

    async def _say(self, room: Room, speaker: Occupant, message: Element) -> None:
        if speaker.role == "visitor":
            raise StanzaError("forbidden", "visitors may not speak here")
        said = _cleaned(room, message)
        del said.attrib["to"]
        said.set("from", room.address(speaker))
        said.set("id", said.get("id") or uuid.uuid4().hex)
        self._occupant_ids.stamp(said, room.jid, speaker.jid)
        subject = child(said, ns.CLIENT, "subject")
        if subject is not None and child(said, ns.CLIENT, "body") is None:
            if speaker.role != "moderator" and not room.config.may_change_subject:
                raise StanzaError("forbidden", "only moderators may change the subject")
            room.subject = Subject(subject.text or "", speaker.nick, self._domain.clock())
            self._store.save(room)
        elif room.config.is_archived and is_lasting(said, ("groupchat",)):
            said.append(self._archived(room, speaker, said))
        await self.say_to_all(room, said)

    async def say_to_all(self, room: Room, said: Element) -> None:
        """Send every client in the room a copy."""
        for _occupant, client in room.clients():
            copy = deepcopy(said)
            copy.set("to", str(client))
            await self._domain.route(copy)

    def _archived(self, room: Room, speaker: Occupant, said: Element) -> Element:
        kept = deepcopy(said)
        if not room.config.is_anonymous:  # XEP-0313: the archive names who spoke
            item = E(
                ns.MUC_USER,
                "item",
                {
                    "jid": str(speaker.jid),
                    "affiliation": room.affiliation(speaker.jid),
                    "role": speaker.role,
                },
            )
            kept.append(E(ns.MUC_USER, "x", {}, item))
        peer = room.jid.with_resource(speaker.nick)
        id_ = self._archive.add(room.jid, peer, kept, self._domain.clock())
        return E(ns.STANZA_ID, "stanza-id", {"by": str(room.jid), "id": id_})

    async def _whisper(self, room: Room, nick: str, speaker: Occupant, message: Element) -> None:
        if message.get("type") == "groupchat":
            raise StanzaError("bad-request", "a private message isn't of type groupchat")
        listener = room.occupants.get(nick)
        if listener is None:
            raise StanzaError("item-not-found", "nobody in the room has that nick")
        for client in list(listener.presences):
            copy = _cleaned(room, message)
            copy.append(E(ns.MUC_USER, "x"))
            self._occupant_ids.stamp(copy, room.jid, speaker.jid)
            copy.set("from", room.address(speaker))
            copy.set("to", str(client))
            await self._domain.route(copy)

    # Invitations

    async def _invite(
        self, room: Room, sender: Jid, speaker: Occupant | None, invitation: Element
    ) -> None:
        for part in invitation.iterchildren("*"):
            try:
                to = Jid.parse(part.get("to", ""))
            except InvalidJidError as error:
                raise StanzaError("jid-malformed", str(error)) from error
            if part.tag == f"{{{ns.MUC_USER}}}invite":
                await self._send_invitation(room, speaker, to, part)
            elif part.tag == f"{{{ns.MUC_USER}}}decline":
                declined = E(ns.MUC_USER, "decline", {"from": str(sender.bare)})
                declined.extend(part.iterchildren(f"{{{ns.MUC_USER}}}reason"))
                await self._send(room, to, E(ns.MUC_USER, "x", {}, declined))

    async def _send_invitation(
        self, room: Room, speaker: Occupant | None, to: Jid, part: Element
    ) -> None:
        if speaker is None:
            raise StanzaError("not-acceptable", "you are not in this room", "cancel")
        if room.config.is_members_only:
            if speaker.role != "moderator" and not room.config.may_invite:
                raise StanzaError("forbidden", "only moderators may invite here")
            if room.affiliation(to) == "none":
                room.affiliations[to.bare] = "member"
                self._store.save_affiliations(room, {to.bare: "member"})
        reason = child(part, ns.MUC_USER, "reason")
        why = None if reason is None else reason.text
        password = room.config.password or None
        invite = E(ns.MUC_USER, "invite", {"from": str(speaker.jid)})
        if why:
            invite.append(E(ns.MUC_USER, "reason", {}, why))
        x = E(ns.MUC_USER, "x", {}, invite)
        if password:
            x.append(E(ns.MUC_USER, "password", {}, password))
        direct = {"jid": str(room.jid), "reason": why, "password": password}
        await self._send(room, to, x, E(_DIRECT_INVITE, "x", direct))

    async def _send(self, room: Room, to: Jid, *parts: Element) -> None:
        addresses = {"from": str(room.jid), "to": str(to), "id": uuid.uuid4().hex}
        await self._domain.route(E(ns.CLIENT, "message", addresses, *parts))

    # Requests from occupant to occupant

    async def answer(self, room: Room, nick: str, sender: Jid, iq: Element) -> None:
        """Answer a ping to oneself: one is in the room (XEP-0410). Other requests aren't passed on."""
        if iq.get("type") not in ("get", "set"):
            return
        speaker = room.occupant_of(sender)
        if speaker is None:
            raise StanzaError("not-acceptable", "you are not in this room", "cancel")
        if nick not in room.occupants:
            raise StanzaError("item-not-found", "nobody in the room has that nick")
        if speaker.nick != nick or child(iq, ns.PING, "ping") is None:
            raise StanzaError("service-unavailable", "occupants take messages only")
        await self._domain.route(iq_result(iq))


def _cleaned(room: Room, message: Element) -> Element:
    """A copy without what only the room itself may say."""
    copy = deepcopy(message)
    for part in copy.findall(f"{{{ns.MUC_USER}}}x"):
        copy.remove(part)
    for part in copy.findall(f"{{{ns.DELAY}}}delay"):
        if part.get("from") == str(room.jid):
            copy.remove(part)
    for part in copy.findall(f"{{{ns.STANZA_ID}}}stanza-id"):
        if part.get("by") == str(room.jid):
            copy.remove(part)
    return copy


def _means_gone(message: Element) -> bool:
    error = child(message, ns.CLIENT, "error")
    return error is not None and any(part.tag in _GONE for part in error.iterchildren("*"))
