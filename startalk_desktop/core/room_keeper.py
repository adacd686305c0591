"""Whether rooms still know us: asked after silence and after breaks (XEP-0410)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from startalk_desktop.core.line import Line
from startalk_desktop.model.jid import Jid
from startalk_desktop.tasks import TaskScope
from startalk_desktop.xmpp.errors import NotConnected

SILENCE: Final = 15 * 60.0
"""Seconds without a word from a room, after which it is asked."""

_LOOK_EVERY: Final = 60.0
_ASKED_AT_ONCE: Final = 4
_PAUSE: Final = 0.1  # seconds, between two that are asked


class RoomKeeper:
    """Asks rooms in turn. Where one has us no more, the session tells by `RoomLeft`, as of any other exit.

    Args:
        joined: the rooms that we are in, those used last first.
    """

    def __init__(self, line: Line, joined: Callable[[], Sequence[Jid]], scope: TaskScope) -> None:
        self._line = line
        self._joined = joined
        self._scope = scope
        self._heard: dict[Jid, float] = {}
        self._asking: dict[Jid, None] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def heard(self, room: Jid) -> None:
        """The room said something."""
        self._heard[room] = time.monotonic()

    def left(self, room: Jid) -> None:
        """We are not in it any more."""
        self._heard.pop(room, None)
        self._asking.pop(room, None)

    def clear(self) -> None:
        """We are in none."""
        self._heard.clear()
        self._asking.clear()

    def after_break(self) -> None:
        """The line was down for a while, and the stream resumed: rooms elsewhere may have lost us meanwhile."""
        self._ask(self._joined())

    async def watch(self) -> None:
        """Look after rooms that are silent; runs until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            self.look(time.monotonic())

    def look(self, at: float) -> None:
        """What `watch` does every minute; `at` is monotonic seconds."""
        if self._line.is_up:
            self._ask(room for room in self._joined() if at - self._heard.get(room, at) > SILENCE)

    def _ask(self, rooms: Iterable[Jid]) -> None:
        self._asking.update(dict.fromkeys(rooms))
        while len(self._workers) < min(_ASKED_AT_ONCE, len(self._asking)):
            if self._scope.is_closed:
                return
            worker = self._scope.start(self._ask_all(), "ask rooms")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _ask_all(self) -> None:
        while self._asking:
            room = next(iter(self._asking))
            del self._asking[room]
            try:
                if await self._line.require().rooms.is_inside(room):
                    self.heard(room)
            except NotConnected:
                self._asking.clear()
                return
            await asyncio.sleep(_PAUSE)
