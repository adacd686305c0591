"""Ruling rooms: roles, affiliations, settings, destruction (XEP-0045 sections 8 to 10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from . import namespaces as ns
from .forms import submitted
from .iq import IqContext, IqKind
from .jid import Jid, jid_of
from .room_presence import Notice, remove, show
from .room_state import AFFILIATIONS, Occupant, Room, RoomConfig, RoomHandler
from .stanza import E, Element, StanzaError, child, child_text, elements

_ROLES = ("none", "visitor", "participant", "moderator")
_MEMBER, _ADMIN, _OWNER = (AFFILIATIONS.index(each) for each in ("member", "admin", "owner"))


# Roles and affiliations


async def _list(room: Room, context: IqContext) -> Element:
    asked = child(context.payload, ns.MUC_ADMIN, "item")
    affiliation = None if asked is None else asked.get("affiliation")
    if affiliation not in AFFILIATIONS:
        raise StanzaError("bad-request", "ask for an affiliation")
    if _rank(room, context.sender) < (_ADMIN if affiliation == "outcast" else _MEMBER):
        raise StanzaError("forbidden", "members may see this, and admins who is banned")
    answer = E(ns.MUC_ADMIN, "query")
    for jid in sorted(jid for jid, has in room.affiliations.items() if has == affiliation):
        answer.append(E(ns.MUC_ADMIN, "item", {"jid": jid, "affiliation": affiliation}))
    return answer


async def _change(room: Room, context: IqContext) -> None:
    changes = [_checked(room, context.sender, item) for item in elements(context.payload)]
    if not changes:
        raise StanzaError("bad-request", "nothing to change")
    for change in changes:  # all were checked before the first is made
        await change()


def _checked(room: Room, actor: Jid, item: Element) -> Callable[[], Awaitable[None]]:
    affiliation, role, acting = item.get("affiliation"), item.get("role"), room.occupant_of(actor)
    reason = child_text(item, ns.MUC_ADMIN, "reason")
    notice = Notice(actor=acting.nick if acting else None, reason=reason)
    target = room.occupants.get(item.get("nick", ""))
    if role in _ROLES and affiliation is None:
        if target is None:
            raise StanzaError("item-not-found", "nobody in the room has that nick")
        _check_role_change(room, acting, target, role)
        return partial(_set_role, room, target, role, notice)
    if affiliation in AFFILIATIONS:
        who = target.jid if target and not item.get("jid") else jid_of(item).bare
        _check_affiliation_change(room, actor, who, affiliation)
        return partial(_set_affiliation, room, who, affiliation, notice)
    raise StanzaError("bad-request", "an item needs a nick and role, or a jid and affiliation")


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


def _check_role_change(room: Room, acting: Occupant | None, target: Occupant, role: str) -> None:
    if acting is None or acting.role != "moderator":
        raise StanzaError("forbidden", "only moderators may change roles")
    own = _rank(room, acting.jid)
    if "moderator" in (role, target.role) and own < _ADMIN:
        raise StanzaError("not-allowed", "only admins make and unmake moderators")
    if _rank(room, target.jid) >= max(own, _ADMIN) and target is not acting:
        raise StanzaError("not-allowed", "one can't change the role of somebody as powerful")


def _check_affiliation_change(room: Room, actor: Jid, who: Jid, affiliation: str) -> None:
    own = _rank(room, actor)
    if own < _ADMIN:
        raise StanzaError("forbidden", "only admins and owners may change affiliations")
    if own < _OWNER and max(AFFILIATIONS.index(affiliation), _rank(room, who)) >= _ADMIN:
        raise StanzaError("not-allowed", "only owners make and unmake admins and owners")
    if affiliation == "outcast" and who == actor.bare:
        raise StanzaError("conflict", "one can't ban oneself")
    owners = [jid for jid, has in room.affiliations.items() if has == "owner"]
    if owners == [who] and affiliation != "owner":
        raise StanzaError("conflict", "a room must keep an owner")


# What owners do


def _check_owner(room: Room, context: IqContext) -> None:
    if room.affiliation(context.sender) != "owner":
        raise StanzaError("forbidden", "only owners may do this")


async def _show_config(room: Room, context: IqContext) -> Element:
    _check_owner(room, context)
    return E(ns.MUC_OWNER, "query", None, room.config.to_form())


async def _rule(room: Room, context: IqContext) -> None:
    _check_owner(room, context)
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
    told = E(ns.MUC_USER, "destroy", {"jid": end.get("jid")})
    if reason := child_text(end, ns.MUC_OWNER, "reason"):
        told.append(E(ns.MUC_USER, "reason", None, reason))
    room.rooms.forget(room)
    for occupant in list(room.occupants.values()):
        await remove(room, occupant, Notice(destroy=told))


async def _announce(room: Room, before: RoomConfig) -> None:
    after, codes = room.config, ["104"]
    if before.is_archived != after.is_archived:
        codes.append("170" if after.is_archived else "171")
    if before.is_anonymous != after.is_anonymous:
        codes.append("173" if after.is_anonymous else "172")
    x = E(ns.MUC_USER, "x", None, *(E(ns.MUC_USER, "status", {"code": code}) for code in codes))
    await room.broadcast(E(ns.CLIENT, "message", {"from": room.jid, "type": "groupchat"}, x))


HANDLERS: dict[tuple[IqKind, str, str], RoomHandler] = {
    ("get", ns.MUC_ADMIN, "query"): _list,
    ("set", ns.MUC_ADMIN, "query"): _change,
    ("get", ns.MUC_OWNER, "query"): _show_config,
    ("set", ns.MUC_OWNER, "query"): _rule,
}
