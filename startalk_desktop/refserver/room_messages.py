"""What is said in rooms: to all, to one occupant, and invitations (XEP-0045 section 7)."""

from __future__ import annotations

import uuid

from . import namespaces as ns
from .checks import require
from .jid import Jid, jid_of
from .messages import is_lasting
from .room_state import Occupant, Room, Subject, told_by_room
from .stanza import E, Element, addressed, child, child_text, iq_result, message_from, worded


async def receive(room: Room, to: Jid, sender: Jid, message: Element) -> None:
    """Take a message for a room or an occupant; raises `StanzaError`."""
    kind = message.get("type", "normal")
    if kind == "error":
        return
    speaker = room.speaker(sender)
    if to.resource:
        await _whisper(room, to.resource, speaker, message)
    elif kind == "groupchat":
        await _say(room, speaker, sender, message)
    else:
        is_invitation = kind == "normal" and child(message, ns.MUC_USER, "x") is not None
        require(is_invitation, "bad-request", "a room takes messages of type groupchat only")
        for part in message.findall(f"{{{ns.MUC_USER}}}x/{{{ns.MUC_USER}}}invite"):
            await _invite(room, speaker, jid_of(part, "to"), part)


async def _say(room: Room, speaker: Occupant, sender: Jid, message: Element) -> None:
    require(speaker.role != "visitor", "forbidden", "visitors may not speak here")
    said = room.spoken(message, speaker)
    said.set("id", said.get("id") or uuid.uuid4().hex)
    subject = child(said, ns.CLIENT, "subject")
    if subject is not None and child(said, ns.CLIENT, "body") is None:
        if not room.config.may_change_subject:
            room.moderator(sender, "change the subject")
        room.subject = Subject(subject.text or "", speaker.nick, room.domain.clock())
        room.save()
    elif room.config.is_archived and is_lasting(said, ("groupchat",)):
        who = {"affiliation": room.affiliation(sender), "role": speaker.role, "jid": speaker.jid}
        item = told_by_room(E(ns.MUC_USER, "item", who))
        # XEP-0313 section 5.1.2: the archive tells who spoke, where everybody may know.
        extra = () if room.config.is_anonymous else (item,)
        said.append(room.archived(said, speaker, *extra))
    await room.broadcast(said)


async def _whisper(room: Room, nick: str, speaker: Occupant, message: Element) -> None:
    is_private = message.get("type") != "groupchat"
    require(is_private, "bad-request", "a private message isn't of type groupchat")
    listener, said = room.occupant(nick), room.spoken(message, speaker)
    said.append(told_by_room())
    for client in list(listener.presences):
        await room.domain.route(addressed(said, client))


async def _invite(room: Room, speaker: Occupant, to: Jid, part: Element) -> None:
    if room.config.is_members_only:
        require(speaker.role == "moderator", "forbidden", "only moderators invite here")
        if room.affiliation(to) == "none":
            room.affiliate(to.bare, "member")
    why = child_text(part, ns.MUC_USER, "reason") or None
    password = room.config.password or None
    reason = worded(ns.MUC_USER, "reason", why)
    invite = E(ns.MUC_USER, "invite", {"from": speaker.jid}, reason)
    x = told_by_room(invite, worded(ns.MUC_USER, "password", password))
    direct = E(ns.DIRECT_INVITATION, "x", {"jid": room.jid, "reason": why, "password": password})
    await room.domain.route(message_from(room.jid, to, None, x, direct))


async def answer(room: Room, nick: str, sender: Jid, iq: Element) -> None:
    """Answer a ping to oneself: one is in the room (XEP-0410). Other requests aren't passed on."""
    if iq.get("type") not in ("get", "set"):
        return
    is_own = room.speaker(sender) is room.occupant(nick)
    is_ping = is_own and child(iq, ns.PING, "ping") is not None
    require(is_ping, "service-unavailable", "occupants take messages only")
    await room.domain.route(iq_result(iq))
