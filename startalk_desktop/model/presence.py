"""Availability of a person, summed over their clients (RFC 6121 section 4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid


class Availability(IntEnum):
    """Ordered so that the greatest is what to show for a person with several clients."""

    UNKNOWN = 0  # we are not told
    OFFLINE = 1
    EXTENDED_AWAY = 2
    AWAY = 3
    BUSY = 4  # do not disturb
    AVAILABLE = 5
    FREE_FOR_CHAT = 6


@dataclass(frozen=True, slots=True)
class Presence:
    """What one client (full address) says of itself."""

    jid: Jid
    availability: Availability
    status: str = ""
    priority: int = 0
    idle_since: Timestamp | None = None  # when its user last did something, where it tells


@dataclass(frozen=True, slots=True)
class OwnPresence:
    """What we want to be to others; `status` is a text of our own."""

    availability: Availability = Availability.AVAILABLE
    status: str = ""
