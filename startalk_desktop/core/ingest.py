"""From a session's events to the store: in order, many at once, never more than memory can bear."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby

from startalk_desktop.core.event_queue import EventQueue, LiveGap, QueuedEvent
from startalk_desktop.model.annotation import Annotation
from startalk_desktop.model.events import AnnotationReceived, MessageReceived, SessionEvent
from startalk_desktop.model.message import ReceivedMessage
from startalk_desktop.store.errors import StoreError

_log = logging.getLogger(__name__)

_Said = MessageReceived | AnnotationReceived
_Record = Callable[[Sequence[ReceivedMessage], Sequence[Annotation]], Awaitable[None]]


class Ingest:
    """Takes what was delivered since the last turn and hands it on in order.

    A run of messages and of what is said about messages is one batch, the messages first: what is said names its
    message, so it may come a little later, and in a busy room both alternate.

    Args:
        record: stores a batch and does what follows from it.
        apply: does what follows from any other event.
        on_gap: called where live messages had to be dropped.

    What `record` or `apply` raises is logged and costs that message or event alone; only a store that fails
    (StoreError) ends the work.
    """

    def __init__(
        self,
        record: _Record,
        apply: Callable[[SessionEvent], Awaitable[None]],
        on_gap: Callable[[], None],
        queue: EventQueue | None = None,
    ) -> None:
        self._record = record
        self._apply = apply
        self._on_gap = on_gap
        self._queue = EventQueue() if queue is None else queue

    def deliver(self, event: SessionEvent) -> None:
        """Take `event` from the session; never raises and never waits."""
        self._queue.put(event)

    async def idle(self) -> None:
        """Wait until everything delivered is in the store."""
        await self._queue.idle()

    async def run(self) -> None:
        """Work until cancelled.

        Raises:
            StoreError: the store failed.
        """
        while True:
            await self._take_in(await self._queue.take())

    async def _take_in(self, events: Sequence[QueuedEvent]) -> None:
        for is_said, run in groupby(events, lambda event: isinstance(event, _Said)):
            if is_said:
                await self._record_all([event for event in run if isinstance(event, _Said)])
                continue
            for event in run:
                if isinstance(event, LiveGap):
                    _log.warning("live messages came faster than they could be stored")
                    self._on_gap()
                else:
                    await self._apply_one(event)

    async def _record_all(self, batch: Sequence[_Said]) -> None:
        messages = [event.message for event in batch if isinstance(event, MessageReceived)]
        notes = [event.annotation for event in batch if isinstance(event, AnnotationReceived)]
        try:
            await self._record(messages, notes)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  one hostile event must not stop those behind it
            _log.exception("a batch of %d messages could not be taken in", len(batch))
            if len(batch) > 1:
                for event in batch:
                    await self._record_all([event])

    async def _apply_one(self, event: SessionEvent) -> None:
        try:
            await self._apply(event)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  one hostile event must not stop those behind it
            _log.exception("%s could not be taken in", type(event).__name__)
