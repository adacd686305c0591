"""Closing holes in what is known of an archive: in the background, and where somebody scrolls up."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Final

from startalk_desktop.core.archive_reader import ArchiveForgot, ArchiveMissing, ArchiveReader
from startalk_desktop.core.line import Line
from startalk_desktop.model.archive import ArchiveInterval, ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageCursor
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import RequestFailed

_log = logging.getLogger(__name__)

_BACKGROUND_PAGE: Final = 200
_PAGES_A_CALL: Final = 5
_LARGEST_PAGE: Final = 200


class History:
    """The past of one account's archives.

    Background work has one request out at a time for each archive: the next page is asked for while the last one
    is stored, so that a server that is slow is asked less.
    """

    def __init__(
        self, own: Jid, line: Line, store: AccountStore, reader: ArchiveReader, scope: TaskScope
    ) -> None:
        self._own = own
        self._line = line
        self._store = store
        self._reader = reader
        self._scope = scope
        self._running: dict[Jid, asyncio.Task[bool | RequestFailed]] = {}
        self._cursors: dict[Jid, tuple[int, str]] = {}

    async def close_holes(self, archive: Jid, *, to_the_start: bool) -> None:
        """Page back from the newest interval until nothing is missing between the intervals, or back to the start.

        Ends early where the archive stops making sense; the next stream tries again.

        Raises:
            NotConnected, RequestFailed: as `ArchiveReader.fetch`.
        """
        intervals = await self._store.archive.intervals(archive)
        ahead = _Ahead(self._reader, self._scope)
        try:
            while intervals and _has_hole(intervals, to_the_start=to_the_start):
                query = ArchiveQuery(archive, _BACKGROUND_PAGE, before=intervals[-1].first_id)
                page = await ahead.take(query)
                if page.first_id and not page.is_complete:
                    ahead.begin(replace(query, before=page.first_id))
                await self._reader.keep(query, page)
                progress = await self._store.archive.intervals(archive)
                if progress == intervals:
                    _log.warning("the archive %s gives nothing before what it gave", archive)
                    return
                intervals = progress
        except ArchiveForgot:
            _log.info("the archive %s has dropped what came before", archive)
        finally:
            ahead.drop()

    async def older(self, peer: Jid, kind: ConversationKind, limit: int) -> bool:
        """Bring older messages of one conversation into the store; True where there may be more.

        Calls at the same time share one request. A conversation without an archive has nothing more.

        Raises:
            NotConnected, RequestFailed: as `ArchiveReader.fetch`.
        """
        task = self._running.get(peer)
        if task is None:
            task = self._scope.start(
                self._older(peer, kind, max(1, min(limit, _LARGEST_PAGE))), f"older {peer}"
            )
            task.add_done_callback(lambda _: self._running.pop(peer, None))
            self._running[peer] = task
        answer = await asyncio.shield(task)
        if isinstance(answer, RequestFailed):
            raise answer
        return answer

    async def _older(self, peer: Jid, kind: ConversationKind, limit: int) -> bool | RequestFailed:
        """An answer for all who wait; a failure is one too, for whom it is of interest."""
        try:
            if kind is ConversationKind.ROOM:
                return await self._older_of_room(peer, limit)
            return await self._older_of_person(peer, limit)
        except (ArchiveMissing, ArchiveForgot):
            return False
        except RequestFailed as error:
            return error

    async def _older_of_room(self, room: Jid, limit: int) -> bool:
        for _ in range(_PAGES_A_CALL):
            intervals = await self._store.archive.intervals(room)
            if intervals and intervals[-1].reaches_start:
                return False
            before = intervals[-1].first_id if intervals else ""
            fetched = await self._reader.fetch(ArchiveQuery(room, limit, before=before))
            if fetched.page.is_complete:
                return False
            if fetched.is_new:
                return True
        return True

    async def _older_of_person(self, peer: Jid, limit: int) -> bool:
        for _ in range(_PAGES_A_CALL):
            general = await self._store.archive.intervals(self._own)
            if general and general[-1].reaches_start:
                return False
            before = await self._cursor(peer, general[-1] if general else None)
            fetched = await self._reader.fetch(
                ArchiveQuery(self._own, limit, before=before, with_jid=peer)
            )
            if fetched.page.is_complete or not fetched.page.first_id:
                return False
            known = await self._store.archive.intervals(self._own, peer)
            if known and known[-1].reaches_start:
                return False
            # What was known below this page has joined it: go on below that.
            lowest = known[-1].first_id if known else fetched.page.first_id
            self._cursors[peer] = (self._line.stream, lowest)
            if fetched.is_new:
                return True
        return True

    async def _cursor(self, peer: Jid, newest: ArchiveInterval | None) -> str:
        """The archive's id of the oldest message of `peer` from which on nothing is missing; ``""`` for the end.

        It is always the id of a message of this conversation: a server need not find any other in a result
        that is filtered by peer.
        """
        stream, cursor = self._cursors.get(peer, (0, ""))
        if stream == self._line.stream and cursor:
            return cursor
        if newest is None or newest.first_at is None:
            return ""
        known = await self._store.messages.after(peer, MessageCursor(newest.first_at - 1, 0), 50)
        return next((message.stanza_id for message in known if message.stanza_id), "")


class _Ahead:
    """The page that will most likely be wanted next, asked for already."""

    def __init__(self, reader: ArchiveReader, scope: TaskScope) -> None:
        self._reader = reader
        self._scope = scope
        self._query: ArchiveQuery | None = None
        self._task: asyncio.Task[ArchivePage | RequestFailed] | None = None

    def begin(self, query: ArchiveQuery) -> None:
        """Ask for it."""
        self._query = query
        self._task = self._scope.start(self._ask(query), f"page of {query.archive}")

    async def take(self, query: ArchiveQuery) -> ArchivePage:
        """The page of `query`, which need not be the one that was begun.

        Raises:
            NotConnected, RequestFailed: as `ArchiveReader.ask`.
        """
        if self._task is None or query != self._query:
            self.drop()
            return await self._reader.ask(query)
        answer = await self._task
        self._task = None
        if isinstance(answer, RequestFailed):
            raise answer
        return answer

    def drop(self) -> None:
        """It is not wanted any more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _ask(self, query: ArchiveQuery) -> ArchivePage | RequestFailed:
        """A failure is an answer, too: it matters only if the page is wanted."""
        try:
            return await self._reader.ask(query)
        except RequestFailed as error:
            return error


def _has_hole(intervals: list[ArchiveInterval], *, to_the_start: bool) -> bool:
    """Whether something is missing that the archive may have; what it has dropped since can't be had."""
    return (to_the_start or len(intervals) > 1) and not intervals[-1].reaches_start
