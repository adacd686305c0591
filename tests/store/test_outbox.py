"""Own messages: none lost, none doubled, states in one direction."""

from __future__ import annotations

from pathlib import Path

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.failure import Failure, FailureCode
from startalk_desktop.model.message import DeliveryState, MessageSource
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received


async def test_pending_is_in_the_order_written(store: AccountStore) -> None:
    for n, peer in enumerate([WANG, ROOM, WANG]):
        message = await store.outbox.enqueue(outgoing(f"{n}", f"o{n}", peer), OWN, at(n))
        assert message.state is DeliveryState.QUEUED
        assert message.is_outgoing
        assert message.origin_id == message.message_id == f"o{n}"
    assert [message.text for message in await store.outbox.pending()] == ["0", "1", "2"]
    await store.outbox.mark_sent("o1")
    assert [message.text for message in await store.outbox.pending()] == ["0", "2"]


async def test_the_same_origin_id_is_stored_once(store: AccountStore) -> None:
    first = await store.outbox.enqueue(outgoing("合同", "o1"), OWN, at(0))
    assert await store.outbox.enqueue(outgoing("合同", "o1"), OWN, at(5)) == first


async def test_a_new_message_stands_below_those_of_a_server_whose_clock_is_ahead(
    store: AccountStore,
) -> None:
    await store.messages.record([received("问", 30)])
    own = await store.outbox.enqueue(outgoing("答", "o1"), OWN, at(0))
    assert [message.text for message in await store.messages.latest(WANG, 2)] == ["问", "答"]
    assert own.sent_at - at(30) == 1


async def test_a_message_dated_in_the_far_future_does_not_take_ours_along(
    store: AccountStore,
) -> None:
    await store.messages.record([received("问", 86_400 * 365)])
    own = await store.outbox.enqueue(outgoing("答", "o1"), OWN, at(0))
    assert own.sent_at == at(0)


async def test_a_crash_in_the_middle_of_a_send_neither_loses_nor_doubles(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT)
    await store.outbox.enqueue(outgoing("已到服务器", "o1"), OWN, at(0))
    await store.outbox.enqueue(outgoing("还没发出", "o2"), OWN, at(1))
    await store.close()

    # The server has the first; nobody told us so before the end.
    store = await AccountStore.open(path, KEY, ACCOUNT)
    assert len(await store.outbox.pending()) == 2
    copy = received(
        "已到服务器",
        2,
        is_outgoing=True,
        source=MessageSource.ARCHIVE,
        stanza_id="s1",
        origin_id="o1",
    )
    page = ArchivePage((copy,), "s1", "s1", copy.sent_at, copy.sent_at, is_complete=True)
    outcome = await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    assert not outcome.added
    assert [message.text for message in await store.outbox.pending()] == ["还没发出"]
    states = {message.text: message.state for message in await store.messages.latest(WANG, 10)}
    assert states == {"已到服务器": DeliveryState.SENT, "还没发出": DeliveryState.QUEUED}
    await store.close()


async def test_a_copy_with_only_the_id_attribute_confirms_too(store: AccountStore) -> None:
    await store.outbox.enqueue(outgoing("合同", "o1"), OWN, at(0))
    await store.messages.record([received("合同 ", 86_400 * 3, is_outgoing=True, message_id="o1")])
    [message] = await store.messages.latest(WANG, 10)
    assert message.state is DeliveryState.SENT


async def test_what_was_queued_for_long_moves_to_when_the_server_took_it(
    store: AccountStore,
) -> None:
    await store.outbox.enqueue(outgoing("早写的", "o1"), OWN, at(0))
    await store.messages.record([received("中间来的", 60)])
    await store.outbox.mark_sent("o1", at(120))
    assert [message.text for message in await store.messages.latest(WANG, 2)] == [
        "中间来的",
        "早写的",
    ]
    conversation = await store.conversations.get(WANG)
    assert conversation is not None
    assert conversation.last_activity == at(120)


async def test_failing_and_trying_again(store: AccountStore) -> None:
    queued = await store.outbox.enqueue(outgoing("合同", "o1"), OWN, at(0))
    failure = Failure(FailureCode.RECIPIENT_UNKNOWN, "there is nobody", str(WANG))
    outcome = await store.outbox.mark_failed("o1", failure)
    assert outcome.updated == {WANG: (queued.row,)}
    [failed] = await store.messages.by_rows([queued.row])
    assert (failed.state, failed.failure) == (DeliveryState.FAILED, failure)
    assert failed.revision > queued.revision
    line = await store.conversations.get(WANG)
    assert line is not None
    assert line.last_message == failed
    assert await store.outbox.pending() == []
    assert (await store.outbox.mark_sent("o1")).is_empty, "only a retry brings it back"

    await store.messages.record([received("还在吗", 5)])
    await store.outbox.retry(queued.row)
    [again] = await store.outbox.pending()
    assert (again.origin_id, again.failure) == ("o1", None)
    assert again.sent_at > at(5)


async def test_what_the_archive_has_did_not_fail(store: AccountStore) -> None:
    await store.outbox.enqueue(outgoing("合同", "o1"), OWN, at(0))
    await store.outbox.mark_failed("o1", Failure(FailureCode.TIMEOUT))
    await store.messages.record([received("合同", 1, is_outgoing=True, origin_id="o1")])
    [message] = await store.messages.latest(WANG, 1)
    assert (message.state, message.failure) == (DeliveryState.SENT, None)


async def test_discarding(store: AccountStore) -> None:
    queued = await store.outbox.enqueue(outgoing("算了", "o1"), OWN, at(0))
    assert (await store.outbox.discard(queued.row)).removed == {WANG: (queued.row,)}
    assert await store.messages.latest(WANG, 1) == []
    sent = await store.outbox.enqueue(outgoing("发了", "o2"), OWN, at(0))
    await store.outbox.mark_sent("o2")
    assert (await store.outbox.discard(sent.row)).is_empty, "what is sent is not unsent"
    assert (await store.outbox.retry(sent.row)).is_empty
    assert (await store.outbox.mark_failed("unknown", Failure(FailureCode.TIMEOUT))).is_empty


async def test_what_bounced_stays_failed_though_the_archive_keeps_a_copy(
    store: AccountStore,
) -> None:
    await store.outbox.enqueue(outgoing("合同", "o1"), OWN, at(0))
    failure = Failure(FailureCode.RECIPIENT_UNKNOWN, "no such person", str(WANG))
    await store.outbox.mark_failed("o1", failure)
    await store.messages.record(
        [received("合同", 1, is_outgoing=True, origin_id="o1", stanza_id="s1")]
    )
    [message] = await store.messages.latest(WANG, 1)
    assert (message.state, message.failure, message.stanza_id) == (
        DeliveryState.FAILED,
        failure,
        "s1",
    )
