"""How far a conversation has been read, as the account's devices tell each other (XEP-0490)."""

from __future__ import annotations

from dataclasses import dataclass

from startalk_desktop.model.jid import Jid


@dataclass(frozen=True, slots=True)
class ReadPosition:
    """Everything in the conversation with `peer` up to `stanza_id` has been displayed."""

    peer: Jid  # bare
    stanza_id: str
    archive: Jid  # whose stanza id it is: the own account or the room


@dataclass(frozen=True, slots=True)
class RoomReader:
    """How far somebody else has read in a room (XEP-0333)."""

    sender: Jid  # bare address where known, else the occupant
    sent_at: int  # of the newest message that they have seen, in microseconds
    row: int
