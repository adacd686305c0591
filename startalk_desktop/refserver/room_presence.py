"""Coming into rooms, being seen there and going (XEP-0045 section 7)."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

from . import namespaces as ns
from . import room_cards
from .archive import ArchiveFilter
from .checks import found, read_number, require
from .jid import Jid
from .room_state import Occupant, Room, told_by_room
from .rsm import PageRequest
from .stanza import E, Element, addressed, child, child_text, delay, message_from, presence, worded

_LONGEST_NICK = 255
_MOST_HISTORY = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """What a presence says beyond itself: status codes, the new nick, who did it and why."""

    codes: tuple[str, ...] = ()
    nick: str | None = None
    actor: str | None = None
    reason: str | None = None
    destroy: Element | None = None


async def receive(room: Room, client: Jid, nick: str, stanza: Element) -> None:
    """Take presence of a client for a nick; raises `StanzaError` if it may not be had."""
    occupant, kind = room.occupant_of(client), stanza.get("type")
    if kind in ("unavailable", "error"):
        if occupant is not None:
            await _leave(room, occupant, client, stanza if kind == "unavailable" else None)
        return
    if kind is not None:
        return  # subscriptions and probes mean nothing here
    if child(stanza, ns.MUC, "x") is not None and (occupant is None or occupant.nick == nick):
        await _join(room, client, nick, stanza)
        return
    occupant = found(occupant, f"join with <x xmlns='{ns.MUC}'/>")
    if occupant.nick == nick:
        room.admit(nick, client, stanza)
        await show(room, occupant)
    else:
        _check_nick(room, nick, None)
        renamed = Notice(("303",), nick=nick)
        await _tell(room, occupant, room.clients(), renamed, presence("unavailable", ""))
        room.admit(nick, client, stanza)
        await show(room, occupant)


async def show(room: Room, occupant: Occupant, notice: Notice | None = None) -> None:
    """Tell everybody what an occupant is now."""
    await _tell(room, occupant, room.clients(), notice or Notice())


async def remove(
    room: Room, occupant: Occupant, notice: Notice, stanza: Element | None = None
) -> None:
    """Take an occupant out with all clients, and tell everybody, with its own words if it has any."""
    audience = room.clients()
    room.occupants.pop(occupant.nick, None)
    goodbye = presence("unavailable", "") if stanza is None else stanza
    await _tell(room, occupant, audience, notice, goodbye)


async def _leave(room: Room, occupant: Occupant, client: Jid, stanza: Element | None) -> None:
    """A client goes; the occupant only with its last client."""
    if len(occupant.presences) == 1:
        await remove(room, occupant, Notice(), stanza)
        return
    del occupant.presences[client]
    await _tell(room, occupant, [(occupant, client)], Notice(), presence("unavailable", ""))
    await show(room, occupant)


async def _join(room: Room, client: Jid, nick: str, stanza: Element) -> None:
    config, is_back = room.config, room.occupant_of(client) is not None
    _check_nick(room, nick, client)
    if not is_back:
        _check_admission(room, client, child_text(stanza, ns.MUC, f"x/{{{ns.MUC}}}password"))
    occupant = room.admit(nick, client, stanza)
    newcomer = [(occupant, client)]
    for other in room.occupants.values():
        if other is not occupant:
            await _tell(room, other, newcomer, Notice())
    codes = [] if config.is_anonymous else ["100"]
    codes += ["170"] if config.is_archived else []
    codes += ["201"] if room.is_locked and not is_back else []
    await _tell(room, occupant, [each for each in room.clients() if each[1] != client], Notice())
    await _tell(room, occupant, newcomer, Notice(tuple(codes)))
    await _send_history(room, client, stanza.find(f"{{{ns.MUC}}}x/{{{ns.MUC}}}history"))
    await _send_subject(room, client)
    await room_cards.greet(room, client)


def _check_nick(room: Room, nick: str, client: Jid | None) -> None:
    """Raise `StanzaError` if the nick can't be had, or is in use by others than `client`'s person."""
    is_nick = 0 < len(nick) <= _LONGEST_NICK
    require(is_nick, "jid-malformed", f"a nick has 1 to {_LONGEST_NICK} characters")
    holder = room.occupants.get(nick)
    is_free = holder is None or (client is not None and holder.jid == client.bare)
    require(is_free, "conflict", "that nick is in use")


def _check_admission(room: Room, client: Jid, password: str) -> None:
    """Raise the error of XEP-0045 sections 7.2.5 to 7.2.9 for those who may not join."""
    config, affiliation = room.config, room.affiliation(client)
    require(affiliation != "outcast", "forbidden", "you are banned from this room")
    if affiliation == "owner":
        return
    require(not room.is_locked, "item-not-found", "the room isn't configured yet")
    is_told = config.password in ("", password) or affiliation == "admin"
    require(is_told, "not-authorized", "the room needs a password")
    is_welcome = affiliation != "none" or not config.is_members_only
    require(is_welcome, "registration-required", "only members may join")


async def _tell(
    room: Room,
    occupant: Occupant,
    audience: Iterable[tuple[Occupant, Jid]],
    notice: Notice,
    original: Element | None = None,
) -> None:
    """Tell the clients of the audience of an occupant: its last presence, or the one given."""
    client, latest = next(reversed(occupant.presences.items()))
    original = latest if original is None else original
    shown = room.spoken(original, occupant)
    is_leaving = shown.get("type") == "unavailable" and notice.nick is None
    for viewer, receiver in list(audience):
        is_own = viewer is occupant
        sees_jid = is_own or not room.config.is_anonymous or viewer.role == "moderator"
        attributes = {
            "affiliation": room.affiliation(occupant.jid),
            "role": "none" if is_leaving else occupant.role,
            "jid": client if sees_jid else None,
            "nick": notice.nick,
        }
        actor = E(ns.MUC_USER, "actor", {"nick": notice.actor}) if notice.actor else None
        reason = worded(ns.MUC_USER, "reason", notice.reason)
        item = E(ns.MUC_USER, "item", attributes, actor, reason)
        codes = (*notice.codes, "110") if is_own else notice.codes
        told = addressed(shown, receiver)
        told.append(told_by_room(item, deepcopy(notice.destroy), codes=codes))
        await room.domain.route(told)


async def _send_history(room: Room, client: Jid, asked: Element | None) -> None:
    wanted = None if asked is None else asked.get("maxstanzas")
    limit = _MOST_HISTORY if wanted is None else read_number("maxstanzas", wanted)
    if not limit or not room.config.is_archived:
        return
    limit = min(limit, _MOST_HISTORY)
    last_page = PageRequest(limit, before="")
    for entry in room.domain.archive.page(room.jid, ArchiveFilter(), last_page).entries:
        message = entry.replayed(room.jid, room.jid)
        await room.domain.route(addressed(message, client))


async def _send_subject(room: Room, client: Jid) -> None:
    subject = room.subject
    speaker = room.jid.with_resource(subject.nick) if subject else room.jid
    text = E(ns.CLIENT, "subject", None, subject.text if subject else "")
    stamp = delay(subject.at, room.jid) if subject else None
    await room.domain.route(message_from(speaker, client, "groupchat", text, stamp))
