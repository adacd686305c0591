"""Asking archives (XEP-0313, paged by XEP-0059): the own one, and those of rooms.

Results come as messages ahead of the answer. They count only while a query of ours is out that names their id, and
only from the archive that was asked (XEP-0313 section 9.1): anybody can send us something that looks like one.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import aioxmpp
from aioxmpp.rsm import xso as rsm_xso

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import Timestamp, now
from startalk_desktop.model.jid import Jid
from startalk_desktop.xmpp import message_fields as fields
from startalk_desktop.xmpp.addresses import to_wire
from startalk_desktop.xmpp.archive_reader import (
    RESULT,
    ArchivedResult,
    ArchiveVantage,
    read_result,
)
from startalk_desktop.xmpp.context import SessionContext
from startalk_desktop.xmpp.errors import RequestFailed
from startalk_desktop.xmpp.room_facts import RoomFacts
from startalk_desktop.xmpp.stanza_tree import TreeMessage
from startalk_desktop.xmpp.xep_0313_mam import Fin, Query, filter_form

_log = logging.getLogger(__name__)

MAX_PAGE: Final = 1000
"""Results that are asked for at once at most; servers have lower limits of their own."""

PAGE_TIMEOUT: Final = 60.0
"""Seconds for a whole page: a busy server's disk is slower than its memory."""


@dataclass(slots=True)
class _Pending:
    archive: Jid
    limit: int
    results: list[ArchivedResult] = field(default_factory=list)


class ArchiveClient:
    """Asks one page at a time; several queries may be out at once."""

    def __init__(
        self, context: SessionContext, rooms: RoomFacts, clock: Callable[[], Timestamp] = now
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._clock = clock
        self._pending: dict[str, _Pending] = {}

    async def fetch(self, query: ArchiveQuery) -> ArchivePage:
        """The page that `query` asks for; empty where there is nothing further in its direction.

        Raises:
            RequestFailed: the archive refused, does not exist, or answered nonsense.
            NotConnected: there is no session, or it ended before the answer came.
        """
        if query.archive != self._context.own:
            await self._rooms.learn(query.archive)
        query_id = secrets.token_hex(8)
        pending = _Pending(query.archive, min(query.limit, MAX_PAGE))
        self._pending[query_id] = pending
        try:
            fin = await self._context.request(self._iq(query, query_id), PAGE_TIMEOUT)
        finally:
            del self._pending[query_id]
        if not isinstance(fin, Fin):
            detail = "the archive's answer makes no sense"
            raise RequestFailed(Failure(FailureCode.SERVER_ERROR, detail))
        return _page(pending.results, fin)

    def take_result(self, message: TreeMessage, sender: Jid) -> bool:
        """Take `message` where it carries a result; whether it did, wanted or not."""
        result = message.tree.find(RESULT)
        if result is None:
            return False
        pending = self._pending.get(result.get("queryid", ""))
        if pending is None or sender != pending.archive:
            _log.warning("dropped an archive result of %s that nobody asked for", sender)
        elif len(pending.results) >= pending.limit:
            _log.warning("dropped an archive result of %s beyond the page's limit", sender)
        else:
            read = read_result(result, pending.archive, self._vantage(pending.archive))
            if read is not None:
                pending.results.append(read)
        return True

    def _vantage(self, archive: Jid) -> ArchiveVantage:
        own = self._context.own
        room = self._rooms.view(archive) if archive != own else None
        return ArchiveVantage(own, self._clock(), room)

    def _iq(self, query: ArchiveQuery, query_id: str) -> aioxmpp.IQ:
        wanted: dict[str, str] = {}
        if query.with_jid is not None:
            wanted["with"] = str(query.with_jid)
        if query.start is not None:
            wanted["start"] = fields.wire_time(query.start)
        if query.end is not None:
            wanted["end"] = fields.wire_time(query.end)
        paging = rsm_xso.ResultSetMetadata()
        paging.max_ = min(query.limit, MAX_PAGE)
        if query.before is not None:
            paging.before = rsm_xso.Before()
            paging.before.value = query.before or None
        elif query.after:
            paging.after = rsm_xso.After()
            paging.after.value = query.after
        payload = Query()
        payload.query_id = query_id
        payload.form = filter_form(wanted)
        payload.paging = paging
        # XEP-0313 section 4: the own archive is asked without an address. Then the answer, too, may have none.
        to = None if query.archive == self._context.own else to_wire(query.archive)
        return aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=to, payload=payload)


def _page(results: list[ArchivedResult], fin: Fin) -> ArchivePage:
    paging = fin.paging
    first_id = last_id = ""
    total = None
    if paging is not None:
        first_id = fields.bounded_id(paging.first.value if paging.first is not None else None)
        last_id = fields.bounded_id(paging.last.value if paging.last is not None else None)
        total = paging.count
    if results:
        first_id = first_id or results[0].id
        last_id = last_id or results[-1].id
    return ArchivePage(
        messages=tuple(
            result.contents.message for result in results if result.contents.message is not None
        ),
        first_id=first_id,
        last_id=last_id,
        first_at=results[0].at if results else None,
        last_at=results[-1].at if results else None,
        is_complete=bool(fin.is_complete) or not last_id,
        total=total,
        annotations=tuple(
            annotation for result in results for annotation in result.contents.annotations
        ),
        invitations=tuple(result.invitation for result in results if result.invitation is not None),
    )
