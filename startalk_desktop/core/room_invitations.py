"""Rooms that one account is asked into: kept until they are answered, here or on another device."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
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


class RoomInvitations:
    """Nothing is entered by itself. What asks us into a room that we are in, or comes from somebody who is blocked, or
    is older than our no, is not kept. What is declined while offline is told at the next sign-in.

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

    async def all(self) -> tuple[RoomInvitation, ...]:
        """Those that wait for an answer, oldest first."""
        kept = await self._store.invitations.all()
        return tuple(one for one in kept if self._is_wanted(one))

    async def take(self, event: RoomInvitationReceived) -> None:
        """Somebody invites us."""
        room = event.room.bare
        # Where the room hides people, only their nick says who it was.
        inviter = event.sender if event.sender.bare == room else event.sender.bare
        at = min(event.at, self._clock()) or self._clock()
        reason = event.reason[:_LONGEST_REASON]
        one = RoomInvitation(room, inviter, at, reason, event.is_direct)
        if not self._is_wanted(one):
            _log.info("an invitation to %s is not kept", room)
            return
        if await self._store.invitations.put(one):
            self._changes.announce(InvitationReceived(self._account, room, inviter, reason))
            self._announce()

    async def decline(self, room: Jid) -> None:
        """Say no, to ourselves and our devices alone: a stranger need not know that somebody reads."""
        if await self._store.invitations.decline(room.bare, self._clock()):
            self._announce()
        if self._line.is_up and not self._scope.is_closed:
            self._scope.start(self._tell(), "tell what was declined")

    async def declined_elsewhere(self, event: RoomInvitationsDeclined) -> None:
        """Another device of ours said no, or we did."""
        if await self._store.invitations.declined([(event.room, min(event.at, self._clock()))]):
            self._announce()

    def stream_began(self) -> None:
        """Signed in: hear what was declined elsewhere, then tell what was declined here."""
        self._scope.start(self._catch_up(), "catch up on declined invitations")

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
            or self._is_blocked(one.inviter)
            or self._is_blocked(one.room)
        )

    def _announce(self) -> None:
        self._changes.announce(InvitationsChanged(self._account))
