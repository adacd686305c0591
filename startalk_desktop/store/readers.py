"""How far others have read: the peer of a direct chat, which the states of our messages follow, and people in rooms."""

from __future__ import annotations

from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import DeliveryState
from startalk_desktop.model.read_position import RoomReader
from startalk_desktop.store.authorship import Speaker
from startalk_desktop.store.columns import NOT_FAILED
from startalk_desktop.store.jids import jid_of
from startalk_desktop.store.lines import Line
from startalk_desktop.store.sqlcipher import Connection

_MAX_READERS = 2_000
"""Of one room: somebody who comes back under ever new nicks must not fill the disk."""

_ADVANCE = f"UPDATE message SET state = ?1, revision = revision + 1, {NOT_FAILED} WHERE "  # noqa: S608  a constant


class ReaderTable:
    """Writes within the transaction that `connection` is in; nobody's position ever goes back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def delivered(self, line: Line, row: int) -> None:
        """The peer's client has our message in `row` (XEP-0184)."""
        self._bring(line, row, DeliveryState.DELIVERED)

    def read(self, line: Line, speaker: Speaker, row: int, at: Timestamp) -> None:
        """Somebody else has seen everything up to the message in `row`, which is from `at` (XEP-0333)."""
        is_room = line.kind is ConversationKind.ROOM
        if not is_room:
            self._bring(line, row, DeliveryState.READ)
            self._read_before(line, at, row)
        person = speaker.person(is_room=is_room)
        known = self._place(line, person)
        if known is not None and known >= (at, row):
            return
        if known is None and self._is_full(line):
            return
        sender = speaker.shown_as(is_room=is_room, own=line.peer)
        self._connection.execute(
            "INSERT OR REPLACE INTO reader (conversation, person, sender, row) VALUES (?, ?, ?, ?)",
            (line.id, person, str(sender), row),
        )
        line.has_new_readers |= is_room

    def catch_up(self, line: Line, row: int, at: Timestamp) -> None:
        """Our message in `row` has come, or has come to the server: the peer may have read past it already."""
        if line.kind is ConversationKind.ROOM:
            return
        place = self._place(line, str(line.peer))
        if place is not None and (at, row) <= place:
            changed = self._connection.execute(
                f"{_ADVANCE} row = ?2 AND state IN (2, 3)", (int(DeliveryState.READ), row)
            ).rowcount
            if changed:
                line.updated.add(row)
                line.is_touched = True

    def join(self, line: Line, kept: int, gone: int) -> None:
        """Two rows have turned out to be one message."""
        self._connection.execute("UPDATE reader SET row = ? WHERE row = ?", (kept, gone))
        line.has_new_readers |= line.kind is ConversationKind.ROOM

    def _bring(self, line: Line, row: int, state: DeliveryState) -> None:
        # FAILED counts as before DELIVERED: the peer's word is the better one.
        changed = self._connection.execute(
            f"{_ADVANCE} row = ?2 AND (state < ?1 OR state = 5)", (int(state), row)
        ).rowcount
        if changed:
            line.updated.add(row)
            line.is_touched = True

    def _read_before(self, line: Line, at: Timestamp, row: int) -> None:
        changed = self._connection.execute(
            f"{_ADVANCE} conversation = ?2 AND state IN (2, 3) AND (sent_at, row) <= (?3, ?4) RETURNING row",
            (int(DeliveryState.READ), line.id, at, row),
        ).fetchall()
        line.updated.update(one[0] for one in changed)
        line.is_touched |= bool(changed)

    def _place(self, line: Line, person: str) -> tuple[Timestamp, int] | None:
        found = self._connection.execute(
            "SELECT m.sent_at, m.row FROM reader r JOIN message m ON m.row = r.row"
            " WHERE r.conversation = ? AND r.person = ?",
            (line.id, person),
        ).fetchone()
        return None if found is None else (found[0], found[1])

    def _is_full(self, line: Line) -> bool:
        found = self._connection.execute(
            "SELECT count(*) FROM reader WHERE conversation = ?", (line.id,)
        ).fetchone()
        return found is not None and found[0] >= _MAX_READERS


def readers_of(connection: Connection, peer: Jid) -> list[RoomReader]:
    """How far each other person has read in the room `peer`, furthest first."""
    rows = connection.execute(
        "SELECT r.sender, m.sent_at, m.row FROM conversation c JOIN reader r ON r.conversation = c.id"
        " JOIN message m ON m.row = r.row WHERE c.peer = ? AND c.kind = 'room'",
        (str(peer),),
    )
    readers = [RoomReader(jid_of(sender), sent_at, row) for sender, sent_at, row in rows]
    return sorted(readers, key=lambda one: (one.sent_at, one.row), reverse=True)
