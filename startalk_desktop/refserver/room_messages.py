"""What is said in rooms: to all, to one occupant, and invitations (XEP-0045 section 7)."""

from __future__ import annotations

import uuid

from . import namespaces as ns
from .jid import Jid, jid_of
from .messages import is_lasting
from .room_state import Occupant, Room, Subject
from .stanza import E, Element, StanzaError, addressed, child, child_text, iq_result


async def receive(room: Room, to: Jid, sender: Jid, message: Element) -> None:
    """Take a message for a room or an occupant; raises `StanzaError`."""
    kind, speaker = message.get("type", "normal"), room.occupant_of(sender)
    invitation = child(message, ns.MUC_USER, "x")
    if kind == "error":
        return
    if speaker is None:
        raise StanzaError("not-acceptable", "you are not in this room", "cancel")
    if to.resource:
        await _whisper(room, to.resource, speaker, message)
    elif kind == "groupchat":
        await _say(room, speaker, sender, message)
    elif kind == "normal" and invitation is not None:
        for part in invitation.findall(f"{{{ns.MUC_USER}}}invite"):
            await _invite(room, speaker, jid_of(part, "to"), part)
    else:
        raise StanzaError("bad-request", "a room takes messages of type groupchat only")


async def _say(room: Room, speaker: Occupant, sender: Jid, message: Element) -> None:
    if speaker.role == "visitor":
        raise StanzaError("forbidden", "visitors may not speak here")
    said = room.spoken(message, speaker)
    said.set("id", said.get("id") or uuid.uuid4().hex)
    subject = child(said, ns.CLIENT, "subject")
    if subject is not None and child(said, ns.CLIENT, "body") is None:
        if speaker.role != "moderator" and not room.config.may_change_subject:
            raise StanzaError("forbidden", "only moderators may change the subject")
        room.subject = Subject(subject.text or "", speaker.nick, room.domain.clock())
        room.save()
    elif room.config.is_archived and is_lasting(said, ("groupchat",)):
        extra = []
        if not room.config.is_anonymous:  # XEP-0313: the archive tells who spoke
            who = {
                "jid": speaker.jid,
                "affiliation": room.affiliation(sender),
                "role": speaker.role,
            }
            extra.append(E(ns.MUC_USER, "x", None, E(ns.MUC_USER, "item", who)))
        said.append(room.archived(said, speaker, *extra))
    await room.broadcast(said)


async def _whisper(room: Room, nick: str, speaker: Occupant, message: Element) -> None:
    if message.get("type") == "groupchat":
        raise StanzaError("bad-request", "a private message isn't of type groupchat")
    listener = room.occupants.get(nick)
    if listener is None:
        raise StanzaError("item-not-found", "nobody in the room has that nick")
    said = room.spoken(message, speaker)
    said.append(E(ns.MUC_USER, "x"))
    for client in list(listener.presences):
        await room.domain.route(addressed(said, client))


async def _invite(room: Room, speaker: Occupant, to: Jid, part: Element) -> None:
    if room.config.is_members_only:
        if speaker.role != "moderator":
            raise StanzaError("forbidden", "only moderators may invite here")
        if room.affiliation(to) == "none":
            room.affiliate(to.bare, "member")
    why = child_text(part, ns.MUC_USER, "reason") or None
    password = room.config.password or None
    invite = E(ns.MUC_USER, "invite", {"from": speaker.jid})
    invite.extend([E(ns.MUC_USER, "reason", None, why)] if why else [])
    x = E(ns.MUC_USER, "x", None, invite)
    x.extend([E(ns.MUC_USER, "password", None, password)] if password else [])
    direct = E(ns.DIRECT_INVITATION, "x", {"jid": room.jid, "reason": why, "password": password})
    addresses = {"from": room.jid, "to": to, "id": uuid.uuid4().hex}
    await room.domain.route(E(ns.CLIENT, "message", addresses, x, direct))


async def answer(room: Room, nick: str, sender: Jid, iq: Element) -> None:
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
    await room.domain.route(iq_result(iq))
