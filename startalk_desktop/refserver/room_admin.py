"""Ruling rooms: roles, affiliations, settings, destruction (XEP-0045 sections 8 to 10), moderation (XEP-0425)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial

from . import namespaces as ns
from .checks import found, require
from .forms import submitted
from .iq import IqContext
from .jid import Jid, jid_of
from .room_presence import Notice, remove, show
from .room_state import AFFILIATIONS, Occupant, Room, RoomConfig, RoomHandlers, told_by_room
from .stanza import E, Element, child, child_text, elements, message_from, parse, worded, xmpp_time

_ROLES = ("none", "visitor", "participant", "moderator")
_MEMBER, _ADMIN, _OWNER = (AFFILIATIONS.index(each) for each in ("member", "admin", "owner"))
# What a tombstone keeps of the message: who said it, and nothing of what was said.
_KEPT = (f"{{{ns.OCCUPANT_ID}}}occupant-id", f"{{{ns.MUC_USER}}}x")
FEATURES = (ns.MODERATION, f"{ns.RETRACTION}#tombstone")


# Roles and affiliations


async def _list(room: Room, context: IqContext) -> Element:
    asked = found(child(context.payload, ns.MUC_ADMIN, "item"), "ask for a list", "bad-request")
    affiliation = asked.get("affiliation", "")
    require(affiliation in AFFILIATIONS, "bad-request", "ask for an affiliation")
    may_see = _rank(room, context.sender) >= (_ADMIN if affiliation == "outcast" else _MEMBER)
    require(may_see, "forbidden", "members may see this, and admins who is banned")
    people = sorted(jid for jid, has in room.affiliations.items() if has == affiliation)
    items = ({"jid": jid, "affiliation": affiliation} for jid in people)
    return context.reply(*(E(ns.MUC_ADMIN, "item", item) for item in items))


async def _change(room: Room, context: IqContext) -> None:
    changes = [_checked(room, context.sender, item) for item in elements(context.payload)]
    require(bool(changes), "bad-request", "nothing to change")
    for change in changes:  # all were checked before the first is made
        await change()


def _checked(room: Room, actor: Jid, item: Element) -> Callable[[], Awaitable[None]]:
    affiliation, role, nick = (item.get(name, "") for name in ("affiliation", "role", "nick"))
    acting, reason = room.occupant_of(actor), child_text(item, ns.MUC_ADMIN, "reason")
    notice = Notice(actor=acting.nick if acting else None, reason=reason)
    if role in _ROLES and not affiliation:
        target = room.occupant(nick)
        _check_role_change(room, room.moderator(actor, "change roles"), target, role)
        return partial(_set_role, room, target, role, notice)
    is_clear = affiliation in AFFILIATIONS
    require(is_clear, "bad-request", "an item needs a nick and role, or a jid and affiliation")
    who = jid_of(item).bare if item.get("jid") or not nick else room.occupant(nick).jid
    _check_affiliation_change(room, actor, who, affiliation)
    return partial(_set_affiliation, room, who, affiliation, notice)


async def _set_role(room: Room, target: Occupant, role: str, notice: Notice) -> None:
    if role == "none":
        await remove(room, target, replace(notice, codes=("307",)))
    else:
        target.role = role
        await show(room, target, notice)


async def _set_affiliation(room: Room, who: Jid, affiliation: str, notice: Notice) -> None:
    room.affiliate(who, affiliation)
    is_out = affiliation == "outcast" or (affiliation == "none" and room.config.is_members_only)
    for occupant in [each for each in room.occupants.values() if each.jid == who]:
        if is_out:
            code = "301" if affiliation == "outcast" else "321"
            await remove(room, occupant, replace(notice, codes=(code,)))
        else:
            occupant.role = room.usual_role(who)
            await show(room, occupant, notice)


def _rank(room: Room, who: Jid) -> int:
    return AFFILIATIONS.index(room.affiliation(who))


def _check_role_change(room: Room, acting: Occupant, target: Occupant, role: str) -> None:
    own = _rank(room, acting.jid)
    is_free = own >= _ADMIN or "moderator" not in (role, target.role)
    require(is_free, "not-allowed", "only admins make and unmake moderators")
    is_weaker = target is acting or _rank(room, target.jid) < max(own, _ADMIN)
    require(is_weaker, "not-allowed", "one can't change the role of somebody as powerful")


def _check_affiliation_change(room: Room, actor: Jid, who: Jid, affiliation: str) -> None:
    own = _rank(room, actor)
    require(own >= _ADMIN, "forbidden", "only admins and owners may change affiliations")
    is_free = own >= _OWNER or max(AFFILIATIONS.index(affiliation), _rank(room, who)) < _ADMIN
    require(is_free, "not-allowed", "only owners make and unmake admins and owners")
    is_ban_of_self = affiliation == "outcast" and who == actor.bare
    require(not is_ban_of_self, "conflict", "one can't ban oneself")
    owners = [jid for jid, has in room.affiliations.items() if has == "owner"]
    require(owners != [who] or affiliation == "owner", "conflict", "a room must keep an owner")


# What owners do


async def _show_config(room: Room, context: IqContext) -> Element:
    room.check_owner(context.sender)
    return context.reply(room.config.to_form())


async def _rule(room: Room, context: IqContext) -> None:
    room.check_owner(context.sender)
    end = child(context.payload, ns.MUC_OWNER, "destroy")
    answers = submitted(context.payload, RoomConfig.FORM_TYPE)
    if end is not None or (answers is None and room.is_locked):  # or the form was cancelled
        await _destroy(room, E(ns.MUC_OWNER, "destroy") if end is None else end)
    elif answers is not None:
        before, room.config = room.config, room.config.changed(answers)
        was_locked, room.is_locked = room.is_locked, False
        room.save()
        if not was_locked:
            await _announce(room, before)
        for occupant in list(room.occupants.values()):
            if room.config.is_members_only and room.affiliation(occupant.jid) == "none":
                await remove(room, occupant, Notice(("322",)))


async def _destroy(room: Room, end: Element) -> None:
    """Send everybody out with the reason and the alternative venue, and forget the room."""
    reason = worded(ns.MUC_USER, "reason", child_text(end, ns.MUC_OWNER, "reason"))
    told = E(ns.MUC_USER, "destroy", {"jid": end.get("jid")}, reason)
    room.rooms.forget(room)
    for occupant in list(room.occupants.values()):
        await remove(room, occupant, Notice(destroy=told))


async def _announce(room: Room, before: RoomConfig) -> None:
    after, codes = room.config, ["104"]
    if before.is_archived != after.is_archived:
        codes.append("170" if after.is_archived else "171")
    if before.is_anonymous != after.is_anonymous:
        codes.append("173" if after.is_anonymous else "172")
    await room.broadcast(message_from(room.jid, None, "groupchat", told_by_room(codes=codes)))


# What moderators do


async def _moderate(room: Room, context: IqContext) -> None:
    """Leave a tombstone in the archive, and tell everybody."""
    request = context.payload
    moderator = room.moderator(context.sender, "take back what others said")
    is_clear = child(request, ns.RETRACTION, "retract") is not None and bool(request.get("id"))
    require(is_clear, "bad-request", "a message can only be retracted, by its archive id")
    said = room.domain.archive.find(room.jid, request.get("id", ""))
    said = found(said, "the room's archive has no such message")
    by = {"by": room.address(moderator)}
    moderated = E(ns.MODERATION, "moderated", by, room.occupant_id(moderator.jid))
    reason = worded(ns.RETRACTION, "reason", child_text(request, ns.MODERATION, "reason"))
    retract = E(ns.RETRACTION, "retract", {"id": said.id}, moderated, reason)
    news = message_from(room.jid, None, "groupchat", retract)
    tombstone = parse(said.stanza)
    tombstone.text = None
    for part in list(tombstone):
        part.tail = None
        if part.tag not in _KEPT:
            tombstone.remove(part)
    moment = {"id": news.get("id"), "stamp": xmpp_time(room.domain.clock())}
    tombstone.append(E(ns.RETRACTION, "retracted", moment, *deepcopy(retract)))
    room.domain.archive.replace(room.jid, said.id, tombstone)
    news.append(room.archived(news, None))
    await room.broadcast(news)


HANDLERS: RoomHandlers = {
    ("get", ns.MUC_ADMIN, "query"): _list,
    ("set", ns.MUC_ADMIN, "query"): _change,
    ("get", ns.MUC_OWNER, "query"): _show_config,
    ("set", ns.MUC_OWNER, "query"): _rule,
    ("set", ns.MODERATION, "moderate"): _moderate,
}
