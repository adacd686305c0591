"""One hostile event costs itself, not those beside it; a store that fails ends the work."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from startalk_desktop.core.event_queue import EventQueue
from startalk_desktop.core.ingest import Ingest
from startalk_desktop.model.annotation import Annotation, Correction
from startalk_desktop.model.events import (
    AnnotationReceived,
    MessageAcknowledged,
    MessageReceived,
    SessionEvent,
    SubscriptionRequested,
)
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import MessageSource, ReceivedMessage
from startalk_desktop.store.errors import StoreFull
from startalk_desktop.tasks import TaskScope
from tests.core.world import LI, WANG, until


def received(text: str) -> MessageReceived:
    return MessageReceived(
        ReceivedMessage(WANG, ConversationKind.DIRECT, MessageSource.LIVE, WANG, False, text, 1)
    )


def corrected(target_id: str, text: str) -> AnnotationReceived:
    return AnnotationReceived(
        Correction(
            peer=WANG,
            conversation_kind=ConversationKind.DIRECT,
            source=MessageSource.LIVE,
            sender=WANG,
            is_outgoing=False,
            at=1,
            target_id=target_id,
            text=text,
        )
    )


class Recorder:
    """Takes what ingest hands on, and fails where the text or the address says so."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.notes: list[list[str]] = []
        self.order: list[str] = []
        self.gaps = 0

    async def record(
        self, messages: Sequence[ReceivedMessage], annotations: Sequence[Annotation]
    ) -> None:
        texts = [message.text for message in messages]
        notes = [one.text for one in annotations if isinstance(one, Correction)]
        if "bug" in [*texts, *notes]:
            raise ValueError("a bug")
        if "full" in texts:
            raise StoreFull("no room")
        self.batches.append(texts)
        self.notes.append(notes)
        self.order += [*texts, *notes]

    async def apply(self, event: SessionEvent) -> None:
        match event:
            case SubscriptionRequested():
                raise ValueError("a bug")
            case MessageAcknowledged():
                self.order.append(event.origin_id)

    def on_gap(self) -> None:
        self.gaps += 1
        self.order.append("gap")


async def run(recorder: Recorder, events: Sequence[SessionEvent], queue: EventQueue) -> TaskScope:
    ingest = Ingest(recorder.record, recorder.apply, recorder.on_gap, queue)
    for event in events:
        ingest.deliver(event)
    scope = TaskScope("test")
    scope.start(ingest.run(), "ingest")
    await ingest.idle()
    return scope


async def test_runs_of_messages_are_one_batch_and_the_order_is_kept() -> None:
    recorder = Recorder()
    ack = MessageAcknowledged("ack")
    scope = await run(recorder, [received("1"), received("2"), ack, received("3")], EventQueue())
    assert recorder.batches == [["1", "2"], ["3"]]
    assert recorder.order == ["1", "2", "ack", "3"]
    await scope.close()


async def test_what_is_said_about_messages_is_in_their_batch(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder = Recorder()
    ack = MessageAcknowledged("ack")
    batch = [received("1"), corrected("1", "one"), received("2"), corrected("2", "two")]
    scope = await run(recorder, [*batch, ack, corrected("2", "zwei")], EventQueue())
    assert recorder.batches == [["1", "2"], []]
    assert recorder.notes == [["one", "two"], ["zwei"]]
    assert recorder.order == ["1", "2", "one", "two", "ack", "zwei"]
    await scope.close()
    recorder = Recorder()
    with caplog.at_level(logging.ERROR):
        scope = await run(recorder, [received("1"), corrected("1", "bug"), ack], EventQueue())
    assert recorder.order == ["1", "ack"]
    await scope.close()


async def test_a_bug_costs_one_message_or_event(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder()
    events = [received("1"), received("bug"), received("2"), SubscriptionRequested(LI)]
    with caplog.at_level(logging.ERROR):
        scope = await run(recorder, [*events, MessageAcknowledged("ack")], EventQueue())
    assert recorder.order == ["1", "2", "ack"]
    assert len(caplog.records) == 3  # the batch, the message, the event
    await scope.close()


async def test_a_gap_stands_where_messages_were_dropped() -> None:
    recorder = Recorder()
    events = [received(f"{number}") for number in range(6)]
    scope = await run(recorder, events, EventQueue(count_limit=4))
    assert recorder.order == ["0", "1", "2", "3", "gap"]
    await scope.close()


async def test_long_texts_count_by_their_length() -> None:
    recorder = Recorder()
    events = [received("x" * 600) for _ in range(3)]
    scope = await run(recorder, events, EventQueue(text_limit=1_000))
    assert [len(text) for text in recorder.order] == [600, 600, 3]
    assert recorder.gaps == 1
    await scope.close()


async def test_a_flood_of_edits_counts_like_one_of_messages() -> None:
    recorder = Recorder()
    events = [corrected(f"{number}", "x" * 600) for number in range(3)]
    scope = await run(recorder, events, EventQueue(text_limit=1_000))
    assert [len(text) for text in recorder.order] == [600, 600, 3]
    assert recorder.order[-1] == "gap"
    await scope.close()


async def test_a_failing_store_ends_the_work(caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder()
    ingest = Ingest(recorder.record, recorder.apply, recorder.on_gap)
    ingest.deliver(received("full"))
    failures: list[BaseException] = []
    scope = TaskScope("test", lambda name, failure: failures.append(failure))
    scope.start(ingest.run(), "ingest")
    await until(lambda: bool(failures))
    assert isinstance(failures[0], StoreFull)
    await scope.close()
