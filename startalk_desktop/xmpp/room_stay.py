"""One stay in a room, from knocking at its door to leaving it."""

from __future__ import annotations

import asyncio

from startalk_desktop.model.jid import Jid
from startalk_desktop.model.presence import OwnPresence
from startalk_desktop.model.room import Occupant


class RoomStay:
    """A room that we are in, or about to be in."""

    def __init__(self, jid: Jid, nick: str, *, may_create: bool = True) -> None:
        loop = asyncio.get_running_loop()
        self.jid = jid
        self.nick = nick
        self.may_create = may_create
        """Whether a room that did not exist, and does now because we knocked, is wanted."""
        self.is_joined = False
        self.is_new = False
        self.is_refused = False
        self.told: OwnPresence | None = None
        """How we are, as the room last heard it from us."""
        self.occupants: dict[str, Occupant] = {}
        self.real_addresses: dict[str, Jid] = {}
        self.answer: asyncio.Future[None] = loop.create_future()
        """What the room says to the try to enter."""
        self.entered: asyncio.Future[None] = loop.create_future()
        """The end of entering, for whoever else wants to enter."""
        # Where nobody waits, a failure is no fault.
        for future in (self.answer, self.entered):
            future.add_done_callback(lambda done: done.cancelled() or done.exception())

    def refuse(self, failure: BaseException) -> None:
        """End the try to enter, if it is under way."""
        if not self.answer.done():
            self.is_refused = True
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
