"""Entering rooms: what a person waits for at once, all others in turn, and so that no start is slowed by them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from startalk_desktop.core import nicks
from startalk_desktop.core.line import Line
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.jid import Jid
from startalk_desktop.model.room import RoomBookmark
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected, RequestFailed

_log = logging.getLogger(__name__)

AT_ONCE: Final = 4
"""Rooms that are being entered at the same time."""

_QUICK: Final = 20
"""So many are entered without a pause between them: those that were used last."""

_PAUSE: Final = 0.1  # seconds, between two of the others
_FIRST_RETRY: Final = 5.0
_LONGEST_RETRY: Final = 600.0
_RETRIES_LIMIT: Final = 2_000
PASSING: Final = frozenset(
    {
        FailureCode.TIMEOUT,
        FailureCode.NO_LINK,
        FailureCode.DOMAIN_UNREACHABLE,
        FailureCode.DOMAIN_AWAY,
        FailureCode.SERVER_ERROR,
        FailureCode.SERVER_SHUTDOWN,
        FailureCode.CONNECTION_LOST,
    }
)
"""After these it is tried again by itself."""


class RoomJoins:
    """The rooms that are to be entered.

    Args:
        is_joined: whether we are in a room already.
        preferred_nick: what to be called where the bookmark does not say.
        on_failed: is told of each room that does not let us in, and why.
    """

    def __init__(
        self,
        line: Line,
        is_joined: Callable[[Jid], bool],
        preferred_nick: Callable[[], str],
        on_failed: Callable[[Jid, Failure], None],
        scope: TaskScope,
    ) -> None:
        self._line = line
        self._is_joined = is_joined
        self._preferred_nick = preferred_nick
        self._on_failed = on_failed
        self._scope = scope
        self._waiting: OrderedDict[Jid, RoomBookmark] = OrderedDict()
        self._workers: set[asyncio.Task[None]] = set()
        self._retries: dict[Jid, asyncio.Task[None]] = {}
        self._delays: dict[Jid, float] = {}
        self._entered = 0

    def add(self, wanted: Sequence[RoomBookmark]) -> None:
        """Enter these in turn, the first ones first, after those that wait already."""
        for bookmark in wanted:
            if not self._is_joined(bookmark.room):
                self._waiting.setdefault(bookmark.room, bookmark)
        self._work()

    def hurry(self, bookmark: RoomBookmark) -> None:
        """Enter this one next."""
        if self._is_joined(bookmark.room):
            return
        self._waiting.setdefault(bookmark.room, bookmark)
        self._waiting.move_to_end(bookmark.room, last=False)
        self._work()

    def waits(self, room: Jid) -> bool:
        """Whether the room is to be entered and has not been tried yet."""
        return room in self._waiting

    def again(self, bookmark: RoomBookmark) -> None:
        """Enter after a while, which is longer each time in a row."""
        room = bookmark.room
        if room in self._retries or len(self._retries) >= _RETRIES_LIMIT:
            return
        delay = self._delays.get(room, _FIRST_RETRY)
        self._delays[room] = min(delay * 2, _LONGEST_RETRY)
        self._retries[room] = self._scope.start(self._later(bookmark, delay), f"rejoin {room}")

    def settled(self, room: Jid) -> None:
        """We are in the room, or do not want to be any more."""
        self._waiting.pop(room, None)
        self._delays.pop(room, None)
        if (retry := self._retries.pop(room, None)) is not None:
            retry.cancel()

    def clear(self) -> None:
        """The stream is over; the next one begins anew."""
        self._waiting.clear()
        self._delays.clear()
        self._entered = 0
        retries, self._retries = self._retries, {}
        for task in (*self._workers, *retries.values()):
            task.cancel()

    async def enter(self, room: Jid, nick: str = "", password: str = "") -> str:
        """Enter now, under `nick`, or one like it where somebody else has that; returns which.

        A room that does not exist, be it mistyped or closed while we were away, is not made by trying.

        Raises:
            NotConnected, RequestFailed
        """
        refusal: RequestFailed | None = None
        for tried in nicks.variants(nick or self._preferred_nick()):
            try:
                await self._line.require().rooms.join(room, tried, password, may_create=False)
            except RequestFailed as error:
                # XEP-0045 section 7.2.8: somebody else has the nick.
                if error.condition != "conflict":
                    raise
                refusal = error
            else:
                return tried
        assert refusal is not None  # noqa: S101  there is at least one variant
        raise refusal

    def _work(self) -> None:
        while self._waiting and len(self._workers) < AT_ONCE and not self._scope.is_closed:
            worker = self._scope.start(self._enter_all(), "join rooms")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
            if len(self._workers) >= len(self._waiting):
                return

    async def _enter_all(self) -> None:
        while self._waiting:
            _, bookmark = self._waiting.popitem(last=False)
            if not self._is_joined(bookmark.room) and not await self._enter(bookmark):
                return
            self._entered += 1
            if self._entered > _QUICK:
                await asyncio.sleep(_PAUSE)

    async def _enter(self, bookmark: RoomBookmark) -> bool:
        """Enter one room; False where the line is down."""
        try:
            await self.enter(bookmark.room, bookmark.nick, bookmark.password)
        except NotConnected:
            return False
        except RequestFailed as error:
            _log.info("could not join %s: %s", bookmark.room, error)
            self._on_failed(bookmark.room, error.failure)
            if error.failure.code in PASSING:
                self.again(bookmark)
        return True

    async def _later(self, bookmark: RoomBookmark, delay: float) -> None:
        await asyncio.sleep(delay)
        self._retries.pop(bookmark.room, None)
        self.add([bookmark])
