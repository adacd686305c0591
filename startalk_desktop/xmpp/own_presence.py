"""What we are to others: one state for the server, which spreads it, and for the rooms, which are each told by us."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

import aioxmpp

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.presence import Availability, OwnPresence
from startalk_desktop.xmpp import xep_0319_idle

SHOWN: Final = MappingProxyType(
    {
        aioxmpp.PresenceShow.NONE: Availability.AVAILABLE,
        aioxmpp.PresenceShow.CHAT: Availability.FREE_FOR_CHAT,
        aioxmpp.PresenceShow.AWAY: Availability.AWAY,
        aioxmpp.PresenceShow.XA: Availability.EXTENDED_AWAY,
        aioxmpp.PresenceShow.DND: Availability.BUSY,
    }
)
_SHOWS: Final = MappingProxyType({shown: show for show, shown in SHOWN.items()})


class OwnState:
    """What is to be said, and to whom it was.

    Attributes:
        shown: availability and text; the same in rooms.
        idle_since: the user has done nothing since then; only for those who may see our presence.
        on_changed: called after each `choose`.
    """

    def __init__(self) -> None:
        self.shown = OwnPresence()
        self.idle_since: Timestamp | None = None
        self.on_changed: list[Callable[[], None]] = []

    @property
    def is_hidden(self) -> bool:
        """Whether we are to be told to nobody."""
        return self.shown.availability <= Availability.OFFLINE

    def choose(self, shown: OwnPresence, idle_since: Timestamp | None) -> None:
        """Be this from now on."""
        self.shown = shown
        self.idle_since = idle_since
        for callback in self.on_changed:
            callback()

    def presence(self) -> aioxmpp.Presence:
        """What the server is told."""
        if self.is_hidden:
            return aioxmpp.Presence(type_=aioxmpp.PresenceType.UNAVAILABLE)
        presence = aioxmpp.Presence()
        self.dress(presence)
        if self.idle_since is not None:
            xep_0319_idle.attach(presence, self.idle_since)
        return presence

    def dress(self, presence: aioxmpp.Presence) -> None:
        """Let `presence`, which goes to a room, say how we are; one who hides from all says nothing of it."""
        if self.is_hidden:
            return
        presence.show = _SHOWS[self.shown.availability]
        if self.shown.status:
            presence.status[None] = self.shown.status
