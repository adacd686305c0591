"""Finds the rows that are copies of a message that came: the rules of `identity.py`, asked of the database."""

from __future__ import annotations

from dataclasses import replace

from startalk_desktop.model.failure import FailureCode
from startalk_desktop.model.message import DeliveryState, ReceivedMessage
from startalk_desktop.store import identity
from startalk_desktop.store.identity import KnownMessage
from startalk_desktop.store.lines import Line
from startalk_desktop.store.ordering import sane
from startalk_desktop.store.sqlcipher import Connection, Row

# The conditions `<> ''` repeat those of the partial indexes, which are not used without.
_KNOWN = (
    "SELECT row, author, is_outgoing,"
    " CASE WHEN original IS NULL THEN text ELSE json_extract(original, '$.text') END, sent_at, state,"
    " stanza_id, origin_id, message_id, is_hidden, failure_code, sender_real, occupant_id, is_retracted"
    " FROM message WHERE "
)

_MAX_CANDIDATES = 50
"""Somebody who gives all their messages one id, or none, must not make each new one slower to store."""

_FEW = f"LIMIT {_MAX_CANDIDATES}"
"""In the SQL itself: SQLite prepares a statement anew at each use whose limit is a parameter."""


class CopyFinder:
    """Looks within the transaction that `connection` is in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, line: Line, received: ReceivedMessage) -> list[KnownMessage]:
        """The rows that are copies of `received`, best evidence first; several where it joins what was apart."""
        found: dict[int, KnownMessage] = {}
        if received.stanza_id and (
            known := self._one(
                "stanza_id = ? AND stanza_id <> '' AND conversation = ?",
                (received.stanza_id, line.id),
            )
        ):
            found[known.row] = known
            received = replace(
                received,
                is_outgoing=received.is_outgoing or known.is_outgoing,
                origin_id=received.origin_id or known.origin_id,
            )
        author = identity.author_of(line.kind, received.sender, received.is_outgoing)
        origin_id = received.origin_id or (received.message_id if received.is_outgoing else "")
        if origin_id and (
            known := self._one(
                "origin_id = ? AND origin_id <> '' AND author = ? AND conversation = ?",
                (origin_id, author, line.id),
            )
        ):
            is_free = not found or not known.stanza_id
            if is_free and identity.is_same_by_origin(known, received):
                found[known.row] = known
        if not found:
            found = {known.row: known for known in self._find_without(line, received, author)}
        elif received.message_id:
            found |= {
                known.row: known
                for known in self._same_message_id(line, received, author)
                if not known.stanza_id or known.row in found
            }
        return list(found.values())

    def _find_without(
        self, line: Line, received: ReceivedMessage, author: str
    ) -> list[KnownMessage]:
        """The nearest row by the weaker rules, if any."""
        candidates = self._same_message_id(line, received, author) if received.message_id else []
        if not candidates:
            at = sane(received.sent_at)
            has_ids = bool(received.message_id or received.origin_id)
            rows = self._connection.execute(
                _KNOWN
                + (
                    "message_id || origin_id = ''"
                    if has_ids
                    else "is_hidden = 0 AND is_retracted = 0"
                )
                + f" AND conversation = ? AND sent_at BETWEEN ? AND ? AND author = ? {_FEW}",
                (
                    line.id,
                    at - identity.NO_ID_WINDOW,
                    at + identity.NO_ID_WINDOW,
                    author,
                ),
            )
            candidates = [
                known
                for known in map(_known, rows)
                if identity.is_same_without_ids(known, received)
            ]
        return sorted(candidates, key=lambda known: abs(known.sent_at - received.sent_at))[:1]

    def _same_message_id(
        self, line: Line, received: ReceivedMessage, author: str
    ) -> list[KnownMessage]:
        rows = self._connection.execute(
            _KNOWN + "message_id = ? AND message_id <> '' AND author = ? AND conversation = ?"
            f" ORDER BY row DESC {_FEW}",
            (received.message_id, author, line.id),
        )
        return [
            known for known in map(_known, rows) if identity.is_same_by_message_id(known, received)
        ]

    def _one(self, where: str, parameters: tuple[str | int, ...]) -> KnownMessage | None:
        row = self._connection.execute(_KNOWN + where, parameters).fetchone()
        return None if row is None else _known(row)


def _known(row: Row) -> KnownMessage:
    return KnownMessage(
        row=row[0],
        author=row[1],
        is_outgoing=bool(row[2]),
        text=row[3],
        sent_at=row[4],
        state=DeliveryState(row[5]),
        stanza_id=row[6],
        origin_id=row[7],
        message_id=row[8],
        is_hidden=bool(row[9]),
        failure=FailureCode(row[10]) if row[10] else None,
        sender_real=row[11],
        occupant_id=row[12],
        is_retracted=bool(row[13]),
    )
