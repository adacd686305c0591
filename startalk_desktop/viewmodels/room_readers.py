"""Who in a room has read a message, and who not yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from startalk_desktop.model.identity import Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import Message
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.model.room import Occupant


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One person of the room."""

    address: Jid  # bare where known, else the occupant
    name: str
    read_up_to: Timestamp | None  # None: not as far as the message


def reader_lines(
    message: Message,
    readers: Iterable[RoomReader],
    occupants: Iterable[Occupant],
    room: Jid,
    name_of: Callable[[Jid], str],
) -> tuple[Sequence[ReaderLine], Sequence[ReaderLine]]:
    """Who has read as far as `message`, and who is in the room and has not; both by name.

    Neither its author nor ourselves are among them.
    """
    author = message.sender_real_jid or message.sender
    read: dict[Jid, ReaderLine] = {}
    for reader in readers:
        if (reader.sent_at, reader.row) >= (message.sent_at, message.row):
            line = ReaderLine(reader.sender, name_of(reader.sender), reader.sent_at)
            read[reader.sender] = line
    read.pop(author, None)
    waiting: dict[Jid, ReaderLine] = {}
    for occupant in occupants:
        nick = room.with_resource(occupant.nick)
        known = {nick} if occupant.real_jid is None else {nick, occupant.real_jid}
        if occupant.is_self or author in known or known & read.keys():
            continue
        address = occupant.real_jid or nick
        waiting[address] = ReaderLine(address, name_of(address), None)
    return _by_name(read.values()), _by_name(waiting.values())


def _by_name(lines: Iterable[ReaderLine]) -> list[ReaderLine]:
    return sorted(lines, key=lambda line: (line.name.casefold(), line.address))
