"""Who and what: the identifiers that the rest of the house passes around."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from startalk_desktop.model.jid import Jid

AccountId = NewType("AccountId", str)
"""A random id of an account on this machine; it says nothing about the address, so it may name files."""

Timestamp = int
"""Microseconds since the Unix epoch, UTC."""


def now() -> Timestamp:
    """The present, in microseconds since the epoch."""
    return time.time_ns() // 1000


class ConversationKind(StrEnum):
    """Whom a conversation is with."""

    DIRECT = "direct"
    ROOM = "room"


@dataclass(frozen=True, slots=True, order=True)
class ConversationId:
    """An account and a peer, never the peer alone: the same person reached in two names is two conversations."""

    account: AccountId
    peer: Jid  # bare: a person or a room; full: an occupant of a room whose real address is hidden from us

    @property
    def is_with_occupant(self) -> bool:
        """Whether it is private messages inside a room (XEP-0045 section 7.5) with whoever has a nick there."""
        return not self.peer.is_bare
