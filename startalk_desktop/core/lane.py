"""The own messages of one conversation that no server is known to have, in the order they were written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message, OutgoingMessage


@dataclass(slots=True, eq=False)
class Entry:
    """One message on its way.

    Attributes:
        message: as stored when it came here; only its identity stays as it is.
        outgoing: what is handed out.
        handed_in: the stream that has it in hand, as `Line.stream` counts them; None where none has.
        handed_at: when that was, in monotonic seconds.
        is_in_doubt: it may or may not have reached the server.
        is_insisted: a person asked for it to be sent again, whatever became of it.
        holds: how many want it to stay where it is: it is being edited, or was recalled.
    """

    message: Message
    outgoing: OutgoingMessage
    lane: Lane
    is_in_doubt: bool
    is_insisted: bool = False
    handed_in: int | None = None
    handed_at: float = 0.0
    holds: int = 0

    @property
    def is_unsent(self) -> bool:
        """Whether it is certain that no server has it."""
        return self.handed_in is None and not self.is_in_doubt


class Lane:
    """Entries in order.

    Attributes:
        turn: held while a message is stored and appended, so that the order here is the store's.
        is_settling: somebody is finding out about what is in doubt.
    """

    def __init__(self, peer: Jid, kind: ConversationKind) -> None:
        self.peer = peer
        self.kind = kind
        self.turn = asyncio.Lock()
        self.is_settling = False
        self._entries: list[Entry] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def has_doubts(self) -> bool:
        """Whether anything here may or may not have arrived."""
        return any(entry.is_in_doubt for entry in self._entries)

    def add(
        self,
        message: Message,
        outgoing: OutgoingMessage,
        *,
        is_in_doubt: bool,
        is_insisted: bool = False,
    ) -> Entry:
        """Append `message`, which leaves as `outgoing`."""
        entry = Entry(message, outgoing, self, is_in_doubt, is_insisted)
        self._entries.append(entry)
        return entry

    def remove(self, entry: Entry) -> None:
        """Take `entry` out, if it is here."""
        if entry in self._entries:
            self._entries.remove(entry)

    def doubt_streams_before(self, stream: int) -> None:
        """What an earlier stream had in hand is in doubt from now on."""
        for entry in self._entries:
            if entry.handed_in is not None and entry.handed_in < stream:
                entry.handed_in = None
                entry.is_in_doubt = True

    def doubt_older_than(self, moment: float) -> bool:
        """What was handed out before `moment` is in doubt from now on; whether that is anything new."""
        old = [
            entry
            for entry in self._entries
            if entry.handed_in is not None and entry.handed_at < moment and not entry.is_in_doubt
        ]
        for entry in old:
            entry.is_in_doubt = True
        return bool(old)
