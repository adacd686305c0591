"""Telling the rooms we are in how we are (XEP-0045 section 7.7): each must be told by us, and there may be hundreds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import aioxmpp

from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import NotConnected
from startalk_desktop.xmpp.own_presence import OwnState
from startalk_desktop.xmpp.room_stay import RoomStay

PACE: Final = 0.1
"""Seconds between two rooms: what people say is never held up behind it, and no server takes it for a flood."""


class RoomTelling:
    """Tells one room after the other. Each hears the newest state when its turn comes, and none what it knows.

    Whoever waits keeps their place when the state changes again, so that the last of many rooms gets its turn, too.

    Args:
        context: of the session.
        own: what is told.
        stays: the rooms; told are those that we are in.
        pace: seconds between two of them.
    """

    def __init__(
        self,
        context: SessionContext,
        own: OwnState,
        stays: Mapping[Jid, RoomStay],
        pace: float = PACE,
    ) -> None:
        self._context = context
        self._own = own
        self._stays = stays
        self._pace = pace
        self._waiting: dict[Jid, None] = {}
        self._is_running = False
        own.on_changed.append(self._on_changed)
        context.on_ended.append(self._waiting.clear)

    def entered(self, stay: RoomStay) -> None:
        """We are in now; what has changed since we knocked is told in turn."""
        self._await_turn(stay)

    def _on_changed(self) -> None:
        for stay in self._stays.values():
            self._await_turn(stay)

    def _await_turn(self, stay: RoomStay) -> None:
        if self._has_to_hear(stay):
            self._waiting.setdefault(stay.jid)
            if not self._is_running and not self._context.scope.is_closed:
                self._is_running = True
                self._context.scope.start(self._run(), "tell rooms how we are")

    async def _run(self) -> None:
        try:
            while self._waiting:
                room = next(iter(self._waiting))
                del self._waiting[room]
                stay = self._stays.get(room)
                if stay is not None and self._has_to_hear(stay):
                    self._tell(stay)
                    await asyncio.sleep(self._pace)
        except NotConnected:
            self._waiting.clear()  # whoever signs in anew enters each room as they are then
        finally:
            self._is_running = False

    def _has_to_hear(self, stay: RoomStay) -> bool:
        # Who hides is taken out of all rooms by the server (section 7.14).
        return stay.is_joined and not self._own.is_hidden and stay.told != self._own.shown

    def _tell(self, stay: RoomStay) -> None:
        presence = aioxmpp.Presence(to=to_wire(stay.jid.with_resource(stay.nick)))
        self._own.dress(presence)
        self._context.transmit(presence)
        stay.told = self._own.shown
