"""Message Archive Management (XEP-0313): what is kept of each account and room, and the answers about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from . import namespaces as ns
from .checks import found, require
from .database import Database, Value
from .forms import Answers, first, submitted
from .iq import IqContext, Service
from .jid import InvalidJidError, Jid
from .rsm import PageRequest, page_set
from .stanza import E, Element, StanzaError, child, delay, message_from, parse, serialise, stanza_id

if TYPE_CHECKING:
    from .domain import Domain

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
_LARGEST_PAGE = 250  # messages
_USUAL_PAGE = 50
_LARGEST_ANSWER = 1024 * 1024  # bytes of messages
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One archived message; `stanza` is its XML."""

    id: str
    at: datetime
    stanza: bytes

    def replayed(self, owner: Jid, by: object) -> Element:
        """The message as it is told later by `by`: with its stamps, one of when it was said."""
        message = parse(self.stanza)
        stamp = delay(self.at, by) if child(message, ns.DELAY, "delay") is None else None
        message.extend(part for part in (stamp, stanza_id(owner, self.id)) if part is not None)
        return message


@dataclass(frozen=True, slots=True)
class ArchiveFilter:
    """Which messages of an archive are wanted; times are inclusive."""

    peer: Jid | None = None
    start: datetime | None = None
    end: datetime | None = None

    def conditions(self) -> Iterator[tuple[str, str, str | int]]:
        """What columns have to be: equal, at least, or at most a value."""
        if self.peer is not None:
            yield "peer", "=", self.peer.bare
            if self.peer.resource:
                yield "resource", "=", self.peer.resource
        if self.start is not None:
            yield "stamp", ">=", _microseconds(self.start)
        if self.end is not None:
            yield "stamp", "<=", _microseconds(self.end)


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A page in the order of time, of `count` entries in all."""

    entries: list[Entry]
    count: int
    is_complete: bool


class ArchiveStore:
    """Writes and reads archives; entries are ordered by time, then by arrival."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.script(_TABLES)

    def add(self, owner: Jid, peer: Jid, stanza: Element, at: datetime) -> str:
        """Store one message; return the id that it got."""
        [id_] = self.add_many(owner, [(peer, stanza, at)])
        return id_

    def add_many(self, owner: Jid, messages: Iterable[tuple[Jid, Element, datetime]]) -> list[str]:
        """Store many messages `(peer, stanza, time)` in one transaction; return their ids."""
        sql = "INSERT INTO archive (id, owner, peer, resource, stamp, stanza) VALUES (?, ?, ?, ?, ?, ?)"
        rows = [
            (uuid.uuid4().hex, owner, peer.bare, peer.resource, _microseconds(at), serialise(said))
            for peer, said, at in messages
        ]
        self._database.execute_many(sql, rows)
        return [row[0] for row in rows]

    def find(self, owner: Jid, id_: str) -> Entry | None:
        """One message by its id."""
        return next(iter(self._select("owner = ? AND id = ?", [owner, id_], "", 1)), None)

    def replace(self, owner: Jid, id_: str, stanza: Element) -> None:
        """Put another stanza in the place of a message; its id and time stay."""
        sql = "UPDATE archive SET stanza = ? WHERE owner = ? AND id = ?"
        self._database.execute(sql, serialise(stanza), owner, id_)

    def erase(self, owner: Jid) -> None:
        """Delete the whole archive of `owner`."""
        self._database.execute("DELETE FROM archive WHERE owner = ?", owner)

    def page(self, owner: Jid, wanted: ArchiveFilter, request: PageRequest) -> ArchivePage:
        """One page; raises item-not-found for an id that isn't in the archive."""
        where, values = "owner = ?", list[Value]([owner])
        for column, sign, value in wanted.conditions():
            where += f" AND {column} {sign} ?"
            values.append(value)
        sql = f"SELECT COUNT(*) AS found FROM archive WHERE {where}"  # noqa: S608 - constant parts
        [row] = self._database.query(sql, *values)
        for id_, sign in ((request.after, ">"), (request.before, "<")):
            if id_:
                found(self.find(owner, id_), f"the archive has no message {id_[:80]!r}")
                place = "SELECT stamp, position FROM archive WHERE owner = ? AND id = ?"
                where += f" AND (stamp, position) {sign} ({place})"
                values += [owner, id_]
        order = "DESC" if request.is_backwards else ""
        entries = self._select(where, values, order, request.limit + 1)
        page = entries[: _fitting(entries, request.limit)]
        is_complete = len(page) == len(entries)
        return ArchivePage(page[::-1] if order else page, row["found"], is_complete)

    def _select(self, where: str, values: list[Value], order: str, limit: int) -> list[Entry]:
        sql = (
            f"SELECT id, stamp, stanza FROM archive WHERE {where}"  # noqa: S608 - constant parts
            f" ORDER BY stamp {order}, position {order} LIMIT ?"
        )
        return [
            Entry(row["id"], _EPOCH + timedelta(microseconds=row["stamp"]), row["stanza"])
            for row in self._database.query(sql, *values, limit)
        ]


def _fitting(entries: list[Entry], limit: int) -> int:
    """How many entries make a page: at most `limit`, of a bearable size, but at least one."""
    size = 0
    for number, entry in enumerate(entries[:limit]):
        size += len(entry.stanza)
        if number and size > _LARGEST_ANSWER:
            return number
    return min(limit, len(entries))


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def serve_archives(
    service: Service, permit: Callable[[IqContext], None], *, own_only: bool = False
) -> None:
    """Answer queries about archives whose owner is the queried bare address.

    `permit` raises `StanzaError` for those who may not read.
    """

    async def query(context: IqContext) -> Element:
        permit(context)
        asked, owner = context.payload, context.target.bare
        request = PageRequest.of(asked, cap=_LARGEST_PAGE, usual=_USUAL_PAGE)
        wanted = _read_filter(submitted(asked, ns.MAM) or {})
        page = service.domain.archive.page(owner, wanted, request)
        for entry in page.entries:
            kept = parse(entry.stanza)
            forwarded = E(ns.FORWARD, "forwarded", None, delay(entry.at, owner), kept)
            attributes = {"id": entry.id, "queryid": asked.get("queryid")}
            result = E(ns.MAM, "result", attributes, forwarded)
            message = message_from(owner, context.sender, None, result)
            if context.session is not None:
                context.session.deliver(message)
            else:
                await service.domain.route(message)
        described = page_set([entry.id for entry in page.entries], page.count)
        return E(ns.MAM, "fin", {"complete": "true" if page.is_complete else None}, described)

    features = (ns.MAM, ns.STANZA_ID, ns.RETRACTION)
    service.serve({("set", ns.MAM, "query"): query}, *features, own_only=own_only)


def _read_filter(answers: Answers) -> ArchiveFilter:
    for name in answers:
        is_known = name in ("with", "start", "end")
        require(is_known, "feature-not-implemented", f"no filter by {name[:40]!r}")
    peer = first(answers, "with")
    try:
        return ArchiveFilter(
            peer=Jid.parse(peer) if peer else None,
            start=_read_time(first(answers, "start")),
            end=_read_time(first(answers, "end")),
        )
    except InvalidJidError as error:
        raise StanzaError("bad-request", error.text) from error


def _read_time(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StanzaError("bad-request", f"{text[:40]!r} is no XEP-0082 date and time") from error
    require(moment.tzinfo is not None, "bad-request", f"{text[:40]!r} has no time zone")
    return moment


def install(domain: Domain) -> None:
    """Give every account of `domain` an archive that only its owner reads."""
    serve_archives(domain.account, lambda _context: None, own_only=True)
