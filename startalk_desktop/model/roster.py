"""The contact list kept by the server (RFC 6121 section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from startalk_desktop.model.jid import Jid


class Subscription(StrEnum):
    """Who sees whose presence."""

    NONE = "none"
    TO = "to"
    FROM = "from"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class RosterItem:
    """One contact."""

    jid: Jid
    name: str
    subscription: Subscription
    groups: tuple[str, ...] = ()
    is_pending: bool = False  # we asked and have no answer yet
