"""Rooms that one account is asked into: kept until they are answered, here or on another device."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from startalk_desktop.core.changes import ChangeHub
from startalk_desktop.core.line import Line
from startalk_desktop.core.rooms import Rooms
from startalk_desktop.model.changes import InvitationReceived, InvitationsChanged
from startalk_desktop.model.events import RoomInvitationReceived, RoomInvitationsDeclined
from startalk_desktop.model.identity import AccountId, Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomInvitation
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_LONGEST_REASON: Final = 500
_FOUND_LIMIT: Final = 50

FRESH: Final[Timestamp] = 30 * 24 * 3600 * 1_000_000
"""Microseconds for which what an archive tells of an invitation is a question; later nobody waits for the answer."""

DOUBT: Final[Timestamp] = 10 * 60 * 1_000_000
"""Microseconds by which the clocks of a server and a computer differ. What is read again and again in an archive must
not count as asked after our no for that."""


class RoomInvitations:
    """Nothing is entered by itself. What asks us into a room that we are in, or comes from somebody who is blocked, or
    is older than our no, is not kept. What is declined while offline is told at the next sign-in.

    What archives tell is judged once it is known, in a stream, what was declined and where we are members.

    Args:
        is_blocked: whether this person, or this occupant, is blocked.
    """

    def __init__(
        self,
        account: AccountId,
        own: Jid,
        line: Line,
        store: AccountStore,
        rooms: Rooms,
        is_blocked: Callable[[Jid], bool],
        changes: ChangeHub,
        scope: TaskScope,
        clock: Callable[[], Timestamp] = now,
    ) -> None:
        self._account = account
        self._own = own
        self._line = line
        self._store = store
        self._rooms = rooms
        self._is_blocked = is_blocked
        self._changes = changes
        self._scope = scope
        self._clock = clock
        self._turn = asyncio.Lock()  # for who talks to the server
        self._found: dict[Jid, RoomInvitationReceived] = {}  # in archives, and not judged so far
        self._can_judge = False
        self._catching_up: asyncio.Task[None] | None = None

    async def all(self) -> tuple[RoomInvitation, ...]:
        """Those that wait for an answer, oldest first."""
        kept = await self._store.invitations.all()
        return tuple(one for one in kept if self._is_wanted(one))

    async def take(self, event: RoomInvitationReceived) -> None:
        """Somebody invites us."""
        await self._take(event)

    async def found(self, events: Iterable[RoomInvitationReceived]) -> None:
        """An archive tells of these: of what came while another device was there, or none."""
        oldest = self._clock() - FRESH
        for event in events:
            known = self._found.get(event.room.bare)
            if event.at >= oldest and (known is None or known.at < event.at):
                self._found[event.room.bare] = event
        while len(self._found) > _FOUND_LIMIT:
            del self._found[min(self._found, key=lambda room: self._found[room].at)]
        if self._can_judge:
            await self._judge()

    async def decline(self, room: Jid) -> None:
        """Say no, to ourselves and our devices alone: a stranger need not know that somebody reads."""
        if await self._store.invitations.decline(room.bare, self._clock()):
            self._announce()
        self.tell()

    def tell(self) -> None:
        """Let the other devices know what was declined, if there is anything."""
        if self._line.is_up and not self._scope.is_closed:
            self._scope.start(self._tell(), "tell what was declined")

    async def declined_elsewhere(self, event: RoomInvitationsDeclined) -> None:
        """Another device of ours said no, or we did."""
        if await self._store.invitations.declined([(event.room, min(event.at, self._clock()))]):
            self._announce()

    def stream_began(self) -> None:
        """Signed in: hear what was declined elsewhere, then tell what was declined here."""
        if self._catching_up is not None:
            self._catching_up.cancel()
        self._can_judge = False
        self._catching_up = self._scope.start(self._catch_up(), "catch up on declined invitations")

    async def _catch_up(self) -> None:
        try:
            found = await self._line.require().invitations.fetch()
        except NotConnected:
            return
        except RequestFailed as error:
            _log.info("the account does not keep what it declined: %s", error)
        else:
            ours = self._clock()
            if await self._store.invitations.declined(
                [(one.room, min(one.at, ours)) for one in found]
            ):
                self._announce()
        await self._tell()
        await self._rooms.listed()
        self._can_judge = True
        await self._judge()

    async def _judge(self) -> None:
        found, self._found = self._found, {}
        for event in sorted(found.values(), key=lambda one: one.at):
            await self._take(event, is_history=True)

    async def _take(self, event: RoomInvitationReceived, *, is_history: bool = False) -> None:
        room = event.room.bare
        # Where the room hides people, only their nick says who it was.
        inviter = event.sender if event.sender.bare == room else event.sender.bare
        at = min(event.at, self._clock()) or self._clock()
        reason = event.reason[:_LONGEST_REASON]
        one = RoomInvitation(room, inviter, at, reason, event.is_direct)
        if not self._is_wanted(one):
            _log.info("an invitation to %s is not kept", room)
            return
        if await self._store.invitations.put(one, DOUBT if is_history else 0):
            self._changes.announce(
                InvitationReceived(self._account, room, inviter, reason, is_history)
            )
            self._announce()

    async def _tell(self) -> None:
        async with self._turn:
            for room, at in await self._store.invitations.untold():
                try:
                    await self._line.require().invitations.publish(room, at)
                except NotConnected:
                    return
                except RequestFailed as error:
                    # It stays untold, and is tried again in the next stream.
                    _log.info("that %s was declined could not be kept: %s", room, error)
                else:
                    await self._store.invitations.told(room, at)

    def _is_wanted(self, one: RoomInvitation) -> bool:
        return not (
            self._rooms.is_member(one.room)
            or one.inviter.bare == self._own
            or (one.is_direct and self._rooms.is_room(one.inviter.bare))  # who that is, nobody says
            or self._is_blocked(one.inviter)
            or self._is_blocked(one.room)
        )

    def _announce(self) -> None:
        self._changes.announce(InvitationsChanged(self._account))
