"""Staying in rooms (XEP-0045): coming in, who is there, leaving, and being removed.

No history is asked for at entry; the archive has it. A room is ours to speak in from `RoomJoined` to `RoomLeft`. When
the session ends we are in none any more, and whether to go back is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NoReturn

import aioxmpp
from aioxmpp.muc import xso as muc_xso

from startalk_desktop.model.events import (
    AvatarChanged,
    RoomConfigured,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
)
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import Occupant, RoomExit, RoomSettings
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import xep_0410_self_ping, xep_0486_room_avatars
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed, request_failed
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.own_presence import OwnState
from startalk_desktop.xmpp.room_admin import RoomAdmin
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.room_reader import RoomPresence, Status, read_room_presence, why_removed
from startalk_desktop.xmpp.room_stay import RoomStay
from startalk_desktop.xmpp.room_telling import RoomTelling
from startalk_desktop.xmpp.stanza_tree import TreePresence

_log = logging.getLogger(__name__)

JOIN_TIMEOUT: Final = 30.0
"""Seconds for a room to let us in: a large one sends all its occupants first."""

LEAVE_TIMEOUT: Final = 5.0
"""Seconds for a room to confirm that we left, before we go back in regardless."""

MAX_OCCUPANTS: Final = 20_000


class RoomStays:
    """Our stays in rooms, as their presence tells."""

    def __init__(
        self, context: SessionContext, facts: RoomFacts, admin: RoomAdmin, own: OwnState
    ) -> None:
        self._context = context
        self._facts = facts
        self._admin = admin
        self._own = own
        self._rooms: dict[Jid, RoomStay] = {}
        self._telling = RoomTelling(context, own, self._rooms)
        self._views: dict[Jid, RoomView] = {}
        self._departures: dict[Jid, asyncio.Future[None]] = {}
        context.client.stream.on_presence_received.connect(guard(self._on_presence))
        context.on_ended.append(self._on_ended)

    @property
    def views(self) -> Mapping[Jid, RoomView]:
        """The rooms we are in or entering, as far as reading their messages needs it."""
        return MappingProxyType(self._views)

    def refresh(self, room: Jid) -> None:
        """The room has told anew what it is."""
        state = self._rooms.get(room)
        if state is not None:
            self._refresh_view(state)

    async def join(
        self, room: Jid, nick: str, password: str = "", *, may_create: bool = True
    ) -> None:
        """Enter `room` under `nick`; `RoomJoined` tells how we are called there, which the room decides.

        A room that does not exist is created with the service's defaults, if we may. Being in already is fine.

        Raises:
            RequestFailed: the room does not let us in; its condition is ``conflict`` where the nick is taken, and
                ``item-not-found`` where there is no such room.
            NotConnected: there is no session, or it ended meanwhile.
        """
        known = self._rooms.get(room)
        if known is not None:
            await asyncio.shield(known.entered)
            return
        await self._begin(RoomStay(room, nick, may_create=may_create), password, None)

    async def create(self, room: Jid, nick: str, settings: RoomSettings) -> None:
        """Make `room`, which must not exist, as `settings` say, and be in it.

        Raises:
            RequestFailed: its condition is ``conflict`` where there is such a room, or else that of the service,
                which may not let us have rooms, or not such ones; then there is none.
            NotConnected: there is no session, or it ended meanwhile.
        """
        if room in self._rooms:
            raise _exists()
        state = await self._begin(RoomStay(room, nick), "", settings)
        if not state.is_new:
            await self.leave(room)
            raise _exists()

    async def leave(self, room: Jid) -> None:
        """Leave `room`; `RoomLeft` follows. Not being in is fine."""
        state = self._rooms.get(room)
        if state is None:
            return
        self._depart(state)
        self._forget(state)
        state.refuse(RequestFailed(Failure(FailureCode.NOT_ALLOWED, "left before having entered")))
        self._context.emit(RoomLeft(room))

    async def is_inside(self, room: Jid) -> bool | None:
        """Whether the room still has us in it (XEP-0410), where we think so; None where that can't be known now.

        Where it has not, `RoomLeft` follows.

        Raises:
            NotConnected: there is no session.
        """
        state = self._rooms.get(room)
        if state is None or not state.is_joined:
            return False
        is_inside = await xep_0410_self_ping.is_inside(self._context, room, state.nick)
        if is_inside is False and self._rooms.get(room) is state:
            self._forget(state)
            lost = Failure(FailureCode.CONNECTION_LOST, "the room does not know us any more")
            self._context.emit(RoomLeft(room, lost, RoomExit.LOST))
        return is_inside

    # --- entering -------------------------------------------------------------------------------------------------

    async def _begin(
        self, state: RoomStay, password: str, settings: RoomSettings | None
    ) -> RoomStay:
        if not self._context.is_connected:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        if not state.nick:
            raise RequestFailed(
                Failure(FailureCode.NOT_ALLOWED, "nobody is in a room without a nick")
            )
        try:
            to_wire(state.jid.with_resource(state.nick))
        except JidError as error:
            raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, str(error))) from error
        self._rooms[state.jid] = state
        try:
            async with asyncio.timeout(JOIN_TIMEOUT):
                await self._enter(state, password, settings)
        except TimeoutError as error:
            failure = RequestFailed(Failure(FailureCode.TIMEOUT))
            self._give_up(state, failure)
            raise failure from error
        except RequestFailed as error:
            self._give_up(state, error)
            raise
        except asyncio.CancelledError:
            self._give_up(state, RequestFailed(Failure(FailureCode.TIMEOUT)))
            raise
        state.entered.set_result(None)
        return state

    async def _enter(self, state: RoomStay, password: str, settings: RoomSettings | None) -> None:
        await self._departed(state.jid)
        await self._facts.learn(state.jid)
        self._refresh_view(state)
        self._send_presence(state, aioxmpp.PresenceType.AVAILABLE, password)
        await state.answer
        if not state.is_new:
            return
        if not state.may_create:
            await self._unmake(state.jid)
        if settings is None:
            await self._admin.accept_defaults(state.jid)
        else:
            await self._open(state.jid, settings)
        await self._facts.learn(state.jid)
        self._refresh_view(state)
        self._context.emit(RoomConfigured(state.jid))

    async def _unmake(self, room: Jid) -> NoReturn:
        """Let a room that nobody wanted vanish (XEP-0045 makes one of every knock), and say that there is none."""
        try:
            await self._admin.destroy(room)
        except NotConnected:
            raise
        except RequestFailed as error:
            _log.info("%s came to be by our knocking, and stays: %s", room, error)
        raise RequestFailed(Failure(FailureCode.RECIPIENT_UNKNOWN), "item-not-found")

    async def _open(self, room: Jid, settings: RoomSettings) -> None:
        try:
            await self._admin.configure(room, settings)
        except NotConnected:
            raise
        except RequestFailed:
            # Nobody wanted a room such as it is now; a locked one would vanish by itself.
            await self._admin.destroy(room)
            raise

    def _send_presence(
        self, state: RoomStay, kind: aioxmpp.PresenceType, password: str = ""
    ) -> None:
        to = to_wire(state.jid.with_resource(state.nick))
        presence = aioxmpp.Presence(type_=kind, to=to)
        if kind is aioxmpp.PresenceType.AVAILABLE:
            presence.xep0045_muc = muc_xso.GenericExt()
            presence.xep0045_muc.history = muc_xso.History(maxstanzas=0)
            presence.xep0045_muc.password = password or None
            self._own.dress(presence)
            state.told = self._own.shown
        self._context.transmit(presence)

    def _give_up(self, state: RoomStay, failure: RequestFailed) -> None:
        is_in_vain = self._rooms.get(state.jid) is state
        self._forget(state)
        if not state.entered.done():
            state.entered.set_exception(failure)
        if is_in_vain and not state.is_refused:
            # The room may yet let us in, or has already: then it shall not think that we are there.
            self._depart(state)
        if state.is_joined:
            self._context.emit(RoomLeft(state.jid, failure.failure, RoomExit.LOST))

    def _depart(self, state: RoomStay) -> None:
        if self._context.is_connected:
            self._send_presence(state, aioxmpp.PresenceType.UNAVAILABLE)
            if state.is_joined and state.jid not in self._departures:
                self._departures[state.jid] = asyncio.get_running_loop().create_future()

    async def _departed(self, room: Jid) -> None:
        """Wait until the room has let us go: else its good-bye would be taken for a refusal to let us in again."""
        departure = self._departures.get(room)
        if departure is not None:
            await asyncio.wait([departure], timeout=LEAVE_TIMEOUT)
            self._departures.pop(room, None)

    # --- what rooms say -------------------------------------------------------------------------------------------

    def _on_presence(self, presence: aioxmpp.Presence) -> None:
        if presence.from_ is None:
            return
        # As written where we have it: aioxmpp's rules for a nick (RFC 6122) are not those that messages are read by.
        is_tree = isinstance(presence, TreePresence)
        sender = fields.address(presence.tree.get("from")) if is_tree else to_model(presence.from_)
        if sender is None:
            _log.warning("dropped a presence out of a room whose sender is no address")
            return
        departure = self._departures.get(sender.bare)
        if departure is not None:
            if _is_farewell(presence, sender.resource):
                del self._departures[sender.bare]
                departure.set_result(None)
            return
        state = self._rooms.get(sender.bare)
        if state is None:
            return
        if presence.type_ is aioxmpp.PresenceType.ERROR:
            # What else is refused while we are in, such as a new nick, leaves us there (section 7.6).
            if sender.resource in ("", state.nick):
                self._on_refused(state, presence)
        elif isinstance(presence, TreePresence) and sender.resource:
            self._on_occupant(state, read_room_presence(presence.tree, sender.resource))
        elif sender.is_bare:
            sha1 = xep_0486_room_avatars.read(presence)
            if sha1 is not None:
                self._context.emit(AvatarChanged(sender, sha1))

    def _on_occupant(self, state: RoomStay, read: RoomPresence | None) -> None:
        if read is None:
            return
        if read.occupant is not None:
            self._on_present(state, read, read.occupant)
        else:
            self._on_gone(state, read)

    def _on_refused(self, state: RoomStay, presence: aioxmpp.Presence) -> None:
        if presence.error is None:
            state.refuse(RequestFailed(Failure(FailureCode.SERVER_ERROR)))
        else:
            state.refuse(request_failed(presence.error.to_exception(), state.jid))

    def _on_present(self, state: RoomStay, read: RoomPresence, occupant: Occupant) -> None:
        if occupant.nick not in state.occupants and len(state.occupants) >= MAX_OCCUPANTS:
            _log.warning("%s has more occupants than are kept", state.jid)
            return
        if occupant.occupant_id and not self._facts.stamps_occupants(state.jid):
            occupant = replace(occupant, occupant_id="")
        if read.is_self:
            state.nick = occupant.nick
            self._facts.note_own(state.jid, read.occupant_id)
            self._refresh_view(state)
        is_news = occupant != state.occupants.get(occupant.nick) or read.by or read.reason
        state.put(occupant)
        if state.is_joined:
            if is_news:  # that somebody is away now is not: nobody asks it of a room
                self._context.emit(
                    RoomOccupantChanged(
                        state.jid, occupant.nick, occupant, by=read.by, reason=read.reason
                    )
                )
        elif read.is_self and not state.answer.done():
            # XEP-0045 section 7.2.2: ours comes last, so now all are known.
            state.is_new = Status.CREATED in read.statuses
            state.answer.set_result(None)
            if state.is_new and not state.may_create:
                return
            state.is_joined = True
            self._telling.entered(state)
            info = self._facts.known(state.jid)
            if info is not None and Status.ADDRESSES_SHOWN in read.statuses:
                info = replace(info, is_anonymous=False)
            occupants = tuple(state.occupants.values())
            self._context.emit(RoomJoined(state.jid, state.nick, occupants, info))

    def _on_gone(self, state: RoomStay, read: RoomPresence) -> None:
        state.drop(read.nick)
        is_ours = read.is_self or (state.is_joined and read.nick == state.nick)
        if is_ours and not read.new_nick:
            failure = why_removed(read, state.jid)
            said_by = str(state.jid) if read.reason else ""
            refusal = failure or Failure(FailureCode.NOT_ALLOWED, read.reason, said_by)
            state.refuse(RequestFailed(refusal))
            self._forget(state)
            if state.is_joined:
                # We did not ask for it, whatever the room says: `leave` forgets a room at once.
                why = failure or Failure(FailureCode.CONNECTION_LOST, read.reason, said_by)
                way = RoomExit.LOST if read.exit is RoomExit.LEFT else read.exit
                self._context.emit(RoomLeft(state.jid, why, way, read.by, read.alternative))
        elif state.is_joined:
            self._context.emit(
                RoomOccupantChanged(
                    state.jid, read.nick, None, read.exit, read.by, read.reason, read.new_nick
                )
            )

    def _on_ended(self) -> None:
        lost = Failure(FailureCode.CONNECTION_LOST)
        for state in list(self._rooms.values()):
            self._forget(state)
            state.refuse(NotConnected(lost))
            if state.is_joined:
                self._context.emit(RoomLeft(state.jid, lost, RoomExit.LOST))
        for departure in self._departures.values():
            departure.set_result(None)
        self._departures.clear()

    def _refresh_view(self, state: RoomStay) -> None:
        self._views[state.jid] = replace(
            self._facts.view(state.jid), nick=state.nick, real_addresses=state.real_addresses
        )

    def _forget(self, state: RoomStay) -> None:
        if self._rooms.get(state.jid) is state:
            del self._rooms[state.jid]
            self._views.pop(state.jid, None)


def _is_farewell(presence: aioxmpp.Presence, nick: str) -> bool:
    """Whether a room tells us that we are out of it."""
    if not isinstance(presence, TreePresence):
        return presence.type_ is aioxmpp.PresenceType.ERROR
    read = read_room_presence(presence.tree, nick)
    return read is not None and read.occupant is None and read.is_self


def _exists() -> RequestFailed:
    return RequestFailed(Failure(FailureCode.NOT_ALLOWED, "there is such a room"), "conflict")
