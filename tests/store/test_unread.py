"""What counts as unread, kept in step with every write."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from startalk_desktop.model.archive import ArchivePage, ArchiveQuery
from startalk_desktop.model.conversation import Conversation
from startalk_desktop.model.identity import ConversationKind
from startalk_desktop.model.message import MessageKind, MessageSource
from startalk_desktop.store.account_store import AccountStore
from tests.store.building import ACCOUNT, KEY, OWN, ROOM, WANG, at, outgoing, received


async def line(store: AccountStore, peer: object = WANG) -> Conversation:
    found = await store.conversations.get(peer)  # type: ignore[arg-type]
    assert found is not None
    return found


async def test_reading_up_to_a_row(store: AccountStore) -> None:
    await store.messages.record([received(f"{n}", n, message_id=f"m{n}") for n in range(5)])
    assert (await line(store)).first_unread_row == 1
    outcome = await store.conversations.mark_read(WANG, 3)
    assert outcome.peers == {WANG}
    conversation = await line(store)
    assert (conversation.unread_count, conversation.first_unread_row) == (2, 4)
    assert (await store.conversations.mark_read(WANG, 2)).is_empty, "reading never goes back"
    await store.conversations.mark_read(WANG, 5)
    conversation = await line(store)
    assert (conversation.unread_count, conversation.first_unread_row) == (0, None)


async def test_what_turns_up_late_above_the_read_place_is_read(store: AccountStore) -> None:
    await store.messages.record([received("新", 10, message_id="m1")])
    await store.conversations.mark_read(WANG, 1)
    page = ArchivePage(
        (received("旧", 5, stanza_id="s1"), received("更新", 15, stanza_id="s2")),
        "s1",
        "s2",
        None,
        None,
        False,
    )
    await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    assert (await line(store)).unread_count == 1


async def test_a_message_of_ours_from_another_device_reads_what_is_above(
    store: AccountStore,
) -> None:
    await store.messages.record([received("在吗", 1), received("急", 2)])
    await store.messages.record([received("在", 3, is_outgoing=True, origin_id="o1")])
    await store.messages.record([received("好", 4)])
    assert (await line(store)).unread_count == 1


async def test_writing_reads_what_is_above(store: AccountStore) -> None:
    await store.messages.record([received("在吗", 1)])
    await store.outbox.enqueue(outgoing("在", "o1"), OWN, at(2))
    assert (await line(store)).unread_count == 0


async def test_a_corrected_time_does_not_make_unread_again(store: AccountStore) -> None:
    await store.messages.record([received("问", 0, stanza_id="s1")])
    await store.conversations.mark_read(WANG, 1)
    copy = received("问", 600, stanza_id="s1", source=MessageSource.ARCHIVE)
    page = ArchivePage((copy,), "s1", "s1", None, None, False)
    await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    assert (await line(store)).unread_count == 0


async def test_history_from_before_this_machine_knew_the_account_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = await AccountStore.open(path, KEY, ACCOUNT, history_until=at(100))
    await store.close()
    # The time is that of the first opening, whatever a later one says.
    store = await AccountStore.open(path, KEY, ACCOUNT, history_until=at(0))
    archived = [
        received(f"{n}", n * 60, stanza_id=f"s{n}", source=MessageSource.ARCHIVE) for n in range(4)
    ]
    page = ArchivePage(tuple(archived), "s0", "s3", None, None, is_complete=False)
    await store.messages.record_archive_page(ArchiveQuery(OWN, before=""), page)
    assert (await line(store)).unread_count == 2
    await store.messages.record([received("离线消息", 50, message_id="m1", stanza_id="s9")])
    assert (await line(store)).unread_count == 3, "what was kept offline for us is news"
    await store.close()


async def test_subjects_are_not_unread(store: AccountStore) -> None:
    subject = received("新主题", peer=ROOM)
    await store.messages.record(
        [subject.__class__(**{**_fields(subject), "kind": MessageKind.SUBJECT})]
    )
    assert (await line(store, ROOM)).unread_count == 0


def _fields(message: object) -> dict[str, object]:
    return {name: getattr(message, name) for name in message.__slots__}  # type: ignore[attr-defined]


async def test_mentions_are_whole_names(store: AccountStore) -> None:
    nick = ROOM.with_resource("陈杰")
    said = ["请李娜看一下", "Linameter", "ask LINA.", "请lina看", "大家好"]
    await store.messages.record(
        [
            received(text, n, peer=ROOM, sender=nick, message_id=f"m{n}")
            for n, text in enumerate(said)
        ],
        own_name_hints=["李娜", "Lina", ""],
    )
    conversation = await line(store, ROOM)
    assert (conversation.unread_count, conversation.mention_count) == (5, 3)
    await store.conversations.mark_read(ROOM, 1)
    assert (await line(store, ROOM)).mention_count == 2


steps = st.lists(
    st.one_of(
        st.tuples(st.just("in"), st.integers(0, 30)),
        st.tuples(st.just("own"), st.integers(0, 30)),
        st.tuples(st.just("read"), st.integers(1, 20)),
        st.tuples(st.just("hide"), st.integers(1, 20)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_counts_agree_with_the_rows_after_any_sequence(sequence: list[tuple[str, int]]) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = await AccountStore.open(Path(folder) / "a.db", KEY, ACCOUNT, history_until=0)
            await store.conversations.ensure(WANG, ConversationKind.DIRECT)
            for number, (what, value) in enumerate(sequence):
                if what in ("in", "own"):
                    await store.messages.record(
                        [
                            received(
                                f"{number}",
                                value,
                                is_outgoing=what == "own",
                                origin_id=f"o{number}",
                            )
                        ]
                    )
                elif what == "read":
                    await store.conversations.mark_read(WANG, value)
                else:
                    await store.messages.delete_here(value)
            conversation = await line(store)
            messages = await store.messages.latest(WANG, 100)
            assert conversation.last_message == (messages[-1] if messages else None)
            if conversation.first_unread_row is None:
                assert conversation.unread_count == 0
            else:
                rows = [message.row for message in messages]
                below = messages[rows.index(conversation.first_unread_row) :]
                assert conversation.unread_count == sum(
                    not message.is_outgoing for message in below
                )
            await store.close()

    asyncio.run(run())
