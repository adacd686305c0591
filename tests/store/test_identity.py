"""One message is one row, by whatever way and in whatever order its copies come; nobody overwrites another's."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.message import DeliveryState, Message, MessageSource, ReceivedMessage
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, SECOND, WANG, at, outgoing, received

WAYS = (MessageSource.LIVE, MessageSource.CARBON, MessageSource.ARCHIVE, MessageSource.ECHO)


async def record_one_by_one(store: AccountStore, copies: Sequence[ReceivedMessage]) -> None:
    for copy in copies:
        if copy.source is MessageSource.ARCHIVE:
            page = ArchivePage(
                (copy,), copy.stanza_id, copy.stanza_id, copy.sent_at, copy.sent_at, False
            )
            await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
        else:
            await store.messages.record([copy])


def rows_after(batches: Sequence[Sequence[ReceivedMessage]]) -> list[Message]:
    """Everything stored for the first message's peer once a fresh store has recorded the batches."""

    async def run() -> list[Message]:
        with tempfile.TemporaryDirectory() as folder:
            store = await AccountStore.open(Path(folder) / "a.db", KEY, ACCOUNT, history_until=0)
            for batch in batches:
                await record_one_by_one(store, batch)
            rows = await store.messages.latest(batches[0][0].peer, 100)
            await store.close()
            return rows

    return asyncio.run(run())


original = received("周五下午三点开会", stanza_id="s1", origin_id="o1", message_id="m1")


@pytest.mark.parametrize("order", list(itertools.permutations(WAYS)))
async def test_every_way_in_every_order_is_one_row(
    store: AccountStore, order: tuple[MessageSource, ...]
) -> None:
    await record_one_by_one(store, [replace(original, source=way) for way in order])
    [message] = await store.messages.latest(WANG, 10)
    assert (message.stanza_id, message.origin_id, message.message_id) == ("s1", "o1", "m1")
    assert message.text == original.text
    assert message.source is order[0]
    # So it is on the line of the inbox, which keeps a copy.
    [line] = await store.conversations.all()
    assert line.last_message == message


# Of the copies of one message, some lack some ids, and their clocks differ a little.
copies = st.builds(
    replace,
    st.just(original),
    source=st.sampled_from(WAYS),
    stanza_id=st.sampled_from(["s1", "s1", ""]),
    origin_id=st.sampled_from(["o1", "o1", ""]),
    sent_at=st.integers(-10, 10).map(lambda seconds: at(seconds)),
)
some_copies = st.lists(copies, min_size=1, max_size=6)


def as_pages(copies: list[ReceivedMessage], size: int) -> list[list[ReceivedMessage]]:
    return [copies[at : at + size] for at in range(0, len(copies), size)]


quick = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@quick
@given(some_copies)
def test_copies_with_missing_ids_are_one_row(batch: list[ReceivedMessage]) -> None:
    [message] = rows_after([batch])
    assert message.stanza_id == ("s1" if any(copy.stanza_id for copy in batch) else "")
    assert message.origin_id == ("o1" if any(copy.origin_id for copy in batch) else "")


@quick
@given(some_copies, some_copies, st.randoms())
def test_two_messages_stay_two_however_their_copies_mix(
    one: list[ReceivedMessage], other: list[ReceivedMessage], random: object
) -> None:
    """The same words said twice, with ids of their own, are two messages."""
    second = [
        replace(
            copy,
            stanza_id=copy.stanza_id and "s2",
            origin_id=copy.origin_id and "o2",
            message_id="m2",
        )
        for copy in other
    ]
    mixed = [*one, *second]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert len(rows_after([mixed])) == 2


@quick
@given(some_copies, some_copies, st.integers(1, 12))
def test_copies_within_one_page_are_one_row_too(
    one: list[ReceivedMessage], other: list[ReceivedMessage], size: int
) -> None:
    """A hostile archive may send anything as one page."""
    second = [replace(c, stanza_id="", origin_id="o2", message_id="m2") for c in other]
    mixed = [copy for pair in itertools.zip_longest(one, second) for copy in pair if copy]

    async def run() -> list[Message]:
        with tempfile.TemporaryDirectory() as folder:
            store = await AccountStore.open(Path(folder) / "a.db", KEY, ACCOUNT, history_until=0)
            for chunk in as_pages(mixed, size):
                page = ArchivePage(tuple(chunk), "a", "b", None, None, is_complete=False)
                await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
            rows = await store.messages.latest(WANG, 100)
            await store.close()
            return rows

    assert len(asyncio.run(run())) == 2


async def test_rows_joined_within_a_page_stay_joined(store: AccountStore) -> None:
    """The second message of the page belongs to a row that the first has just made part of another."""
    by_origin = received("合同", origin_id="o1")
    by_id = received("合同", 1, message_id="m2", stanza_id="s1")
    await store.messages.record([by_origin, by_id])
    joins = received("合同", 1, stanza_id="s1", origin_id="o1", source=MessageSource.ARCHIVE)
    again = received("合同", 1, message_id="m2", source=MessageSource.ARCHIVE)
    page = ArchivePage((joins, again), "s1", "s1", None, None, is_complete=False)
    await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    [message] = await store.messages.latest(WANG, 10)
    assert (message.stanza_id, message.origin_id, message.message_id) == ("s1", "o1", "m2")


async def test_a_third_copy_joins_what_looked_like_two(store: AccountStore) -> None:
    by_origin = received("合同已签", origin_id="o1")
    by_stanza = received("合同已签", 1, stanza_id="s1", message_id="other")
    both = received("合同已签", 1, stanza_id="s1", origin_id="o1")
    first = await store.messages.record([by_origin])
    second = await store.messages.record([by_stanza])
    assert first.added
    assert second.added
    outcome = await store.messages.record([both])
    [message] = await store.messages.latest(WANG, 10)
    assert outcome.updated == {WANG: (message.row,)}
    assert outcome.removed == second.added
    conversation = await store.conversations.get(WANG)
    assert conversation is not None
    assert conversation.unread_count == 1


async def test_recording_again_changes_nothing(store: AccountStore) -> None:
    await store.messages.record([original])
    again = await store.messages.record([original, original])
    assert again.is_empty


class TestHostileIds:
    async def test_a_copied_origin_id_of_another_sender_is_another_message(
        self, store: AccountStore
    ) -> None:
        honest = received(
            "付款到 6222", peer=ROOM, sender=ROOM.with_resource("王芳"), origin_id="o1"
        )
        forged = received(
            "付款到 9999", 1, peer=ROOM, sender=ROOM.with_resource("Mallory"), origin_id="o1"
        )
        for order in ([honest, forged], [forged, honest]):
            await store.messages.record(order)
        assert [m.text for m in await store.messages.latest(ROOM, 10)] == [
            "付款到 6222",
            "付款到 9999",
        ]

    async def test_the_same_sender_reusing_an_id_loses_neither_message(
        self, store: AccountStore
    ) -> None:
        first = received("早", origin_id="o1", message_id="1", stanza_id="s1")
        second = received("晚", 5, origin_id="o1", message_id="1", stanza_id="s2")
        await store.messages.record([first, second, first, second])
        assert [m.text for m in await store.messages.latest(WANG, 10)] == ["早", "晚"]

    async def test_a_resend_with_the_same_origin_id_is_shown_once(
        self, store: AccountStore
    ) -> None:
        first = received("早", origin_id="o1", stanza_id="s1")
        resent = received("早", 5, origin_id="o1", stanza_id="s2")
        await store.messages.record([first, resent])
        assert len(await store.messages.latest(WANG, 10)) == 1

    async def test_nobody_else_confirms_our_message(self, store: AccountStore) -> None:
        await store.outbox.enqueue(outgoing("机密", "o1", ROOM), OWN, at(0))
        await store.messages.record(
            [received("机密", 1, peer=ROOM, sender=ROOM.with_resource("Mallory"), origin_id="o1")]
        )
        own, forged = await store.messages.latest(ROOM, 10)
        assert own.state is DeliveryState.QUEUED
        assert not forged.is_outgoing

    async def test_ids_in_one_conversation_mean_nothing_in_another(
        self, store: AccountStore
    ) -> None:
        other = WANG.__class__("chenjie", "acme.example")
        await store.messages.record(
            [original, replace(original, peer=other, sender=other, stanza_id="s9")]
        )
        assert len(await store.messages.latest(WANG, 10)) == 1
        assert len(await store.messages.latest(other, 10)) == 1

    async def test_absurd_times_are_stored_within_bounds(self, store: AccountStore) -> None:
        await store.messages.record(
            [
                replace(original, sent_at=2**70),
                replace(
                    original, sent_at=-(2**70), stanza_id="s2", origin_id="o2", message_id="m2"
                ),
            ]
        )
        old, new = await store.messages.latest(WANG, 10)
        assert 0 <= old.sent_at < new.sent_at < 2**62


class TestWithoutIds:
    async def test_live_and_archived_copy_are_one(self, store: AccountStore) -> None:
        await record_one_by_one(
            store,
            [received("好的"), received("好的", 1, stanza_id="s1", source=MessageSource.ARCHIVE)],
        )
        assert len(await store.messages.latest(WANG, 10)) == 1

    async def test_saying_ok_twice_is_two_messages(self, store: AccountStore) -> None:
        await store.messages.record([received("ok"), received("ok", 3)])
        assert len(await store.messages.latest(WANG, 10)) == 2

    async def test_counted_ids_of_another_day_are_other_messages(self, store: AccountStore) -> None:
        yesterday = received("ok", message_id="1")
        today = received("ok", 86_400 + 3600, message_id="1")
        await store.messages.record([yesterday, today])
        assert len(await store.messages.latest(WANG, 10)) == 2


async def test_an_own_message_from_another_device_takes_part_in_rooms_under_any_nick(
    store: AccountStore,
) -> None:
    echo = received(
        "我来", peer=ROOM, sender=ROOM.with_resource("李娜"), is_outgoing=True, origin_id="o1"
    )
    renamed = replace(echo, sender=ROOM.with_resource("Lina"), stanza_id="s1", sent_at=at(2))
    await store.messages.record([echo, renamed])
    assert len(await store.messages.latest(ROOM, 10)) == 1


async def test_a_message_known_as_anothers_becomes_ours_where_the_archive_says_so(
    store: AccountStore,
) -> None:
    """Before the room is joined, its archive does not tell which nick was ours."""
    await store.outbox.enqueue(outgoing("我来", "o1", ROOM), OWN, at(0))
    as_other = received(
        "我来", 1, peer=ROOM, sender=ROOM.with_resource("李娜"), stanza_id="s1", origin_id="o1"
    )
    await store.messages.record([as_other])
    await store.messages.record([replace(as_other, is_outgoing=True)])
    [message] = await store.messages.latest(ROOM, 10)
    assert message.is_outgoing
    assert message.state is DeliveryState.SENT


async def test_a_long_line_of_equal_ids_does_not_slow_the_store_down(store: AccountStore) -> None:
    flood = [received(f"第{n}条", n / 1000, message_id="1") for n in range(500)]
    await store.messages.record(flood)
    assert len(await store.messages.latest(WANG, 1000)) == 500
    same_moment = [replace(copy, sent_at=START_OF_FLOOD, message_id="") for copy in flood]
    await store.messages.record(same_moment)
    assert len(await store.messages.latest(WANG, 2000)) == 1000


START_OF_FLOOD = at(10_000)
assert START_OF_FLOOD % SECOND == 0
