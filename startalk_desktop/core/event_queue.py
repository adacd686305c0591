"""What a session delivered and the store has not taken yet: in order, bounded, so that a flood fills no memory."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

from startalk_desktop.model.annotation import Correction
from startalk_desktop.model.events import (
    AnnotationReceived,
    MessageAcknowledged,
    MessageReceived,
    SessionEvent,
    SessionStarted,
)

_COUNT_LIMIT: Final = 5_000
_TEXT_LIMIT: Final = 16 * 1024 * 1024
_BATCH_LIMIT: Final = 250


@dataclass(frozen=True, slots=True)
class LiveGap:
    """Stands in the queue where messages, or what is said of them, had to be dropped: the archive has to be asked."""


QueuedEvent = SessionEvent | LiveGap


class EventQueue:
    """A bounded queue of one reader.

    Beyond its limits events are dropped and one `LiveGap` stands for them. What can't be asked for again (the
    session's starts, the server's acknowledgements of own messages) is always kept: it comes no more often than
    we sign in and send.
    """

    def __init__(
        self,
        count_limit: int = _COUNT_LIMIT,
        text_limit: int = _TEXT_LIMIT,
        batch_limit: int = _BATCH_LIMIT,
    ) -> None:
        self._count_limit = count_limit
        self._text_limit = text_limit
        self._batch_limit = batch_limit
        self._events: deque[QueuedEvent] = deque()
        self._text_size = 0
        self._has_events = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: SessionEvent) -> bool:
        """Append `event`; False where it was dropped."""
        is_kept = isinstance(event, SessionStarted | MessageAcknowledged)
        is_full = len(self._events) >= self._count_limit or self._text_size >= self._text_limit
        if is_full and not is_kept:
            if not isinstance(self._events[-1], LiveGap):
                self._append(LiveGap())
            return False
        self._append(event)
        return True

    async def take(self) -> list[QueuedEvent]:
        """Wait for events and take the oldest ones, at most a batch. The reader's next call says that they are done."""
        if not self._events:
            self._is_idle.set()
        await self._has_events.wait()
        batch = [self._events.popleft() for _ in range(min(len(self._events), self._batch_limit))]
        self._text_size -= sum(_text_size(event) for event in batch)
        if not self._events:
            self._has_events.clear()
        return batch

    async def idle(self) -> None:
        """Wait until everything that was put has been taken and done."""
        await self._is_idle.wait()

    def _append(self, event: QueuedEvent) -> None:
        self._events.append(event)
        self._text_size += _text_size(event)
        self._has_events.set()
        self._is_idle.clear()


def _text_size(event: QueuedEvent) -> int:
    match event:
        case MessageReceived(message):
            inner = sum(len(forward.text) for forward in message.forwards)
            return len(message.text) + inner
        case AnnotationReceived(Correction() as correction):
            return len(correction.text)
        case _:
            return 0
