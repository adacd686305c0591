"""Rooms of one account: joining what is bookmarked, again after each break, and who is in them now."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from startalk_desktop.core.announcer import ConversationLines
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import RoomChanged
from startalk_desktop.model.events import (
    RoomBookmarkChanged,
    RoomJoined,
    RoomLeft,
    RoomOccupantChanged,
    RoomSubjectChanged,
)
from startalk_desktop.model.identity import ConversationId, ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import Affiliation, Occupant, Role, RoomBookmark
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_JOINS_AT_ONCE: Final = 4
_ROOMS_LIMIT: Final = 2_000
_OCCUPANTS_LIMIT: Final = 5_000
_NICKS_TRIED: Final = 5

_AFFILIATION_ORDER: Final = tuple(Affiliation)


@dataclass(slots=True)
class _Room:
    nick: str
    occupants: dict[str, Occupant] = field(default_factory=dict)
    subject: str = ""
    can_moderate: bool | None = None  # None: the room was not asked yet

    @property
    def is_moderator(self) -> bool:
        own = self.occupants.get(self.nick)
        return own is not None and own.role is Role.MODERATOR


class Rooms:
    """Joins, leaves, and keeps in memory who is there; bounded, whatever a server says.

    Args:
        preferred_nick: what to be called where neither the user nor the bookmark says.
    """

    def __init__(
        self,
        account: Callable[[], Account],
        line: Line,
        store: AccountStore,
        changes: ChangeHub,
        lines: ConversationLines,
        preferred_nick: Callable[[], str],
        scope: TaskScope,
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._changes = changes
        self._lines = lines
        self._preferred_nick = preferred_nick
        self._scope = scope
        self._rooms: dict[Jid, _Room] = {}
        self._known: set[Jid] = set()
        self._joining: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Learn from the store which conversations are rooms."""
        for line in await self._store.conversations.all():
            if line.kind is ConversationKind.ROOM:
                self._known.add(line.id.peer)

    # what is known

    def is_room(self, jid: Jid) -> bool:
        """Whether this bare address is a room that we are or were in."""
        return jid in self._rooms or jid in self._known

    def kind_of(self, peer: Jid) -> ConversationKind:
        """Whom the conversation with `peer` is with."""
        return ConversationKind.ROOM if self.is_room(peer) else ConversationKind.DIRECT

    def is_joined(self, room: Jid) -> bool:
        """Whether we are in the room now."""
        return room in self._rooms

    def occupants(self, room: Jid) -> tuple[Occupant, ...]:
        """Who is there, by affiliation and then name."""
        known = self._rooms.get(room)
        if known is None:
            return ()
        return tuple(
            sorted(
                known.occupants.values(),
                key=lambda who: (_AFFILIATION_ORDER.index(who.affiliation), who.nick.casefold()),
            )
        )

    def subject(self, room: Jid) -> str:
        """The room's subject."""
        return self._rooms[room].subject if room in self._rooms else ""

    def own_nick(self, room: Jid) -> str:
        """How we are called there; empty where we are not in."""
        return self._rooms[room].nick if room in self._rooms else ""

    def own_nicks(self) -> frozenset[str]:
        """How we are called in any room; who writes one of these means us."""
        return frozenset(room.nick for room in self._rooms.values())

    def is_moderator(self, room: Jid) -> bool:
        """Whether we moderate the room."""
        return room in self._rooms and self._rooms[room].is_moderator

    def can_moderate(self, room: Jid) -> bool:
        """Whether the room takes messages away for its moderators (XEP-0425); asked for only where we are one."""
        return room in self._rooms and bool(self._rooms[room].can_moderate)

    def rooms_with(self, person: Jid) -> list[Jid]:
        """The rooms in which we are, and `person` (a bare real address) is, as far as rooms tell."""
        return sorted(
            jid
            for jid, room in self._rooms.items()
            if any(occupant.real_jid == person for occupant in room.occupants.values())
        )

    def real_address(self, occupant: Jid) -> Jid | None:
        """Who an occupant (room@service/nick) that is there now really is, where the room tells."""
        room = self._rooms.get(occupant.bare)
        known = room.occupants.get(occupant.resource) if room is not None else None
        return known.real_jid if known is not None else None

    # what the session tells

    def take(self, event: RoomJoined | RoomLeft | RoomOccupantChanged | RoomSubjectChanged) -> None:
        """Keep in memory what a room tells."""
        match event:
            case RoomJoined():
                if len(self._rooms) >= _ROOMS_LIMIT and event.room not in self._rooms:
                    _log.warning("more than %d rooms; %s is not followed", _ROOMS_LIMIT, event.room)
                    return
                occupants = event.occupants[:_OCCUPANTS_LIMIT]
                self._rooms[event.room] = _Room(event.nick, {who.nick: who for who in occupants})
                self._known.add(event.room)
            case RoomLeft():
                self._rooms.pop(event.room, None)
            case RoomOccupantChanged():
                self._occupant_changed(event)
            case RoomSubjectChanged():
                if room := self._rooms.get(event.room):
                    room.subject = event.subject
        self._ask_for_moderation(event.room)
        self._announce(event.room)

    def _occupant_changed(self, event: RoomOccupantChanged) -> None:
        room = self._rooms.get(event.room)
        if room is None:
            return
        if event.occupant is None:
            room.occupants.pop(event.nick, None)
        elif event.nick in room.occupants or len(room.occupants) < _OCCUPANTS_LIMIT:
            room.occupants[event.nick] = event.occupant
            if event.occupant.is_self:
                room.nick = event.nick

    def _ask_for_moderation(self, jid: Jid) -> None:
        room = self._rooms.get(jid)
        if room is not None and room.is_moderator and room.can_moderate is None:
            room.can_moderate = False
            self._scope.start(self._learn_moderation(jid, room), f"ask {jid} for moderation")

    async def _learn_moderation(self, jid: Jid, room: _Room) -> None:
        try:
            room.can_moderate = (await self._line.require().rooms.info(jid)).can_moderate
        except NotConnected:
            room.can_moderate = None  # asked again when the room next tells something
        except RequestFailed as error:
            _log.debug("the room %s does not say what it can: %s", jid, error)
        if room.can_moderate:
            self._announce(jid)

    async def joined(self, room: Jid) -> None:
        """We are in: note it in the store."""
        await self._store.conversations.ensure(room, ConversationKind.ROOM)
        await self._store.conversations.set_joined(room, True)
        self._lines.touch({room})

    async def left(self, event: RoomLeft) -> None:
        """We are out. One that the room put out of it stays on our list, and is tried at the next sign-in."""
        if event.failure is not None:
            _log.info("out of the room %s: %s", event.room, event.failure.code)
        self._lines.touch({event.room})

    async def bookmark_changed(self, event: RoomBookmarkChanged) -> None:
        """The list changed, by us or on another device: rooms follow it (XEP-0402 section 5)."""
        if event.bookmark is None:
            if event.room in self._rooms:
                await self._store.conversations.set_joined(event.room, False)
                self._lines.touch({event.room})
                self._scope.start(self._quit(event.room), f"quit {event.room}")
        elif event.bookmark.is_autojoin and event.room not in self._rooms:
            one_turn = asyncio.Semaphore()
            self._scope.start(self._join_one(event.bookmark, one_turn), f"join {event.room}")

    def stream_began(self) -> None:
        """A new stream: join again what we are members of."""
        if self._joining is not None:
            self._joining.cancel()
        self._joining = self._scope.start(self._join_all(), "join rooms")

    def clear(self) -> None:
        """The stream is over: we are in no room."""
        gone, self._rooms = list(self._rooms), {}
        for room in gone:
            self._announce(room)

    # joining and leaving

    async def join(self, room: Jid, nick: str = "") -> None:
        """Join by the user's wish, and bookmark the room.

        Raises:
            NotConnected, RequestFailed
        """
        session = self._line.require()
        nick = await self._enter(room, nick or self._preferred_nick())
        name = ""
        try:
            name = (await session.rooms.info(room)).name
        except RequestFailed as error:
            _log.debug("the room %s does not say its name: %s", room, error)
        await self._store.conversations.ensure(room, ConversationKind.ROOM, name)
        await self._store.conversations.set_joined(room, True)
        self._lines.touch({room})
        try:
            await session.rooms.set_bookmark(
                RoomBookmark(room, name=name, nick=nick, is_autojoin=True)
            )
        except RequestFailed as error:
            _log.info("the domain keeps no bookmark of %s: %s", room, error)

    async def leave(self, room: Jid) -> None:
        """Leave by the user's wish, and forget the bookmark.

        Raises:
            NotConnected, RequestFailed
        """
        session = self._line.require()
        await self._store.conversations.set_joined(room, False)
        self._lines.touch({room})
        if room in self._rooms:
            await session.rooms.leave(room)
            self.take(RoomLeft(room))
        try:
            await session.rooms.remove_bookmark(room)
        except RequestFailed as error:
            _log.info("the bookmark of %s could not be removed: %s", room, error)

    async def _quit(self, room: Jid) -> None:
        try:
            await self._line.require().rooms.leave(room)
        except RequestFailed as error:
            _log.info("could not leave %s: %s", room, error)

    async def _join_all(self) -> None:
        wanted: dict[Jid, RoomBookmark] = {}
        for line in await self._store.conversations.all():
            if line.kind is ConversationKind.ROOM and line.is_joined:
                wanted[line.id.peer] = RoomBookmark(line.id.peer)
        try:
            for bookmark in await self._line.require().rooms.bookmarks():
                if bookmark.is_autojoin and len(wanted) < _ROOMS_LIMIT:
                    wanted[bookmark.room] = bookmark
        except NotConnected:
            return
        except RequestFailed as error:
            _log.info("the domain tells no bookmarks: %s", error)
        turn = asyncio.Semaphore(_JOINS_AT_ONCE)
        await asyncio.gather(*(self._join_one(bookmark, turn) for bookmark in wanted.values()))

    async def _join_one(self, bookmark: RoomBookmark, turn: asyncio.Semaphore) -> None:
        async with turn:
            if bookmark.room in self._rooms:
                return
            try:
                nick = bookmark.nick or self._preferred_nick()
                await self._enter(bookmark.room, nick, bookmark.password)
            except NotConnected:
                return
            except RequestFailed as error:
                _log.info("could not join %s: %s", bookmark.room, error)
                return
            await self._store.conversations.ensure(
                bookmark.room, ConversationKind.ROOM, bookmark.name
            )

    async def _enter(self, room: Jid, nick: str, password: str = "") -> str:
        """Join under `nick`, or the next that is free; returns which."""
        for attempt in range(1, _NICKS_TRIED + 1):
            tried = nick if attempt == 1 else f"{nick}·{attempt}"
            try:
                await self._line.require().rooms.join(room, tried, password)
            except RequestFailed as error:
                # XEP-0045 section 7.2.8: somebody else has the nick.
                if error.condition != "conflict" or attempt == _NICKS_TRIED:
                    raise
            else:
                return tried
        raise AssertionError("unreachable")

    def _announce(self, room: Jid) -> None:
        self._changes.announce(RoomChanged(ConversationId(self._account().id, room)))
