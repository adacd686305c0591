"""Being in rooms (XEP-0045): joining, who is there, leaving, and being removed.

No history is asked for at entry; the archive has it. A room is ours to speak in from `RoomJoined` to `RoomLeft`. When
the session ends we are in none any more, and whether to go back is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import aioxmpp
from aioxmpp.forms import Data, DataType
from aioxmpp.muc import xso as muc_xso

from startalk_desktop.model.events import RoomJoined, RoomLeft, RoomOccupantChanged
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid, JidError
from startalk_desktop.model.room import Occupant, RoomBookmark, RoomInfo
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp import namespaces as ns
from startalk_desktop.xmpp import xep_0425_moderation
from startalk_desktop.xmpp.addresses import to_model, to_wire
from startalk_desktop.xmpp.bookmarks import Bookmarks
from startalk_desktop.xmpp.context import SessionContext, guard
from startalk_desktop.xmpp.disco import Disco, Info
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed, request_failed
from startalk_desktop.xmpp.message_envelope import RoomView
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.room_reader import RoomPresence, Status, read_room_presence, why_removed
from startalk_desktop.xmpp.stanza_tree import TreePresence

_log = logging.getLogger(__name__)

JOIN_TIMEOUT: Final = 30.0
"""Seconds for a room to let us in: a large one sends all its occupants first."""

LEAVE_TIMEOUT: Final = 5.0
"""Seconds for a room to confirm that we left, before we go back in regardless."""

MAX_OCCUPANTS: Final = 20_000
_NICK_TRIES: Final = 6


class _Room:
    """A room that we are in, or about to be in."""

    def __init__(self, jid: Jid, nick: str) -> None:
        loop = asyncio.get_running_loop()
        self.jid = jid
        self.nick = nick
        self.is_joined = False
        self.is_new = False
        self.occupants: dict[str, Occupant] = {}
        self.real_addresses: dict[str, Jid] = {}
        self.answer: asyncio.Future[None] = loop.create_future()
        """What the room says to the present try to enter."""
        self.entered: asyncio.Future[None] = loop.create_future()
        """The end of all tries, for whoever else wants to enter."""
        # Where nobody waits, a failure is no fault.
        self.entered.add_done_callback(lambda done: done.cancelled() or done.exception())

    def expect_answer(self) -> None:
        """Begin another try to enter."""
        self.answer = asyncio.get_running_loop().create_future()
        self.answer.add_done_callback(lambda done: done.cancelled() or done.exception())

    def refuse(self, failure: BaseException) -> None:
        """End the present try, if one is under way."""
        if not self.answer.done():
            self.answer.set_exception(failure)

    def put(self, occupant: Occupant) -> None:
        """Somebody came or changed."""
        self.occupants[occupant.nick] = occupant
        self.real_addresses.pop(occupant.nick, None)
        if occupant.real_jid is not None:
            self.real_addresses[occupant.nick] = occupant.real_jid

    def drop(self, nick: str) -> None:
        """Somebody left."""
        self.occupants.pop(nick, None)
        self.real_addresses.pop(nick, None)


class RoomClient:
    """Enters, watches and leaves rooms."""

    def __init__(
        self, context: SessionContext, disco: Disco, facts: RoomFacts, bookmarks: Bookmarks
    ) -> None:
        self._context = context
        self._disco = disco
        self._facts = facts
        self._bookmarks = bookmarks
        self._rooms: dict[Jid, _Room] = {}
        self._views: dict[Jid, RoomView] = {}
        self._departures: dict[Jid, asyncio.Future[None]] = {}
        context.client.stream.on_presence_received.connect(guard(self._on_presence))
        context.on_ended.append(self._on_ended)

    @property
    def views(self) -> Mapping[Jid, RoomView]:
        """The rooms we are in or entering, as far as reading their messages needs it."""
        return MappingProxyType(self._views)

    async def join(self, room: Jid, nick: str, password: str = "") -> None:
        """Enter `room`, under `nick` or, where somebody has that, one like it. `RoomJoined` tells which.

        A room that does not exist is created with the service's defaults. Being in already is fine.

        Raises:
            RequestFailed: the room does not let us in.
            NotConnected: there is no session, or it ended meanwhile.
        """
        known = self._rooms.get(room)
        if known is not None:
            await asyncio.shield(known.entered)
            return
        if not self._context.is_connected:
            raise NotConnected(Failure(FailureCode.CONNECTION_LOST))
        if not nick:
            raise RequestFailed(
                Failure(FailureCode.NOT_ALLOWED, "nobody is in a room without a nick")
            )
        try:
            to_wire(room.with_resource(nick))
        except JidError as error:
            raise RequestFailed(Failure(FailureCode.NOT_ALLOWED, str(error))) from error
        state = self._rooms[room] = _Room(room, nick)
        try:
            async with asyncio.timeout(JOIN_TIMEOUT):
                await self._enter(state, nick, password)
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

    async def leave(self, room: Jid) -> None:
        """Leave `room`; `RoomLeft` follows. Not being in is fine."""
        state = self._rooms.get(room)
        if state is None:
            return
        self._depart(state)
        self._forget(state)
        state.refuse(RequestFailed(Failure(FailureCode.NOT_ALLOWED, "left before having entered")))
        self._context.emit(RoomLeft(room))

    async def info(self, room: Jid) -> RoomInfo:
        """What the room tells of itself.

        Raises:
            RequestFailed: there is no such room, or it does not tell.
        """
        return _room_info(room, await self._facts.info(room))

    async def moderate(self, room: Jid, stanza_id: str, reason: str = "") -> None:
        """Remove what somebody said, for everybody (XEP-0425); the room then tells all occupants.

        Args:
            room: where it was said.
            stanza_id: of the message, as the room stamped it.
            reason: told to everybody.

        Raises:
            RequestFailed: the room can't (`UNSUPPORTED`), or we may not (`NOT_ALLOWED`).
            NotConnected: there is no session.
        """
        features = await self._facts.learn(room)
        request = xep_0425_moderation.request(features, stanza_id, reason)
        if request is None:
            detail = "the room knows no moderation"
            raise RequestFailed(Failure(FailureCode.UNSUPPORTED, detail))
        await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=to_wire(room), payload=request)
        )

    async def browse(self) -> tuple[RoomInfo, ...]:
        """The public rooms of the domain's room services, by what the services list.

        Raises:
            RequestFailed: the domain does not tell of its services.
        """
        found: dict[Jid, RoomInfo] = {}
        for service, info in (await self._disco.services()).items():
            if not info.has_identity("conference", "text"):
                continue
            try:
                items = await self._disco.items(service)
            except NotConnected:
                raise
            except RequestFailed as error:
                _log.warning("%s does not list its rooms: %s", service, error)
                continue
            for item in items:
                if item.jid.local and item.jid.domain == service.domain and item.jid.is_bare:
                    found[item.jid] = RoomInfo(item.jid, item.name or item.jid.local)
        return tuple(sorted(found.values(), key=lambda room: (room.name, room.jid)))

    async def bookmarks(self) -> tuple[RoomBookmark, ...]:
        """The rooms on the account's list (XEP-0402).

        Raises:
            RequestFailed: the server keeps no list.
        """
        return await self._bookmarks.fetch()

    async def set_bookmark(self, bookmark: RoomBookmark) -> None:
        """Put a room on the list, or change it there.

        Raises:
            RequestFailed: the server keeps no list, or not in private.
        """
        await self._bookmarks.put(bookmark)

    async def remove_bookmark(self, room: Jid) -> None:
        """Take a room off the list; not being on it is fine.

        Raises:
            RequestFailed: the server refused.
        """
        await self._bookmarks.remove(room)

    # --- entering -------------------------------------------------------------------------------------------------

    async def _enter(self, state: _Room, nick: str, password: str) -> None:
        await self._departed(state.jid)
        await self._facts.learn(state.jid)
        for attempt in range(1, _NICK_TRIES + 1):
            state.nick = nick if attempt == 1 else f"{nick} ({attempt})"
            self._refresh_view(state)
            state.expect_answer()
            self._send_presence(state, aioxmpp.PresenceType.AVAILABLE, password)
            try:
                await state.answer
                break
            except RequestFailed as error:
                if error.condition != "conflict" or attempt == _NICK_TRIES:
                    raise
        if state.is_new:
            await self._accept_defaults(state.jid)
            await self._facts.learn(state.jid)
            self._refresh_view(state)

    async def _accept_defaults(self, room: Jid) -> None:
        """Unlock a room that we created by entering (XEP-0045 section 10.1.2)."""
        payload = muc_xso.OwnerQuery()
        payload.form = Data(type_=DataType.SUBMIT)
        await self._context.request(
            aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=to_wire(room), payload=payload)
        )

    def _send_presence(self, state: _Room, kind: aioxmpp.PresenceType, password: str = "") -> None:
        to = to_wire(state.jid.with_resource(state.nick))
        presence = aioxmpp.Presence(type_=kind, to=to)
        if kind is aioxmpp.PresenceType.AVAILABLE:
            presence.xep0045_muc = muc_xso.GenericExt()
            presence.xep0045_muc.history = muc_xso.History(maxstanzas=0)
            presence.xep0045_muc.password = password or None
        self._context.transmit(presence)

    def _give_up(self, state: _Room, failure: RequestFailed) -> None:
        is_in_vain = self._rooms.get(state.jid) is state
        self._forget(state)
        if not state.entered.done():
            state.entered.set_exception(failure)
        if is_in_vain:
            # The room may yet let us in, or has already: then it shall not think that we are there.
            self._depart(state)
        if state.is_joined:
            self._context.emit(RoomLeft(state.jid, failure.failure))

    def _depart(self, state: _Room) -> None:
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
            self._on_refused(state, presence)
        elif isinstance(presence, TreePresence) and sender.resource:
            read = read_room_presence(presence.tree, sender.resource)
            if read is None:
                return
            if read.occupant is not None:
                self._on_present(state, read, read.occupant)
            else:
                self._on_gone(state, read)

    def _on_refused(self, state: _Room, presence: aioxmpp.Presence) -> None:
        if presence.error is None:
            state.refuse(RequestFailed(Failure(FailureCode.SERVER_ERROR)))
        else:
            state.refuse(request_failed(presence.error.to_exception()))

    def _on_present(self, state: _Room, read: RoomPresence, occupant: Occupant) -> None:
        if occupant.nick not in state.occupants and len(state.occupants) >= MAX_OCCUPANTS:
            _log.warning("%s has more occupants than are kept", state.jid)
            return
        if read.is_self:
            state.nick = occupant.nick
            self._facts.note_own(state.jid, read.occupant_id)
            self._refresh_view(state)
        state.put(occupant)
        if state.is_joined:
            self._context.emit(RoomOccupantChanged(state.jid, occupant.nick, occupant))
        elif read.is_self and not state.answer.done():
            # XEP-0045 section 7.2.2: ours comes last, so now all are known.
            state.is_joined = True
            state.is_new = Status.CREATED in read.statuses
            state.answer.set_result(None)
            self._context.emit(RoomJoined(state.jid, state.nick, tuple(state.occupants.values())))

    def _on_gone(self, state: _Room, read: RoomPresence) -> None:
        state.drop(read.nick)
        is_ours = read.is_self or (state.is_joined and read.nick == state.nick)
        if is_ours and not read.new_nick:
            failure = why_removed(read)
            state.refuse(RequestFailed(failure or Failure(FailureCode.NOT_ALLOWED, read.reason)))
            self._forget(state)
            if state.is_joined:
                # We did not ask for it, whatever the room says: `leave` forgets a room at once.
                why = failure or Failure(FailureCode.CONNECTION_LOST, read.reason)
                self._context.emit(RoomLeft(state.jid, why))
        elif state.is_joined:
            self._context.emit(RoomOccupantChanged(state.jid, read.nick, None))

    def _on_ended(self) -> None:
        lost = Failure(FailureCode.CONNECTION_LOST)
        for state in list(self._rooms.values()):
            self._forget(state)
            state.refuse(NotConnected(lost))
            if state.is_joined:
                self._context.emit(RoomLeft(state.jid, lost))
        for departure in self._departures.values():
            departure.set_result(None)
        self._departures.clear()

    def _refresh_view(self, state: _Room) -> None:
        self._views[state.jid] = replace(
            self._facts.view(state.jid), nick=state.nick, real_addresses=state.real_addresses
        )

    def _forget(self, state: _Room) -> None:
        if self._rooms.get(state.jid) is state:
            del self._rooms[state.jid]
            self._views.pop(state.jid, None)


def _is_farewell(presence: aioxmpp.Presence, nick: str) -> bool:
    """Whether a room tells us that we are out of it."""
    if not isinstance(presence, TreePresence):
        return presence.type_ is aioxmpp.PresenceType.ERROR
    read = read_room_presence(presence.tree, nick)
    return read is not None and read.occupant is None and read.is_self


def _room_info(room: Jid, info: Info) -> RoomInfo:
    def said(name: str) -> str:
        return next(iter(info.fields.get(name, ())), "")

    count = said("muc#roominfo_occupants")
    return RoomInfo(
        jid=room,
        name=next((i.name for i in info.identities if i.category == "conference" and i.name), "")
        or room.local,
        description=said("muc#roominfo_description"),
        subject=said("muc#roominfo_subject"),
        occupant_count=int(count) if count.isascii() and count.isdigit() else None,
        is_members_only="muc_membersonly" in info.features,
        is_anonymous="muc_semianonymous" in info.features,
        has_archive=ns.MAM in info.features,
        can_moderate=xep_0425_moderation.is_known_to(info.features),
        is_persistent="muc_persistent" in info.features,
    )
