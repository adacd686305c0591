"""Rooms of one account as memberships: entered at each sign-in and after each break, told to all devices, and left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from startalk_desktop.core.announcer import Announcer, ConversationLines
from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.core.room_abilities import abilities_of
from startalk_desktop.core.room_board import RoomBoard, RoomPresenceEvent
from startalk_desktop.core.room_joins import RoomJoins
from startalk_desktop.core.room_keeper import RoomKeeper
from startalk_desktop.core.room_list import RoomList
from startalk_desktop.core.room_log import RoomLog
from startalk_desktop.core.room_memberships import RoomMemberships
from startalk_desktop.model.account import Account
from startalk_desktop.model.changes import InvitationsChanged, RoomChanged
from startalk_desktop.model.events import (
    RoomAffiliationChanged,
    RoomBookmarkChanged,
    RoomConfigured,
    RoomJoined,
    RoomLeft,
    RoomSubjectChanged,
)
from startalk_desktop.model.failure import Failure
from startalk_desktop.model.identity import ConversationId, ConversationKind, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import (
    Occupant,
    RoomAbilities,
    RoomBookmark,
    RoomExit,
    RoomInfo,
)
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

_CATCH_UP_PATIENCE: Final = 10.0

_FOR_GOOD: Final = frozenset(
    {RoomExit.BANNED, RoomExit.REMOVED, RoomExit.MEMBERS_ONLY, RoomExit.DESTROYED}
)
"""Who was put out like that is not let in again by trying."""

_PASSING: Final = frozenset({RoomExit.LOST, RoomExit.SHUT_DOWN})


class Rooms:
    """Enters, leaves and stays in rooms, and answers what is known of them.

    Attributes:
        board: who is there.
        keeper: asks rooms whether they still know us.

    Args:
        preferred_nick: what to be called where neither the user nor the bookmark says.
        caught_up: returns when the own archive's newest page is here; other rooms than those in use wait for it.
    """

    def __init__(
        self,
        account: Callable[[], Account],
        line: Line,
        store: AccountStore,
        changes: ChangeHub,
        lines: ConversationLines,
        announcer: Announcer,
        preferred_nick: Callable[[], str],
        caught_up: Callable[[], Awaitable[None]],
        scope: TaskScope,
    ) -> None:
        self._account = account
        self._line = line
        self._store = store
        self._changes = changes
        self._lines = lines
        self._caught_up = caught_up
        self._scope = scope
        self.board = RoomBoard()
        self._list = RoomList(line, store)
        self._log = RoomLog(store, announcer)
        self._joins = RoomJoins(line, self.is_joined, preferred_nick, self._not_let_in, scope)
        self.keeper = RoomKeeper(line, self._by_use, scope)
        self._memberships = RoomMemberships(store)
        self._ranks: dict[Jid, int] = {}  # by use, at sign-in
        self._failures: dict[Jid, Failure] = {}
        self._beginning: asyncio.Task[None] | None = None
        self._is_listed = asyncio.Event()  # in this stream

    async def load(self) -> None:
        """Learn from the store which conversations are rooms."""
        await self._memberships.load()
        await self._list.load()

    # what is known

    def is_room(self, jid: Jid) -> bool:
        """Whether this bare address is a room that we are or were in."""
        return jid in self.board or jid in self._memberships

    def kind_of(self, peer: Jid) -> ConversationKind:
        """Whom the conversation with `peer` is with."""
        return ConversationKind.ROOM if self.is_room(peer) else ConversationKind.DIRECT

    def is_joined(self, room: Jid) -> bool:
        """Whether we are in the room now."""
        return room in self.board

    def is_member(self, room: Jid) -> bool:
        """Whether we belong to the room, as far as we know; in it now or not."""
        if room in self._memberships:
            return self._memberships.of(room).is_joined
        return self._list.of(room).is_autojoin

    def is_anonymous(self, room: Jid) -> bool | None:
        """Whether the room hides who its people are, as it said itself now or the last time; None: it never did."""
        info = self.info(room)
        return (info or self._memberships.of(room)).is_anonymous

    def occupants(self, room: Jid) -> tuple[Occupant, ...]:
        """Who is there, by affiliation and then name."""
        return self.board.occupants(room)

    def subject(self, room: Jid) -> str:
        """The room's subject."""
        known = self.board.get(room)
        return (known.subject or "") if known is not None else ""

    def info(self, room: Jid) -> RoomInfo | None:
        """What the room says of itself; None where we are not in."""
        known = self.board.get(room)
        return known.info if known is not None else None

    def own_nick(self, room: Jid) -> str:
        """How we are called there; empty where we are not in."""
        known = self.board.get(room)
        return known.nick if known is not None else ""

    def own_nicks(self) -> frozenset[str]:
        """How we are called in any room; who writes one of these means us."""
        return self.board.nicks()

    def is_moderator(self, room: Jid) -> bool:
        """Whether we moderate the room."""
        known = self.board.get(room)
        return known is not None and known.is_moderator

    def can_moderate(self, room: Jid) -> bool:
        """Whether the room takes messages away for its moderators (XEP-0425)."""
        known = self.board.get(room)
        return known is not None and bool(known.can_moderate)

    def abilities(self, room: Jid) -> RoomAbilities:
        """What we may do there now."""
        known = self.board.get(room)
        own = known.own if known is not None else None
        return abilities_of(own, self.info(room), can_moderate=self.can_moderate(room))

    def failure(self, room: Jid) -> Failure | None:
        """Why we are not in the room, where that is not our wish."""
        return self._failures.get(room)

    def bookmark(self, room: Jid) -> RoomBookmark:
        """What the account's list says of the room."""
        return self._list.of(room)

    def rooms_with(self, person: Jid) -> list[Jid]:
        """The rooms in which we are, and `person` (a bare real address) is, as far as rooms tell."""
        return self.board.rooms_with(person)

    def real_address(self, occupant: Jid) -> Jid | None:
        """Who an occupant (room@service/nick) that is there now really is, where the room tells."""
        room = self.board.get(occupant.bare)
        known = room.occupants.get(occupant.resource) if room is not None else None
        return known.real_jid if known is not None else None

    # what the session tells

    def take(self, event: RoomPresenceEvent) -> None:
        """Keep in memory what a room tells."""
        if isinstance(event, RoomSubjectChanged) and self.board.is_new_subject(event):
            self._log.note_subject(event, is_own=event.by == self.own_nick(event.room))
        happened = self.board.take(event)
        if happened is not None:
            self._log.note(event.room, happened)
        if isinstance(event, RoomLeft):
            self.keeper.left(event.room)
        else:
            self.keeper.heard(event.room)
        if isinstance(event, RoomJoined):
            self._failures.pop(event.room, None)
            self._joins.settled(event.room)
            self._log.begin(event.room)
        self._learn_if_unknown(event.room)
        self.announce(event.room)

    def has_news(self, room: Jid) -> bool:
        """Whether something happened there that is to be stored."""
        return self._log.has_news(room)

    async def keep_news(self, room: Jid) -> None:
        """Store what happened."""
        await self._log.keep(room)

    async def joined(self, event: RoomJoined) -> None:
        """We are in: note it in the store, with what the room is called."""
        name = _name_of(event.info)
        if event.info is not None:
            name = name or self._list.of(event.room).name
        await self._note(event.room, name, is_joined=True, info=event.info)

    async def left(self, event: RoomLeft) -> None:
        """We are out. Where that was not our wish, go back, or let nobody try again where that would be in vain."""
        room = event.room
        await self._log.keep(room)
        self._lines.touch({room})
        if event.failure is None or room in self.board:
            return
        _log.info("out of the room %s: %s", room, event.exit)
        self._failures[room] = event.failure
        if event.exit in _PASSING:
            if self._line.is_up and self._memberships.of(room).is_joined:
                self._joins.again(self._list.of(room))
        elif event.exit in _FOR_GOOD:
            await self._note(room, "", is_joined=False)
            if self._line.is_up:
                self._scope.start(self._list.switch_off(room), f"give up {room}")

    async def affiliation_changed(self, event: RoomAffiliationChanged) -> None:
        """Somebody who is not there has become something else."""
        happened = self.board.affiliation_changed(event)
        if happened is not None:
            self._log.note(event.room, happened)
            await self._log.keep(event.room)
            self.announce(event.room)

    async def configured(self, event: RoomConfigured) -> None:
        """The room's settings changed: ask what it is now."""
        if event.room in self.board:
            self._scope.start(self.learn(event.room), f"ask {event.room} what it is")

    async def bookmark_changed(self, event: RoomBookmarkChanged) -> None:
        """The list changed, by us or on another device: rooms follow it (XEP-0402 section 5)."""
        room, bookmark = event.room, event.bookmark
        if self._list.is_untold(room):
            return  # an echo of ours, or older than what we are about to tell
        await self._list.heard(room, bookmark)
        if bookmark is not None and bookmark.is_autojoin:
            if room not in self.board:
                self._joins.hurry(bookmark)
            return
        self._joins.settled(room)
        if self._memberships.of(room).is_joined:
            await self._note(room, "", is_joined=False)
            self._scope.start(self._quit(room), f"quit {room}")

    def stream_began(self) -> None:
        """A new stream: enter again what we are members of."""
        if self._beginning is not None:
            self._beginning.cancel()
        self._is_listed.clear()
        self._beginning = self._scope.start(self._begin(), "begin rooms")

    def stream_resumed(self) -> None:
        """The line is back, and with it the rooms, if they still know us."""
        self.keeper.after_break()

    def clear(self) -> None:
        """The stream is over: we are in no room."""
        self._joins.clear()
        self.keeper.clear()
        for room in self.board.clear():
            self.announce(room)

    async def listed(self) -> None:
        """Wait until it is known, in this stream, which rooms are on the account's list, or that it has none."""
        await self._is_listed.wait()

    # joining and leaving

    def want(self, room: Jid) -> None:
        """Somebody looks at the room, or writes to it: it is the next to be entered, if it has to wait at all."""
        if self._joins.waits(room):
            self._joins.hurry(self._list.of(room))

    async def join(self, room: Jid, nick: str = "", password: str = "") -> None:
        """Join by the user's wish, and put the room on the account's list.

        Raises:
            NotConnected, RequestFailed
        """
        self._line.require()
        began = now()
        is_new = not self.is_room(room)
        nick = await self._joins.enter(room, nick, password)
        info = self.info(room)
        await self._note(room, _name_of(info), is_joined=True, info=info)
        if is_new:
            await self._store.conversations.skip_until(room, began)
        if self.info(room) is None:
            await self.learn(room)
        await self.remember(room, nick, password)

    async def remember(self, room: Jid, nick: str, password: str = "") -> None:
        """Put a room that we are in on the account's list, now or when the line is back."""
        name = self._memberships.of(room).name
        await self._list.put(
            replace(self._list.of(room), name=name, nick=nick, is_autojoin=True, password=password)
        )

    async def leave(self, room: Jid) -> None:
        """Leave by the user's wish; no device of theirs goes back by itself.

        Raises:
            NotConnected: and nothing was done; a line that breaks later changes nothing about it.
        """
        session = self._line.require()
        await self._note(room, "", is_joined=False)
        self._joins.settled(room)
        self._failures.pop(room, None)
        if room in self.board:
            await session.rooms.leave(room)
            self.take(RoomLeft(room))
        await self._list.switch_off(room)

    async def learn(self, room: Jid) -> None:
        """Ask what the room is, and what it is called."""
        try:
            info = await self._line.require().rooms.info(room)
        except RequestFailed as error:
            _log.debug("the room %s does not say what it is: %s", room, error)
            return
        known = self.board.get(room)
        if known is None:
            return
        known.info, known.can_moderate = info, info.can_moderate
        await self._note(room, _name_of(info), is_joined=True, info=info)
        self.announce(room)

    # in the background

    async def _begin(self) -> None:
        lines = [
            line
            for line in await self._store.conversations.all()
            if line.kind is ConversationKind.ROOM
        ]
        self._ranks = {line.id.peer: rank for rank, line in enumerate(lines)}
        dropped = await self._list.fetch()
        for room in dropped or ():
            if self._memberships.of(room).is_joined:
                await self._note(room, "", is_joined=False)
        self._is_listed.set()
        wanted = {room: self._list.of(room) for room in self._memberships.joined()}
        wanted |= {one.room: one for one in self._list.bookmarks.values() if one.is_autojoin}
        ordered = self._ordered(list(wanted))
        # What is looked at is entered at once: `want`.
        try:
            async with asyncio.timeout(_CATCH_UP_PATIENCE):
                await self._caught_up()
        except TimeoutError:
            _log.info("rooms are entered though the archive is slow")
        self._joins.add([wanted[room] for room in ordered])

    def _by_use(self) -> Sequence[Jid]:
        return self._ordered(self.board.all())

    def _ordered(self, rooms: Sequence[Jid]) -> list[Jid]:
        return sorted(rooms, key=lambda room: (self._ranks.get(room, len(self._ranks)), room))

    async def _note(
        self, room: Jid, name: str, *, is_joined: bool, info: RoomInfo | None = None
    ) -> None:
        """Keep what we are there; a room that we belong to asks us in no more."""
        if not await self._memberships.note(room, name, is_joined=is_joined, info=info):
            return
        self._lines.touch({room})
        if not is_joined:
            # What asked us into it before we were out is no question any more, wherever it is read again.
            await self._store.invitations.decline(room, now())
        elif await self._store.invitations.drop(room):
            self._changes.announce(InvitationsChanged(self._account().id))

    async def _quit(self, room: Jid) -> None:
        try:
            await self._line.require().rooms.leave(room)
        except RequestFailed as error:
            _log.info("could not leave %s: %s", room, error)

    def _not_let_in(self, room: Jid, failure: Failure) -> None:
        self._failures[room] = failure
        self.announce(room)

    def _learn_if_unknown(self, room: Jid) -> None:
        known = self.board.get(room)
        if known is not None and known.can_moderate is None and known.is_moderator:
            known.can_moderate = False
            self._scope.start(self.learn(room), f"ask {room} what it is")

    def announce(self, room: Jid) -> None:
        """What is known of the room changed."""
        self._changes.announce(RoomChanged(ConversationId(self._account().id, room)))


def _name_of(info: RoomInfo | None) -> str:
    """What the room calls itself; nothing where it only has an address."""
    return info.name if info is not None and info.name != info.jid.local else ""
