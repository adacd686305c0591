"""Ruling rooms: roles, affiliations, settings, destruction (XEP-0045 sections 8 to 10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from copy import deepcopy

from startalk_desktop.refserver import namespaces as ns
from startalk_desktop.refserver.domain import Domain
from startalk_desktop.refserver.forms import submitted
from startalk_desktop.refserver.iq import IqContext, Service
from startalk_desktop.refserver.jid import InvalidJidError, Jid
from startalk_desktop.refserver.room_presence import Notice, RoomPresence
from startalk_desktop.refserver.room_state import (
    AFFILIATIONS,
    ROLES,
    Occupant,
    Room,
    RoomConfig,
    RoomStore,
)
from startalk_desktop.refserver.stanza import E, Element, StanzaError, child

FindRoom = Callable[[Jid], Room]
Destroy = Callable[[Room], None]


class RoomAdmin:
    """Answers the admin and owner requests to rooms."""

    def __init__(
        self,
        domain: Domain,
        store: RoomStore,
        presence: RoomPresence,
        find_room: FindRoom,
        forget_room: Destroy,
    ) -> None:
        self._domain = domain
        self._store = store
        self._presence = presence
        self._find_room = find_room
        self._forget_room = forget_room

    def serve(self, service: Service) -> None:
        """Register with the rooms' service."""
        service.serve(
            {
                ("get", ns.MUC_ADMIN, "query"): self._list,
                ("set", ns.MUC_ADMIN, "query"): self._change,
                ("get", ns.MUC_OWNER, "query"): self._show_config,
                ("set", ns.MUC_OWNER, "query"): self._rule,
            }
        )

    # Roles and affiliations

    async def _list(self, context: IqContext) -> Element:
        room = self._find_room(context.target)
        asked = _single_item(context.payload)
        affiliation, role = asked.get("affiliation"), asked.get("role")
        occupant = room.occupant_of(context.sender)
        answer = E(ns.MUC_ADMIN, "query")
        if affiliation in AFFILIATIONS:
            rank = _rank(room, context.sender)
            if rank < AFFILIATIONS.index("member" if affiliation != "outcast" else "admin"):
                raise StanzaError("forbidden", "members may see this, and admins who is banned")
            for jid in sorted(jid for jid, has in room.affiliations.items() if has == affiliation):
                answer.append(
                    E(ns.MUC_ADMIN, "item", {"jid": str(jid), "affiliation": affiliation})
                )
        elif role in ROLES:
            if occupant is None or occupant.role != "moderator":
                raise StanzaError("forbidden", "only moderators may see the list of roles")
            for each in room.occupants.values():
                if each.role == role:
                    attributes = {"nick": each.nick, "role": role, "jid": str(each.jid)}
                    attributes["affiliation"] = room.affiliation(each.jid)
                    answer.append(E(ns.MUC_ADMIN, "item", attributes))
        else:
            raise StanzaError("bad-request", "ask for an affiliation or a role")
        return answer

    async def _change(self, context: IqContext) -> None:
        room = self._find_room(context.target)
        changes: list[Callable[[], Awaitable[None]]] = [
            self._checked(room, context.sender, item) for item in context.payload.iterchildren("*")
        ]
        if not changes:
            raise StanzaError("bad-request", "nothing to change")
        for change in changes:  # all were checked before the first is made
            await change()

    def _checked(self, room: Room, actor: Jid, item: Element) -> Callable[[], Awaitable[None]]:
        affiliation, role = item.get("affiliation"), item.get("role")
        reason = child(item, ns.MUC_ADMIN, "reason")
        acting = room.occupant_of(actor)
        notice = Notice(
            actor=acting.nick if acting else None, reason=None if reason is None else reason.text
        )
        target = room.occupants.get(item.get("nick", ""))
        if role in ROLES and affiliation is None:
            if target is None:
                raise StanzaError("item-not-found", "nobody in the room has that nick")
            _check_role_change(room, actor, target, role)
            return lambda: self._set_role(room, target, role, notice)
        if affiliation in AFFILIATIONS:
            try:
                who = (
                    target.jid if target and not item.get("jid") else Jid.parse(item.get("jid", ""))
                )
            except InvalidJidError as error:
                raise StanzaError("jid-malformed", str(error)) from error
            _check_affiliation_change(room, actor, who.bare, affiliation)
            return lambda: self.set_affiliation(room, who.bare, affiliation, notice)
        raise StanzaError("bad-request", "an item needs a nick and role, or a jid and affiliation")

    async def _set_role(self, room: Room, target: Occupant, role: str, notice: Notice) -> None:
        if role == "none":
            kicked = Notice(("307",), actor=notice.actor, reason=notice.reason)
            await self._presence.remove(room, target, kicked)
        else:
            target.role = role
            await self._presence.show(room, target, notice)

    async def set_affiliation(
        self, room: Room, who: Jid, affiliation: str, notice: Notice | None = None
    ) -> None:
        """Change what a bare address is to the room, with all that follows for its occupants."""
        notice = notice or Notice()
        room.affiliations[who] = affiliation
        if affiliation == "none":
            del room.affiliations[who]
        self._store.save_affiliations(room, {who: affiliation})
        code = {"outcast": "301"}.get(affiliation)
        if affiliation == "none" and room.config.is_members_only:
            code = "321"
        for occupant in room.occupants_of(who):
            if code is not None:
                leaving = Notice((code,), actor=notice.actor, reason=notice.reason)
                await self._presence.remove(room, occupant, leaving)
            else:
                occupant.role = room.usual_role(who)
                await self._presence.show(room, occupant, notice)

    # Owners

    def _find_owned(self, context: IqContext) -> Room:
        room = self._find_room(context.target)
        if room.affiliation(context.sender) != "owner":
            raise StanzaError("forbidden", "only owners may do this")
        return room

    async def _show_config(self, context: IqContext) -> Element:
        room = self._find_owned(context)
        return E(ns.MUC_OWNER, "query", {}, room.config.to_form())

    async def _rule(self, context: IqContext) -> None:
        room = self._find_owned(context)
        end = child(context.payload, ns.MUC_OWNER, "destroy")
        if end is not None:
            await self.destroy(room, end)
            return
        answers = submitted(context.payload, RoomConfig.FORM_TYPE)
        if answers is not None:
            before, room.config = room.config, room.config.changed(answers)
            was_locked, room.is_locked = room.is_locked, False
            self._store.save(room)
            if not was_locked:
                await self._announce(room, before)
            await self._expel_strangers(room)
        elif room.is_locked:  # the form was cancelled
            await self.destroy(room, E(ns.MUC_OWNER, "destroy"))

    async def destroy(self, room: Room, end: Element) -> None:
        """Send everybody out with the reason and the alternative venue, and forget the room."""
        reason = child(end, ns.MUC_OWNER, "reason")
        told = E(ns.MUC_USER, "destroy", {"jid": end.get("jid")})
        if reason is not None and reason.text:
            told.append(E(ns.MUC_USER, "reason", {}, reason.text))
        self._forget_room(room)
        for occupant in list(room.occupants.values()):
            await self._presence.remove(room, occupant, Notice(destroy=told))

    async def _announce(self, room: Room, before: RoomConfig) -> None:
        after, codes = room.config, ["104"]
        if before.is_archived != after.is_archived:
            codes.append("170" if after.is_archived else "171")
        if before.is_anonymous != after.is_anonymous:
            codes.append("173" if after.is_anonymous else "172")
        x = E(ns.MUC_USER, "x", {}, *(E(ns.MUC_USER, "status", {"code": code}) for code in codes))
        message = E(ns.CLIENT, "message", {"from": str(room.jid), "type": "groupchat"}, x)
        for _occupant, client in room.clients():
            copy = deepcopy(message)
            copy.set("to", str(client))
            await self._domain.route(copy)

    async def _expel_strangers(self, room: Room) -> None:
        for occupant in list(room.occupants.values()):
            if room.config.is_members_only and room.affiliation(occupant.jid) == "none":
                await self._presence.remove(room, occupant, Notice(("322",)))


def _rank(room: Room, who: Jid) -> int:
    return AFFILIATIONS.index(room.affiliation(who))


def _check_role_change(room: Room, actor: Jid, target: Occupant, role: str) -> None:
    acting = room.occupant_of(actor)
    if acting is None or acting.role != "moderator":
        raise StanzaError("forbidden", "only moderators may change roles")
    admin = AFFILIATIONS.index("admin")
    if "moderator" in (role, target.role) and _rank(room, actor) < admin:
        raise StanzaError("not-allowed", "only admins make and unmake moderators")
    if _rank(room, target.jid) >= max(_rank(room, actor), admin) and target is not acting:
        raise StanzaError("not-allowed", "one can't change the role of somebody as powerful")


def _check_affiliation_change(room: Room, actor: Jid, who: Jid, affiliation: str) -> None:
    admin, own = AFFILIATIONS.index("admin"), _rank(room, actor)
    if own < admin:
        raise StanzaError("forbidden", "only admins and owners may change affiliations")
    is_owner = room.affiliation(actor) == "owner"
    if not is_owner and max(AFFILIATIONS.index(affiliation), _rank(room, who)) >= admin:
        raise StanzaError("not-allowed", "only owners make and unmake admins and owners")
    if affiliation == "outcast" and who == actor.bare:
        raise StanzaError("conflict", "one can't ban oneself")
    owners = [jid for jid, has in room.affiliations.items() if has == "owner"]
    if owners == [who] and affiliation != "owner":
        raise StanzaError("conflict", "a room must keep an owner")


def _single_item(query: Element) -> Element:
    item = child(query, ns.MUC_ADMIN, "item")
    if item is None:
        raise StanzaError("bad-request", "ask for one item")
    return item
