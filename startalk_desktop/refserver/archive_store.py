"""Message archives on disk: one sequence of messages for each account and each room."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from startalk_desktop.refserver.database import Database, Value
from startalk_desktop.refserver.jid import Jid
from startalk_desktop.refserver.rsm import PageRequest
from startalk_desktop.refserver.stanza import Element, StanzaError, serialise

_TABLES = """
CREATE TABLE IF NOT EXISTS archive (
    position INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    id TEXT NOT NULL,
    peer TEXT NOT NULL,      -- the other side's bare address
    resource TEXT NOT NULL,  -- and its resource; in a room, the nick that spoke
    stamp INTEGER NOT NULL,  -- microseconds since 1970, UTC
    stanza BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS archive_by_id ON archive (owner, id);
CREATE INDEX IF NOT EXISTS archive_by_time ON archive (owner, stamp);
CREATE INDEX IF NOT EXISTS archive_by_peer ON archive (owner, peer, stamp);
"""
_INSERT = "INSERT INTO archive (owner, id, peer, resource, stamp, stanza) VALUES (?, ?, ?, ?, ?, ?)"
_LARGEST_PAGE = 1024 * 1024  # bytes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived message; `stanza` is its XML."""

    id: str
    at: datetime
    stanza: bytes


@dataclass(frozen=True, slots=True)
class ArchiveFilter:
    """Which messages of an archive are wanted; times are inclusive."""

    peer: Jid | None = None
    start: datetime | None = None
    end: datetime | None = None
    after_id: str | None = None
    before_id: str | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A page in the order of time; `index` is the place of its first entry among `count`."""

    entries: list[Entry]
    index: int
    count: int
    is_complete: bool


class ArchiveStore:
    """Writes and reads archives; entries are ordered by time, then by arrival."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_TABLES)

    def add(self, owner: Jid, peer: Jid, stanza: Element, at: datetime) -> str:
        """Store one message; return the id that it got."""
        row = _row(owner, peer, stanza, at)
        self._database.execute(_INSERT, *row)
        return str(row[1])

    def add_many(self, owner: Jid, messages: Iterable[tuple[Jid, Element, datetime]]) -> None:
        """Store many back-dated messages `(peer, stanza, time)` in one transaction."""
        rows: Iterator[tuple[Value, ...]] = (_row(owner, *message) for message in messages)
        self._database.execute_many(_INSERT, rows)

    def find(self, owner: Jid, id_: str) -> Entry | None:
        """One message by its id."""
        found = self._select(owner, " AND id = ?", [id_], "position", 1)
        return found[0] if found else None

    def replace(self, owner: Jid, id_: str, stanza: Element) -> None:
        """Put another stanza in the place of a message; its id and time stay."""
        sql = "UPDATE archive SET stanza = ? WHERE owner = ? AND id = ?"
        self._database.execute(sql, serialise(stanza), str(owner), id_)

    def erase(self, owner: Jid) -> None:
        """Delete the whole archive of `owner`."""
        self._database.execute("DELETE FROM archive WHERE owner = ?", str(owner))

    def ends(self, owner: Jid) -> tuple[Entry, Entry] | None:
        """The oldest and the newest entry."""
        oldest = self._select(owner, "", [], "stamp, position", 1)
        newest = self._select(owner, "", [], "stamp DESC, position DESC", 1)
        return (oldest[0], newest[0]) if oldest and newest else None

    def page(self, owner: Jid, wanted: ArchiveFilter, request: PageRequest) -> ArchivePage:
        """One page; raises item-not-found for an id that isn't in the archive."""
        where, values = self._filter(owner, wanted)
        count = self._count(owner, where, values)
        paged, page_values = where, list(values)
        for id_, sign in ((request.after, ">"), (request.before or None, "<")):
            if id_ is not None:
                paged += f" AND (stamp, position) {sign} (?, ?)"
                page_values += self._place(owner, id_)
        order = "stamp DESC, position DESC" if request.is_backwards else "stamp, position"
        entries = self._select(
            owner, paged, page_values, order, request.limit + 1, request.index or 0
        )
        fitting = _fitting(entries, request.limit)
        is_complete = len(entries) == fitting
        del entries[fitting:]
        if request.is_backwards:
            entries.reverse()
        index = 0
        if entries:
            before = where + " AND (stamp, position) < (?, ?)"
            index = self._count(owner, before, [*values, *self._place(owner, entries[0].id)])
        return ArchivePage(entries, index, count, is_complete)

    def _filter(self, owner: Jid, wanted: ArchiveFilter) -> tuple[str, list[Value]]:
        where, values = "", list[Value]()
        if wanted.peer is not None:
            where, values = " AND peer = ?", [str(wanted.peer.bare)]
            if wanted.peer.resource:
                where, values = f"{where} AND resource = ?", [*values, wanted.peer.resource]
        for moment, sign in ((wanted.start, ">="), (wanted.end, "<=")):
            if moment is not None:
                where += f" AND stamp {sign} ?"
                values.append(_microseconds(moment))
        for id_, sign in ((wanted.after_id, ">"), (wanted.before_id, "<")):
            if id_ is not None:
                where += f" AND (stamp, position) {sign} (?, ?)"
                values += self._place(owner, id_)
        if wanted.ids:
            for id_ in wanted.ids:
                self._place(owner, id_)
            where += f" AND id IN ({', '.join('?' * len(wanted.ids))})"
            values += wanted.ids
        return where, values

    def _place(self, owner: Jid, id_: str) -> tuple[int, int]:
        row = self._database.query_one(
            "SELECT stamp, position FROM archive WHERE owner = ? AND id = ?", str(owner), id_
        )
        if row is None:
            raise StanzaError("item-not-found", f"the archive holds no message {id_[:80]!r}")
        return row["stamp"], row["position"]

    def _count(self, owner: Jid, where: str, values: list[Value]) -> int:
        sql = f"SELECT COUNT(*) AS found FROM archive WHERE owner = ?{where}"  # noqa: S608 - constant parts
        row = self._database.query_one(sql, str(owner), *values)
        return 0 if row is None else int(row["found"])

    def _select(
        self, owner: Jid, where: str, values: list[Value], order: str, limit: int, skip: int = 0
    ) -> list[Entry]:
        sql = (
            f"SELECT id, stamp, stanza FROM archive WHERE owner = ?{where}"  # noqa: S608 - constant parts
            f" ORDER BY {order} LIMIT ? OFFSET ?"
        )
        rows = self._database.query(sql, str(owner), *values, limit, skip)
        return [Entry(row["id"], _moment(row["stamp"]), row["stanza"]) for row in rows]


def _row(owner: Jid, peer: Jid, stanza: Element, at: datetime) -> tuple[Value, ...]:
    xml = serialise(stanza)
    return str(owner), uuid.uuid4().hex, str(peer.bare), peer.resource, _microseconds(at), xml


def _fitting(entries: Sequence[Entry], limit: int) -> int:
    """How many entries make a page: at most `limit`, of a bearable size, but at least one."""
    size = 0
    for number, entry in enumerate(entries[:limit]):
        size += len(entry.stanza)
        if number and size > _LARGEST_PAGE:
            return number
    return min(limit, len(entries))


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(stamp: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stamp)
