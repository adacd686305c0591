"""Catching up: after each new sign-in the newest page of the archive first, then what is missing before it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from startalk_desktop.core.archive_reader import (
    ArchiveForgot,
    ArchiveMissing,
    ArchiveReader,
    FetchedPage,
)
from startalk_desktop.core.history import History
from startalk_desktop.core.line import Line
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.identity import ConversationKind, Timestamp
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.message import MessageSource, ReceivedMessage
from startalk_desktop.store.account_store import AccountStore
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

_NEWEST_PAGE: Final = 50
_ROOMS_AT_ONCE: Final = 2
_FIRST_RETRY: Final = 1.0
_LONGEST_RETRY: Final = 60.0


class ArchiveSync:
    """Keeps the store in step with the own archive and those of the rooms we are in.

    An archive is *anchored* once its newest page of this stream is stored: from then on every live message that
    it stamped extends the newest interval. Before, and after live messages were lost, it must not, or a hole
    would be taken for known.
    """

    def __init__(
        self,
        own: Jid,
        line: Line,
        store: AccountStore,
        reader: ArchiveReader,
        history: History,
        scope: TaskScope,
    ) -> None:
        self._own = own
        self._line = line
        self._store = store
        self._reader = reader
        self._history = history
        self._scope = scope
        self._anchored: set[Jid] = set()
        self._newest_live: dict[Jid, tuple[str, Timestamp]] = {}
        self._rooms_turn = asyncio.Semaphore(_ROOMS_AT_ONCE)
        self._tasks: dict[Jid, asyncio.Task[None]] = {}
        self._is_caught_up = asyncio.Event()
        self.has_archive = True

    def stream_began(self, *, is_resumed: bool) -> None:
        """Signed in: catch up, from the newest page where the stream is new, else where the break came in."""
        if not is_resumed:
            self._forget_stream()
            self.has_archive = True
            self._is_caught_up.clear()
        if is_resumed and self._is_caught_up.is_set():
            self._line.require().caught_up()
        self._begin(self._own)
        for room in [archive for archive in self._tasks if archive != self._own]:
            self._begin(room)

    def room_joined(self, room: Jid) -> None:
        """We are in `room`: get what was said there meanwhile."""
        self._anchored.discard(room)
        self._newest_live.pop(room, None)
        self._begin(room, anew=True)

    def room_left(self, room: Jid) -> None:
        """We hear no more of `room`."""
        self._anchored.discard(room)
        self._newest_live.pop(room, None)
        task = self._tasks.pop(room, None)
        # With the line, what was asked on it ends by itself.
        if task is not None and self._line.is_up:
            task.cancel()

    def live_lost(self) -> None:
        """Live messages had to be dropped: fetch what came, for every archive that we follow."""
        self._anchored.clear()
        self._newest_live.clear()
        for archive in list(self._tasks):
            self._begin(archive, anew=True)

    def is_anchored(self, archive: Jid) -> bool:
        """Whether the newest that `archive` has is stored, in this stream."""
        return archive in self._anchored

    async def caught_up(self) -> None:
        """Wait until the own archive's newest page is stored in this stream, or it is known that there is none."""
        await self._is_caught_up.wait()

    async def note_live(self, said: Sequence[ReceivedMessage | Annotation]) -> None:
        """These are stored, as they came live: each archive that stamped one is known up to it."""
        newest: dict[Jid, tuple[str, Timestamp]] = {}
        for one in said:
            if one.stanza_id and one.source is not MessageSource.ARCHIVE:
                is_room = one.conversation_kind is ConversationKind.ROOM
                archive = one.peer if is_room else self._own
                at = one.at if isinstance(one, Annotation) else one.sent_at
                if archive not in newest or at >= newest[archive][1]:
                    newest[archive] = (one.stanza_id, at)
        for archive, (stanza_id, at) in newest.items():
            if archive in self._anchored:
                await self._store.archive.note_live(archive, stanza_id, at)
            elif archive == self._own or archive in self._tasks:
                self._newest_live[archive] = (stanza_id, at)

    def _forget_stream(self) -> None:
        self._anchored.clear()
        self._newest_live.clear()
        tasks, self._tasks = self._tasks, {}
        for task in tasks.values():
            task.cancel()

    def _begin(self, archive: Jid, *, anew: bool = False) -> None:
        running = self._tasks.get(archive)
        if running is not None and not running.done():
            if not anew:
                return
            running.cancel()
        work = self._follow_own() if archive == self._own else self._follow_room(archive)
        self._tasks[archive] = self._scope.start(work, f"sync {archive}")

    async def _follow_own(self) -> None:
        try:
            await self._follow(self._own)
        except ArchiveMissing as error:
            self.has_archive = False
            _log.info("the domain of %s keeps no archive: %s", self._own, error)
            self._say_caught_up()
        except NotConnected:
            _log.debug("the line broke while catching up; the next sign-in goes on")

    async def _follow_room(self, room: Jid) -> None:
        try:
            await self._follow(room)
        except ArchiveMissing:
            _log.debug("the room %s keeps no archive for us", room)
        except NotConnected:
            _log.debug("the line broke while catching up in a room; the next sign-in goes on")

    async def _follow(self, archive: Jid) -> None:
        """Anchor, then close holes; what fails for the moment is tried again, less and less often."""
        delay = _FIRST_RETRY
        while True:
            try:
                await self._catch_up(archive)
            except (ArchiveMissing, NotConnected):
                raise
            except RequestFailed as error:
                _log.info("the archive %s does not answer as it should: %s", archive, error)
            else:
                return
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_RETRY)

    async def _catch_up(self, archive: Jid) -> None:
        if archive != self._own:
            async with self._rooms_turn:
                if archive not in self._anchored:
                    await self._anchor(archive)
                await self._history.close_holes(archive, to_the_start=False)
            return
        if archive not in self._anchored:
            await self._anchor(archive)
        self._say_caught_up()
        await self._history.close_holes(archive, to_the_start=True)

    async def _anchor(self, archive: Jid) -> None:
        fetched = await self._new_of_room(archive) if archive != self._own else None
        if fetched is None:
            fetched = await self._reader.fetch(ArchiveQuery(archive, _NEWEST_PAGE, before=""))
        live = self._newest_live.pop(archive, None)
        if live is not None and not _contains(fetched.page, live[0]):
            # It was archived after the page was read and came before the page did: nothing lies between.
            await self._store.archive.note_live(archive, *live)
        self._anchored.add(archive)

    async def _new_of_room(self, room: Jid) -> FetchedPage | None:
        """What was said since we were last in `room`; None where that is more than a page, or can't be told.

        Of hundreds of rooms most are quiet: nothing is fetched of them that is here.
        """
        intervals = await self._store.archive.intervals(room)
        if not intervals:
            return None
        query = ArchiveQuery(room, _NEWEST_PAGE, after=intervals[-1].last_id)
        try:
            fetched = await self._reader.fetch(query)
        except ArchiveForgot:
            return None
        return fetched if fetched.page.is_complete else None

    def _say_caught_up(self) -> None:
        if not self._is_caught_up.is_set():
            self._is_caught_up.set()
            self._line.require().caught_up()


def _contains(page: ArchivePage, stanza_id: str) -> bool:
    said: list[ReceivedMessage | Annotation] = [*page.messages, *page.annotations]
    return page.last_id == stanza_id or any(one.stanza_id == stanza_id for one in said)
