"""Exactly once: every own message reaches the server one time, whatever breaks and when."""

from __future__ import annotations

import time

import pytest

from startalk_desktop.core.outbox import MAX_TEXT_BYTES, sendable
from startalk_desktop.model.events import MessageBounced
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.identity import ConversationId
from startalk_desktop.model.message import DeliveryState
from tests.core.fakes import FakeDomain
from tests.core.world import WANG, World, until


def arrived(domain: FakeDomain) -> list[str]:
    return [message.text for message in domain.received]


def archived(domain: FakeDomain) -> list[str]:
    return [message.text for _, message in domain.archive.entries]


async def states(world: World, conversation: ConversationId) -> list[DeliveryState]:
    return [message.state for message in await world.messages(conversation)]


async def all_sent(world: World, conversation: ConversationId, count: int) -> bool:
    return await states(world, conversation) == [DeliveryState.SENT] * count


async def test_a_message_is_stored_then_sent(world: World) -> None:
    account = await world.online()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    message = await world.app.conversation(conversation).send("你好，王芳")
    assert message.state is DeliveryState.QUEUED
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(world.domain()) == ["你好，王芳"]


async def test_offline_messages_wait_and_go_in_order(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    line.break_line()
    for number in range(5):
        await handle.send(f"{number}")
    assert arrived(world.domain()) == []
    line.sign_in()
    await until(lambda: all_sent(world, conversation, 5))
    assert arrived(world.domain()) == ["0", "1", "2", "3", "4"]


async def test_break_before_the_server_has_it(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    line.reaches_server = False
    await handle.send("one")
    await handle.send("two")
    line.break_line()
    line.sign_in()
    await until(lambda: all_sent(world, conversation, 2))
    assert arrived(world.domain()) == ["one", "two"]


async def test_break_after_the_server_has_it_and_before_it_says_so(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    line.is_acknowledging = False
    await handle.send("one")
    line.reaches_server = False
    await handle.send("two")
    line.break_line()
    line.sign_in()
    await until(lambda: all_sent(world, conversation, 2))
    assert arrived(world.domain()) == ["one", "two"] == archived(world.domain())


async def test_a_resumed_stream_repeats_by_itself(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    line.is_acknowledging = False
    message = await world.app.conversation(conversation).send("one")
    line.break_line()
    line.sign_in(is_resumed=True)
    line.acknowledge(message.origin_id)
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(world.domain()) == ["one"]


@pytest.mark.parametrize("server_has_it", [True, False])
async def test_restart_in_the_middle(world: World, server_has_it: bool) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    line.reaches_server, line.is_acknowledging = server_has_it, False
    await world.app.conversation(conversation).send("one")
    await world.stop()
    await world.online()
    await world.app.conversation(conversation).send("two")
    await until(lambda: all_sent(world, conversation, 2))
    assert arrived(world.domain()) == ["one", "two"] == archived(world.domain())


async def test_restart_after_the_acknowledgement_and_before_it_was_stored(world: World) -> None:
    account = await world.online()
    line = world.domain().line
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    line.is_acknowledging = False
    message = await world.app.conversation(conversation).send("one")
    # The process dies with the acknowledgement in its queue: closing must not need it, and must not trust it.
    runtime = world.app.accounts.runtime(account.id)
    line.acknowledge(message.origin_id)
    await runtime.store.close()
    await world.stop()
    await world.online()
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(world.domain()) == ["one"]


async def test_found_far_back_in_a_busy_archive(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    domain.line.is_acknowledging = False
    await world.app.conversation(conversation).send("one")
    domain.line.break_line()
    for number in range(350):
        domain.incoming(WANG, f"while you were away {number}")
    domain.line.sign_in()
    await until(lambda: all_sent_of(world, conversation))
    assert arrived(domain) == ["one"]


async def all_sent_of(world: World, conversation: ConversationId) -> bool:
    own = [m for m in await world.messages(conversation) if m.is_outgoing]
    return bool(own) and all(m.state is DeliveryState.SENT for m in own)


async def test_without_an_archive_a_person_decides(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    domain.has_archive = False
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    domain.line.reaches_server = False
    message = await handle.send("one")
    domain.line.break_line()
    domain.line.sign_in()
    failed = await until(lambda: failed_messages(world, conversation))
    assert failed[0].failure == Failure(FailureCode.CONNECTION_LOST)
    assert arrived(domain) == []
    await handle.retry(message.row)
    await until(lambda: all_sent(world, conversation, 1))
    assert [sent.origin_id for sent in domain.received] == [message.origin_id]


async def failed_messages(world: World, conversation: ConversationId) -> list:
    return [m for m in await world.messages(conversation) if m.state is DeliveryState.FAILED]


async def test_a_bounce_fails_with_its_reason_and_can_be_retried(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    message = await handle.send("one")
    reason = Failure(FailureCode.RECIPIENT_UNKNOWN, "nobody of that name")
    domain.line.emit(MessageBounced(WANG, message.origin_id, reason))
    failed = await until(lambda: failed_messages(world, conversation))
    assert failed[0].failure == reason
    await handle.retry(message.row)
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(domain) == ["one", "one"]


async def test_a_bounced_message_stays_failed_though_the_archive_has_it(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    message = await world.app.conversation(conversation).send("one")
    domain.line.emit(
        MessageBounced(WANG, message.origin_id, Failure(FailureCode.RECIPIENT_UNKNOWN))
    )
    await until(lambda: failed_messages(world, conversation))
    await world.stop()
    await world.online()
    await world.app.conversation(conversation).fetch_older()
    kept = (await world.messages(conversation))[0]
    assert kept.stanza_id, "the archive's copy was not taken for the same message"
    assert kept.state is DeliveryState.FAILED
    assert kept.failure == Failure(FailureCode.RECIPIENT_UNKNOWN)


async def test_an_unacknowledged_message_probes_the_line_then_is_looked_for(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    domain.line.is_acknowledging = False
    await world.app.conversation(conversation).send("one")
    outbox = world.app.accounts.runtime(account.id).outbox
    outbox.look(time.monotonic() + 60)
    assert ("network_changed", None) in domain.line.log
    outbox.look(time.monotonic() + 600)
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(domain) == ["one"]


async def test_what_stays_unknown_on_a_living_line_fails_and_is_not_doubled(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    domain.line.reaches_server = False
    await world.app.conversation(conversation).send("one")
    outbox = world.app.accounts.runtime(account.id).outbox
    outbox.look(time.monotonic() + 600)
    failed = await until(lambda: failed_messages(world, conversation))
    assert failed[0].failure == Failure(FailureCode.TIMEOUT)
    assert arrived(domain) == []


async def test_an_archive_that_answers_late_delays_but_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startalk_desktop.core.doubts._FIRST_RETRY", 0.01)
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    domain.line.reaches_server = False
    await world.app.conversation(conversation).send("one")
    domain.line.break_line()
    domain.line.sign_in()
    await world.app.accounts.runtime(account.id).sync.caught_up()
    domain.line.failures = 2
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(domain) == ["one"]


async def test_a_waiting_message_can_be_discarded(world: World) -> None:
    account = await world.online()
    domain = world.domain()
    conversation = await world.app.inbox.open_direct(account.id, WANG)
    handle = world.app.conversation(conversation)
    domain.line.break_line()
    first = await handle.send("not this")
    await handle.send("but this")
    await handle.discard(first.row)
    domain.line.sign_in()
    await until(lambda: all_sent(world, conversation, 1))
    assert arrived(domain) == ["but this"]


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07", "长" * MAX_TEXT_BYTES])
def test_what_cannot_be_sent_is_said_at_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"nothing|longer"):
        sendable(text)


def test_what_xml_cannot_carry_is_left_out() -> None:
    assert sendable(" a\x00b\ud800c\nd\uffff ") == "abc\nd"
