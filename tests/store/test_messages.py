"""Pages of a conversation, and messages that take their place in it late."""

from __future__ import annotations

from dataclasses import replace

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.message import (
    DeliveryState,
    Message,
    MessageCursor,
    MessageSource,
    ReceivedMessage,
)
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import OWN, ROOM, WANG, at, outgoing, received
from tests.store.saying import displayed, receipt


def texts(messages: list[Message]) -> list[str]:
    return [message.text for message in messages]


def cursor(message: Message) -> MessageCursor:
    return MessageCursor(message.sent_at, message.row)


def archived(text: str, seconds: float, stanza_id: str, **other: str) -> ReceivedMessage:
    return received(text, seconds, source=MessageSource.ARCHIVE, stanza_id=stanza_id, **other)


def page_of(*messages: ReceivedMessage) -> ArchivePage:
    return ArchivePage(
        messages,
        messages[0].stanza_id,
        messages[-1].stanza_id,
        messages[0].sent_at,
        messages[-1].sent_at,
        is_complete=False,
    )


async def fill(store: AccountStore, count: int = 20) -> None:
    await store.messages.record([received(f"第{n}条", n, message_id=f"m{n}") for n in range(count)])


async def test_pages_both_ways_meet_without_gap_or_overlap(store: AccountStore) -> None:
    await fill(store)
    newest = await store.messages.latest(WANG, 5)
    assert texts(newest) == [f"第{n}条" for n in range(15, 20)]
    above = await store.messages.before(WANG, cursor(newest[0]), 10)
    assert texts(above) == [f"第{n}条" for n in range(5, 15)]
    assert texts(await store.messages.after(WANG, cursor(above[-1]), 3)) == [
        "第15条",
        "第16条",
        "第17条",
    ]
    assert await store.messages.after(WANG, cursor(newest[-1]), 3) == []


async def test_around_a_row(store: AccountStore) -> None:
    await fill(store)
    middle = (await store.messages.latest(WANG, 20))[10]
    assert texts(await store.messages.around(WANG, middle.row, 6)) == [
        f"第{n}条" for n in range(7, 13)
    ]
    assert await store.messages.around(ROOM, middle.row, 6) == []
    assert await store.messages.around(WANG, 999, 6) == []


async def test_by_rows_is_in_the_conversations_order(store: AccountStore) -> None:
    await fill(store, 3)
    rows = [message.row for message in await store.messages.latest(WANG, 3)]
    assert texts(await store.messages.by_rows([rows[2], rows[0], 999])) == ["第0条", "第2条"]
    assert await store.messages.by_rows([]) == []


async def test_everything_of_a_message_comes_back(store: AccountStore) -> None:
    real = WANG.bare
    sent = replace(
        received(
            "见面谈", 1, peer=ROOM, sender=ROOM.with_resource("王芳"), stanza_id="s", origin_id="o"
        ),
        sender_real_jid=real,
        message_id="m",
        is_markable=True,
    )
    await store.messages.record([sent])
    [message] = await store.messages.latest(ROOM, 1)
    assert message.sender == ROOM.with_resource("王芳")
    assert message.sender_real_jid == real
    assert message.is_markable
    assert message.state is DeliveryState.RECEIVED
    assert message.sent_at == at(1)


class TestArchivePages:
    async def test_older_pages_that_come_later_stand_above(self, store: AccountStore) -> None:
        newer = page_of(archived("三", 0, "s3"), archived("四", 0, "s4"))
        older = page_of(archived("一", 0, "s1"), archived("二", 0, "s2"))
        await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), newer)
        await store.messages.record_archive_page(ArchiveQuery(OWN, before="s3"), older)
        assert texts(await store.messages.latest(WANG, 10)) == ["一", "二", "三", "四"]

    async def test_newer_pages_stand_below(self, store: AccountStore) -> None:
        await store.messages.record_archive_page(
            ArchiveQuery(OWN, before=""), page_of(archived("一", 0, "s1"), archived("二", 0, "s2"))
        )
        await store.messages.record_archive_page(
            ArchiveQuery(OWN, after="s2"), page_of(archived("三", 0, "s3"))
        )
        assert texts(await store.messages.latest(WANG, 10)) == ["一", "二", "三"]

    async def test_a_rooms_pages_are_ordered_by_that_room_alone(self, store: AccountStore) -> None:
        await store.messages.record([archived("别处", 500, "s3")])
        room = ArchiveQuery(ROOM, before="")
        nick = ROOM.with_resource("陈杰")
        newer = replace(archived("乙", 0, "s3"), peer=ROOM, sender=nick)
        newer = replace(received("乙", 0, peer=ROOM, sender=nick), stanza_id="s3")
        older = replace(received("甲", 0, peer=ROOM, sender=nick), stanza_id="s2")
        await store.messages.record_archive_page(room, page_of(newer))
        await store.messages.record_archive_page(replace(room, before="s3"), page_of(older))
        assert texts(await store.messages.latest(ROOM, 10)) == ["甲", "乙"]

    async def test_the_archives_stamp_corrects_our_clock(self, store: AccountStore) -> None:
        """Our clock is ten minutes fast; the server's order and times win."""
        await store.messages.record([received("问", 600, stanza_id="s1", message_id="m1")])
        await store.messages.record_archive_page(
            ArchiveQuery(OWN, before=""),
            page_of(archived("问", 0, "s1", message_id="m1"), archived("答", 60, "s2")),
        )
        first, second = await store.messages.latest(WANG, 10)
        assert (first.text, first.sent_at) == ("问", at(0))
        assert second.text == "答"

    async def test_near_stamps_do_not_disturb_what_is_shown(self, store: AccountStore) -> None:
        await store.messages.record([received("问", 0.7, stanza_id="s1", message_id="m1")])
        [before] = await store.messages.latest(WANG, 1)
        outcome = await store.messages.record_archive_page(
            ArchiveQuery(OWN, before=""), page_of(archived("问", 0, "s1", message_id="m1"))
        )
        assert outcome.is_empty
        assert await store.messages.latest(WANG, 1) == [before]

    async def test_a_page_and_its_interval_are_one_write(self, store: AccountStore) -> None:
        page = page_of(archived("一", 0, "s1"), archived("二", 1, "s2"))
        await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
        [known] = await store.archive.intervals(OWN)
        assert (known.first_id, known.last_id, known.first_at) == ("s1", "s2", at(0))
        assert await store.archive.intervals(ROOM) == []
        assert await store.archive.intervals(OWN, WANG) == []

    async def test_live_messages_extend_the_newest_interval(self, store: AccountStore) -> None:
        await store.messages.record_archive_page(
            ArchiveQuery(OWN, before=""), page_of(archived("一", 0, "s1"))
        )
        await store.archive.note_live(OWN, "s9", at(9))
        [known] = await store.archive.intervals(OWN)
        assert (known.first_id, known.last_id) == ("s1", "s9")
        await store.archive.forget(OWN)
        assert await store.archive.intervals(OWN) == []


class TestDeletingHere:
    async def test_the_archive_does_not_bring_it_back(self, store: AccountStore) -> None:
        await store.messages.record([received("说错了", stanza_id="s1", message_id="m1")])
        [message] = await store.messages.latest(WANG, 1)
        outcome = await store.messages.delete_here(message.row)
        assert outcome.removed == {WANG: (message.row,)}
        again = await store.messages.record_archive_page(
            ArchiveQuery(OWN, before=""), page_of(archived("说错了", 0, "s1", message_id="m1"))
        )
        assert not again.added
        assert await store.messages.latest(WANG, 1) == []
        assert await store.search.messages("说错") == []

    async def test_a_copy_without_the_archives_id_does_not_either(
        self, store: AccountStore
    ) -> None:
        await store.messages.record([received("说错了", message_id="m1")])
        [message] = await store.messages.latest(WANG, 1)
        await store.messages.delete_here(message.row)
        await store.messages.record([archived("说错了", 1, "s1", message_id="m1")])
        assert await store.messages.latest(WANG, 1) == []

    async def test_the_inbox_shows_what_is_left(self, store: AccountStore) -> None:
        await fill(store, 2)
        first, last = await store.messages.latest(WANG, 2)
        await store.messages.delete_here(last.row)
        conversation = await store.conversations.get(WANG)
        assert conversation is not None
        assert conversation.last_message == first
        assert conversation.unread_count == 1
        assert (await store.messages.delete_here(last.row)).is_empty


class TestMarkers:
    async def test_reading_one_reads_all_of_ours_before_it_that_the_server_has(
        self, store: AccountStore
    ) -> None:
        for n in range(4):
            await store.outbox.enqueue(outgoing(f"报告{n}", f"o{n}"), OWN, at(n))
        await store.outbox.mark_sent("o0")
        await store.outbox.mark_sent("o1")
        await store.annotations.record([receipt("o1")])
        await store.outbox.mark_sent("o3")
        outcome = await store.annotations.record([displayed("o3")])
        states = [message.state for message in await store.messages.latest(WANG, 4)]
        read, queued = DeliveryState.READ, DeliveryState.QUEUED
        assert states == [read, read, queued, read]
        assert len(outcome.updated[WANG]) == 3

    async def test_states_never_go_back(self, store: AccountStore) -> None:
        await store.outbox.enqueue(outgoing("报告", "o1"), OWN, at(0))
        await store.annotations.record([displayed("o1")])
        assert (await store.annotations.record([receipt("o1")])).is_empty
        assert (await store.outbox.mark_sent("o1")).is_empty
        await store.messages.record(
            [received("报告", is_outgoing=True, origin_id="o1", stanza_id="s1")]
        )
        [message] = await store.messages.latest(WANG, 1)
        assert message.state is DeliveryState.READ

    async def test_an_id_of_theirs_marks_nothing_of_ours(self, store: AccountStore) -> None:
        await store.outbox.enqueue(outgoing("报告", "o1"), OWN, at(0))
        await store.messages.record([received("收到", 1, message_id="m1")])
        assert (await store.annotations.record([displayed("m1")])).is_empty
        assert (await store.annotations.record([receipt("o1", peer=ROOM)])).is_empty
        assert (await store.annotations.record([receipt("")])).is_empty

    async def test_rows_are_found_by_any_of_their_ids(self, store: AccountStore) -> None:
        await store.messages.record(
            [received("收到", stanza_id="s1", origin_id="o1", message_id="m1")]
        )
        rows = [await store.messages.row_of(WANG, name) for name in ("s1", "o1", "m1")]
        assert rows == [1, 1, 1]
        assert await store.messages.row_of(WANG, "x") is None
        assert await store.messages.row_of(ROOM, "s1") is None
